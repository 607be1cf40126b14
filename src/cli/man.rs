//! `man`: the manual pages, made from the same text as `--help`.

use clap_mangen::Man;

use super::words::{list, nearest};
use super::{Error, Exit, Report, Settings, Terminal, command};

/// Print a manual page
///
/// Without a command, the page of the whole program; with one, the page of that command. The output is for `man`, which
/// reads it from a file.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The command whose page is wanted
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
}

const EXAMPLES: &str = "Examples:
  reading-list man > ~/.local/share/man/man1/reading-list.1
  reading-list man completions | man -l -";

/// Prints the page.
pub fn run(args: Args, _: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let mut page = Vec::new();
    Man::new(described(args.command.as_deref())?).render(&mut page)?;
    terminal.write(&page)?;
    Ok(Exit::Done)
}

/// The program, or the command of this name under its full name.
fn described(name: Option<&str>) -> Result<clap::Command, Error> {
    let mut program = command();
    program.build();
    let Some(name) = name else { return Ok(program) };
    if let Some(found) = program.get_subcommands().find(|c| c.get_name() == name) {
        return Ok(found.clone().version(env!("CARGO_PKG_VERSION")));
    }
    let names: Vec<_> = program.get_subcommands().map(clap::Command::get_name).collect();
    let report = Report::error(format!("there is no command `{name}`"));
    let hint = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the commands are {}", list(&names)),
    };
    Err(report.hint(hint).into())
}
