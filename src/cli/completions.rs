//! `completions`: a script that teaches a shell the commands and flags.

use clap_complete::Shell;

use super::{Error, Exit, Settings, Terminal, command};

/// Print a completion script for a shell
///
/// Put the script where your shell looks for completions, and the Tab key will know the commands and flags.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The shell to write for
    #[arg(value_enum)]
    pub shell: Shell,
}

const EXAMPLES: &str = "Examples:
  reading-list completions bash > ~/.local/share/bash-completion/completions/reading-list
  reading-list completions fish > ~/.config/fish/completions/reading-list.fish";

/// Prints the script.
pub fn run(args: Args, _: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "reading-list", &mut script);
    terminal.write(&script)?;
    Ok(Exit::Done)
}
