//! A line of an Open Library dump: type, key, revision, date and JSON between tabs.
//!
//! Only what the catalog keeps is taken from the JSON; the rest is passed over unread. The format is described at
//! <https://openlibrary.org/developers/dumps>.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;

/// What a line says.
pub(super) enum Line<'l> {
    Work(Number, u32, WorkJson<'l>),
    Author(Number, u32, AuthorJson<'l>),
    Edition(Number, u32, EditionJson<'l>),
    /// A record that stands under another key now.
    Redirect(Number, Number),
    Deleted(Number),
    /// A kind of record that has nothing to do with books: pages, subjects, users.
    Other,
}

/// The number in an Open Library key with what it is of: `OL27448W`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Number(pub u64);

impl Number {
    /// The last part of `/works/OL27448W`; the letter is kept in the last two bits.
    pub(super) fn parse(key: &str) -> Option<Self> {
        let key = key.rsplit('/').next()?.strip_prefix("OL")?;
        let kind = match key.as_bytes().last()? {
            b'A' => 0,
            b'W' => 1,
            b'M' => 2,
            _ => return None,
        };
        let digits: u64 = key.get(..key.len() - 1)?.parse().ok()?;
        (digits < 1 << 60).then_some(Self(digits << 2 | kind))
    }

    /// `OL27448W`.
    pub(super) fn key(self) -> String {
        let kind = ["A", "W", "M", ""][(self.0 & 3) as usize];
        format!("OL{}{kind}", self.0 >> 2)
    }
}

/// `{"key": "/authors/OL1A"}`, or the same as a bare string in old records.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Reference<'l> {
    Keyed {
        #[serde(borrow)]
        key: Cow<'l, str>,
    },
    Bare(#[serde(borrow)] Cow<'l, str>),
    Odd(serde::de::IgnoredAny),
}

impl Reference<'_> {
    pub(super) fn number(&self) -> Option<Number> {
        self.text().and_then(Number::parse)
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Keyed { key } => Some(key),
            Self::Bare(key) => Some(key),
            Self::Odd(_) => None,
        }
    }
}

/// `{"author": {"key": "/authors/OL1A"}}`, with the kind of role beside it.
#[derive(Deserialize)]
pub(super) struct Role<'l> {
    #[serde(borrow)]
    pub author: Option<Reference<'l>>,
}

#[derive(Deserialize)]
pub(super) struct WorkJson<'l> {
    #[serde(borrow)]
    pub title: Option<Cow<'l, str>>,
    #[serde(borrow)]
    pub subtitle: Option<Cow<'l, str>>,
    #[serde(borrow, default)]
    pub authors: Vec<Role<'l>>,
    #[serde(borrow)]
    pub first_publish_date: Option<Cow<'l, str>>,
}

#[derive(Deserialize)]
pub(super) struct AuthorJson<'l> {
    #[serde(borrow)]
    pub name: Option<Cow<'l, str>>,
    #[serde(borrow)]
    pub personal_name: Option<Cow<'l, str>>,
}

#[derive(Deserialize)]
pub(super) struct EditionJson<'l> {
    #[serde(borrow)]
    pub title: Option<Cow<'l, str>>,
    #[serde(borrow)]
    pub subtitle: Option<Cow<'l, str>>,
    #[serde(borrow, default)]
    pub works: Vec<Reference<'l>>,
    #[serde(borrow, default)]
    pub authors: Vec<Reference<'l>>,
    #[serde(borrow)]
    pub publish_date: Option<Cow<'l, str>>,
    #[serde(borrow, default)]
    pub publishers: Vec<Cow<'l, str>>,
    #[serde(borrow, default)]
    pub languages: Vec<Reference<'l>>,
    #[serde(borrow, default)]
    pub isbn_10: Vec<Cow<'l, str>>,
    #[serde(borrow, default)]
    pub isbn_13: Vec<Cow<'l, str>>,
    pub number_of_pages: Option<Value>,
}

#[derive(Deserialize)]
struct RedirectJson<'l> {
    #[serde(borrow)]
    location: Cow<'l, str>,
}

/// Reads a line; the error says what is wrong with it.
pub(super) fn read(line: &str) -> Result<Line<'_>, &'static str> {
    let mut columns = line.splitn(5, '\t');
    let mut column = || columns.next().ok_or("fewer than five columns");
    let (kind, key, revision, _, json) = (column()?, column()?, column()?, column()?, column()?);
    let kind = kind.strip_prefix("/type/").ok_or("no type")?;
    if !matches!(kind, "work" | "author" | "edition" | "redirect" | "delete") {
        return Ok(Line::Other);
    }
    let Some(number) = Number::parse(key) else {
        return if matches!(kind, "redirect" | "delete") { Ok(Line::Other) } else { Err("no key of Open Library") };
    };
    let revision = revision.parse().map_err(|_| "no number of revision")?;
    Ok(match (kind, number.0 & 3) {
        ("work", 1) => Line::Work(number, revision, parse(json)?),
        ("author", 0) => Line::Author(number, revision, parse(json)?),
        ("edition", 2) => Line::Edition(number, revision, parse(json)?),
        ("delete", _) => Line::Deleted(number),
        ("redirect", _) => match Number::parse(&parse::<RedirectJson<'_>>(json)?.location) {
            Some(target) if target != number => Line::Redirect(number, target),
            _ => return Err("a redirect to nowhere"),
        },
        _ => return Err("the key is of another type"),
    })
}

