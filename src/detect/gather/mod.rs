//! From mentions to citations.
//!
//! A writer names a book once in full and afterwards by half its title or its initials. This module decides which
//! mentions speak of the same book. It never looks at a catalog: two books that only a librarian could tell apart
//! are still two citations here, and `resolve` will join them.

mod imprint;
mod initials;
mod span;
#[cfg(test)]
mod tests;

pub use span::span_of;

use imprint::Imprint;
use rustc_hash::{FxHashMap, FxHashSet};

use super::attribute::{self, Attribution, Names, Tie};
use super::context::Context;
use super::gazetteer::NormWord;
use super::people;
use super::propose::Candidate;
use super::second;
use super::view::{Shape, View};
use crate::model::{Citation, CitedBook, Confidence, Mention, Name, title};

/// An accepted candidate with what the text says beside it.
pub struct Found {
    /// Where it stands.
    pub candidate: Candidate,
    /// How sure it is.
    pub confidence: Confidence,
    /// The mention as it will be shown.
    pub mention: Mention,
    /// Its authors.
    pub authors: Attribution,
}

/// Joins mentions of one book, in the order of first mention.
pub fn gather(context: &Context<'_, '_>, found: Vec<Found>) -> Vec<Citation> {
    let view = context.view;
    let wholes = whole_names(view);
    let named = words_of_names(&found);
    let imprint = Imprint::new(view, found.iter().map(|f| f.candidate).collect());
    let mut shelf = Shelf::default();
    for item in found.iter().filter(|f| !(f.candidate.first..f.candidate.end).all(|k| named.contains(&k))) {
        let authors = names(view, &item.authors.names, &wholes);
        shelf.put(&imprint, item, authors);
    }
    shelf.groups.into_iter().map(|g| g.citation).collect()
}

/// Groups by the forms of their titles, so that a text of a hundred thousand books is gathered in one pass.
#[derive(Default)]
struct Shelf {
    groups: Vec<Group>,
    by_form: FxHashMap<NormWord, Vec<usize>>,
}

/// How many books of one short form are told apart; "History" may be short for no end of titles.
const NAMESAKES: usize = 32;
/// How many books back initials may stand for a title.
const INITIALS_REACH: usize = 200;

impl Shelf {
    fn put(&mut self, imprint: &Imprint<'_>, item: &Found, authors: Vec<Name>) {
        let group =
            self.likely(imprint.view, &item.candidate).find(|&g| self.groups[g].takes(imprint.view, item, &authors));
        let group = match group {
            Some(group) => {
                self.groups[group].join(imprint, item, authors);
                group
            }
            None => {
                self.groups.push(Group::new(imprint, item, authors));
                self.groups.len() - 1
            }
        };
        let Group { forms, short, .. } = &self.groups[group];
        for form in forms.iter().chain(short) {
            let known = self.by_form.entry(*form).or_default();
            if known.len() < NAMESAKES && !known.contains(&group) {
                known.push(group);
            }
        }
    }

    /// The groups that may take this candidate, the earliest first.
    fn likely(&self, view: &View<'_>, c: &Candidate) -> impl Iterator<Item = usize> + use<> {
        let keys =
            std::iter::once(c.end).chain(second::short_ends(view, c)).map(|end| second::title_key(view, c.first, end));
        let mut likely: Vec<usize> = keys.filter_map(|k| self.by_form.get(&k)).flatten().copied().collect();
        likely.extend(self.groups.len().saturating_sub(INITIALS_REACH)..self.groups.len());
        likely.sort_unstable();
        likely.dedup();
        likely.into_iter()
    }
}

/// The words of authors' names. What was taken for a title and lies among them is a name.
fn words_of_names(found: &[Found]) -> FxHashSet<usize> {
    found.iter().flat_map(|f| &f.authors.names).flat_map(|&(first, end)| first..end).collect()
}

struct Group {
    citation: Citation,
    forms: Vec<NormWord>,
    short: Vec<NormWord>,
    whole: Candidate,
    tie: Tie,
}

impl Group {
    fn new(imprint: &Imprint<'_>, item: &Found, authors: Vec<Name>) -> Self {
        let view = imprint.view;
        let c = &item.candidate;
        let cited = CitedBook {
            title: shown_title(view, &item.mention),
            authors,
            year: imprint.year(c),
            isbn: imprint.isbn(c),
        };
        Self {
            forms: vec![second::title_key(view, c.first, c.end)],
            short: second::short_ends(view, c).map(|end| second::title_key(view, c.first, end)).collect(),
            whole: *c,
            tie: item.authors.tie,
            citation: Citation { cited, mentions: vec![item.mention.clone()], confidence: item.confidence },
        }
    }

