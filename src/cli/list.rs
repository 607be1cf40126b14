//! `list`: the shelf, a line a book.

use serde::Serialize;

use super::selection::{Layout, Selection};
use super::terminal::{Line, Tone};
use super::{Error, Exit, Settings, Terminal, shelf};
use crate::library::{Entry, Standing};
use crate::model::Role;

/// List the books of the library
///
/// One line a book: its citation key, authors, title and year, and what is doubtful of it.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Layout,
    #[command(flatten)]
    #[expect(missing_docs, reason = "a comment here would become the command's help")]
    pub selection: Selection,
}

const EXAMPLES: &str = "Examples:
  reading-list list --status reading
  reading-list list --tag russia --format json";

#[derive(Serialize)]
struct Row<'e> {
    key: &'e str,
    title: String,
    authors: Vec<String>,
    year: Option<i32>,
    standing: Standing,
    exported: bool,
    status: Option<String>,
    tags: &'e [String],
}

/// Lists.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let project = shelf::open(settings)?;
    shelf::tell_unbuilt(&project, terminal)?;
    let shelf = project.shelf();
    let all = shelf.entries.iter().map(|e| (e, true)).chain(shelf.doubtful.iter().map(|e| (e, false)));
    let chosen: Vec<(&Entry, bool)> = all.filter(|(entry, _)| args.selection.admits(entry)).collect();
    match args.format {
        Layout::Json => {
            let rows: Vec<Row<'_>> = chosen.iter().map(|(entry, exported)| row(entry, *exported)).collect();
            shelf::print_json(&rows, terminal)?;
        }
        Layout::Text => {
            let width = chosen.iter().map(|(entry, _)| entry.key.as_str().chars().count()).max().unwrap_or(0);
            chosen.iter().try_for_each(|(entry, exported)| terminal.say(&line(entry, *exported, width)))?;
        }
    }
    shelf::tell_untitled(&shelf, terminal)?;
    Ok(Exit::Done)
}

fn row(entry: &Entry, exported: bool) -> Row<'_> {
    Row {
        key: entry.key.as_str(),
        title: entry.book.title().full(),
        authors: entry.book.people(Role::Author).map(|c| c.name.to_string()).collect(),
        year: entry.book.issued().map(|date| date.first_year().number()),
        standing: entry.standing,
        exported,
        status: entry.status.map(|status| status.to_string()),
        tags: &entry.tags,
    }
}

fn line(entry: &Entry, exported: bool, width: usize) -> Line {
    let key = Line::new().piece(Tone::Heading, format!("{:<width$}", entry.key.as_str())).plain("  ");
    let doubt = match entry.standing {
        Standing::Found | Standing::ByHand => "",
        _ if !exported => "  [doubtful, left out]",
        other => &format!("  [{}]", shelf::standing(other)),
    };
    let status = entry.status.map_or_else(String::new, |status| format!("  {status}"));
    shelf::book(key, &entry.book).piece(Tone::Warning, doubt).piece(Tone::Faint, status)
}
