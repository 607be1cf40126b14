//! Why a text is said to cite a book: the sentences, and the cues found there when it is read again.

use std::collections::BTreeMap;

use super::build::Resolver;
use super::error::PipelineError;
use super::project::Project;
use super::survey::{self, cited_in, source_name};
use crate::bibliography::{Quotation, Quotations};
use crate::catalog::web::{Asked, Web};
use crate::library::{Entry, Quote};
use crate::model::{CitedBook, Document, Evidence, Origin, Span};
use crate::source;

/// One mention of a book, seen again.
#[derive(Clone, Debug, PartialEq)]
pub struct Sighting {
    /// The source, as the library calls it.
    pub source: String,
    /// Who wrote there, and on which day, where the source tells.
    pub byline: Option<String>,
    /// The words.
    pub quote: Quote,
    /// Line and column, unless the words stand there no longer.
    pub place: Option<(usize, usize)>,
    /// The sentence around them; empty where they stand no longer.
    pub sentence: String,
    /// Why they were taken for a book, the strongest cue first; empty where they would not be today.
    pub evidence: Vec<Evidence>,
}

/// Every mention of an entry, in the order of its sources.
pub fn sightings(project: &Project, entry: &Entry) -> Vec<Sighting> {
    let options = project.reading(&Web::default());
    let is_meant = |document: &Document| entry.cited_in.iter().any(|c| c.source == source_name(&document.origin));
    let documents: Vec<Document> =
        source::read(&project.manifest.library.sources, &options).flatten().filter(is_meant).collect();
    let mut sightings = Vec::new();
    for cited in &entry.cited_in {
        let document = documents.iter().find(|d| source_name(&d.origin) == cited.source);
        let cues = document.map(cues).unwrap_or_default();
        sightings.extend(cited.quotes.iter().map(|quote| {
            let span = document.and_then(|d| survey::find(quote, &d.text));
            let text = document.map_or("", |d| d.text.as_str());
            Sighting {
                source: cited.source.clone(),
                byline: document.and_then(byline),
                quote: quote.clone(),
                place: span.map(|span| span.line_column(text)),
                sentence: span.map(|span| sentence(text, span)).unwrap_or_default(),
                evidence: cues.iter().find(|(q, _)| q == quote).map(|(_, e)| e.clone()).unwrap_or_default(),
            }
        }));
    }
    sightings
}

