//! `build`: from texts to bibliographies.

use std::path::{Path, PathBuf};

use super::change::{alone, tell_unknown};
use super::summary::{self, Setting};
use super::words::list;
use super::{Error, Exit, Report, Settings, Terminal, diff, online};
use crate::bibliography::OutputFormat;
use crate::library::Manifest;
use crate::library::files::FileError;
use crate::library::manifest::Settings as LibrarySettings;
use crate::pipeline::{
    Built, Change, OneShot, PipelineError, Project, build as pipeline_build, format_of, journal, project,
};

/// Read the sources, look up the books, write the bibliographies
///
/// Without FILES, the library does what its library.toml says: its sources are read, what was found is remembered in
/// library.lock, and its outputs are written. A second build of the same texts asks nobody and writes nothing.
///
/// With FILES, their books are written as one bibliography, and no library is needed or changed.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Texts to read instead of the library's: files, patterns, web addresses, or `-`
    #[arg(value_name = "FILES")]
    pub files: Vec<String>,
    /// Where to write the bibliography of FILES; without it, standard output
    #[arg(long, short, value_name = "OUT", requires = "files")]
    pub output: Option<PathBuf>,
    /// Its format, where the extension of OUT does not say it
    #[arg(long, value_name = "FORMAT", requires = "files")]
    pub format: Option<String>,
    /// Its citation style, for formats that people read (see `styles`)
    #[arg(long, value_name = "STYLE", requires = "files")]
    pub style: Option<String>,
    /// Show what would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Fail if library.lock or an output would have to change
    #[arg(long, conflicts_with = "files")]
    pub locked: bool,
    /// Exit with status 1 if a book is ambiguous or unknown
    #[arg(long)]
    pub strict: bool,
}

const EXAMPLES: &str = "Examples:
  reading-list build
  reading-list build answer.md -o refs.bib
  reading-list build --locked --offline        in a continuous integration";

/// Builds, writes, and tells.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    if args.files.is_empty() { library(&args, settings, terminal) } else { one_shot(&args, settings, terminal) }
}

fn library(args: &Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let start = working_folder();
    let path = project::find(settings.library.as_deref(), &start)?;
    // Read and written under one lock, so that no other command's changes are lost.
    let (project, built, written, web) = alone(&path, terminal, || -> Result<_, PipelineError> {
        let project = Project::open(&path, &start)?;
        let web = online::web(settings, &project.manifest, &project.manifest.library.sources);
        let built = pipeline_build::build(&project, &web)?;
        let written = (!args.dry_run && !args.locked).then(|| written_by(&project, &built.changes));
        Ok((project, built, written, web))
    })??;
    tell_skipped(&built, terminal)?;
    summary::lines(&built).iter().try_for_each(|line| terminal.tell(line))?;
    let mut exit = match written {
        Some((written, unknown_to_undo)) => {
            tell_unknown(unknown_to_undo, terminal)?;
            tell_written(written, &built.changes, terminal)?
        }
        None => tell_changes(args, &built.changes, terminal)?,
    };
    if project.manifest.library.sources.is_empty() && project.manifest.books.is_empty() {
        let hint = "name them under `[library]`: `sources = [\"answers/*.md\"]`";
        terminal.report(&Report::warning("library.toml names no sources and no books").hint(hint))?;
    }
    exit = exit.max(tell_doubts(args, &built, Setting::Library, terminal)?);
    // Only who names a catalog expects it to be asked.
    let is_named = project.manifest.library.catalogs != LibrarySettings::default().catalogs;
    if let Some(note) = summary::passed_over(&built).filter(|_| is_named) {
        terminal.report(&note)?;
    }
    online::tell(&web, terminal)?;
    Ok(exit)
}

