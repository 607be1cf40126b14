//! Two books of `library.toml` that are one.

use toml_edit::{Item, Value};

use super::{EditError, Editor};
use crate::model::CitationKey;

/// Fields in which both books are heard.
const JOINED: [&str; 3] = ["tags", "aliases", "match"];

impl Editor {
    /// Makes one book of two: `other`'s key becomes an alias of `key`, lists and notes are joined, and what is typed of
    /// `other` alone is taken over if `takes` says so. The fields that are not, with their values, come back.
    pub fn merge_books(
        &mut self,
        key: &CitationKey,
        other: &CitationKey,
        takes: impl Fn(&str) -> bool,
    ) -> Result<Vec<(String, String)>, EditError> {
        self.book_or_new(key)?;
        let comment = self.comment_above(other);
        let fields: Vec<(String, Item)> = match self.find_book(other) {
            Some(table) => table.iter().map(|(field, item)| (field.to_owned(), item.clone())).collect(),
            None => Vec::new(),
        };
        self.remove_book(other);
        let mut left = Vec::new();
        for (field, item) in fields {
            if !self.take_over(key, &field, item.clone(), &takes)? {
                left.push((field, item.to_string().trim().to_owned()));
            }
        }
        self.add_items(key, "aliases", &[other.as_str()])?;
        self.add_comment(key, &comment);
        Ok(left)
    }

    /// Whether the field is said of `key` now.
    fn take_over(
        &mut self,
        key: &CitationKey,
        field: &str,
        item: Item,
        takes: &impl Fn(&str) -> bool,
    ) -> Result<bool, EditError> {
        if JOINED.contains(&field) {
            let items: Vec<&str> = match item.as_value() {
                Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
                Some(one) => one.as_str().into_iter().collect(),
                None => Vec::new(),
            };
            self.add_items(key, field, &items)?;
            return Ok(true);
        }
        let table = self.book_or_new(key)?;
        let own = table.get(field);
        if own.is_some_and(|own| said(own) == said(&item)) {
            return Ok(true);
        }
        match (field, own, &item) {
            ("note", Some(own), theirs) => {
                let both = [own, theirs].map(|note| note.as_str().unwrap_or_default().trim().to_owned());
                self.set(key, field, Value::from(both.join("\n\n")))?;
            }
            ("reads", Some(Item::Value(Value::Array(own))), Item::Value(Value::Array(theirs))) => {
                let mut own = own.clone();
                let known: Vec<String> = own.iter().map(|read| read.to_string().trim().to_owned()).collect();
                let new = theirs.iter().filter(|read| !known.contains(&read.to_string().trim().to_owned()));
                new.for_each(|read| own.push(read.clone()));
                self.set(key, field, Value::Array(own))?;
            }
            (_, None, _) if takes(field) => {
                table.insert(field, item);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The comment right above a book's header.
    fn comment_above(&mut self, key: &CitationKey) -> String {
        let books = self.document.get("book").and_then(Item::as_table_like);
        let table = books.and_then(|books| books.get(key.as_str())).and_then(Item::as_table);
        let above = table.and_then(|table| table.decor().prefix()).and_then(|p| p.as_str()).unwrap_or("");
        let own = above.rfind("\n\n").and_then(|at| above.get(at..)).unwrap_or(above);
        own.lines().filter(|line| line.trim_start().starts_with('#')).map(|line| format!("{line}\n")).collect()
    }

    fn add_comment(&mut self, key: &CitationKey, comment: &str) {
        let books = self.document.get_mut("book").and_then(Item::as_table_like_mut);
        let table = books.and_then(|books| books.get_mut(key.as_str())).and_then(Item::as_table_mut);
        if let Some(table) = table.filter(|_| !comment.is_empty()) {
            let above = table.decor().prefix().and_then(|p| p.as_str()).unwrap_or("").to_owned();
            table.decor_mut().set_prefix(format!("{above}{comment}"));
        }
    }
}

fn said(item: &Item) -> String {
    item.to_string().trim().to_owned()
}
