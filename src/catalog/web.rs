//! The catalogs' way to the network: one client for all of them, and where each of them is.
//!
//! Nothing is opened before the first question goes out, so that a run that finds everything in the lock costs no more than
//! one that may ask nobody. What went wrong is counted by catalog, to be told once when all is done.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::protocol::{ApiKey, Protocol, protocol};
use crate::model::{CatalogName, Failure};
use crate::net::{Client, Limits, Mode, Rate, Report, Settings, host_of};

/// How quick those are asked who answer sooner to somebody that says who he is, by catalog, a second.
const IDENTIFIED: &[(&str, u32)] = &[("crossref", 3), ("open-library", 3)];

/// What the user says of one catalog.
#[derive(Clone, Debug, Default)]
pub struct Service {
    /// Another address than its own.
    pub base: Option<String>,
    /// How often it may be asked.
    pub pace: Option<Rate>,
    /// The key to it.
    pub key: Option<ApiKey>,
}

/// Whom the catalogs are asked through. The default is offline: nobody on the network is asked.
#[derive(Clone, Debug, Default)]
pub struct Web {
    way: Option<Arc<Way>>,
    services: BTreeMap<CatalogName, Service>,
}

/// Questions that one catalog did not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// Which catalog, and why it did not answer the first of them.
    pub failure: Failure,
    /// Whether it answered others.
    pub answered_others: bool,
}

/// A request that a question led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Whom.
    pub catalog: CatalogName,
    /// By what: "title and author".
    pub why: String,
    /// The address, without any key.
    pub address: String,
    /// Whether the answer was kept from before; where nobody may be asked, there is none otherwise.
    pub is_kept: bool,
}

impl Web {
    /// The network, asked as these settings say, with what else the user says of single catalogs.
    pub fn new(mut settings: Settings, services: BTreeMap<CatalogName, Service>) -> Self {
        for (name, service) in &services {
            settings.bases.extend(service.base.clone());
            let asked = protocol(name.as_str()).and_then(|protocol| host_of(base(&*protocol, service)));
            if let (Some(host), Some(pace)) = (asked, service.pace) {
                settings.hosts.insert(host, Limits { pace, ..settings.limits });
            }
        }
        for (name, pace) in IDENTIFIED.iter().filter(|_| settings.contact.is_some()) {
            let host = protocol(name).and_then(|protocol| host_of(protocol.base()));
            let limits = Limits { pace: Rate::per_second(*pace), ..settings.limits };
            if let Some(host) = host {
                settings.hosts.entry(host).or_insert(limits);
            }
        }
        let way = Way { settings, client: OnceLock::new(), tallies: Mutex::default(), asked: Mutex::default() };
        Self { way: Some(Arc::new(way)), services }
    }

    /// The client, where the network may be asked.
    pub fn client(&self) -> Option<&Client> {
        self.way.as_ref().map(|way| way.client())
    }

    /// Whether everything is to be asked again, whatever was answered before.
    pub fn asks_again(&self) -> bool {
        self.way.as_ref().is_some_and(|way| way.settings.mode == Mode::Refresh)
    }

    /// The catalogs that left questions open, by name.
    pub fn unanswered(&self) -> Vec<Unanswered> {
        self.way.as_ref().map_or_else(Vec::new, |way| way.unanswered())
    }

    /// Every request so far, in order; only where nobody may be asked but the kept answers, so that it is known what a question
    /// led to.
    pub fn asked(&self) -> Vec<Asked> {
        self.way.as_ref().map_or_else(Vec::new, |way| way.asked.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    /// What was asked so far, and what came of it; nothing where there was no need of a client.
    pub fn report(&self) -> Option<Report> {
        self.way.as_ref()?.client.get().map(Client::report)
    }

    pub(super) fn way(&self) -> Option<&Arc<Way>> {
        self.way.as_ref()
    }

    pub(super) fn service(&self, name: &CatalogName) -> Service {
        self.services.get(name).cloned().unwrap_or_default()
    }
}

/// The host of this catalog, if it is on the network, with its port where that is not the usual one.
pub fn host(name: &CatalogName, services: &BTreeMap<CatalogName, Service>) -> Option<String> {
    let nothing = Service::default();
    let protocol = protocol(name.as_str())?;
    host_of(base(&*protocol, services.get(name).unwrap_or(&nothing)))
}

/// The hosts of those of these catalogs that can be asked on the network, each once.
pub fn hosts(names: &[CatalogName], services: &BTreeMap<CatalogName, Service>) -> Vec<String> {
    let can_be_asked = |name: &&CatalogName| {
        let has_key = services.get(*name).is_some_and(|service| service.key.is_some());
        protocol(name.as_str()).is_some_and(|protocol| has_key || !protocol.needs_key())
    };
    let mut hosts: Vec<String> = Vec::new();
    for host in names.iter().filter(can_be_asked).filter_map(|name| host(name, services)) {
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    hosts
}

/// Where the catalog is asked.
pub(super) fn base<'s>(protocol: &dyn Protocol, service: &'s Service) -> &'s str {
    service.base.as_deref().unwrap_or(protocol.base())
}

/// The client, made when it is first needed, and what became of the questions.
pub(super) struct Way {
    settings: Settings,
    client: OnceLock<Client>,
    tallies: Mutex<BTreeMap<CatalogName, Tally>>,
    asked: Mutex<Vec<Asked>>,
}

#[derive(Default)]
struct Tally {
    answered: usize,
    failed: Option<Why>,
}

struct Why {
    why: String,
    /// That a host rests says less than why it does.
    says_little: bool,
}

impl Way {
    pub(super) fn client(&self) -> &Client {
        self.client.get_or_init(|| Client::new(self.settings.clone()))
    }

    pub(super) fn note(&self, asked: Asked) {
        if self.settings.mode == Mode::Offline {
            self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
        }
    }

    pub(super) fn answered(&self, catalog: CatalogName) {
        self.tallies().entry(catalog).or_default().answered += 1;
    }

    pub(super) fn failed(&self, failure: &Failure, says_little: bool) {
        let mut tallies = self.tallies();
        let told = &mut tallies.entry(failure.catalog.clone()).or_default().failed;
        if told.as_ref().is_none_or(|before| before.says_little && !says_little) {
            *told = Some(Why { why: failure.why.clone(), says_little });
        }
    }

    fn unanswered(&self) -> Vec<Unanswered> {
        let tallies = self.tallies();
        let failed = tallies.iter().filter_map(|(catalog, tally)| {
            let failure = Failure { catalog: catalog.clone(), why: tally.failed.as_ref()?.why.clone() };
            Some(Unanswered { failure, answered_others: tally.answered > 0 })
        });
        failed.collect()
    }

    fn tallies(&self) -> MutexGuard<'_, BTreeMap<CatalogName, Tally>> {
        self.tallies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Way").field("settings", &self.settings).finish_non_exhaustive()
    }
}
