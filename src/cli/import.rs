//! `import`: the books of bibliography files written into the library.

use serde::Serialize;

use super::change::{edit, tell_next};
use super::selection::Layout;
use super::terminal::Line;
use super::words::{Count, list};
use super::{Error, Exit, Report, Settings, Terminal, shelf, summary};
use crate::bibliography::{InputFormat, Left, Refusal};
use crate::pipeline::PipelineError;
use crate::pipeline::import::{Difference, Plan, Planned, Source, State, counted, left_fields, open, plan};

/// Bring the books of bibliography files into the library
///
/// Reads BibTeX, BibLaTeX, CSL-JSON, hayagriva YAML and RIS. Each book becomes a `[book.KEY]` of library.toml under the
/// key it has; what library.toml says of a book already stays, and a conflict is told. Entries that are no books and
/// fields that have no place are named. Importing the same file again changes nothing.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The files; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<String>,
    /// The format of the files, where name and content do not tell it
    ///
    /// One of biblatex, bibtex, csl-json, hayagriva and ris.
    #[arg(long, value_name = "FORMAT")]
    pub input: Option<InputFormat>,
    /// Put a tag on every book that is new (repeatable)
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// Name every row and field that is not taken, not only how many
    #[arg(long, short)]
    pub verbose: bool,
    /// Show what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// How to print what became of each row
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Layout,
}

const EXAMPLES: &str = "Examples:
  reading-list import refs.bib --dry-run
  reading-list import zotero.json old.ris --verbose
  pandoc --to csljson paper.bib | reading-list import - --tag thesis";

/// Imports.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let sources = open_all(&args.files, args.input)?;
    let mut planned = Plan::default();
    let edited = edit(settings, args.dry_run && args.format == Layout::Text, terminal, |project, editor| {
        planned = plan(project, &sources);
        for book in planned.books.iter_mut().filter(|book| book.state == State::New) {
            book.book
                .tags
                .extend(args.tags.iter().filter(|tag| !book.book.tags.contains(tag)).cloned().collect::<Vec<_>>());
        }
        let books = planned.new_books();
        if books.is_empty() || (args.dry_run && args.format == Layout::Json) {
            return Ok(None);
        }
        editor.add_books(&books).map_err(PipelineError::from)?;
        Ok(Some(format!("import {}", list(&args.files))))
    })?;
    if args.format == Layout::Json {
        shelf::print_json(&Answer::of(&sources, &planned), terminal)?;
    }
    tell_sources(&sources, args.verbose, terminal)?;
    tell_plan(&planned, args.verbose, terminal)?;
    tell_next(edited, terminal)?;
    let is_conflicting = planned.books.iter().any(|book| matches!(book.state, State::Conflicting(_)));
    Ok(if is_conflicting || is_broken(&sources) { Exit::Unmet } else { Exit::Done })
}

/// Reads all the files, each once.
pub fn open_all(files: &[String], format: Option<InputFormat>) -> Result<Vec<Source>, Error> {
    files.iter().map(|file| Ok(open(file, format)?)).collect()
}

/// Whether some row could not be read, which is more than that it is no book.
pub fn is_broken(sources: &[Source]) -> bool {
    let mut refused = sources.iter().flat_map(|source| source.reading.refused());
    refused.any(|(_, refusal)| !matches!(refusal, Refusal::NotABook(_)))
}

/// Says what each file holds: how much was taken, and by name what was not.
pub fn tell_sources(sources: &[Source], verbose: bool, terminal: &mut Terminal) -> Result<(), Error> {
    for source in sources {
        let Source { path, format, reading } = source;
        let rows = Count::irregular(reading.rows.len(), "entry", "entries");
        terminal.tell(&summary::line("read", &format!("{path}: {rows} of {format}")))?;
        if reading.rows.is_empty() {
            let report = Report::warning(format!("`{path}` holds no entry that can be seen"));
            terminal.report(&report.hint("is it in the format that it was taken for? `--input` says another"))?;
        }
        if reading.mended > 0 {
            let bytes = Count::of(reading.mended, "byte");
            let message = format!("`{path}` is not UTF-8 throughout: {bytes} were read as Latin-1");
            terminal.report(&Report::warning(message))?;
        }
        tell_refused(source, verbose, terminal)?;
        tell_left(source, verbose, terminal)?;
    }
    Ok(())
}

