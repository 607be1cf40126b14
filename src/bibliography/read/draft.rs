//! A book in the making: each field is put where the model has a place for it, or named as left.
//!
//! Text is cleaned here as the writers clean it, so that what was read once is the same when it is read again.

use std::collections::BTreeSet;

use super::date::Read as ReadDate;
use super::{Left, Taken};
use crate::bibliography::text::{clean, percent_escaped, some_clean};
use crate::library::ManualBook;
use crate::library::manifest::bare_doi;
use crate::model::{CitationKey, Date, EditionStatement, Isbn, Language, Name, Role, Title};

/// The fields taken so far, and the names of those that were not.
pub(super) struct Draft {
    pub book: ManualBook,
    pub left: Vec<Left>,
    /// When this edition appeared, and when the work did.
    dates: (Option<Date>, Option<Date>),
}

impl Draft {
    pub(super) fn new() -> Self {
        // The key is given when all rows are known; until then any will do.
        let key = CitationKey::suggestion("book").expect("letters make a key");
        Self { book: ManualBook::under(key), left: Vec::new(), dates: (None, None) }
    }

    /// Names a field as left.
    pub(super) fn leave(&mut self, field: &str) {
        self.left.push(Left { field: field.to_owned(), why: None });
    }

    /// Names a field as left, or as changed, with the reason.
    pub(super) fn leave_because(&mut self, field: &str, why: impl Into<String>) {
        self.left.push(Left { field: field.to_owned(), why: Some(why.into()) });
    }

    /// The title, its subtitle apart or after a colon.
    pub(super) fn title(&mut self, main: &str, subtitle: Option<&str>) {
        let title = match subtitle.and_then(some_clean) {
            None => Title::parse(&clean(main)),
            subtitle => some_clean(main).map(|main| Title { main, subtitle }),
        };
        let Some(title) = title else { return };
        let full = title.full();
        if Title::parse(&full).as_ref() == Some(&title) {
            self.book.title = Some(full);
        } else {
            self.book.title = Some(title.main);
            self.book.subtitle = title.subtitle;
        }
    }

    /// People in a role, behind those already there.
    pub(super) fn people(&mut self, role: Role, names: impl IntoIterator<Item = Name>) {
        let mut names: Vec<Name> = names.into_iter().filter(|n| !n.sort_name().is_empty()).collect();
        if !names.is_empty() {
            self.book.in_role_mut(role).get_or_insert_default().append(&mut names);
        }
    }

    /// When this edition appeared.
    pub(super) fn issued(&mut self, field: &str, date: Option<ReadDate>, as_written: &str) {
        self.dates.0 = self.date(field, date, as_written).or(self.dates.0);
    }

    /// When the work first appeared.
    pub(super) fn original(&mut self, field: &str, date: Option<ReadDate>, as_written: &str) {
        self.dates.1 = self.date(field, date, as_written).or(self.dates.1);
    }

    fn date(&mut self, field: &str, date: Option<ReadDate>, as_written: &str) -> Option<Date> {
        let shown = shortened(as_written);
        match date {
            None => self.leave_because(field, format!("`{shown}` is no year")),
            Some(ReadDate { date, is_whole: false }) => {
                self.leave_because(field, format!("of `{shown}` only the year {date} is kept"));
            }
            Some(_) => {}
        }
        date.map(|read| read.date)
    }

    pub(super) fn isbn(&mut self, field: &str, text: &str) {
        let (isbns, odd) = isbns(text);
        self.book.isbns.extend(isbns);
        if let Some(odd) = odd {
            self.leave_because(field, format!("`{}` is no ISBN", shortened(&odd)));
        }
    }

    pub(super) fn doi(&mut self, field: &str, text: &str) {
        match bare_doi(text.trim()).map(|doi| percent_escaped(&doi)) {
            Some(doi) if self.book.doi.is_none() => self.book.doi = Some(doi),
            Some(doi) if self.book.doi.as_ref() == Some(&doi) => {}
            _ => self.leave_because(field, format!("`{}` is no DOI", shortened(text))),
        }
    }

    pub(super) fn url(&mut self, text: &str) {
        self.book.url = Some(percent_escaped(text)).filter(|url| !url.is_empty());
    }

    pub(super) fn language(&mut self, field: &str, text: &str, language: Option<Language>) {
        match language {
            Some(language) => self.book.language = Some(language),
            None => self.leave_because(field, format!("the language `{}` is not known", shortened(text))),
        }
    }

    /// A whole number from 1, or a word on why it is none.
    pub(super) fn count(&mut self, field: &str, text: &str) -> Option<u32> {
        let count = text.trim().parse().ok().filter(|&n| n > 0);
        if count.is_none() {
            self.leave_because(field, format!("`{}` is no number", shortened(text)));
        }
        count
    }