    /// Whether a mention is of this book: the same title or a form of it, and no contradicting author.
    fn takes(&self, view: &View<'_>, item: &Found, authors: &[Name]) -> bool {
        let c = &item.candidate;
        let key = second::title_key(view, c.first, c.end);
        let longer = second::short_ends(view, c).any(|end| self.forms.contains(&second::title_key(view, c.first, end)));
        let same = self.forms.contains(&key) || self.short.contains(&key) || longer || self.initials(view, c);
        let agree = |a: &Name| self.citation.cited.authors.iter().any(|b| a.agrees_with(b) || a.same_family(b));
        let told = self.tie == Tie::Stated && item.authors.tie == Tie::Stated;
        same && (!told || authors.is_empty() || self.citation.cited.authors.is_empty() || authors.iter().any(agree))
    }

    /// Whether one of the two is the initials of the other.
    fn initials(&self, view: &View<'_>, c: &Candidate) -> bool {
        let spelt = |whole: &Candidate, short: &Candidate| {
            short.end - short.first == 1
                && view.tokens[short.first].shape == Shape::Upper
                && initials::spells(view, whole, view.stem(short.first))
        };
        spelt(&self.whole, c) || spelt(c, &self.whole)
    }

    fn join(&mut self, imprint: &Imprint<'_>, item: &Found, authors: Vec<Name>) {
        let view = imprint.view;
        let c = &item.candidate;
        let key = second::title_key(view, c.first, c.end);
        if !self.forms.contains(&key) {
            self.forms.push(key);
            self.short.extend(second::short_ends(view, c).map(|end| second::title_key(view, c.first, end)));
        }
        let cited = &mut self.citation.cited;
        let shown = shown_title(view, &item.mention);
        if title::normalise(&shown).len() > title::normalise(&cited.title).len() {
            cited.title = shown;
            self.whole = *c;
        }
        if !authors.is_empty() && (cited.authors.is_empty() || item.authors.tie > self.tie) {
            cited.authors = authors;
            self.tie = item.authors.tie;
        }
        cited.year = cited.year.or_else(|| imprint.year(c));
        cited.isbn = cited.isbn.or_else(|| imprint.isbn(c));
        self.citation.confidence = self.citation.confidence.max(item.confidence);
        self.citation.mentions.push(item.mention.clone());
    }
}

/// The mention's words without markup and line ends.
fn shown_title(view: &View<'_>, mention: &Mention) -> String {
    let raw = mention.span.slice(view.text);
    let plain = raw.replace("&amp;", "&").replace("&#39;", "'").replace("&rsquo;", "’").replace("&quot;", "\"");
    let mut out = String::with_capacity(plain.len());
    let mut inside_tag = false;
    for c in plain.chars() {
        match c {
            '<' => inside_tag = true,
            '>' if inside_tag => inside_tag = false,
            '*' | '_' | '[' | ']' | '\\' => {}
            c if !inside_tag => out.push(c),
            _ => {}
        }
    }
    let words: Vec<&str> = out.split_whitespace().collect();
    if words.is_empty() { plain } else { words.join(" ") }
}

/// Full names in the text, by family name; a family name that two people share is left out.
fn whole_names(view: &View<'_>) -> FxHashMap<NormWord, Option<Name>> {
    let mut wholes: FxHashMap<NormWord, Option<Name>> = FxHashMap::default();
    let mut at = 0;
    while at < view.tokens.len() {
        let Some(end) = people::name_from(view, at) else {
            at += 1;
            continue;
        };
        if people::person_shape(view, at, end) >= 2
            && let Some(name) = attribute::read_name(view, at, end)
        {
            let key = NormWord::of(name.sort_name());
            match wholes.get_mut(&key) {
                None => drop(wholes.insert(key, Some(name))),
                Some(known) if known.as_ref().is_some_and(|k| !k.agrees_with(&name)) => *known = None,
                Some(_) => {}
            }
        }
        at = end;
    }
    wholes
}

fn names(view: &View<'_>, ranges: &Names, wholes: &FxHashMap<NormWord, Option<Name>>) -> Vec<Name> {
    let mut out: Vec<Name> = Vec::new();
    for &(first, end) in ranges {
        let Some(mut name) = attribute::read_name(view, first, end) else { continue };
        if matches!(name, Name::Mononym(_))
            && let Some(Some(whole)) = wholes.get(&NormWord::of(name.sort_name()))
        {
            name = whole.clone();
        }
        if !out.iter().any(|n| n.same_family(&name)) {
            out.push(name);
        }
    }
    out
}
