//! `check`: does every book that a text cites exist?
//!
//! How a verdict is printed is `verdicts`' business.

use super::detect::InputKind;
use super::terminal::Line;
use super::words::{Count, list};
use super::{Error, Exit, Report, Settings, Terminal, online, shelf, verdicts};
use crate::pipeline;
use crate::pipeline::check::{self, Checked, Obstacle, Verdict};
use crate::source::Options;

/// Check that every book a text cites exists
///
/// For what a chatbot wrote, or a paper before it is sent. Each book exists (its record is shown), exists otherwise (by
/// another author, or later than cited), is known to nobody (real books of like titles are shown), or could not be
/// checked: a book counts as unknown only where a catalog was asked that claims to have all of them, and the starter
/// catalog does not. The catalogs are those of the library here or above, if there is one.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Texts: files, patterns, web addresses, or `-` for standard input (the default)
    #[arg(value_name = "FILES", default_value = "-", hide_default_value = true)]
    pub files: Vec<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Layout,
    /// A list that has every book there may be (repeatable)
    ///
    /// CSV with columns `title` and `author` (also `year`, `isbn`), a `.bib` file, CSL-JSON, hayagriva YAML or RIS.
    #[arg(long = "catalog-from", value_name = "FILE")]
    pub lists: Vec<String>,
    /// What the texts are; `auto` goes by the extension
    #[arg(long, value_enum, default_value_t, value_name = "INPUT")]
    pub input: InputKind,
}

const EXAMPLES: &str = "Examples:
  reading-list check chatbot.md
  reading-list check --catalog-from our-library.csv 'essays/*.md'
  reading-list check --format github docs/*.md

Exit status:
  0  every book exists
  1  one does not, or not as it is cited
  3  one could not be checked, and no other failed";

/// How to print.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Layout {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// Annotations of a workflow.
    Github,
}

/// Checks.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let manifest = shelf::manifest(settings)?;
    let web = online::web(settings, &manifest, &args.files);
    let pages = pipeline::online::pages(&manifest, &args.files, &web);
    let options = Options { expect: args.input.into(), pages, ..Options::default() };
    let checked = check::check(&args.files, &options, &manifest, &args.lists, &web)?;
    for error in &checked.survey.skipped {
        terminal.report(&Report::from(error))?;
    }
    match args.format {
        Layout::Text => verdicts::lines(&checked).iter().try_for_each(|line| terminal.say(line))?,
        Layout::Github => verdicts::annotations(&checked).iter().try_for_each(|line| terminal.say(line))?,
        Layout::Json => shelf::print_json(&verdicts::json(&checked), terminal)?,
    }
    let tally = Tally::of(&checked);
    terminal.tell(&tally.line())?;
    if tally.incomplete > 0 {
        terminal.report(&only_asked(&checked))?;
    }
    online::tell(&web, terminal)?;
    Ok(exit(&checked, &tally))
}

/// How many books came out how.
#[derive(Debug, Default)]
struct Tally {
    exist: usize,
    otherwise: usize,
    unknown: usize,
    doubtful: usize,
    incomplete: usize,
    unreachable: usize,
}

impl Tally {
    fn of(checked: &Checked) -> Self {
        let mut tally = Self::default();
        for verdict in checked.verdicts.iter().flatten() {
            *match verdict {
                Verdict::Exists(_) | Verdict::Several(_) => &mut tally.exist,
                Verdict::Otherwise { .. } => &mut tally.otherwise,
                Verdict::Unknown { .. } => &mut tally.unknown,
                Verdict::Doubtful => &mut tally.doubtful,
                Verdict::Unchecked(Obstacle::Incomplete(_)) => &mut tally.incomplete,
                Verdict::Unchecked(Obstacle::Unreachable(_)) => &mut tally.unreachable,
            } += 1;
        }
        tally
    }

    fn line(&self) -> Line {
        let unchecked = self.incomplete + self.unreachable;
        let all = self.exist + self.otherwise + self.unknown + self.doubtful + unchecked;
        let counts = [
            (self.exist, "exist"),
            (self.otherwise, "otherwise"),
            (self.unknown, "unknown"),
            (unchecked, "not checked"),
            (self.doubtful, "perhaps no book"),
        ];
        let counts = counts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}"));
        let counts = counts.collect::<Vec<_>>().join(", ");
        let colon = if counts.is_empty() { "" } else { ": " };
        Line::new().plain(format!("  checked    {}{colon}{counts}", Count::of(all, "book")))
    }
}

fn only_asked(checked: &Checked) -> Report {
    let report = match checked.catalogs.as_slice() {
        [] => Report::note("some books could not be checked: no catalog was asked"),
        [one] => Report::note(format!("some books could not be checked: only the {one} was asked")),
        all => Report::note(format!("some books could not be checked: only {} were asked", list(all))),
    };
    report
        .because("that a book is not in a catalog that does not claim to be complete says nothing")
        .hint("`--catalog-from FILE` asks a list that has every book there may be")
}

/// A book that is not as it is cited counts more than one that could not be checked.
fn exit(checked: &Checked, tally: &Tally) -> Exit {
    match () {
        () if checked.survey.texts.is_empty() && checked.survey.has_failures() => Exit::Failed,
        () if tally.otherwise + tally.unknown > 0 || checked.survey.has_failures() => Exit::Unmet,
        () if tally.incomplete + tally.unreachable > 0 => Exit::Unchecked,
        () => Exit::Done,
    }
}
