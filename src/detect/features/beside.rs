//! What stands right before and right after a candidate: cue words, by-lines, marks, and where it was cut.
//!
//! The line, the sentence and the text around it are `around`'s.

use super::{At, Feature as F, Feature, Seen, is_sentence_start, is_subject, is_year, over_bracket};
use crate::detect::lexicon::Classes;
use crate::detect::people;
use crate::detect::view::{Gap, Shape, View};

pub(super) fn observe(c: &At<'_>, seen: &mut Seen) {
    before(c, seen);
    near_before(c, seen);
    after(c, seen);
    near_after(c, seen);
    cuts(c, seen);
}

const PREVIOUS: &[(Classes, Feature)] = &[
    (Classes::READ, F::PrevRead),
    (Classes::RECOMMEND, F::PrevRecommend),
    (Classes::SEE, F::PrevSee),
    (Classes::WRITE, F::PrevWrite),
    (Classes::BOOK, F::PrevBook),
    (Classes::CALLED, F::PrevCalled),
    (Classes::BY, F::PrevBy),
    (Classes::POSS, F::PrevPoss),
    (Classes::FILM, F::PrevFilm),
    (Classes::ESSAY, F::PrevEssay),
    (Classes::CHAPTER, F::PrevChapter),
    (Classes::PRONOUN, F::PrevPronoun),
    (Classes::RANK, F::PrevRank),
    (Classes::SERIES, F::PrevSeries),
    (Classes::SOFTWARE, F::PrevSoftware),
    (Classes::ORG, F::PrevOrg),
    (Classes::ARGUE, F::PrevArgue),
    (Classes::BE, F::PrevBe),
    (Classes::ABOUT, F::PrevAbout),
    (Classes::AUTHOR, F::PrevAuthor),
    (Classes::MUSIC, F::PrevMusic),
    (Classes::PERIODICAL, F::PrevPeriodical),
    (Classes::AND, F::PrevAnd),
    (Classes::COMPARE, F::PrevThan),
];

const BEFORE_GAPS: &[(Gap, Feature)] = &[
    (Gap::COLON, F::PrevColon),
    (Gap::COMMA, F::PrevComma),
    (Gap::DASH, F::PrevDash),
    (Gap::OPEN_PAREN, F::PrevParen),
    (Gap::OPEN_QUOTE, F::PrevQuote),
    (Gap::CLOSE_EMPHASIS, F::PrevCloseEmphasis),
    (Gap::SLASH, F::PrevSlash),
    (Gap::PERIOD, F::PrevPeriod),
    (Gap::SEMICOLON, F::PrevSemicolon),
];

fn before(c: &At<'_>, seen: &mut Seen) {
    let gap = c.gap_before();
    for &(mark, feature) in BEFORE_GAPS {
        seen.note_if(gap.has(mark), feature);
    }
    seen.note_if(c.first == 0 || is_sentence_start(gap), F::SentenceStart);
    let Some(before) = c.first.checked_sub(1).filter(|_| !gap.has(Gap::PARA)) else { return };
    byline_before(c, before, gap, seen);
    if gap.has(Gap::SENTENCE) {
        return;
    }
    let before = over_bracket(c.view, c.first).unwrap_or(before);
    let token = &c.view.tokens[before];
    seen.table(token.classes, PREVIOUS);
    match c.view.stem(before) {
        "in" => seen.note(F::PrevIn),
        "of" => seen.note(F::PrevOf),
        "from" => seen.note(F::PrevFrom),
        "to" => seen.note(F::PrevTo),
        "at" => seen.note(F::PrevAt),
        "on" => seen.note(F::PrevOn),
        "with" => seen.note(F::PrevWith),
        "the" => seen.note(F::PrevThe),
        _ => {}
    }
    seen.note_if(token.shape == Shape::Lower, F::PrevLower);
    if token.shape == Shape::Number {
        seen.note(if is_year(c.view, before) { F::PrevYear } else { F::PrevNumber });
    }
    two_before(c, before, seen);
}

