//! Who wrote it, as stated before a title: possessives, references, "Y wrote X", "Y, author of X".

use super::names::{STARTS, is_bracketed_year, is_inverted, joins_people};
use super::{Attributor, Names};
use crate::detect::lexicon::Classes;
use crate::detect::people;
use crate::detect::propose::Candidate;
use crate::detect::view::{Gap, Shape};

/// How far back a possessive is looked for, in words.
const REACH: usize = 9;
/// How far back "the author of" is looked for.
const AUTHOR_REACH: usize = 60;
/// "Same as Y, X": what may stand before a name that begins a reference within a sentence.
const BEFORE_NAME: &[&str] =
    &["see", "cf", "in", "by", "as", "from", "e.g", "example", "like", "per", "also", "siehe", "voir"];
/// Editing is as good as writing for an edited book.
#[rustfmt::skip]
const MAKERS: &[&str] = &[
    "editor", "co-editor", "coeditor", "co-author", "coauthor", "co-autor", "coautor", "herausgeber",
    "schrijfster", "scrittrice", "autrice", "автором",
];

impl Attributor<'_> {
    /// "Y's X", "Y's other book X", "Y's brilliant 1962 study, X"
    pub(super) fn possessive_before(&self, title: &Candidate) -> Names {
        let view = self.view();
        let from = title.first.saturating_sub(REACH);
        for at in (from..title.first).rev() {
            let border = self.is_border(at + 1);
            if border || self.is_title(at) || view.classes(at).has(Classes::HIS) {
                break;
            }
            let token = &view.tokens[at];
            let ends_in_s = view.stem(at).ends_with('s')
                && view.text[token.end as usize..].starts_with(['\'', '’'])
                && !view.gap(at + 1).has(Gap::CLOSE_QUOTE);
            if token.is_capital() && (token.is_possessive() || ends_in_s) {
                if !self.owns(at + 1, title)
                    || people::is_in(CONTRACTED, view.stem(at))
                    || token.classes.has(Classes::NUMBER)
                {
                    return Names::new();
                }
                let mut names = self.coordinated_until(at + 1);
                names.extend(self.companions(at + 1, title.first));
                names.extend(self.with_after(title));
                return names;
            }
        }
        Names::new()
    }

    /// Whether nothing said before token `at` reaches behind it.
    pub(super) fn is_border(&self, at: usize) -> bool {
        self.view().gap(at).has(Gap::SENTENCE.or(Gap::PARA).or(Gap::SEMICOLON)) || self.breaks_list(at)
    }

    /// Whether a line begins at `at` and the one above it is short or has a title: the lines of a list.
    fn breaks_list(&self, at: usize) -> bool {
        let view = self.view();
        let above = at.checked_sub(1).and_then(|k| view.line_of(k)).filter(|_| view.gap(at).has(Gap::LINE));
        above.is_some_and(|line| {
            let (first, end) = (line.first as usize, line.end as usize);
            let short = view.tokens[end - 1].end - view.tokens[first].start < people::WRAPPED;
            let own_line = view.line_of(at).is_some_and(|l| l.first as usize == at);
            own_line
                && (short || (first..end).any(|k| self.is_title(k)) && view.gap(at).has(Gap::PERIOD.or(Gap::COLON)))
        })
    }

    /// Whether the words between a possessive and a title lead to the title.
    pub(super) fn owns(&self, from: usize, title: &Candidate) -> bool {
        let view = self.view();
        let mut bracket = false;
        let mut words = 0;
        let mut plain = true;
        for k in from..title.first {
            let gap = view.gap(k);
            bracket = gap.has(Gap::OPEN_PAREN) || bracket && !gap.has(Gap::CLOSE_PAREN);
            if !bracket {
                words += 1;
                let descriptive = view.tokens[k].shape == Shape::Lower
                    || view.classes(k).has(Classes::COUNTRY)
                    || view.tokens[k].shape == Shape::Number;
                let verb = view.classes(k).has(Classes::BE.or(Classes::PRONOUN)) || view.stem(k).ends_with("ed");
                plain &= descriptive && !verb && !gap.has(Gap::COMMA.or(Gap::COLON).or(Gap::DASH));
            }
        }
        let acts = (from..title.first)
            .any(|k| view.classes(k).has(Classes::ARGUE) || matches!(view.stem(k), "how" | "that" | "why"));
        words <= 1 || self.speaks_of_books(from, title.first) && !acts || plain && self.is_marked(title)
    }

    pub(super) fn speaks_of_books(&self, from: usize, to: usize) -> bool {
        (from..to).any(|k| {
            self.view().classes(k).has(Classes::BOOK.or(Classes::WRITE).or(Classes::CALLED).or(Classes::EVALUATION))
        })
    }

    /// "Y's volume with Z, X": who is named beside the owner.
    fn companions(&self, from: usize, to: usize) -> Names {
        let view = self.view();
        let with = (from..to).find(|&k| view.stem(k) == "with");
        let names = with.map(|k| self.names_from(k + 1)).unwrap_or_default();
        if names.last().is_some_and(|&(_, end)| end <= to) && self.are_persons(&names, 1) {
            names
        } else {
            Names::new()
        }
    }

    /// "Y and Z's X": both, when they are joined.
    pub(super) fn coordinated_until(&self, end: usize) -> Names {
        let view = self.view();
        let Some(first) = people::name_until(view, end) else { return Names::new() };
        let mut names = vec![(first, end)];
        let joined =
            first >= 2 && joins_people(view, first - 1) && view.gap(first).is_plain() && view.gap(first - 1).is_plain();
        if let Some(before) = self.name_before(first, end).filter(|_| joined) {
            names.insert(0, before);
        }
        names
    }

    /// "Y, *X*" and its like, with a name in full.
    pub(super) fn full_reference_before(&self, title: &Candidate) -> Names {
        let names = self.reference_before(title);
        let full = |&(a, b): &(usize, usize)| {
            people::person_shape(self.view(), a, b) >= 2 || is_inverted(self.view(), a, b) || self.is_known_author(b)
        };
        if names.iter().all(full) { names } else { Names::new() }
    }

    /// "Y, X", "Surname, Given. X", "Y: X", "Y - X", "Y (X)": a name that fills what stands before the title.
    pub(super) fn reference_before(&self, title: &Candidate) -> Names {
        let view = self.view();
        let gap = view.gap(title.first);
        if title.first == 0 || gap.has(Gap::PARA) || self.breaks_list(title.first) {
            return Names::new();
        }
        let dated = is_bracketed_year(view, title.first - 1);
        let parted = gap.has(Gap::COMMA.or(Gap::COLON).or(Gap::DASH).or(Gap::PERIOD).or(Gap::OPEN_PAREN));
        if !(parted || dated) {
            return Names::new();
        }
        // Name (1962). Title
        let end = if dated { title.first - 1 } else { title.first };
        let names = self.names_until(end);
        let Some(&(first, last)) = names.first() else { return names };
        if self.begins_reference(title, first, gap) && self.fits_reference(&names, title, gap) {
            return names;
        }
        let full = names.iter().all(|&(a, b)| people::person_shape(view, a, b) >= 2);
        let told = gap.has(Gap::COMMA.or(Gap::OPEN_PAREN)) && !gap.has(Gap::SENTENCE) && self.is_marked(title);
        if told && (full || gap.has(Gap::OPEN_PAREN) && (last - first == 1 || self.is_person(first, last, 1))) {
            names
        } else {
            Names::new()
        }
    }

    /// Whether the first name stands where a reference may begin.
    fn begins_reference(&self, title: &Candidate, first: usize, gap: Gap) -> bool {
        let view = self.view();
        first == 0
            || view.gap(first).has(STARTS)
            || view.classes(first - 1).has(Classes::SEE)
            || !gap.has(Gap::SENTENCE)
                && view.classes(first - 1).has(Classes::READ.or(Classes::RECOMMEND).or(Classes::COMPARE))
            || self.is_marked(title) && people::is_in(BEFORE_NAME, view.stem(first - 1))
    }

    /// Whether these names say enough for what parts them from the title.
    fn fits_reference(&self, names: &Names, title: &Candidate, gap: Gap) -> bool {
        let view = self.view();
        let first = names[0].0;
        if self.are_persons(names, 2) {
            return true;
        }
        let slot = view.line_of(first).is_some_and(|l| l.first as usize == first);
        if gap.has(Gap::COLON) {
            return names.len() > 1;
        }
        if gap.has(Gap::DASH) {
            return slot;
        }
        let noted = first > 0
            && (view.gap(first).has(Gap::SEMICOLON.or(Gap::COLON).or(Gap::OPEN_PAREN)) || !view.gap(first).has(STARTS));
        let marked = self.is_marked(title) && gap.has(Gap::COMMA) && noted;
        // "Overall, *X* is": a sentence, no reference
        let runs_on = view.tokens.get(title.end).is_some_and(|t| t.shape == Shape::Lower)
            && !view.gap(title.end).has(Gap::COMMA.or(Gap::DASH).or(Gap::COLON).or(Gap::OPEN_PAREN).or(STARTS));
        if names.len() == 1 && names[0].1 - first == 1 && (runs_on || self.context.is_ordinary(first)) {
            return false;
        }
        let full = self.are_persons(names, 1) || names.len() > 1;
        full && (slot || self.is_marked(title)) || slot && gap.has(Gap::COMMA) || marked
    }

    /// "Y *X*", "the Y book X": a name that touches a marked title.
    pub(super) fn name_touching(&self, title: &Candidate) -> Names {
        let view = self.view();
        if title.first < 2 {
            return Names::new();
        }
        let noun =
            view.classes(title.first - 1).has(Classes::BOOK) && view.tokens[title.first - 1].shape == Shape::Lower;
        let end = if noun { title.first - 1 } else { title.first };
        let gap = view.gap(title.first);
        let touches = !gap.has(Gap::SENTENCE.or(Gap::PARA).or(Gap::COMMA).or(Gap::COLON).or(Gap::PERIOD).or(Gap::DASH));
        let open = gap.has(Gap::OPEN_EMPHASIS.or(Gap::OPEN_QUOTE).or(Gap::OPEN_LINK));
        let alone = view.line_of(title.first).is_some_and(|l| l.end as usize == title.end);
        if !touches || !(open || noun || alone) {
            return Names::new();
        }
        let names = self.names_until(end);
        let Some(&(first, _)) = names.first() else { return Names::new() };
        let starts_line = view.line_of(first).is_some_and(|l| l.first as usize == first);
        let genitive = first > 0 && view.classes(first - 1).has(Classes::BOOK);
        let given_to = first > 0
            && view.tokens[first - 1].shape == Shape::Lower
            && view.gap(first).is_plain()
            && !view.classes(first - 1).has(LEADING_TO_NAME);
        let fits = (open || noun || starts_line) && !given_to;
        let told = self.are_persons(&names, 2) || genitive && self.are_persons(&names, 1);
        if fits && told { names } else { Names::new() }
    }

    /// "Y wrote X", "Y's masterpiece is X", "Y argues in X"; "he wrote X"
    pub(super) fn writer_before(&self, title: &Candidate) -> Names {
        let view = self.view();
        let from = title.first.saturating_sub(8);
        let Some(verb) = (from..title.first).rev().find(|&k| {
            view.classes(k).has(Classes::WRITE.or(Classes::ARGUE))
                && view.tokens[k].shape == Shape::Lower
                && self.context.same_sentence(k, title.first)
        }) else {
            return Names::new();
        };
        if (verb..title.first).any(|k| self.is_title(k)) || !self.is_object(verb, title) {
            return Names::new();
        }
        let near = verb.saturating_sub(3);
        if let Some(pronoun) = (near..verb).rev().find(|&k| self.is_subject_pronoun(k)) {
            return self.antecedent(pronoun);
        }
        let end = (near..=verb).rev().find(|&e| e > 0 && people::name_until(view, e).is_some());
        let Some(end) = end.filter(|&e| self.context.same_sentence(e - 1, verb) && !self.is_title(e - 1)) else {
            return Names::new();
        };
        let names = self.coordinated_until(end);
        if self.are_persons(&names, 1) { names } else { Names::new() }
    }

    /// "Y published a series on it. *X* came out in 2010": the sentence before says that Y wrote, not yet what.
    pub(super) fn announced(&self, title: &Candidate) -> Names {
        let view = self.view();
        let start =
            (title.first.saturating_sub(12)..=title.first).find(|&k| self.context.same_sentence(k, title.first));
        let Some(start) =
            start.filter(|&s| s > 0 && !view.gap(s).has(Gap::PARA) && !(s..title.first).any(|k| self.is_title(k)))
        else {
            return Names::new();
        };
        let sentence = (start.saturating_sub(50)..start)
            .rev()
            .take_while(|&k| self.context.same_sentence(k, start - 1) && !self.is_title(k));
        let noun = Classes::BOOK.or(Classes::SERIES);
        let wrote = |k: &usize| {
            view.classes(*k).has(Classes::WRITE)
                && view.tokens[*k].shape == Shape::Lower
                && (*k + 1..(*k + 5).min(start)).any(|j| view.classes(j).has(noun))
        };
        let Some(verb) = sentence.filter(wrote).last() else { return Names::new() };
        let end = (verb.saturating_sub(2)..=verb).rev().find(|&e| e > 0 && people::name_until(view, e).is_some());
        let names = end.map(|e| self.coordinated_until(e)).unwrap_or_default();
        if self.are_persons(&names, 1) { names } else { Names::new() }
    }

    /// Whether the title is what somebody wrote, or where they say something; not what they write about.
    fn is_object(&self, verb: usize, title: &Candidate) -> bool {
        let view = self.view();
        let inside = (verb + 1..title.first).rev().take(4).any(|k| IN.contains(&view.stem(k)));
        let article = usize::from(view.classes(title.first - 1).has(Classes::ARTICLE));
        let before = view.stem((title.first - 1).saturating_sub(article));
        let about = matches!(before, "of" | "to" | "on" | "for" | "über" | "sur" | "sobre" | "su")
            || (verb..title.first).any(|k| view.stem(k) == "about");
        inside || view.classes(verb).has(Classes::WRITE) && !about
    }

    /// "Y won the prize for X", "Y for *X*", "Y pour *X*"
    pub(super) fn prized_before(&self, title: &Candidate) -> Names {
        let view = self.view();
        let prep = title.first.saturating_sub(1);
        if title.first < 2 || !matches!(view.stem(prep), "for" | "pour" | "für" | "por" | "per" | "voor" | "за") {
            return Names::new();
        }
        let reach = title.first.saturating_sub(12)..title.first;
        let won = reach.rev().filter(|&k| self.context.same_sentence(k, prep)).find(|&k| WON.contains(&view.stem(k)));
        let end = won.unwrap_or(prep);
        let names = self.names_until(end);
        let Some(&(first, _)) = names.first() else { return names };
        let alone = view.gap(first).has(STARTS) && self.is_marked(title) && self.are_persons(&names, 1);
        if alone || won.is_some() && self.are_persons(&names, 1) { names } else { Names::new() }
    }

    /// "Y, author of X", "Y, the editor of X", "she is the author of three novels: X"
    pub(super) fn author_of(&self, title: &Candidate) -> Names {
        let view = self.view();
        let from = title.first.saturating_sub(AUTHOR_REACH);
        let of = |k: usize| {
            (k + 1..(k + 4).min(title.first))
                .any(|j| OF.contains(&view.stem(j)) || view.stem(j).starts_with("d'") || view.stem(j).starts_with("d’"))
        };
        let is_maker = |k: usize| {
            (view.classes(k).has(Classes::AUTHOR)
                || people::is_in(MAKERS, view.stem(k))
                || is_french_author(view.stem(k)))
                && view.tokens[k].shape == Shape::Lower
        };
        let Some(maker) =
            (from..title.first).rev().find(|&k| is_maker(k) && self.context.same_sentence(k, title.first))
        else {
            return Names::new();
        };
        let listed = (maker..title.first).find(|&k| self.is_title(k));
        let calm = listed.is_none_or(|k| (maker..=k).any(|j| view.gap(j).has(Gap::COLON)));
        let article = usize::from(view.classes(maker.saturating_sub(1)).has(Classes::ARTICLE));
        let before = view.stem(maker.saturating_sub(1 + article));
        let oblique = OF.contains(&before) || before == "by";
        if !calm || !of(maker) || oblique {
            return Names::new();
        }
        self.subject_of(maker)
    }

    /// The first person of the sentence, or whom its pronoun means.
    fn subject_of(&self, at: usize) -> Names {
        let view = self.view();
        let start = (at.saturating_sub(40)..=at).find(|&k| self.context.same_sentence(k, at)).unwrap_or(at);
        for k in start..at {
            if self.is_subject_pronoun(k) {
                return self.antecedent(k);
            }
            if let Some(end) = people::name_from(view, k).filter(|&e| e <= at && !self.is_title(k)) {
                let names = self.names_from(k);
                if self.is_person(k, end, 1) {
                    return names;
                }
            }
        }
        Names::new()
    }
}

