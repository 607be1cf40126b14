//! What a build would write, and writing it.
//!
//! Everything is made before anything is written, so that an unknown style leaves all files as they are.

use std::path::{Path, PathBuf};

use super::error::PipelineError;
use super::explain::quotations;
use super::project::Project;
use super::rendered;
use crate::bibliography::{self, BibliographyError, Options, OutputFormat, Quotations};
use crate::cores::each_on_a_core;
use crate::library::files::{FileError, LOCK, MANIFEST, write_if_changed};
use crate::library::{Entry, Lock};
use crate::source;

/// A file as it is and as it would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The file, as the user calls it.
    pub shown: String,
    /// Where it is.
    pub path: PathBuf,
    /// What stands there.
    pub old: Option<Vec<u8>>,
    /// What should.
    pub new: String,
}

impl Change {
    /// Sets what should stand in a file against what does.
    pub fn new(shown: impl Into<String>, path: PathBuf, new: String) -> Self {
        // A terminal or a pipe may be written to, but reading it would wait for ever.
        let old = path.is_file().then(|| std::fs::read(&path).ok()).flatten();
        Self { shown: shown.into(), path, old, new }
    }

    /// Whether anything would be written.
    pub fn is_needed(&self) -> bool {
        self.old.as_deref() != Some(self.new.as_bytes())
    }

    /// Writes the file, whole or not at all, unless nothing changed; whether it did.
    pub fn write(&self) -> Result<bool, FileError> {
        let named = |error| match error {
            FileError::Write { source, .. } => FileError::Write { path: PathBuf::from(&self.shown), source },
            FileError::NoFolder { .. } => {
                let path = PathBuf::from(&self.shown);
                let folder = crate::library::files::folder_of(&path).to_owned();
                FileError::NoFolder { path, folder }
            }
            FileError::ReadOnly { .. } => FileError::ReadOnly { path: PathBuf::from(&self.shown) },
            FileError::IsFolder { .. } => FileError::IsFolder { path: PathBuf::from(&self.shown) },
            other => other,
        };
        write_if_changed(&self.path, self.new.as_bytes()).map_err(named)
    }
}

/// An output's format and style, known to exist.
#[derive(Clone, Debug)]
pub(super) struct Design {
    pub(super) shown: String,
    pub(super) path: PathBuf,
    pub(super) format: OutputFormat,
    pub(super) options: Options,
    /// Whether sentences are to be quoted, which are not known before a build.
    annotated: bool,
    /// Where `library.toml` names the format or the style.
    keys: [Vec<String>; 2],
}

/// The outputs of a library, each checked.
pub(super) fn designs(project: &Project) -> Result<Vec<Design>, PipelineError> {
    let library = &project.manifest.library;
    // Also where no output of today needs them: `export` may tomorrow.
    let keys = |key: &str| vec!["library".to_owned(), key.to_owned()];
    bibliography::check(&project.options(None)).map_err(|error| {
        let key = if matches!(error, BibliographyError::UnknownLocale { .. }) { "locale" } else { "style" };
        trouble(Some(project), None, &keys(key), error)
    })?;
    let mut designs: Vec<Design> = Vec::new();
    for (at, output) in project.manifest.outputs.iter().enumerate() {
        let keys = |key: &str| vec!["output".to_owned(), at.to_string(), key.to_owned()];
        let style = output.style.as_ref().unwrap_or(&library.style);
        let style_keys =
            if output.style.is_some() { keys("style") } else { vec!["library".to_owned(), "style".to_owned()] };
        let format_keys = if output.format.is_some() { keys("format") } else { keys("path") };
        let format = format_of(output.format.as_deref(), Path::new(&output.path))
            .map_err(|error| trouble(Some(project), Some(&output.path), &format_keys, error))?;
        let locale = Some(library.locale.clone());
        let group_by = output.group_by.as_deref().and_then(|by| by.parse().ok());
        let style = from_root(project, style);
        let options = Options { style, locale, ascii: output.ascii, group_by, ..Options::default() };
        let path = tidy(&project.root.join(&output.path));
        if let Some(why) = overwritten(project, &path, &designs) {
            return Err(PipelineError::Overwrites { output: output.path.clone(), why });
        }
        let (shown, annotated) = (output.path.clone(), output.annotated);
        designs.push(Design { shown, path, format, options, annotated, keys: [format_keys, style_keys] });
    }
    Ok(designs)
}

fn overwritten(project: &Project, path: &Path, before: &[Design]) -> Option<&'static str> {
    if before.iter().any(|design| design.path == path) {
        return Some("is named twice");
    }
    if path == tidy(&project.manifest_path) || path == tidy(&project.root.join(LOCK)) {
        return Some(OWN_FILE);
    }
    project.manifest.library.sources.iter().any(|s| same_file(&project.root.join(s), path)).then_some(SOURCE)
}

