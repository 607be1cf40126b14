//! JSON bodies, read leniently: services write one string where they mean a list, numbers as text, and null for nothing.

use serde_json::Value;

use super::refusal::Refusal;
use super::request::Reply;
use super::text;

const WANTED: &str = "JSON";

/// The body of a good reply.
pub(super) fn read(reply: &Reply<'_>) -> Result<Value, Refusal> {
    Refusal::unless_good(reply, WANTED)?;
    parse(reply.body)
}

/// A body that should be JSON, whatever the status.
pub(super) fn parse(body: &[u8]) -> Result<Value, Refusal> {
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    serde_json::from_slice(body).map_err(|error| match error.is_eof() {
        true => Refusal::CutOff { wanted: WANTED },
        false => Refusal::NotThat { wanted: WANTED },
    })
}

/// The strings of a field that holds one or several.
pub(super) fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => text::filled(text).into_iter().collect(),
        Value::Number(number) => vec![number.to_string()],
        Value::Array(list) => list.iter().flat_map(string).collect(),
        _ => Vec::new(),
    }
}

/// The string of a field, or the first of several.
pub(super) fn string(value: &Value) -> Option<String> {
    match value {
        Value::Array(list) => list.iter().find_map(string),
        Value::String(text) => text::filled(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The items of a list; none where there is no list.
pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// A count, also where it is written as text.
pub(super) fn count(value: &Value) -> Option<u32> {
    string(value)?.parse().ok()
}
