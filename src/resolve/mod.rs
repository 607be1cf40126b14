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
use crate::model::{CitedBook, Failure, Resolution};
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
    let mut plan = Plan::new(cited, &names, rules);
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

/// Whether a title tells which book is meant by its words alone: nobody gives it to another book by chance.
pub fn is_telling(title: &str) -> bool {
    titles::is_telling(title)
}

/// The books of these catalogs whose titles are most like the one cited, the most like first.
pub fn nearest(cited: &CitedBook, catalogs: &[Box<dyn Catalog>], most: usize) -> Vec<Record> {
    let query = Query::Like { title: cited.title.clone(), author: cited.authors.first().cloned(), most };
    let records = catalogs.iter().flat_map(|catalog| catalog.look_up(&query).unwrap_or_default());
    let mut nearest: Vec<Record> = Vec::new();
    for record in records.map(|record| clean(record, &Rules::default())) {
        if !nearest.iter().any(|known| decide::is_same_work(known, &record)) {
            nearest.push(record);
        }
    }
    let likeness =
        |record: &Record| strsim::normalized_levenshtein(&key(&record.book.title().full()), &key(&cited.title));
    nearest.sort_by(|a, b| likeness(b).total_cmp(&likeness(a)));
    nearest.retain(|record| likeness(record) >= LEAST_LIKENESS);
    nearest.truncate(most);
    nearest
}