fn two_before(c: &At<'_>, before: usize, seen: &mut Seen) {
    let Some(second) = before.checked_sub(1).filter(|_| !c.view.gap(before).has(Gap::SENTENCE.or(Gap::PARA))) else {
        return;
    };
    let classes = c.view.classes(second);
    seen.table(
        classes,
        &[
            (Classes::READ, F::Prev2Read),
            (Classes::BOOK, F::Prev2Book),
            (Classes::WRITE, F::Prev2Write),
            (Classes::CHAPTER, F::Prev2Chapter),
            (Classes::FILM, F::Prev2Film),
            (Classes::CALLED, F::Prev2Called),
            (Classes::RECOMMEND, F::Prev2Recommend),
        ],
    );
    let here = c.view.classes(before);
    seen.note_if(
        classes.has(Classes::CHAPTER) && matches!(c.view.stem(before), "of" | "in" | "from"),
        F::PrevChapterOf,
    );
    if here.has(Classes::BOOK) {
        seen.note_if(classes.has(Classes::POSS), F::PrevPossBook);
        let possessive = (before.saturating_sub(3)..before).any(|k| c.view.tokens[k].is_possessive());
        let his = (before.saturating_sub(3)..before).any(|k| c.view.classes(k).has(Classes::HIS));
        seen.note_if(possessive, F::PrevSBook);
        let dated = (before.saturating_sub(3)..before).any(|k| is_year(c.view, k));
        seen.note_if(dated, F::PrevDatedBook);
        seen.note_if(his && !classes.has(Classes::POSS), F::PrevPossBook);
    }
}

/// "Surname, Given, and Given Surname (1962). TITLE": whether nothing but such a head stands between the line's start
/// and the candidate.
fn is_reference_head(c: &At<'_>) -> bool {
    let Some(line) = c.view.line_of(c.first) else { return false };
    let head = line.first as usize..c.first;
    if !(2..=14).contains(&head.len()) || c.gap_before().is_plain() {
        return false;
    }
    let inverted = (head.start + 1..head.end.min(head.start + 4)).any(|k| c.view.gap(k).has(Gap::COMMA));
    let named = head.clone().all(|k| {
        let token = &c.view.tokens[k];
        token.is_capital()
            || token.classes.has(Classes::AND)
            || is_year(c.view, k)
            || matches!(c.view.stem(k), "et" | "al" | "de" | "van" | "von" | "eds" | "ed")
    });
    let calm = (head.start + 1..head.end)
        .all(|k| !c.view.gap(k).has(Gap::SENTENCE.or(Gap::COLON).or(Gap::DASH)) || is_year(c.view, k));
    inverted && named && calm
}

fn byline_before(c: &At<'_>, before: usize, gap: Gap, seen: &mut Seen) {
    seen.note_if(is_reference_head(c), F::AfterReferenceHead);
    if !c.is_capital(before) {
        return;
    }
    if c.view.tokens[before].is_possessive() && !gap.has(Gap::SENTENCE) {
        seen.note(F::PrevS);
        seen.note_if(people::name_until(c.view, before + 1).is_some(), F::PrevPersonS);
    }
    let Some(start) = people::name_until(c.view, before + 1) else { return };
    let full = people::person_shape(c.view, start, before + 1) >= 1;
    let last = c.view.norm(before);
    let author = c.context.gazetteer.is_author(last);
    seen.note_if(author, F::AuthorBefore);
    if !full && !author && !c.context.is_surname(before) {
        return;
    }
    seen.note(F::PrevPerson);
    seen.note_if(gap.has(Gap::COMMA), F::PrevPersonComma);
    seen.note_if(gap.has(Gap::COLON), F::PrevPersonColon);
    seen.note_if(gap.has(Gap::DASH), F::PrevPersonDash);
}

