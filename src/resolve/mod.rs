//! From citations to books: what to ask, which record is meant, and what is known of the book then.
//!
//! `plan` decides what to ask next and when to stop, and does no I/O; `matching` sets one record against one
//! citation; `decide` chooses among those that fit; `reconcile` joins the records of one book, and `edition` says
//! which printing is meant. How a catalog is reached is the catalog's business, and what becomes of the book the
//! library's.

pub mod decide;
pub mod edition;
pub mod matching;
mod people;
pub mod plan;
pub mod reconcile;
mod titles;
mod weights;

use crate::catalog::{Catalog, Query, Record};
use crate::model::{CitedBook, Failure, Resolution};
use plan::{Plan, Step};

/// Asks these catalogs, in their order, for the book cited, until the plan is sure or has nothing left to ask.
///
/// ```
/// use reading_list::catalog::registry;
/// use reading_list::model::{CatalogName, CitedBook, Name, Resolution};
///
/// let opened = registry::open(&[CatalogName::starter()]).unwrap();
/// let cited = CitedBook {
///     title: "The Structure of Scientific Revolutions".to_owned(),
///     authors: Name::parse("Kuhn").into_iter().collect(),
///     ..CitedBook::default()
/// };
/// let resolution = reading_list::resolve::resolve(&cited, &opened.catalogs);
/// assert!(matches!(resolution, Resolution::Found(_)));
/// ```
pub fn resolve(cited: &CitedBook, catalogs: &[Box<dyn Catalog>]) -> Resolution {
    let names: Vec<_> = catalogs.iter().map(|c| c.name()).collect();
    let mut plan = Plan::new(cited, &names);
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
    records.filter(|record| decide::is_namesake(cited, record)).collect()
}