/// So many names are printed without `--verbose`; more of a list nobody reads.
const MOST_NAMES: usize = 8;

fn tell_refused(source: &Source, verbose: bool, terminal: &mut Terminal) -> Result<(), Error> {
    let refused: Vec<_> = source.reading.refused().collect();
    let kind = |refusal: &Refusal| match refusal {
        Refusal::NotABook(kind) => kind.clone(),
        Refusal::Broken(_) => "broken".to_owned(),
        Refusal::NoTitle => "without a title".to_owned(),
        Refusal::Twice(_) => "twice".to_owned(),
    };
    if refused.is_empty() {
        return Ok(());
    }
    let kinds = summed(&counted(refused.iter().map(|(_, refusal)| kind(refusal))), verbose);
    let entries = Count::irregular(refused.len(), "entry", "entries");
    terminal.tell(&summary::line("passed over", &format!("{entries}: {kinds}")))?;
    let mut shown = 0;
    for (row, refusal) in refused {
        let is_plain = matches!(refusal, Refusal::NotABook(_));
        if verbose || (!is_plain && shown < MOST_NAMES) {
            shown += 1;
            let key = if row.key.is_empty() { String::new() } else { format!("{}: ", row.key) };
            terminal.tell(&Line::new().plain(format!("    {}:{}: {key}{refusal}", source.path, row.line)))?;
        }
    }
    Ok(())
}

fn tell_left(source: &Source, verbose: bool, terminal: &mut Terminal) -> Result<(), Error> {
    let all: Vec<&Left> = source.reading.taken().flat_map(|(_, taken)| &taken.left).collect();
    if all.is_empty() {
        return Ok(());
    }
    let fields = summed(&left_fields(all.iter().copied()), verbose);
    terminal.tell(&summary::line("not taken", &format!("{}: {fields}", Count::of(all.len(), "field"))))?;
    if verbose {
        for (row, taken) in source.reading.taken().filter(|(_, taken)| !taken.left.is_empty()) {
            let left = list(&taken.left);
            terminal
                .tell(&Line::new().plain(format!("    {}:{}: {}: {left}", source.path, row.line, taken.book.key)))?;
        }
    }
    Ok(())
}

/// `83 annotation, 42 shorttitle and 5 others`.
fn summed(counts: &[(String, usize)], verbose: bool) -> String {
    let most = if verbose { counts.len() } else { MOST_NAMES };
    let mut parts: Vec<String> = counts.iter().take(most).map(|(name, count)| format!("{count} {name}")).collect();
    let others: usize = counts.iter().skip(most).map(|(_, count)| count).sum();
    if others > 0 {
        parts.push(Count::of(others, "other").to_string());
    }
    list(&parts)
}

fn tell_plan(plan: &Plan, verbose: bool, terminal: &mut Terminal) -> Result<(), Error> {
    let count = |is_meant: fn(&State) -> bool| plan.books.iter().filter(|book| is_meant(&book.state)).count();
    let new = count(|state| *state == State::New);
    let same = count(|state| *state == State::Same);
    let conflicting = plan.books.len() - new - same;
    let books = Count::of(plan.books.len(), "book");
    let what = format!("{books}: {new} new, {same} the same, {conflicting} conflicting");
    terminal.tell(&summary::line("taken", &what))?;
    let conflicts = plan.books.iter().filter_map(|book| match &book.state {
        State::Conflicting(differences) => Some((book, differences)),
        _ => None,
    });
    let most = if verbose { usize::MAX } else { MOST_NAMES };
    for (book, differences) in conflicts.take(most) {
        terminal.report(&conflict(book, differences))?;
    }
    if conflicting > most {
        let others = Count::of(conflicting - most, "other conflict");
        terminal.report(&Report::warning(format!("and {others}")).hint("`--verbose` names them all"))?;
    }
    for book in plan.books.iter().filter(|book| book.state == State::New).take(most) {
        if let Some(other) = &book.resembles {
            let report = Report::warning(format!("`{}` may be the same book as `{other}`", book.book.key));
            terminal.report(&report.hint("if it is: remove one, and make its key an alias of the other"))?;
        }
    }
    Ok(())
}

