//! The whole sentence, for a library and for texts without one.
//!
//! A build makes everything and writes nothing: what would change is handed back, and the command decides. The lock
//! is asked before any catalog, so that the same texts with the same lock give the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use url::Url;

use super::error::PipelineError;
use super::online;
use super::outputs::{self, Change};
use super::project::Project;
use super::remember;
use super::survey::{self, Survey, cited_in};
use crate::bibliography::{self, Options, OutputFormat};
use crate::catalog::registry::{self, Obstacle, Opened, Unavailable};
use crate::catalog::web::Web;
use crate::catalog::{Catalog, Record};
use crate::library::manifest::EditionRule;
use crate::library::{Finding, Lock, Manifest, Shelf, shelve};
use crate::model::{Book, CatalogName, Citation, CitedBook, Failure, Isbn, Language, Origin, Resolution, Year};
use crate::net::at_once;
use crate::resolve::{self, Rules, Wanted, home};
use crate::source::web::{is_web_address, site_names, thread_site};
use crate::source::{Options as SourceOptions, may_hold_many};

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

/// So many books are looked up at the same time where catalogs on the network are asked: enough to keep several hosts at
/// their pace.
const AT_ONCE: usize = 32;

/// Builds a library, asking the network through `web`.
pub fn build(project: &Project, web: &Web) -> Result<Built, PipelineError> {
    let designs = outputs::designs(project)?;
    let (survey, findings, asked) = found(project, web)?;
    let shelf = shelve(&project.manifest, project.lock.as_ref(), findings);
    let changes = outputs::changes(project, &designs, &shelf.entries, &shelf.lock)?;
    Ok(Built { survey, shelf, asked, changes })
}

/// What the sources of a library cite, with what is known of each citation.
pub(super) fn found(project: &Project, web: &Web) -> Result<(Survey, Vec<Finding>, Asked), PipelineError> {
    let resolver = Resolver::open(&project.manifest, project.lock.as_ref(), web);
    let mut resolver = resolver.map_err(|source| project.unknown_catalog(source))?;
    let options = project.reading(web);
    let survey = Survey::of(&project.manifest.library.sources, &options, &outputs::own_files(project));
    let mut findings = resolver.findings(&survey);
    findings.extend(of_unread(project, &survey));
    Ok((survey, findings, resolver.asked))
}

/// What the lock knows of sources that cannot be read just now: a file that was moved, or a page that is down, must not cost
/// its books.
fn of_unread(project: &Project, survey: &Survey) -> Vec<Finding> {
    let unread: Vec<&str> = survey.skipped.iter().filter(|e| !e.is_warning()).map(|e| e.path()).collect();
    let lock = project.lock.iter().filter(|_| !unread.is_empty());
    let is_read =
        |source: &str| survey.texts.iter().any(|(document, _)| survey::source_name(&document.origin) == source);
    let is_unread = |source: &str| unread.iter().any(|unread| is_of(source, unread)) && !is_read(source);
    lock.flat_map(|lock| remember::of_sources(lock, is_unread)).collect()
}

/// Whether a text may have come from what is named so. Which texts a stream or a thread has is not known before it is read.
fn is_of(source: &str, named: &str) -> bool {
    let is_file = !is_web_address(named);
    outputs::plain(named) == outputs::plain(source)
        || (is_file && may_hold_many(named))
        || (!is_file && thread_site(named).is_some() && thread_site(named) == thread_site(source))
        || (!is_file && Url::parse(named).is_ok_and(|url| url.as_str() == source))
}

/// Builds one bibliography of some texts; the text of the bibliography is in the only change, or if it is to be
/// written nowhere, in the second value.
pub fn build_once(files: &[String], one_shot: &OneShot, web: &Web) -> Result<(Built, String), PipelineError> {
    let manifest = Manifest::default();
    let mut resolver =
        Resolver::open(&manifest, None, web).map_err(|source| PipelineError::Catalog { place: None, source })?;
    let output = one_shot.output.as_ref().map(|path| path.display().to_string());
    one_shot.output.iter().try_for_each(|path| outputs::must_not_overwrite_texts(files, path))?;
    let own: Vec<String> = output.iter().map(|path| outputs::plain(path)).collect();
    let pages = online::pages(&manifest, files, web);
    let survey = Survey::of(files, &SourceOptions { pages, ..SourceOptions::default() }, &own);
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
    rules: Rules,
    opened: Opened,
    pub(super) asked: Asked,
}

