//! What is missing, doubtful or twice in a library, as far as its entries and `library.toml` tell.
//!
//! Every finding is a value; in which words it is told, and with which command it is mended, is the command line's
//! business. What sources say is not known here.

use std::collections::{BTreeMap, BTreeSet};

use super::lock::{Lock, Outcome, Rival};
use super::manifest::ManualBook;
use super::{Entry, Manifest, Shelf, Standing};
use crate::model::{Book, CitationKey, Date, Isbn, Name, Role, title};

/// Something that a user should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A typed book that nobody can say the title of.
    NoTitle(CitationKey),
    /// Nobody is named who wrote, edited or compiled it.
    NoAuthor(CitationKey),
    /// No year of the work nor of the edition.
    NoYear(CitationKey),
    /// A year that cannot be right.
    DoubtfulYear {
        /// The book.
        key: CitationKey,
        /// Which.
        doubt: Doubt,
    },
    /// Two entries that are one work.
    SameWork {
        /// The one to keep.
        key: CitationKey,
        /// The other.
        other: CitationKey,
    },
    /// Two entries with one ISBN.
    SameEdition {
        /// The one to keep.
        key: CitationKey,
        /// The other.
        other: CitationKey,
        /// What both have.
        isbn: Isbn,
    },
    /// No catalog has it.
    Unknown {
        /// The book.
        key: CitationKey,
        /// Its title, as it is cited.
        title: String,
        /// Whether it is left out of bibliographies.
        left_out: bool,
    },
    /// No catalog answered.
    Unreachable(CitationKey),
    /// Several books fit.
    Ambiguous {
        /// The book.
        key: CitationKey,
        /// Its title, as it is cited.
        title: String,
        /// The books that fit, the best first.
        candidates: Vec<Candidate>,
    },
    /// Two keys that BibTeX takes for one.
    KeysAlike {
        /// One.
        key: CitationKey,
        /// The other.
        other: CitationKey,
    },
    /// An item that a list has twice.
    SaidTwice {
        /// The book.
        key: CitationKey,
        /// The list.
        field: &'static str,
        /// The item.
        item: String,
    },
}

/// Why a year is doubted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It is yet to come.
    Future(Date),
    /// The edition is older than the work.
    BeforeTheWork {
        /// The edition's.
        issued: Date,
        /// The work's.
        first: Date,
    },
    /// A printing has an ISBN from before there were any.
    BeforeIsbns(Date),
}

/// A book that may be meant, by what tells it from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its title.
    pub title: String,
    /// Its authors.
    pub authors: Vec<Name>,
    /// Its first publication.
    pub year: Option<Date>,
}

/// Before this year no printing had an ISBN.
const FIRST_ISBNS: i32 = 1966;

/// Everything to be found in entries and typed books; `this_year` is the calendar's.
pub fn audit(manifest: &Manifest, shelf: &Shelf, this_year: i32) -> Vec<Problem> {
    let mut problems: Vec<Problem> = shelf.unmatched.iter().cloned().map(Problem::NoTitle).collect();
    let all: Vec<&Entry> = shelf.entries.iter().chain(&shelf.doubtful).collect();
    for entry in &all {
        problems.extend(missing(entry));
        problems.extend(doubtful_year(entry, this_year));
        problems.extend(unresolved(entry, shelf));
    }
    problems.extend(duplicates(&all, &shelf.lock));
    problems.extend(alike(&all));
    problems.extend(manifest.books.iter().flat_map(said_twice));
    problems
}

fn missing(entry: &Entry) -> Vec<Problem> {
    let book = &entry.book;
    let has_author = book.contributors().any(|c| matches!(c.role, Role::Author | Role::Editor | Role::Compiler));
    let has_year = book.issued().or(book.work.first_published).is_some();
    let no_author = (!has_author).then(|| Problem::NoAuthor(entry.key.clone()));
    no_author.into_iter().chain((!has_year).then(|| Problem::NoYear(entry.key.clone()))).collect()
}

