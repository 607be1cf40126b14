//! Who wrote it, as stated after a title: by-lines, names in brackets, "X, Y's account of it".

use super::names::STARTS;
use super::{Attributor, LISTED, Names};
use crate::detect::lexicon::Classes;
use crate::detect::people;
use crate::detect::propose::Candidate;
use crate::detect::view::{Gap, LineKind, Shape};

/// How many words may stand between a title and its "by".
const REACH: usize = 6;
/// How long a bracket between a title and its "by" may be, in words.
const BRACKET: usize = 14;
/// Before "by", these name somebody other than the author.
#[rustfmt::skip]
const NOT_WRITTEN: &[&str] = &[
    "translated", "translation", "published", "publishes", "traduit", "traduction", "übersetzt", "traducido",
    "tradotto", "traduzido", "vertaald", "publié", "publicado", "herausgebracht",
];
/// What may stand between a title and its "by", beside what the lexicon has for books and writing.
#[rustfmt::skip]
const BEFORE_BY: &[&str] = &[
    "both", "all", "also", "to", "was", "is", "co-written", "cowritten", "co-edited", "joint", "first",
    "originally", "either", "again", "obviously", "series", "each",
];
/// "X I & II, Y", "X vol. 2, Y"
const VOLUMES: &[&str] = &["I", "II", "III", "IV", "V", "VI", "vol", "volume", "band", "tome", "tomo", "1", "2", "3"];
/// "X, a great sci-fi novel by Y"
const DESCRIBING: Classes = Classes::FICTION.or(Classes::EVALUATION).or(Classes::COUNTRY).or(Classes::NUMBER);
/// "X from Y" counts beside the lexicon's "by" where Y is a name in full.
const FROM: &[&str] = &["from", "with", "c", "от"];

