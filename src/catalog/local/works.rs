//! Works with their people and editions, joined from records that come sorted by work.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::dump::Number;
use super::facts::{Fields, OF_EDITION, kind, number_of};
use crate::catalog::Record;
use crate::model::title::key;
use crate::model::{
    Book, CatalogName, Contributor, Date, Edition, Identifiers, Isbn, Name, RecordId, Role, Title, Work,
};

/// So many editions of a work are told apart; all are counted.
const MOST_EDITIONS: usize = 100;
/// So many titles of editions are other titles of the work.
const MOST_TITLES: usize = 12;

/// A work as the index stores it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct LocalWork {
    #[serde(rename = "i")]
    pub id: String,
    #[serde(rename = "t")]
    pub title: String,
    #[serde(rename = "s", skip_serializing_if = "String::is_empty")]
    pub subtitle: String,
    #[serde(rename = "p", skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
    #[serde(rename = "y", skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    #[serde(rename = "o", skip_serializing_if = "Vec::is_empty")]
    pub other_titles: Vec<String>,
    #[serde(rename = "n")]
    pub count: u32,
    #[serde(rename = "e", skip_serializing_if = "Vec::is_empty")]
    pub editions: Vec<LocalEdition>,
}

/// One of its editions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct LocalEdition {
    #[serde(rename = "i")]
    pub id: String,
    #[serde(rename = "t", skip_serializing_if = "String::is_empty")]
    pub title: String,
    #[serde(rename = "y", skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    #[serde(rename = "l", skip_serializing_if = "String::is_empty")]
    pub language: String,
    #[serde(rename = "h", skip_serializing_if = "String::is_empty")]
    pub publisher: String,
    #[serde(rename = "p", skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    #[serde(rename = "b", skip_serializing_if = "Vec::is_empty")]
    pub isbns: Vec<String>,
}

impl LocalWork {
    /// Joins the records of one work; `None` where none of them tells a title. `is_gone` says of an edition whether it was deleted.
    pub(super) fn join(number: Number, group: &[Vec<u8>], is_gone: impl Fn(u64) -> bool) -> Option<Self> {
        let mut work = Self { id: number.key(), ..Self::default() };
        let mut names: Vec<(u64, &str)> = Vec::new();
        let mut last_edition = None;
        let mut years = Vec::new();
        let mut is_told = false;
        for record in group {
            match *record.first()? {
                kind::WORK if !is_told => {
                    let mut fields = Fields::after(5, record)?;
                    work.title = fields.text().to_owned();
                    work.subtitle = fields.text().to_owned();
                    work.year = fields.text().parse().ok();
                    is_told = true;
                }
                kind::NAME => names.push((number_of(record)?, Fields::after(9, record)?.text())),
                kind::EDITION => {
                    let edition = number_of(record)?;
                    // The newest revision of each comes first.
                    if last_edition.replace(edition) != Some(edition) && !is_gone(edition) {
                        work.add(edition, Fields::after(13, record)?, &mut years);
                    }
                }
                _ => {}
            }
        }
        work.people = people(names);
        work.year = work.year.or(years.into_iter().min());
        if work.title.is_empty() {
            work.title = work.other_titles.first().cloned()?;
        }
        work.settle_titles();
        Some(work)
    }

    fn add(&mut self, number: u64, mut fields: Fields<'_>, years: &mut Vec<i32>) {
        let (title, subtitle) = (fields.text(), fields.text());
        let year = fields.text().parse().ok();
        let edition = LocalEdition {
            id: Number(number).key(),
            title: if subtitle.is_empty() { title.to_owned() } else { format!("{title}: {subtitle}") },
            year,
            language: fields.text().to_owned(),
            publisher: fields.text().to_owned(),
            pages: fields.text().parse().ok(),
            isbns: fields.parts().into_iter().map(str::to_owned).collect(),
        };
        self.count += 1;
        years.extend(year);
        if self.other_titles.len() < MOST_TITLES && !title.is_empty() && !self.other_titles.contains(&edition.title) {
            self.other_titles.push(edition.title.clone());
        }
        if self.editions.len() < MOST_EDITIONS {
            self.editions.push(edition);
        }
    }

