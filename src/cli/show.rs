//! `show`: all that is known of one entry.

use serde::Serialize;

use super::selection::Layout;
use super::terminal::{Line, Tone};
use super::{Error, Exit, Settings, Terminal, shelf};
use crate::library::{CitedIn, Entry, Standing};
use crate::model::{CitationKey, Edition, Work};

/// Show one book with all its fields
///
/// The work, the edition if one is meant, your own notes, and the texts that cite it. For where each of these came from,
/// see `explain`.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The entry's citation key
    pub key: CitationKey,
    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Layout,
}

const EXAMPLES: &str = "Examples:
  reading-list show trotsky1930";

#[derive(Serialize)]
struct Shown<'e> {
    key: &'e str,
    aliases: Vec<&'e str>,
    standing: Standing,
    confidence: f64,
    work: &'e Work,
    edition: &'e Option<Edition>,
    status: Option<String>,
    reads: Vec<[Option<String>; 2]>,
    tags: &'e [String],
    note: &'e Option<String>,
    cited_in: &'e [CitedIn],
}

/// Shows.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let project = shelf::open(settings)?;
    shelf::tell_unbuilt(&project, terminal)?;
    let shelf = project.shelf();
    let entry = shelf::entry(&shelf, &args.key)?;
    match args.format {
        Layout::Json => shelf::print_json(&shown(entry), terminal)?,
        Layout::Text => lines(entry).iter().try_for_each(|line| terminal.say(line))?,
    }
    Ok(Exit::Done)
}

fn shown(entry: &Entry) -> Shown<'_> {
    let day = |date: &Option<toml_edit::Date>| date.as_ref().map(ToString::to_string);
    Shown {
        key: entry.key.as_str(),
        aliases: entry.aliases.iter().map(CitationKey::as_str).collect(),
        standing: entry.standing,
        confidence: entry.confidence.probability(),
        work: &entry.book.work,
        edition: &entry.book.edition,
        status: entry.status.map(|status| status.to_string()),
        reads: entry.reads.iter().map(|read| [day(&read.started), day(&read.finished)]).collect(),
        tags: &entry.tags,
        note: &entry.note,
        cited_in: &entry.cited_in,
    }
}

fn lines(entry: &Entry) -> Vec<Line> {
    let mut lines = vec![Line::new().piece(Tone::Heading, entry.key.as_str())];
    let mut add = |name: &str, value: &str| {
        if !value.is_empty() {
            lines.push(Line::new().piece(Tone::Faint, format!("  {name:<18} ")).plain(value));
        }
    };
    for (_, name, value) in shelf::fields(&entry.book) {
        add(name, &value);
    }
    add("standing", shelf::standing(entry.standing));
    add("also called", &join(entry.aliases.iter()));
    add("status", &entry.status.map(|s| s.to_string()).unwrap_or_default());
    for read in &entry.reads {
        let day = |date: &Option<toml_edit::Date>| date.as_ref().map_or_else(|| "?".to_owned(), ToString::to_string);
        add("read", &format!("{} to {}", day(&read.started), day(&read.finished)));
    }
    add("tags", &join(entry.tags.iter()));
    add("note", entry.note.as_deref().unwrap_or_default());
    for cited in &entry.cited_in {
        add("cited in", &format!("{}: {}", cited.source, quotes(cited)));
    }
    lines
}

/// The words of a source, each with how often it uses them.
fn quotes(cited: &CitedIn) -> String {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for quote in &cited.quotes {
        match counted.iter_mut().find(|(text, _)| *text == quote.text) {
            Some((_, times)) => *times += 1,
            None => counted.push((&quote.text, 1)),
        }
    }
    let one = |&(text, times): &(&str, usize)| match times {
        1 => format!("\"{text}\""),
        _ => format!("\"{text}\" ({times} times)"),
    };
    join(counted.iter().map(one))
}

fn join(items: impl Iterator<Item = impl ToString>) -> String {
    items.map(|item| item.to_string()).collect::<Vec<_>>().join(", ")
}
