//! Names of people in a text, by their shape alone.
//!
//! Used for by-lines and to tell a person from a title. Whether a name is the *author* of something is decided in
//! `attribute`.

use super::lexicon::Classes;
use super::view::{Gap, LineKind, Shape, Token, View};

/// Longest name, in words, particles and initials included.
const LONGEST: usize = 6;
/// A line of running text of at least so many bytes may break within a name.
pub const WRAPPED: u32 = 55;

const PARTICLES: &[&str] = &[
    "de", "di", "da", "do", "dos", "du", "des", "del", "della", "van", "von", "der", "den", "ter", "ten", "zu", "af",
    "la", "le", "el", "al", "ibn", "bin", "y", "e", "d", "la",
];

/// Words that stand before a name and are no part of it.
#[rustfmt::skip]
const HONORIFICS: &[&str] = &[
    "dr", "mr", "mrs", "ms", "prof", "professor", "sir", "dame", "rev", "reverend", "monsieur", "madame",
    "mme", "herr", "frau", "señor", "señora", "signor", "dott", "author", "historian", "philosopher", "rabbi",
    "mevrouw", "meneer",
];

/// The last word of a publisher, a paper or another body.
#[rustfmt::skip]
const BODIES: &[&str] = &[
    "press", "books", "publishing", "publishers", "publications", "media", "verlag", "éditions", "editions",
    "editorial", "edizioni", "editore", "classics", "library", "magazine", "review", "journal", "times",
    "university", "institute", "college", "company", "inc", "ltd", "sons", "presses", "uitgeverij", "editora",
    "house", "reader",
];

/// Publishers that go by one word.
#[rustfmt::skip]
const PUBLISHERS: &[&str] = &[
    "penguin", "routledge", "springer", "wiley", "verso", "vintage", "knopf", "macmillan", "harpercollins",
    "blackwell", "oxford", "cambridge", "princeton", "yale", "harvard", "mit", "oup", "cup", "fayard", "plon",
    "larousse", "gallimard", "seuil", "flammarion", "grasset", "hachette", "actes", "puf", "suhrkamp",
    "rowohlt", "hanser", "beck", "ullstein", "piper", "reclam", "einaudi", "mondadori", "feltrinelli",
    "adelphi", "laterza", "anagrama", "alfaguara", "planeta", "tusquets", "debolsillo", "elsevier", "pearson",
    "manning", "apress", "packt", "o'reilly", "amazon", "goodreads", "kindle", "audible", "viking", "picador",
    "bloomsbury", "scribner", "doubleday", "эксмо", "аст", "азбука", "meulenhoff", "companhia", "isbn", "doi",
    "pdf", "epub", "wikipedia", "youtube",
];

fn is_particle(view: &View<'_>, at: usize) -> bool {
    view.tokens.get(at).is_some_and(|t| t.shape == Shape::Lower) && PARTICLES.contains(&view.stem(at))
}

/// Whether a word stands in one of these lists of lower-case words.
pub fn is_in(list: &[&str], word: &str) -> bool {
    list.contains(&word) || word.chars().any(char::is_uppercase) && list.contains(&word.to_lowercase().as_str())
}

/// "Dr", "Professor": what stands before a name and is no part of it.
pub fn is_honorific(view: &View<'_>, at: usize) -> bool {
    is_in(HONORIFICS, view.stem(at))
}

/// Whether a run of capitals names a publisher or another body rather than a person.
pub fn is_body(view: &View<'_>, first: usize, end: usize) -> bool {
    let last = end.saturating_sub(1);
    let follows = view.gap(end).is_plain()
        && is_in(BODIES, view.stem(end))
        && view.tokens.get(end).is_some_and(|t| t.is_capital());
    is_in(BODIES, view.stem(last))
        || first == last && is_in(PUBLISHERS, view.stem(last))
        || follows
        || !view.classes(first).has(Classes::GIVEN)
            && (first..end).any(|k| view.classes(k).has(NO_PERSON) && view.tokens[k].shape != Shape::Initial)
}

