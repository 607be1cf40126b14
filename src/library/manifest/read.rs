//! From the text of `library.toml` to a [`Manifest`], or to everything that is wrong in it.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::Range;
use std::str::FromStr;

use toml::de::DeTable;

use super::fields::{Fields, Placed, TextOrTable};
use super::problem::{ManifestError, Problems};
use super::{CatalogSettings, EditionRule, Manifest, ManualBook, Order, Output, Reject, Settings};
use crate::library::key::Pattern;
use crate::library::{Read, Status};
use crate::model::{CatalogName, CitationKey, Name, PersonalName};

const TABLES: &[&str] = &["library", "output", "book", "reject", "catalog"];
const LIBRARY: &[&str] = &["title", "sources", "style", "locale", "order", "keys", "edition", "catalogs", "contact"];
const OUTPUT: &[&str] = &["path", "format", "style", "group-by", "annotated", "ascii"];
const GROUPS: &[&str] = &["status", "tag", "source"];
/// The keys of `[book.KEY]`.
pub(in crate::library) const BOOK: &[&str] = &[
    "title",
    "subtitle",
    "authors",
    "editors",
    "compilers",
    "translators",
    "illustrators",
    "introduction",
    "foreword",
    "afterword",
    "commentators",
    "year",
    "issued",
    "publisher",
    "place",
    "edition",
    "series",
    "number",
    "volume",
    "set",
    "volumes",
    "pages",
    "language",
    "original-title",
    "original-language",
    "isbn",
    "doi",
    "url",
    "status",
    "reads",
    "aliases",
    "tags",
    "note",
    "added",
    "match",
];
const READ: &[&str] = &["started", "finished"];
const NAME: &[&str] = &["family", "given", "dropping-particle", "non-dropping-particle", "suffix", "name", "body"];
const REJECT: &[&str] = &["title", "author", "source"];
const CATALOG: &[&str] = &["base", "pace", "key-env"];
const ORDERS: &[&str] = &["key", "cited", "author", "year", "added"];
const STATUSES: &[&str] = &["to-read", "reading", "read", "paused", "did-not-finish"];
const RULES: &[&str] = &["cited", "first", "latest"];

pub(super) fn manifest(text: &str, path: &str) -> Result<Manifest, Vec<ManifestError>> {
    let mut problems = Problems::new(text, path);
    let (root, errors) = DeTable::parse_recoverable(text);
    // Where a table stands twice, all its keys do.
    let first_twice = errors.iter().position(is_twice);
    for (at, error) in errors.iter().enumerate() {
        if first_twice.is_none_or(|first| at <= first || !is_twice(error)) {
            syntax_error(error, text, &mut problems);
        }
    }
    problems.keep_first_of_each_line();
    if let Some(at) = conflict(text).filter(|_| !problems.is_empty()) {
        problems = Problems::new(text, path);
        problems.add(at..at, "a merge conflict is not settled (choose one side, and remove the marks)");
    }
    // What a broken file seems to say would only be reported wrong.
    if !problems.is_empty() {
        return Err(problems.into_sorted());
    }
    let manifest = top(root.get_ref(), &mut problems);
    if problems.is_empty() { Ok(manifest) } else { Err(problems.into_sorted()) }
}

/// Where the first mark of an unsettled merge stands, which TOML would only call an invalid key.
fn conflict(text: &str) -> Option<usize> {
    const MARK: &str = "<<<<<<< ";
    if text.starts_with(MARK) { Some(0) } else { text.find(&format!("\n{MARK}")).map(|at| at + 1) }
}

fn is_twice(error: &toml::de::Error) -> bool {
    error.message().starts_with("duplicate key")
}

fn syntax_error(error: &toml::de::Error, text: &str, problems: &mut Problems<'_>) {
    let at = error.span().unwrap_or(0..0);
    if is_twice(error) {
        let name = text.get(at.clone()).filter(|name| !name.is_empty()).unwrap_or("it");
        let hint = "a key stands once in its table, and a `[book.KEY]` once in the file".to_owned();
        problems.add_with_hint(at, format!("`{name}` stands here a second time"), Some(hint));
    } else {
        problems.add(at, error.message());
    }
}

