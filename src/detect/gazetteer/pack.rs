//! A table of titles as one string of bytes, which `packed` reads in place.
//!
//! First [`MAGIC`], the [`sum`] of all that follows it, and how many records each of the [`SECTIONS`] has; then the
//! sections themselves. All numbers are little-endian. What is looked up by a hash stands sorted by its mixed bits;
//! before it stands for each value of their first few where those records begin, so that a look-up is one step.
//! The build script reads this file too.

use super::filter::Filter;
use super::norm_word::NormWord;
use super::table::TitleTable;

/// What a packed table begins with; the last byte counts the changes of its form.
pub(super) const MAGIC: [u8; 8] = *b"titles\0\x01";

/// The bytes of a record in each section: the filters of one word and of two; beginnings of titles and the places of
/// the titles that end there; for each title its first surname and its works; surnames; authors; words with their counts.
pub(super) const SECTIONS: [usize; 10] = [8, 8, 4, 12, 8, 8, 4, 8, 4, 20];

/// What stands before the sections.
pub(super) const HEAD: usize = MAGIC.len() + 8 + 4 * SECTIONS.len();

/// A number that other bytes hardly have.
pub(super) fn sum(bytes: &[u8]) -> u64 {
    let (chunks, rest) = bytes.as_chunks::<8>();
    let mut last = [0; 8];
    rest.iter().zip(&mut last).for_each(|(from, to)| *to = *from);
    let add = |sum: u64, chunk: &[u8; 8]| {
        (sum ^ u64::from_le_bytes(*chunk)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
    };
    chunks.iter().chain([&last]).fold(bytes.len() as u64, add)
}

impl TitleTable {
    /// The table as bytes; the same titles in the same order give the same ones.
    pub fn pack(&self) -> Vec<u8> {
        let mut out = Writer { bytes: vec![0; HEAD], counts: Vec::with_capacity(SECTIONS.len()) };
        self.quick.iter().for_each(|filter| out.filter(filter));
        out.index(self.prefixes.iter().map(|(run, at)| (*run, at.to_le_bytes())).collect());
        let mut first = 0u32;
        let mut starts = Vec::with_capacity(self.titles.len() + 1);
        for (surnames, works) in &self.titles {
            starts.push([first, *works]);
            first += surnames.len() as u32;
        }
        starts.push([first, 0]);
        out.section(starts.iter().map(|start| numbers::<8>(start)));
        out.section(self.titles.iter().flat_map(|(surnames, _)| surnames.iter().copied()));
        out.index(self.authors.iter().map(|author| (*author, [])).collect());
        let counts = self.words.iter().map(|(word, n)| (*word, numbers::<12>(&[n.anywhere, n.first, n.last])));
        out.index(counts.collect());
        out.finish()
    }
}

/// A record of numbers.
fn numbers<const N: usize>(numbers: &[u32]) -> [u8; N] {
    std::array::from_fn(|at| numbers[at / 4].to_le_bytes()[at % 4])
}

struct Writer {
    bytes: Vec<u8>,
    /// How many records each section has.
    counts: Vec<u32>,
}

impl Writer {
    fn section<const N: usize>(&mut self, records: impl Iterator<Item = [u8; N]>) {
        let from = self.bytes.len();
        records.for_each(|record| self.bytes.extend_from_slice(&record));
        self.counts.push(((self.bytes.len() - from) / N) as u32);
    }

    fn filter(&mut self, filter: &Filter) {
        self.section(filter.words().iter().map(|word| word.to_le_bytes()));
    }

    /// Two sections: where to look by the first bits, and the records by all.
    fn index<const N: usize>(&mut self, records: Vec<(NormWord, [u8; N])>) {
        let mut records: Vec<(u64, [u8; N])> = records.into_iter().map(|(w, value)| (w.mixed(), value)).collect();
        records.sort_unstable();
        // One record to each value of the first bits, or two.
        let bits = records.len().checked_ilog2().unwrap_or(0);
        let mut at = 0;
        let starts = (0..=1u64 << bits).map(|first| {
            at += records[at..].iter().take_while(|(key, _)| key.checked_shr(64 - bits).unwrap_or(0) < first).count();
            (at as u32).to_le_bytes()
        });
        self.section(starts);
        let from = self.bytes.len();
        for (key, value) in &records {
            self.bytes.extend_from_slice(&key.to_le_bytes());
            self.bytes.extend_from_slice(value);
        }
        self.counts.push(((self.bytes.len() - from) / (8 + N)) as u32);
    }

    fn finish(mut self) -> Vec<u8> {
        let (from_counts, after_magic) = (HEAD - 4 * SECTIONS.len(), MAGIC.len());
        let counts: Vec<u8> = self.counts.iter().flat_map(|count| count.to_le_bytes()).collect();
        self.bytes[from_counts..HEAD].copy_from_slice(&counts);
        let sum = sum(&self.bytes[from_counts..]);
        self.bytes[..after_magic].copy_from_slice(&MAGIC);
        self.bytes[after_magic..from_counts].copy_from_slice(&sum.to_le_bytes());
        self.bytes
    }
}