impl Attributor<'_> {
    /// "X by Y", "X (1962), by Y and Z", "X (by Y)"
    pub(super) fn by_line_after(&self, title: &Candidate) -> Names {
        let view = self.view();
        if view.gap(title.end).has(Gap::OPEN_PAREN) {
            let inside = self.by_line_at(title, title.end);
            if !inside.is_empty() {
                return inside;
            }
        }
        self.by_line_at(title, self.past_brackets(title.end))
    }

    /// Past "(1962)", "(Monk & Robot, #1)", and "Eleventh Edition".
    fn past_brackets(&self, from: usize) -> usize {
        let view = self.view();
        let mut at = from;
        while view.gap(at).has(Gap::OPEN_PAREN) {
            let close = (at + 1..=(at + BRACKET).min(view.tokens.len()))
                .find(|&k| view.gap(k).has(Gap::CLOSE_PAREN.or(Gap::CLOSE_LINK)));
            match close {
                Some(k) => at = k,
                None => return from,
            }
        }
        at
    }

    fn by_line_at(&self, title: &Candidate, at: usize) -> Names {
        let view = self.view();
        let reach = (at + REACH).min(view.tokens.len());
        let shouted = |k: usize| k == title.end && view.stem(k) == "By" && view.gap(k).has(Gap::BANG.or(Gap::QUERY));
        let is_by = |k: usize| shouted(k) || view.tokens[k].shape == Shape::Lower && view.classes(k).has(Classes::BY);
        let Some(by) = (at..reach)
            .take_while(|&k| (!view.gap(k).has(Gap::SENTENCE) || k == at && is_by(k)) && !self.is_title(k))
            .find(|&k| is_by(k) || !self.may_precede_by(k))
        else {
            return Names::new();
        };
        let from = by == at && !view.gap(at).has(STARTS) && people::is_in(FROM, view.stem(by));
        if by > at && people::is_in(NOT_WRITTEN, view.stem(by - 1)) || !(is_by(by) || from) {
            return Names::new();
        }
        let names = self.names_from(by + 1);
        let foreign = view.stem(by) != "by";
        match names.is_empty() {
            true if !foreign => self.body_after(by + 1),
            _ if foreign && !self.are_persons(&names, 1) => Names::new(),
            _ if from && !self.are_persons(&names, if self.is_marked(title) { 1 } else { 2 }) => Names::new(),
            _ => names,
        }
    }

    fn may_precede_by(&self, at: usize) -> bool {
        let view = self.view();
        let classes = view.classes(at);
        view.tokens[at].shape == Shape::Number
            || people::is_in(BEFORE_BY, view.stem(at))
            || classes.has(DESCRIBING)
            || classes.has(Classes::WRITE.or(Classes::BOOK).or(Classes::EDITION).or(Classes::BE).or(Classes::ARTICLE))
    }

    /// "by CGP Books": a body that stands for an author.
    fn body_after(&self, at: usize) -> Names {
        let view = self.view();
        let end = (at..(at + 5).min(view.tokens.len()))
            .take_while(|&k| view.tokens[k].is_capital() && !self.is_title(k) && (k == at || view.gap(k).is_plain()))
            .last();
        match end {
            Some(last) if last > at && people::is_body(view, at, last + 1) => vec![(at, last + 1)],
            _ => Names::new(),
        }
    }

    /// "X (Y)" with a name in full.
    pub(super) fn full_name_in_bracket(&self, title: &Candidate) -> Names {
        let names = self.name_in_bracket(title);
        if self.are_persons(&names, 2) { names } else { Names::new() }
    }

    /// "X (Y)", "X (Y, 1962)", "X [Y]"; never "X (City: Publisher, 1962)".
    pub(super) fn name_in_bracket(&self, title: &Candidate) -> Names {
        let view = self.view();
        if !view.gap(title.end).has(Gap::OPEN_PAREN) {
            return Names::new();
        }
        let names = self.names_from(title.end);
        let Some(&(_, end)) = names.last() else { return Names::new() };
        let gap = view.gap(end);
        let closes =
            gap.has(Gap::CLOSE_PAREN.or(Gap::COMMA).or(Gap::SEMICOLON)) || view.tokens[end - 1].line != self.line(end);
        let imprint = (title.end..(title.end + BRACKET).min(view.tokens.len()))
            .take_while(|&k| k == title.end || !view.gap(k).has(Gap::CLOSE_PAREN))
            .any(|k| view.gap(k).has(Gap::COLON) || people::is_body(view, k, k + 1));
        let least = if imprint { 2 } else { 1 };
        if closes && self.are_persons(&names, least) { names } else { Names::new() }
    }

    /// "X, Y's account of it"
    pub(super) fn appositive_after(&self, title: &Candidate) -> Names {
        let view = self.view();
        if !view.gap(title.end).has(Gap::COMMA.or(Gap::DASH)) || view.gap(title.end).has(Gap::SENTENCE.or(Gap::PARA)) {
            return Names::new();
        }
        let Some(end) = self.name_at(title.end) else {
            return Names::new();
        };
        let owned = view.tokens[end - 1].is_possessive() && view.gap(end).is_plain();
        let noun = view.tokens.get(end).is_some_and(|t| t.shape == Shape::Lower) && !self.is_title(end);
        if owned && noun && self.is_person(title.end, end, 1) { vec![(title.end, end)] } else { Names::new() }
    }

    /// "X, Y", "X - Y", "X: Y: 978…" with a name in full.
    pub(super) fn full_slot_after(&self, title: &Candidate) -> Names {
        let names = self.slot_after(title);
        let named = names.iter().all(|&(a, b)| people::person_shape(self.view(), a, b) >= 2);
        if named { names } else { Names::new() }
    }

    /// "X, Y", "X - Y": a person right after the title.
    pub(super) fn slot_after(&self, title: &Candidate) -> Names {
        let view = self.view();
        let mut from = self.past_brackets(title.end);
        if view.classes(from + 1).has(Classes::EDITION) && view.stem(from + 1).to_lowercase().starts_with("ed") {
            from += 2;
        }
        while from < title.end + 4 && people::is_in(VOLUMES, view.stem(from)) && !view.gap(from).has(STARTS) {
            from += 1;
        }
        let gap = view.gap(from);
        let fills = view.line_of(title.first).is_some_and(|l| l.end as usize == title.end);
        let line_break = gap.has(Gap::LINE) && fills && !gap.has(Gap::PARA);
        let parted = gap.has(Gap::COMMA.or(Gap::DASH).or(Gap::CELL).or(Gap::SLASH));
        let colon = gap.has(Gap::COLON) && !gap.has(Gap::LINE);
        let exclaimed = gap.has(Gap::BANG.or(Gap::QUERY)) && gap.has(Gap::COMMA);
        if !(parted || colon || line_break) || gap.has(Gap::SENTENCE) && !exclaimed && !gap.has(Gap::CELL.or(Gap::DASH))
        {
            return Names::new();
        }
        let names = self.names_from(from);
        let (Some(&(first, _)), Some(&(_, end))) = (names.first(), names.last()) else { return Names::new() };
        if self.is_title(first) || self.is_listed_with_titles(title) && gap.has(Gap::COMMA) {
            return Names::new();
        }
        let slot = view.line_of(title.first).is_some_and(|l| l.kind != LineKind::Prose || l.end - l.first <= 16);
        let pause = end >= view.tokens.len() || !view.gap(end).is_plain() || view.gap(end).has(Gap::LINE);
        let least = if colon || line_break && !parted || gap.has(Gap::COMMA) && !slot { 2 } else { 1 };
        let listed = colon && names.len() >= 2;
        let dashed = slot && (gap.has(Gap::DASH) || listed) && self.are_persons(&names, 0);
        if pause && (self.are_persons(&names, least) || dashed) { names } else { Names::new() }
    }

    /// In "X, Y and Z" the comma before Y parts two titles, not a title and its author.
    fn is_listed_with_titles(&self, title: &Candidate) -> bool {
        let view = self.view();
        self.titles_about(title.first).iter().any(|t| t.first == title.end && view.gap(t.first).has(Gap::COMMA))
    }

    /// "X and Z, both by Y": the by-line of the last title of a list speaks for all.
    pub(super) fn shared_after(&self, title: &Candidate) -> Names {
        let view = self.view();
        let mut at = self.titles.partition_point(|t| t.first <= title.first);
        let mut last = *title;
        let stop = (at + LISTED).min(self.titles.len());
        while let Some(next) = self.titles[..stop].get(at).filter(|t| self.is_listed_after(&last, t)) {
            last = *next;
            at += 1;
        }
        let shared = matches!(view.stem(last.end), "both" | "all" | "beide" | "ambos" | "entrambi" | "tous");
        if last.first > title.first && shared { self.by_line_after(&last) } else { Names::new() }
    }

    /// "X (with Y)", "X alone (joint with Y)": whom the writer adds.
    pub(super) fn with_after(&self, title: &Candidate) -> Names {
        let view = self.view();
        let reach = (title.end..(title.end + 4).min(view.tokens.len())).find(|&k| view.stem(k) == "with");
        let Some(with) = reach.filter(|&k| {
            (title.end..=k).any(|j| view.gap(j).has(Gap::OPEN_PAREN))
                && (title.end + 1..=k).all(|j| !view.gap(j).has(STARTS) || view.gap(j).has(Gap::OPEN_PAREN))
        }) else {
            return Names::new();
        };
        let names = self.names_from(with + 1);
        if self.are_persons(&names, 1) { names } else { Names::new() }
    }
}
