//! Which words are plain English, so that a title may be written in another case.

use std::cell::RefCell;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

/// Words in their first form, sorted; where they come from stands in `data/README.md`.
const WORDS: &str = include_str!("../../data/english-words.txt");

/// Endings with what stood in their place: `cities`, `running` from a word that ends in `e`, and so on.
const ENDINGS: &[(&str, &str)] = &[
    ("ies", "y"),
    ("ied", "y"),
    ("es", ""),
    ("s", ""),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("ly", ""),
    ("er", ""),
    ("er", "e"),
    ("ness", ""),
    ("ability", "able"),
    ("iability", "y"),
];

/// What is written together with a word behind an apostrophe.
const CONTRACTIONS: &[&str] = &["n't", "'s", "'re", "'ll", "'ve", "'d", "'"];

/// Whether this is a word of English and no name, in whatever case it is written.
///
/// Titles are made of the same words again and again, so each thread keeps what it has looked up.
pub(super) fn knows(word: &str) -> bool {
    /// Neither more nor longer ones are kept, so that a file of nonsense costs no memory.
    const MOST: usize = 1 << 16;
    const LONGEST: usize = 64;
    thread_local! { static KNOWN: RefCell<FxHashMap<Box<str>, bool>> = RefCell::default() }
    if word.len() > LONGEST {
        return look_up(word);
    }
    KNOWN.with_borrow_mut(|known| {
        if let Some(&answer) = known.get(word) {
            return answer;
        }
        if known.len() >= MOST {
            known.clear();
        }
        let answer = look_up(word);
        known.insert(word.into(), answer);
        answer
    })
}

fn look_up(word: &str) -> bool {
    let word = word.to_lowercase();
    let plain = word.replace('’', "'");
    let word = CONTRACTIONS.iter().find_map(|c| plain.strip_suffix(c)).unwrap_or(&plain);
    // `readers` comes of `reader`, and that of `read`.
    word.split('-').all(|part| is_formed(part, 2) || american(part).iter().any(|other| is_formed(other, 2)))
}

/// How Americans, whose words are listed, would write what may be British: `labour`, `organisation`, `theatre`.
fn american(word: &str) -> Vec<String> {
    let theater = word.strip_suffix("tre").map(|stem| format!("{stem}ter"));
    let others = [("our", "or"), ("is", "iz"), ("ys", "yz"), ("ence", "ense")];
    let others = others.into_iter().filter(|(from, _)| word.contains(from)).map(|(from, to)| word.replace(from, to));
    theater.into_iter().chain(others).collect()
}

/// Whether the word is listed, or comes of one that is by so many endings.
fn is_formed(word: &str, endings: u8) -> bool {
    // Shorter ones are words of their own: `bed` is not the past of `b`.
    const SHORTEST_STEM: usize = 3;
    let stem = |(ending, replaced): &(&str, &str)| word.strip_suffix(ending).map(|stem| format!("{stem}{replaced}"));
    let comes_of = |stem: String| stem.len() >= SHORTEST_STEM && is_formed(&stem, endings - 1);
    is_listed(word) || (endings > 0 && ENDINGS.iter().filter_map(stem).any(comes_of))
}

fn is_listed(word: &str) -> bool {
    static SORTED: OnceLock<Vec<&str>> = OnceLock::new();
    SORTED.get_or_init(|| WORDS.lines().collect()).binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{WORDS, knows};

    #[test]
    fn inflected_words_are_words() {
        for word in [
            "history",
            "Cities",
            "making",
            "Users",
            "deeper",
            "world's",
            "Children's",
            "self-help",
            "You're",
            "Labour",
            "organisations",
            "Theatre",
        ] {
            assert!(knows(word), "{word}");
        }
    }

    #[test]
    fn names_and_foreign_words_are_none() {
        for word in ["Russian", "Tannenberg", "elegans", "Wahlverwandtschaften", "Marxism", "rebelión", ""] {
            assert!(!knows(word), "{word}");
        }
    }

    #[test]
    fn the_list_can_be_searched() {
        assert!(WORDS.lines().is_sorted());
    }
}