fn top(root: &DeTable<'_>, problems: &mut Problems<'_>) -> Manifest {
    let mut fields = Fields::new(root, problems);
    fields.only("library.toml", TABLES);
    let library = fields.table("library", "the table `[library]`");
    let outputs = fields.tables("output", "`[[output]]` tables");
    let books = fields.table("book", "tables of the form `[book.KEY]`");
    let rejects = fields.tables("reject", "`[[reject]]` tables");
    let catalogs = fields.table("catalog", "tables of the form `[catalog.NAME]`");
    Manifest {
        library: library.map_or_else(Settings::default, |(table, _)| settings(Fields::new(table, problems))),
        outputs: outputs.into_iter().filter_map(|(t, at)| output(Fields::new(t, problems), at)).collect(),
        books: books.map_or_else(Vec::new, |(table, _)| all_books(table, problems)),
        rejects: rejects.into_iter().filter_map(|(t, at)| reject(Fields::new(t, problems), at)).collect(),
        catalogs: catalogs.map_or_else(BTreeMap::new, |(table, _)| all_catalogs(table, problems)),
    }
}

fn settings(mut fields: Fields<'_, '_, '_>) -> Settings {
    fields.only("`[library]`", LIBRARY);
    let default = Settings::default();
    let catalogs = fields.table.contains_key("catalogs").then(|| {
        let known: Vec<&str> = default.catalogs.iter().map(CatalogName::as_str).collect();
        fields.all_parsed("catalogs", &known).into_iter().map(|(name, _)| name).collect()
    });
    Settings {
        title: fields.text("title"),
        sources: fields.texts("sources"),
        style: fields.text("style").unwrap_or(default.style),
        locale: fields.text("locale").unwrap_or(default.locale),
        order: fields.parsed::<Order>("order", ORDERS).unwrap_or_default(),
        keys: fields.parsed::<Pattern>("keys", &[]).unwrap_or_default(),
        edition: fields.parsed::<EditionRule>("edition", RULES).unwrap_or_default(),
        catalogs: catalogs.unwrap_or(default.catalogs),
        contact: fields.text("contact"),
    }
}

fn output(mut fields: Fields<'_, '_, '_>, at: Range<usize>) -> Option<Output> {
    fields.only("`[[output]]`", OUTPUT);
    let path = fields.required("`[[output]]`", "path", at);
    let (format, style) = (fields.text("format"), fields.text("style"));
    let group_by = fields.word("group-by", GROUPS);
    let (annotated, ascii) = (fields.flag("annotated"), fields.flag("ascii"));
    Some(Output { path: path?, format, style, group_by, annotated, ascii })
}

fn reject(mut fields: Fields<'_, '_, '_>, at: Range<usize>) -> Option<Reject> {
    fields.only("`[[reject]]`", REJECT);
    let title = fields.required("`[[reject]]`", "title", at);
    let author = fields.string("author").and_then(|placed| name(&mut fields, placed));
    let source = fields.text("source");
    Some(Reject { title: title?, author, source })
}

fn all_catalogs(table: &DeTable<'_>, problems: &mut Problems<'_>) -> BTreeMap<CatalogName, CatalogSettings> {
    let mut catalogs = BTreeMap::new();
    for (name, value) in table.iter() {
        let mut outer = Fields::new(table, problems);
        let Some((inner, _)) = outer.one_table(name.get_ref(), value, "a table `[catalog.NAME]`") else { continue };
        match name.get_ref().parse::<CatalogName>() {
            Ok(catalog) => {
                catalogs.insert(catalog, catalog_settings(Fields::new(inner, problems)));
            }
            Err(error) => problems.add(name.span(), format!("{error} (small letters, digits and `-`)")),
        }
    }
    catalogs
}

