//! Single values of a TOML table, each read as what it must be or reported.
//!
//! Nothing here knows which keys mean what; `read` does.

use std::fmt::Display;
use std::ops::Range;
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Problems, did_you_mean};
use crate::model::Date;

/// A value with its bytes in the file.
pub(super) type Placed<T> = (T, Range<usize>);

/// What a name may be written as.
pub(super) enum TextOrTable<'t> {
    Text(Placed<String>),
    Table(Placed<&'t DeTable<'t>>),
}

/// One table and where to report what is wrong in it.
pub(super) struct Fields<'t, 'p, 'a> {
    pub(super) table: &'t DeTable<'t>,
    pub(super) problems: &'p mut Problems<'a>,
}

impl<'t, 'p, 'a> Fields<'t, 'p, 'a> {
    pub(super) fn new(table: &'t DeTable<'t>, problems: &'p mut Problems<'a>) -> Self {
        Self { table, problems }
    }

    /// Reports the keys that `[name]` does not have.
    pub(super) fn only(&mut self, name: &str, known: &[&str]) {
        for key in self.table.keys() {
            let text = key.get_ref().as_ref();
            if !known.contains(&text) {
                let hint = did_you_mean(text, known.iter().copied());
                self.problems.add_with_hint(key.span(), format!("{name} has no key `{text}`"), hint);
            }
        }
    }

    fn wrong(&mut self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        let message = format!("`{key}` must be {wanted}, not {}", described(value.get_ref()));
        self.problems.add(value.span(), message);
    }

    /// A string with something in it.
    pub(super) fn string(&mut self, key: &str) -> Option<Placed<String>> {
        let value = self.table.get(key)?;
        self.text_of(key, value, "a string")
    }

    fn text_of(&mut self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) -> Option<Placed<String>> {
        match value.get_ref().as_str().map(str::trim) {
            None => self.wrong(key, value, wanted),
            Some("") => self.problems.add(value.span(), format!("`{key}` cannot be empty (leave it out instead)")),
            Some(text) => return Some((text.to_owned(), value.span())),
        }
        None
    }

