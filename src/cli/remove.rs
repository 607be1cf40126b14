//! `remove`: an entry taken off the shelf.

use crate::model::CitationKey;

/// Take a book out of the library
///
/// What you wrote of it in library.toml goes. If a source cites it, the next build would find it again: then it is also
/// rejected, so that it stays away.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The entry's citation key
    pub key: CitationKey,
    /// Show what would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

const EXAMPLES: &str = "Examples:
  reading-list remove trotsky1930";
