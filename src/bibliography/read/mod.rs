//! From the bibliography files that people have to books: the reverse of the writers beside it.
//!
//! Every row of a file is accounted for: taken, with the fields that could not be taken by name, or refused with the
//! reason. One broken row never costs the others, and what is no book is refused, not bent into one. A taken row is a
//! [`ManualBook`], as if the user had typed it; whether the library has it already is not asked here.

mod bib;
mod bib_inherit;
mod bib_names;
mod bib_scan;
mod csl;
mod date;
mod draft;
mod input;
mod ris;
mod rows;
mod tex_text;
mod tex_words;
mod yaml;

#[cfg(test)]
mod tests;

use std::fmt;

use crate::cores::on_all_cores;
use crate::library::{Entry, ManualBook, typed_entry};

pub use input::{InputFormat, UnknownInput};

/// What a file holds, row by row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Each row, in the order of the file.
    pub rows: Vec<Row>,
    /// How many bytes were no UTF-8; they were read as Latin-1.
    pub mended: usize,
}

/// One row of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The key, as it stands in the file; empty where it has none.
    pub key: String,
    /// Where it begins, counted from 1.
    pub line: usize,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A book.
    Taken(Box<Taken>),
    /// Nothing of ours.
    Refused(Refusal),
}

/// A book and what is missing from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The fields, as if they had been typed.
    pub book: ManualBook,
    /// What the row says beside that.
    pub left: Vec<Left>,
}

/// A field that was not taken, or not as it stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Left {
    /// By the name it has in the file.
    pub field: String,
    /// Why, where the model has a place for it but this value does not fit.
    pub why: Option<String>,
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.why {
            None => f.write_str(&self.field),
            Some(why) => write!(f, "{} ({why})", self.field),
        }
    }
}

/// Why a row was not taken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    /// Something else than a book; by the file's own word for it.
    NotABook(String),
    /// It cannot be read.
    Broken(String),
    /// A book that nobody can name.
    NoTitle,
    /// The key is that of a row before; its line.
    Twice(usize),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotABook(kind) => write!(f, "not a book: {kind}"),
            Self::Broken(why) => write!(f, "broken: {why}"),
            Self::NoTitle => f.write_str("it has no title"),
            Self::Twice(line) => write!(f, "its key stands in line {line} already"),
        }
    }
}

impl Reading {
    /// The rows that were taken.
    pub fn taken(&self) -> impl Iterator<Item = (&Row, &Taken)> {
        self.rows.iter().filter_map(|row| match &row.outcome {
            Outcome::Taken(taken) => Some((row, &**taken)),
            Outcome::Refused(_) => None,
        })
    }

    /// The rows that were refused.
    pub fn refused(&self) -> impl Iterator<Item = (&Row, &Refusal)> {
        self.rows.iter().filter_map(|row| match &row.outcome {
            Outcome::Taken(_) => None,
            Outcome::Refused(refusal) => Some((row, refusal)),
        })
    }

    /// The books as entries of a library that holds nothing else.
    pub fn entries(&self) -> Vec<Entry> {
        let books: Vec<&ManualBook> = self.taken().map(|(_, taken)| &taken.book).collect();
        on_all_cores(&books, |book| typed_entry(book)).into_iter().flatten().collect()
    }
}

/// Reads a file of this format.
///
/// ```
/// use reading_list::bibliography::{InputFormat, read};
/// let reading = read(b"@book{kuhn, title = {Structure}} @article{a, title = {B}}", InputFormat::Bib);
/// assert_eq!(reading.entries()[0].book.title().full(), "Structure");
/// assert_eq!(reading.refused().next().unwrap().1.to_string(), "not a book: article");
/// ```
pub fn read(bytes: &[u8], format: InputFormat) -> Reading {
    let (text, mended) = input::decode(bytes);
    let rows = match format {
        InputFormat::Bib => bib::rows(&text),
        InputFormat::CslJson => csl::rows(&text),
        InputFormat::Hayagriva => yaml::rows(&text),
        InputFormat::Ris => ris::rows(&text),
    };
    Reading { rows: rows::settled(rows), mended }
}
