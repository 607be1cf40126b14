//! From findings, the user's file and the old lock to the entries of the library and the new lock.
//!
//! What several sources cite becomes one entry; what the user typed wins; what the user rejected is gone; a key once
//! given stays. Nothing is asked here and nothing is read or written: the same input gives the same shelf, in
//! whatever order the findings come (but for the orders that are *about* that order).

mod claim;
mod group;
mod order;
mod same;
mod settle;
mod typed;
mod words;

#[cfg(test)]
mod tests;

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use self::claim::{Manuals, locked_keys};
use self::group::Group;
use self::order::Placed;
use self::same::{Names, TitleKey, Traits, share_a_name};
use self::words::LockedWords;
use super::key::{self, Keys};
use super::lock::{Lock, Locked, LockedCitation, Outcome};
use super::manifest::Reject;
use super::{Entry, Finding, Manifest, ManualBook, Standing};
use crate::model::{Book, CitationKey, Confidence, Provenance, Resolution};

/// What no catalog has is exported from this confidence on; below, it waits for the user's review.
pub const EXPORTED_FROM: u8 = 80;

/// The library as a build sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shelf {
    /// What is exported, in the order that `library.toml` asks for.
    pub entries: Vec<Entry>,
    /// What no catalog has and detection is not sure of; for review only.
    pub doubtful: Vec<Entry>,
    /// What to remember.
    pub lock: Lock,
    /// How many findings a `[[reject]]` removed.
    pub rejected: usize,
    /// Books of `library.toml` without a title that nothing cites: nobody can say what they are.
    pub unmatched: Vec<CitationKey>,
    /// Keys that the old lock had and that call nothing any more, though what they called is still cited: under the
    /// second key.
    pub renamed: Vec<(CitationKey, CitationKey)>,
}

/// Shelves what was found.
pub fn shelve(manifest: &Manifest, old: Option<&Lock>, findings: Vec<Finding>) -> Shelf {
    let found = findings.len();
    let nothing = Lock::default();
    let old = old.unwrap_or(&nothing);
    let answers = LazyCell::new(|| old.answers());
    // Where no catalog answers, what one once had still holds.
    let remembered = |mut finding: Finding| {
        if let Resolution::Unreachable { .. } = finding.resolution
            && let Some(known) = answers.once_found(&finding.citation.cited, &manifest.library.edition)
        {
            finding.resolution = known;
        }
        finding
    };
    let findings = findings.into_iter().filter(|finding| !is_rejected(manifest, finding)).map(remembered);
    let findings: Vec<Finding> = findings.collect();
    let rejected = found - findings.len();
    let mut shelving = Shelving::new(manifest, old, &findings);
    shelving.place_groups();
    shelving.place_uncited();
    shelving.finish(rejected)
}

/// Whether the user never wants to see it, here or anywhere.
fn is_rejected(manifest: &Manifest, finding: &Finding) -> bool {
    if manifest.rejects.is_empty() {
        return false;
    }
    let names = Traits::of_finding(finding).all;
    manifest.rejects.iter().any(|rule| is_meant(rule, finding, &names))
}

/// Whether a `[[reject]]` keeps this finding away.
pub fn rejects(rule: &Reject, finding: &Finding) -> bool {
    is_meant(rule, finding, &Traits::of_finding(finding).all)
}

fn is_meant(rule: &Reject, finding: &Finding, Names { titles, people }: &Names) -> bool {
    let title = TitleKey::of(&rule.title);
    let same_title = titles.iter().any(|t| t.whole == title.whole || (title.is_main_alone() && t.main == title.main));
    let author = rule.author.as_ref();
    same_title
        && author.is_none_or(|name| share_a_name(std::slice::from_ref(name), people))
        && rule.source.as_ref().is_none_or(|source| *source == finding.cited_in.source)
}

/// Groups that are of one typed book.
#[derive(Default)]
struct Joined {
    all: Option<Group>,
    /// Those that had the book's very key: what was found for them counts more than what was for a book merged into it.
    own: Option<Group>,
    locked: Option<CitationKey>,
}

impl Joined {
    fn absorb(&mut self, group: Group, locked: Option<CitationKey>, is_own: bool) {
        let join = |slot: &mut Option<Group>, group: Group| match slot {
            Some(known) => known.absorb(group),
            None => *slot = Some(group),
        };
        if is_own {
            join(&mut self.own, group.clone());
        }
        join(&mut self.all, group);
        self.locked = self.locked.take().or(locked);
    }
}

/// One work on its way to the shelf.
struct Work<'a> {
    group: Group,
    locked: Option<CitationKey>,
    manual: Option<&'a ManualBook>,
    outcome: Option<Outcome>,
    book: Book,
    provenance: Provenance,
}

struct Shelving<'a> {
    manifest: &'a Manifest,
    old: &'a Lock,
    findings: &'a [Finding],
    keys: Keys,
    entries: Vec<Placed>,
    lock: Lock,
    unmatched: Vec<CitationKey>,
}

