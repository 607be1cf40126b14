//! From observations to probabilities: a linear model over sets of candidates that do not overlap.
//!
//! Every set of non-overlapping candidates is worth the sum of their scores; a candidate's probability is its
//! share in all sets (a semi-Markov random field, computed exactly by one pass forwards and one back). The weights
//! are data, `data/detector.tsv`, made by `tools/train`. What is *chosen* from the probabilities is decided by
//! [`best_set`], with the threshold that the user may move.

use std::sync::OnceLock;

use super::features::{self, Seen};
use super::gate;
use super::propose::{Candidate, Group};

/// The first look at a text, and the second that knows what the first found.
pub const LOOKS: usize = 2;

/// A weight below this moves no probability by half a per cent; leaving such out halves the table.
const NEGLIGIBLE: f32 = 0.02;

/// The gate's place among the looks; the table calls it `gate`.
pub const GATE: usize = LOOKS;

/// What each observation is worth, in log-odds.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// Per look, the gate last: the shared weights, then those of each group.
    looks: [Vec<f32>; LOOKS + 1],
    /// Per look and group, both together; made when first asked for.
    sums: OnceLock<[Vec<Vec<f32>>; LOOKS + 1]>,
}

/// How many observations a look has.
fn count(look: usize) -> usize {
    if look == GATE { gate::COUNT } else { features::COUNT }
}

/// What the table calls an observation of a look.
fn name(look: usize, at: usize) -> &'static str {
    if look == GATE { gate::name(at) } else { features::name(at) }
}

impl Default for Weights {
    fn default() -> Self {
        let looks = std::array::from_fn(|look| vec![0.0; count(look) * (Group::ALL.len() + 1)]);
        Self { looks, sums: OnceLock::new() }
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
        let mut names = [Names::of(0), Names::of(1), Names::of(GATE)];
        for line in table.lines().filter(|l| !l.starts_with('#')) {
            let mut fields = line.split('\t');
            let (Some(look), Some(group), Some(name), Some(weight)) =
                (fields.next(), fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            let look = match look {
                "gate" => Some(GATE),
                _ => look.parse::<usize>().ok().and_then(|l| l.checked_sub(1)).filter(|&l| l < LOOKS),
            };
            let group =
                if group == "all" { Some(0) } else { Group::ALL.iter().position(|g| g.name() == group).map(|g| g + 1) };
            let feature = look.and_then(|look| names[look].number(name));
            if let (Some(look), Some(group), Some(feature), Ok(weight)) = (look, group, feature, weight.parse::<f32>())
            {
                weights.looks[look][group * count(look) + feature] = weight;
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
                let (group, feature) = (at / count(look), at % count(look));
                if weight.abs() >= NEGLIGIBLE {
                    let group = if group == 0 { "all" } else { Group::ALL[group - 1].name() };
                    let called = if look == GATE { "gate".to_owned() } else { (look + 1).to_string() };
                    let _ = writeln!(out, "{called}\t{group}\t{}\t{weight:.2}", name(look, feature));
                }
            }
        }
        out
    }

    /// The weights of one look, for training.
    pub fn look_mut(&mut self, look: usize) -> &mut [f32] {
        self.sums = OnceLock::new();
        &mut self.looks[look]
    }

    /// What each observation of a look is worth, for each group.
    pub fn sums(&self, look: usize) -> &[Vec<f32>] {
        let sums = self.sums.get_or_init(|| {
            std::array::from_fn(|look| {
                let (shared, groups) = self.looks[look].split_at(count(look));
                let sum = |group: &[f32]| shared.iter().zip(group).map(|(a, b)| a + b).collect();
                groups.chunks(count(look)).map(sum).collect()
            })
        });
        &sums[look]
    }

    /// What one observation is worth to a candidate of this group.
    pub fn of(&self, look: usize, group: Group, feature: u16) -> f32 {
        self.sums(look)[group as usize].get(feature as usize).copied().unwrap_or(0.0)
    }

    /// The score of a candidate in log-odds, its overlaps left aside.
    pub fn score(&self, look: usize, group: Group, seen: &Seen) -> f32 {
        let weights = &self.sums(look)[group as usize];
        seen.0.iter().filter_map(|&f| weights.get(f as usize)).sum()
    }
}

/// The observations of a look by name. A table has them in order, so each is looked for behind the one before.
struct Names {
    all: Vec<&'static str>,
    next: usize,
}

impl Names {
    fn of(look: usize) -> Self {
        Self { all: (0..count(look)).map(|at| name(look, at)).collect(), next: 0 }
    }

