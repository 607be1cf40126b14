//! What surrounds a candidate: its line and slot, its sentence, the lead-in and the text, links, and known titles.

use super::{At, Feature as F, Feature, Seen};
use crate::detect::lexicon::Classes;
use crate::detect::people;
use crate::detect::view::{Gap, LineKind, Shape};

pub(super) fn observe(c: &At<'_>, seen: &mut Seen) {
    line(c, seen);
    surroundings(c, seen);
    links(c, seen);
    known(c, seen);
}

fn line(c: &At<'_>, seen: &mut Seen) {
    let Some(line) = c.view.line_of(c.first) else { return };
    match line.kind {
        LineKind::Item => seen.note(F::LineItem),
        LineKind::Heading => seen.note(F::LineHeading),
        LineKind::Furniture => seen.note(F::LineFurniture),
        LineKind::Prose => {}
    }
    let (first, end) = (line.first as usize, line.end as usize);
    let (starts, ends, short) = (c.first == first, c.end >= end, end - first <= 16);
    seen.note_if(short, F::LineShort);
    seen.note_if(starts, F::LineStart);
    seen.note_if(starts && ends, F::LineWhole);
    seen.note_if(first == 0, F::LineFirst);
    let capital = c.is_capital(c.first) || c.view.tokens[c.first].shape == Shape::Number;
    seen.note_if(starts && capital && line.kind == LineKind::Item, F::ItemStartCapital);
    let title_case = c.tokens().iter().all(|t| t.shape != Shape::Lower || t.classes.has(Classes::SMALL));
    seen.note_if(starts && ends && title_case && line.kind == LineKind::Item, F::ItemWholeCapital);
    let alone = |n: usize| c.view.lines.get(n).is_none_or(|l| l.block != line.block);
    let number = c.view.tokens[c.first].line as usize;
    seen.note_if(alone(number + 1) && alone(number.wrapping_sub(1)) && short, F::LineLone);
    if short || line.kind != LineKind::Prose {
        slots(c, starts, ends, seen);
    }
}

fn slots(c: &At<'_>, starts: bool, ends: bool, seen: &mut Seen) {
    let gap = c.gap_after();
    if starts && !ends {
        seen.note_if(c.view.classes(c.end).has(Classes::BY), F::SlotThenBy);
        seen.note_if(gap.has(Gap::DASH), F::SlotThenDash);
        seen.note_if(gap.has(Gap::COMMA), F::SlotThenComma);
        seen.note_if(gap.has(Gap::OPEN_PAREN), F::SlotThenParen);
        seen.note_if(gap.has(Gap::COLON), F::SlotThenColon);
    }
    if !starts {
        let before = c.gap_before();
        seen.note_if(before.has(Gap::DASH), F::SlotAfterDash);
        seen.note_if(before.has(Gap::COLON), F::SlotAfterColon);
        let name = people::name_until(c.view, c.first).is_some();
        seen.note_if(before.has(Gap::COMMA) && name, F::SlotAfterPersonComma);
        seen.note_if(ends, F::SlotLast);
    }
}

const LEAD: &[(Classes, Feature)] = &[
    (Classes::BOOK, F::LeadBook),
    (Classes::FILM, F::LeadFilm),
    (Classes::MUSIC, F::LeadMusic),
    (Classes::GAME, F::LeadGame),
    (Classes::SOFTWARE, F::LeadSoftware),
    (Classes::ESSAY, F::LeadEssay),
    (Classes::READING, F::LeadReading),
    (Classes::FICTION, F::LeadFiction),
    (Classes::AUTHOR, F::LeadAuthor),
];

const SENTENCE: &[(Classes, Feature)] = &[
    (Classes::BOOK, F::SentenceBook),
    (Classes::READ, F::SentenceRead),
    (Classes::WRITE, F::SentenceWrite),
    (Classes::FILM, F::SentenceFilm),
    (Classes::MUSIC, F::SentenceMusic),
    (Classes::GAME, F::SentenceGame),
    (Classes::PERIODICAL, F::SentencePeriodical),
    (Classes::COURSE, F::SentenceCourse),
    (Classes::SERIES, F::SentenceSeries),
    (Classes::SOFTWARE, F::SentenceSoftware),
    (Classes::AUTHOR, F::SentenceAuthor),
    (Classes::RECOMMEND, F::SentenceRecommend),
    (Classes::ESSAY, F::SentenceEssay),
    (Classes::FICTION, F::SentenceFiction),
    (Classes::EVALUATION, F::SentenceEvaluation),
    (Classes::CHAPTER, F::SentenceChapter),
];

