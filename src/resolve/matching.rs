//! One record set against one citation: how well it fits, and why.
//!
//! A book of the same name by somebody else is no match where the text names the author. A bare title is worth
//! what its words tell. `titles` and `people` compare the parts; nothing is compared with other records here, that is
//! `decide`'s business.

use super::kinds::Kind;
use super::people::{self, People};
use super::titles::{self, TitleFit};
use super::weights as w;
use crate::catalog::Record;
use crate::model::{CitedBook, Confidence, Date, Reason, Year};

/// How well a record fits a citation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// Evidence in hundredths of log-odds.
    weight: i32,
    /// Why, the title first.
    pub reasons: Vec<Reason>,
}

/// No evidence of this kind makes it certain.
const MOST: f64 = 0.99;
/// A work older than printing is cited by the year of whatever edition is at hand.
const PRINTING: i32 = 1450;
/// Years that count as near.
const NEAR: u32 = 2;

impl Fit {
    /// The evidence as a probability.
    pub fn score(&self) -> Confidence {
        let odds = (f64::from(self.weight) / 100.0).exp();
        Confidence::from_probability((odds / (1.0 + odds)).min(MOST))
    }

    pub(super) fn weight(&self) -> i32 {
        self.weight
    }

    /// Whether the titles are one, not only alike.
    pub(super) fn has_same_title(&self) -> bool {
        use Reason::{KnownAlias, SameIsbn, SameMainTitle, SameTitle};
        self.reasons.iter().any(|r| matches!(r, SameIsbn | SameTitle | SameMainTitle | KnownAlias))
    }

    /// Whether somebody is named by both.
    pub(super) fn has_same_author(&self) -> bool {
        self.reasons.iter().any(|r| matches!(r, Reason::SameIsbn | Reason::SameAuthor | Reason::SameSurname))
    }
}

/// How well the record fits, or `None` where it cannot be the book cited.
pub fn fit(cited: &CitedBook, record: &Record) -> Option<Fit> {
    let same_isbn = cited.isbn.is_some_and(|isbn| record.book.edition.iter().any(|e| e.isbns.contains(&isbn)));
    let title = titles::compare(&cited.title, record);
    let people = people::compare(&cited.authors, record);
    let mut fit = match (title, same_isbn) {
        (Some(title), false) => by_title(title, people)?,
        (Some(title), true) => {
            let mut fit = by_title(title, people).unwrap_or_else(|| Fit::of(Reason::OtherAuthor, 0));
            fit.add(Reason::SameIsbn, w::SAME_ISBN);
            fit
        }
        (None, true) => by_isbn(cited, people)?,
        (None, false) => return None,
    };
    let kinds = Kind::of(&cited.title).against(Kind::of(&full_title(record)));
    let years = compare_years(cited.year, record);
    kinds.into_iter().chain(years).for_each(|(reason, weight)| fit.add(reason, weight));
    Some(fit)
}

/// The title with that of the edition, which often says more of what it is.
fn full_title(record: &Record) -> String {
    let edition = record.book.edition.as_ref();
    let series = edition.and_then(|e| e.series.as_ref()).map_or("", |series| series.title.as_str());
    let of_edition = edition.and_then(|e| e.title.as_ref()).map_or_else(String::new, |title| title.full());
    format!("{} | {of_edition} | {series}", record.book.work.title.full())
}

impl Fit {
    fn of(reason: Reason, weight: i32) -> Self {
        Self { weight, reasons: vec![reason] }
    }

    fn add(&mut self, reason: Reason, weight: i32) {
        self.reasons.push(reason);
        self.weight += weight;
    }
}

fn by_title(title: TitleFit, people: People) -> Option<Fit> {
    let (reason, weight) = people.weight()?;
    let mut fit = match people.agree() {
        true => Fit::of(title.reason, title.weight),
        false if title.needs_author => return None,
        false => Fit::of(title.reason, title.weight + title.bare),
    };
    fit.add(reason, weight);
    Some(fit)
}

/// A number of this record under another title, or under none.
fn by_isbn(cited: &CitedBook, people: People) -> Option<Fit> {
    let mut fit = Fit::of(Reason::SameIsbn, w::SAME_ISBN);
    if !cited.title.trim().is_empty() {
        let (reason, weight) = people.weight()?;
        fit.add(Reason::OtherTitle, w::ISBN_OF_OTHER_TITLE);
        fit.add(reason, weight);
    }
    Some(fit)
}

fn compare_years(cited: Option<Year>, record: &Record) -> Option<(Reason, i32)> {
    let cited = cited?;
    let issued = record.book.edition.as_ref().and_then(|e| e.issued);
    let dates: Vec<Date> = record.book.work.first_published.into_iter().chain(issued).collect();
    let first = dates.iter().map(|d| d.first_year()).min()?;
    let apart = |d: &Date| d.first_year().number().abs_diff(cited.number());
    Some(match () {
        () if dates.iter().any(|d| d.admits(cited)) => (Reason::SameYear, w::SAME_YEAR),
        () if dates.iter().any(|d| apart(d) <= NEAR) => (Reason::NearYear, w::NEAR_YEAR),
        () if cited < first => (Reason::OtherYear, w::EARLIER_YEAR),
        () if first.number() < PRINTING => (Reason::OtherYear, 0),
        () => (Reason::OtherYear, w::LATER_YEAR),
    })
}

#[cfg(test)]
mod tests {
    use super::fit;
    use crate::catalog::starter::StarterWork;
    use crate::model::{CitedBook, Edition, Isbn, Name, Reason, Year};

    fn cited(title: &str, author: &str, year: Option<i64>) -> CitedBook {
        CitedBook {
            title: title.to_owned(),
            authors: Name::parse(author).into_iter().collect(),
            year: year.and_then(Year::new),
            isbn: None,
        }
    }

    const KUHN: &str = "The Structure of Scientific Revolutions\t\tKuhn, Thomas S.\t1962\ten\t\t";

    #[test]
    fn reasons_are_given_in_order() {
        let record = StarterWork::parse(KUHN).unwrap().record();
        let fit = fit(&cited("The Structure of Scientific Revolutions", "Kuhn", Some(1962)), &record).unwrap();
        assert_eq!(fit.reasons, [Reason::SameTitle, Reason::SameSurname, Reason::SameYear]);
        assert_eq!(fit.score().percent(), 99);
    }

    #[test]
    fn contradicting_years_lower_and_do_not_kill() {
        let record = StarterWork::parse(KUHN).unwrap().record();
        let score = |year| fit(&cited("Structure of Scientific Revolutions", "", year), &record).unwrap().score();
        let years = [Some(1940), Some(1996), None, Some(1963), Some(1962)];
        assert!(years.map(score).is_sorted(), "{:?}", years.map(score));
        assert!(score(Some(1940)).percent() > 50);
    }

    #[test]
    fn an_isbn_outweighs_a_title() {
        let isbn: Isbn = "9780226458083".parse().unwrap();
        let mut record = StarterWork::parse(KUHN).unwrap().record();
        record.book.edition = Some(Edition { isbns: vec![isbn], ..Edition::default() });
        let by = |title, author| fit(&CitedBook { isbn: Some(isbn), ..cited(title, author, None) }, &record);
        assert_eq!(by("", "").unwrap().reasons, [Reason::SameIsbn]);
        assert!(by("Paradigms Lost", "Kuhn").unwrap().reasons.contains(&Reason::OtherTitle));
        assert_eq!(by("Paradigms Lost", "Feyerabend"), None);
    }
}
