//! Titles and the family names of their authors, collected into a table.
//!
//! How the table is written is for `pack` to say, and what a text has of it is asked through `Gazetteer`. The build
//! script reads this file too, so it knows nothing of the program but [`title`].

use std::collections::hash_map::Entry;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::filter::Filter;
use super::norm_word::NormWord;
use crate::model::title;

/// How many known titles have a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InTitles {
    /// Anywhere.
    pub anywhere: u32,
    /// As the first word, an article left aside.
    pub first: u32,
    /// As the last word.
    pub last: u32,
}

/// A gazetteer held in memory, made from titles and the family names of their authors.
#[derive(Default)]
pub struct TitleTable {
    /// Every prefix of every title, with the title that ends there or `NONE`.
    pub(super) prefixes: FxHashMap<NormWord, u32>,
    /// Those of one word, and of two: nearly every word of a text is passed over by these alone.
    pub(super) quick: [Filter; 2],
    /// Their authors, as a packed table has them, and how many works have them.
    pub(super) titles: Vec<(Vec<[u8; 8]>, u32)>,
    /// Family names of all.
    pub(super) authors: FxHashSet<NormWord>,
    /// What titles are made of.
    pub(super) words: FxHashMap<NormWord, InTitles>,
    /// The words of the title being added.
    scratch: Vec<(NormWord, u32)>,
}

/// The words of [`title::key`], hashed, each with its number of bytes; and whether a text may write two of them in one
/// word: "Data-Intensive". Thousands of titles are met at every start, so they are read in one pass.
fn words_of(title: &str, out: &mut Vec<(NormWord, u32)>) -> bool {
    out.clear();
    if !title.is_ascii() {
        out.extend(title::key(title).split(' ').map(|word| NormWord::EMPTY.count(word)));
        return title.split_whitespace().any(is_compound);
    }
    let (mut word, mut letters) = (NormWord::EMPTY, 0);
    // What has stood since the last letter.
    let (mut space, mut mark, mut compound) = (true, false, false);
    for byte in title.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
                if mark || (space && letters > 0) {
                    out.push((word, letters));
                    (word, letters) = (NormWord::EMPTY, 0);
                    compound |= mark && !space;
                }
                (space, mark) = (false, false);
                word = word.step(byte.to_ascii_lowercase());
                letters += 1;
            }
            b'\'' | b'`' => {}
            b'&' => {
                out.extend((letters > 0).then_some((word, letters)));
                out.push(NormWord::EMPTY.count("and"));
                (word, letters, space, mark) = (NormWord::EMPTY, 0, true, false);
            }
            _ if byte.is_ascii_whitespace() => space = true,
            _ => mark = letters > 0,
        }
    }
    out.extend((letters > 0).then_some((word, letters)));
    if let [(first, ..), _, ..] = out[..]
        && is_article(first)
    {
        out.remove(0);
    }
    compound
}

fn is_article(word: NormWord) -> bool {
    static ARTICLES: LazyLock<Vec<NormWord>> =
        LazyLock::new(|| title::ARTICLES.iter().map(|word| NormWord::of(word)).collect());
    ARTICLES.contains(&word)
}

/// The place of no title.
pub(super) const NONE: u32 = u32::MAX;

impl TitleTable {
    /// An empty table with room for about so many titles.
    pub fn with_capacity(titles: usize) -> Self {
        let mut table = Self::default();
        table.prefixes.reserve(titles * 3);
        table.titles.reserve(titles);
        table.authors.reserve(titles / 2);
        table
    }

    /// Adds a title under which a work is known.
    pub fn add<'s>(&mut self, title: &str, surnames: impl IntoIterator<Item = &'s str>) {
        let mut words = std::mem::take(&mut self.scratch);
        let is_compound = words_of(title, &mut words);
        if let Some(at) = self.add_words(&words) {
            if is_compound {
                self.add_as_written(title);
            }
            let (known, works) = &mut self.titles[at];
            *works += 1;
            for surname in surnames {
                let surname = NormWord::of(surname);
                self.authors.insert(surname);
                if !known.contains(&surname.to_bytes()) {
                    known.push(surname.to_bytes());
                }
            }
        }
        self.scratch = words;
    }

    /// Adds all beginnings of a title and counts its words; returns its place. One letter is no title.
    fn add_words(&mut self, words: &[(NormWord, u32)]) -> Option<usize> {
        if words.iter().map(|(_, letters)| letters).sum::<u32>() < 2 {
            return None;
        }
        let mut run = NormWord::EMPTY;
        for (at, &(word, letters)) in words.iter().enumerate() {
            run = run.join(word, letters);
            if let Entry::Vacant(entry) = self.prefixes.entry(run) {
                entry.insert(NONE);
                self.quick.get_mut(at).into_iter().for_each(|filter| filter.add(run));
            }
            let count = self.words.entry(word).or_default();
            count.anywhere += 1;
            count.first += u32::from(at == 0);
            count.last += u32::from(at + 1 == words.len());
        }
        let at = self.prefixes.get_mut(&run)?;
        if *at == NONE {
            *at = self.titles.len() as u32;
            self.titles.push((Vec::new(), 0));
        }
        Some(*at as usize)
    }

    /// A text may write "Data-Intensive" in one word where comparison has two.
    fn add_as_written(&mut self, title: &str) {
        let key = title::key(title);
        let words = title.split_whitespace().filter(|w| w.bytes().any(|b| b.is_ascii_alphanumeric() || b >= 0x80));
        let article = usize::from(!key.starts_with(&title::normalise(words.clone().next().unwrap_or(""))));
        let mut run = NormWord::EMPTY;
        let mut parts = 0;
        for (filter, word) in self.quick.iter_mut().zip(words.skip(article)) {
            run = run.then(word);
            parts += title::normalise(word).split(' ').count();
            if parts > 1 {
                filter.add(run);
            }
        }
    }
}

/// "Data-Intensive": one word to a text, two when titles are compared.
fn is_compound(word: &str) -> bool {
    let inner = word.trim_matches(|c: char| c.is_ascii_punctuation());
    inner.bytes().any(|b| b.is_ascii_punctuation() && b != b'\'')
}

#[cfg(test)]
mod tests {
    use super::{NormWord, words_of};
    use crate::model::title;

    #[test]
    fn a_title_has_the_words_of_its_key() {
        for title in [
            "The Trial",
            "The",
            "A Théorie of X",
            "Q & A",
            "Ender's Game",
            "Catch-22",
            "L'Étranger",
            "Of   Mice…",
            "Of -- Mice: A Novel (vol. 2)",
            "& Sons",
            "The & I",
            "A",
            "U.S.A.",
            "",
        ] {
            let mut words = Vec::new();
            words_of(title, &mut words);
            let expected: Vec<_> = title::key(title).split(' ').map(|w| NormWord::EMPTY.count(w)).collect();
            let told = |all: &[(NormWord, u32)]| all.iter().filter(|(_, n)| *n > 0).copied().collect::<Vec<_>>();
            assert_eq!(told(&words), told(&expected), "{title}");
        }
    }
}
