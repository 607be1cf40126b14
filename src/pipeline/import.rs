//! Bibliography files brought into a library, or only read to be written in another format.
//!
//! What is new is planned to be written; what the library says otherwise is told, and stays. Reading the rows is
//! `bibliography`'s, writing them `library`'s.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::error::PipelineError;
use super::project::Project;
use crate::bibliography::{InputFormat, Left, Reading, Taken, read};
use crate::library::edit::described;
use crate::library::files::FileError;
use crate::library::{Entry, ManualBook, typed_entry};
use crate::model::title::main_key;
use crate::model::{Book, CitationKey};
use crate::unpacking::{bare_name, unpacked};

/// The most bytes a file may have: far more than the largest library, and still read in seconds.
const LIMIT: u64 = 256 * 1024 * 1024;

/// The name of standard input.
pub const STDIN: &str = "-";

/// A file that was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// As the user calls it.
    pub path: String,
    /// What it was taken for.
    pub format: InputFormat,
    /// Its rows.
    pub reading: Reading,
}

/// Reads a file, packed or not, or standard input for `-`, in the format named, else the one that its name or content tells.
pub fn open(path: &str, format: Option<InputFormat>) -> Result<Source, PipelineError> {
    let shown = if path == STDIN { "<stdin>" } else { path };
    let failed = |source| FileError::Read { path: PathBuf::from(shown), source };
    let mut bytes = Vec::new();
    let input = if path == STDIN { unpacked(std::io::stdin()) } else { File::open(path).and_then(unpacked) };
    input.and_then(|input| input.take(LIMIT + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() as u64 > LIMIT {
        let source = std::io::Error::other(format!("it is larger than {} MiB", LIMIT >> 20));
        return Err(failed(source).into());
    }
    let format = format
        .or_else(|| InputFormat::guess(Path::new(bare_name(path)), &bytes))
        .ok_or_else(|| PipelineError::UnknownInput { path: shown.to_owned() })?;
    Ok(Source { path: shown.to_owned(), format, reading: read(&bytes, format) })
}

/// What is to become of the rows that were taken.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Each book, in the order of the files.
    pub books: Vec<Planned>,
}

/// A book that was read, and what the library says of it.
#[derive(Clone, Debug)]
pub struct Planned {
    /// As it was read.
    pub book: ManualBook,
    /// The file.
    pub file: String,
    /// Its line there.
    pub line: usize,
    /// What could not be taken.
    pub left: Vec<Left>,
    /// What the library says.
    pub state: State,
    /// A book of the library that may be the same under another key.
    pub resembles: Option<CitationKey>,
}

/// What a library says of a book that comes to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing yet.
    New,
    /// All of it already.
    Same,
    /// Something else.
    Conflicting(Vec<Difference>),
}

/// A field of which the library says something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// By the name it has in `library.toml`.
    pub field: &'static str,
    /// What the library says, if anything.
    pub ours: Option<String>,
    /// What the file says.
    pub theirs: String,
}

impl Plan {
    /// The books to be written.
    pub fn new_books(&self) -> Vec<ManualBook> {
        self.books.iter().filter(|planned| planned.state == State::New).map(|planned| planned.book.clone()).collect()
    }
}

/// Sets what was read against the library.
pub fn plan(project: &Project, sources: &[Source]) -> Plan {
    let mut shelf = Shelved::of(project);
    let rows = sources.iter().flat_map(|s| s.reading.taken().map(move |(row, taken)| (s, row.line, taken)));
    Plan { books: rows.map(|(source, line, taken)| shelf.planned(source, line, taken)).collect() }
}

/// The library by what a newcomer may have in common with it.
struct Shelved<'p> {
    project: &'p Project,
    entries: BTreeMap<CitationKey, Entry>,
    similar: BTreeMap<(String, String), CitationKey>,
    /// Every key and alias, and whose it is.
    names: BTreeMap<CitationKey, CitationKey>,
    /// What earlier files of the same import bring.
    coming: BTreeMap<CitationKey, ManualBook>,
}

impl<'p> Shelved<'p> {
    fn of(project: &'p Project) -> Self {
        let shelf = project.shelf();
        let all = shelf.entries.into_iter().chain(shelf.doubtful);
        let entries: BTreeMap<CitationKey, Entry> = all.map(|entry| (entry.key.clone(), entry)).collect();
        let mut names = BTreeMap::new();
        for book in &project.manifest.books {
            for name in book.aliases.iter().chain([&book.key]) {
                names.insert(name.clone(), book.key.clone());
            }
        }
        for entry in entries.values() {
            for name in entry.aliases.iter().chain([&entry.key]) {
                names.entry(name.clone()).or_insert_with(|| entry.key.clone());
            }
        }
        let similar = entries.values().filter_map(|e| Some((look(&e.book)?, e.key.clone()))).collect();
        Self { project, entries, similar, names, coming: BTreeMap::new() }
    }