/// Before a name that touches a title; after other words the name is no author's: "I gave Y *X*".
const LEADING_TO_NAME: Classes = Classes::READ
    .or(Classes::RECOMMEND)
    .or(Classes::SEE)
    .or(Classes::BOOK)
    .or(Classes::AND)
    .or(Classes::ARTICLE)
    .or(Classes::COMPARE)
    .or(Classes::AUTHOR)
    .or(Classes::EVALUATION)
    .or(Classes::COUNTRY);
/// "Let's", "it's": no owners.
const CONTRACTED: &[&str] =
    &["let", "here", "there", "that", "this", "what", "who", "where", "how", "it", "he", "she", "today", "world"];
/// What somebody does with a prize.
#[rustfmt::skip]
const WON: &[&str] = &[
    "won", "wins", "awarded", "received", "gewann", "erhielt", "ganó", "vinse", "remporté", "obtenu",
    "ganhou", "won",
];

/// "in X"
const IN: &[&str] = &["in", "dans", "en", "nel", "em", "im", "в"];

/// What stands between "author" and the title.
const OF: &[&str] = &["of", "de", "du", "von", "des", "di", "del", "della", "do", "da", "van"];

/// `l'auteur`, `d'auteur`
fn is_french_author(stem: &str) -> bool {
    stem.split(['\'', '’']).nth(1).is_some_and(|w| matches!(w, "auteur" | "autrice" | "auteure" | "autore" | "autrici"))
}
