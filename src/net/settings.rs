//! How the client goes about it: whom it says it is, how quick, how patient, and what it keeps.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::clock::{Clock, SystemClock};
use super::mask::Contact;
use super::report::Observer;
use super::retry::Tries;
use crate::model::Rate;

/// Everything that can be set. The default asks politely and keeps nothing.
#[derive(Clone)]
pub struct Settings {
    /// Goes into the User-Agent, and nowhere else.
    pub contact: Option<Contact>,
    /// For hosts of which nothing else is said.
    pub limits: Limits,
    /// For single hosts, by `host:port` or by name alone.
    pub hosts: BTreeMap<String, Limits>,
    /// How often and how long to try.
    pub tries: Tries,
    /// The time for a connection.
    pub connect_limit: Duration,
    /// The time for one request, from the connection to the last byte.
    pub time_limit: Duration,
    /// The most bytes of a body, after decompression.
    pub body_limit: usize,
    /// Where answers are kept.
    pub cache: Option<PathBuf>,
    /// How long they count.
    pub ages: Ages,
    /// Whether the network is asked.
    pub mode: Mode,
    /// How the network is reached.
    pub proxy: Proxy,
    /// Addresses that a redirect may lead to even if they are private: mirrors and test servers of the user's.
    pub bases: Vec<String>,
    /// Who watches.
    pub observer: Option<Observer>,
    /// What tells the time.
    pub clock: Arc<dyn Clock>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            contact: None,
            limits: Limits::default(),
            hosts: BTreeMap::new(),
            tries: Tries::default(),
            connect_limit: Duration::from_secs(10),
            time_limit: Duration::from_secs(30),
            body_limit: 8 << 20,
            cache: None,
            ages: Ages::default(),
            mode: Mode::default(),
            proxy: Proxy::default(),
            bases: Vec::new(),
            observer: None,
            clock: Arc::new(SystemClock),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("contact", &self.contact)
            .field("limits", &self.limits)
            .field("hosts", &self.hosts)
            .field("cache", &self.cache)
            .field("mode", &self.mode)
            .finish_non_exhaustive()
    }
}

/// How much one host is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How often.
    pub pace: Rate,
    /// How many requests may be under way; until the host has answered once, it is one.
    pub at_once: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { pace: Rate::per_second(1), at_once: 8 }
    }
}

/// How long an answer that is kept counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ages {
    /// One that says something.
    pub answers: Duration,
    /// One that says no: tomorrow's catalog may have the book.
    pub nothing: Duration,
}

impl Default for Ages {
    fn default() -> Self {
        const DAY: Duration = Duration::from_secs(86_400);
        Self { answers: DAY * 90, nothing: DAY * 7 }
    }
}

/// Whether the network is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// If the answer is not kept or too old.
    #[default]
    Online,
    /// Never; what is kept counts however old it is.
    Offline,
    /// Once in this run, whatever was kept before.
    Refresh,
}

/// How the network is reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Proxy {
    /// As `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` say.
    #[default]
    Environment,
    /// Directly.
    None,
}
