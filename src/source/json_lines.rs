//! JSON Lines: many documents in one stream, one JSON object a line.
//!
//! Each object has an `id` (a string, or a number taken as its digits) and a `text`, or fields that somebody names instead;
//! other fields are left alone.
//! Lines are read one by one, so that a stream may be larger than memory. A bad line costs only itself.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufRead, Read};

use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::SourceError;
use super::web::day_of;
use crate::model::{Document, Format, Origin};

#[derive(Deserialize)]
struct Record {
    id: Id,
    /// Null where the text was deleted; a line without the field is of another kind.
    #[serde(deserialize_with = "Option::deserialize")]
    text: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "`id` must be a string or a number")]
enum Id {
    Text(String),
    Number(serde_json::Number),
}

impl Id {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Number(number) => number.to_string(),
        }
    }
}

/// Which fields of an object are read; a name with dots leads into objects within it. The default is `id` and `text`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// The texts, joined by a blank line; what is missing or null is left out, but one must be there.
    pub text: Vec<String>,
    /// The name of the record.
    pub id: Option<String>,
    /// When it was written; without it, nobody asks.
    pub date: Option<String>,
}

impl Fields {
    fn record(&self, bytes: &[u8]) -> Result<(Origin, String), serde_json::Error> {
        if *self == Self::default() {
            let Record { id, text } = serde_json::from_slice(bytes)?;
            return Ok((Origin::Record(id.into_text()), text.unwrap_or_default()));
        }
        let mut object = serde_json::Deserializer::from_slice(bytes);
        let kept = object.deserialize_map(Kept(self))?;
        object.end()?;
        let object = Value::Object(kept);
        let id = self.id.as_deref().unwrap_or("id");
        let missing = |name: &str| serde_json::Error::custom(format!("missing field `{name}`"));
        let id: Id = serde_json::from_value(field(&object, id).cloned().ok_or_else(|| missing(id))?)?;
        let date = self.date.as_deref().and_then(|name| day(field(&object, name)?));
        let id = id.into_text();
        let origin = match date {
            Some(date) => Origin::Post { address: id, author: None, date: Some(date) },
            None => Origin::Record(id),
        };
        Ok((origin, self.text(&object)?))
    }

    /// Whether the value of this key may hold what is read.
    fn may_be_in(&self, key: &str) -> bool {
        let leads_here = |name: &String| name == key || name.split('.').next() == Some(key);
        self.id.as_ref().map_or(key == "id", leads_here)
            || self.text.iter().chain(&self.date).any(leads_here)
            || self.text.is_empty() && key == "text"
    }

    fn text(&self, object: &Value) -> Result<String, serde_json::Error> {
        let default = ["text".to_owned()];
        let names = if self.text.is_empty() { &default[..] } else { &self.text };
        let values: Vec<&Value> = names.iter().filter_map(|name| field(object, name)).collect();
        if values.is_empty() {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            return Err(serde_json::Error::custom(format!("missing field {}", names.join(" or "))));
        }
        if let Some(other) = values.iter().find(|value| !value.is_string() && !value.is_null()) {
            return Err(serde_json::Error::custom(format!("a text must be a string, not `{}`", short(other))));
        }
        let texts: Vec<&str> = values.into_iter().filter_map(Value::as_str).filter(|text| !text.is_empty()).collect();
        Ok(texts.join("\n\n"))
    }
}

/// Keeps of an object what may be read. A dump's lines are mostly other fields, and one thread reads them all: those are passed over.
struct Kept<'f>(&'f Fields);

#[derive(Deserialize)]
struct Key<'k>(#[serde(borrow)] Cow<'k, str>);

impl<'de> Visitor<'de> for Kept<'_> {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut kept = Map::new();
        while let Some(Key(key)) = object.next_key()? {
            if self.0.may_be_in(&key) {
                kept.insert(key.into_owned(), object.next_value()?);
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(kept)
    }
}

fn field<'v>(object: &'v Value, name: &str) -> Option<&'v Value> {
    object.get(name).or_else(|| name.split('.').try_fold(object, |value, part| value.get(part)))
}

