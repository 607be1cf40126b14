//! The files of a library on disk: found, read whole, written whole or not at all.
//!
//! A file is written beside its place and then renamed into it, so that no reader ever meets half of it, and nothing
//! is written that already stands there. What the files mean is the business of `manifest` and `lock`.
//!
//! **Why the folder is locked.** Two commands at once must not overwrite each other's changes. A lock on
//! `library.toml` itself would be worth nothing after the first rename, which puts another file in its place while
//! others still wait for the old one; a file made only to be locked is litter in the user's folder. The folder itself
//! stays the same through every rename, can be locked without being written to, and leaves nothing behind.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use fd_lock::RwLock;
use thiserror::Error;

/// The human's file.
pub const MANIFEST: &str = "library.toml";
/// The program's file.
pub const LOCK: &str = "library.lock";

/// A file that could not be read or written.
#[derive(Debug, Error)]
pub enum FileError {
    /// Reading failed.
    #[error("cannot read `{}`: {}", .path.display(), reason(.source))]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file is not text.
    #[error("cannot read `{}`: it is not UTF-8 (first at byte {at})", .path.display())]
    NotText {
        /// Which file.
        path: PathBuf,
        /// The first byte that is not.
        at: usize,
    },
    /// Writing failed.
    #[error("cannot write `{}`: {}", .path.display(), reason(.source))]
    Write {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is no folder to write into.
    #[error("cannot write `{}`: the folder `{}` does not exist", .path.display(), .folder.display())]
    NoFolder {
        /// Which file.
        path: PathBuf,
        /// The folder.
        folder: PathBuf,
    },
    /// The file is protected by its owner.
    #[error("cannot write `{}`: it is read-only", .path.display())]
    ReadOnly {
        /// Which file.
        path: PathBuf,
    },
    /// A folder stands where the file should be.
    #[error("cannot write `{}`: it is a folder", .path.display())]
    IsFolder {
        /// Which one.
        path: PathBuf,
    },
    /// The folder cannot be locked.
    #[error("cannot lock the folder `{}`: {}", .path.display(), reason(.source))]
    Lock {
        /// Which folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// What went wrong without the number of the operating system's error.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = words.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// The `library.toml` in this folder or the nearest one above.
pub fn find_manifest(start: &Path) -> Option<PathBuf> {
    let start = std::path::absolute(start).ok()?;
    start.ancestors().map(|folder| folder.join(MANIFEST)).find(|path| path.is_file())
}

/// The text of a file, without byte order mark.
pub fn read_text(path: &Path) -> Result<String, FileError> {
    let bytes = fs::read(path).map_err(|source| FileError::Read { path: path.to_owned(), source })?;
    let text = String::from_utf8(bytes)
        .map_err(|e| FileError::NotText { path: path.to_owned(), at: e.utf8_error().valid_up_to() })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// The text of a file, if there is one.
pub fn read_text_if_any(path: &Path) -> Result<Option<String>, FileError> {
    match read_text(path) {
        Ok(text) => Ok(Some(text)),
        Err(FileError::Read { source, .. }) if source.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes a file unless these bytes stand there already; whether anything was written.
///
/// A link is followed, permissions are kept, and what is no plain file (a terminal, a pipe) is written to directly.
pub fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<bool, FileError> {
    let target = follow(path);
    let failed = |source| FileError::Write { path: path.to_owned(), source };
    let known = match fs::metadata(&target) {
        Ok(known) => Some(known),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(failed(error)),
    };
    match &known {
        Some(known) if known.is_dir() => return Err(FileError::IsFolder { path: path.to_owned() }),
        Some(known) if !known.is_file() => return fs::write(&target, bytes).map(|()| true).map_err(failed),
        Some(known) if known.len() == bytes.len() as u64 && fs::read(&target).is_ok_and(|old| old == bytes) => {
            return Ok(false);
        }
        // A rename would not ask whether the file may be changed.
        Some(known) if known.permissions().readonly() => return Err(FileError::ReadOnly { path: path.to_owned() }),
        _ => {}
    }
    let folder = folder_of(&target);
    if !folder.is_dir() {
        return Err(FileError::NoFolder { path: path.to_owned(), folder: folder.to_owned() });
    }
    replace(&target, folder, known.as_ref(), bytes).map_err(failed)?;
    Ok(true)
}

/// Removes a file, if there is one.
pub fn remove_if_any(path: &Path) -> Result<(), FileError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != ErrorKind::NotFound => Err(FileError::Write { path: path.to_owned(), source }),
        _ => Ok(()),
    }
}

/// The folder that a path lies in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Where a path leads over links, also when nothing is there yet.
fn follow(path: &Path) -> PathBuf {
    /// As many links as systems follow before they call it a loop.
    const MOST_LINKS: usize = 40;
    let mut at = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&at) {
            Ok(next) => at = folder_of(&at).join(next),
            Err(_) => break,
        }
    }
    at
}

/// What the name of a file begins with that is not yet in its place.
const UNFINISHED: &str = ".reading-list-";
/// No write takes so long: what is older was left by a program that was killed.
const LEFT_AFTER: Duration = Duration::from_secs(600);

/// Removes what killed programs left in a folder; that this cannot be done is nobody's trouble.
fn clear_leftovers(folder: &Path) {
    let Ok(files) = fs::read_dir(folder) else { return };
    for file in files.flatten().filter(|file| file.file_name().to_string_lossy().starts_with(UNFINISHED)) {
        let modified = file.metadata().ok().filter(Metadata::is_file).and_then(|known| known.modified().ok());
        if modified.and_then(|then| then.elapsed().ok()).is_some_and(|age| age > LEFT_AFTER) {
            fs::remove_file(file.path()).ok();
        }
    }
}

fn replace(target: &Path, folder: &Path, known: Option<&Metadata>, bytes: &[u8]) -> io::Result<()> {
    clear_leftovers(folder);
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED);
    #[cfg(unix)]
    let all_that_the_mask_leaves = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(all_that_the_mask_leaves);
    let mut new = builder.tempfile_in(folder)?;
    new.write_all(bytes)?;
    if let Some(known) = known {
        new.as_file().set_permissions(known.permissions())?;
    }
    new.as_file().sync_all()?;
    new.persist(target).map_err(|error| error.error)?;
    Ok(())
}

/// Does something while no other command of ours changes the files of this folder.
///
/// `waiting` is called once if another is at work and has to be waited for. A file system that knows no locks is no
/// reason to refuse: the writes themselves stay whole.
pub fn while_locked<T>(folder: &Path, waiting: impl FnOnce(), work: impl FnOnce() -> T) -> Result<T, FileError> {
    let failed = |source| FileError::Lock { path: folder.to_owned(), source };
    let mut lock = RwLock::new(lockable(folder).map_err(failed)?);
    match lock.try_write() {
        Ok(_guard) => return Ok(work()),
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => waiting(),
        Err(_) => return Ok(work()),
    }
    let _guard = lock.write().map_err(failed)?;
    Ok(work())
}

#[cfg(unix)]
fn lockable(folder: &Path) -> io::Result<File> {
    File::open(folder)
}

/// Where a folder cannot be opened, a file among the temporary ones stands for it.
#[cfg(not(unix))]
fn lockable(folder: &Path) -> io::Result<File> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    fs::canonicalize(folder)?.hash(&mut hasher);
    let name = format!("reading-list-{:016x}.lock", hasher.finish());
    File::options().create(true).truncate(false).write(true).open(std::env::temp_dir().join(name))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use super::{FileError, find_manifest, read_text, read_text_if_any, while_locked, write_if_changed};

