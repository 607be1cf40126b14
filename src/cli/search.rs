//! `search`: what the catalogs have.

use serde::Serialize;

use super::add::Wanted;
use super::selection::Layout;
use super::terminal::{Line, Tone};
use super::words::list;
use super::{Error, Exit, Report, Settings, Terminal, online, shelf};
use crate::catalog::Record;
use crate::model::{CatalogName, CitedBook, Role};
use crate::pipeline::search::{self, Found};

/// Search the catalogs for a book
///
/// For finding out what there is before it is added: every catalog of the library (or every usual one) is asked for books of about
/// this title, and the records of one work are shown together. Titles may be misspelt.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// A title, "Title by Author", or an ISBN
    #[arg(value_name = "QUERY", required = true)]
    pub query: Vec<String>,
    /// Ask this catalog instead of those of the library (repeatable)
    #[arg(long = "catalog", value_name = "NAME")]
    pub catalogs: Vec<CatalogName>,
    /// How many works to show at most
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub limit: usize,
    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Layout,
}

const EXAMPLES: &str = "Examples:
  reading-list search 'The Structure of Scientific Revolutions'
  reading-list search 'structure of scientfic revolutions by Kuhn' --catalog starter
  reading-list search 9780140449136 --format json

Exit status:
  0  there is something
  1  there is nothing
  3  nobody could be asked";

#[derive(Serialize)]
struct WorkJson {
    title: String,
    authors: Vec<String>,
    year: Option<i32>,
    records: Vec<String>,
}

/// Searches.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let wanted = wanted(&args.query)?;
    let mut manifest = shelf::manifest(settings)?;
    if !args.catalogs.is_empty() {
        manifest.library.catalogs = args.catalogs;
    }
    let web = online::web(settings, &manifest, &[]);
    let found = search::search(&wanted, &manifest, args.limit.max(1), &web)?;
    match args.format {
        Layout::Json => shelf::print_json(&found.works.iter().map(|work| json(work)).collect::<Vec<_>>(), terminal)?,
        Layout::Text => found.works.iter().try_for_each(|work| terminal.say(&line(work)))?,
    }
    online::tell(&web, terminal)?;
    tell_nothing(&found, terminal)
}

fn wanted(words: &[String]) -> Result<CitedBook, Error> {
    match Wanted::parse(words) {
        Some(Wanted::Isbn(isbn)) => Ok(CitedBook { isbn: Some(isbn), ..CitedBook::default() }),
        Some(Wanted::Spoken { title, author }) => {
            Ok(CitedBook { title, authors: author.into_iter().collect(), ..CitedBook::default() })
        }
        Some(Wanted::Record(record)) => {
            let report = Report::error(format!("`{record}` is one record already, and needs no search"));
            Err(report.hint(format!("`reading-list add {}`", words.join(" "))).into())
        }
        None => Err(Report::error("there is nothing to search for: the query is empty").into()),
    }
}

fn json(work: &[Record]) -> WorkJson {
    let book = work.first().map(|record| &record.book);
    WorkJson {
        title: book.map(|book| book.title().full()).unwrap_or_default(),
        authors: book.map(|b| b.people(Role::Author).map(|c| c.name.to_string()).collect()).unwrap_or_default(),
        year: work.iter().find_map(|r| r.book.work.first_published).map(|date| date.first_year().number()),
        records: work.iter().map(|record| record.id.to_string()).collect(),
    }
}

/// `Thomas S. Kuhn, The Structure of Scientific Revolutions (1962)  [starter]`.
fn line(work: &[Record]) -> Line {
    let Some(first) = work.first() else { return Line::new() };
    let mut names: Vec<&str> = work.iter().map(|record| record.id.catalog.as_str()).collect();
    names.dedup();
    shelf::book(Line::new(), &first.book).piece(Tone::Faint, format!("  [{}]", names.join(", ")))
}

fn tell_nothing(found: &Found, terminal: &mut Terminal) -> Result<Exit, Error> {
    if !found.works.is_empty() {
        return Ok(Exit::Done);
    }
    if found.asked.is_empty() {
        let why: Vec<_> = found.failures.iter().map(|f| format!("{}: {}", f.catalog, f.why)).collect();
        terminal.report(&Report::error("no catalog could be asked").because(list(&why)))?;
        return Ok(Exit::Unchecked);
    }
    let asked: Vec<_> = found.asked.iter().map(|name| format!("`{name}`")).collect();
    let unasked: Vec<_> = found.failures.iter().map(|f| format!("`{}` ({})", f.catalog, f.why)).collect();
    let report = Report::note(format!("nothing like it in {}", list(&asked)));
    terminal.report(&if unasked.is_empty() {
        report
    } else {
        report.because(format!("not asked: {}", list(&unasked)))
    })?;
    Ok(Exit::Unmet)
}
