//! What stops the sentence in the middle.
//!
//! Each room's own error, with the place in the user's files where it comes from. What to try is said by the command
//! line.

use std::path::PathBuf;

use thiserror::Error;

use crate::bibliography::BibliographyError;
use crate::catalog::list::TableError;
use crate::catalog::registry::UnknownCatalog;
use crate::library::edit::EditError;
use crate::library::files::FileError;
use crate::library::{LockError, ManifestError};
use crate::model::CitationKey;
use crate::source::SourceError;

/// A place in one of the library's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as the user calls it.
    pub path: String,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// The whole line.
    pub text: String,
}

/// Why nothing could be built, shown or changed.
#[derive(Debug, Error)]
pub enum PipelineError {
    /// No `library.toml` here or above.
    #[error("there is no library.toml in `{}` or in a folder above it", .start.display())]
    NoLibrary {
        /// Where the search began.
        start: PathBuf,
    },
    /// The library that was named is none.
    #[error("there is no library at `{}`", .path.display())]
    NotALibrary {
        /// As it was named.
        path: PathBuf,
    },
    /// A file of the library cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// What is wrong in `library.toml`; never empty.
    #[error("library.toml cannot be used")]
    Manifest(Vec<ManifestError>),
    /// What is wrong in `library.lock`.
    #[error("cannot read `{path}`")]
    Lock {
        /// The file, as the user calls it.
        path: String,
        /// Where, if it is known.
        place: Option<Place>,
        /// What is wrong.
        source: LockError,
    },
    /// The library has never been built.
    #[error("`{path}` does not exist: this library was never built")]
    NotBuilt {
        /// The lock, as the user calls it.
        path: String,
    },
    /// An output whose format or style is none.
    #[error("cannot write {}", .output.as_ref().map_or("the bibliography".to_owned(), |o| format!("`{o}`")))]
    Output {
        /// Where it should be written.
        output: Option<String>,
        /// Where `library.toml` says so.
        place: Option<Place>,
        /// What is wrong.
        source: Box<BibliographyError>,
    },
    /// An output that would overwrite something.
    #[error("the output `{output}` {why}")]
    Overwrites {
        /// Where it should be written.
        output: String,
        /// What it would overwrite.
        why: &'static str,
    },
    /// A catalog that is none.
    #[error("{source}")]
    Catalog {
        /// Where `library.toml` names it.
        place: Option<Place>,
        /// What is wrong.
        source: UnknownCatalog,
    },
    /// A list of books that is none.
    #[error("cannot use `{path}` as a list of books: {source}")]
    Table {
        /// As the user calls it.
        path: String,
        /// What is wrong.
        source: TableError,
    },
    /// A file that may be in any format.
    #[error("cannot tell the format of `{path}`")]
    UnknownInput {
        /// As the user calls it.
        path: String,
    },
    /// Nothing goes by this key.
    #[error("no book of the library has the key `{key}`")]
    NoEntry {
        /// The key.
        key: CitationKey,
        /// Every key that there is.
        keys: Vec<CitationKey>,
    },
    /// The text cannot be read, or not be written again.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// `library.toml` cannot be changed so.
    #[error(transparent)]
    Edit(#[from] EditError),
}
