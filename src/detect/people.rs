//! Names of people in a text, by their shape alone.
//!
//! Used for by-lines and to tell a person from a title. Whether a name is the *author* of something is decided in
//! `attribute`.

use super::lexicon::Classes;
use super::view::{Gap, Shape, View};

/// Longest name, in words, particles and initials included.
const LONGEST: usize = 6;

const PARTICLES: &[&str] = &[
    "de", "di", "da", "do", "dos", "du", "des", "del", "della", "van", "von", "der", "den", "ter", "ten", "zu", "af",
    "la", "le", "el", "al", "ibn", "bin", "y", "e", "d", "la",
];

fn is_particle(view: &View<'_>, at: usize) -> bool {
    view.tokens.get(at).is_some_and(|t| t.shape == Shape::Lower) && PARTICLES.contains(&view.stem(at))
}

fn is_name_word(view: &View<'_>, at: usize) -> bool {
    view.tokens.get(at).is_some_and(|t| {
        let shouted = t.shape == Shape::Upper && t.end - t.start > 4;
        t.is_capital() && !shouted && !t.classes.has(NOT_A_NAME)
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
    .or(Classes::COUNTRY);

/// Gaps that may stand inside a name: white space, and the full stop after an initial.
fn joins(gap: Gap) -> bool {
    gap.0 & !(Gap::SPACE.0 | Gap::PERIOD.0 | Gap::LINE.0) == 0
}

/// Where the name that begins at `first` ends, if one begins there.
pub fn name_from(view: &View<'_>, first: usize) -> Option<usize> {
    if !is_name_word(view, first) {
        return None;
    }
    let mut end = first + 1;
    let mut last_capital = end;
    while end < view.tokens.len() && end - first < LONGEST {
        let previous = &view.tokens[end - 1];
        if !joins(view.gap(end)) || previous.is_possessive() || view.gap(end).has(Gap::LINE) {
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
    while first > 0 && end - first < LONGEST && joins(view.gap(first)) && !view.gap(first).has(Gap::LINE) {
        let before = first - 1;
        if view.tokens[before].is_possessive() {
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
            (t.is_capital() && !t.classes.has(NOT_A_NAME) || is_particle(view, first + i))
                && (i == 0 || joins(t.gap))
                && (i + 1 == tokens.len() || !t.is_possessive())
        })
        && tokens.last().is_some_and(|t| matches!(t.shape, Shape::Capital | Shape::Mixed))
        && capitals >= 2;
    if !fits {
        return 0;
    }
    let given = tokens[0].classes.has(Classes::GIVEN);
    let initial = tokens[..tokens.len() - 1].iter().any(|t| t.shape == Shape::Initial);
    match (given, initial) {
        (true, _) => 3,
        (false, true) => 2,
        (false, false) => u8::from(capitals <= 3),
    }
}
