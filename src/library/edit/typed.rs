//! What a user types for a field, as the TOML value that `library.toml` has for it.

use toml_edit::{Array, Value};

use super::EditError;
use super::fields::date;
use crate::library::Manifest;
use crate::library::manifest::{BOOK_FIELDS, nearest};
use crate::model::{Date, Name};

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Texts,
    Names,
    Date,
    Number,
    Day,
    /// Only as TOML.
    Tables,
}

#[rustfmt::skip]
const KINDS: &[(&str, Kind)] = &[
    ("title", Kind::Text), ("subtitle", Kind::Text), ("authors", Kind::Names), ("editors", Kind::Names),
    ("compilers", Kind::Names), ("translators", Kind::Names), ("illustrators", Kind::Names),
    ("introduction", Kind::Names), ("foreword", Kind::Names), ("afterword", Kind::Names),
    ("commentators", Kind::Names), ("year", Kind::Date), ("issued", Kind::Date), ("publisher", Kind::Text),
    ("place", Kind::Text), ("edition", Kind::Text), ("series", Kind::Text), ("number", Kind::Text),
    ("volume", Kind::Text), ("set", Kind::Text), ("volumes", Kind::Number), ("pages", Kind::Number),
    ("language", Kind::Text), ("original-title", Kind::Text), ("original-language", Kind::Text),
    ("isbn", Kind::Texts), ("doi", Kind::Text), ("url", Kind::Text), ("status", Kind::Text),
    ("reads", Kind::Tables), ("aliases", Kind::Texts), ("tags", Kind::Texts), ("note", Kind::Text),
    ("added", Kind::Day), ("match", Kind::Texts),
];

fn kind(field: &str) -> Result<Kind, EditError> {
    KINDS.iter().find(|(name, _)| *name == field).map(|(_, kind)| *kind).ok_or_else(|| EditError::NoField {
        field: field.to_owned(),
        nearest: nearest(field, BOOK_FIELDS.iter().copied()),
    })
}

/// Whether a field holds several values.
pub fn is_list(field: &str) -> bool {
    kind(field).is_ok_and(|kind| matches!(kind, Kind::Texts | Kind::Names | Kind::Tables))
}

/// The value of a field, from what stands behind the `=` on a command line. The items of a list are parted by `;`, or the
/// list is written as TOML has it.
pub fn value(field: &str, text: &str) -> Result<Value, EditError> {
    let text = text.trim();
    let value = match kind(field)? {
        Kind::Text => Value::from(text),
        Kind::Texts | Kind::Names | Kind::Tables if text.starts_with('[') => toml(field, text)?,
        Kind::Tables => return Err(bad(field, "`reads` is a list such as `[{ started = 2026-01-03 }]`", None)),
        Kind::Texts | Kind::Names => Value::Array(Array::from_iter(items(text))),
        Kind::Date => text.parse::<Date>().map_or_else(|_| Value::from(text), date),
        Kind::Number => text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from),
        Kind::Day => text.parse::<toml_edit::Datetime>().map_or_else(|_| Value::from(text), Value::from),
    };
    checked(field, text, value)
}

/// The parts of a list that was typed.
pub fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|item| !item.is_empty())
}

/// Whether two items of a list say the same: names in whatever order of their parts.
pub fn same_item(field: &str, a: &str, b: &str) -> bool {
    let names = || Name::parse(a).is_some_and(|name| Some(name) == Name::parse(b));
    a == b || (kind(field) == Ok(Kind::Names) && names())
}

fn toml(field: &str, text: &str) -> Result<Value, EditError> {
    text.parse()
        .map_err(|error: toml_edit::TomlError| bad(field, &format!("`{text}` is no list: {}", error.message()), None))
}

fn bad(field: &str, why: &str, hint: Option<String>) -> EditError {
    EditError::BadValue { field: field.to_owned(), why: why.to_owned(), hint }
}

/// The value, if a book can have it. What other fields it needs is found out when the whole is read.
fn checked(field: &str, typed: &str, value: Value) -> Result<Value, EditError> {
    let series = if field == "number" { "series = \"x\"\n" } else { "" };
    let text = format!("[book.x]\n{series}{field} = {value}\n");
    match Manifest::parse(&text, "library.toml").map_err(|errors| errors.into_iter().next()) {
        Ok(_) | Err(None) => Ok(value),
        Err(Some(error)) if error.message.contains('`') => Err(bad(field, &error.message, error.hint)),
        Err(Some(error)) => {
            Err(bad(field, &format!("`{typed}` cannot be the `{field}`: {}", error.message), error.hint))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{KINDS, is_list, same_item, value};
    use crate::library::manifest::BOOK_FIELDS;

    #[track_caller]
    fn case(field: &str, text: &str, expected: &str) {
        let told = value(field, text).map_or_else(|error| error.to_string(), |value| value.to_string());
        assert_eq!(told, expected);
    }

    #[test]
    fn every_field_can_be_typed() {
        assert_eq!(KINDS.iter().map(|(name, _)| *name).collect::<Vec<_>>(), BOOK_FIELDS);
    }

    #[test]
    fn values_are_what_the_file_wants() {
        case("title", " On War ", "\"On War\"");
        case("title", "", "`title` cannot be empty (leave it out instead)");
        case("authors", "Karl Marx; Engels, Friedrich", "[\"Karl Marx\", \"Engels, Friedrich\"]");
        case("authors", r#"["A; B", { body = "C" }]"#, r#"["A; B", { body = "C" }]"#);
        case("year", "1962", "1962");
        case("year", "-380", "-380");
        case("year", "c. 1020", "\"c. 1020\"");
        case("pages", "12", "12");
        case("added", "2026-01-03", "2026-01-03");
        case("number", "4", "\"4\"");
        case("tags", "a;b ; ;c", "[\"a\", \"b\", \"c\"]");
        case("reads", "[{ started = 2026-01-03 }]", "[{ started = 2026-01-03 }]");
        case("reads", "2026", "`reads` is a list such as `[{ started = 2026-01-03 }]`");
    }

    #[test]
    fn what_it_cannot_be_says_the_rule() {
        let told = |field: &str, text: &str| value(field, text).unwrap_err().to_string();
        assert!(told("isbn", "9780140449137").contains("the check digit does not agree"));
        assert!(told("status", "red").contains("is not a status"));
        assert!(told("pages", "many").contains("must be"));
        assert_eq!(told("author", "x"), "`author` is not a field of a book (did you mean `authors`?)");
        assert!(told("authors", "[").starts_with("`[` is no list: "));
    }

    #[test]
    fn items_are_compared_by_what_they_mean() {
        assert!(is_list("tags") && !is_list("title") && !is_list("nonsense"));
        assert!(same_item("authors", "Marx, Karl", "Karl Marx") && !same_item("tags", "b, a", "a b"));
    }
}
