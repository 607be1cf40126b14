//! `explain`: why an entry is as it is.

use super::selection::Layout;
use crate::model::CitationKey;

/// Explain why a book is in the library, and each of its fields
///
/// The sentences that cite it, the cues by which it was taken for a book, the catalogs asked, the runner-up, and for
/// every field who says so. Use it when an entry surprises you.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The entry's citation key
    pub key: CitationKey,
    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Layout,
}

const EXAMPLES: &str = "Examples:
  reading-list explain trotsky1930";
