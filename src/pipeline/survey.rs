//! Texts read, with the books they cite: the sentence up to its first comma.
//!
//! What could not be read stands beside what could. No catalog is asked here, and nothing is kept.

use std::num::NonZero;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::known_titles;
use crate::bibliography::in_text::{Syntax, Uncited};
use crate::detect::{Detector, Findings, PassedOver, Rejected};
use crate::library::{CitedIn, Quote};
use crate::model::{Citation, Document, Format, Mention, Origin, Span};
use crate::source::{self, Options, SourceError};

/// Every text that could be read, with what it cites.
#[derive(Debug, Default)]
pub struct Survey {
    /// The texts in the order of the sources, each with its citations in the order of the text.
    pub texts: Vec<(Document, Vec<Citation>)>,
    /// Other works that were seen.
    pub passed_over: PassedOver,
    /// What could not be read, and warnings.
    pub skipped: Vec<SourceError>,
}

impl Survey {
    /// Reads what `patterns` name, but for the files of these names, and finds the books.
    pub fn of(patterns: &[String], options: &Options, except: &[String]) -> Self {
        let mut documents = Vec::new();
        let mut skipped = Vec::new();
        for result in source::read(patterns, options) {
            match result {
                Ok(document) if except.contains(&source_name(&document.origin)) => {}
                Ok(document) => documents.push(document),
                Err(error) => skipped.push(error),
            }
        }
        let borrowed: Vec<&Document> = documents.iter().collect();
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let found = in_parallel(&borrowed, threads, &examine);
        let mut passed_over = PassedOver::default();
        found.iter().for_each(|findings| passed_over.add(&findings.passed_over));
        let citations = found.into_iter().map(|findings| findings.citations);
        Self { texts: documents.into_iter().zip(citations).collect(), passed_over, skipped }
    }

    /// How many words were read.
    pub fn words(&self) -> usize {
        self.texts.iter().map(|(document, _)| document.text.split_whitespace().count()).sum()
    }

    /// Whether something was lost, and not only to be warned of.
    pub fn has_failures(&self) -> bool {
        self.skipped.iter().any(|error| !error.is_warning())
    }

    /// Line and column of words of a source.
    pub fn place(&self, source: &str, quote: &Quote) -> Option<(usize, usize)> {
        let (document, _) = self.texts.iter().find(|(document, _)| source_name(&document.origin) == source)?;
        find(quote, &document.text).map(|span| span.line_column(&document.text))
    }
}

/// The books that a text cites, and what else it has. Citation keys in it are none of its words: with and without them,
/// it cites the same.
pub fn examine(document: &Document) -> Findings {
    let detector = Detector::new(known_titles());
    let text = &document.text;
    let syntax = syntax_of(document);
    if !text.contains('@') && !text.contains("cite") {
        return detector.examine(text);
    }
    let uncited = Uncited::of(text, syntax, syntax.form());
    if uncited.text() == text {
        return detector.examine(text);
    }
    let mention = |mention: Mention| {
        let (start, end) = (mention.span.start(), mention.span.end());
        let span = Span::new(text, uncited.original_start(start), uncited.original_end(end))?;
        Some(Mention { span, ..mention })
    };
    let found = detector.examine(uncited.text());
    let citations = found.citations.into_iter();
    let citations = citations.map(|c| Citation { mentions: c.mentions.into_iter().filter_map(mention).collect(), ..c });
    let rejected = found.rejected.into_iter().filter_map(|r| Some(Rejected { mention: mention(r.mention)?, ..r }));
    Findings { citations: citations.collect(), rejected: rejected.collect(), passed_over: found.passed_over }
}

/// What markup a text has.
pub fn syntax_of(document: &Document) -> Syntax {
    match (&document.origin, document.format) {
        (_, Format::Html) => Syntax::Html,
        (_, Format::Markdown) => Syntax::Markdown,
        (Origin::File(path), Format::Text) => Syntax::of(Path::new(path)),
        _ => Syntax::Prose,
    }
}