    fn number(&mut self, name: &str) -> Option<usize> {
        let (before, behind) = self.all.split_at(self.next);
        let place = |among: &[&str]| among.iter().position(|known| *known == name);
        let at = place(behind).map(|at| at + before.len()).or_else(|| place(before))?;
        self.next = at + 1;
        Some(at)
    }
}

/// Each candidate's probability, given every candidate's score. `candidates` is sorted by first token.
pub fn probabilities(candidates: &[Candidate], scores: &[f32]) -> Vec<f32> {
    let mut out = Vec::with_capacity(candidates.len());
    let mut tables = [Vec::new(), Vec::new()];
    while out.len() < candidates.len() {
        let from = out.len();
        let mut end = candidates[from].end;
        let mut to = from + 1;
        while candidates.get(to).is_some_and(|c| c.first < end) {
            end = end.max(candidates[to].end);
            to += 1;
        }
        // What overlaps with nothing else stands for itself.
        match to - from {
            1 => out.push(1.0 / (1.0 + (-scores[from]).exp())),
            _ => cluster(&candidates[from..to], &scores[from..to], end, &mut tables, &mut out),
        }
    }
    out
}

/// With scores whose positive part sums to no more, no set's worth leaves the range of a number.
const SAFE: f32 = 500.0;

/// The same for candidates each of which overlaps with one before it.
fn cluster(candidates: &[Candidate], scores: &[f32], end: usize, tables: &mut [Vec<f64>; 2], out: &mut Vec<f32>) {
    let sum = scores.iter().map(|s| s.max(0.0)).sum::<f32>();
    let worth = |at: usize| f64::from(scores[at]);
    if sum <= SAFE {
        let worths: Vec<f64> = (0..scores.len()).map(|at| worth(at).exp()).collect();
        passes(candidates, end, tables, (0.0, 1.0), |a, b| a + b, |table, at| table * worths[at]);
        let [forward, backward] = &*tables;
        let all = 1.0 / backward[0];
        out.extend(
            share(candidates).enumerate().map(|(at, (a, b))| (forward[a] * worths[at] * backward[b] * all) as f32),
        );
    } else {
        passes(candidates, end, tables, (f64::NEG_INFINITY, 0.0), log_add, |table, at| table + worth(at));
        let [forward, backward] = &*tables;
        let all = backward[0];
        out.extend(
            share(candidates).enumerate().map(|(at, (a, b))| (forward[a] + worth(at) + backward[b] - all).exp() as f32),
        );
    }
}

/// Each candidate's borders, counted from the first one's.
fn share(candidates: &[Candidate]) -> impl Iterator<Item = (usize, usize)> {
    let start = candidates[0].first;
    candidates.iter().map(move |c| (c.first - start, c.end - start))
}

/// One pass forwards and one back. A table's value is what all sets between the cluster's border and a place are worth
/// together: numbers under `add` and `times` a candidate, from (nothing, the empty set).
fn passes(
    candidates: &[Candidate],
    end: usize,
    tables: &mut [Vec<f64>; 2],
    (nothing, empty): (f64, f64),
    add: impl Fn(f64, f64) -> f64,
    times: impl Fn(f64, usize) -> f64,
) {
    let start = candidates[0].first;
    let last = end - start;
    let [forward, backward] = tables;
    for (table, border) in [(&mut *forward, 0), (&mut *backward, last)] {
        table.clear();
        table.resize(last + 1, nothing);
        table[border] = empty;
    }
    let mut done = 0;
    for (at, c) in candidates.iter().enumerate() {
        while done < c.first - start {
            done += 1;
            forward[done] = add(forward[done], forward[done - 1]);
        }
        forward[c.end - start] = add(forward[c.end - start], times(forward[c.first - start], at));
    }
    let mut done = last;
    for (at, c) in candidates.iter().enumerate().rev() {
        while done > c.first - start {
            done -= 1;
            backward[done] = add(backward[done], backward[done + 1]);
        }
        backward[c.first - start] = add(backward[c.first - start], times(backward[c.end - start], at));
    }
}

fn log_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

/// The non-overlapping set whose probabilities exceed `threshold` by most in all; indices in order.
pub fn best_set(candidates: &[Candidate], probabilities: &[f32], threshold: f32) -> Vec<usize> {
    let mut by_end: Vec<usize> = (0..candidates.len()).filter(|&i| probabilities[i] > threshold).collect();
    by_end.sort_by_key(|&i| candidates[i].end);
    // After so many of them: the best value, and the last one taken with how many are left before it.
    let mut best = vec![(0.0f32, None::<(usize, usize)>)];
    for &i in &by_end {
        let before = by_end.partition_point(|&k| candidates[k].end <= candidates[i].first);
        let value = best[before].0 + probabilities[i] - threshold;
        let so_far = best[best.len() - 1].0;
        best.push(if value > so_far { (value, Some((i, before))) } else { (so_far, None) });
    }
    let mut chosen = Vec::new();
    let mut at = by_end.len();
    while at > 0 {
        match best[at].1 {
            Some((i, before)) => {
                chosen.push(i);
                at = before;
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
        let p = probabilities(&candidates, &[0.0, 0.0, 0.0]);
        assert!((p[0] - 1.0 / 3.0).abs() < 1e-6 && (p[1] - 1.0 / 3.0).abs() < 1e-6 && (p[2] - 0.5).abs() < 1e-6);
    }

    #[test]
    fn large_scores_say_the_same() {
        let candidates = [candidate(0, 2), candidate(0, 3), candidate(1, 5), candidate(4, 6)];
        let small = probabilities(&candidates, &[3.0, 2.0, 2.5, 1.0]);
        let many: Vec<_> = (0..200).map(|at| candidate(at, at + 2)).collect();
        let p = probabilities(&many, &[30.0; 200]);
        assert!((small[0] + small[1] + small[2]) < 1.1 && small.iter().all(|p| (0.0..=1.0).contains(p)));
        assert!(p.iter().all(|p| (0.0..=1.0001).contains(p)) && p[0] > 0.9 && p[1] < 0.1);
    }

    #[test]
    fn two_short_may_beat_one_long() {
        let candidates = [candidate(0, 2), candidate(0, 5), candidate(3, 5)];
        assert_eq!(best_set(&candidates, &[0.8, 0.9, 0.8], 0.5), [0, 2]);
        assert_eq!(best_set(&candidates, &[0.6, 0.9, 0.6], 0.5), [1]);
        assert!(best_set(&candidates, &[0.1, 0.2, 0.1], 0.5).is_empty());
    }

    #[test]
    fn the_table_reads_back() {
        let table = "1\tall\talways\t-2.50\n2\tquote\tknown-2-words\t0.12\n";
        assert_eq!(Weights::parse(table).print(), table);
        assert_eq!(Weights::parse("1\tall\tno-such\t3\nnonsense"), Weights::default());
    }
}
