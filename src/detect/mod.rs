//! Finding the books that a text cites, by the text alone.
//!
//! View, propose, observe, score, attribute, gather: a document becomes words and marks, words become candidates,
//! candidates are weighed together, and what is accepted becomes citations. Known titles are lent from outside
//! through [`Gazetteer`]; whether a book exists is not asked here.

mod attribute;
mod context;
pub mod features;
mod frame;
pub mod gate;
mod gather;
mod gazetteer;
mod layout;
mod lexicon;
mod passed;
mod people;
pub mod propose;
mod scan;
pub mod score;
mod second;
mod view;

pub use gather::span_of;
pub use gazetteer::{Empty, Gazetteer, Hit, InTitles, NormWord, Packed, PackedError, Reading, Surnames, TitleTable};
pub use passed::{Findings, Kind, PassedOver, Rejected};
pub use second::observe as observe_again;
pub use view::View;

use context::Context;
use features::Seen;
use gate::Signs;
use gather::Found;
use passed::Weighed;
use propose::Candidate;
use score::Weights;

use crate::model::{Citation, Confidence, Evidence, Mention};

/// The probability from which a candidate is taken for a book, unless the user says otherwise: likelier than not. Between
/// 0.4 and 0.55 F1 is the same but for a point; here precision is 85 or more in every kind of text, and those that cite
/// no book stay quiet (`data/detector.md`).
pub const THRESHOLD: f32 = 0.5;

/// Finds books; holds what is the same for every text.
pub struct Detector<'g> {
    weights: &'g Weights,
    gazetteer: &'g dyn Gazetteer,
    threshold: f32,
}

/// A text's candidates with what was observed, before anything is decided. What training starts from.
pub struct Observed {
    /// Every candidate.
    pub candidates: Vec<Candidate>,
    /// What the first look noted of each.
    pub seen: Vec<Seen>,
    /// The signs of each by which the gate judges.
    pub signs: Vec<Signs>,
}

impl<'g> Detector<'g> {
    /// A detector with the weights compiled in.
    pub fn new(gazetteer: &'g dyn Gazetteer) -> Self {
        Self { weights: Weights::builtin(), gazetteer, threshold: THRESHOLD }
    }

    /// The same with other weights.
    pub fn with_weights(mut self, weights: &'g Weights) -> Self {
        self.weights = weights;
        self
    }

    /// The same with another threshold, a probability.
    pub fn with_threshold(mut self, threshold: f32) -> Self {
        self.threshold = threshold.clamp(0.0, 1.0);
        self
    }

    /// The books that a text cites, in the order of first mention.
    ///
    /// ```
    /// use reading_list::detect::{Detector, Empty};
    /// let text = "Read *The Making of the English Working Class* by E. P. Thompson.";
    /// let books = Detector::new(&Empty).detect(text);
    /// assert_eq!(books[0].cited.title, "The Making of the English Working Class");
    /// assert_eq!(books[0].cited.authors[0].to_string(), "E. P. Thompson");
    /// ```
    pub fn detect(&self, text: &str) -> Vec<Citation> {
        self.look_over(text, false).citations
    }

    /// The same, with what was nearly taken for a book and what other works were seen.
    pub fn examine(&self, text: &str) -> Findings {
        self.look_over(text, true)
    }

    fn look_over(&self, text: &str, with_rest: bool) -> Findings {
        let view = View::new(text);
        let context = Context::new(&view, self.gazetteer);
        let proposed = propose::propose(&view, &context.sightings, &context.layout);
        let (candidates, passed_over) = gate::pass(&context, self.weights, proposed);
        if candidates.is_empty() && !with_rest {
            return Findings::default();
        }
        let mut seen: Vec<Seen> = candidates.iter().map(|c| features::observe(&context, c)).collect();
        let probabilities = self.weigh(&view, &candidates, &passed_over, &mut seen);
        let chosen = score::best_set(&candidates, &probabilities, self.threshold);
        let titles: Vec<Candidate> = chosen.iter().map(|&i| candidates[i]).collect();
        let attributor = attribute::Attributor { context: &context, titles: &titles };
        let confidence = |i: usize| Confidence::from_probability(f64::from(probabilities[i]));
        let mention = |i: usize| {
            let evidence = self.evidence(&candidates[i], &seen[i]);
            Some(Mention { span: span_of(&view, &candidates[i])?, evidence })
        };
        let found = chosen.iter().filter_map(|&i| {
            let authors = attributor.authors(&candidates[i]);
            Some(Found { mention: mention(i)?, confidence: confidence(i), authors, candidate: candidates[i] })
        });
        let citations = gather::gather(&context, found.collect());
        if !with_rest {
            return Findings { citations, ..Findings::default() };
        }
        let weighed = Weighed { candidates: &candidates, seen: &seen, probabilities: &probabilities, chosen: &chosen };
        let marked = passed_over.iter().filter(|c| c.is_whole_run(&view));
        let unweighed: Vec<_> = marked.map(|c| (*c, features::observe(&context, c))).collect();
        let narrowly = weighed.narrowly().into_iter();
        let rejected = narrowly.filter_map(|i| Some(Rejected { mention: mention(i)?, confidence: confidence(i) }));
        Findings { citations, rejected: rejected.collect(), passed_over: weighed.kinds(&unweighed) }
    }

    /// Both looks; leaves the second look's observations in `seen`.
    fn weigh(
        &self,
        view: &View<'_>,
        candidates: &[Candidate],
        passed_over: &[Candidate],
        seen: &mut [Seen],
    ) -> Vec<f32> {
        let score = |look: usize, seen: &[Seen]| -> Vec<f32> {
            let scores: Vec<f32> =
                candidates.iter().zip(seen).map(|(c, s)| self.weights.score(look, c.group, s)).collect();
            score::probabilities(candidates, &scores)
        };
        let first = score(0, seen);
        // What the second look found is taken for what the first did, and looked at once more.
        let lengths: Vec<usize> = seen.iter().map(|s| s.0.len()).collect();
        second::observe(view, candidates, passed_over, &first, seen);
        let second = score(1, seen);
        for (seen, length) in seen.iter_mut().zip(lengths) {
            seen.0.truncate(length);
        }
        second::observe(view, candidates, passed_over, &second, seen);
        score(1, seen)
    }

    fn evidence(&self, candidate: &Candidate, seen: &Seen) -> Vec<Evidence> {
        let mut evidence: Vec<Evidence> = seen
            .0
            .iter()
            .map(|&f| Evidence { cue: features::name(f as usize), weight: self.weights.of(1, candidate.group, f) })
            .filter(|e| e.weight.abs() >= 0.05)
            .collect();
        evidence.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then(a.cue.cmp(b.cue)));
        evidence.dedup_by(|a, b| a.cue == b.cue);
        evidence
    }
}

/// The observations of a text's every candidate, for training.
pub fn observe(view: &View<'_>, gazetteer: &dyn Gazetteer) -> Observed {
    let context = Context::new(view, gazetteer);
    let candidates = propose::propose(view, &context.sightings, &context.layout);
    let seen = candidates.iter().map(|c| features::observe(&context, c)).collect();
    let signs = gate::observe(&context, &candidates);
    Observed { candidates, seen, signs }
}
