//! `rename`: another citation key for a book.

use super::change::{edit, tell_next};
use super::{Error, Exit, Report, Settings, Terminal, summary};
use crate::model::CitationKey;
use crate::pipeline::PipelineError;
use crate::pipeline::add::is_free;

/// Give a book another citation key
///
/// The old key goes on working: it becomes an alias, which bibliographies carry (`ids` in BibLaTeX), so that texts that use
/// it need not be changed.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The entry's citation key
    pub key: CitationKey,
    /// The new one
    pub new: CitationKey,
    /// Show what would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

const EXAMPLES: &str = "Examples:
  reading-list rename kuhn1962 kuhn-structure";

/// Renames.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let mut told = None;
    let edited = edit(settings, args.dry_run, terminal, |project, editor| {
        let shelf = project.shelf();
        let key = project.key_of(&shelf, &args.key)?;
        if key == args.new {
            return Ok(None);
        }
        let is_own = project.key_of(&shelf, &args.new).is_ok_and(|owner| owner == key);
        let is_same = key.as_str().eq_ignore_ascii_case(args.new.as_str());
        if !(is_own || is_same || is_free(project, &args.new)) {
            let report = Report::error(format!("`{}` is already the key of a book", args.new));
            let hint = format!("if both are one book: `reading-list merge {} {key}`", args.new);
            return Err(report.hint(hint).into());
        }
        editor.rename_book(&key, &args.new).map_err(PipelineError::from)?;
        told = Some(format!("{key} to {}, and `{key}` goes on working", args.new));
        Ok(Some(format!("rename {key} {}", args.new)))
    })?;
    match &told {
        Some(told) => terminal.tell(&summary::line("renamed", told))?,
        None => terminal.report(&Report::note(format!("the book is called `{}` already", args.new)))?,
    }
    tell_next(edited, terminal)?;
    Ok(Exit::Done)
}