    fn planned(&mut self, source: &Source, line: usize, taken: &Taken) -> Planned {
        let mut book = taken.book.clone();
        let mut left = taken.left.clone();
        let known = self.names.get(&book.key).cloned();
        let state = match &known {
            Some(key) => self.against(key, &book),
            None => State::New,
        };
        let entry = typed_entry(&book).and_then(|entry| look(&entry.book));
        let resembles = entry.as_ref().and_then(|look| self.similar.get(look)).filter(|_| known.is_none()).cloned();
        if state == State::New {
            book.aliases.retain(|alias| {
                let is_free = !self.names.contains_key(alias);
                if !is_free {
                    let why = Some(format!("`{alias}` calls another book of the library"));
                    left.push(Left { field: "alias".to_owned(), why });
                }
                is_free
            });
            for name in book.aliases.iter().chain([&book.key]) {
                self.names.insert(name.clone(), book.key.clone());
            }
            self.similar.extend(entry.map(|look| (look, book.key.clone())));
            self.coming.insert(book.key.clone(), book.clone());
        }
        Planned { book, file: source.path.clone(), line, left, state, resembles }
    }

    fn against(&self, key: &CitationKey, book: &ManualBook) -> State {
        let typed = self.project.manifest.book(key).or_else(|| self.coming.get(key));
        if let Some(typed) = typed {
            return differences(typed, book);
        }
        // A text cites it, and no human said more: what the file says of the same book is the first word on it.
        let found = self.entries.get(key).map(|entry| &entry.book);
        let read = typed_entry(book).map(|entry| entry.book);
        match (found, read) {
            (Some(found), Some(read)) if main_key(&found.work.title.full()) != main_key(&read.work.title.full()) => {
                let titles = (found.title().full(), read.title().full());
                State::Conflicting(vec![Difference { field: "title", ours: Some(titles.0), theirs: titles.1 }])
            }
            _ => State::New,
        }
    }
}

/// Fields in which a library may say more than a file without contradicting it.
const GATHERING: [&str; 2] = ["tags", "aliases"];

fn differences(ours: &ManualBook, theirs: &ManualBook) -> State {
    let known: BTreeMap<&'static str, String> = described(ours).into_iter().collect();
    let has_all = |field: &str| match field {
        "tags" => theirs.tags.iter().all(|tag| ours.tags.contains(tag)),
        _ => theirs.aliases.iter().all(|alias| ours.aliases.contains(alias) || *alias == ours.key),
    };
    let differs = |(field, theirs): (&'static str, String)| {
        let own = known.get(field).cloned();
        let agrees = own.as_ref() == Some(&theirs) || (GATHERING.contains(&field) && has_all(field));
        (!agrees).then_some(Difference { field, ours: own, theirs })
    };
    let all: Vec<Difference> = described(theirs).into_iter().filter_map(differs).collect();
    if all.is_empty() { State::Same } else { State::Conflicting(all) }
}

/// What two entries of one book have in common: the title up to its subtitle, and who stands first.
fn look(book: &Book) -> Option<(String, String)> {
    let name = book.contributors().next()?;
    Some((main_key(&book.work.title.full()), crate::model::title::normalise(name.name.sort_name())))
}

/// How often each field was left, the most frequent first.
pub fn left_fields<'l>(left: impl IntoIterator<Item = &'l Left>) -> Vec<(String, usize)> {
    counted(left.into_iter().map(|left| left.field.clone()))
}

/// How often each word occurs, the most frequent first.
pub fn counted(words: impl IntoIterator<Item = String>) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    words.into_iter().for_each(|word| *counts.entry(word).or_default() += 1);
    let mut all: Vec<(String, usize)> = counts.into_iter().collect();
    all.sort_by_key(|(word, count)| (std::cmp::Reverse(*count), word.clone()));
    all
}

/// The books of files that no library holds, as entries; what stands in two files is taken once.
pub fn entries(sources: &[Source]) -> Vec<Entry> {
    let mut seen = BTreeSet::new();
    sources.iter().flat_map(|s| s.reading.entries()).filter(|entry| seen.insert(entry.key.clone())).collect()
}
