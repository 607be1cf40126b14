//! `catalog import`: a catalog on this disk, made of files.

use std::io;

use super::super::terminal;
use super::super::words::Count;
use super::super::{Error, Exit, Report, Settings, Terminal, summary};
use super::place;
use crate::catalog::local::{ImportError, Imported, Options};
use crate::pipeline::local::{self, Intake, LocalError};

/// Make a catalog on this disk from dumps and lists
///
/// Reads dumps of Open Library (authors, works and editions in any order), MARC records of any library (binary or MARCXML), tables
/// (CSV with columns `title` and `author`, also `year`, `isbn` and others) and bibliographies (`.bib`, CSL-JSON, hayagriva YAML, RIS);
/// plain, gzip or Zstandard, `-` for standard input. The new catalog takes the place of the old when it is whole; until then, and
/// if anything fails, the old one answers.
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
    #[command(flatten)]
    pub kept: Kept,
    /// What columns of a table are called: `title=Titel,author=Verfasser`
    ///
    /// For headings that are not known. On the left: id, title, subtitle, author, editor, year, issued, original, language, isbn,
    /// publisher, series, volume.
    #[arg(long, value_name = "OURS=THEIRS", value_delimiter = ',', value_parser = pair)]
    pub columns: Vec<(String, String)>,
}

/// What is kept of the files.
#[derive(Debug, clap::Args)]
pub struct Kept {
    /// Leave out works with fewer editions; lists are taken whole
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub min_editions: u32,
    /// Only works with an edition in one of these languages: `en,de`
    #[arg(long, value_name = "CODES", value_delimiter = ',', value_parser = language)]
    pub languages: Vec<String>,
    /// Only the N works with the most editions, after those of lists
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub top: Option<u64>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').map(|(ours, theirs)| (ours.trim().to_owned(), theirs.trim().to_owned()));
    pair.filter(|(ours, theirs)| !ours.is_empty() && !theirs.is_empty())
        .ok_or_else(|| "must be `title=Titel`".to_owned())
}

fn language(code: &str) -> Result<String, String> {
    crate::catalog::local::language(code).ok_or_else(|| "must be a code such as `en` or `ger`".to_owned())
}

const EXAMPLES: &str = "Examples:
  reading-list catalog import ol_dump_authors.txt.gz ol_dump_works.txt.gz ol_dump_editions.txt.gz
  zcat ol_dump.txt.gz | reading-list catalog import - --min-editions 2
  reading-list catalog import our-library.csv --columns title=Titel,author=Verfasser
  reading-list catalog import library.mrc.gz

Exit status:
  0  imported
  1  imported, but some lines could not be read
  2  not imported: the catalog is as it was";

/// Progress is told after so many lines.
const STEP: u64 = 100_000;

/// Imports.
pub fn run(args: &Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let place = place()?;
    let Kept { min_editions, languages, top } = &args.kept;
    let (min_editions, languages, top) = (*min_editions, languages.clone(), *top);
    let options = Options { min_editions, languages, top, is_complete: args.complete };
    let told = std::sync::atomic::AtomicU64::new(0);
    let is_quiet = settings.quiet;
    let tell = |lines: u64| {
        let step = lines / STEP;
        if !is_quiet && told.swap(step, std::sync::atomic::Ordering::Relaxed) != step {
            terminal::progress(&format!("reading    {} lines", step * STEP));
        }
    };
    let intake = Intake { files: &args.files, columns: &args.columns };
    let imported = match local::import(&place, &intake, &options, &tell) {
        Err(LocalError::Import(ImportError::Nothing(read))) => {
            tell_of_broken(&read, terminal)?;
            return Err(nothing(&read, &options, args));
        }
        imported => imported.map_err(refused)?,
    };
    tell_of_broken(&imported, terminal)?;
    let about = &imported.about;
    let counts = [(about.works, "work"), (about.editions, "edition")];
    let counts = counts.map(|(n, word)| Count::of(n as usize, word).to_string()).join(", ");
    terminal.tell(&summary::line("imported", &format!("{counts} (generation {})", imported.generation)))?;
    Ok(if imported.broken > 0 { Exit::Unmet } else { Exit::Done })
}

fn tell_of_broken(imported: &Imported, terminal: &mut Terminal) -> io::Result<()> {
    for broken in &imported.named {
        let place = format!("{}:{}", broken.file, broken.line);
        terminal.report(&Report::warning(format!("{place} is passed over")).because(broken.why))?;
    }
    let others = imported.broken.saturating_sub(imported.named.len() as u64);
    if others > 0 {
        terminal.report(&Report::warning(format!("{} more passed over", Count::of(others as usize, "broken line"))))?;
    }
    Ok(())
}

fn refused(error: LocalError) -> Error {
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
        ImportError::Nothing(_) => report,
    }
    .into()
}

/// There is no work; why that may be.
fn nothing(read: &Imported, options: &Options, args: &Args) -> Error {
    let report = Report::error(ImportError::Nothing(Box::new(read.clone())).to_string());
    let is_narrow = options.min_editions > 0 || !options.languages.is_empty();
    let is_piped = args.files.iter().any(|file| file == "-");
    report
        .hint(if is_narrow && read.broken < read.records {
            "the catalog is as it was; try without `--min-editions` and `--languages`"
        } else if is_piped {
            "standard input must be a dump of Open Library or MARC; lists are known by their names (`.csv`, `.bib`)"
        } else {
            "works come from `ol_dump_works` and `ol_dump_editions`, or MARC records of books; lists are known by their names (`.csv`, `.bib`)"
        })
        .into()
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
}
