//! Citation keys: how they are made, and how they are kept apart.
//!
//! A key is made once and then kept, so it is built from what a reader would guess it from: the family name and the
//! year of the work. Which entry already has a key is `shelve`'s to know; here is only what a new one is called.

use std::collections::BTreeSet;
use std::str::FromStr;

use any_ascii::any_ascii;

use crate::model::title::{self, normalise};
use crate::model::{Book, CitationKey, Name, Role, Year};

/// Words of titles and of bodies that tell nothing apart.
const SMALL: &[&str] = &[
    "the", "a", "an", "of", "and", "or", "in", "on", "to", "for", "from", "with", "by", "at", "as", "is", "its", "le",
    "la", "les", "un", "une", "et", "du", "des", "de", "der", "die", "das", "den", "dem", "und", "im", "von", "zur",
    "zum", "ein", "eine", "el", "los", "las", "y", "del", "il", "lo", "gli", "i", "e", "di", "da", "o", "os", "as",
];
/// No key grows by a name or word longer than this.
const LONGEST: usize = 32;
/// How many words a key of a title alone has at most.
const TITLE_WORDS: usize = 4;
/// What a key begins with where no letter can.
const NAMELESS: &str = "book";

/// What new keys are made of: `{author}{year}`, or any other order of `{author}`, `{year}` and `{title}` with small
/// letters, digits and hyphens between them.
///
/// ```
/// # use reading_list::library::key::Pattern;
/// assert!("{author}-{title}".parse::<Pattern>().is_ok());
/// assert!("{editor}".parse::<Pattern>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// The family name of who the book is filed under.
    Author,
    /// The year of the work.
    Year,
    /// The first word of the title that tells it from others.
    Title,
    Letters(String),
}

impl Default for Pattern {
    fn default() -> Self {
        Self(vec![Part::Author, Part::Year])
    }
}

impl FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = |what: &str| {
            format!("{what} in the pattern `{text}` (`{{author}}`, `{{year}}`, `{{title}}`, a-z, 0-9, `-`)")
        };
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (letters, after) = rest.split_once('{').unwrap_or((rest, ""));
            if letters.contains(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')) {
                return Err(wrong(&format!("`{letters}` cannot stand")));
            }
            if !letters.is_empty() {
                parts.push(Part::Letters(letters.to_owned()));
            }
            if letters.len() == rest.len() {
                break;
            }
            let (name, after) = after.split_once('}').ok_or_else(|| wrong("a `{` is left open"))?;
            parts.push(match name {
                "author" => Part::Author,
                "year" => Part::Year,
                "title" => Part::Title,
                _ => return Err(wrong(&format!("`{{{name}}}` is unknown"))),
            });
            rest = after;
        }
        let is_telling = parts.iter().any(|part| matches!(part, Part::Author | Part::Title));
        if is_telling { Ok(Self(parts)) } else { Err(wrong("neither author nor title stands")) }
    }
}

/// The keys of one library, each given once.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    pattern: Pattern,
    /// In lower case: BibTeX does not tell `Kuhn1962` from `kuhn1962`.
    taken: BTreeSet<String>,
}

impl Keys {
    /// No keys yet, and new ones by this pattern.
    pub fn by(pattern: Pattern) -> Self {
        Self { pattern, taken: BTreeSet::new() }
    }

    /// Keeps a key from being given to anything else.
    pub fn reserve(&mut self, key: &CitationKey) {
        self.taken.insert(key.as_str().to_lowercase());
    }

    /// Whether a key is given already.
    pub fn is_taken(&self, key: &CitationKey) -> bool {
        self.taken.contains(&key.as_str().to_lowercase())
    }

    /// A new key for this book: the natural one, or where that is taken one with words of its title, or a number.
    pub fn make(&mut self, book: &Book) -> CitationKey {
        let base = base(&self.pattern, book);
        let words = title_words(book);
        let fresh = words.iter().filter(|w| !base.split('-').any(|part| part == w.as_str()));
        let mut longer = base.clone();
        let extended = fresh.map(|word| {
            longer = format!("{longer}-{word}");
            longer.clone()
        });
        let numbered = (2u32..).map(|n| format!("{base}-{n}"));
        let key = std::iter::once(base.clone())
            .chain(extended)
            .chain(numbered)
            .find(|text| !self.taken.contains(text))
            .and_then(|text| text.parse().ok())
            .expect("numbers do not run out, and the letters of a made key are valid");
        self.reserve(&key);
        key
    }
}

