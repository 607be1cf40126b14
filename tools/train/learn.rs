//! Learning: the weights under which the labelled books are the likeliest set of candidates.

use reading_list::detect::propose::Group;
use reading_list::detect::score::{self, Weights};
use reading_list::detect::{self, View, features::Seen};

use super::texts::Text;
use super::{FOLDS, Lesson, NEVER_JUDGED};

const EPOCHS: usize = 30;
/// The quadratic penalty per weight and text: shared weights move freely, those of one group less so.
const PENALTY_ALL: f64 = 0.02;
const PENALTY_GROUP: f64 = 0.5;
const STEP: f64 = 0.15;

pub fn train(texts: &[Text], lessons: &[Lesson], take: impl Fn(&Lesson) -> bool) -> Weights {
    let chosen: Vec<usize> = (0..lessons.len()).filter(|&i| take(&lessons[i])).collect();
    let mut weights = Weights::default();
    // Both looks learn from all candidates, so that what they say does not hang on the gate.
    let at_the_gate: Vec<Lesson> = chosen.iter().map(|&i| gate_lesson(&lessons[i])).collect();
    fit(weights.look_mut(score::GATE), &at_the_gate.iter().collect::<Vec<_>>());
    let first: Vec<&Lesson> = chosen.iter().map(|&i| &lessons[i]).collect();
    fit(weights.look_mut(0), &first);
    // The second look learns from what first looks say of texts that they have not seen.
    let mut second = Vec::new();
    for part in 0..FOLDS {
        let seen_by_first: Vec<&Lesson> = first.iter().copied().filter(|l| part_of(l) != part).collect();
        let mut jackknife = Weights::default();
        if seen_by_first.len() < first.len() {
            fit(jackknife.look_mut(0), &seen_by_first);
        }
        second.extend(
            chosen
                .iter()
                .filter(|&&i| part_of(&lessons[i]) == part)
                .map(|&i| second_lesson(&texts[i], &lessons[i], &jackknife)),
        );
    }
    let second: Vec<&Lesson> = second.iter().collect();
    fit(weights.look_mut(1), &second);
    weights
}

fn second_lesson(text: &Text, lesson: &Lesson, weights: &Weights) -> Lesson {
    let view = View::new(&text.text);
    let scores: Vec<f32> =
        lesson.candidates.iter().zip(&lesson.seen).map(|(c, s)| weights.score(0, c.group, s)).collect();
    let p = score::probabilities(&lesson.candidates, &scores);
    let mut seen = lesson.seen.clone();
    detect::observe_again(&view, &lesson.candidates, &[], &p, &mut seen);
    Lesson { candidates: lesson.candidates.clone(), seen, signs: Vec::new(), gold: lesson.gold.clone(), ..*lesson }
}

/// How far the weights are from a text's labels: minus the sum of each candidate's log-likelihood.
pub fn distance(text: &Text, lesson: &Lesson, weights: &Weights) -> f64 {
    let second = second_lesson(text, lesson, weights);
    let scores: Vec<f32> =
        second.candidates.iter().zip(&second.seen).map(|(c, s)| weights.score(1, c.group, s)).collect();
    let p = score::probabilities(&second.candidates, &scores);
    let each = p.iter().enumerate().map(|(i, &p)| if lesson.gold.contains(&i) { p } else { 1.0 - p });
    each.map(|p| -f64::from(p.max(1e-6)).ln()).sum()
}

/// The same text, with the gate's signs for observations.
fn gate_lesson(lesson: &Lesson) -> Lesson {
    Lesson {
        candidates: lesson.candidates.clone(),
        seen: lesson.signs.iter().map(|s| Seen(s.numbers().collect())).collect(),
        signs: Vec::new(),
        gold: lesson.gold.clone(),
        ..*lesson
    }
}

/// The part in which a text's second lesson is made.
fn part_of(lesson: &Lesson) -> u64 {
    if lesson.fold == NEVER_JUDGED { lesson.tokens as u64 % FOLDS } else { lesson.fold }
}

/// Stochastic gradient with a step of its own for each weight (Adagrad), texts in a fixed shuffled order.
fn fit(weights: &mut [f32], lessons: &[&Lesson]) {
    let shared = weights.len() / (Group::ALL.len() + 1);
    let mut squares = vec![1e-6f64; weights.len()];
    let mut exact: Vec<f64> = weights.iter().map(|&w| f64::from(w)).collect();
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    let mut state = 1u64;
    let mut mean = vec![0.0f64; weights.len()];
    let mut gradient = Gradient { slope: vec![0.0; weights.len()], touched: Vec::new() };
    for epoch in 0..EPOCHS {
        for i in (1..order.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(i, (state >> 33) as usize % (i + 1));
        }
        for &at in &order {
            slope(&exact, shared, lessons[at], &mut gradient);
            for w in gradient.touched.drain(..) {
                let g = std::mem::take(&mut gradient.slope[w]);
                let penalty = if w < shared { PENALTY_ALL } else { PENALTY_GROUP };
                let g = g - penalty * lessons[at].weight * exact[w];
                squares[w] += g * g;
                exact[w] += STEP * g / squares[w].sqrt();
            }
        }
        if epoch >= EPOCHS / 2 {
            for (m, e) in mean.iter_mut().zip(&exact) {
                *m += e / (EPOCHS - EPOCHS / 2) as f64;
            }
        }
    }
    for (w, m) in weights.iter_mut().zip(&mean) {
        *w = *m as f32;
    }
}

/// The slope along each weight, and the weights whose slope is not nothing.
struct Gradient {
    slope: Vec<f64>,
    touched: Vec<usize>,
}

impl Gradient {
    fn add(&mut self, weight: usize, by: f64) {
        if self.slope[weight] == 0.0 {
            self.touched.push(weight);
        }
        // A sum that happens to be nothing would be listed twice; a hair's breadth keeps it listed once.
        self.slope[weight] += by;
        if self.slope[weight] == 0.0 {
            self.slope[weight] = f64::MIN_POSITIVE;
        }
    }
}

/// Observed minus expected: the slope of the text's log-likelihood.
fn slope(weights: &[f64], shared: usize, lesson: &Lesson, gradient: &mut Gradient) {
    let index = |group: Group, feature: u16| [feature as usize, (group as usize + 1) * shared + feature as usize];
    let scores: Vec<f32> = lesson
        .candidates
        .iter()
        .zip(&lesson.seen)
        .map(|(c, s)| s.0.iter().flat_map(|&f| index(c.group, f)).map(|w| weights[w]).sum::<f64>() as f32)
        .collect();
    let p = score::probabilities(&lesson.candidates, &scores);
    for (i, (c, seen)) in lesson.candidates.iter().zip(&lesson.seen).enumerate() {
        let error = f64::from(u8::from(lesson.gold.contains(&i))) - f64::from(p[i]);
        let error = error * lesson.weight;
        if error.abs() > 1e-4 * lesson.weight {
            for w in seen.0.iter().flat_map(|&f| index(c.group, f)) {
                gradient.add(w, error);
            }
        }
    }
}
