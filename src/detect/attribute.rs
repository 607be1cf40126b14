//! Who wrote it, by what the text says around a title.
//!
//! By-lines on either side, possessives, "his book", the subject of "explains". The forms are tried in the order
//! of how surely they tie a person to a book; none of them falls back on the topic of the sentence. Which person
//! of that name is meant is a catalog's question.

use super::context::Context;
use super::gazetteer::NormWord;
use super::lexicon::Classes;
use super::people;
use super::propose::Candidate;
use super::view::{Gap, LineKind, Shape, View};
use crate::model::Name;

/// Names found for a title, as token ranges.
pub type Names = Vec<(usize, usize)>;

/// Where the titles of a text stand, for telling names from titles.
pub struct Attributor<'a> {
    /// What is known of the text.
    pub context: &'a Context<'a, 'a>,
    /// The accepted titles.
    pub titles: &'a [Candidate],
}

impl Attributor<'_> {
    /// The people whom the text ties to this title; empty when it names none.
    pub fn authors(&self, title: &Candidate) -> Names {
        let forms: [fn(&Self, &Candidate) -> Names; 9] = [
            Self::by_line_after,
            Self::bracket_after,
            Self::possessive_before,
            Self::reference_before,
            Self::slot_after,
            Self::subject_after,
            Self::writer_before,
            Self::known_author,
            Self::lead_in,
        ];
        forms.iter().map(|form| form(self, title)).find(|names| !names.is_empty()).unwrap_or_default()
    }

    fn view(&self) -> &View<'_> {
        self.context.view
    }

    /// "X by Y", "X (1962), by Y and Z"
    fn by_line_after(&self, title: &Candidate) -> Names {
        let view = self.view();
        let mut at = title.end;
        if view.gap(at).has(Gap::OPEN_PAREN) {
            at = (at..(at + 12).min(view.tokens.len()))
                .find(|&k| k > at && view.gap(k).has(Gap::CLOSE_PAREN))
                .unwrap_or(at);
        }
        let reach = (at + 3).min(view.tokens.len());
        let by = (at..reach).find(|&k| {
            view.classes(k).has(Classes::BY) && view.tokens[k].shape == Shape::Lower && !view.gap(k).has(Gap::SENTENCE)
        });
        let Some(by) = by.filter(|&b| (at..b).all(|k| self.may_precede_by(k))) else { return Names::new() };
        self.names_from(by + 1)
    }

    fn may_precede_by(&self, at: usize) -> bool {
        let view = self.view();
        let classes = view.classes(at);
        view.tokens[at].shape == Shape::Number
            || classes.has(Classes::WRITE.or(Classes::BOOK).or(Classes::EDITION).or(Classes::BE).or(Classes::ARTICLE))
    }

    /// "X (Y)", "X (Y, 1962)", "X [Y]"
    fn bracket_after(&self, title: &Candidate) -> Names {
        if !self.view().gap(title.end).has(Gap::OPEN_PAREN) {
            return Names::new();
        }
        let names = self.names_from(title.end);
        let closes = names.last().is_some_and(|&(_, end)| {
            let gap = self.view().gap(end);
            gap.has(Gap::CLOSE_PAREN.or(Gap::COMMA).or(Gap::SEMICOLON))
                || self.view().tokens[end - 1].line != self.line(end)
        });
        if closes { names } else { Names::new() }
    }

    fn line(&self, at: usize) -> u32 {
        self.view().tokens.get(at).map_or(u32::MAX, |t| t.line)
    }

    /// "Y's X", "Y's other book X", "Y's brilliant 1962 study, X"; "his own book X"
    fn possessive_before(&self, title: &Candidate) -> Names {
        let view = self.view();
        let from = title.first.saturating_sub(6);
        for at in (from..title.first).rev() {
            let between_is_calm =
                (at + 1..=title.first).all(|k| !view.gap(k).has(Gap::SENTENCE.or(Gap::PARA).or(Gap::SEMICOLON)));
            if !between_is_calm || self.is_title(at) {
                break;
            }
            let near = title.first - at <= 2 || self.speaks_of_books(at + 1, title.first);
            let token = &view.tokens[at];
            let ends_in_s = view.stem(at).ends_with('s')
                && view.text[token.end as usize..].starts_with(['\'', '’'])
                && !view.gap(at + 1).has(Gap::CLOSE_QUOTE);
            if token.is_capital() && (token.is_possessive() || ends_in_s) && near {
                return self.coordinated_until(at + 1);
            }
            if token.classes.has(Classes::HIS) && near {
                return self.antecedent(at, title);
            }
        }
        Names::new()
    }

    fn speaks_of_books(&self, from: usize, to: usize) -> bool {
        (from..to).any(|k| {
            self.view().classes(k).has(Classes::BOOK.or(Classes::WRITE).or(Classes::CALLED).or(Classes::EVALUATION))
        })
    }

    /// "Y and Z's X": both, when they are joined.
    fn coordinated_until(&self, end: usize) -> Names {
        let view = self.view();
        let Some(first) = people::name_until(view, end) else { return Names::new() };
        let mut names = vec![(first, end)];
        if first >= 2
            && view.classes(first - 1).has(Classes::AND)
            && view.tokens[first - 2].is_capital()
            && let Some(start) = people::name_until(view, first - 1)
            && people::person_shape(view, start, first - 1) > 0
        {
            names.insert(0, (start, first - 1));
        }
        names
    }

    /// Whom "his" means: the people of this sentence and the two before it, those who wrote other books of the text first.
    fn antecedent(&self, pronoun: usize, title: &Candidate) -> Names {
        let after = self.subject_after(title);
        if !after.is_empty() {
            return after;
        }
        let view = self.view();
        let from = pronoun.saturating_sub(60);
        let mut best: Option<(usize, (usize, usize))> = None;
        let mut at = from;
        while at < pronoun {
            let Some(end) = people::name_from(view, at).filter(|&e| e <= pronoun) else {
                at += 1;
                continue;
            };
            let worth = self.worth_as_writer(at, end, pronoun);
            if worth > 0 && best.is_none_or(|(w, _)| worth >= w) {
                best = Some((worth, (at, end)));
            }
            at = end;
        }
        best.map(|(_, name)| name).into_iter().collect()
    }

    fn worth_as_writer(&self, first: usize, end: usize, pronoun: usize) -> usize {
        let view = self.view();
        let person = people::person_shape(view, first, end);
        let last = NormWord::of(view.stem(end - 1));
        let known = self.context.gazetteer.is_author(last);
        let elsewhere = self.is_author_elsewhere(last);
        if self.is_title(first) || !(person >= 2 || known || elsewhere || self.context.is_surname(end - 1)) {
            return 0;
        }
        let same = usize::from(self.context.same_sentence(first, pronoun));
        1 + 2 * usize::from(elsewhere) + usize::from(known) + same + usize::from(person >= 2)
    }

    /// Whether this family name has a possessive or by-line before another title.
    fn is_author_elsewhere(&self, surname: NormWord) -> bool {
        let view = self.view();
        self.titles.iter().any(|t| {
            let before = (t.first.saturating_sub(4)..t.first)
                .any(|k| view.tokens[k].is_possessive() && NormWord::of(view.stem(k)) == surname);
            let by = view.classes(t.end).has(Classes::BY)
                && people::name_from(view, t.end + 1).is_some_and(|e| NormWord::of(view.stem(e - 1)) == surname);
            before || by
        })
    }

    /// "Y, X", "Surname, Given. X", "Y: X", "Y - X": a name that fills what stands before the title.
    fn reference_before(&self, title: &Candidate) -> Names {
        let view = self.view();
        let gap = view.gap(title.first);
        if title.first == 0 || gap.has(Gap::PARA) {
            return Names::new();
        }
        let sentence = gap.has(Gap::SENTENCE);
        let parted = gap.has(Gap::COMMA.or(Gap::COLON).or(Gap::DASH).or(Gap::PERIOD)) || sentence;
        if !parted {
            return Names::new();
        }
        let mut end = title.first;
        if is_bracketed_year(view, end - 1) {
            end -= 1; // Name (1962). Title
        }
        let names = self.names_until(end);
        let Some(&(first, last)) = names.first() else { return names };
        let full = people::person_shape(view, first, last) > 0 || names.len() > 1 || self.is_known_author(last);
        let at_start = first == 0
            || view.gap(first).has(STARTS)
            || view.classes(first - 1).has(Classes::SEE.or(Classes::READ).or(Classes::RECOMMEND));
        let dashed = gap.has(Gap::DASH.or(Gap::COLON));
        let slot = view.line_of(first).is_some_and(|l| l.first as usize == first);
        if (full && (at_start || slot)) || (slot && (dashed || gap.has(Gap::COMMA))) { names } else { Names::new() }
    }

    fn is_known_author(&self, end: usize) -> bool {
        self.context.gazetteer.is_author(NormWord::of(self.view().stem(end - 1))) || self.context.is_surname(end - 1)
    }

    /// "X, Y", "X - Y": a person right after the title.
    fn slot_after(&self, title: &Candidate) -> Names {
        let view = self.view();
        let gap = view.gap(title.end);
        let line_break = gap.has(Gap::LINE) && view.line_of(title.first).is_some_and(|l| l.end as usize == title.end);
        if !gap.has(Gap::COMMA.or(Gap::DASH).or(Gap::CELL).or(Gap::SLASH)) && !(line_break && !gap.has(Gap::PARA)) {
            return Names::new();
        }
        let names = self.names_from(title.end);
        let Some(&(first, _)) = names.first() else { return names };
        let Some(&(_, end)) = names.last() else { return names };
        if self.is_title(first) || self.is_listed_with_titles(title) && gap.has(Gap::COMMA) {
            return Names::new();
        }
        let person = names.iter().all(|&(a, b)| people::person_shape(view, a, b) > 0 || self.is_known_author(b));
        let pause = end >= view.tokens.len() || !view.gap(end).is_plain() || view.gap(end).has(Gap::LINE);
        let slot = view.line_of(title.first).is_some_and(|l| l.kind != LineKind::Prose || l.end - l.first <= 16);
        if (person && pause) || (slot && pause && gap.has(Gap::DASH)) { names } else { Names::new() }
    }

    /// In "X, Y and Z" the comma before Y parts two titles, not a title and its author.
    fn is_listed_with_titles(&self, title: &Candidate) -> bool {
        let view = self.view();
        self.titles.iter().any(|t| t.first == title.end && view.gap(t.first).has(Gap::COMMA))
    }

    /// "In his 1930 book X Y explains"
    fn subject_after(&self, title: &Candidate) -> Names {
        let view = self.view();
        if view.gap(title.end).has(Gap::SENTENCE.or(Gap::PARA)) || self.is_title(title.end) {
            return Names::new();
        }
        let Some(end) = people::name_from(view, title.end) else { return Names::new() };
        let verb =
            (end..(end + 2).min(view.tokens.len())).any(|k| view.classes(k).has(Classes::ARGUE.or(Classes::WRITE)));
        if verb && view.gap(end).is_plain() { vec![(title.end, end)] } else { Names::new() }
    }

    /// "Y wrote X", "Y's masterpiece is X", "Y argues in X"
    fn writer_before(&self, title: &Candidate) -> Names {
        let view = self.view();
        let from = title.first.saturating_sub(8);
        let Some(verb) = (from..title.first).rev().find(|&k| {
            view.classes(k).has(Classes::WRITE.or(Classes::ARGUE))
                && view.tokens[k].shape == Shape::Lower
                && self.context.same_sentence(k, title.first)
        }) else {
            return Names::new();
        };
        if (verb..title.first)
            .any(|k| self.is_title(k) || view.classes(k).has(Classes::ABOUT) && view.stem(k) == "about")
        {
            return Names::new();
        }
        let end = (verb.saturating_sub(3)..=verb).rev().find(|&e| e > 0 && people::name_until(view, e).is_some());
        let Some(end) = end.filter(|&e| self.context.same_sentence(e - 1, verb) && !self.is_title(e - 1)) else {
            return Names::new();
        };
        let names = self.coordinated_until(end);
        let known = names.iter().all(|&(a, b)| people::person_shape(view, a, b) > 0 || self.is_known_author(b));
        if known { names } else { Names::new() }
    }

    /// A known title whose known author is named in this sentence, the one before, or the one after.
    fn known_author(&self, title: &Candidate) -> Names {
        let view = self.view();
        let Some(sighting) = self.context.known(title.first, title.end) else { return Names::new() };
        let (from, to) = (title.first.saturating_sub(30), (title.end + 15).min(view.tokens.len()));
        let near = (from..to)
            .filter(|&k| !(title.first..title.end).contains(&k) && view.tokens[k].is_capital())
            .filter(|&k| sighting.hit.surnames.contains(&NormWord::of(view.stem(k))))
            .min_by_key(|&k| k.abs_diff(title.first));
        let Some(at) = near else { return Names::new() };
        let first = people::name_until(view, at + 1).unwrap_or(at);
        vec![(first, at + 1)]
    }

    /// "Books by Y:", or a heading that is Y's name.
    fn lead_in(&self, title: &Candidate) -> Names {
        let view = self.view();
        let Some(line) = view.line_of(title.first).filter(|l| l.kind == LineKind::Item) else { return Names::new() };
        let number = view.tokens[title.first].line as usize;
        let above = (number.saturating_sub(12)..number).rev().map(|n| &view.lines[n]).find(|l| l.kind != line.kind);
        let Some(above) = above else { return Names::new() };
        let (first, end) = (above.first as usize, above.end as usize);
        if above.kind == LineKind::Heading && people::person_shape(view, first, end) >= 2 {
            return vec![(first, end)];
        }
        let by = (first..end).find(|&k| {
            view.stem(k) == "by"
                && view.classes(k.wrapping_sub(1)).has(Classes::BOOK.or(Classes::READING).or(Classes::WRITE))
        });
        by.map(|k| self.names_from(k + 1)).unwrap_or_default()
    }

    fn is_title(&self, at: usize) -> bool {
        let next = self.titles.partition_point(|t| t.end <= at);
        self.titles.get(next).is_some_and(|t| t.first <= at)
    }

    /// "Y", "Y and Z", "Y, Z & W"; a surname-first name ("Kuhn, Thomas S.") counts as one.
    fn names_from(&self, first: usize) -> Names {
        let view = self.view();
        let mut names = Names::new();
        let mut at = first;
        while names.len() < 6 {
            let Some(end) = people::name_from(view, at).filter(|_| !self.is_title(at)) else { break };
            names.push((at, end));
            let gap = view.gap(end);
            if end >= view.tokens.len()
                || gap.has(Gap::SENTENCE.or(Gap::PARA).or(Gap::LINE))
                || view.tokens[end - 1].is_possessive()
            {
                break;
            }
            let joined = view.classes(end).has(Classes::AND) && gap.0 & !(Gap::SPACE.0 | Gap::COMMA.0) == 0;
            let next = if joined { end + 1 } else { end };
            let comma = gap.has(Gap::COMMA) && gap.0 & !(Gap::SPACE.0 | Gap::COMMA.0 | Gap::PERIOD.0) == 0;
            let person = people::name_from(view, next).is_some_and(|e| people::person_shape(view, next, e) > 0);
            if !(person && (joined || gap.has(Gap::AND) || comma)) {
                break;
            }
            at = next;
        }
        names
    }

    /// The same, read backwards from `end`: what stands before a title.
    fn names_until(&self, end: usize) -> Names {
        let view = self.view();
        let Some(first) = people::name_until(view, end) else { return Names::new() };
        if self.is_title(first) {
            return Names::new();
        }
        // "Surname, Given"
        if first > 0
            && view.gap(first).has(Gap::COMMA)
            && people::person_shape(view, first, end) == 0
            && is_given(view, first, end)
            && let Some(family) = people::name_until(view, first)
            && first - family <= 2
            && (family == 0 || view.gap(family).has(STARTS))
        {
            return vec![(family, end)];
        }
        let mut names = vec![(first, end)];
        let mut at = first;
        while at >= 2 && names.len() < 6 {
            let joined = view.classes(at - 1).has(Classes::AND);
            let stop = if joined { at - 1 } else { at };
            let parted = joined || view.gap(at).has(Gap::COMMA.or(Gap::AND)) && !view.gap(at).has(Gap::SENTENCE);
            let Some(start) =
                people::name_until(view, stop).filter(|&s| parted && people::person_shape(view, s, stop) > 0)
            else {
                break;
            };
            names.insert(0, (start, stop));
            at = start;
        }
        names
    }
}

