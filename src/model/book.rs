//! Works and editions, kept apart.
//!
//! A writer says *Kuhn, Structure (1962)*; a catalog has the third edition of 1996. The `Work` is what was
//! written, the `Edition` what one publisher issued. A `Book` without an edition is cited as the work alone.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Contributor, Date, Isbn, Language, Role, Title};

/// The abstract creation: what all its editions share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    /// The title by which it is cited.
    pub title: Title,
    /// Authors, or editors of a collection.
    pub contributors: Vec<Contributor>,
    /// First publication.
    pub first_published: Option<Date>,
    /// Language in which it was written.
    pub language: Option<Language>,
    /// Title in that language, when `title` is a translation.
    pub original_title: Option<String>,
    /// Identifiers of the work.
    pub identifiers: Identifiers,
}

impl Work {
    /// A work of which only the title is known.
    pub fn titled(title: Title) -> Self {
        Self {
            title,
            contributors: Vec::new(),
            first_published: None,
            language: None,
            original_title: None,
            identifiers: Identifiers::default(),
        }
    }
}

/// What one publisher issued.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// Its title, where it differs from the work's.
    pub title: Option<Title>,
    /// Those who worked on this edition: translator, introduction, illustrator.
    pub contributors: Vec<Contributor>,
    /// When it was issued.
    pub issued: Option<Date>,
    /// Who issued it.
    pub publisher: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// "3", or "2nd rev. and enl. ed.".
    pub edition: Option<EditionStatement>,
    /// The series it belongs to.
    pub series: Option<Series>,
    /// Which volume of a set this is.
    pub volume: Option<String>,
    /// What the set is called, where this volume has a title of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set: Option<String>,
    /// How many volumes the set has.
    pub volumes: Option<u32>,
    /// Number of pages.
    pub pages: Option<u32>,
    /// Its language, where it differs from the work's.
    pub language: Option<Language>,
    /// Its ISBNs, the one asked for first.
    pub isbns: Vec<Isbn>,
    /// Where it can be read.
    pub url: Option<String>,
    /// Identifiers of the edition.
    pub identifiers: Identifiers,
}

/// A number where it is one, the words where not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum EditionStatement {
    /// A plain number.
    Number(u16),
    /// Anything else, verbatim.
    Words(String),
}

impl From<String> for EditionStatement {
    fn from(text: String) -> Self {
        text.trim().parse().map_or(Self::Words(text), Self::Number)
    }
}

impl From<EditionStatement> for String {
    fn from(edition: EditionStatement) -> Self {
        edition.to_string()
    }
}

impl fmt::Display for EditionStatement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(n) => write!(f, "{n}"),
            Self::Words(w) => f.write_str(w),
        }
    }
}

/// A publisher's series and the number within it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// The series' title.
    pub title: String,
    /// "12", "NS 4".
    pub number: Option<String>,
}

/// What other systems call a work or an edition; each absent where unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifiers {
    /// Digital object identifier, without resolver.
    pub doi: Option<String>,
    /// Open Library key (`OL27448W`, `OL7353617M`).
    pub open_library: Option<String>,
    /// Wikidata item (`Q150827`).
    pub wikidata: Option<String>,
    /// Library of Congress control number.
    pub lccn: Option<String>,
    /// OCLC number.
    pub oclc: Option<String>,
}

/// A work and, where one is meant, an edition of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    /// What was written.
    pub work: Work,
    /// Which printing is meant, if the text or the user says so.
    pub edition: Option<Edition>,
}

impl Book {
    /// The work alone.
    pub fn of_work(work: Work) -> Self {
        Self { work, edition: None }
    }

    /// The title to print: the edition's own where it has one.
    pub fn title(&self) -> &Title {
        self.edition.as_ref().and_then(|e| e.title.as_ref()).unwrap_or(&self.work.title)
    }

    /// Everybody with this role, the work's before the edition's.
    pub fn people(&self, role: Role) -> impl Iterator<Item = &Contributor> {
        self.contributors().filter(move |c| c.role == role)
    }

    /// Everybody, the work's contributors before the edition's.
    pub fn contributors(&self) -> impl Iterator<Item = &Contributor> {
        self.work.contributors.iter().chain(self.edition.iter().flat_map(|e| &e.contributors))
    }

    /// The date to print: the edition's where one is meant, else the work's.
    pub fn issued(&self) -> Option<Date> {
        match &self.edition {
            Some(edition) => edition.issued,
            None => self.work.first_published,
        }
    }

    /// The work's first date, where it differs from `issued`.
    pub fn original_date(&self) -> Option<Date> {
        self.work.first_published.filter(|_| self.issued() != self.work.first_published)
    }

    /// The language of the text a reader holds: the edition's, else the work's unless its title is a translation.
    pub fn language(&self) -> Option<&Language> {
        let original = self.work.language.as_ref().filter(|_| self.work.original_title.is_none());
        self.edition.as_ref().and_then(|e| e.language.as_ref()).or(original)
    }
}

impl FromStr for EditionStatement {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::from(text.to_owned()))
    }
}