fn conflict(book: &Planned, differences: &[Difference]) -> Report {
    let all: Vec<String> = differences
        .iter()
        .map(|d| match &d.ours {
            Some(ours) => format!("`{}` is {ours} and not {}", d.field, d.theirs),
            None => format!("there is no `{}`, and {}:{} has {}", d.field, book.file, book.line, d.theirs),
        })
        .collect();
    let report = Report::warning(format!("`{}` stays as the library has it", book.book.key));
    report.because(list(&all)).hint(format!("to take the other, edit `[book.{}]` in library.toml", book.book.key))
}

/// Everything, for programs.
#[derive(Serialize)]
struct Answer<'a> {
    files: Vec<FileAnswer<'a>>,
    books: Vec<BookAnswer<'a>>,
    refused: Vec<RefusedAnswer<'a>>,
}

#[derive(Serialize)]
struct FileAnswer<'a> {
    path: &'a str,
    format: String,
    entries: usize,
    taken: usize,
    refused: usize,
    bytes_read_as_latin1: usize,
}

#[derive(Serialize)]
struct BookAnswer<'a> {
    key: &'a str,
    path: &'a str,
    line: usize,
    state: &'static str,
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    differences: Vec<DifferenceAnswer<'a>>,
    not_taken: Vec<LeftAnswer<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resembles: Option<&'a str>,
}

#[derive(Serialize)]
struct DifferenceAnswer<'a> {
    field: &'a str,
    library: Option<&'a str>,
    file: &'a str,
}

#[derive(Serialize)]
struct LeftAnswer<'a> {
    field: &'a str,
    why: Option<&'a str>,
}

#[derive(Serialize)]
struct RefusedAnswer<'a> {
    path: &'a str,
    line: usize,
    key: &'a str,
    why: String,
}

impl<'a> Answer<'a> {
    fn of(sources: &'a [Source], plan: &'a Plan) -> Self {
        let refused = |source: &'a Source| {
            source.reading.refused().map(|(row, refusal)| RefusedAnswer {
                path: &source.path,
                line: row.line,
                key: &row.key,
                why: refusal.to_string(),
            })
        };
        Self {
            files: sources.iter().map(FileAnswer::of).collect(),
            books: plan.books.iter().map(BookAnswer::of).collect(),
            refused: sources.iter().flat_map(refused).collect(),
        }
    }
}

impl<'a> FileAnswer<'a> {
    fn of(source: &'a Source) -> Self {
        let reading = &source.reading;
        Self {
            path: &source.path,
            format: source.format.to_string(),
            entries: reading.rows.len(),
            taken: reading.taken().count(),
            refused: reading.refused().count(),
            bytes_read_as_latin1: reading.mended,
        }
    }
}

impl<'a> BookAnswer<'a> {
    fn of(planned: &'a Planned) -> Self {
        let (state, differences) = match &planned.state {
            State::New => ("new", &[][..]),
            State::Same => ("same", &[][..]),
            State::Conflicting(differences) => ("conflicting", differences.as_slice()),
        };
        let difference =
            |d: &'a Difference| DifferenceAnswer { field: d.field, library: d.ours.as_deref(), file: &d.theirs };
        Self {
            key: planned.book.key.as_str(),
            path: &planned.file,
            line: planned.line,
            state,
            title: planned.book.title.as_deref(),
            differences: differences.iter().map(difference).collect(),
            not_taken: planned.left.iter().map(|l| LeftAnswer { field: &l.field, why: l.why.as_deref() }).collect(),
            resembles: planned.resembles.as_ref().map(|key| key.as_str()),
        }
    }
}
