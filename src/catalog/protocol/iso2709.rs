//! MARC as libraries hand it over in files: records one after another in the frame of ISO 2709.
//!
//! The frame is a leader of 24 bytes, a directory (tag, length and start of each field), and the fields. Text is UTF-8 where the leader
//! says so or it can be nothing else, and MARC-8 otherwise (`marc8`).

use std::io::{self, BufRead, Read};

use super::marc::{Field, Record};
use super::marc8;

const LEADER: usize = 24;
const ENTRY: usize = 12;
/// Longer ones are cut: no input fills the memory.
const LONGEST: usize = 16 << 20;
const END_OF_RECORD: u8 = 0x1d;
const END_OF_FIELD: u8 = 0x1e;
const SUBFIELD: u8 = 0x1f;

/// Whether a file that begins so is one of such records.
pub(super) fn is_begun(start: &[u8]) -> bool {
    let start = start.trim_ascii_start();
    let (Some(length), Some(frame)) = (start.get(..5), start.get(10..LEADER)) else { return false };
    let is_number = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
    is_number(length) && is_number(&frame[..7]) && is_number(&frame[10..12])
}

/// The next record of a file, `None` at its end; what is broken ends with the next mark that ends a record.
pub(super) fn next(reader: &mut impl BufRead) -> io::Result<Option<Result<Record, &'static str>>> {
    while let Some(byte) = reader.fill_buf()?.first().filter(|byte| byte.is_ascii_whitespace() || **byte == 0) {
        let _ = byte;
        reader.consume(1);
    }
    let mut record = Vec::new();
    reader.by_ref().take(LONGEST as u64).read_until(END_OF_RECORD, &mut record)?;
    if record.is_empty() {
        return Ok(None);
    }
    if record.last() != Some(&END_OF_RECORD) {
        reader.skip_until(END_OF_RECORD)?;
        return Ok(Some(Err("a MARC record without an end")));
    }
    // How long it is, is told by its mark: five digits of length are too few for some.
    Ok(Some(if !is_begun(&record) {
        Err("no leader of a MARC record")
    } else if matches!(Text::of(&record), Text::Marc8) && !marc8::can_be(&record) {
        Err("letters that are neither UTF-8 nor MARC-8")
    } else {
        parse(&record).ok_or("a directory that does not fit its MARC record")
    }))
}

fn number(digits: &[u8]) -> Option<usize> {
    std::str::from_utf8(digits).ok().filter(|text| text.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
}

fn parse(bytes: &[u8]) -> Option<Record> {
    let base = number(bytes.get(12..17)?)?;
    let directory = bytes.get(LEADER..base)?;
    let directory = directory.strip_suffix(&[END_OF_FIELD]).unwrap_or(directory);
    let text = Text::of(bytes);
    let (mut controls, mut fields) = (Vec::new(), Vec::new());
    for entry in directory.as_chunks::<ENTRY>().0 {
        let tag = String::from_utf8_lossy(&entry[..3]).into_owned();
        let (length, start) = (number(&entry[3..7])?, number(&entry[7..])?);
        let field = bytes.get(base + start..base + start + length)?;
        let field = field.strip_suffix(&[END_OF_FIELD]).unwrap_or(field);
        match tag.starts_with("00") {
            true => controls.push((tag, text.read(field))),
            false => fields.push(text.field(tag, field)),
        }
    }
    Some(Record::new(text.read(bytes.get(..LEADER)?), controls, fields))
}

/// How the letters of a record are encoded.
#[derive(Clone, Copy)]
enum Text {
    Utf8,
    Marc8,
}

impl Text {
    /// Many say that they are in MARC-8 and are not: what is more than ASCII and right as UTF-8 is hardly anything else.
    fn of(record: &[u8]) -> Self {
        let is_utf8 = !record.is_ascii() && std::str::from_utf8(record).is_ok();
        if is_utf8 || record.get(9) == Some(&b'a') { Self::Utf8 } else { Self::Marc8 }
    }

    fn read(self, bytes: &[u8]) -> String {
        match self {
            Self::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
            // Part of a text in letters that cannot be read is no text.
            Self::Marc8 => marc8::read(bytes).unwrap_or_default(),
        }
    }

    fn field(self, tag: String, bytes: &[u8]) -> Field {
        let mut parts = bytes.split(|byte| *byte == SUBFIELD);
        let indicators = parts.next().unwrap_or_default();
        let indicator = |at: usize| indicators.get(at).map_or(' ', |byte| char::from(*byte));
        let subfields = parts.filter_map(|part| {
            let (code, text) = part.split_first()?;
            Some((char::from(*code), self.read(text)))
        });
        Field::new(tag, [indicator(0), indicator(1)], subfields.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{is_begun, next};

    /// A record of these fields, framed.
    fn framed(fields: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut directory, mut body) = (Vec::new(), Vec::new());
        for (tag, field) in fields {
            directory.extend(format!("{tag}{:04}{:05}", field.len() + 1, body.len()).bytes());
            body.extend_from_slice(field);
            body.push(0x1e);
        }
        directory.push(0x1e);
        body.push(0x1d);
        let base = 24 + directory.len();
        let leader = format!("{:05}nam  22{base:05}   4500", base + body.len());
        [leader.into_bytes(), directory, body].concat()
    }

    #[track_caller]
    fn case(file: &[u8], expected: &[Result<&str, &str>]) {
        let mut reader = file;
        let mut found = Vec::new();
        while let Some(record) = next(&mut reader).unwrap() {
            found.push(record.map(|record| record.first(&["245"], 'a').unwrap_or_default()));
        }
        let found: Vec<_> = found.iter().map(|record| record.as_deref().map_err(|why| *why)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn records_follow_each_other() {
        let emma = framed(&[("001", b"1"), ("245", b"10\x1faEmma /\x1fcJane Austen.")]);
        let etranger = framed(&[("245", b"10\x1faL'\xe2etranger")]);
        assert!(is_begun(&emma) && !is_begun(b"<collection>") && !is_begun(b"/type/work\t/works/OL1W\t3\t2021-05-01"));
        case(&[&emma[..], b"\r\n", &etranger].concat(), &[Ok("Emma"), Ok("L'étranger")]);
        case("".as_bytes(), &[]);
    }

    #[test]
    fn a_broken_record_costs_no_other() {
        let emma = framed(&[("245", b"10\x1faEmma")]);
        let mut short = emma.clone();
        short[..5].copy_from_slice(b"00040");
        let mut astray = emma.clone();
        astray[28] = b'9';
        let osnovy = framed(&[("245", b"10\x1fa\xce\xf1\xed\xee\xe2\xfb")]);
        case(&[&osnovy[..], &emma].concat(), &[Err("letters that are neither UTF-8 nor MARC-8"), Ok("Emma")]);
        let mut nothing = emma.clone();
        nothing[0] = b'x';
        case(&[&short[..], &emma].concat(), &[Ok("Emma"), Ok("Emma")]);
        case(&[&astray[..], &emma].concat(), &[Err("a directory that does not fit its MARC record"), Ok("Emma")]);
        case(&[&nothing[..], &emma].concat(), &[Err("no leader of a MARC record"), Ok("Emma")]);
        case(&emma[..emma.len() - 4], &[Err("a MARC record without an end")]);
        case(&emma[..10], &[Err("a MARC record without an end")]);
    }
}
