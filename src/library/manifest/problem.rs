//! What is wrong in `library.toml`, and where.
//!
//! A finding holds the line it is about, so that whoever shows it need not read the file again. How it is shown is
//! the command line's business.

use std::ops::Range;

use thiserror::Error;

/// One thing that is wrong in `library.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{path}:{line}:{column}: {message}")]
pub struct ManifestError {
    /// The file, as the caller names it.
    pub path: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// The line itself.
    pub text: String,
    /// The rule that does not hold.
    pub message: String,
    /// What to try.
    pub hint: Option<String>,
}

/// Gathers findings about one text.
pub(super) struct Problems<'a> {
    text: &'a str,
    path: &'a str,
    found: Vec<(usize, ManifestError)>,
}

impl<'a> Problems<'a> {
    pub(super) fn new(text: &'a str, path: &'a str) -> Self {
        Self { text, path, found: Vec::new() }
    }

    pub(super) fn add(&mut self, at: Range<usize>, message: impl Into<String>) {
        self.add_with_hint(at, message, None);
    }

    pub(super) fn add_with_hint(&mut self, at: Range<usize>, message: impl Into<String>, hint: Option<String>) {
        let (line, column, text) = place(self.text, at.start);
        let text = text.to_owned();
        let error = ManifestError { path: self.path.to_owned(), line, column, text, message: message.into(), hint };
        self.found.push((at.start, error));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Leaves out what is most likely only a consequence: in broken TOML one error on a line brings the next.
    pub(super) fn keep_first_of_each_line(&mut self) {
        self.found.sort_by_key(|(at, _)| *at);
        self.found.dedup_by_key(|(_, error)| error.line);
    }

    /// The findings in the order of the text.
    pub(super) fn into_sorted(mut self) -> Vec<ManifestError> {
        self.found.sort_by_key(|(at, _)| *at);
        self.found.into_iter().map(|(_, error)| error).collect()
    }
}

/// Line, column (in characters) and the line's text at a byte; what lies past the end is the end.
pub(in crate::library) fn place(text: &str, at: usize) -> (usize, usize, &str) {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let (before, after) = text.split_at(at);
    let start = before.rfind('\n').map_or(0, |n| n + 1);
    let end = after.find('\n').map_or(text.len(), |n| at + n);
    let line = text.get(start..end).unwrap_or("").trim_end_matches('\r');
    let column = text.get(start..at).unwrap_or("").chars().count() + 1;
    (before.matches('\n').count() + 1, column, line)
}

/// The name that is most like `text`, if any is like enough to be meant.
pub(in crate::library) fn nearest<'n>(text: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    /// Swapped or missing letters leave Jaro-Winkler above this; unlike words of these vocabularies stay below.
    const ALIKE: f64 = 0.8;
    let lower = text.to_lowercase();
    names
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&lower, &name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// "did you mean" the nearest of these names.
pub(super) fn did_you_mean<'n>(text: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    nearest(text, names).map(|name| format!("did you mean `{name}`?"))
}
