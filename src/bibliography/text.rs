//! Text as every format can hold it, and the sayings that several formats share.

use std::collections::BTreeSet;

use crate::library::{Entry, Standing};
use crate::model::title::normalise;
use crate::model::{Book, Contributor, Date, Language, Name, PersonalName, Role};

/// One line without control characters, non-characters, or space at the ends or in rows.
pub(super) fn clean(text: &str) -> String {
    if is_clean(text) {
        return text.to_owned();
    }
    let visible: String = text.chars().filter(|&c| c.is_whitespace() || !is_unprintable(c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether there is nothing to clean, as in nearly all text.
fn is_clean(text: &str) -> bool {
    let mut after_space = true;
    for c in text.chars() {
        if is_unprintable(c) || (c.is_whitespace() && (c != ' ' || after_space)) {
            return false;
        }
        after_space = c == ' ';
    }
    !after_space
}

/// Whether the character is a command or no character at all.
pub(super) fn is_unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

/// The text cleaned, unless nothing is left of it.
pub(super) fn some_clean(text: &str) -> Option<String> {
    Some(clean(text)).filter(|t| !t.is_empty())
}

/// The names of these contributors that say something.
pub(super) fn names<'a>(people: impl Iterator<Item = &'a Contributor>) -> Vec<Name> {
    people.map(|c| clean_name(&c.name)).filter(|n| !n.sort_name().is_empty()).collect()
}

fn clean_name(name: &Name) -> Name {
    match name {
        Name::Corporate(body) => Name::Corporate(clean(body)),
        Name::Mononym(only) => Name::Mononym(clean(only)),
        Name::Personal(p) => Name::Personal(PersonalName {
            family: clean(&p.family),
            given: clean(&p.given),
            dropping_particle: p.dropping_particle.as_deref().and_then(some_clean),
            non_dropping_particle: p.non_dropping_particle.as_deref().and_then(some_clean),
            suffix: p.suffix.as_deref().and_then(some_clean),
        }),
    }
}

/// Languages whose books have no title in Latin letters, unless it is a translation.
const OTHER_SCRIPTS: &[&str] = &[
    "ar", "be", "bg", "bn", "el", "fa", "grc", "he", "hi", "hy", "ja", "ka", "ko", "mk", "mr", "ru", "sa", "ta", "te",
    "th", "uk", "ur", "yi", "zh",
];

/// Those under whose name a book stands.
pub(super) fn heads(book: &Book) -> Vec<Name> {
    let of = |role| names(book.people(role));
    [Role::Author, Role::Editor, Role::Compiler]
        .map(of)
        .into_iter()
        .find(|people| !people.is_empty())
        .unwrap_or_default()
}

/// A text as indexes sort it: normal, and all letters of the Latin script as their nearest of the alphabet.
pub(super) fn collated(text: &str) -> String {
    if text.contains(is_latin_beyond_ascii) { normalise(&ascii_letters(text)) } else { normalise(text) }
}

/// Small letters, those of the Latin script as their nearest of the alphabet; all else as it is.
pub(super) fn plain_letters(text: &str) -> String {
    ascii_letters(text).to_lowercase()
}

fn is_latin_beyond_ascii(c: char) -> bool {
    matches!(c, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
}

fn ascii_letters(text: &str) -> String {
    let plain = |c| if is_latin_beyond_ascii(c) { any_ascii::any_ascii_char(c).to_owned() } else { c.to_string() };
    text.chars().map(plain).collect()
}

/// The language of what the reader holds. Catalogs tell the work's; that of a translation they often leave out, and
/// then the letters of its title tell at least that it is one.
pub(super) fn language(book: &Book) -> Option<&Language> {
    let is_translated = |l: &&Language| {
        let title = &book.title().main;
        OTHER_SCRIPTS.contains(&l.primary()) && title.chars().any(|c| c.is_ascii_alphabetic())
    };
    book.language().filter(|l| !is_translated(l))
}

/// The date to print, and the work's own where that is another. An edition without a date has the work's.
pub(super) fn dates(book: &Book) -> (Option<Date>, Option<Date>) {
    match book.issued() {
        Some(issued) => (Some(issued), book.original_date()),
        None => (book.work.first_published, None),
    }
}

/// The DOI of the edition, or of the work.
pub(super) fn doi(book: &Book) -> Option<String> {
    let of_edition = book.edition.as_ref().and_then(|e| e.identifiers.doi.as_deref());
    of_edition.or(book.work.identifiers.doi.as_deref()).map(percent_escaped)
}

/// Two words with a space between, or none after an apostrophe (`d'Alembert`).
pub(super) fn join(first: &str, second: &str) -> String {
    match (first, second) {
        ("", only) | (only, "") => only.to_owned(),
        _ if first.ends_with(['\'', '’']) => format!("{first}{second}"),
        _ => format!("{first} {second}"),
    }
}

/// The user's tags and, where catalogs did not confirm the entry, a word that says so.
pub(super) fn keywords(entry: &Entry) -> Vec<String> {
    let doubt = match entry.standing {
        Standing::Found | Standing::ByHand => None,
        Standing::Ambiguous => Some("ambiguous"),
        Standing::Unknown | Standing::Unreachable => Some("unverified"),
    };
    // Every format that has keywords parts them with commas.
    let tags = entry.tags.iter().filter_map(|t| some_clean(&t.replace(',', ";")));
    let mut words: Vec<String> = tags.chain(doubt.map(str::to_owned)).collect();
    let mut seen = BTreeSet::new();
    words.retain(|w| seen.insert(w.clone()));
    words
}

/// An address or identifier with what would end or break it in markup written as percent escapes.
pub(super) fn percent_escaped(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.trim().chars().filter(|&c| !is_unprintable(c)) {
        match c {
            '{' | '}' | '\\' | '<' | '>' | '"' | '`' | '^' | '|' | ' ' => {
                out.push_str(&format!("%{:02X}", u32::from(c)))
            }
            c if c.is_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

/// The address as given, if it leads to the web; nothing else is fit to be a link.
pub(super) fn web_address(address: &str) -> Option<String> {
    let escaped = percent_escaped(address);
    let lower = escaped.to_lowercase();
    ["http://", "https://", "ftp://"].iter().any(|scheme| lower.starts_with(scheme)).then_some(escaped)
}

#[cfg(test)]
mod tests {
    use super::{clean, join, percent_escaped, web_address};

    #[test]
    fn text_becomes_one_clean_line() {
        assert_eq!(clean(" War\n and\u{2028}\tPeace\u{0} "), "War and Peace");
        assert_eq!(clean("\u{FEFF}\u{7}"), "");
        for (text, expected) in [("", ""), (" ", ""), ("a b", "a b"), ("a  b", "a b"), ("a ", "a"), ("a\u{a0}b", "a b")]
        {
            assert_eq!(clean(text), expected);
        }
    }

    #[test]
    fn particles_join_by_their_last_character() {
        assert_eq!(join("d'", "Alembert"), "d'Alembert");
        assert_eq!(join("van", "Gogh"), "van Gogh");
        assert_eq!(join("", "Gogh"), "Gogh");
    }

    #[test]
    fn addresses_cannot_break_out() {
        assert_eq!(percent_escaped("https://a.org/{x}_\\%20"), "https://a.org/%7Bx%7D_%5C%20");
        assert_eq!(web_address("javascript:alert(1)"), None);
        assert_eq!(web_address("HTTPS://a.org/\"x"), Some("HTTPS://a.org/%22x".to_owned()));
    }
}