    /// Tags parted by commas.
    pub(super) fn tags(&mut self, text: &str) {
        text.split(',').for_each(|tag| self.tag(tag));
    }

    pub(super) fn tag(&mut self, text: &str) {
        self.book.tags.extend(some_clean(text));
    }

    /// Old keys parted by commas.
    pub(super) fn aliases(&mut self, field: &str, text: &str) {
        for id in text.split(',').map(str::trim).filter(|id| !id.is_empty()) {
            match id.parse::<CitationKey>() {
                Ok(alias) => self.book.aliases.push(alias),
                Err(error) => self.leave_because(field, format!("`{}`: {error}", shortened(id))),
            }
        }
    }

    /// The book, its fields as a human would have typed them.
    pub(super) fn finish(mut self) -> Taken {
        let (issued, original) = self.dates;
        self.book.year = original.or(issued);
        self.book.issued = issued.filter(|_| original.is_some() && original != issued);
        if self.book.original_language == self.book.language && self.book.original_title.is_none() {
            self.book.original_language = None;
        }
        if self.book.number.is_some() && self.book.series.is_none() {
            self.book.number = None;
            self.leave_because("number", "it counts within no series");
        }
        for list in [&mut self.book.publisher, &mut self.book.place].into_iter().flatten() {
            let parts: Vec<&str> = list.split(';').map(str::trim).filter(|part| !part.is_empty()).collect();
            *list = parts.join("; ");
        }
        keep_firsts(&mut self.book.tags);
        keep_firsts(&mut self.book.aliases);
        keep_firsts(&mut self.book.isbns);
        Taken { book: self.book, left: self.left }
    }
}

/// Takes out what stands in the list before.
fn keep_firsts<T: Ord + Clone>(list: &mut Vec<T>) {
    let mut seen = BTreeSet::new();
    list.retain(|item| seen.insert(item.clone()));
}

/// ISBNs however they are parted, and what among them is none.
fn isbns(text: &str) -> (Vec<Isbn>, Option<String>) {
    let whole = |text: &str| text.trim().parse::<Isbn>();
    let (mut isbns, mut odd) = (Vec::new(), None);
    for part in text.split([',', ';', '/']).map(str::trim).filter(|p| !p.is_empty()) {
        if let Ok(isbn) = whole(part) {
            isbns.push(isbn);
            continue;
        }
        let words: Vec<_> = part.split_whitespace().map(|word| word.trim_matches(['(', ')', '.', ':'])).collect();
        let found: Vec<Isbn> = words.iter().filter_map(|word| whole(word).ok()).collect();
        if found.is_empty() {
            odd = Some(part.to_owned());
        }
        isbns.extend(found);
    }
    (isbns, odd)
}

/// `Second` and `2nd` are 2.
pub(super) fn statement(text: &str) -> EditionStatement {
    const WORDS: [&str; 12] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth",
    ];
    let lower = clean(text).to_lowercase();
    let word = WORDS.iter().position(|word| *word == lower).map(|at| at + 1);
    let ordinal = || {
        let digits = lower.trim_end_matches(|c: char| c.is_ascii_lowercase());
        let is_ordinal = ["st", "nd", "rd", "th"].contains(&&lower[digits.len()..]);
        digits.parse().ok().filter(|_| is_ordinal)
    };
    word.or_else(ordinal).map_or_else(|| EditionStatement::from(clean(text)), |n| n.to_string().into())
}

/// A value short enough to be shown in a line.
pub(super) fn shortened(text: &str) -> String {
    /// More of a value nobody needs to recognise it.
    const MOST: usize = 40;
    let text = clean(text);
    if text.chars().count() <= MOST {
        return text;
    }
    text.chars().take(MOST).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::{Draft, isbns};

    #[test]
    fn isbns_are_found_however_they_stand() {
        let found = |text| isbns(text).0.iter().map(|i| i.digits()).collect::<Vec<_>>();
        assert_eq!(found("0-14-044913-2 (pbk.), 9780140449136"), ["9780140449136", "9780140449136"]);
        assert_eq!(found("978 0 14 044913 6"), ["9780140449136"]);
        assert_eq!(isbns("1234-5678").1.as_deref(), Some("1234-5678"));
    }

    #[test]
    fn titles_stay_in_one_where_that_reads_back() {
        let typed = |main: &str, subtitle: Option<&str>| {
            let mut draft = Draft::new();
            draft.title(main, subtitle);
            let book = draft.finish().book;
            (book.title, book.subtitle)
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(typed("A", Some("B: C")), (some("A: B: C"), None));
        assert_eq!(typed("A: B", Some("C")), (some("A: B"), some("C")));
        assert_eq!(typed("Why?", Some("Because")), (some("Why?"), some("Because")));
        assert_eq!(typed(" ", None), (None, None));
    }
}
