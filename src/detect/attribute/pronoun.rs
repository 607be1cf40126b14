//! "His book", "in X she argues", "by the same author": whom the text means by a word for somebody named before.

use super::names::joins_people;
use super::{Attributor, LISTED, Names};
use crate::detect::gazetteer::NormWord;
use crate::detect::lexicon::Classes;
use crate::detect::people;
use crate::detect::propose::Candidate;
use crate::detect::view::{Gap, Shape};

/// How far back a pronoun reaches, in words.
const REACH: usize = 80;
/// How far it reaches where nobody is named so near.
const FAR: usize = 260;
/// Pronouns for several people.
const MANY: &[&str] = &["their", "they", "leur", "leurs", "ihr", "sie", "loro"];
/// Words of bodies, places and events.
const NO_PERSON: Classes =
    Classes::ORG.or(Classes::PLACE).or(Classes::EVENT).or(Classes::ERA).or(Classes::PERIODICAL).or(Classes::LAW);
/// "their respective books A and B"
const RESPECTIVE: &[&str] = &["respective", "respectifs", "respectivos", "jeweiligen", "rispettivi"];
/// Who acts, in the languages that detection meets.
const SUBJECTS: &[&str] = &[
    "he", "she", "they", "il", "elle", "er", "sie", "él", "ella", "lui", "lei", "ele", "ela", "hij", "zij", "он", "она",
];
/// Possessives that never mean somebody else's book.
const NOT_THEIRS: &[&str] = &["its", "my", "our", "your"];
/// A name after one of these is seldom whom the pronoun means.
const OBLIQUE: &[&str] = &[
    "of", "to", "on", "than", "against", "from", "about", "at", "into", "with", "for", "like", "über", "sur", "sobre",
    "à", "an",
];
/// "A novel of his", "also by her"
const OWNED: &[&str] = &["his", "hers", "him", "her", "theirs", "them"];

