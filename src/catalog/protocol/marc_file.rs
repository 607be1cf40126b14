//! Files of MARC records, read one record at a time: binary ones, and collections in XML.

use std::io::{self, BufRead};

use super::{iso2709, marc, marc21, unimarc, xml};
use crate::catalog::Record;

/// A book, `None` where the record is of something else, or why it cannot be read.
pub type Read = Result<Option<Record>, &'static str>;

/// Whether a file that begins so is a binary one.
pub fn is_binary(start: &[u8]) -> bool {
    iso2709::is_begun(start)
}

/// The records of a binary file (ISO 2709). An error is the reader's, and the last item.
pub fn binary(mut reader: impl BufRead) -> impl Iterator<Item = io::Result<Read>> {
    let mut is_over = false;
    std::iter::from_fn(move || {
        let next = if is_over { None } else { iso2709::next(&mut reader).transpose() };
        is_over = !matches!(next, Some(Ok(_)));
        next.map(|record| record.map(|record| record.map(|record| book(&record))))
    })
}

/// The records of a collection in MARCXML. What is broken as XML cannot be read on.
pub fn in_xml(reader: impl BufRead + 'static) -> impl Iterator<Item = io::Result<Read>> {
    let read = |element: &xml::Element| Ok(marc::Record::find(element).and_then(|record| book(&record)));
    xml::all(reader, "record").map(move |element| match element {
        Ok(element) => Ok(read(&element)),
        Err(xml::Broken::Input(error)) => Err(error),
        Err(xml::Broken::Xml) => Ok(Err("no XML from here on, or its end is missing")),
        Err(xml::Broken::Encoding) => Ok(Err("not UTF-8")),
    })
}

/// Read as what its title stands in says: 245 in MARC 21, 200 in UNIMARC.
fn book(record: &marc::Record) -> Option<Record> {
    let is_unimarc = record.fields(&["245"]).next().is_none() && record.fields(&["200"]).next().is_some();
    let draft = if is_unimarc { unimarc::read(record) } else { marc21::read(record) };
    draft?.record("local")
}
