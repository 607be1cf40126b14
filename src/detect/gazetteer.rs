//! What detection needs of a list of known titles, and how it finds them in a text.
//!
//! Detection never imports a catalog: it states its need here, and the pipeline lends it whatever is installed.
//! Titles are met word by word as [`NormWord`]s, so nothing is allocated for the text's millions of words.

use std::collections::hash_map::Entry;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::view::{Gap, Shape, Token, View};
use crate::model::title;

/// A normalised run of letters (see [`title::normalise`]; spaces left out), as a hash.
///
/// The letters are the digits of a number to a fixed base, so that the hash of two runs in a row follows from the
/// hashes of both (`join`): each word of a text is hashed once, whatever runs it is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NormWord(u64);

/// The base; odd, so that no letter is ever lost.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// The base to the power of how many letters are joined; few words are longer.
const POWERS: [u64; 32] = {
    let mut powers = [1u64; 32];
    let mut n = 1;
    while n < powers.len() {
        powers[n] = powers[n - 1].wrapping_mul(BASE);
        n += 1;
    }
    powers
};

impl NormWord {
    /// Nothing yet.
    pub const EMPTY: Self = Self(0);

    /// This run followed by the letters of `text`.
    pub fn then(self, text: &str) -> Self {
        self.count(text).0
    }

    /// The hash of one text.
    pub fn of(text: &str) -> Self {
        Self::EMPTY.then(text)
    }

    /// This run followed by the letters of `text`, and how many (as bytes) these are.
    pub(super) fn count(self, text: &str) -> (Self, u32) {
        let add = |(run, n): (Self, u32), byte: u8| (run.step(byte), n + 1);
        if text.is_ascii() {
            let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
            letters.map(|b| b.to_ascii_lowercase()).fold((self, 0), add)
        } else {
            title::normalise(text).bytes().filter(|&b| b != b' ').fold((self, 0), add)
        }
    }

    /// This run followed by one normalised letter or digit, or a byte of one.
    #[inline]
    pub(super) fn step(self, byte: u8) -> Self {
        Self(self.0.wrapping_mul(BASE).wrapping_add(u64::from(byte)))
    }

    /// This run followed by another one of so many bytes.
    #[inline]
    pub(super) fn join(self, next: Self, bytes: u32) -> Self {
        let power = POWERS.get(bytes as usize).copied().unwrap_or_else(|| BASE.wrapping_pow(bytes));
        Self(self.0.wrapping_mul(power).wrapping_add(next.0))
    }

    /// Well mixed bits, for tables of our own.
    #[inline]
    pub(super) fn mixed(self) -> u64 {
        let folded = (self.0 ^ (self.0 >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        folded ^ (folded >> 32)
    }
}

/// A known title that a text's words spell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit<'g> {
    /// Family names of those who wrote a work of this title.
    pub surnames: &'g [NormWord],
    /// How many works have it.
    pub works: u32,
}

/// Known titles and authors, as a reader who has seen many shelves would recognise them.
pub trait Gazetteer {
    /// Whether a known title may begin with these letters of one or two words: a quick answer, asked of every word of
    /// a text. Yes may be wrong, no may not.
    fn may_begin(&self, run: NormWord, words: usize) -> bool {
        let _ = (run, words);
        true
    }

    /// What the letters of some words in a row are: asked word by word, as long as they are the beginning of a title.
    fn look_up(&self, run: NormWord) -> Reading<'_>;

    /// Whether somebody of this family name wrote a known work.
    fn is_author(&self, surname: NormWord) -> bool;

    /// How often a word stands in known titles: what an unknown title may be made of.
    fn in_titles(&self, word: NormWord) -> InTitles {
        let _ = word;
        InTitles::default()
    }
}

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

/// What a run of words is to a gazetteer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading<'g> {
    /// No known title begins so.
    Nothing,
    /// A known title begins so, and none ends here.
    Beginning,
    /// A known title; a longer one may begin so too.
    Title(Hit<'g>),
}

/// Knows nothing: detection by the text alone.
pub struct Empty;

impl Gazetteer for Empty {
    fn may_begin(&self, _: NormWord, _: usize) -> bool {
        false
    }

    fn look_up(&self, _: NormWord) -> Reading<'_> {
        Reading::Nothing
    }

    fn is_author(&self, _: NormWord) -> bool {
        false
    }
}

