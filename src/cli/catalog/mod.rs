//! `catalog`: who can be asked for books, and the catalog on this disk.

mod fetch;
mod import;
mod remove;
mod status;

use super::report::Report;
use super::{Error, Exit, Settings, Terminal};
use crate::catalog::local::Place;

/// See which catalogs there are; import one onto this disk
///
/// For finding out who is asked for the books of this library, and why somebody is not; and for having a catalog of one's own, which
/// answers at once and without a network, and by whose titles books are recognised in texts.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES, args_conflicts_with_subcommands = true)]
#[group(id = "catalog")]
pub struct Args {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    status: status::Args,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    Status(status::Args),
    Import(import::Args),
    Fetch(fetch::Args),
    Remove(remove::Args),
}

const EXAMPLES: &str = "Examples:
  reading-list catalog status
  reading-list catalog import ol_dump_authors_latest.txt.gz ol_dump_works_latest.txt.gz ol_dump_editions_latest.txt.gz
  reading-list catalog import our-library.csv
  reading-list catalog fetch open-library
  reading-list catalog remove";

/// Does what is asked.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    match args.action {
        None => status::run(args.status, settings, terminal),
        Some(Action::Status(args)) => status::run(args, settings, terminal),
        Some(Action::Fetch(args)) => fetch::run(args, settings, terminal),
        Some(Action::Import(args)) => import::run(&args, settings, terminal),
        Some(Action::Remove(args)) => remove::run(&args, terminal),
    }
}

/// Where the local catalog lies.
fn place() -> Result<Place, Error> {
    Place::usual().ok_or_else(|| Report::error("this system has no folder for a user's data").into())
}
