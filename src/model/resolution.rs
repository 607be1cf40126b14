//! What became of a citation when catalogs were asked.
//!
//! Four outcomes that hold different things. *Unknown* is never *Unreachable*: "nobody has it" and "nobody
//! answered" are different words to a user.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Book, CatalogName, Confidence, Field, Provenance};

/// A record, by the catalog that holds it and the catalog's own name for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RecordId {
    /// Which catalog.
    pub catalog: CatalogName,
    /// Its identifier there.
    pub id: String,
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.catalog, self.id)
    }
}

/// One thing that speaks for or against a record being the book cited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "Display says each in words")]
pub enum Reason {
    SameIsbn,
    SameTitle,
    SameMainTitle,
    KnownAlias,
    SimilarTitle,
    PartOfTitle,
    OtherSubtitle,
    OtherTitle,
    SameAuthor,
    SameSurname,
    SimilarSurname,
    OtherGivenName,
    NoAuthorCited,
    NoAuthorRecorded,
    OtherAuthor,
    SameYear,
    NearYear,
    OtherYear,
    PenName,
    OtherKind,
    Recording,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SameIsbn => "same ISBN",
            Self::SameTitle => "same title",
            Self::SameMainTitle => "same title up to the subtitle",
            Self::KnownAlias => "another title of the same work",
            Self::SimilarTitle => "similar title",
            Self::PartOfTitle => "one title begins the other",
            Self::OtherSubtitle => "same title with another subtitle",
            Self::OtherTitle => "another title",
            Self::SameAuthor => "same author",
            Self::SameSurname => "author of the same surname",
            Self::SimilarSurname => "author of a similar surname",
            Self::OtherGivenName => "same surname with another given name",
            Self::NoAuthorRecorded => "the catalog names no author",
            Self::NoAuthorCited => "the text names no author",
            Self::OtherAuthor => "another author",
            Self::SameYear => "same year",
            Self::NearYear => "year within two",
            Self::OtherYear => "another year",
            Self::PenName => "another name of the same author",
            Self::OtherKind => "a guide to it, an adaptation or a set",
            Self::Recording => "a recording of it",
        })
    }
}

/// One or more records set against a citation, joined to one book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The records used, the most telling first; never empty.
    pub records: Vec<RecordId>,
    /// The book they describe.
    pub book: Book,
    /// Where each field came from.
    pub provenance: Provenance,
    /// How well it fits the citation.
    pub score: Confidence,
    /// Why.
    pub reasons: Vec<Reason>,
    /// Where the records disagree; the first value of each is the one taken.
    pub disagreements: Vec<Disagreement>,
    /// The next best work, where it is too far behind to be a rival.
    pub runner_up: Option<Box<Match>>,
}

/// A field of which catalogs say different things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// Which.
    pub field: Field,
    /// Each value with those who give it, the one taken first; at least two.
    pub said: Vec<(String, Vec<CatalogName>)>,
}

impl fmt::Display for Disagreement {
    /// `1905 library-of-congress, wikidata; 1930 open-library`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (value, catalogs)) in self.said.iter().enumerate() {
            let names: Vec<&str> = catalogs.iter().map(CatalogName::as_str).collect();
            let parted = if at == 0 { "" } else { "; " };
            write!(f, "{parted}{value} {}", names.join(", "))?;
        }
        Ok(())
    }
}

/// A catalog that did not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Which.
    pub catalog: CatalogName,
    /// What went wrong, for a person.
    pub why: String,
}

/// The outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// One book fits, and no other nearly as well.
    Found(Box<Match>),
    /// Several fit about equally.
    Ambiguous {
        /// The best of them.
        best: Box<Match>,
        /// The others, best first; never empty.
        rivals: Vec<Match>,
    },
    /// Every catalog asked answered, and none has it.
    Unknown {
        /// Who was asked.
        asked: Vec<CatalogName>,
    },
    /// No catalog that could have had it answered.
    Unreachable {
        /// What went wrong, catalog by catalog.
        failures: Vec<Failure>,
    },
}
