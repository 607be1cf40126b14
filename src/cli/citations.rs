//! How the citations of a text are printed: a list for people, JSON for programs.
//!
//! The shape of the JSON is a contract: other programs read it. What `--explain` adds to it is not. Nothing is found or
//! decided here.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use super::Terminal;
use super::terminal::{Line, Tone};
use super::words::{Count, list};
use crate::detect::{Findings, PassedOver, Rejected};
use crate::model::{Citation, Confidence, Document, Evidence, Mention, Origin};

/// How books are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Output {
    /// A list for people.
    #[default]
    Text,
    /// One JSON array.
    Json,
    /// One JSON object a line, as soon as it is known.
    Jsonl,
}

/// Prints documents with their books, one after the other.
#[derive(Debug)]
pub struct Printer {
    output: Output,
    explain: bool,
    threshold: Confidence,
    printed: usize,
}

impl Printer {
    /// Prints in this way, leaving out what is less sure than `threshold`.
    pub fn new(output: Output, explain: bool, threshold: Confidence) -> Self {
        Self { output, explain, threshold, printed: 0 }
    }

    /// Prints one document; to be called in the order of the input. `exist` says of the citations in their order whether there
    /// are such books; it is empty where nobody was asked.
    pub fn print(
        &mut self,
        document: &Document,
        findings: &Findings,
        exist: &[Option<bool>],
        terminal: &mut Terminal,
    ) -> io::Result<()> {
        let exist = exist.iter().copied().chain(std::iter::repeat(None));
        let sure = findings.citations.iter().zip(exist).filter(|(citation, _)| citation.confidence >= self.threshold);
        match self.output {
            Output::Text => {
                let citations: Vec<_> = sure.collect();
                let lines = lines(document, &citations, findings, self.explain);
                lines.iter().try_for_each(|line| terminal.say(line))?;
            }
            Output::Json | Output::Jsonl => {
                let record = record(document, sure, findings, self.explain);
                let json = serde_json::to_string(&record)?;
                let (before, after) = match (self.output, self.printed) {
                    (Output::Jsonl, _) => ("", "\n"),
                    (_, 0) => ("[\n", ""),
                    _ => (",\n", ""),
                };
                terminal.write(format!("{before}{json}{after}").as_bytes())?;
            }
        }
        self.printed += 1;
        Ok(())
    }

    /// The document as a line of JSON Lines, which needs to know nothing of the others.
    pub fn line(&self, document: &Document, findings: &Findings) -> io::Result<String> {
        let sure = findings.citations.iter().filter(|citation| citation.confidence >= self.threshold);
        let record = record(document, sure.map(|citation| (citation, None)), findings, self.explain);
        Ok(serde_json::to_string(&record)? + "\n")
    }

    /// Prints what must come after the last document.
    pub fn finish(self, terminal: &mut Terminal) -> io::Result<()> {
        match (self.output, self.printed) {
            (Output::Json, 0) => terminal.write(b"[]\n"),
            (Output::Json, _) => terminal.write(b"\n]\n"),
            _ => Ok(()),
        }
    }
}

#[derive(Serialize)]
struct RecordJson<'a> {
    source: &'a str,
    /// The day, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    books: Vec<BookJson<'a>>,
    /// What was nearly taken for a book.
    #[serde(skip_serializing_if = "Option::is_none")]
    rejected: Option<Vec<RejectedJson<'a>>>,
    /// Other works, by kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    passed_over: Option<BTreeMap<&'static str, usize>>,
}

#[derive(Serialize)]
struct RejectedJson<'a> {
    confidence: f64,
    #[serde(flatten)]
    mention: MentionJson<'a>,
}

#[derive(Serialize)]
struct BookJson<'a> {
    title: &'a str,
    authors: Vec<String>,
    year: Option<i32>,
    confidence: f64,
    /// Known only when a catalog was asked.
    exists: Option<bool>,
    mentions: Vec<MentionJson<'a>>,
}

#[derive(Serialize)]
struct MentionJson<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Vec<EvidenceJson>>,
}

#[derive(Serialize)]
struct EvidenceJson {
    cue: &'static str,
    weight: f32,
}

