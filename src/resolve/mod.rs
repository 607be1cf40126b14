//! From citations to books: what to ask, which record is meant, and what is known of the book then.
//!
//! `plan` decides what to ask next and when to stop, and does no I/O; `matching` sets one record against one
//! citation, after `clean` has taken off what catalogs do not mean; `decide` chooses among those that fit; `reconcile`
//! joins the records of one book, `edition` says which printing is meant, and `difference` what sets two books apart. How a catalog is reached is the catalog's business, and what becomes of the book the
//! library's.

mod clean;
pub mod decide;
mod difference;
mod edition;
pub mod home;
mod kinds;
pub mod matching;
mod pen_names;
mod people;
pub mod plan;
mod reconcile;
mod rules;
mod titles;
mod trust;
mod weights;

use crate::catalog::{Catalog, Query, Record};
use crate::model::title::key;
use crate::model::{CatalogName, CitedBook, Failure, Resolution, Role};
use plan::{Plan, Step};

pub use clean::clean;
pub use difference::difference;
pub use rules::{Rules, Wanted};

/// Asks these catalogs, in their order, for the book cited, until the plan is sure or has nothing left to ask.
///
/// ```
/// use reading_list::catalog::{registry, web::Web};
/// use reading_list::model::{CatalogName, CitedBook, Name, Resolution};
///
/// let opened = registry::open(&[CatalogName::starter()], &Web::default()).unwrap();
/// let cited = CitedBook {
///     title: "The Structure of Scientific Revolutions".to_owned(),
///     authors: Name::parse("Kuhn").into_iter().collect(),
///     ..CitedBook::default()
/// };
/// let resolution = reading_list::resolve::resolve(&cited, &opened.catalogs, &Default::default());
/// assert!(matches!(resolution, Resolution::Found(_)));
/// ```
pub fn resolve(cited: &CitedBook, catalogs: &[Box<dyn Catalog>], rules: &Rules) -> Resolution {
    let names: Vec<_> = catalogs.iter().map(|c| c.name()).collect();
    resolve_in(&names, cited, catalogs, rules)
}

/// The same, asking them in this order.
pub fn resolve_in(
    order: &[CatalogName],
    cited: &CitedBook,
    catalogs: &[Box<dyn Catalog>],
    rules: &Rules,
) -> Resolution {
    let mut plan = Plan::new(cited, order, rules);
    loop {
        match plan.next() {
            Step::Done(resolution) => return resolution,
            Step::Ask(name, query) => {
                let asked = catalogs.iter().find(|c| c.name() == name);
                let nobody = || Failure { catalog: name.clone(), why: "the catalog is not open".to_owned() };
                plan.tell(asked.ok_or_else(nobody).and_then(|c| c.look_up(&query)));
            }
        }
    }
}

/// The book of one record that somebody pointed at: nothing is left to be matched, but it is cleaned and told as any other.
pub fn pointed_at(record: Record, rules: &Rules) -> Option<(CitedBook, Resolution)> {
    let record = clean(record, rules);
    let book = &record.book;
    let writers = book.people(Role::Author).chain(book.people(Role::Editor)).map(|c| c.name.clone());
    let edition = book.edition.as_ref();
    let cited = CitedBook {
        title: book.title().full(),
        authors: writers.collect(),
        // By these the very edition is taken, where the record is of one.
        isbn: edition.and_then(|edition| edition.isbns.first().copied()),
        year: edition.and_then(|edition| edition.issued).map(|issued| issued.first_year()),
    };
    let resolution = decide::decide(&cited, &decide::candidates(&cited, vec![record], rules), rules)?;
    Some((cited, resolution))
}

/// Every book of these catalogs that bears the title cited, whoever wrote it: what may have been meant by a title too
/// common to be known by. A catalog that fails has none.
pub fn namesakes(cited: &CitedBook, catalogs: &[Box<dyn Catalog>]) -> Vec<Record> {
    let query = Query::Title { title: cited.title.clone(), author: None, year: None };
    let records = catalogs.iter().flat_map(|catalog| catalog.look_up(&query).unwrap_or_default());
    let records = records.map(|record| clean(record, &Rules::default()));
    records.filter(|record| decide::is_namesake(cited, record)).collect()
}

