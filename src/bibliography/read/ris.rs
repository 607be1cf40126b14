//! RIS: which tags of a record are which fields of a book.
//!
//! A record runs from `TY` to `ER`, or to the next `TY` where that is missing. Lines without a tag go on with the one
//! above.

use super::Refusal;
use super::bib_names::build;
use super::csl::from_parts;
use super::date::{self, Read};
use super::draft::{Draft, shortened, statement};
use super::rows::Found;
use crate::bibliography::langid;
use crate::bibliography::text::{clean, some_clean};
use crate::model::{Name, Role};

/// Types that are books, and whether a book says so again when it is written.
const BOOKS: [(&str, bool); 3] = [("BOOK", true), ("EBOOK", false), ("EDBOOK", false)];

/// Tags of names by their role, as they are meant for books.
const PEOPLE: [(&str, Role); 5] =
    [("AU", Role::Author), ("A1", Role::Author), ("A2", Role::Editor), ("ED", Role::Editor), ("A4", Role::Translator)];

/// Every record of the file.
pub(super) fn rows(text: &str) -> Vec<Found> {
    records(text).into_iter().map(row).collect()
}

/// A record: its line, and the tags with their values.
struct Record {
    line: usize,
    tags: Vec<(String, String)>,
    is_ended: bool,
}

fn records(text: &str) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        match tag(line) {
            Some((tag, value)) => {
                let is_new = tag == "TY" || records.last().is_none_or(|record| record.is_ended);
                if tag == "ER" {
                    records.last_mut().into_iter().for_each(|record| record.is_ended = true);
                    continue;
                }
                if is_new {
                    records.push(Record { line: number + 1, tags: Vec::new(), is_ended: false });
                }
                if let Some(record) = records.last_mut() {
                    record.tags.push((tag.to_owned(), value.to_owned()));
                }
            }
            None => {
                let open = records.last_mut().filter(|record| !record.is_ended);
                if let Some((_, value)) = open.and_then(|record| record.tags.last_mut()) {
                    value.push(' ');
                    value.push_str(line);
                }
            }
        }
    }
    records
}

