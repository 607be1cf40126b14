//! Which group belongs to which `[book.KEY]`, and which to which entry of the old lock.
//!
//! A key that was once given is kept whatever the catalogs say today, so the lock is asked first by the very words
//! of a citation, then by records, and only then by what titles and names allow.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::group::Group;
use super::same::{Names, TitleKey, Traits, share_a_name};
use super::words::{Described, LockedWords};
use crate::cores::on_all_cores;
use crate::library::ManualBook;
use crate::library::key::{Pattern, natural};
use crate::library::lock::{Lock, Locked};
use crate::model::{Book, CitationKey};

/// The key that each group has in the old lock; no key twice. Reasons count in this order: the same words in the same
/// source, the same words, a record, and last what titles and names allow.
pub(super) fn locked_keys(
    groups: &[Group],
    findings: &[Described<'_>],
    words: &LockedWords<'_>,
    lock: &Lock,
) -> Vec<Option<CitationKey>> {
    let mut giving = Giving { groups, findings, lock, keys: vec![None; groups.len()], given: BTreeSet::new() };
    giving.by(|group| worded(group, findings, words, true));
    giving.by(|group| worded(group, findings, words, false));
    // A build in which nothing is new ends here, and has no need of what follows.
    if giving.keys.iter().any(Option::is_none) {
        let index = Index::of(lock);
        giving.by(|group| index.by_record(group));
        giving.by(|group| index.by_names(group));
    }
    giving.keys.into_iter().map(|key| key.cloned()).collect()
}

/// Under which keys the lock has the words of a group: in the same sources, or anywhere.
fn worded<'l>(
    group: &Group,
    findings: &[Described<'_>],
    words: &LockedWords<'l>,
    here: bool,
) -> BTreeSet<&'l CitationKey> {
    let members = group.members.iter().filter_map(|&m| findings.get(m));
    let places = members.flat_map(|f| words.places(&f.words).iter().map(move |place| (f, place)));
    places.filter(|(f, place)| !here || place.source == f.finding.cited_in.source).map(|(_, place)| place.key).collect()
}

/// Groups on their way to their keys.
struct Giving<'a, 'l> {
    groups: &'a [Group],
    findings: &'a [Described<'a>],
    lock: &'l Lock,
    keys: Vec<Option<&'l CitationKey>>,
    given: BTreeSet<&'l CitationKey>,
}

impl<'l> Giving<'_, 'l> {
    /// Gives keys for one reason to groups that have none; what more of its citations has goes first.
    fn by(&mut self, reason: impl Fn(&Group) -> BTreeSet<&'l CitationKey>) {
        let mut claims = Vec::new();
        for (at, group) in self.groups.iter().enumerate().filter(|(at, _)| self.keys[*at].is_none()) {
            let free = reason(group).into_iter().filter(|key| !self.given.contains(key));
            claims.extend(free.map(|key| (Reverse(self.shared_citations(group, key)), key, at)));
        }
        claims.sort_unstable();
        for (_, key, at) in claims {
            if self.keys[at].is_none() && self.given.insert(key) {
                self.keys[at] = Some(key);
            }
        }
    }

    fn shared_citations(&self, group: &Group, key: &CitationKey) -> usize {
        let Some(locked) = self.lock.entries.get(key) else { return 0 };
        let cited = group.members.iter().filter_map(|&m| self.findings.get(m)).map(|f| &f.finding.citation.cited);
        cited.filter(|cited| locked.citations.iter().any(|c| c.cited == **cited)).count()
    }
}

/// The old lock by what a group may have in common with it but its words.
struct Index<'l> {
    records: BTreeMap<String, BTreeSet<&'l CitationKey>>,
    titles: BTreeMap<String, BTreeSet<&'l CitationKey>>,
    traits: BTreeMap<&'l CitationKey, Traits>,
}

impl<'l> Index<'l> {
    fn of(lock: &'l Lock) -> Self {
        let entries: Vec<(&CitationKey, &Locked)> = lock.entries.iter().collect();
        let traits = on_all_cores(&entries, |(_, locked)| Traits::of_locked(locked));
        let mut index = Self { records: BTreeMap::new(), titles: BTreeMap::new(), traits: BTreeMap::new() };
        for ((key, _), traits) in entries.into_iter().zip(traits) {
            index.add(key, traits);
        }
        index
    }

