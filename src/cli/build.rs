//! `build`: from texts to bibliographies.

use std::path::PathBuf;

/// Read the sources, look up the books, write the bibliographies
///
/// Without FILES, the library does what its library.toml says: its sources are read, what was found is remembered in
/// library.lock, and its outputs are written. A second build of the same texts asks nobody and writes nothing.
///
/// With FILES, their books are written as one bibliography, and no library is needed or changed.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Texts to read instead of the library's: files, patterns, or `-`
    #[arg(value_name = "FILES")]
    pub files: Vec<String>,
    /// Where to write the bibliography of FILES; without it, standard output
    #[arg(long, short, value_name = "OUT", requires = "files")]
    pub output: Option<PathBuf>,
    /// Its format, where the extension of OUT does not say it
    #[arg(long, value_name = "FORMAT", requires = "files")]
    pub format: Option<String>,
    /// Its citation style, for formats that people read (see `styles`)
    #[arg(long, value_name = "STYLE", requires = "files")]
    pub style: Option<String>,
    /// Show what would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Ask no catalog on the network
    #[arg(long)]
    pub offline: bool,
    /// Fail if library.lock would have to change
    #[arg(long, conflicts_with = "files")]
    pub locked: bool,
    /// Exit with status 1 if a book is ambiguous or unknown
    #[arg(long)]
    pub strict: bool,
}

const EXAMPLES: &str = "Examples:
  reading-list build
  reading-list build answer.md -o refs.bib
  reading-list build --locked --offline        in a continuous integration";
