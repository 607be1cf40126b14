//! Who wrote it, by what the text says around a title.
//!
//! By-lines on either side (`beside`), possessives and references before it (`before`), "his book" and "he wrote"
//! (`pronoun`), headings and lists (`layout`). The forms are tried in the order of how surely they tie a person to
//! a book; none of them falls back on the topic of the sentence. Which person of that name is meant is a
//! catalog's question.

mod before;
mod beside;
mod layout;
mod names;
mod pronoun;
#[cfg(test)]
pub mod tests;

pub use names::read_name;

use super::context::Context;
use super::lexicon::Classes;
use super::people;
use super::propose::Candidate;
use super::view::{Gap, View};

/// Names found for a title, as token ranges.
pub type Names = Vec<(usize, usize)>;

/// The people tied to a title, and how.
#[derive(Debug, Default)]
pub struct Attribution {
    /// Their names, as token ranges.
    pub names: Names,
    /// How surely.
    pub tie: Tie,
}

/// How surely the text ties a person to a title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tie {
    /// A known author of a book of this name is spoken of.
    #[default]
    Spoken,
    /// By a pronoun, a list's heading or the title before.
    Led,
    /// By-line, possessive, reference.
    Stated,
}

/// Where the titles of a text stand, for telling names from titles.
pub struct Attributor<'a> {
    /// What is known of the text.
    pub context: &'a Context<'a, 'a>,
    /// The accepted titles, in the order of the text.
    pub titles: &'a [Candidate],
}

type Form<A> = fn(&A, &Candidate) -> Names;
type Tied<A> = (Form<A>, Tie);

