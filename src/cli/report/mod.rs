//! The one place where an error becomes words.
//!
//! Rooms say what failed and which rule was broken; what to try is said here, because only the command line knows
//! its flags. The shape is always the same: what failed and why, where (with the line shown), what to try.

mod rooms;

use std::io;
use std::process::ExitCode;

use super::terminal::{Line, Tone};
use crate::source::{BinaryKind, SourceError};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done; warnings may have been printed.
    Done,
    /// Some input was skipped, or a check did not hold.
    Unmet,
    /// It could not be done.
    Failed,
    /// It could not be checked for want of the network.
    Unchecked,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Unmet => 1,
            Exit::Failed => 2,
            Exit::Unchecked => 3,
        })
    }
}

/// Why a command ended early.
#[derive(Debug)]
pub enum Error {
    /// Something to tell the user.
    Report(Box<Report>),
    /// Several things at once, such as every mistake in a file; never empty.
    Reports(Vec<Report>),
    /// The output could not be written; a closed pipe is among these, and no error.
    Output(io::Error),
}

impl From<io::Error> for Error {
    /// For the terminal's own errors: files are read and written by rooms that name them.
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl<T: Into<Report>> From<T> for Error {
    fn from(error: T) -> Self {
        Self::Report(Box::new(error.into()))
    }
}

/// How grave a report is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It failed.
    Error,
    /// It worked, but look at this.
    Warning,
    /// Good to know.
    Note,
}

/// A place in a text, with its line to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The file, as the user calls it.
    pub path: String,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// The whole line; empty when it is not at hand.
    pub line_text: String,
}

/// An error, warning or note, ready to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How grave it is.
    pub level: Level,
    /// What failed.
    pub message: String,
    /// Where.
    pub location: Option<Location>,
    /// Why, where the message does not say.
    pub why: Option<String>,
    /// What to try.
    pub hints: Vec<String>,
}

impl Report {
    /// An error.
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(Level::Error, message)
    }

    /// A warning.
    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(Level::Warning, message)
    }

    /// A note.
    pub fn note(message: impl Into<String>) -> Self {
        Self::new(Level::Note, message)
    }

    fn new(level: Level, message: impl Into<String>) -> Self {
        Self { level, message: message.into(), location: None, why: None, hints: Vec::new() }
    }

    /// Adds the place.
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }

    /// Adds the reason.
    pub fn because(mut self, why: impl ToString) -> Self {
        self.why = Some(why.to_string());
        self
    }

    /// Adds something to try.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The report as lines for people.
    pub fn lines(&self) -> Vec<Line> {
        let (label, tone) = match self.level {
            Level::Error => ("error", Tone::Error),
            Level::Warning => ("warning", Tone::Warning),
            Level::Note => ("note", Tone::Heading),
        };
        let why = self.why.as_ref().map_or_else(String::new, |why| format!(": {why}"));
        let mut lines = vec![Line::new().piece(tone, label).plain(format!(": {}{why}", self.message))];
        if let Some(location) = &self.location {
            lines.extend(location.lines(tone));
        }
        lines.extend(self.hints.iter().map(|hint| Line::new().piece(Tone::Hint, "hint").plain(format!(": {hint}"))));
        lines
    }
}

/// How many characters of a long line are shown on either side of the place.
const CONTEXT: usize = 36;

impl Location {
    fn lines(&self, tone: Tone) -> Vec<Line> {
        let place = format!("{}:{}:{}", self.path, self.line, self.column);
        let arrow = Line::new().piece(Tone::Faint, "  --> ").plain(place);
        if self.line_text.trim().is_empty() {
            return vec![arrow];
        }
        let (shown, caret) = self.window();
        let number = self.line.to_string();
        let gutter = " ".repeat(number.len());
        let caret = Line::new().piece(Tone::Faint, format!("{gutter} | ")).plain(" ".repeat(caret)).piece(tone, "^");
        vec![arrow, Line::new().piece(Tone::Faint, format!("{number} | ")).plain(shown), caret]
    }

    /// The part of the line around the column, and how many characters stand before the column there.
    fn window(&self) -> (String, usize) {
        let chars: Vec<char> = self.line_text.trim_end().chars().collect();
        let at = self.column.saturating_sub(1).min(chars.len());
        let start = if at <= 2 * CONTEXT { 0 } else { at - CONTEXT };
        let end = chars.len().min(start.max(at) + CONTEXT.max(2 * CONTEXT - (at - start)));
        let before = if start > 0 { "…" } else { "" };
        let after = if end < chars.len() { "…" } else { "" };
        let middle: String = chars.iter().skip(start).take(end - start).collect();
        (format!("{before}{middle}{after}"), at - start + before.chars().count())
    }
}

impl From<SourceError> for Report {
    fn from(error: SourceError) -> Self {
        (&error).into()
    }
}

impl From<&SourceError> for Report {
    fn from(error: &SourceError) -> Self {
        let message = error.to_string();
        let report = if error.is_warning() { Self::warning(message) } else { Self::error(message) };
        match error {
            SourceError::NoMatch { .. } => report
                .hint("`*` stands for any part of a file's name and `**` for any folders; quote it from the shell"),
            SourceError::Missing { path } if path.contains(['*', '?']) => report.hint("quote patterns from the shell"),
            SourceError::Directory { path } => {
                report.hint(format!("name files, or a pattern such as `{}/*.md`", path.trim_end_matches('/')))
            }
            SourceError::TooLarge { .. } => {
                report.hint("split the text, or give it as JSON Lines (`--input jsonl`), which is read line by line")
            }
            SourceError::Unreadable { cause, .. } => report.because(cause),
            SourceError::Binary { path, kind } => binary_hint(report, path, *kind),
            SourceError::Encoding { path, looks_like, .. } => encoding_hint(report, path, *looks_like),
            SourceError::Charset { path, .. } => {
                report.hint(format!("correct its `<meta charset>`, or convert it: {}", iconv("CHARSET", path)))
            }
            SourceError::Web { .. } => {
                report.hint("try again later, or save the page as an `.html` file and name that")
            }
            SourceError::Line { path, line, column, .. } => report
                .at(Location { path: path.clone(), line: *line, column: *column, line_text: String::new() })
                .hint("each line must be a JSON object with `id` and `text`"),
            SourceError::Rewrite { path, encoding } => {
                report.hint(format!("convert it to UTF-8 first: {}", iconv(encoding, path)))
            }
            SourceError::Many { .. } => report.hint("write each of its texts to a file of its own"),
            SourceError::Missing { .. }
            | SourceError::Pattern { .. }
            | SourceError::Unsent { .. }
            | SourceError::Empty { .. } => report,
        }
    }
}

