//! Our entries as hayagriva's: what its YAML holds, and what its styles set.
//!
//! Two things differ. Its years are astronomical (0 is 1 BCE), and a date is one year: of a range this keeps the
//! first, and `render` puts the range back. Its series and first publications are parents of the entry.

use std::collections::BTreeMap;

use hayagriva::types::{
    ChunkKind, ChunkedString, Date as HayagrivaDate, EntryType, FormatString, MaybeTyped, Numeric, Person, PersonRole,
    PersonsWithRoles, Publisher, SerialNumber, StringChunk,
};

use super::casing::{self, BookTitle, Case, Cased, Word};
use super::date::astronomical;
use super::numerals;
use super::text::{clean, dates, doi, join, language, names, some_clean, web_address};
use crate::library::Entry;
use crate::model::{Book, Date, Edition, Name, Role};

/// The entry as hayagriva knows it.
pub(super) fn convert(entry: &Entry) -> hayagriva::Entry {
    let book = &entry.book;
    let mut out = hayagriva::Entry::new(entry.key.as_str(), EntryType::Book);
    out.set_title(title(book));
    set_people(&mut out, book);
    if let Some(issued) = dates(book).0 {
        out.set_date(date(issued));
    }
    if let Some(edition) = &book.edition {
        set_edition(&mut out, edition);
    }
    if let Some(language) = language(book).and_then(|l| l.as_str().parse().ok()) {
        out.set_language(language);
    }
    let numbers = serial_numbers(book);
    if !numbers.is_empty() {
        out.set_serial_number(SerialNumber(numbers));
    }
    out.set_parents([series(book), original(book)].into_iter().flatten().collect());
    out
}

/// A title whose braces and dollar signs are not hayagriva's markup, and whose names no style recases.
fn title(book: &Book) -> FormatString {
    let title = BookTitle::of(book);
    let set = book.edition.as_ref().and_then(|e| some_clean(e.set.as_deref()?));
    if let Some(set) = set {
        return FormatString { value: within_set(chunks(&casing::cased(&set, book)), &title.full()), short: None };
    }
    let short = title.has_subtitle().then(|| Box::new(chunks(&title.main())));
    FormatString { value: chunks(&title.full()), short }
}

/// The title of a set, then the volume's own: hayagriva has no field for the one or the other.
fn within_set(mut set: ChunkedString, title: &Cased) -> ChunkedString {
    set.push_str(": ", ChunkKind::Normal);
    for chunk in chunks(title).0 {
        set.push_str(&chunk.value, chunk.kind);
    }
    set
}

/// Sentence case, as styles expect it; words that must stay as they are exempt from changes of case.
fn chunks(title: &Cased) -> ChunkedString {
    let mut out = ChunkedString::new();
    match title {
        Cased::Verbatim(text) => out.push_str(text, ChunkKind::Normal),
        Cased::Words(words) => {
            for (index, word) in words.iter().enumerate() {
                let space = if index > 0 { " " } else { "" };
                out.push_str(&format!("{space}{}", word.before), ChunkKind::Normal);
                push_parts(word, &mut out);
                out.push_str(&word.after, ChunkKind::Normal);
            }
        }
    }
    out.0.retain(|chunk| !chunk.is_empty());
    out
}

fn push_parts(word: &Word, out: &mut ChunkedString) {
    let kind = |stays| if stays { ChunkKind::Verbatim } else { ChunkKind::Normal };
    if word.parts(&word.plain).all(|(_, stays)| stays) {
        return out.push_str(&word.plain, kind(true));
    }
    for (at, (part, stays)) in word.parts(&word.plain).enumerate() {
        out.push_str(if at > 0 { "-" } else { "" }, ChunkKind::Normal);
        out.push_str(part, kind(stays));
    }
}

/// What the engine's title case would spoil, kept from it: it gives small words after a comma and single letters a
/// capital, and forgets a space after a first word that it must not touch.
fn for_engine(title: &ChunkedString) -> ChunkedString {
    let mut out = ChunkedString::new();
    for (at, chunk) in title.0.iter().enumerate() {
        if at == 0 && chunk.kind == ChunkKind::Verbatim {
            push_first(&chunk.value, &mut out);
        } else if chunk.kind == ChunkKind::Normal {
            push_words(&chunk.value, &mut out);
        } else {
            out.push_str(&chunk.value, chunk.kind);
        }
    }
    out.0.retain(|chunk| !chunk.is_empty());
    out
}