const NEAR_BEFORE: &[(Classes, Feature)] = &[
    (Classes::BOOK, F::NearBookBefore),
    (Classes::READ, F::NearReadBefore),
    (Classes::WRITE, F::NearWriteBefore),
    (Classes::FILM, F::NearFilmBefore),
    (Classes::ESSAY, F::NearEssayBefore),
    (Classes::PERIODICAL, F::NearPeriodicalBefore),
    (Classes::SEE, F::NearSeeBefore),
    (Classes::GAME, F::NearGameBefore),
    (Classes::COURSE, F::NearCourseBefore),
];

fn near_before(c: &At<'_>, seen: &mut Seen) {
    let from = c.first.saturating_sub(7);
    let mut classes = Classes::NONE;
    for k in from..c.first {
        if c.context.same_sentence(k, c.first) {
            classes = classes.or(c.view.classes(k));
        }
    }
    seen.table(classes, NEAR_BEFORE);
}

fn after(c: &At<'_>, seen: &mut Seen) {
    let gap = c.gap_after();
    byline_after(c, gap, seen);
    seen.note_if(is_subject(c.context, c.end), F::NextSubject);
    for (mark, feature) in [
        (Gap::SENTENCE, F::NextSentence),
        (Gap::PARA, F::NextPara),
        (Gap::COMMA, F::NextComma),
        (Gap::COLON, F::NextColon),
        (Gap::DASH, F::NextDash),
        (Gap::OPEN_PAREN, F::NextParen),
        (Gap::CLOSE_QUOTE, F::NextCloseQuote),
        (Gap::ADDRESS, F::AddressAfter),
    ] {
        seen.note_if(gap.has(mark), feature);
    }
    if is_year(c.view, c.end) {
        seen.note(F::NextYear);
        seen.note_if(gap.has(Gap::OPEN_PAREN), F::NextParenYear);
    } else if gap.has(Gap::OPEN_PAREN) {
        let year = (c.end..(c.end + 8).min(c.view.tokens.len()))
            .take_while(|&k| k == c.end || !c.view.gap(k).has(Gap::CLOSE_PAREN));
        seen.note_if(year.into_iter().any(|k| is_year(c.view, k)), F::NextParenYear);
    }
    if gap.has(Gap::SENTENCE.or(Gap::PARA)) || c.end >= c.view.tokens.len() {
        return;
    }
    next_word(c, seen);
}

const NEXT: &[(Classes, Feature)] = &[
    (Classes::BE, F::NextBe),
    (Classes::ARGUE, F::NextArgue),
    (Classes::BOOK, F::NextBook),
    (Classes::FILM, F::NextFilm),
    (Classes::SERIES, F::NextSeries),
    (Classes::ORG, F::NextOrg),
    (Classes::EVENT, F::NextEvent),
    (Classes::EDITION, F::NextEdition),
    (Classes::SOFTWARE, F::NextSoftware),
    (Classes::AND, F::NextAnd),
    (Classes::CHARACTER, F::NextCharacter),
    (Classes::RANK, F::NextRank),
    (Classes::READ, F::NextReadAfter),
    (Classes::PRONOUN, F::NextPronoun),
    (Classes::WRITE, F::NextWrite),
];

fn next_word(c: &At<'_>, seen: &mut Seen) {
    let token = &c.view.tokens[c.end];
    seen.table(token.classes, NEXT);
    match c.view.stem(c.end) {
        "in" => seen.note(F::NextIn),
        "of" => seen.note(F::NextOf),
        _ => {}
    }
    seen.note_if(token.shape == Shape::Lower, F::NextLower);
    seen.note_if(token.shape == Shape::Number && !is_year(c.view, c.end), F::NextNumber);
    seen.note_if(c.view.tokens[c.end - 1].is_possessive(), F::NextPoss);
    if token.classes.has(Classes::BE) {
        predicate(c, seen);
    }
    // `33(1), 5-17`: a volume and pages are an article's.
    let pages = (c.end..(c.end + 6).min(c.view.tokens.len()))
        .any(|k| c.view.tokens[k].shape == Shape::Number && c.view.gap(k).has(Gap::TIGHT_DASH));
    seen.note_if(pages, F::NextArticleLike);
}

