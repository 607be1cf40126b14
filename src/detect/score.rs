//! From observations to probabilities: a linear model over sets of candidates that do not overlap.
//!
//! Every set of non-overlapping candidates is worth the sum of their scores; a candidate's probability is its
//! share in all sets (a semi-Markov random field, computed exactly by one pass forwards and one back). The weights
//! are data, `data/detector.tsv`, made by `tools/train`. What is *chosen* from the probabilities is decided by
//! [`best_set`], with the threshold that the user may move.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::features::{self, Seen};
use super::propose::{Candidate, Group};

/// The first look at a text, and the second that knows what the first found.
pub const LOOKS: usize = 2;

/// A weight below this moves no probability by half a per cent; leaving such out halves the table.
const NEGLIGIBLE: f32 = 0.02;

/// What each observation is worth, in log-odds.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// Per look: the shared weights, then those of each group.
    looks: [Vec<f32>; LOOKS],
}

impl Default for Weights {
    fn default() -> Self {
        Self { looks: std::array::from_fn(|_| vec![0.0; features::COUNT * (Group::ALL.len() + 1)]) }
    }
}

impl Weights {
    /// The weights compiled in.
    pub fn builtin() -> &'static Self {
        static WEIGHTS: OnceLock<Weights> = OnceLock::new();
        WEIGHTS.get_or_init(|| Self::parse(include_str!("../../data/detector.tsv")))
    }

    /// Reads the table: look, group (or `all`), observation, weight. What it does not name is worth nothing; lines
    /// that name nothing known are left out, so an old table still reads.
    pub fn parse(table: &str) -> Self {
        let mut weights = Self::default();
        for line in table.lines().filter(|l| !l.starts_with('#')) {
            let mut fields = line.split('\t');
            let (Some(look), Some(group), Some(name), Some(weight)) =
                (fields.next(), fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let group =
                if group == "all" { Some(0) } else { Group::ALL.iter().position(|g| g.name() == group).map(|g| g + 1) };
            let feature = number_of(name);
            let look = look.parse::<usize>().ok().and_then(|l| l.checked_sub(1)).filter(|&l| l < LOOKS);
            if let (Some(look), Some(group), Some(feature), Ok(weight)) = (look, group, feature, weight.parse::<f32>())
            {
                weights.looks[look][group * features::COUNT + feature] = weight;
            }
        }
        weights
    }

    /// Writes the table; what is worth next to nothing is left out.
    pub fn print(&self) -> String {
        use std::fmt::Write;
        let mut out = String::new();
        for (look, weights) in self.looks.iter().enumerate() {
            for (at, weight) in weights.iter().enumerate() {
                let (group, feature) = (at / features::COUNT, at % features::COUNT);
                if weight.abs() >= NEGLIGIBLE {
                    let group = if group == 0 { "all" } else { Group::ALL[group - 1].name() };
                    let _ = writeln!(out, "{}\t{group}\t{}\t{weight:.2}", look + 1, features::name(feature));
                }
            }
        }
        out
    }

    /// The weights of one look, for training.
    pub fn look_mut(&mut self, look: usize) -> &mut [f32] {
        &mut self.looks[look]
    }

    /// What one observation is worth to a candidate of this group.
    pub fn of(&self, look: usize, group: Group, feature: u16) -> f32 {
        let weights = &self.looks[look];
        let feature = feature as usize;
        weights[feature] + weights[(group as usize + 1) * features::COUNT + feature]
    }

    /// What all observations are worth together.
    pub fn score(&self, look: usize, group: Group, seen: &Seen) -> f32 {
        seen.0.iter().map(|&f| self.of(look, group, f)).sum()
    }
}

/// The number of the observation that the table calls `name`.
fn number_of(name: &str) -> Option<usize> {
    static NUMBERS: OnceLock<FxHashMap<&'static str, usize>> = OnceLock::new();
    NUMBERS.get_or_init(|| (0..features::COUNT).map(|n| (features::name(n), n)).collect()).get(name).copied()
}

fn log_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

