//! Answers that are kept, by catalog and query.
//!
//! One SQLite file that several processes may use at once. Each answer is in it as soon as it is there, so that
//! whoever stops the program half-way loses nothing. A file that is broken or somebody else's is set aside, and a disk that cannot
//! be written costs the keeping only: nothing here stops a look-up. How long an answer counts is decided in `client`.

mod open;
mod pack;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use thiserror::Error;

use super::request::{CacheKey, LASTING, Reply};
use open::Access;

/// The kept answers of all runs.
#[derive(Debug)]
pub struct Cache {
    path: PathBuf,
    open: Mutex<Open>,
}

/// How far the file can be used at the moment.
#[derive(Debug)]
enum Open {
    Whole(Connection),
    /// It can be read, but not written.
    Reading(Connection),
    Not,
}

impl Open {
    fn connection(&self) -> Option<&Connection> {
        match self {
            Self::Whole(connection) | Self::Reading(connection) => Some(connection),
            Self::Not => None,
        }
    }
}

/// What is wrong with a cache; a warning wherever it is met on the way to an answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CacheError {
    /// The file was broken or somebody else's, and a new one was begun.
    #[error("the cache `{}` could not be used ({why}); it was set aside as `{}`", path.display(), aside.display())]
    SetAside {
        /// The file.
        path: PathBuf,
        /// Where it is now.
        aside: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The file can be read and not written.
    #[error("the cache `{}` cannot be written ({why}); new answers are not kept", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// The file cannot be used.
    #[error("the cache `{}` cannot be used ({why}); answers are not kept", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
}

/// What a cache holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheStatus {
    /// Answers.
    pub entries: u64,
    /// Of those, the ones that say no.
    pub nothing: u64,
    /// Bytes on disk.
    pub bytes: u64,
    /// When the oldest was fetched.
    pub oldest: Option<SystemTime>,
}

/// An answer from before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) reply: Reply,
    /// Whether it says no.
    pub(super) nothing: bool,
    pub(super) fetched: SystemTime,
}

const FIND: &str = "SELECT status, content_type, address, packed, body, says_no, fetched FROM answer WHERE catalog = ?1 AND query = ?2";

const KEEP: &str = "INSERT OR REPLACE INTO answer
    (catalog, query, status, content_type, address, packed, body, says_no, fetched)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

const STATUS: &str = "SELECT count(*), total(says_no), min(fetched) FROM answer";

const SIZE: &str = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";

impl Cache {
    /// Opens the file, or begins it. There is always a cache; the error says what it cannot do.
    pub fn open(path: &Path) -> (Self, Option<CacheError>) {
        let (open, error) = open::open(path);
        (Self { path: path.to_owned(), open: Mutex::new(open) }, error)
    }

    /// What it holds.
    pub fn status(&self) -> Result<CacheStatus, CacheError> {
        self.read(|connection| {
            let bytes = connection.query_row(SIZE, [], |row| row.get::<_, i64>(0))?;
            connection.query_row(STATUS, [], |row| {
                Ok(CacheStatus {
                    entries: row.get::<_, i64>(0)?.unsigned_abs(),
                    nothing: row.get::<_, f64>(1)? as u64,
                    bytes: bytes.unsigned_abs(),
                    oldest: row.get::<_, Option<i64>>(2)?.map(from_millis),
                })
            })
        })
    }

    /// Forgets the answers of these catalogs, or where none is named everything; gives the number of answers forgotten.
    pub fn clear(&self, catalogs: &[String]) -> Result<usize, CacheError> {
        let forgotten = self.write(|connection| match catalogs {
            [] => connection.execute("DELETE FROM answer", []),
            some => some.iter().map(|name| connection.execute("DELETE FROM answer WHERE catalog = ?1", [name])).sum(),
        })?;
        // Others may be reading; then the file stays as large as it was.
        let _ = self.write(|connection| connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)"));
        Ok(forgotten)
    }

