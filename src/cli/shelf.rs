//! What the commands about entries share: the library opened, an entry found, a book in a line.

use serde::Serialize;

use super::terminal::{Line, Tone};
use super::words::list;
use super::{Error, Report, Settings, Terminal};
use crate::library::{Entry, Manifest, Shelf, Standing};
use crate::model::{Book, CitationKey, Contributor, Date, Field, Role, Year};
use crate::pipeline::{PipelineError, Project, project};

/// The library that the settings name, or the nearest.
pub fn open(settings: &Settings) -> Result<Project, Error> {
    let start = super::build::working_folder();
    let path = project::find(settings.library.as_deref(), &start)?;
    Ok(Project::open(&path, &start)?)
}

/// What the library says of catalogs; without a library, what holds for everybody.
pub fn manifest(settings: &Settings) -> Result<Manifest, Error> {
    let start = super::build::working_folder();
    match project::find(settings.library.as_deref(), &start) {
        Ok(path) => Ok(Project::open(&path, &start)?.manifest),
        Err(PipelineError::NoLibrary { .. }) => Ok(Manifest::default()),
        Err(error) => Err(error.into()),
    }
}

/// Says so if the library was never built, so that nobody takes silence for an empty shelf.
pub fn tell_unbuilt(project: &Project, terminal: &mut Terminal) -> Result<(), Error> {
    if project.must_be_built().is_err() {
        let report = Report::warning("this library was never built: only books of library.toml are shown");
        terminal.report(&report.hint("run `reading-list build`"))?;
    }
    Ok(())
}

/// The entry under a key or alias, also one that is left out of the bibliographies.
pub fn entry<'s>(shelf: &'s Shelf, key: &CitationKey) -> Result<&'s Entry, Error> {
    let all = || shelf.entries.iter().chain(&shelf.doubtful);
    let found = all().find(|e| e.key == *key).or_else(|| all().find(|e| e.aliases.contains(key)));
    if found.is_none() && shelf.unmatched.contains(key) {
        let report = Report::error(format!("`{key}` has no title, and no text cites it: there is nothing to show"));
        return Err(report.hint(untitled_hint(key)).into());
    }
    let missing = || PipelineError::NoEntry { key: key.clone(), keys: all().map(|e| e.key.clone()).collect() };
    Ok(found.ok_or_else(missing)?)
}

/// Names the books of library.toml that nobody can say the title of, so that they are not taken for lost.
pub fn tell_untitled(shelf: &Shelf, terminal: &mut Terminal) -> Result<(), Error> {
    for key in &shelf.unmatched {
        terminal.report(&untitled(key))?;
    }
    Ok(())
}

/// That a book of library.toml has no title, and that no text says which it is.
pub fn untitled(key: &CitationKey) -> Report {
    let report = Report::warning(format!("`[book.{key}]` has no title, and no text cites it: it is left out"));
    report.hint(untitled_hint(key))
}

fn untitled_hint(key: &CitationKey) -> String {
    format!("give it a `title`, or take it out: `reading-list remove {key}`")
}

/// `Leon Trotsky, The Revolution Betrayed (1937)`.
pub fn book(line: Line, book: &Book) -> Line {
    let people = people(book);
    let by = if people.is_empty() { String::new() } else { format!("{people}, ") };
    let year =
        book.issued().or(book.work.first_published).map_or_else(String::new, |issued| format!(" ({})", date(issued)));
    line.plain(by).piece(Tone::Title, book.title().full()).plain(year)
}

/// A date for people, who count the years before the common era without a sign.
pub fn date(date: Date) -> String {
    let year = |year: Year| match year.number() {
        n if n < 0 => format!("{} BCE", -n),
        n => n.to_string(),
    };
    match date {
        Date::At(at) => year(at),
        Date::Circa(about) => format!("c. {}", year(about)),
        Date::Between(from, to) => format!("{}–{}", year(from), year(to)),
        Date::After(from) => format!("{} or later", year(from)),
        Date::Before(to) => format!("{} or earlier", year(to)),
    }
}

/// Who a book is by: its authors, else its editors.
pub fn people(book: &Book) -> String {
    let named = |role| book.people(role).map(|c| c.name.to_string()).collect::<Vec<_>>();
    match (named(Role::Author), named(Role::Editor)) {
        (authors, editors) if authors.is_empty() && !editors.is_empty() => format!("{} (ed.)", list(&editors)),
        (authors, _) => list(&authors),
    }
}

