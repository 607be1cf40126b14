//! What a user does and sees, and what keeps the house in order: one test binary, one file per subject.
//!
//! To add a case: make a `Desk`, put files on it, `run` the program there, and look at the whole of what it printed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop there")]

mod architecture;
mod cli_basics;
mod cli_help;
mod desk;
mod resolve;
mod starter;