fn catalog_settings(mut fields: Fields<'_, '_, '_>) -> CatalogSettings {
    fields.only("`[catalog.NAME]`", CATALOG);
    CatalogSettings { base: fields.text("base"), pace: fields.parsed("pace", &[]), key_env: fields.text("key-env") }
}

/// Every `[book.KEY]`, in the order of the file; the table itself is sorted by name.
fn all_books(table: &DeTable<'_>, problems: &mut Problems<'_>) -> Vec<ManualBook> {
    let mut books: Vec<(usize, ManualBook)> = Vec::new();
    let mut names: BTreeMap<CitationKey, &str> = BTreeMap::new();
    let mut aliases: Vec<Placed<CitationKey>> = Vec::new();
    for (name, value) in table.iter() {
        let mut outer = Fields::new(table, problems);
        let Some((inner, _)) = outer.one_table(name.get_ref(), value, "a table `[book.KEY]`") else { continue };
        let Some(key) = book_key(name.get_ref(), name.span(), problems) else { continue };
        let mut fields = Fields::new(inner, problems);
        let own = fields.all_parsed::<CitationKey>("aliases", &[]);
        names.insert(key.clone(), "key");
        let mut book = book(key, fields);
        book.aliases = own.iter().map(|(alias, _)| alias.clone()).collect();
        aliases.extend(own);
        books.push((name.span().start, book));
    }
    aliases.sort_by_key(|(_, at)| at.start);
    for (alias, at) in aliases {
        match names.insert(alias.clone(), "alias") {
            None => {}
            Some(what) => problems.add(at, format!("`{alias}` is already the {what} of a book (each name calls one)")),
        }
    }
    books.sort_by_key(|(at, _)| *at);
    books.into_iter().map(|(_, book)| book).collect()
}

fn book_key(text: &str, at: Range<usize>, problems: &mut Problems<'_>) -> Option<CitationKey> {
    match text.parse::<CitationKey>() {
        Ok(key) => Some(key),
        Err(error) => {
            let hint = CitationKey::suggestion(text).map(|key| format!("try `{key}`"));
            problems.add_with_hint(at, error.to_string(), hint);
            None
        }
    }
}

fn book(key: CitationKey, mut fields: Fields<'_, '_, '_>) -> ManualBook {
    fields.only("`[book.KEY]`", BOOK);
    ManualBook {
        key,
        title: fields.text("title"),
        subtitle: fields.text("subtitle"),
        authors: people(&mut fields, "authors"),
        editors: people(&mut fields, "editors"),
        compilers: people(&mut fields, "compilers"),
        translators: people(&mut fields, "translators"),
        illustrators: people(&mut fields, "illustrators"),
        introduction: people(&mut fields, "introduction"),
        foreword: people(&mut fields, "foreword"),
        afterword: people(&mut fields, "afterword"),
        commentators: people(&mut fields, "commentators"),
        year: fields.date("year"),
        issued: fields.date("issued"),
        publisher: fields.text("publisher"),
        place: fields.text("place"),
        edition: fields.text_or_number("edition").map(Into::into),
        series: fields.text("series"),
        number: numbered(&mut fields),
        volume: fields.text_or_number("volume"),
        set: fields.text("set"),
        volumes: fields.count("volumes"),
        pages: fields.count("pages"),
        language: fields.parsed("language", &[]),
        original_title: fields.text("original-title"),
        original_language: fields.parsed("original-language", &[]),
        isbns: identifiers(&mut fields, "isbn"),
        doi: doi(&mut fields),
        url: fields.text("url"),
        status: fields.parsed::<Status>("status", STATUSES),
        reads: reads(&mut fields),
        aliases: Vec::new(),
        tags: fields.texts("tags"),
        note: fields.text("note"),
        added: fields.day("added").map(|(day, _)| day),
        matches: fields.texts("match"),
    }
}

/// A number within a series says nothing without the series.
fn numbered(fields: &mut Fields<'_, '_, '_>) -> Option<String> {
    if let Some(value) = fields.table.get("number")
        && !fields.table.contains_key("series")
    {
        let hint = "a volume of the work itself is `volume`".to_owned();
        fields.problems.add_with_hint(value.span(), "`number` counts within a `series`, which is missing", Some(hint));
    }
    fields.text_or_number("number")
}

