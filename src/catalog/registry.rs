//! The catalogs that `library.toml` may list, by name.
//!
//! A name that no version knows is a mistake of the user's and refused; a name whose catalog this version cannot
//! ask yet is passed over, so that one `library.toml` serves several versions. In which order they are asked is
//! the user's choice, and what to ask is the resolver's.

use thiserror::Error;

use super::Catalog;
use super::starter::Starter;
use crate::model::CatalogName;

/// A catalog by its name, and how this version reaches it.
struct Known {
    name: &'static str,
    open: Option<fn() -> Box<dyn Catalog>>,
}

const CATALOGS: &[Known] = &[
    Known { name: "bibliotheque-nationale", open: None },
    Known { name: "crossref", open: None },
    Known { name: "deutsche-nationalbibliothek", open: None },
    Known { name: "google-books", open: None },
    Known { name: "k10plus", open: None },
    Known { name: "library-of-congress", open: None },
    Known { name: "local", open: None },
    Known { name: "open-library", open: None },
    Known { name: "starter", open: Some(|| Box::new(Starter::get())) },
    Known { name: "wikidata", open: None },
];

/// How alike a misspelt name must be to be taken for the one meant (Jaro-Winkler): one slip in the shortest name.
const MEANT: f64 = 0.8;

/// A name that is no catalog's.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("there is no catalog `{name}` (known are {})", known_names())]
pub struct UnknownCatalog {
    /// What was asked for.
    pub name: CatalogName,
    /// The catalog that was probably meant.
    pub meant: Option<&'static str>,
}

/// A catalog that was listed and cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unavailable {
    /// Which.
    pub name: CatalogName,
    /// Why not, for a person.
    pub why: &'static str,
}

/// What became of a list of names.
#[derive(Default)]
pub struct Opened {
    /// Those that can be asked, in the order listed, each once.
    pub catalogs: Vec<Box<dyn Catalog>>,
    /// Those passed over.
    pub unavailable: Vec<Unavailable>,
}

/// Every name that `catalogs` in `library.toml` may hold, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    CATALOGS.iter().map(|c| c.name)
}

/// Makes the catalogs of these names ready to be asked.
pub fn open(names: &[CatalogName]) -> Result<Opened, UnknownCatalog> {
    let mut opened = Opened::default();
    for (at, name) in names.iter().enumerate() {
        let known = known(name)?;
        match known.open {
            _ if names[..at].contains(name) => {}
            Some(open) => opened.catalogs.push(open()),
            None => {
                opened.unavailable.push(Unavailable { name: name.clone(), why: "this version cannot ask it yet" });
            }
        }
    }
    Ok(opened)
}

/// Fails on a name that no version knows.
pub fn check<'a>(names: impl IntoIterator<Item = &'a CatalogName>) -> Result<(), UnknownCatalog> {
    names.into_iter().try_for_each(|name| known(name).map(drop))
}

fn known(name: &CatalogName) -> Result<&'static Known, UnknownCatalog> {
    CATALOGS.iter().find(|c| c.name == name.as_str()).ok_or_else(|| unknown(name))
}

fn unknown(name: &CatalogName) -> UnknownCatalog {
    let likeness = |known: &str| strsim::jaro_winkler(known, name.as_str());
    let meant = names().filter(|k| likeness(k) >= MEANT).max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    UnknownCatalog { name: name.clone(), meant }
}

fn known_names() -> String {
    names().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::{names, open};
    use crate::model::CatalogName;

    fn list(names: &[&str]) -> Vec<CatalogName> {
        names.iter().map(|n| n.parse().unwrap()).collect()
    }

    #[test]
    fn listed_catalogs_are_opened_or_passed_over() {
        let opened = open(&list(&["local", "starter", "wikidata", "starter"])).unwrap();
        assert_eq!(opened.catalogs.iter().map(|c| c.name()).collect::<Vec<_>>(), list(&["starter"]));
        assert_eq!(opened.unavailable.into_iter().map(|u| u.name).collect::<Vec<_>>(), list(&["local", "wikidata"]));
    }

    #[test]
    fn a_misspelt_name_is_refused_with_the_one_meant() {
        let error = |name: &str| open(&list(&["starter", name])).err().unwrap();
        assert_eq!(error("openlibrary").meant, Some("open-library"));
        assert_eq!(error("zzz").meant, None);
        assert!(
            error("zzz").to_string().starts_with("there is no catalog `zzz` (known are `bibliotheque-nationale`, ")
        );
    }

    #[test]
    fn whatever_has_a_protocol_may_be_listed() {
        let all: Vec<_> = names().collect();
        let without: Vec<_> = crate::catalog::protocol::names().filter(|name| !all.contains(name)).collect();
        assert!(without.is_empty(), "{without:?}");
    }

    #[test]
    fn names_are_sorted_and_well_formed() {
        let all: Vec<_> = names().collect();
        assert!(all.is_sorted());
        assert_eq!(list(&all).len(), all.len());
    }
}