/// The day that a field means: seconds since 1970, or what begins with a date.
fn day(value: &Value) -> Option<String> {
    let text = match value {
        Value::Number(seconds) => return day_of(seconds.as_f64()?),
        Value::String(text) => text.trim(),
        _ => return None,
    };
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    match text
        .get(..10)
        .filter(|day| day.match_indices('-').map(|(at, _)| at).eq([4, 7]) && is_digits(&day.replace('-', "")))
    {
        Some(day) => Some(day.to_owned()),
        None if is_digits(text) && text.len() > 4 => day_of(text.parse().ok()?),
        None => Some(text.to_owned()).filter(|text| is_digits(text) && text.len() == 4),
    }
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(20).collect()
}

/// The room of a longer line is given back.
const KEPT: usize = 1024 * 1024;

/// The documents of a stream, and an error for each line that holds none.
pub(super) struct Records<R> {
    path: String,
    reader: R,
    limit: u64,
    fields: Fields,
    line: usize,
    broken: bool,
    /// The line last read; kept for its room.
    bytes: Vec<u8>,
}

impl<R: BufRead> Records<R> {
    /// Reads from `reader`, which the user calls `path`, lines of at most `limit` bytes.
    pub(super) fn new(path: String, reader: R, limit: u64, fields: Fields) -> Self {
        Self { path, reader, limit, fields, line: 0, broken: false, bytes: Vec::new() }
    }

    /// Reads the next line, without its end, into `bytes`; nothing at the end of the stream.
    fn next_line(&mut self) -> io::Result<Option<Line>> {
        if self.bytes.capacity() > KEPT {
            self.bytes = Vec::new();
        }
        self.bytes.clear();
        let mut window = self.reader.by_ref().take(self.limit.saturating_add(1));
        if window.read_until(b'\n', &mut self.bytes)? == 0 {
            return Ok(None);
        }
        self.line += 1;
        if self.bytes.last() == Some(&b'\n') {
            self.bytes.pop();
        } else if self.bytes.len() as u64 > self.limit {
            self.bytes = Vec::new();
            self.reader.skip_until(b'\n')?;
            return Ok(Some(Line::TooLong));
        }
        Ok(Some(Line::Whole))
    }

    fn parse(&self, bytes: &[u8]) -> Result<Document, SourceError> {
        if !bytes.trim_ascii_start().starts_with(b"{") {
            return Err(self.bad(1, "it is not a JSON object"));
        }
        let (origin, text) = self.fields.record(bytes).map_err(|error| {
            let whole = error.to_string();
            let why = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(why, _)| why);
            self.bad(error.column().max(1), why)
        })?;
        Ok(Document { origin, format: Format::Text, text })
    }

    fn bad(&self, column: usize, why: &str) -> SourceError {
        SourceError::Line { path: self.path.clone(), line: self.line, column, why: why.to_owned() }
    }
}

enum Line {
    Whole,
    TooLong,
}

impl<R: BufRead> Iterator for Records<R> {
    type Item = Result<Document, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.broken {
            match self.next_line() {
                Ok(None) => return None,
                Ok(Some(Line::TooLong)) => return Some(Err(self.bad(1, "the line is longer than the limit"))),
                Ok(Some(Line::Whole)) => {
                    let mark: &[u8] = if self.line == 1 { b"\xef\xbb\xbf" } else { b"" };
                    let bytes = self.bytes.strip_prefix(mark).unwrap_or(&self.bytes);
                    if !bytes.trim_ascii().is_empty() {
                        return Some(self.parse(bytes));
                    }
                }
                Err(cause) => {
                    self.broken = true;
                    return Some(Err(SourceError::Unreadable { path: self.path.clone(), cause }));
                }
            }
        }
        None
    }
}

/// Whether the first line of `start` is a record; a line cut off by the end of a buffer need only begin like one.
pub(super) fn looks_like_record(start: &[u8]) -> bool {
    let line = start.split(|&b| b == b'\n').next().unwrap_or_default();
    match serde_json::from_slice::<Record>(line) {
        Ok(_) => true,
        Err(error) => error.is_eof() && line.len() == start.len() && start.get(1..).is_some_and(begins_a_field),
    }
}

fn begins_a_field(rest: &[u8]) -> bool {
    rest.trim_ascii_start().first() == Some(&b'"')
}

#[cfg(test)]
mod tests {
    use super::{Fields, Records, day, looks_like_record};

    #[track_caller]
    fn case(stream: &[u8], expected: &[&str]) {
        with_fields(Fields::default(), stream, expected);
    }

