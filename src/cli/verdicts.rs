//! How the verdicts on cited books are printed: a list for people, JSON for programs, annotations for a workflow.
//!
//! Nothing is judged here.

use serde::Serialize;

use super::shelf;
use super::terminal::{Line, Tone};
use super::words::{Count, choice, list};
use crate::catalog::Record;
use crate::model::{Book, Citation, Document, Match, Reason, Role};
use crate::pipeline::check::{Checked, Mismatch, Obstacle, Verdict};
use crate::pipeline::survey::source_name;
use crate::resolve::difference;

/// The verdict in a word, and how it looks.
fn word(verdict: &Verdict) -> (&'static str, Tone) {
    match verdict {
        Verdict::Exists(_) => ("exists", Tone::Good),
        Verdict::Several(_) => ("exists", Tone::Good),
        Verdict::Otherwise { .. } => ("otherwise", Tone::Error),
        Verdict::Unknown { .. } => ("unknown", Tone::Error),
        Verdict::Doubtful => ("perhaps no book", Tone::Faint),
        Verdict::Unchecked(_) => ("not checked", Tone::Warning),
    }
}

/// What there is to say of a book, in sentences without a full stop; what is shown of records is `book`'s.
fn reasons(cited: &Citation, verdict: &Verdict) -> Vec<String> {
    match verdict {
        Verdict::Exists(found) => {
            let first =
                format!("{} [{}]", plain(&found.book), found.records.first().map_or("", |r| r.catalog.as_str()));
            std::iter::once(first).chain(later(cited, found)).collect()
        }
        Verdict::Several(all) => several(all.iter().map(|found| &found.book)),
        Verdict::Otherwise { mismatch, books } => books.iter().map(|r| mismatched(cited, *mismatch, r)).collect(),
        Verdict::Unknown { asked, nearest } => {
            let first = format!("nobody knows it: it is not in {}", choice(asked));
            std::iter::once(first).chain(nearest.iter().map(|r| format!("nearest: {}", plain(&r.book)))).collect()
        }
        Verdict::Doubtful => vec![format!("a book at {}, and nobody knows it", cited.confidence)],
        Verdict::Unchecked(Obstacle::Incomplete(asked)) if asked.is_empty() => vec!["no catalog was asked".to_owned()],
        Verdict::Unchecked(Obstacle::Incomplete(asked)) => {
            vec![format!("could not be checked: only the {} was asked, and it is not there", list(asked))]
        }
        Verdict::Unchecked(Obstacle::Unreachable(failures)) => {
            failures.iter().map(|f| format!("could not be checked: {}: {}", f.catalog, f.why)).collect()
        }
    }
}

/// A year after the first publication may be a later printing's, which no catalog rules out: it is told, and no more.
fn later(cited: &Citation, found: &Match) -> Option<String> {
    let year =
        cited.cited.year.filter(|_| found.reasons.iter().any(|r| matches!(r, Reason::OtherYear | Reason::NearYear)))?;
    let known = found.book.issued().or(found.book.work.first_published)?;
    Some(format!("the text says {year}, and {} is known: a later printing, or a slip", shelf::date(known)))
}

fn mismatched(cited: &Citation, mismatch: Mismatch, record: &Record) -> String {
    let what = match (mismatch, cited.cited.year) {
        (Mismatch::Author, _) => format!("by {}, not {}", shelf::people(&record.book), list(&cited.cited.authors)),
        (Mismatch::Year, Some(year)) => format!("after {year}"),
        (Mismatch::Year, None) => "later".to_owned(),
    };
    format!("exists {what}: {} [{}]", plain(&record.book), record.id.catalog)
}

/// The first, and how each other differs from it.
fn several<'b>(mut books: impl Iterator<Item = &'b Book>) -> Vec<String> {
    let Some(first) = books.next() else { return Vec::new() };
    let others = books.map(|other| format!("or {}: {}", plain(other), difference(first, other)));
    std::iter::once(format!("{}, most likely", plain(first))).chain(others).collect()
}

fn plain(book: &Book) -> String {
    shelf::book(Line::new(), book).to_string()
}

/// As the text has it.
fn as_cited(citation: &Citation) -> Line {
    let cited = &citation.cited;
    let by = if cited.authors.is_empty() { String::new() } else { format!(", by {}", list(&cited.authors)) };
    let year = cited.year.map_or_else(String::new, |year| format!(" ({year})"));
    Line::new().piece(Tone::Title, &cited.title).plain(format!("{by}{year}"))
}

fn place(document: &Document, citation: &Citation) -> (usize, usize) {
    citation.mentions.first().map_or((1, 1), |mention| mention.span.line_column(&document.text))
}

/// A list for people.
pub fn lines(checked: &Checked) -> Vec<Line> {
    checked.texts().flat_map(|(document, books)| text(document, &books.collect::<Vec<_>>())).collect()
}

