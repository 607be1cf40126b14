//! The records of one work, joined to one book, field by field.
//!
//! Title and subtitle are those of the record that fits best, so that no mixture arises; every other field is that of the
//! catalog most to be believed in it, and remembers it. What others say stays beside it. That the records are of one
//! work is `decide`'s finding, whom to believe `trust`'s, and the choice of the edition `edition`'s.

use std::fmt::Display;

use super::decide::Candidate;
use super::rules::Wanted;
use super::{edition, trust};
use crate::catalog::Record;
use crate::model::{
    Book, CitedBook, Contributor, Date, Disagreement, Field, Identifiers, Match, Provenance, Role, Source, Work,
};

/// The match that these records of one work make; `best` is the most telling.
pub(super) fn join(cited: &CitedBook, best: &Candidate, others: &[&Candidate], wanted: &Wanted) -> Match {
    let records: Vec<&Record> = std::iter::once(best).chain(others.iter().copied()).map(|c| &c.record).collect();
    let mut joined = Joined::of(&best.record.book.work);
    joined.contributors(cited, &records);
    joined.field(Field::FirstPublished, &records, |w| &mut w.first_published, same_date);
    joined.field(Field::Language, &records, |w| &mut w.language, |a, b| a.primary() == b.primary());
    joined.field(Field::OriginalTitle, &records, |w| &mut w.original_title, |a, b| same_words(a, b));
    records.iter().for_each(|record| joined.identifiers(record));
    joined.note(Field::Title, &best.record);
    if joined.work.title.subtitle.is_some() {
        joined.note(Field::Subtitle, &best.record);
    }
    let Joined { work, mut provenance, disagreements } = joined;
    let editions: Vec<_> = records.iter().filter_map(|r| Some((&r.id.catalog, r.book.edition.as_ref()?))).collect();
    let edition = edition::choose(cited, &work, &editions, wanted).map(|(edition, origin)| {
        provenance.extend(origin);
        edition
    });
    Match {
        records: records.iter().map(|r| r.id.clone()).collect(),
        book: Book { work, edition },
        provenance,
        score: best.fit.score(),
        reasons: best.fit.reasons.clone(),
        disagreements,
        runner_up: None,
    }
}

/// A work in the making.
struct Joined {
    work: Work,
    provenance: Provenance,
    disagreements: Vec<Disagreement>,
}

impl Joined {
    fn of(best: &Work) -> Self {
        let work = Work::titled(best.title.clone());
        Self { work, provenance: Provenance::new(), disagreements: Vec::new() }
    }

    fn note(&mut self, field: Field, record: &Record) {
        self.provenance.insert(field, Source::Catalog(record.id.catalog.clone()));
    }

    /// Takes what the catalog most to be believed says, and keeps what others say that is not the same.
    fn field<T: Clone + Display>(
        &mut self,
        field: Field,
        records: &[&Record],
        of: impl Fn(&mut Work) -> &mut Option<T>,
        is_same: impl Fn(&T, &T) -> bool,
    ) {
        let value = |record: &Record| of(&mut record.book.work.clone()).clone();
        let mut said: Vec<(&Record, T)> = records.iter().filter_map(|r| Some((*r, value(r)?))).collect();
        // The sort is stable: among those equally believed, the record that fits better goes first.
        said.sort_by_key(|(record, _)| trust::rank(field, &record.id.catalog));
        let Some((record, taken)) = said.first() else { return };
        self.note(field, record);
        *of(&mut self.work) = Some(taken.clone());
        self.disagree(field, &said, is_same);
    }

    fn disagree<T: Display>(&mut self, field: Field, said: &[(&Record, T)], is_same: impl Fn(&T, &T) -> bool) {
        let mut groups: Vec<(&T, Vec<_>)> = Vec::new();
        for (record, value) in said {
            let catalog = record.id.catalog.clone();
            match groups.iter_mut().find(|(other, _)| is_same(other, value)) {
                Some((_, catalogs)) if catalogs.contains(&catalog) => {}
                Some((_, catalogs)) => catalogs.push(catalog),
                None => groups.push((value, vec![catalog])),
            }
        }
        if groups.len() > 1 {
            let said = groups.into_iter().map(|(value, catalogs)| (value.to_string(), catalogs)).collect();
            self.disagreements.push(Disagreement { field, said });
        }
    }

    /// The people of the best record in the letters of the text, so that its spelling fits there and no table of letters is
    /// needed for a key; in the roles that the most believed gives them.
    fn contributors(&mut self, cited: &CitedBook, records: &[&Record]) {
        let has_people = |r: &&&Record| !r.book.work.contributors.is_empty();
        let in_latin = |r: &&&Record| r.book.work.contributors.iter().all(|c| is_latin(c.name.sort_name()));
        let of_latin_text = is_latin(&cited.title) && cited.authors.iter().all(|name| is_latin(name.sort_name()));
        let romanised = records.iter().filter(has_people).find(in_latin).filter(|_| of_latin_text);
        let named = romanised.or_else(|| records.iter().find(has_people));
        let Some(named) = named else { return };
        let mut believed: Vec<&Record> = records.to_vec();
        believed.sort_by_key(|record| trust::rank(Field::Contributors, &record.id.catalog));
        let with_role = |person: &Contributor| Contributor {
            role: role_in(&believed, person, named).unwrap_or(person.role),
            ..person.clone()
        };
        let people: Vec<Contributor> = named.book.work.contributors.iter().map(with_role).collect();
        let wrote = |c: &&Contributor| matches!(c.role, Role::Author | Role::Editor | Role::Compiler);
        // Who translated or drew belongs to some edition, and not to the work; unless nobody else is known.
        let kept: Vec<Contributor> = people.iter().filter(wrote).cloned().collect();
        self.work.contributors = if kept.is_empty() { named.book.work.contributors.clone() } else { kept };
        self.note(Field::Contributors, named);
    }

