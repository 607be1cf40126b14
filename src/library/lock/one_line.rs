//! Strings of several lines, brought back to one.
//!
//! The TOML writer spreads a string with line breaks over lines. In a lock a field is one line, so that versions
//! can be merged, and so that no quoted text can look like the marks a merge leaves.

use std::fmt::Write;

use toml_edit::visit_mut::{VisitMut, visit_value_mut};
use toml_edit::{DocumentMut, TomlError, Value};

/// The same TOML without strings that go over lines.
pub(super) fn one_line_strings(toml: String) -> Result<String, TomlError> {
    if !toml.contains("\"\"\"") && !toml.contains("'''") {
        return Ok(toml);
    }
    let mut document: DocumentMut = toml.parse()?;
    OneLine.visit_document_mut(&mut document);
    Ok(document.to_string())
}

struct OneLine;

impl VisitMut for OneLine {
    fn visit_value_mut(&mut self, value: &mut Value) {
        if let Some(text) = value.as_str().filter(|text| text.contains('\n'))
            && let Ok(mut plain) = basic(text).parse::<Value>()
        {
            *plain.decor_mut() = value.decor().clone();
            *value = plain;
        }
        visit_value_mut(self, value);
    }
}

/// A basic TOML string: in quotation marks, everything that is not plain escaped.
fn basic(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => write!(out, "\\u{:04X}", u32::from(c)).expect("writing to a string cannot fail"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
