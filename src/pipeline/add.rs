//! A book put on the shelf by hand: which one is meant, and under which key it goes.

use super::build::Resolver;
use super::error::PipelineError;
use super::project::Project;
use super::remember;
use crate::catalog::registry;
use crate::catalog::web::Web;
use crate::library::key::Keys;
use crate::library::{CitedIn, Finding, ManualBook, shelve};
use crate::model::{Book, Citation, CitationKey, CitedBook, Confidence, Failure, RecordId, Resolution, Role};
use crate::resolve;

/// Where a book would go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A new entry under this key.
    New(CitationKey),
    /// It is an entry already; `typed` if library.toml has a table for it.
    Known {
        /// Its key.
        key: CitationKey,
        /// Whether library.toml speaks of it.
        typed: bool,
    },
    /// A `[[reject]]` keeps it away.
    Rejected,
}

/// A source that no text has, for the book that is to be added.
const HAND: &str = "\u{1}by hand";

/// Asks the library's catalogs which book is meant.
pub fn look_up(project: &Project, cited: &CitedBook, web: &Web) -> Result<Resolution, PipelineError> {
    let resolver = Resolver::open(&project.manifest, None, web).map_err(|source| project.unknown_catalog(source))?;
    Ok(resolver.ask(cited))
}

/// What became of a link into a catalog.
#[derive(Clone, Debug, PartialEq)]
pub enum Linked {
    /// The book it names, as one would cite it, and what the catalog says of it.
    Book(CitedBook, Resolution),
    /// The catalog has no such record.
    NoRecord,
    /// The catalog could not be asked.
    NotAsked(Failure),
}

/// Asks the catalog that a link leads into, whether the library lists it or not, for the record it names.
pub fn follow(project: &Project, record: &RecordId, web: &Web) -> Result<Linked, PipelineError> {
    let name = std::slice::from_ref(&record.catalog);
    let opened = registry::open(name, web).map_err(|source| project.unknown_catalog(source))?;
    let Some(catalog) = opened.catalogs.first() else {
        let why = opened.unavailable.first().map(|other| other.why.to_string()).unwrap_or_default();
        return Ok(Linked::NotAsked(Failure { catalog: record.catalog.clone(), why }));
    };
    Ok(match catalog.record(&record.id) {
        Err(failure) => Linked::NotAsked(failure),
        Ok(records) => {
            let rules = super::build::rules(&project.manifest.library.edition);
            let pointed_at = records.into_iter().next().and_then(|record| resolve::pointed_at(record, &rules));
            pointed_at.map_or(Linked::NoRecord, |(cited, resolution)| Linked::Book(cited, resolution))
        }
    })
}

/// The books that bear this title, where a catalog was right not to guess which is meant.
pub fn namesakes(project: &Project, cited: &CitedBook, web: &Web) -> Vec<Book> {
    let resolver = Resolver::open(&project.manifest, None, web);
    resolver.map_or_else(|_| Vec::new(), |resolver| resolver.namesakes(cited))
}

/// Finds the place for a book by shelving it beside all the others, so that it is known again by the same rules by
/// which a citation would be.
pub fn slot(project: &Project, cited: &CitedBook, resolution: &Resolution) -> Slot {
    let mut findings = remember::findings(project);
    findings.push(Finding {
        cited_in: CitedIn { source: HAND.to_owned(), quotes: Vec::new() },
        citation: Citation { cited: cited.clone(), mentions: Vec::new(), confidence: Confidence::CERTAIN },
        resolution: resolution.clone(),
    });
    let shelf = shelve(&project.manifest, project.lock.as_ref(), findings);
    let mut entries = shelf.entries.into_iter().chain(shelf.doubtful);
    let Some(entry) = entries.find(|entry| entry.cited_in.iter().any(|c| c.source == HAND)) else {
        return Slot::Rejected;
    };
    let typed = project.manifest.book(&entry.key).is_some();
    let is_cited = entry.cited_in.len() > 1;
    if typed || is_cited { Slot::Known { key: entry.key, typed } } else { Slot::New(entry.key) }
}

/// A key that no entry has yet.
pub fn is_free(project: &Project, key: &CitationKey) -> bool {
    let mut keys = Keys::default();
    project.manifest.books.iter().flat_map(|b| b.aliases.iter().chain([&b.key])).for_each(|k| keys.reserve(k));
    project.lock.iter().flat_map(|lock| lock.entries.keys()).for_each(|k| keys.reserve(k));
    !keys.is_taken(key)
}

/// Fills what the user left open with what a catalog knows.
pub fn fill(manual: &mut ManualBook, book: &Book) {
    let work = &book.work;
    let names = |role| Some(book.people(role).map(|c| c.name.clone()).collect::<Vec<_>>()).filter(|n| !n.is_empty());
    if manual.authors.is_none() && manual.editors.is_none() {
        manual.authors = names(Role::Author);
        manual.editors = names(Role::Editor);
    }
    if manual.title.is_none() {
        manual.title = Some(work.title.full());
        manual.original_title = work.original_title.clone();
    }
    manual.year = manual.year.or(work.first_published);
    manual.language = manual.language.take().or_else(|| book.language().cloned());
    if manual.original_language.is_none() && manual.language != work.language {
        manual.original_language = work.language.clone();
    }
    let Some(edition) = &book.edition else { return };
    manual.issued = manual.issued.or(edition.issued);
    manual.publisher = manual.publisher.take().or_else(|| edition.publisher.clone());
    if manual.isbns.is_empty() {
        manual.isbns = edition.isbns.clone();
    }
}
