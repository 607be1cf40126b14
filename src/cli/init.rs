//! `init`: a first `library.toml`.

/// Write a commented library.toml in this folder
///
/// A library.toml says which texts are read, which catalogs are asked, and which bibliographies are written. Every key
/// it may have stands in it, explained; edit it as you like. An existing file is never overwritten.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The library's title
    #[arg(long)]
    pub title: Option<String>,
    /// Files or patterns to read, quoted from the shell
    #[arg(value_name = "SOURCES")]
    pub sources: Vec<String>,
}

const EXAMPLES: &str = "Examples:
  reading-list init
  reading-list init --title 'Socialism in one country' 'answers/*.md'";
