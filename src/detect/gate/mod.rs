//! The gate: a cheap look that passes over what is surely no title.
//!
//! Some seventy candidates a kilobyte are proposed and a handful matter. Before anything dear is observed, each is
//! weighed by signs that cost next to nothing: what stands left of it is looked at once for all candidates that begin
//! there, what stands right of it once for all that end there. The signs' weights are learned with the detector's and
//! stand in the same table; what no set of titles would hold but once in hundreds is dropped.

mod signs;

pub use signs::{COUNT, Signs, name};

use signs::Sign;

use super::context::Context;
use super::features;
use super::lexicon::Classes;
use super::people;
use super::propose::Candidate;
use super::score::{self, Weights};
use super::view::{Gap, LineKind, Shape, Token, View};

/// A candidate whose signs are worth less goes no further, whatever stands beside it: as log-odds, about 1 in
/// 150.
const LEAST: f32 = -5.0;

/// Among the rest each must be in so great a share of all sets of candidates that do not overlap. What this keeps out,
/// and what it does to F1, stands in `data/detector.md`.
const LEAST_SHARE: f32 = 0.02;

/// Parts what may be a title, in order, from what surely is none.
pub fn pass(
    context: &Context<'_, '_>,
    weights: &Weights,
    candidates: Vec<Candidate>,
) -> (Vec<Candidate>, Vec<Candidate>) {
    let mut look = Look::new(context);
    let weights = weights.sums(score::GATE);
    let (mut rivals, mut worths, mut dropped) = (Vec::new(), Vec::new(), Vec::with_capacity(candidates.len()));
    for c in candidates {
        let worth = look.observe(&c).worth(&weights[c.group as usize]);
        if worth >= LEAST || context.layout.singles_out(context.view, &c) {
            rivals.push(c);
            worths.push(worth);
        } else {
            dropped.push(c);
        }
    }
    let mut shares = score::probabilities(&rivals, &worths).into_iter();
    rivals.retain(|c| {
        let passes = shares.next().is_some_and(|p| p >= LEAST_SHARE) || context.layout.singles_out(context.view, c);
        if !passes {
            dropped.push(*c);
        }
        passes
    });
    (rivals, dropped)
}

/// Every candidate's signs, for training.
pub fn observe(context: &Context<'_, '_>, candidates: &[Candidate]) -> Vec<Signs> {
    let mut look = Look::new(context);
    candidates.iter().map(|c| look.observe(c)).collect()
}

struct Look<'a> {
    context: &'a Context<'a, 'a>,
    view: &'a View<'a>,
    around: Signs,
    /// The last start looked at.
    left: (usize, Signs),
    /// What stands right of each place where a candidate ended.
    right: Vec<Signs>,
}

/// Films and whatever else has titles.
const THING: Classes = Classes::FILM
    .or(Classes::SERIES)
    .or(Classes::MUSIC)
    .or(Classes::GAME)
    .or(Classes::SOFTWARE)
    .or(Classes::COURSE)
    .or(Classes::PERIODICAL);
/// What has a name and no title.
const NAME: Classes = Classes::EVENT
    .or(Classes::LAW)
    .or(Classes::ERA)
    .or(Classes::ORG)
    .or(Classes::PLACE)
    .or(Classes::COUNTRY)
    .or(Classes::SOFTWARE);
const PART: Classes = Classes::CHAPTER.or(Classes::ESSAY);
const CUE: Classes = Classes::BOOK.or(Classes::READ).or(Classes::WRITE).or(Classes::RECOMMEND).or(Classes::CALLED);
const CLOSING: Gap = Gap::CLOSE_QUOTE.or(Gap::CLOSE_EMPHASIS).or(Gap::CLOSE_LINK).or(Gap::CLOSE_PAREN);

impl<'a> Look<'a> {
    fn new(context: &'a Context<'a, 'a>) -> Self {
        let mut around = Signs::default();
        around.note(Sign::Always);
        let topic = &context.topic;
        around.note([Sign::TopicNone, Sign::TopicSome, Sign::TopicBooks][usize::from(topic.books.min(2))]);
        around.note_if(topic.films || topic.things, Sign::TopicOther);
        around.note_if(topic.short, Sign::TextShort);
        let view = context.view;
        Self { context, view, around, left: (usize::MAX, around), right: vec![Signs::default(); view.tokens.len() + 1] }
    }

    fn observe(&mut self, c: &Candidate) -> Signs {
        if self.left.0 != c.first {
            self.left = (c.first, self.left(c.first));
        }
        if self.right[c.end] == Signs::default() {
            self.right[c.end] = self.right(c.end);
        }
        let mut signs = self.left.1.or(self.right[c.end]);
        self.inside(c, &mut signs);
        signs
    }