/// What the library calls a source.
pub fn source_name(origin: &Origin) -> String {
    match origin {
        Origin::File(path) => path.strip_prefix("./").unwrap_or(path).to_owned(),
        Origin::Stdin => "-".to_owned(),
        Origin::Record(id) => id.clone(),
        Origin::Post { address, .. } => address.clone(),
    }
}

/// The words by which a text cites a book.
pub fn cited_in(document: &Document, citation: &Citation) -> CitedIn {
    let quotes = citation.mentions.iter().map(|mention| quote(mention.span, &document.text));
    CitedIn { source: source_name(&document.origin), quotes: quotes.collect() }
}

fn quote(span: Span, text: &str) -> Quote {
    let words = span.slice(text);
    let before = text.match_indices(words).take_while(|(at, _)| *at < span.start()).count();
    Quote { text: words.to_owned(), occurrence: u32::try_from(before + 1).unwrap_or(u32::MAX) }
}

/// Where quoted words stand in a text, if they still do.
pub fn find(quote: &Quote, text: &str) -> Option<Span> {
    let nth = usize::try_from(quote.occurrence).ok()?.checked_sub(1)?;
    let (at, words) = text.match_indices(quote.text.as_str()).nth(nth)?;
    Span::new(text, at, at + words.len())
}

/// What `detector` finds in each document, in their order; threads take the next document as they become free.
fn in_parallel<R: Send>(documents: &[&Document], threads: usize, detector: &(dyn Fn(&Document) -> R + Sync)) -> Vec<R> {
    let threads = threads.min(documents.len());
    if threads <= 1 {
        return documents.iter().map(|document| detector(document)).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mine = std::iter::from_fn(|| {
            let at = next.fetch_add(1, Ordering::Relaxed);
            documents.get(at).map(|document| (at, detector(document)))
        });
        mine.collect::<Vec<_>>()
    };
    let mut found: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a detector does not panic")).collect()
    });
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::{find, in_parallel, quote};
    use crate::model::{Citation, CitedBook, Confidence, Document, Format, Mention, Origin, Span};

    #[track_caller]
    fn case(text: &str, words: &str, at: usize, occurrence: u32) {
        let span = Span::new(text, at, at + words.len()).unwrap();
        let quote = quote(span, text);
        assert_eq!((quote.text.as_str(), quote.occurrence), (words, occurrence));
        assert_eq!(find(&quote, text), Some(span));
        assert_eq!(find(&quote, "other words"), None);
    }

    #[test]
    fn quotes_are_found_again_after_a_typo_is_mended() {
        case("On War. On War!", "On War", 0, 1);
        case("On War. On War!", "On War", 8, 2);
        case("é “Emma”", "Emma", 6, 1);
        let (before, after) = ("Teh best is Emma.", "The very best is Emma.");
        let quote = quote(Span::new(before, 12, 16).unwrap(), before);
        assert_eq!(find(&quote, after).map(|span| span.slice(after)), Some("Emma"));
    }

    #[test]
    fn threads_keep_the_order() {
        let document = |n: usize| Document { origin: Origin::Stdin, format: Format::Text, text: n.to_string() };
        let documents: Vec<_> = (0..100).map(document).collect();
        let borrowed: Vec<_> = documents.iter().collect();
        let whole = |document: &Document| {
            let span = Span::new(&document.text, 0, document.text.len()).unwrap();
            let cited = CitedBook { title: document.text.clone(), ..CitedBook::default() };
            let mentions = vec![Mention { span, evidence: Vec::new() }];
            vec![Citation { cited, mentions, confidence: Confidence::CERTAIN }]
        };
        for threads in [1, 2, 7, 200] {
            let found = in_parallel(&borrowed, threads, &whole);
            let titles: Vec<_> = found.iter().flatten().map(|citation| citation.cited.title.as_str()).collect();
            let expected: Vec<_> = documents.iter().map(|document| document.text.as_str()).collect();
            assert_eq!(titles, expected);
        }
        assert!(in_parallel(&[], 4, &whole).is_empty());
    }
}