    #[track_caller]
    fn with_fields(fields: Fields, stream: &[u8], expected: &[&str]) {
        let records = Records::new("in.jsonl".to_owned(), stream, 80, fields);
        let told = records.map(|r| match r {
            Ok(document) => format!("{}: {}", document.origin, document.text),
            Err(error) => error.to_string(),
        });
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn each_line_stands_for_itself() {
        case(b"", &[]);
        case(b"\xef\xbb\xbf{\"id\":\"a\",\"text\":\"x\"}\r\n\n{\"text\":\"\",\"id\":7,\"more\":[]}", &["a: x", "7: "]);
        case(b"{\"id\":\"a\",\"text\":null}", &["a: "]);
        case(b"{\"id\":\"a\"}\n", &["line 1 of `in.jsonl` is skipped: missing field `text`"]);
        let no_id = "line 1 of `in.jsonl` is skipped: `id` must be a string or a number";
        case(b"{\"id\":[],\"text\":\"x\"}", &[no_id]);
        case(
            b"\n[1]\n{\"id\":1,\"text\":\"y\"}\n",
            &["line 2 of `in.jsonl` is skipped: it is not a JSON object", "1: y"],
        );
    }

    #[test]
    fn other_fields_can_be_named() {
        let reddit = || Fields {
            text: vec!["title".to_owned(), "selftext".to_owned()],
            id: Some("name".to_owned()),
            date: None,
        };
        let lines: &[u8] = b"{\"name\":\"t3\",\"title\":\"A\",\"selftext\":\"B\"}\n{\"name\":1,\"title\":null}\n{\"name\":2}\n{\"title\":\"A\"}\n{\"name\":3,\"title\":[]}";
        let bad = |line: usize, why: &str| format!("line {line} of `in.jsonl` is skipped: {why}");
        let expected = [
            "t3: A\n\nB",
            "1: ",
            &bad(3, "missing field `title` or `selftext`"),
            &bad(4, "missing field `name`"),
            &bad(5, "a text must be a string, not `[]`"),
        ];
        with_fields(reddit(), lines, &expected);
        let deep = Fields { text: vec!["data.body".to_owned()], id: None, date: None };
        with_fields(deep.clone(), b"{\"id\":\"x\",\"data\":{\"body\":\"C\"}}", &["x: C"]);
        with_fields(deep.clone(), b"{\"id\":\"x\",\"d\\u0061ta.body\":\"C\",\"data\":7}", &["x: C"]);
        with_fields(deep, b"{\"id\":\"x\",\"data.body\":\"C\"}}", &[&bad(1, "trailing characters")]);
        let only_id = Fields { text: Vec::new(), id: Some("name".to_owned()), date: None };
        with_fields(only_id, b"{\"name\":\"x\",\"id\":[],\"text\":\"D\",\"text.y\":1e999}", &["x: D"]);
    }

    #[test]
    fn a_field_may_tell_the_day() {
        let case = |json: &str, expected: Option<&str>| {
            assert_eq!(day(&serde_json::from_str(json).unwrap()).as_deref(), expected, "{json}");
        };
        case("1619827200", Some("2021-05-01"));
        case("1619827200.5", Some("2021-05-01"));
        case("\"1619827200\"", Some("2021-05-01"));
        case("\"2021-05-01T10:00:00Z\"", Some("2021-05-01"));
        case("\"2021\"", Some("2021"));
        case("\"May 2021\"", None);
        case("null", None);
        case("1e300", None);
    }

    #[test]
    fn a_line_over_the_limit_is_skipped_whole() {
        let mut stream = vec![b'x'; 300];
        stream.extend_from_slice(b"\n{\"id\":\"b\",\"text\":\"z\"}\n");
        case(&stream, &["line 1 of `in.jsonl` is skipped: the line is longer than the limit", "b: z"]);
    }

    #[test]
    fn records_are_told_from_prose() {
        assert!(looks_like_record(b"{\"id\":1,\"text\":\"x\"}\nrest"));
        assert!(looks_like_record(b"{\"id\":1,\"text\":\"a long text cut"));
        assert!(!looks_like_record(b"{\"name\": \"x\"}\n"));
        assert!(!looks_like_record(b"{see below}"));
    }
}
