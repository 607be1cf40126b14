//! The year and the ISBN that stand beside a title.
//!
//! Only what the writer ties to this title counts: nothing is taken from beyond the next one.

use crate::detect::features;
use crate::detect::lexicon::Classes;
use crate::detect::people;
use crate::detect::propose::Candidate;
use crate::detect::view::{Gap, Shape, View};
use crate::model::{Isbn, Year};

/// How long a bracket with an imprint may be, in words.
const BRACKET: usize = 18;
/// How many words of a by-line or an imprint may stand before a year.
const REACH: usize = 9;
/// How far an ISBN may stand from its title, in words.
const ISBN_REACH: usize = 30;
/// "published in 1962", "erschien 1962"
#[rustfmt::skip]
const PUBLISHED: &[&str] = &[
    "published", "appeared", "released", "written", "publication", "erschienen", "erschien", "paru", "publié",
    "publicado", "publicada", "pubblicato", "verschenen", "called", "titled", "entitled", "wrote", "from",
];

/// Reads what stands beside the titles of a text.
pub struct Imprint<'v> {
    /// The text.
    pub view: &'v View<'v>,
    titles: Vec<Candidate>,
}

impl<'v> Imprint<'v> {
    /// For a text and its titles in order.
    pub fn new(view: &'v View<'v>, titles: Vec<Candidate>) -> Self {
        Self { view, titles }
    }

    /// Where the next title begins.
    fn next_title(&self, c: &Candidate) -> usize {
        let next = self.titles.partition_point(|t| t.first < c.end);
        self.titles.get(next).map_or(self.view.tokens.len(), |t| t.first)
    }

    fn read(&self, at: usize) -> Option<Year> {
        self.is_year(at).then(|| self.view.stem(at).parse().ok()).flatten().and_then(Year::new)
    }

    /// A year that is no part of a date, a range or a count.
    fn is_year(&self, at: usize) -> bool {
        let view = self.view;
        let dashed =
            view.gap(at + 1).has(Gap::TIGHT_DASH) && view.tokens.get(at + 1).is_some_and(|t| t.shape == Shape::Number);
        features::is_year(view, at) && !dashed && !view.gap(at).has(Gap::TIGHT_DASH)
    }

    /// "X (1962)", "X, 1962", "X (Viking, 1962)", "X. Routledge, 1962.", "his 1930 book X"
    pub fn year(&self, c: &Candidate) -> Option<Year> {
        let at = self
            .in_bracket(c)
            .or_else(|| self.after(c))
            .or_else(|| self.in_reference(c))
            .or_else(|| self.told(c))
            .or_else(|| self.before(c))?;
        self.read(at)
    }

    /// "X (1962)", "X by Y (Viking, 1962)"
    fn in_bracket(&self, c: &Candidate) -> Option<usize> {
        let view = self.view;
        let stop = self.next_title(c).min(c.end + REACH);
        let open = (c.end..stop)
            .take_while(|&k| {
                let gap = view.gap(k);
                let broken = gap.has(Gap::PARA) || gap.has(Gap::LINE) && !people::is_wrapped(view, k);
                !broken && (k == c.end || !gap.has(Gap::SENTENCE))
            })
            .find(|&k| view.gap(k).has(Gap::OPEN_PAREN))?;
        let byline = (c.end..open).all(|k| {
            view.tokens[k].is_capital() || view.classes(k).has(Classes::BY.or(Classes::AND).or(Classes::WRITE))
        });
        let inside = (open..(open + BRACKET).min(self.next_title(c)))
            .take_while(|&k| k == open || !view.gap(k).has(Gap::CLOSE_PAREN.or(Gap::PARA)));
        inside.filter(|_| byline).find(|&k| self.is_year(k))
    }

    /// "X, 1962", "X - 1962", "X in 1962"
    fn after(&self, c: &Candidate) -> Option<usize> {
        let view = self.view;
        let loose = Gap::SENTENCE.or(Gap::PARA).or(Gap::LINE);
        let pause = view.gap(c.end + 1);
        let alone = !pause.is_plain() || pause.has(Gap::LINE);
        (self.is_year(c.end) && !view.gap(c.end).has(loose) && alone).then_some(c.end)
    }

