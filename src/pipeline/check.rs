//! Whether the books that texts cite exist.
//!
//! That nobody knows a book counts only where somebody was asked who claims to know them all; otherwise it could not be
//! checked, and that is another word. What to say of it, and how the program ends, is the command line's business.

use super::build::Resolver;
use super::error::PipelineError;
use super::lists;
use super::survey::Survey;
use crate::catalog::Record;
use crate::catalog::list::ListCatalog;
use crate::catalog::web::Web;
use crate::library::Manifest;
use crate::model::{
    Book, CatalogName, Citation, CitedBook, Confidence, Document, Failure, Match, Reason, Resolution, Role, Year,
};
use crate::net::at_once;
use crate::resolve;
use crate::source::Options;

/// What became of one cited book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is such a book.
    Exists(Box<Match>),
    /// There are several that may be meant; any of them would do.
    Several(Vec<Match>),
    /// There is a book of that title, but what else the text says of it is not so.
    Otherwise {
        /// What is not so.
        mismatch: Mismatch,
        /// The book that there is, likeliest first; never empty.
        books: Vec<Record>,
    },
    /// Nobody knows it, and somebody claims to know all.
    Unknown {
        /// Who was asked.
        asked: Vec<CatalogName>,
        /// Real books of like titles.
        nearest: Vec<Record>,
    },
    /// Nobody knows it, but then it is perhaps no book that the text speaks of.
    Doubtful,
    /// Nobody who claims to know all books could be asked.
    Unchecked(Obstacle),
}

/// What a text says of a book that is not so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// It is by somebody else.
    Author,
    /// It was published after the year cited.
    Year,
}

/// Why a book could not be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Those who answered do not know every book.
    Incomplete(Vec<CatalogName>),
    /// These did not answer.
    Unreachable(Vec<Failure>),
}

/// How sure detection must be before a book that nobody knows counts as invented; below that it may be no book.
const SURE: u8 = 80;
/// How many real books are shown for one that nobody knows.
const SHOWN: usize = 3;

/// Texts with a verdict on each book they cite.
#[derive(Debug)]
pub struct Checked {
    /// The texts, and what could not be read.
    pub survey: Survey,
    /// For each text, what became of each citation, in their order.
    pub verdicts: Vec<Vec<Verdict>>,
    /// Who could be asked.
    pub catalogs: Vec<CatalogName>,
}

impl Checked {
    /// Every text with its citations and what became of them.
    pub fn texts(&self) -> impl Iterator<Item = (&Document, impl Iterator<Item = (&Citation, &Verdict)>)> {
        let texts = self.survey.texts.iter().zip(&self.verdicts);
        texts.map(|((document, citations), verdicts)| (document, citations.iter().zip(verdicts)))
    }
}

/// Asks the catalogs of a library, and the lists in these files, for every book that the texts cite.
pub fn check(
    files: &[String],
    options: &Options,
    manifest: &Manifest,
    lists: &[String],
    web: &Web,
) -> Result<Checked, PipelineError> {
    let checker = Checker::open(manifest, lists, web)?;
    let survey = Survey::of(files, options, &[]);
    let all: Vec<&Citation> = survey.texts.iter().flat_map(|(_, citations)| citations).collect();
    let judge = |citation: &&Citation| checker.judge(&citation.cited, citation.confidence);
    let mut judged = at_once(checker.resolver.at_once(), &all, judge).into_iter();
    let verdicts = survey.texts.iter().map(|(_, citations)| judged.by_ref().take(citations.len()).collect());
    Ok(Checked { verdicts: verdicts.collect(), catalogs: checker.resolver.asked.catalogs.clone(), survey })
}

/// Judges books, each by itself.
pub struct Checker {
    resolver: Resolver<'static>,
}

impl Checker {
    /// With the catalogs of a library, and the lists in these files as a catalog that has every book.
    pub fn open(manifest: &Manifest, lists: &[String], web: &Web) -> Result<Self, PipelineError> {
        let resolver =
            Resolver::open(manifest, None, web).map_err(|source| PipelineError::Catalog { place: None, source })?;
        let checker = Self { resolver };
        if lists.is_empty() { Ok(checker) } else { Ok(checker.with(lists::open(lists)?)) }
    }

    /// With one more list of books, of which its owner says that it is complete.
    pub fn with(mut self, list: ListCatalog) -> Self {
        self.resolver.add(Box::new(list));
        self
    }

    /// Whether there is such a book, as far as anybody knows: found, or one of several, is yes; no needs somebody who was asked
    /// and claims to know all.
    pub fn exists(&self, cited: &CitedBook) -> Option<bool> {
        match self.resolver.ask(cited) {
            Resolution::Found(_) | Resolution::Ambiguous { .. } => Some(true),
            Resolution::Unknown { asked } => {
                self.resolver.complete().any(|name| asked.contains(&name)).then_some(false)
            }
            Resolution::Unreachable { .. } => None,
        }
    }

    /// How many books are best judged at the same time.
    pub fn at_once(&self) -> usize {
        self.resolver.at_once()
    }

    /// What there is of a book, of which detection is so sure.
    pub fn judge(&self, cited: &CitedBook, confidence: Confidence) -> Verdict {
        match self.resolver.ask(cited) {
            Resolution::Found(found) => existing(cited, *found),
            Resolution::Ambiguous { best, rivals } => Verdict::Several(std::iter::once(*best).chain(rivals).collect()),
            Resolution::Unknown { asked } => self.unknown(cited, confidence, asked),
            Resolution::Unreachable { failures } => {
                self.otherwise(cited).unwrap_or(Verdict::Unchecked(Obstacle::Unreachable(failures)))
            }
        }
    }

