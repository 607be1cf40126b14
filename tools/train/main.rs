//! Makes the detector's table of weights, and predictions that no weight has seen.
//!
//! `cargo run --release --example train -- CORPUS [--predict FOLDER [--threshold P,…] [--builtin]] [--empty] [--no-write]`
//!
//! CORPUS holds folders of labelled documents (`hn blog answers threads posts`; the format is told in its README).
//! The weights are those under which the labelled books are the likeliest set of non-overlapping candidates, by
//! stochastic gradient with a quadratic penalty; the second look is trained on what a first look says of texts it
//! was not trained on. With `--predict` every document is detected by weights that saw neither it nor any text of
//! its thread or repository, and written as JSON Lines, a file a folder;
//! `--builtin` uses the weights compiled in, which is quick and says nothing of unseen texts. The same input gives the
//! same bytes.

#![expect(clippy::print_stderr, reason = "a tool's progress")]

mod learn;
mod texts;
mod wider;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use reading_list::detect::features::{Feature, Seen};
use reading_list::detect::propose::Candidate;
use reading_list::detect::score::Weights;
use reading_list::detect::{self, Detector, Empty, Gazetteer, View, gate};
use reading_list::pipeline;

use learn::train;
use texts::{Origin, Text};
use wider::Wider;

const FOLDERS: &[&str] = &["hn", "blog", "answers", "threads", "posts"];
/// Parts that take turns at being left out.
const FOLDS: u64 = 5;
/// The part of texts that are never judged.
const NEVER_JUDGED: u64 = u64::MAX;
/// What a text with noisy labels, and one written for training, counts beside a labelled one.
const SILVER_WEIGHT: f64 = 0.2;
const WRITTEN_WEIGHT: f64 = 0.3;

type Failure = Box<dyn std::error::Error>;

/// What training needs of a text.
struct Lesson {
    candidates: Vec<Candidate>,
    seen: Vec<Seen>,
    signs: Vec<gate::Signs>,
    gold: Vec<usize>,
    tokens: usize,
    fold: u64,
    weight: f64,
}

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let corpus = PathBuf::from(arguments.next().ok_or("which corpus?")?);
    let rest: Vec<String> = arguments.collect();
    let also = rest.iter().position(|a| a == "--also").and_then(|at| rest.get(at + 1)).map(Path::new).map(Wider::of);
    let wider = also.transpose()?;
    let gazetteer: &dyn Gazetteer = match &wider {
        Some(wider) => wider,
        None if rest.iter().any(|a| a == "--empty") => &Empty,
        None => pipeline::gazetteer(),
    };
    let texts = texts::read(&corpus)?;
    let lessons: Vec<Lesson> = texts.iter().map(|t| lesson(t, gazetteer)).collect();
    report_reach(&texts, &lessons);
    if let Some(at) = rest.iter().position(|a| a == "--predict") {
        let folder = PathBuf::from(rest.get(at + 1).ok_or("predict into which folder?")?);
        predict(&texts, &lessons, gazetteer, &folder)?;
    }
    if !rest.iter().any(|a| a == "--no-write") {
        let weights = train(&texts, &lessons, |_| true);
        let table = format!(
            "# The detector's weights: look, group, observation, log-odds. Made by tools/train; see detector.md.\n{}",
            weights.print()
        );
        std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/detector.tsv"), table)?;
    }
    Ok(())
}

