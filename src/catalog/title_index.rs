//! Titles prepared for comparison, and which of them are near to one that is asked for.
//!
//! What catalogs that lie in memory share. More generous than the resolver, which judges what comes back: a slip of the
//! pen is forgiven, and with the author a title is known by its beginning.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use any_ascii::any_ascii;

use crate::model::title::{ARTICLES, key, main_key};

/// A key this short is never looked for by spelling: every edit makes another word of it.
const SHORTEST_MISSPELT: usize = 5;
/// One letter in so many may differ.
const LETTERS_PER_SLIP: usize = 5;
/// However long the title, with more slips than these it is another one.
const MOST_SLIPS: usize = 3;
/// Words of so many letters tell enough to be looked for alone.
const TELLING_LETTERS: usize = 4;

/// The titles of a catalog.
#[derive(Debug, Default)]
pub(super) struct TitleIndex {
    keys: Vec<TitleKey>,
}

/// One title of one work in the form in which titles are compared.
#[derive(Debug)]
struct TitleKey {
    text: String,
    shape: Shape,
    work: usize,
}

/// How a known title stands to the one asked for, closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    Same,
    Misspelt,
    Begins,
}

impl TitleIndex {
    /// Adds a title that the work of this number goes by; the same one twice is one.
    pub(super) fn add(&mut self, work: usize, keys: BTreeSet<String>) {
        let keys = keys.into_iter().filter(|key| !key.is_empty());
        self.keys.extend(keys.map(|text| TitleKey { shape: Shape::of(&text), text, work }));
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    /// Works whose title is this one or can be a slip of the pen for it; also works of which it is the beginning, or
    /// that are the beginning of it, if `is_by` the author asked for. Closest first.
    pub(super) fn find(&self, title: &str, is_by: impl Fn(usize) -> bool) -> Vec<usize> {
        let wanted: BTreeSet<String> = [key(title), main_key(title)].into_iter().filter(|k| !k.is_empty()).collect();
        let wanted: Vec<(Shape, String)> = wanted.into_iter().map(|k| (Shape::of(&k), k)).collect();
        let mut hits: BTreeSet<(Closeness, usize)> = BTreeSet::new();
        for known in &self.keys {
            let closest = wanted.iter().filter_map(|(shape, key)| known.closeness(*shape, key)).min();
            if let Some(close) = closest.filter(|close| *close != Closeness::Begins || is_by(known.work)) {
                hits.insert((close, known.work));
            }
        }
        let mut seen = BTreeSet::new();
        hits.into_iter().filter(|(_, at)| seen.insert(*at)).map(|(_, at)| at).collect()
    }

    /// The works whose titles are most like this one, whatever they are; those of the author before others as like.
    pub(super) fn nearest(&self, title: &str, is_by: impl Fn(usize) -> bool, most: usize) -> Vec<usize> {
        let wanted = key(title);
        let words: BTreeSet<&str> = wanted.split(' ').filter(|word| tells(word)).collect();
        let mut best: BTreeMap<usize, u32> = BTreeMap::new();
        for known in &self.keys {
            if known.text.split(' ').any(|word| words.contains(word)) {
                let likeness = (strsim::sorensen_dice(&known.text, &wanted) * 1000.0) as u32;
                let likeness = likeness + if is_by(known.work) { OF_THE_AUTHOR } else { 0 };
                let kept = best.entry(known.work).or_default();
                *kept = (*kept).max(likeness);
            }
        }
        let mut ranked: Vec<_> = best.into_iter().filter(|(_, likeness)| *likeness >= LEAST_LIKENESS).collect();
        ranked.sort_by_key(|&(work, likeness)| (Reverse(likeness), work));
        ranked.into_iter().take(most).map(|(work, _)| work).collect()
    }
}

/// What the author is worth beside the likeness of titles, in thousandths.
const OF_THE_AUTHOR: u32 = 200;
/// Less alike than this, nobody sees why it is shown.
const LEAST_LIKENESS: u32 = 400;

fn tells(word: &str) -> bool {
    word.chars().count() >= TELLING_LETTERS && !ARTICLES.contains(&word)
}

/// The comparison forms of a title; one in another script also in Latin letters.
pub(super) fn keys_of(title: &str) -> impl Iterator<Item = String> + use<> {
    let is_foreign = title.chars().any(|c| c.is_alphabetic() && c > '\u{24f}');
    let latin = is_foreign.then(|| key(&any_ascii(title)));
    let main = title.contains(": ").then(|| main_key(title));
    std::iter::once(key(title)).chain(main).chain(latin)
}

impl TitleKey {
    fn closeness(&self, shape: Shape, key: &str) -> Option<Closeness> {
        if self.text == key {
            Some(Closeness::Same)
        } else if self.shape.is_near(shape) && strsim::osa_distance(&self.text, key) <= self.shape.slips(shape) {
            Some(Closeness::Misspelt)
        } else {
            (begins(&self.text, key) || begins(key, &self.text)).then_some(Closeness::Begins)
        }
    }
}

/// What can be compared of two keys before their letters are set against each other one by one.
#[derive(Clone, Copy, Debug)]
struct Shape {
    /// How often each letter occurs, letters that are equal in their last five bits counted as one.
    letters: [u8; 32],
    length: usize,
}

impl Shape {
    fn of(key: &str) -> Self {
        let mut shape = Self { letters: [0; 32], length: 0 };
        for letter in key.chars() {
            let count = &mut shape.letters[(u32::from(letter) & 31) as usize];
            *count = count.saturating_add(1);
            shape.length += 1;
        }
        shape
    }

    /// How many slips are forgiven between keys of these lengths.
    fn slips(self, other: Self) -> usize {
        match self.length.min(other.length) {
            shortest if shortest < SHORTEST_MISSPELT => 0,
            _ => (self.length.max(other.length) / LETTERS_PER_SLIP).min(MOST_SLIPS),
        }
    }

    /// Whether so few slips can lie between the two. Each changes the length by one and the letters' counts by two at
    /// most.
    fn is_near(self, other: Self) -> bool {
        let slips = self.slips(other);
        slips > 0
            && self.length.abs_diff(other.length) <= slips
            && self.letters.iter().zip(&other.letters).map(|(a, b)| u32::from(a.abs_diff(*b))).sum::<u32>() as usize
                <= slips * 2
    }
}

/// Whether `whole` is `start` and further words.
fn begins(whole: &str, start: &str) -> bool {
    whole.strip_prefix(start).is_some_and(|rest| rest.starts_with(' '))
}
