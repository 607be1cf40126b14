//! The frame of a candidate: what stands on its left, what on its right, and its shape, each as one coarse kind.
//!
//! Observations weigh alone; frames weigh in pairs. "X by NAME" after "read" is more than the sum of its parts,
//! and a lone capitalised word before "is" is less. The pairs are numbered after the plain observations and
//! learned like them.

use std::sync::OnceLock;

use super::context::Context;
use super::features::{self, Seen};
use super::lexicon::Classes;
use super::people;
use super::propose::{Candidate, Group};
use super::view::{Gap, LineKind, Shape, Token, View};

const LEFT: &[&str] = &[
    "line-start",
    "item-start",
    "heading-start",
    "sentence-start",
    "read",
    "book-word",
    "owned-book",
    "write",
    "recommend",
    "called",
    "by",
    "person-s",
    "his",
    "in",
    "other-preposition",
    "and",
    "comma",
    "colon",
    "dash",
    "open-paren",
    "be",
    "article",
    "capital",
    "film-word",
    "essay-word",
    "number",
    "see",
    "other",
];

const RIGHT: &[&str] = &[
    "by-name",
    "by",
    "comma-name",
    "dash-name",
    "paren-name",
    "year",
    "sentence-end",
    "line-end",
    "be",
    "argue",
    "book-word",
    "film-word",
    "series",
    "and",
    "comma",
    "colon",
    "dash",
    "open-paren",
    "of",
    "in",
    "capital",
    "subject",
    "capital-after-small",
    "verb-or-noun",
    "s",
    "address",
    "other",
];

const SHAPE: &[&str] = &[
    "one-common",
    "one-rare",
    "one-upper",
    "one-lower",
    "person",
    "two",
    "two-lower",
    "three",
    "with-small",
    "with-the",
    "with-subtitle",
    "long",
    "long-lower",
    "listed",
    "sentence-like",
];

/// Words that announce books.
pub(super) const BOOKS: Classes =
    Classes::BOOK.or(Classes::READ).or(Classes::READING).or(Classes::FICTION).or(Classes::AUTHOR);

/// What the heading, lead-in or first line announces.
const LEAD: &[(Classes, &str)] = &[
    (Classes::FILM.or(Classes::SERIES), "films"),
    (Classes::MUSIC, "music"),
    (Classes::GAME, "games"),
    (Classes::SOFTWARE, "software"),
    (Classes::ESSAY, "essays"),
    (BOOKS, "books"),
];

/// The number of pairs, and so of observations made here.
pub const COUNT: usize =
    LEFT.len() * RIGHT.len() + LEFT.len() * SHAPE.len() + RIGHT.len() * SHAPE.len() + LEAD.len() * RIGHT.len();

/// The name of pair `at` (from 0): `read..by-name`.
pub fn name(at: usize) -> &'static str {
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let pairs = |a: &'static [&str], mark: &'static str, b: &'static [&str]| {
            a.iter().flat_map(move |x| b.iter().map(move |y| format!("{x}{mark}{y}")))
        };
        let leads = LEAD.iter().flat_map(|(_, lead)| RIGHT.iter().map(move |right| format!("{lead}:{right}")));
        let beside = pairs(LEFT, "..", RIGHT).chain(pairs(LEFT, "..:", SHAPE)).chain(pairs(RIGHT, ":..", SHAPE));
        beside.chain(leads).collect()
    });
    names.get(at).map_or("", String::as_str)
}

/// Notes the candidate's pairs; the last only where something is announced.
pub fn observe(context: &Context<'_, '_>, c: &Candidate, seen: &mut Seen) {
    let (left, right, shape) = (left(context, c), right(context, c), shape(context, c));
    let base = features::PLAIN;
    let (lr, ls) = (LEFT.len() * RIGHT.len(), LEFT.len() * SHAPE.len());
    seen.0.push((base + left * RIGHT.len() + right) as u16);
    seen.0.push((base + lr + left * SHAPE.len() + shape) as u16);
    seen.0.push((base + lr + ls + right * SHAPE.len() + shape) as u16);
    if let Some(lead) = lead(context, c) {
        seen.0.push((base + lr + ls + RIGHT.len() * SHAPE.len() + lead * RIGHT.len() + right) as u16);
    }
}

