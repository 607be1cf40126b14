//! What detection needs of a list of known titles, and how it finds them in a text.
//!
//! Detection never imports a catalog: it states its need here, and the pipeline lends it whatever is installed.
//! Titles are met word by word as [`NormWord`]s, so nothing is allocated for the text's millions of words. A list of
//! titles is made by `table`, written by `pack`, and read in place by `packed`; those who make one need no text.

mod filter;
mod norm_word;
mod pack;
mod packed;
mod table;

pub use norm_word::NormWord;
pub use packed::{Packed, PackedError};
pub use table::{InTitles, TitleTable};

use super::view::{Gap, Shape, Token, View};

/// A known title that a text's words spell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit<'g> {
    /// Family names of those who wrote a work of this title.
    pub surnames: Surnames<'g>,
    /// How many works have it.
    pub works: u32,
}

/// Family names, as a packed table has them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Surnames<'g>(&'g [[u8; 8]]);

impl<'g> Surnames<'g> {
    /// Whether this is one of them.
    pub fn contains(self, surname: NormWord) -> bool {
        self.0.contains(&surname.to_bytes())
    }

    /// One by one.
    pub fn iter(self) -> impl Iterator<Item = NormWord> + use<'g> {
        self.0.iter().copied().map(NormWord::from_bytes)
    }
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

impl Gazetteer for TitleTable {
    fn may_begin(&self, run: NormWord, words: usize) -> bool {
        self.quick.get(words.wrapping_sub(1)).is_none_or(|filter| filter.may_have(run))
    }

    fn look_up(&self, run: NormWord) -> Reading<'_> {
        match self.prefixes.get(&run) {
            None => Reading::Nothing,
            Some(&at) => self.titles.get(at as usize).map_or(Reading::Beginning, |(surnames, works)| {
                Reading::Title(Hit { surnames: Surnames(surnames), works: *works })
            }),
        }
    }

    fn is_author(&self, surname: NormWord) -> bool {
        self.authors.contains(&surname)
    }

    fn in_titles(&self, word: NormWord) -> InTitles {
        self.words.get(&word).copied().unwrap_or_default()
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
    use super::{TitleTable, sightings};
    use crate::detect::view::View;

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
}
