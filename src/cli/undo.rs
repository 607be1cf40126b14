//! `undo`: the last changes of the library taken back.

use serde::Serialize;

use super::change::{Edited, alone, tell_next};
use super::selection::Layout;
use super::terminal::{Line, Tone};
use super::words::Count;
use super::{Error, Exit, Report, Settings, Terminal, build, diff, shelf, summary};
use crate::pipeline::journal::{self, Step};
use crate::pipeline::{PipelineError, project};

/// Take back what the last commands changed
///
/// Every command that changes library.toml or library.lock leaves a note of it in a journal (in the folder for state files,
/// not in the library). The file is given back byte for byte as it was. What you changed by hand since is never lost: then
/// nothing is undone, and you are told. Bibliographies are not journalled; `build` writes them anew.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// How many operations to take back
    #[arg(value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub count: u32,
    /// List what can be taken back, the newest first
    #[arg(long, conflicts_with_all = ["count", "skip", "dry_run"])]
    pub list: bool,
    /// Pass over what was changed by hand since, and leave that file as it is
    #[arg(long)]
    pub skip: bool,
    /// Show what would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// How to print the list
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT", requires = "list")]
    pub format: Layout,
}

const EXAMPLES: &str = "Examples:
  reading-list undo
  reading-list undo --list
  reading-list undo 3 --dry-run";

#[derive(Serialize)]
struct Row<'o> {
    back: usize,
    what: &'o str,
    file: &'o str,
}

/// Takes back, or lists.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let start = build::working_folder();
    let path = project::find(settings.library.as_deref(), &start)?;
    if args.list {
        let operations = alone(&path, terminal, || journal::operations(&path))??;
        let row = |(at, r): (usize, _)| row(at + 1, r);
        let rows: Vec<Row<'_>> = operations.iter().map(|r| &r.operation).enumerate().map(row).collect();
        return print(&rows, args.format, terminal);
    }
    let count = usize::try_from(args.count).unwrap_or(usize::MAX);
    let (steps, changes) = alone(&path, terminal, || -> Result<_, PipelineError> {
        let steps = journal::plan(&path, count, args.skip)?;
        let changes = journal::changes(&path, &steps, &start);
        if !args.dry_run {
            journal::undo(&path, &steps)?;
        }
        Ok((steps, changes))
    })??;
    if args.dry_run {
        let lines = changes.iter().filter(|change| change.is_needed()).flat_map(diff::lines);
        lines.into_iter().try_for_each(|line| terminal.say(&line))?;
        return Ok(Exit::Done);
    }
    tell(&steps, count, terminal)?;
    Ok(Exit::Done)
}

fn row(back: usize, operation: &crate::library::journal::Operation) -> Row<'_> {
    Row { back, what: &operation.what, file: &operation.file }
}

fn print(rows: &[Row<'_>], format: Layout, terminal: &mut Terminal) -> Result<Exit, Error> {
    if format == Layout::Json {
        shelf::print_json(&rows, terminal)?;
        return Ok(Exit::Done);
    }
    let width = rows.len().to_string().len();
    for row in rows {
        let number = Line::new().piece(Tone::Faint, format!("{:>width$}  ", row.back));
        terminal.say(&number.plain(row.what).piece(Tone::Faint, format!("  ({})", row.file)))?;
    }
    if rows.is_empty() {
        terminal.report(&Report::note("no command has changed this library yet"))?;
    }
    Ok(Exit::Done)
}

fn tell(steps: &[Step], wanted: usize, terminal: &mut Terminal) -> Result<(), Error> {
    for step in steps {
        let operation = step.operation();
        let verb = if step.is_skipped() { "passed over" } else { "undid" };
        terminal.tell(&summary::line(verb, &format!("{}  ({})", operation.what, operation.file)))?;
    }
    if steps.is_empty() {
        terminal.report(&Report::note("there is nothing to undo"))?;
    } else if steps.len() < wanted {
        let all = Count::of(steps.len(), "operation");
        terminal.report(&Report::note(format!("the journal had no more than {all}")))?;
    }
    let is_changed = steps.iter().any(|step| !step.is_skipped());
    tell_next(if is_changed { Edited::Written } else { Edited::Unchanged }, terminal)
}
