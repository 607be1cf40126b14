//! A text and where it came from.

use std::fmt;

/// Where a document was read.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// A file, by its path as the user gave it, with `/` between folders.
    File(String),
    /// Standard input.
    Stdin,
    /// A record of a JSON Lines stream, by its `id`; or a page of the web, by its address.
    Record(String),
    /// Something that somebody wrote under an address of its own: an answer, a comment.
    Post {
        /// The address.
        address: String,
        /// Who wrote it, by the name used there.
        author: Option<String>,
        /// The day, `2021-05-01`.
        date: Option<String>,
    },
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => f.write_str(path),
            Self::Stdin => f.write_str("<stdin>"),
            Self::Record(id) => f.write_str(id),
            Self::Post { address, .. } => f.write_str(address),
        }
    }
}

/// What markup to expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain prose; forum markup is understood where it occurs.
    Text,
    /// Markdown, as people really type it.
    Markdown,
    /// HTML.
    Html,
}

/// One text, decoded to UTF-8 without byte order mark. Spans count bytes of `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Where it was read.
    pub origin: Origin,
    /// What markup it has.
    pub format: Format,
    /// The decoded text.
    pub text: String,
}