fn doubtful_year(entry: &Entry, this_year: i32) -> Option<Problem> {
    let first = entry.book.work.first_published;
    let edition = entry.book.edition.as_ref();
    let issued = edition.and_then(|edition| edition.issued);
    let year = |date: Date| date.first_year().number();
    // Next year's books are announced this year.
    let future = [first, issued].into_iter().flatten().find(|date| year(*date) > this_year + 1);
    let older = first.zip(issued).filter(|(first, issued)| year(*issued) < year(*first));
    let has_isbn = edition.is_some_and(|edition| !edition.isbns.is_empty());
    let doubt = future
        .map(Doubt::Future)
        .or(older.map(|(first, issued)| Doubt::BeforeTheWork { issued, first }))
        .or(issued.filter(|date| has_isbn && year(*date) < FIRST_ISBNS).map(Doubt::BeforeIsbns))?;
    Some(Problem::DoubtfulYear { key: entry.key.clone(), doubt })
}

fn unresolved(entry: &Entry, shelf: &Shelf) -> Option<Problem> {
    let (key, title) = (entry.key.clone(), entry.book.work.title.full());
    match entry.standing {
        Standing::Found | Standing::ByHand => None,
        Standing::Unreachable => Some(Problem::Unreachable(key)),
        Standing::Unknown => {
            let left_out = shelf.doubtful.iter().any(|other| other.key == key);
            Some(Problem::Unknown { key, title, left_out })
        }
        Standing::Ambiguous => {
            let candidates = match shelf.lock.entries.get(&key).and_then(|locked| locked.outcome.as_ref()) {
                Some(Outcome::Ambiguous { best, rivals }) => {
                    std::iter::once(Candidate::of(&best.book)).chain(rivals.iter().map(Candidate::from)).collect()
                }
                _ => Vec::new(),
            };
            Some(Problem::Ambiguous { key, title, candidates })
        }
    }
}

impl Candidate {
    fn of(book: &Book) -> Self {
        let authors = book.people(Role::Author).map(|c| c.name.clone()).collect();
        Self { title: book.work.title.full(), authors, year: book.work.first_published }
    }
}

impl From<&Rival> for Candidate {
    fn from(rival: &Rival) -> Self {
        Self { title: rival.title.clone(), authors: rival.authors.clone(), year: rival.year }
    }
}

/// Pairs of entries that are one book. Each entry is set against the one most worth keeping of those it is like.
fn duplicates(entries: &[&Entry], lock: &Lock) -> Vec<Problem> {
    let mut worth: Vec<&Entry> = entries.to_vec();
    let rank = |entry: &Entry| (entry.standing != Standing::Found, usize::MAX - entry.cited_in.len());
    worth.sort_by_cached_key(|entry| (rank(entry), entry.key.clone()));
    let mut by_mark: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
    let mut told: BTreeSet<&CitationKey> = BTreeSet::new();
    let mut problems = Vec::new();
    for entry in worth {
        let marks = marks(entry, lock);
        let near = marks.iter().filter_map(|mark| by_mark.get(mark)).flatten();
        let problem = near.copied().find_map(|other| same(other, entry, lock));
        if let Some(problem) = problem
            && told.insert(&entry.key)
        {
            problems.push(problem);
            continue;
        }
        for mark in marks {
            by_mark.entry(mark).or_default().push(entry);
        }
    }
    problems
}

/// What an entry may have in common with another.
fn marks(entry: &Entry, lock: &Lock) -> BTreeSet<String> {
    let work = &entry.book.work;
    let titles = [Some(work.title.full()), work.original_title.clone()].into_iter().flatten();
    let mut marks: BTreeSet<String> = BTreeSet::new();
    for main in titles.map(|text| title::main_key(&text)).filter(|main| !main.is_empty()) {
        let named = entry.book.contributors().map(|c| title::normalise(&c.name.family()));
        marks.extend(named.map(|name| format!("{main}\u{1}{name}")));
        if work.contributors.is_empty() {
            marks.insert(main);
        }
    }
    marks.extend(isbns(entry).map(|isbn| format!("isbn:{isbn}")));
    marks.extend(records(entry, lock));
    marks
}

