//! When two descriptions are of the same work.
//!
//! A title with a subtitle and the same title without one agree; two different subtitles do not. Names agree by
//! surname, and who names nobody contradicts nobody. Whether a *record* fits a citation is `resolve`'s question:
//! here only what several sources found is joined.

use std::collections::BTreeSet;

use crate::library::lock::{Locked, Outcome};
use crate::library::{Finding, ManualBook};
use crate::model::{Book, CitedBook, Match, Name, Resolution, title};

/// A title as it is compared: whole, and up to its subtitle.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TitleKey {
    pub(super) whole: String,
    pub(super) main: String,
}

impl TitleKey {
    pub(super) fn of(text: &str) -> Self {
        let (whole, main) = (title::key(text), title::main_key(text));
        if !whole.is_empty() && !main.is_empty() {
            return Self { whole, main };
        }
        // Signs alone (`???`) are told apart as they stand.
        let signs = text.trim().to_owned();
        Self { whole: signs.clone(), main: signs }
    }

    pub(super) fn is_main_alone(&self) -> bool {
        self.whole == self.main
    }

    pub(super) fn agrees_with(&self, other: &Self) -> bool {
        self.whole == other.whole || (self.main == other.main && (self.is_main_alone() || other.is_main_alone()))
    }
}

/// Whether any two of them can be the same person.
pub(super) fn share_a_name(a: &[Name], b: &[Name]) -> bool {
    a.iter().any(|x| b.iter().any(|y| x.same_family(y) || x.agrees_with(y)))
}

/// Titles and names under which something goes.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub(super) titles: BTreeSet<TitleKey>,
    pub(super) people: Vec<Name>,
}

impl Names {
    pub(super) fn of_cited(cited: &CitedBook) -> Self {
        Self { titles: [TitleKey::of(&cited.title)].into(), people: cited.authors.clone() }
    }

    pub(super) fn of_book(book: &Book) -> Self {
        let work = &book.work;
        let original = work.original_title.as_deref().map(TitleKey::of);
        let titles = original.into_iter().chain([TitleKey::of(&work.title.full())]).collect();
        Self { titles, people: work.contributors.iter().map(|c| c.name.clone()).collect() }
    }

    pub(super) fn of_manual(book: &ManualBook) -> Self {
        let subtitle = book.subtitle.as_ref().map(|s| format!(": {s}")).unwrap_or_default();
        let title = book.title.as_ref().map(|t| TitleKey::of(&format!("{t}{subtitle}")));
        Self { titles: title.into_iter().collect(), people: book.people().cloned().collect() }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.titles.extend(other.titles.iter().cloned());
        for name in &other.people {
            if !self.people.contains(name) {
                self.people.push(name.clone());
            }
        }
    }

    pub(super) fn same_whole_title(&self, other: &Self) -> bool {
        self.titles.iter().any(|a| other.titles.iter().any(|b| a.whole == b.whole))
    }

    pub(super) fn titles_agree(&self, other: &Self) -> bool {
        self.titles.iter().any(|a| other.titles.iter().any(|b| a.agrees_with(b)))
    }

    fn people_agree(&self, other: &Self) -> bool {
        self.people.is_empty() || other.people.is_empty() || share_a_name(&self.people, &other.people)
    }

    pub(super) fn agree_with(&self, other: &Self) -> bool {
        self.titles_agree(other) && self.people_agree(other)
    }
}

/// All by which a work can be recognised.
#[derive(Clone, Debug, Default)]
pub(super) struct Traits {
    /// As texts cite it and, where it was found, as the catalog has it.
    pub(super) all: Names,
    /// As the catalog has it; empty where none was found.
    pub(super) found: Names,
    /// Records and identifiers: one in common settles it.
    pub(super) records: BTreeSet<String>,
}

impl Traits {
    pub(super) fn of_finding(finding: &Finding) -> Self {
        let mut traits = Self::of_cited(&finding.citation.cited);
        if let Resolution::Found(found) = &finding.resolution {
            traits.add_match(found);
        }
        traits
    }

    pub(super) fn of_locked(locked: &Locked) -> Self {
        let mut traits = Self::default();
        for citation in &locked.citations {
            traits.add(&Self::of_cited(&citation.cited));
        }
        if let Some(Outcome::Found(found)) = &locked.outcome {
            traits.add_match(found);
        }
        traits
    }

    fn of_cited(cited: &CitedBook) -> Self {
        let records = cited.isbn.map(|isbn| format!("isbn:{isbn}")).into_iter().collect();
        Self { all: Names::of_cited(cited), found: Names::default(), records }
    }

    fn add_match(&mut self, found: &Match) {
        let names = Names::of_book(&found.book);
        let ids = &found.book.work.identifiers;
        let known = [("open-library", &ids.open_library), ("wikidata", &ids.wikidata)];
        self.records.extend(found.records.iter().map(ToString::to_string));
        self.records.extend(known.iter().filter_map(|(of, id)| id.as_ref().map(|id| format!("{of}:{id}"))));
        self.all.add(&names);
        self.found.add(&names);
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.all.add(&other.all);
        self.found.add(&other.found);
        self.records.extend(other.records.iter().cloned());
    }

    /// Whether the names let both be one work. What catalogs hold of both counts more than how it is cited.
    pub(super) fn agree_with(&self, other: &Self) -> bool {
        if self.found.titles.is_empty() || other.found.titles.is_empty() {
            self.all.agree_with(&other.all)
        } else {
            self.found.agree_with(&other.found)
        }
    }
}
