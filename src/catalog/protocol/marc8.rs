//! MARC-8, in which libraries wrote before Unicode: ASCII and the letters and accents of Latin (ANSEL).
//!
//! An accent stands before its letter. Other scripts are announced by an escape; they are not read here, and their records have the same
//! in Latin letters. The code tables are those of <https://www.loc.gov/marc/specifications/specchartables.html>.

use unicode_normalization::UnicodeNormalization;

const ESCAPE: u8 = 0x1b;

/// Letters and signs.
#[rustfmt::skip]
const LETTERS: &[(u8, char)] = &[
    (0xa1, 'Ł'), (0xa2, 'Ø'), (0xa3, 'Đ'), (0xa4, 'Þ'), (0xa5, 'Æ'), (0xa6, 'Œ'), (0xa7, 'ʹ'), (0xa8, '·'), (0xa9, '♭'), (0xaa, '®'),
    (0xab, '±'), (0xac, 'Ơ'), (0xad, 'Ư'), (0xae, 'ʼ'), (0xb0, 'ʻ'), (0xb1, 'ł'), (0xb2, 'ø'), (0xb3, 'đ'), (0xb4, 'þ'), (0xb5, 'æ'),
    (0xb6, 'œ'), (0xb7, 'ʺ'), (0xb8, 'ı'), (0xb9, '£'), (0xba, 'ð'), (0xbc, 'ơ'), (0xbd, 'ư'), (0xc0, '°'), (0xc1, 'ℓ'), (0xc2, '℗'),
    (0xc3, '©'), (0xc4, '♯'), (0xc5, '¿'), (0xc6, '¡'), (0xc7, 'ß'), (0xc8, '€'),
];

/// Accents, which stand before what they are on.
#[rustfmt::skip]
const ACCENTS: &[(u8, char)] = &[
    (0xe0, '\u{309}'), (0xe1, '\u{300}'), (0xe2, '\u{301}'), (0xe3, '\u{302}'), (0xe4, '\u{303}'), (0xe5, '\u{304}'), (0xe6, '\u{306}'),
    (0xe7, '\u{307}'), (0xe8, '\u{308}'), (0xe9, '\u{30c}'), (0xea, '\u{30a}'), (0xeb, '\u{fe20}'), (0xec, '\u{fe21}'), (0xed, '\u{315}'),
    (0xee, '\u{30b}'), (0xef, '\u{310}'), (0xf0, '\u{327}'), (0xf1, '\u{328}'), (0xf2, '\u{323}'), (0xf3, '\u{324}'), (0xf4, '\u{325}'),
    (0xf5, '\u{333}'), (0xf6, '\u{332}'), (0xf7, '\u{326}'), (0xf8, '\u{31c}'), (0xf9, '\u{32e}'), (0xfa, '\u{fe22}'), (0xfb, '\u{fe23}'),
    (0xfe, '\u{313}'),
];

/// Escapes after which there is Latin, or digits above and below the line.
const READ: &[&[u8]] = &[b"(B", b",B", b"s", b"b", b"p", b")!E", b"-!E", b"(!E", b",!E"];

/// Whether a record can be in it. Those in other encodings often say that they are, and have bytes that stand for nothing here.
pub(super) fn can_be(record: &[u8]) -> bool {
    let is_known = |byte: u8| LETTERS.iter().chain(ACCENTS).any(|(code, _)| *code == byte);
    record.contains(&ESCAPE) || record.iter().all(|byte| *byte <= 0xa0 || is_known(*byte))
}

/// The text, composed; `None` where part of it is in another script.
pub(super) fn read(bytes: &[u8]) -> Option<String> {
    let (mut text, mut accents) = (String::with_capacity(bytes.len()), Vec::new());
    let mut rest = bytes;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte == ESCAPE {
            let escape = READ.iter().find(|escape| after.starts_with(escape))?;
            rest = after.get(escape.len()..)?;
            continue;
        }
        let of = |table: &[(u8, char)]| table.iter().find(|(code, _)| code == byte).map(|(_, letter)| *letter);
        match (of(ACCENTS), of(LETTERS)) {
            (Some(accent), _) => accents.push(accent),
            (None, letter) => {
                text.extend(letter.or_else(|| byte.is_ascii().then(|| char::from(*byte))));
                text.extend(accents.drain(..));
            }
        }
    }
    Some(text.nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn accents_come_before_their_letters() {
        let case = |bytes: &[u8], expected: Option<&str>| assert_eq!(read(bytes).as_deref(), expected);
        case(b"Emma", Some("Emma"));
        case(b"L'\xe2etranger", Some("L'étranger"));
        case(b"Dvo\xe9r\xe2ak, Anton\xe2in", Some("Dvořák, Antonín"));
        case(b"\xb1\xe2o\xc7 H\x1bb2\x1bsO", Some("łóß H2O"));
        case(b"Tha\xf2\xe5i", Some("Thaị̄"));
        case(b"\x1b(NaBC\x1b(B", None);
        case(b"\x88The \x89end\xe2", Some("The end"));
    }
}
