//! The dumps of Open Library, fetched: which files there are, whether the disk has room, and where they go.
//!
//! What is made of them is `local`'s.

use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use thiserror::Error;

use crate::net::{DownloadError, Downloads, Progress, Settings, Trouble, host_of};

/// Where they are, unless somebody says otherwise.
pub const OPEN_LIBRARY: &str = "https://openlibrary.org/data";

/// The files of a whole dump, in the order in which they are fetched: the small ones first.
pub const FILES: &[&str] =
    &["ol_dump_authors_latest.txt.gz", "ol_dump_works_latest.txt.gz", "ol_dump_editions_latest.txt.gz"];

/// An import needs so many times the room of the packed dumps: what is sorted waits on the disk, and then there is the index.
const ROOM_OF_IMPORT: u64 = 4;

/// Why the dumps are not here.
#[derive(Debug, Error)]
pub enum DumpsError {
    /// The network, or the disk.
    #[error(transparent)]
    Download(#[from] DownloadError),
    /// The folder.
    #[error("cannot use the folder `{}`", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The disk would be full.
    #[error("the dumps need {needed} bytes in `{}`, and there are {free}", path.display())]
    Room {
        /// Where.
        path: PathBuf,
        /// For what is to come, and for the import.
        needed: u64,
        /// Bytes that are free.
        free: u64,
    },
}

impl From<Trouble> for DumpsError {
    fn from(trouble: Trouble) -> Self {
        Self::Download(trouble.into())
    }
}

/// The folder for dumps that nobody wants to keep.
pub fn usual_folder() -> Option<PathBuf> {
    let cache = etcetera::choose_base_strategy().ok()?.cache_dir();
    Some(cache.join("reading-list").join("dumps"))
}

/// Fetches the dumps at `base` into a folder, and says where they are; `tell` hears of each file how far it is. With `is_imported`, there
/// must be room for an import besides.
pub fn fetch(
    base: &str,
    folder: &Path,
    settings: &Settings,
    is_imported: bool,
    tell: &dyn Fn(&str, Progress),
) -> Result<Vec<PathBuf>, DumpsError> {
    let unusable = |source| DumpsError::Folder { path: folder.to_owned(), source };
    std::fs::create_dir_all(folder).map_err(unusable)?;
    let address = |name: &str| format!("{}/{name}", base.trim_end_matches('/'));
    let downloads = Downloads::new(settings, &host_of(&address("")).unwrap_or_default())?;
    let (mut all, mut to_come) = (0_u64, 0_u64);
    for name in FILES {
        let size = downloads.size(&address(name), &folder.join(name))?;
        let whole = size.all.unwrap_or(0);
        all = all.saturating_add(whole);
        to_come = to_come.saturating_add(whole.saturating_sub(size.done));
    }
    let import = if is_imported { all.saturating_mul(ROOM_OF_IMPORT) } else { 0 };
    let needed = to_come.saturating_add(import);
    let free = fs4::available_space(folder).map_err(unusable)?;
    if needed > free {
        return Err(DumpsError::Room { path: folder.to_owned(), needed, free });
    }
    let fetched = FILES.iter().map(|name| {
        let path = folder.join(name);
        downloads.fetch(&address(name), &path, &|progress| tell(name, progress))?;
        Ok(path)
    });
    fetched.collect()
}
