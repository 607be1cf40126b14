//! How the network is asked for a library: what `library.toml` says of contact and catalogs, as the client wants it.
//!
//! Answers are kept in the user's cache folder, for all libraries together; that may be deleted at any time.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use etcetera::BaseStrategy;

use super::error::PipelineError;
use crate::catalog::protocol::ApiKey;
use crate::catalog::registry::{self, Obstacle};
use crate::catalog::web::{self, Service, Web};
use crate::library::Manifest;
use crate::library::manifest::CatalogSettings;
use crate::model::CatalogName;
use crate::net::{Client, Contact, Event, Mode, Observer, Settings};
use crate::source::web::{Pages, host, is_web_address, site_names};

/// Where the keys are if `library.toml` does not say it.
const KEY_VARIABLES: &[(&str, &str)] = &[("google-books", "GOOGLE_BOOKS_KEY")];

/// Who is about to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstAsked {
    /// Every host that may be asked, in the order of the catalogs.
    pub hosts: Vec<String>,
    /// Whether they are told whom they may write to.
    pub has_contact: bool,
}

/// What a user may want to see while the network is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment<'m> {
    /// The first request is about to go out. Said once.
    First(&'m FirstAsked),
    /// A request goes out.
    Asking {
        /// To whom.
        host: &'m str,
        /// The how many-th of this run it is.
        requests: usize,
    },
}

/// The network for the catalogs of this library and for the pages among `sources`, asked in this mode. `variable` reads the
/// environment, and `tell` is called from whatever thread asks.
pub fn web(
    manifest: &Manifest,
    sources: &[String],
    mode: Mode,
    variable: impl Fn(&str) -> Option<String>,
    tell: impl Fn(Moment<'_>) + Send + Sync + 'static,
) -> Web {
    let services = services(manifest, variable);
    let contact = manifest.library.contact.as_deref().and_then(Contact::new);
    let mut hosts = web::hosts(&manifest.library.catalogs, &services);
    let bases = bases(manifest);
    for host in sources.iter().filter(|source| is_web_address(source)).filter_map(|source| host(source, &bases)) {
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    let first = FirstAsked { hosts, has_contact: contact.is_some() };
    let (is_told, requests) = (AtomicBool::new(false), AtomicUsize::new(0));
    let observer = Observer::new(move |event| match event {
        Event::FirstAsked { .. } if !is_told.swap(true, Ordering::Relaxed) => tell(Moment::First(&first)),
        Event::Asked { host, .. } => {
            let requests = requests.fetch_add(1, Ordering::Relaxed) + 1;
            tell(Moment::Asking { host, requests });
        }
        _ => {}
    });
    let settings = Settings { contact, mode, cache: answers(), observer: Some(observer), ..Settings::default() };
    Web::new(settings, services)
}

/// How one catalog stands to a library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Which.
    pub name: CatalogName,
    /// When it is asked, counted from 1; none where the library does not list it.
    pub place: Option<usize>,
    /// Where it is, if on the network.
    pub host: Option<String>,
    /// Why it cannot be asked.
    pub obstacle: Option<Obstacle>,
    /// Whether its silence means that there is no such book.
    pub is_complete: bool,
}

/// Every catalog there is, those that the library lists first, in its order. Nobody is asked.
pub fn states(manifest: &Manifest, web: &Web) -> Result<Vec<State>, PipelineError> {
    let listed = &manifest.library.catalogs;
    let others = registry::names().filter_map(|name| name.parse().ok()).filter(|name| !listed.contains(name));
    let services = services(manifest, |_| None);
    let state = |name: CatalogName| {
        let opened = registry::open(std::slice::from_ref(&name), web)
            .map_err(|source| PipelineError::Catalog { place: None, source })?;
        Ok(State {
            place: listed.iter().position(|other| *other == name).map(|at| at + 1),
            host: web::host(&name, &services),
            obstacle: opened.unavailable.first().map(|other| other.why),
            is_complete: opened.catalogs.first().is_some_and(|catalog| catalog.claims_completeness()),
            name,
        })
    };
    listed.iter().cloned().chain(others).map(state).collect()
}

/// How the pages among these sources are read, if there are any: through the catalogs' client, or where nobody may be asked, as
/// they were kept.
pub fn pages(manifest: &Manifest, sources: &[String], web: &Web) -> Option<Pages> {
    let kept = || Client::new(Settings { mode: Mode::Offline, cache: answers(), ..Settings::default() });
    let has_pages = sources.iter().any(|source| is_web_address(source));
    has_pages.then(|| Pages::new(web.client().cloned().unwrap_or_else(kept), bases(manifest)))
}

/// The addresses at which sites are to be asked.
fn bases(manifest: &Manifest) -> BTreeMap<String, String> {
    let set = manifest.catalogs.iter().filter(|(name, _)| site_names().any(|site| site == name.as_str()));
    set.filter_map(|(name, set)| Some((name.to_string(), set.base.clone()?))).collect()
}

/// What is said of every catalog that is listed or set.
fn services(manifest: &Manifest, variable: impl Fn(&str) -> Option<String>) -> BTreeMap<CatalogName, Service> {
    let nothing = CatalogSettings::default();
    let names = manifest.library.catalogs.iter().chain(manifest.catalogs.keys());
    let service = |name: &CatalogName| {
        let set = manifest.catalogs.get(name).unwrap_or(&nothing);
        let usual = KEY_VARIABLES.iter().find(|(catalog, _)| *catalog == name.as_str()).map(|(_, variable)| *variable);
        let key = set.key_env.as_deref().or(usual).and_then(&variable).and_then(|key| ApiKey::new(&key));
        Service { base: set.base.clone(), pace: set.pace, key }
    };
    names.map(|name| (name.clone(), service(name))).collect()
}

/// Where answers are kept, if the system has a place for them.
pub fn answers() -> Option<PathBuf> {
    let cache = etcetera::choose_base_strategy().ok()?.cache_dir();
    Some(cache.join("reading-list").join("answers.sqlite"))
}