    /// "_X_. Routledge, 1962.", "X, by Y. Viking, 1962"
    fn in_reference(&self, c: &Candidate) -> Option<usize> {
        let view = self.view;
        if !view.gap(c.end).has(Gap::PERIOD.or(Gap::COMMA)) {
            return None;
        }
        let reach =
            (c.end..self.next_title(c).min(c.end + REACH)).take_while(|&k| !view.gap(k).has(Gap::LINE.or(Gap::PARA)));
        let at = reach
            .take_while(|&k| {
                let small = view.classes(k).has(Classes::AND.or(Classes::BY).or(Classes::SMALL));
                view.tokens[k].is_capital()
                    || view.tokens[k].shape == Shape::Number
                    || small
                    || view.classes(k).has(Classes::EDITION)
            })
            .find(|&k| self.is_year(k))?;
        let ends = view.gap(at + 1).has(Gap::PERIOD.or(Gap::PARA).or(Gap::LINE).or(Gap::CLOSE_PAREN).or(Gap::COMMA));
        (ends && view.gap(at).has(Gap::COMMA.or(Gap::PERIOD).or(Gap::COLON))).then_some(at)
    }

    /// "X was published in 1962", "X is a 2001 novel", "wrote a book called X in 1957"
    fn told(&self, c: &Candidate) -> Option<usize> {
        let view = self.view;
        let at = (c.end..self.next_title(c).min(c.end + REACH))
            .take_while(|&k| !view.gap(k).has(Gap::SENTENCE.or(Gap::PARA)))
            .find(|&k| self.is_year(k))?;
        let noun = (at + 1..at + 4).any(|k| view.classes(k).has(Classes::BOOK));
        let is_a = (c.end..at).any(|k| view.classes(k).has(Classes::BE)) && noun;
        let published = |from: usize, to: usize| (from..to).any(|k| PUBLISHED.contains(&view.stem(k)));
        let calm = (c.first.saturating_sub(6)..c.first)
            .rev()
            .take_while(|&k| !view.gap(k + 1).has(Gap::SENTENCE.or(Gap::PARA)));
        let before = calm.last().is_some_and(|k| published(k, c.first)) && at - c.end <= 1;
        (is_a || published(c.end, at) && view.stem(at - 1) != "to" || before).then_some(at)
    }

    /// "his 1930 book X", "Y's 1958 *X*", "Kuhn (1962). X"
    fn before(&self, c: &Candidate) -> Option<usize> {
        let view = self.view;
        let number = self.titles.partition_point(|t| t.first < c.first);
        let previous = number.checked_sub(1).map_or(0, |n| self.titles[n].end);
        let at =
            (c.first.saturating_sub(6)..c.first).rev().take_while(|&k| k >= previous).find(|&k| self.is_year(k))?;
        let calm = (at + 1..=c.first).all(|k| !view.gap(k).has(Gap::SENTENCE.or(Gap::PARA)));
        let book = (at..c.first).any(|k| view.classes(k).has(Classes::BOOK)) && calm;
        let owner = at > 0 && (view.tokens[at - 1].is_possessive() || view.classes(at - 1).has(Classes::HIS));
        let touches = at + 1 == c.first;
        let reference = touches && view.gap(at).has(Gap::OPEN_PAREN) && view.gap(c.first).has(Gap::CLOSE_PAREN);
        (book || owner && touches && calm || reference).then_some(at)
    }

    /// An ISBN in the words after the title, or in the address of its link.
    pub fn isbn(&self, c: &Candidate) -> Option<Isbn> {
        let view = self.view;
        let labelled =
            |k: usize| (k.saturating_sub(3)..k).any(|j| view.stem(j).to_ascii_uppercase().starts_with("ISBN"));
        (c.end..self.next_title(c).min(c.end + ISBN_REACH))
            .take_while(|&k| k < c.end + 3 || !view.gap(k).has(Gap::PARA) || labelled(k + 1) || labelled(k))
            .filter(|&k| view.tokens[k].shape == Shape::Number)
            .find_map(|k| view.stem(k).parse().ok())
            .or_else(|| self.linked_isbn(c))
    }

    /// `/dp/0262033844/`: shops and libraries have the ISBN in a book's address.
    fn linked_isbn(&self, c: &Candidate) -> Option<Isbn> {
        let link = self.view.tokens.get(c.first)?.link.checked_sub(1)?;
        let target = self.view.target(self.view.runs.get(link as usize)?);
        let mut steps = target.split(['/', '?', '&', '=', '#']);
        steps
            .by_ref()
            .find(|s| matches!(s.to_ascii_lowercase().as_str(), "dp" | "product" | "isbn" | "asin" | "isbn13"))?;
        steps.next()?.parse().ok()
    }
}
