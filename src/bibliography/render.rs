//! A bibliography as a citation style sets it: hayagriva does the setting, `runs` the repairs, `markup` the writing.
//!
//! Whatever the style engine makes of an odd entry, the others are set: one that it cannot set is printed plainly at
//! the end, one that lost its title is set again with simpler rules, and failing that plainly in its place.

use std::collections::{BTreeMap, BTreeSet};

use hayagriva::BibliographyItem;

use super::chunks::{self, Pieces};
use super::group::{GroupBy, Heading, headings};
use super::hayagriva_entry::convert_for_setting;
use super::runs::{Run, flatten, plain_entry, repair};
use super::style::{Typesetting, load};
use super::{BibliographyError, Options, Quotation, StyledFormat, engine, letters, markup};
use crate::library::Entry;
use crate::model::Book;
use crate::model::title::normalise;

/// One entry, set.
#[derive(Clone)]
pub(super) struct SetEntry {
    pub(super) key: String,
    /// What numeric styles put in the margin: `[1]`.
    pub(super) label: Vec<Run>,
    pub(super) runs: Vec<Run>,
    /// What texts say where they cite it.
    pub(super) quotations: Vec<Quotation>,
    /// Whether the style printed the title.
    shows_title: bool,
    /// Whether it stood in an earlier section already.
    pub(super) is_repeated: bool,
}

impl SetEntry {
    pub(super) fn new(key: String, label: Vec<Run>, runs: Vec<Run>) -> Self {
        Self { key, label, runs, quotations: Vec::new(), shows_title: true, is_repeated: false }
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

/// The entries set, in the style's order, and whether it indents their lines after the first.
fn set(entries: &[Entry], typesetting: &Typesetting) -> (Vec<SetEntry>, bool) {
    let books: BTreeMap<&str, &Book> = entries.iter().map(|e| (e.key.as_str(), &e.book)).collect();
    let circa = circa(typesetting);
    let finish = |item: BibliographyItem| books.get(item.key.as_str()).map(|book| set_entry(item, book, circa));
    let Pieces { pieces, refused, hanging } = chunks::set(entries, typesetting, &finish);
    let mut set: Vec<SetEntry> = pieces.into_iter().flatten().flatten().collect();
    for lost in set.iter_mut().filter(|entry| !entry.shows_title) {
        if let Some(book) = books.get(lost.key.as_str()) {
            let again = again(entries, &lost.key, typesetting).and_then(finish).filter(|again| again.shows_title);
            lost.runs = again.map_or_else(|| plain_entry(book), |again| with_label_of(&lost.runs, again.runs));
        }
    }
    letters::put(&mut set, &books, &typesetting.style);
    for key in refused {
        let plain = |book: &&Book| SetEntry::new(key.clone(), Vec::new(), plain_entry(book));
        set.extend(books.get(key.as_str()).map(plain));
    }
    (set, hanging)
}

/// An edited book that lost its title, set alone as if its editors had written it. The engine hides a title that the
/// style prints only if there are editors, once they have stood in for authors.
fn again(entries: &[Entry], key: &str, typesetting: &Typesetting) -> Option<BibliographyItem> {
    let mut entry = convert_for_setting(entries.iter().find(|e| e.key.as_str() == key)?);
    let editors = entry.editors()?.to_vec();
    entry.set_authors(editors);
    entry.set_editors(Vec::new());
    engine::typeset(&[&entry], typesetting, 0)?.items.pop()
}

/// The entry with `(eds.)` after the names, as it was when it had lost its title.
fn with_label_of(lost: &[Run], mut again: Vec<Run>) -> Vec<Run> {
    let text = |runs: &[Run]| runs.iter().flat_map(|run| run.text.chars()).collect::<Vec<char>>();
    let (lost, whole) = (text(lost), text(&again));
    let names = lost.iter().zip(&whole).take_while(|(a, b)| a == b).count();
    let rest: String = lost.iter().skip(names).collect();
    let label = rest.trim_start().strip_prefix('(').and_then(|rest| Some(rest.split_once(')')?.0));
    // A year would be there in both.
    let Some(label) = label.filter(|label| label.contains(char::is_alphabetic)) else { return again };
    let mut at = names;
    for run in &mut again {
        let length = run.text.chars().count();
        if at <= length {
            let byte = run.text.char_indices().nth(at).map_or(run.text.len(), |(byte, _)| byte);
            let (before, after) = run.text.split_at(byte);
            let space = if before.ends_with(' ') { "" } else { " " };
            let mark = if space.is_empty() { " " } else { "" };
            run.text = format!("{before}{space}({label}){mark}{after}");
            return again;
        }
        at -= length;
    }
    again
}

fn set_entry(item: BibliographyItem, book: &Book, circa: &str) -> SetEntry {
    let mut runs = flatten(&item.content.0);
    repair(&mut runs, book, circa);
    let label = item.first_field.map(|field| flatten(&[field])).unwrap_or_default();
    // The engine hides what a substitute for missing authors asked about, in a few styles even the title.
    let shows_title = shows_title(&runs, book);
    SetEntry { shows_title, ..SetEntry::new(item.key, label, runs) }
}

fn shows_title(runs: &[Run], book: &Book) -> bool {
    let text: String = runs.iter().map(|r| r.text.as_str()).collect();
    normalise(&text).contains(&normalise(&book.title().main))
}

fn circa(typesetting: &Typesetting) -> &'static str {
    let locale = typesetting.locale.as_ref().or(typesetting.style.default_locale.as_ref());
    if locale.is_none_or(|l| l.is_english()) { "c. " } else { "ca. " }
}
