//! The works with the most editions, so many as are wanted: all wait in a file until it is known how many editions that takes.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};
use std::path::Path;

use super::works::LocalWork;

/// Works that wait.
pub(super) struct Best {
    most: u64,
    waiting: BufWriter<File>,
    /// How many works there are with so many editions.
    counts: BTreeMap<u32, u64>,
}

impl Best {
    pub(super) fn new(folder: &Path, most: u64) -> io::Result<Self> {
        let waiting = BufWriter::with_capacity(1 << 20, tempfile::tempfile_in(folder)?);
        Ok(Self { most, waiting, counts: BTreeMap::new() })
    }

    /// Adds a work that is known so well as one with `count` editions.
    pub(super) fn add(&mut self, work: &LocalWork, count: u32) -> io::Result<()> {
        *self.counts.entry(count).or_default() += 1;
        serde_json::to_writer(&mut self.waiting, &(count, work))?;
        self.waiting.write_all(b"\n")
    }

    /// Hands the best known to `take`, in the order in which they came; of those with the fewest editions the first.
    pub(super) fn finish(self, mut take: impl FnMut(&LocalWork, u32) -> io::Result<()>) -> io::Result<()> {
        let mut room = self.most;
        let mut least = 0;
        for (count, works) in self.counts.iter().rev() {
            least = *count;
            if *works >= room {
                break;
            }
            room -= works;
        }
        let mut file = self.waiting.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        for line in BufReader::with_capacity(1 << 20, file).lines() {
            let (count, work): (u32, LocalWork) = serde_json::from_str(&line?)?;
            if count > least {
                take(&work, count)?;
            } else if count == least && room > 0 {
                room -= 1;
                take(&work, count)?;
            }
        }
        Ok(())
    }
}
