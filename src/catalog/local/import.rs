//! An import from files to a new generation: read and sort on all cores, join, index, switch.
//!
//! Memory is bounded by the buffers of the sorters and of the index's writer, and grows otherwise only with the number of
//! redirects and deletions (sixteen bytes each).

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use rustc_hash::{FxHashMap, FxHashSet};
use thiserror::Error;

use super::best::Best;
use super::dump::{self, Line, Number};
use super::input::{self, Block};
use super::lists::List;
use super::place::{About, Place};
use super::sort::{Runs, Sorter};
use super::titles::Titles;
use super::works::LocalWork;
use super::{TITLES, facts, index, pinned};
use crate::unpacking::Input;

/// Threads that parse; each has sorters of its own.
const PARSERS: usize = 2;
/// What the sorters of works and of authors of one thread may fill.
const WORK_BYTES: usize = 64 << 20;
const AUTHOR_BYTES: usize = 32 << 20;
/// So many broken lines are told one by one.
const NAMED: usize = 5;
/// More records of one work than these are no work's.
const MOST_OF_ONE: usize = 50_000;
/// A chain of redirects is followed so far.
const MOST_REDIRECTS: usize = 8;

/// What to leave out.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Works with fewer editions.
    pub min_editions: u32,
    /// Works with no edition in one of these languages (`en`), unless there are none here.
    pub languages: Vec<String>,
    /// All but so many works, those with the most editions.
    pub top: Option<u64>,
    /// Whether somebody says that these files have every book there may be: it does not show in a dump how much it lacks.
    pub is_complete: bool,
}

/// A line that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The file as it was named.
    pub file: String,
    /// The line, counted from 1.
    pub line: u64,
    /// What is wrong.
    pub why: &'static str,
}

/// What became of an import.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The name of the generation.
    pub generation: String,
    /// What it has.
    pub about: About,
    /// Lines and rows read.
    pub records: u64,
    /// Lines that could not be read.
    pub broken: u64,
    /// The first few of them, by file and line.
    pub named: Vec<Broken>,
}

impl Imported {
    fn tell_of(&mut self, broken: Broken) {
        self.broken += 1;
        if self.named.len() < NAMED {
            self.named.push(broken);
        }
    }
}