fn record<'a>(
    document: &'a Document,
    citations: impl Iterator<Item = (&'a Citation, Option<bool>)>,
    findings: &'a Findings,
    explain: bool,
) -> RecordJson<'a> {
    let (source, date) = match &document.origin {
        Origin::File(path) => (path.as_str(), None),
        Origin::Stdin => ("-", None),
        Origin::Record(id) => (id.as_str(), None),
        Origin::Post { address, date, .. } => (address.as_str(), date.as_deref()),
    };
    let rejected = |r: &'a Rejected| RejectedJson {
        confidence: r.confidence.probability(),
        mention: mention(document, &r.mention, explain),
    };
    RecordJson {
        source,
        date,
        books: citations.map(|(citation, exists)| book(document, citation, exists, explain)).collect(),
        rejected: explain.then(|| findings.rejected.iter().map(rejected).collect()),
        passed_over: explain.then(|| findings.passed_over.iter().map(|(kind, n)| (kind.names().1, n)).collect()),
    }
}

fn book<'a>(document: &'a Document, citation: &'a Citation, exists: Option<bool>, explain: bool) -> BookJson<'a> {
    BookJson {
        title: &citation.cited.title,
        authors: citation.cited.authors.iter().map(ToString::to_string).collect(),
        year: citation.cited.year.map(|year| year.number()),
        confidence: citation.confidence.probability(),
        exists,
        mentions: citation.mentions.iter().map(|m| mention(document, m, explain)).collect(),
    }
}

fn mention<'a>(document: &'a Document, mention: &'a Mention, explain: bool) -> MentionJson<'a> {
    let evidence = |e: &Evidence| EvidenceJson { cue: e.cue, weight: e.weight };
    MentionJson {
        start: mention.span.start(),
        end: mention.span.end(),
        text: mention.span.slice(&document.text),
        evidence: explain.then(|| mention.evidence.iter().map(evidence).collect()),
    }
}

/// The list for people.
fn lines(
    document: &Document,
    citations: &[(&Citation, Option<bool>)],
    findings: &Findings,
    explain: bool,
) -> Vec<Line> {
    let places = Places::of(&document.text);
    let count = Count::of(citations.len(), "book");
    let heading = Line::new()
        .piece(Tone::Heading, document.origin.to_string())
        .plain(format!(": {count}{}", passed_over(&findings.passed_over)));
    let books = citations.iter().flat_map(|(citation, exists)| {
        let reasons = citation.mentions.iter().filter(|_| explain);
        let reasons = reasons.flat_map(|mention| reasons_of(document, mention, &places));
        let line = match exists {
            Some(true) => book_line(citation, &places).piece(Tone::Good, "  exists"),
            Some(false) => book_line(citation, &places).piece(Tone::Error, "  nobody knows it"),
            None => book_line(citation, &places),
        };
        std::iter::once(line).chain(reasons)
    });
    let rejected = findings.rejected.iter().filter(|_| explain).flat_map(|r| rejected(document, r, &places));
    std::iter::once(heading).chain(books).chain(rejected).collect()
}

/// `  (3 articles and 2 films passed over)`, or nothing.
pub fn passed_over(works: &PassedOver) -> String {
    let counts = works.iter().map(|(kind, number)| Count::irregular(number, kind.names().0, kind.names().1));
    let counts: Vec<_> = counts.collect();
    if counts.is_empty() { String::new() } else { format!("  ({} passed over)", list(&counts)) }
}

/// What was nearly taken for a book, and why not.
fn rejected(document: &Document, rejected: &Rejected, places: &Places) -> Vec<Line> {
    let at = places.find(rejected.mention.span.start());
    let line = Line::new()
        .piece(Tone::Faint, format!("  {at:>8}  "))
        .plain(format!("{:>5}  not taken: ", rejected.confidence.to_string()))
        .plain(rejected.mention.span.slice(&document.text));
    std::iter::once(line).chain(cues(&rejected.mention)).collect()
}

fn book_line(citation: &Citation, places: &Places) -> Line {
    let mut at = citation.mentions.iter().map(|mention| places.find(mention.span.start()));
    let first = at.next().unwrap_or_default();
    let line = Line::new()
        .piece(Tone::Faint, format!("  {first:>8}  "))
        .plain(format!("{:>5}  ", citation.confidence.to_string()))
        .piece(Tone::Title, &citation.cited.title);
    let by = match citation.cited.authors.as_slice() {
        [] => String::new(),
        authors => format!(", by {}", list(authors)),
    };
    let year = citation.cited.year.map_or_else(String::new, |year| format!(" ({year})"));
    let others: Vec<_> = at.collect();
    let also = if others.is_empty() { String::new() } else { format!("  also at {}", others.join(", ")) };
    line.plain(by + &year).piece(Tone::Faint, also)
}

fn reasons_of(document: &Document, mention: &Mention, places: &Places) -> Vec<Line> {
    let at = places.find(mention.span.start());
    let words = format!("             {at} \"{}\"", mention.span.slice(&document.text));
    std::iter::once(Line::new().piece(Tone::Faint, words)).chain(cues(mention)).collect()
}

