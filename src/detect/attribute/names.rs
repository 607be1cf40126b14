//! Reading names: one, or several that are joined, forwards and backwards.

use super::{Attributor, Names};
use crate::detect::lexicon::Classes;
use crate::detect::people;
use crate::detect::view::{Gap, Shape, View};
use crate::model::Name;

/// What may stand before the first name of a reference.
pub const STARTS: Gap = Gap::PARA
    .or(Gap::LINE)
    .or(Gap::SENTENCE)
    .or(Gap::SEMICOLON)
    .or(Gap::OPEN_PAREN)
    .or(Gap::COLON)
    .or(Gap::DASH)
    .or(Gap::OPEN_EMPHASIS)
    .or(Gap::OPEN_LINK)
    .or(Gap::OPEN_QUOTE);

/// The most people that one by-line is read for.
const MOST: usize = 6;
/// How many words may describe a person before the name: "the late French sociologist".
const DESCRIBED: usize = 5;
/// Joins titles or choices, never the authors of one book.
const OR: &[&str] = &["or", "o", "ou", "oder", "или", "of"];
/// Endings of words for what a person is.
const OCCUPATIONS: &[&str] =
    &["ist", "ian", "er", "or", "pher", "ogue", "eur", "trice", "iste", "ico", "ica", "рик", "тель"];

/// Whether a word joins two people.
pub fn joins_people(view: &View<'_>, at: usize) -> bool {
    view.classes(at).has(Classes::AND) && !OR.contains(&view.stem(at))
}

/// "Surname, Given"
pub fn is_inverted(view: &View<'_>, first: usize, end: usize) -> bool {
    (first + 1..end).any(|k| view.gap(k).has(Gap::COMMA))
}

pub fn is_bracketed_year(view: &View<'_>, at: usize) -> bool {
    crate::detect::features::is_year(view, at)
        && view.gap(at).has(Gap::OPEN_PAREN)
        && view.gap(at + 1).has(Gap::CLOSE_PAREN)
}

fn is_given(view: &View<'_>, first: usize, end: usize) -> bool {
    (first..end).all(|k| {
        let token = &view.tokens[k];
        token.classes.has(Classes::GIVEN) || token.shape == Shape::Initial || token.is_capital() && end - first <= 2
    })
}

