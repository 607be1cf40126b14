//! From findings of many sources to one group a work.
//!
//! What shares a record or an ISBN is one work, and what the lock has under one key stays one. Otherwise titles and surnames decide, the most telling descriptions
//! first: a bare title joins a group only where no second group would fit as well, and two entries of the lock are not
//! joined by names. The order in which the findings come changes nothing but the order of members within a group.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::same::Traits;
use super::words::{Described, LockedWords};
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
pub(super) fn group(findings: &[Described<'_>], locked: &LockedWords<'_>) -> Vec<Group> {
    let mut clusters: Vec<(Rank, Group)> =
        clusters(findings, locked).into_iter().map(|cluster| (rank(&cluster, findings), cluster)).collect();
    clusters.sort_by(|a, b| a.0.cmp(&b.0));
    let mut groups: Vec<Group> = Vec::new();
    let mut by_title: FxHashMap<String, BTreeSet<usize>> = FxHashMap::default();
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

fn rank(cluster: &Group, findings: &[Described<'_>]) -> Rank {
    let Traits { all, found, .. } = &cluster.traits;
    let cited = cluster.members.iter().filter_map(|&m| findings.get(m)).map(|f| f.words.as_str());
    let mut first = cited.min().unwrap_or_default().to_owned();
    for record in &cluster.traits.records {
        first.push_str(record);
    }
    (found.titles.is_empty(), all.people.is_empty(), all.titles.iter().all(|t| t.is_main_alone()), first)
}

/// Something that only one work can have.
#[derive(PartialEq, Eq, Hash)]
enum Mark<'f> {
    Record(&'f str),
    Locked(&'f CitationKey),
    /// The same words that no catalog explains are the same book.
    Words(&'f str),
}

/// Joins what has a mark in common.
fn clusters(findings: &[Described<'_>], locked: &LockedWords<'_>) -> Vec<Group> {
    let keys: Vec<_> = findings.iter().map(|f| locked.key(&f.finding.cited_in.source, &f.words)).collect();
    let mut forest: Vec<usize> = (0..findings.len()).collect();
    let mut owner: FxHashMap<Mark<'_>, usize> = FxHashMap::default();
    for (member, (finding, key)) in findings.iter().zip(&keys).enumerate() {
        for mark in marks(finding, *key) {
            let other = *owner.entry(mark).or_insert(member);
            let (a, b) = (root(&mut forest, member), root(&mut forest, other));
            forest[a.max(b)] = a.min(b);
        }
    }
    let mut clusters: Vec<Option<Group>> = Vec::with_capacity(findings.len());
    for (member, (finding, key)) in findings.iter().zip(keys).enumerate() {
        let locked = key.into_iter().cloned().collect();
        let single = Group { members: vec![member], traits: finding.traits.clone(), locked };
        match clusters.get_mut(root(&mut forest, member)) {
            Some(Some(cluster)) => {
                cluster.absorb(single);
                clusters.push(None);
            }
            _ => clusters.push(Some(single)),
        }
    }
    clusters.into_iter().flatten().collect()
}

fn marks<'f>(finding: &'f Described<'_>, key: Option<&'f CitationKey>) -> impl Iterator<Item = Mark<'f>> {
    let unexplained = !matches!(finding.finding.resolution, Resolution::Found(_));
    let records = finding.traits.records.iter().map(|record| Mark::Record(record));
    records.chain(key.map(Mark::Locked)).chain(unexplained.then(|| Mark::Words(&finding.words)))
}

/// The first member that this one is joined with; every member points to itself or to an earlier one.
fn root(forest: &mut [usize], mut member: usize) -> usize {
    while forest[member] != member {
        forest[member] = forest[forest[member]];
        member = forest[member];
    }
    member
}
