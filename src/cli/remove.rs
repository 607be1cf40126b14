//! `remove`: an entry taken off the shelf.

use super::change::{Edited, edit, tell_next};
use super::{Error, Exit, Settings, Terminal, shelf, summary};
use crate::library::manifest::Reject;
use crate::model::CitationKey;
use crate::pipeline::PipelineError;

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

/// Removes.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let mut told = Vec::new();
    let edited = edit(settings, args.dry_run, terminal, |project, editor| {
        let what = format!("remove {}", args.key);
        let typed = project.manifest.book(&args.key).map(|book| book.key.clone());
        if let Some(key) = &typed {
            editor.remove_book(key);
            told.push(format!("`[book.{key}]` of library.toml"));
        }
        let shelf = project.shelf();
        let entry = match shelf::entry(&shelf, &args.key) {
            Ok(entry) => entry,
            // A table that is no entry yet, for want of a title.
            Err(_) if typed.is_some() => return Ok(Some(what)),
            Err(error) => return Err(error),
        };
        if !entry.cited_in.is_empty() {
            let title = entry.book.work.title.full();
            told.push(format!("\"{title}\" from what texts cite, by a `[[reject]]`"));
            let author = entry.book.work.contributors.first().map(|c| c.name.clone());
            editor.add_reject(&Reject { title, author, source: None }).map_err(PipelineError::from)?;
        }
        Ok(Some(what))
    })?;
    if edited == Edited::Written {
        told.iter().try_for_each(|what| terminal.tell(&summary::line("removed", what)))?;
    }
    tell_next(edited, terminal)?;
    Ok(Exit::Done)
}