impl<'a> Shelving<'a> {
    fn new(manifest: &'a Manifest, old: &'a Lock, findings: &'a [Finding]) -> Self {
        let mut keys = Keys::by(manifest.library.keys.clone());
        let typed = manifest.books.iter().flat_map(|book| book.aliases.iter().chain([&book.key]));
        typed.chain(old.entries.keys()).for_each(|key| keys.reserve(key));
        let lock = Lock { edition: manifest.library.edition.clone(), entries: BTreeMap::new() };
        Self { manifest, old, findings, keys, entries: Vec::new(), lock, unmatched: Vec::new() }
    }

    fn members(&self, group: &Group) -> Vec<&'a Finding> {
        group.members.iter().filter_map(|&m| self.findings.get(m)).collect()
    }

    /// Entries of all that is cited.
    fn place_groups(&mut self) {
        let mut works = self.works();
        let (known, mut new): (Vec<Work<'_>>, Vec<Work<'_>>) =
            works.drain(..).partition(|w| w.manual.is_some() || w.locked.is_some());
        for work in known {
            let key = work.manual.map(|m| m.key.clone()).or(work.locked.clone());
            if let Some(key) = key {
                self.place(key, work);
            }
        }
        // Newcomers get their keys by what they are, not by where they are cited first; what may be no book comes last,
        // so that it takes no real book's key.
        let pattern = &self.manifest.library.keys;
        new.sort_by_cached_key(|w| {
            let doubtful = self.is_doubtful(w);
            (doubtful, key::natural(pattern, &w.book), w.book.work.title.full(), format!("{:?}", w.book))
        });
        for work in new {
            let key = self.keys.make(&work.book);
            self.place(key, work);
        }
    }

    /// One work a group, groups of one typed book joined.
    fn works(&self) -> Vec<Work<'a>> {
        let described = words::described(self.findings);
        let words = LockedWords::of(self.old);
        let groups = group::group(&described, &words);
        let locked = locked_keys(&groups, &described, &words, self.old);
        let manuals = Manuals::of(&self.manifest.books, &self.manifest.library.keys);
        let mut typed: BTreeMap<usize, Joined> = BTreeMap::new();
        let mut works = Vec::new();
        for (group, locked) in groups.into_iter().zip(locked) {
            let Some(settled) = self.settle(&group) else { continue };
            match manuals.claim(&group, locked.as_ref(), &settled.1) {
                None => {
                    let (outcome, book, provenance) = settled;
                    works.push(Work { group, locked, manual: None, outcome, book, provenance });
                }
                Some(at) => {
                    let own = self.manifest.books.get(at).is_some_and(|manual| locked.as_ref() == Some(&manual.key));
                    typed.entry(at).or_default().absorb(group, locked, own);
                }
            }
        }
        let of_typed = typed.into_iter().filter_map(|(at, joined)| {
            let manual = self.manifest.books.get(at)?;
            self.typed_work(joined, manual)
        });
        works.extend(of_typed);
        works
    }

    fn settle(&self, group: &Group) -> Option<(Option<Outcome>, Book, Provenance)> {
        let members = self.members(group);
        let outcome = settle::outcome(&members);
        let (book, provenance) = match &outcome {
            Some(Outcome::Found(found)) => (found.book.clone(), found.provenance.clone()),
            _ => settle::as_cited(&members)?,
        };
        Some((outcome, book, provenance))
    }

    fn typed_work(&self, joined: Joined, manual: &'a ManualBook) -> Option<Work<'a>> {
        let Joined { all, own, locked } = joined;
        let group = all?;
        let own = own.and_then(|own| self.settle(&own)).filter(|(out, ..)| matches!(out, Some(Outcome::Found(_))));
        let (outcome, mut book, mut provenance) = own.or_else(|| self.settle(&group))?;
        typed::lay_over(manual, &mut book, &mut provenance);
        Some(Work { group, locked, manual: Some(manual), outcome, book, provenance })
    }

    /// Whether no catalog has it and detection is not sure of it.
    fn is_doubtful(&self, work: &Work<'_>) -> bool {
        let standing = work.outcome.as_ref().map_or(Standing::Unreachable, Outcome::standing);
        is_doubtful(standing, settle::confidence(&self.members(&work.group)))
    }

    /// How sure detection was when the same words were first found, as long as it makes no difference: the words around
    /// them may change by a typo, and the lock should not.
    fn steady(&self, key: &CitationKey, now: Confidence, citations: &[LockedCitation]) -> Confidence {
        let same = self.old.entries.get(key).filter(|old| old.citations == citations);
        let before = same.map_or(now, |old| old.confidence);
        let is_exported = |confidence: Confidence| confidence.percent() >= EXPORTED_FROM;
        if is_exported(before) == is_exported(now) { before } else { now }
    }

    fn place(&mut self, key: CitationKey, work: Work<'a>) {
        let members = self.members(&work.group);
        let citations = settle::citations(&members);
        let confidence = self.steady(&key, settle::confidence(&members), &citations);
        let standing = work.outcome.as_ref().map_or(Standing::Unreachable, Outcome::standing);
        // A typed title settles what no catalog could.
        let by_hand = work.manual.is_some_and(|m| m.title.is_some()) && standing != Standing::Found;
        let entry = Entry {
            cited_in: settle::cited_in(&members),
            standing: if by_hand { Standing::ByHand } else { standing },
            confidence: if by_hand { Confidence::CERTAIN } else { confidence },
            ..bare_entry(key.clone(), work.book, work.provenance, work.manual)
        };
        self.lock.entries.insert(key, Locked { confidence, outcome: work.outcome, citations });
        let added = work.manual.and_then(|m| m.added);
        self.entries.push(Placed { entry, first_cited: work.group.members.first().copied(), added });
    }

    /// Entries of typed books that nothing cites.
    fn place_uncited(&mut self) {
        let cited: BTreeSet<CitationKey> = self.lock.entries.keys().cloned().collect();
        for manual in self.manifest.books.iter().filter(|m| !cited.contains(&m.key)) {
            let kept = self.kept_match(manual);
            let base = match &kept {
                Some(Outcome::Found(found)) => {
                    let (mut book, mut provenance) = (found.book.clone(), found.provenance.clone());
                    typed::lay_over(manual, &mut book, &mut provenance);
                    Some((book, provenance))
                }
                _ => typed::by_hand(manual),
            };
            let Some((book, provenance)) = base else {
                self.unmatched.push(manual.key.clone());
                continue;
            };
            let outcome = kept.unwrap_or(Outcome::ByHand);
            let entry = Entry {
                standing: outcome.standing(),
                ..bare_entry(manual.key.clone(), book, provenance, Some(manual))
            };
            let confidence = Confidence::CERTAIN;
            let locked = Locked { confidence, outcome: Some(outcome), citations: Vec::new() };
            self.lock.entries.insert(manual.key.clone(), locked);
            self.entries.push(Placed { entry, first_cited: None, added: manual.added });
        }
    }

    /// What was found for a typed book when a text still cited it.
    fn kept_match(&self, manual: &ManualBook) -> Option<Outcome> {
        let names = [&manual.key].into_iter().chain(&manual.aliases);
        let mut outcomes = names.filter_map(|key| self.old.entries.get(key)?.outcome.as_ref());
        outcomes.find(|outcome| matches!(outcome, Outcome::Found(_))).cloned()
    }

    fn finish(mut self, rejected: usize) -> Shelf {
        order::sort(&mut self.entries, self.manifest.library.order);
        let renamed = renamed(self.old, &self.lock, self.manifest);
        let typed: BTreeSet<&CitationKey> = self.manifest.books.iter().map(|m| &m.key).collect();
        let entries = self.entries.into_iter().map(|placed| placed.entry);
        let (doubtful, entries) =
            entries.partition(|e| !typed.contains(&e.key) && is_doubtful(e.standing, e.confidence));
        Shelf { entries, doubtful, lock: self.lock, rejected, unmatched: self.unmatched, renamed }
    }
}

