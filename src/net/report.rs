//! What was asked of whom, and what came of it.
//!
//! Counted as it happens, and told to whoever watches; put into words where the terminal is.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::trouble::Trouble;

/// Something that happens and that a user may want to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<'e> {
    /// This host is asked for the first time in this run.
    FirstAsked {
        /// The host, with its port where it is not the usual one.
        host: &'e str,
    },
    /// A request goes out.
    Asked {
        /// To whom.
        host: &'e str,
        /// The address, with secrets starred.
        address: &'e str,
    },
    /// A request is over, with an answer or without.
    Answered {
        /// By whom.
        host: &'e str,
    },
    /// A request waits for its turn, or before it is made again.
    Waits {
        /// For whom.
        host: &'e str,
        /// How long.
        how_long: Duration,
    },
    /// An answer is taken from those that are kept.
    Kept {
        /// Whose answer it was.
        host: &'e str,
    },
    /// A host is left alone for a while. Said once for each host.
    Rests {
        /// Which.
        host: &'e str,
        /// Why.
        trouble: &'e Trouble,
    },
    /// The cache does not work as it should. Said once.
    CacheTrouble {
        /// What is wrong, and what it means.
        warning: &'e str,
    },
}

/// Somebody who watches. Called from many threads, and should be quick.
#[derive(Clone)]
pub struct Observer(Arc<dyn Fn(&Event<'_>) + Send + Sync>);

impl Observer {
    /// Who is told of every event.
    pub fn new(tell: impl Fn(&Event<'_>) + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observer")
    }
}

/// What became of a run's requests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// By host, with its port where it is not the usual one; only those that were asked, or would have been.
    pub hosts: BTreeMap<String, HostReport>,
    /// Answers taken from those that are kept.
    pub kept: usize,
    /// Answers that somebody else was already fetching.
    pub shared: usize,
    /// What is wrong with the cache.
    pub warnings: Vec<String>,
}

impl Report {
    /// Requests made, all hosts together.
    pub fn requests(&self) -> usize {
        self.hosts.values().map(|host| host.requests).sum()
    }

    /// The hosts that never answered, each with the last reason.
    pub fn unreachable(&self) -> impl Iterator<Item = (&str, &Trouble)> {
        let silent = self.hosts.iter().filter(|(_, told)| told.answers == 0);
        silent.filter_map(|(host, told)| Some((host.as_str(), told.trouble.as_ref()?)))
    }
}

/// What became of the requests to one host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostReport {
    /// Requests made, those after a redirect or a failure included.
    pub requests: usize,
    /// Those that were answered.
    pub answers: usize,
    /// The time that requests waited for their turn, or before they were made again, all together.
    pub waited: Duration,
    /// What went wrong last, where something did.
    pub trouble: Option<Trouble>,
}

/// Counts, and tells whoever watches.
#[derive(Debug, Default)]
pub(super) struct Counter {
    report: Mutex<Report>,
    observer: Option<Observer>,
}

impl Counter {
    pub(super) fn new(observer: Option<Observer>) -> Self {
        Self { report: Mutex::default(), observer }
    }

    pub(super) fn report(&self) -> Report {
        self.lock().clone()
    }

    pub(super) fn asked(&self, host: &str, address: &str) {
        let first = self.of(host, |told| {
            told.requests += 1;
            told.requests == 1
        });
        if first {
            self.tell(&Event::FirstAsked { host });
        }
        self.tell(&Event::Asked { host, address });
    }

    pub(super) fn answered(&self, host: &str, answer: bool) {
        self.of(host, |told| told.answers += usize::from(answer));
        self.tell(&Event::Answered { host });
    }

    pub(super) fn waits(&self, host: &str, how_long: Duration) {
        self.of(host, |told| told.waited += how_long);
        self.tell(&Event::Waits { host, how_long });
    }

    pub(super) fn failed(&self, trouble: &Trouble) {
        if let Some(host) = trouble.host() {
            self.of(host, |told| {
                // That a host rests says less than why it does.
                if told.trouble.is_none() || !matches!(trouble, Trouble::Resting { .. }) {
                    told.trouble = Some(trouble.clone());
                }
            });
        }
    }

    pub(super) fn rests(&self, host: &str, trouble: &Trouble) {
        self.tell(&Event::Rests { host, trouble });
    }

    pub(super) fn kept(&self, host: &str) {
        self.lock().kept += 1;
        self.tell(&Event::Kept { host });
    }

    pub(super) fn shared(&self) {
        self.lock().shared += 1;
    }

    pub(super) fn warn(&self, warning: String) {
        let is_news = {
            let mut report = self.lock();
            let is_news = !report.warnings.contains(&warning);
            if is_news {
                report.warnings.push(warning.clone());
            }
            is_news
        };
        if is_news {
            self.tell(&Event::CacheTrouble { warning: &warning });
        }
    }

    fn of<T>(&self, host: &str, change: impl FnOnce(&mut HostReport) -> T) -> T {
        change(self.lock().hosts.entry(host.to_owned()).or_default())
    }

    fn lock(&self) -> MutexGuard<'_, Report> {
        self.report.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, event: &Event<'_>) {
        if let Some(Observer(tell)) = &self.observer {
            tell(event);
        }
    }
}