/// Capitals alone are left alone without being told.
fn push_first(word: &str, out: &mut ChunkedString) {
    let is_upper = word.chars().all(|c| !c.is_lowercase());
    out.push_str(word, if is_upper { ChunkKind::Normal } else { ChunkKind::Verbatim });
}

fn push_words(text: &str, out: &mut ChunkedString) {
    let is_second = out.0.len() == 1 && out.0.iter().all(|first| first.kind == ChunkKind::Verbatim);
    let mut after_mark = false;
    for (index, word) in text.split(' ').enumerate() {
        let kind =
            if is_second && text.starts_with(' ') && index == 1 { ChunkKind::Verbatim } else { ChunkKind::Normal };
        out.push_str(if index > 0 { " " } else { "" }, kind);
        let is_kept = (after_mark && casing::is_small(word)) || is_letter(word);
        out.push_str(word, if is_kept { ChunkKind::Verbatim } else { ChunkKind::Normal });
        after_mark = word.ends_with([',', ';']);
    }
}

/// A small letter alone, but for marks around it, that is no article.
fn is_letter(word: &str) -> bool {
    let core = word.trim_matches(|c: char| !c.is_alphanumeric());
    core != "a" && core.len() == 1 && core.starts_with(char::is_lowercase)
}

fn set_people(out: &mut hayagriva::Entry, book: &Book) {
    const AFFILIATED: [(Role, PersonRole); 7] = [
        (Role::Translator, PersonRole::Translator),
        (Role::Illustrator, PersonRole::Illustrator),
        (Role::Introduction, PersonRole::Introduction),
        (Role::Foreword, PersonRole::Foreword),
        (Role::Afterword, PersonRole::Afterword),
        (Role::Commentator, PersonRole::Commentator),
        (Role::Compiler, PersonRole::Compiler),
    ];
    let people = |role| -> Vec<Person> { names(book.people(role)).into_iter().map(person).collect() };
    let (authors, editors) = (people(Role::Author), people(Role::Editor));
    if !authors.is_empty() {
        out.set_authors(authors);
    }
    if !editors.is_empty() {
        out.set_editors(editors);
    }
    let affiliated: Vec<_> = AFFILIATED
        .into_iter()
        .map(|(role, theirs)| PersonsWithRoles::new(people(role), theirs))
        .filter(|group| !group.names.is_empty())
        .collect();
    if !affiliated.is_empty() {
        out.set_affiliated(affiliated);
    }
}

/// The same entry for setting: `Le Guin` is one name, though the engine takes every `Le` for a particle.
///
/// The spaces of such names become [`NO_BREAK`], for it looks for plain ones; `runs` turns them back.
pub(super) fn convert_for_setting(entry: &Entry, case: Case) -> hayagriva::Entry {
    let mut out = convert(entry);
    if case == Case::Title {
        out.set_title(StringChunk::verbatim(casing::in_title_case(&entry.book)).into());
    } else if let Some(title) = out.title().map(|t| for_engine(&t.value)) {
        let short = out.title().and_then(|t| t.short.as_ref()).map(|t| Box::new(for_engine(t)));
        out.set_title(FormatString { value: title, short });
    }
    let whole = |people: &[Person]| people.iter().cloned().map(keep_whole).collect::<Vec<_>>();
    if let Some(authors) = out.authors().map(whole) {
        out.set_authors(authors);
    }
    if let Some(editors) = out.editors().map(whole) {
        out.set_editors(editors);
    }
    let groups = |groups: &[PersonsWithRoles]| -> Vec<PersonsWithRoles> {
        groups.iter().map(|g| PersonsWithRoles::new(whole(&g.names), g.role.clone())).collect()
    };
    if let Some(affiliated) = out.affiliated().map(groups) {
        out.set_affiliated(affiliated);
    }
    out
}

