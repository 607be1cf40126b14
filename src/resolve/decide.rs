//! Which of the records that fit is the book: one, one of several, or none.
//!
//! Records of one work, from whatever catalog, count as one candidate; a rival is another work. What is asked to
//! get the records is `plan`'s business, how each fits `matching`'s.

use std::cmp::Reverse;

use super::clean::clean;
use super::kinds::Kind;
use super::matching::{Fit, fit};
use super::reconcile::join;
use super::rules::Rules;
use super::weights as w;
use crate::catalog::Record;
use crate::model::title::key;
use crate::model::{CitedBook, Identifiers, Match, Name, Resolution, Role};

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

/// The records that fit the citation at all, each as it is meant.
pub fn candidates(cited: &CitedBook, records: Vec<Record>, rules: &Rules) -> Vec<Candidate> {
    let records = records.into_iter().map(|record| clean(record, rules));
    let weighed = records.filter_map(|record| fit(cited, &record).map(|fit| Candidate { record, fit }));
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

    fn join(&self, cited: &CitedBook, rules: &Rules) -> Match {
        join(cited, self.best, &self.others, &rules.edition)
    }

    /// Whether what an entry is made of is known: who, and when first.
    fn is_complete(&self) -> bool {
        let works = || std::iter::once(self.best).chain(self.others.iter().copied()).map(|c| &c.record.book.work);
        works().any(|work| !work.contributors.is_empty()) && works().any(|work| work.first_published.is_some())
    }
}

/// Whether the best is so good, and so far ahead, that nobody else need be asked.
pub fn is_sure(candidates: &[Candidate]) -> bool {
    let works = works(candidates);
    let best = works.first().map_or(i32::MIN, OneWork::weight);
    best >= w::SURE && works.get(1).is_none_or(|rival| best - rival.weight() > w::CLOSE)
}

/// Whether nothing that an entry needs is missing from the best work.
pub fn is_complete(candidates: &[Candidate]) -> bool {
    works(candidates).first().is_some_and(OneWork::is_complete)
}

/// Found or ambiguous, or `None` when nothing fits well enough.
pub fn decide(cited: &CitedBook, candidates: &[Candidate], rules: &Rules) -> Option<Resolution> {
    let works = works(candidates);
    let (best, rest) = works.split_first()?;
    let close = rest.iter().take_while(|work| best.weight() - work.weight() <= w::CLOSE).take(MOST_RIVALS);
    let rivals: Vec<Match> = close.map(|work| work.join(cited, rules)).collect();
    let is_enough = !rivals.is_empty() || best.weight() >= w::FOUND;
    is_enough.then(|| match rivals.is_empty() {
        true => {
            let runner_up = rest.first().map(|work| Box::new(work.join(cited, rules)));
            Resolution::Found(Box::new(Match { runner_up, ..best.join(cited, rules) }))
        }
        false => Resolution::Ambiguous { best: Box::new(best.join(cited, rules)), rivals },
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

/// Whether two records speak of one work: they share an identifier, one, read as a citation, is met by the other, or
/// both are of one original. A guide to a book is not that book.
pub(super) fn is_same_work(a: &Record, b: &Record) -> bool {
    let kind = |r: &Record| Kind::of(&r.book.work.title.full());
    if shares_identifier(&a.book.work.identifiers, &b.book.work.identifiers) {
        return true;
    }
    kind(a) == kind(b) && (is_met_by(a, b) || is_met_by(b, a) || have_one_original(a, b))
}

fn shares_identifier(a: &Identifiers, b: &Identifiers) -> bool {
    let pairs = [
        (&a.wikidata, &b.wikidata),
        (&a.open_library, &b.open_library),
        (&a.doi, &b.doi),
        (&a.oclc, &b.oclc),
        (&a.lccn, &b.lccn),
    ];
    pairs.iter().any(|(a, b)| a.is_some() && a == b)
}

fn is_met_by(a: &Record, b: &Record) -> bool {
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

/// Two translations under titles of their own.
fn have_one_original(a: &Record, b: &Record) -> bool {
    let original = |r: &Record| r.book.work.original_title.as_deref().map(key).filter(|key| !key.is_empty());
    let shares_author = || writers(a).iter().any(|x| writers(b).iter().any(|y| x.agrees_with(y)));
    original(a).is_some() && original(a) == original(b) && shares_author()
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
