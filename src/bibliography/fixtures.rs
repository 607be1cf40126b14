//! Awkward books for the tests of this room, as lines of `field: value`.

use crate::library::{Entry, Standing};
use crate::model::{Book, CitationKey, Confidence, Contributor, Edition, Name, Provenance, Role, Series, Title, Work};

/// Books that have broken bibliographies before; one paragraph each, its key first.
pub(super) const AWKWARD: &str = include_str!("awkward_books.txt");

/// All of [`AWKWARD`].
pub(super) fn awkward() -> Vec<Entry> {
    parsed(AWKWARD)
}

/// Books written so, one paragraph each.
pub(super) fn parsed(text: &str) -> Vec<Entry> {
    text.split("\n\n").map(entry).collect()
}

/// A book of which only the title is known.
pub(super) fn titled(key: &str, title: &str) -> Entry {
    let title = Title { main: title.to_owned(), subtitle: None };
    of_book(key, Book::of_work(Work::titled(title)))
}

/// An author by name.
pub(super) fn credited(name: Name) -> Contributor {
    Contributor::author(name)
}

fn of_book(key: &str, book: Book) -> Entry {
    Entry {
        key: key.parse::<CitationKey>().unwrap(),
        aliases: Vec::new(),
        book,
        provenance: Provenance::default(),
        standing: Standing::Found,
        confidence: Confidence::CERTAIN,
        cited_in: Vec::new(),
        status: None,
        reads: Vec::new(),
        tags: Vec::new(),
        note: None,
    }
}

fn entry(paragraph: &str) -> Entry {
    let mut lines = paragraph.trim().lines();
    let mut entry = titled(lines.next().unwrap(), "untitled");
    for line in lines {
        let (field, value) = line.trim().split_once(": ").unwrap();
        set(&mut entry, field, value);
    }
    entry
}

fn set(entry: &mut Entry, field: &str, value: &str) {
    let text = value.to_owned();
    let work = &mut entry.book.work;
    let mut credit = |role| work.contributors.push(Contributor { name: Name::parse(value).unwrap(), role });
    match field {
        "title" => work.title = Title::parse(value).unwrap(),
        "author" => credit(Role::Author),
        "editor" => credit(Role::Editor),
        "date" => work.first_published = Some(value.parse().unwrap()),
        "language" => work.language = Some(value.parse().unwrap()),
        "original-title" => work.original_title = Some(text),
        "doi" => work.identifiers.doi = Some(text),
        "alias" => entry.aliases.push(value.parse().unwrap()),
        "tag" => entry.tags.push(text),
        "note" => entry.note = Some(text),
        "status" => entry.status = Some(value.parse().unwrap()),
        "standing" if value == "unknown" => entry.standing = Standing::Unknown,
        "standing" if value == "ambiguous" => entry.standing = Standing::Ambiguous,
        _ => set_edition(entry.book.edition.get_or_insert_default(), field, value),
    }
}

fn set_edition(edition: &mut Edition, field: &str, value: &str) {
    let text = value.to_owned();
    let mut credit = |role| edition.contributors.push(Contributor { name: Name::parse(value).unwrap(), role });
    match field {
        "translator" => credit(Role::Translator),
        "illustrator" => credit(Role::Illustrator),
        "introduction" => credit(Role::Introduction),
        "foreword" => credit(Role::Foreword),
        "afterword" => credit(Role::Afterword),
        "commentator" => credit(Role::Commentator),
        "compiler" => credit(Role::Compiler),
        "issued" => edition.issued = Some(value.parse().unwrap()),
        "publisher" => edition.publisher = Some(text),
        "place" => edition.place = Some(text),
        "edition" => edition.edition = Some(text.into()),
        "series" => edition.series = Some(Series { title: text, number: None }),
        "number" => edition.series.as_mut().unwrap().number = Some(text),
        "volume" => edition.volume = Some(text),
        "set" => edition.set = Some(text),
        "volumes" => edition.volumes = Some(value.parse().unwrap()),
        "pages" => edition.pages = Some(value.parse().unwrap()),
        "edition-language" => edition.language = Some(value.parse().unwrap()),
        "isbn" => edition.isbns.push(value.parse().unwrap()),
        "url" => edition.url = Some(text),
        other => panic!("no field `{other}`"),
    }
}
