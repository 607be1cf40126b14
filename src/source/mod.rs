//! Sources: what the user points at, as documents.
//!
//! Files, patterns of files, standard input, JSON Lines and addresses on the web become decoded `Document`s with their markup still in
//! them. What the markup means is `detect`'s business; which sources a library has is `library`'s. What cannot be
//! read is reported in its place among the documents, and the rest goes on.

mod decode;
mod error;
mod expand;
mod json_lines;
mod original;
pub mod web;

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub use error::{BinaryKind, SourceError};
pub use json_lines::Fields;
pub use original::Original;

use crate::model::{Document, Format, Origin};
use crate::unpacking;
use expand::Input;
use web::Pages;

/// What the inputs hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Expect {
    /// What the extension says; for standard input, what it begins with.
    #[default]
    Auto,
    /// One document in this format.
    One(Format),
    /// One JSON object a line, each with `id` and `text`.
    JsonLines,
}

/// How to read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder from which paths and patterns count; empty for the working directory.
    pub root: PathBuf,
    /// What the inputs hold.
    pub expect: Expect,
    /// The most bytes one document may have (for JSON Lines, one line).
    pub limit: u64,
    /// Which fields of a line of JSON Lines are read.
    pub fields: Fields,
    /// How addresses on the web are read; without it, they are not.
    pub pages: Option<Pages>,
    /// Counts the bytes that were read of files, as they lie on the disk.
    pub read: Option<Arc<AtomicU64>>,
}

/// 64 MiB: some twenty times the longest novel, and still read in seconds.
pub const DEFAULT_LIMIT: u64 = 64 * 1024 * 1024;

impl Default for Options {
    fn default() -> Self {
        Self {
            root: PathBuf::new(),
            expect: Expect::Auto,
            limit: DEFAULT_LIMIT,
            fields: Fields::default(),
            pages: None,
            read: None,
        }
    }
}

/// Reads everything that `patterns` (paths, globs, `-`) name, one input at a time, in order.
///
/// Among the documents stand the errors, where they occurred. An empty file yields the warning and an empty document.
///
/// ```
/// use reading_list::source::{Options, read};
/// let results: Vec<_> = read(&["no-such-file.md".to_owned()], &Options::default()).collect();
/// assert_eq!(results[0].as_ref().unwrap_err().to_string(), "no such file: `no-such-file.md`");
/// ```
pub fn read(patterns: &[String], options: &Options) -> impl Iterator<Item = Result<Document, SourceError>> + use<> {
    let options = options.clone();
    expand::expand(&options.root, patterns).into_iter().flat_map(move |input| match input {
        Ok(Input::Address(address)) => Results::Few(on_the_web(&address, &options).into_iter()),
        other => match other.and_then(|input| open(input, options.read.as_ref())).and_then(Opened::unpacked) {
            Ok(opened) => opened.documents(&options),
            Err(error) => Results::Few(vec![Err(error)].into_iter()),
        },
    })
}

fn on_the_web(address: &str, options: &Options) -> Vec<Result<Document, SourceError>> {
    match &options.pages {
        Some(pages) => pages.read(address, options.limit),
        None => vec![Err(SourceError::Web { url: address.to_owned(), why: "it is on the web".to_owned() })],
    }
}

/// Whether a file of this name may hold many texts, each with a name of its own.
pub fn may_hold_many(path: &str) -> bool {
    let is_json = |e: &std::ffi::OsStr| e.eq_ignore_ascii_case("json");
    by_extension(path).is_none() || Path::new(unpacking::bare_name(path)).extension().is_some_and(is_json)
}

/// What is read of one input: how the user calls it, and its bytes, unpacked.
pub type Reader = (String, unpacking::Input);

/// Everything that `patterns` (paths, globs, `-`) name, to be read by somebody who knows what stands there.
pub fn readers(patterns: &[String]) -> impl Iterator<Item = Result<Reader, SourceError>> {
    let inputs = expand::expand(Path::new(""), patterns).into_iter();
    inputs.map(|input| {
        let opened = input.and_then(|input| open(input, None))?.unpacked()?;
        Ok((opened.origin.to_string(), opened.reader))
    })
}

/// How many bytes the files have that `patterns` name; nothing where one is no file, or not all can be seen.
pub fn size(patterns: &[String]) -> Option<u64> {
    let size = |input| match input {
        Ok(Input::File { at, .. }) => at.metadata().ok().filter(std::fs::Metadata::is_file).map(|file| file.len()),
        _ => None,
    };
    expand::expand(Path::new(""), patterns).into_iter().map(size).sum()
}

/// Where the files are that `patterns` name, as seen from `root`; nothing is opened.
pub fn files(root: &Path, patterns: &[String]) -> Vec<PathBuf> {
    let file = |input| match input {
        Ok(Input::File { at, .. }) => Some(at),
        Ok(Input::Stdin | Input::Address(_)) | Err(_) => None,
    };
    expand::expand(root, patterns).into_iter().filter_map(file).collect()
}

