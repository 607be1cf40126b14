//! BibLaTeX and BibTeX: which fields of an entry are which of a book.
//!
//! One reader for both dialects, as files mix them. How the file is cut into entries is `bib_scan`'s, what they have
//! from each other `bib_inherit`'s.

use super::bib_inherit::{Family, Fields};
use super::bib_names::{items, names};
use super::bib_scan::{Raw, scan};
use super::draft::{Draft, shortened, statement};
use super::rows::Found;
use super::tex_text::{Plain, plain, verbatim};
use super::{Refusal, date};
use crate::bibliography::text::some_clean;
use crate::bibliography::{langid, numerals};
use crate::cores::on_all_cores;
use crate::model::{Role, Title};

/// Kinds of entries that are books, and whether a book says so again when it is written.
const BOOKS: [(&str, bool); 8] = [
    ("book", true),
    ("collection", true),
    ("mvbook", false),
    ("mvcollection", false),
    ("reference", false),
    ("mvreference", false),
    ("proceedings", false),
    ("mvproceedings", false),
];

/// Fields of names by their role.
const PEOPLE: [(&str, Role); 8] = [
    ("author", Role::Author),
    ("translator", Role::Translator),
    ("introduction", Role::Introduction),
    ("foreword", Role::Foreword),
    ("afterword", Role::Afterword),
    ("commentator", Role::Commentator),
    ("annotator", Role::Commentator),
    ("illustrator", Role::Illustrator),
];

/// Fields of names whose role stands in another field, with the role where it does not.
const TYPED_PEOPLE: [(&str, &str, Option<Role>); 7] = [
    ("editor", "editortype", Some(Role::Editor)),
    ("editora", "editoratype", Some(Role::Editor)),
    ("editorb", "editorbtype", Some(Role::Editor)),
    ("editorc", "editorctype", Some(Role::Editor)),
    ("namea", "nameatype", None),
    ("nameb", "namebtype", None),
    ("namec", "namectype", None),
];

/// What the type of an editor may be and still have a place.
const TYPES: [(&str, Role); 9] = [
    ("editor", Role::Editor),
    ("compiler", Role::Compiler),
    ("translator", Role::Translator),
    ("illustrator", Role::Illustrator),
    ("introduction", Role::Introduction),
    ("foreword", Role::Foreword),
    ("afterword", Role::Afterword),
    ("commentator", Role::Commentator),
    ("annotator", Role::Commentator),
];

/// Every entry of the file.
pub(super) fn rows(text: &str) -> Vec<Found> {
    let entries = scan(text);
    let mut family = Family::new(&entries);
    let of_book = |(at, raw): (usize, _)| (raw, if is_book(raw) { family.fields(at) } else { Default::default() });
    let rows: Vec<_> = entries.iter().enumerate().map(of_book).collect();
    on_all_cores(&rows, |(raw, (fields, lost))| row(raw, fields.clone(), lost))
}

fn is_book(raw: &Raw<'_>) -> bool {
    raw.broken.is_none() && BOOKS.iter().any(|(kind, _)| *kind == raw.kind)
}

fn row<'r>(raw: &'r Raw<'_>, fields: Fields<'r>, lost: &[String]) -> Found {
    if let Some(why) = &raw.broken {
        return Found::refused(raw.key, raw.line, Refusal::Broken(why.clone()));
    }
    let Some((_, is_said)) = BOOKS.iter().find(|(kind, _)| *kind == raw.kind) else {
        return Found::refused(raw.key, raw.line, Refusal::NotABook(shortened(&raw.kind)));
    };
    let mut entry = Entry { fields, draft: Draft::new() };
    for (field, why) in &raw.left {
        entry.draft.leave_because(field, why.clone());
    }
    for tie in lost {
        entry.draft.leave_because("inherited fields", format!("no entry is called so: {tie}"));
    }
    entry.all();
    let is_set = raw.kind == "mvbook" || raw.kind == "mvcollection";
    let is_told = is_set && entry.draft.book.volumes.is_some_and(|n| n > 1) && entry.draft.book.volume.is_none();
    if !is_said && !is_told {
        entry.draft.leave_because("type", format!("`{}` is taken as a book", raw.kind));
    }
    Found { key: raw.key.to_owned(), line: raw.line, what: Ok(entry.draft) }
}

struct Entry<'r> {
    fields: Fields<'r>,
    draft: Draft,
}

impl<'r> Entry<'r> {
    fn all(&mut self) {
        for tie in ["crossref", "xdata"] {
            self.fields.remove(tie);
        }
        self.titles();
        self.people();
        self.dates();
        self.edition();
        self.languages();
        self.identifiers();
        self.words();
        for (field, _) in self.fields.iter().filter(|(_, value)| !value.trim().is_empty()) {
            self.draft.leave(field);
        }
    }

