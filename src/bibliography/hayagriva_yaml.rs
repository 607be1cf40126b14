//! Hayagriva's YAML, for Typst.
//!
//! The crate's own printer turns `King, Jr.` and `Marx and Engels, Inc.` into other people and forgets "circa", so
//! this prints the same entries with its own hand: names as a string only where the string reads back as the name.

use hayagriva::types::{Date, FormatString, Person};

use super::hayagriva_entry::convert;
use super::text::some_clean;
use crate::library::Entry;

/// A YAML value with the keys in the order they were put in.
enum Node {
    Scalar(String),
    Map(Vec<(&'static str, Node)>),
    List(Vec<Node>),
}

/// The entries as a YAML map by citation key.
pub(super) fn write(entries: &[Entry]) -> String {
    let mut out = String::new();
    for (entry, note) in entries.iter().map(|entry| (convert(entry), entry.note.as_deref())) {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&scalar(entry.key()));
        out.push(':');
        print(&with_note(node(&entry), note), 1, &mut out);
    }
    out
}

fn node(entry: &hayagriva::Entry) -> Node {
    let kind = serde_json::to_value(entry.entry_type()).ok();
    let mut map = Vec::new();
    let mut put = |name: &'static str, value: Option<Node>| map.extend(value.map(|v| (name, v)));
    put("type", kind.as_ref().and_then(|k| k.as_str()).map(text));
    put("title", entry.title().map(format_string));
    put("author", entry.authors().map(people));
    put("date", entry.date().map(date));
    put("editor", entry.editors().map(people));
    put("affiliated", affiliated(entry));
    put("publisher", publisher(entry));
    put("volume", entry.volume().map(shown));
    put("volume-total", entry.volume_total().map(shown));
    put("edition", entry.edition().map(shown));
    put("page-total", entry.page_total().map(shown));
    put("url", entry.url().map(|u| text(u.value.as_str())));
    put("serial-number", serial_numbers(entry));
    put("language", entry.language().map(shown));
    put("parent", one_or_many(entry.parents().iter().map(node)));
    Node::Map(map)
}

/// The user's own note, which no style is to print, but which belongs to the entry.
fn with_note(entry: Node, note: Option<&str>) -> Node {
    match (entry, note.and_then(some_clean)) {
        (Node::Map(mut map), Some(note)) => {
            map.push(("note", format_string(&FormatString::with_value(note))));
            Node::Map(map)
        }
        (entry, _) => entry,
    }
}

fn text(text: &str) -> Node {
    Node::Scalar(scalar(text))
}

/// Numbers as numbers, anything else as text.
fn shown(value: &impl ToString) -> Node {
    let value = value.to_string();
    let is_number = value.len() < 10 && !value.starts_with('0') && value.bytes().all(|b| b.is_ascii_digit());
    if is_number { Node::Scalar(value) } else { text(&value) }
}

fn one_or_many(nodes: impl Iterator<Item = Node>) -> Option<Node> {
    let mut nodes: Vec<Node> = nodes.collect();
    if nodes.len() > 1 { Some(Node::List(nodes)) } else { nodes.pop() }
}

fn format_string(string: &FormatString) -> Node {
    let chunked = |chunks: &hayagriva::types::ChunkedString| {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = chunks.fmt_serialized(&mut out);
        text(&out)
    };
    match &string.short {
        Some(short) => Node::Map(vec![("value", chunked(&string.value)), ("short", chunked(short))]),
        None => chunked(&string.value),
    }
}

fn people(people: &[Person]) -> Node {
    one_or_many(people.iter().map(person)).unwrap_or(Node::List(Vec::new()))
}

fn person(person: &Person) -> Node {
    let prefix = person.prefix.as_ref().map(|p| format!("{p} ")).unwrap_or_default();
    let suffix = person.suffix.as_ref().map(|s| format!(", {s}")).unwrap_or_default();
    let given = person.given_name.as_ref().map(|g| format!(", {g}")).unwrap_or_default();
    let short = format!("{prefix}{}{suffix}{given}", person.name);
    if short.parse().as_ref() == Ok(person) {
        return text(&short);
    }
    let parts = [
        ("name", Some(&person.name)),
        ("given-name", person.given_name.as_ref()),
        ("prefix", person.prefix.as_ref()),
        ("suffix", person.suffix.as_ref()),
    ];
    let mut map: Vec<_> = parts.into_iter().filter_map(|(name, value)| Some((name, text(value?)))).collect();
    if person.comma_suffix {
        map.push(("comma-suffix", Node::Scalar("true".to_owned())));
    }
    Node::Map(map)
}

fn date(date: &Date) -> Node {
    let sign = if date.year < 0 { "-" } else { "" };
    match date.approximate {
        true => text(&format!("~{sign}{:04}", date.year.unsigned_abs())),
        false => Node::Scalar(date.year.to_string()),
    }
}

fn affiliated(entry: &hayagriva::Entry) -> Option<Node> {
    let groups = entry.affiliated()?.iter().map(|group| {
        let role = serde_json::to_value(&group.role).ok();
        let role = role.as_ref().and_then(|r| r.as_str()).unwrap_or_default();
        Node::Map(vec![("role", text(role)), ("names", people(&group.names))])
    });
    Some(Node::List(groups.collect()))
}

fn publisher(entry: &hayagriva::Entry) -> Option<Node> {
    let publisher = entry.publisher()?;
    match (publisher.name(), publisher.location()) {
        (Some(name), None) => Some(format_string(name)),
        (name, location) => {
            let parts = [("name", name), ("location", location)];
            Some(Node::Map(parts.into_iter().filter_map(|(key, value)| Some((key, format_string(value?)))).collect()))
        }
    }
}

fn serial_numbers(entry: &hayagriva::Entry) -> Option<Node> {
    let numbers = [("doi", entry.doi()), ("isbn", entry.isbn())];
    let map: Vec<_> = numbers.into_iter().filter_map(|(key, value)| Some((key, text(value?)))).collect();
    (!map.is_empty()).then_some(Node::Map(map))
}

/// A scalar without quotes where no reader could mistake it for anything but text.
fn scalar(text: &str) -> String {
    const WORDS_OF_YAML: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    let starts_as_text = text.chars().next().is_some_and(char::is_alphabetic);
    let is_harmless = |c: char| c.is_alphanumeric() || " .,-–—'’()&/;!?".contains(c);
    let is_word = WORDS_OF_YAML.contains(&text.to_lowercase().as_str());
    if starts_as_text && !is_word && !text.ends_with(' ') && text.chars().all(is_harmless) {
        return text.to_owned();
    }
    serde_json::Value::from(text).to_string().replace('\u{FEFF}', "\\uFEFF")
}

/// Prints what follows a key or a dash, up to the end of its last line.
fn print(node: &Node, depth: usize, out: &mut String) {
    match node {
        Node::Scalar(scalar) => {
            out.push(' ');
            out.push_str(scalar);
            out.push('\n');
        }
        Node::Map(map) if map.is_empty() => out.push_str(" {}\n"),
        Node::List(list) if list.is_empty() => out.push_str(" []\n"),
        Node::Map(map) => {
            out.push('\n');
            print_map(map, depth, out);
        }
        Node::List(list) => {
            out.push('\n');
            for item in list {
                print_item(item, depth, out);
            }
        }
    }
}

fn print_map(map: &[(&str, Node)], depth: usize, out: &mut String) {
    for (index, (key, value)) in map.iter().enumerate() {
        // After a dash the first key stands on the dash's line.
        if index > 0 || !out.ends_with("- ") {
            out.push_str(&"  ".repeat(depth));
        }
        out.push_str(key);
        out.push(':');
        print(value, depth + 1, out);
    }
}

fn print_item(item: &Node, depth: usize, out: &mut String) {
    out.push_str(&"  ".repeat(depth));
    out.push('-');
    match item {
        Node::Map(map) if !map.is_empty() => {
            out.push(' ');
            print_map(map, depth + 1, out);
        }
        other => print(other, depth + 1, out),
    }
}
