//! Two entries that are one book: which of them says what.
//!
//! The first keeps its key and whatever is known of it. Of the second, the user's own words are joined to it: tags, notes,
//! readings, and what was typed that the first does not have. Its texts come with its key, which becomes an alias.

use super::error::PipelineError;
use super::project::Project;
use crate::library::edit::Editor;
use crate::library::{Entry, ManualBook, Shelf};
use crate::model::title::main_key;
use crate::model::{CitationKey, Role};

/// What became of a second entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The key of the entry that stays.
    pub key: CitationKey,
    /// The key that becomes its alias.
    pub other: CitationKey,
    /// Fields typed of the other one that say something else, with their values.
    pub left: Vec<(String, String)>,
    /// How many texts cite the other one.
    pub texts: usize,
}

/// Fields without which nobody types a book; the entry that stays has its own.
const IDENTITY: [&str; 5] = ["title", "subtitle", "authors", "editors", "year"];

/// Fields of a printing, which are not mixed with those of another.
const PRINTING: [&str; 10] =
    ["issued", "publisher", "place", "edition", "isbn", "pages", "volume", "volumes", "set", "translators"];

/// Makes one entry of two.
pub fn merge(
    project: &Project,
    editor: &mut Editor,
    key: &CitationKey,
    other: &CitationKey,
) -> Result<Merged, PipelineError> {
    let shelf = project.shelf();
    let (key, other) = (project.key_of(&shelf, key)?, project.key_of(&shelf, other)?);
    if key == other {
        return Err(PipelineError::SameBook { key });
    }
    let (entry, second) = (entry(&shelf, &key), entry(&shelf, &other));
    let typed = project.manifest.book(&key);
    let left = editor.merge_books(&key, &other, |field| takes(field, typed, entry))?;
    if let (Some(entry), Some(second)) = (entry, second) {
        let title = second.book.work.title.full();
        if main_key(&title) != main_key(&entry.book.work.title.full()) {
            editor.add_items(&key, "match", &[&title])?;
        }
    }
    let texts = second.map_or(0, |second| second.cited_in.len());
    Ok(Merged { key, other, left, texts })
}

fn entry<'s>(shelf: &'s Shelf, key: &CitationKey) -> Option<&'s Entry> {
    shelf.entries.iter().chain(&shelf.doubtful).find(|entry| entry.key == *key)
}

/// Whether a field that is typed of the other book, and not of this one, tells something of this one.
fn takes(field: &str, typed: Option<&ManualBook>, entry: Option<&Entry>) -> bool {
    let Some(entry) = entry else { return true };
    let work = &entry.book.work;
    match field {
        "authors" | "editors" => !work.contributors.iter().any(|c| matches!(c.role, Role::Author | Role::Editor)),
        "year" => work.first_published.is_none(),
        _ if IDENTITY.contains(&field) => false,
        _ if PRINTING.contains(&field) => !typed
            .is_some_and(|typed| crate::library::edit::described(typed).iter().any(|(own, _)| PRINTING.contains(own))),
        _ => true,
    }
}
