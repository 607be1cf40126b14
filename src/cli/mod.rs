//! The command line: what the user types, and what is printed in answer.
//!
//! A command is one file: its doc comment is the help, then its `Args`, then a short `run`. Flags become `Settings`
//! once. Commands say what to print; only `terminal` prints, and only `report` puts errors into words. The work
//! itself is `pipeline`'s.

pub mod add;
pub mod audit;
pub mod build;
pub mod cache;
pub mod catalog;
mod change;
pub mod check;
pub mod citations;
pub mod cite;
pub mod completions;
pub mod detect;
mod diff;
pub mod edit;
pub mod explain;
mod explained_field;
pub mod export;
pub mod import;
pub mod init;
pub mod list;
pub mod man;
pub mod mark;
pub mod merge;
mod online;
pub mod rank;
mod ranking;
pub mod reject;
pub mod remove;
pub mod rename;
pub mod report;
pub mod search;
pub mod selection;
pub mod settings;
mod shelf;
pub mod show;
pub mod styles;
mod summary;
pub mod terminal;
pub mod undo;
mod verdicts;
pub mod words;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use crate::catalog::local;

pub use report::{Error, Exit, Report};
pub use settings::Settings;
pub use terminal::Terminal;

/// Find the books cited in plain prose and make a bibliography of them
///
/// A text names books without markup: "his own book The History of the Russian Revolution is helpful". reading-list
/// finds them, looks each up in a catalog, keeps what it found in a library, and writes the library as a bibliography.
#[derive(Parser)]
#[command(name = "reading-list", version, after_long_help = EXAMPLES, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: settings::GlobalArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

const EXAMPLES: &str = "Exit status:
  0  done (warnings may have been printed)
  1  some input was skipped, or a check did not hold
  2  it could not be done
  3  it could not be checked for want of the network";

#[derive(Subcommand)]
enum Command {
    Init(init::Args),
    Build(build::Args),
    Detect(detect::Args),
    Check(check::Args),
    Search(search::Args),
    Rank(rank::Args),
    Catalog(catalog::Args),
    Cache(cache::Args),
    Cite(cite::Args),
    Add(add::Args),
    Import(import::Args),
    Edit(edit::Args),
    Mark(mark::Args),
    Rename(rename::Args),
    Remove(remove::Args),
    Reject(reject::Args),
    Merge(merge::Args),
    Undo(undo::Args),
    Audit(audit::Args),
    List(list::Args),
    Show(show::Args),
    Explain(explain::Args),
    Export(export::Args),
    Styles(styles::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// The whole command tree, as `completions` and `man` need it.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Parses the arguments, runs the command, and tells how it ended.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = Cli::try_parse_from(arguments).unwrap_or_else(|error| error.exit());
    let settings = Settings::new(cli.global, |name| std::env::var_os(name));
    let mut terminal = Terminal::new(settings.color, settings.quiet);
    let result = match cli.command {
        Some(command) => dispatch(command, &settings, &mut terminal),
        None => help(&mut terminal),
    };
    let result = result.and_then(|exit| terminal.flush().map(|()| exit).map_err(Error::from));
    conclude(result, &mut terminal).into()
}

fn dispatch(command: Command, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    must_have_pinned()?;
    match command {
        Command::Init(args) => init::run(args, settings, terminal),
        Command::Build(args) => build::run(args, settings, terminal),
        Command::Detect(args) => detect::run(args, settings, terminal),
        Command::Check(args) => check::run(args, settings, terminal),
        Command::Catalog(args) => catalog::run(args, settings, terminal),
        Command::Cache(args) => cache::run(args, settings, terminal),
        Command::Rank(args) => rank::run(args, settings, terminal),
        Command::Search(args) => search::run(args, settings, terminal),
        Command::Cite(args) => cite::run(args, settings, terminal),
        Command::Add(args) => add::run(args, settings, terminal),
        Command::Import(args) => import::run(args, settings, terminal),
        Command::Edit(args) => edit::run(args, settings, terminal),
        Command::Mark(args) => mark::run(args, settings, terminal),
        Command::Rename(args) => rename::run(args, settings, terminal),
        Command::Remove(args) => remove::run(args, settings, terminal),
        Command::Reject(args) => reject::run(args, settings, terminal),
        Command::Merge(args) => merge::run(args, settings, terminal),
        Command::Audit(args) => audit::run(args, settings, terminal),
        Command::Undo(args) => undo::run(args, settings, terminal),
        Command::List(args) => list::run(args, settings, terminal),
        Command::Show(args) => show::run(args, settings, terminal),
        Command::Explain(args) => explain::run(args, settings, terminal),
        Command::Export(args) => export::run(args, settings, terminal),
        Command::Styles(args) => styles::run(args, settings, terminal),
        Command::Completions(args) => completions::run(args, settings, terminal),
        Command::Man(args) => man::run(args, settings, terminal),
    }
}

/// Fails where the environment names a generation of the local catalog that is not there: whoever names one wants no other answers.
fn must_have_pinned() -> Result<(), Error> {
    let Some(name) = local::pinned() else { return Ok(()) };
    let is_there = local::Place::usual().is_some_and(|place| place.has(&name));
    let report = || Report::error(format!("there is no generation `{name}` of the local catalog"));
    let hint = format!("`reading-list catalog status` names the one in use; or unset `{}`", local::GENERATION_VARIABLE);
    if is_there { Ok(()) } else { Err(report().hint(hint).into()) }
}

fn help(terminal: &mut Terminal) -> Result<Exit, Error> {
    terminal.write_text(&command().render_help().to_string())?;
    Ok(Exit::Done)
}

/// Tells an error, and turns the outcome into a status. A pipe that nobody reads any more is a quiet end.
fn conclude(result: Result<Exit, Error>, terminal: &mut Terminal) -> Exit {
    let reports = match result {
        Ok(exit) => return exit,
        Err(Error::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            // It fails again, but takes the moving line away.
            terminal.flush().ok();
            return Exit::Done;
        }
        Err(Error::Output(error)) => vec![Report::error("cannot write the output").because(error)],
        Err(Error::Report(report)) => vec![*report],
        Err(Error::Reports(reports)) => reports,
    };
    // When even standard error is closed there is nobody left to tell.
    reports.iter().try_for_each(|report| terminal.report(report)).ok();
    Exit::Failed
}

#[cfg(test)]
mod tests {
    use clap::Command;

    use super::command;

    fn commands() -> Vec<Command> {
        command().get_subcommands().cloned().collect()
    }

    #[test]
    fn every_command_is_well_formed_and_explains_itself() {
        command().debug_assert();
        for command in commands() {
            let name = command.get_name().to_owned();
            let first = command.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(!first.is_empty() && first.chars().count() < 70, "{name}: {first:?}");
            assert!(command.get_long_about().is_some(), "{name} does not say when you want it");
            let examples = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
            assert!(examples.contains(&format!("reading-list {name}")), "{name} has no example");
            command.debug_assert();
        }
    }

    #[test]
    fn every_flag_is_described() {
        for command in commands() {
            for argument in command.get_arguments() {
                let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(!help.is_empty() && help.chars().count() < 80, "{} {}", command.get_name(), argument.get_id());
            }
        }
    }
}
