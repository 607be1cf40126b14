//! `mark`: where the reader is with a book.

use super::change::{edit, tell_next};
use super::{Error, Exit, Settings, Terminal, summary};
use crate::library::{Read, Status};
use crate::model::CitationKey;
use crate::pipeline::PipelineError;

/// Say where you are with a book
///
/// Sets its status, and with `--started` or `--finished` notes the reading: a reading that was begun is ended, else a new
/// one is written, so that a book may be read again.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The entry's citation key
    pub key: CitationKey,
    /// to-read, reading, read, paused or did-not-finish
    pub status: Status,
    /// The first day of the reading, such as 2026-01-03
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub started: Option<toml_edit::Date>,
    /// Its last day
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub finished: Option<toml_edit::Date>,
    /// Show what would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

const EXAMPLES: &str = "Examples:
  reading-list mark kuhn1962 reading --started 2026-01-03
  reading-list mark kuhn1962 read --finished 2026-01-20";

fn day(text: &str) -> Result<toml_edit::Date, String> {
    let day = text.parse::<toml_edit::Datetime>().ok().filter(|when| when.time.is_none()).and_then(|when| when.date);
    day.ok_or_else(|| format!("`{text}` is not a day (write it as 2026-01-03)"))
}

/// Marks.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let mut marked = None;
    let edited = edit(settings, args.dry_run, terminal, |project, editor| {
        let key = project.key_of(&project.shelf(), &args.key)?;
        editor.set(&key, "status", args.status.to_string().into()).map_err(PipelineError::from)?;
        let reading = Read { started: args.started, finished: args.finished };
        if reading.started.or(reading.finished).is_some() {
            editor.note_reading(&key, &reading).map_err(PipelineError::from)?;
        }
        let what = format!("mark {key} {}", args.status);
        marked = Some(format!("{key}: {}", args.status));
        Ok(Some(what))
    })?;
    marked.iter().try_for_each(|what| terminal.tell(&summary::line("marked", what)))?;
    tell_next(edited, terminal)?;
    Ok(Exit::Done)
}