/// A gazetteer held in memory, made from titles and the family names of their authors.
#[derive(Default)]
pub struct TitleTable {
    /// Every prefix of every title, with the title that ends there or `NONE`.
    prefixes: FxHashMap<NormWord, u32>,
    /// Those of one word, and of two: nearly every word of a text is passed over by these alone.
    quick: [Filter; 2],
    titles: Vec<(Vec<NormWord>, u32)>,
    authors: FxHashSet<NormWord>,
    words: FxHashMap<NormWord, InTitles>,
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

const NONE: u32 = u32::MAX;

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
                if !known.contains(&surname) {
                    known.push(surname);
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

impl Gazetteer for TitleTable {
    fn may_begin(&self, run: NormWord, words: usize) -> bool {
        self.quick.get(words.wrapping_sub(1)).is_none_or(|filter| filter.may_have(run))
    }

    fn look_up(&self, run: NormWord) -> Reading<'_> {
        match self.prefixes.get(&run) {
            None => Reading::Nothing,
            Some(&NONE) => Reading::Beginning,
            Some(&at) => {
                let (surnames, works) = &self.titles[at as usize];
                Reading::Title(Hit { surnames, works: *works })
            }
        }
    }

    fn is_author(&self, surname: NormWord) -> bool {
        self.authors.contains(&surname)
    }

    fn in_titles(&self, word: NormWord) -> InTitles {
        self.words.get(&word).copied().unwrap_or_default()
    }
}

/// A set that may take a stranger for a member, one in a hundred, and needs sixteen to thirty-two bits a member: two
/// bits of one 64-bit word each.
#[derive(Default)]
struct Filter {
    words: Vec<u64>,
    members: Vec<NormWord>,
}

impl Filter {
    fn add(&mut self, member: NormWord) {
        self.members.push(member);
        if self.members.len() > self.words.len() * 4 {
            self.words = vec![0; (self.words.len() * 2).max(64)];
            (0..self.members.len()).for_each(|at| self.set(self.members[at]));
        } else {
            self.set(member);
        }
    }

    fn set(&mut self, member: NormWord) {
        let (word, bits) = self.place(member);
        self.words[word] |= bits;
    }

    #[inline]
    fn may_have(&self, member: NormWord) -> bool {
        let (word, bits) = self.place(member);
        self.words.get(word).is_some_and(|w| w & bits == bits)
    }

    #[inline]
    fn place(&self, member: NormWord) -> (usize, u64) {
        let mixed = member.mixed();
        ((mixed >> 12) as usize & self.words.len().wrapping_sub(1), 1 << (mixed & 63) | 1 << (mixed >> 6 & 63))
    }
}

/// No known title has more words.
const LONGEST: usize = 16;

/// A known title in the text.
#[derive(Clone, Copy, Debug)]
pub struct Sighting<'g> {
    /// First token, leading article left out.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// What is known of it.
    pub hit: Hit<'g>,
}

/// Every known title in the text, by first token and length.
pub fn sightings<'g>(view: &View<'_>, gazetteer: &'g dyn Gazetteer) -> Vec<Sighting<'g>> {
    let mut out = Vec::new();
    for (first, token) in view.tokens.iter().enumerate() {
        let run = token.joined_to(NormWord::EMPTY);
        if is_joined(token) || gazetteer.may_begin(run, 1) {
            sightings_from(view, gazetteer, first, run, &mut out);
        }
    }
    out.retain(|s| is_written_as_title(view, s));
    out
}

fn sightings_from<'g>(
    view: &View<'_>,
    gazetteer: &'g dyn Gazetteer,
    first: usize,
    mut run: NormWord,
    out: &mut Vec<Sighting<'g>>,
) {
    for (at, token) in view.tokens.iter().enumerate().skip(first).take(LONGEST) {
        if at > first {
            if token.gap.has(Gap::PARA.or(Gap::SEMICOLON).or(Gap::CELL)) {
                return;
            }
            let before = if token.gap.has(Gap::AND) { run.then("and") } else { run };
            run = token.joined_to(before);
            let plain = !token.gap.has(Gap::AND) && !is_joined(token) && !is_joined(&view.tokens[first]);
            if at == first + 1 && plain && !gazetteer.may_begin(run, 2) {
                return;
            }
        } else if token.shape == Shape::Lower {
            // One word in lower case is no sighting: only whether more follow is of interest.
            continue;
        }
        match gazetteer.look_up(run) {
            Reading::Nothing => return,
            Reading::Beginning => {}
            Reading::Title(hit) => out.push(Sighting { first, end: at + 1, hit }),
        }
    }
}

/// Whether a word may be several to a gazetteer: "Catch-22".
fn is_joined(token: &Token) -> bool {
    token.stem_end - token.start != token.letters
}

/// One or two words count only where something is written with a capital; longer titles in any case.
fn is_written_as_title(view: &View<'_>, sighting: &Sighting<'_>) -> bool {
    let tokens = &view.tokens[sighting.first..sighting.end];
    let capital = tokens.iter().any(|t| t.is_capital() || matches!(t.shape, Shape::Caseless));
    capital || tokens.len() >= 3
}

#[cfg(test)]
mod tests {
    use super::{NormWord, TitleTable, sightings, words_of};
    use crate::detect::view::View;
    use crate::model::title;

    #[test]
    fn titles_are_found_whatever_joins_their_words() {
        let mut table = TitleTable::default();
        table.add("Catch-22", ["Heller"]);
        table.add("Crime and Punishment", ["Dostoevsky"]);
        table.add("The Republic", ["Plato"]);
        table.add("Data-Intensive Applications", ["Kleppmann"]);
        table.add("The E-Myth", ["Gerber"]);
        let view = View::new(
            "I read Catch-22, Crime & Punishment and the Republic, Data Intensive Applications, the EMyth, Catch 22.",
        );
        let found: Vec<&str> = sightings(&view, &table).iter().map(|s| view.slice(s.first, s.end)).collect();
        let all = ["Catch-22", "Crime & Punishment", "Republic", "Data Intensive Applications", "EMyth", "Catch 22"];
        assert_eq!(found, all);
    }

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
