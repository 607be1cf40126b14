//! The starter catalog: renowned books compiled into the program, so that it knows something without a network.
//!
//! One work a line of `data/starter-catalog.tsv`; what the columns mean is said in `data/README.md`, and they are parted in
//! `starter_line`. Only keys for
//! comparison are made when it is first used; a `Record` is built for the few lines that a question hits. It knows
//! works, no editions and no ISBNs, and its silence says nothing: most books are not in it.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use any_ascii::any_ascii;

pub use super::starter_line::StarterWork;

use super::starter_line::{EDITOR_MARK, PERSON_MARK};
use super::title_index::{TitleIndex, keys_of};
use super::{Catalog, Query, Record};
use crate::model::title::{key, normalise};
use crate::model::{
    Book, CatalogName, Contributor, Date, Failure, Identifiers, Name, RecordId, Role, Title, Work, Year,
};

const LINES: &str = include_str!("../../data/starter-catalog.tsv");

impl<'a> StarterWork<'a> {
    /// Who wrote or edited it.
    pub fn people(&self) -> impl Iterator<Item = Contributor> + use<'a> {
        self.contributors.split(PERSON_MARK).filter_map(|person| {
            let (role, name) = match person.strip_prefix(EDITOR_MARK) {
                Some(name) => (Role::Editor, name),
                None => (Role::Author, person),
            };
            // What stands here without a comma is one name, of however many words.
            let bare = !name.contains(',') && !name.starts_with('{') && !name.is_empty();
            let name = if bare { Some(Name::Mononym(name.to_owned())) } else { Name::parse(name) };
            name.map(|name| Contributor { name, role })
        })
    }

    /// When it was first published.
    pub fn first_published(&self) -> Option<Date> {
        let (circa, digits) = match self.year.strip_prefix('c') {
            Some(rest) => (true, rest),
            None => (false, self.year),
        };
        let year = digits.parse().ok().and_then(Year::new)?;
        Some(if circa { Date::Circa(year) } else { Date::At(year) })
    }

    /// Its name in this catalog: title and first author in plain letters, `the-revolution-betrayed.trotsky`.
    pub fn id(&self) -> String {
        let slug = |text: &str| normalise(&any_ascii(text)).replace(' ', "-");
        match self.people().next() {
            Some(first) => format!("{}.{}", slug(self.title), slug(first.name.sort_name())),
            None => slug(self.title),
        }
    }

    /// The line as a record.
    pub fn record(&self) -> Record {
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let work = Work {
            title: Title { main: self.title.to_owned(), subtitle: filled(self.subtitle) },
            contributors: self.people().collect(),
            first_published: self.first_published(),
            language: self.language.parse().ok(),
            original_title: filled(self.original),
            identifiers: Identifiers::default(),
        };
        Record {
            id: RecordId { catalog: CatalogName::starter(), id: self.id() },
            book: Book::of_work(work),
            other_titles: self.alias_list().map(str::to_owned).collect(),
        }
    }
}

/// The catalog, with its titles prepared for comparison.
pub struct Starter {
    works: Vec<StarterWork<'static>>,
    titles: OnceLock<TitleIndex>,
}

impl Starter {
    /// The catalog; prepared on the first call.
    pub fn get() -> &'static Self {
        static STARTER: OnceLock<Starter> = OnceLock::new();
        STARTER.get_or_init(|| Self::load(LINES))
    }

    /// Every work, in the order of the file.
    pub fn works(&self) -> impl Iterator<Item = StarterWork<'static>> + use<'_> {
        self.works.iter().copied()
    }

    fn load(lines: &'static str) -> Self {
        Self { works: lines.lines().filter_map(StarterWork::parse).collect(), titles: OnceLock::new() }
    }

    /// The titles in the form in which they are compared; made when the first question is asked.
    fn titles(&self) -> &TitleIndex {
        self.titles.get_or_init(|| {
            let mut titles = TitleIndex::default();
            self.works.iter().enumerate().for_each(|(at, work)| titles.add(at, keys_of_work(work)));
            titles
        })
    }

    fn answer(&self, query: &Query) -> Vec<usize> {
        let is_by = |author: &Option<Name>| {
            let surname = author.as_ref().map(|a| normalise(a.sort_name())).filter(|s| !s.is_empty());
            move |at: usize| surname.as_ref().is_some_and(|name| self.works.get(at).is_some_and(|w| w.mentions(name)))
        };
        match query {
            Query::Isbn(_) => Vec::new(),
            Query::Title { title, author, .. } => self.titles().find(title, is_by(author)),
            Query::Like { title, author, most } => self.titles().nearest(title, is_by(author), *most),
        }
    }
}