    #[test]
    fn the_library_is_found_here_or_above() {
        let home = tempfile::tempdir().unwrap();
        let deep = home.path().join("a/b");
        fs::create_dir_all(&deep).unwrap();
        fs::create_dir(deep.join("library.toml")).unwrap();
        let manifest = home.path().join("library.toml");
        fs::write(&manifest, "").unwrap();
        assert_eq!(find_manifest(&deep), Some(manifest), "a folder of that name is no library");
    }

    #[test]
    fn nothing_is_written_twice() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a.bib");
        assert!(write_if_changed(&path, b"one").unwrap());
        let first = fs::metadata(&path).unwrap().modified().unwrap();
        assert!(!write_if_changed(&path, b"one").unwrap());
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), first);
        assert!(write_if_changed(&path, b"two").unwrap());
        assert_eq!(read_text(&path).unwrap(), "two");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "nothing is left lying about");
    }

    #[test]
    fn what_a_killed_program_left_is_cleared() {
        let home = tempfile::tempdir().unwrap();
        let left = |name: &str, age: u64| {
            let file = fs::File::create(home.path().join(name)).unwrap();
            file.set_modified(std::time::SystemTime::now() - Duration::from_secs(age)).unwrap();
        };
        left(".reading-list-old", 3600);
        left(".reading-list-new", 5);
        left(".reading-notes", 3600);
        write_if_changed(&home.path().join("a.bib"), b"x").unwrap();
        let mut names: Vec<_> = fs::read_dir(home.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, [".reading-list-new", ".reading-notes", "a.bib"]);
    }

    #[test]
    fn what_cannot_be_written_names_the_path() {
        let home = tempfile::tempdir().unwrap();
        let says = |path: &Path| write_if_changed(path, b"x").unwrap_err().to_string();
        let missing = says(&home.path().join("no/a.bib"));
        assert!(missing.contains("a.bib`: the folder `") && missing.ends_with("no` does not exist"), "{missing}");
        assert!(says(home.path()).ends_with("`: it is a folder"));
        let path = home.path().join("a.bib");
        fs::write(&path, "old").unwrap();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        assert!(says(&path).ends_with("a.bib`: it is read-only"));
        assert_eq!(read_text(&path).unwrap(), "old");
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a");
        assert_eq!(read_text_if_any(&path).unwrap(), None);
        assert!(read_text(&path).unwrap_err().to_string().ends_with("a`: no such file or directory"));
        fs::write(&path, b"ab\xff").unwrap();
        assert!(matches!(read_text(&path), Err(FileError::NotText { at: 2, .. })));
        fs::write(&path, b"\xef\xbb\xbfab").unwrap();
        assert_eq!(read_text(&path).unwrap(), "ab");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_permissions_kept() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let home = tempfile::tempdir().unwrap();
        fs::create_dir(home.path().join("real")).unwrap();
        let (real, link) = (home.path().join("real/a.toml"), home.path().join("a.toml"));
        symlink("real/a.toml", &link).unwrap();
        assert!(write_if_changed(&link, b"new").unwrap(), "also where the link leads to nothing yet");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(write_if_changed(&link, b"newer").unwrap());
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(read_text(&real).unwrap(), "newer");
        symlink("loop", home.path().join("loop")).unwrap();
        assert!(write_if_changed(&home.path().join("loop"), b"x").is_err());
    }

    #[test]
    fn one_at_a_time() {
        let home = tempfile::tempdir().unwrap();
        let (inside, most) = (AtomicU32::new(0), AtomicU32::new(0));
        let work = || {
            most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(5));
            write_if_changed(&home.path().join("library.toml"), b"x").unwrap();
            inside.fetch_sub(1, Ordering::SeqCst);
        };
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| while_locked(home.path(), || (), work).unwrap());
            }
        });
        assert_eq!(most.load(Ordering::SeqCst), 1);
        assert!(while_locked(&home.path().join("no"), || (), || ()).is_err());
    }
}
