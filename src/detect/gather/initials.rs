//! `TAOCP` for "The Art of Computer Programming": whether capitals are the initials of a title.

use crate::detect::lexicon::Classes;
use crate::detect::propose::Candidate;
use crate::detect::view::View;

/// Fewer letters could be anything.
const FEWEST: usize = 3;

/// Whether `word` has the initials of the title's words in order; small words may be left out, others not.
pub fn spells(view: &View<'_>, c: &Candidate, word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    // reached[n]: the words so far can spell the first n letters
    let mut reached = vec![false; letters.len() + 1];
    reached[0] = true;
    for at in c.first..c.end {
        let first = view.stem(at).chars().flat_map(char::to_uppercase).next();
        let small = view.classes(at).has(Classes::SMALL.or(Classes::ARTICLE));
        for n in (0..=letters.len()).rev() {
            let taken = n > 0 && reached[n - 1] && letters.get(n - 1).copied() == first;
            reached[n] = taken || small && reached[n];
        }
    }
    letters.len() >= FEWEST && letters.iter().all(|l| l.is_uppercase()) && reached[letters.len()]
}
