//! Makes the detector's table of weights, and predictions that no weight has seen.
//!
//! `cargo run --release --example train -- CORPUS [--predict FOLDER [--threshold P] [--builtin]] [--empty] [--no-write]`
//!
//! CORPUS holds folders of labelled documents (`hn blog answers threads posts`; the format is told in its README).
//! The weights are those under which the labelled books are the likeliest set of non-overlapping candidates, by
//! stochastic gradient with a quadratic penalty; the second look is trained on what a first look says of texts it
//! was not trained on. With `--predict` every document is detected by weights that saw neither it nor any text of
//! its thread or repository, and written as JSON Lines, a file a folder;
//! `--builtin` uses the weights compiled in, which is quick and says nothing of unseen texts. The same input gives the
//! same bytes.

#![expect(clippy::print_stderr, reason = "a tool's progress")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use reading_list::detect::features::Seen;
use reading_list::detect::propose::{Candidate, Group};
use reading_list::detect::score::{self, Weights};
use reading_list::detect::{self, Detector, Empty, Gazetteer, View, features};
use reading_list::pipeline;

const FOLDERS: &[&str] = &["hn", "blog", "answers", "threads", "posts"];
/// Parts that take turns at being left out.
const FOLDS: u64 = 5;
/// The part of texts that are never judged.
const SILVER: u64 = u64::MAX;
/// What a noisy text counts beside a labelled one.
const SILVER_WEIGHT: f64 = 0.2;
const EPOCHS: usize = 30;
/// The quadratic penalty per weight and text: shared weights move freely, those of one group less so.
const PENALTY_ALL: f64 = 0.03;
const PENALTY_GROUP: f64 = 1.0;
const STEP: f64 = 0.15;

type Failure = Box<dyn std::error::Error>;

struct Text {
    folder: &'static str,
    name: String,
    group: String,
    text: String,
    gold: Vec<(usize, usize)>,
    /// Stretches that may be unlabelled titles: nothing is learned from candidates there.
    masked: Vec<(usize, usize)>,
    weight: f64,
}

/// What training needs of a text.
struct Lesson {
    candidates: Vec<Candidate>,
    seen: Vec<Seen>,
    gold: Vec<usize>,
    tokens: usize,
    fold: u64,
    weight: f64,
}

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let corpus = PathBuf::from(arguments.next().ok_or("which corpus?")?);
    let rest: Vec<String> = arguments.collect();
    let gazetteer: &dyn Gazetteer = if rest.iter().any(|a| a == "--empty") { &Empty } else { pipeline::gazetteer() };
    let texts = read(&corpus)?;
    let lessons: Vec<Lesson> = texts.iter().map(|t| lesson(t, gazetteer)).collect();
    report_reach(&texts, &lessons);
    if let Some(at) = rest.iter().position(|a| a == "--predict") {
        let folder = PathBuf::from(rest.get(at + 1).ok_or("predict into which folder?")?);
        predict(&texts, &lessons, gazetteer, &folder)?;
    }
    if !rest.iter().any(|a| a == "--no-write") {
        let weights = train(&texts, &lessons, |_| true);
        let table = format!(
            "# The detector's weights: look, group, observation, log-odds. Made by tools/train.rs; see detector.md.\n{}",
            weights.print()
        );
        std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/detector.tsv"), table)?;
    }
    Ok(())
}

// ---------------------------------------------------------------- reading

fn read(corpus: &Path) -> Result<Vec<Text>, Failure> {
    let mut texts = Vec::new();
    for &folder in FOLDERS {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(corpus.join(folder))?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
        files.retain(|p| p.extension().is_some_and(|e| e == "txt"));
        files.sort();
        for path in files {
            let text = std::fs::read_to_string(&path)?;
            let labels: serde_json::Value =
                serde_json::from_str(&std::fs::read_to_string(path.with_extension("json"))?)?;
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let source = labels["source"].as_str().unwrap_or(&stem);
            let group = source.split(['#', '@']).next().unwrap_or(source).to_owned();
            let gold = gold_spans(&text, &labels);
            texts.push(Text {
                folder,
                name: format!("{stem}.txt"),
                group,
                text,
                gold,
                masked: Vec::new(),
                weight: 1.0,
            });
        }
    }
    texts.extend(read_silver(&corpus.join("silver/train.jsonl"))?);
    Ok(texts)
}

/// Noisy labels, for training only. Italics that the source had are put back on half of the titles, links on a third.
fn read_silver(path: &Path) -> Result<Vec<Text>, Failure> {
    let mut texts = Vec::new();
    for (number, line) in std::fs::read_to_string(path)?.lines().enumerate() {
        let record: serde_json::Value = serde_json::from_str(line)?;
        if record["kind"] == "list" || each_is_empty(&record["mentions"]) {
            continue;
        }
        let plain = record["text"].as_str().unwrap_or_default();
        let bytes: Vec<usize> = plain.char_indices().map(|(at, _)| at).chain([plain.len()]).collect();
        let byte = |v: &serde_json::Value| v.as_u64().and_then(|c| bytes.get(c as usize)).copied();
        let span = |v: &serde_json::Value| match v.as_array() {
            Some(pair) => Some((byte(pair.first()?)?, byte(pair.get(1)?)?)),
            None => Some((byte(&v["start"])?, byte(&v["end"])?)),
        };
        let each = |field: &str| record[field].as_array().cloned().unwrap_or_default();
        let mut cuts: Vec<(usize, usize, &str, String, bool)> = Vec::new();
        for (n, mention) in each("mentions").iter().enumerate() {
            let Some((a, b)) = span(mention) else { continue };
            let markup = mention["markup"].as_str().unwrap_or_default();
            let (open, close) = match (number + n) % 6 {
                0 | 2 | 4 if markup.contains("italic") => ("*", "*".to_owned()),
                1 | 5 if markup.starts_with("link") => {
                    ("[", format!("]({})", mention["url"].as_str().unwrap_or_default()))
                }
                _ => ("", String::new()),
            };
            cuts.push((a, b, open, close, true));
        }
        for field in ["also_marked", "other_links"] {
            cuts.extend(each(field).iter().filter_map(span).map(|(a, b)| (a, b, "", String::new(), false)));
        }
        cuts.sort();
        let (mut text, mut gold, mut masked, mut at) = (String::new(), Vec::new(), Vec::new(), 0);
        for (a, b, open, close, is_title) in cuts {
            if a < at {
                continue;
            }
            text.push_str(&plain[at..a]);
            text.push_str(open);
            let start = text.len();
            text.push_str(&plain[a..b]);
            if is_title {
                gold.push((start, text.len()))
            } else {
                masked.push((start, text.len()))
            }
            text.push_str(&close);
            at = b;
        }
        text.push_str(&plain[at..]);
        let weight = match record["kind"].as_str() {
            Some("list") => 0.3,
            _ => 1.0,
        } * SILVER_WEIGHT;
        if weight > 0.0 {
            texts.push(Text {
                folder: "silver",
                name: String::new(),
                group: String::new(),
                text,
                gold,
                masked,
                weight,
            });
        }
    }
    Ok(texts)
}

