//! CSL-JSON: which variables of an item are which fields of a book.
//!
//! The text is cut into items before any is read, so that each has its line and a broken one costs no other.

use serde_json::{Map, Value};

use super::Refusal;
use super::bib_names::{build, elided};
use super::date::{self, Read, between};
use super::draft::{Draft, shortened, statement};
use super::rows::Found;
use crate::bibliography::langid;
use crate::bibliography::text::{clean, some_clean};
use crate::cores::on_all_cores;
use crate::model::{Date, Name, PersonalName, Role, Year};

/// Variables of names by their role.
const PEOPLE: [(&str, Role); 9] = [
    ("author", Role::Author),
    ("editor", Role::Editor),
    ("compiler", Role::Compiler),
    ("translator", Role::Translator),
    ("illustrator", Role::Illustrator),
    ("introduction", Role::Introduction),
    ("foreword", Role::Foreword),
    ("afterword", Role::Afterword),
    ("commentator", Role::Commentator),
];

/// Every item of the file.
pub(super) fn rows(text: &str) -> Vec<Found> {
    match cut(text) {
        Ok(items) => on_all_cores(&items, |(line, item)| item_rows(*line, item)).into_iter().flatten().collect(),
        Err(why) => vec![Found::refused("", 1, Refusal::Broken(why.to_owned()))],
    }
}

/// The item as a row; where it cannot be read, the rows that it seems to have swallowed.
fn item_rows(line: usize, item: &str) -> Vec<Found> {
    match serde_json::from_str::<Map<String, Value>>(item) {
        Ok(map) => vec![row(line, map)],
        Err(error) => {
            let rest = swallowed(item);
            let own = &item[..item.len() - rest.len()];
            let why = error.to_string();
            let why = why.split(" at line").next().unwrap_or_default().to_owned();
            let at = line + error.line().saturating_sub(1);
            let broken = Found::refused(id_of(own), line, Refusal::Broken(format!("{why} (line {at})")));
            let next = line + own.matches('\n').count();
            let others = if rest.is_empty() { Vec::new() } else { elements(rest, next) };
            std::iter::once(broken).chain(others.into_iter().flat_map(|(line, item)| item_rows(line, item))).collect()
        }
    }
}

/// From where in a broken item the next begins: at a line that opens a brace and names an item's key or type.
fn swallowed(item: &str) -> &str {
    let mut at = 0;
    for line in item.split_inclusive('\n') {
        let opened = item[at..].trim_start().strip_prefix('{').map(str::trim_start);
        let begins = opened.is_some_and(|rest| rest.starts_with("\"id\"") || rest.starts_with("\"type\""));
        if at > 0 && begins && line.trim_start().starts_with('{') {
            return &item[at..];
        }
        at += line.len();
    }
    ""
}

/// The key of an item that cannot be read, if it can be seen.
fn id_of(item: &str) -> String {
    let after = item.split("\"id\"").nth(1).and_then(|rest| rest.split('"').nth(1));
    shortened(after.unwrap_or_default())
}

/// The items of an array, or the one that stands alone; each with its line.
fn cut(text: &str) -> Result<Vec<(usize, &str)>, &'static str> {
    let trimmed = text.trim_start();
    let line = 1 + text[..text.len() - trimmed.len()].matches('\n').count();
    if let Some(array) = trimmed.strip_prefix('[') {
        return Ok(elements(array, line));
    }
    let wrapped = trimmed.strip_prefix('{').map(str::trim_start).and_then(|rest| rest.strip_prefix("\"items\""));
    if let Some(array) = wrapped.and_then(|rest| rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('[')) {
        let before = &text[..text.len() - array.len()];
        return Ok(elements(array, 1 + before.matches('\n').count()));
    }
    let is_item = serde_json::from_str::<Map<String, Value>>(trimmed).is_ok_and(|map| map.contains_key("type"));
    if is_item { Ok(vec![(line, trimmed)]) } else { Err("CSL-JSON is an array of items, `[{…}, {…}]`") }
}

/// What stands between the commas of an array, whose bracket is open already.
fn elements(array: &str, mut line: usize) -> Vec<(usize, &str)> {
    let mut all = Vec::new();
    let (mut depth, mut start, mut begins) = (0_usize, 0, line);
    let (mut in_string, mut escaped) = (false, false);
    let mut put = |start: usize, end: usize, line: usize| {
        let element = &array[start..end];
        let bare = element.trim_start();
        let skipped = element[..element.len() - bare.len()].matches('\n').count();
        if !bare.trim_end().is_empty() {
            all.push((line + skipped, bare.trim_end()));
        }
    };
    for (at, byte) in array.bytes().enumerate() {
        match byte {
            // No string of JSON goes over its line.
            b'\n' => (line, in_string, escaped) = (line + 1, false, false),
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth > 0 => depth -= 1,
            b',' if depth == 0 => {
                put(start, at, begins);
                (start, begins) = (at + 1, line);
            }
            b']' => {
                put(start, at, begins);
                return all;
            }
            _ => {}
        }
    }
    put(start, array.len(), begins);
    all
}