    /// Leaves out what compares equal.
    fn settle_titles(&mut self) {
        let mut seen = BTreeSet::from([key(&self.title), key(&self.full_title())]);
        self.other_titles.retain(|title| seen.insert(key(title)));
        let full = self.full_title();
        for edition in &mut self.editions {
            if edition.title == full || edition.title == self.title {
                edition.title.clear();
            }
        }
    }

    pub(super) fn full_title(&self) -> String {
        if self.subtitle.is_empty() { self.title.clone() } else { format!("{}: {}", self.title, self.subtitle) }
    }

    /// Every title, the usual one first.
    pub(super) fn titles(&self) -> impl Iterator<Item = String> + '_ {
        std::iter::once(self.full_title()).chain(self.other_titles.iter().cloned())
    }

    /// Whether one of its editions is in one of these languages; a list that tells of none was chosen by whoever imports it.
    pub(super) fn is_in(&self, languages: &[String]) -> bool {
        let is_row = Number::parse(&self.id).is_none();
        (is_row && self.editions.iter().all(|edition| edition.language.is_empty()))
            || self
                .editions
                .iter()
                .any(|edition| languages.iter().any(|l| edition.language.split('-').next() == Some(l)))
    }

    /// The record; with the edition of this ISBN where one is asked for.
    pub(super) fn record(&self, isbn: Option<Isbn>) -> Option<Record> {
        let people = self.people.iter().filter_map(|name| Name::parse(name));
        let work = Work {
            title: Title::parse(&self.full_title())?,
            contributors: people.map(|name| Contributor { name, role: Role::Author }).collect(),
            first_published: self.year.and_then(|year| Date::year(year.into())),
            language: None,
            original_title: None,
            identifiers: identifiers(&self.id),
        };
        let edition = isbn.map(|isbn| {
            let digits = isbn.digits();
            let edition = self.editions.iter().find(|edition| edition.isbns.contains(&digits));
            edition.map_or_else(|| Edition { isbns: vec![isbn], ..Edition::default() }, |found| found.edition(isbn))
        });
        let id = RecordId { catalog: CatalogName::local(), id: self.id.clone() };
        Some(Record { id, book: Book { work, edition }, other_titles: self.other_titles.clone() })
    }
}

impl LocalEdition {
    fn edition(&self, asked: Isbn) -> Edition {
        let others = self.isbns.iter().filter_map(|isbn| isbn.parse().ok()).filter(|isbn| *isbn != asked);
        Edition {
            title: Title::parse(&self.title),
            issued: self.year.and_then(|year| Date::year(year.into())),
            publisher: Some(self.publisher.clone()).filter(|text| !text.is_empty()),
            pages: self.pages,
            language: self.language.parse().ok(),
            isbns: std::iter::once(asked).chain(others).collect(),
            identifiers: identifiers(&self.id),
            ..Edition::default()
        }
    }
}

/// Records of a dump are known by their key of Open Library, rows of a list by nothing outside it.
fn identifiers(key: &str) -> Identifiers {
    let open_library = Number::parse(key).map(Number::key);
    Identifiers { open_library, ..Identifiers::default() }
}

/// The authors in their order, each once: those of the work, else those of its editions.
fn people(mut names: Vec<(u64, &str)>) -> Vec<String> {
    names.retain(|(_, name)| !name.is_empty());
    names.sort();
    let has_own = names.first().is_some_and(|(position, _)| *position < OF_EDITION);
    let mut seen = BTreeSet::new();
    let own = names.into_iter().filter(|(position, _)| !has_own || *position < OF_EDITION);
    own.filter(|(_, name)| seen.insert(*name)).map(|(_, name)| name.to_owned()).collect()
}