/// Words of bodies, lists and other things that are written with capitals.
const NO_PERSON: Classes =
    Classes::ORG.or(Classes::READING).or(Classes::CHAPTER).or(Classes::PERIODICAL).or(Classes::COURSE);

/// `J.` anywhere, and `J` between the other words of a name.
fn is_initial(view: &View<'_>, at: usize) -> bool {
    let Some(token) = view.tokens.get(at).filter(|t| t.shape == Shape::Initial) else { return false };
    let capital = |k: usize| view.tokens.get(k).is_some_and(|t| t.is_capital() && t.shape != Shape::Initial);
    view.text.get(token.end as usize..).is_some_and(|rest| rest.starts_with('.'))
        || at > 0 && capital(at - 1) && capital(at + 1) && token.gap.is_plain() && view.gap(at + 1).is_plain()
}

/// `Le` of "Le Guin", within a sentence.
fn is_capital_particle(view: &View<'_>, at: usize) -> bool {
    let next = view.tokens.get(at + 1);
    view.gap(at).0 & !(Gap::SPACE.0 | Gap::PERIOD.0) == 0
        && view.classes(at).has(Classes::ARTICLE)
        && next.is_some_and(|n| n.shape == Shape::Capital && n.gap.is_plain())
        && view.stem(at) != "The"
        && is_in(PARTICLES, view.stem(at))
}

fn is_name_word(view: &View<'_>, at: usize) -> bool {
    view.tokens.get(at).is_some_and(|t| {
        let shouted = t.shape == Shape::Upper && t.end - t.start > 4;
        let after = view.tokens.get(at + 1);
        let given = t.classes.has(Classes::GIVEN) && after.is_some_and(|n| n.is_capital() && n.gap.is_plain());
        t.is_capital()
            && !shouted
            && (!t.classes.has(NOT_A_NAME) || given || is_initial(view, at) || is_capital_particle(view, at))
            || shouted && view.tokens.get(at.wrapping_sub(1)).is_some_and(|p| p.is_capital())
    })
}

/// Capitalised words that end a name even inside a run of capitals.
const NOT_A_NAME: Classes = Classes::ARTICLE
    .or(Classes::PRONOUN)
    .or(Classes::MONTH)
    .or(Classes::DAY)
    .or(Classes::START)
    .or(Classes::BOOK)
    .or(Classes::SERIES)
    .or(Classes::BE)
    .or(Classes::COUNTRY);

/// Gaps that may stand inside a name: white space, and the full stop after an initial.
fn joins(gap: Gap) -> bool {
    gap.0 & !(Gap::SPACE.0 | Gap::PERIOD.0 | Gap::LINE.0) == 0
}

/// Whether token `at` follows within a name: on the same line, or where a paragraph was broken into lines. A full
/// stop is only passed over after an initial or a short form.
fn continues(view: &View<'_>, at: usize) -> bool {
    let gap = view.gap(at);
    let before = &view.tokens[at - 1];
    let shortened = before.shape == Shape::Initial || before.end - before.start <= 3;
    joins(gap) && (!gap.has(Gap::LINE) || is_wrapped(view, at)) && (!gap.has(Gap::PERIOD) || shortened)
}

/// Whether the line end before token `at` is only there because a paragraph was broken into lines.
pub fn is_wrapped(view: &View<'_>, at: usize) -> bool {
    let (Some(above), Some(line)) = (at.checked_sub(1).and_then(|k| view.line_of(k)), view.line_of(at)) else {
        return false;
    };
    let running = |kind: LineKind| matches!(kind, LineKind::Prose | LineKind::Item);
    let (Some(first), Some(last)) = (view.tokens.get(above.first as usize), view.tokens.get(at - 1)) else {
        return false;
    };
    view.gap(at).is_plain() && last.end - first.start >= WRAPPED && running(above.kind) && line.kind == LineKind::Prose
}