fn cues(mention: &Mention) -> impl Iterator<Item = Line> {
    mention.evidence.iter().map(|e| {
        let tone = if e.weight < 0.0 { Tone::Warning } else { Tone::Good };
        Line::new().piece(tone, format!("             {:>+6.2}", e.weight)).plain(format!("  {}", e.cue))
    })
}

/// Where the lines of a text begin, so that a place is found without reading the text again.
struct Places<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Places<'a> {
    fn of(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    /// `line:column` of a byte, both from 1, the column in characters.
    fn find(&self, at: usize) -> String {
        let line = self.starts.partition_point(|&start| start <= at);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = self.text.get(start..at).map_or(0, |before| before.chars().count()) + 1;
        format!("{line}:{column}")
    }
}

#[cfg(test)]
mod tests {
    use super::{Findings, Places, lines, record};
    use crate::model::{
        Citation, CitedBook, Confidence, Document, Evidence, Format, Mention, Name, Origin, Span, Year,
    };

    const TEXT: &str = "Schön:\nRead *On War* by Clausewitz (1832).\nOn War, again.";

    fn document() -> Document {
        Document { origin: Origin::File("a.md".to_owned()), format: Format::Markdown, text: TEXT.to_owned() }
    }

    fn citation() -> Citation {
        let mentions = TEXT.match_indices("On War").map(|(at, words)| Mention {
            span: Span::new(TEXT, at, at + words.len()).unwrap(),
            evidence: vec![
                Evidence { cue: "emphasis", weight: 2.25 },
                Evidence { cue: "ordinary-words", weight: -0.5 },
            ],
        });
        Citation {
            mentions: mentions.collect(),
            cited: CitedBook {
                title: "On War".to_owned(),
                authors: vec![Name::parse("Clausewitz").unwrap()],
                year: Year::new(1832),
                isbn: None,
            },
            confidence: Confidence::from_percent(94),
        }
    }

    #[track_caller]
    fn json(citations: &[Citation], explain: bool, expected: &str) {
        let document = document();
        let findings = Findings::default();
        let record = record(&document, citations.iter().map(|citation| (citation, None)), &findings, explain);
        assert_eq!(serde_json::to_string(&record).unwrap(), expected);
    }

    #[test]
    fn json_keeps_the_contract() {
        json(&[], false, r#"{"source":"a.md","books":[]}"#);
        json(
            &[citation()],
            false,
            concat!(
                r#"{"source":"a.md","books":[{"title":"On War","authors":["Clausewitz"],"year":1832,"#,
                r#""confidence":0.94,"exists":null,"mentions":[{"start":14,"end":20,"text":"On War"},"#,
                r#"{"start":44,"end":50,"text":"On War"}]}]}"#
            ),
        );
        let bare = Citation { cited: CitedBook { title: "X".to_owned(), ..CitedBook::default() }, ..citation() };
        let one = Citation { mentions: citation().mentions.into_iter().take(1).collect(), ..bare };
        json(
            &[one],
            true,
            concat!(
                r#"{"source":"a.md","books":[{"title":"X","authors":[],"year":null,"confidence":0.94,"exists":null,"#,
                r#""mentions":[{"start":14,"end":20,"text":"On War","evidence":[{"cue":"emphasis","weight":2.25},"#,
                r#"{"cue":"ordinary-words","weight":-0.5}]}]}],"rejected":[],"passed_over":{}}"#
            ),
        );
    }

    #[track_caller]
    fn text(explain: bool, expected: &[&str]) {
        let citation = citation();
        let lines: Vec<_> = lines(&document(), &[(&citation, None)], &Findings::default(), explain)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn the_list_for_people() {
        text(false, &["a.md: 1 book", "       2:7   94 %  On War, by Clausewitz (1832)  also at 3:1"]);
        text(
            true,
            &[
                "a.md: 1 book",
                "       2:7   94 %  On War, by Clausewitz (1832)  also at 3:1",
                "             2:7 \"On War\"",
                "              +2.25  emphasis",
                "              -0.50  ordinary-words",
                "             3:1 \"On War\"",
                "              +2.25  emphasis",
                "              -0.50  ordinary-words",
            ],
        );
    }

    #[test]
    fn places_agree_with_spans() {
        let places = Places::of(TEXT);
        for (at, _) in TEXT.char_indices() {
            let end = at + TEXT[at..].chars().next().unwrap().len_utf8();
            let (line, column) = Span::new(TEXT, at, end).unwrap().line_column(TEXT);
            assert_eq!(places.find(at), format!("{line}:{column}"));
        }
    }
}