fn row(line: usize, mut map: Map<String, Value>) -> Found {
    let key = map.remove("id").and_then(|id| scalar(&id)).unwrap_or_default();
    let kind = map.remove("type").and_then(|kind| scalar(&kind)).unwrap_or_default();
    match kind.as_str() {
        "book" | "classic" | "collection" => {}
        "" => return Found::refused(key, line, Refusal::Broken("it has no type".to_owned())),
        other => return Found::refused(key, line, Refusal::NotABook(shortened(other))),
    }
    let mut item = Item { map, draft: Draft::new() };
    item.all(&key);
    if kind != "book" {
        item.draft.leave_because("type", format!("`{kind}` is taken as a book"));
    }
    Found { key, line, what: Ok(item.draft) }
}

/// A string, or a number as it stands.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

struct Item {
    map: Map<String, Value>,
    draft: Draft,
}

impl Item {
    fn all(&mut self, key: &str) {
        // Zotero repeats the key under another name.
        if self.map.get("citation-key").and_then(Value::as_str) == Some(key) {
            self.map.remove("citation-key");
        }
        self.title();
        for (variable, role) in PEOPLE {
            self.people(variable, role);
        }
        for (variable, is_original) in [("issued", false), ("original-date", true)] {
            let Some(value) = self.map.remove(variable) else { continue };
            let (read, shown) = (date_of(&value), shown(&value));
            match is_original {
                false => self.draft.issued(variable, read, &shown),
                true => self.draft.original(variable, read, &shown),
            }
        }
        self.printing();
        self.rest();
        let is_said = |value: &Value| !matches!(value, Value::Null) && value.as_str() != Some("");
        let left: Vec<String> = self.map.iter().filter(|(_, value)| is_said(value)).map(|(n, _)| n.clone()).collect();
        left.iter().for_each(|variable| self.draft.leave(variable));
    }

    /// The variable as text without markup.
    fn text(&mut self, variable: &str) -> Option<String> {
        let value = self.map.get(variable)?;
        let Some(text) = scalar(value) else {
            // What is no text is named with the rest.
            return None;
        };
        self.map.remove(variable);
        let is_title = matches!(variable, "title" | "title-short" | "shortTitle" | "volume-title" | "collection-title");
        some_clean(&if is_title { without_markup(&text) } else { text })
    }

    fn title(&mut self) {
        let short = self.text("title-short").or_else(|| self.text("shortTitle"));
        let Some(mut full) = self.text("title") else { return };
        if let Some(volume) = self.text("volume-title") {
            // Where the set's title is followed by the volume's own, it is not to be named twice.
            let set = std::mem::replace(&mut full, volume);
            let alone = set.strip_suffix(full.as_str()).map(|set| set.trim_end_matches([':', ' ', '.']).to_owned());
            self.draft.book.set = Some(alone.unwrap_or(set)).filter(|set| !set.is_empty());
        }
        let rest = short.as_ref().and_then(|short| full.strip_prefix(short.as_str()));
        match (&short, rest.map(|rest| rest.trim_start_matches([':', ' ']))) {
            (Some(short), Some(rest)) if !rest.is_empty() => self.draft.title(short, Some(rest)),
            (Some(_), None) => {
                self.draft.title(&full, None);
                self.draft.leave("title-short");
            }
            _ => self.draft.title(&full, None),
        }
        self.draft.book.original_title = self.text("original-title");
    }

    fn people(&mut self, variable: &str, role: Role) {
        let Some(value) = self.map.remove(variable) else { return };
        let Value::Array(names) = value else {
            return self.draft.leave_because(variable, "it is no list of names");
        };
        let count = names.len();
        let names: Vec<Name> = names.iter().filter_map(name_of).collect();
        if names.len() < count {
            self.draft.leave_because(variable, "a name that says nothing");
        }
        self.draft.people(role, names);
    }

    fn printing(&mut self) {
        self.draft.book.edition = self.text("edition").map(|text| statement(&text));
        self.draft.book.series = self.text("collection-title");
        if self.draft.book.series.is_some() {
            self.draft.book.number = self.text("collection-number");
        }
        self.draft.book.volume = self.text("volume");
        if let Some(text) = self.text("number-of-volumes") {
            self.draft.book.volumes = self.draft.count("number-of-volumes", &text);
        }
        if let Some(text) = self.text("number-of-pages") {
            self.draft.book.pages = self.draft.count("number-of-pages", &text);
        }
        self.draft.book.publisher = self.text("publisher");
        self.draft.book.place = self.text("publisher-place");
    }

    fn rest(&mut self) {
        if let Some(text) = self.text("ISBN") {
            self.draft.isbn("ISBN", &text);
        }
        if let Some(text) = self.text("DOI") {
            self.draft.doi("DOI", &text);
        }
        if let Some(text) = self.text("URL") {
            self.draft.url(&text);
        }
        if let Some(text) = self.text("language") {
            self.draft.language("language", &text, langid::of_name(&text));
        }
        if let Some(text) = self.text("keyword") {
            self.draft.tags(&text);
        }
        self.draft.book.note = self.text("annote").or_else(|| self.text("note"));
    }
}

