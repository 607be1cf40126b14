//! Which printing is meant, by a stated rule.
//!
//! The edition named in the text goes before its ISBN, that before the year, the year before the language, and the first
//! before all others. A text that names neither edition nor ISBN means the work, and its entry has neither publisher nor
//! pages, however much a catalog knows of some printing; unless the user wants an edition of every book.

use std::cmp::Reverse;

use super::rules::Wanted;
use super::titles::number;
use crate::model::title::{ARTICLES, normalise};
use crate::model::{CatalogName, CitedBook, Date, Edition, EditionStatement, Field, Provenance, Source, Work, Year};

/// Of the words before "edition", those that are numbers.
const ORDINALS: &[&str] = &[
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth",
];
/// What is said for an edition.
const EDITION: &[&str] = &["ed", "edn", "edition"];

/// An edition and who offers it.
pub(super) type Offer<'o> = (&'o CatalogName, &'o Edition);

/// The edition meant and where each of its fields comes from; `None` when the work is meant.
///
/// The ISBN cited stands first among its ISBNs. Where no catalog has the edition, it is what the text says: its number,
/// its ISBN, and a year later than the work's first.
pub(super) fn choose(
    cited: &CitedBook,
    work: &Work,
    offered: &[Offer<'_>],
    wanted: &Wanted,
) -> Option<(Edition, Provenance)> {
    let named = without_statement(&cited.title).1;
    let is_meant = |edition: &Edition| match (named, cited.isbn) {
        (Some(named), _) => is_numbered(edition, named),
        (None, Some(isbn)) => edition.isbns.contains(&isbn),
        (None, None) => false,
    };
    let meant = match (named, cited.isbn) {
        (None, None) => Some(best_wanted(offered, wanted)?),
        _ => offered.iter().filter(|(_, e)| is_meant(e)).min_by_key(|(_, e)| rank(e, cited)).copied(),
    };
    let Some((catalog, edition)) = meant else {
        let edition = as_cited(cited, work, named);
        let provenance = filled(&edition, &Source::Text);
        return Some((edition, provenance));
    };
    let mut edition = edition.clone();
    edition.isbns.sort_by_key(|other| Some(*other) != cited.isbn);
    let provenance = filled(&edition, &Source::Catalog(catalog.clone()));
    Some((edition, provenance))
}

/// The title without "(2nd ed.)" at its end, and the 2.
pub(super) fn without_statement(title: &str) -> (&str, Option<u16>) {
    let words: Vec<&str> = title.split_whitespace().collect();
    let [.., numeral, last] = words.as_slice() else { return (title, None) };
    let named = EDITION.contains(&normalise(last).as_str()).then(|| ordinal(&normalise(numeral))).flatten();
    let end = title.rfind(numeral).unwrap_or(title.len());
    let rest = title.get(..end).unwrap_or(title).trim_end_matches([' ', ',', '(', '[', ':', ';', '-', '–', '—', '.']);
    let bare = normalise(rest);
    match named {
        Some(named) if !bare.is_empty() && !ARTICLES.contains(&bare.as_str()) => (rest, Some(named)),
        _ => (title, None),
    }
}

fn ordinal(word: &str) -> Option<u16> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let named = ORDINALS.iter().position(|o| *o == word).and_then(|at| u16::try_from(at + 1).ok());
    digits.parse().ok().filter(|n| (1..100).contains(n)).or(named)
}

fn is_numbered(edition: &Edition, named: u16) -> bool {
    match &edition.edition {
        Some(EditionStatement::Number(n)) => *n == named,
        Some(EditionStatement::Words(words)) => {
            let first = normalise(words.split_whitespace().next().unwrap_or_default());
            ordinal(&first).or_else(|| number(&first).and_then(|n| n.try_into().ok())) == Some(named)
        }
        None => false,
    }
}

/// Of several that are meant: by ISBN, by the year cited, the earliest, the one that is told most of.
fn rank(edition: &Edition, cited: &CitedBook) -> (bool, bool, Option<Year>, bool) {
    let of_isbn = cited.isbn.is_some_and(|isbn| edition.isbns.contains(&isbn));
    let of_year = cited.year.is_some_and(|year| edition.issued.is_some_and(|date| date.admits(year)));
    (!of_isbn, !of_year, edition.issued.map(Date::first_year), edition.publisher.is_none())
}

/// The edition that the user wants of every book; `None` where the work is wanted or nothing is offered.
fn best_wanted<'o>(offered: &[Offer<'o>], wanted: &Wanted) -> Option<Offer<'o>> {
    let issued = |offer: &Offer<'o>| offer.1.issued.map(Date::first_year);
    let dated = offered.iter().copied().filter(|offer| issued(offer).is_some());
    match wanted {
        Wanted::Cited => None,
        Wanted::First => dated.min_by_key(issued),
        Wanted::Latest => dated.min_by_key(|offer| Reverse(issued(offer))),
        Wanted::In(language) => {
            let is_in = |e: &Edition| e.language.as_ref().is_some_and(|l| l.primary() == language.primary());
            offered.iter().copied().filter(|offer| is_in(offer.1)).min_by_key(|offer| Reverse(issued(offer)))
        }
    }
}

/// What the text alone says of the edition.
fn as_cited(cited: &CitedBook, work: &Work, named: Option<u16>) -> Edition {
    let issued = cited.year.filter(|y| work.first_published.is_none_or(|d| *y > d.first_year() && !d.admits(*y)));
    Edition {
        isbns: Vec::from_iter(cited.isbn),
        issued: issued.map(Date::At),
        edition: named.map(EditionStatement::Number),
        ..Edition::default()
    }
}

