//! An entry of a `.bib` file as its two dialects share it: a type, a key, and fields in the order of an expert.

use std::fmt::Write as _;

use super::text::{percent_escaped, some_clean};
use super::{tex, tex_ascii};
use crate::model::Name;

/// A `.bib` entry in the making. What is empty is never printed.
pub(super) struct Fields {
    kind: &'static str,
    key: String,
    fields: Vec<(&'static str, String)>,
}

impl Fields {
    pub(super) fn new(kind: &'static str, key: &str) -> Self {
        Self { kind, key: key.to_owned(), fields: Vec::new() }
    }

    /// A value that is TeX already.
    pub(super) fn raw(&mut self, field: &'static str, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.fields.push((field, value));
        }
    }

    /// A number or date.
    pub(super) fn shown(&mut self, field: &'static str, value: Option<impl ToString>) {
        self.raw(field, value.map(|v| v.to_string()).unwrap_or_default());
    }

    /// Words, escaped.
    pub(super) fn text(&mut self, field: &'static str, value: Option<&str>) {
        self.raw(field, value.and_then(some_clean).map(|t| tex::escape(&t)).unwrap_or_default());
    }

    /// A list: `Faber and Faber` would be two publishers without braces.
    pub(super) fn list(&mut self, field: &'static str, value: Option<&str>) {
        self.raw(field, value.and_then(some_clean).map(|t| tex::list(&t)).unwrap_or_default());
    }

    /// Names in one list.
    pub(super) fn names(&mut self, field: &'static str, names: &[Name]) {
        self.raw(field, names.iter().map(tex::name).collect::<Vec<_>>().join(" and "));
    }

    /// The same in ASCII: letters as TeX's commands, addresses with percent escapes.
    pub(super) fn into_ascii(mut self) -> Self {
        for (field, value) in &mut self.fields {
            let is_address = matches!(*field, "doi" | "url");
            *value = if is_address { tex_ascii::address(value) } else { tex_ascii::text(value) };
        }
        self
    }

    /// An address or identifier, which TeX reads verbatim.
    pub(super) fn verbatim(&mut self, field: &'static str, value: Option<&str>) {
        self.raw(field, value.map(percent_escaped).unwrap_or_default());
    }
}

/// The entries as blocks with an empty line between.
pub(super) fn print(entries: impl Iterator<Item = Fields>) -> String {
    let mut out = String::new();
    for Fields { kind, key, fields } in entries {
        if !out.is_empty() {
            out.push('\n');
        }
        // Writing to a string cannot fail.
        let _ = writeln!(out, "@{kind}{{{key},");
        for (field, value) in fields {
            let _ = writeln!(out, "  {field} = {{{value}}},");
        }
        out.push_str("}\n");
    }
    out
}
