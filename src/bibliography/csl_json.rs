//! CSL-JSON by the schema `csl-data.json`: what citation processors, Zotero and pandoc read.

use serde::Serialize;

use super::casing::{self, BookTitle, Cased, Kept};
use super::text::{clean, dates, doi, keywords, language, names, percent_escaped, some_clean};
use super::{BibliographyError, date, numerals};
use crate::cores::on_all_cores;
use crate::library::Entry;
use crate::model::{Book, Date, Edition, EditionStatement, Name, PersonalName, Role};

/// One item; fields are printed in this order.
#[derive(Default, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Item {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    people: People,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    title_short: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<CslDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    original_date: Option<CslDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    original_title: Option<String>,
    #[serde(flatten)]
    printing: Printing,
    #[serde(rename = "DOI", skip_serializing_if = "Option::is_none")]
    doi: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    keyword: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    annote: Option<String>,
}

#[derive(Default, Serialize)]
struct People {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<CslName>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    editor: Vec<CslName>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    compiler: Vec<CslName>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    translator: Vec<CslName>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    illustrator: Vec<CslName>,
    /// Introduction, foreword, afterword, commentary: the schema has no names of their own for them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contributor: Vec<CslName>,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Printing {
    #[serde(skip_serializing_if = "Option::is_none")]
    edition: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    collection_title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    collection_number: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    volume: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number_of_volumes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher_place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number_of_pages: Option<u32>,
    #[serde(rename = "ISBN", skip_serializing_if = "Option::is_none")]
    isbn: Option<String>,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// A number where it is one, else words; the schema allows both.
#[derive(Serialize)]
#[serde(untagged)]
enum Number {
    Digits(u32),
    Words(String),
}

#[derive(Default, Serialize)]
#[serde(rename_all = "kebab-case")]
struct CslName {
    #[serde(skip_serializing_if = "String::is_empty")]
    family: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    given: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    dropping_particle: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    non_dropping_particle: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suffix: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    literal: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum CslDate {
    Parts {
        #[serde(rename = "date-parts")]
        parts: Vec<[i32; 1]>,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        circa: bool,
    },
    /// The schema has no open ranges.
    Literal { literal: String },
}

/// The entries as one array.
pub(super) fn write(entries: &[Entry]) -> Result<String, BibliographyError> {
    let items: Vec<Item> = on_all_cores(entries, item);
    Ok(serde_json::to_string_pretty(&items)? + "\n")
}

fn item(entry: &Entry) -> Item {
    let book = &entry.book;
    let title = BookTitle::of(book);
    let set = book.edition.as_ref().and_then(|e| some_clean(e.set.as_deref()?));
    let full = sentence(&title.full());
    // The schema has a `volume-title`, which next to no style prints: the book would lose its name.
    let (full, is_volume) = match set {
        Some(set) => (format!("{}: {full}", sentence(&casing::cased(&set, book))), true),
        None => (full, false),
    };
    let (issued, original) = dates(book);
    Item {
        id: entry.key.to_string(),
        kind: "book",
        people: people(book),
        title: full,
        title_short: (title.has_subtitle() && !is_volume).then(|| sentence(&title.main())),
        issued: issued.map(csl_date),
        original_date: original.map(csl_date),
        original_title: book.work.original_title.as_deref().and_then(some_clean),
        printing: book.edition.as_ref().map(printing).unwrap_or_default(),
        doi: doi(book),
        language: language(book).map(|l| l.to_string()),
        keyword: some_clean(&keywords(entry).join(", ")),
        annote: entry.note.as_deref().and_then(some_clean),
    }
}

/// Sentence case, with a span around words that title case must leave small.
fn sentence(title: &Cased) -> String {
    let words = match title {
        Cased::Verbatim(text) => return text.clone(),
        Cased::Words(words) => words,
    };
    let mut out = String::new();
    let mut open = false;
    for (at, word) in words.iter().enumerate() {
        let is_kept = word.kept == Kept::Lower;
        let next = words.get(at + 1).filter(|_| word.after.is_empty());
        let goes_on = is_kept && next.is_some_and(|n| n.kept == Kept::Lower && n.before.is_empty());
        out.push_str(if at > 0 { " " } else { "" });
        out.push_str(&word.before);
        out.push_str(if is_kept && !open { "<span class=\"nocase\">" } else { "" });
        out.push_str(&word.plain);
        out.push_str(if is_kept && !goes_on { "</span>" } else { "" });
        out.push_str(&word.after);
        open = goes_on;
    }
    out
}

fn people(book: &Book) -> People {
    let with = |roles: &[Role]| -> Vec<CslName> {
        names(book.contributors().filter(|c| roles.contains(&c.role))).into_iter().map(csl_name).collect()
    };
    People {
        author: with(&[Role::Author]),
        editor: with(&[Role::Editor]),
        compiler: with(&[Role::Compiler]),
        translator: with(&[Role::Translator]),
        illustrator: with(&[Role::Illustrator]),
        contributor: with(&[Role::Introduction, Role::Foreword, Role::Afterword, Role::Commentator]),
    }
}

fn csl_name(name: Name) -> CslName {
    match name {
        Name::Personal(p) => {
            let PersonalName { family, given, dropping_particle, non_dropping_particle, suffix } = p;
            CslName { family, given, dropping_particle, non_dropping_particle, suffix, ..CslName::default() }
        }
        Name::Corporate(literal) => CslName { literal, ..CslName::default() },
        Name::Mononym(family) => CslName { family, ..CslName::default() },
    }
}

fn csl_date(date: Date) -> CslDate {
    let parts = |parts, circa| CslDate::Parts { parts, circa };
    match date {
        Date::At(y) => parts(vec![[y.number()]], false),
        Date::Circa(y) => parts(vec![[y.number()]], true),
        Date::Between(a, b) => parts(vec![[a.number()], [b.number()]], false),
        Date::After(_) | Date::Before(_) => CslDate::Literal { literal: date::spoken(date, "–") },
    }
}

fn printing(edition: &Edition) -> Printing {
    let series = edition.series.as_ref();
    Printing {
        edition: edition.edition.as_ref().map(|e| match e {
            EditionStatement::Number(n) => Number::Digits((*n).into()),
            EditionStatement::Words(words) => Number::Words(clean(words)),
        }),
        collection_title: series.and_then(|s| some_clean(&s.title)),
        collection_number: series.and_then(|s| s.number.as_deref()).map(number),
        volume: edition.volume.as_deref().map(number),
        number_of_volumes: edition.volumes,
        publisher: edition.publisher.as_deref().and_then(some_clean),
        publisher_place: edition.place.as_deref().and_then(some_clean),
        number_of_pages: edition.pages,
        isbn: edition.isbns.first().map(|i| i.hyphenated()),
        url: edition.url.as_deref().map(percent_escaped),
    }
}

fn number(text: &str) -> Number {
    numerals::value(text).map_or_else(|| Number::Words(clean(text)), Number::Digits)
}
