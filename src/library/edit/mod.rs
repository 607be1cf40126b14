//! Changes to `library.toml` that leave everything else as the user wrote it.
//!
//! Comments, order and blank lines survive, because only the text around the change is touched. Each change takes a
//! text and the edited text comes out again; nothing here reads or writes a file. What a value may be is checked by
//! reading the result as a manifest, so that no change writes what the next command could not read.

mod fields;
mod lists;
mod merge;
mod typed;

use thiserror::Error;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Key, Table, TableLike, Value};

use self::fields::fields;
use super::Manifest;
use super::manifest::{BOOK_FIELDS, ManifestError, ManualBook, Reject, nearest};
use crate::model::{CitationKey, Name};

pub use self::fields::{described, reads};
pub use self::typed::{is_list, items, value};

/// Why `library.toml` cannot be changed so.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EditError {
    /// The text before the change is no TOML.
    #[error("library.toml cannot be read: {0}")]
    Unreadable(String),
    /// The text after the change would not be a `library.toml`.
    #[error("{}", .0.first().map_or("nothing would be left of library.toml", |e| e.message.as_str()))]
    Invalid(Vec<ManifestError>),
    /// A new book under a key that is in use.
    #[error("`{0}` is already the key of a book")]
    KeyTaken(CitationKey),
    /// No book under the key.
    #[error("library.toml has no `[book.{0}]`")]
    NoBook(CitationKey),
    /// A field that no book has.
    #[error("`{field}` is not a field of a book{}", .nearest.map(|n| format!(" (did you mean `{n}`?)")).unwrap_or_default())]
    NoField {
        /// As it was given.
        field: String,
        /// What may be meant.
        nearest: Option<&'static str>,
    },
    /// A value that the field cannot have.
    #[error("{why}")]
    BadValue {
        /// The field.
        field: String,
        /// The rule that does not hold.
        why: String,
        /// What to try.
        hint: Option<String>,
    },
    /// A table stands where another thing is written.
    #[error("`{0}` in library.toml is not the table that it must be")]
    NotATable(&'static str),
}

/// The commented `library.toml` that a new library begins with.
pub const TEMPLATE: &str = include_str!("template.toml");

/// A `library.toml` that is being changed.
#[derive(Clone, Debug)]
pub struct Editor {
    document: DocumentMut,
    /// The text with Windows line ends, which the TOML library would make Unix ones.
    windows: Option<String>,
}

impl Editor {
    /// Begins with this text.
    pub fn new(text: &str) -> Result<Self, EditError> {
        let windows = text.contains("\r\n").then(|| text.to_owned());
        let unix = if windows.is_some() { text.replace("\r\n", "\n") } else { text.to_owned() };
        let document = unix.parse().map_err(|e: toml_edit::TomlError| EditError::Unreadable(e.message().to_owned()))?;
        Ok(Self { document, windows })
    }

    /// The changed text, if it still is a `library.toml`.
    pub fn finish(self) -> Result<String, EditError> {
        let text = self.document.to_string();
        Manifest::parse(&text, "library.toml").map_err(EditError::Invalid)?;
        Ok(match self.windows {
            Some(old) => with_line_ends(&old, &text),
            None => text,
        })
    }

    /// Adds a book with all its fields, after the other books.
    pub fn add_book(&mut self, book: &ManualBook) -> Result<(), EditError> {
        if self.find_book(&book.key).is_some() {
            return Err(EditError::KeyTaken(book.key.clone()));
        }
        let table = self.book_or_new(&book.key)?;
        for (field, value) in fields(book) {
            table.insert(field, Item::Value(value));
        }
        Ok(())
    }