/// Why an import did not come about; the catalog in use is as it was.
#[derive(Debug, Error)]
pub enum ImportError {
    /// A file could not be read.
    #[error("cannot read `{path}`")]
    Read {
        /// Which.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The catalog could not be written.
    #[error("cannot write the catalog in `{}`", folder.display())]
    Write {
        /// Where.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another import is at work.
    #[error("another import is at work")]
    Busy,
    /// Nothing in the files is a work.
    #[error("no works in these files ({} lines were read)", .0.records)]
    Nothing(Box<Imported>),
}

/// Packs titles as detection wants them.
pub trait Packer {
    /// A title under which a work is known, with the last words of its authors' family names.
    fn add(&mut self, title: &str, surnames: &[&str]);
    /// All of them as bytes.
    fn pack(&mut self) -> Vec<u8>;
}

/// A dump that is being read.
pub struct Dump {
    /// As the user calls it.
    pub name: String,
    /// Its lines.
    pub input: Input,
}

/// Makes a new generation of the works in these dumps and lists, and puts it into use.
///
/// `tell` hears now and then how many records were read.
pub fn import(
    place: &Place,
    dumps: Vec<Dump>,
    mut lists: Vec<List>,
    options: &Options,
    packer: &mut dyn Packer,
    tell: &(dyn Fn(u64) + Sync),
) -> Result<Imported, ImportError> {
    let write = |source: io::Error| ImportError::Write { folder: place.root().to_owned(), source };
    let mut lock = place.lock().map_err(write)?;
    let held = lock.try_write().map_err(|_| ImportError::Busy)?;
    let begun = place.begin(&held).map_err(write)?;
    let names: Vec<String> = dumps.iter().map(|dump| dump.name.clone()).collect();
    let ReadAll { works, authors, state } = read_all(dumps, &begun.folder, tell, place.root())?;
    let mut imported = state.told(&names);
    imported.about.sources = names.into_iter().chain(lists.iter().map(|list| list.name.clone())).collect();
    List::tell_apart(&mut lists);
    let joining = Joining { folder: &begun.folder, options, has_editions: state.editions > 0, state: &state };
    let mut sink = joining.sink().map_err(write)?;
    joining.run(works, authors, &mut sink).map_err(write)?;
    for list in lists {
        sink.take_list(list, &mut imported, tell).map_err(|error| match error {
            ListError::Read(path, source) => ImportError::Read { path, source },
            ListError::Write(source) => write(source),
        })?;
    }
    let (works, editions) = sink.finish(packer).map_err(write)?;
    if works == 0 {
        return Err(ImportError::Nothing(Box::new(imported)));
    }
    let is_whole = options.min_editions == 0 && options.languages.is_empty() && options.top.is_none();
    // What could not be read or was left out may be the very book.
    let is_complete = options.is_complete && is_whole && imported.broken == 0;
    imported.about = About { works, editions, is_complete, ..imported.about };
    imported.generation = begun.switch(&imported.about, pinned().as_deref()).map_err(write)?;
    Ok(imported)
}

/// What stands under another key now, what is gone, and how much of everything there was.
#[derive(Debug, Default)]
struct State {
    moved: FxHashMap<u64, u64>,
    gone: FxHashSet<u64>,
    records: u64,
    editions: u64,
    broken: u64,
    named: Vec<(usize, u64, &'static str)>,
}

/// Everything read, sorted.
struct ReadAll {
    works: Runs,
    authors: Runs,
    state: State,
}

impl State {
    fn told(&self, files: &[String]) -> Imported {
        let named = self.named.iter().map(|(file, line, why)| Broken { file: files[*file].clone(), line: *line, why });
        let (records, broken) = (self.records, self.broken);
        Imported { records, broken, named: named.collect(), ..Imported::default() }
    }
}

fn read_all(dumps: Vec<Dump>, folder: &Path, tell: &(dyn Fn(u64) + Sync), root: &Path) -> Result<ReadAll, ImportError> {
    let write = |source| ImportError::Write { folder: root.to_owned(), source };
    let (sender, receiver) = sync_channel::<Block>(2);
    let receiver = Mutex::new(receiver);
    thread::scope(|scope| {
        let parsers: Vec<_> = (0..PARSERS).map(|_| scope.spawn(|| Parser::new(folder).run(&receiver))).collect();
        let mut lines = 0;
        let sent = dumps.into_iter().enumerate().try_for_each(|(at, Dump { name, mut input })| {
            let of = |source| ImportError::Read { path: name.clone(), source };
            let mut next_line = 1;
            while let Some(block) = input::next(&mut input, at, &mut next_line).map_err(of)? {
                tell(lines + next_line - 1);
                if sender.send(block).is_err() {
                    break;
                }
            }
            lines += next_line - 1;
            Ok(())
        });
        drop(sender);
        let parsed: Vec<_> =
            parsers.into_iter().map(|parser| parser.join().expect("a parser does not panic")).collect();
        sent?;
        let mut all = ReadAll { works: Runs::default(), authors: Runs::default(), state: State::default() };
        for parser in parsed {
            all.add(parser.map_err(write)?);
        }
        all.state.named.sort_unstable();
        all.state.named.truncate(NAMED);
        Ok(all)
    })
}

impl ReadAll {
    fn add(&mut self, (works, authors, state): (Runs, Runs, State)) {
        self.works = std::mem::take(&mut self.works).join(works);
        self.authors = std::mem::take(&mut self.authors).join(authors);
        let own = &mut self.state;
        own.moved.extend(state.moved);
        own.gone.extend(state.gone);
        own.named.extend(state.named);
        own.records += state.records;
        own.editions += state.editions;
        own.broken += state.broken;
    }
}

/// Reads lines and sorts what they say.
struct Parser {
    works: Sorter,
    authors: Sorter,
    state: State,
}

impl Parser {
    fn new(folder: &Path) -> Self {
        let works = Sorter::new(folder, WORK_BYTES);
        Self { works, authors: Sorter::new(folder, AUTHOR_BYTES), state: State::default() }
    }

    fn run(mut self, blocks: &Mutex<Receiver<Block>>) -> io::Result<(Runs, Runs, State)> {
        let mut failed = Ok(());
        loop {
            let Ok(block) = blocks.lock().unwrap_or_else(PoisonError::into_inner).recv() else { break };
            // Whoever fails goes on to take blocks, so that nobody waits for room.
            if failed.is_ok() {
                failed = self.block(&block);
            }
        }
        failed?;
        Ok((self.works.finish()?, self.authors.finish()?, self.state))
    }

    fn block(&mut self, block: &Block) -> io::Result<()> {
        let mut lines: Vec<&[u8]> = block.bytes.split(|byte| *byte == b'\n').collect();
        lines.pop_if(|last| last.is_empty());
        for (at, line) in lines.into_iter().enumerate() {
            self.state.records += 1;
            let text = std::str::from_utf8(line).map_err(|_| "not UTF-8");
            match text.and_then(|line| dump::read(line.trim_end_matches('\r'))) {
                Ok(said) => self.line(&said)?,
                Err(why) => {
                    self.state.broken += 1;
                    self.state.named.push((block.file, block.first_line + at as u64, why));
                    if self.state.named.len() > 1000 {
                        self.state.named.sort_unstable();
                        self.state.named.truncate(NAMED);
                    }
                }
            }
        }
        Ok(())
    }

    fn line(&mut self, line: &Line<'_>) -> io::Result<()> {
        match line {
            Line::Work(number, revision, json) => {
                let authors = json.authors.iter().filter_map(|role| role.author.as_ref()?.number());
                self.want(*number, 0, authors)?;
                self.works.add(number.0, &facts::work(*revision, json))
            }
            Line::Author(number, revision, json) => self.authors.add(number.0, &facts::author(*revision, json)),
            Line::Edition(number, revision, json) => {
                self.state.editions += 1;
                let work = json.works.first().and_then(dump::Reference::number).unwrap_or(*number);
                self.want(work, facts::OF_EDITION, json.authors.iter().filter_map(dump::Reference::number))?;
                self.works.add(work.0, &facts::edition(*number, *revision, json))
            }
            Line::Redirect(from, to) => {
                self.state.moved.insert(from.0, to.0);
                Ok(())
            }
            Line::Deleted(number) => {
                self.state.gone.insert(number.0);
                Ok(())
            }
            Line::Other => Ok(()),
        }
    }

    /// The names of these authors are wanted, at positions from `first` on.
    fn want(&mut self, work: Number, first: u64, authors: impl Iterator<Item = Number>) -> io::Result<()> {
        (first..).zip(authors).try_for_each(|(at, author)| self.authors.add(author.0, &facts::wanted(work.0, at)))
    }
}

impl State {
    /// Where the record with this number is now.
    fn now(&self, mut number: u64) -> u64 {
        for _ in 0..MOST_REDIRECTS {
            match self.moved.get(&number) {
                Some(next) => number = *next,
                None => break,
            }
        }
        number
    }
}

/// The second half: what was sorted is joined and indexed.
struct Joining<'j> {
    folder: &'j Path,
    options: &'j Options,
    has_editions: bool,
    state: &'j State,
}

impl Joining<'_> {
    fn sink(&self) -> io::Result<Sink<'_>> {
        let best = self.options.top.map(|most| Best::new(self.folder, most)).transpose()?;
        let writing = index::Writing::create(self.folder).map_err(io_error)?;
        let titles = Titles::new(self.folder, self.has_editions)?;
        Ok(Sink { folder: self.folder, options: self.options, best, writing, titles, works: 0, editions: 0 })
    }

