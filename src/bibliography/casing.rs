//! English titles in title case and in sentence case, and the words whose case no style may change.
//!
//! `.bib` files hold English titles in title case, CSL and hayagriva hold them in sentence case; each style then does
//! as it likes, but for what is marked. Only words that the dictionary knows are ever changed: a word it does not know
//! is taken for a name, or for another language, and stays as it is written.

use super::text::{clean, language, some_clean};
use super::{dictionary, named};
use crate::model::{Book, Title};

/// Words that title case leaves small, save at the ends.
const SMALL: &[&str] = &[
    "a", "an", "and", "as", "at", "but", "by", "down", "for", "from", "if", "in", "into", "nor", "of", "off", "on",
    "onto", "or", "out", "over", "per", "so", "the", "to", "up", "upon", "via", "vs", "with", "yet",
];

const LONGEST_SMALL: usize = 4;

/// Words that stay small within a name.
const PARTICLES: &[&str] = &["de", "del", "della", "der", "di", "du", "la", "ter", "van", "von", "zu", "zum", "zur"];

/// A word of a title, and the space before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Marks before the word itself, such as an opening quotation mark.
    pub(super) before: String,
    /// As title case has it.
    pub(super) capital: String,
    /// As sentence case has it.
    pub(super) plain: String,
    /// Marks after it.
    pub(super) after: String,
    pub(super) kept: Kept,
}

/// What must not happen to a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// Styles may write it as they like.
    No,
    /// It must not become lower case: a name, an acronym.
    Upper,
    /// It must not get a capital: the *sapiens* of *Homo sapiens*.
    Lower,
}

/// How English titles are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// *The guns of August*.
    Sentence,
    /// *The Guns of August*.
    Title,
}

/// How the words of a title came.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Given {
    /// Most words with a capital, so that a capital says little.
    TitleCase,
    /// Few with one, so that each has its reason.
    SentenceCase,
    /// Perhaps not English at all.
    Foreign,
}

/// A title as words, or as it is where no style touches titles of its language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cased {
    /// English, or not known to be anything else.
    Words(Vec<Word>),
    /// In a language that is known and is not English.
    Verbatim(String),
}

/// Title and subtitle of what the reader holds, each cased on its own when it is asked for.
pub(super) struct BookTitle {
    main: String,
    subtitle: Option<String>,
    full: String,
    /// How both came; none where no style touches titles of their language.
    given: Option<Given>,
}

impl Word {
    /// The parts between hyphens, each in the case that `cased` picks, and whether it must stay so.
    pub(super) fn parts<'w>(&'w self, cased: &'w str) -> impl Iterator<Item = (&'w str, bool)> {
        // Two hyphens are a dash.
        let is_one = self.kept != Kept::Upper || cased.contains("--");
        let split = if is_one { '\0' } else { '-' };
        let others = self.plain.split(split).zip(self.capital.split(split));
        cased.split(split).zip(others).map(|(part, (plain, capital))| (part, self.kept != Kept::No && plain == capital))
    }
}

impl BookTitle {
    /// The title of this book.
    pub(super) fn of(book: &Book) -> Self {
        Self::new(book.title(), book)
    }

    /// A title in the language of this book.
    pub(super) fn new(title: &Title, book: &Book) -> Self {
        let in_english = language(book).map(|l| l.is_english());
        let full = clean(&title.full());
        let given = (in_english != Some(false)).then(|| given(&full, in_english));
        Self { main: clean(&title.main), subtitle: title.subtitle.as_deref().and_then(some_clean), full, given }
    }

    /// The title without the subtitle.
    pub(super) fn main(&self) -> Cased {
        self.cased(&self.main)
    }

    /// The subtitle.
    pub(super) fn subtitle(&self) -> Option<Cased> {
        self.subtitle.as_deref().map(|subtitle| self.cased(subtitle))
    }

    /// Whether there is a subtitle.
    pub(super) fn has_subtitle(&self) -> bool {
        self.subtitle.is_some()
    }

