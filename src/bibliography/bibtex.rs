//! BibTeX for the classic styles, which know neither subtitle nor original date and print fields as they stand.

use super::casing::{self, BookTitle};
use super::date;
use super::fields::{self, Fields};
use super::tex;
use super::text::{dates, doi, keywords, names};
use crate::library::Entry;
use crate::model::{Book, Edition, EditionStatement, Role};

/// The entries as BibTeX.
pub(super) fn write(entries: &[Entry], ascii: bool) -> String {
    let fields = entries.iter().map(entry);
    if ascii { fields::print(fields.map(Fields::into_ascii)) } else { fields::print(fields) }
}

fn entry(entry: &Entry) -> Fields {
    let book = &entry.book;
    let mut out = Fields::new("book", entry.key.as_str());
    out.names("author", &names(book.people(Role::Author)));
    let editors = names(book.people(Role::Editor));
    out.names("editor", &if editors.is_empty() { names(book.people(Role::Compiler)) } else { editors });
    push_titles(&mut out, book);
    out.names("translator", &names(book.people(Role::Translator)));
    out.raw("year", dates(book).0.map(|d| date::spoken(d, "--")).unwrap_or_default());
    if let Some(edition) = &book.edition {
        push_edition(&mut out, edition);
    }
    out.shown("doi", doi(book));
    out.verbatim("url", book.edition.as_ref().and_then(|e| e.url.as_deref()));
    out.text("keywords", Some(&keywords(entry).join(", ")));
    out.text("annote", entry.note.as_deref());
    out
}

/// A set is known to the styles as the title, its volumes' own titles are not.
fn push_titles(out: &mut Fields, book: &Book) {
    let title = BookTitle::of(book).full();
    let set = book.edition.as_ref().and_then(|e| e.set.as_deref());
    let set = set.map(|set| tex::title_for_classic(&casing::cased(set, book)));
    let title = tex::title_for_classic(&title);
    out.raw("title", set.map_or_else(|| title.clone(), |set| format!("{set}: {title}")));
}

fn push_edition(out: &mut Fields, edition: &Edition) {
    out.text("edition", edition.edition.as_ref().map(ordinal).as_deref());
    out.text("series", edition.series.as_ref().map(|s| s.title.as_str()));
    // The styles take a volume or a number, never both.
    match &edition.volume {
        Some(volume) => out.text("volume", Some(volume)),
        None => out.text("number", edition.series.as_ref().and_then(|s| s.number.as_deref())),
    }
    out.text("publisher", edition.publisher.as_deref());
    out.text("address", edition.place.as_deref());
    out.shown("isbn", edition.isbns.first().map(|i| i.hyphenated()));
}

/// `Second`, as the styles want it: they print "second edition"; numbers that nobody writes out stay digits.
fn ordinal(edition: &EditionStatement) -> String {
    const WORDS: [&str; 12] = [
        "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth", "Eleventh",
        "Twelfth",
    ];
    let EditionStatement::Number(n) = edition else { return edition.to_string() };
    if let Some(word) = usize::from(*n).checked_sub(1).and_then(|i| WORDS.get(i)) {
        return (*word).to_owned();
    }
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

#[cfg(test)]
mod tests {
    use super::ordinal;
    use crate::model::EditionStatement;

    #[test]
    fn editions_are_ordinals() {
        for (number, words) in [(1, "First"), (2, "Second"), (12, "Twelfth"), (21, "21st"), (112, "112th"), (0, "0th")]
        {
            assert_eq!(ordinal(&EditionStatement::Number(number)), words);
        }
        assert_eq!(ordinal(&"2nd rev. ed.".parse().unwrap()), "2nd rev. ed.");
    }
}