    fn run(&self, works: Runs, authors: Runs, sink: &mut Sink<'_>) -> io::Result<()> {
        let targets: FxHashSet<u64> = self.state.moved.keys().map(|from| self.state.now(*from)).collect();
        let names = self.names(authors, &targets)?;
        let late = self.join_works(works.join(names), &targets, sink)?;
        self.join_works(late, &FxHashSet::default(), sink).map(drop)
    }

    /// The names wanted, by work.
    fn names(&self, authors: Runs, targets: &FxHashSet<u64>) -> io::Result<Runs> {
        let mut names = Sorter::new(self.folder, WORK_BYTES);
        let late = self.join_names(authors, targets, &mut names)?;
        self.join_names(late, &FxHashSet::default(), &mut names)?;
        names.finish()
    }

    /// Joins authors with the works that want them; those that a redirect parts are left for a second time.
    fn join_names(&self, authors: Runs, targets: &FxHashSet<u64>, names: &mut Sorter) -> io::Result<Runs> {
        let mut late = Sorter::new(self.folder, AUTHOR_BYTES);
        let (mut merge, mut group) = (authors.merge()?, Vec::new());
        while let Some(number) = merge.next_group(&mut group, usize::MAX)? {
            let now = self.state.now(number);
            if now != number || targets.contains(&number) {
                let stays = |record: &&Vec<u8>| now == number || record.first() == Some(&facts::kind::WANTED);
                group.iter().filter(stays).try_for_each(|record| late.add(now, record))?;
                continue;
            }
            if self.state.gone.contains(&number) {
                continue;
            }
            let first = group.first().filter(|first| first.first() == Some(&facts::kind::AUTHOR));
            let Some(name) = first.and_then(|first| Some(facts::Fields::after(5, first)?.text())) else { continue };
            for record in group.iter().filter(|record| record.first() == Some(&facts::kind::WANTED)) {
                let position = record.get(9..17).and_then(|bytes| bytes.try_into().ok()).map(u64::from_be_bytes);
                if let (Some(work), Some(position)) = (facts::number_of(record), position) {
                    names.add(work, &facts::name(position, name))?;
                }
            }
        }
        late.finish()
    }