/// Whether two paths of library.toml lead to one file.
pub(super) fn are_one(project: &Project, a: &str, b: &str) -> bool {
    same_file(&project.root.join(a), &project.root.join(b))
}

const OWN_FILE: &str = "is one of the library's own files";
const SOURCE: &str = "is also a source";

/// Fails where an output that `library.toml` does not name would overwrite what the library is made from.
pub fn must_not_overwrite(project: &Project, path: &Path) -> Result<(), PipelineError> {
    let is_one_of = |files: &[PathBuf]| files.iter().any(|file| same_file(file, path));
    let outputs: Vec<PathBuf> = project.manifest.outputs.iter().map(|o| project.root.join(&o.path)).collect();
    let why = if is_one_of(&[project.manifest_path.clone(), project.lock_path()]) {
        OWN_FILE
    } else if is_one_of(&source::files(&project.root, &project.manifest.library.sources)) && !is_one_of(&outputs) {
        SOURCE
    } else {
        return Ok(());
    };
    Err(PipelineError::Overwrites { output: path.display().to_string(), why })
}

/// Fails where the bibliography of some texts would overwrite one of them, or a library.
pub fn must_not_overwrite_texts(files: &[String], output: &Path) -> Result<(), PipelineError> {
    let is_library = output.file_name().is_some_and(|name| name == MANIFEST || name == LOCK);
    let why = if is_library {
        "would take the place of a library's own file"
    } else if files.iter().any(|file| same_file(Path::new(file), output)) {
        "is also one of the texts"
    } else {
        return Ok(());
    };
    Err(PipelineError::Overwrites { output: output.display().to_string(), why })
}

/// Whether two paths lead to one file, however they are spelled.
fn same_file(a: &Path, b: &Path) -> bool {
    let real = |path: &Path| {
        let by_name = || tidy(&std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
        path.canonicalize().unwrap_or_else(|_| by_name())
    };
    real(a) == real(b)
}

/// The path without `.` and with `..` resolved by name, so that two spellings of one file are one.
fn tidy(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir if out.pop() => {}
            other => out.push(other),
        }
    }
    out
}

/// The path of a style file counts from the library; names of styles are left alone.
pub(super) fn from_root(project: &Project, style: &str) -> String {
    let is_file = Path::new(style).extension().is_some_and(|e| e.eq_ignore_ascii_case("csl"));
    if is_file { project.root.join(style).display().to_string() } else { style.to_owned() }
}

/// The format named, else the one that the extension says.
pub fn format_of(named: Option<&str>, path: &Path) -> Result<OutputFormat, BibliographyError> {
    named.map_or_else(|| OutputFormat::from_extension(path), str::parse)
}

/// The error with its place.
pub(super) fn trouble(
    project: Option<&Project>,
    output: Option<&str>,
    keys: &[String],
    source: BibliographyError,
) -> PipelineError {
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let place = project.and_then(|project| project.place(&keys));
    PipelineError::Output { output: output.map(str::to_owned), place, source: Box::new(source) }
}

/// Every file of the library as a build leaves it.
pub(super) fn changes(
    project: &Project,
    designs: &[Design],
    entries: &[Entry],
    lock: &Lock,
) -> Result<Vec<Change>, PipelineError> {
    let files: Vec<Option<&Design>> = std::iter::once(None).chain(designs.iter().map(Some)).collect();
    let change = |design: &Option<&Design>| match design {
        Some(design) => output(project, design, entries),
        None => {
            let unwritable = |source| PipelineError::Lock { path: LOCK.to_owned(), place: None, source };
            Ok(Change::new(LOCK, project.lock_path(), lock.write().map_err(unwritable)?))
        }
    };
    each_on_a_core(&files, change).into_iter().collect()
}

fn output(project: &Project, design: &Design, entries: &[Entry]) -> Result<Change, PipelineError> {
    let quotations = if design.annotated { quotations(project, entries) } else { Quotations::new() };
    let options = Options { quotations, ..design.options.clone() };
    let text = rendered::write(entries, design.format, &options).map_err(|error| {
        let library_locale = vec!["library".to_owned(), "locale".to_owned()];
        let keys = match error {
            BibliographyError::UnknownLocale { .. } => &library_locale,
            BibliographyError::UnknownFormat { .. } => &design.keys[0],
            _ => &design.keys[1],
        };
        trouble(Some(project), Some(&design.shown), keys, error)
    })?;
    Ok(Change::new(design.shown.clone(), design.path.clone(), text))
}

/// The relative path as a pattern would find it.
pub(super) fn plain(path: &str) -> String {
    tidy(Path::new(path)).to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// The names of the library's own files and outputs, which are never read as sources.
pub(super) fn own_files(project: &Project) -> Vec<String> {
    let outputs = project.manifest.outputs.iter().map(|o| plain(&o.path));
    [MANIFEST, LOCK].map(str::to_owned).into_iter().chain(outputs).collect()
}
