//! Styled bibliographies that were set before, kept in the user's cache folder.
//!
//! Setting a bibliography in a style takes longer than all the rest of a build in which nothing changed. What was set
//! is kept under a fingerprint of everything that went into it (the entries, the style, the program itself), so a
//! kept text is never an old one. The cache may be deleted at any time; trouble with it is no trouble of the build.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::bibliography::{self, BibliographyError, Options, OutputFormat};
use crate::library::Entry;
use crate::library::files::write_if_changed;

/// How many texts are kept; the oldest make room.
const KEPT: usize = 64;

/// The entries in this format: set anew, or as they were set before.
pub fn write(entries: &[Entry], format: OutputFormat, options: &Options) -> Result<String, BibliographyError> {
    let file = matches!(format, OutputFormat::Styled(_)).then(|| place(entries, format, options)).flatten();
    if let Some(text) = file.as_ref().and_then(|f| std::fs::read_to_string(f).ok()) {
        return Ok(text);
    }
    let text = bibliography::write(entries, format, options)?;
    if let Some(file) = file {
        keep(&file, &text);
    }
    Ok(text)
}

/// Where the text of these entries is kept, if the system has a place for it.
fn place(entries: &[Entry], format: OutputFormat, options: &Options) -> Option<PathBuf> {
    let cache = etcetera::choose_base_strategy().ok()?.cache_dir();
    Some(cache.join("reading-list").join("rendered").join(fingerprint(entries, format, options)?))
}

/// 128 bits of everything that the text depends on.
fn fingerprint(entries: &[Entry], format: OutputFormat, options: &Options) -> Option<String> {
    let program = std::env::current_exe().ok()?.metadata().ok()?;
    let style_file = std::fs::read(&options.style).ok();
    let entries = format!("{entries:?}");
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, env!("CARGO_PKG_VERSION"), program.len(), program.modified().ok()).hash(&mut hasher);
        (format, options, &style_file).hash(&mut hasher);
        entries.hash(&mut hasher);
        hasher.finish()
    };
    Some(format!("{:016x}{:016x}", half(1), half(2)))
}

/// Keeps the text if that can be done.
fn keep(file: &Path, text: &str) {
    let Some(folder) = file.parent() else { return };
    if std::fs::create_dir_all(folder).is_ok() {
        make_room(folder);
        let _ = write_if_changed(file, text.as_bytes());
    }
}

fn make_room(folder: &Path) {
    let Ok(files) = std::fs::read_dir(folder) else { return };
    let mut files: Vec<_> =
        files.flatten().filter_map(|f| Some((f.metadata().ok()?.modified().ok()?, f.path()))).collect();
    files.sort();
    let over = (files.len() + 1).saturating_sub(KEPT);
    for (_, path) in files.into_iter().take(over) {
        let _ = std::fs::remove_file(path);
    }
}