/// "by NAME", ", NAME", "- NAME", "(NAME)": whatever names a person right after the title.
fn byline_after(c: &At<'_>, gap: Gap, seen: &mut Seen) {
    if gap.has(Gap::PARA) {
        return;
    }
    if c.view.classes(c.end).has(Classes::BY) {
        let named = people::name_from(c.view, c.end + 1).is_some();
        seen.note(if named { F::NextByName } else { F::NextBy });
        seen.note_if(named && !gap.is_plain(), F::NextCommaBy);
        return;
    }
    let Some(end) = people::name_from(c.view, c.end) else { return };
    surname_after(c, gap, end, seen);
    let author = c.context.gazetteer.is_author(c.view.norm(end - 1));
    seen.note_if(author && !gap.has(Gap::SENTENCE), F::AuthorAfter);
    if people::person_shape(c.view, c.end, end) == 0 && !author {
        return;
    }
    for (mark, feature) in
        [(Gap::COMMA, F::NextCommaName), (Gap::DASH, F::NextDashName), (Gap::OPEN_PAREN, F::NextParenName)]
    {
        seen.note_if(gap.has(mark), feature);
    }
    seen.note_if(gap.is_plain(), F::NextPerson);
}

/// "X was a great read", "X is excellent", "X is about", "X is a film": what is said of it.
fn predicate(c: &At<'_>, seen: &mut Seen) {
    let end = (c.end + 7).min(c.view.tokens.len());
    let said = (c.end + 1..end)
        .take_while(|&k| !c.view.gap(k).has(Gap::SENTENCE.or(Gap::PARA).or(Gap::SEMICOLON)))
        .fold(Classes::NONE, |all, k| all.or(c.view.classes(k)));
    seen.table(
        said,
        &[
            (Classes::BOOK.or(Classes::READ).or(Classes::FICTION), F::SaidBook),
            (Classes::EVALUATION, F::SaidEvaluation),
            (Classes::AUTHOR.or(Classes::WRITE), F::SaidWritten),
            (
                Classes::FILM.or(Classes::SERIES).or(Classes::GAME).or(Classes::MUSIC).or(Classes::SOFTWARE),
                F::SaidOther,
            ),
        ],
    );
}

/// "TITLE - Surname, Given", "TITLE - Surname & Surname", "TITLE (Surname)": one capitalised word that fills the slot.
fn surname_after(c: &At<'_>, gap: Gap, end: usize, seen: &mut Seen) {
    if end - c.end != 1 || gap.0 & (Gap::DASH.0 | Gap::OPEN_PAREN.0 | Gap::COLON.0 | Gap::COMMA.0) == 0 {
        return;
    }
    let after = c.view.gap(end);
    let ends_line = after.has(Gap::LINE.or(Gap::PARA)) || end >= c.view.tokens.len();
    let given = after.has(Gap::COMMA) && c.is_capital(end);
    let joined = after.has(Gap::AND) || c.view.classes(end).has(Classes::AND) && c.is_capital(end + 1);
    let closes = gap.has(Gap::OPEN_PAREN) && after.has(Gap::CLOSE_PAREN.or(Gap::COMMA));
    if gap.has(Gap::DASH.or(Gap::COLON)) {
        seen.note_if(given || joined || ends_line, F::NextDashSurname);
    } else if gap.has(Gap::OPEN_PAREN) {
        seen.note_if(closes || joined, F::NextParenSurname);
    }
}

