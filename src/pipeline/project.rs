//! The files of a library, opened: `library.toml`, `library.lock`, and the places of things in them.
//!
//! What stands in the files is `library`'s to read; here they are found, and read together.

use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{PipelineError, Place};
use super::{online, outputs, remember};
use crate::bibliography::Options;
use crate::catalog::registry::UnknownCatalog;
use crate::catalog::web::Web;
use crate::library::files::{self, FileError, LOCK, MANIFEST};
use crate::library::{Lock, LockError, Manifest, Shelf, shelve};
use crate::model::CitationKey;
use crate::source;

/// A library as it stands on disk.
#[derive(Clone, Debug)]
pub struct Project {
    /// The folder of `library.toml`, from which sources and outputs count.
    pub root: PathBuf,
    /// `library.toml`.
    pub manifest_path: PathBuf,
    /// How the user calls it.
    pub shown: String,
    /// Its text.
    pub text: String,
    /// What it says.
    pub manifest: Manifest,
    /// What `library.lock` says, if there is one.
    pub lock: Option<Lock>,
}

/// The `library.toml` that is meant: the one named (or of the folder named), else the nearest.
pub fn find(named: Option<&Path>, start: &Path) -> Result<PathBuf, PipelineError> {
    let Some(path) = named else {
        return files::find_manifest(start).ok_or_else(|| PipelineError::NoLibrary { start: start.to_owned() });
    };
    let manifest = if path.is_dir() { path.join(MANIFEST) } else { path.to_owned() };
    if !manifest.is_file() {
        return Err(PipelineError::NotALibrary { path: path.to_owned() });
    }
    std::path::absolute(&manifest).map_err(|source| FileError::Read { path: manifest, source }.into())
}

impl Project {
    /// Reads both files. `start` is the working directory, by which paths are shown.
    pub fn open(manifest_path: &Path, start: &Path) -> Result<Self, PipelineError> {
        let shown = shown(manifest_path, start);
        let text = files::read_text(manifest_path).map_err(|error| named(error, &shown))?;
        let root = files::folder_of(manifest_path).to_owned();
        // Of a large library either takes long enough to be worth a thread; what is wrong in the user's file is told first.
        let (manifest, lock) = std::thread::scope(|scope| {
            let lock = scope.spawn(|| read_lock(&root.join(LOCK), start));
            let manifest = Manifest::parse(&text, &shown).map_err(PipelineError::Manifest);
            (manifest, lock.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        Ok(Self { manifest: manifest?, lock: lock?, root, manifest_path: manifest_path.to_owned(), shown, text })
    }

    /// `library.lock`.
    pub fn lock_path(&self) -> PathBuf {
        self.root.join(LOCK)
    }

    /// The shelf as the last build left it, with what `library.toml` says now. No text is read (but where the order
    /// of citing is asked for) and no catalog asked.
    pub fn shelf(&self) -> Shelf {
        let findings = remember::findings(self);
        shelve(&self.manifest, self.lock.as_ref(), findings)
    }

    /// The key of the book that goes by this name: a key, or an old one.
    pub fn key_of(&self, shelf: &Shelf, name: &CitationKey) -> Result<CitationKey, PipelineError> {
        if let Some(typed) = self.manifest.book(name) {
            return Ok(typed.key.clone());
        }
        let all = || shelf.entries.iter().chain(&shelf.doubtful);
        let found = all().find(|e| e.key == *name).or_else(|| all().find(|e| e.aliases.contains(name)));
        found
            .map(|entry| entry.key.clone())
            .ok_or_else(|| PipelineError::NoEntry { key: name.clone(), keys: all().map(|e| e.key.clone()).collect() })
    }

    /// Fails if the library was never built, so that there is nothing to tell of its sources.
    pub fn must_be_built(&self) -> Result<(), PipelineError> {
        if self.lock.is_some() || self.manifest.library.sources.is_empty() {
            return Ok(());
        }
        Err(PipelineError::NotBuilt { path: LOCK.to_owned() })
    }

    /// How the sources are read: what stands on the web through `web`, or as it was kept.
    pub fn reading(&self, web: &Web) -> source::Options {
        let pages = online::pages(&self.manifest, &self.manifest.library.sources, web);
        source::Options { root: self.root.clone(), pages, ..source::Options::default() }
    }

    /// How a bibliography of this library looks, in its own style unless another is asked for.
    pub fn options(&self, style: Option<&str>) -> Options {
        let own = || outputs::from_root(self, &self.manifest.library.style);
        let locale = Some(self.manifest.library.locale.clone());
        Options { style: style.map_or_else(own, str::to_owned), locale, ..Options::default() }
    }

    /// The error with the place where `library.toml` names the catalog.
    pub(super) fn unknown_catalog(&self, source: UnknownCatalog) -> PipelineError {
        let listed = self.manifest.library.catalogs.iter().position(|name| *name == source.name);
        let place = match listed {
            Some(at) => self.place(&["library", "catalogs", &at.to_string()]),
            None => self.place(&["catalog", source.name.as_str()]),
        };
        PipelineError::Catalog { place: place.or_else(|| self.place(&["library", "catalogs"])), source }
    }

    /// Where the value under these keys stands in `library.toml`; a number counts the tables of an array from 0.
    pub fn place(&self, keys: &[&str]) -> Option<Place> {
        let root = DeTable::parse(&self.text).ok()?;
        let (first, rest) = keys.split_first()?;
        let mut value = root.get_ref().get(*first)?;
        for key in rest {
            value = within(value, key)?;
        }
        Some(place_at(&self.shown, &self.text, value.span().start))
    }
}

fn within<'v>(value: &'v Spanned<DeValue<'v>>, key: &str) -> Option<&'v Spanned<DeValue<'v>>> {
    match value.get_ref() {
        DeValue::Table(table) => table.get(key),
        DeValue::Array(items) => items.get(key.parse::<usize>().ok()?),
        _ => None,
    }
}

fn place_at(path: &str, text: &str, at: usize) -> Place {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Place { path: path.to_owned(), line: line + 1, column, text: line_of(text, line) }
}

fn line_of(text: &str, line: usize) -> String {
    text.lines().nth(line).unwrap_or_default().to_owned()
}

fn read_lock(path: &Path, start: &Path) -> Result<Option<Lock>, PipelineError> {
    let shown = shown(path, start);
    let Some(text) = files::read_text_if_any(path).map_err(|error| named(error, &shown))? else { return Ok(None) };
    let broken = |source: LockError| {
        let line = match &source {
            LockError::Conflict { line } | LockError::Broken { line, .. } => Some(*line),
            LockError::Version { .. } | LockError::Unwritable(_) => None,
        };
        let place = line.map(|line| Place {
            path: shown.clone(),
            line,
            column: 1,
            text: line_of(&text, line.saturating_sub(1)),
        });
        PipelineError::Lock { path: shown.clone(), place, source }
    };
    Lock::parse(&text).map(Some).map_err(broken)
}

/// The path as seen from the working directory, where it lies below it.
pub fn shown(path: &Path, start: &Path) -> String {
    let below = path.strip_prefix(start).unwrap_or(path);
    below.display().to_string().replace(std::path::MAIN_SEPARATOR, "/")
}

/// The error with the path as the user calls it.
fn named(error: FileError, shown: &str) -> FileError {
    match error {
        FileError::Read { source, .. } => FileError::Read { path: shown.into(), source },
        FileError::NotText { at, .. } => FileError::NotText { path: shown.into(), at },
        other => other,
    }
}
