//! Which counts are of one work though their keys differ: one lacks a subtitle or an author, or is a short form.
//!
//! Each rule joins only where there is exactly one that it can mean, and never two that contradict each other. Works come sorted by
//! title, and go on as soon as no later title can be a longer form of theirs, so that only a few are held.

use super::{Ranked, Tally, WorkKey};

/// A short form lacks so many words of the title at least ("Dune" is none of *Dune Messiah*), and is cited so many times as rarely.
const WORDS_LEFT_OUT: usize = 3;
const TIMES_AS_RARE: u64 = 3;

/// The works of one title, each once: what lacks a subtitle joins the only work of its author that has one, then what lacks an author
/// the only work that has one and no other subtitle. `add` adds up.
pub(super) fn of_one_title(works: Vec<Ranked>, add: fn(&mut Tally, Tally)) -> Vec<Ranked> {
    let works =
        joined(works, add, |lacks, has| lacks.family == has.family && lacks.whole.is_empty() && !has.whole.is_empty());
    joined(works, add, |lacks, has| {
        let is_same_whole = lacks.whole.is_empty() || has.whole.is_empty() || lacks.whole == has.whole;
        lacks.family.is_empty() && !has.family.is_empty() && is_same_whole
    })
}

/// Joins each work with the only other that it can be.
fn joined(works: Vec<Ranked>, add: fn(&mut Tally, Tally), may_be: impl Fn(&WorkKey, &WorkKey) -> bool) -> Vec<Ranked> {
    let target = |work: &Ranked| {
        let mut others = works.iter().enumerate().filter(|(_, other)| may_be(&work.key, &other.key));
        others.next().filter(|_| others.next().is_none()).map(|(at, _)| at)
    };
    let targets: Vec<Option<usize>> = works.iter().map(target).collect();
    let mut works: Vec<Option<Ranked>> = works.into_iter().map(Some).collect();
    for (at, to) in targets.into_iter().enumerate() {
        let Some(to) = to.filter(|to| works.get(*to).is_some_and(Option::is_some)) else { continue };
        if let Some(lacking) = works[at].take()
            && let Some(work) = &mut works[to]
        {
            add(&mut work.tally, lacking.tally);
        }
    }
    works.into_iter().flatten().collect()
}

/// Works on their way, sorted by title, that may be short forms of what comes after them.
#[derive(Default)]
pub(super) struct ShortForms {
    open: Vec<Open>,
}

/// A work, and what came after it by the same author with a title that begins with its own.
struct Open {
    work: Ranked,
    longer: Vec<Ranked>,
}

impl ShortForms {
    /// Takes the next work; hands on to `done` what can be no short form of it or of later ones.
    pub(super) fn take(&mut self, work: Ranked, done: &mut impl FnMut(Ranked)) {
        while self.open.last().is_some_and(|open| !begins_with(&work.key.title, &open.work.key.title)) {
            self.close(done);
        }
        self.open.push(Open { work, longer: Vec::new() });
    }

    /// Hands on all that is left.
    pub(super) fn finish(mut self, done: &mut impl FnMut(Ranked)) {
        while !self.open.is_empty() {
            self.close(done);
        }
    }

    fn close(&mut self, done: &mut impl FnMut(Ranked)) {
        let Some(Open { work, mut longer }) = self.open.pop() else { return };
        let settled = match longer.as_mut_slice() {
            [only] if is_short_form(&work, only) => {
                only.tally.add(work.tally);
                longer
            }
            _ => longer.into_iter().chain([work]).collect(),
        };
        for work in settled {
            // To the nearest that it may be a longer form of; what stands between is another author's.
            let shorter = self.open.iter_mut().rev().find(|open| {
                !work.key.family.is_empty()
                    && open.work.key.family == work.key.family
                    && open.work.key.title != work.key.title
                    && begins_with(&work.key.title, &open.work.key.title)
            });
            match shorter {
                Some(open) => open.longer.push(work),
                None => done(work),
            }
        }
    }
}

