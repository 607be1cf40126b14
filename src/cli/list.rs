//! `list`: the shelf, a line a book.

use super::selection::{Layout, Selection};

/// List the books of the library
///
/// One line a book: its citation key, authors, title and year, and what is doubtful of it.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Layout,
    #[command(flatten)]
    #[expect(missing_docs, reason = "a comment here would become the command's help")]
    pub selection: Selection,
}

const EXAMPLES: &str = "Examples:
  reading-list list --status reading
  reading-list list --tag russia --format json";
