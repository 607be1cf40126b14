//! The journal: what each command changed in `library.toml` or `library.lock`, so that it can be taken back.
//!
//! One file an operation, in a folder of its library among the user's state files. An operation keeps what it took out
//! and what it put in, with the place, and a fingerprint of the whole file before and after: it is taken back only where
//! the file still is as it left it, and then gives the very bytes that stood there.
//!
//! **Why it is written first.** A program may be killed between two writes. An operation of which only the journal knows
//! is recognised (the file still is as it was before) and forgotten; a change of which the journal did not know
//! could never be taken back.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::files::{FileError, write_if_changed};

/// How many operations are kept; the oldest make room.
const KEPT: usize = 500;
/// How many bytes they may have together.
const KEPT_BYTES: u64 = 64 << 20;

/// Bytes by which a whole file is known again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    bytes: u64,
    hash: u64,
}

impl Fingerprint {
    /// Of a file's text; none of a file that does not exist.
    pub fn of(text: Option<&str>) -> Option<Self> {
        // FNV-1a: the same on every system and for ever, and nobody gains by a clash.
        let hash =
            |text: &str| text.bytes().fold(0xcbf2_9ce4_8422_2325, |h: u64, b| (h ^ u64::from(b)).wrapping_mul(PRIME));
        text.map(|text| Self { bytes: text.len() as u64, hash: hash(text) })
    }
}

const PRIME: u64 = 0x0100_0000_01b3;

/// One change of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// The command that made it, with what it was about: `add kuhn1962`.
    pub what: String,
    /// The name of the file within the library's folder.
    pub file: String,
    before: Option<Fingerprint>,
    after: Option<Fingerprint>,
    /// Where the change begins, in bytes.
    at: usize,
    taken_out: String,
    put_in: String,
}

impl Operation {
    /// What turns one text of a file into another; no text where the file does not exist.
    pub fn between(what: impl Into<String>, file: &str, old: Option<&str>, new: Option<&str>) -> Self {
        let (before, after) = (Fingerprint::of(old), Fingerprint::of(new));
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        let at = common(old.char_indices().zip(new.char_indices()), |((_, a), (_, b))| a == b);
        let (old_rest, new_rest) = (&old[at..], &new[at..]);
        let tail = common(old_rest.chars().rev().zip(new_rest.chars().rev()).map(|(a, b)| ((0, a), (0, b))), |p| {
            p.0.1 == p.1.1
        });
        let middle = |rest: &str| rest[..rest.len() - tail].to_owned();
        Self {
            what: what.into(),
            file: file.to_owned(),
            before,
            after,
            at,
            taken_out: middle(old_rest),
            put_in: middle(new_rest),
        }
    }

    /// Whether the file is as this operation left it.
    pub fn was_last(&self, now: Option<Fingerprint>) -> bool {
        self.after == now
    }

    /// Whether the file is as it was before this operation, which then never came to pass or was undone by hand.
    pub fn is_void(&self, now: Option<Fingerprint>) -> bool {
        self.before == now
    }

    /// The text before, from the text after; `None` for a file that did not exist.
    pub fn undone(&self, now: &str) -> Option<String> {
        self.before?;
        let end = self.at.checked_add(self.put_in.len())?;
        let (head, tail) = (now.get(..self.at).unwrap_or(now), now.get(end..).unwrap_or_default());
        Some([head, &self.taken_out, tail].concat())
    }

    /// Whether the file did not exist before.
    pub fn made_the_file(&self) -> bool {
        self.before.is_none()
    }
}

/// A character with its place, of either text.
type Pair = ((usize, char), (usize, char));

/// How many bytes the leading pairs have that are alike.
fn common(pairs: impl Iterator<Item = Pair>, alike: impl Fn(&Pair) -> bool) -> usize {
    pairs.take_while(alike).map(|((_, c), _)| c.len_utf8()).sum()
}

/// The journal of one library.
#[derive(Clone, Debug)]
pub struct Journal {
    folder: PathBuf,
}

/// An operation with its place in the journal.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// What was done.
    pub operation: Operation,
    number: u64,
    path: PathBuf,
}

impl Journal {
    /// The journal of the library with this `library.toml`, within the folder for state files.
    pub fn of(state: &Path, manifest: &Path) -> Self {
        let real = manifest.canonicalize().unwrap_or_else(|_| manifest.to_owned());
        let shown = real.to_string_lossy();
        let id = Fingerprint::of(Some(&shown)).map_or(0, |print| print.hash);
        Self { folder: state.join("reading-list").join("journal").join(format!("{id:016x}")) }
    }

    /// Everything that can be taken back, the newest first. What cannot be read is as if it were not there.
    pub fn operations(&self) -> Vec<Recorded> {
        let all = self.numbered().into_iter().rev();
        all.filter_map(|(number, path, _)| {
            let operation = serde_json::from_slice(&fs::read(&path).ok()?).ok()?;
            Some(Recorded { operation, number, path })
        })
        .collect()
    }

    /// Keeps an operation that is about to happen.
    pub fn record(&self, operation: &Operation) -> Result<(), FileError> {
        let failed = |source| FileError::Write { path: self.folder.clone(), source };
        fs::create_dir_all(&self.folder).map_err(failed)?;
        let known = self.numbered();
        let mut next = known.last().map_or(1, |(number, ..)| number + 1);
        // One that was begun and came to nothing.
        if let Some((number, path, _)) = known.last()
            && let Some(last) = fs::read(path).ok().and_then(|bytes| serde_json::from_slice::<Operation>(&bytes).ok())
            && last.file == operation.file
            && last.is_void(operation.before)
        {
            next = *number;
        }
        let json = serde_json::to_vec(operation).map_err(|error| failed(error.into()))?;
        self.make_room(&known, json.len() as u64);
        write_if_changed(&self.folder.join(format!("{next:08}.json")), &json)?;
        Ok(())
    }

