//! A line of an Open Library dump: type, key, revision, date and JSON between tabs.
//!
//! Only what the catalog keeps is taken from the JSON; the rest is passed over unread. The format is described at
//! <https://openlibrary.org/developers/dumps>.

use std::borrow::Cow;

use serde::Deserialize;

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
    pub number_of_pages: Option<serde_json::Value>,
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

fn parse<'l, T: Deserialize<'l>>(json: &'l str) -> Result<T, &'static str> {
    serde_json::from_str(json).map_err(|_| "broken JSON")
}
