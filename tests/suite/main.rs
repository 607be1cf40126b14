//! What a user does and sees, and what keeps the house in order: one test binary, one file per subject.
//!
//! To add a case: make a `Desk`, put files on it, `run` the program there, and look at the whole of what it printed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop there")]

mod architecture;
mod catalog_bodies;
mod catalog_fetch;
mod catalog_intake;
mod cli_audit;
mod cli_bad_input;
mod cli_basics;
mod cli_build;
mod cli_change;
mod cli_check;
mod cli_cite;
mod cli_detect;
mod cli_explain;
mod cli_export;
mod cli_help;
mod cli_idempotence;
mod cli_import;
mod cli_rank;
mod cli_shelf;
mod desk;
mod detect;
mod existence;
mod known_titles;
mod local_catalog;
mod loopback;
mod matching;
mod net;
mod net_cache;
mod net_processes;
mod online;
#[cfg(unix)]
mod peers;
mod ratchet;
#[cfg(unix)]
mod readme;
mod resolve;
mod round_trips;
mod shapes;
#[cfg(target_os = "linux")]
mod spark;
mod spine;
mod sru_server;
mod starter;
mod two_hands;
mod web_sources;
