//! The catalogs that `library.toml` may list, by name.
//!
//! A name that no version knows is a mistake of the user's and refused; a catalog that cannot be asked (in this version,
//! without the network, without a key) is passed over, so that one `library.toml` serves everywhere. In which order they are
//! asked is the user's choice, and what to ask is the resolver's.

use std::sync::Arc;

use thiserror::Error;

use super::Catalog;
use super::local::LocalCatalog;
use super::protocol::{self, Protocol};
use super::remote::Remote;
use super::starter::Starter;
use super::web::Web;
use crate::model::CatalogName;

/// A catalog by its name, and where it is.
struct Known {
    name: &'static str,
    place: Place,
}

/// Where a catalog is.
enum Place {
    /// In the program.
    Within(fn() -> Box<dyn Catalog>),
    /// On the network, where the protocol of its name asks it.
    Network,
    /// On this disk, if something was imported.
    Imported,
}

const CATALOGS: &[Known] = &[
    Known { name: "bibliotheque-nationale", place: Place::Network },
    Known { name: "crossref", place: Place::Network },
    Known { name: "deutsche-nationalbibliothek", place: Place::Network },
    Known { name: "google-books", place: Place::Network },
    Known { name: "k10plus", place: Place::Network },
    Known { name: "library-of-congress", place: Place::Network },
    Known { name: "local", place: Place::Imported },
    Known { name: "open-library", place: Place::Network },
    Known { name: "starter", place: Place::Within(|| Box::new(Starter::get())) },
    Known { name: "wikidata", place: Place::Network },
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
    /// Why not.
    pub why: Obstacle,
}

/// Why a catalog cannot be asked; the words are for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Obstacle {
    /// Not by this version.
    #[error("this version cannot ask it yet")]
    Later,
    /// It is made by an import, and none was made.
    #[error("nothing was imported: `reading-list catalog import`")]
    NothingImported,
    /// The generation that the environment names is not there.
    #[error("the generation that READING_LIST_CATALOG_GENERATION names is not there")]
    NoGeneration,
    /// What was imported cannot be read.
    #[error("it cannot be read; import it again")]
    Unreadable,
    /// The network is not to be asked.
    #[error("offline")]
    Offline,
    /// It answers nobody without a key, and there is none.
    #[error("it wants a key: `key-env` names the variable that holds it, and that must be set")]
    NoKey,
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

/// Makes the catalogs of these names ready to be asked, those on the network through `web`. Asks nobody yet.
pub fn open(names: &[CatalogName], web: &Web) -> Result<Opened, UnknownCatalog> {
    let mut opened = Opened::default();
    for (at, name) in names.iter().enumerate() {
        let known = known(name)?;
        if names[..at].contains(name) {
            continue;
        }
        let catalog = match known.place {
            Place::Within(open) => Ok(open()),
            Place::Network => protocol::protocol(known.name).ok_or(Obstacle::Later).and_then(|p| remote(name, p, web)),
            Place::Imported => LocalCatalog::installed().map(|local| Box::new(local) as Box<dyn Catalog>),
        };
        match catalog {
            Ok(catalog) => opened.catalogs.push(catalog),
            Err(why) => opened.unavailable.push(Unavailable { name: name.clone(), why }),
        }
    }
    Ok(opened)
}

fn remote(name: &CatalogName, protocol: Box<dyn Protocol>, web: &Web) -> Result<Box<dyn Catalog>, Obstacle> {
    let service = web.service(name);
    let way = web.way().ok_or(Obstacle::Offline)?;
    if protocol.needs_key() && service.key.is_none() {
        return Err(Obstacle::NoKey);
    }
    Ok(Box::new(Remote::new(name.clone(), protocol, &service, Arc::clone(way))))
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
    use std::collections::BTreeMap;

    use super::{Obstacle, names, open};
    use crate::catalog::protocol::ApiKey;
    use crate::catalog::web::{Service, Web, hosts};
    use crate::model::CatalogName;
    use crate::net::Settings;

    fn list(names: &[&str]) -> Vec<CatalogName> {
        names.iter().map(|n| n.parse().unwrap()).collect()
    }

    #[test]
    fn listed_catalogs_are_opened_or_passed_over() {
        let opened = open(&list(&["starter", "wikidata", "starter"]), &Web::default()).unwrap();
        assert_eq!(opened.catalogs.iter().map(|c| c.name()).collect::<Vec<_>>(), list(&["starter"]));
        let passed_over: Vec<_> = opened.unavailable.into_iter().map(|u| (u.name.to_string(), u.why)).collect();
        assert_eq!(passed_over, [("wikidata".to_owned(), Obstacle::Offline)], "the default is offline");
    }

    #[test]
    fn with_the_network_all_but_those_without_a_key_are_opened() {
        let all = list(&["open-library", "google-books", "k10plus"]);
        let mut services: BTreeMap<CatalogName, Service> = BTreeMap::new();
        let base = Some("http://127.0.0.1:9/books".to_owned());
        services.insert(all[2].clone(), Service { base, ..Service::default() });
        let opened = open(&all, &Web::new(Settings::default(), services.clone())).unwrap();
        assert_eq!(opened.catalogs.iter().map(|c| c.name()).collect::<Vec<_>>(), list(&["open-library", "k10plus"]));
        assert_eq!(opened.unavailable.iter().map(|u| u.why).collect::<Vec<_>>(), [Obstacle::NoKey]);
        assert!(opened.catalogs.iter().all(|catalog| !catalog.claims_completeness()));
        assert_eq!(hosts(&all, &services), ["openlibrary.org", "127.0.0.1:9"]);
        services.insert(all[1].clone(), Service { key: ApiKey::new("k"), ..Service::default() });
        assert_eq!(open(&all, &Web::new(Settings::default(), services)).unwrap().catalogs.len(), 3);
    }

    #[test]
    fn a_misspelt_name_is_refused_with_the_one_meant() {
        let error = |name: &str| open(&list(&["starter", name]), &Web::default()).err().unwrap();
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
