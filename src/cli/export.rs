//! `export`: the shelf in a format that other programs read.

use std::path::{Path, PathBuf};

use super::selection::{Selection, goes_by};
use super::{Error, Exit, Report, Settings, Terminal, shelf, summary};
use crate::bibliography::{GroupBy, Options, OutputFormat, Quotations, write};
use crate::library::Entry;
use crate::library::manifest::Order;
use crate::model::CitationKey;
use crate::pipeline::{Change, PipelineError, Project, explain, format_of, must_not_overwrite};

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
    /// The language of what the style adds, such as de-DE; without it, the library's
    #[arg(long, value_name = "LOCALE")]
    pub locale: Option<String>,
    /// Put entries under headings: status, tag or source
    #[arg(long, value_name = "WHAT")]
    pub group_by: Option<GroupBy>,
    /// Under each entry, quote the sentences that cite it
    #[arg(long)]
    pub annotated: bool,
    /// Write BibTeX in ASCII, with commands for all other letters
    #[arg(long)]
    pub ascii: bool,
    /// Another order than the library's: key, cited, author, year or added
    #[arg(long, value_name = "ORDER")]
    pub order: Option<Order>,
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
  reading-list export --format csl-json --keys kuhn1962,trotsky1930
  reading-list export --format html --group-by source --annotated -o annotated.html";

/// Writes.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let mut project = shelf::open(settings)?;
    project.must_be_built()?;
    project.manifest.library.order = args.order.unwrap_or(project.manifest.library.order);
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
    let text = write(&entries, format, &options(&args, &project, &entries)).map_err(trouble)?;
    tell_unused(&args, format, terminal)?;
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

fn options(args: &Args, project: &Project, entries: &[Entry]) -> Options {
    let quotations = if args.annotated { explain::quotations(project, entries) } else { Quotations::new() };
    let own = project.options(args.style.as_deref());
    let locale = args.locale.clone().or(own.locale.clone());
    Options { locale, ascii: args.ascii, group_by: args.group_by, quotations, ..own }
}

/// Says which flags mean nothing to this format.
fn tell_unused(args: &Args, format: OutputFormat, terminal: &mut Terminal) -> Result<(), Error> {
    let is_styled = matches!(format, OutputFormat::Styled(_));
    let flags = [
        ("--style", args.style.is_some() && !is_styled, "text, markdown and html"),
        ("--locale", args.locale.is_some() && !is_styled, "text, markdown and html"),
        ("--group-by", args.group_by.is_some() && !is_styled, "text, markdown and html"),
        ("--annotated", args.annotated && !is_styled, "text, markdown and html"),
        ("--ascii", args.ascii && format != OutputFormat::Bibtex, "bibtex"),
    ];
    for (flag, is_unused, formats) in flags {
        if is_unused {
            terminal.report(&Report::warning(format!("`{flag}` is for {formats}; {format} has no use for it")))?;
        }
    }
    Ok(())
}
