//! The local catalog made of files, and its titles lent to detection beside those of the starter.
//!
//! Dumps go to `catalog` line by line; lists are read here, since `catalog` knows no format of bibliographies.

use std::path::Path;
use std::sync::LazyLock;

use super::error::PipelineError;
use super::{gazetteer, lists};
use crate::catalog::Record;
use crate::catalog::local::{self, ImportError, Imported, LocalCatalog, Options, Packer, Place};
use crate::detect::{Gazetteer, InTitles, NormWord, Packed, Reading, TitleTable};

/// Extensions of files that are lists and no dumps.
const LISTS: &[&str] = &["csv", "tsv", "bib", "json", "yaml", "yml", "ris"];

/// Why files could not be imported.
#[derive(Debug)]
pub enum LocalError {
    /// A list could not be read.
    List(Box<PipelineError>),
    /// A dump could not be read, or the catalog not be written.
    Import(ImportError),
}

/// Makes a new generation of the catalog at `place` from dumps and lists; `tell` hears how many lines were read.
pub fn import(
    place: &Place,
    files: &[String],
    options: &Options,
    tell: &(dyn Fn(u64) + Sync),
) -> Result<Imported, LocalError> {
    let is_list = |path: &&String| {
        let extension = Path::new(path.as_str()).extension().map(|e| e.to_string_lossy().to_lowercase());
        extension.is_some_and(|extension| LISTS.contains(&extension.as_str()))
    };
    let (listed, dumps): (Vec<_>, Vec<_>) = files.iter().partition(is_list);
    let read = |path: &String| {
        let list = lists::open(std::slice::from_ref(path)).map_err(|error| LocalError::List(Box::new(error)))?;
        Ok((path.clone(), list.records().to_vec()))
    };
    let listed: Vec<(String, Vec<Record>)> = listed.into_iter().map(read).collect::<Result<_, _>>()?;
    let dumps: Vec<String> = dumps.into_iter().cloned().collect();
    local::import(place, &dumps, &listed, options, &mut Titles::default(), tell).map_err(LocalError::Import)
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
