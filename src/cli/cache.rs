//! `cache`: what the catalogs on the network answered, kept for all libraries together.

use std::time::SystemTime;

use serde::Serialize;

use super::selection::Layout;
use super::terminal::Line;
use super::words::Count;
use super::{Error, Exit, Report, Settings, Terminal, shelf};
use crate::net::{Cache, CacheError, CacheStatus};
use crate::pipeline::online;

/// See or clear the kept answers of catalogs
///
/// Answers are kept so that no catalog is asked twice: what one has for ninety days, that it has nothing for a week. Clearing them
/// costs nothing but asking again; library.lock keeps what was found.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// What to do
    #[arg(value_enum, value_name = "ACTION", default_value_t)]
    pub action: Action,
    /// Only the answers of this catalog (for `clear`; repeatable)
    #[arg(long = "catalog", value_name = "NAME")]
    pub catalogs: Vec<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Layout,
}

/// What to do with the kept answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Action {
    /// Say what is kept.
    #[default]
    Status,
    /// Forget it.
    Clear,
}

const EXAMPLES: &str = "Examples:
  reading-list cache status
  reading-list cache clear
  reading-list cache clear --catalog open-library";

#[derive(Serialize)]
struct StatusJson {
    path: String,
    answers: u64,
    nothing: u64,
    bytes: u64,
    oldest_days: Option<u64>,
}

/// Tells, or forgets.
pub fn run(args: Args, _: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let Some(path) = online::answers() else {
        return Err(Report::error("this system has no place for a cache, so nothing is kept").into());
    };
    if !path.exists() {
        return tell(&args, &path.display().to_string(), None, terminal);
    }
    let (cache, error) = Cache::open(&path);
    if let Some(error) = error {
        terminal.report(&Report::warning(error.to_string()))?;
    }
    let refused = |error: CacheError| Error::from(Report::error(error.to_string()));
    match args.action {
        Action::Status => tell(&args, &path.display().to_string(), Some(cache.status().map_err(refused)?), terminal),
        Action::Clear => {
            let forgotten = cache.clear(&args.catalogs).map_err(refused)?;
            let line = format!("  forgot     {} in {}", Count::of(forgotten, "answer"), path.display());
            terminal.tell(&Line::new().plain(line))?;
            Ok(Exit::Done)
        }
    }
}

fn tell(args: &Args, path: &str, status: Option<CacheStatus>, terminal: &mut Terminal) -> Result<Exit, Error> {
    let status = status.unwrap_or(CacheStatus { entries: 0, nothing: 0, bytes: 0, oldest: None });
    let age = status.oldest.and_then(|oldest| SystemTime::now().duration_since(oldest).ok());
    let days = age.map(|age| age.as_secs() / 86_400);
    if args.format == Layout::Json {
        let (answers, nothing, bytes) = (status.entries, status.nothing, status.bytes);
        let json = StatusJson { path: path.to_owned(), answers, nothing, bytes, oldest_days: days };
        shelf::print_json(&json, terminal)?;
        return Ok(Exit::Done);
    }
    let answers = Count::of(usize::try_from(status.entries).unwrap_or(usize::MAX), "answer");
    let oldest = days.map_or_else(String::new, |days| {
        format!(", the oldest of {} ago", Count::of(usize::try_from(days).unwrap_or(usize::MAX), "day"))
    });
    let size = status.bytes.div_ceil(1024);
    let line = format!("{answers}, {} of them that there is nothing{oldest}; {size} KiB in {path}", status.nothing);
    terminal.say(&Line::new().plain(line))?;
    Ok(Exit::Done)
}
