//! One record set against one citation: how well it fits, and why.
//!
//! A book of the same name by somebody else is no match where the text names the author. A bare title is worth
//! what its words tell. Nothing is compared with other records here; `decide` does that.

use any_ascii::any_ascii;

use super::titles::{self, TitleFit};
use super::weights as w;
use crate::catalog::Record;
use crate::model::title::normalise;
use crate::model::{CitedBook, Confidence, Date, Name, Reason, Year};

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
/// A shorter surname is another one when a letter differs.
const SHORTEST_MISSPELT_SURNAME: usize = 5;
/// From this length two letters may differ.
const LONG_SURNAME: usize = 7;
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
    let people = compare_people(&cited.authors, record);
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
    if let Some((reason, weight)) = compare_years(cited.year, record) {
        fit.add(reason, weight);
    }
    Some(fit)
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
    let mut fit = Fit::of(title.reason, title.weight);
    if title.needs_author && !people.agree() {
        return None;
    }
    if !people.agree() {
        fit.weight += title.bare;
    }
    let (reason, weight) = people.weight()?;
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

/// How the authors cited stand to a record's contributors, least alike first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum People {
    Others,
    NotRecorded,
    NotCited,
    /// Neither side names anybody, as it should be for an anonymous work.
    Anonymous,
    ContradictoryGivenName,
    OtherGivenName,
    SimilarSurname,
    SameSurname,
    Same,
}

impl People {
    fn agree(self) -> bool {
        self >= Self::OtherGivenName
    }

    /// What it is worth; `None` for somebody else.
    fn weight(self) -> Option<(Reason, i32)> {
        Some(match self {
            Self::Others => return None,
            Self::NotRecorded => (Reason::NoAuthorRecorded, w::NO_AUTHOR_RECORDED),
            Self::NotCited => (Reason::NoAuthorCited, 0),
            Self::Anonymous => (Reason::NoAuthorCited, w::ANONYMOUS),
            Self::ContradictoryGivenName => (Reason::OtherGivenName, w::CONTRADICTORY_GIVEN_NAME),
            Self::OtherGivenName => (Reason::OtherGivenName, w::OTHER_GIVEN_NAME),
            Self::SimilarSurname => (Reason::SimilarSurname, w::SIMILAR_SURNAME),
            Self::SameSurname => (Reason::SameSurname, w::SAME_SURNAME),
            Self::Same => (Reason::SameAuthor, w::SAME_AUTHOR),
        })
    }
}

/// The best agreement between anybody cited and anybody recorded: writers name one of several authors.
fn compare_people(cited: &[Name], record: &Record) -> People {
    let recorded = || record.book.contributors().map(|c| &c.name);
    if cited.is_empty() {
        return if recorded().next().is_none() { People::Anonymous } else { People::NotCited };
    }
    let pairs = cited.iter().flat_map(|a| recorded().map(move |b| compare_names(a, b)));
    pairs.max().unwrap_or(People::NotRecorded)
}

fn compare_names(cited: &Name, known: &Name) -> People {
    let (a, b) = (given(cited), given(known));
    let alike = a.is_empty() || b.is_empty() || a.chars().next() == b.chars().next();
    match () {
        () if is_bare_surname(cited, known) => People::SameSurname,
        () if shares_one_name(cited, known) => People::SameSurname,
        () if cited.agrees_with(known) => People::Same,
        () if cited.same_family(known) && alike => People::OtherGivenName,
        () if cited.same_family(known) => People::ContradictoryGivenName,
        () if alike && similar_surnames(cited, known) => People::SimilarSurname,
        () => People::Others,
    }
}

/// Whether all that is cited of a person is the family name, which may be several words: Vargas Llosa.
fn is_bare_surname(cited: &Name, known: &Name) -> bool {
    let Name::Personal(person) = known else { return false };
    let written = normalise(&cited.to_string());
    written == normalise(&person.family)
        || written == normalise(&known.family())
        || (matches!(cited, Name::Mononym(_)) && cited.same_family(known))
}

fn given(name: &Name) -> String {
    match name {
        Name::Personal(p) => normalise(&p.given),
        Name::Corporate(_) | Name::Mononym(_) => String::new(),
    }
}

/// Whether one of them has no family name and the other is a word of it: Aquinas and Thomas Aquinas.
fn shares_one_name(cited: &Name, known: &Name) -> bool {
    let (one, other) = match (cited, known) {
        (Name::Mononym(a), b) | (b, Name::Mononym(a)) => (a, b),
        _ => return false,
    };
    let (one, other) = (normalise(one), normalise(other.sort_name()));
    let has = |whole: &str, word: &str| word.chars().count() > 2 && whole.split(' ').any(|w| w == word);
    one != other && (has(&one, &other) || has(&other, &one))
}

/// Whether the surnames are one but for a slip or another transliteration.
fn similar_surnames(a: &Name, b: &Name) -> bool {
    let latin = |name: &Name| normalise(&any_ascii(name.sort_name()));
    let (a, b) = (latin(a), latin(b));
    let slips = match a.chars().count().min(b.chars().count()) {
        shorter if shorter < SHORTEST_MISSPELT_SURNAME => 0,
        shorter if shorter < LONG_SURNAME => 1,
        _ => 2,
    };
    a == b || strsim::osa_distance(&a, &b) <= slips
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
    use super::{People, compare_names, fit};
    use crate::catalog::starter::StarterWork;
    use crate::model::{CitedBook, Edition, Isbn, Name, Reason, Year};

    #[track_caller]
    fn people(cited: &str, known: &str, expected: People) {
        let known = if known.contains(',') { Name::parse(known).unwrap() } else { Name::Mononym(known.to_owned()) };
        assert_eq!(compare_names(&Name::parse(cited).unwrap(), &known), expected, "{cited} and {known}");
    }

    #[test]
    fn people_are_told_apart() {
        people("Thomas Kuhn", "Kuhn, Thomas S.", People::Same);
        people("T. S. Kuhn", "Kuhn, Thomas S.", People::Same);
        people("Homer", "Homer", People::Same);
        people("Liu Cixin", "Liu, Cixin", People::Same);
        people("Kuhn", "Kuhn, Thomas S.", People::SameSurname);
        people("Vargas Llosa", "Vargas Llosa, Mario", People::SameSurname);
        people("Mario Vargas Llosa", "Vargas Llosa, Mario", People::Same);
        people("Ortega y Gasset", "Ortega y Gasset, José", People::SameSurname);
        people("Ortega", "Ortega y Gasset, José", People::SameSurname);
        people("Le Guin", "Le Guin, Ursula K.", People::SameSurname);
        people("Aquinas", "Thomas Aquinas", People::SameSurname);
        people("St. Augustine", "Augustine of Hippo", People::SameSurname);
        people("Fyodor Dostoyevsky", "Dostoevsky, Fyodor", People::SimilarSurname);
        people("Достоевский", "Dostoevsky, Fyodor", People::SimilarSurname);
        people("Lev Trotsky", "Trotsky, Leon", People::OtherGivenName);
        people("Henry James", "James, William", People::ContradictoryGivenName);
        people("Mann", "Marx, Karl", People::Others);
        people("Alan Woods", "Trotsky, Leon", People::Others);
    }

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
