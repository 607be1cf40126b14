//! One field of an entry explained: its value, who says so, and who says otherwise.

use serde::Serialize;

use super::shelf;
use super::terminal::{Line, Tone};
use super::words::{list, nearest};
use super::{Error, Report};
use crate::library::Entry;
use crate::library::lock::{Locked, Outcome};
use crate::model::{Book, Contributor, Date, Field, Name, Role, Source, Title, Work};

/// What is known of one field.
#[derive(Debug, Serialize)]
pub(super) struct FieldStory<'e> {
    key: &'e str,
    field: String,
    value: Option<String>,
    source: Option<String>,
    otherwise: Vec<Otherwise>,
}

/// Another value of the field, and whose it is.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Otherwise {
    value: String,
    source: String,
}

/// Every field, in the order of a title page.
const FIELDS: [Field; 20] = [
    Field::Title,
    Field::Subtitle,
    Field::Contributors,
    Field::FirstPublished,
    Field::Language,
    Field::OriginalTitle,
    Field::EditionTitle,
    Field::EditionContributors,
    Field::Edition,
    Field::Issued,
    Field::Publisher,
    Field::Place,
    Field::Series,
    Field::Volume,
    Field::Volumes,
    Field::Pages,
    Field::EditionLanguage,
    Field::Isbn,
    Field::Url,
    Field::Identifiers,
];

/// What the other commands, library.toml and people call some of them.
const OTHER_NAMES: [(&str, Field); 10] = [
    ("by", Field::Contributors),
    ("authors", Field::Contributors),
    ("author", Field::Contributors),
    ("editors", Field::Contributors),
    ("translators", Field::EditionContributors),
    ("edition-by", Field::EditionContributors),
    ("year", Field::FirstPublished),
    ("editions-title", Field::EditionTitle),
    ("editions-language", Field::EditionLanguage),
    ("address", Field::Url),
];

/// The field of this name, also as `explain` and `show` print it.
pub(super) fn named(name: &str) -> Result<Field, Error> {
    let plain = name.trim().to_lowercase().replace(['\'', '’'], "").replace([' ', '_'], "-");
    let own = FIELDS.into_iter().find(|field| shelf::name_of(field) == plain);
    let other = || OTHER_NAMES.into_iter().find(|(other, _)| *other == plain).map(|(_, field)| field);
    own.or_else(other).ok_or_else(|| {
        let names: Vec<String> = FIELDS.iter().map(shelf::name_of).collect();
        let known = names.iter().map(String::as_str).chain(OTHER_NAMES.map(|(other, _)| other));
        let hint = nearest(&plain, known).map(|near| format!("did you mean `{near}`?"));
        let all = || format!("the fields are {}", list(&names));
        Report::error(format!("there is no field `{name}`")).hint(hint.unwrap_or_else(all)).into()
    })
}

/// The field's value in the entry, and every other value that was met.
pub(super) fn story<'e>(entry: &'e Entry, locked: Option<&Locked>, field: Field) -> FieldStory<'e> {
    let value = value_in(&entry.book, field);
    let mut otherwise = locked.map(|locked| others(locked, field)).unwrap_or_default();
    otherwise.retain(|other| Some(&other.value) != value.as_ref());
    otherwise.sort();
    otherwise.dedup();
    let source = entry.provenance.get(&field).filter(|_| value.is_some()).map(ToString::to_string);
    FieldStory { key: entry.key.as_str(), field: shelf::name_of(&field), value, source, otherwise }
}

fn value_in(book: &Book, field: Field) -> Option<String> {
    shelf::fields(book).into_iter().find(|(f, _, _)| *f == field).map(|(_, _, value)| value)
}

/// What the catalogs' records say, and the texts.
fn others(locked: &Locked, field: Field) -> Vec<Otherwise> {
    let mut out = Vec::new();
    let mut put = |value: Option<String>, source: String| out.extend(value.map(|value| Otherwise { value, source }));
    match &locked.outcome {
        Some(Outcome::Found(found)) => {
            let source = found.provenance.get(&field).map_or_else(|| "a catalog".to_owned(), Source::to_string);
            put(value_in(&found.book, field), source);
            let said = found.disagreements.iter().filter(|d| d.field == field).flat_map(|d| d.said.iter().skip(1));
            for (value, catalogs) in said {
                put(Some(value.clone()), catalogs.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
            }
        }
        Some(Outcome::Ambiguous { best, rivals }) => {
            let record = best.records.first().map(ToString::to_string).unwrap_or_default();
            put(value_in(&best.book, field), format!("{record}, perhaps"));
            for rival in rivals {
                let book = short(&rival.title, &rival.authors, rival.year);
                put(book.and_then(|book| value_in(&book, field)), format!("{}, perhaps", rival.record));
            }
        }
        Some(Outcome::Unknown { .. } | Outcome::ByHand) | None => {}
    }
    // A text that gives only the main title, or a surname, says nothing else.
    for citation in locked.citations.iter().filter(|_| field == Field::FirstPublished) {
        let cited = &citation.cited;
        let book = short(&cited.title, &cited.authors, cited.year.map(Date::At));
        put(book.and_then(|book| value_in(&book, field)), citation.source.clone());
    }
    out
}

fn short(title: &str, authors: &[Name], year: Option<Date>) -> Option<Book> {
    let author = |name: &Name| Contributor { name: name.clone(), role: Role::Author };
    let mut work = Work::titled(Title::parse(title)?);
    work.contributors = authors.iter().map(author).collect();
    work.first_published = year;
    Some(Book::of_work(work))
}

/// The same for people.
pub(super) fn lines(story: &FieldStory<'_>) -> Vec<Line> {
    let said = |source: &str| match source {
        "human" => "library.toml".to_owned(),
        "text" => "the text".to_owned(),
        other => other.to_owned(),
    };
    let line = |value: &str, source: &str| {
        Line::new().plain(format!("  {value}  ")).piece(Tone::Faint, format!("[{}]", said(source)))
    };
    let mut lines = vec![Line::new().piece(Tone::Heading, story.key).plain(format!("  {}", story.field))];
    lines.push(match &story.value {
        Some(value) => line(value, story.source.as_deref().unwrap_or("nobody")),
        None => Line::new().piece(Tone::Faint, "  nobody says it"),
    });
    if !story.otherwise.is_empty() {
        lines.push(Line::new().piece(Tone::Heading, "otherwise"));
        lines.extend(story.otherwise.iter().map(|other| line(&other.value, &other.source)));
    }
    lines
}
