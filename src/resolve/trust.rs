//! Whom to believe in what.
//!
//! Catalogs err each in its own way: one gives the earliest of its editions for the first year, another makes a translator
//! an author. For each field that they are known to differ in stands here who is believed first; the table is the order of
//! librarians' experience, and who is not named in it stands in the middle.

use crate::model::{CatalogName, Field};

/// Who is believed first, and who last.
struct Trust {
    fields: &'static [Field],
    first: &'static [&'static str],
    last: &'static [&'static str],
}

const NATIONAL: &[&str] = &[
    "library-of-congress",
    "deutsche-nationalbibliothek",
    "bibliotheque-nationale",
    "k10plus",
    "wikidata",
    "local",
    "starter",
];

const TRUST: &[Trust] = &[
    Trust {
        fields: &[Field::FirstPublished],
        first: &["wikidata", "starter", "local"],
        // The minimum over editions: a facsimile or a slip makes it too early, a missing first edition too late.
        last: &["crossref", "google-books", "open-library"],
    },
    Trust { fields: &[Field::Contributors], first: NATIONAL, last: &["crossref", "google-books", "open-library"] },
    Trust {
        fields: &[Field::Language, Field::OriginalTitle],
        first: &["wikidata", "starter", "deutsche-nationalbibliothek", "bibliotheque-nationale", "library-of-congress"],
        last: &["google-books", "open-library"],
    },
];

/// The place of the catalog among those that know this field, the most trusted first.
pub(super) fn rank(field: Field, catalog: &CatalogName) -> usize {
    let Some(trust) = TRUST.iter().find(|trust| trust.fields.contains(&field)) else { return 0 };
    let place = |list: &[&str]| list.iter().position(|name| *name == catalog.as_str());
    match (place(trust.first), place(trust.last)) {
        (Some(at), _) => at,
        (None, Some(at)) => trust.first.len() + 1 + at,
        (None, None) => trust.first.len(),
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{CatalogName, Field};
    use crate::resolve::trust::rank;

    #[test]
    fn each_is_believed_in_its_own_field() {
        let of = |field, name: &str| rank(field, &name.parse::<CatalogName>().unwrap());
        assert!(of(Field::FirstPublished, "wikidata") < of(Field::FirstPublished, "open-library"));
        assert!(of(Field::Contributors, "deutsche-nationalbibliothek") < of(Field::Contributors, "wikidata"));
        assert!(of(Field::FirstPublished, "someone-else") < of(Field::FirstPublished, "open-library"));
        assert_eq!(of(Field::Title, "wikidata"), of(Field::Title, "open-library"));
    }
}