/// `ada, 2021-05-01`.
fn byline(document: &Document) -> Option<String> {
    let Origin::Post { author, date, .. } = &document.origin else { return None };
    let parts: Vec<&str> = [author, date].into_iter().flatten().map(String::as_str).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The requests that the words citing an entry lead to: asked of the kept answers alone, so that nobody is asked again. `web` must
/// be of that kind.
pub fn asked(project: &Project, cited: &[CitedBook], web: &Web) -> Result<Vec<Asked>, PipelineError> {
    let resolver = Resolver::open(&project.manifest, None, web).map_err(|source| project.unknown_catalog(source))?;
    cited.iter().for_each(|cited| drop(resolver.ask(cited)));
    let mut all: Vec<Asked> = Vec::new();
    for asked in web.asked() {
        if !all.contains(&asked) {
            all.push(asked);
        }
    }
    Ok(all)
}

/// The sentences that cite each of these entries, as far as they still stand in the sources.
pub fn quotations(project: &Project, entries: &[Entry]) -> Quotations {
    let options = project.reading(&Web::default());
    let documents: BTreeMap<String, Document> = source::read(&project.manifest.library.sources, &options)
        .flatten()
        .map(|document| (source_name(&document.origin), document))
        .collect();
    let quotation = |source: &str, quote: &Quote| {
        let text = documents.get(source)?.text.as_str();
        let span = survey::find(quote, text)?;
        let line = span.line_column(text).0;
        // Whose emphasis it was in the source does not matter here.
        let sentence = sentence(text, span).replace("**", "");
        Some(Quotation { source: source.to_owned(), line: Some(line), sentence })
    };
    let of = |entry: &Entry| {
        let all = entry.cited_in.iter().flat_map(|c| c.quotes.iter().map(|q| (c.source.as_str(), q)));
        let mut quotations: Vec<Quotation> = all.filter_map(|(source, quote)| quotation(source, quote)).collect();
        // A sentence that names a book twice is one sentence.
        quotations.dedup();
        (entry.key.clone(), quotations)
    };
    entries.iter().map(of).collect()
}

/// What each mention of the text rests on.
fn cues(document: &Document) -> Vec<(Quote, Vec<Evidence>)> {
    let citations = survey::examine(document).citations;
    let of = |citation: &crate::model::Citation| {
        let quotes = cited_in(document, citation).quotes;
        quotes.into_iter().zip(citation.mentions.iter().map(|m| m.evidence.clone())).collect::<Vec<_>>()
    };
    citations.iter().flat_map(of).collect()
}

/// How many characters are shown on either side of the words.
const MOST: usize = 160;

/// The words with the rest of their sentence, on one line.
fn sentence(text: &str, span: Span) -> String {
    let before = tail(text.get(..span.start()).unwrap_or(""));
    let after = head(text.get(span.end()..).unwrap_or(""));
    let ends = |text: &str| {
        let ends = ["\n\n", ". ", "! ", "? ", ".\n", "!\n", "?\n"];
        let all = ends.iter().flat_map(|end| text.match_indices(end).map(|(at, _)| (at, at + end.len())));
        all.filter(|(at, _)| !is_initial(text, *at)).collect::<Vec<_>>()
    };
    let start = ends(before).into_iter().map(|(_, end)| end).max().unwrap_or(0);
    let stop = ends(after).into_iter().map(|(at, _)| at + 1).min().unwrap_or(after.len());
    let (before, after) = (before.get(start..).unwrap_or(""), after.get(..stop).unwrap_or(""));
    let mark = |part: &str| if part.chars().count() > MOST { "…" } else { "" };
    let kept: Vec<char> = before.chars().rev().take(MOST).collect();
    let (first, last) = (mark(before), mark(after));
    let before: String = kept.into_iter().rev().collect();
    let after: String = after.chars().take(MOST).collect();
    let out = format!("{first}{before}{}{after}{last}", span.slice(text));
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The characters before the words that may be shown, and one more.
fn tail(text: &str) -> &str {
    let at = text.char_indices().rev().nth(MOST).map_or(0, |(at, _)| at);
    text.get(at..).unwrap_or("")
}

/// The characters after the words that may be shown, and one more.
fn head(text: &str) -> &str {
    let at = text.char_indices().nth(MOST + 1).map_or(text.len(), |(at, _)| at);
    text.get(..at).unwrap_or("")
}

/// Whether the point at this byte belongs to an initial: `Thomas S. Kuhn`.
fn is_initial(text: &str, at: usize) -> bool {
    let mut before = text.get(..at).unwrap_or("").chars().rev();
    before.next().is_some_and(char::is_uppercase) && before.next().is_none_or(|c| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::sentence;
    use crate::model::Span;

    #[track_caller]
    fn case(text: &str, words: &str, expected: &str) {
        let at = text.find(words).unwrap();
        assert_eq!(sentence(text, Span::new(text, at, at + words.len()).unwrap()), expected);
    }

    #[test]
    fn a_mention_is_shown_in_its_sentence() {
        case("One. Read Emma\nnow! Two.", "Emma", "Read Emma now!");
        case("Emma", "Emma", "Emma");
        case("No. By J. Austen. Read Emma by J. Austen. Yes.", "Emma", "Read Emma by J. Austen.");
        case("# Books\n\n- Emma, é\n\nMore", "Emma", "- Emma, é");
        let long = format!("{} Emma {}", "é".repeat(400), "x".repeat(400));
        case(&long, "Emma", &format!("…{} Emma {}…", "é".repeat(159), "x".repeat(159)));
    }
}