    /// Adds many books at once, after everything else.
    pub fn add_books(&mut self, books: &[ManualBook]) -> Result<(), EditError> {
        let mut added = Table::new();
        added.set_implicit(true);
        for book in books {
            if self.find_book(&book.key).is_some() || added.contains_key(book.key.as_str()) {
                return Err(EditError::KeyTaken(book.key.clone()));
            }
            let mut table: Table = fields(book).into_iter().map(|(field, value)| (field, Item::Value(value))).collect();
            table.decor_mut().set_prefix("\n");
            added.insert(book.key.as_str(), Item::Table(table));
        }
        let mut block = DocumentMut::new();
        block.insert("book", Item::Table(added));
        // One text laid behind the other: to place each table among the others takes time by their square.
        let mut text = self.document.to_string();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        let block = block.to_string();
        text.push_str(if text.is_empty() { block.trim_start() } else { &block });
        self.document =
            text.parse().map_err(|e: toml_edit::TomlError| EditError::Unreadable(e.message().to_owned()))?;
        Ok(())
    }

    /// Sets a field of a book; a book that the file does not have yet (found, not typed) gets its table.
    pub fn set(&mut self, key: &CitationKey, field: &str, value: Value) -> Result<(), EditError> {
        check_field(field)?;
        let table = self.book_or_new(key)?;
        match table.get_mut(field) {
            Some(Item::Value(old)) => {
                // The comment behind a value stays.
                let decor = old.decor().clone();
                *old = value;
                *old.decor_mut() = decor;
            }
            _ => {
                table.insert(field, Item::Value(value));
            }
        }
        Ok(())
    }

    /// Whether the file has a table for this book.
    pub fn has_book(&mut self, key: &CitationKey) -> bool {
        self.find_book(key).is_some()
    }

    /// Removes a field of a book, which may not be typed at all; whether there was one.
    pub fn remove_field(&mut self, key: &CitationKey, field: &str) -> Result<bool, EditError> {
        check_field(field)?;
        if self.has_book(key) { self.unset(key, field) } else { Ok(false) }
    }

    /// Removes a field of a book; whether there was one.
    pub fn unset(&mut self, key: &CitationKey, field: &str) -> Result<bool, EditError> {
        check_field(field)?;
        let table = self.find_book(key).ok_or_else(|| EditError::NoBook(key.clone()))?;
        let above = table.key(field).and_then(|k| k.leaf_decor().prefix()).and_then(|p| p.as_str());
        let above = above.filter(|text| text.contains('#')).map(str::to_owned);
        let next = table.iter().skip_while(|(name, _)| *name != field).nth(1).map(|(name, _)| name.to_owned());
        let is_removed = table.remove(field).is_some();
        if let Some(above) = above {
            self.keep_comment(key, next.as_deref(), &above);
        }
        Ok(is_removed)
    }

    /// Removes a book with the comment right above it; whether there was one. What stands further above, apart by an
    /// empty line, is about more than this book and stays.
    pub fn remove_book(&mut self, key: &CitationKey) -> bool {
        // Tables that were added have no place among the others until the text is read again.
        if let Ok(document) = self.document.to_string().parse() {
            self.document = document;
        }
        let Some(books) = self.document.get_mut("book").and_then(Item::as_table_like_mut) else { return false };
        let Some(removed) = books.remove(key.as_str()) else { return false };
        if books.is_empty() {
            self.document.remove("book");
        }
        if let Some(table) = removed.as_table() {
            let above = table.decor().prefix().and_then(|p| p.as_str()).unwrap_or("");
            self.keep_what_is_further_above(table.position(), above);
        }
        true
    }

    /// Puts the comment that stood above a field above the next one, or below its table.
    fn keep_comment(&mut self, key: &CitationKey, next: Option<&str>, comment: &str) {
        let Some(table) = self.find_book(key) else { return };
        match next.and_then(|next| table.key_mut(next)) {
            Some(mut next) => {
                let decor = next.leaf_decor_mut();
                let below = decor.prefix().and_then(|p| p.as_str()).unwrap_or("").to_owned();
                decor.set_prefix(format!("{comment}{below}"));
            }
            None => {
                let books = self.document.get("book").and_then(Item::as_table_like);
                let place = books.and_then(|b| b.get(key.as_str())).and_then(Item::as_table).and_then(Table::position);
                self.prepend_after(place, comment);
            }
        }
    }

