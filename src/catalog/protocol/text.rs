//! Text out of catalogs: composed, on one line, without the marks that are for sorting or that only part fields.
//!
//! What a catalog writes and does not mean ("[s.n.]", capitals throughout) is left to `resolve::clean`.

use unicode_normalization::UnicodeNormalization;

use crate::model::Name;

/// Characters around an article that does not count in sorting: as MARC has them, and as old tapes had them.
const NON_SORTING: &[char] = &['\u{98}', '\u{9c}', '\u{88}', '\u{89}'];
/// What stands on a card between one field and the next.
const PARTING: &[char] = &['/', ':', ';', ',', '='];

/// Given names as they are shortened on cards, with a full stop of their own.
const SHORTENED: &[&str] = &["Alex", "Benj", "Chas", "Edw", "Geo", "Jas", "Jos", "Robt", "Thos"];

/// The text, unless nothing is in it.
pub(super) fn filled(text: &str) -> Option<String> {
    let plain: String = text.nfc().filter(|c| !NON_SORTING.contains(c)).collect();
    let plain = plain.replace("<<", "").replace(">>", "");
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    (!plain.is_empty()).then_some(plain)
}

/// The text of a field of a card, without the mark that leads to the next one.
pub(super) fn field(text: &str) -> Option<String> {
    let plain = filled(text)?;
    let ends = |c: char| c == ' ' || PARTING.contains(&c);
    filled(plain.trim_end_matches(ends).trim_start_matches(ends))
}

/// A name without the full stop that ends its field; those of initials and "Jr." stay.
pub(super) fn name(text: &str) -> Option<Name> {
    let plain = field(text)?;
    let plain = if plain.ends_with("..") { plain.trim_end_matches('.').to_owned() + "." } else { plain };
    let last = plain.strip_suffix('.').and_then(|bare| bare.rsplit([' ', '.', '-']).next()).unwrap_or_default();
    let is_short = SHORTENED.contains(&last) || last.chars().count() < 4;
    let is_word = !is_short && last.chars().all(char::is_alphabetic);
    Name::parse(if is_word { plain.trim_end_matches('.') } else { &plain })
}

/// The number out of "Band 65", "v. 14" or "no. 3"; what is no word for a volume stays: "NS 4".
pub(super) fn number(text: &str) -> Option<String> {
    const WORDS: &[&str] = &[
        "band", "bd", "vol", "volume", "v", "no", "nr", "n", "number", "knyha", "t", "tome", "tomo", "heft", "book",
        "bk", "part", "pt", "teil", "tl", "b", "d", "del", "deel", "kn", "issue",
    ];
    let plain = field(text)?;
    let plain = plain.trim_matches(|c| matches!(c, '[' | ']' | '(' | ')' | '.')).to_owned();
    let first = plain.split(", ").next().unwrap_or(&plain);
    let (word, rest) = first.split_once(' ').unwrap_or(("", first));
    let is_word = WORDS.contains(&word.trim_end_matches('.').to_lowercase().as_str());
    filled(if is_word { rest } else { first })
}

/// "2" of "Part 2" or "Band 2.", "IV"; `None` where the text is no place in a set.
pub(super) fn volume(text: &str) -> Option<String> {
    number(text).filter(|number| {
        let is_roman = number.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L'));
        is_roman || (number.starts_with(|c: char| c.is_ascii_digit()) && !number.contains(' '))
    })
}

/// A publisher without the word for others that are not named.
pub(super) fn publisher(text: &str) -> Option<String> {
    const OTHERS: &[&str] = &["[u.a.]", "u.a.", "[etc.]", "[et al.]", "et al.", "[u. a.]"];
    let plain = field(text)?;
    field(OTHERS.iter().find_map(|others| plain.strip_suffix(others)).unwrap_or(&plain))
}

#[cfg(test)]
mod tests {
    use super::{field, filled, name, number};

    #[test]
    fn marks_that_are_not_read_go() {
        assert_eq!(filled("\u{98}Die\u{9c} Morgenlandfahrt").as_deref(), Some("Die Morgenlandfahrt"));
        assert_eq!(filled("<<Die>> 555 besten").as_deref(), Some("Die 555 besten"));
        assert_eq!(filled("Ko\u{308}pfe \n x").as_deref(), Some("Köpfe x"));
        assert_eq!(filled(" \u{98}\u{9c} "), None);
        assert_eq!(field("The waste land /").as_deref(), Some("The waste land"));
        assert_eq!(field("= Hollys Geheimnis :").as_deref(), Some("Hollys Geheimnis"));
        assert_eq!(field(" / "), None);
        assert_eq!(field("Houghton Mifflin Co.,").as_deref(), Some("Houghton Mifflin Co."));
    }

    #[test]
    fn names_end_without_a_stop() {
        let case = |text: &str, inverted: &str| assert_eq!(name(text).map(|n| n.inverted()).as_deref(), Some(inverted));
        case("Oakes, James.", "Oakes, James");
        case("Samuelson, Paul A..", "Samuelson, Paul A.");
        case("King, Martin Luther, Jr.", "King, Martin Luther, Jr.");
        case("Poor, Riva,", "Poor, Riva");
        case("Dodd, Geo.", "Dodd, Geo.");
        assert_eq!(name(" , "), None);
    }

    #[test]
    fn volumes_are_numbers_where_a_word_says_so() {
        let case = |text: &str, expected: &str| assert_eq!(number(text).as_deref(), Some(expected));
        case("Band 65", "65");
        case("v. 14", "14");
        case("knyha 3", "3");
        case("7, 7", "7");
        case("NS 4", "NS 4");
        case("B. 2", "2");
        case("48687", "48687");
        case("[12]", "12");
        assert_eq!(super::volume("Part 1").as_deref(), Some("1"));
        assert_eq!(super::volume("subfield n"), None);
        assert_eq!(super::publisher("Elsevier [u.a.]").as_deref(), Some("Elsevier"));
    }
}
