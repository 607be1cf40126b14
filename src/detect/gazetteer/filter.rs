//! A quick no: the one question that is asked of every word of a text.
//!
//! The build script reads this file too.

use super::norm_word::NormWord;

/// A set that may take a stranger for a member, one in a hundred, and needs sixteen to thirty-two bits a member: two
/// bits of one 64-bit word each.
#[derive(Default)]
pub(super) struct Filter {
    words: Vec<u64>,
    members: Vec<NormWord>,
}

impl Filter {
    pub(super) fn add(&mut self, member: NormWord) {
        self.members.push(member);
        if self.members.len() > self.words.len() * 4 {
            self.words = vec![0; (self.words.len() * 2).max(64)];
            (0..self.members.len()).for_each(|at| self.set(self.members[at]));
        } else {
            self.set(member);
        }
    }

    fn set(&mut self, member: NormWord) {
        let (word, bits) = place(member, self.words.len());
        self.words[word] |= bits;
    }

    #[inline]
    pub(super) fn may_have(&self, member: NormWord) -> bool {
        let (word, bits) = place(member, self.words.len());
        self.words.get(word).is_some_and(|w| w & bits == bits)
    }

    /// The bits, as many words of them as a power of two, or none.
    pub(super) fn words(&self) -> &[u64] {
        &self.words
    }
}

/// In which of so many words a member has its bits, and which.
#[inline]
pub(super) fn place(member: NormWord, words: usize) -> (usize, u64) {
    let mixed = member.mixed();
    ((mixed >> 12) as usize & words.wrapping_sub(1), 1 << (mixed & 63) | 1 << (mixed >> 6 & 63))
}
