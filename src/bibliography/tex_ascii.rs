//! TeX in ASCII, for BibTeX as of 1988: accents and letters as commands, other scripts in Latin letters.

use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What combining marks are to TeX.
const ACCENTS: &[(char, &str)] = &[
    ('\u{300}', "`"),
    ('\u{301}', "'"),
    ('\u{302}', "^"),
    ('\u{303}', "~"),
    ('\u{304}', "="),
    ('\u{306}', "u"),
    ('\u{307}', "."),
    ('\u{308}', "\""),
    ('\u{30A}', "r"),
    ('\u{30B}', "H"),
    ('\u{30C}', "v"),
    ('\u{323}', "d"),
    ('\u{327}', "c"),
    ('\u{328}', "k"),
    ('\u{331}', "b"),
];

/// Letters and signs that TeX has a name for.
const NAMED: &[(char, &str)] = &[
    ('ß', "{\\ss}"),
    ('ø', "{\\o}"),
    ('Ø', "{\\O}"),
    ('æ', "{\\ae}"),
    ('Æ', "{\\AE}"),
    ('œ', "{\\oe}"),
    ('Œ', "{\\OE}"),
    ('ł', "{\\l}"),
    ('Ł', "{\\L}"),
    ('ı', "{\\i}"),
    ('“', "``"),
    ('”', "''"),
    ('‘', "`"),
    ('’', "'"),
    ('„', "{\\quotedblbase}"),
    ('«', "{\\guillemotleft}"),
    ('»', "{\\guillemotright}"),
    ('–', "--"),
    ('—', "---"),
    ('…', "{\\ldots}"),
    ('\u{A0}', "~"),
    ('§', "{\\S}"),
    ('©', "{\\copyright}"),
    ('£', "{\\pounds}"),
    ('€', "{\\texteuro}"),
    ('¹', "\\textsuperscript{1}"),
    ('²', "\\textsuperscript{2}"),
    ('³', "\\textsuperscript{3}"),
];

/// TeX that says the same in ASCII.
pub(super) fn text(tex: &str) -> String {
    if tex.is_ascii() {
        return tex.to_owned();
    }
    tex.nfc().fold(String::with_capacity(2 * tex.len()), |mut out, c| {
        out.push_str(&letter(c));
        out
    })
}

fn letter(c: char) -> String {
    if c.is_ascii() {
        return c.to_string();
    }
    if let Some((_, named)) = NAMED.iter().find(|(letter, _)| *letter == c) {
        return (*named).to_owned();
    }
    accented(c).unwrap_or_else(|| super::tex::escape(any_ascii::any_ascii_char(c)))
}

/// `{\\"o}`; a letter of two accents has one within the other.
fn accented(c: char) -> Option<String> {
    let parts: Vec<char> = std::iter::once(c).nfd().collect();
    let (base, marks) = parts.split_first()?;
    if marks.is_empty() || !base.is_ascii_alphabetic() || !marks.iter().all(|m| is_combining_mark(*m)) {
        return None;
    }
    // An accent takes the place of the dot.
    let base = if matches!(base, 'i' | 'j') { format!("\\{base}") } else { base.to_string() };
    marks.iter().try_fold(base, |inner, mark| {
        let (_, accent) = ACCENTS.iter().find(|(known, _)| known == mark)?;
        let is_short = inner.chars().count() == 1 && !accent.starts_with(char::is_alphabetic);
        Some(if is_short { format!("{{\\{accent}{inner}}}") } else { format!("{{\\{accent}{{{inner}}}}}") })
    })
}

/// An address in ASCII.
pub(super) fn address(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for byte in address.bytes() {
        match byte {
            0..128 => out.push(char::from(byte)),
            // Writing to a string cannot fail.
            byte => _ = write!(out, "%{byte:02X}"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{address, text};

    #[track_caller]
    fn case(unicode: &str, ascii: &str) {
        assert_eq!(text(unicode), ascii);
    }

    #[test]
    fn letters_become_commands() {
        case("Lück, García Márquez", "L{\\\"u}ck, Garc{\\'{\\i}}a M{\\'a}rquez");
        case("Łódź, Çelik, ø", "{\\L}{\\'o}d{\\'z}, {\\c{C}}elik, {\\o}");
        case("Việt", "Vi{\\^{{\\d{e}}}}t");
        case("“L²” – 1", "``L\\textsuperscript{2}'' -- 1");
        case("İletişim Adım", "{\\.I}leti{\\c{s}}im Ad{\\i}m");
    }

    #[test]
    fn other_scripts_become_latin_letters() {
        case("Война и мир", "Voyna i mir");
        assert!(text("三体 🐳 المقدمة").is_ascii());
        assert_eq!(address("https://a.org/é"), "https://a.org/%C3%A9");
    }
}
