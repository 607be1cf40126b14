//! Which printing is meant, by a stated rule.
//!
//! A text that gives an ISBN means that edition; a text that gives none means the work, and its entry has neither
//! ISBN nor publisher nor pages, however much a catalog knows of some printing. Pinning another edition is the
//! user's right, and the library's business.

use crate::model::{CatalogName, CitedBook, Date, Edition, Field, Provenance, Source, Work};

/// The edition meant and where each of its fields comes from; `None` when the work is meant.
///
/// Of the editions offered, the one with the ISBN cited is taken, and its ISBN put first. Where no catalog has it,
/// the edition is what the text says: its ISBN, and a year later than the work's first.
pub fn choose(cited: &CitedBook, work: &Work, offered: &[(&CatalogName, &Edition)]) -> Option<(Edition, Provenance)> {
    let isbn = cited.isbn?;
    let Some((catalog, edition)) = offered.iter().find(|(_, e)| e.isbns.contains(&isbn)) else {
        let issued = cited.year.filter(|y| work.first_published.is_none_or(|d| *y > d.first_year() && !d.admits(*y)));
        let edition = Edition { isbns: vec![isbn], issued: issued.map(Date::At), ..Edition::default() };
        let provenance = filled(&edition, &Source::Text);
        return Some((edition, provenance));
    };
    let mut edition = (*edition).clone();
    edition.isbns.sort_by_key(|other| *other != isbn);
    let provenance = filled(&edition, &Source::Catalog((*catalog).clone()));
    Some((edition, provenance))
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
    use super::choose;
    use crate::model::{CatalogName, CitedBook, Date, Edition, Field, Isbn, Source, Title, Work, Year};

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
        assert_eq!(choose(&cited(None, 1996), &work(), &[(&CatalogName::starter(), &edition)]), None);
    }

    #[test]
    fn the_edition_with_the_isbn_is_taken() {
        let other = Edition { pages: Some(1), isbns: vec![isbn("9780140449136")], ..Edition::default() };
        let isbns = vec![isbn("0226458040"), isbn("9780226458083")];
        let meant = Edition { pages: Some(212), isbns, ..Edition::default() };
        let catalog = CatalogName::starter();
        let offered = [(&catalog, &other), (&catalog, &meant)];
        let (edition, provenance) = choose(&cited(Some("9780226458083"), 1962), &work(), &offered).unwrap();
        assert_eq!(edition.pages, Some(212));
        assert_eq!(edition.isbns, [isbn("9780226458083"), isbn("0226458040")]);
        assert_eq!(provenance[&Field::Pages], Source::Catalog(catalog.clone()));
    }

    #[test]
    fn an_isbn_nobody_knows_is_the_texts_own() {
        let (edition, provenance) = choose(&cited(Some("9780226458083"), 1996), &work(), &[]).unwrap();
        assert_eq!(edition.issued, Date::year(1996));
        assert_eq!(provenance[&Field::Isbn], Source::Text);
        let (edition, _) = choose(&cited(Some("9780226458083"), 1962), &work(), &[]).unwrap();
        assert_eq!(edition.issued, None, "the work's first year is no edition's");
    }
}
