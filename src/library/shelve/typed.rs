//! What the user typed, laid over what was found: field by field, and always stronger.
//!
//! Nothing is mixed that was never one book: an ISBN of another printing sets aside what catalogs say of theirs.

use crate::library::ManualBook;
use crate::model::{Book, Contributor, Date, Edition, Field, Name, Provenance, Role, Series, Source, Title, Work};

/// Fields that describe a printing, and fall with it.
const OF_EDITION: [Field; 13] = [
    Field::EditionTitle,
    Field::EditionContributors,
    Field::Issued,
    Field::Publisher,
    Field::Place,
    Field::Edition,
    Field::Series,
    Field::Volume,
    Field::Volumes,
    Field::Pages,
    Field::EditionLanguage,
    Field::Isbn,
    Field::Url,
];

/// Roles in which people made the work.
const OF_WORK: [Role; 3] = [Role::Author, Role::Editor, Role::Compiler];

/// Roles in which people made an edition of it.
const ON_EDITION: [Role; 6] =
    [Role::Translator, Role::Illustrator, Role::Introduction, Role::Foreword, Role::Afterword, Role::Commentator];

/// The title as typed, its subtitle apart or after a colon.
pub(super) fn typed_title(manual: &ManualBook) -> Option<Title> {
    let typed = manual.title.as_deref()?;
    let title = Title::parse(typed)?;
    let Some(subtitle) = &manual.subtitle else { return Some(title) };
    let main = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Title { main, subtitle: Some(subtitle.clone()) })
}

/// A book of typed fields alone.
pub(super) fn by_hand(manual: &ManualBook) -> Option<(Book, Provenance)> {
    let mut book = Book::of_work(Work::titled(typed_title(manual)?));
    let mut provenance = Provenance::new();
    lay_over(manual, &mut book, &mut provenance);
    Some((book, provenance))
}

/// Lays the typed fields over a book.
pub(super) fn lay_over(manual: &ManualBook, book: &mut Book, provenance: &mut Provenance) {
    let mut over = Over { provenance };
    over.title(manual, book);
    over.people(manual, book);
    let work = &mut book.work;
    over.set(Field::FirstPublished, &mut work.first_published, manual.year);
    over.set(Field::OriginalTitle, &mut work.original_title, manual.original_title.clone());
    over.edition(manual, book);
    match &mut book.edition {
        Some(edition) => over.set(Field::EditionLanguage, &mut edition.language, manual.language.clone()),
        None => over.set(Field::Language, &mut book.work.language, manual.language.clone()),
    }
    over.set(Field::Language, &mut book.work.language, manual.original_language.clone());
    let identifiers = book.edition.as_mut().map_or(&mut book.work.identifiers, |e| &mut e.identifiers);
    over.set(Field::Identifiers, &mut identifiers.doi, manual.doi.clone());
}

struct Over<'p> {
    provenance: &'p mut Provenance,
}

impl Over<'_> {
    fn by_human(&mut self, field: Field) {
        self.provenance.insert(field, Source::Human);
    }

    fn set<T>(&mut self, field: Field, slot: &mut Option<T>, typed: Option<T>) {
        if typed.is_some() {
            *slot = typed;
            self.by_human(field);
        }
    }

    fn title(&mut self, manual: &ManualBook, book: &mut Book) {
        if let Some(title) = typed_title(manual) {
            self.by_human(Field::Title);
            self.provenance.remove(&Field::Subtitle);
            if title.subtitle.is_some() {
                self.by_human(Field::Subtitle);
            }
            book.work.title = title;
            // The edition's own title would be printed instead.
            if let Some(edition) = &mut book.edition {
                edition.title = None;
                self.provenance.remove(&Field::EditionTitle);
            }
        } else if let Some(subtitle) = &manual.subtitle {
            let title = book.edition.as_mut().and_then(|e| e.title.as_mut()).unwrap_or(&mut book.work.title);
            title.subtitle = Some(subtitle.clone());
            self.by_human(Field::Subtitle);
        }
    }

    fn people(&mut self, manual: &ManualBook, book: &mut Book) {
        for role in OF_WORK {
            let Some(names) = manual.in_role(role) else { continue };
            replace(&mut book.work.contributors, role, names);
            if let Some(edition) = &mut book.edition {
                edition.contributors.retain(|c| c.role != role);
            }
            self.by_human(Field::Contributors);
        }
    }

    fn edition(&mut self, manual: &ManualBook, book: &mut Book) {
        let other_printing = book
            .edition
            .as_ref()
            .is_some_and(|e| !manual.isbns.is_empty() && !e.isbns.iter().any(|i| manual.isbns.contains(i)));
        if other_printing {
            book.edition = None;
            self.provenance.retain(|field, _| !OF_EDITION.contains(field));
        }
        if book.edition.is_none() && describes_an_edition(manual) {
            book.edition = Some(self.new_edition(manual, book));
        }
        if let Some(edition) = &mut book.edition {
            self.edition_fields(manual, edition);
        }
    }

    /// An edition of typed fields. The year typed is its year unless another is; where only an address is typed, no
    /// printing is meant, and the work keeps its date.
    fn new_edition(&mut self, manual: &ManualBook, book: &Book) -> Edition {
        let only_address = !describes_a_printing(manual);
        let issued: Option<Date> = if only_address { book.work.first_published } else { manual.year };
        let source = self.provenance.get(&Field::FirstPublished).cloned();
        if let (Some(_), Some(source)) = (issued, source) {
            self.provenance.insert(Field::Issued, source);
        }
        Edition { issued, ..Edition::default() }
    }

    fn edition_fields(&mut self, manual: &ManualBook, edition: &mut Edition) {
        self.set(Field::Issued, &mut edition.issued, manual.issued);
        self.set(Field::Publisher, &mut edition.publisher, manual.publisher.clone());
        self.set(Field::Place, &mut edition.place, manual.place.clone());
        self.set(Field::Edition, &mut edition.edition, manual.edition.clone());
        let number = manual.number.clone();
        let series = manual.series.clone().map(|title| Series { title, number });
        self.set(Field::Series, &mut edition.series, series);
        self.set(Field::Volume, &mut edition.volume, manual.volume.clone());
        self.set(Field::Volume, &mut edition.set, manual.set.clone());
        self.set(Field::Volumes, &mut edition.volumes, manual.volumes);
        self.set(Field::Pages, &mut edition.pages, manual.pages);
        self.set(Field::Url, &mut edition.url, manual.url.clone());
        if !manual.isbns.is_empty() {
            edition.isbns = manual.isbns.clone();
            self.by_human(Field::Isbn);
        }
        for role in ON_EDITION {
            let Some(names) = manual.in_role(role) else { continue };
            replace(&mut edition.contributors, role, names);
            self.by_human(Field::EditionContributors);
        }
    }
}

