//! A record without what catalogs write and do not mean.
//!
//! Years to come, no pages, "Unknown" and "[s.n.]", capitals throughout, the punctuation of catalog cards, a series in the
//! title: none of it is a fact about the book. Nothing is added; what is refused is as if the catalog had not said it.

use unicode_normalization::UnicodeNormalization;

use super::rules::Rules;
use crate::catalog::Record;
use crate::model::title::normalise;
use crate::model::{Contributor, Date, Edition, Name, PersonalName, Series, Title, Year};

/// What stands for "nobody knows".
const NOTHING: &[&str] = &[
    "unknown",
    "anonymous",
    "anon",
    "various",
    "various authors",
    "s n",
    "sn",
    "s l",
    "sl",
    "n a",
    "none",
    "null",
    "not available",
    "no publisher",
    "publisher not identified",
    "place of publication not identified",
    "n p",
    "n d",
    "author unknown",
    "unknown author",
    "multiple authors",
    "inconnu",
    "anonyme",
    "anonymus",
    "unbekannt",
];
/// Words that stay small inside a title.
const SMALL: &[&str] = &[
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "nor", "of", "on", "or", "the", "to",
    "with", "de", "la", "le", "les", "et", "du", "des", "der", "die", "das", "und", "von", "el", "los", "las", "y",
    "del",
];
/// What publishers call a series without numbering it.
const SERIES_WORDS: &[&str] =
    &["classics", "series", "library", "edition", "editions", "paperbacks", "modern classics"];
/// From so many letters a single word in capitals is no acronym.
const NO_ACRONYM: usize = 6;
/// What a card puts between its parts, when it stands at an end.
const CARD_MARKS: &[char] = &['/', ':', ';', ',', '='];

/// The record as it is meant.
pub fn clean(mut record: Record, rules: &Rules) -> Record {
    let work = &mut record.book.work;
    let (title, series) = without_series(&work.title);
    work.title = title;
    work.contributors = people(std::mem::take(&mut work.contributors));
    work.first_published = plausible(work.first_published, rules);
    work.original_title = work.original_title.as_deref().and_then(text);
    if let Some(edition) = &mut record.book.edition {
        clean_edition(edition, rules);
    }
    if let Some(series) = series {
        record.book.edition.get_or_insert_default().series.get_or_insert(series);
    }
    record.other_titles = record.other_titles.iter().filter_map(|title| text(title)).collect();
    record
}

fn clean_edition(edition: &mut Edition, rules: &Rules) {
    if let Some(title) = &edition.title {
        let (title, series) = without_series(title);
        edition.title = Some(title);
        edition.series = edition.series.take().or(series);
    }
    edition.contributors = people(std::mem::take(&mut edition.contributors));
    edition.issued = plausible(edition.issued, rules);
    edition.publisher = edition.publisher.as_deref().and_then(text);
    edition.place = edition.place.as_deref().and_then(text);
    edition.pages = edition.pages.filter(|pages| *pages > 0);
    edition.volumes = edition.volumes.filter(|volumes| *volumes > 0);
}

fn plausible(date: Option<Date>, rules: &Rules) -> Option<Date> {
    let last = |date: &Date| match *date {
        Date::At(year) | Date::Circa(year) | Date::Between(_, year) | Date::After(year) => year,
        Date::Before(_) => Year::new(1).unwrap_or(date.first_year()),
    };
    date.filter(|date| rules.this_year.is_none_or(|now| last(date) <= now))
}

/// Text without the marks of cards and brackets around all of it; `None` where it says that nothing is known.
fn text(text: &str) -> Option<String> {
    let composed: String = text.nfc().collect();
    let plain = composed.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = plain.trim_end_matches(|c: char| c == ' ' || CARD_MARKS.contains(&c)).trim_start_matches(CARD_MARKS);
    let bracketed = plain.strip_prefix('[').and_then(|t| t.strip_suffix(']')).filter(|t| !t.contains(['[', ']']));
    let plain = without_stop(bracketed.unwrap_or(plain).trim());
    (!plain.is_empty() && !NOTHING.contains(&normalise(plain).as_str())).then(|| without_capitals(plain))
}

