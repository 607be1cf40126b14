//! A list of books that somebody keeps: a file read whole, and asked in memory.
//!
//! Whoever names a list says that it is all there is, so its silence means something. What stands in a row is `table`'s to
//! read where the file is one of columns; files of bibliographies are read elsewhere and handed over as books.

use std::collections::{BTreeMap, BTreeSet};

use super::table;
use super::title_index::{TitleIndex, keys_of};
use super::{Catalog, Query, Record};
use crate::model::title::normalise;
use crate::model::{Book, CatalogName, Failure, Isbn, Name, RecordId};

pub use table::TableError;

/// Books of a list, prepared to be asked for.
#[derive(Debug)]
pub struct ListCatalog {
    name: CatalogName,
    records: Vec<Record>,
    titles: TitleIndex,
    isbns: BTreeMap<Isbn, Vec<usize>>,
    /// The words of everybody's name, work by work.
    people: Vec<String>,
}

impl ListCatalog {
    /// An empty list of this name.
    pub fn new(name: CatalogName) -> Self {
        let empty = (Vec::new(), TitleIndex::default(), BTreeMap::new(), Vec::new());
        Self { name, records: empty.0, titles: empty.1, isbns: empty.2, people: empty.3 }
    }

    /// Adds a book with the other titles by which it goes; `id` is what the list calls it.
    pub fn add(&mut self, id: String, book: Book, other_titles: Vec<String>) {
        let at = self.records.len();
        self.titles.add(at, titles_of(&book, &other_titles).flat_map(|title| keys_of(&title)).collect());
        for isbn in book.edition.iter().flat_map(|edition| &edition.isbns) {
            self.isbns.entry(*isbn).or_default().push(at);
        }
        let names: BTreeSet<String> = book.contributors().map(|c| normalise(&c.name.to_string())).collect();
        self.people.push(names.into_iter().collect::<Vec<_>>().join(" "));
        self.records.push(Record { id: RecordId { catalog: self.name.clone(), id }, book, other_titles });
    }

    /// Adds every row of a table with headings (comma- or tab-separated values); answers how many rows have no title.
    pub fn add_table(&mut self, text: &str) -> Result<usize, TableError> {
        let (rows, without_title) = table::books(text)?;
        for row in rows {
            self.add(row.id, row.book, row.other_titles);
        }
        Ok(without_title)
    }

    /// Every book, in the order in which they were added.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// How many books it has.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    fn answer(&self, query: &Query) -> Vec<usize> {
        let is_by = |author: &Option<Name>| {
            let surname = author.as_ref().map(|a| normalise(a.sort_name())).filter(|s| !s.is_empty());
            move |at: usize| surname.as_ref().is_some_and(|name| self.people.get(at).is_some_and(|p| p.contains(name)))
        };
        match query {
            Query::Isbn(isbn) => self.isbns.get(isbn).cloned().unwrap_or_default(),
            Query::Title { title, author, .. } => self.titles.find(title, is_by(author)),
            Query::Like { title, author, most } => self.titles.nearest(title, is_by(author), *most),
        }
    }
}

/// Everything that the book may be cited as; what stands in brackets at the end of a title is often a series.
fn titles_of(book: &Book, other_titles: &[String]) -> impl Iterator<Item = String> {
    let edition = book.edition.as_ref().and_then(|e| e.title.as_ref());
    let titles = std::iter::once(&book.work.title).chain(edition).map(|title| title.full());
    let all = titles.chain(book.work.original_title.clone()).chain(other_titles.to_vec());
    all.flat_map(|title| {
        let bare = title.strip_suffix(')').and_then(|t| t.rsplit_once(" (")).map(|(bare, _)| bare.trim().to_owned());
        std::iter::once(title).chain(bare)
    })
    .collect::<Vec<_>>()
    .into_iter()
}

impl Catalog for ListCatalog {
    fn name(&self) -> CatalogName {
        self.name.clone()
    }

    fn claims_completeness(&self) -> bool {
        true
    }

    fn look_up(&self, query: &Query) -> Result<Vec<Record>, Failure> {
        Ok(self.answer(query).into_iter().filter_map(|at| self.records.get(at)).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::ListCatalog;
    use crate::catalog::{Catalog, Query};
    use crate::model::Name;

    const TABLE: &str = "Title,Author,ISBN,Year\n\
        \"Emma (Penguin Classics)\",Jane Austen,9780140449136,1815\n\
        The Structure of Scientific Revolutions,Thomas S. Kuhn,,1962\n\
        The Structure of Evolutionary Theory,Stephen Jay Gould,,2002\n";

    #[track_caller]
    fn case(query: Query, expected: &[&str]) {
        let mut list = ListCatalog::new("local".parse().unwrap());
        assert_eq!(list.add_table(TABLE), Ok(0));
        let titles: Vec<_> = list.look_up(&query).unwrap().iter().map(|r| r.book.title().full()).collect();
        assert_eq!(titles, expected);
    }

    fn by_title(title: &str, author: &str) -> Query {
        Query::Title { title: title.to_owned(), author: Name::parse(author), year: None }
    }

    #[test]
    fn a_list_answers_by_title_and_number() {
        case(by_title("Emma", ""), &["Emma (Penguin Classics)"]);
        case(by_title("Stucture of Scientific Revolutions", ""), &["The Structure of Scientific Revolutions"]);
        case(by_title("The Structure", "Kuhn"), &["The Structure of Scientific Revolutions"]);
        case(by_title("The Structure", ""), &[]);
        case(Query::Isbn("9780140449136".parse().unwrap()), &["Emma (Penguin Classics)"]);
    }

    #[test]
    fn the_nearest_titles_are_known_by_their_words() {
        let like =
            |title: &str, author: &str| Query::Like { title: title.to_owned(), author: Name::parse(author), most: 2 };
        let (kuhn, gould) = ("The Structure of Scientific Revolutions", "The Structure of Evolutionary Theory");
        case(like("The Structure of Scientific Theories", ""), &[kuhn, gould]);
        case(like("The Structure of Scientific Theories", "Gould"), &[gould, kuhn]);
        case(like("Middlemarch", ""), &[]);
    }
}