/// Each candidate's probability, given every candidate's score. `candidates` is sorted by first token.
pub fn probabilities(candidates: &[Candidate], scores: &[f32], tokens: usize) -> Vec<f32> {
    let mut by_end: Vec<usize> = (0..candidates.len()).collect();
    by_end.sort_by_key(|&i| candidates[i].end);
    let mut forward = vec![0.0f64; tokens + 1];
    let mut next = by_end.iter().copied().peekable();
    for at in 1..=tokens {
        forward[at] = forward[at - 1];
        while let Some(i) = next.next_if(|&i| candidates[i].end == at) {
            forward[at] = log_add(forward[at], forward[candidates[i].first] + f64::from(scores[i]));
        }
    }
    let mut backward = vec![0.0f64; tokens + 1];
    let mut next = (0..candidates.len()).rev().peekable();
    for at in (0..tokens).rev() {
        backward[at] = backward[at + 1];
        while let Some(i) = next.next_if(|&i| candidates[i].first == at) {
            backward[at] = log_add(backward[at], backward[candidates[i].end] + f64::from(scores[i]));
        }
    }
    let all = forward[tokens];
    candidates
        .iter()
        .zip(scores)
        .map(|(c, &s)| (forward[c.first] + f64::from(s) + backward[c.end] - all).exp().min(1.0) as f32)
        .collect()
}

/// The non-overlapping set whose probabilities exceed `threshold` by most in all; indices in order.
pub fn best_set(candidates: &[Candidate], probabilities: &[f32], threshold: f32, tokens: usize) -> Vec<usize> {
    let mut by_end: Vec<usize> = (0..candidates.len()).filter(|&i| probabilities[i] > threshold).collect();
    by_end.sort_by_key(|&i| candidates[i].end);
    let mut best = vec![(0.0f32, None::<usize>); tokens + 1];
    let mut next = by_end.iter().copied().peekable();
    for at in 1..=tokens {
        best[at] = (best[at - 1].0, None);
        while let Some(i) = next.next_if(|&i| candidates[i].end == at) {
            let value = best[candidates[i].first].0 + probabilities[i] - threshold;
            if value > best[at].0 {
                best[at] = (value, Some(i));
            }
        }
    }
    let mut chosen = Vec::new();
    let mut at = tokens;
    while at > 0 {
        match best[at].1 {
            Some(i) => {
                chosen.push(i);
                at = candidates[i].first;
            }
            None => at -= 1,
        }
    }
    chosen.reverse();
    chosen
}

#[cfg(test)]
mod tests {
    use super::{Weights, best_set, probabilities};
    use crate::detect::propose::{Candidate, Group};

    fn candidate(first: usize, end: usize) -> Candidate {
        Candidate { first, end, group: Group::Plain }
    }

    #[test]
    fn overlapping_candidates_share_their_probability() {
        let candidates = [candidate(0, 2), candidate(0, 3), candidate(4, 5)];
        let p = probabilities(&candidates, &[0.0, 0.0, 0.0], 5);
        assert!((p[0] - 1.0 / 3.0).abs() < 1e-6 && (p[1] - 1.0 / 3.0).abs() < 1e-6 && (p[2] - 0.5).abs() < 1e-6);
    }

    #[test]
    fn two_short_may_beat_one_long() {
        let candidates = [candidate(0, 2), candidate(0, 5), candidate(3, 5)];
        assert_eq!(best_set(&candidates, &[0.8, 0.9, 0.8], 0.5, 5), [0, 2]);
        assert_eq!(best_set(&candidates, &[0.6, 0.9, 0.6], 0.5, 5), [1]);
        assert!(best_set(&candidates, &[0.1, 0.2, 0.1], 0.5, 5).is_empty());
    }

    #[test]
    fn the_table_reads_back() {
        let table = "1\tall\talways\t-2.50\n2\tquote\tknown-2-words\t0.12\n";
        assert_eq!(Weights::parse(table).print(), table);
        assert_eq!(Weights::parse("1\tall\tno-such\t3\nnonsense"), Weights::default());
    }
}
