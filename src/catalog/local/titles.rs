//! The titles that detection is lent: those of works that were printed more than once, as many as fit into memory.
//!
//! They wait in a file until it is known how many editions a work must have for its titles to be among the best known.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};
use std::path::Path;

use super::works::LocalWork;
use crate::model::Name;
use crate::model::title::key;

/// More titles than these take more memory to pack than an import may have.
const MOST: u64 = 1_000_000;
/// A title of one word is an ordinary word more often than not: it must be printed so often to be taken for a title, and a list does
/// not tell how often.
const OF_ONE_WORD: u32 = 10;
/// One edition may be anything that was ever printed.
const LEAST: u32 = 2;
/// Editions are told apart up to this number.
const TOP: usize = 1000;

pub(super) struct Titles {
    waiting: BufWriter<File>,
    /// How many titles there are of works with so many editions.
    counts: Vec<u64>,
    least: u32,
}

impl Titles {
    /// `has_editions` is whether works come with how often they were printed; without that, all are taken.
    pub(super) fn new(folder: &Path, has_editions: bool) -> io::Result<Self> {
        let waiting = BufWriter::with_capacity(1 << 20, tempfile::tempfile_in(folder)?);
        Ok(Self { waiting, counts: vec![0; TOP + 1], least: if has_editions { LEAST } else { 0 } })
    }

    /// Adds a work that is known so well as one with `count` editions.
    pub(super) fn add(&mut self, work: &LocalWork, count: u32) -> io::Result<()> {
        if count < self.least {
            return Ok(());
        }
        let surnames = work.people.iter().filter_map(|name| Name::parse(name)).map(|name| name.family());
        let surnames = surnames.filter_map(|name| name.split_whitespace().next_back().map(str::to_owned));
        let surnames = surnames.collect::<Vec<_>>().join("\t");
        let mut titles: Vec<&str> = vec![&work.title];
        titles.extend(work.other_titles.iter().map(String::as_str));
        for title in titles {
            let is_one_word = !key(title).contains(' ');
            let is_known = (OF_ONE_WORD..u32::MAX).contains(&count);
            if title.contains('\t') || (is_one_word && !is_known) {
                continue;
            }
            self.counts[(count as usize).min(TOP)] += 1;
            writeln!(self.waiting, "{count}\t{title}\t{surnames}")?;
        }
        Ok(())
    }

    /// Hands the best known titles with the surnames of their authors to `take`, in the order in which they were added.
    pub(super) fn finish(self, take: &mut dyn FnMut(&str, &[&str])) -> io::Result<()> {
        let mut room = MOST;
        let mut fits = |count: &u64| {
            let fits = *count <= room;
            room = room.saturating_sub(*count);
            fits
        };
        let least = TOP + 1 - self.counts.iter().rev().take_while(|count| fits(count)).count();
        let mut file = self.waiting.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        for line in BufReader::with_capacity(1 << 20, file).lines() {
            let line = line?;
            let mut columns = line.split('\t');
            let count: usize = columns.next().and_then(|count| count.parse().ok()).unwrap_or(0);
            let (Some(title), true) = (columns.next(), count.min(TOP) >= least) else { continue };
            take(title, &columns.filter(|name| !name.is_empty()).collect::<Vec<_>>());
        }
        Ok(())
    }
}
