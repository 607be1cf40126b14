//! The nouns of the program: documents, citations, books, and what is known of them.
//!
//! Everything here is a plain value: parsed once at the border, valid ever after. There is no I/O, and nothing
//! of ours is imported. What a catalog *says* is a `catalog::Record`; what a user's library *holds* is a
//! `library::Entry`; both are built from these types.

mod book;
mod citation;
mod confidence;
mod contributor;
mod date;
mod document;
mod evidence;
mod isbn;
mod key;
mod language;
mod name;
mod provenance;
mod rate;
mod resolution;
mod span;
pub mod title;
mod title_key;

pub use book::{Book, Edition, EditionStatement, Identifiers, Series, Work};
pub use citation::{Citation, CitedBook, Mention};
pub use confidence::Confidence;
pub use contributor::{Contributor, Role};
pub use date::{Date, DateError, Year};
pub use document::{Document, Format, Origin};
pub use evidence::Evidence;
pub use isbn::{Isbn, IsbnError};
pub use key::{CitationKey, KeyError};
pub use language::Language;
pub use name::{Name, PersonalName};
pub use provenance::{CatalogName, Field, Provenance, Source};
pub use rate::{Rate, RateError, time};
pub use resolution::{Disagreement, Failure, Match, Reason, RecordId, Resolution};
pub use span::Span;
pub use title::Title;
