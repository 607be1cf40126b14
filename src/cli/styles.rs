//! `styles`: the citation styles that can be asked for.

use super::selection::Layout;

/// List the citation styles
///
/// The names that `--style` and library.toml understand, beside the style's title. With WORDS, only the styles in whose
/// name or title each of them occurs.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Words to look for
    #[arg(value_name = "WORDS")]
    pub words: Vec<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Layout,
}

const EXAMPLES: &str = "Examples:
  reading-list styles chicago";
