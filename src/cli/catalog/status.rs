//! `catalog status`: who can be asked, and what is on this disk.

use serde::Serialize;

use super::super::selection::Layout;
use super::super::terminal::{Line, Tone};
use super::super::words::{Count, list};
use super::super::{Error, Exit, Settings, Terminal, online, shelf};
use crate::catalog::local::LocalCatalog;
use crate::catalog::local::Place;
use crate::model::CatalogName;
use crate::pipeline::online::{State, states};

/// See which catalogs there are, and which are asked
///
/// For finding out who is asked for the books of this library, where, and why somebody is not. Nobody is asked by this.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
#[group(id = "catalog-status")]
pub struct Args {
    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Layout,
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
    /// Of the one on this disk.
    #[serde(flatten)]
    local: Option<LocalJson>,
}

#[derive(Serialize)]
struct LocalJson {
    generation: String,
    works: u64,
    editions: u64,
    bytes: u64,
    sources: Vec<String>,
}

impl LocalJson {
    fn of(local: &LocalCatalog) -> Self {
        let about = local.about().clone();
        let generation = local.generation().to_owned();
        let bytes = Place::usual().map_or(0, |place| place.size(&generation));
        Self { generation, works: about.works, editions: about.editions, bytes, sources: about.sources }
    }

    /// `    generation 1764163200: 3 works, 5 editions, 2 MB, all of works.txt.gz`.
    fn line(&self, is_complete: bool) -> Line {
        let counts =
            format!("{}, {}", Count::of(self.works as usize, "work"), Count::of(self.editions as usize, "edition"));
        let share = if is_complete { "all of" } else { "from" };
        let (megabytes, sources) = (self.bytes.div_ceil(1_000_000), list(&self.sources));
        let text = format!("    generation {}: {counts}, {megabytes} MB, {share} {sources}", self.generation);
        Line::new().piece(Tone::Faint, text)
    }
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
            if let Ok(local) = LocalCatalog::installed() {
                terminal.say(&LocalJson::of(local).line(local.about().is_complete))?;
            }
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
        local: (state.name == CatalogName::local())
            .then(|| LocalCatalog::installed().ok().map(LocalJson::of))
            .flatten(),
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
