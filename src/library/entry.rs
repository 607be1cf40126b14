//! A book in the user's library, and the findings that entries are made from.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::model::{Book, Citation, CitationKey, Confidence, Provenance, Resolution};

/// A book under its citation key, with everything known of it and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key, unique in its library.
    pub key: CitationKey,
    /// Old keys that keep working.
    pub aliases: Vec<CitationKey>,
    /// The work, and the edition where one is meant.
    pub book: Book,
    /// Where each filled field came from.
    pub provenance: Provenance,
    /// How it stands with the catalogs.
    pub standing: Standing,
    /// How sure detection was that a book is meant; certain for what a human added.
    pub confidence: Confidence,
    /// Which texts cite it; empty when only a human added it.
    pub cited_in: Vec<CitedIn>,
    /// Where the reader is with it.
    pub status: Option<Status>,
    /// Each time it was read.
    pub reads: Vec<Read>,
    /// The user's tags.
    pub tags: Vec<String>,
    /// The user's note.
    pub note: Option<String>,
}

/// What catalogs made of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// A catalog has it.
    Found,
    /// Several records fit about equally.
    Ambiguous,
    /// Every catalog asked answered that it has none.
    Unknown,
    /// No catalog answered.
    Unreachable,
    /// The user typed it, and no catalog is needed.
    ByHand,
}

/// One source that cites the book, with the words it uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitedIn {
    /// The source, as `library.toml` reaches it (relative path with `/`, or address).
    pub source: String,
    /// Each mention, in order of the text.
    pub quotes: Vec<Quote>,
}

/// Words of a text, and which occurrence of them is meant. No byte offsets: a typo mended above changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The words, verbatim.
    pub text: String,
    /// 1 for the first place where they stand, counted without overlaps.
    pub occurrence: u32,
}

/// A citation of one source and what became of it: what the library shelves.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The source and the words.
    pub cited_in: CitedIn,
    /// What the text says of the book.
    pub citation: Citation,
    /// What the catalogs say.
    pub resolution: Resolution,
}

/// Where a reader is with a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words are the user's own")]
pub enum Status {
    ToRead,
    Reading,
    Read,
    Paused,
    DidNotFinish,
}

impl Status {
    /// All of them, in the order of a shelf.
    pub const ALL: [Self; 5] = [Self::ToRead, Self::Reading, Self::Read, Self::Paused, Self::DidNotFinish];
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ToRead => "to-read",
            Self::Reading => "reading",
            Self::Read => "read",
            Self::Paused => "paused",
            Self::DidNotFinish => "did-not-finish",
        })
    }
}

impl FromStr for Status {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|s| s.to_string() == text)
            .ok_or_else(|| format!("`{text}` is not a status (to-read, reading, read, paused, did-not-finish)"))
    }
}

/// One reading of a book; dates as the user wrote them, checked to be dates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// First day.
    pub started: Option<toml_edit::Date>,
    /// Last day.
    pub finished: Option<toml_edit::Date>,
}