    /// Forgets what was fetched before this time, but for lasting texts: it counts no longer, even where nobody can be asked.
    pub(super) fn forget_before(&self, time: SystemTime) -> Result<usize, CacheError> {
        const FORGET: &str = "DELETE FROM answer WHERE fetched < ?1 AND substr(catalog, 1, length(?2)) <> ?2";
        self.write(|connection| connection.execute(FORGET, params![to_millis(time), LASTING]))
    }

    /// The answer kept under this key, however old.
    pub(super) fn find(&self, key: &CacheKey) -> Result<Option<Kept>, CacheError> {
        let found = self.read(|connection| {
            connection
                .query_row(FIND, params![key.catalog(), key.query()], |row| {
                    let body: Vec<u8> = row.get(4)?;
                    Ok(pack::unpack(row.get(3)?, body)
                        .map(|body| (row.get(0), row.get(1), row.get(2), body, row.get(5), row.get(6))))
                })
                .optional()
        })?;
        // A body that cannot be unpacked is a miss: it will be fetched and written anew.
        let Some((Ok(status), Ok(content_type), Ok(address), body, Ok(nothing), Ok(fetched))) = found.flatten() else {
            return Ok(None);
        };
        let reply = Reply { status, content_type, body: body.into(), address, from_cache: true };
        Ok(Some(Kept { reply, nothing, fetched: from_millis(fetched) }))
    }

    /// Keeps an answer in place of an older one.
    pub(super) fn keep(&self, key: &CacheKey, kept: &Kept) -> Result<(), CacheError> {
        let (packed, body) = pack::pack(&kept.reply.body);
        let reply = &kept.reply;
        self.write(|connection| {
            connection.execute(
                KEEP,
                params![
                    key.catalog(),
                    key.query(),
                    reply.status,
                    reply.content_type,
                    reply.address,
                    packed,
                    body.as_ref(),
                    kept.nothing,
                    to_millis(kept.fetched),
                ],
            )
        })?;
        Ok(())
    }

    fn read<T>(&self, ask: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, CacheError> {
        let mut open = self.lock();
        let connection = open.connection().ok_or_else(|| self.unusable("it could not be opened"))?;
        match ask(connection) {
            Ok(found) => Ok(found),
            Err(error) => Err(self.mend(&mut open, &error)),
        }
    }

    fn write<T>(&self, change: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, CacheError> {
        let mut open = self.lock();
        let Open::Whole(connection) = &*open else { return Err(self.read_only("it was opened for reading")) };
        match change(connection) {
            Ok(done) => Ok(done),
            Err(error) => Err(self.mend(&mut open, &error)),
        }
    }

    /// What follows from an error in use: a broken file is set aside, and one that cannot be written is only read.
    fn mend(&self, open: &mut Open, error: &rusqlite::Error) -> CacheError {
        match open::access(error) {
            Access::Broken => {
                // It must be closed before it is moved.
                *open = Open::Not;
                let (again, told) = open::replace(&self.path, &error.to_string());
                *open = again;
                told.unwrap_or_else(|| self.unusable(&error.to_string()))
            }
            // Waiting anew for whoever has the file, with each answer, would cost more than fetching them again.
            Access::Denied | Access::Passing => {
                if let Open::Whole(connection) = std::mem::replace(open, Open::Not) {
                    *open = Open::Reading(connection);
                }
                self.read_only(&error.to_string())
            }
        }
    }

    /// Whether answers can be kept.
    pub(super) fn can_keep(&self) -> bool {
        matches!(&*self.lock(), Open::Whole(_))
    }

    /// Whether there may be answers to find.
    pub(super) fn can_find(&self) -> bool {
        self.lock().connection().is_some()
    }

    fn unusable(&self, why: &str) -> CacheError {
        CacheError::Unusable { path: self.path.clone(), why: why.to_owned() }
    }

    fn read_only(&self, why: &str) -> CacheError {
        CacheError::ReadOnly { path: self.path.clone(), why: why.to_owned() }
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn to_millis(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

fn from_millis(millis: i64) -> SystemTime {
    let since = Duration::from_millis(u64::try_from(millis).unwrap_or_default());
    SystemTime::UNIX_EPOCH.checked_add(since).unwrap_or(SystemTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests;
