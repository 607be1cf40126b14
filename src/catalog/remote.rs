//! A catalog on the network: a protocol, and the client that carries its requests.
//!
//! What is asked and how an answer is read is the protocol's; how fast, how often, and whether an answer is kept from
//! before, the client's. Here the one is put before the other. Whatever goes wrong on the way is a failure of the catalog:
//! its silence never looks like an answer without records.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::protocol::{ApiKey, Exchange, Protocol, Reply, Request};
use super::web::{Asked, Service, Way, base};
use super::{Catalog, Query, Record};
use crate::model::{CatalogName, Failure, Isbn};
use crate::net::{self, Trouble, Worth, shown};

/// A service of the open web, ready to be asked.
pub(super) struct Remote {
    name: CatalogName,
    protocol: Box<dyn Protocol>,
    base: String,
    key: Option<ApiKey>,
    way: Arc<Way>,
    /// What was learned of ISBNs that were asked for together.
    prepared: Mutex<BTreeMap<Isbn, Vec<Record>>>,
}

impl Remote {
    pub(super) fn new(name: CatalogName, protocol: Box<dyn Protocol>, service: &Service, way: Arc<Way>) -> Self {
        let base = base(&*protocol, service).to_owned();
        Self { name, protocol, base, key: service.key.clone(), way, prepared: Mutex::default() }
    }

    fn prepared(&self) -> MutexGuard<'_, BTreeMap<Isbn, Vec<Record>>> {
        self.prepared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends request after request, until the exchange has its records.
    fn carry_out(&self, exchange: Exchange) -> Result<Vec<Record>, Failure> {
        let exchange = RefCell::new(exchange);
        loop {
            let Some(request) = exchange.borrow().request().cloned() else { break };
            if let Err(trouble) = self.send(&request, &exchange) {
                let failure = Failure { catalog: self.name.clone(), why: trouble.to_string() };
                self.way.failed(&failure, matches!(trouble, Trouble::Resting { .. }));
                return Err(failure);
            }
        }
        match exchange.into_inner().records() {
            Ok(records) => {
                self.way.answered(self.name.clone());
                Ok(records)
            }
            Err(refusal) => {
                let failure = refusal.of(self.name.clone());
                self.way.failed(&failure, false);
                Err(failure)
            }
        }
    }

    /// Sends one request of the exchange, and tells it the reply.
    fn send(&self, request: &Request, exchange: &RefCell<Exchange>) -> Result<(), Trouble> {
        // The address holds the key, and perhaps a password; what is kept is kept under one that does not.
        let asked = net::Request::new(request.address()).accept(request.accept);
        let asked = asked.cache_as(self.name.as_str(), shown(&request.url));
        let is_told = Cell::new(false);
        let judge = |reply: &net::Reply| {
            is_told.set(true);
            exchange.borrow_mut().tell(&as_told(reply));
            worth(&exchange.borrow())
        };
        let reply = self.way.client().fetch_judged(&asked, judge);
        let (why, address) = (request.why.clone(), request.url.clone());
        self.way.note(Asked { catalog: self.name.clone(), why, address, is_kept: reply.is_ok() });
        let reply = reply?;
        if !is_told.get() {
            exchange.borrow_mut().tell(&as_told(&reply));
        }
        Ok(())
    }
}

impl Catalog for Remote {
    fn name(&self) -> CatalogName {
        self.name.clone()
    }

    fn claims_completeness(&self) -> bool {
        false
    }

    fn is_remote(&self) -> bool {
        true
    }

    fn look_up(&self, query: &Query) -> Result<Vec<Record>, Failure> {
        if let Query::Isbn(isbn) = query
            && let Some(records) = self.prepared().get(isbn)
        {
            return Ok(records.clone());
        }
        self.carry_out(self.protocol.ask(&self.base, self.key.as_ref(), query))
    }

    fn prepare(&self, isbns: &[Isbn]) {
        let most = self.protocol.at_once();
        // One alone is asked for as ever; so are those whose question fails, and then the failure is told.
        for isbns in isbns.chunks(most).filter(|isbns| most > 1 && isbns.len() > 1) {
            let exchange = self.protocol.ask_many(&self.base, self.key.as_ref(), isbns);
            let Some(Ok(records)) = exchange.map(|exchange| self.carry_out(exchange)) else { return };
            let of = |isbn: &Isbn| {
                let is_meant = |r: &&Record| r.book.edition.iter().any(|edition| edition.isbns.contains(isbn));
                (*isbn, records.iter().filter(is_meant).cloned().collect())
            };
            self.prepared().extend(isbns.iter().map(of));
        }
    }

    fn record(&self, id: &str) -> Result<Vec<Record>, Failure> {
        self.carry_out(self.protocol.ask_for(&self.base, self.key.as_ref(), id))
    }
}

fn as_told(reply: &net::Reply) -> Reply<'_> {
    Reply { status: reply.status, content_type: reply.content_type.as_deref(), body: &reply.body }
}

/// What the reply just told to this exchange is worth keeping for.
fn worth(exchange: &Exchange) -> Worth {
    match exchange.so_far() {
        Err(_) => Worth::NotKept,
        Ok(Some(0)) => Worth::Nothing,
        Ok(_) => Worth::Something,
    }
}
