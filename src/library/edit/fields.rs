//! The fields of a typed book as TOML values.

use toml_edit::{Array, InlineTable, Value};

use crate::library::{ManualBook, Read};
use crate::model::{Date, Name};

/// The filled fields of a book as they are written, in the order in which one reads a title page.
pub(super) fn fields(book: &ManualBook) -> Vec<(&'static str, Value)> {
    let text = |t: &Option<String>| t.as_deref().map(Value::from);
    let names = |n: &Option<Vec<Name>>| n.as_ref().map(|n| Value::Array(n.iter().map(name).collect()));
    let number = |n: Option<u32>| n.map(|n| Value::from(i64::from(n)));
    let all = [
        ("title", text(&book.title)),
        ("subtitle", text(&book.subtitle)),
        ("authors", names(&book.authors)),
        ("editors", names(&book.editors)),
        ("compilers", names(&book.compilers)),
        ("translators", names(&book.translators)),
        ("illustrators", names(&book.illustrators)),
        ("introduction", names(&book.introduction)),
        ("foreword", names(&book.foreword)),
        ("afterword", names(&book.afterword)),
        ("commentators", names(&book.commentators)),
        ("year", book.year.map(date)),
        ("issued", book.issued.map(date)),
        ("publisher", text(&book.publisher)),
        ("place", text(&book.place)),
        ("edition", book.edition.as_ref().map(|e| Value::from(e.to_string()))),
        ("series", text(&book.series)),
        ("number", text(&book.number)),
        ("volume", text(&book.volume)),
        ("set", text(&book.set)),
        ("volumes", number(book.volumes)),
        ("pages", number(book.pages)),
        ("language", book.language.as_ref().map(|l| Value::from(l.as_str()))),
        ("original-title", text(&book.original_title)),
        ("original-language", book.original_language.as_ref().map(|l| Value::from(l.as_str()))),
        ("isbn", one_or_more(book.isbns.iter().map(|i| i.hyphenated()).collect())),
        ("doi", text(&book.doi)),
        ("url", text(&book.url)),
        ("status", book.status.map(|s| Value::from(s.to_string()))),
        ("reads", (!book.reads.is_empty()).then(|| reads(&book.reads))),
        ("aliases", some_array(book.aliases.iter().map(ToString::to_string).collect())),
        ("tags", some_array(book.tags.clone())),
        ("note", text(&book.note)),
        ("added", book.added.map(day)),
        ("match", one_or_more(book.matches.clone())),
    ];
    all.into_iter().filter_map(|(field, value)| value.map(|value| (field, value))).collect()
}

/// The filled fields of a book, each with its value as `library.toml` has it.
pub fn described(book: &ManualBook) -> Vec<(&'static str, String)> {
    fields(book).into_iter().map(|(field, value)| (field, value.to_string().trim().to_owned())).collect()
}

fn array(texts: impl IntoIterator<Item = String>) -> Value {
    Value::Array(Array::from_iter(texts))
}

fn some_array(texts: Vec<String>) -> Option<Value> {
    (!texts.is_empty()).then(|| array(texts))
}

fn one_or_more(mut texts: Vec<String>) -> Option<Value> {
    match texts.len() {
        1 => texts.pop().map(Value::from),
        _ => some_array(texts),
    }
}

/// A name as one readable string; in parts only where the string would not read back as the same name.
fn name(name: &Name) -> Value {
    let text = name.inverted();
    if Name::parse(&text).as_ref() == Some(name) {
        return Value::from(text);
    }
    let parts = match name {
        Name::Mononym(only) => vec![("name", Some(only))],
        Name::Corporate(body) => vec![("body", Some(body))],
        Name::Personal(p) => vec![
            ("family", Some(&p.family)),
            ("given", Some(&p.given).filter(|given| !given.is_empty())),
            ("dropping-particle", p.dropping_particle.as_ref()),
            ("non-dropping-particle", p.non_dropping_particle.as_ref()),
            ("suffix", p.suffix.as_ref()),
        ],
    };
    let parts = parts.into_iter().filter_map(|(part, text)| Some((part, Value::from(text?))));
    Value::InlineTable(parts.collect())
}

/// A plain year as a number, any other date as text.
pub(super) fn date(date: Date) -> Value {
    match date {
        Date::At(year) => Value::from(i64::from(year.number())),
        other => Value::from(other.to_string()),
    }
}

fn day(date: toml_edit::Date) -> Value {
    Value::from(toml_edit::Datetime { date: Some(date), time: None, offset: None })
}

/// The value of `reads`.
pub fn reads(reads: &[Read]) -> Value {
    Value::Array(reads.iter().map(read).collect())
}

/// One reading.
pub(super) fn read(read: &Read) -> InlineTable {
    let days = [("started", read.started), ("finished", read.finished)];
    days.into_iter().filter_map(|(field, date)| Some((field, day(date?)))).collect()
}