impl<'l> Resolver<'l> {
    pub(super) fn open(
        manifest: &Manifest,
        lock: Option<&'l Lock>,
        web: &Web,
    ) -> Result<Self, registry::UnknownCatalog> {
        let opened = registry::open(&manifest.library.catalogs, web)?;
        let is_site = |name: &&CatalogName| site_names().any(|site| site == name.as_str());
        registry::check(manifest.catalogs.keys().filter(|name| !is_site(name)))?;
        let asked = Asked {
            catalogs: opened.catalogs.iter().map(|c| c.name()).collect(),
            passed_over: opened.unavailable.clone(),
            ..Asked::default()
        };
        let edition = manifest.library.edition.clone();
        let lock = lock.filter(|_| !web.asks_again());
        Ok(Self { lock, rules: rules(&edition), edition, opened, asked })
    }

    /// What every text cites, with what is known of it.
    pub(super) fn findings(&mut self, survey: &Survey) -> Vec<Finding> {
        let all =
            || survey.texts.iter().flat_map(|(document, all)| all.iter().map(move |citation| (document, citation)));
        let locked = self.locked(all().map(|(_, citation)| &citation.cited));
        self.asked.citations += locked.len();
        self.asked.from_lock += locked.iter().flatten().count();
        let languages = self.languages(survey);
        let open = all().zip(&locked).filter(|(_, locked)| locked.is_none());
        let open = open.map(|((document, citation), _)| (&citation.cited, languages.get(&document.origin)));
        let answers = self.ask_all(open);
        let answer = |cited: &CitedBook| answers.get(&identity(cited)).cloned().unwrap_or_else(|| self.ask(cited));
        let finding = |((document, citation), locked): ((_, &Citation), Option<Resolution>)| Finding {
            cited_in: cited_in(document, citation),
            resolution: locked.unwrap_or_else(|| answer(&citation.cited)),
            citation: citation.clone(),
        };
        all().zip(locked).map(finding).collect()
    }

