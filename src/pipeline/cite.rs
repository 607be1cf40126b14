//! A text with the keys of the books it cites: from the library if there is one, else as a build of the text alone
//! would make them.
//!
//! Books are detected in the text as it is without citation keys, and known again by the rules of a build: the lock is
//! asked before any catalog, and the text's books are shelved beside all others. Nothing is kept.

use std::path::Path;

use super::build::Resolver;
use super::error::PipelineError;
use super::project::Project;
use super::survey::{Survey, find, source_name, syntax_of};
use super::{known_titles, remember};
use crate::bibliography::in_text::{Cited, Form, Uncited, WithKeys};
use crate::catalog::web::Web;
use crate::detect::Detector;
use crate::library::{Entry, Manifest, Shelf, shelve};
use crate::model::{CitationKey, Confidence, Document, Origin, Span};
use crate::source::{Options, Original};

/// What is wanted of a text.
#[derive(Clone, Debug)]
pub struct Citing {
    /// The text: a path, or `-`.
    pub file: String,
    /// The form of its citations; what its extension says if absent.
    pub form: Option<Form>,
    /// Whether every mention is cited, not the first alone.
    pub every: bool,
}

/// What became of it.
#[derive(Debug)]
pub struct CitedText {
    /// The text as it was.
    pub original: Original,
    /// The text with keys.
    pub with_keys: WithKeys,
    /// The books in it that are not cited, in the order of the text.
    pub left: Vec<Left>,
}

/// A book that a text names and that is not cited there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Its title.
    pub title: String,
    /// Line and column of its first mention.
    pub place: (usize, usize),
    /// Why it is left.
    pub why: Why,
}

/// Why a book is not cited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No catalog has it, and detection is no surer than this that it is one.
    Doubtful(Confidence),
    /// The library has no such book.
    NotInLibrary,
    /// It is only named in code, an attribute, mathematics.
    NoPlace,
}

/// Reads the text and puts its keys in.
pub fn cite(project: Option<&Project>, citing: &Citing, web: &Web) -> Result<CitedText, PipelineError> {
    let original = Original::read(&citing.file, &Options::default())?;
    let syntax = syntax_of(&original.document);
    let form = citing.form.unwrap_or_else(|| syntax.form());
    let uncited = Uncited::of(&original.document.text, syntax, form);
    let name = project.and_then(|project| name_in(project, &citing.file));
    let origin = name.map_or_else(|| original.document.origin.clone(), Origin::File);
    let document = Document { origin, format: original.document.format, text: uncited.text().to_owned() };
    let citations = Detector::new(known_titles()).detect(&document.text);
    let survey = Survey { texts: vec![(document, citations)], ..Survey::default() };
    let shelf = shelved(project, &survey, web)?;
    let mut books = Books { survey: &survey, uncited: &uncited, text: &original.document.text, left: Vec::new() };
    let cited = books.sorted(project, &shelf);
    let with_keys = uncited.with_keys(books.text, &cited, citing.every);
    books.leave(&shelf.entries, |key| with_keys.without_place.contains(key), Why::NoPlace);
    let mut left = books.left;
    left.sort_by_key(|left| left.place);
    Ok(CitedText { original, with_keys, left })
}

/// What the library calls this file, where it lies beside or below library.toml.
fn name_in(project: &Project, file: &str) -> Option<String> {
    let file = Path::new(file).canonicalize().ok()?;
    let below = file.strip_prefix(project.root.canonicalize().ok()?).ok()?;
    Some(below.to_str()?.replace(std::path::MAIN_SEPARATOR, "/"))
}

/// The books of the text among those of the library.
fn shelved(project: Option<&Project>, survey: &Survey, web: &Web) -> Result<Shelf, PipelineError> {
    let Some(project) = project else {
        let manifest = Manifest::default();
        let resolver = Resolver::open(&manifest, None, web);
        let mut resolver = resolver.map_err(|source| PipelineError::Catalog { place: None, source })?;
        return Ok(shelve(&manifest, None, resolver.findings(survey)));
    };
    let resolver = Resolver::open(&project.manifest, project.lock.as_ref(), web);
    let mut resolver = resolver.map_err(|source| project.unknown_catalog(source))?;
    let name = survey.texts.first().map(|(document, _)| source_name(&document.origin));
    let mut findings = remember::findings(project);
    findings.retain(|finding| name.as_ref() != Some(&finding.cited_in.source));
    findings.extend(resolver.findings(survey));
    Ok(shelve(&project.manifest, project.lock.as_ref(), findings))
}

/// The books of a text on their way to be cited.
struct Books<'t> {
    survey: &'t Survey,
    uncited: &'t Uncited,
    text: &'t str,
    left: Vec<Left>,
}

impl Books<'_> {
    /// Those that can be cited; the others are left.
    fn sorted(&mut self, project: Option<&Project>, shelf: &Shelf) -> Vec<Cited> {
        let is_known = |key: &CitationKey| {
            project.is_none_or(|project| {
                let locked = project.lock.as_ref().is_some_and(|lock| lock.entries.contains_key(key));
                locked || project.manifest.book(key).is_some()
            })
        };
        for entry in &shelf.doubtful {
            self.leave(std::slice::from_ref(entry), |_| true, Why::Doubtful(entry.confidence));
        }
        self.leave(&shelf.entries, |key| !is_known(key), Why::NotInLibrary);
        let known = shelf.entries.iter().filter(|entry| is_known(&entry.key));
        let cited = known.map(|entry| self.cited(entry)).filter(|book| !book.mentions.is_empty());
        cited.collect()
    }

    fn leave(&mut self, entries: &[Entry], is_left: impl Fn(&CitationKey) -> bool, why: Why) {
        for entry in entries.iter().filter(|entry| is_left(&entry.key)) {
            if let Some(first) = self.cited(entry).mentions.first() {
                let at = self.uncited.original_start(first.start());
                let place = Span::new(self.text, at, self.text.len()).map(|span| span.line_column(self.text));
                self.left.push(Left { title: entry.book.title().full(), place: place.unwrap_or((1, 1)), why });
            }
        }
    }

    /// The entry with the words that cite it here.
    fn cited(&self, entry: &Entry) -> Cited {
        let text = self.survey.texts.first();
        let of_text = |(document, _): &(Document, _)| {
            let name = source_name(&document.origin);
            let quotes = entry.cited_in.iter().filter(move |cited| cited.source == name).flat_map(|c| &c.quotes);
            quotes.filter_map(|quote| find(quote, &document.text)).collect()
        };
        let mentions = text.map(of_text).unwrap_or_default();
        Cited { key: entry.key.clone(), aliases: entry.aliases.clone(), mentions }
    }
}
