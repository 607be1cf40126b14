//! Lists of a book that grow and shrink where they stand: tags, aliases, readings.

use std::collections::BTreeSet;

use toml_edit::{Array, Item, Table, TableLike, Value};

use super::typed::same_item;
use super::{EditError, Editor, check_field};
use crate::library::Read;
use crate::library::edit::fields::read;
use crate::model::CitationKey;

impl Editor {
    /// Adds items to a list, each that is not there yet; a single value becomes a list.
    pub fn add_items(&mut self, key: &CitationKey, field: &str, items: &[&str]) -> Result<(), EditError> {
        check_field(field)?;
        let table = self.book_or_new(key)?;
        let is_there = |value: &Value, item: &str| value.as_str().is_some_and(|old| same_item(field, old, item));
        let mut list = match table.get(field) {
            Some(Item::Value(Value::Array(list))) => list.clone(),
            Some(Item::Value(one)) => Array::from_iter([one.clone().decorated("", "")]),
            _ => Array::new(),
        };
        let before = list.len();
        for item in items {
            if !list.iter().any(|value| is_there(value, item)) {
                push(&mut list, Value::from(*item));
            }
        }
        if list.len() > before { self.set(key, field, Value::Array(list)) } else { Ok(()) }
    }

    /// Takes items out of a list, and an empty list out of the book; whether all of them were there.
    pub fn take_items(&mut self, key: &CitationKey, field: &str, items: &[&str]) -> Result<bool, EditError> {
        check_field(field)?;
        let table = self.find_book(key).ok_or_else(|| EditError::NoBook(key.clone()))?;
        let is_one = |value: &Value| value.as_str().is_some_and(|old| items.iter().any(|i| same_item(field, old, i)));
        match table.get_mut(field) {
            Some(Item::Value(Value::Array(list))) => {
                let before = list.len();
                retain(list, |value| !is_one(value));
                let taken = before - list.len();
                if list.is_empty() {
                    self.unset(key, field)?;
                }
                Ok(taken >= items.len())
            }
            Some(Item::Value(one)) if is_one(one) => self.unset(key, field),
            _ => Ok(false),
        }
    }

    /// Takes every item out of a list that stands in it before.
    pub fn say_once(&mut self, key: &CitationKey, field: &str) -> Result<(), EditError> {
        check_field(field)?;
        let table = self.find_book(key).ok_or_else(|| EditError::NoBook(key.clone()))?;
        if let Some(Item::Value(Value::Array(list))) = table.get_mut(field) {
            let mut seen = BTreeSet::new();
            retain(list, |value| value.as_str().is_none_or(|text| seen.insert(text.to_owned())));
        }
        Ok(())
    }

    /// Takes a source out of those that are listed, counted from 0.
    pub fn remove_source(&mut self, at: usize) {
        let library = self.document.get_mut("library").and_then(Item::as_table_like_mut);
        let sources = library.and_then(|library| library.get_mut("sources")).and_then(Item::as_array_mut);
        if let Some(sources) = sources.filter(|sources| at < sources.len()) {
            sources.remove(at);
        }
    }

    /// Notes a reading: the last one is ended where it is still open and fits, else a new one begins.
    pub fn note_reading(&mut self, key: &CitationKey, reading: &Read) -> Result<(), EditError> {
        let table = self.book_or_new(key)?;
        match table.get_mut("reads") {
            Some(Item::Value(Value::Array(list))) => {
                let last = list.iter_mut().last().and_then(Value::as_inline_table_mut);
                if !last.is_some_and(|last| completed(last, reading)) {
                    push(list, Value::InlineTable(read(reading)));
                }
            }
            Some(Item::ArrayOfTables(tables)) => {
                if !tables.iter_mut().last().is_some_and(|last| completed(last, reading)) {
                    tables.push(read(reading).into_iter().map(|(k, v)| (k, Item::Value(v))).collect::<Table>());
                }
            }
            _ => {
                let list = Array::from_iter([read(reading)]);
                table.insert("reads", Item::Value(Value::Array(list)));
            }
        }
        Ok(())
    }
}

/// Whether the last reading is the one meant; then it says all of it.
fn completed(last: &mut dyn TableLike, reading: &Read) -> bool {
    let known = |last: &dyn TableLike, field: &str| {
        let value = last.get(field).and_then(Item::as_value)?;
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        text.trim().parse::<toml_edit::Datetime>().ok()?.date
    };
    let (started, finished) = (known(last, "started"), known(last, "finished"));
    let same_start = reading.started.is_none() || reading.started == started;
    let same_end = if reading.started.is_some() && reading.finished.is_none() {
        true
    } else {
        finished.is_none() || reading.finished == finished
    };
    if !(same_start && same_end) {
        return false;
    }
    if finished.is_none()
        && let Some(day) = read(reading).get("finished")
    {
        // The space before the closing brace stays there.
        if let Some(started) = last.get_mut("started").and_then(Item::as_value_mut) {
            started.decor_mut().set_suffix("");
        }
        last.insert("finished", Item::Value(day.clone()));
    }
    true
}

/// Adds to a list as its other items are laid out.
fn push(list: &mut Array, value: Value) {
    let laid_out = list.iter().last().and_then(|last| last.decor().prefix()).and_then(|p| p.as_str());
    match laid_out.filter(|prefix| prefix.contains('\n')) {
        Some(prefix) => {
            let indent = prefix.rsplit('\n').next().unwrap_or_default();
            // A comment behind the last item stays behind it.
            let behind = list.trailing().as_str().and_then(|text| text.rsplit_once('\n')).map_or("", |(text, _)| text);
            let value = value.decorated(format!("{behind}\n{indent}"), "");
            list.push_formatted(value);
            list.set_trailing("\n");
        }
        None => list.push(value),
    }
}

/// Keeps some items; the first keeps the place of the first.
fn retain(list: &mut Array, keep: impl FnMut(&Value) -> bool) {
    let first = list.iter().next().map(|value| value.decor().clone());
    list.retain(keep);
    if let (Some(decor), Some(value)) = (first, list.iter_mut().next()) {
        *value.decor_mut() = decor;
    }
}
