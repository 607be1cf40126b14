//! `export`: the shelf in a format that other programs read.

use std::path::{Path, PathBuf};

use super::selection::{Selection, goes_by};
use super::terminal::Line;
use super::words::list;
use super::{Error, Exit, Report, Settings, Terminal, import, shelf, summary};
use crate::bibliography::loss::losses;
use crate::bibliography::{BibliographyError, GroupBy, InputFormat, Options, OutputFormat, Quotations, write};
use crate::library::Entry;
use crate::library::manifest::Order;
use crate::model::CitationKey;
use crate::pipeline::import::{self as read, counted};
use crate::pipeline::{
    Change, PipelineError, Project, explain, format_of, must_not_overwrite, must_not_overwrite_texts,
};

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
    /// Convert this file instead of the library; `-` is standard input (repeatable)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["annotated", "order"])]
    pub from: Vec<String>,
    /// The format of that file, where name and content do not tell it
    #[arg(long, value_name = "FORMAT", requires = "from")]
    pub input: Option<InputFormat>,
    /// Name every field that the format cannot carry
    #[arg(long)]
    pub report: bool,
    /// Where to write; without it, standard output
    #[arg(long, short, value_name = "OUT")]
    pub output: Option<PathBuf>,
}

const EXAMPLES: &str = "Examples:
  reading-list export --format biblatex > refs.bib
  reading-list export --style apa --status read -o read.md
  reading-list export --format csl-json --keys kuhn1962,trotsky1930
  reading-list export --format html --group-by source --annotated -o annotated.html
  reading-list export --from refs.bib --format hayagriva --report > refs.yaml";

/// Writes.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    if !args.from.is_empty() {
        return convert(&args, terminal);
    }
    let mut project = shelf::open(settings)?;
    project.must_be_built()?;
    project.manifest.library.order = args.order.unwrap_or(project.manifest.library.order);
    args.wanted()?;
    let shelf = project.shelf();
    for key in &args.keys {
        shelf::entry(&shelf, key)?;
    }
    // A doubtful entry is written only if it is asked for by its key.
    let doubtful = shelf.doubtful.iter().filter(|_| !args.keys.is_empty());
    let entries = args.meant(shelf.entries.iter().chain(doubtful).cloned());
    let text = args.text(&entries, &options(&args, &project, &entries))?;
    tell_unused(&args, args.wanted()?, terminal)?;
    shelf::tell_untitled(&shelf, terminal)?;
    if entries.is_empty() {
        terminal.report(&Report::warning("no book of the library fits, so the bibliography is empty"))?;
    }
    if let Some(path) = &args.output {
        must_not_overwrite(&project, path)?;
    }
    put(&args, &entries, text, terminal)?;
    Ok(Exit::Done)
}

/// Writes what a file holds, without a library.
fn convert(args: &Args, terminal: &mut Terminal) -> Result<Exit, Error> {
    args.wanted()?;
    let sources = import::open_all(&args.from, args.input)?;
    let entries = args.meant(read::entries(&sources).into_iter());
    let default = Options::default();
    let style = args.style.clone().unwrap_or(default.style);
    let (locale, ascii, group_by) = (args.locale.clone(), args.ascii, args.group_by);
    let text = args.text(&entries, &Options { style, locale, ascii, group_by, ..Options::default() })?;
    tell_unused(args, args.wanted()?, terminal)?;
    if let Some(path) = &args.output {
        must_not_overwrite_texts(&args.from, path)?;
    }
    import::tell_sources(&sources, args.report, terminal)?;
    if entries.is_empty() {
        terminal.report(&Report::warning("no book that was read fits, so the bibliography is empty"))?;
    }
    put(args, &entries, text, terminal)?;
    Ok(if import::is_broken(&sources) { Exit::Unmet } else { Exit::Done })
}

/// Writes the text where it is wanted, and tells what it lacks.
fn put(args: &Args, entries: &[Entry], text: String, terminal: &mut Terminal) -> Result<(), Error> {
    match &args.output {
        None => terminal.write_text(&text)?,
        Some(path) => {
            let change = Change::new(path.display().to_string(), path.clone(), text);
            let what = if change.write()? { change.shown.as_str() } else { "nothing, all is as it was" };
            terminal.tell(&summary::line("wrote", what))?;
        }
    }
    if args.report { tell_losses(entries, args.wanted()?, terminal) } else { Ok(()) }
}

/// Names what the format does not carry: entry by entry, then in sum.
fn tell_losses(entries: &[Entry], format: OutputFormat, terminal: &mut Terminal) -> Result<(), Error> {
    let Some(lost) = losses(entries, format) else {
        let message = format!("`{format}` is for people or tables, and is not read back: no losses are counted");
        return Ok(terminal.report(&Report::note(message))?);
    };
    for of_entry in lost.chunk_by(|a, b| a.key == b.key) {
        let fields: Vec<String> = of_entry.iter().map(ToString::to_string).collect();
        let key = of_entry.first().map_or("", |l| l.key.as_str());
        terminal.tell(&Line::new().plain(format!("    {key}: {}", list(&fields))))?;
    }
    let fields: Vec<String> = counted(lost.iter().map(|l| l.field.to_owned()))
        .into_iter()
        .map(|(field, count)| format!("{field} ({count})"))
        .collect();
    let what = if fields.is_empty() { format!("nothing: {format} carries it all") } else { list(&fields) };
    Ok(terminal.tell(&summary::line("lost", &what))?)
}

impl Args {
    fn trouble(&self, source: BibliographyError) -> PipelineError {
        let output = self.output.as_ref().map(|path| path.display().to_string());
        PipelineError::Output { output, place: None, source: Box::new(source) }
    }

    /// The format asked for, or that of the output's name.
    fn wanted(&self) -> Result<OutputFormat, PipelineError> {
        let path = self.output.as_deref().unwrap_or(Path::new(""));
        format_of(self.format.as_deref(), path).map_err(|source| self.trouble(source))
    }

    fn meant(&self, entries: impl Iterator<Item = Entry>) -> Vec<Entry> {
        entries.filter(|entry| self.selection.admits(entry) && goes_by(entry, &self.keys)).collect()
    }

    fn text(&self, entries: &[Entry], options: &Options) -> Result<String, PipelineError> {
        write(entries, self.wanted()?, options).map_err(|source| self.trouble(source))
    }
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
