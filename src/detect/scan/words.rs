//! How words are made and written, and the small patterns that begin a line or follow a link's text.

use super::LONGEST_TAG;
use crate::detect::gazetteer::NormWord;
use crate::detect::lexicon::{Classes, Lexicon};
use crate::detect::view::{Gap, RunKind, Shape};

/// A word as it is read.
pub(super) struct Word {
    pub len: usize,
    pub stem_len: usize,
    pub shape: Shape,
    pub norm: NormWord,
    pub letters: u32,
    pub classes: Classes,
}

impl Word {
    /// The ASCII letters and digits, at least one, with which `rest` begins. Nearly all words are such.
    #[inline]
    pub(super) fn plain(rest: &[u8], lexicon: Lexicon) -> Self {
        let (mut len, mut capitals, mut digits) = (0, 0, 0);
        let mut norm = NormWord::EMPTY;
        for &byte in rest {
            let kind = KIND[byte as usize];
            if kind == 0 {
                break;
            }
            norm = norm.step(byte | kind & LOWER_BIT);
            capitals += usize::from(kind & IS_CAPITAL != 0);
            digits += usize::from(kind & IS_DIGIT != 0);
            len += 1;
        }
        let first = KIND[rest[0] as usize];
        let shape = match first & (IS_CAPITAL | IS_DIGIT) {
            IS_DIGIT => Shape::Number,
            IS_CAPITAL if capitals == 1 && len - digits == 1 => Shape::Initial,
            IS_CAPITAL if capitals == 1 => Shape::Capital,
            IS_CAPITAL if capitals == len - digits => Shape::Upper,
            0 if capitals == 0 => Shape::Lower,
            _ => Shape::Mixed,
        };
        Self { len, stem_len: len, shape, norm, letters: len as u32, classes: lexicon.plain(norm) }
    }

    /// Any word.
    pub(super) fn any(word: &str, lexicon: Lexicon) -> Self {
        let stem_len = stem_len(word);
        let stem = &word[..stem_len];
        let (norm, letters) = NormWord::EMPTY.count(stem);
        Self { len: word.len(), stem_len, shape: shape(word), norm, letters, classes: lexicon.any(stem) }
    }
}

/// What makes a capital a small letter.
const LOWER_BIT: u8 = 0x20;
const IS_CAPITAL: u8 = LOWER_BIT;
const IS_DIGIT: u8 = 0x40;
const IS_LETTER: u8 = 0x80;

/// The kinds of ASCII letters and digits; nothing for any other byte.
const KIND: [u8; 256] = {
    let mut kinds = [0u8; 256];
    let mut byte = 0u8;
    while byte < 0x80 {
        kinds[byte as usize] = match byte {
            b'A'..=b'Z' => IS_LETTER | IS_CAPITAL,
            b'a'..=b'z' => IS_LETTER,
            b'0'..=b'9' => IS_DIGIT,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};

/// The length of a list marker with the space after it: `- `, `* `, `• `, `12. `, `3) `.
pub(super) fn item_marker(line: &[u8]) -> Option<usize> {
    let bullet = match line {
        [b'-' | b'*' | b'+' | b'~', ..] => 1,
        [0xe2, 0x80, 0xa2, ..] | [0xe2, 0x80, 0x93, ..] | [0xe2, 0x97, 0x8f, ..] | [0xe2, 0x96, 0xaa, ..] => 3,
        [0xc2, 0xb7, ..] => 2,
        _ => match line.iter().take_while(|b| b.is_ascii_digit()).count() {
            0 => return None,
            digits if digits <= 3 && matches!(line.get(digits), Some(b'.' | b')')) => digits + 1,
            _ => return None,
        },
    };
    let space = line[bullet..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    (space > 0).then_some(bullet + space)
}

/// The length of a link's target up to its closing bracket, inner brackets counted.
pub(super) fn link_target(rest: &[u8]) -> Option<usize> {
    let mut depth = 0usize;
    for (i, &b) in rest.iter().take(LONGEST_TAG).enumerate() {
        match b {
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(i),
            b')' => depth -= 1,
            b'\n' => return None,
            _ => {}
        }
    }
    None
}

/// Letters, digits, and the combining marks that some scripts and decomposed texts put on them.
pub(super) fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

/// What may join two parts of a word at `at`: an apostrophe or hyphen before a letter, or a letter beyond ASCII.
pub(super) fn word_joint(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let first = rest.chars().next()?;
    let len = match first {
        '\'' | '’' | '-' | '\u{2010}' | '\u{2011}' => first.len_utf8(),
        '&' => ["&#39;", "&rsquo;", "&#x27;", "&apos;", "&#8217;"].iter().find(|e| rest.starts_with(**e))?.len(),
        _ if !first.is_ascii() && is_word_char(first) => return Some(first.len_utf8()),
        _ => return None,
    };
    rest[len..].chars().next().filter(|&c| c.is_alphanumeric()).map(|_| len)
}

/// The length of a word without `'s`.
fn stem_len(word: &str) -> usize {
    for ending in ["'s", "’s", "&#39;s", "&rsquo;s", "&#x27;s", "&apos;s", "&#8217;s", "'S", "’S"] {
        if let Some(stem) = word.strip_suffix(ending)
            && !stem.is_empty()
        {
            return stem.len();
        }
    }
    word.len()
}

fn shape(word: &str) -> Shape {
    let Some(first) = word.chars().next() else { return Shape::Lower };
    if first.is_numeric() {
        return Shape::Number;
    }
    if !first.is_lowercase() && !first.is_uppercase() {
        return Shape::Caseless;
    }
    let stem = &word[..stem_len(word)];
    let letters = stem.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = stem.chars().filter(|c| c.is_uppercase()).count();
    match (first.is_uppercase(), capitals) {
        (false, 0) => Shape::Lower,
        (true, 1) if letters == 1 => Shape::Initial,
        (true, 1) => Shape::Capital,
        (true, n) if n == letters => Shape::Upper,
        (true, _) if stem.split(['-', '\u{2010}', '\'', '’']).all(|p| p.chars().skip(1).all(|c| !c.is_uppercase())) =>
        {
            Shape::Capital // `Twenty-First`, `O'Brien`
        }
        _ => Shape::Mixed,
    }
}

pub(super) fn is_abbreviation(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "mr", "mrs", "ms", "dr", "st", "prof", "vol", "no", "ed", "eds", "vs", "jr", "sr", "rev", "gen", "lt", "col",
        "cf", "ch", "pp", "p", "hg", "hrsg", "bd", "trans", "tr", "ca", "approx",
    ];
    WORDS.iter().any(|w| w.eq_ignore_ascii_case(word))
}

/// The mark with which a run begins.
pub(super) fn opening(kind: RunKind) -> Gap {
    match kind {
        RunKind::Emphasis => Gap::OPEN_EMPHASIS,
        RunKind::Quote => Gap::OPEN_QUOTE,
        RunKind::Link => Gap::OPEN_LINK,
    }
}