    /// Puts text before the first table after this place, or at the end.
    fn prepend_after(&mut self, place: Option<isize>, text: &str) {
        let mut next = None;
        each_table(self.document.as_table_mut(), &mut |table| {
            let at = table.position().filter(|_| !table.is_implicit());
            if at > place && (next.is_none() || at < next) {
                next = at;
            }
        });
        if next.is_none() {
            let trailing = self.document.trailing().as_str().unwrap_or("").to_owned();
            self.document.set_trailing(format!("{text}{trailing}"));
            return;
        }
        each_table(self.document.as_table_mut(), &mut |table| {
            if table.position() == next && !table.is_implicit() {
                let prefix = table.decor().prefix().and_then(|p| p.as_str()).unwrap_or("").to_owned();
                table.decor_mut().set_prefix(format!("{text}{prefix}"));
            }
        });
    }

    /// Gives a book another key; the old one goes on working as an alias.
    pub fn rename_book(&mut self, old: &CitationKey, new: &CitationKey) -> Result<(), EditError> {
        if self.find_book(new).is_some() {
            return Err(EditError::KeyTaken(new.clone()));
        }
        if let Some(books) = self.document.get_mut("book").and_then(Item::as_table_like_mut)
            && let Some(fields) = books.remove(old.as_str())
        {
            books.insert(new.as_str(), fields);
        }
        let table = self.book_or_new(new)?;
        let mut aliases = match table.get("aliases").and_then(Item::as_value) {
            Some(Value::Array(aliases)) => aliases.clone(),
            Some(Value::String(one)) => Array::from_iter([one.value().as_str()]),
            _ => Array::new(),
        };
        aliases.retain(|alias| alias.as_str() != Some(new.as_str()));
        aliases.push(old.as_str());
        table.insert("aliases", Item::Value(Value::Array(aliases)));
        Ok(())
    }

    /// Adds a `[[reject]]`.
    pub fn add_reject(&mut self, reject: &Reject) -> Result<(), EditError> {
        let fields = [
            ("title", Some(reject.title.clone())),
            ("author", reject.author.as_ref().map(Name::inverted)),
            ("source", reject.source.clone()),
        ];
        let fields = fields.into_iter().filter_map(|(field, text)| Some((field, Item::Value(text?.into()))));
        match self.document.entry("reject").or_insert(Item::ArrayOfTables(ArrayOfTables::new())) {
            Item::ArrayOfTables(rejects) => rejects.push(Table::new()),
            Item::Value(Value::Array(rejects)) => {
                rejects.push(fields.collect::<Table>().into_inline_table());
                return Ok(());
            }
            _ => return Err(EditError::NotATable("reject")),
        }
        let before = self.text_before_new("[[reject]]");
        let rejects = self.document.get_mut("reject").and_then(Item::as_array_of_tables_mut);
        let Some(table) = rejects.and_then(|r| r.get_mut(r.len() - 1)) else { return Ok(()) };
        table.decor_mut().set_prefix(before);
        table.extend(fields);
        Ok(())
    }

    /// Takes out a `[[reject]]`, counted from 0, with the comment right above it.
    pub fn remove_reject(&mut self, at: usize) {
        let above = match self.document.get_mut("reject") {
            Some(Item::ArrayOfTables(rejects)) if at < rejects.len() => {
                let place = rejects.get(at).and_then(Table::position);
                let above = rejects.get(at).and_then(|t| t.decor().prefix()).and_then(|p| p.as_str()).unwrap_or("");
                let above = above.to_owned();
                rejects.remove(at);
                Some((place, above))
            }
            Some(Item::Value(Value::Array(rejects))) if at < rejects.len() => {
                rejects.remove(at);
                None
            }
            _ => None,
        };
        let is_empty = |item: &Item| item.as_array_of_tables().is_some_and(ArrayOfTables::is_empty);
        if self.document.get("reject").is_some_and(is_empty) {
            self.document.remove("reject");
        }
        if let Some((place, above)) = above {
            self.keep_what_is_further_above(place, &above);
        }
    }