impl Attributor<'_> {
    /// Forms that speak of one title, in the order of how sure they are.
    fn forms() -> [Tied<Self>; 19] {
        [
            (Self::by_line_after, Tie::Stated),
            (Self::full_name_in_bracket, Tie::Stated),
            (Self::appositive_after, Tie::Stated),
            (Self::possessive_before, Tie::Stated),
            (Self::full_reference_before, Tie::Stated),
            (Self::label_below, Tie::Stated),
            (Self::full_slot_after, Tie::Stated),
            (Self::reference_before, Tie::Stated),
            (Self::name_in_bracket, Tie::Stated),
            (Self::name_touching, Tie::Stated),
            (Self::slot_after, Tie::Stated),
            (Self::subject_after, Tie::Stated),
            (Self::prized_before, Tie::Stated),
            (Self::writer_before, Tie::Stated),
            (Self::author_of, Tie::Stated),
            (Self::respective, Tie::Led),
            (Self::pronoun_before, Tie::Led),
            (Self::pronoun_after, Tie::Led),
            (Self::author_below, Tie::Led),
        ]
    }

    /// What leads into the first title of a list, and so into all of them.
    fn leading() -> [Form<Self>; 6] {
        [
            Self::announced,
            Self::possessive_before,
            Self::writer_before,
            Self::author_of,
            Self::pronoun_before,
            Self::lead_in_sentence,
        ]
    }

    /// Forms for a title that has none of its own.
    fn wider() -> [Tied<Self>; 6] {
        [
            (Self::announced, Tie::Led),
            (Self::same_author, Tie::Led),
            (Self::shared_after, Tie::Led),
            (Self::lead_in, Tie::Led),
            (Self::lead_in_sentence, Tie::Led),
            (Self::known_author, Tie::Spoken),
        ]
    }

    /// The people whom the text ties to this title; nobody when it names none.
    pub fn authors(&self, title: &Candidate) -> Attribution {
        let own = self.first_of(&Self::forms(), title);
        if !own.names.is_empty() {
            return own;
        }
        let carried = self.carried(title);
        if !carried.is_empty() {
            return Attribution { names: carried, tie: Tie::Led };
        }
        self.first_of(&Self::wider(), title)
    }

    /// Who is tied to the title by its own surroundings.
    fn stated(&self, title: &Candidate) -> Names {
        self.first_of(&Self::forms(), title).names
    }

    /// The titles in the wider surroundings of a word.
    fn titles_about(&self, at: usize) -> &[Candidate] {
        let here = self.titles.partition_point(|t| t.end <= at);
        &self.titles[here.saturating_sub(SURROUNDINGS)..(here + SURROUNDINGS).min(self.titles.len())]
    }

    fn first_of(&self, forms: &[Tied<Self>], title: &Candidate) -> Attribution {
        forms
            .iter()
            .map(|&(form, tie)| Attribution { names: form(self, title), tie })
            .find(|a| !a.names.is_empty())
            .unwrap_or_default()
    }

    /// "Y's A, B and C": what leads into the first title of a list leads into all of them.
    fn carried(&self, title: &Candidate) -> Names {
        let mut at = self.titles.partition_point(|t| t.end <= title.first);
        let mut next = *title;
        while at > 0
            && (self.is_listed_after(&self.titles[at - 1], &next) || self.contains(&self.titles[at - 1], &next))
        {
            at -= 1;
            next = self.titles[at];
            if !self.first_of(&Self::forms()[..2], &next).names.is_empty() {
                return Names::new();
            }
            let led = Self::leading().iter().map(|form| form(self, &next)).find(|n| !n.is_empty());
            if let Some(names) = led {
                return names;
            }
        }
        Names::new()
    }

    /// "X, an omnibus of A", "X, which contains A": what is said of the whole is said of its parts.
    fn contains(&self, whole: &Candidate, part: &Candidate) -> bool {
        let view = self.view();
        let near = part.first > whole.end && part.first - whole.end <= 12;
        near && people::is_in(CONTAINING, view.stem(part.first - 1))
            && (whole.end..=part.first).all(|k| !view.gap(k).has(Gap::SENTENCE.or(Gap::PARA)))
            && (whole.end..part.first).all(|k| !view.tokens[k].is_capital())
    }

    /// Whether only commas, "and", an article, a year or a remark in brackets stand between two titles.
    fn is_listed_after(&self, a: &Candidate, b: &Candidate) -> bool {
        let view = self.view();
        if b.first < a.end || b.first - a.end > 8 || view.gap(b.first).has(Gap::SENTENCE.or(Gap::PARA)) {
            return false;
        }
        let parted = (a.end..=b.first).any(|k| view.gap(k).has(Gap::COMMA.or(Gap::AND).or(Gap::SEMICOLON)))
            || (a.end..b.first).any(|k| view.classes(k).has(Classes::AND));
        let mut bracket = false;
        parted
            && (a.end..b.first).all(|k| {
                let gap = view.gap(k);
                bracket = gap.has(Gap::OPEN_PAREN) || bracket && !gap.has(Gap::CLOSE_PAREN);
                let small = view.classes(k).has(Classes::AND.or(Classes::ARTICLE)) || LISTING.contains(&view.stem(k));
                !gap.has(Gap::SENTENCE.or(Gap::PARA)) && (bracket || small)
            })
    }

    fn view(&self) -> &View<'_> {
        self.context.view
    }

    fn line(&self, at: usize) -> u32 {
        self.view().tokens.get(at).map_or(u32::MAX, |t| t.line)
    }

    fn is_title(&self, at: usize) -> bool {
        let next = self.titles.partition_point(|t| t.end <= at);
        self.titles.get(next).is_some_and(|t| t.first <= at && !self.is_rather_a_name(next))
    }

    /// A name without markup beside a title with it was taken for a title by its capitals alone.
    fn is_rather_a_name(&self, number: usize) -> bool {
        let view = self.view();
        let title = &self.titles[number];
        let beside = |other: &Candidate| {
            let (from, to) =
                if other.first < title.first { (other.end, title.first) } else { (title.end, other.first) };
            to >= from && to - from <= 1 && self.is_marked(other)
        };
        let near = number.saturating_sub(1)..(number + 2).min(self.titles.len());
        people::person_shape(view, title.first, title.end) > 0
            && !self.is_marked(title)
            && view.tokens[title.first].link == 0
            && self.context.known(title.first, title.end).is_none()
            && self.titles[near].iter().any(|t| t.first != title.first && beside(t))
    }

    /// Whether markup sets the title off from the words before it.
    fn is_marked(&self, title: &Candidate) -> bool {
        let gap = self.view().gap(title.first);
        let token = &self.view().tokens[title.first];
        gap.has(Gap::OPEN_EMPHASIS.or(Gap::OPEN_QUOTE).or(Gap::OPEN_LINK)) || token.emphasis != 0 || token.quote != 0
    }

    fn is_known_author(&self, end: usize) -> bool {
        let surname = self.view().norm(end - 1);
        self.context.gazetteer.is_author(surname) || self.context.is_surname(end - 1)
    }

    /// A name in full, or the family name of somebody who is known to write.
    fn is_person(&self, first: usize, end: usize, least: u8) -> bool {
        let view = self.view();
        !people::is_body(view, first, end)
            && (people::person_shape(view, first, end) >= least
                || names::is_inverted(view, first, end)
                || self.is_known_author(end))
    }

    fn are_persons(&self, names: &Names, least: u8) -> bool {
        !names.is_empty() && names.iter().all(|&(a, b)| self.is_person(a, b, least))
    }

    /// A known title whose known author is named in this sentence, the one before, or the one after.
    fn known_author(&self, title: &Candidate) -> Names {
        let view = self.view();
        let Some(sighting) = self.context.known(title.first, title.end) else { return Names::new() };
        let rare = sighting.hit.works <= RARE && title.end - title.first >= 2;
        let reach = if rare { WHOLE_TEXT } else { 30 };
        let (from, to) = (title.first.saturating_sub(reach), (title.end + reach / 2).min(view.tokens.len()));
        let near = (from..to)
            .filter(|&k| !self.is_title(k) && view.tokens[k].is_capital())
            .filter(|&k| sighting.hit.surnames.contains(view.norm(k)))
            .min_by_key(|&k| k.abs_diff(title.first));
        let Some(at) = near else { return Names::new() };
        vec![(people::name_until(view, at + 1).unwrap_or(at), at + 1)]
    }
}

/// The longest list of titles that one author leads.
const LISTED: usize = 40;
/// How many titles on either side count as surroundings.
const SURROUNDINGS: usize = 60;
/// How far the author of a rare title is looked for; most texts are shorter.
const WHOLE_TEXT: usize = 3000;
/// A title of so few known works can hardly mean another.
const RARE: u32 = 1;

/// Before the parts of a whole.
#[rustfmt::skip]
const CONTAINING: &[&str] = &[
    "containing", "contains", "including", "includes", "comprising", "comprises", "collecting", "collects",
    "enthält", "contient", "contiene", "contém", "bevat",
];

/// Small words between the titles of a list.
const LISTING: &[&str] = &["also", "then", "de", "du", "of", "his", "her", "both", "as", "well", "finally", "plus"];
