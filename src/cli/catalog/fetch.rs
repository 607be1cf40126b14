//! `catalog fetch`: the dumps of a library, brought here and imported.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use super::super::report::Report;
use super::super::{Error, Exit, Settings, Terminal, summary, terminal};
use super::import::{self, Kept};
use crate::net::{self, DownloadError, Mode, Progress};
use crate::pipeline::dumps::{self, DumpsError};

/// Fetch the dumps of Open Library and import them
///
/// For having the whole of Open Library on this disk, so that books are looked up at once and without a network: about 12 GB to fetch and
/// some hours for it. What breaks off goes on where it was when the command is run again. Nothing left out, such a catalog
/// has every book that Open Library has, and `check` may say that nobody knows a book.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Whose dumps
    #[arg(value_enum, value_name = "LIBRARY")]
    pub of: Library,
    /// Keep the dumps in this folder; without it they go when they are imported
    #[arg(long, value_name = "FOLDER")]
    pub to: Option<PathBuf>,
    /// Only fetch, and import nothing
    #[arg(long, requires = "to")]
    pub no_import: bool,
    /// Where the dumps are: a mirror
    #[arg(long, value_name = "URL", default_value = dumps::OPEN_LIBRARY)]
    pub base: String,
    #[command(flatten)]
    pub kept: Kept,
}

/// A library that gives all its records away.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Library {
    /// The largest there is.
    OpenLibrary,
}

const EXAMPLES: &str = "Examples:
  reading-list catalog fetch open-library --min-editions 2
  reading-list catalog fetch open-library --to dumps --no-import

Exit status:
  0  fetched and imported
  1  imported, but some lines could not be read
  2  not fetched, or not imported: the catalog is as it was";

/// Fetches and imports.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let folder = args.to.clone().or_else(dumps::usual_folder);
    let folder =
        folder.ok_or_else(|| Report::error("this system has no folder for what is fetched").hint("`--to FOLDER`"))?;
    let mode = if settings.offline { Mode::Offline } else { Mode::Online };
    let network = net::Settings { mode, ..net::Settings::default() };
    let (is_quiet, told) = (settings.quiet, AtomicU64::new(u64::MAX));
    let tell = |name: &str, Progress { done, all }: Progress| {
        let step = done >> 20;
        if !is_quiet && told.swap(step, Ordering::Relaxed) != step {
            let of = all.map_or_else(String::new, |all| format!(" of {} MB", all / 1_000_000));
            terminal::progress(&format!("fetching   {name}, {}{of}", done / 1_000_000));
        }
    };
    let fetched = dumps::fetch(&args.base, &folder, &network, !args.no_import, &tell).map_err(refused)?;
    terminal.tell(&summary::line("fetched", &folder.display().to_string()))?;
    if args.no_import {
        return Ok(Exit::Done);
    }
    let files = fetched.iter().map(|path| path.display().to_string()).collect();
    let whole = import::Args { files, complete: true, kept: args.kept, columns: Vec::new() };
    let exit = import::run(&whole, settings, terminal)?;
    if args.to.is_none() {
        // What cannot be removed is in the way of nobody.
        std::fs::remove_dir_all(&folder).ok();
    }
    Ok(exit)
}

fn refused(error: DumpsError) -> Error {
    let report = Report::error(error.to_string());
    let goes_on = "what has come is kept: run the command again, and it goes on from there";
    match error {
        DumpsError::Room { .. } => {
            report.hint("make room, or `--to` a folder on another disk; the catalog's own disk must have room, too")
        }
        DumpsError::Folder { source, .. } | DumpsError::Download(DownloadError::Write { source, .. }) => {
            report.because(source).hint(goes_on)
        }
        DumpsError::Download(DownloadError::Missing { .. }) => {
            report.hint("`--base` is the address of a folder with the dumps")
        }
        DumpsError::Download(DownloadError::Network(net::Trouble::Offline { .. })) => {
            report.hint("leave out `--offline`")
        }
        DumpsError::Download(DownloadError::Network(_)) => report.hint(goes_on),
    }
    .into()
}