fn isbns(entry: &Entry) -> impl Iterator<Item = &Isbn> {
    entry.book.edition.iter().flat_map(|edition| &edition.isbns)
}

/// Catalogs' own names for the work.
fn records(entry: &Entry, lock: &Lock) -> Vec<String> {
    let ids = &entry.book.work.identifiers;
    let known = [("open-library", &ids.open_library), ("wikidata", &ids.wikidata)];
    let mut all: Vec<String> = known.iter().filter_map(|(of, id)| Some(format!("{of}:{}", id.as_ref()?))).collect();
    if let Some(Outcome::Found(found)) = lock.entries.get(&entry.key).and_then(|locked| locked.outcome.as_ref()) {
        all.extend(found.records.iter().map(ToString::to_string));
    }
    all
}

fn same(keep: &Entry, other: &Entry, lock: &Lock) -> Option<Problem> {
    let volume = |entry: &Entry| entry.book.edition.as_ref().and_then(|edition| edition.volume.clone());
    if volume(keep) != volume(other) {
        return None;
    }
    let (key, second) = (keep.key.clone(), other.key.clone());
    if let Some(isbn) = isbns(keep).find(|isbn| isbns(other).any(|theirs| theirs == *isbn)) {
        return Some(Problem::SameEdition { key, other: second, isbn: *isbn });
    }
    let theirs = records(other, lock);
    let same_record = records(keep, lock).iter().any(|record| theirs.contains(record));
    (same_record || titles_agree(keep, other)).then_some(Problem::SameWork { key, other: second })
}

/// Whether the titles are the same, one of them perhaps without its subtitle.
fn titles_agree(a: &Entry, b: &Entry) -> bool {
    let of = |entry: &Entry| {
        let work = &entry.book.work;
        let titles = [Some(work.title.full()), work.original_title.clone()].into_iter().flatten();
        titles.map(|text| (title::key(&text), title::main_key(&text))).collect::<Vec<_>>()
    };
    let theirs = of(b);
    of(a).iter().any(|(whole, main)| {
        theirs
            .iter()
            .any(|(other, other_main)| whole == other || (main == other_main && (whole == main || other == other_main)))
    })
}

/// Keys that differ in case only.
fn alike(entries: &[&Entry]) -> Vec<Problem> {
    let mut known: BTreeMap<String, &CitationKey> = BTreeMap::new();
    let mut problems = Vec::new();
    for name in entries.iter().flat_map(|entry| entry.aliases.iter().chain([&entry.key])) {
        let first = *known.entry(name.as_str().to_lowercase()).or_insert(name);
        if first != name {
            problems.push(Problem::KeysAlike { key: first.clone(), other: name.clone() });
        }
    }
    problems
}

