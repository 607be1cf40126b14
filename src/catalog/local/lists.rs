//! Books that come one by one and whole, with people and edition: rows of a table, records of MARC, entries of a bibliography.
//!
//! They need not be joined with anything. How a bibliography is read is others' business; it comes as books.

use std::collections::BTreeMap;
use std::io;

use super::works::{LocalEdition, LocalWork};
use crate::catalog::Record;
use crate::catalog::protocol::marc_file;
use crate::catalog::table::{Named, Row, Table, TableError};
use crate::model::{Book, Date, RecordId};
use crate::unpacking::Input;

/// A book, `None` where there is none, or why it cannot be read; the outer error is the file's.
type Item<T = Record> = io::Result<Result<Option<T>, &'static str>>;

/// A list that is being read.
pub struct List {
    /// As the user calls it.
    pub name: String,
    /// What its books are called by, beside their own names or numbers.
    called: String,
    /// Each with its number: the line of a table, else how many there were before and one.
    items: Box<dyn Iterator<Item = (u64, Item)>>,
}

impl List {
    fn new(name: &str, items: impl Iterator<Item = (u64, Item)> + 'static) -> Self {
        let called = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        Self { name: name.to_owned(), called, items: Box::new(items) }
    }

    /// Has lists in files of one name, in two folders, call their books differently.
    pub(super) fn tell_apart(lists: &mut [Self]) {
        let mut times: BTreeMap<String, u32> = BTreeMap::new();
        for list in lists {
            let times = times.entry(list.called.clone()).or_default();
            *times += 1;
            if *times > 1 {
                list.called = format!("{}#{times}", list.called);
            }
        }
    }

    /// The rows of a table; `named` says which headings stand for what, beside those that are known.
    pub fn table(name: &str, input: Input, named: &Named) -> Result<Self, TableError> {
        let record = |Row { id, book, other_titles }: Row| Record { id: local(id), book, other_titles };
        let rows = Table::open(input, named)?;
        let titled = move |row: Option<Row>| row.map(record).map(Some).ok_or("a row without a title");
        let items = rows.map(move |(line, row)| (line, row.map(|row| row.and_then(titled))));
        Ok(Self::new(name, items))
    }

    /// The records of a file of MARC.
    pub fn marc(name: &str, input: Input) -> Self {
        Self::new(name, (1..).zip(marc_file::binary(input)))
    }

    /// The records of a file of MARCXML.
    pub fn marc_xml(name: &str, input: Input) -> Self {
        Self::new(name, (1..).zip(marc_file::in_xml(input)))
    }

    /// Books that are there already, each with what the list calls it.
    pub fn of(name: &str, books: Vec<(String, Book)>) -> Self {
        let record = |(id, book)| Record { id: local(id), book, other_titles: Vec::new() };
        let items = books.into_iter().map(move |book| Ok(Ok(Some(record(book)))));
        Self::new(name, (1..).zip(items))
    }

    /// Whether a file that begins so is one of MARC.
    pub fn is_marc(start: &[u8]) -> bool {
        marc_file::is_binary(start)
    }

    /// The next work with its number; `None` inside where a record is of no book.
    pub(super) fn next(&mut self) -> Option<(u64, Item<LocalWork>)> {
        let (number, item) = self.items.next()?;
        Some((number, item.map(|read| read.map(|record| record.map(|record| self.work(&record, number))))))
    }

    fn work(&self, record: &Record, number: u64) -> LocalWork {
        let book = &record.book;
        let year = |date: Option<Date>| date.map(|date| date.first_year().number());
        let edition = book.edition.as_ref().map(|edition| LocalEdition {
            id: String::new(),
            title: edition.title.as_ref().map(|title| title.full()).unwrap_or_default(),
            year: year(edition.issued),
            language: edition.language.as_ref().map(|language| language.as_str().to_owned()).unwrap_or_default(),
            publisher: edition.publisher.clone().unwrap_or_default(),
            pages: edition.pages,
            isbns: edition.isbns.iter().map(|isbn| isbn.digits()).collect(),
        });
        let id = Some(record.id.id.clone()).filter(|id| !id.is_empty()).unwrap_or_else(|| number.to_string());
        LocalWork {
            // Two lists may call different books by one name.
            id: format!("{}:{id}", self.called),
            title: book.work.title.main.clone(),
            subtitle: book.work.title.subtitle.clone().unwrap_or_default(),
            people: book.work.contributors.iter().map(|person| person.name.inverted()).collect(),
            year: year(book.work.first_published).or_else(|| year(book.edition.as_ref()?.issued)),
            other_titles: record.other_titles.clone(),
            count: u32::from(edition.is_some()),
            editions: edition.into_iter().collect(),
        }
    }
}

fn local(id: String) -> RecordId {
    RecordId { catalog: crate::model::CatalogName::local(), id }
}
