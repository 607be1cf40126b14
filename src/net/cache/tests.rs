//! What the file of kept answers goes through.

use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use super::{Cache, CacheError, Kept, Open, open};
use crate::net::request::{CacheKey, Reply};

fn kept(body: &[u8], seconds: u64) -> Kept {
    let reply = Reply {
        status: 200,
        content_type: Some("text/plain; charset=utf-8".to_owned()),
        body: body.into(),
        address: "http://a.org/x?key=***".to_owned(),
        from_cache: true,
    };
    Kept { reply, nothing: false, fetched: SystemTime::UNIX_EPOCH + Duration::from_secs(seconds) }
}

/// Bytes that no compression makes fewer.
fn noise(seed: u32, count: usize) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(&mut next).take(count).collect()
}

fn key(query: &str) -> CacheKey {
    CacheKey::new("open-library", query)
}

#[track_caller]
fn opened(path: &Path) -> Cache {
    let (cache, error) = Cache::open(path);
    assert_eq!(error, None);
    cache
}

#[test]
fn an_answer_comes_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/folder/http.sqlite");
    let long = kept(&b"{\"docs\": [] } \xff".repeat(500), 1_000_000);
    let no = Kept { nothing: true, ..kept(b"", 2_000_000) };
    let cache = opened(&path);
    cache.keep(&key("a"), &kept(b"old", 1)).unwrap();
    cache.keep(&key("a"), &long).unwrap();
    cache.keep(&key("b"), &no).unwrap();
    drop(cache);
    let cache = opened(&path);
    assert_eq!(cache.find(&key("a")).unwrap(), Some(long));
    assert_eq!(cache.find(&key("b")).unwrap(), Some(no));
    assert_eq!(cache.find(&key("c")).unwrap(), None);
    assert_eq!(cache.find(&CacheKey::new("wikidata", "a")).unwrap(), None);
}

#[test]
fn status_counts_and_clear_forgets() {
    let folder = tempfile::tempdir().unwrap();
    let cache = opened(&folder.path().join("c"));
    for number in 0..50 {
        let answer = Kept { nothing: number % 10 == 0, ..kept(&noise(number, 5000), 1_000_000 + u64::from(number)) };
        cache.keep(&key(&number.to_string()), &answer).unwrap();
    }
    let status = cache.status().unwrap();
    assert_eq!((status.entries, status.nothing), (50, 5));
    assert_eq!(status.oldest, Some(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000)));
    assert_eq!(cache.clear(&["somebody-else".to_owned()]).unwrap(), 0);
    assert_eq!(cache.forget_before(SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_002)).unwrap(), 2);
    assert_eq!(cache.clear(&["open-library".to_owned()]).unwrap(), 48);
    let empty = cache.status().unwrap();
    assert_eq!((empty.entries, empty.nothing, empty.oldest), (0, 0, None));
    assert!(empty.bytes < status.bytes / 2, "{status:?} {empty:?}");
}

#[track_caller]
fn set_aside(content: &[u8]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c");
    fs_err::write(&path, content).unwrap();
    let (cache, error) = Cache::open(&path);
    let Some(CacheError::SetAside { aside, .. }) = error else { panic!("{error:?}") };
    assert_eq!(fs_err::read(aside).unwrap(), content);
    cache.keep(&key("a"), &kept(b"x", 1)).unwrap();
    assert!(opened(&path).find(&key("a")).unwrap().is_some());
}

#[test]
fn a_file_that_is_no_database_is_set_aside() {
    set_aside(b"this is my diary, and no database at all");
    set_aside(&[0; 8192]);
    let mut cut = b"SQLite format 3\0".to_vec();
    cut.extend([0x10, 0, 1, 1, 0, 0x40, 0x20, 0x20, 0, 0]);
    cut.resize(5000, 0xaa);
    set_aside(&cut);
}

#[test]
fn another_program_s_database_is_set_aside_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c");
    let theirs = rusqlite::Connection::open(&path).unwrap();
    theirs.execute_batch("CREATE TABLE answer (x); INSERT INTO answer VALUES (7)").unwrap();
    drop(theirs);
    let (_, error) = Cache::open(&path);
    let Some(CacheError::SetAside { aside, why, .. }) = error else { panic!("{error:?}") };
    assert_eq!(why, "it is another program's");
    let theirs = rusqlite::Connection::open(aside).unwrap();
    assert_eq!(theirs.query_row("SELECT x FROM answer", [], |row| row.get::<_, i64>(0)), Ok(7));
}

