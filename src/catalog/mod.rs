//! Catalogs: who can be asked for a book, what can be asked, and what comes back.
//!
//! A record is what one catalog says, as it says it. Whether it is the book that a text means, and what to ask
//! next, is decided in `resolve`; nothing here judges.

pub mod list;
pub mod local;
pub mod protocol;
pub mod registry;
mod remote;
pub mod starter;
mod starter_line;
mod table;
mod title_index;
pub mod web;

use crate::model::{Book, CatalogName, Failure, Isbn, Name, RecordId, Year};

/// A question that a catalog can be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// The edition with this ISBN.
    Isbn(Isbn),
    /// Works of about this title, by this person if one is known.
    Title {
        /// The title as cited.
        title: String,
        /// The first author cited.
        author: Option<Name>,
        /// The year cited.
        year: Option<Year>,
    },
    /// The works whose titles are most like this one: what a reader may have meant by a title that nobody has.
    Like {
        /// The title as cited.
        title: String,
        /// The first author cited, whose works come first.
        author: Option<Name>,
        /// How many are enough.
        most: usize,
    },
}

/// What one catalog says of one book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The catalog and its name for the record.
    pub id: RecordId,
    /// The work, with the edition where the record is of one.
    pub book: Book,
    /// Other titles under which the work is known.
    pub other_titles: Vec<String>,
}

/// The resolver's view of a catalog.
///
/// An implementer answers with every record that may fit, and leaves the choice to the asker; no hit is an empty
/// answer, and `Err` only says that the catalog could not be asked. Many may ask it at the same time.
pub trait Catalog: Send + Sync {
    /// The name under which `library.toml` lists it.
    fn name(&self) -> CatalogName;

    /// Whether its silence means that a book does not exist.
    fn claims_completeness(&self) -> bool;

    /// Whether an answer may be long in coming, so that many questions are best asked at once.
    fn is_remote(&self) -> bool {
        false
    }

    /// The records that may fit, in the catalog's own order.
    fn look_up(&self, query: &Query) -> Result<Vec<Record>, Failure>;

    /// That these ISBNs will be asked for one by one: a catalog that takes many in one question may ask for them now, and answer
    /// from what it learned. Nothing need come of it.
    fn prepare(&self, isbns: &[Isbn]) {
        let _ = isbns;
    }

    /// The record that the catalog calls so, as a link into it names it; nothing where there is none, or where records cannot be
    /// asked for by name.
    fn record(&self, id: &str) -> Result<Vec<Record>, Failure> {
        let _ = id;
        Ok(Vec::new())
    }
}