/// What may stand before the first name of a reference.
const STARTS: Gap = Gap::PARA
    .or(Gap::LINE)
    .or(Gap::SENTENCE)
    .or(Gap::SEMICOLON)
    .or(Gap::OPEN_PAREN)
    .or(Gap::COLON)
    .or(Gap::DASH)
    .or(Gap::OPEN_EMPHASIS)
    .or(Gap::OPEN_LINK)
    .or(Gap::OPEN_QUOTE);

fn is_given(view: &View<'_>, first: usize, end: usize) -> bool {
    (first..end).all(|k| {
        let token = &view.tokens[k];
        token.classes.has(Classes::GIVEN) || token.shape == Shape::Initial || token.is_capital() && end - first <= 2
    })
}

fn is_bracketed_year(view: &View<'_>, at: usize) -> bool {
    super::features::is_year(view, at) && view.gap(at).has(Gap::OPEN_PAREN) && view.gap(at + 1).has(Gap::CLOSE_PAREN)
}

/// The name that tokens `first..end` spell, whichever order it is in; made whole by `wholes`, the full names of the text.
pub fn read_name(view: &View<'_>, first: usize, end: usize) -> Option<Name> {
    let last = view.tokens.get(end.checked_sub(1)?)?;
    let start = view.tokens.get(first)?.start as usize;
    let raw = view.text.get(start..last.stem_end as usize)?;
    let initial = last.shape == Shape::Initial && view.text[last.end as usize..].starts_with('.');
    let clean: String = raw.chars().filter(|c| !"*_[]\\\"".contains(*c)).collect();
    Name::parse(&if initial { format!("{clean}.") } else { clean })
}
