//! Where each field of an entry came from.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A catalog, by the name `library.toml` uses: `starter`, `open-library`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CatalogName(String);

impl CatalogName {
    /// The catalog compiled into the program.
    pub fn starter() -> Self {
        Self("starter".to_owned())
    }

    /// Books that the user has as a file.
    pub fn local() -> Self {
        Self("local".to_owned())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CatalogName {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let good = text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if good { Ok(Self(text.to_owned())) } else { Err(format!("`{text}` is not a catalog's name")) }
    }
}

impl TryFrom<String> for CatalogName {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<CatalogName> for String {
    fn from(name: CatalogName) -> Self {
        name.0
    }
}

impl fmt::Display for CatalogName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A field of a book whose origin is remembered. The names are those of `library.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is the field of Work or Edition that it names")]
pub enum Field {
    Title,
    Subtitle,
    Contributors,
    FirstPublished,
    Language,
    OriginalTitle,
    EditionTitle,
    EditionContributors,
    Issued,
    Publisher,
    Place,
    Edition,
    Series,
    Volume,
    Volumes,
    Pages,
    EditionLanguage,
    Isbn,
    Url,
    Identifiers,
}

/// Who says so.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Source {
    /// Typed by the user; wins over everything.
    Human,
    /// As the text that cites the book gives it.
    Text,
    /// A catalog.
    Catalog(CatalogName),
}

impl From<String> for Source {
    fn from(text: String) -> Self {
        match text.as_str() {
            "human" => Self::Human,
            "text" => Self::Text,
            _ => Self::Catalog(CatalogName(text)),
        }
    }
}

impl From<Source> for String {
    fn from(source: Source) -> Self {
        source.to_string()
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Human => f.write_str("human"),
            Self::Text => f.write_str("text"),
            Self::Catalog(name) => write!(f, "{name}"),
        }
    }
}

/// The origin of every filled field.
pub type Provenance = BTreeMap<Field, Source>;