fn near_after(c: &At<'_>, seen: &mut Seen) {
    let to = (c.end + 8).min(c.view.tokens.len());
    let mut classes = Classes::NONE;
    for k in c.end..to {
        if c.context.same_sentence(k, c.end - 1) {
            classes = classes.or(c.view.classes(k));
        }
    }
    seen.table(
        classes,
        &[
            (Classes::BOOK, F::NearBookAfter),
            (Classes::AUTHOR, F::NearAuthorAfter),
            (Classes::EDITION, F::NearPublisher),
            (Classes::FILM, F::NearFilmAfter),
            (Classes::PERIODICAL, F::NearPeriodicalAfter),
        ],
    );
    // "An Article," *Journal of X* 12: what follows in italics holds the title.
    let container =
        c.view.tokens.get(c.end).is_some_and(|t| t.emphasis != 0 && c.view.gap(c.end).has(Gap::OPEN_EMPHASIS));
    seen.note_if(container && c.view.tokens[c.first].quote != 0, F::QuoteThenEmphasis);
    let reach = (c.end + 20).min(c.view.tokens.len());
    let isbn = (c.end..reach).any(|k| {
        let token = &c.view.tokens[k];
        token.shape == Shape::Number
            && token.end - token.start >= 10
            && c.view.stem(k).parse::<crate::model::Isbn>().is_ok()
            || c.view.stem(k).eq_ignore_ascii_case("isbn")
    });
    seen.note_if(isbn, F::NearIsbn);
    let edition = (c.end..to).any(|k| matches!(c.view.stem(k), "edition" | "ed" | "Edition" | "vol" | "Vol"));
    seen.note_if(edition, F::NearEditionAfter);
}

fn cuts(c: &At<'_>, seen: &mut Seen) {
    let plain_before = c.first > 0 && c.gap_before().is_plain();
    let plain_after = c.end < c.view.tokens.len() && c.gap_after().is_plain();
    if plain_before {
        let before = c.first - 1;
        let sheds = sheds_start(c.view, before);
        seen.note_if(sheds, F::ShedsStart);
        let person = people::name_until(c.view, c.first).filter(|&p| people::person_shape(c.view, p, c.first) >= 2);
        let whole_name = person.is_some_and(|p| !c.view.gap(p).is_plain() || p == 0);
        seen.note_if(whole_name, F::AfterWholeName);
        let capital = c.is_capital(before) && !c.view.tokens[before].is_possessive();
        seen.note_if(capital && !sheds && !whole_name, F::CutLeft);
        let classes = c.view.classes(before);
        let small = classes.has(Classes::SMALL) && !classes.has(Classes::ARTICLE);
        let capital_further = before > 0 && c.is_capital(before - 1) && c.view.gap(before).is_plain();
        seen.note_if(small && capital_further, F::CutLeftSmall);
        seen.note_if(classes.has(Classes::AND) && capital_further, F::CutAndLeft);
        if classes.has(Classes::ARTICLE) {
            let lower = c.view.tokens[before].shape == Shape::Lower;
            seen.note(if lower { F::ArticleBefore } else { F::ArticleBeforeCapital });
        }
    }
    let capital_next = c.is_capital(c.end + 1) && c.view.gap(c.end + 1).is_plain();
    if plain_after {
        let subject = seen.has(F::NextSubject);
        seen.note_if(c.is_capital(c.end) && !subject, F::CutRight);
        let classes = c.view.classes(c.end);
        seen.note_if(classes.has(Classes::SMALL) && !classes.has(Classes::BY) && capital_next, F::CutRightSmall);
        seen.note_if(classes.has(Classes::AND) && capital_next, F::CutAndRight);
    }
    seen.note_if(c.gap_after().has(Gap::COLON) && c.is_capital(c.end), F::CutColonRight);
    seen.note_if(c.gap_after().has(Gap::COMMA) && c.is_capital(c.end), F::CutCommaRight);
}

/// "Also Code Complete": a word that begins a sentence and no title.
pub(in crate::detect) fn sheds_start(view: &View<'_>, at: usize) -> bool {
    view.classes(at).has(Classes::START)
        && !view.classes(at).has(Classes::ARTICLE)
        && (at == 0 || is_sentence_start(view.gap(at)))
}
