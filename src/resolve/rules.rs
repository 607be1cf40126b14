//! What holds for every citation of a run: which editions are wanted, and which year it is.
//!
//! Both come from outside: the user's `library.toml` and the clock, neither of which is looked at here.

use crate::model::{Language, Year};

/// Which edition an entry is of, where the text leaves it open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// The one that the text cites; the work alone where it cites none.
    #[default]
    Cited,
    /// The first.
    First,
    /// The newest.
    Latest,
    /// The newest in this language.
    In(Language),
}

/// What holds for every citation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Which edition is wanted.
    pub edition: Wanted,
    /// This year: nothing was published after it. Unknown, no year is refused.
    pub this_year: Option<Year>,
}
