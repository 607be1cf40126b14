//! A bibliography as a citation style sets it: hayagriva does the setting, `runs` the repairs, `markup` the writing.
//!
//! Whatever the style engine makes of an odd entry, the others are set: should it panic, entries are tried one by
//! one, and the culprit is printed plainly at the end. So is, in its place, one that lost its title.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use hayagriva::{
    BibliographyDriver, BibliographyItem, BibliographyRequest, CitationItem, CitationRequest, RenderedBibliography,
};

use super::group::{GroupBy, Heading, headings};
use super::hayagriva_entry::convert_for_setting;
use super::markup;
use super::runs::{Run, flatten, plain_entry, repair};
use super::style::{Typesetting, load};
use super::text::{dates, names};
use super::{BibliographyError, Options, Quotation, StyledFormat};
use crate::library::Entry;
use crate::model::title::normalise;
use crate::model::{Book, Date, Role, Year};

/// One entry, set.
#[derive(Clone)]
pub(super) struct SetEntry {
    pub(super) key: String,
    /// What numeric styles put in the margin: `[1]`.
    pub(super) label: Vec<Run>,
    pub(super) runs: Vec<Run>,
    /// What texts say where they cite it.
    pub(super) quotations: Vec<Quotation>,
    /// Whether it stood in an earlier section already.
    pub(super) is_repeated: bool,
}

impl SetEntry {
    pub(super) fn new(key: String, label: Vec<Run>, runs: Vec<Run>) -> Self {
        Self { key, label, runs, quotations: Vec::new(), is_repeated: false }
    }
}

/// Entries under one heading.
pub(super) struct Section {
    pub(super) heading: Option<String>,
    pub(super) entries: Vec<SetEntry>,
}

/// A bibliography, set.
pub(super) struct SetBibliography {
    pub(super) sections: Vec<Section>,
    /// Whether lines after an entry's first are indented.
    pub(super) hanging: bool,
}

/// The entries in this style and markup.
pub(super) fn write(entries: &[Entry], format: StyledFormat, options: &Options) -> Result<String, BibliographyError> {
    let typesetting = load(options)?;
    let (mut set, hanging) = set(entries, &typesetting);
    for entry in &mut set {
        entry.quotations = options
            .quotations
            .iter()
            .filter(|(key, _)| key.as_str() == entry.key)
            .flat_map(|(_, q)| q.clone())
            .collect();
    }
    let sections = match options.group_by {
        None => vec![Section { heading: None, entries: set }],
        Some(by) => sections(&set, entries, by),
    };
    Ok(markup::write(&SetBibliography { sections, hanging }, format))
}

/// The set entries under their headings, in their order under each.
fn sections(set: &[SetEntry], entries: &[Entry], by: GroupBy) -> Vec<Section> {
    let headings: BTreeMap<&str, Vec<Heading>> = entries.iter().map(|e| (e.key.as_str(), headings(e, by))).collect();
    let mut sections: BTreeMap<&Heading, Vec<&SetEntry>> = BTreeMap::new();
    for entry in set {
        for heading in headings.get(entry.key.as_str()).into_iter().flatten() {
            sections.entry(heading).or_default().push(entry);
        }
    }
    let mut seen = BTreeSet::new();
    let mut copy = |entry: &SetEntry| SetEntry { is_repeated: !seen.insert(entry.key.clone()), ..entry.clone() };
    let section = |(heading, entries): (&Heading, Vec<&SetEntry>)| Section {
        heading: Some(heading.text.clone()),
        entries: entries.into_iter().map(&mut copy).collect(),
    };
    sections.into_iter().map(section).collect()
}

fn set(entries: &[Entry], typesetting: &Typesetting) -> (Vec<SetEntry>, bool) {
    let books: BTreeMap<&str, &Book> = entries.iter().map(|e| (e.key.as_str(), &e.book)).collect();
    let mut entries: Vec<&Entry> = entries.iter().collect();
    if typesetting.style.bibliography.as_ref().is_some_and(|b| b.sort.is_some()) {
        entries.sort_by_cached_key(|entry| usual_order(&entry.book));
    }
    let converted: Vec<hayagriva::Entry> = entries.iter().copied().map(convert_for_setting).collect();
    let (rendered, refused) = isolate(converted.iter().collect(), |some| typeset(some, typesetting));
    let hanging = rendered.iter().any(|r| r.hanging_indent);
    let circa = circa(typesetting);
    let mut entries = Vec::with_capacity(entries.len());
    for item in rendered.into_iter().flat_map(|r| r.items) {
        entries.extend(books.get(item.key.as_str()).map(|book| set_entry(item, book, circa)));
    }
    for key in refused.into_iter().map(hayagriva::Entry::key) {
        let plain = |book: &&Book| SetEntry::new(key.to_owned(), Vec::new(), plain_entry(book));
        entries.extend(books.get(key).map(plain));
    }
    (entries, hanging)
}

