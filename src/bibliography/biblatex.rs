//! BibLaTeX, as biber and pandoc read it, by the data model of biblatex.

use super::casing::{self, BookTitle};
use super::fields::{self, Fields};
use super::related::Originals;
use super::text::{dates, doi, keywords, language, names};
use super::{date, langid, numerals, tex};
use crate::cores::on_all_cores;
use crate::library::Entry;
use crate::model::{Book, Edition, Language, Name, Role};

/// The entries as BibLaTeX.
pub(super) fn write(entries: &[Entry]) -> String {
    let originals = Originals::among(entries);
    fields::print(on_all_cores(entries, |e| entry(e, &originals)).into_iter())
}

fn entry(entry: &Entry, originals: &Originals<'_>) -> Fields {
    let book = &entry.book;
    let mut out = Fields::new(kind(book), entry.key.as_str());
    push_people(&mut out, book);
    push_titles(&mut out, book);
    out.names("translator", &people(book, Role::Translator));
    push_lesser_roles(&mut out, book);
    let (issued, original) = dates(book);
    out.shown("date", issued.map(date::edtf));
    out.shown("origdate", original.map(date::edtf));
    if let Some(edition) = &book.edition {
        push_edition(&mut out, edition);
    }
    push_origin(&mut out, book);
    push_identifiers(&mut out, book);
    if people_keep_particles(book) {
        out.raw("options", "useprefix=true");
    }
    let aliases: Vec<&str> = entry.aliases.iter().map(|a| a.as_str()).collect();
    out.raw("ids", aliases.join(","));
    if let Some(original) = originals.of(entry) {
        out.raw("related", original.as_str());
        out.raw("relatedtype", "translationof");
    }
    out.text("keywords", Some(&keywords(entry).join(", ")));
    out.text("annotation", entry.note.as_deref());
    out
}

/// Whether the particle of anybody by whom the entry is sorted belongs to the family name: *de* Beauvoir, not *von*
/// Goethe. The option is for all names of an entry.
fn people_keep_particles(book: &Book) -> bool {
    let of = |role| people(book, role);
    let sorting = [Role::Author, Role::Editor, Role::Compiler].map(of).into_iter().find(|p| !p.is_empty());
    sorting.into_iter().flatten().any(|name| match name {
        Name::Personal(p) => p.non_dropping_particle.is_some(),
        Name::Corporate(_) | Name::Mononym(_) => false,
    })
}

/// A collection has editors but no author; a set cited whole has volumes but is none.
fn kind(book: &Book) -> &'static str {
    let is_collection = people(book, Role::Author).is_empty()
        && !(people(book, Role::Editor).is_empty() && people(book, Role::Compiler).is_empty());
    let is_set = book.edition.as_ref().is_some_and(|e| e.volumes.is_some_and(|n| n > 1) && e.volume.is_none());
    match (is_collection, is_set) {
        (false, false) => "book",
        (false, true) => "mvbook",
        (true, false) => "collection",
        (true, true) => "mvcollection",
    }
}

fn people(book: &Book, role: Role) -> Vec<Name> {
    names(book.people(role))
}

fn push_people(out: &mut Fields, book: &Book) {
    let (editors, compilers) = (people(book, Role::Editor), people(book, Role::Compiler));
    out.names("author", &people(book, Role::Author));
    out.names("editor", &editors);
    let (field, kind) = if editors.is_empty() { ("editor", "editortype") } else { ("editora", "editoratype") };
    if !compilers.is_empty() {
        out.names(field, &compilers);
        out.raw(kind, "compiler");
    }
}

fn push_titles(out: &mut Fields, book: &Book) {
    let title = BookTitle::of(book);
    out.raw("title", tex::title(&title.main()));
    out.raw("subtitle", title.subtitle().as_ref().map(tex::title).unwrap_or_default());
    let set = book.edition.as_ref().and_then(|e| e.set.as_deref());
    out.raw("maintitle", set.map(|set| tex::title(&casing::cased(set, book))).unwrap_or_default());
}

/// Biblatex has a field for each of these but the illustrator, who goes into a list of free use.
fn push_lesser_roles(out: &mut Fields, book: &Book) {
    const ROLES: [(Role, &str); 4] = [
        (Role::Introduction, "introduction"),
        (Role::Foreword, "foreword"),
        (Role::Afterword, "afterword"),
        (Role::Commentator, "commentator"),
    ];
    for (role, field) in ROLES {
        out.names(field, &people(book, role));
    }
    let illustrators = people(book, Role::Illustrator);
    if !illustrators.is_empty() {
        out.names("namea", &illustrators);
        out.raw("nameatype", "illustrator");
    }
}

fn push_edition(out: &mut Fields, edition: &Edition) {
    out.text("edition", edition.edition.as_ref().map(|e| e.to_string()).as_deref());
    out.text("series", edition.series.as_ref().map(|s| s.title.as_str()));
    out.text("number", edition.series.as_ref().and_then(|s| s.number.as_deref()));
    // The data model takes volumes by number only; what is no number stays in words, elsewhere.
    let number = edition.volume.as_deref().and_then(numerals::value);
    out.shown("volume", number);
    out.text("titleaddon", edition.volume.as_deref().filter(|_| number.is_none()));
    out.shown("volumes", edition.volumes);
    out.list("publisher", edition.publisher.as_deref());
    out.list("location", edition.place.as_deref());
    out.shown("pagetotal", edition.pages);
}

fn push_origin(out: &mut Fields, book: &Book) {
    out.text("origtitle", book.work.original_title.as_deref());
    let original = book.work.language.as_ref();
    let is_translated = |l: &&Language| match language(book) {
        Some(held) => held.primary() != l.primary(),
        None => book.work.original_title.is_some(),
    };
    out.shown("origlanguage", original.filter(is_translated).and_then(langid::original));
    out.shown("langid", language(book).and_then(langid::babel));
}

fn push_identifiers(out: &mut Fields, book: &Book) {
    let edition = book.edition.as_ref();
    out.shown("isbn", edition.and_then(|e| e.isbns.first()).map(|i| i.hyphenated()));
    out.shown("doi", doi(book));
    out.verbatim("url", edition.and_then(|e| e.url.as_deref()));
}
