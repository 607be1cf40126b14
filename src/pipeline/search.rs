//! What the catalogs have that is like some words: every catalog is asked at the same time, and the records of one work are
//! shown together.
//!
//! Nothing is decided here: who searches wants to choose for himself.

use super::build::rules;
use super::error::PipelineError;
use crate::catalog::web::Web;
use crate::catalog::{Query, Record, registry};
use crate::library::Manifest;
use crate::model::{CatalogName, CitedBook, Failure};
use crate::net::at_once;
use crate::resolve;

/// What came of a search.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Works, the most like first; of each the records that speak of it, never none.
    pub works: Vec<Vec<Record>>,
    /// Who answered.
    pub asked: Vec<CatalogName>,
    /// Who did not, and those on the network that may not be asked.
    pub failures: Vec<Failure>,
}

/// Asks the catalogs of a library for at most so many works like the one in mind.
pub fn search(wanted: &CitedBook, manifest: &Manifest, most: usize, web: &Web) -> Result<Found, PipelineError> {
    let opened = registry::open(&manifest.library.catalogs, web)
        .map_err(|source| PipelineError::Catalog { place: None, source })?;
    let mut found = Found::default();
    found.failures.extend(
        opened.unavailable.iter().map(|other| Failure { catalog: other.name.clone(), why: other.why.to_string() }),
    );
    let answers = at_once(opened.catalogs.len(), &opened.catalogs, |catalog| {
        let mut records = Vec::new();
        for query in queries(wanted, most) {
            records.extend(catalog.look_up(&query)?);
            // Whoever has the very title need not be asked what is like it.
            if catalog.is_remote() && !records.is_empty() {
                break;
            }
        }
        Ok::<_, Failure>(records)
    });
    let mut records = Vec::new();
    for (catalog, answer) in opened.catalogs.iter().zip(answers) {
        match answer {
            Ok(answer) => {
                found.asked.push(catalog.name());
                records.extend(answer);
            }
            Err(failure) => found.failures.push(failure),
        }
    }
    found.works = resolve::most_like(wanted, records, &rules(&manifest.library.edition), resolve::like_in_words);
    found.works.truncate(most);
    Ok(found)
}

/// What is asked of each catalog, the narrowest first.
fn queries(wanted: &CitedBook, most: usize) -> Vec<Query> {
    if let Some(isbn) = wanted.isbn {
        return vec![Query::Isbn(isbn)];
    }
    let (title, author) = (wanted.title.clone(), wanted.authors.first().cloned());
    let by_title = Query::Title { title: title.clone(), author: author.clone(), year: None };
    vec![by_title, Query::Like { title, author, most }]
}