impl Attributor<'_> {
    /// Past "the French historian", "Professor", to where the name begins; `at` itself when nothing describes it.
    pub(super) fn past_description(&self, at: usize) -> usize {
        let view = self.view();
        let mut end = at;
        let mut describes = true;
        while end < view.tokens.len().min(at + DESCRIBED)
            && (end == at || view.gap(end).is_plain() || follows_honorific(view, end))
        {
            let token = &view.tokens[end];
            let honorific = people::is_honorific(view, end);
            let origin = token.classes.has(Classes::COUNTRY) && !token.classes.has(Classes::GIVEN);
            if !(token.shape == Shape::Lower && !joins_people(view, end) || honorific || origin) {
                break;
            }
            describes = honorific || is_occupation(view, end);
            end += 1;
        }
        if end > at && describes && people::name_from(view, end).is_some() { end } else { at }
    }

    /// Where the name at `at` ends; a title that begins within it ends it.
    pub(super) fn name_at(&self, at: usize) -> Option<usize> {
        let end = people::name_from(self.view(), at).filter(|_| !self.is_title(at))?;
        Some((at + 1..end).find(|&k| self.is_title(k)).unwrap_or(end))
    }

    /// "Y", "Y and Z", "Y, Z & W".
    pub(super) fn names_from(&self, first: usize) -> Names {
        let view = self.view();
        let mut names = Names::new();
        let mut at = self.past_description(first);
        while names.len() < MOST {
            let Some(end) = self.name_at(at) else { break };
            if people::is_body(view, at, end) {
                break;
            }
            names.push((at, end));
            match self.next_name(at, end, names.len()) {
                Some(next) => at = next,
                None => break,
            }
        }
        names
    }

    /// Where the next of several joined people begins.
    fn next_name(&self, first: usize, end: usize, count: usize) -> Option<usize> {
        let view = self.view();
        let gap = view.gap(end);
        let broken = gap.has(Gap::LINE) && !people::is_wrapped(view, end);
        if end >= view.tokens.len()
            || gap.has(Gap::SENTENCE.or(Gap::PARA))
            || broken
            || view.tokens[end - 1].is_possessive()
        {
            return None;
        }
        let plain = |gap: Gap| gap.0 & !(Gap::SPACE.0 | Gap::COMMA.0 | Gap::PERIOD.0 | Gap::AND.0 | Gap::LINE.0) == 0;
        let dutch = view.stem(end) == "en" && plain(gap);
        let word = joins_people(view, end) && plain(gap) || dutch;
        let sign = gap.has(Gap::AND) && plain(gap);
        let next = self.past_description(if word { end + 1 } else { end });
        let stop = self.name_at(next).filter(|_| plain(view.gap(next)))?;
        let owns = view.tokens[stop - 1].is_possessive();
        let full = people::person_shape(view, next, stop) > usize::from(dutch) as u8;
        let pair = !dutch && stop - next == 1 && end - first == 1 && !view.classes(next).has(Classes::START);
        // "Aho, Sethi, Ullman": bare family names make a list when there are three, or two with "and"
        let after = view.gap(stop);
        let chain = after.has(Gap::COMMA.or(Gap::AND)) || joins_people(view, stop) || count > 1 && !after.is_plain();
        let joined = (word || sign) && (full || pair) || gap.has(Gap::COMMA) && plain(gap) && (full || pair && chain);
        let writes_next =
            after.is_plain() && view.classes(stop).has(Classes::BY) && view.tokens[stop].shape == Shape::Lower;
        (joined && !owns && !writes_next).then_some(next)
    }

    /// The same, read backwards from `end`: what stands before a title.
    pub(super) fn names_until(&self, end: usize) -> Names {
        let view = self.view();
        let end = before_et_al(view, end);
        let Some(first) = people::name_until(view, end) else { return Names::new() };
        if self.is_title(first) || people::is_body(view, first, end) {
            return Names::new();
        }
        let mut names = vec![(first, end)];
        while names.len() < MOST {
            let (first, end) = names[0];
            let Some(before) = self.name_before(first, end) else { break };
            names.insert(0, before);
        }
        if let Some(&(first, end)) = names.first()
            && let Some(family) = family_before(view, first, end)
            && !family.checked_sub(1).is_some_and(|k| self.is_title(k))
        {
            names[0].0 = family;
        }
        names
    }

    /// The person joined to the one at `first..end` from before.
    pub(super) fn name_before(&self, first: usize, end: usize) -> Option<(usize, usize)> {
        let view = self.view();
        let undescribed = (first.saturating_sub(DESCRIBED)..first).find(|&k| self.past_description(k) == first);
        let at = undescribed.unwrap_or(first);
        let word = at >= 2 && joins_people(view, at - 1) && view.gap(at).is_plain();
        let stop = if word { at - 1 } else { at };
        let gap = view.gap(stop);
        let plain = gap.0 & !(Gap::SPACE.0 | Gap::COMMA.0 | Gap::AND.0 | Gap::LINE.0 | Gap::PERIOD.0) == 0;
        let sign = !word && gap.has(Gap::AND);
        if !plain || !(word || sign || gap.has(Gap::COMMA)) {
            return None;
        }
        let start = people::name_until(view, stop).filter(|&s| !self.is_title(s) && !people::is_body(view, s, stop))?;
        let full = people::person_shape(view, start, stop) > 0;
        let given = is_given(view, start, stop) && family_before(view, start, stop).is_some();
        let pair = stop - start == 1 && end - first == 1 && (word || sign);
        (full || given || pair).then_some((start, stop))
    }
}

