//! `export`: the shelf in a format that other programs read.

use std::path::{Path, PathBuf};

use super::selection::{Selection, goes_by};
use super::{Error, Exit, Report, Settings, Terminal, shelf, summary};
use crate::bibliography::write;
use crate::library::Entry;
use crate::model::CitationKey;
use crate::pipeline::{Change, PipelineError, format_of, must_not_overwrite};

/// Write the library, or part of it, as a bibliography
///
/// Where `build` writes the outputs that library.toml names, `export` writes one more, without touching anything. The
/// flags that choose entries narrow each other.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The format, where the extension of OUT does not say it
    #[arg(long, value_name = "FORMAT", required_unless_present = "output")]
    pub format: Option<String>,
    /// The citation style, for formats that people read (see `styles`)
    #[arg(long, value_name = "STYLE")]
    pub style: Option<String>,
    /// Only these entries, by citation key, separated by commas
    #[arg(long, value_name = "KEYS", value_delimiter = ',')]
    pub keys: Vec<CitationKey>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "a comment here would become the command's help")]
    pub selection: Selection,
    /// Where to write; without it, standard output
    #[arg(long, short, value_name = "OUT")]
    pub output: Option<PathBuf>,
}

const EXAMPLES: &str = "Examples:
  reading-list export --format biblatex > refs.bib
  reading-list export --style apa --status read -o read.md
  reading-list export --format csl-json --keys kuhn1962,trotsky1930";

/// Writes.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let project = shelf::open(settings)?;
    project.must_be_built()?;
    let output = args.output.as_ref().map(|path| path.display().to_string());
    let trouble = |source| PipelineError::Output { output: output.clone(), place: None, source: Box::new(source) };
    let format = format_of(args.format.as_deref(), args.output.as_deref().unwrap_or(Path::new(""))).map_err(trouble)?;
    let shelf = project.shelf();
    for key in &args.keys {
        shelf::entry(&shelf, key)?;
    }
    // A doubtful entry is written only if it is asked for by its key.
    let doubtful = shelf.doubtful.iter().filter(|_| !args.keys.is_empty());
    let is_meant = |entry: &&Entry| args.selection.admits(entry) && goes_by(entry, &args.keys);
    let entries: Vec<Entry> = shelf.entries.iter().chain(doubtful).filter(is_meant).cloned().collect();
    let text = write(&entries, format, &project.options(args.style.as_deref())).map_err(trouble)?;
    shelf::tell_untitled(&shelf, terminal)?;
    if entries.is_empty() {
        terminal.report(&Report::warning("no book of the library fits, so the bibliography is empty"))?;
    }
    match &args.output {
        None => terminal.write_text(&text)?,
        Some(path) => {
            let change = Change::new(path.display().to_string(), path.clone(), text);
            must_not_overwrite(&project, path)?;
            let what = if change.write()? { change.shown.as_str() } else { "nothing, all is as it was" };
            terminal.tell(&summary::line("wrote", what))?;
        }
    }
    Ok(Exit::Done)
}