    /// Joins works with names and editions; those that a redirect parts are left for a second time.
    fn join_works(&self, works: Runs, targets: &FxHashSet<u64>, sink: &mut Sink<'_>) -> io::Result<Runs> {
        let mut late = Sorter::new(self.folder, WORK_BYTES);
        let (mut merge, mut group) = (works.merge()?, Vec::new());
        while let Some(number) = merge.next_group(&mut group, MOST_OF_ONE)? {
            let now = self.state.now(number);
            if now != number || targets.contains(&number) {
                let stays = |record: &&Vec<u8>| now == number || record.first() == Some(&facts::kind::EDITION);
                group.iter().filter(stays).try_for_each(|record| late.add(now, record))?;
            } else if !self.state.gone.contains(&number) {
                let is_gone = |edition| self.state.gone.contains(&edition) || self.state.moved.contains_key(&edition);
                let work = LocalWork::join(Number(number), &group, is_gone);
                work.iter().try_for_each(|work| sink.take(work, work.count))?;
            }
        }
        late.finish()
    }
}

/// Takes finished works.
struct Sink<'s> {
    folder: &'s Path,
    options: &'s Options,
    /// Where they wait if not all are wanted.
    best: Option<Best>,
    writing: index::Writing,
    titles: Titles,
    works: u64,
    editions: u64,
}

/// Why a list was not taken.
enum ListError {
    Read(String, io::Error),
    Write(io::Error),
}

impl Sink<'_> {
    /// Takes a work that is known so well as one with `count` editions, unless it is to be left out.
    fn take(&mut self, work: &LocalWork, count: u32) -> io::Result<()> {
        let languages = &self.options.languages;
        if count < self.options.min_editions || !(languages.is_empty() || work.is_in(languages)) {
            return Ok(());
        }
        match &mut self.best {
            Some(best) => best.add(work, count),
            None => self.add(work, count),
        }
    }

    fn add(&mut self, work: &LocalWork, count: u32) -> io::Result<()> {
        self.works += 1;
        self.editions += u64::from(work.count);
        self.titles.add(work, count)?;
        self.writing.add(work).map_err(io_error)
    }

    fn take_list(&mut self, mut list: List, imported: &mut Imported, tell: &dyn Fn(u64)) -> Result<(), ListError> {
        let mut is_empty = true;
        while let Some((number, read)) = list.next() {
            imported.records += 1;
            tell(imported.records);
            match read.map_err(|error| ListError::Read(list.name.clone(), error))? {
                // Somebody has chosen what stands in a list: it is known, however few editions the list tells of.
                Ok(Some(work)) => self.take(&work, u32::MAX).map_err(ListError::Write)?,
                Ok(None) => {}
                Err(why) => imported.tell_of(Broken { file: list.name.clone(), line: number, why }),
            }
            is_empty = false;
        }
        if is_empty {
            imported.tell_of(Broken { file: list.name.clone(), line: 1, why: "there is no record in it" });
        }
        Ok(())
    }

    /// How many works and editions were taken.
    fn finish(mut self, packer: &mut dyn Packer) -> io::Result<(u64, u64)> {
        if let Some(best) = self.best.take() {
            best.finish(|work, count| self.add(work, count))?;
        }
        self.writing.finish().map_err(io_error)?;
        self.titles.finish(&mut |title, surnames| packer.add(title, surnames))?;
        let mut file = File::create(self.folder.join(TITLES))?;
        file.write_all(&packer.pack())?;
        file.sync_all()?;
        Ok((self.works, self.editions))
    }
}

/// The system's error in an error of the engine's.
fn io_error(error: tantivy::TantivyError) -> io::Error {
    match error {
        tantivy::TantivyError::IoError(error) => io::Error::new(error.kind(), error.to_string()),
        other => io::Error::other(other.to_string()),
    }
}
