//! A text with the keys of the books it cites: where each stands, and that nothing else changes.
//!
//! Which words cite which book is for the caller to say, of the text as it is [without citations](Uncited); what
//! stands there already is therefore no part of what is looked at, and a text cited twice is the text cited once.

mod form;
mod latex;
mod layout;
mod markdown;
mod present;
mod typst;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use form::{Form, Syntax};

use crate::model::{CitationKey, Span};
use layout::Layout;
use present::Cuts;

/// A text as it reads without citation keys.
#[derive(Clone, Debug)]
pub struct Uncited {
    cuts: Cuts,
    layout: Layout,
    form: Form,
}

/// A book, and the words that cite it.
#[derive(Clone, Debug)]
pub struct Cited {
    /// The key to cite it by.
    pub key: CitationKey,
    /// Other keys by which it may be cited already.
    pub aliases: Vec<CitationKey>,
    /// The words, as bytes of the text without citations, in order.
    pub mentions: Vec<Span>,
}

/// Words that cite a book.
struct Spot {
    start: usize,
    /// Where their citation stands.
    place: usize,
    /// Whether it does already.
    is_cited: bool,
}

/// What became of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WithKeys {
    /// The text with its keys.
    pub text: String,
    /// Each citation put in: where, as bytes of the text before, and what.
    pub inserted: Vec<(usize, String)>,
    /// The keys of the books cited now that were not before.
    pub keys: Vec<CitationKey>,
    /// Those of books that are mentioned only where nothing can be cited.
    pub without_place: Vec<CitationKey>,
}

impl Uncited {
    /// Takes out of `text` what is a citation of this form (or of another that such texts may hold).
    pub fn of(text: &str, syntax: Syntax, form: Form) -> Self {
        let cuts = Cuts::of(text, syntax, form);
        let layout = Layout::of(&cuts.text, syntax);
        Self { cuts, layout, form }
    }

    /// The text that is left.
    pub fn text(&self) -> &str {
        &self.cuts.text
    }

    /// Where the byte at which something begins stands in the text with its citations.
    pub fn original_start(&self, at: usize) -> usize {
        self.cuts.original_start(at)
    }

    /// Where something ends, given one past its last byte.
    pub fn original_end(&self, at: usize) -> usize {
        self.cuts.original(at)
    }

    /// Puts keys behind the words that cite books: the first that will do, or with `every` all of them.
    ///
    /// `original` is the text that this was made of.
    pub fn with_keys(&self, original: &str, books: &[Cited], every: bool) -> WithKeys {
        let mut places: BTreeMap<usize, Vec<&CitationKey>> = BTreeMap::new();
        let mut out = WithKeys::default();
        for book in books {
            let spots = self.spots(book);
            if spots.is_empty() && !book.mentions.is_empty() {
                out.without_place.push(book.key.clone());
            }
            let wanted = self.wanted(&spots, every);
            if !wanted.is_empty() {
                out.keys.push(book.key.clone());
            }
            for place in wanted {
                let keys = places.entry(place).or_default();
                if !keys.contains(&&book.key) {
                    keys.push(&book.key);
                }
            }
        }
        self.insert(original, &places, &mut out);
        out
    }

    /// Where the book is mentioned and can be cited.
    fn spots(&self, book: &Cited) -> Vec<Spot> {
        let mut mentions: Vec<(Span, usize)> =
            book.mentions.iter().filter_map(|m| Some((*m, self.place(*m)?))).collect();
        mentions.sort_unstable();
        let is_meant = |key: &str| key == book.key.as_str() || book.aliases.iter().any(|alias| alias.as_str() == key);
        let present: Vec<usize> =
            self.cuts.present.iter().filter(|(_, key)| is_meant(key)).map(|(at, _)| *at).collect();
        let spot = |(nth, (span, place)): (usize, &(Span, usize))| {
            let (start, next) = self.layout.paragraph(span.start());
            let is_near = |other: &&(Span, usize)| self.layout.paragraph(other.0.start()).0 == start;
            let before = nth.checked_sub(1).and_then(|before| mentions.get(before)).filter(is_near);
            let after = mentions.get(nth + 1).filter(is_near).map(|(other, _)| other.start());
            // What is cited between two mentions belongs to the first, and before the first of a paragraph to that.
            let from = if before.is_some() { span.start() } else { start };
            let to = after.or(next.map(|next| next - 1)).unwrap_or(usize::MAX).max(*place);
            let found = present.get(present.partition_point(|&at| at < from));
            Spot { start: span.start(), place: *place, is_cited: found.is_some_and(|&at| at <= to) }
        };
        mentions.iter().enumerate().map(spot).collect()
    }

    /// The places where a citation is to be put.
    fn wanted(&self, spots: &[Spot], every: bool) -> Vec<usize> {
        if every {
            return spots.iter().filter(|spot| !spot.is_cited).map(|spot| spot.place).collect();
        }
        if spots.iter().any(|spot| spot.is_cited) {
            return Vec::new();
        }
        let in_prose = spots.iter().find(|spot| !self.layout.is_heading(spot.start));
        in_prose.or(spots.first()).map(|spot| spot.place).into_iter().collect()
    }

    fn insert(&self, original: &str, places: &BTreeMap<usize, Vec<&CitationKey>>, out: &mut WithKeys) {
        let mut kept = 0;
        for (place, keys) in places {
            let at = self.cuts.original(*place);
            let citation = self.form.cite(keys, original.get(at..).unwrap_or(""));
            out.text.push_str(original.get(kept..at).unwrap_or(""));
            out.text.push_str(&citation);
            out.inserted.push((at, citation));
            kept = at;
        }
        out.text.push_str(original.get(kept..).unwrap_or(""));
    }

    /// Where a citation of these words stands: behind the word they end in and all marks that hold them.
    fn place(&self, span: Span) -> Option<usize> {
        let text = self.text();
        let last = span.end() - text.get(..span.end())?.chars().next_back()?.len_utf8();
        if self.layout.is_closed(span.start()) || self.layout.is_closed(last) {
            return None;
        }
        let mut at = word_end(text, span.end());
        loop {
            let outside = self.layout.outside(at);
            let next = if outside > at { possessive_end(text, outside) } else { outside };
            if next == at {
                break;
            }
            at = next;
        }
        (!self.layout.is_inside_closed(at)).then_some(at)
    }
}

/// The end of the word that goes on here: `On War` in `On War's`.
fn word_end(text: &str, at: usize) -> usize {
    let is_within = text.get(..at).is_some_and(|text| text.ends_with(char::is_alphanumeric));
    if !is_within {
        return at;
    }
    let rest = text.get(at..).unwrap_or("");
    let end = at + rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    possessive_end(text, end)
}

/// The end of a possessive ending or of what a hyphen joins to the word before.
fn possessive_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    let Some(ending) = rest.strip_prefix(['\'', '’', '-']).filter(|ending| ending.starts_with(char::is_alphabetic))
    else {
        return at;
    };
    let end = ending.find(|c: char| !c.is_alphanumeric()).unwrap_or(ending.len());
    possessive_end(text, at + rest.len() - ending.len() + end)
}
