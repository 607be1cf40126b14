//! `catalog`: who can be asked for books.

use serde::Serialize;

use super::selection::Layout;
use super::terminal::{Line, Tone};
use super::{Error, Exit, Settings, Terminal, online, shelf};
use crate::pipeline::online::{State, states};

/// See which catalogs there are, and which are asked
///
/// For finding out who is asked for the books of this library, where, and why somebody is not. Nobody is asked by this.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// What to do
    #[arg(value_enum, value_name = "ACTION", default_value_t)]
    pub action: Action,
    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Layout,
}

/// What to do with the catalogs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Action {
    /// Say which there are.
    #[default]
    Status,
}

const EXAMPLES: &str = "Examples:
  reading-list catalog status
  reading-list catalog status --offline --format json";

#[derive(Serialize)]
struct StateJson {
    name: String,
    place: Option<usize>,
    host: Option<String>,
    can_be_asked: bool,
    why_not: Option<String>,
    complete: bool,
}

/// Tells.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let manifest = shelf::manifest(settings)?;
    let web = online::web(settings, &manifest, &[]);
    let states = states(&manifest, &web)?;
    match args.format {
        Layout::Json => shelf::print_json(&states.iter().map(json).collect::<Vec<_>>(), terminal)?,
        Layout::Text => {
            let width = states.iter().map(|state| state.name.as_str().len()).max().unwrap_or(0);
            states.iter().try_for_each(|state| terminal.say(&line(state, width)))?;
        }
    }
    Ok(Exit::Done)
}

fn json(state: &State) -> StateJson {
    StateJson {
        name: state.name.to_string(),
        place: state.place,
        host: state.host.clone(),
        can_be_asked: state.obstacle.is_none(),
        why_not: state.obstacle.map(|why| why.to_string()),
        complete: state.is_complete,
    }
}

/// `1  starter               in the program`.
fn line(state: &State, width: usize) -> Line {
    let place = state.place.map_or_else(|| "-".to_owned(), |place| place.to_string());
    let at = state.host.clone().unwrap_or_else(|| "on this machine".to_owned());
    let line = Line::new().piece(Tone::Faint, format!("{place:>2}  "));
    let line = line.piece(Tone::Heading, format!("{:<width$}", state.name.as_str())).plain(format!("  {at}"));
    match (state.obstacle, state.place) {
        (Some(why), _) => line.piece(Tone::Warning, format!("  not asked: {why}")),
        (None, None) => line.piece(Tone::Faint, "  not listed in `catalogs`"),
        (None, Some(_)) => line,
    }
}
