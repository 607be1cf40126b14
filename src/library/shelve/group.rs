//! From findings of many sources to one group a work.
//!
//! What shares a record or an ISBN is one work, and what the lock has under one key stays one. Otherwise titles and surnames decide, the most telling descriptions
//! first: a bare title joins a group only where no second group would fit as well, and two entries of the lock are not
//! joined by names. The order in which the findings come changes nothing but the order of members within a group.

use std::collections::{BTreeMap, BTreeSet};

use super::same::Traits;
use crate::library::lock::identity;
use crate::library::{Finding, Lock};
use crate::model::{CitationKey, Resolution};

/// Findings that are the same work.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// Which findings, ascending.
    pub(super) members: Vec<usize>,
    /// What they have in common, or at least do not contradict.
    pub(super) traits: Traits,
    /// The keys under which the lock has these very citations.
    locked: BTreeSet<CitationKey>,
}

impl Group {
    pub(super) fn absorb(&mut self, other: Self) {
        self.members.extend(other.members);
        self.members.sort_unstable();
        self.traits.add(&other.traits);
        self.locked.extend(other.locked);
    }

    fn may_join(&self, other: &Self) -> bool {
        let strangers = !self.locked.is_empty() && !other.locked.is_empty() && self.locked.is_disjoint(&other.locked);
        !strangers && self.traits.agree_with(&other.traits)
    }
}

/// How telling a description is, the most telling first; then anything that makes the order the same every time.
type Rank = (bool, bool, bool, String);

/// The groups, in an order that depends only on what is found.
pub(super) fn group(findings: &[Finding], lock: &Lock) -> Vec<Group> {
    let mut clusters: Vec<(Rank, Group)> =
        clusters(findings, lock).into_iter().map(|cluster| (rank(&cluster, findings), cluster)).collect();
    clusters.sort_by(|a, b| a.0.cmp(&b.0));
    let mut groups: Vec<Group> = Vec::new();
    let mut by_title: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (_, cluster) in clusters {
        let mains: Vec<String> = cluster.traits.all.titles.iter().map(|t| t.main.clone()).collect();
        let near = mains.iter().filter_map(|main| by_title.get(main)).flatten().copied().collect();
        let at = match the_one(&cluster, &near, &groups) {
            Some(at) => {
                groups[at].absorb(cluster);
                at
            }
            None => {
                groups.push(cluster);
                groups.len() - 1
            }
        };
        for main in mains {
            by_title.entry(main).or_default().insert(at);
        }
    }
    groups
}

/// The only group that fits, or among several the only one of the very same title and people.
fn the_one(cluster: &Group, near: &BTreeSet<usize>, groups: &[Group]) -> Option<usize> {
    let fitting: Vec<usize> = near.iter().copied().filter(|&at| groups[at].may_join(cluster)).collect();
    let alike = |at: &usize| {
        let (a, b) = (&groups[*at].traits.all, &cluster.traits.all);
        a.same_whole_title(b) && a.people.is_empty() == b.people.is_empty()
    };
    match fitting.as_slice() {
        [one] => Some(*one),
        several => {
            let mut alike = several.iter().copied().filter(alike);
            alike.next().filter(|_| alike.next().is_none())
        }
    }
}

fn rank(cluster: &Group, findings: &[Finding]) -> Rank {
    let Traits { all, found, .. } = &cluster.traits;
    let cited = cluster.members.iter().filter_map(|&m| findings.get(m)).map(|f| identity(&f.citation.cited));
    let mut first = cited.min().unwrap_or_default();
    for record in &cluster.traits.records {
        first.push_str(record);
    }
    (found.titles.is_empty(), all.people.is_empty(), all.titles.iter().all(|t| t.is_main_alone()), first)
}

/// Something that only one work can have.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Record(String),
    Locked(CitationKey),
    /// The same words that no catalog explains are the same book.
    Words(String),
}

/// Joins what has a mark in common.
fn clusters(findings: &[Finding], lock: &Lock) -> Vec<Group> {
    let keys = KeysOfWords::of(lock);
    let single = |(member, finding): (usize, &Finding)| {
        let words = identity(&finding.citation.cited);
        let locked = keys.key(&finding.cited_in.source, &words).into_iter().cloned().collect();
        (Group { members: vec![member], traits: Traits::of_finding(finding), locked }, words)
    };
    let singles: Vec<(Group, String)> = findings.iter().enumerate().map(single).collect();
    let mut forest: Vec<usize> = (0..singles.len()).collect();
    let mut owner: BTreeMap<Mark, usize> = BTreeMap::new();
    for (member, ((group, words), finding)) in singles.iter().zip(findings).enumerate() {
        for mark in marks(group, words, finding) {
            let other = *owner.entry(mark).or_insert(member);
            let (a, b) = (root(&mut forest, member), root(&mut forest, other));
            forest[a.max(b)] = a.min(b);
        }
    }
    let mut clusters: BTreeMap<usize, Group> = BTreeMap::new();
    for (member, (single, _)) in singles.into_iter().enumerate() {
        match clusters.get_mut(&root(&mut forest, member)) {
            Some(cluster) => cluster.absorb(single),
            None => {
                clusters.insert(member, single);
            }
        }
    }
    clusters.into_values().collect()
}

fn marks(group: &Group, words: &str, finding: &Finding) -> BTreeSet<Mark> {
    let unexplained = !matches!(finding.resolution, Resolution::Found(_));
    let records = group.traits.records.iter().cloned().map(Mark::Record);
    let locked = group.locked.iter().cloned().map(Mark::Locked);
    records.chain(locked).chain(unexplained.then(|| Mark::Words(words.to_owned()))).collect()
}

/// The first member that this one is joined with; every member points to itself or to an earlier one.
fn root(forest: &mut [usize], mut member: usize) -> usize {
    while forest[member] != member {
        forest[member] = forest[forest[member]];
        member = forest[member];
    }
    member
}

/// Under which key the lock has which citation.
struct KeysOfWords<'l> {
    exact: BTreeMap<(String, String), &'l CitationKey>,
    anywhere: BTreeMap<String, BTreeSet<&'l CitationKey>>,
}

impl<'l> KeysOfWords<'l> {
    fn of(lock: &'l Lock) -> Self {
        let mut keys = Self { exact: BTreeMap::new(), anywhere: BTreeMap::new() };
        for (key, locked) in &lock.entries {
            for citation in &locked.citations {
                let words = identity(&citation.cited);
                keys.exact.insert((citation.source.clone(), words.clone()), key);
                keys.anywhere.entry(words).or_default().insert(key);
            }
        }
        keys
    }

    /// The key of these words in this source, or the only key that these words have anywhere.
    fn key(&self, source: &str, words: &str) -> Option<&'l CitationKey> {
        let exact = self.exact.get(&(source.to_owned(), words.to_owned()));
        exact.or_else(|| self.anywhere.get(words).filter(|keys| keys.len() == 1)?.first()).copied()
    }
}
