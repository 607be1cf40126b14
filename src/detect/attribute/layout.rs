//! Who wrote it, by where things stand on the page: headings, lead-ins, "Author: Y" below a heading, "Y" above a title.

use super::{Attributor, Names};
use crate::detect::lexicon::Classes;
use crate::detect::people;
use crate::detect::propose::Candidate;
use crate::detect::view::{Gap, Line, LineKind, Shape};

/// How many lines may part a title from the label below it.
const BELOW: usize = 4;
/// How far above an item its lead-in may stand.
const ABOVE: usize = 12;
/// How many words of remarks on a title are looked through for its author.
const REMARKS: usize = 400;
/// Labels of a line that names the author; the lexicon's words for authors count beside them.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "auteurs", "autoren", "autores", "autori", "авторы", "verfasser", "schrijver", "schrijfster", "by", "von",
    "par", "por", "door", "di", "от",
];

impl Attributor<'_> {
    /// "Author: Y" in one of the lines below the title's line, or below a heading that holds it.
    pub(super) fn label_below(&self, title: &Candidate) -> Names {
        let view = self.view();
        let number = view.tokens[title.first].line as usize;
        let Some(own) = view.lines.get(number) else { return Names::new() };
        let alone = own.kind == LineKind::Heading || own.end as usize <= title.end + 4;
        if !alone {
            return Names::new();
        }
        for line in view.lines.iter().skip(number + 1).take(BELOW) {
            let first = line.first as usize;
            if line.kind == LineKind::Heading || self.is_title(first) && line.kind == own.kind {
                break;
            }
            let label = view.classes(first).has(Classes::AUTHOR) || people::is_in(LABELS, view.stem(first));
            let short = line.end - line.first <= 12;
            let colon = view.gap(first + 1).has(Gap::COLON) || view.gap(first + 1).has(Gap::CELL);
            if label && short && (colon || people::is_in(&LABELS[7..], view.stem(first))) {
                return self.names_from(first + 1);
            }
        }
        Names::new()
    }

    /// "X ... The author of the book, Y, ..." in the words after it, before another title.
    pub(super) fn author_below(&self, title: &Candidate) -> Names {
        let view = self.view();
        let end = (title.end + REMARKS).min(view.tokens.len());
        for k in title.end..end {
            if self.is_title(k)
                || view.line_of(k).is_some_and(|l| matches!(l.kind, LineKind::Heading | LineKind::Furniture))
            {
                break;
            }
            let word = view.classes(k).has(Classes::AUTHOR) || people::is_in(LABELS, view.stem(k));
            if !(word && view.tokens[k].shape == Shape::Lower && view.classes(k - 1).has(Classes::ARTICLE)) {
                continue;
            }
            let comma = (k + 1..(k + 5).min(end)).find(|&j| !view.gap(j).is_plain());
            let names = comma.filter(|&j| view.gap(j).has(Gap::COMMA)).map(|j| self.names_from(j)).unwrap_or_default();
            let closed = names.last().is_some_and(|&(_, e)| view.gap(e).has(Gap::COMMA));
            if closed && self.are_persons(&names, 2) {
                return names;
            }
        }
        Names::new()
    }

    /// "Books by Y:", a heading that is Y's name, or Y's name alone in the line above.
    pub(super) fn lead_in(&self, title: &Candidate) -> Names {
        let view = self.view();
        let number = view.tokens[title.first].line as usize;
        let Some(line) = view.lines.get(number) else { return Names::new() };
        if line.kind != LineKind::Item {
            return self.name_above(title, line, number);
        }
        let above = (number.saturating_sub(ABOVE)..number).rev().map(|n| &view.lines[n]).find(|l| l.kind != line.kind);
        let Some(above) = above else { return Names::new() };
        let (first, end) = (above.first as usize, above.end as usize);
        if above.kind == LineKind::Heading && people::person_shape(view, first, end) >= 2 {
            return vec![(first, end)];
        }
        self.led_by(first, end)
    }

    /// A line that is a person's name and nothing else, right above a line that is the title and nothing else.
    fn name_above(&self, title: &Candidate, line: &Line, number: usize) -> Names {
        let view = self.view();
        let fills = line.first as usize == title.first && line.end as usize <= title.end + 2;
        let above =
            number.checked_sub(1).and_then(|n| view.lines.get(n)).filter(|l| fills && l.kind != LineKind::Furniture);
        let Some(above) = above else { return Names::new() };
        let (first, end) = (above.first as usize, above.end as usize);
        let named = people::person_shape(view, first, end) >= 2 && !self.is_title(first);
        if named { vec![(first, end)] } else { Names::new() }
    }

    /// "books by Y", "two by Y", "Y's best novels" within these words.
    fn led_by(&self, first: usize, end: usize) -> Names {
        let view = self.view();
        let counted = Classes::BOOK.or(Classes::READING).or(Classes::NUMBER);
        for k in first + 1..end {
            let lower = view.tokens[k].shape == Shape::Lower;
            let by = lower && matches!(view.stem(k), "by" | "von" | "par" | "from");
            if by
                && (view.classes(k - 1).has(counted)
                    || matches!(view.stem(k - 1), "written" | "works" | "stuff" | "anything" | "ones"))
            {
                let names = self.names_from(k + 1);
                if self.are_persons(&names, 1) {
                    return names;
                }
            }
            let owner = view.tokens[k - 1].is_possessive() && view.tokens[k - 1].is_capital();
            if owner && (k..(k + 4).min(end)).any(|j| view.classes(j).has(Classes::BOOK)) {
                return self.coordinated_until(k);
            }
        }
        Names::new()
    }

    /// "Two by Y come to mind: A and B", "the books by Y starting with A"
    pub(super) fn lead_in_sentence(&self, title: &Candidate) -> Names {
        let view = self.view();
        let reach = title.first.saturating_sub(40);
        let Some(start) = (reach..title.first).find(|&k| self.context.same_sentence(k, title.first)) else {
            return Names::new();
        };
        let names = self.led_by(start, title.first);
        let Some(&(_, end)) = names.last() else { return names };
        let leads = (end..=title.first).any(|k| {
            view.gap(k).has(Gap::COLON.or(Gap::DASH))
                || matches!(view.stem(k), "are" | "like" | "including" | "with" | "include" | "especially")
        });
        let between = self
            .titles_about(title.first)
            .iter()
            .any(|t| t.first >= end && t.end <= title.first && !self.by_line_after(t).is_empty());
        if leads && !between { names } else { Names::new() }
    }
}
