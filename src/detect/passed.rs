//! What was weighed and not taken for a book: other works, by kind, and what was nearly taken.
//!
//! A reader who is told "3 articles and 2 films passed over" knows that they were seen. Kinds come from the cues that
//! spoke against a book; nothing is weighed here.

use std::collections::BTreeMap;

use super::features::{Feature as F, Seen};
use super::propose::Candidate;
use super::score;
use crate::model::{Citation, Confidence, Mention};

/// From here on a refusal was narrow: one more cue could have turned it.
const NARROW: f32 = 0.2;
/// Below this not even the form was a title's, unless marks held it together.
const TITLE_LIKE: f32 = 0.03;

/// Works that are not books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Kind {
    Article,
    Periodical,
    Film,
    Series,
    Music,
    Game,
    Software,
    Course,
}

impl Kind {
    /// In the singular and the plural.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Article => ("article", "articles"),
            Self::Periodical => ("periodical", "periodicals"),
            Self::Film => ("film", "films"),
            Self::Series => ("series", "series"),
            Self::Music => ("piece of music", "pieces of music"),
            Self::Game => ("game", "games"),
            Self::Software => ("program", "programs"),
            Self::Course => ("course", "courses"),
        }
    }
}

/// Which cues show which kind; the nearest cue is asked first.
const CUES: &[(Kind, &[F])] = &[
    (Kind::Article, &[F::NextArticleLike, F::PrevEssay, F::PrevChapter, F::PrevChapterOf, F::LastEssay]),
    (Kind::Film, &[F::PrevFilm, F::NextFilm, F::LastFilm, F::Prev2Film]),
    (Kind::Periodical, &[F::FirstPeriodical, F::LastPeriodical, F::PrevPeriodical]),
    (Kind::Series, &[F::NextSeries, F::LastSeries, F::PrevSeries]),
    (Kind::Music, &[F::PrevMusic]),
    (Kind::Game, &[F::LastGame]),
    (Kind::Software, &[F::NextSoftware, F::PrevSoftware, F::LastSoftware]),
    (Kind::Course, &[F::LastCourse]),
    (Kind::Film, &[F::LeadFilm, F::NearFilmBefore, F::NearFilmAfter, F::LinkVideo]),
    (Kind::Music, &[F::LeadMusic]),
    (Kind::Game, &[F::LeadGame, F::NearGameBefore]),
    (Kind::Article, &[F::NearEssayBefore, F::LeadEssay]),
    (Kind::Periodical, &[F::NearPeriodicalBefore]),
    (Kind::Course, &[F::NearCourseBefore]),
];

/// How many works of each kind were passed over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PassedOver(BTreeMap<Kind, usize>);

impl PassedOver {
    /// Adds what another text had.
    pub fn add(&mut self, other: &Self) {
        for (kind, number) in &other.0 {
            *self.0.entry(*kind).or_default() += number;
        }
    }

    /// Kinds with their numbers, the most frequent first.
    pub fn iter(&self) -> impl Iterator<Item = (Kind, usize)> {
        let mut all: Vec<_> = self.0.iter().map(|(kind, number)| (*kind, *number)).collect();
        all.sort_by_key(|(kind, number)| (std::cmp::Reverse(*number), *kind));
        all.into_iter()
    }
}

/// What was nearly taken for a book.
#[derive(Clone, Debug, PartialEq)]
pub struct Rejected {
    /// Where it stands, with what spoke for and against it.
    pub mention: Mention,
    /// How likely it is a book's title.
    pub confidence: Confidence,
}

/// All that a text was found to have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// The books, in the order of first mention.
    pub citations: Vec<Citation>,
    /// What was nearly taken for one.
    pub rejected: Vec<Rejected>,
    /// Other works.
    pub passed_over: PassedOver,
}

/// Candidates with what was said of each.
pub(super) struct Weighed<'a> {
    pub candidates: &'a [Candidate],
    pub seen: &'a [Seen],
    pub probabilities: &'a [f32],
    /// Those taken for titles.
    pub chosen: &'a [usize],
}

impl Weighed<'_> {
    /// The best of what was refused narrowly and overlaps with nothing taken, in order.
    pub fn narrowly(&self) -> Vec<usize> {
        let left = self.left_over(NARROW);
        score::best_set(self.candidates, &left, NARROW)
    }

    /// What else the text names, by kind: of the candidates weighed, and of those marked as titles that were passed over
    /// before they were weighed.
    pub fn kinds(&self, unweighed: &[(Candidate, Seen)]) -> PassedOver {
        let weighed = self.candidates.iter().zip(self.seen).zip(self.probabilities);
        let weighed =
            weighed.map(|((c, seen), &p)| (if seen.has(F::RunExact) { p.max(TITLE_LIKE) } else { p }, c, seen));
        let unweighed = unweighed.iter().map(|(c, seen)| (TITLE_LIKE, c, seen));
        let named = weighed.chain(unweighed).filter(|(p, c, _)| *p >= TITLE_LIKE && self.is_free(c));
        let named = named.filter_map(|(p, c, seen)| Some((p, *c, kind(seen)?)));
        let mut named: Vec<(f32, Candidate, Kind)> = named.collect();
        named.sort_by_key(|(_, c, _)| c.first);
        let (likely, candidates): (Vec<f32>, Vec<Candidate>) = named.iter().map(|(p, c, _)| (*p, *c)).unzip();
        let mut passed = PassedOver::default();
        for at in score::best_set(&candidates, &likely, 0.0) {
            *passed.0.entry(named[at].2).or_default() += 1;
        }
        passed
    }

    /// Whether it overlaps with nothing taken.
    fn is_free(&self, c: &Candidate) -> bool {
        let near = self.chosen.partition_point(|&k| self.candidates[k].end <= c.first);
        self.chosen.get(near).is_none_or(|&k| c.end <= self.candidates[k].first)
    }

    /// The probabilities of what overlaps with nothing taken and has at least `least`; zero for all else.
    fn left_over(&self, least: f32) -> Vec<f32> {
        let each = self.candidates.iter().zip(self.probabilities);
        each.map(|(c, &p)| if p >= least && self.is_free(c) { p } else { 0.0 }).collect()
    }
}

fn kind(seen: &Seen) -> Option<Kind> {
    CUES.iter().find(|(_, cues)| cues.iter().any(|cue| seen.has(*cue))).map(|(kind, _)| *kind)
}

#[cfg(test)]
mod tests {
    use super::Kind;
    use crate::detect::{Detector, Empty};

    #[test]
    fn other_works_are_counted_by_kind() {
        let text = "Read *The Lantern Keepers* by Ada Quill. The film \"Harbour Nights\" is weaker, and her article \"On \
                    Keeping Lamps\" in the Journal of Coastal History 33(1), 5-17, is too short.";
        let found = Detector::new(&Empty).examine(text);
        assert_eq!(found.citations.len(), 1);
        let kinds: Vec<Kind> = found.passed_over.iter().map(|(kind, _)| kind).collect();
        assert!(kinds.contains(&Kind::Film) && kinds.contains(&Kind::Article), "{kinds:?}");
        assert_eq!(found.citations, Detector::new(&Empty).detect(text));
    }
}