fn keep_whole(person: Person) -> Person {
    if person.name.chars().next().is_some_and(char::is_lowercase) {
        return person;
    }
    Person { name: kept_whole(&person.name), ..person }
}

/// The name with spaces that the engine does not see.
pub(super) fn kept_whole(name: &str) -> String {
    name.replace(' ', NO_BREAK)
}

/// A space between the words of one name; it sorts as a space does.
const NO_BREAK: &str = "\u{A0}";

/// The non-dropping particle belongs to hayagriva's `name`, from which it finds it again.
fn person(name: Name) -> Person {
    let named = |name| Person { name, given_name: None, prefix: None, suffix: None, comma_suffix: false, alias: None };
    match name {
        Name::Corporate(only) | Name::Mononym(only) => named(only),
        Name::Personal(p) => Person {
            given_name: Some(p.given).filter(|g| !g.is_empty()),
            prefix: p.dropping_particle,
            comma_suffix: p.suffix.as_ref().is_some_and(|s| s.starts_with(['J', 'S', 'j', 's'])),
            suffix: p.suffix,
            ..named(join(p.non_dropping_particle.as_deref().unwrap_or_default(), &p.family))
        },
    }
}

fn date(date: Date) -> HayagrivaDate {
    let year = HayagrivaDate::from_year(astronomical(date.first_year()));
    HayagrivaDate { approximate: matches!(date, Date::Circa(_)), ..year }
}

fn set_edition(out: &mut hayagriva::Entry, edition: &Edition) {
    let count = |n: u32| i32::try_from(n).ok().map(Numeric::new);
    if let Some(statement) = &edition.edition {
        out.set_edition(numeric(&statement.to_string()));
    }
    if let Some(volume) = edition.volume.as_deref().and_then(some_clean) {
        out.set_volume(numerals::value(&volume).map_or_else(|| numeric(&volume), |n| numeric(&n.to_string())));
    }
    if let Some(volumes) = edition.volumes.and_then(count) {
        out.set_volume_total(volumes);
    }
    if let Some(pages) = edition.pages.and_then(count) {
        out.set_page_total(pages);
    }
    let text = |text: &Option<String>| text.as_deref().and_then(some_clean).map(FormatString::with_value);
    let (publisher, place) = (text(&edition.publisher), text(&edition.place));
    if publisher.is_some() || place.is_some() {
        out.set_publisher(Publisher::new(publisher, place));
    }
    if let Some(url) = edition.url.as_deref().and_then(web_address).and_then(|u| u.parse().ok()) {
        out.set_url(url);
    }
}

/// A number where hayagriva can read one, else the words.
fn numeric(text: &str) -> MaybeTyped<Numeric> {
    let text = clean(text);
    text.parse().map_or_else(|_| MaybeTyped::String(text), MaybeTyped::Typed)
}

fn serial_numbers(book: &Book) -> BTreeMap<String, String> {
    let edition = book.edition.as_ref();
    let isbn = edition.and_then(|e| e.isbns.first());
    let numbers = [("doi", doi(book)), ("isbn", isbn.map(|i| i.hyphenated()))];
    numbers.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

/// An anthology: a book as parent would make the volume a chapter number.
fn series(book: &Book) -> Option<hayagriva::Entry> {
    let series = book.edition.as_ref()?.series.as_ref()?;
    let mut out = hayagriva::Entry::new("", EntryType::Anthology);
    out.set_title(StringChunk::verbatim(some_clean(&series.title)?).into());
    if let Some(number) = series.number.as_deref().and_then(some_clean) {
        out.set_volume(numeric(&number));
    }
    Some(out)
}

fn original(book: &Book) -> Option<hayagriva::Entry> {
    let title = book.work.original_title.as_deref().and_then(some_clean);
    let first = dates(book).1;
    if title.is_none() && first.is_none() {
        return None;
    }
    let mut out = hayagriva::Entry::new("", EntryType::Original);
    if let Some(title) = title {
        // In another language than the entry: the casing rules of English are not for it.
        out.set_title(StringChunk::verbatim(title).into());
    }
    if let Some(first) = first {
        out.set_date(date(first));
    }
    Some(out)
}
