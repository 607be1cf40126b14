//! Changes of a library's files that can be taken back.
//!
//! Writes a file and tells the journal, and sets what the journal knows against what the files are now. The caller
//! holds the library's lock.

use std::collections::BTreeMap;
use std::path::Path;

use etcetera::BaseStrategy;

use super::error::PipelineError;
use super::outputs::Change;
use super::project::shown;
use crate::library::files::{FileError, folder_of, remove_if_any, write_if_changed};
use crate::library::journal::{Fingerprint, Journal, Operation, Recorded};

/// The journal of the library with this `library.toml`, if the system has a place for it.
pub fn of(manifest_path: &Path) -> Option<Journal> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    let state = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
    Some(Journal::of(&state, manifest_path))
}

/// What became of a change.
#[derive(Debug)]
pub struct Kept {
    /// Whether the file was written.
    pub is_written: bool,
    /// Why `undo` will not know of it.
    pub unknown_to_undo: Option<FileError>,
}

/// Writes one of the library's own files, so that `undo` can take it back. That the journal cannot be written is no
/// reason not to do what was asked.
pub fn write(change: &Change, what: &str, manifest_path: &Path) -> Result<Kept, FileError> {
    if !change.is_needed() {
        return Ok(Kept { is_written: false, unknown_to_undo: None });
    }
    let name = change.path.file_name().unwrap_or_default().to_string_lossy();
    let old = change.old.as_deref().map(std::str::from_utf8);
    let unknown_to_undo = match (old.transpose(), of(manifest_path)) {
        (Ok(old), Some(journal)) => journal.record(&Operation::between(what, &name, old, Some(&change.new))).err(),
        _ => None,
    };
    let is_written = change.write()?;
    Ok(Kept { is_written, unknown_to_undo })
}

/// What can be taken back, the newest first.
pub fn operations(manifest_path: &Path) -> Result<Vec<Recorded>, PipelineError> {
    let Some(journal) = of(manifest_path) else { return Ok(Vec::new()) };
    let files = Files::of(manifest_path);
    Ok(journal.settle(|file| Fingerprint::of(files.text(file).as_deref()))?)
}

/// One operation taken back.
#[derive(Debug)]
pub struct Step {
    recorded: Recorded,
    /// What the file should be; nothing where it should not exist, or stays as it is.
    to: Target,
}

/// What becomes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    Text(String),
    Gone,
    /// It was changed by hand since, and the user wants that kept.
    Left,
}

impl Step {
    /// The operation.
    pub fn operation(&self) -> &Operation {
        &self.recorded.operation
    }

    /// Whether the file stays as it is.
    pub fn is_skipped(&self) -> bool {
        self.to == Target::Left
    }
}

/// How the last operations would be taken back. Fails if a file is not as the operation left it, unless that is to be
/// passed over.
pub fn plan(manifest_path: &Path, count: usize, skip: bool) -> Result<Vec<Step>, PipelineError> {
    let mut files = Files::of(manifest_path);
    let mut steps = Vec::new();
    for recorded in operations(manifest_path)? {
        if steps.len() == count {
            break;
        }
        let operation = &recorded.operation;
        let now = files.text(&operation.file);
        let print = Fingerprint::of(now.as_deref());
        let to = if operation.was_last(print) {
            operation.undone(now.as_deref().unwrap_or_default()).map_or(Target::Gone, Target::Text)
        } else if operation.is_void(print) || skip {
            Target::Left
        } else {
            return Err(PipelineError::ChangedSince { file: operation.file.clone(), what: operation.what.clone() });
        };
        match &to {
            Target::Text(text) => files.set(&operation.file, Some(text.clone())),
            Target::Gone => files.set(&operation.file, None),
            Target::Left => {}
        }
        steps.push(Step { recorded, to });
    }
    Ok(steps)
}

/// Takes the operations back, one by one, so that an end in the middle leaves a state that once was.
pub fn undo(manifest_path: &Path, steps: &[Step]) -> Result<(), PipelineError> {
    let Some(journal) = of(manifest_path) else { return Ok(()) };
    for step in steps {
        let path = folder_of(manifest_path).join(&step.operation().file);
        match &step.to {
            Target::Text(text) => {
                write_if_changed(&path, text.as_bytes())?;
            }
            Target::Gone => remove_if_any(&path)?,
            Target::Left => {}
        }
        journal.forget(&step.recorded)?;
    }
    Ok(())
}

/// The files that the steps change, as they are and as they would be; one that would be gone as an empty one.
pub fn changes(manifest_path: &Path, steps: &[Step], start: &Path) -> Vec<Change> {
    let mut last: BTreeMap<&str, String> = BTreeMap::new();
    for step in steps {
        let text = match &step.to {
            Target::Text(text) => text.clone(),
            Target::Gone => String::new(),
            Target::Left => continue,
        };
        last.insert(&step.operation().file, text);
    }
    let change = |(file, text): (&str, String)| {
        let path = folder_of(manifest_path).join(file);
        Change::new(shown(&path, start), path, text)
    };
    last.into_iter().map(change).collect()
}

/// The library's files as texts, the changed ones as they would be.
struct Files<'p> {
    folder: &'p Path,
    changed: BTreeMap<String, Option<String>>,
}

impl<'p> Files<'p> {
    fn of(manifest_path: &'p Path) -> Self {
        Self { folder: folder_of(manifest_path), changed: BTreeMap::new() }
    }

    fn text(&self, file: &str) -> Option<String> {
        let read = || std::fs::read(self.folder.join(file)).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        self.changed.get(file).cloned().unwrap_or_else(read)
    }

    fn set(&mut self, file: &str, text: Option<String>) {
        self.changed.insert(file.to_owned(), text);
    }
}
