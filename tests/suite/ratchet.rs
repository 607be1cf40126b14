//! What detection is known to get wrong in the labelled texts: a list that may only become shorter.
//!
//! Each line of `data/known-errors.tsv` names a document and the hash of a string, so that no text is copied. A run fails
//! when something new goes wrong, and when something listed no longer does: strike it off. `UPDATE_RATCHET=1` writes the
//! list anew, for a change of weights whose figures are told in `data/detector.md`. The weights compiled in have seen
//! these texts; how unseen ones fare is measured by `tools/quality.py`.

#![expect(clippy::print_stderr, reason = "a test that is passed over says so")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use reading_list::detect::Detector;
use reading_list::pipeline;

const FOLDERS: &[&str] = &["hn", "blog", "answers", "threads", "posts"];
const LIST: &str = "data/known-errors.tsv";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn hash(text: &str) -> String {
    let step = |h: u64, b: u8| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", text.bytes().fold(0xcbf2_9ce4_8422_2325, step))
}

/// The labelled titles of a document, as bytes.
fn labelled(text: &str, labels: &Path) -> Vec<(usize, usize)> {
    let labels: serde_json::Value = serde_json::from_str(&fs_err::read_to_string(labels).unwrap()).unwrap();
    let books = labels["books"].as_array().into_iter().flatten();
    let mentions = books.flat_map(|b| b["mentions"].as_array().into_iter().flatten());
    let place = |mention: &serde_json::Value| {
        let words = mention["text"].as_str()?;
        let nth = mention["nth"].as_u64().unwrap_or(1) as usize;
        text.match_indices(words).nth(nth - 1).map(|(at, _)| (at, at + words.len()))
    };
    mentions.filter_map(place).collect()
}

/// Whether two spans share at least half of the longer one.
fn agree(a: (usize, usize), b: (usize, usize)) -> bool {
    let shared = a.1.min(b.1).saturating_sub(a.0.max(b.0));
    2 * shared >= (a.1 - a.0).max(b.1 - b.0)
}

/// How often each error occurs: "folder, document, kind, hash of the string".
fn errors(corpus: &Path) -> BTreeMap<String, usize> {
    let detector = Detector::new(pipeline::gazetteer());
    let mut errors = BTreeMap::new();
    for folder in FOLDERS {
        let files = fs_err::read_dir(corpus.join(folder)).unwrap().map(|file| file.unwrap().path());
        for path in files.filter(|path| path.extension().is_some_and(|e| e == "txt")) {
            let text = fs_err::read_to_string(&path).unwrap();
            let gold = labelled(&text, &path.with_extension("json"));
            let found = detector.detect(&text);
            let found = found.iter().flat_map(|book| &book.mentions).map(|m| (m.span.start(), m.span.end()));
            let found: Vec<_> = found.collect();
            let lacking = |these: &[(usize, usize)], those: &[(usize, usize)]| -> Vec<(usize, usize)> {
                these.iter().filter(|a| !those.iter().any(|b| agree(**a, *b))).copied().collect()
            };
            let name = path.file_stem().unwrap().to_string_lossy();
            for (kind, spans) in [("missed", lacking(&gold, &found)), ("false", lacking(&found, &gold))] {
                for (a, b) in spans {
                    *errors.entry(format!("{folder}\t{name}\t{kind}\t{}", hash(&text[a..b]))).or_default() += 1;
                }
            }
        }
    }
    errors
}

fn print(errors: &BTreeMap<String, usize>) -> String {
    let mut out =
        String::from("# Folder, document, kind of error, hash of the string, how often. See tests/suite/ratchet.rs.\n");
    for (error, times) in errors {
        let _ = writeln!(out, "{error}\t{times}");
    }
    out
}

#[test]
fn no_error_is_new_and_none_is_kept_that_is_mended() {
    let corpus = root().join("../shared/corpus");
    if !corpus.is_dir() {
        eprintln!("skipped: the labelled texts are not beside the repository");
        return;
    }
    let now = print(&errors(&corpus));
    let path = root().join(LIST);
    if std::env::var_os("UPDATE_RATCHET").is_some() {
        fs_err::write(&path, &now).unwrap();
    }
    let listed = fs_err::read_to_string(&path).unwrap_or_default();
    let only =
        |a: &str, b: &str| a.lines().filter(|line| !b.lines().any(|l| l == *line)).collect::<Vec<_>>().join("\n");
    let (new, mended) = (only(&now, &listed), only(&listed, &now));
    assert!(new.is_empty(), "errors that {LIST} does not list:\n{new}");
    assert!(mended.is_empty(), "listed in {LIST} and mended; strike them off:\n{mended}");
}

#[test]
fn half_of_the_longer_one_is_agreement() {
    assert!(agree((0, 10), (5, 10)) && agree((0, 10), (0, 19)));
    assert!(!agree((0, 10), (6, 10)) && !agree((0, 10), (10, 20)));
}
