//! A table of titles that is read where it lies: compiled in, or in a file's bytes.
//!
//! Nothing is built when it is opened, so a start costs the same however many titles there are. The bytes may be
//! anybody's: every place in them is looked at with care, and what leads nowhere is a title that is not known.
//! How they are laid out is said in `pack`.

use thiserror::Error;

use super::filter::place;
use super::norm_word::NormWord;
use super::pack::{HEAD, MAGIC, SECTIONS, sum};
use super::table::{InTitles, NONE};
use super::{Gazetteer, Hit, Reading, Surnames};

/// Why some bytes are no packed table of titles.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PackedError {
    /// Something else, or of another version.
    #[error("not a table of titles as this version packs them")]
    Foreign,
    /// Cut off, or followed by something.
    #[error("a packed table of {found} bytes (must have {needed})")]
    Length {
        /// How many there are.
        found: usize,
        /// How many there must be.
        needed: u64,
    },
    /// Other bytes than were written.
    #[error("a packed table of titles that is damaged")]
    Damaged,
}

/// Known titles, packed by [`TitleTable::pack`](super::TitleTable::pack).
#[derive(Clone, Copy, Debug)]
pub struct Packed<'b> {
    quick: [&'b [[u8; 8]]; 2],
    prefixes: Index<'b, 12>,
    titles: &'b [[u8; 8]],
    surnames: &'b [[u8; 8]],
    authors: Index<'b, 8>,
    words: Index<'b, 20>,
}

impl<'b> Packed<'b> {
    /// Reads a table that comes from outside: all bytes are looked at once.
    pub fn open(bytes: &'b [u8]) -> Result<Self, PackedError> {
        let table = Self::open_trusted(bytes)?;
        let (told, rest) = bytes.get(MAGIC.len()..).and_then(|b| b.split_first_chunk()).ok_or(PackedError::Foreign)?;
        if sum(rest) == u64::from_le_bytes(*told) { Ok(table) } else { Err(PackedError::Damaged) }
    }

    /// Reads a table that cannot have changed since it was packed: only its head is looked at. Changed all the same,
    /// it knows other titles.
    pub fn open_trusted(bytes: &'b [u8]) -> Result<Self, PackedError> {
        let (head, body) = bytes.split_at_checked(HEAD).ok_or(PackedError::Foreign)?;
        let counts = head.get(HEAD - 4 * SECTIONS.len()..).map(|counts| counts.as_chunks::<4>().0);
        let counts = counts.filter(|_| head.starts_with(&MAGIC)).ok_or(PackedError::Foreign)?;
        let sizes = counts.iter().zip(SECTIONS).map(|(n, size)| u64::from(u32::from_le_bytes(*n)) * size as u64);
        let needed = sizes.clone().sum::<u64>() + HEAD as u64;
        if bytes.len() as u64 != needed {
            return Err(PackedError::Length { found: bytes.len(), needed });
        }
        let mut parts = Parts { body, sizes };
        let table = Self {
            quick: [parts.records()?, parts.records()?],
            prefixes: parts.index()?,
            titles: parts.records()?,
            surnames: parts.records()?,
            authors: parts.index()?,
            words: parts.index()?,
        };
        let is_sound = table.quick.iter().all(|words| words.is_empty() || words.len().is_power_of_two());
        is_sound.then_some(table).ok_or(PackedError::Damaged)
    }

    /// The title at a place, if there is one.
    fn title(&self, at: u32) -> Option<Hit<'b>> {
        let [this, next] = self.titles.get(at as usize..)?.first_chunk()?;
        let ([first, works], [end, _]) = (halves(this)?, halves(next)?);
        Some(Hit { surnames: Surnames(self.surnames.get(first as usize..end as usize)?), works })
    }
}

fn halves(record: &[u8; 8]) -> Option<[u32; 2]> {
    let (first, second) = (record.first_chunk()?, record.last_chunk()?);
    Some([u32::from_le_bytes(*first), u32::from_le_bytes(*second)])
}

/// What is left of the sections.
struct Parts<'b, S> {
    body: &'b [u8],
    sizes: S,
}

impl<'b, S: Iterator<Item = u64>> Parts<'b, S> {
    fn records<const N: usize>(&mut self) -> Result<&'b [[u8; N]], PackedError> {
        let size = self.sizes.next().and_then(|size| usize::try_from(size).ok());
        let (section, rest) = size.and_then(|at| self.body.split_at_checked(at)).ok_or(PackedError::Damaged)?;
        self.body = rest;
        Ok(section.as_chunks().0)
    }

    fn index<const N: usize>(&mut self) -> Result<Index<'b, N>, PackedError> {
        let (starts, records) = (self.records()?, self.records()?);
        let values = starts.len().checked_sub(1).filter(|n| n.is_power_of_two()).ok_or(PackedError::Damaged)?;
        Ok(Index { starts, records, shift: 64 - values.ilog2() })
    }
}

/// Records sorted by the mixed bits of a hash, which they begin with.
#[derive(Clone, Copy, Debug)]
struct Index<'b, const N: usize> {
    /// Where the records begin that have these first bits.
    starts: &'b [[u8; 4]],
    records: &'b [[u8; N]],
    /// How many bits come after those.
    shift: u32,
}