/// A card ends its parts with a full stop; abbreviations, initials and dots in a row keep theirs.
fn without_stop(text: &str) -> &str {
    let Some(bare) = text.strip_suffix('.') else { return text };
    let last = bare.rsplit([' ', '.']).next().unwrap_or_default();
    let is_word = last.chars().count() > 3 && last.chars().all(char::is_alphabetic);
    if is_word || last.chars().any(|c| c.is_ascii_digit()) { bare } else { text }
}

/// Capitals throughout are how old catalogs were typed, not how anything is called.
fn without_capitals(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let is_plain = text.chars().any(char::is_lowercase) || letters < NO_ACRONYM || text.contains('.');
    if is_plain || !text.chars().any(char::is_uppercase) {
        return text.to_owned();
    }
    let words = text.split(' ').enumerate().map(|(at, word)| {
        let small = word.to_lowercase();
        let stays = is_roman(word) || word.chars().any(|c| c.is_ascii_digit());
        match () {
            () if stays => word.to_owned(),
            () if at > 0 && SMALL.contains(&small.as_str()) => small,
            () => capitalised(&small),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn is_roman(word: &str) -> bool {
    word.len() > 1 && word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'))
}

/// The first letter large, and the first behind a hyphen.
fn capitalised(word: &str) -> String {
    let mut at_start = true;
    let letters = word.chars().flat_map(|c| {
        let large = at_start && c.is_alphabetic();
        at_start = if c.is_alphabetic() { false } else { at_start || c == '-' };
        let changed: Vec<char> = if large { c.to_uppercase().collect() } else { vec![c] };
        changed
    });
    letters.collect()
}

/// The title, and the series that stood in brackets at its end: `(The Hunger Games, #1)`, `(Penguin Classics)`.
fn without_series(title: &Title) -> (Title, Option<Series>) {
    let whole = title.full();
    let whole = text(&whole).unwrap_or(whole);
    let bracket = whole.strip_suffix(')').and_then(|rest| rest.rsplit_once(" ("));
    let found = bracket.and_then(|(bare, inside)| Some((bare.trim().to_owned(), series(inside)?)));
    match found {
        Some((bare, series)) => (reparsed(title, &bare), Some(series)),
        None => (reparsed(title, &whole), None),
    }
}

/// What was cut in two stays so; only the ends have changed.
fn reparsed(title: &Title, whole: &str) -> Title {
    let main = text(&title.main).unwrap_or_else(|| title.main.clone());
    let rest = whole.strip_prefix(main.as_str()).map(|rest| rest.trim_start_matches([':', ' ']));
    match (rest, &title.subtitle) {
        (Some(rest), Some(_)) if !rest.is_empty() => Title { main, subtitle: Some(rest.to_owned()) },
        (Some(""), Some(_)) => Title { main, subtitle: None },
        _ => Title::parse(whole).unwrap_or_else(|| title.clone()),
    }
}

fn series(inside: &str) -> Option<Series> {
    let (name, number) = match inside.rsplit_once('#') {
        Some((name, number)) => (name, Some(number)),
        None => ["Book ", "Vol. ", "Volume ", "No. "]
            .iter()
            .find_map(|word| inside.rsplit_once(word))
            .map_or((inside, None), |(name, number)| (name, Some(number))),
    };
    let name = name.trim_end_matches([',', ' ', ';', ':']).trim();
    let number = number.map(str::trim).filter(|n| n.chars().next().is_some_and(|c| c.is_ascii_digit()));
    let last = normalise(name).rsplit(' ').next().map(str::to_owned).unwrap_or_default();
    let is_series = number.is_some() || (name.contains(' ') && SERIES_WORDS.contains(&last.as_str()));
    (is_series && !name.is_empty()).then(|| Series { title: name.to_owned(), number: number.map(str::to_owned) })
}

fn people(contributors: Vec<Contributor>) -> Vec<Contributor> {
    let named = contributors.into_iter().filter_map(|c| name(&c.name).map(|name| Contributor { name, role: c.role }));
    let mut kept: Vec<Contributor> = Vec::new();
    named.for_each(|contributor| {
        if !kept.contains(&contributor) {
            kept.push(contributor);
        }
    });
    kept
}

/// A name without years of life behind it; `None` where it is nobody's.
fn name(name: &Name) -> Option<Name> {
    if NOTHING.contains(&normalise(&name.to_string()).as_str()) {
        return None;
    }
    Some(match name {
        Name::Personal(person) => {
            let years = |suffix: &String| suffix.chars().any(|c| c.is_ascii_digit());
            Name::Personal(PersonalName {
                family: text(&person.family)?,
                given: text(&person.given).unwrap_or_default(),
                suffix: person.suffix.clone().filter(|suffix| !years(suffix)),
                ..person.clone()
            })
        }
        Name::Corporate(body) => Name::Corporate(text(body)?),
        Name::Mononym(word) => Name::Mononym(text(word)?),
    })
}

#[cfg(test)]
mod tests {
    use super::{clean, text};
    use crate::catalog::Record;
    use crate::model::{Book, Contributor, Date, Edition, Name, RecordId, Title, Work, Year};
    use crate::resolve::Rules;

    #[track_caller]
    fn case(written: &str, meant: Option<&str>) {
        assert_eq!(text(written).as_deref(), meant, "{written}");
    }

    #[test]
    fn what_cards_write_is_taken_off() {
        case("The waste land /", Some("The waste land"));
        case("Paris :", Some("Paris"));
        case("Gallimard,", Some("Gallimard"));
        case("[London]", Some("London"));
        case("The waste land.", Some("The waste land"));
        case("Houghton Mifflin Co.", Some("Houghton Mifflin Co."));
        case("And then there were none...", Some("And then there were none..."));
        case("[s.n.]", None);
        case("Unknown", None);
        case("S.l.", None);
        case(" / ", None);
        case("Cafe\u{301}", Some("Café"));
    }

    #[test]
    fn capitals_throughout_are_mended() {
        case("THE STRUCTURE OF SCIENTIFIC REVOLUTIONS", Some("The Structure of Scientific Revolutions"));
        case("HENRY VIII AND CATCH-22", Some("Henry VIII and CATCH-22"));
        case("MIDDLEMARCH", Some("Middlemarch"));
        case("NATO", Some("NATO"));
        case("V.A.L.I.S. NOW", Some("V.A.L.I.S. NOW"));
        case("战争与和平战争与和平", Some("战争与和平战争与和平"));
    }

    fn record(title: &str) -> Record {
        let work = Work::titled(Title::parse(title).unwrap());
        let id = RecordId { catalog: "local".parse().unwrap(), id: "1".to_owned() };
        Record { id, book: Book::of_work(work), other_titles: Vec::new() }
    }

    #[track_caller]
    fn titled(written: &str, meant: &str, series: Option<(&str, Option<&str>)>) {
        let cleaned = clean(record(written), &Rules::default());
        assert_eq!(cleaned.book.work.title.full(), meant);
        let found = cleaned.book.edition.and_then(|e| e.series);
        let found = found.as_ref().map(|s| (s.title.as_str(), s.number.as_deref()));
        assert_eq!(found, series);
    }

    #[test]
    fn a_series_is_no_part_of_the_title() {
        titled("The Hunger Games (The Hunger Games, #1)", "The Hunger Games", Some(("The Hunger Games", Some("1"))));
        titled("Emma (Penguin Classics)", "Emma", Some(("Penguin Classics", None)));
        titled("Dune: A Novel (Dune Chronicles, Book 1)", "Dune: A Novel", Some(("Dune Chronicles", Some("1"))));
        titled("The Prince (Illustrated)", "The Prince (Illustrated)", None);
        titled("Foundation (1951)", "Foundation (1951)", None);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let mut written = record("X");
        written.book.work.first_published = Date::year(2150);
        written.book.work.contributors = ["Unknown", "Kuhn, Thomas S., 1922-1996.", "TOLKIEN, J. R. R."]
            .map(|n| Contributor::author(Name::parse(n).unwrap()))
            .into();
        written.book.edition = Some(Edition { pages: Some(0), publisher: Some("[s.n.]".into()), ..Edition::default() });
        let rules = Rules { this_year: Year::new(2026), ..Rules::default() };
        let cleaned = clean(written, &rules);
        assert_eq!(cleaned.book.work.first_published, None);
        let names: Vec<_> = cleaned.book.contributors().map(|c| c.name.to_string()).collect();
        assert_eq!(names, ["Thomas S. Kuhn", "J. R. R. Tolkien"]);
        assert_eq!(cleaned.book.edition, Some(Edition::default()));
    }
}