/// Texts of one thread, page or repository fall into one fold.
fn fold(group: &str) -> u64 {
    let repository = group.split(':').next().unwrap_or(group);
    let hash =
        repository.bytes().fold(0xcbf2_9ce4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    (hash >> 7) % FOLDS
}

fn lesson(text: &Text, gazetteer: &dyn Gazetteer) -> Lesson {
    let view = View::new(&text.text);
    let mut observed = detect::observe(&view, gazetteer);
    if !text.masked.is_empty() {
        let keep: Vec<bool> = observed
            .candidates
            .iter()
            .map(|c| {
                detect::span_of(&view, c)
                    .is_some_and(|s| text.masked.iter().all(|&(a, b)| s.end() <= a || b <= s.start()))
            })
            .collect();
        let mut kept = keep.iter();
        observed.candidates.retain(|_| kept.next() == Some(&true));
        let mut kept = keep.iter();
        observed.seen.retain(|_| kept.next() == Some(&true));
        let mut kept = keep.iter();
        observed.signs.retain(|_| kept.next() == Some(&true));
    }
    let gold = observed
        .candidates
        .iter()
        .enumerate()
        .filter(|(_, c)| {
            detect::span_of(&view, c).is_some_and(|s| {
                text.gold.iter().any(|&(a, b)| a == s.start() && (b == s.end() || b + 1 == s.end() || b == s.end() + 1))
            })
        })
        .map(|(i, _)| i)
        .collect();
    if text.origin == Origin::Silver {
        observed.seen.iter_mut().for_each(|seen| seen.note(Feature::Silver));
    }
    Lesson {
        gold: distinct(gold, &observed.candidates),
        candidates: observed.candidates,
        seen: observed.seen,
        signs: observed.signs,
        tokens: view.tokens.len(),
        fold: if matches!(text.origin, Origin::Judged(_)) { fold(&text.group) } else { NEVER_JUDGED },
        weight: match text.origin {
            Origin::Judged(_) => 1.0,
            Origin::Written => WRITTEN_WEIGHT,
            Origin::Silver => SILVER_WEIGHT,
        },
    }
}

/// Labels that overlap (a title within a title) would be an impossible set: the longest stays.
fn distinct(mut gold: Vec<usize>, candidates: &[Candidate]) -> Vec<usize> {
    gold.sort_by_key(|&i| std::cmp::Reverse(candidates[i].end - candidates[i].first));
    let mut kept: Vec<usize> = Vec::new();
    for i in gold {
        let c = &candidates[i];
        if kept.iter().all(|&k| candidates[k].end <= c.first || c.end <= candidates[k].first) {
            kept.push(i);
        }
    }
    kept
}

fn report_reach(texts: &[Text], lessons: &[Lesson]) {
    for &folder in FOLDERS {
        let (mut gold, mut reached, mut candidates, mut bytes) = (0, 0, 0, 0);
        for (text, lesson) in texts.iter().zip(lessons).filter(|(t, _)| t.origin == Origin::Judged(folder)) {
            gold += text.gold.len();
            reached += lesson.gold.len();
            candidates += lesson.candidates.len();
            bytes += text.text.len();
        }
        eprintln!(
            "{folder}: {reached} of {gold} mentions are candidates; {:.1} candidates a KB",
            candidates as f64 * 1000.0 / bytes as f64
        );
    }
}

// ---------------------------------------------------------------- predicting

fn predict(texts: &[Text], lessons: &[Lesson], gazetteer: &dyn Gazetteer, folder: &Path) -> Result<(), Failure> {
    let builtin = std::env::args().any(|a| a == "--builtin");
    let weights: Vec<Weights> = if builtin {
        vec![Weights::builtin().clone(); FOLDS as usize]
    } else {
        std::thread::scope(|scope| {
            let jobs: Vec<_> =
                (0..FOLDS).map(|part| scope.spawn(move || train(texts, lessons, |l| l.fold != part))).collect();
            jobs.into_iter().map(|j| j.join().map_err(|_| "training failed")).collect::<Result<_, _>>()
        })?
    };
    report_distance(texts, lessons, &weights);
    let thresholds = thresholds()?;
    for threshold in &thresholds {
        let folder = if thresholds.len() > 1 { &folder.join(threshold.to_string()) } else { folder };
        std::fs::create_dir_all(folder)?;
        for (name, lines) in predictions(texts, lessons, gazetteer, &weights, *threshold) {
            std::fs::write(folder.join(format!("{name}.jsonl")), lines)?;
        }
    }
    Ok(())
}

/// A finer measure than counting titles, for comparing one set of observations with another.
fn report_distance(texts: &[Text], lessons: &[Lesson], weights: &[Weights]) {
    for &folder in FOLDERS {
        let (mut far, mut titles) = (0.0, 0);
        for (text, lesson) in texts.iter().zip(lessons).filter(|(t, _)| t.origin == Origin::Judged(folder)) {
            far += learn::distance(text, lesson, &weights[lesson.fold as usize]);
            titles += lesson.gold.len();
        }
        eprintln!("{folder}: {:.3} nats from the labels per title", far / titles as f64);
    }
}

/// The lines of each folder's texts, by weights that saw none of them.
fn predictions(
    texts: &[Text],
    lessons: &[Lesson],
    gazetteer: &dyn Gazetteer,
    weights: &[Weights],
    threshold: f32,
) -> BTreeMap<&'static str, String> {
    let mut lines: BTreeMap<&str, String> = BTreeMap::new();
    for (text, lesson) in texts.iter().zip(lessons) {
        let Origin::Judged(folder) = text.origin else { continue };
        let detector = Detector::new(gazetteer).with_weights(&weights[lesson.fold as usize]).with_threshold(threshold);
        let books: Vec<serde_json::Value> = detector.detect(&text.text).iter().map(|c| book(&text.text, c)).collect();
        let line = serde_json::json!({ "source": text.name, "books": books });
        let out = lines.entry(folder).or_default();
        out.push_str(&line.to_string());
        out.push('\n');
    }
    lines
}

/// Those asked for, parted by commas.
fn thresholds() -> Result<Vec<f32>, Failure> {
    let mut arguments = std::env::args().skip_while(|a| a != "--threshold");
    Ok(match arguments.nth(1) {
        Some(values) => values.split(',').map(str::parse).collect::<Result<_, _>>()?,
        None => vec![detect::THRESHOLD],
    })
}

fn book(text: &str, citation: &reading_list::model::Citation) -> serde_json::Value {
    let mentions: Vec<_> = citation
        .mentions
        .iter()
        .map(|m| serde_json::json!({ "start": m.span.start(), "end": m.span.end(), "text": m.span.slice(text) }))
        .collect();
    serde_json::json!({
        "title": citation.cited.title,
        "authors": citation.cited.authors.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "year": citation.cited.year.map(reading_list::model::Year::number),
        "confidence": citation.confidence.probability(),
        "mentions": mentions,
    })
}
