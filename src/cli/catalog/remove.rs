//! `catalog remove`: the catalog on this disk is deleted.

use super::super::{Error, Exit, Report, Terminal, summary};
use super::place;

/// Delete the catalog on this disk
///
/// For having its room back. Libraries keep what was found in it.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example:\n  reading-list catalog remove")]
pub struct Args {}

/// Deletes.
pub fn run(_: &Args, terminal: &mut Terminal) -> Result<Exit, Error> {
    let place = place()?;
    let had = place
        .remove()
        .map_err(|error| Report::error(format!("cannot remove `{}`", place.root().display())).because(error))?;
    terminal.tell(&summary::line(if had { "removed" } else { "nothing" }, &place.root().display().to_string()))?;
    Ok(Exit::Done)
}
