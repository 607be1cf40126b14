//! Protocols: how each service is asked, and what its answer says.
//!
//! A protocol is pure: questions go in and requests come out, replies go in and records come out. Who sends the requests,
//! how fast, how often and through what is no business of this room. A record is what the service says, without the marks
//! that only part its fields; whether it is the book that somebody means is judged in `resolve`.
//!
//! Adding a service touches its own file and the list below. Formats that several services share are read in one place:
//! `sru` opens the envelope, `marc_file` reads whole files, `marc` and `mods` hold the record, `marc21` and `unimarc` know what the fields mean, and
//! `dates`, `extent`, `roles` and `statement` read what librarians write in them.

mod bibliotheque_nationale;
mod crossref;
pub(in crate::catalog) mod dates;
mod deutsche_nationalbibliothek;
mod draft;
mod exchange;
mod extent;
mod google_books;
mod iso2709;
mod json;
mod k10plus;
pub(in crate::catalog) mod languages;
mod library;
mod library_of_congress;
mod links;
mod marc;
mod marc21;
mod marc8;
pub(in crate::catalog) mod marc_file;
mod mods;
mod notes;
mod open_library;
mod pica;
mod refusal;
mod request;
mod roles;
mod sru;
mod statement;
mod text;
mod unimarc;
mod wikidata;
mod xml;

#[cfg(test)]
mod testing;

pub use exchange::{Exchange, MOST_REQUESTS};
pub use links::of_link;
pub use refusal::Refusal;
pub use request::{ApiKey, Reply, Request};

use super::Query;
use crate::model::Isbn;
use exchange::Step;

/// One service: how it is asked, and how its answers are read.
///
/// An implementer asks for no more than the question needs, in at most [`MOST_REQUESTS`] requests one after the other; it
/// answers with every record that may fit, and with none where the service has none. It never guesses at an answer that
/// it does not understand, but refuses it.
pub trait Protocol: Send + Sync {
    /// The name under which `library.toml` lists it.
    fn name(&self) -> &'static str;

    /// Where the service is, without a slash at the end; a mirror or a test's server may be asked instead.
    fn base(&self) -> &'static str;

    /// Whether the service does not answer without a key.
    fn needs_key(&self) -> bool {
        false
    }

    /// The first request that puts this question to the service at `base`, or the refusal to ask at all.
    #[doc(hidden)]
    fn open(&self, base: &str, key: Option<&ApiKey>, query: &Query) -> Result<Step, Refusal>;

    /// How many ISBNs one question may ask for.
    fn at_once(&self) -> usize {
        1
    }

    /// The first request for the editions of all these ISBNs, no more than [`at_once`](Self::at_once).
    #[doc(hidden)]
    fn open_isbns(&self, base: &str, key: Option<&ApiKey>, isbns: &[Isbn]) -> Result<Step, Refusal> {
        isbns.first().map_or(Ok(Step::Done(Vec::new())), |isbn| self.open(base, key, &Query::Isbn(*isbn)))
    }

    /// The first request for the record that the service calls `id`, as [`RecordId`](crate::model::RecordId) has it.
    #[doc(hidden)]
    fn open_id(&self, base: &str, key: Option<&ApiKey>, id: &str) -> Result<Step, Refusal>;
}

impl dyn Protocol + '_ {
    /// Begins to put a question to the service at `base`.
    ///
    /// ```
    /// # use reading_list::catalog::{Query, protocol};
    /// let open_library = protocol::protocol("open-library").unwrap();
    /// let query = Query::Title { title: "Emma".to_owned(), author: None, year: None };
    /// let exchange = open_library.ask(open_library.base(), None, &query);
    /// assert!(exchange.request().unwrap().url.starts_with("https://openlibrary.org/search.json?title=Emma"));
    /// ```
    pub fn ask(&self, base: &str, key: Option<&ApiKey>, query: &Query) -> Exchange {
        Exchange::new(self.open(base.trim_end_matches('/'), key, query))
    }

    /// Begins to ask the service at `base` for all these ISBNs in one question; `None` if it takes fewer at once. A record that
    /// comes of it is of one of them; an ISBN that no record has is one that the service does not have.
    pub fn ask_many(&self, base: &str, key: Option<&ApiKey>, isbns: &[Isbn]) -> Option<Exchange> {
        let step = || self.open_isbns(base.trim_end_matches('/'), key, isbns);
        (isbns.len() <= self.at_once()).then(|| Exchange::new(step()))
    }

    /// Begins to ask the service at `base` for the record that it calls `id`: what a link into a catalog names.
    pub fn ask_for(&self, base: &str, key: Option<&ApiKey>, id: &str) -> Exchange {
        Exchange::new(self.open_id(base.trim_end_matches('/'), key, id))
    }
}

const PROTOCOLS: &[fn() -> Box<dyn Protocol>] = &[
    || Box::new(&bibliotheque_nationale::LIBRARY),
    || Box::new(crossref::Crossref),
    || Box::new(&deutsche_nationalbibliothek::LIBRARY),
    || Box::new(google_books::GoogleBooks),
    || Box::new(&k10plus::LIBRARY),
    || Box::new(&library_of_congress::LIBRARY),
    || Box::new(open_library::OpenLibrary),
    || Box::new(wikidata::Wikidata),
];

/// The protocol of the service that `library.toml` lists under this name.
pub fn protocol(name: &str) -> Option<Box<dyn Protocol>> {
    PROTOCOLS.iter().map(|make| make()).find(|protocol| protocol.name() == name)
}

/// Every service that has a protocol, by name.
pub fn names() -> impl Iterator<Item = &'static str> {
    PROTOCOLS.iter().map(|make| make().name())
}