fn surroundings(c: &At<'_>, seen: &mut Seen) {
    seen.table(c.context.lead(c.first), LEAD);
    let sentence = c.context.sentence(c.first);
    seen.table(sentence, SENTENCE);
    let cues = Classes::BOOK.or(Classes::READ).or(Classes::WRITE).or(Classes::AUTHOR).or(Classes::RECOMMEND);
    seen.note_if(!sentence.has(cues), F::SentenceBare);
    let topic = &c.context.topic;
    seen.note_if(topic.request.has(Classes::BOOK.or(Classes::READING)), F::RequestBook);
    seen.note_if(topic.request.has(Classes::FILM), F::RequestFilm);
    seen.note(match topic.books {
        0 => F::TopicNone,
        1 => F::TopicSome,
        _ => F::TopicBooks,
    });
    seen.note_if(topic.films, F::TopicFilms);
    seen.note_if(topic.things, F::TopicThings);
    seen.note_if(topic.short, F::TopicShort);
}

/// Parts of addresses that belong to pages about one book.
const BOOK_PAGES: &[&str] = &[
    "goodreads.",
    "/dp/",
    "/gp/product/",
    "openlibrary.org",
    "worldcat.org",
    "books.google",
    "librarything",
    "bookshop.org",
    "thestorygraph",
    "isbn",
    "/book/",
    "/books/",
    "barnesandnoble",
    "gutenberg.org",
    "amzn.to",
    "amzn.com",
    "waterstones",
    "powells",
    "abebooks",
    "_(novel)",
    "_(book)",
    "leanpub",
    "manning.com",
    "oreilly.com",
    "penguinrandomhouse",
    "amazon.",
];
const VIDEO_PAGES: &[&str] =
    &["imdb.com", "youtube.com", "youtu.be", "netflix", "spotify", "_(film)", "letterboxd", "vimeo", "soundcloud"];

fn links(c: &At<'_>, seen: &mut Seen) {
    let id = c.view.tokens[c.first].link as usize;
    let Some(run) = c.view.runs.get(id.wrapping_sub(1)) else { return };
    let target = c.view.target(run).to_ascii_lowercase();
    if target.is_empty() {
        return;
    }
    seen.note(if BOOK_PAGES.iter().any(|p| target.contains(p)) {
        F::LinkBook
    } else if VIDEO_PAGES.iter().any(|p| target.contains(p)) {
        F::LinkVideo
    } else if target.contains("wikipedia.org") {
        F::LinkWiki
    } else {
        F::LinkOther
    });
    let words: Vec<String> = (c.first..c.end).map(|k| crate::model::title::normalise(c.view.stem(k))).collect();
    let letters: String = target.chars().filter(|c| c.is_alphanumeric()).collect();
    let long: Vec<&String> = words.iter().filter(|w| w.len() > 3).collect();
    let repeats = !long.is_empty() && long.iter().all(|w| letters.contains(w.replace(' ', "").as_str()));
    seen.note_if(repeats, F::LinkSlug);
}

fn known(c: &At<'_>, seen: &mut Seen) {
    let covered = (c.first..c.end).map(|k| usize::from(c.context.covered(k))).max().unwrap_or(0);
    let Some(sighting) = c.context.known(c.first, c.end) else {
        seen.note_if(covered >= 2 && covered + 1 >= c.len() && covered > c.len(), F::KnownLonger);
        seen.note_if(covered >= 2 && covered < c.len(), F::KnownInside);
        return;
    };
    let words = sighting.end - sighting.first;
    seen.note(match words {
        1 => F::Known1,
        2 => F::Known2,
        3 => F::Known3,
        _ => F::Known4,
    });
    seen.note_if(covered > words, F::KnownLonger);
    seen.note_if(c.tokens().iter().all(|t| t.shape == Shape::Lower), F::KnownLower);
    seen.note_if(c.len() == 1 && c.view.tokens[c.first].shape == Shape::Upper, F::KnownUpper);
    seen.note_if(sighting.first > c.first, F::KnownAndArticle);
    let ordinary =
        (sighting.first..sighting.end).all(|k| c.context.is_ordinary(k) || c.view.classes(k) != Classes::NONE);
    seen.note_if(ordinary, F::KnownOrdinary);
    seen.note(match c.context.name_near(sighting.hit.surnames, c.first, c.end) {
        2 => F::KnownAuthorNear,
        1 => F::KnownAuthorHere,
        _ if ordinary => F::KnownOrdinaryAlone,
        _ => F::KnownAuthorless,
    });
}