/// Where the name that begins at `first` ends, if one begins there.
pub fn name_from(view: &View<'_>, first: usize) -> Option<usize> {
    if !is_name_word(view, first) {
        return None;
    }
    let mut end = first + 1;
    let mut last_capital = end;
    while end < view.tokens.len() && end - first < LONGEST {
        let whole = end - first > 1 && view.tokens[end - 1].shape != Shape::Initial && last_capital == end;
        if !continues(view, end) || view.tokens[end - 1].is_possessive() || whole && view.gap(end).has(Gap::LINE) {
            break;
        }
        if is_name_word(view, end) {
            end += 1;
            last_capital = end;
        } else if is_particle(view, end) {
            end += 1;
        } else {
            break;
        }
    }
    Some(last_capital)
}

/// Where the name that ends just before `end` begins, if one ends there.
pub fn name_until(view: &View<'_>, end: usize) -> Option<usize> {
    let last = end.checked_sub(1)?;
    if !is_name_word(view, last) {
        return None;
    }
    let mut first = last;
    let mut best = last;
    while first > 0 && end - first < LONGEST && continues(view, first) {
        let before = first - 1;
        let whole = end - first > 1 && view.gap(first).has(Gap::LINE);
        if whole || view.tokens[before].is_possessive() {
            break;
        }
        if is_name_word(view, before) {
            first = before;
            best = before;
        } else if is_particle(view, before) {
            first = before;
        } else {
            break;
        }
    }
    Some(best)
}

/// How much `first..end` looks like a person: 3 with a known given name and a family name, 2 with an initial,
/// 1 for two or three plain capitalised words, 0 for anything else.
pub fn person_shape(view: &View<'_>, first: usize, end: usize) -> u8 {
    let tokens = &view.tokens[first..end.min(view.tokens.len())];
    let capitals = tokens.iter().filter(|t| t.is_capital()).count();
    let fits = (2..=5).contains(&tokens.len())
        && tokens.iter().enumerate().all(|(i, t)| {
            (is_name_word(view, first + i) || is_shouted_name(view, first + i) || is_particle(view, first + i))
                && (i == 0 || joins(t.gap))
                && (i + 1 == tokens.len() || !t.is_possessive())
        })
        && tokens.last().is_some_and(|t| matches!(t.shape, Shape::Capital | Shape::Mixed))
        && capitals >= 2;
    let reversed = fits_reversed(view, first, end);
    if !fits || reversed {
        return if reversed { 2 } else { 0 };
    }
    let given = tokens[0].classes.has(Classes::GIVEN);
    let initial = tokens[..tokens.len() - 1]
        .iter()
        .enumerate()
        .any(|(i, t)| t.shape == Shape::Initial || i == 0 && are_initials(t));
    match (given, initial) {
        (true, _) => 3,
        (false, true) => 2,
        (false, false) => u8::from(capitals <= 3),
    }
}

/// `Tolstoy L. N.`: a family name with the initials behind it.
fn fits_reversed(view: &View<'_>, first: usize, end: usize) -> bool {
    let goes_on = view.tokens.get(end).is_some_and(|t| t.is_capital() && joins(t.gap) && !t.gap.has(Gap::LINE));
    (2..=3).contains(&(end - first))
        && !goes_on
        && view.tokens[first].shape == Shape::Capital
        && is_name_word(view, first)
        && (first + 1..end).all(|k| {
            let token = &view.tokens[k];
            token.shape == Shape::Initial
                && joins(token.gap)
                && view.text.get(token.end as usize..).is_some_and(|rest| rest.starts_with('.'))
        })
}

/// `EF`, `JRR` before a family name.
fn are_initials(token: &Token) -> bool {
    token.shape == Shape::Upper && token.end - token.start <= 3 && token.classes == Classes::NONE
}

/// A first word in capitals: `NAGUIB Mahfouz`.
fn is_shouted_name(view: &View<'_>, at: usize) -> bool {
    view.tokens.get(at).is_some_and(|t| t.shape == Shape::Upper && !t.classes.has(NOT_A_NAME))
}
