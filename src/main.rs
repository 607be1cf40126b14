//! The program: everything is in the library crate, so that it can be tested.

use std::process::ExitCode;

fn main() -> ExitCode {
    reading_list::cli::run(std::env::args_os())
}
