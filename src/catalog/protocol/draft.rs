//! A record in the making: everything that a service says of a book, before it is parted into the work and its edition.
//!
//! Authors, editors and compilers belong to the work; translators, illustrators and writers of prefaces to an edition, so that
//! nobody takes them for the author.

use super::{statement, text};
use crate::catalog::Record;
use crate::model::{
    Book, Contributor, Date, Edition, EditionStatement, Identifiers, Isbn, Language, Name, RecordId, Role, Series,
    Title, Work,
};

#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// The service's own name for the record.
    pub id: String,
    pub title: Option<Title>,
    pub other_titles: Vec<String>,
    pub people: Vec<Contributor>,
    pub first_published: Option<Date>,
    pub issued: Option<Date>,
    pub publisher: Option<String>,
    pub place: Option<String>,
    pub statement: Option<String>,
    pub series: Option<Series>,
    pub volume: Option<String>,
    pub set: Option<String>,
    pub volumes: Option<u32>,
    pub pages: Option<u32>,
    /// The language of the text at hand.
    pub language: Option<Language>,
    /// The language of which it is a translation.
    pub original_language: Option<Language>,
    /// Whether the service would say if the text were a translation.
    pub tells_translations: bool,
    pub original_title: Option<String>,
    pub isbns: Vec<Isbn>,
    pub work_identifiers: Identifiers,
    pub identifiers: Identifiers,
}

impl Draft {
    /// Names the bearer of this name, in whatever order, unless the same is named already in this role.
    pub(super) fn person(&mut self, name: Option<Name>, role: Role) {
        let Some(name) = name else { return };
        let is_known = self.people.iter().any(|known| known.role == role && known.name == name);
        if !is_known {
            self.people.push(Contributor { name, role });
        }
    }

    /// Names those whom the statement of responsibility names as translator, illustrator and the like, unless they are named already.
    pub(super) fn people_beside(&mut self, said: &str) {
        for person in statement::others(said) {
            let is_known = self.people.iter().any(|known| known.name.agrees_with(&person.name));
            if !is_known {
                self.people.push(person);
            }
        }
    }

    /// Takes every ISBN in the text whose check digit holds, with or without a remark behind it; each once.
    pub(super) fn isbn(&mut self, text: &str) {
        let number: String =
            text.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '-' | ' ' | 'X' | 'x')).collect();
        let short = number.split_whitespace().next().unwrap_or_default();
        if let Some(isbn) = number.parse().or_else(|_| short.parse()).ok().filter(|isbn| !self.isbns.contains(isbn)) {
            self.isbns.push(isbn);
        }
    }

    /// Another title by which the book goes.
    pub(super) fn also_called(&mut self, title: &str) {
        let Some(title) = text::field(title) else { return };
        let is_known = self.other_titles.contains(&title) || self.title.as_ref().is_some_and(|t| t.full() == title);
        if !is_known {
            self.other_titles.push(title);
        }
    }

    /// The record; `None` without a title, which no book is without.
    pub(super) fn record(self, catalog: &str) -> Option<Record> {
        let id = RecordId { catalog: catalog.parse().ok()?, id: self.id };
        let (of_work, of_edition) = self.people.into_iter().partition::<Vec<_>, _>(|c| is_of_work(c.role));
        let is_original = self.tells_translations
            && self.original_title.is_none()
            && self.original_language.as_ref().is_none_or(|o| Some(o) == self.language.as_ref())
            && of_edition.iter().all(|c| c.role != Role::Translator);
        let edition = Edition {
            contributors: of_edition,
            issued: self.issued,
            publisher: self.publisher,
            place: self.place,
            edition: self.statement.map(EditionStatement::from),
            series: self.series,
            volume: self.volume,
            set: self.set,
            volumes: self.volumes,
            pages: self.pages,
            language: self.language.clone().filter(|_| !is_original),
            isbns: self.isbns,
            identifiers: self.identifiers,
            ..Edition::default()
        };
        let work = Work {
            title: self.title?,
            contributors: of_work,
            first_published: self.first_published,
            language: self.original_language.or(self.language.filter(|_| is_original)),
            original_title: self.original_title,
            identifiers: self.work_identifiers,
        };
        // The language alone makes no edition.
        let is_told = edition != Edition { language: edition.language.clone(), ..Edition::default() };
        let edition = is_told.then_some(edition);
        Some(Record { id, book: Book { work, edition }, other_titles: self.other_titles })
    }
}

fn is_of_work(role: Role) -> bool {
    matches!(role, Role::Author | Role::Editor | Role::Compiler)
}

/// A title of which the service tells the subtitle apart, or of which it stands in the same string behind a colon; a dash is part
/// of the title: `Die Scheibenwelt von A - Z`.
pub(super) fn title(main: &str, subtitle: Option<&str>) -> Option<Title> {
    let main = text::field(main)?.replace(" : ", ": ");
    let apart = subtitle.and_then(text::field).map(|subtitle| subtitle.replace(" : ", ": "));
    match (apart, main.split_once(": ")) {
        (None, Some((start, rest))) => Some(Title { main: start.to_owned(), subtitle: Some(rest.to_owned()) }),
        (subtitle, _) => Some(Title { main, subtitle }),
    }
}

#[cfg(test)]
mod tests {
    use super::{Draft, title};
    use crate::model::{Name, Role, Title};

    #[test]
    fn people_are_parted_and_never_twice() {
        let mut draft = Draft { title: Title::parse("Emma"), ..Draft::default() };
        draft.person(Name::parse("Austen, Jane"), Role::Author);
        draft.person(Name::parse("Jane Austen"), Role::Author);
        draft.person(Name::parse("Doe, Ann"), Role::Translator);
        let record = draft.record("somebody").unwrap();
        assert_eq!(record.book.work.contributors.len(), 1);
        assert_eq!(record.book.edition.unwrap().contributors[0].role, Role::Translator);
        assert!(Draft::default().record("somebody").is_none());
    }

    #[test]
    fn isbns_are_taken_with_their_remarks() {
        let mut draft = Draft::default();
        for text in ["0470575581 (pbk.)", "9780470575581", "978-2-265-08941-9", "2-07-054127-4", "EUR 10.00", "123", ""]
        {
            draft.isbn(text);
        }
        let digits: Vec<String> = draft.isbns.iter().map(|i| i.digits()).collect();
        assert_eq!(digits, ["9780470575581", "9782265089419", "9782070541270"]);
    }

    #[test]
    fn subtitles_stand_apart_or_behind_a_colon() {
        let full = |main: &str, sub: Option<&str>| title(main, sub).map(|t| (t.main, t.subtitle.unwrap_or_default()));
        let pair = |main: &str, sub: &str| Some((main.to_owned(), sub.to_owned()));
        assert_eq!(
            full("30 Rock and philosophy :", Some("we want to go there /")),
            pair("30 Rock and philosophy", "we want to go there")
        );
        assert_eq!(full("4 days, 40 hours : reporting", None), pair("4 days, 40 hours", "reporting"));
        assert_eq!(full("Von A - Z", None), pair("Von A - Z", ""));
        assert_eq!(full(" / ", Some("x")), None);
    }
}
