//! CSV for spreadsheets (RFC 4180), one book a row, by named columns.
//!
//! A cell that a spreadsheet would take for a formula begins with an apostrophe. Lists in one cell are parted by `; `.

use super::text::{clean, dates, doi, keywords, language, names, percent_escaped};
use crate::library::Entry;
use crate::model::{Book, Edition, Name, Role};

/// A column: its name, and what stands in it.
type Column = (&'static str, fn(&Entry) -> String);

/// The columns in their order. Dates are as `library.toml` has them: `1962`, `-380`, `c. 1020`, `1830/1842`.
const COLUMNS: [Column; 27] = [
    ("key", |e| e.key.to_string()),
    ("title", |e| e.book.title().main.clone()),
    ("subtitle", |e| shown(e.book.title().subtitle.as_ref())),
    ("authors", |e| people(&e.book, Role::Author)),
    ("editors", |e| people(&e.book, Role::Editor)),
    ("translators", |e| people(&e.book, Role::Translator)),
    ("other_contributors", |e| others(&e.book)),
    ("published", |e| shown(dates(&e.book).0)),
    ("first_published", |e| shown(e.book.work.first_published)),
    ("original_title", |e| shown(e.book.work.original_title.as_ref())),
    ("publisher", |e| of_edition(e, |e| shown(e.publisher.as_ref()))),
    ("place", |e| of_edition(e, |e| shown(e.place.as_ref()))),
    ("edition", |e| of_edition(e, |e| shown(e.edition.as_ref()))),
    ("set", |e| of_edition(e, |e| shown(e.set.as_ref()))),
    ("volume", |e| of_edition(e, |e| shown(e.volume.as_ref()))),
    ("volumes", |e| of_edition(e, |e| shown(e.volumes))),
    ("series", |e| of_edition(e, |e| shown(e.series.as_ref().map(|s| &s.title)))),
    ("number", |e| of_edition(e, |e| shown(e.series.as_ref().and_then(|s| s.number.as_ref())))),
    ("pages", |e| of_edition(e, |e| shown(e.pages))),
    ("language", |e| shown(language(&e.book))),
    ("isbn", |e| of_edition(e, |e| joined(e.isbns.iter().map(|i| i.hyphenated())))),
    ("doi", |e| shown(doi(&e.book))),
    ("url", |e| of_edition(e, |e| shown(e.url.as_deref().map(percent_escaped)))),
    ("status", |e| shown(e.status)),
    ("tags", |e| joined(keywords(e).into_iter())),
    ("note", |e| shown(e.note.as_ref())),
    ("cited_in", |e| joined(e.cited_in.iter().map(|c| c.source.clone()))),
];

/// A row of names, then a row for each entry.
pub(super) fn write(entries: &[Entry]) -> String {
    let mut out = row(COLUMNS.iter().map(|(name, _)| (*name).to_owned()));
    out.extend(entries.iter().map(|entry| row(COLUMNS.iter().map(|(_, value)| cell(&clean(&value(entry)))))));
    out
}

fn row(cells: impl Iterator<Item = String>) -> String {
    cells.collect::<Vec<_>>().join(",") + "\r\n"
}

/// The text as a cell holds it, in quotes where it must be.
fn cell(text: &str) -> String {
    // A number may begin with a sign; what else does is a formula to a spreadsheet.
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t']) && text.parse::<f64>().is_err();
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn shown(value: Option<impl ToString>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

fn joined(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join("; ")
}

fn of_edition(entry: &Entry, value: impl Fn(&Edition) -> String) -> String {
    entry.book.edition.as_ref().map(value).unwrap_or_default()
}

fn people(book: &Book, role: Role) -> String {
    joined(names(book.people(role)).iter().map(inverted))
}

fn inverted(name: &Name) -> String {
    match name {
        Name::Personal(_) => name.inverted(),
        Name::Corporate(only) | Name::Mononym(only) => only.clone(),
    }
}

/// `Dürer, Albrecht (illustrator)`.
fn others(book: &Book) -> String {
    const ROLES: [(Role, &str); 6] = [
        (Role::Compiler, "compiler"),
        (Role::Introduction, "introduction"),
        (Role::Foreword, "foreword"),
        (Role::Afterword, "afterword"),
        (Role::Commentator, "commentator"),
        (Role::Illustrator, "illustrator"),
    ];
    let of = |(role, word): (Role, &'static str)| {
        names(book.people(role)).into_iter().map(move |n| format!("{} ({word})", inverted(&n)))
    };
    joined(ROLES.into_iter().flat_map(of))
}

#[cfg(test)]
mod tests {
    use super::{cell, write};
    use crate::bibliography::fixtures::awkward;

    #[test]
    fn no_cell_is_a_formula() {
        for (text, expected) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+1 way", "'+1 way"),
            ("-380", "-380"),
            ("-380/-370", "'-380/-370"),
            ("@sum", "'@sum"),
            ("a \"b\", c", "\"a \"\"b\"\", c\""),
            ("1984", "1984"),
        ] {
            assert_eq!(cell(text), expected);
        }
    }

    #[test]
    fn every_row_is_as_wide_as_the_first() {
        let text = write(&awkward());
        let width = |row: &str| {
            let mut quoted = false;
            row.chars()
                .filter(|&c| {
                    quoted ^= c == '"';
                    c == ',' && !quoted
                })
                .count()
        };
        let rows: Vec<&str> = text.split_terminator("\r\n").collect();
        assert_eq!(rows.len(), awkward().len() + 1);
        assert!(rows.iter().all(|row| width(row) == width(rows[0])));
    }
}