    fn unknown(&self, cited: &CitedBook, confidence: Confidence, asked: Vec<CatalogName>) -> Verdict {
        if let Some(otherwise) = self.otherwise(cited) {
            return otherwise;
        }
        let is_complete = self.resolver.complete().any(|name| asked.contains(&name));
        match confidence.percent() >= SURE {
            false => Verdict::Doubtful,
            true if is_complete => Verdict::Unknown { asked, nearest: self.resolver.nearest(cited, SHOWN) },
            true => Verdict::Unchecked(Obstacle::Incomplete(asked)),
        }
    }

    /// A book of this title by somebody else, where the text names an author. Of a title that anybody might give, one
    /// book proves nothing as long as not all are known.
    fn otherwise(&self, cited: &CitedBook) -> Option<Verdict> {
        let is_telling = resolve::is_telling(&cited.title) || self.resolver.complete().next().is_some();
        if cited.authors.is_empty() || !is_telling {
            return None;
        }
        let mut books = self.resolver.records_of(cited);
        books.retain(|record| has_writers(&record.book));
        books.truncate(SHOWN);
        (!books.is_empty()).then_some(Verdict::Otherwise { mismatch: Mismatch::Author, books })
    }
}

fn has_writers(book: &Book) -> bool {
    book.people(Role::Author).chain(book.people(Role::Editor)).next().is_some()
}

/// A book that was found may still be cited with a year before it was written.
fn existing(cited: &CitedBook, found: Match) -> Verdict {
    let first = found.book.work.first_published.map(|date| date.first_year());
    let is_before = |year: Year| first.is_some_and(|first| year < first);
    if found.reasons.contains(&Reason::OtherYear) && cited.year.is_some_and(is_before) {
        let Match { records, book, .. } = found;
        let records = records.into_iter().take(1);
        let books = records.map(|id| Record { id, book: book.clone(), other_titles: Vec::new() }).collect();
        return Verdict::Otherwise { mismatch: Mismatch::Year, books };
    }
    Verdict::Exists(Box::new(found))
}

#[cfg(test)]
mod tests {
    use super::{Checker, Mismatch, Obstacle, Verdict};
    use crate::catalog::web::Web;
    use crate::library::Manifest;
    use crate::model::{CitedBook, Confidence, Name, Year};

    const LIST: &str = "title,author,year\nThe Waves of Tannenberg,Ann Roe,1931\nDune,Frank Herbert,1965\n";

    fn judge(lists: bool, title: &str, author: &str, year: i64, percent: u8) -> Verdict {
        let desk = tempfile::tempdir().unwrap();
        let path = desk.path().join("list.csv");
        fs_err::write(&path, LIST).unwrap();
        let lists: Vec<String> = lists.then(|| path.display().to_string()).into_iter().collect();
        let checker = Checker::open(&Manifest::default(), &lists, &Web::default()).unwrap();
        let authors = Name::parse(author).into_iter().collect();
        let cited = CitedBook { title: title.to_owned(), authors, year: Year::new(year), isbn: None };
        checker.judge(&cited, Confidence::from_percent(percent))
    }

    #[test]
    fn what_exists_exists() {
        assert!(matches!(judge(true, "The Waves of Tannenberg", "Ann Roe", 0, 90), Verdict::Exists(_)));
        assert!(matches!(judge(false, "Silent Spring", "Rachel Carson", 0, 90), Verdict::Exists(_)));
        assert!(matches!(judge(true, "Silent Spring", "Rachel Carson", 1990, 90), Verdict::Exists(_)), "a reprint");
    }

    #[test]
    fn what_is_otherwise_is_told() {
        let author = judge(false, "The Structure of Scientific Revolutions", "Karl Popper", 0, 90);
        assert!(matches!(&author, Verdict::Otherwise { mismatch: Mismatch::Author, books } if books.len() == 1));
        let year = judge(false, "The Structure of Scientific Revolutions", "Kuhn", 1926, 90);
        assert!(matches!(year, Verdict::Otherwise { mismatch: Mismatch::Year, .. }));
        assert!(matches!(judge(true, "Dune", "Karl Popper", 0, 90), Verdict::Otherwise { .. }));
        assert!(
            matches!(judge(false, "Dune", "Karl Popper", 0, 90), Verdict::Unchecked(_)),
            "there may be another Dune"
        );
    }

    #[test]
    fn the_starter_alone_makes_no_book_unknown() {
        let asked = |verdict: &Verdict| match verdict {
            Verdict::Unchecked(Obstacle::Incomplete(asked)) => asked.len(),
            _ => 0,
        };
        assert_eq!(asked(&judge(false, "The Guns of Autumn Leaves", "Ann Roe", 0, 90)), 1);
        let Verdict::Unknown { asked, nearest } = judge(true, "The Waves of Autumn Leaves", "Ann Roe", 0, 90) else {
            panic!("must be unknown")
        };
        assert_eq!(asked.len(), 2);
        assert!(nearest.iter().any(|record| record.book.title().main == "The Waves of Tannenberg"), "{nearest:?}");
        assert_eq!(judge(true, "The Waves of Autumn Leaves", "Ann Roe", 0, 60), Verdict::Doubtful);
    }
}