fn said_twice(book: &ManualBook) -> Vec<Problem> {
    let aliases: Vec<String> = book.aliases.iter().map(ToString::to_string).collect();
    let lists = [("tags", &book.tags), ("match", &book.matches), ("aliases", &aliases)];
    let twice = |(field, list): (&'static str, &Vec<String>)| {
        let mut seen = BTreeSet::new();
        let again = list.iter().filter(|item| !seen.insert(item.as_str())).cloned().collect::<BTreeSet<String>>();
        again.into_iter().map(move |item| Problem::SaidTwice { key: book.key.clone(), field, item })
    };
    lists.into_iter().flat_map(|list| twice(list).collect::<Vec<_>>()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Problem, audit};
    use crate::library::{Manifest, shelve};

    /// The findings of a library of typed books, in short.
    #[track_caller]
    fn case(books: &str, expected: &[&str]) {
        let manifest = Manifest::parse(books, "library.toml").unwrap();
        let shelf = shelve(&manifest, None, Vec::new());
        let told: Vec<String> = audit(&manifest, &shelf, 2026).iter().map(short).collect();
        assert_eq!(told, expected);
    }

    fn short(problem: &Problem) -> String {
        match problem {
            Problem::NoTitle(key) => format!("no title {key}"),
            Problem::NoAuthor(key) => format!("no author {key}"),
            Problem::NoYear(key) => format!("no year {key}"),
            Problem::DoubtfulYear { key, doubt } => {
                format!("year {key} {doubt:?}").split('(').next().unwrap().to_owned()
            }
            Problem::SameWork { key, other } => format!("work {key} {other}"),
            Problem::SameEdition { key, other, .. } => format!("edition {key} {other}"),
            Problem::KeysAlike { key, other } => format!("alike {key} {other}"),
            Problem::SaidTwice { key, field, item } => format!("twice {key} {field} {item}"),
            other => format!("{other:?}"),
        }
    }

    fn book(key: &str, fields: &str) -> String {
        format!("[book.{key}]\n{fields}\n")
    }

    #[test]
    fn what_is_missing() {
        let whole = "title = \"A\"\nauthors = [\"B C\"]\nyear = 1999";
        case(&book("a", whole), &[]);
        case(&book("a", "title = \"A\"\neditors = [\"B C\"]"), &["no year a"]);
        case(&book("a", "title = \"A\"\nissued = 1999"), &["no author a"]);
        case(&book("a", "status = \"read\""), &["no title a"]);
    }

    #[test]
    fn years_that_cannot_be() {
        let year = |fields: &str| book("a", &format!("title = \"A\"\nauthors = [\"B C\"]\n{fields}"));
        case(&year("year = 2027"), &[]);
        case(&year("year = 2028"), &["year a Future"]);
        case(&year("year = 1999\nissued = 1990"), &["year a BeforeTheWork { issued: At"]);
        case(&year("year = 1832\nissued = 1950\nisbn = \"9780140449136\""), &["year a BeforeIsbns"]);
        case(&year("year = 1832\nissued = 1968\nisbn = \"9780140449136\""), &[]);
    }

    #[test]
    fn the_same_book_twice() {
        let one = |key: &str, rest: &str| book(key, &format!("year = 1930\n{rest}"));
        let pair = |a: &str, b: &str| one("a", a) + &one("b", b);
        let (trotsky, other) = ("authors = [\"Leon Trotsky\"]", "authors = [\"Emma Goldman\"]");
        let title = |title: &str, rest: &str| format!("title = \"{title}\"\n{rest}");
        case(
            &pair(&title("My Life", trotsky), &title("My Life: An Attempt", "authors = [\"Trotsky, L.\"]")),
            &["work a b"],
        );
        case(&pair(&title("My Life: X", trotsky), &title("My Life: Y", trotsky)), &[]);
        case(&pair(&title("My Life", trotsky), &title("My Life", other)), &[]);
        let isbn = |by: &str| format!("{by}\nissued = 1975\nisbn = \"9780140449136\"");
        case(&pair(&title("My Life", &isbn(trotsky)), &title("Mein Leben", &isbn(trotsky))), &["edition a b"]);
        let volume = |n: u8| title("Capital", &format!("{trotsky}\nvolume = {n}"));
        case(&pair(&volume(1), &volume(2)), &[]);
        let three =
            pair(&title("My Life", trotsky), &title("My Life", trotsky)) + &one("c", &title("My Life", trotsky));
        case(&three, &["work a b", "work a c"]);
        case(&pair(&title("Anon", ""), &title("Anon", "")), &["no author a", "no author b", "work a b"]);
        let original = format!("{trotsky}\noriginal-title = \"Moia zhizn\"");
        case(&pair(&title("My Life", &original), &title("Moia zhizn", trotsky)), &["work a b"]);
    }

    #[test]
    fn keys_and_lists() {
        let whole = |title: &str| format!("title = \"{title}\"\nauthors = [\"B C\"]\nyear = 1999\n");
        case(&(book("Kuhn", &whole("A")) + &book("kuhn", &whole("B"))), &["alike Kuhn kuhn"]);
        case(&book("a", &(whole("A") + "tags = [\"x\", \"y\", \"x\"]")), &["twice a tags x"]);
    }
}