    // ---------------------------------------------------------------- left and around

    fn left(&self, first: usize) -> Signs {
        let mut signs = self.around;
        let view = self.view;
        let token = &view.tokens[first];
        let gap = token.gap;
        self.line(first, &mut signs);
        let starts = first == 0 || features::is_sentence_start(gap);
        signs.note_if(starts, Sign::StartsSentence);
        for (mark, sign) in [
            (Gap::COMMA.or(Gap::SEMICOLON), Sign::AfterComma),
            (Gap::COLON, Sign::AfterColon),
            (Gap::DASH, Sign::AfterDash),
            (Gap::OPEN_PAREN, Sign::AfterParen),
            (Gap::SLASH, Sign::AfterSlash),
            (Gap::OPEN_QUOTE, Sign::AfterOpenQuote),
            (Gap::OPEN_EMPHASIS, Sign::AfterOpenEmphasis),
            (Gap::OPEN_LINK, Sign::AfterOpenLink),
            (CLOSING, Sign::AfterClose),
        ] {
            signs.note_if(gap.has(mark), sign);
        }
        first_word(token, &mut signs);
        self.sentence(first, &mut signs);
        if let Some(before) = first.checked_sub(1).filter(|_| !gap.has(Gap::PARA.or(Gap::SENTENCE))) {
            self.word_before(features::over_bracket(view, first).unwrap_or(before), gap, &mut signs);
        }
        signs
    }

    fn line(&self, first: usize, signs: &mut Signs) {
        let Some(line) = self.view.line_of(first) else { return };
        let starts = line.first as usize == first;
        signs.note_if(line.kind == LineKind::Item, Sign::LineItem);
        signs.note_if(line.kind == LineKind::Heading, Sign::LineHeading);
        signs.note_if(line.end - line.first <= 16, Sign::LineShort);
        if starts {
            signs.note(match line.kind {
                LineKind::Item => Sign::StartsItem,
                LineKind::Heading => Sign::StartsHeading,
                _ => Sign::StartsLine,
            });
        }
    }

    fn sentence(&self, first: usize, signs: &mut Signs) {
        let sentence = self.context.sentence(first);
        signs.table(
            sentence,
            &[
                (Classes::BOOK.or(Classes::AUTHOR), Sign::SentenceBook),
                (Classes::READ, Sign::SentenceRead),
                (Classes::WRITE, Sign::SentenceWrite),
                (Classes::RECOMMEND, Sign::SentenceRecommend),
                (THING, Sign::SentenceOther),
            ],
        );
        let lead = self.context.lead(first);
        signs.note_if(lead.has(Classes::BOOK.or(Classes::READ).or(Classes::READING)), Sign::LeadBook);
        signs.note_if(lead.has(THING), Sign::LeadOther);
        let near = (first.saturating_sub(6)..first).filter(|&k| self.context.same_sentence(k, first));
        signs.note_if(near.fold(Classes::NONE, |all, k| all.or(self.view.classes(k))).has(CUE), Sign::NearCue);
    }

    fn word_before(&self, before: usize, gap: Gap, signs: &mut Signs) {
        let view = self.view;
        let token = &view.tokens[before];
        let classes = token.classes;
        signs.table(
            classes,
            &[
                (Classes::READ, Sign::AfterRead),
                (Classes::RECOMMEND, Sign::AfterRecommend),
                (Classes::WRITE, Sign::AfterWrite),
                (Classes::BOOK, Sign::AfterBook),
                (Classes::CALLED, Sign::AfterCalled),
                (Classes::BY, Sign::AfterBy),
                (Classes::POSS, Sign::AfterHis),
                (THING, Sign::AfterThing),
                (PART, Sign::AfterPart),
                (Classes::PRONOUN, Sign::AfterPronoun),
                (Classes::ARGUE, Sign::AfterArgue),
                (Classes::BE, Sign::AfterBe),
                (Classes::AUTHOR, Sign::AfterAuthor),
                (Classes::AND, Sign::AfterAnd),
                (Classes::ABOUT, Sign::AfterAbout),
                (Classes::COMPARE, Sign::AfterThan),
                (Classes::ARTICLE, Sign::AfterArticle),
                (Classes::SMALL, Sign::AfterSmall),
                (Classes::SEE, Sign::AfterSee),
            ],
        );
        signs.note_if(token.shape == Shape::Lower, Sign::AfterLower);
        signs.note_if(token.shape == Shape::Number, Sign::AfterNumber);
        let capital = token.is_capital();
        let sheds = features::sheds_start(view, before);
        signs.note_if(capital && token.is_possessive(), Sign::AfterS);
        signs.note_if(capital && !token.is_possessive() && !sheds && gap.is_plain(), Sign::AfterCapital);
        signs.note_if(sheds && gap.is_plain(), Sign::ShedsStart);
        let Some(second) = before.checked_sub(1).map(|k| &view.tokens[k]) else { return };
        if !token.gap.has(Gap::SENTENCE.or(Gap::PARA)) {
            signs.note_if(second.classes.has(Classes::BOOK), Sign::BookBefore);
            signs.note_if(second.classes.has(Classes::READ), Sign::ReadBefore);
            let small = classes.has(Classes::SMALL) && !classes.has(Classes::ARTICLE);
            signs.note_if(small && second.is_capital() && token.gap.is_plain(), Sign::CutAfterSmall);
        }
    }