/// The left and the right kind that were noted of a candidate.
pub fn kinds(seen: &Seen) -> Option<(u16, u16)> {
    let right = RIGHT.len() as u16;
    let pairs = features::PLAIN as u16..features::PLAIN as u16 + LEFT.len() as u16 * right;
    let pair = seen.0.iter().find(|f| pairs.contains(f))? - pairs.start;
    Some((pair / right, pair % right))
}

/// What is announced governs the items of a list and lines as short. Books win over what else is announced: "books and
/// films" is a list of both.
fn lead(context: &Context<'_, '_>, c: &Candidate) -> Option<usize> {
    let line = context.view.line_of(c.first)?;
    if line.kind == LineKind::Prose && line.end - line.first > 16 {
        return None;
    }
    let announced = context.lead(c.first);
    LEAD.iter().rposition(|(classes, _)| announced.has(*classes))
}

fn number(kinds: &[&str], name: &str) -> usize {
    kinds.iter().position(|k| *k == name).unwrap_or(kinds.len() - 1)
}

fn left(context: &Context<'_, '_>, c: &Candidate) -> usize {
    number(LEFT, left_name(context.view, c))
}

fn left_name(view: &View<'_>, c: &Candidate) -> &'static str {
    let gap = view.gap(c.first);
    let line = view.line_of(c.first);
    if let Some(line) = line.filter(|l| l.first as usize == c.first) {
        return match line.kind {
            LineKind::Item => "item-start",
            LineKind::Heading => "heading-start",
            _ => "line-start",
        };
    }
    let Some(before) = c.first.checked_sub(1) else { return "line-start" };
    let bracket = features::over_bracket(view, c.first);
    let before = bracket.unwrap_or(before);
    let gap = if bracket.is_some() { Gap::SPACE } else { gap };
    const MARKS: &[(Gap, &str)] = &[
        (Gap::SENTENCE, "sentence-start"),
        (Gap::OPEN_PAREN, "open-paren"),
        (Gap::COLON, "colon"),
        (Gap::DASH, "dash"),
        (Gap::COMMA, "comma"),
    ];
    if let Some((_, name)) = MARKS.iter().find(|(mark, _)| gap.has(*mark)) {
        return name;
    }
    let token = &view.tokens[before];
    if token.is_capital() && token.is_possessive() {
        return "person-s";
    }
    // An article tells less than what stands before it: "read the Goldfinch".
    let mut at = before;
    if token.classes.has(Classes::ARTICLE) && at > 0 && view.gap(at).is_plain() {
        at -= 1;
    }
    if view.classes(at).has(Classes::BOOK) && is_owned(view, at) {
        return "owned-book";
    }
    word_kind(view, at, LEFT_WORDS).unwrap_or(if at < before {
        "article"
    } else if token.is_capital() {
        "capital"
    } else if token.shape == Shape::Number {
        "number"
    } else {
        "other"
    })
}

/// "NAME's other book", "his 1930 book": whether token `at` belongs to somebody.
fn is_owned(view: &View<'_>, at: usize) -> bool {
    (at.saturating_sub(3)..at).any(|k| {
        let token = &view.tokens[k];
        token.is_capital() && token.is_possessive() || token.classes.has(Classes::HIS)
    })
}

const LEFT_WORDS: &[(Classes, &str)] = &[
    (Classes::CALLED, "called"),
    (Classes::READ, "read"),
    (Classes::BOOK, "book-word"),
    (Classes::WRITE, "write"),
    (Classes::RECOMMEND, "recommend"),
    (Classes::SEE, "see"),
    (Classes::HIS, "his"),
    (Classes::FILM, "film-word"),
    (Classes::ESSAY, "essay-word"),
    (Classes::BE, "be"),
    (Classes::BY, "by"),
    (Classes::AND, "and"),
];

fn word_kind(view: &View<'_>, at: usize, table: &[(Classes, &'static str)]) -> Option<&'static str> {
    let classes = view.classes(at);
    if let Some((_, name)) = table.iter().find(|(class, _)| classes.has(*class)) {
        return Some(name);
    }
    match view.stem(at) {
        "in" | "In" => Some("in"),
        "of" => Some("of"),
        "from" | "on" | "at" | "to" | "with" | "about" | "for" | "like" => Some("other-preposition"),
        _ => None,
    }
}

fn right(context: &Context<'_, '_>, c: &Candidate) -> usize {
    number(RIGHT, right_name(context, c))
}

