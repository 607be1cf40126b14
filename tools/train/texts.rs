//! The texts that are learned from: those of the labelled folders, those written for training, the noisy ones.

use std::path::{Path, PathBuf};

use super::{FOLDERS, Failure};

pub struct Text {
    pub origin: Origin,
    pub name: String,
    /// Texts of one thread, page or repository share it.
    pub group: String,
    pub text: String,
    pub gold: Vec<(usize, usize)>,
    /// Stretches that may be unlabelled titles: nothing is learned from candidates there.
    pub masked: Vec<(usize, usize)>,
}

/// Where a text is from, and so what its labels are worth.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A folder of labelled documents that found books are judged by.
    Judged(&'static str),
    /// Written for training, and labelled as it was written.
    Written,
    /// Linked titles as labels: many titles are not labelled.
    Silver,
}

pub fn read(corpus: &Path) -> Result<Vec<Text>, Failure> {
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
                origin: Origin::Judged(folder),
                name: format!("{stem}.txt"),
                group,
                text,
                gold,
                masked: Vec::new(),
            });
        }
    }
    texts.extend(read_written(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data/labelled"))?);
    texts.extend(read_silver(&corpus.join("silver/train.jsonl"))?);
    Ok(texts)
}

/// Texts written for training: after a line `%% NAME` a text, its titles between ⟦ and ⟧.
fn read_written(folder: &Path) -> Result<Vec<Text>, Failure> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.retain(|p| p.extension().is_some_and(|e| e == "txt"));
    files.sort();
    let mut texts = Vec::new();
    for path in files {
        let all = std::fs::read_to_string(&path)?;
        for part in all.split("%% ").skip(1) {
            let (name, marked) = part.split_once('\n').unwrap_or((part, ""));
            let (text, gold) = unmark(marked.trim())
                .ok_or_else(|| format!("{}: {name}: a mark without its other half", path.display()))?;
            texts.push(Text {
                origin: Origin::Written,
                name: name.to_owned(),
                group: name.to_owned(),
                text,
                gold,
                masked: Vec::new(),
            });
        }
    }
    Ok(texts)
}

/// The text without its marks, and where they were.
fn unmark(marked: &str) -> Option<(String, Vec<(usize, usize)>)> {
    let mut pieces = marked.split('⟦');
    let mut text = pieces.next()?.to_owned();
    let mut gold = Vec::new();
    for piece in pieces {
        let (title, rest) = piece.split_once('⟧')?;
        gold.push((text.len(), text.len() + title.len()));
        text.push_str(title);
        text.push_str(rest);
    }
    (!text.contains('⟧')).then_some((text, gold))
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
        texts.push(Text { origin: Origin::Silver, name: String::new(), group: String::new(), text, gold, masked });
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
