//! The records of one work, joined to one book, field by field.
//!
//! The record that fits best speaks first, and the others fill what it leaves open; each field remembers its
//! catalog. Title and subtitle are taken from one record, so that no mixture arises. That the records are of one
//! work is `decide`'s finding, and the choice of the edition `edition`'s.

use super::decide::Candidate;
use super::edition;
use crate::model::{Book, CitedBook, Field, Identifiers, Match, Provenance, RecordId, Source, Work};

/// The match that these records of one work make; `best` is the most telling.
pub(super) fn join(cited: &CitedBook, best: &Candidate, others: &[&Candidate]) -> Match {
    let records = || std::iter::once(best).chain(others.iter().copied()).map(|c| &c.record);
    let (work, mut provenance) = join_works(best, others);
    let editions: Vec<_> =
        records().filter_map(|r| r.book.edition.as_ref().map(|edition| (&r.id.catalog, edition))).collect();
    let edition = edition::choose(cited, &work, &editions).map(|(edition, origin)| {
        provenance.extend(origin);
        edition
    });
    Match {
        records: records().map(|r| r.id.clone()).collect(),
        book: Book { work, edition },
        provenance,
        score: best.fit.score(),
        reasons: best.fit.reasons.clone(),
    }
}

fn join_works(best: &Candidate, others: &[&Candidate]) -> (Work, Provenance) {
    let mut provenance = Provenance::new();
    let mut work = best.record.book.work.clone();
    Origin { id: &best.record.id, provenance: &mut provenance }.note_all(&work);
    for Candidate { record, .. } in others {
        Origin { id: &record.id, provenance: &mut provenance }.complete(&mut work, &record.book.work);
    }
    (work, provenance)
}

/// Writes down which record a field came from.
struct Origin<'a> {
    id: &'a RecordId,
    provenance: &'a mut Provenance,
}

impl Origin<'_> {
    fn note(&mut self, field: Field, is_filled: bool) {
        if is_filled {
            self.provenance.insert(field, Source::Catalog(self.id.catalog.clone()));
        }
    }

    fn note_all(&mut self, work: &Work) {
        self.note(Field::Title, true);
        self.note(Field::Subtitle, work.title.subtitle.is_some());
        self.note(Field::Contributors, !work.contributors.is_empty());
        self.note(Field::FirstPublished, work.first_published.is_some());
        self.note(Field::Language, work.language.is_some());
        self.note(Field::OriginalTitle, work.original_title.is_some());
        self.note(Field::Identifiers, work.identifiers != Identifiers::default());
    }

    /// Fills what `work` leaves open from `other`.
    fn complete(&mut self, work: &mut Work, other: &Work) {
        if work.contributors.is_empty() && !other.contributors.is_empty() {
            work.contributors.clone_from(&other.contributors);
            self.note(Field::Contributors, true);
        }
        self.fill(Field::FirstPublished, &mut work.first_published, &other.first_published);
        self.fill(Field::Language, &mut work.language, &other.language);
        self.fill(Field::OriginalTitle, &mut work.original_title, &other.original_title);
        let (mine, theirs) = (&mut work.identifiers, &other.identifiers);
        self.fill(Field::Identifiers, &mut mine.doi, &theirs.doi);
        self.fill(Field::Identifiers, &mut mine.open_library, &theirs.open_library);
        self.fill(Field::Identifiers, &mut mine.wikidata, &theirs.wikidata);
        self.fill(Field::Identifiers, &mut mine.lccn, &theirs.lccn);
        self.fill(Field::Identifiers, &mut mine.oclc, &theirs.oclc);
    }

    fn fill<T: Clone>(&mut self, field: Field, mine: &mut Option<T>, theirs: &Option<T>) {
        if mine.is_none() && theirs.is_some() {
            mine.clone_from(theirs);
            // Identifiers come from many; the one that has spoken first stays named.
            self.provenance.entry(field).or_insert_with(|| Source::Catalog(self.id.catalog.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::join;
    use crate::catalog::starter::StarterWork;
    use crate::model::{CitedBook, Date, Field, Source};
    use crate::resolve::decide::candidates;

    #[test]
    fn records_complete_each_other() {
        let cited = CitedBook { title: "The Prince of Words".to_owned(), ..CitedBook::default() };
        let first = StarterWork::parse("The Prince of Words\t\tDoe, Jane\t\tit\t\t").unwrap().record();
        let mut second = StarterWork::parse("The Prince of Words\tA Life\tDoe, J.\t1901\t\t\t").unwrap().record();
        second.id.catalog = "local".parse().unwrap();
        second.book.work.identifiers.wikidata = Some("Q1".to_owned());
        let found = candidates(&cited, vec![first, second]);
        let joined = join(&cited, &found[0], &[&found[1]]);
        assert_eq!(joined.book.work.contributors[0].name.to_string(), "Jane Doe");
        assert_eq!(joined.book.work.first_published, Date::year(1901));
        assert_eq!(joined.book.work.title.subtitle, None, "titles are not mixed");
        let origin = |field| joined.provenance.get(&field).map(Source::to_string);
        assert_eq!(origin(Field::Contributors).as_deref(), Some("starter"));
        assert_eq!(origin(Field::FirstPublished).as_deref(), Some("local"));
        assert_eq!(origin(Field::Identifiers).as_deref(), Some("local"));
        assert_eq!(origin(Field::OriginalTitle), None);
        assert_eq!(joined.records.len(), 2);
    }
}
