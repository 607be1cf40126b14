//! JSON Lines: many documents in one stream, one JSON object a line.
//!
//! Each object has an `id` (a string, or a number taken as its digits) and a `text`; other fields are left alone.
//! Lines are read one by one, so that a stream may be larger than memory. A bad line costs only itself.

use std::io::{self, BufRead, Read};

use serde::Deserialize;

use super::SourceError;
use crate::model::{Document, Format, Origin};

#[derive(Deserialize)]
struct Record {
    id: Id,
    text: String,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "`id` must be a string or a number")]
enum Id {
    Text(String),
    Number(serde_json::Number),
}

/// The room of a longer line is given back.
const KEPT: usize = 1024 * 1024;

/// The documents of a stream, and an error for each line that holds none.
pub(super) struct Records<R> {
    path: String,
    reader: R,
    limit: u64,
    line: usize,
    broken: bool,
    /// The line last read; kept for its room.
    bytes: Vec<u8>,
}

impl<R: BufRead> Records<R> {
    /// Reads from `reader`, which the user calls `path`, lines of at most `limit` bytes.
    pub(super) fn new(path: String, reader: R, limit: u64) -> Self {
        Self { path, reader, limit, line: 0, broken: false, bytes: Vec::new() }
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
        let record: Record = serde_json::from_slice(bytes).map_err(|error| {
            let whole = error.to_string();
            let why = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(why, _)| why);
            self.bad(error.column().max(1), why)
        })?;
        let id = match record.id {
            Id::Text(text) => text,
            Id::Number(number) => number.to_string(),
        };
        Ok(Document { origin: Origin::Record(id), format: Format::Text, text: record.text })
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
    use super::{Records, looks_like_record};

    #[track_caller]
    fn case(stream: &[u8], expected: &[&str]) {
        let records = Records::new("in.jsonl".to_owned(), stream, 60);
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
        case(b"{\"id\":\"a\"}\n", &["line 1 of `in.jsonl` is skipped: missing field `text`"]);
        let no_id = "line 1 of `in.jsonl` is skipped: `id` must be a string or a number";
        case(b"{\"id\":[],\"text\":\"x\"}", &[no_id]);
        case(
            b"\n[1]\n{\"id\":1,\"text\":\"y\"}\n",
            &["line 2 of `in.jsonl` is skipped: it is not a JSON object", "1: y"],
        );
    }

    #[test]
    fn a_line_over_the_limit_is_skipped_whole() {
        let mut stream = vec![b'x'; 200];
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
