//! Why we think a span names a book.

use std::fmt;

/// One cue and what it was worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The cue, by the name it has in the table of weights.
    pub cue: &'static str,
    /// Its weight in log-odds; negative speaks against a book.
    pub weight: f32,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:+.2}", self.cue, self.weight)
    }
}
