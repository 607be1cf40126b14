//! `merge`: two entries that are one book.

use super::change::{edit, tell_next};
use super::words::Count;
use super::{Error, Exit, Report, Settings, Terminal, summary};
use crate::model::CitationKey;
use crate::pipeline::merge::merge;

/// Make one entry of two that are the same book
///
/// KEY stays, with all that is known of it. OTHER's key becomes an alias, so that its texts cite KEY from now on; its tags,
/// notes and readings are joined, and what you typed of it that KEY does not have is taken over. `undo` parts them again.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The entry that stays
    pub key: CitationKey,
    /// The entry that is the same book
    pub other: CitationKey,
    /// Show what would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

const EXAMPLES: &str = "Examples:
  reading-list merge trotsky1930 trotsky1931";

/// Merges.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let mut merged = None;
    let edited = edit(settings, args.dry_run, terminal, |project, editor| {
        let done = merge(project, editor, &args.key, &args.other)?;
        let what = format!("merge {} {}", done.key, done.other);
        merged = Some(done);
        Ok(Some(what))
    })?;
    let Some(merged) = merged else { return Ok(Exit::Done) };
    let texts = match merged.texts {
        0 => String::new(),
        1 => ", with 1 text that cites it".to_owned(),
        n => format!(", with {} that cite it", Count::of(n, "text")),
    };
    terminal.tell(&summary::line("merged", &format!("{} into {}{texts}", merged.other, merged.key)))?;
    for (field, value) in &merged.left {
        let message = format!("`{field} = {value}` of `{}` is not taken: `{}` has its own", merged.other, merged.key);
        terminal.report(&Report::note(message))?;
    }
    tell_next(edited, terminal)?;
    Ok(Exit::Done)
}
