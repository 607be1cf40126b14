//! What each format of data cannot carry: one table, printed in the docs and told by `export --report`.
//!
//! The table says where something can be lost, and a test proves every cell of it. Whether an entry in fact loses
//! anything is found by writing it and reading it back: no opinion of ours is as sure.

use std::fmt;

use super::OutputFormat::{Biblatex, Bibtex, CslJson, Hayagriva, Ris};
use super::text::{dates, doi, language, percent_escaped};
use super::{InputFormat, Options, OutputFormat, read, write};
use crate::library::{Entry, Standing};
use crate::model::{Identifiers, Name, Role};

/// How well a format carries a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carries {
    /// What was written reads back the same.
    Whole,
    /// Not always: what is lost.
    Partly(&'static str),
    /// Not at all.
    Nothing,
}

use Carries::{Nothing, Partly, Whole};

/// The formats of the table, with what reads them back.
pub const FORMATS: [(OutputFormat, InputFormat); 5] = [
    (Biblatex, InputFormat::Bib),
    (Bibtex, InputFormat::Bib),
    (CslJson, InputFormat::CslJson),
    (Hayagriva, InputFormat::Hayagriva),
    (Ris, InputFormat::Ris),
];

/// A field of an entry, what it says there, and how the formats carry it.
pub struct Row {
    /// What people call it.
    pub field: &'static str,
    /// What an entry says in it; empty if nothing.
    pub says: fn(&Entry) -> String,
    /// In the order of [`FORMATS`].
    pub carries: [Carries; 5],
}

const MARKUP: Carries = Partly("tags in it are taken for markup");
const SUBTITLE: Carries = Partly("parted from the title by a colon only; after the title of a set, that too is in it");
const WITHIN: Carries = Partly("it begins the title");
const COMMA: Carries = Partly("a comma becomes a semicolon");
const RANGES: Carries = Partly("of a range only its first year");

