//! Files to be imported, as blocks of whole lines: plain, packed by gzip or Zstandard, or standard input.
//!
//! What stands in a line is `dump`'s to read.

use std::fs::File;
use std::io::{self, BufRead, Read};

use crate::unpacking::{Input, unpacked};

/// About so much is handed to a reader at once.
const BLOCK: usize = 1 << 20;
/// A line longer than this is no record: it is cut, so that no input fills the memory.
const LONGEST_LINE: usize = 32 << 20;

/// Whole lines of one file.
pub(super) struct Block {
    /// Which of the files it is from.
    pub file: usize,
    /// The number of the first line, counted from 1.
    pub first_line: u64,
    pub bytes: Vec<u8>,
}

/// The file of this name, unpacked as its first bytes want it; `-` is standard input.
pub fn open(path: &str) -> io::Result<Input> {
    if path == "-" { unpacked(io::stdin()) } else { unpacked(File::open(path)?) }
}

/// The next block of a file, `None` at its end; `next_line` counts on.
pub(super) fn next(input: &mut impl BufRead, file: usize, next_line: &mut u64) -> io::Result<Option<Block>> {
    let mut bytes = Vec::with_capacity(BLOCK + (BLOCK >> 2));
    input.by_ref().take(BLOCK as u64).read_to_end(&mut bytes)?;
    while bytes.last().is_some_and(|last| *last != b'\n') && bytes.len() < LONGEST_LINE {
        let before = bytes.len();
        input.by_ref().take(LONGEST_LINE as u64).read_until(b'\n', &mut bytes)?;
        if bytes.len() == before {
            break;
        }
    }
    if bytes.is_empty() {
        return Ok(None);
    }
    let block = Block { file, first_line: *next_line, bytes };
    *next_line += block.bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
    Ok(Some(block))
}