    /// Takes an operation out, once it is taken back.
    pub fn forget(&self, recorded: &Recorded) -> Result<(), FileError> {
        match fs::remove_file(&recorded.path) {
            Err(source) if source.kind() != ErrorKind::NotFound => {
                Err(FileError::Write { path: recorded.path.clone(), source })
            }
            _ => Ok(()),
        }
    }

    /// Forgets the newest operations that never came to pass, given what the files are now.
    pub fn settle(&self, now: impl Fn(&str) -> Option<Fingerprint>) -> Result<Vec<Recorded>, FileError> {
        let mut all = self.operations();
        while let Some(newest) = all.first() {
            let operation = &newest.operation;
            let now = now(&operation.file);
            if operation.was_last(now) || !operation.is_void(now) {
                break;
            }
            self.forget(&all.remove(0))?;
        }
        Ok(all)
    }

    /// The files of the folder by their numbers, each with its size.
    fn numbered(&self) -> Vec<(u64, PathBuf, u64)> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut all: Vec<_> = files
            .filter_map(|file| {
                let path = file.path();
                let number = path.file_name()?.to_str()?.strip_suffix(".json")?.parse().ok()?;
                Some((number, path, file.metadata().ok()?.len()))
            })
            .collect();
        all.sort();
        all
    }

    fn make_room(&self, known: &[(u64, PathBuf, u64)], coming: u64) {
        let mut bytes: u64 = known.iter().map(|(.., size)| size).sum::<u64>() + coming;
        let mut count = known.len() + 1;
        for (_, path, size) in known {
            if count <= KEPT && bytes <= KEPT_BYTES {
                break;
            }
            // What cannot be removed today is tried again at the next operation.
            let _ = fs::remove_file(path);
            bytes -= size;
            count -= 1;
        }
    }
}

impl Recorded {
    /// Its number: later operations have greater ones.
    pub fn number(&self) -> u64 {
        self.number
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::{Fingerprint, Journal, KEPT, Operation};

    proptest! {
        #[test]
        fn what_was_done_is_undone_to_the_byte(old in "[ab\u{e9}\u{10348}\n]{0,12}", new in "[ab\u{e9}\u{10349}\n]{0,12}") {
            let operation = Operation::between("edit", "library.toml", Some(&old), Some(&new));
            prop_assert!(operation.was_last(Fingerprint::of(Some(&new))));
            prop_assert_eq!(operation.undone(&new), Some(old));
        }
    }

    #[test]
    fn a_file_that_was_made_is_gone_again() {
        let operation = Operation::between("build", "library.lock", None, Some("x"));
        assert!(operation.made_the_file());
        assert_eq!(operation.undone("x"), None);
    }

    #[test]
    fn a_small_change_of_a_large_file_is_small() {
        let old = "é".repeat(10_000);
        let new = format!("{old}x");
        let json = serde_json::to_string(&Operation::between("add", "f", Some(&old), Some(&new))).unwrap();
        assert!(json.len() < 300, "{json}");
    }

    fn operation(from: usize) -> Operation {
        let text = |n: usize| n.to_string();
        Operation::between(format!("step {from}"), "f", Some(&text(from)), Some(&text(from + 1)))
    }

    fn journal() -> (tempfile::TempDir, Journal) {
        let home = tempfile::tempdir().unwrap();
        let journal = Journal::of(home.path(), &home.path().join("library.toml"));
        (home, journal)
    }

    #[test]
    fn operations_come_back_newest_first_and_can_be_forgotten() {
        let (_home, journal) = journal();
        assert!(journal.operations().is_empty());
        (0..12).for_each(|n| journal.record(&operation(n)).unwrap());
        let all = journal.operations();
        let names: Vec<_> = all.iter().map(|r| r.operation.what.as_str()).collect();
        assert_eq!((names.len(), names[0], names[11]), (12, "step 11", "step 0"));
        journal.forget(&all[0]).unwrap();
        journal.forget(&all[0]).unwrap();
        assert_eq!(journal.operations()[0].operation.what, "step 10");
    }

    #[test]
    fn what_never_came_to_pass_is_forgotten() {
        let (_home, journal) = journal();
        journal.record(&operation(0)).unwrap();
        journal.record(&operation(1)).unwrap();
        let now = |text: &'static str| move |_: &str| Fingerprint::of(Some(text));
        assert_eq!(journal.settle(now("changed by hand")).unwrap().len(), 2);
        assert_eq!(journal.settle(now("2")).unwrap().len(), 2);
        let other = Operation::between("instead", "f", Some("1"), Some("x"));
        journal.record(&other).unwrap();
        let all = journal.operations();
        assert_eq!((all.len(), all[0].operation.what.as_str()), (2, "instead"));
        assert_eq!(journal.settle(now("1")).unwrap()[0].operation.what, "step 0");
    }

    #[test]
    fn it_does_not_grow_for_ever() {
        let (_home, journal) = journal();
        (0..KEPT + 3).for_each(|n| journal.record(&operation(n)).unwrap());
        let all = journal.operations();
        assert_eq!((all.len(), all[0].operation.what.as_str()), (KEPT, format!("step {}", KEPT + 2).as_str()));
    }

    #[test]
    fn what_is_damaged_is_passed_over() {
        let (_home, journal) = journal();
        journal.record(&operation(0)).unwrap();
        fs::write(journal.folder.join("00000009.json"), "{").unwrap();
        assert_eq!(journal.operations().len(), 1);
    }
}