/// So many bytes tell what standard input is; a slow pipe is not waited for longer.
const SNIFFED: usize = 512;

/// The documents of one input: one (perhaps after a warning), or a stream of records.
enum Results {
    Few(std::vec::IntoIter<Result<Document, SourceError>>),
    Lines(json_lines::Records<unpacking::Input>),
}

impl Iterator for Results {
    type Item = Result<Document, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Few(items) => items.next(),
            Self::Lines(records) => records.next(),
        }
    }
}

/// An input that can be read from.
struct Opened {
    origin: Origin,
    reader: unpacking::Input,
}

fn open(input: Input, read: Option<&Arc<AtomicU64>>) -> Result<Opened, SourceError> {
    match input {
        Input::Address(url) => Err(SourceError::Web { url, why: "it is no file".to_owned() }),
        Input::Stdin => Ok(Opened { origin: Origin::Stdin, reader: Box::new(BufReader::new(io::stdin())) }),
        Input::File { at, shown } => {
            let file = open_file(&at, &shown)?;
            let reader: unpacking::Input = match read {
                Some(read) => Box::new(BufReader::new(Counted { file, read: Arc::clone(read) })),
                None => Box::new(BufReader::new(file)),
            };
            Ok(Opened { origin: Origin::File(shown), reader })
        }
    }
}

/// A file of which somebody wants to know how much was read.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.file.read(buffer)?;
        self.read.fetch_add(bytes as u64, Ordering::Relaxed);
        Ok(bytes)
    }
}

fn open_file(at: &Path, shown: &str) -> Result<File, SourceError> {
    let path = || shown.to_owned();
    let refused = |cause: io::Error| match cause.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => SourceError::Missing { path: path() },
        _ => SourceError::Unreadable { path: path(), cause },
    };
    if at.metadata().map_err(refused)?.is_dir() {
        return Err(SourceError::Directory { path: path() });
    }
    File::open(at).map_err(refused)
}

impl Opened {
    /// The same, unpacked if it is compressed.
    fn unpacked(self) -> Result<Self, SourceError> {
        let unreadable = |cause| SourceError::Unreadable { path: self.origin.to_string(), cause };
        Ok(Self { reader: unpacking::unpacked(self.reader).map_err(unreadable)?, origin: self.origin })
    }

    /// What is read here, `None` for JSON Lines.
    fn format(&mut self, options: &Options) -> Option<Format> {
        match options.expect {
            Expect::JsonLines => None,
            Expect::One(format) => Some(format),
            // Who names fields has records.
            Expect::Auto if options.fields != Fields::default() => None,
            Expect::Auto => match (&self.origin, by_extension(&self.origin.to_string())) {
                (Origin::File(_), by_extension) => by_extension,
                _ => self.sniff(),
            },
        }
    }

    fn documents(mut self, options: &Options) -> Results {
        match self.format(options) {
            None => {
                let path = self.origin.to_string();
                let records = json_lines::Records::new(path, self.reader, options.limit, options.fields.clone());
                Results::Lines(records)
            }
            Some(format) => Results::Few(self.document(format, options.limit).into_iter()),
        }
    }

    /// What standard input begins with, as far as its first bytes show; a failure to read shows up later.
    fn sniff(&mut self) -> Option<Format> {
        let reader = std::mem::replace(&mut self.reader, Box::new(io::empty()));
        let (start, reader) = unpacking::begun(reader, SNIFFED);
        self.reader = reader;
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start).trim_ascii_start();
        let begins = |tag: &str| start.get(..tag.len()).is_some_and(|s| s.eq_ignore_ascii_case(tag.as_bytes()));
        match start {
            [b'{', ..] if json_lines::looks_like_record(start) => None,
            _ if begins("<!doctype html") || begins("<html") => Some(Format::Html),
            _ => Some(Format::Text),
        }
    }

    fn document(self, format: Format, limit: u64) -> Vec<Result<Document, SourceError>> {
        let path = self.origin.to_string();
        match read_within(self.reader, &path, limit).and_then(|bytes| decode::decode(&path, bytes, format)) {
            Err(error) => vec![Err(error)],
            Ok(text) if by_extension(&path) == Some(Format::Text) && looks_like_thread(&path, &text) => {
                let (documents, posts) = web::saved_thread(&text).unwrap_or_default();
                let partly = (posts > 0).then_some(Err(SourceError::Unsent { url: path, posts }));
                partly.into_iter().chain(documents.into_iter().map(Ok)).collect()
            }
            Ok(text) => {
                let warning = text.trim().is_empty().then_some(Err(SourceError::Empty { path }));
                let document = Document { origin: self.origin, format, text };
                warning.into_iter().chain([Ok(document)]).collect()
            }
        }
    }
}