/// `AU  - Kuhn, Thomas S.`, also with one space less or none behind.
fn tag(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let (tag, rest) = line.split_at_checked(2)?;
    let mut letters = tag.chars();
    let is_tag = letters.next()?.is_ascii_uppercase()
        && letters.next().is_some_and(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let value = rest.trim_start_matches(' ').strip_prefix('-')?;
    (is_tag && rest.starts_with(' ')).then(|| (tag, value.trim()))
}

fn row(record: Record) -> Found {
    let Record { line, mut tags, .. } = record;
    let mut take = |tag: &str| {
        let at = tags.iter().position(|(name, _)| name == tag)?;
        Some(tags.remove(at).1)
    };
    let (kind, key) = (take("TY"), take("ID").unwrap_or_default());
    let Some(kind) = kind else {
        return Found::refused(key, line, Refusal::Broken("it does not begin with `TY`".to_owned()));
    };
    let Some((_, is_said)) = BOOKS.iter().find(|(name, _)| *name == kind) else {
        return Found::refused(key, line, Refusal::NotABook(shortened(&kind)));
    };
    let mut book = Book { tags, draft: Draft::new() };
    book.all();
    if !is_said {
        book.draft.leave_because("TY", format!("`{kind}` is taken as a book"));
    }
    Found { key, line, what: Ok(book.draft) }
}

struct Book {
    tags: Vec<(String, String)>,
    draft: Draft,
}

impl Book {
    fn all(&mut self) {
        if let Some((_, title)) = self.first_of(&["TI", "T1", "BT"]) {
            self.draft.title(&title, None);
        }
        self.draft.book.original_title = self.first("OT");
        for (tag, role) in PEOPLE {
            let names: Vec<Name> = self.every(tag).iter().filter_map(|text| name_of(text)).collect();
            self.draft.people(role, names);
        }
        if let Some((tag, text)) = self.first_of(&["PY", "Y1", "DA"]) {
            self.draft.issued(tag, date_of(&text), &text);
        }
        if let Some(text) = self.first("OP") {
            self.draft.original("OP", date_of(&text), &text);
        }
        self.printing();
        self.identifiers();
        for keyword in self.every("KW") {
            self.draft.tag(&keyword);
        }
        self.draft.book.note = self.first("N1");
        let left: Vec<String> = self.tags.iter().filter(|(_, v)| !v.trim().is_empty()).map(|t| t.0.clone()).collect();
        for tag in left {
            if !self.draft.left.iter().any(|left| left.field == tag && left.why.is_none()) {
                self.draft.leave(&tag);
            }
        }
    }

    /// The first value of a tag; others of it stay.
    fn first(&mut self, tag: &str) -> Option<String> {
        let at = self.tags.iter().position(|(name, value)| name == tag && !value.trim().is_empty())?;
        some_clean(&self.tags.remove(at).1)
    }

    fn first_of(&mut self, tags: &[&'static str]) -> Option<(&'static str, String)> {
        tags.iter().find_map(|tag| Some((*tag, self.first(tag)?)))
    }

    fn every(&mut self, tag: &str) -> Vec<String> {
        let (meant, others) = std::mem::take(&mut self.tags).into_iter().partition(|(name, _)| name == tag);
        self.tags = others;
        let meant: Vec<(String, String)> = meant;
        meant.iter().filter_map(|(_, value)| some_clean(value)).collect()
    }

    fn printing(&mut self) {
        self.draft.book.edition = self.first("ET").map(|text| statement(&text));
        self.draft.book.series = self.first_of(&["T2", "T3"]).map(|(_, series)| series);
        if self.draft.book.series.is_some() {
            self.draft.book.number = self.first("M1");
        }
        self.draft.book.volume = self.first("VL");
        if let Some(text) = self.first("NV") {
            self.draft.book.volumes = self.draft.count("NV", &text);
        }
        // With an end, it is a part of something.
        if !self.tags.iter().any(|(tag, value)| tag == "EP" && !value.is_empty())
            && let Some(text) = self.first("SP")
        {
            self.draft.book.pages = self.draft.count("SP", &text);
        }
        self.draft.book.publisher = self.first("PB");
        self.draft.book.place = self.first_of(&["CY", "PP"]).map(|(_, place)| place);
    }

    fn identifiers(&mut self) {
        for text in self.every("SN") {
            self.draft.isbn("SN", &text);
        }
        if let Some(text) = self.first("DO") {
            self.draft.doi("DO", &text);
        }
        if let Some(text) = self.first("UR") {
            self.draft.url(&text);
        }
        if let Some(text) = self.first("LA") {
            self.draft.language("LA", &text, langid::of_name(&text));
        }
    }
}

/// `Family, Given, Suffix`; without a comma it is a body, or somebody's only name.
fn name_of(text: &str) -> Option<Name> {
    let text = clean(text);
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let name = match parts.as_slice() {
        [only] | [only, ""] if only.contains(' ') => Name::Corporate((*only).to_owned()),
        [only] | [only, ""] => build((*only).to_owned(), String::new(), None, None),
        [family, given] => from_parts(family, (*given).to_owned(), None),
        [family, given, suffix, ..] => {
            from_parts(family, (*given).to_owned(), Some((*suffix).to_owned()).filter(|s| !s.is_empty()))
        }
        [] => return None,
    };
    Some(name).filter(|name| !name.sort_name().is_empty())
}

/// `1962`, `2001/09/01/`, or in words in the fourth part: `1830///1830–1842`.
fn date_of(text: &str) -> Option<Read> {
    let mut parts = text.split('/').map(str::trim);
    let year = parts.next().unwrap_or_default();
    let (month, day) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let words = parts.next().and_then(date::spoken).filter(|read| read.is_whole);
    let is_year_alone = month.is_empty() && day.is_empty();
    let of_year = || date::spoken(year).map(|read| Read { is_whole: read.is_whole && is_year_alone, ..read });
    words.or_else(of_year).or_else(|| date::spoken(text))
}