    fn raw(&mut self, field: &str) -> Option<&'r str> {
        self.fields.remove(field).filter(|value| !value.trim().is_empty())
    }

    /// The field as plain text.
    fn text(&mut self, field: &str) -> Option<String> {
        let tex = self.raw(field)?;
        self.plain(field, tex)
    }

    fn plain(&mut self, field: &str, tex: &str) -> Option<String> {
        let Plain { text, unknown } = plain(tex);
        for command in unknown {
            self.draft.leave_because(field, format!("without the command `{command}`"));
        }
        some_clean(&text)
    }

    /// The first of these fields that is there; the others stay.
    fn first_of(&mut self, fields: [&'static str; 2]) -> Option<(&'static str, String)> {
        fields.into_iter().find_map(|field| Some((field, self.text(field)?)))
    }

    fn titles(&mut self) {
        let subtitle = self.text("subtitle");
        if let Some(title) = self.text("title") {
            self.draft.title(&title, subtitle.as_deref());
        }
        self.draft.book.original_title = self.text("origtitle");
        let (set, subtitle) = (self.text("maintitle"), self.text("mainsubtitle"));
        self.draft.book.set = match (set, subtitle) {
            (Some(main), subtitle) => Some(Title { main, subtitle }.full()),
            (None, _) => None,
        };
    }

    fn people(&mut self) {
        for (field, role) in PEOPLE {
            self.people_in(field, Some(role), String::new());
        }
        for (field, kind, role) in TYPED_PEOPLE {
            let kind = self.text(kind).unwrap_or_default().to_lowercase();
            let role = if kind.is_empty() { role } else { TYPES.iter().find(|(name, _)| *name == kind).map(|t| t.1) };
            self.people_in(field, role, kind);
        }
    }

    fn people_in(&mut self, field: &'static str, role: Option<Role>, kind: String) {
        let Some(tex) = self.raw(field) else { return };
        let Some(role) = role else {
            return self.draft.leave_because(field, if kind.is_empty() { "no role".to_owned() } else { kind });
        };
        let list = names(tex);
        if list.has_others {
            self.draft.leave_because(field, "and others");
        }
        self.draft.people(role, list.names);
    }

    fn dates(&mut self) {
        for (date, year, is_original) in [("date", "year", false), ("origdate", "origyear", true)] {
            // In a date of the standard `~` is no space.
            let (field, text) = match (self.raw(date), self.text(year)) {
                (Some(tex), other) => {
                    if let Some(other) = other.filter(|other| !tex.contains(other.as_str())) {
                        self.draft.leave_because(year, format!("`{}`, beside `{date}`", shortened(&other)));
                    }
                    (date, verbatim(tex))
                }
                (None, Some(text)) => (year, text),
                (None, None) => continue,
            };
            let read = date::edtf(&text).filter(|_| field == date).or_else(|| date::spoken(&text));
            match is_original {
                false => self.draft.issued(field, read, &text),
                true => self.draft.original(field, read, &text),
            }
        }
    }

    fn edition(&mut self) {
        if let Some(edition) = self.text("edition") {
            self.draft.book.edition = Some(statement(&edition));
        }
        self.draft.book.series = self.text("series");
        if self.draft.book.series.is_some() {
            self.draft.book.number = self.text("number");
        }
        let volume = self.text("volume");
        self.draft.book.volume = volume.map(|v| numerals::value(&v).map_or(v, |n| n.to_string()));
        for (field, is_pages) in [("volumes", false), ("pagetotal", true)] {
            let Some(text) = self.text(field) else { continue };
            let count = self.draft.count(field, &text);
            *if is_pages { &mut self.draft.book.pages } else { &mut self.draft.book.volumes } = count;
        }
        // What looks like two publishers is often one: Simon and Schuster.
        self.draft.book.publisher = self.list("publisher", " and ");
        self.draft.book.place = self.list("location", "; ").or_else(|| self.list("address", " and "));
    }

    /// A list in one line.
    fn list(&mut self, field: &'static str, between: &str) -> Option<String> {
        let tex = self.raw(field)?;
        let texts: Vec<String> = items(tex).into_iter().filter_map(|item| self.plain(field, item)).collect();
        some_clean(&texts.join(between))
    }

    fn languages(&mut self) {
        if let Some((field, text)) = self.first_of(["langid", "language"]) {
            self.draft.language(field, &text, langid::of_name(&text));
        }
        if let Some(text) = self.text("language")
            && langid::of_name(&text).map(|l| l.primary().to_owned())
                != self.draft.book.language.as_ref().map(|l| l.primary().to_owned())
        {
            self.draft.leave("language");
        }
        let Some(text) = self.text("origlanguage") else { return };
        self.draft.book.original_language = langid::of_name(&text);
        if self.draft.book.original_language.is_none() {
            self.draft.leave_because("origlanguage", format!("the language `{}` is not known", shortened(&text)));
        }
    }

    fn identifiers(&mut self) {
        if let Some(isbn) = self.raw("isbn") {
            self.draft.isbn("isbn", &plain(isbn).text);
        }
        if let Some(doi) = self.raw("doi") {
            self.draft.doi("doi", &verbatim(doi));
        }
        if let Some(url) = self.raw("url") {
            self.draft.url(&verbatim(url));
        }
        if let Some(ids) = self.raw("ids") {
            self.draft.aliases("ids", ids);
        }
    }

    fn words(&mut self) {
        if let Some(keywords) = self.text("keywords") {
            self.draft.tags(&keywords);
        }
        let note = ["annotation", "annote", "note"].into_iter().find_map(|field| self.text(field));
        self.draft.book.note = note;
    }
}