/// How much of a title must be the same (normalised Levenshtein) for a reader to see why it is shown.
const LEAST_LIKENESS: f64 = 0.4;

/// How much of two titles is spelt the same.
pub fn like_in_spelling(title: &str, wanted: &str) -> f64 {
    strsim::normalized_levenshtein(title, wanted)
}

/// The same, or how many of the wanted words a title has, one slip of the pen in each forgiven: who remembers only some words has
/// them all, and less than the whole title.
pub fn like_in_words(title: &str, wanted: &str) -> f64 {
    let letters = |word: &str| word.chars().count();
    let is_same = |word: &str, other: &str| {
        word == other || (letters(word) >= LETTERS_FOR_A_SLIP && strsim::damerau_levenshtein(word, other) == 1)
    };
    let has = |word: &&str| title.split(' ').any(|other| is_same(word, other));
    let all: usize = wanted.split(' ').map(letters).sum();
    let found: usize = wanted.split(' ').filter(has).map(letters).sum();
    let share = found as f64 / all.max(1) as f64;
    let by_words = if share >= LEAST_SHARE { 0.9 * share } else { 0.0 };
    like_in_spelling(title, wanted).max(by_words)
}

/// A shorter word is another word with one letter changed.
const LETTERS_FOR_A_SLIP: usize = 5;
/// So many of the wanted letters must stand in words of the title.
const LEAST_SHARE: f64 = 2.0 / 3.0;

/// Whether a title tells which book is meant by its words alone: nobody gives it to another book by chance.
pub fn is_telling(title: &str) -> bool {
    titles::is_telling(title)
}

/// The books of these catalogs whose titles are most like the one cited, the most like first.
pub fn nearest(cited: &CitedBook, catalogs: &[Box<dyn Catalog>], most: usize) -> Vec<Record> {
    let query = Query::Like { title: cited.title.clone(), author: cited.authors.first().cloned(), most };
    let records = catalogs.iter().flat_map(|catalog| catalog.look_up(&query).unwrap_or_default());
    let works = most_like(cited, records.collect(), &Rules::default(), like_in_spelling);
    works.into_iter().filter_map(|work| work.into_iter().next()).take(most).collect()
}

/// Records by the work they speak of, the works whose titles are most like the one cited first; where a number is cited, or
/// nothing is, in the order in which they come. How much a title (first, both as compared) is like the one cited, 0 to 1, is for
/// `like` to say.
pub fn most_like(
    cited: &CitedBook,
    records: Vec<Record>,
    rules: &Rules,
    like: impl Fn(&str, &str) -> f64,
) -> Vec<Vec<Record>> {
    let mut works: Vec<Vec<Record>> = Vec::new();
    for record in records.into_iter().map(|record| clean(record, rules)) {
        let is_known = |work: &Vec<Record>| work.iter().any(|known| known.id == record.id);
        let is_same = |work: &&mut Vec<Record>| work.first().is_some_and(|first| decide::is_same_work(first, &record));
        if works.iter().any(is_known) {
            continue;
        }
        match works.iter_mut().find(is_same) {
            Some(work) => work.push(record),
            None => works.push(vec![record]),
        }
    }
    if cited.isbn.is_some() || cited.title.is_empty() {
        return works;
    }
    let wanted = key(&cited.title);
    let whole_or_main = |record: &Record| {
        let title = record.book.title();
        let of = |text: &str| like(&key(text), &wanted);
        let others = record.other_titles.iter().map(|title| of(title));
        others.fold(of(&title.full()).max(of(&title.main)), f64::max)
    };
    let is_by = |record: &Record| {
        let mut people = record.book.contributors();
        people.any(|c| cited.authors.iter().any(|name| name.same_family(&c.name)))
    };
    let likeness = |work: &[Record]| {
        let title = work.iter().map(whole_or_main).fold(0.0, f64::max);
        (title, cited.authors.is_empty() || work.iter().any(is_by))
    };
    let mut ranked: Vec<((f64, bool), Vec<Record>)> = works.into_iter().map(|work| (likeness(&work), work)).collect();
    ranked.retain(|((title, _), _)| *title >= LEAST_LIKENESS);
    ranked.sort_by(|((a, a_by), _), ((b, b_by), _)| b_by.cmp(a_by).then(b.total_cmp(a)));
    ranked.into_iter().map(|(_, work)| work).collect()
}
