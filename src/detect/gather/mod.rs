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
use rustc_hash::FxHashSet;

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
    let mut groups: Vec<Group> = Vec::new();
    for item in found.iter().filter(|f| !(f.candidate.first..f.candidate.end).all(|k| named.contains(&k))) {
        let authors = names(view, &item.authors.names, &wholes);
        let group = groups.iter_mut().find(|g| g.takes(view, item, &authors));
        match group {
            Some(group) => group.join(&imprint, item, authors),
            None => groups.push(Group::new(&imprint, item, authors)),
        }
    }
    groups.into_iter().map(|g| g.citation).collect()
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
fn whole_names(view: &View<'_>) -> Vec<(NormWord, Option<Name>)> {
    let mut wholes: Vec<(NormWord, Option<Name>)> = Vec::new();
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
            match wholes.iter_mut().find(|(k, _)| *k == key) {
                None => wholes.push((key, Some(name))),
                Some((_, known)) if known.as_ref().is_some_and(|k| !k.agrees_with(&name)) => *known = None,
                Some(_) => {}
            }
        }
        at = end;
    }
    wholes
}

fn names(view: &View<'_>, ranges: &Names, wholes: &[(NormWord, Option<Name>)]) -> Vec<Name> {
    let mut out: Vec<Name> = Vec::new();
    for &(first, end) in ranges {
        let Some(mut name) = attribute::read_name(view, first, end) else { continue };
        if matches!(name, Name::Mononym(_))
            && let Some((_, Some(whole))) = wholes.iter().find(|(k, _)| *k == NormWord::of(name.sort_name()))
        {
            name = whole.clone();
        }
        if !out.iter().any(|n| n.same_family(&name)) {
            out.push(name);
        }
    }
    out
}
