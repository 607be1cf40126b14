//! What can be seen of a candidate's own words: what holds them together, their case and classes, their shape.
//!
//! What stands beside the candidate is `beside`'s.

use super::{At, Feature as F, Feature, Seen, is_sentence_start, is_year};
use crate::detect::lexicon::Classes;
use crate::detect::people;
use crate::detect::propose::{Candidate, Group};
use crate::detect::view::{Gap, RunKind, Shape, Token};

pub(super) fn observe(c: &At<'_>, group: Group, seen: &mut Seen) {
    runs(c, group, seen);
    length_and_case(c, seen);
    first_word(c, seen);
    last_word(c, seen);
    inside(c, seen);
    shapes(c, seen);
    title_words(c, seen);
}

/// What known titles are made of, in titles that are not known; and how much a known title's rarest word is its own.
fn title_words(c: &At<'_>, seen: &mut Seen) {
    let count = |at: usize| c.context.gazetteer.in_titles(c.view.norm(at));
    let content = (c.first..c.end).filter(|&k| !c.view.classes(k).has(Classes::SMALL));
    if c.context.known(c.first, c.end).is_some() {
        seen.note(match content.map(|k| count(k).anywhere).min().unwrap_or(u32::MAX) {
            0..=2 => F::KnownOwnWord,
            3..=9 => F::KnownRareWord,
            _ => F::KnownUsualWords,
        });
        return;
    }
    let (all, met) = content.fold((0, 0), |(n, m), k| (n + 1, m + usize::from(count(k).anywhere >= 3)));
    if all == 0 {
        return;
    }
    seen.note(match met * 4 / all {
        0 => F::TitleWords0,
        1 => F::TitleWords1,
        2..=3 => F::TitleWords2,
        _ => F::TitleWords4,
    });
    let article = usize::from(c.view.classes(c.first).has(Classes::ARTICLE) && c.len() > 1);
    seen.note(match count(c.first + article).first {
        0 => F::TitleFirst0,
        1..=4 => F::TitleFirst1,
        _ => F::TitleFirst5,
    });
    seen.note(match count(c.end - 1).last {
        0 => F::TitleLast0,
        1..=4 => F::TitleLast1,
        _ => F::TitleLast5,
    });
}

fn runs(c: &At<'_>, group: Group, seen: &mut Seen) {
    let a = &c.view.tokens[c.first];
    let candidate = Candidate { first: c.first, end: c.end, group };
    if let Some(run) = candidate.run(c.view) {
        let (starts, ends) = (run.first as usize == c.first, run.end as usize == c.end);
        seen.note(if starts && ends { F::RunExact } else { F::RunPart });
        seen.note_if(starts && !ends, F::RunStart);
        seen.note_if(!(starts && ends) && run.end - run.first > 10, F::LongRunPart);
        if starts && ends {
            seen.note(match run.kind {
                RunKind::Emphasis => F::EmphasisExact,
                RunKind::Quote => F::QuoteExact,
                RunKind::Link => F::LinkExact,
            });
        }
    }
    let changes = |f: fn(&Token) -> u32| c.tokens().windows(2).any(|w| f(&w[0]) != f(&w[1]));
    seen.note_if(changes(|t| t.emphasis) || changes(|t| t.quote) || changes(|t| t.link), F::CrossesRun);
    let holds = |id: u32, outer: Group| group != outer && id != 0;
    seen.note_if(holds(a.emphasis, Group::Emphasis) || holds(a.link, Group::Link), F::RunWithin);
}

fn length_and_case(c: &At<'_>, seen: &mut Seen) {
    seen.note(match c.len() {
        1 => F::Words1,
        2 => F::Words2,
        3 => F::Words3,
        4 => F::Words4,
        5..=6 => F::Words5,
        7..=9 => F::Words7,
        10..=14 => F::Words10,
        _ => F::Words15,
    });
    let content = c.tokens().iter().filter(|t| !t.classes.has(Classes::SMALL) && t.shape != Shape::Number);
    let (mut all, mut lower) = (0, 0);
    for token in content {
        all += 1;
        lower += usize::from(token.shape == Shape::Lower);
    }
    let case = match lower {
        0 => 0,
        _ if lower == all => 3,
        _ if lower * 3 <= all => 1,
        _ => 2,
    };
    let first_only = all > 1 && lower == all - 1 && c.is_capital(c.first);
    if c.context.topic.foreign {
        seen.note([F::ForeignNone, F::ForeignFew, F::ForeignMany, F::ForeignAll][case]);
        seen.note_if(first_only, F::ForeignFirstOnly);
    } else {
        seen.note([F::LowerNone, F::LowerFew, F::LowerMany, F::LowerAll][case]);
        seen.note_if(first_only, F::CapitalsFirstOnly);
    }
}

