//! Hayagriva YAML: which fields of an entry are which of a book.
//!
//! The file is cut at the keys that stand at the start of a line, so that each entry is parsed alone: it has its line,
//! and a broken one costs no other. Series and first publications are parents of the entry, as hayagriva has them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Refusal;
use super::bib_names::build;
use super::csl::{from_parts, leading_particle, scalar};
use super::date::{self, Read};
use super::draft::{Draft, shortened, statement};
use super::rows::Found;
use crate::bibliography::langid;
use crate::bibliography::text::{clean, some_clean};
use crate::cores::on_all_cores;
use crate::model::{Date, Name, PersonalName, Role};

/// Kinds of entries that are books, and whether a book says so again when it is written.
const BOOKS: [(&str, bool); 4] = [("book", true), ("anthology", false), ("reference", false), ("proceedings", false)];

/// What the affiliated do.
const ROLES: [(&str, Role); 8] = [
    ("translator", Role::Translator),
    ("illustrator", Role::Illustrator),
    ("introduction", Role::Introduction),
    ("foreword", Role::Foreword),
    ("afterword", Role::Afterword),
    ("commentator", Role::Commentator),
    ("annotator", Role::Commentator),
    ("compiler", Role::Compiler),
];

/// Every entry of the file.
pub(super) fn rows(text: &str) -> Vec<Found> {
    on_all_cores(&cut(text), |(line, part)| row(*line, part))
}

/// The parts that begin with a key at the start of a line, each with its line.
fn cut(text: &str) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let (mut at, mut start, mut begins) = (0, None, 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let is_marker = ["---", "...", "%YAML"].iter().any(|mark| line.starts_with(mark));
        if is_marker || !line.starts_with([' ', '\t', '#', '\r', '\n', '-', ']', '}']) {
            parts.extend(start.map(|start| (begins, &text[start..at])));
            (start, begins) = ((!is_marker).then_some(at), number + 1);
        }
        at += line.len();
    }
    parts.extend(start.map(|start| (begins, &text[start..])));
    parts
}

fn row(line: usize, part: &str) -> Found {
    let key = || {
        let first = part.lines().next().unwrap_or_default();
        shortened(first.split(':').next().unwrap_or_default().trim_matches(['"', '\'']))
    };
    match serde_yaml::from_str::<BTreeMap<String, Map<String, Value>>>(part) {
        Ok(mut map) => match map.pop_first() {
            Some((key, fields)) if map.is_empty() => entry(line, key, fields),
            _ => Found::refused(key(), line, Refusal::Broken("it is not one entry under one key".to_owned())),
        },
        Err(error) => {
            let at = error.location().map_or(line, |at| line + at.line().saturating_sub(1));
            let why = error.to_string();
            let why = why.split(" at line").next().unwrap_or_default();
            Found::refused(key(), line, Refusal::Broken(format!("{} (line {at})", shortened(why))))
        }
    }
}

fn entry(line: usize, key: String, mut map: Map<String, Value>) -> Found {
    let kind = map.remove("type").as_ref().and_then(scalar).unwrap_or_default().to_lowercase();
    let Some((_, is_said)) = BOOKS.iter().find(|(name, _)| *name == kind) else {
        let kind = if kind.is_empty() { "an entry without a type".to_owned() } else { shortened(&kind) };
        return Found::refused(key, line, Refusal::NotABook(kind));
    };
    let mut entry = Entry { map, draft: Draft::new() };
    entry.all();
    if !is_said {
        entry.draft.leave_because("type", format!("`{kind}` is taken as a book"));
    }
    Found { key, line, what: Ok(entry.draft) }
}

struct Entry {
    map: Map<String, Value>,
    draft: Draft,
}

impl Entry {
    fn all(&mut self) {
        self.title();
        self.people("author", Role::Author);
        self.people("editor", Role::Editor);
        for group in list(self.map.remove("affiliated")) {
            self.affiliated(&group);
        }
        if let Some(value) = self.map.remove("date") {
            let text = scalar(&value).unwrap_or_default();
            self.draft.issued("date", date_of(&text), &text);
        }
        self.printing();
        self.identifiers();
        for parent in list(self.map.remove("parent")) {
            self.parent(parent);
        }
        self.draft.book.note = self.text("note").or_else(|| self.text("annote"));
        let left: Vec<String> = self.map.keys().cloned().collect();
        left.iter().for_each(|field| self.draft.leave(field));
    }

    fn text(&mut self, field: &str) -> Option<String> {
        formatted(&self.map.remove(field)?)
    }

    fn title(&mut self) {
        let Some(value) = self.map.remove("title") else { return };
        let Some(full) = formatted(&value) else { return };
        let short = value.get("short").and_then(formatted);
        let rest = short.as_ref().and_then(|short| full.strip_prefix(short.as_str()));
        match (&short, rest.map(|rest| rest.trim_start_matches([':', ' ']))) {
            (Some(short), Some(rest)) if !rest.is_empty() => self.draft.title(short, Some(rest)),
            (Some(_), None) => {
                self.draft.title(&full, None);
                self.draft.leave("title.short");
            }
            _ => self.draft.title(&full, None),
        }
    }

    fn people(&mut self, field: &str, role: Role) {
        let people = list(self.map.remove(field));
        self.draft.people(role, people.iter().filter_map(name_of));
    }

    fn affiliated(&mut self, group: &Value) {
        let kind = group.get("role").and_then(scalar).unwrap_or_default().to_lowercase();
        match ROLES.iter().find(|(name, _)| *name == kind) {
            Some((_, role)) => {
                let people = list(group.get("names").cloned());
                self.draft.people(*role, people.iter().filter_map(name_of));
            }
            None => self.draft.leave_because("affiliated", shortened(&kind)),
        }
    }