/// The table.
#[rustfmt::skip]
pub const TABLE: [Row; 37] = [
    row("citation key", |e| e.key.to_string(), [Whole, Whole, Whole, Whole, Whole]),
    row("title", |e| titles(e).to_lowercase(), [Whole, Whole, MARKUP, Whole, Whole]),
    row("case of titles", titles, [Partly("English has title case"), Partly("English has title case"), Partly("English has sentence case"), Partly("English has sentence case"), Whole]),
    row("subtitle", |e| shown(e.book.title().subtitle.as_ref()).to_lowercase(), [Whole, SUBTITLE, SUBTITLE, SUBTITLE, SUBTITLE]),
    row("title of the set", |e| edition(e, |x| shown(x.set.as_ref())).to_lowercase(), [Whole, WITHIN, WITHIN, WITHIN, WITHIN]),
    row("authors", |e| people(e, Role::Author), [Whole, Whole, Whole, Whole, Partly("a comma in the name of a body")]),
    row("editors", |e| people(e, Role::Editor), [Whole, Partly("compilers are among them"), Whole, Whole, Whole]),
    row("compilers", |e| people(e, Role::Compiler), [Whole, Nothing, Whole, Whole, Nothing]),
    row("translators", |e| people(e, Role::Translator), [Whole, Whole, Whole, Whole, Whole]),
    row("illustrators", |e| people(e, Role::Illustrator), [Whole, Nothing, Whole, Whole, Nothing]),
    row("introduction by", |e| people(e, Role::Introduction), [Whole, Nothing, Nothing, Whole, Nothing]),
    row("foreword by", |e| people(e, Role::Foreword), [Whole, Nothing, Nothing, Whole, Nothing]),
    row("afterword by", |e| people(e, Role::Afterword), [Whole, Nothing, Nothing, Whole, Nothing]),
    row("commentators", |e| people(e, Role::Commentator), [Whole, Nothing, Nothing, Whole, Nothing]),
    row("parts of names", names, [PARTS, PARTS, Partly("a particle that is part of the family name"), PARTS, PARTS]),
    row("date", |e| shown(dates(&e.book).0), [Whole, Whole, Whole, RANGES, Whole]),
    row("original date", |e| shown(dates(&e.book).1), [Whole, Nothing, Whole, RANGES, Whole]),
    row("original title", |e| shown(e.book.work.original_title.as_ref()), [Whole, Nothing, Whole, Whole, Whole]),
    row("original language", original_language, [Partly("languages that babel does not know"), Nothing, Nothing, Nothing, Nothing]),
    row("language", |e| shown(language(&e.book)), [Partly("languages, and most regions, that babel does not know"), Nothing, Whole, Whole, Whole]),
    row("publisher", |e| edition(e, |x| shown(x.publisher.as_ref())), [Partly("several come back joined by \"and\""), Whole, Whole, Whole, Whole]),
    row("place", |e| edition(e, |x| shown(x.place.as_ref())), [Whole, Whole, Whole, Whole, Whole]),
    row("edition", |e| edition(e, |x| shown(x.edition.as_ref())), [Whole, Whole, Whole, Whole, Whole]),
    row("series", |e| edition(e, |x| shown(x.series.as_ref().map(|s| &s.title))).to_lowercase(), [Whole, Whole, MARKUP, Whole, Whole]),
    row("number in the series", |e| edition(e, |x| shown(x.series.as_ref().and_then(|s| s.number.as_ref()))), [Whole, Partly("not beside a volume"), Whole, Whole, Whole]),
    row("volume", |e| edition(e, |x| shown(x.volume.as_ref())), [VOLUMES, ROMAN, ROMAN, ROMAN, Whole]),
    row("number of volumes", |e| edition(e, |x| shown(x.volumes)), [Whole, Nothing, Whole, Whole, Whole]),
    row("number of pages", |e| edition(e, |x| shown(x.pages)), [Whole, Nothing, Whole, Whole, Whole]),
    row("ISBN", |e| edition(e, |x| shown(x.isbns.first())), [Whole, Whole, Whole, Whole, Whole]),
    row("further ISBNs", |e| edition(e, |x| format!("{:?}", x.isbns.get(1..).unwrap_or_default())), [Nothing, Nothing, Nothing, Nothing, Nothing]),
    row("DOI", |e| shown(doi(&e.book)), [Whole, Whole, Whole, Whole, Whole]),
    row("URL", |e| edition(e, |x| shown(x.url.as_deref().map(percent_escaped))), [Whole, Whole, Whole, Partly("what does not lead to the web; a bare host gets a `/`"), Whole]),
    row("other identifiers", identifiers, [Nothing, Nothing, Nothing, Nothing, Nothing]),
    row("old keys", |e| list(e.aliases.iter().map(ToString::to_string)), [Whole, Nothing, Nothing, Nothing, Nothing]),
    row("tags", |e| list(e.tags.iter().cloned()), [COMMA, COMMA, COMMA, Nothing, COMMA]),
    row("note", |e| shown(e.note.as_ref()), [Whole, Whole, Whole, Whole, Whole]),
    row("status, readings and citations", reading, [Nothing, Nothing, Nothing, Nothing, Nothing]),
];

const PARTS: Carries = Partly("the kind of particle; one name of several words is taken for a body");
const ROMAN: Carries = Partly("a Roman number in digits");
const VOLUMES: Carries = Partly("a Roman number in digits; other words not at all");

const fn row(field: &'static str, says: fn(&Entry) -> String, carries: [Carries; 5]) -> Row {
    Row { field, says, carries }
}

fn shown(value: Option<impl ToString>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(" | ")
}

/// The titles as they are read one after the other.
fn titles(entry: &Entry) -> String {
    let edition = entry.book.edition.as_ref();
    let set = edition.and_then(|e| e.set.as_ref()).map(|set| format!("{set}: ")).unwrap_or_default();
    let series = edition.and_then(|e| e.series.as_ref()).map(|s| format!(" ({})", s.title)).unwrap_or_default();
    format!("{set}{}{series}", entry.book.title().full())
}

fn people(entry: &Entry, role: Role) -> String {
    list(entry.book.people(role).map(|c| c.name.to_string()))
}