fn people(fields: &mut Fields<'_, '_, '_>, key: &str) -> Option<Vec<Name>> {
    let people = fields.strings_or_tables(key)?;
    let of = |placed| match placed {
        TextOrTable::Text(placed) => name(fields, placed),
        TextOrTable::Table((table, at)) => name_in_parts(Fields::new(table, fields.problems), at),
    };
    Some(people.into_iter().filter_map(of).collect())
}

/// A name that no string says as it is, in parts.
fn name_in_parts(mut fields: Fields<'_, '_, '_>, at: Range<usize>) -> Option<Name> {
    fields.only("a name", NAME);
    match (fields.text("family"), fields.text("name"), fields.text("body")) {
        (Some(family), None, None) => Some(Name::Personal(PersonalName {
            family,
            given: fields.text("given").unwrap_or_default(),
            dropping_particle: fields.text("dropping-particle"),
            non_dropping_particle: fields.text("non-dropping-particle"),
            suffix: fields.text("suffix"),
        })),
        (None, Some(only), None) => Some(Name::Mononym(only)),
        (None, None, Some(body)) => Some(Name::Corporate(body)),
        _ => {
            fields.problems.add(at, "a name in parts has one of `family`, `name` (the only one) and `body`");
            None
        }
    }
}

fn name(fields: &mut Fields<'_, '_, '_>, (text, at): Placed<String>) -> Option<Name> {
    let name = Name::parse(&text);
    if name.is_none() {
        fields.problems.add(at, format!("`{text}` is not a name (write `Leon Trotsky` or `Trotsky, Leon`)"));
    }
    name
}

/// A DOI without the address that resolves it.
fn doi(fields: &mut Fields<'_, '_, '_>) -> Option<String> {
    let (text, at) = fields.string("doi")?;
    let bare = bare_doi(&text);
    if bare.is_none() {
        fields.problems.add(at, format!("`{text}` is not a DOI (it has the form `10.1000/182`)"));
    }
    bare
}

/// The DOI without the address that resolves it, if it is one.
pub fn bare_doi(text: &str) -> Option<String> {
    let bare = ["https://", "http://", "dx.", "doi.org/", "doi:"]
        .iter()
        .fold(text, |rest, prefix| rest.strip_prefix(prefix).unwrap_or(rest));
    let bare = bare.trim();
    let is_doi = bare.starts_with("10.") && bare.contains('/') && !bare.contains(char::is_whitespace);
    is_doi.then(|| bare.to_owned())
}

fn identifiers<T: FromStr<Err: Display>>(fields: &mut Fields<'_, '_, '_>, key: &str) -> Vec<T> {
    fields.all_parsed(key, &[]).into_iter().map(|(value, _)| value).collect()
}

fn reads(fields: &mut Fields<'_, '_, '_>) -> Vec<Read> {
    let tables = fields.tables("reads", "an array such as `[{ started = 2026-01-03 }]`");
    tables.into_iter().map(|(table, at)| read(Fields::new(table, fields.problems), at)).collect()
}

fn read(mut fields: Fields<'_, '_, '_>, at: Range<usize>) -> Read {
    fields.only("an item of `reads`", READ);
    let (started, finished) = (fields.day("started"), fields.day("finished"));
    match (&started, &finished) {
        (None, None) if fields.table.is_empty() => {
            fields.problems.add(at, "a reading needs `started` or `finished`");
        }
        (Some((from, _)), Some((to, at))) if days(from) > days(to) => {
            fields.problems.add(at.clone(), "a reading cannot be finished before it is started");
        }
        _ => {}
    }
    Read { started: started.map(|(day, _)| day), finished: finished.map(|(day, _)| day) }
}

fn days(date: &toml_edit::Date) -> (u16, u8, u8) {
    (date.year, date.month, date.day)
}
