//! What is kept of a line while it waits on disk to be joined with others: fields of text in one string of bytes.

use std::borrow::Cow;

use super::dump::{AuthorJson, EditionJson, Number, WorkJson};
use crate::catalog::protocol::{dates, languages};

/// Between fields, and between the parts of one.
const FIELD: char = '\u{1f}';
const PART: char = '\u{1e}';
/// A field longer than this is no title and no name.
const LONGEST: usize = 2000;
/// So many ISBNs of one edition are kept; more are of a set that was catalogued in one.
const MOST_ISBNS: usize = 20;

/// What a record on disk is; they come in this order.
pub(super) mod kind {
    pub(in super::super) const WORK: u8 = 0;
    pub(in super::super) const AUTHOR: u8 = 1;
    pub(in super::super) const WANTED: u8 = 2;
    pub(in super::super) const NAME: u8 = 3;
    pub(in super::super) const EDITION: u8 = 4;
}

/// Fields one after another.
pub(super) struct Writer(pub Vec<u8>);

impl Writer {
    pub(super) fn new(kind: u8) -> Self {
        Self(vec![kind])
    }

    /// Numbers stand before the fields; the highest comes first, so that of two revisions the newer one does.
    fn newest_first(mut self, revision: u32) -> Self {
        self.0.extend_from_slice(&(u32::MAX - revision).to_be_bytes());
        self
    }

    pub(super) fn number(mut self, number: u64) -> Self {
        self.0.extend_from_slice(&number.to_be_bytes());
        self
    }

    pub(super) fn field(mut self, text: &str) -> Self {
        let cut = (0..=text.len().min(LONGEST)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let text = text[..cut].trim();
        if text.contains(|c: char| c.is_control()) {
            self.0.extend(text.chars().filter(|c| !c.is_control()).collect::<String>().bytes());
        } else {
            self.0.extend_from_slice(text.as_bytes());
        }
        self.0.extend(FIELD.to_string().bytes());
        self
    }

    fn parts<'t>(mut self, parts: impl Iterator<Item = &'t str>) -> Self {
        for part in parts {
            self.0.extend_from_slice(part.as_bytes());
            self.0.extend(PART.to_string().bytes());
        }
        self.0.extend(FIELD.to_string().bytes());
        self
    }
}

/// A number and the fields after `skip` bytes of numbers.
pub(super) struct Fields<'f>(std::str::Split<'f, char>);

impl<'f> Fields<'f> {
    /// `None` where the bytes are not as they were written.
    pub(super) fn after(skip: usize, record: &'f [u8]) -> Option<Self> {
        Some(Self(std::str::from_utf8(record.get(skip..)?).ok()?.split(FIELD)))
    }

    pub(super) fn text(&mut self) -> &'f str {
        self.0.next().unwrap_or_default()
    }

    pub(super) fn parts(&mut self) -> Vec<&'f str> {
        self.text().split(PART).filter(|part| !part.is_empty()).collect()
    }
}

/// The number that stands after the kind.
pub(super) fn number_of(record: &[u8]) -> Option<u64> {
    record.get(1..9)?.try_into().ok().map(u64::from_be_bytes)
}

fn opt<'t>(text: &'t Option<Cow<'_, str>>) -> &'t str {
    text.as_deref().unwrap_or_default()
}

pub(super) fn work(revision: u32, json: &WorkJson<'_>) -> Vec<u8> {
    let year = year(opt(&json.first_publish_date));
    Writer::new(kind::WORK).newest_first(revision).field(opt(&json.title)).field(opt(&json.subtitle)).field(&year).0
}

pub(super) fn author(revision: u32, json: &AuthorJson<'_>) -> Vec<u8> {
    let name = json.name.as_ref().or(json.personal_name.as_ref()).map_or("", |name| name);
    Writer::new(kind::AUTHOR).newest_first(revision).field(name).0
}

/// Positions from here on are of authors whom an edition names: they are the work's where it names none itself.
pub(super) const OF_EDITION: u64 = 1 << 32;

/// Someone's name is wanted for the work with this number, as the so-many-th.
pub(super) fn wanted(work: u64, position: u64) -> Vec<u8> {
    Writer::new(kind::WANTED).number(work).number(position).0
}

/// The name that was wanted.
pub(super) fn name(position: u64, name: &str) -> Vec<u8> {
    Writer::new(kind::NAME).number(position).field(name).0
}

pub(super) fn edition(number: Number, revision: u32, json: &EditionJson<'_>) -> Vec<u8> {
    let language = json.languages.iter().find_map(|language| language.text()?.rsplit('/').next());
    let language = language.and_then(languages::of_code).map(|language| language.as_str().to_owned());
    let isbns = json.isbn_13.iter().chain(&json.isbn_10).map(|isbn| &**isbn).take(MOST_ISBNS);
    let isbns: Vec<String> = isbns.filter_map(digits).collect();
    let pages = json.number_of_pages.as_ref().and_then(serde_json::Value::as_u64).map(|n| n.to_string());
    Writer::new(kind::EDITION)
        .number(number.0)
        .newest_first(revision)
        .field(opt(&json.title))
        .field(opt(&json.subtitle))
        .field(&year(opt(&json.publish_date)))
        .field(&language.unwrap_or_default())
        .field(json.publishers.first().map_or("", |publisher| publisher))
        .field(&pages.unwrap_or_default())
        .parts(isbns.iter().map(String::as_str))
        .0
}

/// The thirteen digits of an ISBN whose check digit holds.
fn digits(isbn: &str) -> Option<String> {
    isbn.parse::<crate::model::Isbn>().ok().map(|isbn| isbn.digits())
}

/// The year of a date; a plain one is read quickly, others as librarians write them.
fn year(date: &str) -> String {
    let date = date.trim();
    let last = date.get(date.len().saturating_sub(4)..).unwrap_or_default();
    if last.len() == 4 && last.bytes().all(|byte| byte.is_ascii_digit()) && matches!(last.as_bytes()[0], b'1' | b'2') {
        return last.to_owned();
    }
    let read = (!date.is_empty() && date.len() < 60).then(|| dates::read(date)).flatten();
    read.map(|date| date.first_year().number().to_string()).unwrap_or_default()
}
