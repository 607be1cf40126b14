//! Which of the records that fit is the book: one, one of several, or none.
//!
//! Records of one work, from whatever catalog, count as one candidate; a rival is another work. What is asked to
//! get the records is `plan`'s business, how each fits `matching`'s.

use std::cmp::Reverse;

use super::matching::{Fit, fit};
use super::reconcile::join;
use super::weights as w;
use crate::catalog::Record;
use crate::model::{CitedBook, Match, Name, Resolution, Role};

/// A record that fits.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// What the catalog says.
    pub record: Record,
    /// How well it fits.
    pub fit: Fit,
}

/// How many rivals are kept: more than these nobody reads.
const MOST_RIVALS: usize = 5;

/// The records that fit the citation at all.
pub fn candidates(cited: &CitedBook, records: Vec<Record>) -> Vec<Candidate> {
    let weighed = records.into_iter().filter_map(|record| fit(cited, &record).map(|fit| Candidate { record, fit }));
    weighed.filter(|c| c.fit.weight() >= w::POSSIBLE).collect()
}

/// The candidates that are one work.
struct OneWork<'a> {
    best: &'a Candidate,
    others: Vec<&'a Candidate>,
}

impl OneWork<'_> {
    fn weight(&self) -> i32 {
        self.best.fit.weight()
    }

    fn join(&self, cited: &CitedBook) -> Match {
        join(cited, self.best, &self.others)
    }
}

/// Whether the best is so good, and so far ahead, that nobody else need be asked.
pub fn is_sure(candidates: &[Candidate]) -> bool {
    let works = works(candidates);
    let best = works.first().map_or(i32::MIN, OneWork::weight);
    best >= w::SURE && works.get(1).is_none_or(|rival| best - rival.weight() > w::CLOSE)
}

/// Found or ambiguous, or `None` when nothing fits well enough.
pub fn decide(cited: &CitedBook, candidates: &[Candidate]) -> Option<Resolution> {
    let works = works(candidates);
    let (best, rest) = works.split_first()?;
    let close = rest.iter().take_while(|work| best.weight() - work.weight() <= w::CLOSE).take(MOST_RIVALS);
    let rivals: Vec<Match> = close.map(|work| work.join(cited)).collect();
    let is_enough = !rivals.is_empty() || best.weight() >= w::FOUND;
    is_enough.then(|| match rivals.is_empty() {
        true => Resolution::Found(Box::new(best.join(cited))),
        false => Resolution::Ambiguous { best: Box::new(best.join(cited)), rivals },
    })
}

/// The candidates by work, the best work and the best record of each first.
fn works(candidates: &[Candidate]) -> Vec<OneWork<'_>> {
    let mut sorted: Vec<&Candidate> = candidates.iter().collect();
    sorted.sort_by_key(|c| (Reverse(c.fit.weight()), &c.record.id));
    sorted.dedup_by_key(|c| &c.record.id);
    let mut works: Vec<OneWork<'_>> = Vec::new();
    for candidate in sorted {
        match works.iter_mut().find(|work| is_same_work(&work.best.record, &candidate.record)) {
            Some(work) => work.others.push(candidate),
            None => works.push(OneWork { best: candidate, others: Vec::new() }),
        }
    }
    works
}

/// Whether two records speak of one work: one, read as a citation, is met by the other.
fn is_same_work(a: &Record, b: &Record) -> bool {
    let isbns = |r: &Record| r.book.edition.iter().flat_map(|e| e.isbns.clone()).collect::<Vec<_>>();
    let as_cited = CitedBook {
        title: a.book.title().full(),
        authors: writers(a),
        year: None,
        isbn: isbns(a).into_iter().find(|isbn| isbns(b).contains(isbn)),
    };
    let both_anonymous = writers(a).is_empty() && writers(b).is_empty();
    fit(&as_cited, b).is_some_and(|fit| fit.has_same_title() && (both_anonymous || fit.has_same_author()))
}

/// Whether the record bears the title cited, whoever wrote it.
pub(super) fn is_namesake(cited: &CitedBook, record: &Record) -> bool {
    let by_its_author = CitedBook { title: cited.title.clone(), authors: writers(record), ..CitedBook::default() };
    fit(&by_its_author, record).is_some_and(|fit| fit.has_same_title())
}

fn writers(record: &Record) -> Vec<Name> {
    let people = record.book.people(Role::Author).chain(record.book.people(Role::Editor));
    people.map(|c| c.name.clone()).collect()
}