    /// The languages of the texts, as far as they can be told and make a difference.
    fn languages<'s>(&self, survey: &'s Survey) -> BTreeMap<&'s Origin, Language> {
        if !home::depends_on_language(&self.asked.catalogs) {
            return BTreeMap::new();
        }
        let documents = survey.texts.iter().map(|(document, _)| document);
        documents.filter_map(|document| Some((&document.origin, language_of(&document.text)?))).collect()
    }

    /// What the lock knows of each book.
    fn locked<'c>(&self, books: impl Iterator<Item = &'c CitedBook>) -> Vec<Option<Resolution>> {
        let answers = self.lock.map(Lock::answers);
        let offline = self.asked.passed_over.iter().filter(|other| other.why == Obstacle::Offline);
        let offline: Vec<CatalogName> = offline.map(|other| other.name.clone()).collect();
        let known = |cited| answers.as_ref()?.resolution_of(cited, &self.asked.catalogs, &offline, &self.edition);
        books.map(known).collect()
    }

    /// Asks the catalogs for all these books, many at the same time. The same words get the same answer, however many texts
    /// use them; and what is found of one book does not hang on when the others are answered.
    fn ask_all<'c>(
        &self,
        books: impl Iterator<Item = (&'c CitedBook, Option<&'c Language>)>,
    ) -> BTreeMap<String, Resolution> {
        let books: BTreeMap<String, _> = books.map(|(cited, language)| (identity(cited), (cited, language))).collect();
        let books: Vec<_> = books.into_iter().collect();
        let isbns: BTreeSet<Isbn> = books.iter().filter_map(|(_, (cited, _))| cited.isbn).collect();
        let isbns: Vec<Isbn> = isbns.into_iter().collect();
        self.opened.catalogs.iter().for_each(|catalog| catalog.prepare(&isbns));
        let answers = at_once(self.at_once(), &books, |(_, (cited, language))| self.ask_in(*language, cited));
        books.into_iter().map(|(words, _)| words).zip(answers).collect()
    }

    /// How many books are asked for at the same time.
    pub(super) fn at_once(&self) -> usize {
        if self.opened.catalogs.iter().any(|catalog| catalog.is_remote()) { AT_ONCE } else { 1 }
    }

    /// Asks the catalogs. That nobody could be asked is not that nobody knows.
    pub(super) fn ask(&self, cited: &CitedBook) -> Resolution {
        self.ask_in(None, cited)
    }

    /// Asks the catalogs for what a text in this language cites.
    fn ask_in(&self, language: Option<&Language>, cited: &CitedBook) -> Resolution {
        if !self.opened.catalogs.is_empty() {
            let names: Vec<CatalogName> = self.opened.catalogs.iter().map(|catalog| catalog.name()).collect();
            let order = home::in_order(&names, language);
            return resolve::resolve_in(&order, cited, &self.opened.catalogs, &self.rules);
        }
        let failure = |u: &Unavailable| Failure { catalog: u.name.clone(), why: u.why.to_string() };
        Resolution::Unreachable { failures: self.opened.unavailable.iter().map(failure).collect() }
    }

    /// One more catalog, to be asked after the others; in place of one of its name that cannot be asked.
    pub(super) fn add(&mut self, catalog: Box<dyn Catalog>) {
        let name = catalog.name();
        self.opened.unavailable.retain(|other| other.name != name);
        self.opened.catalogs.push(catalog);
        self.asked.catalogs.push(name);
        self.asked.passed_over = self.opened.unavailable.clone();
    }

    /// The catalogs whose silence means that there is no such book.
    pub(super) fn complete(&self) -> impl Iterator<Item = CatalogName> {
        self.opened.catalogs.iter().filter(|catalog| catalog.claims_completeness()).map(|catalog| catalog.name())
    }

    /// The books that bear the title cited.
    pub(super) fn namesakes(&self, cited: &CitedBook) -> Vec<Book> {
        self.records_of(cited).into_iter().map(|record| record.book).collect()
    }

    /// The records of books that bear the title cited.
    pub(super) fn records_of(&self, cited: &CitedBook) -> Vec<Record> {
        resolve::namesakes(cited, &self.opened.catalogs)
    }

    /// The books whose titles are most like the one cited.
    pub(super) fn nearest(&self, cited: &CitedBook, most: usize) -> Vec<Record> {
        resolve::nearest(cited, &self.opened.catalogs, most)
    }
}

/// The language of a text, if its beginning tells.
fn language_of(text: &str) -> Option<Language> {
    /// So many characters are enough.
    const ENOUGH: usize = 2000;
    let beginning: String = text.chars().take(ENOUGH).collect();
    let told = whatlang::detect(&beginning).filter(whatlang::Info::is_reliable)?;
    let code = match told.lang() {
        whatlang::Lang::Deu => "de",
        whatlang::Lang::Eng => "en",
        whatlang::Lang::Fra => "fr",
        other => other.code(),
    };
    code.parse().ok()
}

/// A cited book as one string, equal only for the very same words.
fn identity(cited: &CitedBook) -> String {
    format!("{cited:?}")
}

/// What the library wants of every book, in this year.
pub(super) fn rules(edition: &EditionRule) -> Rules {
    let edition = match edition {
        EditionRule::Cited => Wanted::Cited,
        EditionRule::First => Wanted::First,
        EditionRule::Latest => Wanted::Latest,
        EditionRule::In(language) => Wanted::In(language.clone()),
    };
    Rules { edition, this_year: this_year() }
}

/// The year by the clock, as nearly as nothing was published after it.
fn this_year() -> Option<Year> {
    /// Days of a year, in the mean of four hundred.
    const DAYS: f64 = 365.2425;
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs_f64();
    Year::new(1970 + (seconds / 86_400.0 / DAYS) as i64)
}