    /// Both, joined.
    pub(super) fn full(&self) -> Cased {
        self.cased(&self.full)
    }

    fn cased(&self, text: &str) -> Cased {
        self.given.map_or_else(|| Cased::Verbatim(text.to_owned()), |given| Cased::Words(words(text, given)))
    }
}

/// The title, with that of its set before it.
pub(super) fn with_set(book: &Book) -> String {
    let title = book.title().full();
    let set = book.edition.as_ref().and_then(|e| some_clean(e.set.as_deref()?));
    set.map_or_else(|| title.clone(), |set| format!("{set}: {title}"))
}

impl Cased {
    /// The text in title case.
    fn in_title_case(&self) -> String {
        match self {
            Self::Verbatim(text) => text.clone(),
            Self::Words(words) => {
                let word = |w: &Word| format!("{}{}{}", w.before, w.capital, w.after);
                words.iter().map(word).collect::<Vec<_>>().join(" ")
            }
        }
    }
}

/// The title in title case, with that of its set before it.
pub(super) fn in_title_case(book: &Book) -> String {
    let title = BookTitle::of(book).full().in_title_case();
    let set = book.edition.as_ref().and_then(|e| some_clean(e.set.as_deref()?));
    set.map_or_else(|| title.clone(), |set| format!("{}: {title}", cased(&set, book).in_title_case()))
}

/// Any other title in the language of this book: that of a set, or a series.
pub(super) fn cased(text: &str, book: &Book) -> Cased {
    BookTitle::new(&Title { main: text.to_owned(), subtitle: None }, book).main()
}

fn given(text: &str, in_english: Option<bool>) -> Given {
    let (mut small, mut known, mut all) = (0, 0, 0);
    let (mut lower, mut upper) = (0, 0);
    for (index, token) in text.split(' ').enumerate() {
        let word = core(token).1;
        let is_word = word.chars().next().is_some_and(char::is_alphabetic) && word.chars().nth(1).is_some();
        if !(is_word || is_small(word)) || has_inner_capital(word) {
            continue;
        }
        all += 1;
        if is_small(word) {
            small += 1;
        } else if dictionary::knows(word) {
            known += 1;
            if index > 0 && is_lower(word) {
                lower += 1;
            } else if index > 0 {
                upper += 1;
            }
        }
    }
    let reads_as_english = in_english == Some(true) || 2 * (small + known) >= all;
    match (reads_as_english, lower > upper) {
        (false, _) => Given::Foreign,
        (true, true) => Given::SentenceCase,
        (true, false) => Given::TitleCase,
    }
}

fn words(text: &str, given: Given) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    let mut starts = true;
    for token in text.split(' ') {
        let (before, core, after) = core(token);
        let after_name = out.last().is_some_and(|w| w.kept == Kept::Lower || is_name(&w.plain));
        let mut word = word(core, given, starts, after_name);
        word.before = before.to_owned();
        word.after = after.to_owned();
        starts = (starts && core.is_empty()) || after.contains([':', '?', '!', '—']);
        out.push(word);
    }
    if given == Given::TitleCase {
        keep_names(&mut out);
    }
    // Title case gives the last word a capital too.
    if given == Given::SentenceCase
        && let Some(last) = out.last_mut().filter(|w| w.kept == Kept::No)
    {
        last.capital = raised(&last.capital);
    }
    out
}

/// Keeps the capitals of ordinary words that are part of a name.
fn keep_names(words: &mut [Word]) {
    for at in 1..words.len() {
        let [first, second] = &mut words[at - 1..=at] else { continue };
        let has_capitals = !is_lower(&first.capital) && !is_lower(&second.capital);
        if !has_capitals || !first.after.is_empty() || !second.before.is_empty() {
            continue;
        }
        let is_pair = named::is_name(&first.capital, &second.capital);
        let is_end = second.kept == Kept::No && first.kept == Kept::Upper && named::ends_name(&second.capital);
        if is_pair && is_lower(&first.plain) {
            *first = Word { plain: first.capital.clone(), kept: Kept::Upper, ..first.clone() };
        }
        if is_pair || is_end {
            *second = Word { plain: second.capital.clone(), kept: Kept::Upper, ..second.clone() };
        }
    }
}