#[test]
fn an_empty_file_and_one_of_another_version_are_begun_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c");
    fs_err::write(&path, b"").unwrap();
    let cache = opened(&path);
    cache.keep(&key("a"), &kept(b"x", 1)).unwrap();
    drop(cache);
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch("PRAGMA user_version = 77; DROP TABLE answer; CREATE TABLE answer (x)").unwrap();
    drop(old);
    let cache = opened(&path);
    assert_eq!(cache.find(&key("a")).unwrap(), None);
    cache.keep(&key("a"), &kept(b"x", 1)).unwrap();
}

#[test]
fn damage_met_in_use_costs_the_file_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c");
    let cache = opened(&path);
    for number in 0..200 {
        cache.keep(&key(&number.to_string()), &kept(format!("{number} ").repeat(60).as_bytes(), 1)).unwrap();
    }
    drop(cache);
    let mut bytes = fs_err::read(&path).unwrap();
    let head = 4096.min(bytes.len());
    bytes[head..].fill(0x5a);
    fs_err::write(&path, &bytes).unwrap();
    let (cache, _) = Cache::open(&path);
    let told = cache.find(&key("7"));
    assert!(matches!(told, Err(CacheError::SetAside { .. })), "{told:?}");
    cache.keep(&key("7"), &kept(b"new", 2)).unwrap();
    assert_eq!(cache.find(&key("7")).unwrap(), Some(kept(b"new", 2)));
}

#[test]
fn a_body_that_cannot_be_unpacked_is_a_miss() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c");
    let cache = opened(&path);
    cache.keep(&key("a"), &kept(&[b'x'; 1000], 1)).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute("UPDATE answer SET body = x'00ff'", []).unwrap();
    assert_eq!(cache.find(&key("a")).unwrap(), None);
}

#[test]
fn a_full_disk_costs_the_keeping_only() {
    let folder = tempfile::tempdir().unwrap();
    let cache = opened(&folder.path().join("c"));
    cache.keep(&key("a"), &kept(b"x", 1)).unwrap();
    if let Open::Whole(connection) = &*cache.lock() {
        connection.pragma_update(None, "max_page_count", 8).unwrap();
    }
    let told = cache.keep(&key("b"), &kept(&noise(7, 100_000), 1));
    assert!(matches!(&told, Err(CacheError::ReadOnly { why, .. }) if why.contains("full")), "{told:?}");
    assert!(!cache.can_keep() && cache.can_find());
    assert_eq!(cache.find(&key("a")).unwrap(), Some(kept(b"x", 1)));
}

#[test]
fn somebody_who_keeps_the_file_to_himself_is_waited_for_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c");
    let cache = opened(&path);
    if let Open::Whole(connection) = &*cache.lock() {
        connection.busy_timeout(Duration::from_millis(50)).unwrap();
    }
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let told = cache.keep(&key("a"), &kept(b"x", 1));
    assert!(matches!(&told, Err(CacheError::ReadOnly { why, .. }) if why.contains("locked")), "{told:?}");
    assert!(!cache.can_keep() && cache.can_find());
    assert_eq!(cache.find(&key("a")).unwrap(), None);
}

#[test]
fn a_place_where_no_file_can_be_is_no_cache() {
    let folder = tempfile::tempdir().unwrap();
    fs_err::write(folder.path().join("file"), b"x").unwrap();
    for path in [folder.path().to_owned(), folder.path().join("file/c")] {
        let (cache, error) = Cache::open(&path);
        assert!(matches!(error, Some(CacheError::Unusable { .. })), "{error:?}");
        assert!(!cache.can_find() && cache.status().is_err() && cache.clear(&[]).is_err());
        assert!(cache.keep(&key("a"), &kept(b"x", 1)).is_err());
    }
}

#[test]
fn a_file_that_cannot_be_written_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a name with % and ?");
    opened(&path).keep(&key("a"), &kept(b"x", 1)).unwrap();
    let (open, error) = open::read(&path, "the disk is sealed");
    let told = CacheError::ReadOnly { path: path.clone(), why: "the disk is sealed".to_owned() };
    assert_eq!(error, Some(told));
    let cache = Cache { path, open: Mutex::new(open) };
    assert!(cache.can_find() && !cache.can_keep());
    assert_eq!(cache.find(&key("a")).unwrap(), Some(kept(b"x", 1)));
    assert!(matches!(cache.keep(&key("b"), &kept(b"y", 1)), Err(CacheError::ReadOnly { .. })));
    assert!(matches!(cache.clear(&[]), Err(CacheError::ReadOnly { .. })));
    assert_eq!(cache.status().unwrap().entries, 1);
}

#[cfg(unix)]
#[test]
fn the_file_is_the_user_s_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c");
    let cache = opened(&path);
    cache.keep(&key("a"), &kept(b"x", 1)).unwrap();
    for name in ["c", "c-wal"] {
        assert_eq!(fs_err::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
}
