//! Rows as the readers hand them over, and what all formats share of settling them: keys are given once.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::{Left, Outcome, Refusal, Row, Taken};
use crate::library::key::Keys;
use crate::library::typed_entry;
use crate::model::CitationKey;

/// A row as a reader found it.
pub(super) struct Found {
    pub key: String,
    pub line: usize,
    pub what: Result<Draft, Refusal>,
}

impl Found {
    pub(super) fn refused(key: impl Into<String>, line: usize, refusal: Refusal) -> Self {
        Self { key: key.into(), line, what: Err(refusal) }
    }
}

/// Gives each book its key: the one it has, else one made from its author and year.
pub(super) fn settled(found: Vec<Found>) -> Vec<Row> {
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    let mut keys = Keys::default();
    for row in &found {
        if let Some(key) = valid(&row.key) {
            keys.reserve(&key);
        }
    }
    let mut rows: Vec<Row> = found.into_iter().map(|row| settle(row, &mut lines, &mut keys)).collect();
    let taken: BTreeMap<&str, usize> = lines.iter().map(|(key, line)| (key.as_str(), *line)).collect();
    let mut aliases: BTreeMap<String, usize> = BTreeMap::new();
    for row in &mut rows {
        let Outcome::Taken(taken_row) = &mut row.outcome else { continue };
        let Taken { book, left } = &mut **taken_row;
        let own = book.key.clone();
        book.aliases.retain(|alias| *alias != own);
        book.aliases.retain(|alias| {
            let is_free = !taken.contains_key(alias.as_str()) && aliases.insert(alias.to_string(), row.line).is_none();
            if !is_free {
                left.push(Left { field: "alias".to_owned(), why: Some(format!("`{alias}` calls another row")) });
            }
            is_free
        });
    }
    rows
}

fn valid(key: &str) -> Option<CitationKey> {
    key.parse().ok().or_else(|| CitationKey::suggestion(key))
}

fn settle(found: Found, lines: &mut BTreeMap<String, usize>, keys: &mut Keys) -> Row {
    let Found { key, line, what } = found;
    let outcome = match what.and_then(|draft| name(&key, line, draft, lines, keys)) {
        Ok(taken) => Outcome::Taken(Box::new(taken)),
        Err(refusal) => Outcome::Refused(refusal),
    };
    Row { key, line, outcome }
}

fn name(
    key: &str,
    line: usize,
    draft: Draft,
    lines: &mut BTreeMap<String, usize>,
    keys: &mut Keys,
) -> Result<Taken, Refusal> {
    let mut taken = draft.finish();
    if taken.book.title.is_none() {
        return Err(Refusal::NoTitle);
    }
    let given = valid(key);
    let changed = |why| Left { field: "key".to_owned(), why: Some(why) };
    taken.book.key = match given {
        Some(given) => {
            if given.as_str() != key {
                taken.left.push(changed(format!("`{key}` is written `{given}`")));
            }
            given
        }
        None => {
            let entry = typed_entry(&taken.book).ok_or(Refusal::NoTitle)?;
            let made = keys.make(&entry.book);
            taken.left.push(changed(format!("it has none, and gets `{made}`")));
            made
        }
    };
    match lines.insert(taken.book.key.to_string(), line) {
        None => Ok(taken),
        Some(first) => {
            lines.insert(taken.book.key.to_string(), first);
            Err(Refusal::Twice(first))
        }
    }
}
