//! `catalog import`: a catalog on this disk, made of files.

use std::io;

use super::super::terminal;
use super::super::words::Count;
use super::super::{Error, Exit, Report, Settings, Terminal, summary};
use super::place;
use crate::catalog::local::{ImportError, Imported, Options};
use crate::pipeline::local::{self, LocalError};

/// Make a catalog on this disk from dumps and lists
///
/// Reads dumps of Open Library (authors, works and editions in any order; plain, gzip or Zstandard, `-` for standard input), tables
/// (CSV with columns `title` and `author`, also `year`, `isbn`) and bibliographies (`.bib`, CSL-JSON, hayagriva YAML, RIS). The new
/// catalog takes the place of the old when it is whole; until then, and if anything fails, the old one answers.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Dumps and lists; `-` is standard input
    #[arg(value_name = "FILES", required = true)]
    pub files: Vec<String>,
    /// These files have every book there may be: what they lack does not exist
    ///
    /// Then `check` may say that nobody knows a book. It does not hold if anything is left out or cannot be read.
    #[arg(long)]
    pub complete: bool,
    /// Leave out works with fewer editions
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub min_editions: u32,
    /// Only works with an edition in one of these languages: `en,de`
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub languages: Vec<String>,
}

const EXAMPLES: &str = "Examples:
  reading-list catalog import ol_dump_authors.txt.gz ol_dump_works.txt.gz ol_dump_editions.txt.gz
  zcat ol_dump.txt.gz | reading-list catalog import - --min-editions 2
  reading-list catalog import our-library.csv

Exit status:
  0  imported
  1  imported, but some lines could not be read
  2  not imported: the catalog is as it was";

/// Progress is told after so many lines.
const STEP: u64 = 100_000;

/// Imports.
pub fn run(args: &Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let place = place()?;
    let Args { min_editions, languages, complete, .. } = args;
    let options = Options { min_editions: *min_editions, languages: languages.clone(), is_complete: *complete };
    let told = std::sync::atomic::AtomicU64::new(0);
    let is_quiet = settings.quiet;
    let tell = |lines: u64| {
        let step = lines / STEP;
        if !is_quiet && told.swap(step, std::sync::atomic::Ordering::Relaxed) != step {
            terminal::progress(&format!("reading    {} lines", step * STEP));
        }
    };
    let imported = local::import(&place, &args.files, &options, &tell).map_err(|error| refused(error, args))?;
    tell_of(&imported, terminal)
}

fn tell_of(imported: &Imported, terminal: &mut Terminal) -> Result<Exit, Error> {
    for broken in &imported.named {
        let place = format!("{}:{}", broken.file, broken.line);
        terminal.report(&Report::warning(format!("{place} is passed over")).because(broken.why))?;
    }
    let others = imported.broken.saturating_sub(imported.named.len() as u64);
    if others > 0 {
        terminal.report(&Report::warning(format!("{} more passed over", Count::of(others as usize, "broken line"))))?;
    }
    let about = &imported.about;
    let counts = [(about.works, "work"), (about.editions, "edition")];
    let counts = counts.map(|(n, word)| Count::of(n as usize, word).to_string()).join(", ");
    terminal.tell(&summary::line("imported", &format!("{counts} (generation {})", imported.generation)))?;
    Ok(if imported.broken > 0 { Exit::Unmet } else { Exit::Done })
}

fn refused(error: LocalError, args: &Args) -> Error {
    let error = match error {
        LocalError::List(error) => return Error::from(*error),
        LocalError::Import(error) => error,
    };
    let report = Report::error(error.to_string());
    match error {
        ImportError::Read { source, .. } => report.because(source).hint("the catalog is as it was"),
        ImportError::Write { source, .. } if is_full(&source) => {
            report.because(source).hint("the catalog is as it was; make room, or take less: `--min-editions 2`")
        }
        ImportError::Write { source, .. } => report.because(source).hint("the catalog is as it was"),
        ImportError::Busy => report.hint("wait until it has ended"),
        ImportError::Nothing(_) if args.files.iter().any(|file| file == "-") => {
            report.hint("standard input must be a dump of Open Library")
        }
        ImportError::Nothing(_) => report
            .hint("works come from `ol_dump_works` and `ol_dump_editions`; lists want an extension (`.csv`, `.bib`)"),
    }
    .into()
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
}
