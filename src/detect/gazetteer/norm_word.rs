//! The words of texts and titles as numbers.
//!
//! Which words a title has, and which titles there are, is for `table` to say. The build script reads this file too, so
//! it knows nothing of the program but [`title`].

use crate::model::title;

/// A normalised run of letters (see [`title::normalise`]; spaces left out), as a hash.
///
/// The letters are the digits of a number to a fixed base, so that the hash of two runs in a row follows from the
/// hashes of both (`join`): each word of a text is hashed once, whatever runs it is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NormWord(u64);

/// The base; odd, so that no letter is ever lost.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// The base to the power of how many letters are joined; few words are longer.
const POWERS: [u64; 32] = {
    let mut powers = [1u64; 32];
    let mut n = 1;
    while n < powers.len() {
        powers[n] = powers[n - 1].wrapping_mul(BASE);
        n += 1;
    }
    powers
};

impl NormWord {
    /// Nothing yet.
    pub const EMPTY: Self = Self(0);

    /// This run followed by the letters of `text`.
    pub fn then(self, text: &str) -> Self {
        self.count(text).0
    }

    /// The hash of one text.
    pub fn of(text: &str) -> Self {
        Self::EMPTY.then(text)
    }

    /// This run followed by the letters of `text`, and how many (as bytes) these are.
    pub(crate) fn count(self, text: &str) -> (Self, u32) {
        let add = |(run, n): (Self, u32), byte: u8| (run.step(byte), n + 1);
        if text.is_ascii() {
            let letters = text.bytes().filter(u8::is_ascii_alphanumeric);
            letters.map(|b| b.to_ascii_lowercase()).fold((self, 0), add)
        } else {
            title::normalise(text).bytes().filter(|&b| b != b' ').fold((self, 0), add)
        }
    }

    /// This run followed by one normalised letter or digit, or a byte of one.
    #[inline]
    pub(crate) fn step(self, byte: u8) -> Self {
        Self(self.0.wrapping_mul(BASE).wrapping_add(u64::from(byte)))
    }

    /// This run followed by another one of so many bytes.
    #[inline]
    pub(crate) fn join(self, next: Self, bytes: u32) -> Self {
        let power = POWERS.get(bytes as usize).copied().unwrap_or_else(|| BASE.wrapping_pow(bytes));
        Self(self.0.wrapping_mul(power).wrapping_add(next.0))
    }

    /// Well mixed bits, for tables of our own; no two runs have the same.
    #[inline]
    pub(crate) fn mixed(self) -> u64 {
        let folded = (self.0 ^ (self.0 >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
        folded ^ (folded >> 32)
    }

    /// The hash as a file has it.
    #[inline]
    pub(crate) fn to_bytes(self) -> [u8; 8] {
        self.0.to_le_bytes()
    }

    /// The hash that a file has.
    #[inline]
    pub(crate) fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(u64::from_le_bytes(bytes))
    }
}