/// Most records are as they should be and are read without copying; the others are put right first.
fn parse<'l, T: Deserialize<'l>>(json: &'l str) -> Result<T, &'static str> {
    serde_json::from_str(json).or_else(|_| {
        let mut record: Value = serde_json::from_str(json).map_err(|_| "broken JSON")?;
        let fields = record.as_object_mut().ok_or("no JSON object")?;
        fields.iter_mut().for_each(|(name, value)| put_right(name, value));
        T::deserialize(record).map_err(|_| "a field is of another kind")
    })
}

/// Fields that are text.
const TEXTS: &[&str] =
    &["title", "subtitle", "name", "personal_name", "first_publish_date", "publish_date", "location"];
/// Fields that are lists, with whether they are lists of texts.
const LISTS: &[(&str, bool)] = &[
    ("authors", false),
    ("works", false),
    ("languages", false),
    ("publishers", true),
    ("isbn_10", true),
    ("isbn_13", true),
];

/// Gives a field the kind that it should have; what cannot be read as such becomes empty, and the record keeps the rest.
fn put_right(name: &str, value: &mut Value) {
    if TEXTS.contains(&name) {
        *value = text_of(value.take()).map_or(Value::Null, Value::String);
    } else if let Some((_, is_of_texts)) = LISTS.iter().find(|(list, _)| *list == name) {
        let items = match value.take() {
            Value::Array(items) => items,
            Value::Null => Vec::new(),
            single => vec![single],
        };
        *value = match is_of_texts {
            true => items.into_iter().filter_map(text_of).map(Value::String).collect(),
            false => items.into_iter().filter_map(reference_of).collect(),
        };
    }
}

/// A reference or a role in the form of today; old records have bare keys.
fn reference_of(item: Value) -> Option<Value> {
    match item {
        Value::Object(_) => Some(item),
        Value::String(key) => Some(serde_json::json!({"key": &key, "author": key})),
        _ => None,
    }
}

/// The text of a string, a number, a typed value, or of the first of several.
fn text_of(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => items.into_iter().find_map(text_of),
        Value::Object(mut typed) => text_of(typed.remove("value")?),
        Value::Null | Value::Bool(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, read};

    #[track_caller]
    fn case(kind: &str, key: &str, json: &str, expected: &str) {
        let line = format!("/type/{kind}\t{key}\t2\t2021-05-01T00:00:00.0\t{json}");
        let said = match read(&line) {
            Ok(Line::Work(_, _, work)) => {
                let authors = work.authors.iter().filter_map(|role| Some(role.author.as_ref()?.number()?.key()));
                format!("{:?} {:?} {:?}", work.title, work.subtitle, authors.collect::<Vec<_>>())
            }
            Ok(Line::Author(_, _, author)) => format!("{:?}", author.name),
            Ok(Line::Edition(_, _, edition)) => {
                let works = edition.works.iter().filter_map(|work| work.number().map(|n| n.key())).collect::<Vec<_>>();
                format!("{:?} {:?} {works:?} {:?}", edition.publishers, edition.publish_date, edition.isbn_13)
            }
            Ok(_) => "another".to_owned(),
            Err(why) => why.to_owned(),
        };
        assert_eq!(said, expected, "{json}");
    }

    #[test]
    fn one_odd_field_costs_no_record() {
        let work = |json: &str, expected: &str| case("work", "/works/OL1W", json, expected);
        work(r#"{"title": "Emma", "authors": null}"#, r#"Some("Emma") None []"#);
        work(r#"{"title": {"type": "/type/text", "value": "Emma"}, "authors": [null, 3]}"#, r#"Some("Emma") None []"#);
        work(r#"{"title": 1984, "subtitle": ["a", "b"]}"#, r#"Some("1984") Some("a") []"#);
        work(
            r#"{"title": "Emma", "title": "Emma", "authors": [{"author": {"key": "/authors/OL7A"}}, "/authors/OL8A"]}"#,
            r#"Some("Emma") None ["OL7A", "OL8A"]"#,
        );
        work(r#"{"title": "Emma", "authors": [{"author": null}]}"#, r#"Some("Emma") None []"#);
        work(r#"{"title": "Emma""#, "broken JSON");
        work("[]", "no JSON object");
        case("author", "/authors/OL1A", r#"{"name": ["Jane Austen"]}"#, r#"Some("Jane Austen")"#);
        case(
            "edition",
            "/books/OL1M",
            r#"{"publishers": null, "publish_date": 1815, "works": {"key": "/works/OL1W"}, "isbn_13": "9780140449136"}"#,
            r#"[] Some("1815") ["OL1W"] ["9780140449136"]"#,
        );
    }
}
