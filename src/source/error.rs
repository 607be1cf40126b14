//! What can be wrong with a source.
//!
//! One bad source never stops the others: these are collected beside the documents that could be read. How to mend
//! them is said where flags are known, in `cli::report`.

use std::io;

use thiserror::Error;

/// Why a source, or a line of one, gave no document; `Empty` and `Unsent` are only warnings.
#[derive(Debug, Error)]
pub enum SourceError {
    /// Nothing stands at this path.
    #[error("no such file: `{path}`")]
    Missing {
        /// The path as given.
        path: String,
    },
    /// A pattern that no file fits.
    #[error("no file matches `{pattern}`")]
    NoMatch {
        /// The pattern as given.
        pattern: String,
    },
    /// A pattern that is none.
    #[error("`{pattern}` is not a pattern: {why}")]
    Pattern {
        /// The pattern as given.
        pattern: String,
        /// What is wrong with it.
        why: String,
    },
    /// A folder where a file is wanted.
    #[error("`{path}` is a directory, not a file")]
    Directory {
        /// The path as given.
        path: String,
    },
    /// More bytes than the limit.
    #[error("`{path}` is too large (must be at most {limit} bytes)")]
    TooLarge {
        /// The path as given.
        path: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// The system refuses.
    #[error("cannot read `{path}`")]
    Unreadable {
        /// The path as given.
        path: String,
        /// What the system says.
        #[source]
        cause: io::Error,
    },
    /// Not text at all.
    #[error("`{path}` is not text but {kind}")]
    Binary {
        /// The path as given.
        path: String,
        /// What it looks like.
        kind: BinaryKind,
    },
    /// Bytes that are not valid in the encoding that applies.
    #[error("`{path}` is not valid {encoding}: byte {offset} breaks it")]
    Encoding {
        /// The path as given.
        path: String,
        /// The encoding that was expected.
        encoding: &'static str,
        /// The first byte that does not fit, counted from 0.
        offset: usize,
        /// What the text looks like instead, if it can be guessed.
        looks_like: Option<&'static str>,
    },
    /// A charset declared in HTML that nobody knows.
    #[error("`{path}` declares the charset `{label}`, which is unknown")]
    Charset {
        /// The path as given.
        path: String,
        /// The label as declared.
        label: String,
    },
    /// A web address that gave nothing.
    #[error("cannot read `{url}`: {why}")]
    Web {
        /// The address.
        url: String,
        /// What the network or the site says.
        why: String,
    },
    /// A thread of which not all was sent. What was is handed on.
    #[error("`{url}` is not whole: at least {posts} more {} there", if *.posts == 1 { "post is" } else { "posts are" })]
    Unsent {
        /// The address.
        url: String,
        /// How many are missing, as far as the site tells.
        posts: usize,
    },
    /// A line of JSON Lines that is no record.
    #[error("line {line} of `{path}` is skipped: {why}")]
    Line {
        /// The path as given.
        path: String,
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1, where one is known.
        column: usize,
        /// What is wrong.
        why: String,
    },
    /// A stream of texts where one is wanted.
    #[error("`{path}` holds many texts, and one is wanted")]
    Many {
        /// The path as given.
        path: String,
    },
    /// A text in an encoding that cannot hold what is to be written.
    #[error("`{path}` is in {encoding}, in which the changed text cannot be written with all else as it is")]
    Rewrite {
        /// The path as given.
        path: String,
        /// The encoding.
        encoding: &'static str,
    },
    /// Nothing but white space. The (empty) document is still handed on.
    #[error("`{path}` is empty")]
    Empty {
        /// The path as given.
        path: String,
    },
}

impl SourceError {
    /// The path, pattern or address concerned, as given.
    pub fn path(&self) -> &str {
        match self {
            Self::NoMatch { pattern } | Self::Pattern { pattern, .. } => pattern,
            Self::Web { url, .. } | Self::Unsent { url, .. } => url,
            Self::Missing { path }
            | Self::Directory { path }
            | Self::TooLarge { path, .. }
            | Self::Unreadable { path, .. }
            | Self::Binary { path, .. }
            | Self::Encoding { path, .. }
            | Self::Charset { path, .. }
            | Self::Line { path, .. }
            | Self::Many { path }
            | Self::Rewrite { path, .. }
            | Self::Empty { path } => path,
        }
    }

    /// Whether nothing was lost, so that the exit status need not tell.
    pub fn is_warning(&self) -> bool {
        matches!(self, Self::Empty { .. } | Self::Unsent { .. })
    }
}

/// What a file that is no text seems to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryKind {
    /// Portable Document Format.
    Pdf,
    /// A zip archive: also EPUB, DOCX, ODT.
    Zip,
    /// Compressed with gzip.
    Gzip,
    /// UTF-16, but without the mark that says in which order.
    BareUtf16,
    /// Anything else with NUL bytes.
    Other,
}

impl std::fmt::Display for BinaryKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Pdf => "a PDF",
            Self::Zip => "a zip archive (as EPUB and DOCX are)",
            Self::Gzip => "compressed with gzip",
            Self::BareUtf16 => "UTF-16 without a byte order mark",
            Self::Other => "binary (it holds NUL bytes)",
        })
    }
}