/// For programs.
pub fn json(checked: &Checked) -> impl Serialize {
    checked.texts().map(|(document, books)| text_json(document, books)).collect::<Vec<_>>()
}

/// Annotations for a workflow, for every book that is not as it is cited and more quietly for what was not checked.
pub fn annotations(checked: &Checked) -> Vec<Line> {
    checked.texts().flat_map(|(document, books)| github(document, books)).collect()
}

fn text(document: &Document, books: &[(&Citation, &Verdict)]) -> Vec<Line> {
    let count = Count::of(books.len(), "book");
    let mut lines = vec![Line::new().piece(Tone::Heading, document.origin.to_string()).plain(format!(": {count}"))];
    for (citation, verdict) in books {
        let (line, column) = place(document, citation);
        let (word, tone) = word(verdict);
        let start = Line::new().piece(Tone::Faint, format!("{:>10}  ", format!("{line}:{column}")));
        lines.push(start.piece(tone, format!("{word:<11}")).plain(format!("  {}", as_cited(citation))));
        lines.extend(reasons(citation, verdict).into_iter().map(|r| Line::new().plain(format!("{:25}{r}", ""))));
    }
    lines
}

#[derive(Serialize)]
struct TextJson {
    source: String,
    books: Vec<BookJson>,
}

#[derive(Serialize)]
struct BookJson {
    title: String,
    authors: Vec<String>,
    year: Option<i32>,
    line: usize,
    column: usize,
    confidence: f64,
    verdict: &'static str,
    exists: Option<bool>,
    reasons: Vec<String>,
    records: Vec<RecordJson>,
}

#[derive(Serialize)]
struct RecordJson {
    record: String,
    title: String,
    authors: Vec<String>,
    year: Option<i32>,
}

fn text_json<'a>(document: &Document, books: impl Iterator<Item = (&'a Citation, &'a Verdict)>) -> TextJson {
    let book = |(citation, verdict): (&Citation, &Verdict)| {
        let (line, column) = place(document, citation);
        BookJson {
            title: citation.cited.title.clone(),
            authors: citation.cited.authors.iter().map(ToString::to_string).collect(),
            year: citation.cited.year.map(|year| year.number()),
            line,
            column,
            confidence: citation.confidence.probability(),
            verdict: match verdict {
                Verdict::Several(_) => "several",
                Verdict::Doubtful => "doubtful",
                Verdict::Unchecked(_) => "unchecked",
                other => word(other).0,
            },
            exists: match verdict {
                Verdict::Exists(_) | Verdict::Several(_) => Some(true),
                Verdict::Otherwise { .. } | Verdict::Unknown { .. } => Some(false),
                Verdict::Doubtful | Verdict::Unchecked(_) => None,
            },
            reasons: reasons(citation, verdict),
            records: records(verdict),
        }
    };
    TextJson { source: source_name(&document.origin), books: books.map(book).collect() }
}

fn records(verdict: &Verdict) -> Vec<RecordJson> {
    let of = |record: String, book: &Book| RecordJson {
        record,
        title: book.title().full(),
        authors: book.people(Role::Author).map(|c| c.name.to_string()).collect(),
        year: book.work.first_published.map(|date| date.first_year().number()),
    };
    let found = |m: &Match| of(m.records.first().map(ToString::to_string).unwrap_or_default(), &m.book);
    match verdict {
        Verdict::Exists(one) => vec![found(one)],
        Verdict::Several(all) => all.iter().map(found).collect(),
        Verdict::Otherwise { books, .. } | Verdict::Unknown { nearest: books, .. } => {
            books.iter().map(|r| of(r.id.to_string(), &r.book)).collect()
        }
        Verdict::Doubtful | Verdict::Unchecked(_) => Vec::new(),
    }
}

fn github<'a>(document: &Document, books: impl Iterator<Item = (&'a Citation, &'a Verdict)>) -> Vec<Line> {
    let file = property(&source_name(&document.origin));
    let annotation = |(citation, verdict): (&Citation, &Verdict)| {
        let level = match verdict {
            Verdict::Otherwise { .. } | Verdict::Unknown { .. } => "error",
            Verdict::Unchecked(_) => "warning",
            Verdict::Exists(_) | Verdict::Several(_) | Verdict::Doubtful => return None,
        };
        let (line, column) = place(document, citation);
        let title = format!("{}: {}", word(verdict).0, as_cited(citation));
        let message = reasons(citation, verdict).join("\n");
        let place = format!("file={file},line={line},col={column},title={}", property(&title));
        Some(Line::new().plain(format!("::{level} {place}::{}", escaped(&message))))
    };
    books.filter_map(annotation).collect()
}

/// Text that ends no annotation.
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}
