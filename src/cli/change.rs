//! How a command changes `library.toml`: read, edited and written under one lock, or only shown.

use super::terminal::Terminal;
use super::{Error, Report, Settings, build, diff, summary};
use crate::library::edit::Editor;
use crate::library::files::{FileError, folder_of, while_locked};
use crate::pipeline::journal::Kept;
use crate::pipeline::{Change, PipelineError, Project, journal, project};

/// What became of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edited {
    /// It was written.
    Written,
    /// The change was only shown.
    Shown,
    /// There was nothing to change.
    Unchanged,
}

/// Lets `work` change the library's file; it says what was done, in the words in which `undo` will name it, or that there
/// is nothing to write.
pub fn edit(
    settings: &Settings,
    dry_run: bool,
    terminal: &mut Terminal,
    work: impl FnOnce(&Project, &mut Editor) -> Result<Option<String>, Error>,
) -> Result<Edited, Error> {
    let start = build::working_folder();
    let path = project::find(settings.library.as_deref(), &start)?;
    let done = alone(&path, terminal, || -> Result<Option<(Change, Kept)>, Error> {
        let project = Project::open(&path, &start)?;
        let mut editor = Editor::new(&project.text).map_err(PipelineError::from)?;
        let Some(what) = work(&project, &mut editor)? else { return Ok(None) };
        let text = editor.finish().map_err(PipelineError::from)?;
        let change = changed(&project, text);
        let nothing = Kept { is_written: false, unknown_to_undo: None };
        let kept = if dry_run { nothing } else { journal::write(&change, &what, &path)? };
        Ok(Some((change, kept)))
    })?;
    let Some((change, kept)) = done? else { return Ok(Edited::Unchanged) };
    if dry_run {
        diff::lines(&change).iter().try_for_each(|line| terminal.say(line))?;
        return Ok(Edited::Shown);
    }
    if kept.is_written {
        terminal.tell(&summary::line("wrote", &change.shown))?;
    }
    tell_unknown(kept.unknown_to_undo, terminal)?;
    Ok(if kept.is_written { Edited::Written } else { Edited::Unchanged })
}

/// Does something while no other command changes this library, and says so if that has to be waited for.
pub fn alone<T>(manifest: &std::path::Path, terminal: &mut Terminal, work: impl FnOnce() -> T) -> Result<T, Error> {
    let mut waited = Ok(());
    let waiting = || waited = terminal.report(&Report::note("waiting for another command to finish with this library"));
    let done = while_locked(folder_of(manifest), waiting, work).map_err(PipelineError::from)?;
    waited?;
    Ok(done)
}

/// Says that `undo` will not know of a change.
pub fn tell_unknown(unknown: Option<FileError>, terminal: &mut Terminal) -> Result<(), Error> {
    if let Some(error) = unknown {
        terminal.report(&Report::warning("`undo` will not know of this").because(error))?;
    }
    Ok(())
}

/// Says that the bibliographies are behind the library now.
pub fn tell_next(edited: Edited, terminal: &mut Terminal) -> Result<(), Error> {
    if edited == Edited::Written {
        terminal.report(&Report::note("`reading-list build` writes the bibliographies anew"))?;
    }
    Ok(())
}

/// The change of library.toml, which keeps its byte order mark.
fn changed(project: &Project, text: String) -> Change {
    const MARK: &str = "\u{feff}";
    let mut change = Change::new(project.shown.clone(), project.manifest_path.clone(), text);
    if change.old.as_ref().is_some_and(|old| old.starts_with(MARK.as_bytes())) {
        change.new.insert_str(0, MARK);
    }
    change
}