    fn add(&mut self, key: &'l CitationKey, traits: Traits) {
        for record in &traits.records {
            self.records.entry(record.clone()).or_default().insert(key);
        }
        for title in &traits.all.titles {
            self.titles.entry(title.main.clone()).or_default().insert(key);
        }
        self.traits.insert(key, traits);
    }

    fn by_record(&self, group: &Group) -> BTreeSet<&'l CitationKey> {
        group.traits.records.iter().filter_map(|record| self.records.get(record)).flatten().copied().collect()
    }

    fn by_names(&self, group: &Group) -> BTreeSet<&'l CitationKey> {
        let titles = group.traits.all.titles.iter();
        let near = titles.filter_map(|title| self.titles.get(&title.main)).flatten().copied();
        near.filter(|key| self.traits.get(key).is_some_and(|traits| traits.agree_with(&group.traits))).collect()
    }
}

/// Why a group belongs to a `[book.KEY]`, the best reason first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Joined {
    Isbn,
    WholeTitle,
    Title,
    Match,
    NaturalKey,
}

/// The typed books, by what may join them.
pub(super) struct Manuals<'m> {
    pattern: &'m Pattern,
    books: Vec<(&'m ManualBook, Names)>,
    by_title: BTreeMap<String, BTreeSet<usize>>,
    by_name: BTreeMap<&'m CitationKey, usize>,
    by_isbn: BTreeMap<String, usize>,
}

impl<'m> Manuals<'m> {
    pub(super) fn of(books: &'m [ManualBook], pattern: &'m Pattern) -> Self {
        let mut all = Self {
            pattern,
            books: books.iter().map(|book| (book, Names::of_manual(book))).collect(),
            by_title: BTreeMap::new(),
            by_name: BTreeMap::new(),
            by_isbn: BTreeMap::new(),
        };
        for (at, (book, names)) in all.books.iter().enumerate() {
            let matched = book.matches.iter().map(|title| TitleKey::of(title).main);
            for main in names.titles.iter().map(|t| t.main.clone()).chain(matched) {
                all.by_title.entry(main).or_default().insert(at);
            }
            for key in book.aliases.iter().chain([&book.key]) {
                all.by_name.insert(key, at);
            }
            for isbn in &book.isbns {
                all.by_isbn.entry(format!("isbn:{isbn}")).or_insert(at);
            }
        }
        all
    }

    /// The place of the typed book that a group belongs to.
    pub(super) fn claim(&self, group: &Group, locked: Option<&CitationKey>, as_found: &Book) -> Option<usize> {
        if let Some(&at) = locked.and_then(|key| self.by_name.get(key)) {
            return Some(at);
        }
        let isbns = group.traits.records.iter().filter_map(|r| self.by_isbn.get(r)).map(|&at| (Joined::Isbn, at));
        let mains = group.traits.all.titles.iter().filter_map(|t| self.by_title.get(&t.main)).flatten();
        let titles = mains.filter_map(|&at| self.by_names(at, group).map(|why| (why, at)));
        let natural = natural(self.pattern, as_found);
        // A typed title that is another one says that another book is meant, however alike the keys.
        let key = self.by_name.get(&natural).filter(|&&at| locked.is_none() && self.books[at].0.title.is_none());
        isbns.chain(titles).chain(key.map(|&at| (Joined::NaturalKey, at))).min().map(|(_, at)| at)
    }

    fn by_names(&self, at: usize, group: &Group) -> Option<Joined> {
        let (book, typed) = self.books.get(at)?;
        let cited = &group.traits.all;
        let whole = typed.same_whole_title(cited);
        let nobody = typed.people.is_empty() || cited.people.is_empty();
        if typed.titles_agree(cited) && share_a_name(&typed.people, &cited.people) || (whole && nobody) {
            return Some(if whole { Joined::WholeTitle } else { Joined::Title });
        }
        let matched = book.matches.iter().any(|m| cited.titles.iter().any(|t| t.whole == TitleKey::of(m).whole));
        matched.then_some(Joined::Match)
    }
}