fn binary_hint(report: Report, path: &str, kind: BinaryKind) -> Report {
    match kind {
        BinaryKind::Pdf => report.hint(format!("take its text out first: `pdftotext {} -`", quoted(path))),
        BinaryKind::Zip => report.hint("take its text out first, for example with `pandoc`"),
        BinaryKind::Gzip => report.hint(format!("unpack it first: `gunzip -k {}`", quoted(path))),
        BinaryKind::BareUtf16 => {
            report.hint(format!("convert it: {}, or from UTF-16BE if that gives nonsense", iconv("UTF-16LE", path)))
        }
        BinaryKind::Other => report,
    }
}

fn encoding_hint(report: Report, path: &str, looks_like: Option<&str>) -> Report {
    match looks_like {
        Some(damaged) if damaged.contains(' ') => {
            report.hint(format!("it looks like {damaged}; mend or remove the byte named"))
        }
        Some(name) => report.hint(format!("it looks like {name}; convert it: {}", iconv(name, path))),
        None => report.hint(format!("find out its encoding and convert it: {}", iconv("ENCODING", path))),
    }
}

fn iconv(from: &str, path: &str) -> String {
    format!("`iconv -f {from} -t UTF-8 {}`", quoted(path))
}

/// A path as a shell wants it.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./+,:@%".contains(c);
    if path == "<stdin>" {
        "FILE".to_owned()
    } else if !path.is_empty() && path.chars().all(plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Location, Report};
    use crate::source::SourceError;

    #[track_caller]
    fn told(report: &Report, expected: &[&str]) {
        let lines: Vec<_> = report.lines().iter().map(ToString::to_string).collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn a_report_shows_what_where_why_and_what_to_try() {
        let location = Location {
            path: "library.toml".to_owned(),
            line: 14,
            column: 7,
            line_text: "[book.\"kuhn 1962\"]".to_owned(),
        };
        let report = Report::error("cannot read `library.toml`")
            .because("the key `kuhn 1962` contains a space")
            .at(location)
            .hint("try `kuhn1962`");
        told(
            &report,
            &[
                "error: cannot read `library.toml`: the key `kuhn 1962` contains a space",
                "  --> library.toml:14:7",
                "14 | [book.\"kuhn 1962\"]",
                "   |       ^",
                "hint: try `kuhn1962`",
            ],
        );
    }

    #[test]
    fn long_lines_are_shown_around_the_place() {
        let line_text = format!("{}X{}", "é".repeat(500), "b".repeat(500));
        let location = Location { path: "a.md".to_owned(), line: 1, column: 501, line_text };
        let lines: Vec<_> = Report::note("here").at(location).lines().iter().map(ToString::to_string).collect();
        let (text, caret) = (lines[2].as_str(), lines[3].as_str());
        assert!(text.chars().count() < 100, "{text}");
        assert_eq!(text.chars().position(|c| c == 'X'), caret.chars().position(|c| c == '^'));
    }

    #[test]
    fn columns_past_the_end_do_no_harm() {
        for column in [0, 1, 4, 9999] {
            let location = Location { path: "a".to_owned(), line: 1, column, line_text: "abc\tд".to_owned() };
            assert_eq!(Report::note("x").at(location).lines().len(), 4);
        }
    }

    #[test]
    fn source_errors_say_what_to_try() {
        let path = || "my notes.txt".to_owned();
        let error =
            SourceError::Encoding { path: path(), encoding: "UTF-8", offset: 12, looks_like: Some("windows-1252") };
        told(
            &error.into(),
            &[
                "error: `my notes.txt` is not valid UTF-8: byte 12 breaks it",
                "hint: it looks like windows-1252; convert it: `iconv -f windows-1252 -t UTF-8 'my notes.txt'`",
            ],
        );
        told(&SourceError::Empty { path: path() }.into(), &["warning: `my notes.txt` is empty"]);
        let line = SourceError::Line { path: path(), line: 3, column: 9, why: "missing field `id`".to_owned() };
        told(
            &line.into(),
            &[
                "error: line 3 of `my notes.txt` is skipped: missing field `id`",
                "  --> my notes.txt:3:9",
                "hint: each line must be a JSON object with `id` and `text`",
            ],
        );
    }
    proptest::proptest! {
        #[test]
        fn the_caret_stands_under_its_character(line_text in "[a-zéд]{1,300}", at: proptest::sample::Index) {
            let chars: Vec<char> = line_text.chars().collect();
            let at = at.index(chars.len());
            let location = Location { path: "a".to_owned(), line: 7, column: at + 1, line_text };
            let lines: Vec<_> = Report::note("x").at(location).lines().iter().map(ToString::to_string).collect();
            let caret = lines[3].chars().count() - 1;
            assert_eq!(lines[2].chars().nth(caret), Some(chars[at]));
        }
    }
}
