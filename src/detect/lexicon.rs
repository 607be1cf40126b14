//! Word classes: what a word can be, whatever the text.
//!
//! The words stand in `data/lexicon.tsv`; this module only looks them up. A class is a hint for `features`, never
//! a verdict.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::gazetteer::NormWord;

/// A set of word classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes(u64);

macro_rules! classes {
    ($($name:ident = $word:literal),* $(,)?) => {
        /// The classes' names in the lexicon, in the order of their bits.
        const NAMES: &[&str] = &[$($word),*];
        #[expect(clippy::upper_case_acronyms, reason = "counts the bits")]
        enum Bit { $($name),* }
        impl Classes {
            $(#[doc = concat!("The class `", $word, "` of the lexicon.")]
            pub const $name: Classes = Classes(1 << Bit::$name as u64);)*
        }
    };
}

classes! {
    ARTICLE = "article", SMALL = "small", BY = "by", POSS = "poss", HIS = "his", READ = "read",
    RECOMMEND = "recommend", SEE = "see", WRITE = "write", ARGUE = "argue", BOOK = "booknoun",
    READING = "readnoun", CALLED = "called", CHAPTER = "chapter", EDITION = "edition", FILM = "film",
    SERIES = "series", MUSIC = "music", PERIODICAL = "periodical", ESSAY = "articlenoun", EVENT = "event",
    LAW = "law", ERA = "era", ORG = "org", PLACE = "place", COUNTRY = "country", MONTH = "month", DAY = "day",
    RANK = "rank", SOFTWARE = "software", GAME = "game", COURSE = "course", HEAD = "titlehead",
    EVALUATION = "evaluation", START = "start", PRONOUN = "pronoun", BE = "be", ABOUT = "about",
    SEQUEL = "sequel", FICTION = "fiction", AUTHOR = "author", AND = "and", COMPARE = "compare",
    CHARACTER = "character", GIVEN = "given", NUMBER = "numberword",
}

impl Classes {
    /// No class.
    pub const NONE: Self = Self(0);

    /// Whether any of `other`'s classes is among these.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets together.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The words as they are written, and those of letters and digits alone by their hash.
struct Table {
    words: FxHashMap<&'static str, Classes>,
    /// Open addressing, half empty; an empty slot has no class.
    plain: Vec<(NormWord, Classes)>,
}

const PLAIN_SLOTS: usize = 8192;

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut words: FxHashMap<&'static str, Classes> = FxHashMap::default();
        for line in include_str!("../../data/lexicon.tsv").lines().filter(|l| !l.starts_with('#')) {
            let Some((name, all)) = line.split_once('\t') else { continue };
            let Some(bit) = NAMES.iter().position(|n| *n == name) else { continue };
            for word in all.split(' ') {
                let classes = words.entry(word).or_default();
                *classes = classes.or(Classes(1 << bit));
            }
        }
        let mut plain = vec![(NormWord::EMPTY, Classes::NONE); PLAIN_SLOTS.max(2 * words.len().next_power_of_two())];
        for (word, classes) in words.iter().filter(|(w, _)| w.bytes().all(|b| b.is_ascii_alphanumeric())) {
            let norm = NormWord::of(word);
            let slot = slot(&plain, norm);
            plain[slot] = (norm, *classes);
        }
        Table { words, plain }
    })
}

/// Where a word stands, or would stand.
fn slot(plain: &[(NormWord, Classes)], word: NormWord) -> usize {
    let mask = plain.len() - 1;
    let mut at = word.mixed() as usize & mask;
    while plain[at].1 != Classes::NONE && plain[at].0 != word {
        at = (at + 1) & mask;
    }
    at
}

/// The classes of words by their letters: of those only that are written without any sign.
#[derive(Clone, Copy)]
pub struct Lexicon(&'static Table);

impl Lexicon {
    /// The one compiled in.
    pub fn get() -> Self {
        Self(table())
    }

    /// The classes of a word of ASCII letters and digits alone.
    #[inline]
    pub fn plain(self, word: NormWord) -> Classes {
        self.0.plain[slot(&self.0.plain, word)].1
    }

    /// The classes of any word in any case; none for a word that the lexicon lacks.
    pub fn any(self, word: &str) -> Classes {
        let table = &self.0.words;
        let mut buffer = [0u8; 24];
        if word.is_ascii() {
            let Some(slot) = buffer.get_mut(..word.len()) else { return Classes::NONE };
            slot.copy_from_slice(word.as_bytes());
            slot.make_ascii_lowercase();
            return std::str::from_utf8(slot).ok().and_then(|w| table.get(w)).copied().unwrap_or_default();
        }
        table.get(word.to_lowercase().as_str()).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Classes, Lexicon, NAMES};
    use crate::detect::gazetteer::NormWord;

    #[test]
    fn every_class_of_the_table_is_known() {
        for line in include_str!("../../data/lexicon.tsv").lines().filter(|l| !l.starts_with('#')) {
            let name = line.split('\t').next().unwrap();
            assert!(NAMES.contains(&name), "{name}");
        }
    }

    #[test]
    fn words_in_any_case() {
        let lexicon = Lexicon::get();
        assert!(lexicon.any("Book").has(Classes::BOOK));
        assert!(lexicon.any("КНИГА").has(Classes::BOOK));
        assert_eq!(lexicon.any("zyzzyva"), Classes::NONE);
    }

    #[test]
    fn plain_words_are_found_by_their_letters() {
        let lexicon = Lexicon::get();
        for word in ["book", "Novel", "the", "zyzzyva", "1984"] {
            assert_eq!(lexicon.plain(NormWord::of(word)), lexicon.any(word), "{word}");
        }
    }
}
