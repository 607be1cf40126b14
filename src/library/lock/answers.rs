//! What a lock can answer in the place of catalogs.
//!
//! It answers for the very words of a citation only: whether other words mean the same book is for `resolve` to say.

use rustc_hash::FxHashMap;

use super::{Lock, Outcome};
use crate::library::manifest::EditionRule;
use crate::model::{CatalogName, CitedBook, Name, Resolution};

/// The outcomes of a lock, by the words that were asked for.
#[derive(Clone, Debug)]
pub struct Answers<'l> {
    edition: &'l EditionRule,
    outcomes: FxHashMap<String, &'l Outcome>,
}

impl<'l> Answers<'l> {
    pub(super) fn of(lock: &'l Lock) -> Self {
        let mut outcomes = FxHashMap::default();
        for locked in lock.entries.values() {
            let Some(outcome) = &locked.outcome else { continue };
            for citation in &locked.citations {
                outcomes.entry(identity(&citation.cited)).or_insert(outcome);
            }
        }
        Self { edition: &lock.edition, outcomes }
    }

    /// What was found for a book cited in these very words, if it still answers the question.
    ///
    /// `asked` are the catalogs that would be asked now, `offline` those that would be with a network, and `edition` is the
    /// rule that would choose: that a book is in none of *other* catalogs is no answer, nor is an edition chosen by another
    /// rule.
    pub fn resolution_of(
        &self,
        cited: &CitedBook,
        asked: &[CatalogName],
        offline: &[CatalogName],
        edition: &EditionRule,
    ) -> Option<Resolution> {
        let all_asked = |before: &[CatalogName]| asked.iter().all(|name| before.contains(name));
        let no_others = |before: &[CatalogName]| before.iter().all(|n| asked.contains(n) || offline.contains(n));
        match self.outcome(cited, edition)? {
            Outcome::Unknown { asked: before } if !all_asked(before) || !no_others(before) => None,
            outcome => outcome.resolution(),
        }
    }

    /// The resolution to fall back on when no catalog answers: only what some catalog once had.
    pub(in crate::library) fn once_found(&self, cited: &CitedBook, edition: &EditionRule) -> Option<Resolution> {
        let resolution = self.outcome(cited, edition)?.resolution();
        resolution.filter(|r| matches!(r, Resolution::Found(_) | Resolution::Ambiguous { .. }))
    }

    fn outcome(&self, cited: &CitedBook, edition: &EditionRule) -> Option<&'l Outcome> {
        self.outcomes.get(&identity(cited)).copied().filter(|_| self.edition == edition)
    }
}

/// A cited book as one string, equal only for the very same words.
pub(in crate::library) fn identity(cited: &CitedBook) -> String {
    let authors: Vec<String> = cited.authors.iter().map(Name::inverted).collect();
    let year = cited.year.map(|y| y.to_string()).unwrap_or_default();
    let isbn = cited.isbn.map(|i| i.digits()).unwrap_or_default();
    [cited.title.as_str(), &authors.join("\u{1}"), &year, &isbn].join("\u{2}")
}
