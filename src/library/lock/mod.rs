//! `library.lock`, the program's file: what was found where, and which key it got.
//!
//! With the same texts and the same lock a build gives the same bytes without a network. So the lock holds what
//! catalogs said before any correction of the user's is laid over it, no byte offsets and no times. That nobody
//! *answered* is never kept: such an entry has its key and its citations, and is asked for again.

mod answers;
mod one_line;
mod read;
mod wire;

use std::collections::BTreeMap;

use super::manifest::EditionRule;
use super::{Quote, Standing};
use crate::model::{
    Book, CatalogName, CitationKey, CitedBook, Confidence, Contributor, Date, Field, Match, Name, Provenance, RecordId,
    Resolution, Source, Title, Work,
};

pub(super) use answers::identity;

pub use answers::Answers;
pub use read::LockError;

/// The number of this form of the file.
pub const VERSION: u32 = 1;

/// Everything that `library.lock` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// The rule by which editions were chosen; under another one they are chosen anew.
    pub edition: EditionRule,
    /// What is known, by key.
    pub entries: BTreeMap<CitationKey, Locked>,
}

/// What the lock knows under one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locked {
    /// How sure detection was.
    pub confidence: Confidence,
    /// What catalogs made of it; absent as long as none has answered.
    pub outcome: Option<Outcome>,
    /// Who cites it, by source.
    pub citations: Vec<LockedCitation>,
}

/// What catalogs made of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// One book fits.
    Found(Box<Match>),
    /// Several fit about equally.
    Ambiguous {
        /// The best of them.
        best: Box<Match>,
        /// The others, best first; never empty.
        rivals: Vec<Rival>,
    },
    /// All of these answered that they have none.
    Unknown {
        /// Who was asked.
        asked: Vec<CatalogName>,
    },
    /// The user's own, and no catalog is needed.
    ByHand,
}

/// A book that might have been meant, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rival {
    /// Its record.
    pub record: RecordId,
    /// Its full title.
    pub title: String,
    /// Its authors.
    pub authors: Vec<Name>,
    /// Its first publication.
    pub year: Option<Date>,
    /// How well it fits.
    pub score: Confidence,
}

/// One citation of the entry.
#[derive(Clone, Debug, PartialEq)]
pub struct LockedCitation {
    /// The source that cites it.
    pub source: String,
    /// What that source says of it.
    pub cited: CitedBook,
    /// With which words.
    pub quotes: Vec<Quote>,
}

// What a text cites holds no number that is not equal to itself.
impl Eq for LockedCitation {}

impl Lock {
    /// Reads the text of a `library.lock`.
    pub fn parse(text: &str) -> Result<Self, LockError> {
        read::lock(text)
    }

    /// The text of the file; the same lock has always the same bytes.
    pub fn write(&self) -> Result<String, LockError> {
        read::write(self)
    }

    /// What it can answer without a catalog.
    pub fn answers(&self) -> Answers<'_> {
        Answers::of(self)
    }
}

impl Outcome {
    /// What is worth keeping of a resolution; nothing of a match without a record, which could not be looked up.
    pub fn of(resolution: &Resolution) -> Option<Self> {
        match resolution {
            Resolution::Found(found) => by_role(found).map(Self::Found),
            Resolution::Ambiguous { best, rivals } => {
                let rivals: Vec<Rival> = rivals.iter().filter_map(Rival::of).collect();
                by_role(best).filter(|_| !rivals.is_empty()).map(|best| Self::Ambiguous { best, rivals })
            }
            Resolution::Unknown { asked } => Some(Self::Unknown { asked: asked.clone() }),
            Resolution::Unreachable { .. } => None,
        }
    }

    /// The resolution that this was; none for what the user settled.
    pub fn resolution(&self) -> Option<Resolution> {
        match self {
            Self::Found(found) => Some(Resolution::Found(found.clone())),
            Self::Ambiguous { best, rivals } => Some(Resolution::Ambiguous {
                best: best.clone(),
                rivals: rivals.iter().filter_map(Rival::to_match).collect(),
            }),
            Self::Unknown { asked } => Some(Resolution::Unknown { asked: asked.clone() }),
            Self::ByHand => None,
        }
    }

    /// In one word.
    pub fn standing(&self) -> Standing {
        match self {
            Self::Found(_) => Standing::Found,
            Self::Ambiguous { .. } => Standing::Ambiguous,
            Self::Unknown { .. } => Standing::Unknown,
            Self::ByHand => Standing::ByHand,
        }
    }
}

/// The match with its contributors in the order of their roles and its runner-up in short, which is how the file has them.
fn by_role(found: &Match) -> Option<Box<Match>> {
    let mut found = Box::new(found.clone());
    found.book.work.contributors.sort_by_key(|c| c.role);
    if let Some(edition) = &mut found.book.edition {
        edition.contributors.sort_by_key(|c| c.role);
    }
    let short = |runner_up: Box<Match>| Rival::of(&runner_up)?.to_match().map(Box::new);
    found.runner_up = found.runner_up.take().and_then(short);
    Some(found).filter(|found| !found.records.is_empty())
}

impl Rival {
    /// The match in short, if it has a record.
    pub fn of(rival: &Match) -> Option<Self> {
        let work = &rival.book.work;
        Some(Self {
            record: rival.records.first()?.clone(),
            title: work.title.full(),
            authors: work.contributors.iter().map(|c| c.name.clone()).collect(),
            year: work.first_published,
            score: rival.score,
        })
    }

    fn to_match(&self) -> Option<Match> {
        let title = Title::parse(&self.title)?;
        let contributors: Vec<_> = self.authors.iter().cloned().map(Contributor::author).collect();
        let filled = [
            (Field::Title, true),
            (Field::Subtitle, title.subtitle.is_some()),
            (Field::Contributors, !contributors.is_empty()),
            (Field::FirstPublished, self.year.is_some()),
        ];
        let from = Source::Catalog(self.record.catalog.clone());
        let provenance: Provenance = filled.into_iter().filter(|f| f.1).map(|f| (f.0, from.clone())).collect();
        let work = Work { contributors, first_published: self.year, ..Work::titled(title) };
        Some(Match {
            records: vec![self.record.clone()],
            book: Book::of_work(work),
            provenance,
            score: self.score,
            reasons: Vec::new(),
            disagreements: Vec::new(),
            runner_up: None,
        })
    }
}

#[cfg(test)]
mod tests;