/// Every field of the edition that holds something, with this source.
fn filled(edition: &Edition, source: &Source) -> Provenance {
    let fields = [
        (Field::EditionTitle, edition.title.is_some()),
        (Field::EditionContributors, !edition.contributors.is_empty()),
        (Field::Issued, edition.issued.is_some()),
        (Field::Publisher, edition.publisher.is_some()),
        (Field::Place, edition.place.is_some()),
        (Field::Edition, edition.edition.is_some()),
        (Field::Series, edition.series.is_some()),
        (Field::Volume, edition.volume.is_some()),
        (Field::Volumes, edition.volumes.is_some()),
        (Field::Pages, edition.pages.is_some()),
        (Field::EditionLanguage, edition.language.is_some()),
        (Field::Isbn, !edition.isbns.is_empty()),
        (Field::Url, edition.url.is_some()),
    ];
    fields.into_iter().filter(|(_, is_filled)| *is_filled).map(|(field, _)| (field, source.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::{choose, without_statement};
    use crate::model::{
        CatalogName, CitedBook, Date, Edition, EditionStatement, Field, Isbn, Source, Title, Work, Year,
    };
    use crate::resolve::Wanted;

    fn isbn(text: &str) -> Isbn {
        text.parse().unwrap()
    }

    fn cited(isbn: Option<&str>, year: i64) -> CitedBook {
        CitedBook { isbn: isbn.map(self::isbn), year: Year::new(year), ..CitedBook::default() }
    }

    fn work() -> Work {
        Work { first_published: Date::year(1962), ..Work::titled(Title::parse("Structure").unwrap()) }
    }

    #[test]
    fn without_isbn_the_work_is_meant() {
        let edition = Edition { pages: Some(212), isbns: vec![isbn("9780226458083")], ..Edition::default() };
        assert_eq!(choose(&cited(None, 1996), &work(), &[(&CatalogName::starter(), &edition)], &Wanted::Cited), None);
    }

    #[test]
    fn the_edition_with_the_isbn_is_taken() {
        let other = Edition { pages: Some(1), isbns: vec![isbn("9780140449136")], ..Edition::default() };
        let isbns = vec![isbn("0226458040"), isbn("9780226458083")];
        let meant = Edition { pages: Some(212), isbns, ..Edition::default() };
        let catalog = CatalogName::starter();
        let offered = [(&catalog, &other), (&catalog, &meant)];
        let (edition, provenance) =
            choose(&cited(Some("9780226458083"), 1962), &work(), &offered, &Wanted::Cited).unwrap();
        assert_eq!(edition.pages, Some(212));
        assert_eq!(edition.isbns, [isbn("9780226458083"), isbn("0226458040")]);
        assert_eq!(provenance[&Field::Pages], Source::Catalog(catalog.clone()));
    }

    #[test]
    fn an_isbn_nobody_knows_is_the_texts_own() {
        let (edition, provenance) = choose(&cited(Some("9780226458083"), 1996), &work(), &[], &Wanted::Cited).unwrap();
        assert_eq!(edition.issued, Date::year(1996));
        assert_eq!(provenance[&Field::Isbn], Source::Text);
        let (edition, _) = choose(&cited(Some("9780226458083"), 1962), &work(), &[], &Wanted::Cited).unwrap();
        assert_eq!(edition.issued, None, "the work's first year is no edition's");
    }

    fn numbered(statement: &str, year: i64, language: &str) -> Edition {
        Edition {
            edition: Some(EditionStatement::from(statement.to_owned())),
            issued: Date::year(year),
            language: language.parse().ok(),
            ..Edition::default()
        }
    }

    #[test]
    fn the_edition_named_is_taken() {
        let (second, third) = (numbered("2nd, enlarged", 1970, "en"), numbered("3", 1996, "en"));
        let catalog = CatalogName::starter();
        let offered = [(&catalog, &second), (&catalog, &third)];
        let by_title = |title: &str| {
            let cited = CitedBook { title: title.to_owned(), ..CitedBook::default() };
            choose(&cited, &work(), &offered, &Wanted::Cited).map(|(edition, _)| edition)
        };
        assert_eq!(by_title("Structure, 2nd ed."), Some(second.clone()));
        assert_eq!(by_title("Structure (Third Edition)"), Some(third.clone()));
        assert_eq!(by_title("Structure"), None);
        let fourth = by_title("Structure, 4th edition").unwrap();
        assert_eq!(fourth.edition, Some(EditionStatement::Number(4)));
    }

    #[test]
    fn what_the_user_wants_of_every_book() {
        let (old, german, new) = (numbered("1", 1962, "en"), numbered("1", 1967, "de"), numbered("4", 2012, "en"));
        let catalog = CatalogName::starter();
        let offered = [(&catalog, &german), (&catalog, &new), (&catalog, &old)];
        let wanted =
            |wanted: Wanted| choose(&cited(None, 1962), &work(), &offered, &wanted).map(|(edition, _)| edition);
        assert_eq!(wanted(Wanted::First), Some(old.clone()));
        assert_eq!(wanted(Wanted::Latest), Some(new.clone()));
        assert_eq!(wanted(Wanted::In("de".parse().unwrap())), Some(german.clone()));
        assert_eq!(wanted(Wanted::In("fr".parse().unwrap())), None);
    }

    #[test]
    fn statements_are_cut_off() {
        assert_eq!(without_statement("Calculus, 3rd ed."), ("Calculus", Some(3)));
        assert_eq!(without_statement("Gray's Anatomy (Twelfth Edition)"), ("Gray's Anatomy", Some(12)));
        assert_eq!(without_statement("The First Edition"), ("The First Edition", None));
        assert_eq!(without_statement("First Edition"), ("First Edition", None));
        assert_eq!(without_statement("On War"), ("On War", None));
    }
}
