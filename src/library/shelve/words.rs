//! The very words of citations, and under which keys the old lock has them.
//!
//! Words are compared here exactly as they stand; whether other words can mean the same book is for `same` to say.

use rustc_hash::FxHashMap;

use super::same::Traits;
use crate::cores::on_all_cores;
use crate::library::Finding;
use crate::library::lock::{Lock, identity};
use crate::model::CitationKey;

/// A finding with what it is compared by.
pub(super) struct Described<'f> {
    pub(super) finding: &'f Finding,
    /// The citation as one string, equal only for the very same words.
    pub(super) words: String,
    pub(super) traits: Traits,
}

/// All findings in their order, described.
pub(super) fn described(findings: &[Finding]) -> Vec<Described<'_>> {
    let describe = |finding: &Finding| (identity(&finding.citation.cited), Traits::of_finding(finding));
    let known = on_all_cores(findings, describe);
    let all = findings.iter().zip(known);
    all.map(|(finding, (words, traits))| Described { finding, words, traits }).collect()
}

/// Where the old lock has which words.
pub(super) struct LockedWords<'l>(FxHashMap<String, Vec<Place<'l>>>);

/// A source, and the key under which the lock has its words.
#[derive(Clone, Copy)]
pub(super) struct Place<'l> {
    pub(super) source: &'l str,
    pub(super) key: &'l CitationKey,
}

impl<'l> LockedWords<'l> {
    pub(super) fn of(lock: &'l Lock) -> Self {
        let entries: Vec<_> = lock.entries.iter().collect();
        let words = on_all_cores(&entries, |(_, locked)| {
            locked.citations.iter().map(|citation| identity(&citation.cited)).collect::<Vec<_>>()
        });
        let mut places: FxHashMap<String, Vec<Place<'l>>> = FxHashMap::default();
        for ((key, locked), words) in entries.into_iter().zip(words) {
            for (citation, words) in locked.citations.iter().zip(words) {
                places.entry(words).or_default().push(Place { source: &citation.source, key });
            }
        }
        Self(places)
    }

    /// Every place of these words, by key.
    pub(super) fn places(&self, words: &str) -> &[Place<'l>] {
        self.0.get(words).map_or(&[], Vec::as_slice)
    }

    /// The key of these words in this source, or the only key that these words have anywhere.
    pub(super) fn key(&self, source: &str, words: &str) -> Option<&'l CitationKey> {
        let places = self.places(words);
        let here = places.iter().rev().find(|place| place.source == source);
        let (first, rest) = places.split_first()?;
        let only = rest.iter().all(|place| place.key == first.key).then_some(first);
        here.or(only).map(|place| place.key)
    }
}
