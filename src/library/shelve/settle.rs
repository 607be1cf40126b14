//! What one group of findings comes to: an outcome for the lock, and a book for the entry.

use std::cmp::Reverse;

use crate::library::lock::{LockedCitation, Outcome, identity};
use crate::library::{CitedIn, Finding, Quote};
use crate::model::{
    Book, CitedBook, Confidence, Contributor, Date, Edition, Field, Name, Provenance, Source, Title, Work,
};

/// The outcome that says most: found before ambiguous before unknown; an edition before the work alone.
pub(super) fn outcome(members: &[&Finding]) -> Option<Outcome> {
    let outcomes = members.iter().filter_map(|f| Outcome::of(&f.resolution));
    outcomes.min_by(|a, b| says(a).cmp(&says(b)).then_with(|| format!("{a:?}").cmp(&format!("{b:?}"))))
}

/// How much an outcome says, the most first.
fn says(outcome: &Outcome) -> (u8, bool, Reverse<Confidence>, Reverse<usize>) {
    match outcome {
        Outcome::Found(m) => (0, m.book.edition.is_none(), Reverse(m.score), Reverse(m.records.len())),
        Outcome::Ambiguous { best, rivals } => (1, false, Reverse(best.score), Reverse(rivals.len())),
        Outcome::Unknown { asked } => (2, false, Reverse(Confidence::default()), Reverse(asked.len())),
        Outcome::ByHand => (3, false, Reverse(Confidence::default()), Reverse(0)),
    }
}

/// The surest member's confidence.
pub(super) fn confidence(members: &[&Finding]) -> Confidence {
    members.iter().map(|f| f.citation.confidence).max().unwrap_or_default()
}

/// The book as its writers give it: the fullest title, the most authors, the year most of them name.
pub(super) fn as_cited(members: &[&Finding]) -> Option<(Book, Provenance)> {
    let cited: Vec<&CitedBook> = members.iter().map(|f| &f.citation.cited).collect();
    let titles = cited.iter().filter_map(|c| Title::parse(&c.title));
    let title = titles.min_by_key(|t| (Reverse(t.full().chars().count()), t.full()))?;
    let authors =
        cited.iter().map(|c| &c.authors).min_by_key(|a| (Reverse(a.len()), Reverse(length(a)), written(a)))?;
    let isbn = cited.iter().filter_map(|c| c.isbn).min();
    let year = most_named(&cited).map(Date::At);
    let mut work = Work::titled(title);
    work.contributors = authors.iter().cloned().map(Contributor::author).collect();
    // A year beside an ISBN is the printing's.
    let edition = isbn.map(|isbn| Edition { isbns: vec![isbn], issued: year, ..Edition::default() });
    if edition.is_none() {
        work.first_published = year;
    }
    let book = Book { work, edition };
    let provenance = filled(&book).into_iter().map(|field| (field, Source::Text)).collect();
    Some((book, provenance))
}

fn written(names: &[Name]) -> Vec<String> {
    names.iter().map(Name::inverted).collect()
}

fn length(names: &[Name]) -> usize {
    written(names).iter().map(|n| n.chars().count()).sum()
}

fn most_named(cited: &[&CitedBook]) -> Option<crate::model::Year> {
    let times = |year| cited.iter().filter(|c| c.year == Some(year)).count();
    cited.iter().filter_map(|c| c.year).min_by_key(|&year| (Reverse(times(year)), year))
}

/// The fields that a cited book fills.
fn filled(book: &Book) -> Vec<Field> {
    let edition = book.edition.as_ref();
    let fields = [
        (Field::Title, true),
        (Field::Subtitle, book.work.title.subtitle.is_some()),
        (Field::Contributors, !book.work.contributors.is_empty()),
        (Field::FirstPublished, book.work.first_published.is_some()),
        (Field::Issued, edition.is_some_and(|e| e.issued.is_some())),
        (Field::Isbn, edition.is_some()),
    ];
    fields.into_iter().filter_map(|(field, is_filled)| is_filled.then_some(field)).collect()
}

/// The citations for the lock: by source, then by their words; the same words of one source once.
pub(super) fn citations(members: &[&Finding]) -> Vec<LockedCitation> {
    let mut sorted = members.to_vec();
    sorted.sort_by_cached_key(|f| (f.cited_in.source.clone(), identity(&f.citation.cited)));
    let mut citations: Vec<LockedCitation> = Vec::new();
    for finding in sorted {
        let (source, cited) = (&finding.cited_in.source, &finding.citation.cited);
        match citations.last_mut().filter(|last| last.source == *source && last.cited == *cited) {
            Some(last) => add_quotes(&mut last.quotes, &finding.cited_in.quotes),
            None => citations.push(LockedCitation {
                source: source.clone(),
                cited: cited.clone(),
                quotes: finding.cited_in.quotes.clone(),
            }),
        }
    }
    citations
}

/// Who cites it, in the order of the sources; each source once.
pub(super) fn cited_in(members: &[&Finding]) -> Vec<CitedIn> {
    let mut all: Vec<CitedIn> = Vec::new();
    for finding in members {
        match all.iter_mut().find(|c| c.source == finding.cited_in.source) {
            Some(known) => add_quotes(&mut known.quotes, &finding.cited_in.quotes),
            None => all.push(finding.cited_in.clone()),
        }
    }
    all
}

fn add_quotes(quotes: &mut Vec<Quote>, more: &[Quote]) {
    for quote in more {
        if !quotes.contains(quote) {
            quotes.push(quote.clone());
        }
    }
}