fn one_shot(args: &Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let format = match (&args.format, &args.output) {
        (None, None) => OutputFormat::Biblatex,
        (named, path) => {
            let shown = path.as_ref().map(|p| p.display().to_string());
            format_of(named.as_deref(), path.as_deref().unwrap_or(Path::new("")))
                .map_err(|source| PipelineError::Output { output: shown, place: None, source: Box::new(source) })?
        }
    };
    let one_shot = OneShot { format, style: args.style.clone(), output: args.output.clone() };
    let web = online::web(settings, &Manifest::default(), &args.files);
    let (built, text) = pipeline_build::build_once(&args.files, &one_shot, &web)?;
    tell_skipped(&built, terminal)?;
    if built.survey.texts.is_empty() {
        return Ok(Exit::Failed);
    }
    summary::lines(&built).iter().try_for_each(|line| terminal.tell(line))?;
    let mut exit = Exit::Done;
    if args.output.is_none() {
        terminal.write_text(&text)?;
    } else if args.dry_run {
        exit = tell_changes(args, &built.changes, terminal)?;
    } else {
        exit = tell_written(written(&built.changes), &built.changes, terminal)?;
    }
    exit = exit.max(tell_doubts(args, &built, Setting::OneShot, terminal)?);
    online::tell(&web, terminal)?;
    Ok(exit)
}

/// The folder from which the user calls.
pub(super) fn working_folder() -> PathBuf {
    std::env::current_dir().unwrap_or_default()
}

fn tell_skipped(built: &Built, terminal: &mut Terminal) -> Result<(), Error> {
    for error in &built.survey.skipped {
        terminal.report(&Report::from(error))?;
    }
    Ok(())
}

/// What became of each file: whether it was written, or why not.
type Written = Vec<Result<bool, Box<Report>>>;

fn written(changes: &[Change]) -> Written {
    changes.iter().map(|change| change.write().map_err(|error| Box::new(error.into()))).collect()
}

/// As `written`; of library.lock, `undo` is told.
fn written_by(project: &Project, changes: &[Change]) -> (Written, Option<FileError>) {
    let mut unknown_to_undo = None;
    let lock = project.lock_path();
    let write = |change: &Change| {
        if change.path != lock {
            return change.write();
        }
        let kept = journal::write(change, "build", &project.manifest_path)?;
        unknown_to_undo = kept.unknown_to_undo;
        Ok(kept.is_written)
    };
    (changes.iter().map(write).map(|done| done.map_err(|error| Box::new(error.into()))).collect(), unknown_to_undo)
}

fn tell_written(written: Written, changes: &[Change], terminal: &mut Terminal) -> Result<Exit, Error> {
    let pairs = || written.iter().zip(changes);
    let names: Vec<&str> = pairs().filter(|(w, _)| matches!(w, Ok(true))).map(|(_, c)| c.shown.as_str()).collect();
    let failures: Vec<&Report> = written.iter().filter_map(|w| w.as_ref().err().map(|report| &**report)).collect();
    let what = match (names.is_empty(), failures.is_empty()) {
        (false, _) => names.join(", "),
        (true, true) => "nothing, all is as it was".to_owned(),
        (true, false) => "nothing".to_owned(),
    };
    terminal.tell(&summary::line("wrote", &what))?;
    failures.iter().try_for_each(|report| terminal.report(report))?;
    Ok(if failures.is_empty() { Exit::Done } else { Exit::Failed })
}

/// What would change, where nothing is written.
fn tell_changes(args: &Args, changes: &[Change], terminal: &mut Terminal) -> Result<Exit, Error> {
    let needed: Vec<&Change> = changes.iter().filter(|change| change.is_needed()).collect();
    if args.dry_run {
        let lines = needed.iter().flat_map(|change| diff::lines(change));
        lines.into_iter().try_for_each(|line| terminal.say(&line))?;
    }
    let names: Vec<String> = needed.iter().map(|change| format!("`{}`", change.shown)).collect();
    if !args.locked || names.is_empty() {
        let what = if names.is_empty() { "nothing, all is as it is".to_owned() } else { list(&names) };
        terminal.tell(&summary::line("would write", &what))?;
        return Ok(Exit::Done);
    }
    let report = Report::error(format!("{} would change, and `--locked` forbids it", list(&names)));
    terminal
        .report(&report.hint("`reading-list build` writes them; `reading-list build --dry-run` shows the changes"))?;
    Ok(Exit::Unmet)
}

fn tell_doubts(args: &Args, built: &Built, setting: Setting, terminal: &mut Terminal) -> Result<Exit, Error> {
    summary::warnings(built, setting).iter().try_for_each(|report| terminal.report(report))?;
    let is_strict_enough = !args.strict || summary::is_settled(built);
    if !is_strict_enough {
        terminal.report(&Report::error("not every book is settled, and `--strict` asks for that"))?;
    }
    Ok(if built.survey.has_failures() || !is_strict_enough { Exit::Unmet } else { Exit::Done })
}
