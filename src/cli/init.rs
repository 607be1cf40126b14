//! `init`: a first `library.toml`.

use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, Item, Value};

use super::{Error, Exit, Report, Settings, Terminal, summary};
use crate::library::Manifest;
use crate::library::edit::TEMPLATE;
use crate::library::files::{MANIFEST, folder_of};
use crate::pipeline::Change;

/// Write a commented library.toml in this folder
///
/// A library.toml says which texts are read, which catalogs are asked, and which bibliographies are written. Every key
/// it may have stands in it, explained; edit it as you like. An existing file is never overwritten.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The library's title
    #[arg(long)]
    pub title: Option<String>,
    /// Files or patterns to read, quoted from the shell
    #[arg(value_name = "SOURCES")]
    pub sources: Vec<String>,
}

const EXAMPLES: &str = "Examples:
  reading-list init
  reading-list init --title 'Socialism in one country' 'answers/*.md'";

/// Writes.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let path = match &settings.library {
        None => PathBuf::from(MANIFEST),
        Some(named) if named.extension().is_some_and(|e| e == "toml") => named.clone(),
        Some(folder) => folder.join(MANIFEST),
    };
    let shown = path.display();
    if path.symlink_metadata().is_ok() {
        let report = Report::error(format!("`{shown}` exists already, and is left as it is"));
        return Err(report.hint("`reading-list build` builds it").into());
    }
    let change = Change::new(shown.to_string(), path.clone(), template(&args));
    change.write()?;
    terminal.tell(&summary::line("wrote", &shown.to_string()))?;
    for output in endangered(&path) {
        let report =
            Report::warning(format!("`{output}` exists already, and `reading-list build` would write over it"));
        terminal.report(&report.hint("give the output another name in library.toml, or move the file"))?;
    }
    terminal.report(&Report::note("look at its sources and outputs, then run `reading-list build`"))?;
    Ok(Exit::Done)
}

/// The outputs of a new library whose names belong to files that are there already.
fn endangered(manifest: &Path) -> Vec<String> {
    let outputs = Manifest::parse(TEMPLATE, MANIFEST).map(|manifest| manifest.outputs).unwrap_or_default();
    outputs.into_iter().map(|output| output.path).filter(|path| folder_of(manifest).join(path).exists()).collect()
}

/// The commented file with what the user said in it.
fn template(args: &Args) -> String {
    let Ok(mut document) = TEMPLATE.parse::<DocumentMut>() else { return TEMPLATE.to_owned() };
    let mut set = |key: &str, value: Value| {
        if let Some(old) = document.get_mut("library").and_then(|l| l.get_mut(key)).and_then(Item::as_value_mut) {
            let decor = old.decor().clone();
            *old = value;
            *old.decor_mut() = decor;
        }
    };
    if let Some(title) = &args.title {
        set("title", title.as_str().into());
    }
    if !args.sources.is_empty() {
        set("sources", Value::Array(args.sources.iter().map(String::as_str).collect::<Array>()));
    }
    document.to_string()
}