fn each_is_empty(list: &serde_json::Value) -> bool {
    list.as_array().is_none_or(Vec::is_empty)
}

fn gold_spans(text: &str, labels: &serde_json::Value) -> Vec<(usize, usize)> {
    let books = labels["books"].as_array().into_iter().flatten();
    let mentions = books.flat_map(|b| b["mentions"].as_array().into_iter().flatten());
    mentions
        .filter_map(|m| {
            let piece = m["text"].as_str()?;
            let nth = m["nth"].as_u64().unwrap_or(1) as usize;
            let start = text.match_indices(piece).nth(nth - 1)?.0;
            Some((start, start + piece.len()))
        })
        .collect()
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
    if text.folder == "silver" {
        for seen in &mut observed.seen {
            seen.note(features::Feature::Silver);
        }
    }
    Lesson {
        gold: distinct(gold, &observed.candidates),
        candidates: observed.candidates,
        seen: observed.seen,
        tokens: view.tokens.len(),
        fold: if text.folder == "silver" { SILVER } else { fold(&text.group) },
        weight: text.weight,
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
        for (text, lesson) in texts.iter().zip(lessons).filter(|(t, _)| t.folder == folder) {
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

// ---------------------------------------------------------------- training

fn train(texts: &[Text], lessons: &[Lesson], take: impl Fn(&Lesson) -> bool) -> Weights {
    let chosen: Vec<usize> = (0..lessons.len()).filter(|&i| take(&lessons[i])).collect();
    let mut weights = Weights::default();
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
    let p = score::probabilities(&lesson.candidates, &scores, lesson.tokens);
    let mut seen = lesson.seen.clone();
    detect::observe_again(&view, &lesson.candidates, &p, &mut seen);
    Lesson {
        candidates: lesson.candidates.clone(),
        seen,
        gold: lesson.gold.clone(),
        tokens: lesson.tokens,
        fold: lesson.fold,
        weight: lesson.weight,
    }
}

/// The part in which a text's second lesson is made.
fn part_of(lesson: &Lesson) -> u64 {
    if lesson.fold == SILVER { lesson.tokens as u64 % FOLDS } else { lesson.fold }
}

/// Stochastic gradient with a step of its own for each weight (Adagrad), texts in a fixed shuffled order.
fn fit(weights: &mut [f32], lessons: &[&Lesson]) {
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
            slope(&exact, lessons[at], &mut gradient);
            for w in gradient.touched.drain(..) {
                let g = std::mem::take(&mut gradient.slope[w]);
                let penalty = if w < features::COUNT { PENALTY_ALL } else { PENALTY_GROUP };
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
fn slope(weights: &[f64], lesson: &Lesson, gradient: &mut Gradient) {
    let index =
        |group: Group, feature: u16| [feature as usize, (group as usize + 1) * features::COUNT + feature as usize];
    let scores: Vec<f32> = lesson
        .candidates
        .iter()
        .zip(&lesson.seen)
        .map(|(c, s)| s.0.iter().flat_map(|&f| index(c.group, f)).map(|w| weights[w]).sum::<f64>() as f32)
        .collect();
    let p = score::probabilities(&lesson.candidates, &scores, lesson.tokens);
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

// ---------------------------------------------------------------- predicting

fn predict(texts: &[Text], lessons: &[Lesson], gazetteer: &dyn Gazetteer, folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)?;
    let mut lines: BTreeMap<&str, String> = BTreeMap::new();
    let threshold = threshold()?;
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
    for (text, lesson) in texts.iter().zip(lessons).filter(|(t, _)| t.folder != "silver") {
        let detector = Detector::new(gazetteer).with_weights(&weights[lesson.fold as usize]).with_threshold(threshold);
        let books: Vec<serde_json::Value> = detector.detect(&text.text).iter().map(|c| book(&text.text, c)).collect();
        let line = serde_json::json!({ "source": text.name, "books": books });
        let out = lines.entry(text.folder).or_default();
        out.push_str(&line.to_string());
        out.push('\n');
    }
    for (name, lines) in lines {
        std::fs::write(folder.join(format!("{name}.jsonl")), lines)?;
    }
    Ok(())
}

fn threshold() -> Result<f32, Failure> {
    let mut arguments = std::env::args().skip_while(|a| a != "--threshold");
    Ok(match arguments.nth(1) {
        Some(value) => value.parse()?,
        None => detect::THRESHOLD,
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