/// By author, year and title, as most styles sort: the engine sets two entries anew for each comparison, and a list
/// that is nearly sorted needs few.
fn usual_order(book: &Book) -> (String, Option<Year>, String) {
    let authors = [Role::Author, Role::Editor, Role::Compiler].map(|role| names(book.people(role)));
    let title = normalise(&book.title().full());
    let first = authors.iter().find(|people| !people.is_empty()).map(|people| {
        let people: Vec<String> = people.iter().map(|name| normalise(&name.inverted())).collect();
        people.join(" ")
    });
    (first.unwrap_or_else(|| title.clone()), dates(book).0.map(Date::first_year), title)
}

/// What can be set of these, in as few pieces as possible, and what cannot.
fn isolate<T, R>(all: Vec<&T>, typeset: impl Fn(&[&T]) -> Option<R>) -> (Vec<R>, Vec<&T>) {
    if let Some(whole) = typeset(&all) {
        return (vec![whole], Vec::new());
    }
    let (good, bad): (Vec<&T>, Vec<&T>) = all.into_iter().partition(|one| typeset(&[*one]).is_some());
    match typeset(&good) {
        Some(rest) => (vec![rest], bad),
        None => (good.into_iter().filter_map(|one| typeset(&[one])).collect(), bad),
    }
}

/// The bibliography as the engine sets it, unless it panics.
///
/// Each entry is cited on its own: the engine looks for every entry among all whenever it sorts a citation of several.
fn typeset(entries: &[&hayagriva::Entry], typesetting: &Typesetting) -> Option<RenderedBibliography> {
    let Typesetting { style, locale, locales } = typesetting;
    let finish = || {
        let mut driver = BibliographyDriver::new();
        for entry in entries {
            let item = vec![CitationItem::with_entry(*entry)];
            driver.citation(CitationRequest::new(item, style, locale.clone(), locales, None));
        }
        driver.finish(BibliographyRequest::new(style, locale.clone(), locales)).bibliography
    };
    catch_unwind(AssertUnwindSafe(finish)).ok().flatten()
}

fn set_entry(item: BibliographyItem, book: &Book, circa: &str) -> SetEntry {
    let mut runs = flatten(&item.content.0);
    repair(&mut runs, book, circa);
    // The engine hides what a substitute for missing authors asked about, in a few styles even the title.
    if !shows_title(&runs, book) {
        runs = plain_entry(book);
    }
    let label = item.first_field.map(|field| flatten(&[field])).unwrap_or_default();
    SetEntry::new(item.key, label, runs)
}

fn shows_title(runs: &[Run], book: &Book) -> bool {
    let text: String = runs.iter().map(|r| r.text.as_str()).collect();
    normalise(&text).contains(&normalise(&book.title().main))
}

fn circa(typesetting: &Typesetting) -> &'static str {
    let locale = typesetting.locale.as_ref().or(typesetting.style.default_locale.as_ref());
    if locale.is_none_or(|l| l.is_english()) { "c. " } else { "ca. " }
}

#[cfg(test)]
mod tests {
    use super::isolate;

    #[test]
    fn what_cannot_be_set_costs_nothing_else() {
        let fails_on = |bad: i32| move |some: &[&i32]| (!some.contains(&&bad)).then_some(some.len());
        assert_eq!(isolate(vec![&1, &2, &3], fails_on(9)), (vec![3], vec![]));
        assert_eq!(isolate(vec![&1, &2, &3], fails_on(2)), (vec![2], vec![&2]));
        let only_alone = |some: &[&i32]| (some.len() == 1).then_some(1);
        assert_eq!(isolate(vec![&1, &2], only_alone), (vec![1, 1], vec![]));
    }
}