/// The key that this book would have by a pattern if it were alone.
///
/// ```
/// # use reading_list::library::key::{Pattern, natural};
/// # use reading_list::model::{Book, Title, Work};
/// let book = Book::of_work(Work::titled(Title::parse("The Guns of Autumn").unwrap()));
/// assert_eq!(natural(&Pattern::default(), &book).as_str(), "guns-of-autumn");
/// ```
pub fn natural(pattern: &Pattern, book: &Book) -> CitationKey {
    base(pattern, book).parse().expect("the letters of a made key are valid")
}

fn base(pattern: &Pattern, book: &Book) -> String {
    let key = patterned(pattern, book).unwrap_or_else(|| made_up(book));
    if key.starts_with(|c: char| c.is_ascii_lowercase()) { key } else { format!("{NAMELESS}{key}") }
}

/// The pattern with its parts filled in, if the book has all of them.
fn patterned(pattern: &Pattern, book: &Book) -> Option<String> {
    let filled = pattern.0.iter().map(|part| match part {
        Part::Author => first_name(book).map(name_part).filter(|name| !name.is_empty()),
        Part::Year => first_year(book).map(year_part),
        Part::Title => title_words(book).into_iter().next(),
        Part::Letters(letters) => Some(letters.clone()),
    });
    filled.collect()
}

/// A key from whatever the book has, in the manner of `{author}{year}`.
fn made_up(book: &Book) -> String {
    let year = first_year(book).map(year_part);
    let name = first_name(book).map(name_part).filter(|name| !name.is_empty());
    match (name, year) {
        (Some(name), Some(year)) => format!("{name}{year}"),
        (Some(name), None) => join_some(&[Some(name.as_str()), title_words(book).first().map(String::as_str)]),
        (None, Some(year)) => match title_words(book).first() {
            Some(word) if word.ends_with(|c: char| c.is_ascii_digit()) => format!("{word}-{year}"),
            Some(word) => format!("{word}{year}"),
            None => year,
        },
        (None, None) => whole_title(book),
    }
}

fn join_some(parts: &[Option<&str>]) -> String {
    parts.iter().flatten().copied().collect::<Vec<_>>().join("-")
}

/// Year of the work; of the edition where nothing else is known.
pub(super) fn first_year(book: &Book) -> Option<Year> {
    let issued = || book.edition.as_ref().and_then(|e| e.issued);
    book.work.first_published.or_else(issued).map(|date| date.first_year())
}

/// Who a book is filed under: its first author, else its first editor, else whoever is named first.
pub(super) fn first_name(book: &Book) -> Option<&Name> {
    let first = |role| book.people(role).next();
    let named = first(Role::Author).or_else(|| first(Role::Editor)).or_else(|| book.contributors().next());
    named.map(|c| &c.name)
}

fn year_part(year: Year) -> String {
    if year.is_bce() { format!("{}bce", -year.number()) } else { year.to_string() }
}

fn name_part(name: &Name) -> String {
    match name {
        Name::Corporate(body) => {
            let words = words(body);
            let telling = words.iter().filter(|w| !SMALL.contains(&w.as_str()));
            cut(telling.take(2).map(String::as_str).collect())
        }
        other => cut(words(&other.family()).concat()),
    }
}

/// The words of a title that tell it from others, all of them where none does.
fn title_words(book: &Book) -> Vec<String> {
    let all = words(&book.work.title.full());
    let telling: Vec<String> = all.iter().filter(|w| !SMALL.contains(&w.as_str())).cloned().collect();
    if telling.is_empty() { all } else { telling }
}

fn whole_title(book: &Book) -> String {
    let words = words(&title::key(&book.work.title.main));
    words.into_iter().take(TITLE_WORDS).collect::<Vec<_>>().join("-")
}

/// The words of any text in small Latin letters and digits.
fn words(text: &str) -> Vec<String> {
    let latin = any_ascii(&normalise(text)).to_ascii_lowercase();
    let bare: String = latin.chars().filter(|c| !matches!(c, '\'' | '`' | '"')).collect();
    let words = bare.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty());
    words.map(|word| cut(word.to_owned())).collect()
}

/// ASCII text of bearable length.
fn cut(mut text: String) -> String {
    text.truncate(LONGEST);
    text
}