    fn printing(&mut self) {
        let publisher = self.map.remove("publisher").unwrap_or_default();
        let part = |name: &str| publisher.get(name).and_then(formatted);
        let (name, place) =
            if publisher.is_object() { (part("name"), part("location")) } else { (formatted(&publisher), None) };
        let location = self.text("location");
        self.draft.book.publisher = name;
        self.draft.book.place = place.or(location);
        self.draft.book.edition = self.text("edition").map(|text| statement(&text));
        self.draft.book.volume = self.text("volume");
        if let Some(text) = self.text("volume-total") {
            self.draft.book.volumes = self.draft.count("volume-total", &text);
        }
        if let Some(text) = self.text("page-total") {
            self.draft.book.pages = self.draft.count("page-total", &text);
        }
    }

    fn identifiers(&mut self) {
        if let Some(url) = self.map.remove("url") {
            let address = url.get("value").unwrap_or(&url);
            self.draft.url(&scalar(address).unwrap_or_default());
            if url.get("date").is_some() {
                self.draft.leave("url.date");
            }
        }
        if let Some(text) = self.text("language") {
            self.draft.language("language", &text, langid::of_code(&text));
        }
        let Some(numbers) = self.map.remove("serial-number") else { return };
        let Value::Object(numbers) = numbers else { return self.draft.leave("serial-number") };
        for (name, value) in numbers {
            let (field, text) = (format!("serial-number.{name}"), scalar(&value).unwrap_or_default());
            match name.as_str() {
                "isbn" => self.draft.isbn(&field, &text),
                "doi" => self.draft.doi(&field, &text),
                _ => self.draft.leave(&field),
            }
        }
    }

    /// A series or a first publication; any other parent is named as left.
    fn parent(&mut self, parent: Value) {
        let Value::Object(mut fields) = parent else { return self.draft.leave("parent") };
        let kind = fields.remove("type").as_ref().and_then(scalar).unwrap_or_default().to_lowercase();
        match kind.as_str() {
            "original" => {
                self.draft.book.original_title = fields.remove("title").as_ref().and_then(formatted);
                if let Some(value) = fields.remove("date") {
                    let text = scalar(&value).unwrap_or_default();
                    self.draft.original("parent.date", date_of(&text), &text);
                }
                if let Some(text) = fields.remove("language").as_ref().and_then(scalar) {
                    self.draft.book.original_language = langid::of_code(&text);
                }
            }
            "anthology" if self.draft.book.series.is_none() => {
                self.draft.book.series = fields.remove("title").as_ref().and_then(formatted);
                self.draft.book.number = fields.remove("volume").as_ref().and_then(formatted);
            }
            "book" if self.draft.book.volume.is_some() && self.draft.book.set.is_none() => {
                self.draft.book.set = fields.remove("title").as_ref().and_then(formatted);
            }
            _ => return self.draft.leave_because("parent", shortened(&kind)),
        }
        for field in fields.keys() {
            self.draft.leave(&format!("parent.{field}"));
        }
    }
}

/// One or many.
fn list(value: Option<Value>) -> Vec<Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(list)) => list,
        Some(one) => vec![one],
    }
}

/// A text in which braces and dollar signs are markup, or the one that a map holds.
fn formatted(value: &Value) -> Option<String> {
    let text = scalar(value.get("value").unwrap_or(value))?;
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('{' | '}' | '$' | '\\')) => out.extend(chars.next()),
            ('{' | '}' | '$', _) => {}
            _ => out.push(c),
        }
    }
    some_clean(&out)
}

/// `Family, Given`, `Family, Suffix, Given`, or the parts by name.
fn name_of(value: &Value) -> Option<Name> {
    let part = |name: &str| value.get(name).and_then(scalar).as_deref().and_then(some_clean);
    let name = if let Some(text) = scalar(value) {
        let parts: Vec<String> = text.split(',').map(clean).collect();
        match parts.as_slice() {
            [only] => only_name(only),
            [family, given] => from_parts(family, given.clone(), None),
            [family, suffix, given, ..] => from_parts(family, given.clone(), Some(suffix.clone())),
            [] => return None,
        }
    } else {
        in_parts(part("name")?, part("given-name"), part("prefix"), part("suffix"))
    };
    Some(name).filter(|name| !name.sort_name().is_empty())
}

fn in_parts(name: String, given: Option<String>, prefix: Option<String>, suffix: Option<String>) -> Name {
    if given.is_none() && prefix.is_none() && suffix.is_none() {
        return only_name(&name);
    }
    let (particle, family) = leading_particle(&name);
    Name::Personal(PersonalName {
        family: family.to_owned(),
        given: given.unwrap_or_default(),
        dropping_particle: prefix,
        non_dropping_particle: particle.map(str::to_owned),
        suffix,
    })
}

/// Of several words, a name alone is more often a body's than a person's.
fn only_name(name: &str) -> Name {
    if name.contains(' ') {
        Name::Corporate(name.to_owned())
    } else {
        build(name.to_owned(), String::new(), None, None)
    }
}

/// `1962`, `-379` for 380 BCE, `~1020` for about that year.
fn date_of(text: &str) -> Option<Read> {
    let text = text.trim();
    let Some(rest) = text.strip_prefix('~') else { return date::edtf(text) };
    let read = date::edtf(rest)?;
    match read.date {
        Date::At(year) => Some(Read { date: Date::Circa(year), ..read }),
        _ => Some(read),
    }
}