/// Whether somebody saved a thread as the site has it.
fn looks_like_thread(path: &str, text: &str) -> bool {
    let is_json = Path::new(path).extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
    is_json && text.trim_start().starts_with('[') && web::saved_thread(text).is_some()
}

/// All bytes, unless there are more than `limit`; safe for pipes, which have no size to ask for.
fn read_within(reader: impl Read, path: &str, limit: u64) -> Result<Vec<u8>, SourceError> {
    let mut bytes = Vec::new();
    let read = reader.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|cause| SourceError::Unreadable { path: path.to_owned(), cause })?;
    if bytes.len() as u64 > limit {
        return Err(SourceError::TooLarge { path: path.to_owned(), limit });
    }
    Ok(bytes)
}

/// The format an extension stands for, `None` for JSON Lines. What is not known is read as plain text.
fn by_extension(path: &str) -> Option<Format> {
    let extension = Path::new(unpacking::bare_name(path)).extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    match extension.as_deref() {
        Some("md" | "markdown") => Some(Format::Markdown),
        Some("html" | "htm" | "xhtml") => Some(Format::Html),
        Some("jsonl" | "ndjson") => None,
        _ => Some(Format::Text),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::{Expect, Opened, Options, SourceError, read};
    use crate::model::{Document, Format, Origin};

    fn desk(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Options) {
        let dir = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            fs_err::write(dir.path().join(name), bytes).unwrap();
        }
        let root = dir.path().to_owned();
        (dir, Options { root, limit: 64, ..Options::default() })
    }

    fn read_all(options: &Options, patterns: &[&str]) -> Vec<Result<Document, SourceError>> {
        let patterns: Vec<_> = patterns.iter().map(|&p| p.to_owned()).collect();
        read(&patterns, options).collect()
    }

    #[test]
    fn formats_follow_extensions_unless_told() {
        let (_dir, mut options) = desk(&[("a.txt", b"x"), ("b.md", b"x"), ("c.HTM", b"x"), ("d.org", b"x")]);
        let formats = |options: &Options| -> Vec<Format> {
            read_all(options, &["?.*"]).into_iter().map(|r| r.unwrap().format).collect()
        };
        assert_eq!(formats(&options), [Format::Text, Format::Markdown, Format::Html, Format::Text]);
        options.expect = Expect::One(Format::Markdown);
        assert_eq!(formats(&options), [Format::Markdown; 4]);
    }

    #[test]
    fn errors_stand_among_the_documents() {
        let (dir, options) =
            desk(&[("a.md", b"fine"), ("big.md", &[b'x'; 65]), ("nul.md", b"\0"), ("blank.md", b" \n")]);
        fs_err::create_dir(dir.path().join("sub")).unwrap();
        let results = read_all(&options, &["gone.md", "sub", "*.md", "a.md/x"]);
        let told = results.iter().map(|r| r.as_ref().map_or_else(ToString::to_string, |d| d.origin.to_string()));
        let expected = [
            "no such file: `gone.md`",
            "`sub` is a directory, not a file",
            "a.md",
            "`big.md` is too large (must be at most 64 bytes)",
            "`blank.md` is empty",
            "blank.md",
            "`nul.md` is not text but binary (it holds NUL bytes)",
            "no such file: `a.md/x`",
        ];
        assert_eq!(told.collect::<Vec<_>>(), expected);
        let warnings = results.iter().filter(|r| r.as_ref().is_err_and(SourceError::is_warning)).count();
        assert_eq!(warnings, 1);
    }

    #[track_caller]
    fn sniffed(text: &'static str, expected: Option<Format>) {
        let mut opened = Opened { origin: Origin::Stdin, reader: Box::new(Cursor::new(text)) };
        assert_eq!(opened.sniff(), expected);
    }

    #[test]
    fn standard_input_is_known_by_its_beginning() {
        sniffed("Read Kuhn.", Some(Format::Text));
        sniffed("\n<!DOCTYPE html><p>", Some(Format::Html));
        sniffed("{\"id\": \"1\", \"text\": \"Read Kuhn.\"}\n", None);
        sniffed("{curly} prose", Some(Format::Text));
        sniffed("", Some(Format::Text));
    }

    #[test]
    fn json_lines_come_by_extension() {
        let (_dir, options) = desk(&[("a.jsonl", b"{\"id\":\"q1\",\"text\":\"caf\\u00e9\"}\noops\n")]);
        let results = read_all(&options, &["a.jsonl"]);
        let first = results.first().unwrap().as_ref().unwrap();
        assert_eq!((&first.origin, first.text.as_str()), (&Origin::Record("q1".to_owned()), "café"));
        assert!(matches!(results.get(1), Some(Err(SourceError::Line { line: 2, .. }))));
        assert_eq!(results.len(), 2);
    }
}