/// A capital, and no word of the dictionary.
fn is_name(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase) && !dictionary::knows(word) && !is_small(word)
}

fn word(core: &str, given: Given, starts: bool, after_name: bool) -> Word {
    let as_is = |kept| Word {
        before: String::new(),
        capital: core.to_owned(),
        plain: core.to_owned(),
        after: String::new(),
        kept,
    };
    if has_inner_capital(core) {
        return as_is(Kept::Upper);
    }
    let has_capital = core.chars().next().is_some_and(char::is_uppercase);
    match given {
        _ if core.chars().next().is_none_or(|c| !c.is_alphabetic()) => as_is(Kept::No),
        // A letter alone is a variable, a name in a list, anything.
        _ if !has_capital && core.chars().nth(1).is_none() => as_is(Kept::No),
        Given::Foreign if starts => as_is(Kept::No),
        _ if starts && has_capital => Word { plain: lowered(core, given, true), ..as_is(Kept::No) },
        Given::Foreign if has_capital => as_is(Kept::Upper),
        Given::Foreign => as_is(Kept::Lower),
        _ if has_capital => {
            let plain = lowered(core, given, false);
            let kept = if plain == core.to_lowercase() { Kept::No } else { Kept::Upper };
            Word { plain, ..as_is(kept) }
        }
        // Small letters in a title of capitals: a preposition, or a species.
        _ if after_name && PARTICLES.contains(&core) => as_is(Kept::Lower),
        _ if is_small(core) && !starts => as_is(Kept::No),
        Given::TitleCase if after_name => as_is(Kept::Lower),
        Given::TitleCase if dictionary::knows(core) => as_is(Kept::No),
        _ if !dictionary::knows(core) && !is_small(core) && after_name => as_is(Kept::Lower),
        Given::TitleCase => as_is(Kept::Lower),
        Given::SentenceCase => Word { capital: raised_parts(core), ..as_is(Kept::No) },
    }
}

/// A word with a capital in sentence case: its parts that are plain English become small, in a title where a capital
/// is no news. A first word's first part keeps its capital.
fn lowered(core: &str, given: Given, starts: bool) -> String {
    // `I` is the one word of a single letter that is never small; others are initials.
    let is_plain = |part: &str| is_small(part) || (part.chars().count() > 1 && dictionary::knows(part));
    let lower = |(at, part): (usize, &str)| match part {
        _ if given != Given::TitleCase || (starts && at == 0) || !is_plain(part) => part.to_owned(),
        part => part.to_lowercase(),
    };
    core.split('-').enumerate().map(lower).collect::<Vec<_>>().join("-")
}

fn is_lower(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_lowercase)
}

/// Whether title case leaves this word small, save at the ends.
pub(super) fn is_small(word: &str) -> bool {
    // None of them is longer, and none has a letter that only Unicode makes small.
    word.len() <= LONGEST_SMALL && SMALL.iter().any(|small| small.eq_ignore_ascii_case(word))
}

/// Whether a change of case would spoil this word: `USSR`, `McDonald`, but not `Self-Help`.
fn has_inner_capital(core: &str) -> bool {
    core.split(['-', '–', '/']).any(|part| part.chars().skip(1).any(char::is_uppercase))
}

fn raised(word: &str) -> String {
    let mut chars = word.chars();
    let Some(first) = chars.next() else { return String::new() };
    // `ß` has no capital of its own.
    if first.to_uppercase().count() > 1 { word.to_owned() } else { first.to_uppercase().chain(chars).collect() }
}