fn is_occupation(view: &View<'_>, at: usize) -> bool {
    let stem = view.stem(at);
    view.classes(at).has(Classes::AUTHOR.or(Classes::RANK))
        || stem.chars().count() > 5 && OCCUPATIONS.iter().any(|ending| stem.ends_with(ending))
}

/// Past "et al.", backwards.
fn before_et_al(view: &View<'_>, end: usize) -> usize {
    let et_al = end >= 3 && view.stem(end - 1) == "al" && view.stem(end - 2) == "et";
    if et_al { end - 2 } else { end }
}

/// After "Dr." the full stop ends nothing.
fn follows_honorific(view: &View<'_>, at: usize) -> bool {
    view.gap(at).0 & !(Gap::SPACE.0 | Gap::PERIOD.0) == 0 && people::is_honorific(view, at.wrapping_sub(1))
}

/// "Surname, " before the given names `first..end` that begin a reference.
fn family_before(view: &View<'_>, first: usize, end: usize) -> Option<usize> {
    let fits = first > 0
        && view.gap(first).0 & !(Gap::SPACE.0 | Gap::COMMA.0) == 0
        && view.gap(first).has(Gap::COMMA)
        && (people::person_shape(view, first, end) == 0 || end - first == 2)
        && is_given(view, first, end);
    let family = people::name_until(view, first).filter(|_| fits)?;
    let starts = family == 0 || view.gap(family).has(STARTS);
    (first - family <= 2 && people::person_shape(view, family, first) < 2 && starts).then_some(family)
}

/// The name that tokens `first..end` spell, whichever order it is in.
pub fn read_name(view: &View<'_>, first: usize, end: usize) -> Option<Name> {
    let last = view.tokens.get(end.checked_sub(1)?)?;
    let start = view.tokens.get(first)?.start as usize;
    let raw = view.text.get(start..last.stem_end as usize)?;
    let initial = last.shape == Shape::Initial && view.text[last.end as usize..].starts_with('.');
    let clean: String = raw.chars().filter(|c| !"*_[]\\\"".contains(*c)).collect();
    let initials =
        people::person_shape(view, first, end) > 0 && (first + 1..end).all(|k| view.tokens[k].shape == Shape::Initial);
    let clean = match clean.split_once(' ') {
        Some((family, given))
            if initial && initials && view.tokens[first].shape == Shape::Capital && !family.ends_with(',') =>
        {
            format!("{family}, {given}")
        }
        _ => clean,
    };
    let genitive = first > 0 && view.classes(first - 1).has(Classes::BOOK) && view.gap(first).is_plain();
    let clean = if genitive && is_cyrillic(&clean) { nominative(&clean) } else { clean };
    Name::parse(&if initial { format!("{clean}.") } else { clean })
}

fn is_cyrillic(text: &str) -> bool {
    text.chars().any(|c| ('а'..='я').contains(&c))
}

/// Russian endings of names in the genitive, and what they are in the nominative; the first that fits counts.
const GENITIVES: &[(&str, &str)] = &[
    ("ского", "ский"),
    ("цкого", "цкий"),
    ("ого", "ой"),
    ("ской", "ская"),
    ("овой", "ова"),
    ("евой", "ева"),
    ("иной", "ина"),
    ("ова", "ов"),
    ("ева", "ев"),
    ("ина", "ин"),
    ("ая", "ай"),
    ("ея", "ей"),
    ("ия", "ий"),
    ("ля", "ль"),
    ("ря", "рь"),
    ("ы", "а"),
    ("а", ""),
];

/// "книгу Стива Макконнелла": the words of a genitive in the form in which a library has them.
fn nominative(name: &str) -> String {
    let words = name.split_whitespace().map(|word| {
        let ending = GENITIVES.iter().find(|(from, _)| word.ends_with(from) && word.len() > from.len() + 2);
        ending.map_or(word.to_owned(), |(from, to)| format!("{}{to}", word.strip_suffix(from).unwrap_or(word)))
    });
    words.collect::<Vec<_>>().join(" ")
}
