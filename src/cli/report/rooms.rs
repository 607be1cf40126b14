//! Words for the errors of the library, the bibliography and the catalogs, each with what to try.

use super::{Error, Location, Report};
use crate::bibliography::BibliographyError;
use crate::cli::words::nearest;
use crate::library::edit::EditError;
use crate::library::files::FileError;
use crate::library::{LockError, ManifestError};
use crate::pipeline::{PipelineError, Place};

impl From<PipelineError> for Error {
    fn from(error: PipelineError) -> Self {
        match error {
            PipelineError::Manifest(errors) | PipelineError::Edit(EditError::Invalid(errors)) if !errors.is_empty() => {
                Self::Reports(errors.into_iter().map(Report::from).collect())
            }
            other => Self::Report(Box::new(report(other))),
        }
    }
}

impl From<Place> for Location {
    fn from(place: Place) -> Self {
        Self { path: place.path, line: place.line, column: place.column, line_text: place.text }
    }
}

impl From<ManifestError> for Report {
    fn from(error: ManifestError) -> Self {
        let ManifestError { path, line, column, text, message, hint } = error;
        let report = Self::error(format!("cannot use `{path}`")).because(message).at(Location {
            path,
            line,
            column,
            line_text: text,
        });
        match hint {
            Some(hint) => report.hint(hint),
            None => report,
        }
    }
}

impl From<FileError> for Report {
    fn from(error: FileError) -> Self {
        let report = Self::error(error.to_string());
        match error {
            FileError::NotText { .. } => report.hint("save it as UTF-8"),
            FileError::NoFolder { folder, .. } => {
                report.hint(format!("make it first: `mkdir -p {}`", folder.display()))
            }
            FileError::ReadOnly { path } => {
                report.hint(format!("let yourself write to it: `chmod u+w {}`", path.display()))
            }
            FileError::IsFolder { .. } => report.hint("give the output another name, or move the folder"),
            FileError::Write { source, .. } if source.kind() == std::io::ErrorKind::PermissionDenied => {
                report.hint("you may not write there; choose another place, or change who may")
            }
            FileError::Read { .. } | FileError::Write { .. } | FileError::Lock { .. } => report,
        }
    }
}

fn report(error: PipelineError) -> Report {
    let message = error.to_string();
    match error {
        PipelineError::NoLibrary { .. } => Report::error(message)
            .hint("`reading-list init` makes one here")
            .hint("without a library: `reading-list build answer.md -o refs.bib`"),
        PipelineError::NotALibrary { .. } => {
            Report::error(message).hint("name a folder that holds a library.toml, or the file itself")
        }
        PipelineError::File(error) => error.into(),
        PipelineError::Source(error) => Report::from(&error),
        PipelineError::Manifest(_) => Report::error(message),
        PipelineError::Lock { place, source, .. } => lock(Report::error(message), place, &source),
        PipelineError::NotBuilt { .. } => Report::error(message).hint("run `reading-list build` first"),
        PipelineError::Output { place, source, .. } => {
            let report = located(Report::error(message), place).because(&*source);
            output(report, *source)
        }
        PipelineError::Overwrites { .. } => Report::error(message).hint("give the output another name"),
        PipelineError::Catalog { place, source } => {
            let report = located(Report::error(message), place);
            match source.meant {
                Some(meant) => report.hint(format!("did you mean `{meant}`?")),
                None => report,
            }
        }
        PipelineError::Table { .. } => {
            Report::error(message).hint("it needs columns called `title` and `author`; `year` and `isbn` help")
        }
        PipelineError::UnknownInput { .. } => {
            Report::error(message).hint("say it: `--input biblatex`, `bibtex`, `csl-json`, `hayagriva` or `ris`")
        }
        PipelineError::NoEntry { key, keys } => {
            let near = nearest(key.as_str(), keys.iter().map(|k| k.as_str()));
            let hint = near.map(|near| format!("did you mean `{near}`?"));
            Report::error(message).hint(hint.unwrap_or_else(|| "`reading-list list` shows the keys".to_owned()))
        }
        PipelineError::Edit(error) => Report::error("cannot change library.toml").because(error),
    }
}

fn located(report: Report, place: Option<Place>) -> Report {
    match place {
        Some(place) => report.at(place.into()),
        None => report,
    }
}

fn lock(report: Report, place: Option<Place>, error: &LockError) -> Report {
    let report = located(report, place);
    let (why, hint) = match error {
        LockError::Conflict { .. } => (
            "a merge conflict is not settled".to_owned(),
            "choose one side, or delete the file: `reading-list build` makes it anew",
        ),
        LockError::Version { found } => (
            format!("it has version {found}, and this program reads another"),
            "use the program that wrote it, or delete it: `reading-list build` makes it anew",
        ),
        LockError::Broken { why, .. } => (why.clone(), "delete it: `reading-list build` makes it anew"),
        LockError::Unwritable(why) => (why.clone(), "please report this"),
    };
    report.because(why).hint(hint)
}

fn output(report: Report, error: BibliographyError) -> Report {
    match error {
        BibliographyError::ReadStyle { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
            report.hint("there is no such file; `reading-list styles` lists the styles that need none")
        }
        BibliographyError::ReadStyle { source, .. } => report.hint(source.to_string()),
        BibliographyError::UnknownStyle { suggestion: None, .. } => report.hint("`reading-list styles` lists them"),
        BibliographyError::UnknownExtension { .. } => {
            report.hint("say which it is by `--format`, or by `format` in library.toml")
        }
        BibliographyError::NoBibliography { .. } => report.hint("`reading-list styles` lists others"),
        _ => report,
    }
}
