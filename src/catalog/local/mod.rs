//! The local catalog: whole dumps of a library on this disk, asked without a network.
//!
//! An import reads lines (`input`, `dump`), keeps of each what is needed (`facts`), sorts that on disk (`sort`), joins works
//! with their people and editions (`works`), takes what comes whole beside them (`lists`, `best`), and writes an index of them (`index`) and a list of their titles (`titles`)
//! into a new generation (`place`). How titles are packed for detection is the pipeline's business, which lends them.

mod best;
mod dump;
mod facts;
mod import;
mod index;
mod input;
mod lists;
mod place;
mod sort;
mod titles;
mod works;

use std::path::Path;
use std::sync::OnceLock;

use tantivy::directory::{Directory, MmapDirectory};

use super::registry::Obstacle;
use super::{Catalog, Query, Record};
use crate::model::{CatalogName, Failure};

pub use import::{Broken, Dump, ImportError, Imported, Options, Packer, import};
pub use input::open;
pub use lists::List;
pub use place::{About, GENERATION_VARIABLE, Place};

/// The language that a code of two or three letters means, as this program has it: `de` of `ger`.
pub fn language(code: &str) -> Option<String> {
    let language = super::protocol::languages::of_code(code).or_else(|| code.parse().ok());
    language.map(|language| language.as_str().to_owned())
}

/// The file of packed titles in a generation.
const TITLES: &str = "titles.bin";

/// One generation of the local catalog, ready to be asked.
pub struct LocalCatalog {
    generation: String,
    about: About,
    index: index::Reading,
    titles: Option<tantivy::directory::OwnedBytes>,
}

impl LocalCatalog {
    /// Opens the generation of this name, or the current one.
    pub fn open(place: &Place, pinned: Option<&str>) -> Result<Self, Obstacle> {
        let generation = match pinned {
            Some(name) => place.has(name).then(|| name.to_owned()).ok_or(Obstacle::NoGeneration)?,
            None => place.current().ok_or(Obstacle::NothingImported)?,
        };
        let about = place.about(&generation).map_err(|_| Obstacle::Unreadable)?;
        let folder = place.folder(&generation);
        let index = index::Reading::open(&folder).map_err(|_| Obstacle::Unreadable)?;
        Ok(Self { titles: mapped(&folder), generation, about, index })
    }

    /// The catalog of this user, opened when it is first asked for: the generation that the environment names, else the current.
    pub fn installed() -> Result<&'static Self, Obstacle> {
        static INSTALLED: OnceLock<Result<LocalCatalog, Obstacle>> = OnceLock::new();
        let open = || Self::open(&Place::usual().ok_or(Obstacle::NothingImported)?, pinned().as_deref());
        INSTALLED.get_or_init(open).as_ref().map_err(|why| *why)
    }

    /// Its name for those who want all to ask the same.
    pub fn generation(&self) -> &str {
        &self.generation
    }

    /// What is known of it.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// Its titles as they were packed, mapped into memory.
    pub fn titles(&self) -> Option<&[u8]> {
        self.titles.as_deref()
    }
}

/// The generation that the environment names.
pub fn pinned() -> Option<String> {
    std::env::var(GENERATION_VARIABLE).ok().filter(|name| !name.is_empty())
}

/// A file's bytes without reading them; the engine knows how to map, and nothing here is `unsafe`.
fn mapped(folder: &Path) -> Option<tantivy::directory::OwnedBytes> {
    let directory = MmapDirectory::open(folder).ok()?;
    directory.open_read(Path::new(TITLES)).ok()?.read_bytes().ok()
}

impl Catalog for &'static LocalCatalog {
    fn name(&self) -> CatalogName {
        CatalogName::local()
    }

    fn claims_completeness(&self) -> bool {
        self.about.is_complete
    }

    fn look_up(&self, query: &Query) -> Result<Vec<Record>, Failure> {
        (**self).answer(query)
    }

    fn record(&self, id: &str) -> Result<Vec<Record>, Failure> {
        let works = self.index.by_id(id).map_err(|error| failure(&error))?;
        Ok(works.iter().filter_map(|work| work.record(None)).collect())
    }
}

impl LocalCatalog {
    /// The records that may fit.
    pub fn answer(&self, query: &Query) -> Result<Vec<Record>, Failure> {
        let (works, isbn) = match query {
            Query::Isbn(isbn) => (self.index.by_isbn(*isbn), Some(*isbn)),
            Query::Title { title, author, .. } => (self.index.by_title(title, author.as_ref()), None),
            Query::Like { title, author, most } => (self.index.like(title, author.as_ref(), *most), None),
        };
        let works = works.map_err(|error| failure(&error))?;
        Ok(works.iter().filter_map(|work| work.record(isbn)).collect())
    }
}

fn failure(error: &tantivy::TantivyError) -> Failure {
    Failure { catalog: CatalogName::local(), why: error.to_string() }
}