    /// What stood above a table that is gone, and apart from it by an empty line, is about more than that table.
    fn keep_what_is_further_above(&mut self, place: Option<isize>, above: &str) {
        let stays = above.rfind("\n\n").and_then(|at| above.get(..=at)).unwrap_or("");
        if stays.contains('#') {
            self.prepend_after(place, stays);
        }
    }

    /// What stands before a table that was just added: an empty line, and where the table is the last, the comments
    /// with which the file ended, which would otherwise slip behind it.
    fn text_before_new(&mut self, header: &str) -> String {
        let text = self.document.to_string();
        let trailing = self.document.trailing().as_str().unwrap_or("").to_owned();
        let is_last = text.strip_suffix(&trailing).is_some_and(|t| t.ends_with(&format!("{header}\n")));
        let above = text.strip_suffix(&trailing).and_then(|t| t.strip_suffix(&format!("{header}\n"))).unwrap_or(&text);
        let gap = if above.trim().is_empty() && trailing.is_empty() { "" } else { "\n" };
        if !is_last || trailing.trim().is_empty() {
            return gap.to_owned();
        }
        self.document.set_trailing("");
        format!("{}{gap}", if trailing.ends_with('\n') { trailing } else { trailing + "\n" })
    }

    fn find_book(&mut self, key: &CitationKey) -> Option<&mut dyn TableLike> {
        self.document.get_mut("book")?.as_table_like_mut()?.get_mut(key.as_str())?.as_table_like_mut()
    }

    fn book_or_new(&mut self, key: &CitationKey) -> Result<&mut dyn TableLike, EditError> {
        let books = self.document.entry("book").or_insert_with(|| {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        });
        let books = books.as_table_like_mut().ok_or(EditError::NotATable("book"))?;
        if !books.contains_key(key.as_str()) {
            books.insert(key.as_str(), Item::Table(Table::new()));
            let header = format!("[book.{}]", Key::new(key.as_str()).display_repr());
            let before = self.text_before_new(&header);
            if let Some(table) = self.document["book"][key.as_str()].as_table_mut() {
                table.decor_mut().set_prefix(before);
            }
        }
        self.find_book(key).ok_or(EditError::NotATable("book"))
    }
}

/// The text with the line ends of an old one: where lines are as they were, their own, else those that most have.
fn with_line_ends(old: &str, text: &str) -> String {
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = text.split_inclusive('\n').collect();
    let alike = |(a, b): &(&&str, &&str)| a.trim_end_matches(['\r', '\n']) == b.trim_end_matches('\n');
    let head = old.iter().zip(&new).take_while(alike).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(alike).count();
    let windows = old.iter().filter(|line| line.ends_with("\r\n")).count();
    let most = if 2 * windows >= old.len() { "\r\n" } else { "\n" };
    let between = new[head..new.len() - tail].iter().map(|line| line.replace('\n', most));
    old[..head]
        .iter()
        .map(|line| (*line).to_owned())
        .chain(between)
        .chain(old[old.len() - tail..].iter().map(|l| (*l).to_owned()))
        .collect()
}

/// Every table with a header of its own.
fn each_table(table: &mut Table, visit: &mut dyn FnMut(&mut Table)) {
    for (_, item) in table.iter_mut() {
        match item {
            Item::Table(inner) => {
                visit(inner);
                each_table(inner, visit);
            }
            Item::ArrayOfTables(inner) => {
                for table in inner.iter_mut() {
                    visit(table);
                    each_table(table, visit);
                }
            }
            _ => {}
        }
    }
}

fn check_field(field: &str) -> Result<(), EditError> {
    if BOOK_FIELDS.contains(&field) {
        return Ok(());
    }
    let nearest = nearest(field, BOOK_FIELDS.iter().copied());
    Err(EditError::NoField { field: field.to_owned(), nearest })
}

#[cfg(test)]
mod tests;
