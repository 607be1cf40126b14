//! The form in which two titles are compared.
//!
//! It drops case, diacritics, punctuation and a leading article, and reads `&` as "and". Subtitles are `title`'s
//! business. The build script reads this file too, so it uses nothing of ours.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Leading articles of the languages we meet; they say nothing about which book is meant.
pub const ARTICLES: &[&str] = &[
    "the", "a", "an", "le", "la", "les", "l", "un", "une", "der", "die", "das", "ein", "eine", "el", "los", "las",
    "lo", "il", "i", "gli", "uno", "una", "o", "os", "as", "um", "uma", "de", "het", "een",
];

/// Lower case, no diacritics, punctuation as single spaces, apostrophes gone, `&` as "and".
///
/// ```
/// assert_eq!(reading_list::model::title::normalise("Café: & Bar, Ender's"), "cafe and bar enders");
/// ```
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        text.bytes().for_each(|b| match b {
            b'a'..=b'z' | b'0'..=b'9' => out.push(char::from(b)),
            b'A'..=b'Z' => out.push(char::from(b.to_ascii_lowercase())),
            _ => push_normal(char::from(b), &mut out),
        });
    } else {
        text.nfkd()
            .filter(|&c| !is_combining_mark(c))
            .flat_map(char::to_lowercase)
            .for_each(|c| push_normal(c, &mut out));
    }
    while out.ends_with(' ') {
        out.pop();
    }
    out
}

fn push_normal(c: char, out: &mut String) {
    match c {
        '\'' | '’' | 'ʼ' | '`' | '´' => {}
        '&' => {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
            out.push_str("and ");
        }
        'ß' => out.push_str("ss"),
        _ if c.is_alphanumeric() => out.push(c.to_ascii_lowercase()),
        _ if !out.is_empty() && !out.ends_with(' ') => out.push(' '),
        _ => {}
    }
}

/// A normalised title without its leading article, unless the article is all there is.
pub fn key(title: &str) -> String {
    let normal = normalise(title);
    match normal.split_once(' ') {
        Some((first, rest)) if ARTICLES.contains(&first) => rest.to_owned(),
        _ => normal,
    }
}

#[cfg(test)]
mod tests {
    use super::{key, normalise};

    #[test]
    fn comparison_forms() {
        assert_eq!(normalise("  L’Étranger!  "), "letranger");
        assert_eq!(key("The City & the City"), "city and the city");
        assert_eq!(key("Die"), "die");
        assert_eq!(normalise("Война и мир"), "воина и мир");
    }
}
