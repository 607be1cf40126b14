//! Opening the file of kept answers, whatever is found in its place.
//!
//! Processes that find the same broken file at the same time settle among themselves, under a lock, who sets it aside.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::{CacheError, ErrorCode, Open};

/// Marks the file as ours: "rlst".
const OURS: i32 = 0x726c_7374;

/// The shape of the table; a file of another shape is begun anew.
const VERSION: i32 = 2;

const SHAPE: &str = "
    DROP TABLE IF EXISTS answer;
    CREATE TABLE answer (
        catalog TEXT NOT NULL,
        query TEXT NOT NULL,
        status INTEGER NOT NULL,
        content_type TEXT,
        address TEXT NOT NULL,
        packed INTEGER NOT NULL,
        body BLOB NOT NULL,
        says_no INTEGER NOT NULL,
        fetched INTEGER NOT NULL,
        PRIMARY KEY (catalog, query)
    );
    CREATE INDEX answer_by_age ON answer (fetched);";

/// Another process may hold the file for a moment.
const PATIENCE: Duration = Duration::from_secs(5);

/// What an error says of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// It is damaged or no database of ours.
    Broken,
    /// It cannot be written, or not be reached.
    Denied,
    /// Somebody else has it for too long.
    Passing,
}

pub(super) fn access(error: &rusqlite::Error) -> Access {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Access::Passing,
        Some(
            ErrorCode::ReadOnly
            | ErrorCode::CannotOpen
            | ErrorCode::PermissionDenied
            | ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::OutOfMemory
            | ErrorCode::TooBig,
        ) => Access::Denied,
        _ => Access::Broken,
    }
}

/// Why a file is not used as it is.
enum Fault {
    Sqlite(rusqlite::Error),
    Foreign,
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl Fault {
    fn access(&self) -> Access {
        match self {
            Self::Sqlite(error) => access(error),
            Self::Foreign => Access::Broken,
        }
    }

    fn why(&self) -> String {
        match self {
            Self::Sqlite(error) => error.to_string(),
            Self::Foreign => "it is another program's".to_owned(),
        }
    }
}

/// The file, as far as it can be used, and what is to be said about it.
pub(super) fn open(path: &Path) -> (Open, Option<CacheError>) {
    match connect(path) {
        Ok(connection) => (Open::Whole(connection), None),
        Err(fault) if fault.access() == Access::Broken => replace(path, &fault.why()),
        Err(fault) => read(path, &fault.why()),
    }
}

/// Sets a broken file aside and begins a new one, unless somebody else has just done so.
pub(super) fn replace(path: &Path, why: &str) -> (Open, Option<CacheError>) {
    let unusable = |why: String| (Open::Not, Some(CacheError::Unusable { path: path.to_owned(), why }));
    let lock = fs_err::OpenOptions::new().create(true).truncate(false).write(true).open(beside(path, ".lock"));
    let mut lock = match lock {
        Ok(file) => fd_lock::RwLock::new(file.into_file()),
        Err(error) => return unusable(error.to_string()),
    };
    let Ok(_held) = lock.write() else { return unusable(why.to_owned()) };
    if let Some(connection) = connect(path).ok().filter(is_sound) {
        return (Open::Whole(connection), None);
    }
    let aside = match set_aside(path) {
        Ok(aside) => aside,
        Err(error) => return unusable(error.to_string()),
    };
    match connect(path) {
        Ok(connection) => {
            let told = CacheError::SetAside { path: path.to_owned(), aside, why: why.to_owned() };
            (Open::Whole(connection), Some(told))
        }
        Err(fault) => unusable(fault.why()),
    }
}

/// What cannot be written can perhaps be read.
pub(super) fn read(path: &Path, why: &str) -> (Open, Option<CacheError>) {
    let why = why.to_owned();
    match connect_to_read(path) {
        Some(connection) => (Open::Reading(connection), Some(CacheError::ReadOnly { path: path.to_owned(), why })),
        None => (Open::Not, Some(CacheError::Unusable { path: path.to_owned(), why })),
    }
}

fn connect(path: &Path) -> Result<Connection, Fault> {
    begin(path);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    if !is_ours(&connection)? {
        let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if tables > 0 {
            return Err(Fault::Foreign);
        }
    }
    // Readers then do not wait for writers. Without it all works as well, only slower.
    let _ = connection.pragma_update(None, "journal_mode", "wal");
    connection.pragma_update(None, "synchronous", "normal")?;
    shape(&connection)?;
    Ok(connection)
}

/// What reading the texts of a user says about them is nobody else's business: the file is the user's alone.
fn begin(path: &Path) {
    if let Some(folder) = path.parent() {
        // Whatever is wrong with the place, opening the file will say.
        let _ = fs_err::create_dir_all(folder);
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = options.open(path);
}

/// Makes the table, unless another process was quicker.
fn shape(connection: &Connection) -> Result<(), Fault> {
    if is_ours(connection)? && version(connection)? == VERSION {
        return Ok(());
    }
    connection.execute_batch("BEGIN IMMEDIATE")?;
    if !is_ours(connection)? || version(connection)? != VERSION {
        connection.execute_batch(SHAPE)?;
        connection.pragma_update(None, "application_id", OURS)?;
        connection.pragma_update(None, "user_version", VERSION)?;
    }
    connection.execute_batch("COMMIT")?;
    Ok(())
}

fn is_ours(connection: &Connection) -> rusqlite::Result<bool> {
    connection.pragma_query_value(None, "application_id", |row| row.get::<_, i32>(0)).map(|id| id == OURS)
}

/// Reads the whole file, and is only worth it where damage is suspected.
fn is_sound(connection: &Connection) -> bool {
    let check = connection.pragma_query_value(None, "quick_check", |row| row.get::<_, String>(0));
    check.is_ok_and(|told| told == "ok") && connection.prepare(super::FIND).is_ok()
}

fn version(connection: &Connection) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// A file on a disk that cannot be written at all is taken as one that nobody writes.
fn connect_to_read(path: &Path) -> Option<Connection> {
    let usable = |connection: &Connection| {
        is_ours(connection).unwrap_or(false) && version(connection).is_ok_and(|version| version == VERSION)
    };
    let plain = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).ok();
    if let Some(connection) = plain.filter(usable) {
        return Some(connection);
    }
    let mut address = url::Url::from_file_path(std::path::absolute(path).ok()?).ok()?;
    address.set_query(Some("immutable=1"));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(address.as_str(), flags).ok().filter(usable)
}

/// Moves the file and what SQLite keeps beside it to names that nobody has.
fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let names = (1..100).map(|number| beside(path, &format!(".broken-{number}")));
    let free = names.into_iter().find(|name| !name.exists());
    let aside = free.ok_or_else(|| io::Error::other("a hundred broken files lie beside it"))?;
    fs_err::rename(path, &aside)?;
    for tail in ["-wal", "-shm"] {
        // Mostly there is none. One that stayed would be taken as the new file's.
        let _ = fs_err::rename(beside(path, tail), beside(&aside, tail));
    }
    Ok(aside)
}

/// The path with something at the end of its name.
fn beside(path: &Path, tail: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(tail);
    PathBuf::from(name)
}
