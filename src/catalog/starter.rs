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
use super::{Catalog, Query, Record};
use crate::model::title::{key, main_key, normalise};
use crate::model::{
    Book, CatalogName, Contributor, Date, Failure, Identifiers, Name, RecordId, Role, Title, Work, Year,
};

const LINES: &str = include_str!("../../data/starter-catalog.tsv");

/// A key this short is never looked for by spelling: every edit makes another word of it.
const SHORTEST_MISSPELT: usize = 5;
/// One letter in so many may differ. More generous than the resolver, which judges what comes back.
const LETTERS_PER_SLIP: usize = 5;
/// However long the title, with more slips than these it is another one.
const MOST_SLIPS: usize = 3;

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
    keys: OnceLock<Vec<TitleKey>>,
}

/// One title of one work in the form in which titles are compared.
struct TitleKey {
    text: String,
    shape: Shape,
    work: usize,
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
        Self { works: lines.lines().filter_map(StarterWork::parse).collect(), keys: OnceLock::new() }
    }

    /// The titles in the form in which they are compared; made when the first question is asked.
    fn keys(&self) -> &[TitleKey] {
        self.keys.get_or_init(|| {
            let mut keys = Vec::with_capacity(self.works.len() * 2);
            for (at, work) in self.works.iter().enumerate() {
                for text in keys_of(work) {
                    keys.push(TitleKey { shape: Shape::of(&text), text, work: at });
                }
            }
            keys
        })
    }

    /// Lines whose title is one of these, or can be a slip of the pen for one; with an author, also lines of
    /// theirs that begin with the words cited or are the beginning of them.
    fn find(&self, title: &str, author: Option<&Name>) -> Vec<&StarterWork<'static>> {
        let wanted: BTreeSet<String> = [key(title), main_key(title)].into_iter().filter(|k| !k.is_empty()).collect();
        let wanted: Vec<(Shape, String)> = wanted.into_iter().map(|k| (Shape::of(&k), k)).collect();
        let surname = author.map(|a| normalise(a.sort_name())).filter(|s| !s.is_empty());
        let mut hits: BTreeSet<(Closeness, usize)> = BTreeSet::new();
        for known in self.keys() {
            let closest = wanted.iter().filter_map(|(shape, key)| known.closeness(*shape, key)).min();
            match (closest, &surname) {
                (Some(Closeness::Begins), None) | (None, _) => {}
                (Some(Closeness::Begins), Some(name)) if !self.works[known.work].mentions(name) => {}
                (Some(close), _) => drop(hits.insert((close, known.work))),
            }
        }
        let mut seen = BTreeSet::new();
        hits.into_iter().filter(|(_, at)| seen.insert(*at)).map(|(_, at)| &self.works[at]).collect()
    }
}

/// How a known title stands to the one asked for, closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Closeness {
    Same,
    Misspelt,
    Begins,
}

impl TitleKey {
    fn closeness(&self, shape: Shape, key: &str) -> Option<Closeness> {
        if self.text == key {
            Some(Closeness::Same)
        } else if self.shape.is_near(shape) && strsim::osa_distance(&self.text, key) <= self.shape.slips(shape) {
            Some(Closeness::Misspelt)
        } else {
            (begins(&self.text, key) || begins(key, &self.text)).then_some(Closeness::Begins)
        }
    }
}

/// What can be compared of two keys before their letters are set against each other one by one.
#[derive(Clone, Copy)]
struct Shape {
    /// Which letters occur, a bit each.
    letters: u32,
    length: usize,
}

impl Shape {
    fn of(key: &str) -> Self {
        if key.is_ascii() {
            let letters = key.bytes().fold(0, |bits, b| bits | 1 << (u32::from(b) & 31));
            return Self { letters, length: key.len() };
        }
        let letters = key.chars().fold(0, |bits, c| bits | 1 << (u32::from(c) & 31));
        Self { letters, length: key.chars().count() }
    }

    /// How many slips are forgiven between keys of these lengths.
    fn slips(self, other: Self) -> usize {
        match self.length.min(other.length) {
            shortest if shortest < SHORTEST_MISSPELT => 0,
            _ => (self.length.max(other.length) / LETTERS_PER_SLIP).min(MOST_SLIPS),
        }
    }

    /// Whether so few slips can lie between the two. Each changes the length by one and the letters by two at most.
    fn is_near(self, other: Self) -> bool {
        let slips = self.slips(other);
        slips > 0
            && self.length.abs_diff(other.length) <= slips
            && (self.letters ^ other.letters).count_ones() as usize <= slips * 2
    }
}

impl StarterWork<'_> {
    fn mentions(&self, surname: &str) -> bool {
        normalise(self.contributors).contains(surname)
    }
}

/// Whether `whole` is `start` and further words.
fn begins(whole: &str, start: &str) -> bool {
    whole.strip_prefix(start).is_some_and(|rest| rest.starts_with(' '))
}

/// The comparison forms of every title of a work; originals in other scripts also in Latin letters.
fn keys_of(work: &StarterWork<'_>) -> BTreeSet<String> {
    let mut keys: BTreeSet<String> = work.titles().map(key).collect();
    keys.extend(work.titles().filter(|t| t.contains(": ")).map(main_key));
    if !work.subtitle.is_empty() {
        keys.insert(key(&format!("{}: {}", work.title, work.subtitle)));
    }
    if work.original.chars().any(|c| c.is_alphabetic() && c > '\u{24f}') {
        keys.insert(key(&any_ascii(work.original)));
    }
    keys.remove("");
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
        Ok(match query {
            Query::Isbn(_) => Vec::new(),
            Query::Title { title, author, .. } => {
                self.find(title, author.as_ref()).into_iter().map(StarterWork::record).collect()
            }
        })
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
        assert!(starter.keys().len() > starter.works.len());
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