impl<'b, const N: usize> Index<'b, N> {
    #[inline]
    fn find(&self, word: NormWord) -> Option<&'b [u8; N]> {
        let key = word.mixed();
        let bits = key.checked_shr(self.shift).unwrap_or(0) as usize;
        let [from, to] = self.starts.get(bits..)?.first_chunk()?;
        let alike = self.records.get(u32::from_le_bytes(*from) as usize..u32::from_le_bytes(*to) as usize)?;
        alike.iter().find(|record| record.first_chunk() == Some(&key.to_le_bytes()))
    }
}

impl Gazetteer for Packed<'_> {
    fn may_begin(&self, run: NormWord, words: usize) -> bool {
        self.quick.get(words.wrapping_sub(1)).is_none_or(|filter| {
            let (word, bits) = place(run, filter.len());
            filter.get(word).is_some_and(|w| u64::from_le_bytes(*w) & bits == bits)
        })
    }

    fn look_up(&self, run: NormWord) -> Reading<'_> {
        let Some(at) = self.prefixes.find(run).and_then(|record| record.last_chunk()) else { return Reading::Nothing };
        match u32::from_le_bytes(*at) {
            NONE => Reading::Beginning,
            at => self.title(at).map_or(Reading::Beginning, Reading::Title),
        }
    }

    fn is_author(&self, surname: NormWord) -> bool {
        self.authors.find(surname).is_some()
    }

    fn in_titles(&self, word: NormWord) -> InTitles {
        let counts = self.words.find(word).and_then(|record| record.last_chunk::<12>()).copied().unwrap_or_default();
        let [anywhere, first, last] =
            [0, 1, 2].map(|n| counts.as_chunks::<4>().0.get(n).copied().map_or(0, u32::from_le_bytes));
        InTitles { anywhere, first, last }
    }
}

#[cfg(test)]
mod tests {
    use super::{HEAD, MAGIC, Packed, PackedError};
    use crate::detect::{Gazetteer, NormWord, Reading, TitleTable};

    fn table() -> TitleTable {
        let mut table = TitleTable::default();
        table.add("The Trial", ["Kafka"]);
        table.add("The Trial", ["Bercovici", "Kafka"]);
        table.add("Das Schloß", ["Kafka"]);
        table.add("Data-Intensive Applications", ["Kleppmann"]);
        table.add("Q & A", []);
        table
    }

    /// All that can be asked of both, about each of these words in a row.
    #[track_caller]
    fn same(packed: &Packed<'_>, table: &TitleTable, words: &str) {
        let mut run = NormWord::EMPTY;
        for (at, word) in words.split(' ').enumerate() {
            run = run.then(word);
            let alone = NormWord::of(word);
            assert_eq!(packed.look_up(run), table.look_up(run), "{words}");
            assert_eq!(packed.may_begin(run, at + 1), table.may_begin(run, at + 1), "{words}");
            assert_eq!(packed.is_author(alone), table.is_author(alone), "{word}");
            assert_eq!(packed.in_titles(alone), table.in_titles(alone), "{word}");
        }
    }

    #[test]
    fn what_is_packed_is_what_was_added() {
        let (table, bytes) = (table(), table().pack());
        let packed = Packed::open(&bytes).unwrap();
        for words in ["trial", "schloss", "data intensive applications", "data-intensive", "q and a", "kafka", "x"] {
            same(&packed, &table, words);
        }
        let Reading::Title(trial) = packed.look_up(NormWord::of("trial")) else { panic!("not known") };
        assert_eq!(trial.surnames.iter().collect::<Vec<_>>(), ["Kafka", "Bercovici"].map(NormWord::of));
        assert_eq!((trial.works, packed.look_up(NormWord::of("data"))), (2, Reading::Beginning));
    }

    #[test]
    fn an_empty_table_knows_nothing() {
        let bytes = TitleTable::default().pack();
        let packed = Packed::open(&bytes).unwrap();
        same(&packed, &TitleTable::default(), "trial of");
        assert!(!packed.may_begin(NormWord::of("trial"), 1));
    }

    #[test]
    fn other_bytes_are_refused() {
        let bytes = table().pack();
        let error = |bytes: &[u8]| Packed::open(bytes).unwrap_err();
        for length in 0..HEAD {
            assert_eq!(error(&bytes[..length]), PackedError::Foreign);
        }
        for length in HEAD..bytes.len() {
            let needed = bytes.len() as u64;
            assert_eq!(error(&bytes[..length]), PackedError::Length { found: length, needed });
        }
        assert!(matches!(error(&[&bytes[..], b"x"].concat()), PackedError::Length { .. }));
        let mut other = bytes;
        other[MAGIC.len() - 1] += 1;
        assert_eq!(error(&other), PackedError::Foreign);
    }

    #[test]
    fn damage_is_seen_and_never_a_panic() {
        let bytes = table().pack();
        let runs = ["", "trial", "schloss", "data", "kafka", "qanda"].map(NormWord::of);
        for at in MAGIC.len()..bytes.len() {
            for bits in [1, 0x80, 0xff] {
                let mut damaged = bytes.clone();
                damaged[at] ^= bits;
                assert!(Packed::open(&damaged).is_err(), "byte {at}");
                let Ok(packed) = Packed::open_trusted(&damaged) else { continue };
                for run in runs {
                    let _ =
                        (packed.look_up(run), packed.is_author(run), packed.in_titles(run), packed.may_begin(run, 1));
                }
            }
        }
    }
}
