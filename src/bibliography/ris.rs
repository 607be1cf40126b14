//! RIS, the tagged format that reference managers exchange.

use std::fmt::Write as _;

use super::text::{dates, doi, keywords, language, names, percent_escaped, some_clean};
use super::{casing, date};
use crate::library::Entry;
use crate::model::{Book, Date, Edition, Name, Role};

/// The entries as RIS records.
pub(super) fn write(entries: &[Entry]) -> String {
    let records: Vec<String> = entries.iter().map(record).collect();
    records.join("\n")
}

/// `1962`; what is more than a year stands in the fourth part, which is free text: `1830///1830–1842`, `///380 BCE`.
fn year(date: Date) -> String {
    let first = date.first_year();
    match date {
        Date::At(year) if !year.is_bce() => year.to_string(),
        Date::Between(..) | Date::Circa(_) | Date::After(_) if !first.is_bce() => {
            format!("{first}///{}", date::spoken(date, "–"))
        }
        _ => format!("///{}", date::spoken(date, "–")),
    }
}

struct Record(String);

impl Record {
    fn put(&mut self, tag: &str, value: Option<&str>) {
        if let Some(value) = value.and_then(some_clean) {
            // Writing to a string cannot fail.
            let _ = writeln!(self.0, "{tag}  - {value}");
        }
    }
}

fn record(entry: &Entry) -> String {
    let book = &entry.book;
    let mut out = Record(String::new());
    let (issued, original) = dates(book);
    out.put("TY", Some("BOOK"));
    push_people(&mut out, book);
    out.put("TI", Some(&casing::with_set(book)));
    out.put("OT", book.work.original_title.as_deref());
    out.put("PY", issued.map(year).as_deref());
    out.put("OP", original.map(|d| date::spoken(d, "–")).as_deref());
    if let Some(edition) = &book.edition {
        push_edition(&mut out, edition);
    }
    out.put("DO", doi(book).as_deref());
    out.put("LA", language(book).map(|l| l.as_str()));
    for keyword in keywords(entry) {
        out.put("KW", Some(&keyword));
    }
    out.put("N1", entry.note.as_deref());
    out.put("ID", Some(entry.key.as_str()));
    out.0 + "ER  - \n"
}

fn push_people(out: &mut Record, book: &Book) {
    // A4 is "subsidiary author", which readers take for the translator of a book.
    const TAGS: [(Role, &str); 3] = [(Role::Author, "AU"), (Role::Editor, "ED"), (Role::Translator, "A4")];
    for (role, tag) in TAGS {
        for name in names(book.people(role)) {
            out.put(tag, Some(&inverted(&name)));
        }
    }
}

fn inverted(name: &Name) -> String {
    match name {
        // A comma at the end tells readers that nothing is to be cut off as a given name.
        Name::Corporate(body) if !body.contains(',') && body.contains(' ') => format!("{body},"),
        Name::Corporate(body) => body.clone(),
        other => other.inverted(),
    }
}

fn push_edition(out: &mut Record, edition: &Edition) {
    out.put("ET", edition.edition.as_ref().map(|e| e.to_string()).as_deref());
    out.put("T2", edition.series.as_ref().map(|s| s.title.as_str()));
    out.put("M1", edition.series.as_ref().and_then(|s| s.number.as_deref()));
    out.put("VL", edition.volume.as_deref());
    out.put("NV", edition.volumes.map(|v| v.to_string()).as_deref());
    out.put("PB", edition.publisher.as_deref());
    out.put("CY", edition.place.as_deref());
    out.put("SP", edition.pages.map(|p| p.to_string()).as_deref());
    out.put("SN", edition.isbns.first().map(|i| i.hyphenated()).as_deref());
    out.put("UR", edition.url.as_deref().map(percent_escaped).as_deref());
}
