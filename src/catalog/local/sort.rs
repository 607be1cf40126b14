//! Records sorted by number on disk, however many they are: runs that fit into memory are sorted and written, then merged.
//!
//! A record is a number and bytes; equal numbers come in the order of their bytes, so that the outcome does not depend on
//! which thread wrote what. What is the same in number and bytes is one record.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// A run is read again through so much memory.
const READ_BUFFER: usize = 128 << 10;

/// Takes records and writes them in sorted runs.
pub(super) struct Sorter {
    folder: PathBuf,
    most: usize,
    bytes: Vec<u8>,
    /// Number, start and length of each record in `bytes`.
    records: Vec<(u64, u32, u32)>,
    runs: Vec<File>,
}

/// What a sorter wrote.
#[derive(Default)]
pub(super) struct Runs(Vec<File>);

impl Sorter {
    /// Writes into `folder` whenever `most` bytes (at most 4 GB) are full.
    pub(super) fn new(folder: &Path, most: usize) -> Self {
        Self { folder: folder.to_owned(), most, bytes: Vec::new(), records: Vec::new(), runs: Vec::new() }
    }

    pub(super) fn add(&mut self, number: u64, record: &[u8]) -> io::Result<()> {
        self.records.push((number, self.bytes.len() as u32, record.len() as u32));
        self.bytes.extend_from_slice(record);
        if self.bytes.len() + self.records.len() * 16 > self.most { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> io::Result<()> {
        let bytes = &self.bytes;
        let of = |start: u32, length: u32| &bytes[start as usize..(start + length) as usize];
        self.records.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| of(a.1, a.2).cmp(of(b.1, b.2))));
        self.records.dedup_by(|b, a| a.0 == b.0 && of(a.1, a.2) == of(b.1, b.2));
        // A file without a name: a killed import leaves nothing.
        let mut out = BufWriter::with_capacity(1 << 20, tempfile::tempfile_in(&self.folder)?);
        for &(number, start, length) in &self.records {
            out.write_all(&number.to_le_bytes())?;
            out.write_all(&length.to_le_bytes())?;
            out.write_all(of(start, length))?;
        }
        let mut run = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        run.rewind()?;
        self.runs.push(run);
        self.bytes.clear();
        self.records.clear();
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<Runs> {
        if !self.records.is_empty() {
            self.write()?;
        }
        Ok(Runs(self.runs))
    }
}

impl Runs {
    pub(super) fn join(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// All records in order.
    pub(super) fn merge(self) -> io::Result<Merge> {
        let mut merge = Merge { runs: Vec::new(), heap: BinaryHeap::new() };
        for (at, run) in self.0.into_iter().enumerate() {
            merge.runs.push(BufReader::with_capacity(READ_BUFFER, run));
            merge.refill(at)?;
        }
        Ok(merge)
    }
}

/// Records in order, out of many runs.
pub(super) struct Merge {
    runs: Vec<BufReader<File>>,
    heap: BinaryHeap<Reverse<(u64, Vec<u8>, usize)>>,
}

impl Merge {
    fn refill(&mut self, at: usize) -> io::Result<()> {
        let run = &mut self.runs[at];
        let mut head = [0; 12];
        match run.read_exact(&mut head) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(error),
        }
        let (number, length) = head.split_at(8);
        let number = number.iter().rev().fold(0, |n, byte| n << 8 | u64::from(*byte));
        let length = length.iter().rev().fold(0, |n: usize, byte| n << 8 | usize::from(*byte));
        let mut record = vec![0; length];
        run.read_exact(&mut record)?;
        self.heap.push(Reverse((number, record, at)));
        Ok(())
    }

    fn next(&mut self) -> io::Result<Option<(u64, Vec<u8>)>> {
        let Some(Reverse((number, record, at))) = self.heap.pop() else { return Ok(None) };
        self.refill(at)?;
        Ok(Some((number, record)))
    }

    /// The records of the next number, at most `most` of them; further ones are dropped.
    pub(super) fn next_group(&mut self, group: &mut Vec<Vec<u8>>, most: usize) -> io::Result<Option<u64>> {
        group.clear();
        let Some((number, first)) = self.next()? else { return Ok(None) };
        group.push(first);
        while self.heap.peek().is_some_and(|Reverse((other, ..))| *other == number) {
            let next = self.next()?.filter(|(_, record)| group.len() < most && group.last() != Some(record));
            group.extend(next.map(|(_, record)| record));
        }
        Ok(Some(number))
    }
}

#[cfg(test)]
mod tests {
    use super::Sorter;

    #[test]
    fn records_come_in_order_out_of_any_number_of_runs() {
        let folder = tempfile::tempdir().unwrap();
        for most in [1, 100, 1 << 20] {
            let mut sorter = Sorter::new(folder.path(), most);
            for n in 0..500u64 {
                sorter.add(n * 7919 % 101, format!("{n}").as_bytes()).unwrap();
                sorter.add(n * 7919 % 101, format!("{n}").as_bytes()).unwrap();
            }
            let mut merge = sorter.finish().unwrap().merge().unwrap();
            let (mut group, mut numbers, mut records) = (Vec::new(), Vec::new(), 0);
            while let Some(number) = merge.next_group(&mut group, 1000).unwrap() {
                assert!(group.is_sorted());
                numbers.push(number);
                records += group.len();
            }
            assert_eq!((numbers, records), ((0..101).collect(), 500), "{most}");
        }
    }
}
