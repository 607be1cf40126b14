//! How a command changes `library.toml`: read, edited and written under one lock, or only shown.

use super::terminal::Terminal;
use super::{Error, Report, Settings, build, diff, summary};
use crate::library::edit::Editor;
use crate::library::files::{folder_of, while_locked};
use crate::pipeline::{Change, PipelineError, Project, project};

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

/// Lets `work` change the library's file; it says whether there is anything to write.
pub fn edit(
    settings: &Settings,
    dry_run: bool,
    terminal: &mut Terminal,
    work: impl FnOnce(&Project, &mut Editor) -> Result<bool, Error>,
) -> Result<Edited, Error> {
    let start = build::working_folder();
    let path = project::find(settings.library.as_deref(), &start)?;
    let mut waited = Ok(());
    let waiting = || waited = terminal.report(&Report::note("waiting for another command to finish with this library"));
    let done = while_locked(folder_of(&path), waiting, || -> Result<Option<(Change, bool)>, Error> {
        let project = Project::open(&path, &start)?;
        let mut editor = Editor::new(&project.text).map_err(PipelineError::from)?;
        if !work(&project, &mut editor)? {
            return Ok(None);
        }
        let text = editor.finish().map_err(PipelineError::from)?;
        let change = Change::new(project.shown.clone(), project.manifest_path.clone(), text);
        let is_written = !dry_run && change.write()?;
        Ok(Some((change, is_written)))
    });
    waited?;
    let Some((change, is_written)) = done.map_err(PipelineError::from)?? else { return Ok(Edited::Unchanged) };
    if dry_run {
        diff::lines(&change).iter().try_for_each(|line| terminal.say(line))?;
        return Ok(Edited::Shown);
    }
    if is_written {
        terminal.tell(&summary::line("wrote", &change.shown))?;
    }
    Ok(if is_written { Edited::Written } else { Edited::Unchanged })
}