fn raised_parts(word: &str) -> String {
    let parts: Vec<String> =
        word.split('-').map(|part| if is_small(part) { part.to_owned() } else { raised(part) }).collect();
    raised(&parts.join("-"))
}

/// The word between the marks around it.
fn core(token: &str) -> (&str, &str, &str) {
    let core = token.trim_matches(|c: char| !c.is_alphanumeric());
    match token.split_once(core) {
        Some((before, after)) if !core.is_empty() => (before, core, after),
        _ => (token, "", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::{BookTitle, Cased, Kept, Word};
    use crate::model::{Book, Title, Work};

    fn of(text: &str, language: Option<&str>) -> Cased {
        let mut work = Work::titled(Title { main: text.to_owned(), subtitle: None });
        work.language = language.map(|l| l.parse().unwrap());
        BookTitle::of(&Book::of_work(work)).full()
    }

    #[track_caller]
    fn case(text: &str, title_case: &str, sentence_case: &str) {
        let Cased::Words(words) = of(text, None) else { panic!("{text} is taken for another language") };
        let joined = |pick: fn(&Word) -> &String| {
            let shown = |w: &Word| match w.kept {
                Kept::No => format!("{}{}{}", w.before, pick(w), w.after),
                Kept::Upper => format!("{}[{}]{}", w.before, pick(w), w.after),
                Kept::Lower => format!("{}<{}>{}", w.before, pick(w), w.after),
            };
            words.iter().map(shown).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(joined(|w| &w.capital), title_case);
        assert_eq!(joined(|w| &w.plain), sentence_case);
    }

    #[test]
    fn english_in_both_cases() {
        case("What Is History?", "What Is History?", "What is history?");
        case("A brief history of time", "A Brief History of Time", "A brief history of time");
        case("Anglo-Saxon Self-Help for All", "Anglo-Saxon Self-Help for All", "Anglo-Saxon self-help for all");
        case("Science Fiction: A Reader", "Science Fiction: A Reader", "Science fiction: A reader");
        case("I, Robot", "I, Robot", "I, robot");
        case("The world we live in", "The World We Live In", "The world we live in");
    }

    #[test]
    fn ordinary_words_in_names_are_kept() {
        case("The Russian Revolution", "The [Russian] [Revolution]", "The [Russian] [Revolution]");
        case("A People's Civil War", "A People's [Civil] [War]", "A people's [Civil] [War]");
        case("The Cold, War", "The Cold, War", "The cold, war");
        case("War and Revolution", "War and Revolution", "War and revolution");
    }

    #[test]
    fn names_and_acronyms_are_kept() {
        case(
            "The Letters of Vincent van Gogh",
            "The Letters of [Vincent] <van> [Gogh]",
            "The letters of [Vincent] <van> [Gogh]",
        );
        case("Geometry and K-Theory", "Geometry and [K-Theory]", "Geometry and [K-theory]");
        case("The Guns of Tannenberg", "The Guns of [Tannenberg]", "The guns of [Tannenberg]");
        case("NATO and the UN", "[NATO] and the [UN]", "[NATO] and the [UN]");
        case(
            "The fall of Rome and its children",
            "The Fall of [Rome] and Its Children",
            "The fall of [Rome] and its children",
        );
        case("Between You and I", "Between You and [I]", "Between you and [I]");
        case(
            "The Nematode Caenorhabditis elegans",
            "The Nematode [Caenorhabditis] <elegans>",
            "The nematode [Caenorhabditis] <elegans>",
        );
    }

    #[test]
    fn what_is_not_english_stays() {
        case("La rebelión de las masas", "La <rebelión> <de> <las> <masas>", "La <rebelión> <de> <las> <masas>");
        case("Hypnerotomachia Poliphili", "Hypnerotomachia [Poliphili]", "Hypnerotomachia [Poliphili]");
        assert_eq!(of("Der Prozess", Some("de")), Cased::Verbatim("Der Prozess".to_owned()));
    }
}