impl StarterWork<'_> {
    fn mentions(&self, surname: &str) -> bool {
        normalise(self.contributors).contains(surname)
    }
}

/// The comparison forms of every title of a work.
fn keys_of_work(work: &StarterWork<'_>) -> BTreeSet<String> {
    let mut keys: BTreeSet<String> = work.titles().flat_map(keys_of).collect();
    if !work.subtitle.is_empty() {
        keys.insert(key(&format!("{}: {}", work.title, work.subtitle)));
    }
    keys
}

impl Catalog for &'static Starter {
    fn name(&self) -> CatalogName {
        CatalogName::starter()
    }

    fn claims_completeness(&self) -> bool {
        false
    }

    fn look_up(&self, query: &Query) -> Result<Vec<Record>, Failure> {
        let works = self.answer(query).into_iter().filter_map(|at| self.works.get(at));
        Ok(works.map(StarterWork::record).collect())
    }
}

#[cfg(test)]
mod tests {

    use super::{Starter, StarterWork};
    use crate::catalog::{Catalog, Query};
    use crate::model::{Date, Name, Year};

    const LINES: &str = "Capital\tA Critique of Political Economy\tMarx, Karl\t1867\tde\tDas Kapital\t\n\
        Emma\t\tAusten, Jane\t1815\ten\t\t\n\
        The Invention of Tradition\t\ted:Hobsbawm, Eric; ed:Ranger, Terence\t1983\ten\t\t\n\
        The Structure of Scientific Revolutions\t\tKuhn, Thomas S.\t1962\ten\t\tSSR | Scientific Revolutions\n\
        War and Peace\t\tTolstoy, Leo\t1869\tru\tВойна и мир\t\n\
        no columns here\n";

    #[track_caller]
    fn hits(title: &str, author: &str, expected: &[&str]) {
        let starter: &'static Starter = Box::leak(Box::new(Starter::load(LINES)));
        let query = Query::Title { title: title.to_owned(), author: Name::parse(author), year: None };
        let found = starter.look_up(&query).unwrap();
        let ids: Vec<_> = found.iter().map(|r| r.id.id.as_str()).collect();
        assert_eq!(ids, expected, "{title}");
    }

    #[test]
    fn works_are_known_by_more_than_one_title() {
        let starter = Starter::load(super::LINES);
        assert!(starter.titles().len() > starter.works.len());
    }

    #[test]
    fn titles_are_found_however_they_are_written() {
        hits("Structure of scientific revolutions", "", &["the-structure-of-scientific-revolutions.kuhn"]);
        hits("The Stucture of Scientfic Revolutions", "", &["the-structure-of-scientific-revolutions.kuhn"]);
        hits("SSR", "", &["the-structure-of-scientific-revolutions.kuhn"]);
        hits("Das Kapital", "", &["capital.marx"]);
        hits("Capital: A Critique of Political Economy", "", &["capital.marx"]);
        hits("Capital: Another Subtitle", "", &["capital.marx"]);
        hits("Война и мир", "", &["war-and-peace.tolstoy"]);
        hits("Voina i mir", "", &["war-and-peace.tolstoy"]);
        hits("Enma", "", &[]);
        hits("", "", &[]);
    }

    #[test]
    fn beginnings_are_found_with_their_author_only() {
        hits("The Structure", "Thomas Kuhn", &["the-structure-of-scientific-revolutions.kuhn"]);
        hits("The Structure", "Noam Chomsky", &[]);
        hits("The Structure", "", &[]);
        hits("Capital Volume 1", "Marx", &["capital.marx"]);
    }

    #[test]
    fn lines_become_records() {
        let work = StarterWork::parse("The Republic\t\tPlato\tc-375\tgrc\tΠολιτεία\tRepublic | Politeia").unwrap();
        let record = work.record();
        assert_eq!(record.id.to_string(), "starter:the-republic.plato");
        assert_eq!(record.book.work.first_published, Year::new(-375).map(Date::Circa));
        assert_eq!(record.other_titles, ["Republic", "Politeia"]);
        assert_eq!(StarterWork::parse("one\ttwo"), None);
        assert_eq!(StarterWork::parse("a\t\t\t\t\t\t\tb"), None);
    }
}