/// Whether a title begins with the words of another, or is the same.
fn begins_with(title: &str, start: &str) -> bool {
    title.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

fn is_short_form(short: &Ranked, whole: &Ranked) -> bool {
    let words = |work: &Ranked| work.key.title.split(' ').count();
    short.key.whole.is_empty()
        && words(whole) >= words(short) + WORDS_LEFT_OUT
        && short.tally.texts.saturating_mul(TIMES_AS_RARE) <= whole.tally.texts
}

#[cfg(test)]
mod tests {
    use super::{ShortForms, of_one_title};
    use crate::rank::{Ranked, Tally, WorkKey};

    fn work(title: &str, family: &str, whole: &str, texts: u64) -> Ranked {
        let key = WorkKey { title: title.to_owned(), family: family.to_owned(), whole: whole.to_owned() };
        let mut tally = Tally::default();
        tally.texts = texts;
        Ranked { key, tally }
    }

    fn told(works: &[Ranked]) -> String {
        let told = works.iter().map(|w| format!("{}/{}/{} {}", w.key.title, w.key.family, w.key.whole, w.tally.texts));
        told.collect::<Vec<_>>().join("; ")
    }

    #[track_caller]
    fn one_title(works: &[(&str, &str, u64)], expected: &str) {
        let works = works.iter().map(|(family, whole, texts)| work("t", family, whole, *texts)).collect();
        assert_eq!(told(&of_one_title(works, Tally::add)), expected);
    }

    #[test]
    fn what_lacks_something_joins_the_only_one() {
        one_title(&[("", "", 1), ("kuhn", "", 2)], "t/kuhn/ 3");
        one_title(&[("kuhn", "", 1), ("kuhn", "t a", 2)], "t/kuhn/t a 3");
        one_title(&[("", "", 1), ("kuhn", "", 2), ("kuhn", "t a", 4)], "t/kuhn/t a 7");
        one_title(&[("", "t a", 1), ("kuhn", "", 2)], "t/kuhn/ 3");
    }

    #[test]
    fn nothing_joins_what_it_contradicts_or_one_of_several() {
        one_title(&[("", "t two towers", 1), ("tolkien", "t return", 2)], "t//t two towers 1; t/tolkien/t return 2");
        one_title(&[("", "", 1), ("more", "", 2), ("roe", "", 4)], "t// 1; t/more/ 2; t/roe/ 4");
        one_title(&[("kuhn", "", 1), ("kuhn", "t a", 2), ("kuhn", "t b", 4)], "t/kuhn/ 1; t/kuhn/t a 2; t/kuhn/t b 4");
        one_title(&[("", "t a", 1), ("kuhn", "t a", 2), ("kuhn", "t b", 4)], "t/kuhn/t a 3; t/kuhn/t b 4");
    }

    #[track_caller]
    fn short(works: &[(&str, &str, u64)], expected: &str) {
        let mut forms = ShortForms::default();
        let mut done = Vec::new();
        let mut take = |work| done.push(work);
        for (title, family, texts) in works {
            forms.take(work(title, family, "", *texts), &mut take);
        }
        forms.finish(&mut take);
        done.sort_by(|a, b| a.key.cmp(&b.key));
        assert_eq!(told(&done), expected);
    }

    #[test]
    fn short_forms_join_the_only_title_that_begins_so() {
        let whole = "structure of scientific revolutions";
        short(&[("structure", "kuhn", 1), (whole, "kuhn", 9)], "structure of scientific revolutions/kuhn/ 10");
        short(
            &[
                ("structure", "", 1),
                ("structure", "kuhn", 2),
                ("structure of evolutionary theory", "gould", 5),
                (whole, "kuhn", 9),
            ],
            "structure// 1; structure of evolutionary theory/gould/ 5; structure of scientific revolutions/kuhn/ 11",
        );
        short(&[("a", "x", 1), ("a b", "x", 1), ("a b c d e", "x", 3)], "a b c d e/x/ 5");
    }

    #[test]
    fn a_book_of_its_own_is_no_short_form() {
        short(&[("dune", "herbert", 1), ("dune messiah", "herbert", 9)], "dune/herbert/ 1; dune messiah/herbert/ 9");
        let whole = "structure of scientific revolutions";
        short(
            &[("structure", "kuhn", 4), (whole, "kuhn", 9)],
            "structure/kuhn/ 4; structure of scientific revolutions/kuhn/ 9",
        );
        short(
            &[("structure", "gould", 1), (whole, "kuhn", 9)],
            "structure/gould/ 1; structure of scientific revolutions/kuhn/ 9",
        );
        short(
            &[("struct", "kuhn", 1), (whole, "kuhn", 9)],
            "struct/kuhn/ 1; structure of scientific revolutions/kuhn/ 9",
        );
        short(&[("a", "x", 1), ("a b c d", "x", 9), ("a c c d", "x", 9)], "a/x/ 1; a b c d/x/ 9; a c c d/x/ 9");
    }
}
