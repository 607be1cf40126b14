//! The program: everything is in the library crate, so that it can be tested.

use std::process::ExitCode;

/// Many short strings are made and dropped, on several threads: the system's allocator takes a third of the time for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    reading_list::cli::run(std::env::args_os())
}