    // ---------------------------------------------------------------- right

    fn right(&self, end: usize) -> Signs {
        let mut signs = Signs::default();
        let view = self.view;
        last_word(&view.tokens[end - 1], &mut signs);
        let gap = view.gap(end);
        let ends_sentence = gap.has(Gap::SENTENCE);
        let ends_line = gap.has(Gap::LINE.or(Gap::PARA)) || end >= view.tokens.len();
        signs.note_if(ends_sentence, Sign::EndsSentence);
        signs.note_if(ends_line, Sign::EndsLine);
        signs.note_if(gap.has(CLOSING), Sign::ThenClose);
        let Some(token) = view.tokens.get(end) else { return signs };
        let capital = token.is_capital();
        signs.note_if(gap.has(Gap::COMMA), if capital { Sign::ThenCommaName } else { Sign::ThenComma });
        signs.note_if(gap.has(Gap::DASH), if capital { Sign::ThenDashName } else { Sign::ThenDash });
        signs.note_if(gap.has(Gap::COLON), if capital { Sign::ThenColonCapital } else { Sign::ThenColon });
        signs.note_if(gap.has(Gap::OPEN_PAREN), Sign::ThenParen);
        let within = capital && view.tokens[end - 1].is_capital() && !view.tokens[end - 1].is_possessive();
        signs.note_if(within && gap.has(Gap::COMMA), Sign::ThenCommaCapital);
        if !gap.has(Gap::PARA) && token.classes.has(Classes::BY) {
            let named = view.tokens.get(end + 1).is_some_and(Token::is_capital);
            signs.note(if named { Sign::ThenByName } else { Sign::ThenBy });
        }
        if !ends_sentence && !gap.has(Gap::PARA) {
            self.word_after(end, token, gap.is_plain(), &mut signs);
        }
        signs
    }

    fn word_after(&self, end: usize, token: &Token, plain: bool, signs: &mut Signs) {
        let classes = token.classes;
        signs.table(
            classes,
            &[
                (Classes::BE, Sign::ThenBe),
                (Classes::ARGUE, Sign::ThenArgue),
                (Classes::BOOK, Sign::ThenBook),
                (THING, Sign::ThenThing),
                (Classes::AND, Sign::ThenAnd),
                (NAME, Sign::ThenName),
            ],
        );
        signs.note_if(token.shape == Shape::Lower, Sign::ThenLower);
        if token.shape == Shape::Number {
            signs.note(if features::is_year(self.view, end) { Sign::ThenYear } else { Sign::ThenNumber });
        }
        signs.note_if(plain && token.is_capital(), Sign::ThenCapital);
        let further = self.view.tokens.get(end + 1).is_some_and(|t| t.is_capital() && t.gap.is_plain());
        let small = classes.has(Classes::SMALL) && !classes.has(Classes::BY);
        signs.note_if(plain && small && further, Sign::ThenSmallCapital);
    }

    // ---------------------------------------------------------------- its own words