impl Attributor<'_> {
    pub(super) fn is_subject_pronoun(&self, at: usize) -> bool {
        people::is_in(SUBJECTS, self.view().stem(at))
    }

    /// "his own book X", "some of her novels are X", "In his 1930 book X, Y explains"
    pub(super) fn pronoun_before(&self, title: &Candidate) -> Names {
        let view = self.view();
        let from = title.first.saturating_sub(9);
        for at in (from..title.first).rev() {
            let border = self.is_border(at + 1);
            if border || self.is_title(at) {
                break;
            }
            let theirs = view.classes(at).has(Classes::HIS);
            let foreign = view.classes(at).has(Classes::POSS) && !NOT_THEIRS.contains(&view.stem(at));
            let books = self.speaks_of_books(at + 1, title.first);
            let called = self.is_marked(title) && title.first - at <= 2;
            if theirs && self.owns(at + 1, title) || foreign && (books || called) {
                let later = self.named_later(title);
                // A known author of a book of this title, if named: the likeliest whom the pronoun means.
                let known = if later.is_empty() { self.known_author(title) } else { later };
                let mut names = if known.is_empty() { self.antecedent(at) } else { known };
                if !names.is_empty() {
                    names.extend(self.with_after(title));
                }
                return names;
            }
        }
        Names::new()
    }

    /// "their respective books A and B": of as many people as titles, the one in the title's place.
    pub(super) fn respective(&self, title: &Candidate) -> Names {
        let view = self.view();
        let mut at = self.titles.partition_point(|t| t.end <= title.first);
        let mut first = *title;
        let mut place = 0;
        while at > 0 && place < LISTED && self.is_listed_after(&self.titles[at - 1], &first) {
            at -= 1;
            place += 1;
            first = self.titles[at];
        }
        let near = first.first.saturating_sub(4).max(1)..first.first;
        let Some(word) = near.rev().find(|&k| people::is_in(RESPECTIVE, view.stem(k))) else { return Names::new() };
        self.antecedent(word - 1).get(place).copied().into_iter().collect()
    }

    /// "In his book X, the historian Y says": the name follows.
    fn named_later(&self, title: &Candidate) -> Names {
        let view = self.view();
        let direct = self.subject_after(title);
        let start = (title.first.saturating_sub(12)..title.first).find(|&k| self.context.same_sentence(k, title.first));
        let opens = start.is_some_and(|s| view.classes(s).has(Classes::SMALL) && title.first - s <= 8);
        if !direct.is_empty() || !opens || view.gap(title.end).has(Gap::SENTENCE.or(Gap::PARA)) {
            return direct;
        }
        let verb =
            view.tokens.get(title.end).is_some_and(|t| t.shape == Shape::Lower) && view.gap(title.end + 1).is_plain();
        let inverted = verb && self.name_at(title.end + 1).is_some();
        let at = if inverted { title.end + 1 } else { self.past_description(title.end) };
        let Some(end) = self.name_at(at) else { return Names::new() };
        let acts = view.gap(end).is_plain() && view.tokens.get(end).is_some_and(|t| t.shape == Shape::Lower);
        if acts && self.is_person(at, end, 1) { vec![(at, end)] } else { Names::new() }
    }

    /// "In his 1930 book X Y explains"
    pub(super) fn subject_after(&self, title: &Candidate) -> Names {
        let view = self.view();
        if view.gap(title.end).has(Gap::SENTENCE.or(Gap::PARA)) || self.is_title(title.end) {
            return Names::new();
        }
        let Some(end) = self.name_at(title.end) else { return Names::new() };
        let verb =
            (end..(end + 2).min(view.tokens.len())).any(|k| view.classes(k).has(Classes::ARGUE.or(Classes::WRITE)));
        let fits = verb && view.gap(end).is_plain() && !people::is_body(view, title.end, end);
        if fits { vec![(title.end, end)] } else { Names::new() }
    }

    /// "in X she describes"
    pub(super) fn pronoun_after(&self, title: &Candidate) -> Names {
        let view = self.view();
        let at = title.end;
        let within =
            title.first > 0 && matches!(view.stem(title.first - 1), "in" | "In" | "dans" | "Dans" | "en" | "En");
        let calm = !view.gap(at).has(Gap::SENTENCE.or(Gap::PARA));
        let acts = view.tokens.get(at + 1).is_some_and(|t| t.shape == Shape::Lower && t.gap.is_plain());
        let singular = self.is_subject_pronoun(at) && view.tokens[at].shape == Shape::Lower;
        if within && calm && acts && singular { self.antecedent(title.first) } else { Names::new() }
    }

    /// "X, by the same author", "another novel of hers, X", "also by him: X"
    pub(super) fn same_author(&self, title: &Candidate) -> Names {
        let view = self.view();
        let calm = |k: usize| !view.gap(k).has(Gap::SENTENCE.or(Gap::PARA)) && !self.is_title(k);
        let before = (title.first.saturating_sub(8)..title.first).rev().take_while(|&k| calm(k));
        let after = (title.end..(title.end + 6).min(view.tokens.len())).take_while(|&k| calm(k));
        let same = before.chain(after).any(|k| {
            let of = k > 0 && matches!(view.stem(k - 1), "of" | "by" | "from") && OWNED.contains(&view.stem(k));
            of && !view.tokens.get(k + 1).is_some_and(|t| {
                t.shape == Shape::Lower && t.gap.is_plain() && view.stem(k) == "his" && k + 1 < title.first
            }) || view.stem(k) == "same" && view.classes(k + 1).has(Classes::AUTHOR)
                || is_same_author(view.stem(k), view.stem(k + 1))
        });
        if !same {
            return Names::new();
        }
        let at = self.titles.partition_point(|t| t.end <= title.first);
        let near = self.titles[..at].iter().rev().take(6).take_while(|t| title.first - t.end <= REACH);
        near.map(|last| self.stated(last)).find(|names| !names.is_empty()).unwrap_or_default()
    }

    /// Whom a pronoun means: the people of this sentence and those before it, those who act and those who wrote
    /// other books of the text first.
    pub(super) fn antecedent(&self, pronoun: usize) -> Names {
        let near = self.best_person(pronoun.saturating_sub(REACH), pronoun);
        let Some(name) = near.or_else(|| self.best_person(pronoun.saturating_sub(FAR), pronoun)) else {
            return Names::new();
        };
        if people::is_in(MANY, self.view().stem(pronoun)) { self.everybody_with(name) } else { vec![name] }
    }

    /// The likeliest; of equals the first of this sentence or the last of those before.
    fn best_person(&self, from: usize, pronoun: usize) -> Option<(usize, usize)> {
        let view = self.view();
        let mut best: Option<(usize, (usize, usize))> = None;
        let mut at = from;
        while at < pronoun {
            let Some(end) = people::name_from(view, at).filter(|&e| e <= pronoun) else {
                at += 1;
                continue;
            };
            let worth = self.worth_as_writer(at, end, pronoun);
            let same = self.context.same_sentence(at, pronoun);
            if worth > 0 && best.is_none_or(|(w, _)| worth > w || worth == w && !same) {
                best = Some((worth, (at, end)));
            }
            at = end;
        }
        best.map(|(_, name)| name)
    }

    /// "Y and the mathematician Z ... their book": both.
    fn everybody_with(&self, name: (usize, usize)) -> Names {
        let mut names = self.names_from(name.0);
        while let Some(&(first, end)) = names.first() {
            match self.name_before(first, end) {
                Some(before) if names.len() < 4 => names.insert(0, before),
                _ => break,
            }
        }
        names
    }

    /// How likely a pronoun means this person; 0 for what is none.
    fn worth_as_writer(&self, first: usize, end: usize, pronoun: usize) -> usize {
        let view = self.view();
        let person = people::person_shape(view, first, end);
        let known = self.context.gazetteer.is_author(view.norm(end - 1));
        let elsewhere = self.is_author_elsewhere(first, view.norm(end - 1));
        let same = self.context.same_sentence(first, pronoun);
        let part = self.part_in_sentence(first, end);
        let barred = self.is_title(first)
            || people::is_body(view, first, end)
            || (first..end).any(|k| view.classes(k).has(NO_PERSON) && !view.classes(k).has(Classes::GIVEN));
        let named = person >= 2 || known || elsewhere || self.context.is_surname(end - 1);
        let bare = if same { part >= 2 && (person > 0 || self.acts(first, end)) } else { part == 3 && person > 0 };
        if barred || !(named || bare) {
            return 0;
        }
        let writer = 2 * usize::from(elsewhere) + usize::from(known) + usize::from(person >= 2);
        1 + writer + 4 * usize::from(same) + part
    }

    /// 3 for who comes first, 2 for who acts, 1 for an owner, 0 for what hangs on another word.
    fn part_in_sentence(&self, first: usize, end: usize) -> usize {
        let view = self.view();
        if first > 0 && OBLIQUE.contains(&view.stem(first - 1)) && !view.gap(first).has(Gap::SENTENCE.or(Gap::PARA)) {
            return 0;
        }
        let start = (first.saturating_sub(3)..=first).find(|&k| self.context.same_sentence(k, first)).unwrap_or(first);
        let opens = (start..first).all(|k| view.tokens[k].shape == Shape::Lower || view.classes(k).has(Classes::START));
        let leads = opens && start + 3 > first && (start == 0 || !self.context.same_sentence(start - 1, first));
        match view.tokens[end - 1].is_possessive() {
            _ if leads => 3,
            false => 2,
            true => 1,
        }
    }

    /// A single name before a verb: "Marlowe answered", "Marlowe's chapter".
    fn acts(&self, first: usize, end: usize) -> bool {
        let view = self.view();
        let lower = view.tokens.get(end).is_some_and(|t| t.shape == Shape::Lower && t.gap.is_plain());
        let small = view.classes(end).has(Classes::SMALL) && !view.classes(end).has(Classes::AND);
        let joined = joins_people(view, end) || first > 0 && joins_people(view, first - 1);
        let placed = joined || view.gap(first).has(Gap::COMMA) || view.tokens[end - 1].is_possessive();
        end - first == 1
            && placed
            && lower
            && !small
            && !self.context.is_ordinary(first)
            && view.stem(first).chars().count() > 3
    }

    /// Whether this family name has a possessive or by-line before another title.
    fn is_author_elsewhere(&self, at: usize, surname: NormWord) -> bool {
        let view = self.view();
        self.titles_about(at).iter().any(|t| {
            let before =
                (t.first.saturating_sub(4)..t.first).any(|k| view.tokens[k].is_possessive() && view.norm(k) == surname);
            let by = view.classes(t.end).has(Classes::BY)
                && people::name_from(view, t.end + 1).is_some_and(|e| view.norm(e - 1) == surname);
            before || by
        })
    }
}

/// "gleichen Autors", "mismo autor", "même auteur", "stesso autore", "того же автора"
fn is_same_author(a: &str, b: &str) -> bool {
    const SAME: &[(&str, &str)] = &[
        ("gleichen", "autor"),
        ("selben", "autor"),
        ("mismo", "autor"),
        ("misma", "autora"),
        ("même", "aut"),
        ("stesso", "autore"),
        ("stessa", "autrice"),
        ("mesmo", "autor"),
        ("zelfde", "auteur"),
        ("dezelfde", "auteur"),
        ("dezelfde", "schrij"),
        ("же", "автор"),
    ];
    SAME.iter().any(|(same, author)| a == *same && b.starts_with(author))
}