fn first_word(c: &At<'_>, seen: &mut Seen) {
    let token = &c.view.tokens[c.first];
    let lower = token.shape == Shape::Lower;
    seen.note_if(lower, F::FirstLower);
    if token.classes.has(Classes::ARTICLE) {
        seen.note(if lower { F::FirstArticleLower } else { F::FirstArticle });
    }
    let starts = is_sentence_start(c.gap_before());
    let start_word = token.classes.has(Classes::START);
    seen.note_if(start_word, F::FirstStart);
    seen.note_if(start_word && starts, F::FirstStartSentence);
    seen.table(
        token.classes,
        &[
            (Classes::PRONOUN, F::FirstPronoun),
            (Classes::GIVEN, F::FirstGiven),
            (Classes::POSS, F::FirstPoss),
            (Classes::SMALL, F::FirstSmall),
            (Classes::HEAD, F::FirstHead),
            (Classes::RANK, F::FirstRank),
            (Classes::PERIODICAL, F::FirstPeriodical),
            (Classes::AUTHOR, F::FirstAuthor),
        ],
    );
    let second = c.view.classes(c.first + 1);
    seen.note_if(
        token.classes.has(Classes::ARTICLE) && c.len() > 1 && second.has(Classes::PERIODICAL),
        F::FirstPeriodical,
    );
    seen.note_if(token.shape == Shape::Number, F::FirstNumber);
    seen.note_if(is_label(c), F::FirstLabel);
    seen.note_if(token.is_possessive(), F::FirstPossessive);
    seen.note_if(!lower && c.context.is_ordinary(c.first), F::FirstOrdinary);
}

/// "Sources: ", "Edit: ", "Audiobook: ": a word of the writer's about what follows the colon.
fn is_label(c: &At<'_>) -> bool {
    const LABELS: Classes =
        Classes::READING.or(Classes::BOOK).or(Classes::START).or(Classes::SEE).or(Classes::RECOMMEND).or(Classes::READ);
    let first = c.view.classes(c.first);
    let labelled =
        first.has(LABELS) && !first.has(Classes::ARTICLE) || matches!(c.view.stem(c.first), "Edit" | "EDIT" | "Ask");
    labelled && c.len() > 1 && (c.first + 1..c.end.min(c.first + 3)).any(|k| c.view.gap(k).has(Gap::COLON))
}

const LAST: &[(Classes, Feature)] = &[
    (Classes::SMALL, F::LastSmall),
    (Classes::GIVEN, F::LastGiven),
    (Classes::BOOK, F::LastBook),
    (Classes::EVENT, F::LastEvent),
    (Classes::ORG, F::LastOrg),
    (Classes::PLACE, F::LastPlace),
    (Classes::PERIODICAL, F::LastPeriodical),
    (Classes::ERA, F::LastEra),
    (Classes::ESSAY, F::LastEssay),
    (Classes::FILM, F::LastFilm),
    (Classes::SOFTWARE, F::LastSoftware),
    (Classes::SERIES, F::LastSeries),
    (Classes::GAME, F::LastGame),
    (Classes::COURSE, F::LastCourse),
    (Classes::COUNTRY, F::LastCountry),
    (Classes::RANK, F::LastRank),
    (Classes::EDITION, F::LastEdition),
    (Classes::LAW, F::LastLaw),
    (Classes::HEAD, F::LastHead),
];

fn last_word(c: &At<'_>, seen: &mut Seen) {
    let token = &c.view.tokens[c.end - 1];
    seen.table(token.classes, LAST);
    seen.note_if(token.shape == Shape::Lower, F::LastLower);
    if token.shape == Shape::Number {
        seen.note(if is_year(c.view, c.end - 1) { F::LastYear } else { F::LastNumber });
    }
    seen.note_if(token.is_possessive(), F::LastPossessive);
    if c.len() > 1 && token.is_capital() && c.context.alone_elsewhere(c.end - 1) >= 2 {
        seen.note(F::LastAlone);
        let verb = c.view.classes(c.end).has(Classes::ARGUE.or(Classes::WRITE)) && c.gap_after().is_plain();
        seen.note_if(verb, F::LastAloneVerb);
    }
}

const INSIDE: &[(Classes, Feature)] = &[
    (Classes::HEAD, F::HeadInside),
    (Classes::EVENT, F::EventInside),
    (Classes::ORG, F::OrgInside),
    (Classes::PLACE, F::PlaceInside),
    (Classes::COUNTRY, F::CountryInside),
    (Classes::RANK, F::RankInside),
    (Classes::MONTH, F::MonthInside),
    (Classes::PRONOUN, F::PronounInside),
    (Classes::PERIODICAL, F::PeriodicalInside),
    (Classes::LAW, F::LawInside),
    (Classes::BOOK, F::BookInside),
    (Classes::BE, F::BeInside),
    (Classes::READ, F::ReadInside),
    (Classes::EVALUATION, F::EvaluationInside),
    (Classes::SOFTWARE, F::SoftwareInside),
    (Classes::FILM, F::FilmInside),
    (Classes::GIVEN, F::GivenInside),
];