fn shown(value: &Value) -> String {
    let part = |name: &str| value.get(name).and_then(scalar);
    part("literal").or_else(|| part("raw")).unwrap_or_else(|| value.to_string())
}

/// Text without the few tags that CSL-JSON allows.
fn without_markup(text: &str) -> String {
    const TAGS: [&str; 12] =
        ["i>", "/i>", "b>", "/b>", "sup>", "/sup>", "sub>", "/sub>", "sc>", "/sc>", "/span>", "nc>"];
    if !text.contains('<') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut pieces = text.split('<');
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let tag = TAGS.iter().find(|tag| piece.starts_with(**tag)).map(|tag| tag.len());
        let span = || piece.starts_with("span ").then(|| piece.find('>').map(|at| at + 1)).flatten();
        match tag.or_else(span) {
            Some(len) => out.push_str(&piece[len..]),
            None => {
                out.push('<');
                out.push_str(piece);
            }
        }
    }
    out
}

fn name_of(value: &Value) -> Option<Name> {
    if let Value::String(text) = value {
        return Name::parse(text);
    }
    let part = |name: &str| value.get(name).and_then(scalar).as_deref().and_then(some_clean);
    if let Some(literal) = part("literal") {
        return Some(Name::Corporate(literal));
    }
    let family = part("family").map(|f| clean(f.trim_matches('"'))).unwrap_or_default();
    let given = part("given").unwrap_or_default();
    let (dropping, non_dropping) = (part("dropping-particle"), part("non-dropping-particle"));
    if dropping.is_some() || non_dropping.is_some() {
        let (dropping_particle, non_dropping_particle) = (dropping, non_dropping);
        let suffix = part("suffix");
        return Some(Name::Personal(PersonalName { family, given, dropping_particle, non_dropping_particle, suffix }))
            .filter(|name| !name.sort_name().is_empty());
    }
    Some(from_parts(&family, given, part("suffix"))).filter(|name| !name.sort_name().is_empty())
}

/// A name whose particle may stand before its family name, as many files have it.
pub(super) fn from_parts(family: &str, given: String, suffix: Option<String>) -> Name {
    let (prefix, rest) = leading_particle(family);
    let prefix = prefix.filter(|_| !given.is_empty());
    let family = if prefix.is_some() { rest } else { family };
    build(family.to_owned(), given, prefix.map(str::to_owned), suffix)
}

/// What is written small before a family name, and the rest.
pub(super) fn leading_particle(family: &str) -> (Option<&str>, &str) {
    if let Some((particle, rest)) = elided(family) {
        return (Some(particle), rest);
    }
    let is_small = |word: &str| word.chars().next().is_some_and(char::is_lowercase);
    let mut end = 0;
    for (at, _) in family.match_indices(' ') {
        if !is_small(&family[end..]) {
            break;
        }
        end = at + 1;
    }
    let (prefix, rest) = family.split_at(end);
    (Some(prefix.trim_end()).filter(|p| !p.is_empty()), rest)
}

fn date_of(value: &Value) -> Option<Read> {
    let says = |name: &str| value.get(name).is_some_and(|v| !matches!(v, Value::Null | Value::Bool(false)));
    let is_circa = says("circa") && value["circa"] != 0;
    let read = match value {
        Value::String(text) => of_text(text),
        _ => match value.get("date-parts").and_then(Value::as_array).filter(|parts| !parts.is_empty()) {
            Some(parts) => of_parts(parts),
            None => of_text(&["literal", "raw"].iter().find_map(|name| value.get(name).and_then(scalar))?),
        },
    }?;
    let is_whole = read.is_whole && !says("season");
    match read.date {
        Date::At(year) if is_circa => Some(Read { date: Date::Circa(year), is_whole }),
        date => Some(Read { date, is_whole: is_whole && !is_circa }),
    }
}

fn of_text(text: &str) -> Option<Read> {
    date::spoken(text).filter(|read| read.is_whole).or_else(|| date::edtf(text)).or_else(|| date::spoken(text))
}

fn of_parts(parts: &[Value]) -> Option<Read> {
    let numbers = |part: &Value| -> Vec<i64> {
        let number = |n: &Value| n.as_i64().or_else(|| n.as_str().and_then(|t| t.trim().parse().ok()));
        part.as_array().map(|list| list.iter().filter_map(number).collect()).unwrap_or_default()
    };
    let ends: Vec<Vec<i64>> = parts.iter().take(2).map(numbers).collect();
    let year = |at: usize| ends.get(at).and_then(|end| end.first()).and_then(|&n| Year::new(n));
    let is_whole = ends.iter().all(|end| end.len() < 2);
    let date = match (year(0), year(1), ends.len()) {
        (Some(from), Some(to), _) => between(from, to)?,
        (Some(from), None, 2) => Date::After(from),
        (Some(at), None, _) => Date::At(at),
        (None, Some(to), _) => Date::Before(to),
        (None, None, _) => return None,
    };
    Some(Read { date, is_whole })
}
