//! Which group belongs to which `[book.KEY]`, and which to which entry of the old lock.
//!
//! A key that was once given is kept whatever the catalogs say today, so the lock is asked first by the very words
//! of a citation, then by records, and only then by what titles and names allow.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::group::Group;
use super::same::{Names, TitleKey, Traits, share_a_name};
use crate::library::key::{Pattern, natural};
use crate::library::lock::{Lock, Locked, identity};
use crate::library::{Finding, ManualBook};
use crate::model::{Book, CitationKey};

/// Why a locked entry is taken for a group, the best reason first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Known {
    Source,
    Words,
    Record,
    Names,
}

/// The key that each group has in the old lock; no key twice.
pub(super) fn locked_keys(groups: &[Group], findings: &[Finding], lock: &Lock) -> Vec<Option<CitationKey>> {
    let index = Index::of(lock);
    let mut claims = BTreeSet::new();
    for (at, group) in groups.iter().enumerate() {
        for (key, known) in index.claims(group, findings) {
            claims.insert((known, Reverse(shared_citations(group, findings, key, lock)), key, at));
        }
    }
    let mut keys = vec![None; groups.len()];
    let mut given = BTreeSet::new();
    for (_, _, key, at) in claims {
        if keys[at].is_none() && given.insert(key) {
            keys[at] = Some(key.clone());
        }
    }
    keys
}

fn shared_citations(group: &Group, findings: &[Finding], key: &CitationKey, lock: &Lock) -> usize {
    let Some(locked) = lock.entries.get(key) else { return 0 };
    let cited = group.members.iter().filter_map(|&m| findings.get(m)).map(|f| &f.citation.cited);
    cited.filter(|cited| locked.citations.iter().any(|c| c.cited == **cited)).count()
}

/// The old lock by what a group may have in common with it.
struct Index<'l> {
    sources: BTreeMap<(String, String), BTreeSet<&'l CitationKey>>,
    words: BTreeMap<String, BTreeSet<&'l CitationKey>>,
    records: BTreeMap<String, BTreeSet<&'l CitationKey>>,
    titles: BTreeMap<String, BTreeSet<&'l CitationKey>>,
    traits: BTreeMap<&'l CitationKey, Traits>,
}

impl<'l> Index<'l> {
    fn of(lock: &'l Lock) -> Self {
        let mut index = Self {
            sources: BTreeMap::new(),
            words: BTreeMap::new(),
            records: BTreeMap::new(),
            titles: BTreeMap::new(),
            traits: BTreeMap::new(),
        };
        for (key, locked) in &lock.entries {
            index.add(key, locked);
        }
        index
    }

    fn add(&mut self, key: &'l CitationKey, locked: &Locked) {
        let traits = Traits::of_locked(locked);
        for citation in &locked.citations {
            let words = identity(&citation.cited);
            self.sources.entry((citation.source.clone(), words.clone())).or_default().insert(key);
            self.words.entry(words).or_default().insert(key);
        }
        for record in &traits.records {
            self.records.entry(record.clone()).or_default().insert(key);
        }
        for title in &traits.all.titles {
            self.titles.entry(title.main.clone()).or_default().insert(key);
        }
        self.traits.insert(key, traits);
    }

    fn claims(&self, group: &Group, findings: &[Finding]) -> BTreeSet<(&'l CitationKey, Known)> {
        let mut claims = BTreeSet::new();
        let mut claim = |keys: Option<&BTreeSet<&'l CitationKey>>, known| {
            claims.extend(keys.into_iter().flatten().map(|key| (*key, known)));
        };
        for finding in group.members.iter().filter_map(|&m| findings.get(m)) {
            let words = identity(&finding.citation.cited);
            claim(self.words.get(&words), Known::Words);
            claim(self.sources.get(&(finding.cited_in.source.clone(), words)), Known::Source);
        }
        for record in &group.traits.records {
            claim(self.records.get(record), Known::Record);
        }
        for title in &group.traits.all.titles {
            let near = self.titles.get(&title.main).into_iter().flatten();
            let fits = |key: &&CitationKey| self.traits.get(key).is_some_and(|t| t.agree_with(&group.traits));
            let fitting: BTreeSet<&CitationKey> = near.copied().filter(fits).collect();
            claim(Some(&fitting), Known::Names);
        }
        claims
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