/// How an entry stands, in a word.
pub fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Found => "found",
        Standing::Ambiguous => "ambiguous",
        Standing::Unknown => "unknown",
        Standing::Unreachable => "unreachable",
        Standing::ByHand => "by hand",
    }
}

/// Every filled field of a book, in the order of a title page: the field, its name for people, its value.
pub fn fields(book: &Book) -> Vec<(Field, &'static str, String)> {
    let work = &book.work;
    let edition = book.edition.as_ref();
    let text = |value: Option<String>| value.unwrap_or_default();
    let of = |value: Option<&dyn ToString>| value.map(ToString::to_string).unwrap_or_default();
    let all = [
        (Field::Title, "title", work.title.main.clone()),
        (Field::Subtitle, "subtitle", text(work.title.subtitle.clone())),
        (Field::Contributors, "by", contributors(&work.contributors)),
        (Field::FirstPublished, "first published", text(work.first_published.map(date))),
        (Field::Language, "language", of(work.language.as_ref().map(|l| l as _))),
        (Field::OriginalTitle, "original title", text(work.original_title.clone())),
        (Field::EditionTitle, "edition's title", of(edition.and_then(|e| e.title.as_ref()).map(|t| t as _))),
        (Field::EditionContributors, "edition by", edition.map(|e| contributors(&e.contributors)).unwrap_or_default()),
        (Field::Edition, "edition", of(edition.and_then(|e| e.edition.as_ref()).map(|e| e as _))),
        (Field::Issued, "issued", text(edition.and_then(|e| e.issued).map(date))),
        (Field::Publisher, "publisher", text(edition.and_then(|e| e.publisher.clone()))),
        (Field::Place, "place", text(edition.and_then(|e| e.place.clone()))),
        (Field::Series, "series", edition.and_then(|e| e.series.as_ref()).map(series).unwrap_or_default()),
        (Field::Volume, "volume", text(edition.and_then(|e| e.volume.clone()))),
        (Field::Volumes, "volumes", of(edition.and_then(|e| e.volumes.as_ref()).map(|n| n as _))),
        (Field::Pages, "pages", of(edition.and_then(|e| e.pages.as_ref()).map(|n| n as _))),
        (Field::EditionLanguage, "edition's language", of(edition.and_then(|e| e.language.as_ref()).map(|l| l as _))),
        (Field::Isbn, "ISBN", edition.map(isbns).unwrap_or_default()),
        (Field::Url, "address", text(edition.and_then(|e| e.url.clone()))),
        (Field::Identifiers, "identifiers", identifiers(book)),
    ];
    all.into_iter().filter(|(_, _, value)| !value.is_empty()).collect()
}

fn contributors(people: &[Contributor]) -> String {
    let one = |c: &Contributor| match c.role {
        Role::Author => c.name.to_string(),
        role => format!("{} ({})", c.name, name_of(&role)),
    };
    people.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn series(series: &crate::model::Series) -> String {
    let number = series.number.as_ref().map_or_else(String::new, |n| format!(", {n}"));
    format!("{}{number}", series.title)
}

fn isbns(edition: &crate::model::Edition) -> String {
    edition.isbns.iter().map(|isbn| isbn.hyphenated()).collect::<Vec<_>>().join(", ")
}

fn identifiers(book: &Book) -> String {
    let of = |ids: &crate::model::Identifiers| {
        let named = [
            ("doi", ids.doi.clone()),
            ("open-library", ids.open_library.clone()),
            ("wikidata", ids.wikidata.clone()),
            ("lccn", ids.lccn.clone()),
            ("oclc", ids.oclc.clone()),
        ];
        named.into_iter().filter_map(|(name, id)| Some(format!("{name}:{}", id?))).collect::<Vec<_>>()
    };
    let edition = book.edition.iter().flat_map(|e| of(&e.identifiers));
    of(&book.work.identifiers).into_iter().chain(edition).collect::<Vec<_>>().join(", ")
}

/// The name that a value has in files.
pub fn name_of(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Prints a value for programs.
pub fn print_json(value: &impl Serialize, terminal: &mut Terminal) -> Result<(), Error> {
    let json = serde_json::to_string_pretty(value).map_err(std::io::Error::from)?;
    terminal.write(json.as_bytes())?;
    terminal.write(b"\n")?;
    Ok(())
}