    /// The string alone.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        self.string(key).map(|(text, _)| text)
    }

    /// A string that must be there.
    pub(super) fn required(&mut self, name: &str, key: &str, at: Range<usize>) -> Option<String> {
        if !self.table.contains_key(key) {
            self.problems.add(at, format!("{name} needs a `{key}`"));
        }
        self.text(key)
    }

    /// A string, or an array of strings.
    pub(super) fn strings(&mut self, key: &str) -> Option<Vec<Placed<String>>> {
        const WANTED: &str = "a string or an array of strings";
        let value = self.table.get(key)?;
        match value.get_ref() {
            DeValue::Array(items) => Some(items.iter().filter_map(|v| self.text_of(key, v, WANTED)).collect()),
            _ => self.text_of(key, value, WANTED).map(|one| vec![one]),
        }
    }

    /// A string, or an array of strings and tables.
    pub(super) fn strings_or_tables(&mut self, key: &str) -> Option<Vec<TextOrTable<'t>>> {
        const WANTED: &str = "a string or an array of strings";
        let value = self.table.get(key)?;
        let DeValue::Array(items) = value.get_ref() else {
            return self.text_of(key, value, WANTED).map(|one| vec![TextOrTable::Text(one)]);
        };
        let one = |item: &'t Spanned<DeValue<'t>>| match item.get_ref() {
            DeValue::Table(table) => Some(TextOrTable::Table((table, item.span()))),
            _ => self.text_of(key, item, WANTED).map(TextOrTable::Text),
        };
        Some(items.iter().filter_map(one).collect())
    }

    /// The strings alone; none where the key is not there.
    pub(super) fn texts(&mut self, key: &str) -> Vec<String> {
        self.strings(key).unwrap_or_default().into_iter().map(|(text, _)| text).collect()
    }

    /// A string that says something of type `T`; `names` are the words it may be, for hints.
    pub(super) fn parsed<T>(&mut self, key: &str, names: &[&str]) -> Option<T>
    where
        T: FromStr<Err: Display>,
    {
        let placed = self.string(key)?;
        self.parse(placed, names).map(|(value, _)| value)
    }

    /// `true` or `false`; absent is false.
    pub(super) fn flag(&mut self, key: &str) -> bool {
        let Some(value) = self.table.get(key) else { return false };
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(key, value, "true or false");
        }
        flag.unwrap_or(false)
    }

    /// One of a few words.
    pub(super) fn word(&mut self, key: &str, words: &[&str]) -> Option<String> {
        let (text, at) = self.string(key)?;
        if words.contains(&text.as_str()) {
            return Some(text);
        }
        let hint = did_you_mean(&text, words.iter().copied());
        self.problems.add_with_hint(at, format!("`{key}` must be one of {}, not `{text}`", words.join(", ")), hint);
        None
    }

    /// Strings that each say something of type `T`.
    pub(super) fn all_parsed<T>(&mut self, key: &str, names: &[&str]) -> Vec<Placed<T>>
    where
        T: FromStr<Err: Display>,
    {
        let placed = self.strings(key).unwrap_or_default();
        placed.into_iter().filter_map(|p| self.parse(p, names)).collect()
    }

    fn parse<T>(&mut self, (text, at): Placed<String>, names: &[&str]) -> Option<Placed<T>>
    where
        T: FromStr<Err: Display>,
    {
        match text.parse::<T>() {
            Ok(value) => Some((value, at)),
            Err(error) => {
                let hint = did_you_mean(&text, names.iter().copied());
                self.problems.add_with_hint(at, error.to_string(), hint);
                None
            }
        }
    }

    /// A year as an integer, or a date as a string.
    pub(super) fn date(&mut self, key: &str) -> Option<Date> {
        let value = self.table.get(key)?;
        let text = match value.get_ref() {
            DeValue::Integer(number) => number.to_string(),
            DeValue::String(text) => text.to_string(),
            _ => {
                self.wrong(key, value, "a year such as 1962, or a date such as \"c. 1020\"");
                return None;
            }
        };
        match text.parse() {
            Ok(date) => Some(date),
            Err(error) => {
                self.problems.add(value.span(), format!("`{key}`: {error}"));
                None
            }
        }
    }

    /// A whole number from 1.
    pub(super) fn count(&mut self, key: &str) -> Option<u32> {
        let value = self.table.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(n) => u32::from_str_radix(n.as_str(), n.radix()).ok().filter(|&n| n > 0),
            _ => None,
        };
        if number.is_none() {
            self.problems.add(value.span(), format!("`{key}` must be a whole number from 1"));
        }
        number
    }

    /// A string, or a whole number in its place (`volume = 2`).
    pub(super) fn text_or_number(&mut self, key: &str) -> Option<String> {
        match self.table.get(key)?.get_ref() {
            DeValue::Integer(number) => Some(number.to_string()),
            _ => self.text(key),
        }
    }

    /// A day, bare or in quotes.
    pub(super) fn day(&mut self, key: &str) -> Option<Placed<toml_edit::Date>> {
        let value = self.table.get(key)?;
        let day = match value.get_ref() {
            DeValue::Datetime(when) if when.time.is_none() => when.date,
            DeValue::String(text) => {
                text.parse::<toml_edit::Datetime>().ok().filter(|w| w.time.is_none()).and_then(|w| w.date)
            }
            _ => None,
        };
        if day.is_none() {
            self.problems.add(value.span(), format!("`{key}` must be a day such as 2026-01-03"));
        }
        day.map(|day| (day, value.span()))
    }

    /// The tables of an array of tables.
    pub(super) fn tables(&mut self, key: &str, wanted: &str) -> Vec<Placed<&'t DeTable<'t>>> {
        let Some(value) = self.table.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(key, value, wanted);
            return Vec::new();
        };
        items.iter().filter_map(|item| self.one_table(key, item, wanted)).collect()
    }

    /// A table.
    pub(super) fn table(&mut self, key: &str, wanted: &str) -> Option<Placed<&'t DeTable<'t>>> {
        let value = self.table.get(key)?;
        self.one_table(key, value, wanted)
    }

    pub(super) fn one_table(
        &mut self,
        key: &str,
        value: &'t Spanned<DeValue<'t>>,
        wanted: &str,
    ) -> Option<Placed<&'t DeTable<'t>>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong(key, value, wanted);
        }
        table.map(|table| (table, value.span()))
    }
}

fn described(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a float",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}