fn right_name(context: &Context<'_, '_>, c: &Candidate) -> &'static str {
    let view = context.view;
    let gap = view.gap(c.end);
    if view.classes(c.end).has(Classes::BY) && !gap.has(Gap::PARA) {
        return if people::name_from(view, c.end + 1).is_some() { "by-name" } else { "by" };
    }
    if features::is_year(view, c.end) && !gap.has(Gap::PARA.or(Gap::SENTENCE)) {
        return "year";
    }
    let name = people::name_from(view, c.end).is_some_and(|end| people::person_shape(view, c.end, end) > 0);
    const MARKS: &[(Gap, &str, &str)] = &[
        (Gap::ADDRESS, "address", "address"),
        (Gap::OPEN_PAREN, "paren-name", "open-paren"),
        (Gap::DASH, "dash-name", "dash"),
        (Gap::PARA, "line-end", "line-end"),
        (Gap::SENTENCE, "sentence-end", "sentence-end"),
        (Gap::COLON, "colon", "colon"),
        (Gap::COMMA, "comma-name", "comma"),
        (Gap::LINE, "line-end", "line-end"),
    ];
    if let Some((_, with_name, without)) = MARKS.iter().find(|(mark, _, _)| gap.has(*mark)) {
        return if name { with_name } else { without };
    }
    if c.end >= view.tokens.len() {
        return "line-end";
    }
    if view.tokens[c.end - 1].is_possessive() {
        return "s";
    }
    if features::is_subject(context, c.end) { "subject" } else { next_word(view, c.end) }
}

const RIGHT_WORDS: &[(Classes, &str)] = &[
    (Classes::BOOK, "book-word"),
    (Classes::BE, "be"),
    (Classes::ARGUE, "argue"),
    (Classes::FILM, "film-word"),
    (Classes::SERIES, "series"),
    (Classes::AND, "and"),
];

fn next_word(view: &View<'_>, at: usize) -> &'static str {
    let token = &view.tokens[at];
    let capital_next = view.tokens.get(at + 1).is_some_and(|t| t.is_capital() && t.gap.is_plain());
    if token.is_capital() {
        return "capital";
    }
    if let Some(name) = word_kind(view, at, RIGHT_WORDS).filter(|n| RIGHT.contains(n)) {
        return name;
    }
    if token.classes.has(Classes::SMALL) && capital_next {
        return "capital-after-small";
    }
    if token.shape == Shape::Lower { "verb-or-noun" } else { "other" }
}

fn shape(context: &Context<'_, '_>, c: &Candidate) -> usize {
    number(SHAPE, shape_name(context, c))
}

fn shape_name(context: &Context<'_, '_>, c: &Candidate) -> &'static str {
    let view = context.view;
    let tokens = &view.tokens[c.first..c.end];
    let lower = |t: &Token| t.shape == Shape::Lower && !t.classes.has(Classes::SMALL);
    let mostly_lower = tokens.iter().filter(|t| lower(t)).count() * 2 > tokens.len();
    let inner_gap = tokens.iter().skip(1).fold(Gap::default(), |g, t| g.or(t.gap));
    let article = tokens[0].classes.has(Classes::ARTICLE);
    match tokens.len() {
        1 => one_word(context, c.first),
        _ if inner_gap.has(Gap::SENTENCE) => "sentence-like",
        _ if inner_gap.has(Gap::COLON.or(Gap::DASH)) => "with-subtitle",
        _ if people::person_shape(view, c.first, c.end) >= 2 => "person",
        _ if inner_gap.has(Gap::COMMA) => "listed",
        2 if mostly_lower => "two-lower",
        2 if !article => "two",
        n if mostly_lower && n > 2 => "long-lower",
        n if n > 8 => "long",
        _ if article && c.group == Group::Plain => "with-the",
        _ if tokens.iter().skip(1).any(|t| t.classes.has(Classes::SMALL)) => "with-small",
        3 => "three",
        _ => "long",
    }
}

fn one_word(context: &Context<'_, '_>, at: usize) -> &'static str {
    let token = &context.view.tokens[at];
    match token.shape {
        Shape::Lower => "one-lower",
        Shape::Upper => "one-upper",
        _ if token.classes != Classes::NONE || context.is_ordinary(at) => "one-common",
        _ => "one-rare",
    }
}
