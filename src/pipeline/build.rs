//! The whole sentence, for a library and for texts without one.
//!
//! A build makes everything and writes nothing: what would change is handed back, and the command decides. The lock
//! is asked before any catalog, so that the same texts with the same lock give the same bytes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::error::PipelineError;
use super::outputs::{self, Change};
use super::project::Project;
use super::remember;
use super::survey::{Survey, cited_in};
use crate::bibliography::{self, Options, OutputFormat};
use crate::catalog::registry::{self, Opened, Unavailable};
use crate::library::manifest::EditionRule;
use crate::library::{Finding, Lock, Manifest, Shelf, shelve};
use crate::model::{Book, CatalogName, CitedBook, Failure, Resolution};
use crate::resolve;
use crate::source::Options as SourceOptions;

/// What became of the texts.
#[derive(Debug)]
pub struct Built {
    /// The texts, and what could not be read.
    pub survey: Survey,
    /// The books.
    pub shelf: Shelf,
    /// Who could say which books they are.
    pub asked: Asked,
    /// Every file as it should be.
    pub changes: Vec<Change>,
}

/// Who was asked for the books.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The catalogs that can be asked.
    pub catalogs: Vec<CatalogName>,
    /// Those that cannot.
    pub passed_over: Vec<Unavailable>,
    /// How many citations there were.
    pub citations: usize,
    /// How many of them the lock could answer.
    pub from_lock: usize,
}

/// How the books of some texts are to be written, without a library.
#[derive(Clone, Debug)]
pub struct OneShot {
    /// The format.
    pub format: OutputFormat,
    /// The style, for formats that people read.
    pub style: Option<String>,
    /// Where to write.
    pub output: Option<PathBuf>,
}

/// Builds a library.
pub fn build(project: &Project) -> Result<Built, PipelineError> {
    let designs = outputs::designs(project)?;
    let (survey, findings, asked) = found(project)?;
    let shelf = shelve(&project.manifest, project.lock.as_ref(), findings);
    let changes = outputs::changes(project, &designs, &shelf.entries, &shelf.lock)?;
    Ok(Built { survey, shelf, asked, changes })
}

/// What the sources of a library cite, with what is known of each citation.
pub(super) fn found(project: &Project) -> Result<(Survey, Vec<Finding>, Asked), PipelineError> {
    let mut resolver =
        Resolver::open(&project.manifest, project.lock.as_ref()).map_err(|source| project.unknown_catalog(source))?;
    let options = SourceOptions { root: project.root.clone(), ..SourceOptions::default() };
    let survey = Survey::of(&project.manifest.library.sources, &options, &outputs::own_files(project));
    let mut findings = resolver.findings(&survey);
    findings.extend(of_unread(project, &survey));
    Ok((survey, findings, resolver.asked))
}

/// What the lock knows of sources that cannot be read just now: a file that was moved must not cost its books.
fn of_unread(project: &Project, survey: &Survey) -> Vec<Finding> {
    let unread: Vec<&str> = survey.skipped.iter().filter(|e| !e.is_warning()).map(|e| e.path()).collect();
    let lock = project.lock.iter().filter(|_| !unread.is_empty());
    lock.flat_map(|lock| {
        remember::of_sources(lock, |source| unread.iter().any(|u| outputs::plain(u) == outputs::plain(source)))
    })
    .collect()
}

/// Builds one bibliography of some texts; the text of the bibliography is in the only change, or if it is to be
/// written nowhere, in the second value.
pub fn build_once(files: &[String], one_shot: &OneShot) -> Result<(Built, String), PipelineError> {
    let manifest = Manifest::default();
    let mut resolver =
        Resolver::open(&manifest, None).map_err(|source| PipelineError::Catalog { place: None, source })?;
    let output = one_shot.output.as_ref().map(|path| path.display().to_string());
    one_shot.output.iter().try_for_each(|path| outputs::must_not_overwrite_texts(files, path))?;
    let own: Vec<String> = output.iter().map(|path| outputs::plain(path)).collect();
    let survey = Survey::of(files, &SourceOptions::default(), &own);
    let findings = resolver.findings(&survey);
    let shelf = shelve(&manifest, None, findings);
    let style = one_shot.style.clone();
    let options = style.map_or_else(Options::default, |style| Options { style, ..Options::default() });
    let text = bibliography::write(&shelf.entries, one_shot.format, &options)
        .map_err(|error| outputs::trouble(None, output.as_deref(), &[], error))?;
    let changes =
        one_shot.output.iter().map(|path| Change::new(path.display().to_string(), path.clone(), text.clone()));
    let changes = changes.collect();
    Ok((Built { survey, shelf, asked: resolver.asked, changes }, text))
}

/// Finds out which books are meant: by the lock, else by the catalogs.
pub(super) struct Resolver<'l> {
    lock: Option<&'l Lock>,
    edition: EditionRule,
    opened: Opened,
    pub(super) asked: Asked,
}

impl<'l> Resolver<'l> {
    pub(super) fn open(manifest: &Manifest, lock: Option<&'l Lock>) -> Result<Self, registry::UnknownCatalog> {
        let opened = registry::open(&manifest.library.catalogs)?;
        registry::check(manifest.catalogs.keys())?;
        let asked = Asked {
            catalogs: opened.catalogs.iter().map(|c| c.name()).collect(),
            passed_over: opened.unavailable.clone(),
            ..Asked::default()
        };
        Ok(Self { lock, edition: manifest.library.edition.clone(), opened, asked })
    }

    /// What every text cites, with what is known of it.
    fn findings(&mut self, survey: &Survey) -> Vec<Finding> {
        let answers = self.lock.map(Lock::answers);
        // The same words get the same answer, however many texts use them.
        let mut known: BTreeMap<String, Resolution> = BTreeMap::new();
        let mut findings = Vec::new();
        for (document, citations) in &survey.texts {
            for citation in citations {
                let cited = &citation.cited;
                let locked = answers.as_ref();
                let locked = locked.and_then(|a| a.resolution_of(cited, &self.asked.catalogs, &self.edition));
                self.asked.citations += 1;
                self.asked.from_lock += usize::from(locked.is_some());
                let resolution = locked
                    .unwrap_or_else(|| known.entry(format!("{cited:?}")).or_insert_with(|| self.ask(cited)).clone());
                let finding =
                    Finding { cited_in: cited_in(document, citation), citation: citation.clone(), resolution };
                findings.push(finding);
            }
        }
        findings
    }

    /// Asks the catalogs. That nobody could be asked is not that nobody knows.
    pub(super) fn ask(&self, cited: &CitedBook) -> Resolution {
        if !self.opened.catalogs.is_empty() {
            return resolve::resolve(cited, &self.opened.catalogs);
        }
        let failure = |u: &Unavailable| Failure { catalog: u.name.clone(), why: u.why.to_owned() };
        Resolution::Unreachable { failures: self.opened.unavailable.iter().map(failure).collect() }
    }

    /// The books that bear the title cited.
    pub(super) fn namesakes(&self, cited: &CitedBook) -> Vec<Book> {
        resolve::namesakes(cited, &self.opened.catalogs).into_iter().map(|record| record.book).collect()
    }
}