/// A key changes only by the user's hand, who may not know that texts use the old one.
fn renamed(old: &Lock, new: &Lock, manifest: &Manifest) -> Vec<(CitationKey, CitationKey)> {
    let is_alias = |key| manifest.books.iter().any(|book| book.aliases.contains(key));
    let lost = old.entries.iter().filter(|(key, _)| !new.entries.contains_key(*key) && !is_alias(key));
    let is_shared = |a: &Locked, b: &Locked| {
        a.citations.iter().any(|a| b.citations.iter().any(|b| a.source == b.source && a.cited == b.cited))
    };
    let heir = |locked: &Locked| new.entries.iter().find(|(_, other)| is_shared(locked, other)).map(|(key, _)| key);
    lost.filter_map(|(key, locked)| Some((key.clone(), heir(locked)?.clone()))).collect()
}

fn is_doubtful(standing: Standing, confidence: Confidence) -> bool {
    matches!(standing, Standing::Unknown | Standing::Unreachable) && confidence.percent() < EXPORTED_FROM
}

/// The entry of a book of which only typed fields are known, if they hold a title.
pub fn typed_entry(manual: &ManualBook) -> Option<Entry> {
    let (book, provenance) = typed::by_hand(manual)?;
    Some(bare_entry(manual.key.clone(), book, provenance, Some(manual)))
}

/// An entry that only the user knows of.
fn bare_entry(key: CitationKey, book: Book, provenance: Provenance, manual: Option<&ManualBook>) -> Entry {
    Entry {
        key,
        aliases: manual.map(|m| m.aliases.clone()).unwrap_or_default(),
        book,
        provenance,
        standing: Standing::ByHand,
        confidence: Confidence::CERTAIN,
        cited_in: Vec::new(),
        status: manual.and_then(|m| m.status),
        reads: manual.map(|m| m.reads.clone()).unwrap_or_default(),
        tags: manual.map(|m| m.tags.clone()).unwrap_or_default(),
        note: manual.and_then(|m| m.note.clone()),
    }
}
