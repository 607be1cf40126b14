//! `show`: all that is known of one entry.

use super::selection::Layout;
use crate::model::CitationKey;

/// Show one book with all its fields
///
/// The work, the edition if one is meant, your own notes, and the texts that cite it. For where each of these came from,
/// see `explain`.
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
  reading-list show trotsky1930";