/// Which words of names are what, beyond the order in which they are read.
fn names(entry: &Entry) -> String {
    let parts = |name: &Name| match name {
        Name::Personal(p) => format!("{p:?}"),
        other => format!("{other:?}"),
    };
    let roles = [Role::Author, Role::Editor, Role::Translator];
    list(entry.book.contributors().filter(|c| roles.contains(&c.role)).map(|c| parts(&c.name)))
}

fn edition(entry: &Entry, says: fn(&crate::model::Edition) -> String) -> String {
    entry.book.edition.as_ref().map(says).filter(|text| text != "[]").unwrap_or_default()
}

fn original_language(entry: &Entry) -> String {
    let original = entry.book.work.language.as_ref();
    shown(original.filter(|original| language(&entry.book) != Some(original)))
}

fn identifiers(entry: &Entry) -> String {
    let of = |ids: &Identifiers| {
        [&ids.open_library, &ids.wikidata, &ids.lccn, &ids.oclc].into_iter().flatten().cloned().collect::<Vec<_>>()
    };
    let mut all = of(&entry.book.work.identifiers);
    all.extend(entry.book.edition.iter().flat_map(|e| of(&e.identifiers)));
    list(all.into_iter())
}

fn reading(entry: &Entry) -> String {
    let status = entry.status.map(|status| status.to_string());
    let reads = (!entry.reads.is_empty()).then(|| format!("{} readings", entry.reads.len()));
    let cited = (!entry.cited_in.is_empty()).then(|| format!("cited in {}", entry.cited_in.len()));
    list([status, reads, cited].into_iter().flatten())
}

/// Something an entry says that a format does not carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The entry.
    pub key: String,
    /// The field, as the table calls it.
    pub field: &'static str,
    /// What the table says of it, where only a part is lost.
    pub why: Option<&'static str>,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.why {
            None => f.write_str(self.field),
            Some(why) => write!(f, "{} ({why})", self.field),
        }
    }
}

/// What is lost of these entries in this format; `None` for formats that are not for data.
pub fn losses(entries: &[Entry], format: OutputFormat) -> Option<Vec<Lost>> {
    let at = FORMATS.iter().position(|(output, _)| *output == format)?;
    Some(entries.iter().flat_map(|entry| lost(entry, at)).collect())
}

fn lost(entry: &Entry, at: usize) -> Vec<Lost> {
    let rows = TABLE.iter().filter(|row| row.carries[at] != Whole && !(row.says)(entry).is_empty());
    let rows: Vec<&Row> = rows.collect();
    let back = if rows.iter().any(|row| row.carries[at] != Nothing) { read_back(entry, at) } else { None };
    let is_lost = |row: &&Row| {
        row.carries[at] == Nothing || back.as_ref().is_none_or(|back| (row.says)(back) != (row.says)(entry))
    };
    let why = |row: &Row| match row.carries[at] {
        Partly(why) => Some(why),
        _ => None,
    };
    rows.into_iter()
        .filter(is_lost)
        .map(|row| Lost { key: entry.key.to_string(), field: row.field, why: why(row) })
        .collect()
}

/// The entry as this format of the table gives it back.
fn read_back(entry: &Entry, at: usize) -> Option<Entry> {
    let (output, input) = FORMATS.get(at)?;
    // A doubt would come back as a tag.
    let sure = Entry { standing: Standing::ByHand, ..entry.clone() };
    let text = write(std::slice::from_ref(&sure), *output, &Options::default()).ok()?;
    read(text.as_bytes(), *input).entries().pop()
}

/// The table in Markdown.
pub fn markdown() -> String {
    let heads: Vec<String> = FORMATS.iter().map(|(format, _)| format.to_string()).collect();
    let mut out = format!("| field | {} |\n|---|{}\n", heads.join(" | "), "---|".repeat(heads.len()));
    for row in &TABLE {
        let cells: Vec<&str> = row.carries.iter().map(cell).collect();
        out.push_str(&format!("| {} | {} |\n", row.field, cells.join(" | ")));
    }
    out
}

fn cell(carries: &Carries) -> &'static str {
    match carries {
        Whole => "yes",
        Partly(what) => what,
        Nothing => "no",
    }
}
