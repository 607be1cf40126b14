//! Counting in bounded memory: sorted runs on temporary files, merged in the end.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::iter::Peekable;

use super::joining::of_one_title;
use super::{Ranked, Tally, Text, WorkKey};

/// So many bytes of counts are held in memory, as they are reckoned.
const ROOM: usize = 192 << 20;
/// More files than these are merged into one: a system lets nobody have any number of them open.
const MOST_RUNS: usize = 128;

/// Counts works, and goes to the disk when there are too many of them.
pub struct Counter {
    held: BTreeMap<WorkKey, Tally>,
    /// Bytes held, as they are reckoned.
    bytes: usize,
    runs: Vec<File>,
    room: usize,
}

impl Default for Counter {
    fn default() -> Self {
        Self::with_room(ROOM)
    }
}

impl Counter {
    /// Holds about so many bytes in memory.
    pub fn with_room(room: usize) -> Self {
        Self { held: BTreeMap::new(), bytes: 0, runs: Vec::new(), room }
    }

    /// Counts the books of one text of which detection is so sure.
    ///
    /// # Errors
    ///
    /// When the disk cannot be written.
    pub fn count(&mut self, text: Text, least: f64) -> io::Result<()> {
        let mut here: BTreeMap<WorkKey, Tally> = BTreeMap::new();
        for book in text.books.iter().filter(|book| book.confidence >= least) {
            let Some(key) = WorkKey::of(book) else { continue };
            let mentions: Vec<&str> = book.mentions.iter().map(|mention| mention.text.as_str()).collect();
            let author = book.authors.first().map(String::as_str);
            let tally = Tally::of(&text.source, text.date.as_deref(), &book.title, author, &mentions);
            match here.entry(key) {
                Entry::Occupied(mut known) => known.get_mut().add_within(tally),
                Entry::Vacant(empty) => drop(empty.insert(tally)),
            }
        }
        within(here).into_iter().try_for_each(|work| self.add(work))
    }

    /// Adds what was counted elsewhere.
    ///
    /// # Errors
    ///
    /// When the disk cannot be written.
    pub fn add(&mut self, counted: Ranked) -> io::Result<()> {
        self.bytes += counted.key.bytes() + counted.tally.bytes();
        add(&mut self.held, counted.key, counted.tally);
        if self.bytes > self.room { self.write_run() } else { Ok(()) }
    }

    fn write_run(&mut self) -> io::Result<()> {
        self.bytes = 0;
        self.runs.push(written(std::mem::take(&mut self.held).into_iter().map(Ok))?);
        if self.runs.len() > MOST_RUNS {
            let runs = std::mem::take(&mut self.runs);
            let mut runs: Vec<_> = runs.into_iter().map(|file| (Box::new(lines(file)) as Run).peekable()).collect();
            self.runs.push(written(std::iter::from_fn(move || next(&mut runs)))?);
        }
        Ok(())
    }

    /// All works by key, each once.
    pub(super) fn finish(mut self) -> io::Result<impl Iterator<Item = io::Result<(WorkKey, Tally)>>> {
        if !self.runs.is_empty() {
            self.write_run()?;
        }
        let held = std::mem::take(&mut self.held).into_iter().map(Ok);
        let mut runs: Vec<Peekable<Run>> = vec![(Box::new(held) as Run).peekable()];
        runs.extend(self.runs.into_iter().map(|file| (Box::new(lines(file)) as Run).peekable()));
        Ok(std::iter::from_fn(move || next(&mut runs)))
    }
}

/// A file of these works, to be read from its beginning.
fn written(works: impl Iterator<Item = Counted>) -> io::Result<File> {
    let mut file = BufWriter::new(tempfile::tempfile()?);
    for counted in works {
        let (key, tally) = counted?;
        serde_json::to_writer(&mut file, &(key.title, key.family, key.whole, tally))?;
        file.write_all(b"\n")?;
    }
    let mut file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

/// The works of one text: what it cites once in full and once in short is one.
fn within(works: BTreeMap<WorkKey, Tally>) -> Vec<Ranked> {
    let mut by_title: BTreeMap<String, Vec<Ranked>> = BTreeMap::new();
    for (key, tally) in works {
        by_title.entry(key.title.clone()).or_default().push(Ranked { key, tally });
    }
    by_title.into_values().flat_map(|works| of_one_title(works, Tally::add_within)).collect()
}

type Counted = io::Result<(WorkKey, Tally)>;
type Run = Box<dyn Iterator<Item = Counted>>;

fn lines(file: File) -> impl Iterator<Item = Counted> {
    BufReader::new(file).lines().map(|line| {
        let (title, family, whole, tally) = serde_json::from_str(&line?)?;
        Ok((WorkKey { title, family, whole }, tally))
    })
}

/// The first key of all runs, with what each run counted of it.
fn next(runs: &mut [Peekable<Run>]) -> Option<Counted> {
    let mut first: Option<WorkKey> = None;
    for run in runs.iter_mut() {
        match run.peek() {
            Some(Err(_)) => return run.next(),
            Some(Ok((key, _))) if first.as_ref().is_none_or(|first| key < first) => first = Some(key.clone()),
            _ => {}
        }
    }
    let first = first?;
    let mut all = BTreeMap::new();
    for run in runs.iter_mut() {
        while let Some(Ok((key, tally))) = run.next_if(|counted| counted.as_ref().is_ok_and(|(key, _)| *key == first)) {
            add(&mut all, key, tally);
        }
    }
    all.pop_first().map(Ok)
}

fn add(works: &mut BTreeMap<WorkKey, Tally>, key: WorkKey, tally: Tally) {
    match works.entry(key) {
        Entry::Occupied(mut known) => known.get_mut().add(tally),
        Entry::Vacant(empty) => drop(empty.insert(tally)),
    }
}