#[cfg(test)]
mod tests {
    use super::{Keys, Pattern, natural};
    use crate::model::{Book, Contributor, Date, Name, Title, Work};

    fn book(author: &str, title: &str, year: Option<i64>) -> Book {
        Book::of_work(Work {
            contributors: Name::parse(author).map(Contributor::author).into_iter().collect(),
            first_published: year.and_then(Date::year),
            ..Work::titled(Title::parse(title).unwrap())
        })
    }

    #[track_caller]
    fn case(author: &str, title: &str, year: Option<i64>, expected: &str) {
        assert_eq!(natural(&Pattern::default(), &book(author, title, year)).as_str(), expected);
    }

    #[test]
    fn keys_are_what_a_reader_would_guess() {
        case("Leon Trotsky", "The Permanent Revolution", Some(1930), "trotsky1930");
        case("Simone de Beauvoir", "Le Deuxième Sexe", Some(1949), "debeauvoir1949");
        case("Johann Wolfgang von Goethe", "Faust", Some(1808), "goethe1808");
        case("Gabriel García Márquez", "Cien años", Some(1967), "marquez1967");
        case("García Márquez, Gabriel", "Cien años", Some(1967), "garciamarquez1967");
        case("Flann O'Brien", "At Swim-Two-Birds", Some(1939), "obrien1939");
        case("Лев Толстой", "Война и мир", Some(1869), "tolstoi1869");
        case("Plato", "Republic", Some(-380), "plato380bce");
        case("{The World Health Organization}", "Report", Some(2020), "worldhealth2020");
    }

    #[test]
    fn what_is_missing_is_made_up_from_the_title() {
        case("Barbara Tuchman", "The Guns of August", None, "tuchman-guns");
        case("", "The Guns of Autumn", None, "guns-of-autumn");
        case("", "Beowulf", Some(1000), "beowulf1000");
        case("", "1984", Some(1949), "book1984-1949");
        case("", "???", None, "book");
        case("…", "!", Some(1900), "book1900");
    }

    #[test]
    fn a_pattern_is_followed_where_the_book_has_its_parts() {
        let made = |pattern: &str, year| {
            Keys::by(pattern.parse().unwrap()).make(&book("Leon Trotsky", "The Permanent Revolution", year)).to_string()
        };
        assert_eq!(made("{author}-{title}-{year}", Some(1930)), "trotsky-permanent-1930");
        assert_eq!(made("{title}{year}", Some(1930)), "permanent1930");
        assert_eq!(made("b-{author}", None), "b-trotsky");
        assert_eq!(made("{author}-{year}", None), "trotsky-permanent");
        for (wrong, why) in [
            ("{author", "a `{` is left open"),
            ("{Author}", "`{Author}` is unknown"),
            ("{author} {year}", "` ` cannot stand"),
            ("{year}", "neither author nor title stands"),
            ("", "neither author nor title stands"),
        ] {
            assert!(wrong.parse::<Pattern>().unwrap_err().starts_with(why), "{wrong}");
        }
    }

    #[test]
    fn a_clash_gives_the_newcomer_words_and_then_a_number() {
        let mut keys = Keys::default();
        let mut make = |title: &str| keys.make(&book("Leon Trotsky", title, Some(1930))).to_string();
        assert_eq!(make("My Life"), "trotsky1930");
        assert_eq!(make("Permanent Revolution"), "trotsky1930-permanent");
        assert_eq!(make("The Permanent Revolution"), "trotsky1930-permanent-revolution");
        assert_eq!(make("Permanent Revolution"), "trotsky1930-2");
        assert_eq!(make("Permanent Revolution"), "trotsky1930-3");
    }

    #[test]
    fn keys_that_differ_in_case_only_are_one() {
        let mut keys = Keys::default();
        keys.reserve(&"Trotsky1930".parse().unwrap());
        assert_eq!(keys.make(&book("Leon Trotsky", "My Life", Some(1930))).as_str(), "trotsky1930-my");
    }

    #[test]
    fn made_keys_match_their_pattern() {
        for text in ["刘慈欣", "ß", "-", "9", "Ⅷ", "𝔘𝔫", "ا", "\u{301}", &"long".repeat(99)] {
            let key = natural(&Pattern::default(), &book(text, text, None)).to_string();
            assert!(key.starts_with(|c: char| c.is_ascii_lowercase()), "{key}");
            assert!(key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{key}");
        }
    }
}
