//! Which words are plain English, so that a title may be written in another case.

use std::sync::OnceLock;

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
];

/// What is written together with a word behind an apostrophe.
const CONTRACTIONS: &[&str] = &["n't", "'s", "'re", "'ll", "'ve", "'d", "'"];

/// Whether this is a word of English and no name, in whatever case it is written.
pub(super) fn knows(word: &str) -> bool {
    let word = word.to_lowercase();
    let plain = word.replace('’', "'");
    let word = CONTRACTIONS.iter().find_map(|c| plain.strip_suffix(c)).unwrap_or(&plain);
    word.split('-').all(|part| is_listed(part) || ENDINGS.iter().any(|ending| comes_of_listed(part, ending)))
}

fn comes_of_listed(word: &str, (ending, replaced): &(&str, &str)) -> bool {
    // Shorter ones are words of their own: `bed` is not the past of `b`.
    const SHORTEST_STEM: usize = 3;
    let stem = word.strip_suffix(ending).map(|stem| format!("{stem}{replaced}"));
    stem.is_some_and(|stem| stem.len() >= SHORTEST_STEM && is_listed(&stem))
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
        for word in ["history", "Cities", "making", "deeper", "world's", "Children's", "self-help", "You're"] {
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