fn inside(c: &At<'_>, seen: &mut Seen) {
    let all = c.tokens().iter().fold(Classes::NONE, |a, t| a.or(t.classes));
    seen.table(all, INSIDE);
    let gaps = c.tokens().iter().skip(1).fold(Gap::default(), |a, t| a.or(t.gap));
    let commas = c.tokens().iter().skip(1).filter(|t| t.gap.has(Gap::COMMA)).count();
    for (yes, feature) in [
        (gaps.has(Gap::COLON), F::ColonInside),
        (commas == 1, F::CommaInside),
        (commas > 1, F::CommasInside),
        (gaps.has(Gap::DASH), F::DashInside),
        (gaps.has(Gap::SENTENCE), F::SentenceInside),
        (gaps.has(Gap::OPEN_PAREN.or(Gap::CLOSE_PAREN)), F::ParenInside),
        (gaps.has(Gap::LINE), F::LineInside),
    ] {
        seen.note_if(yes, feature);
    }
    inner_words(c, seen);
    if let Some(at) = (c.first + 1..c.end).find(|&k| c.view.gap(k).has(Gap::COLON)) {
        seen.note_if(c.view.tokens[at].shape != Shape::Lower, F::ColonThenCapital);
        seen.note_if(at - c.first > 6, F::ColonEarly);
    }
}

fn inner_words(c: &At<'_>, seen: &mut Seen) {
    let inner = &c.tokens()[1.min(c.len() - 1)..c.len() - 1];
    let any = |f: &dyn Fn(&Token) -> bool| inner.iter().any(f);
    seen.note_if(any(&|t| t.classes.has(Classes::SMALL) && t.shape == Shape::Lower), F::SmallInside);
    seen.note_if(any(&|t| t.classes.has(Classes::AND)), F::AndInside);
    seen.note_if(any(&|t| t.classes.has(Classes::START) && t.shape == Shape::Capital), F::StartInside);
    seen.note_if((c.first + 1..c.end).any(|k| matches!(c.view.stem(k), "of" | "Of" | "de" | "der")), F::OfInside);
    let by = (c.first + 1..c.end).any(|k| c.view.stem(k) == "by" && c.is_capital(k + 1));
    seen.note_if(by, F::ByInside);
    seen.note_if(c.tokens().iter().any(|t| t.shape == Shape::Number), F::NumberInside);
    let before_last = &c.tokens()[..c.len() - 1];
    seen.note_if(before_last.iter().any(|t| t.is_possessive()), F::PossessiveInside);
    seen.note_if(
        c.tokens().iter().any(|t| t.shape == Shape::Initial && !t.classes.has(Classes::ARTICLE)),
        F::InitialInside,
    );
}

fn shapes(c: &At<'_>, seen: &mut Seen) {
    match people::person_shape(c.view, c.first, c.end) {
        3 => seen.note(F::Person3),
        2 => seen.note(F::Person2),
        1 => seen.note(F::Person1),
        _ => person_inside(c, seen),
    }
    seen.note_if(c.len() <= 2 && c.context.is_surname(c.end - 1), F::Surname);
    let last = c.view.norm(c.end - 1);
    seen.note_if(c.len() <= 3 && c.context.gazetteer.is_author(last), F::AuthorName);
    if c.len() == 1 {
        match c.view.tokens[c.first].shape {
            Shape::Upper => seen.note(F::UpperOne),
            Shape::Mixed => seen.note(F::MixedOne),
            Shape::Initial => seen.note(F::InitialOne),
            _ => {}
        }
        let classes = c.view.classes(c.first);
        seen.note_if(classes != Classes::NONE, F::OneCommon);
        seen.note_if(classes.has(Classes::COUNTRY), F::Demonym);
        seen.note_if(c.context.occurrences(c.first) >= 3, F::Often);
    } else {
        seen.note_if(c.tokens().iter().all(|t| t.shape == Shape::Upper || t.shape == Shape::Initial), F::UpperAll);
    }
    let content = (c.first..c.end).filter(|&k| !c.view.classes(k).has(Classes::SMALL) && c.is_capital(k));
    let (all, ordinary) = content.fold((0, 0), |(n, o), k| (n + 1, o + usize::from(c.context.is_ordinary(k))));
    if all > 0 {
        seen.note_if(ordinary == all, F::OrdinaryAll);
        seen.note_if(ordinary == 0, F::OrdinaryNone);
    }
}

fn person_inside(c: &At<'_>, seen: &mut Seen) {
    if c.len() < 3 {
        return;
    }
    let prefix = (2..=3.min(c.len() - 1)).any(|n| people::person_shape(c.view, c.first, c.first + n) >= 2);
    let suffix = (2..=3.min(c.len() - 1)).any(|n| people::person_shape(c.view, c.end - n, c.end) >= 2);
    seen.note_if(prefix, F::PersonPrefix);
    seen.note_if(suffix, F::PersonSuffix);
}