    fn inside(&self, c: &Candidate, signs: &mut Signs) {
        let tokens = &self.view.tokens[c.first..c.end];
        let (mut content, mut lower, mut small, mut gaps) = (0, 0, 0, Gap::default());
        for (at, token) in tokens.iter().enumerate() {
            let is_small = token.classes.has(Classes::SMALL);
            let is_lower = token.shape == Shape::Lower;
            content += usize::from(!is_small && token.shape != Shape::Number);
            lower += usize::from(!is_small && is_lower);
            small += usize::from(is_small && is_lower && at > 0);
            gaps.add(if at > 0 { token.gap } else { Gap::default() });
        }
        signs.note(match lower {
            0 => Sign::LowerNone,
            _ if lower == content => Sign::LowerAll,
            _ if lower * 3 <= content => Sign::LowerFew,
            _ => Sign::LowerMany,
        });
        signs.note(match tokens.len() {
            1 => Sign::Words1,
            2 => Sign::Words2,
            3 => Sign::Words3,
            4..=5 => Sign::Words4,
            6..=9 => Sign::Words6,
            _ => Sign::Words10,
        });
        signs.note_if(small > 0, Sign::SmallInside);
        signs.note_if(gaps.has(Gap::COLON.or(Gap::DASH)), Sign::ColonInside);
        signs.note_if(gaps.has(Gap::SENTENCE), Sign::SentenceInside);
        signs.note_if(gaps.has(Gap::COMMA.or(CLOSING).or(Gap::OPEN_PAREN)), Sign::PausesInside);
        if let [one] = tokens {
            signs.note_if(one.classes != Classes::NONE, Sign::OneCommon);
            signs.note_if(one.shape == Shape::Upper, Sign::OneUpper);
            signs.note_if(c.first == 0 || features::is_sentence_start(one.gap), Sign::OneStarts);
        } else if lower == 0 && tokens.len() <= 5 {
            signs.note_if(people::person_shape(self.view, c.first, c.end) >= 2, Sign::PersonShape);
        }
        self.run(c, signs);
        self.known(c, signs);
    }

    fn run(&self, c: &Candidate, signs: &mut Signs) {
        if c.run(self.view).is_some() {
            signs.note(if c.is_whole_run(self.view) { Sign::RunExact } else { Sign::RunPart });
        }
    }

    fn known(&self, c: &Candidate, signs: &mut Signs) {
        let longest = usize::from(self.context.covered(c.first).max(self.context.covered(c.end - 1)));
        if longest == 0 {
            return;
        }
        match self.context.known(c.first, c.end).map(|s| s.end - s.first) {
            Some(1) => signs.note(Sign::Known1),
            Some(2) => signs.note(Sign::Known2),
            Some(_) => signs.note(Sign::Known3),
            None => signs.note_if(longest > c.end - c.first, Sign::InsideKnown),
        }
    }
}

fn first_word(token: &Token, signs: &mut Signs) {
    signs.table(
        token.classes,
        &[
            (Classes::ARTICLE, Sign::FirstArticle),
            (Classes::START, Sign::FirstStart),
            (Classes::GIVEN, Sign::FirstGiven),
            (Classes::SMALL, Sign::FirstSmall),
            (Classes::HEAD, Sign::FirstHead),
            (Classes::PRONOUN, Sign::FirstPronoun),
            (Classes::RANK, Sign::FirstRank),
            (NAME, Sign::FirstThing),
        ],
    );
    signs.note_if(token.classes == Classes::NONE, Sign::FirstRare);
    signs.note_if(token.shape == Shape::Lower, Sign::FirstLower);
    signs.note_if(token.shape == Shape::Number, Sign::FirstNumber);
}

fn last_word(token: &Token, signs: &mut Signs) {
    signs.table(
        token.classes,
        &[
            (Classes::SMALL, Sign::LastSmall),
            (Classes::GIVEN, Sign::LastGiven),
            (Classes::BOOK, Sign::LastBook),
            (THING, Sign::LastThing),
            (NAME, Sign::LastName),
            (Classes::RANK, Sign::LastRank),
            (Classes::MONTH.or(Classes::DAY), Sign::LastDay),
            (Classes::HEAD, Sign::LastHead),
        ],
    );
    signs.note_if(token.classes == Classes::NONE, Sign::LastRare);
    signs.note_if(token.shape == Shape::Lower, Sign::LastLower);
    signs.note_if(token.shape == Shape::Number, Sign::LastNumber);
    signs.note_if(token.is_possessive(), Sign::LastS);
}

#[cfg(test)]
mod tests {
    use super::pass;
    use crate::detect::context::Context;
    use crate::detect::gazetteer::Empty;
    use crate::detect::propose;
    use crate::detect::score::Weights;
    use crate::detect::view::View;

    #[track_caller]
    fn case(text: &str, passes: &[&str], stays: &[&str]) {
        let view = View::new(text);
        let context = Context::new(&view, &Empty);
        let candidates = propose::propose(&view, &context.sightings, &context.layout);
        let (candidates, _) = pass(&context, Weights::builtin(), candidates);
        let through: Vec<&str> = candidates.iter().map(|c| view.slice(c.first, c.end)).collect();
        assert!(passes.iter().all(|p| through.contains(p)), "{through:?}");
        assert!(!stays.iter().any(|s| through.contains(s)), "{through:?}");
    }

    #[test]
    fn titles_pass_and_names_in_prose_do_not() {
        case(
            "You should read *The Lantern Keepers* by Ada Quill. Henry moved to Texas in April.",
            &["The Lantern Keepers"],
            &["Henry", "Texas", "April"],
        );
    }
}
