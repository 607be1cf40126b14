//! `rank`: the works that a body of texts cites most.

use std::io::BufRead;

use super::ranking::{self, Format, Period};
use super::words::Count;
use super::{Error, Exit, Report, Settings, Terminal};
use crate::rank::{Counter, Ranked, Text, counts, ranking};
use crate::source::{self, SourceError};

/// Rank the works that many texts cite
///
/// For finding out what a forum, a course or a field recommends: reads the JSON Lines of `detect` and counts in how many texts each
/// work is cited; each line is a text. Spellings, subtitles and surnames alone make no difference. Any number of texts fits into memory.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// What `detect --format jsonl` wrote, or `-` for standard input (the default)
    #[arg(value_name = "FILES", default_value = "-", hide_default_value = true)]
    pub files: Vec<String>,
    /// How many works to list
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub top: usize,
    /// Leave out what fewer texts cite
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub min_texts: u64,
    /// Count what is at least N per cent sure to be a book
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u8).range(0..=100))]
    pub min_confidence: u8,
    /// Also count the texts of each period, where they have dates
    ///
    /// `detect --date-field` tells the dates of JSON Lines; threads on the web bring theirs.
    #[arg(long, value_enum, value_name = "PERIOD")]
    pub by: Option<Period>,
    /// How to print
    ///
    /// `counts` is all that was counted, whatever `--top` and `--min-texts` say: counts of parts, read again, are added up.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

const EXAMPLES: &str = "Examples:
  reading-list detect --format jsonl 'answers/*.md' | reading-list rank
  reading-list rank --top 100 --by year --format html books.jsonl.zst > ranking.html";

/// Of more that is skipped only the number is told.
const MOST_TOLD: usize = 10;

/// No line that `detect` writes is longer.
const LONGEST: usize = 256 << 20;

/// Counts and prints.
pub fn run(args: Args, _: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let mut counter = Counter::default();
    let mut skipped = 0;
    let least = f64::from(args.min_confidence) / 100.0;
    for input in source::readers(&args.files) {
        let mut told = |report: Report| {
            skipped += 1;
            if skipped <= MOST_TOLD { terminal.report(&report) } else { Ok(()) }
        };
        match input {
            Err(error) => told(error.into())?,
            Ok((path, reader)) => count(&path, reader, least, &mut counter, &mut told)?,
        }
    }
    let is_empty = print(counter, &args, terminal)?;
    if is_empty {
        terminal.report(&Report::note("there is no book to rank"))?;
    }
    if skipped > 0 {
        terminal.report(&Report::note(format!("{} skipped", Count::of(skipped, "line or file"))))?;
    }
    Ok(if is_empty || skipped > 0 { Exit::Unmet } else { Exit::Done })
}

/// Prints what was counted; whether that was nothing.
fn print(counter: Counter, args: &Args, terminal: &mut Terminal) -> Result<bool, Error> {
    if args.format != Format::Counts {
        let works = ranking(counter, args.min_texts, args.top).map_err(cannot_count)?;
        terminal.write_text(&ranking::print(&works, args.format, args.by))?;
        return Ok(works.is_empty());
    }
    let mut is_empty = true;
    for counted in counts(counter).map_err(cannot_count)? {
        terminal.write_text(&ranking::counts_line(&counted.map_err(cannot_count)?))?;
        is_empty = false;
    }
    Ok(is_empty)
}

/// Counts a line of `detect`, or adds one of an earlier count; or says what is wrong with it.
fn add(line: &[u8], least: f64, counter: &mut Counter) -> Result<Result<(), serde_json::Error>, Error> {
    let added = match serde_json::from_slice::<Text>(line) {
        Ok(text) => counter.count(text, least),
        Err(error) => match serde_json::from_slice::<Ranked>(line) {
            Ok(counted) => counter.add(counted),
            Err(_) => return Ok(Err(error)),
        },
    };
    added.map(Ok).map_err(cannot_count)
}

fn count(
    path: &str,
    mut reader: Box<dyn BufRead + Send>,
    least: f64,
    counter: &mut Counter,
    told: &mut impl FnMut(Report) -> std::io::Result<()>,
) -> Result<(), Error> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = std::io::Read::take(&mut reader, LONGEST as u64).read_until(b'\n', &mut line);
        match read {
            Ok(0) => break,
            Ok(read) if read == LONGEST && line.last() != Some(&b'\n') => {
                line = Vec::new();
                skip_line(&mut reader).map_err(cannot_count)?;
                told(Report::error(format!(
                    "line {number} of `{path}` is skipped: it is longer than any that `detect` writes"
                )))?;
            }
            Ok(_) if line.trim_ascii().is_empty() => {}
            Ok(_) => match add(&line, least, counter)? {
                Ok(()) => {}
                Err(error) => {
                    let why = error.to_string();
                    let why = why.rsplit_once(" at line ").map_or(why.as_str(), |(why, _)| why);
                    let report = Report::error(format!("line {number} of `{path}` is skipped: {why}"));
                    told(report.hint("each line must be one that `reading-list detect --format jsonl` wrote"))?;
                }
            },
            Err(cause) => {
                told(SourceError::Unreadable { path: path.to_owned(), cause }.into())?;
                break;
            }
        }
    }
    Ok(())
}

fn skip_line(reader: &mut impl BufRead) -> std::io::Result<()> {
    reader.skip_until(b'\n').map(drop)
}

fn cannot_count(error: std::io::Error) -> Error {
    let report = Report::error("the counts do not fit on the disk for temporary files").because(error);
    report.hint("set `TMPDIR` to a folder with more room").into()
}