fn describes_an_edition(m: &ManualBook) -> bool {
    m.url.is_some() || describes_a_printing(m)
}

fn describes_a_printing(m: &ManualBook) -> bool {
    let words = [&m.publisher, &m.place, &m.series, &m.volume, &m.set];
    words.iter().any(|w| w.is_some())
        || m.issued.is_some()
        || m.edition.is_some()
        || m.volumes.is_some()
        || m.pages.is_some()
        || ON_EDITION.iter().any(|role| m.in_role(*role).is_some())
        || !m.isbns.is_empty()
        // Beside what tells of the original, the language is a translation's.
        || (m.language.is_some() && (m.original_language.is_some() || m.original_title.is_some()))
}

/// Puts these people where those of the role stood; authors and all others keep the order of roles.
fn replace(contributors: &mut Vec<Contributor>, role: Role, names: &[Name]) {
    contributors.retain(|c| c.role != role);
    contributors.extend(names.iter().cloned().map(|name| Contributor { name, role }));
    contributors.sort_by_key(|c| c.role);
}

#[cfg(test)]
mod tests {
    use super::{by_hand, lay_over};
    use crate::library::{Manifest, ManualBook};
    use crate::model::{Book, Edition, Field, Provenance, Source, Title, Work};

    fn manual(fields: &str) -> ManualBook {
        Manifest::parse(&format!("[book.x]\n{fields}"), "library.toml").unwrap().books.remove(0)
    }

    fn found() -> (Book, Provenance) {
        let edition = Edition {
            title: Title::parse("On War (Penguin)"),
            publisher: Some("Penguin".to_owned()),
            isbns: vec!["9780140444278".parse().unwrap()],
            ..Edition::default()
        };
        let work = Work { first_published: "1832".parse().ok(), ..Work::titled(Title::parse("Vom Kriege").unwrap()) };
        let starter = Source::Catalog("starter".parse().unwrap());
        let fields = [Field::Title, Field::FirstPublished, Field::EditionTitle, Field::Publisher, Field::Isbn];
        (Book { work, edition: Some(edition) }, fields.into_iter().map(|f| (f, starter.clone())).collect())
    }

    #[test]
    fn typed_fields_win_one_by_one() {
        let (mut book, mut provenance) = found();
        lay_over(&manual("title = \"On War\"\nplace = \"London\""), &mut book, &mut provenance);
        assert_eq!(book.title().full(), "On War");
        let edition = book.edition.unwrap();
        assert_eq!((edition.place.as_deref(), edition.publisher.as_deref()), (Some("London"), Some("Penguin")));
        assert_eq!(provenance.get(&Field::Title), Some(&Source::Human));
        assert_eq!(provenance.get(&Field::Place), Some(&Source::Human));
        assert!(provenance.get(&Field::Publisher).is_some_and(|s| *s != Source::Human));
        assert_eq!(provenance.get(&Field::EditionTitle), None);
    }

    #[test]
    fn another_printing_sets_the_found_one_aside() {
        let (mut book, mut provenance) = found();
        lay_over(&manual("isbn = \"9780140449136\""), &mut book, &mut provenance);
        assert_eq!(book.edition.as_ref().unwrap().publisher, None);
        assert_eq!(provenance.keys().copied().collect::<Vec<_>>(), [Field::Title, Field::FirstPublished, Field::Isbn]);
    }

    #[test]
    fn a_typed_year_is_the_typed_editions_year() {
        let (book, provenance) = by_hand(&manual("title = \"A: B\"\nyear = 1999\npublisher = \"P\"")).unwrap();
        assert_eq!(book.issued().map(|d| d.to_string()).as_deref(), Some("1999"));
        assert_eq!(book.original_date(), None);
        assert_eq!(book.work.title.subtitle.as_deref(), Some("B"));
        assert!(provenance.values().all(|s| *s == Source::Human));
        assert_eq!(by_hand(&manual("year = 1999")), None);
    }

    #[test]
    fn an_address_alone_is_no_printing() {
        let (mut book, mut provenance) = found();
        book.edition = None;
        lay_over(&manual("url = \"https://example.org\""), &mut book, &mut provenance);
        assert_eq!(book.issued().map(|d| d.to_string()).as_deref(), Some("1832"));
    }
}
