//! The local catalog made of files, and its titles lent to detection beside those of the starter.
//!
//! What a file is, is told here; dumps, tables and MARC go to `catalog` to be read record by record, bibliographies as books, since
//! `catalog` knows no format of theirs.

use std::path::Path;
use std::sync::LazyLock;

use super::error::PipelineError;
use super::{gazetteer, import};
use crate::catalog::local::{self, Dump, ImportError, Imported, List, LocalCatalog, Options, Packer, Place};
use crate::detect::{Gazetteer, InTitles, NormWord, Packed, Reading, TitleTable};
use crate::unpacking::{bare_name, begun};

/// Extensions of tables, and of bibliographies; everything else is known by how it begins.
const TABLES: &[&str] = &["csv", "tsv"];
const BIBLIOGRAPHIES: &[&str] = &["bib", "json", "yaml", "yml", "ris"];
/// So much is looked at to tell MARC from a dump.
const LOOKED_AT: usize = 4096;

/// Why files could not be imported.
#[derive(Debug)]
pub enum LocalError {
    /// A list could not be read.
    List(Box<PipelineError>),
    /// A dump could not be read, or the catalog not be written.
    Import(ImportError),
}

/// What to import: files of any kind, and which headings stand for what in those that are tables.
#[derive(Clone, Copy, Debug)]
pub struct Intake<'i> {
    /// Paths; `-` is standard input.
    pub files: &'i [String],
    /// `("title", "Titel")`.
    pub columns: &'i [(String, String)],
}

/// Makes a new generation of the catalog at `place`; `tell` hears how many lines were read.
pub fn import(
    place: &Place,
    intake: &Intake<'_>,
    options: &Options,
    tell: &(dyn Fn(u64) + Sync),
) -> Result<Imported, LocalError> {
    let (mut dumps, mut lists) = (Vec::new(), Vec::new());
    for path in intake.files {
        match opened(path, intake.columns)? {
            Opened::Dump(dump) => dumps.push(dump),
            Opened::List(list) => lists.push(list),
        }
    }
    local::import(place, dumps, lists, options, &mut Titles::default(), tell).map_err(LocalError::Import)
}

enum Opened {
    Dump(Dump),
    List(List),
}

/// Opens a file as what its name says that it is, packed or not, or else as what it begins like.
fn opened(path: &str, columns: &[(String, String)]) -> Result<Opened, LocalError> {
    let list = |error: PipelineError| LocalError::List(Box::new(error));
    let unreadable = |source| LocalError::Import(ImportError::Read { path: path.to_owned(), source });
    let extension = Path::new(bare_name(path)).extension().map(|e| e.to_string_lossy().to_lowercase());
    let is = |known: &[&str]| extension.as_deref().is_some_and(|extension| known.contains(&extension));
    if is(BIBLIOGRAPHIES) {
        let entries = import::open(path, None).map_err(list)?.reading.entries().into_iter();
        return Ok(Opened::List(List::of(path, entries.map(|entry| (entry.key.to_string(), entry.book)).collect())));
    }
    let input = local::open(path).map_err(unreadable)?;
    if is(TABLES) {
        let table = |source| list(PipelineError::Table { path: path.to_owned(), source });
        return List::table(path, input, columns).map(Opened::List).map_err(table);
    }
    let (start, input) = begun(input, LOOKED_AT);
    let is_xml = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start).trim_ascii_start().starts_with(b"<");
    Ok(match (List::is_marc(&start), is_xml) {
        (true, _) => Opened::List(List::marc(path, input)),
        (_, true) => Opened::List(List::marc_xml(path, input)),
        _ => Opened::Dump(Dump { name: path.to_owned(), input }),
    })
}

#[derive(Default)]
struct Titles(TitleTable);

impl Packer for Titles {
    fn add(&mut self, title: &str, surnames: &[&str]) {
        self.0.add(title, surnames.iter().copied());
    }

    fn pack(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0).pack()
    }
}

/// The titles known here: the starter's, and those of the local catalog if there is one.
pub fn known_titles() -> &'static dyn Gazetteer {
    static BOTH: LazyLock<Option<Both>> = LazyLock::new(|| {
        let bytes = LocalCatalog::installed().ok()?.titles()?;
        // Written by an import that ended well; only the head is looked at, or each start would read all of it.
        Some(Both { starter: gazetteer(), local: Packed::open_trusted(bytes).ok()? })
    });
    match &*BOTH {
        Some(both) => both,
        None => gazetteer(),
    }
}

/// Two lists of titles as one.
struct Both {
    starter: &'static Packed<'static>,
    local: Packed<'static>,
}

impl Gazetteer for Both {
    fn may_begin(&self, run: NormWord, words: usize) -> bool {
        self.starter.may_begin(run, words) || self.local.may_begin(run, words)
    }

    /// What the starter knows, it knows better.
    fn look_up(&self, run: NormWord) -> Reading<'_> {
        match (self.starter.look_up(run), self.local.look_up(run)) {
            (Reading::Title(hit), _) | (_, Reading::Title(hit)) => Reading::Title(hit),
            (Reading::Nothing, local) => local,
            (starter, _) => starter,
        }
    }

    fn is_author(&self, surname: NormWord) -> bool {
        self.starter.is_author(surname) || self.local.is_author(surname)
    }

    /// What titles are made of is told by the starter alone: detection was weighed with its numbers.
    fn in_titles(&self, word: NormWord) -> InTitles {
        self.starter.in_titles(word)
    }
}
