//! `export`: the shelf in a format that other programs read.

use std::path::PathBuf;

use super::selection::Selection;
use crate::model::CitationKey;

/// Write the library, or part of it, as a bibliography
///
/// Where `build` writes the outputs that library.toml names, `export` writes one more, without touching anything. The
/// flags that choose entries narrow each other.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The format, where the extension of OUT does not say it
    #[arg(long, value_name = "FORMAT", required_unless_present = "output")]
    pub format: Option<String>,
    /// The citation style, for formats that people read (see `styles`)
    #[arg(long, value_name = "STYLE")]
    pub style: Option<String>,
    /// Only these entries, by citation key, separated by commas
    #[arg(long, value_name = "KEYS", value_delimiter = ',')]
    pub keys: Vec<CitationKey>,
    #[command(flatten)]
    #[expect(missing_docs, reason = "a comment here would become the command's help")]
    pub selection: Selection,
    /// Where to write; without it, standard output
    #[arg(long, short, value_name = "OUT")]
    pub output: Option<PathBuf>,
}

const EXAMPLES: &str = "Examples:
  reading-list export --format biblatex > refs.bib
  reading-list export --style apa --status read -o read.md
  reading-list export --format csl-json --keys kuhn1962,trotsky1930";