    fn identifiers(&mut self, record: &Record) {
        let theirs = &record.book.work.identifiers;
        if *theirs == Identifiers::default() {
            return;
        }
        let mine = &mut self.work.identifiers;
        let pairs = [
            (&mut mine.doi, &theirs.doi),
            (&mut mine.open_library, &theirs.open_library),
            (&mut mine.wikidata, &theirs.wikidata),
            (&mut mine.lccn, &theirs.lccn),
            (&mut mine.oclc, &theirs.oclc),
        ];
        for (mine, theirs) in pairs {
            if mine.is_none() {
                mine.clone_from(theirs);
            }
        }
        // They come from many; the one that has spoken first stays named.
        self.provenance.entry(Field::Identifiers).or_insert_with(|| Source::Catalog(record.id.catalog.clone()));
    }
}

/// What the first of these catalogs that names the person, other than by the record itself, says the person did.
fn role_in(believed: &[&Record], person: &Contributor, own: &Record) -> Option<Role> {
    let before = believed.iter().take_while(|record| record.id.catalog != own.id.catalog);
    let named = before.flat_map(|record| record.book.contributors()).find(|c| c.name.agrees_with(&person.name));
    named.map(|c| c.role)
}

/// Whether all letters are Latin ones.
fn is_latin(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).all(|c| c <= '\u{24f}' || ('\u{1e00}'..='\u{1eff}').contains(&c))
}

fn same_date(a: &Date, b: &Date) -> bool {
    a.admits(b.first_year()) || b.admits(a.first_year())
}

fn same_words(a: &str, b: &str) -> bool {
    crate::model::title::key(a) == crate::model::title::key(b)
}

#[cfg(test)]
mod tests {
    use super::join;
    use crate::catalog::Record;
    use crate::catalog::starter::StarterWork;
    use crate::model::{CitedBook, Date, Field, Role, Source};
    use crate::resolve::decide::candidates;
    use crate::resolve::{Rules, Wanted};

    #[test]
    fn records_complete_each_other() {
        let cited = CitedBook { title: "The Prince of Words".to_owned(), ..CitedBook::default() };
        let first = StarterWork::parse("The Prince of Words\t\tDoe, Jane\t\tit\t\t").unwrap().record();
        let mut second = StarterWork::parse("The Prince of Words\tA Life\tDoe, J.\t1901\t\t\t").unwrap().record();
        second.id.catalog = "local".parse().unwrap();
        second.book.work.identifiers.wikidata = Some("Q1".to_owned());
        let found = candidates(&cited, vec![first, second], &Rules::default());
        let joined = join(&cited, &found[0], &[&found[1]], &Wanted::Cited);
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

    fn record_of(catalog: &str, line: &str) -> Record {
        let mut record = StarterWork::parse(line).unwrap().record();
        record.id.catalog = catalog.parse().unwrap();
        record
    }

    #[test]
    fn people_stand_in_the_letters_of_the_text() {
        let russian = record_of("wikidata", "Преданная революция\t\tТроцкий, Лев\t1936\tru\t\t");
        let english =
            record_of("open-library", "The Revolution Betrayed\t\tTrotsky, Leon\t1937\tru\tПреданная революция\t");
        let people = |title: &str| {
            let cited = CitedBook { title: title.to_owned(), ..CitedBook::default() };
            let found = candidates(&cited, vec![russian.clone(), english.clone()], &Rules::default());
            let others: Vec<_> = found.iter().skip(1).collect();
            join(&cited, &found[0], &others, &Wanted::Cited).book.work.contributors[0].name.to_string()
        };
        assert_eq!(people("Преданная революция"), "Лев Троцкий");
        assert_eq!(people("Predannaya revolyutsiya"), "Leon Trotsky", "the catalog's form, not one made of letters");
        assert_eq!(people("The Revolution Betrayed"), "Leon Trotsky");
    }

    #[test]
    fn each_field_is_from_whom_one_believes_in_it() {
        let cited = CitedBook { title: "The Prince of Words".to_owned(), ..CitedBook::default() };
        let line = |people: &str, year: &str| format!("The Prince of Words\t\t{people}\t{year}\tit\t\t");
        let first = record_of("open-library", &line("Doe, Jane; Roe, Ann", "1930"));
        let mut second = record_of("library-of-congress", &line("Doe, Jane; Roe, Ann", "1905"));
        second.book.work.contributors[1].role = Role::Translator;
        let third = record_of("wikidata", &line("Doe, Jane", "1905"));
        let found = candidates(&cited, vec![first, second, third], &Rules::default());
        let joined = join(&cited, &found[0], &[&found[1], &found[2]], &Wanted::Cited);
        assert_eq!(joined.book.work.first_published, Date::year(1905));
        assert_eq!(joined.provenance[&Field::FirstPublished].to_string(), "wikidata");
        let told: Vec<_> = joined.disagreements.iter().map(ToString::to_string).collect();
        assert_eq!(told, ["1905 wikidata, library-of-congress; 1930 open-library"]);
        let people: Vec<_> = joined.book.contributors().map(|c| c.name.to_string()).collect();
        assert_eq!(people, ["Jane Doe"], "the translator is no author");
    }
}
