//! Where the local catalog lies: generations beside each other, and a file that names the one in use.
//!
//! A generation is written under a name that nobody looks for, renamed when it is whole, and only then named in [`CURRENT`],
//! itself replaced in one step: whoever is killed in between leaves the old one in use. What is left of a killed import is
//! cleared away by the next.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use etcetera::BaseStrategy;
use fd_lock::{RwLock, RwLockWriteGuard};
use serde::{Deserialize, Serialize};

/// The variable that names the generation to be asked, whichever is the current one.
pub const GENERATION_VARIABLE: &str = "READING_LIST_CATALOG_GENERATION";

const CURRENT: &str = "current";
const LOCK: &str = "import.lock";
const ABOUT: &str = "about.json";
/// The end of a name that is not to be looked for.
const PARTIAL: &str = ".partial";

/// What is known of a generation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The files it was made from, as they were named.
    pub sources: Vec<String>,
    /// How many works.
    pub works: u64,
    /// How many editions of them.
    pub editions: u64,
    /// Whether it has all that its source has: its silence means that there is no such book.
    pub is_complete: bool,
}

/// The folder of the local catalog; it need not be there.
#[derive(Clone, Debug)]
pub struct Place {
    root: PathBuf,
}

impl Place {
    /// The folder in the user's data folder; `None` where the system has none.
    pub fn usual() -> Option<Self> {
        let data = etcetera::choose_base_strategy().ok()?.data_dir();
        Some(Self { root: data.join("reading-list").join("catalog") })
    }

    /// Another folder.
    pub fn at(root: PathBuf) -> Self {
        Self { root }
    }

    /// The folder of all generations.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The generation in use, if there is one.
    pub fn current(&self) -> Option<String> {
        let name = fs::read_to_string(self.root.join(CURRENT)).ok()?.trim().to_owned();
        self.has(&name).then_some(name)
    }

    /// Whether there is a whole generation of this name.
    pub fn has(&self, generation: &str) -> bool {
        let is_name = !generation.is_empty() && generation.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        is_name && self.folder(generation).join(ABOUT).is_file()
    }

    /// Where a generation lies.
    pub fn folder(&self, generation: &str) -> PathBuf {
        self.root.join(generation)
    }

    /// What is known of a generation.
    pub fn about(&self, generation: &str) -> io::Result<About> {
        let text = fs::read_to_string(self.folder(generation).join(ABOUT))?;
        serde_json::from_str(&text).map_err(io::Error::from)
    }

    /// How many bytes a generation takes.
    pub fn size(&self, generation: &str) -> u64 {
        let files = fs::read_dir(self.folder(generation)).into_iter().flatten().flatten();
        files.filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum()
    }

    /// The right to change what is here; an error of kind `WouldBlock` where somebody else has it.
    pub(super) fn lock(&self) -> io::Result<RwLock<File>> {
        fs::create_dir_all(&self.root)?;
        Ok(RwLock::new(File::create(self.root.join(LOCK))?))
    }

    /// An empty folder for a new generation.
    pub(super) fn begin(&self, _held: &RwLockWriteGuard<'_, File>) -> io::Result<Begun> {
        self.clear(|name| name.ends_with(PARTIAL))?;
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let named = |n: u32| if n == 1 { seconds.to_string() } else { format!("{seconds}-{n}") };
        let name = (1..).map(named).find(|name| !self.folder(name).exists()).unwrap_or_default();
        let folder = self.root.join(format!("{name}{PARTIAL}"));
        fs::create_dir(&folder)?;
        Ok(Begun { place: self.clone(), name, folder, is_done: false })
    }

    /// Removes every generation.
    pub fn remove(&self) -> io::Result<bool> {
        let had = self.current().is_some();
        let mut lock = self.lock()?;
        let _held = lock.try_write()?;
        fs::remove_file(self.root.join(CURRENT)).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        })?;
        self.clear(|_| true)?;
        Ok(had)
    }

    /// Removes the folders whose names are these.
    fn clear(&self, goes: impl Fn(&str) -> bool) -> io::Result<()> {
        for entry in fs::read_dir(&self.root)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() && goes(&entry.file_name().to_string_lossy()) {
                fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(())
    }
}

/// A generation in the making; dropped, it is gone.
pub(super) struct Begun {
    place: Place,
    name: String,
    pub folder: PathBuf,
    is_done: bool,
}

impl Begun {
    /// Puts it in the place of the one in use. That one is kept for those who are asking it, older ones are removed.
    pub(super) fn switch(mut self, about: &About, pinned: Option<&str>) -> io::Result<String> {
        let mut file = File::create(self.folder.join(ABOUT))?;
        file.write_all(&serde_json::to_vec_pretty(about)?)?;
        file.sync_all()?;
        let root = self.place.root.clone();
        let before = self.place.current();
        fs::rename(&self.folder, self.place.folder(&self.name))?;
        self.is_done = true;
        let mut current = tempfile::NamedTempFile::new_in(&root)?;
        current.write_all(self.name.as_bytes())?;
        current.as_file().sync_all()?;
        current.persist(root.join(CURRENT)).map_err(|error| error.error)?;
        let kept = [Some(self.name.as_str()), before.as_deref(), pinned];
        // What cannot be removed now is removed by the next.
        self.place.clear(|name| !kept.contains(&Some(name))).ok();
        Ok(self.name.clone())
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        if !self.is_done {
            fs::remove_dir_all(&self.folder).ok();
        }
    }
}
