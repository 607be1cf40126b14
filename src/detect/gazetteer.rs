//! What detection needs of a list of known titles, and how it finds them in a text.
//!
//! Detection never imports a catalog: it states its need here, and the pipeline lends it whatever is installed.
//! Titles are met word by word as [`NormWord`]s, so nothing is allocated for the text's millions of words.

use rustc_hash::FxHashMap;

use super::view::{Gap, Shape, View};
use crate::model::title;

/// A normalised run of letters (see [`title::normalise`]; spaces left out), as a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NormWord(u64);

impl NormWord {
    /// Nothing yet.
    pub const EMPTY: Self = Self(0xcbf2_9ce4_8422_2325);

    /// This run followed by the letters of `text`.
    pub fn then(self, text: &str) -> Self {
        if text.is_ascii() {
            Self(text.bytes().filter(u8::is_ascii_alphanumeric).fold(self.0, |h, b| step(h, b.to_ascii_lowercase())))
        } else {
            let normal = title::normalise(text);
            Self(normal.bytes().filter(|&b| b != b' ').fold(self.0, step))
        }
    }

    /// The hash of one text.
    pub fn of(text: &str) -> Self {
        Self::EMPTY.then(text)
    }
}

fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
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
    /// What the letters of some words in a row are: asked word by word, as long as they are the beginning of a title.
    fn look_up(&self, run: NormWord) -> Reading<'_>;

    /// Whether somebody of this family name wrote a known work.
    fn is_author(&self, surname: NormWord) -> bool;
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
    /// Every prefix of every title; `Some` where a title ends.
    prefixes: FxHashMap<NormWord, Option<u32>>,
    titles: Vec<(Vec<NormWord>, u32)>,
    authors: FxHashMap<NormWord, ()>,
}

impl TitleTable {
    /// An empty table with room for about so many titles.
    pub fn with_capacity(titles: usize) -> Self {
        let mut table = Self::default();
        table.prefixes.reserve(titles * 4);
        table.titles.reserve(titles);
        table.authors.reserve(titles / 2);
        table
    }

    /// Adds a title under which a work is known.
    pub fn add<'s>(&mut self, title: &str, surnames: impl IntoIterator<Item = &'s str>) {
        let key = title::key(title);
        if key.len() < 2 {
            return;
        }
        let (front, last) = key.rsplit_once(' ').unwrap_or(("", &key));
        let mut run = NormWord::EMPTY;
        for word in front.split(' ').filter(|w| !w.is_empty()) {
            run = run.then(word);
            self.prefixes.entry(run).or_insert(None);
        }
        let slot = self.prefixes.entry(run.then(last)).or_insert(None);
        let at = *slot.get_or_insert_with(|| {
            self.titles.push((Vec::new(), 0));
            (self.titles.len() - 1) as u32
        });
        let (known, works) = &mut self.titles[at as usize];
        *works += 1;
        for surname in surnames {
            let surname = NormWord::of(surname);
            self.authors.insert(surname, ());
            if !known.contains(&surname) {
                known.push(surname);
            }
        }
    }
}

impl Gazetteer for TitleTable {
    fn look_up(&self, run: NormWord) -> Reading<'_> {
        match self.prefixes.get(&run) {
            None => Reading::Nothing,
            Some(None) => Reading::Beginning,
            Some(Some(at)) => {
                let (surnames, works) = &self.titles[*at as usize];
                Reading::Title(Hit { surnames, works: *works })
            }
        }
    }

    fn is_author(&self, surname: NormWord) -> bool {
        self.authors.contains_key(&surname)
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
    for first in 0..view.tokens.len() {
        let mut run = NormWord::EMPTY;
        for at in first..view.tokens.len().min(first + LONGEST) {
            let gap = view.gap(at);
            if at > first && gap.has(Gap::PARA.or(Gap::SEMICOLON).or(Gap::CELL)) {
                break;
            }
            if at > first && gap.has(Gap::AND) {
                run = run.then("and");
            }
            run = run.then(view.slice(at, at + 1));
            match gazetteer.look_up(run) {
                Reading::Nothing => break,
                Reading::Beginning => {}
                Reading::Title(hit) => out.push(Sighting { first, end: at + 1, hit }),
            }
        }
    }
    out.retain(|s| is_written_as_title(view, s));
    out
}

/// One or two words count only where something is written with a capital; longer titles in any case.
fn is_written_as_title(view: &View<'_>, sighting: &Sighting<'_>) -> bool {
    let tokens = &view.tokens[sighting.first..sighting.end];
    let capital = tokens.iter().any(|t| t.is_capital() || matches!(t.shape, Shape::Caseless));
    capital || tokens.len() >= 3
}

#[cfg(test)]
mod tests {
    use super::{TitleTable, sightings};
    use crate::detect::view::View;

    #[test]
    fn titles_are_found_whatever_joins_their_words() {
        let mut table = TitleTable::default();
        table.add("Catch-22", ["Heller"]);
        table.add("Crime and Punishment", ["Dostoevsky"]);
        table.add("The Republic", ["Plato"]);
        let view = View::new("I read Catch-22, Crime & Punishment and the Republic.");
        let found: Vec<&str> = sightings(&view, &table).iter().map(|s| view.slice(s.first, s.end)).collect();
        assert_eq!(found, ["Catch-22", "Crime & Punishment", "Republic"]);
    }
}
