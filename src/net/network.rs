//! From an address to an answer: redirects, turns and tries, put together.
//!
//! Every step of the way is a request to some host, in that host's line and at its pace. Answers are neither kept nor
//! judged here.

use std::collections::HashMap;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use url::{Origin, Url};

use super::host::{Host, Turn};
use super::mask::{Secrets, shown};
use super::redirect::{Reach, Trail, is_web};
use super::report::Counter;
use super::retry::{Fault, Next, Retry};
use super::settings::Settings;
use super::trouble::{Detour, Trouble};
use super::wire::{Answer, Lost, Wire, proxies};

/// Names are looked up by the system, which blocks a thread for each.
const MOST_LOOK_UPS: usize = 8;

/// Who can be asked, and by what.
pub(super) struct Network {
    /// Only `None` while it is being dropped.
    runtime: Option<Runtime>,
    wire: Wire,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
    bases: Vec<Origin>,
    proxies: Vec<String>,
    signs: Signs,
}

/// Whether there seems to be a network at all.
#[derive(Default)]
struct Signs {
    /// Some host answered.
    of_life: AtomicBool,
    /// Some host was given up, since it could not be reached however often one tried.
    of_silence: AtomicBool,
}

impl Signs {
    /// Nobody answered so far, and somebody was tried more than once: one try is enough for the others, since who has no
    /// network wants to be told soon.
    fn is_all_silent(&self) -> bool {
        self.of_silence.load(Ordering::Relaxed) && !self.of_life.load(Ordering::Relaxed)
    }
}

/// A request on its way.
struct Way<'w> {
    accept: Option<&'w str>,
    secrets: &'w Secrets,
    settings: &'w Settings,
    counter: &'w Counter,
}

/// One step of it.
struct Step {
    url: Url,
    reach: Reach,
}

impl Network {
    pub(super) fn new(settings: &Settings) -> Result<Self, Trouble> {
        let setup = |why: String| Trouble::Setup { why };
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .max_blocking_threads(MOST_LOOK_UPS)
            .thread_name("net")
            .enable_io()
            .enable_time()
            .build()
            .map_err(|error| setup(error.to_string()))?;
        Ok(Self {
            runtime: Some(runtime),
            wire: Wire::new(settings).map_err(setup)?,
            hosts: Mutex::default(),
            bases: settings.bases.iter().filter_map(|base| Url::parse(base).ok()).map(|url| url.origin()).collect(),
            proxies: proxies(settings.proxy),
            signs: Signs::default(),
        })
    }

    /// Waits for what is under way.
    pub(super) fn wait_for<T>(&self, what: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
        match &self.runtime {
            Some(runtime) => runtime.block_on(what),
            None => Err(Trouble::Setup { why: "the program is ending".to_owned() }),
        }
    }

    /// The answer that stands at the end of the redirects, and where that is.
    pub(super) async fn get(
        &self,
        url: &Url,
        accept: Option<&str>,
        secrets: &Secrets,
        settings: &Settings,
        counter: &Counter,
    ) -> Result<(Url, Answer), Trouble> {
        let way = Way { accept, secrets, settings, counter };
        let mut trail = Trail::new(url, &self.bases, &self.proxies);
        let mut step = Step { url: url.clone(), reach: Reach::Anywhere };
        let (first, mut from) = (url.origin(), host_name(url));
        loop {
            let answer = self.step(&step, &way).await.map_err(|trouble| blamed_on(&from, trouble))?;
            if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
                return Ok((step.url, answer));
            }
            from = host_name(&step.url);
            let next = trail.follow(answer.location.as_deref());
            let (url, reach) = next.map_err(|why| Trouble::Redirect { host: from.clone(), why })?;
            // What was told to one in confidence is not for the next.
            let url = if url.origin() == first { url } else { secrets.left_out_of(url) };
            step = Step { url, reach };
        }
    }

    /// Asks until there is an answer or no hope of one.
    async fn step(&self, step: &Step, way: &Way<'_>) -> Result<Answer, Trouble> {
        let host = self.host(&step.url, way.settings);
        let mut retry = Retry::new(way.settings.tries);
        loop {
            let (trouble, fault) = match self.request(&host, step, way, retry.has_failed()).await {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            let now = way.settings.clock.now();
            let next = retry.after(fault, fastrand::f64());
            if fault == Fault::Silent && next == Next::GiveUp {
                self.signs.of_silence.store(true, Ordering::Relaxed);
            }
            let is_hopeless = host.is_resting(now) || (fault == Fault::Silent && self.signs.is_all_silent());
            match next {
                Next::After(wait) if !is_hopeless => {
                    if matches!(trouble, Trouble::TooOften { .. }) || matches!(fault, Fault::ComeBack(_)) {
                        host.hold(now, wait);
                    } else {
                        pause(&host, wait, way).await;
                    }
                }
                _ => return Err(trouble),
            }
        }
    }

    /// Asks once, or once `again`, when it is one's turn.
    async fn request(&self, host: &Host, step: &Step, way: &Way<'_>, again: bool) -> Result<Answer, (Trouble, Fault)> {
        // The gate is never closed.
        let _room = host.gate.acquire().await;
        take_turn(host, way).await?;
        let clock = &way.settings.clock;
        let asked = clock.now();
        way.counter.asked(&host.name, &shown(step.url.as_str()));
        let came = self.wire.get(&step.url, step.reach, way.accept, clock.wall()).await;
        let judged = match came {
            Ok(answer) => judge(answer, &host.name),
            Err(lost) => Err(judge_lost(lost, &host.name, way.secrets, way.settings)),
        };
        if !matches!(judged, Err((_, Fault::Silent))) {
            self.signs.of_life.store(true, Ordering::Relaxed);
        }
        let longest_wait = way.settings.tries.longest_wait;
        match judged {
            Ok(answer) => {
                host.answered(&answer.hints, clock.now(), longest_wait);
                way.counter.answered(&host.name, true);
                Ok(answer)
            }
            Err((trouble, fault)) => {
                if host.failed(&trouble, again, asked, clock.now(), longest_wait) {
                    way.counter.rests(&host.name, &trouble);
                }
                way.counter.answered(&host.name, false);
                Err((trouble, fault))
            }
        }
    }

    fn host(&self, url: &Url, settings: &Settings) -> Arc<Host> {
        let name = host_name(url);
        let limits = settings.hosts.get(&name).or_else(|| settings.hosts.get(url.host_str().unwrap_or_default()));
        let limits = *limits.unwrap_or(&settings.limits);
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(hosts.entry(name.clone()).or_insert_with(|| Arc::new(Host::new(name, limits))))
    }
}

impl Drop for Network {
    /// Without waiting for a name that is still being looked up.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Waits in the host's line until it is one's turn; not while the host rests.
async fn take_turn(host: &Host, way: &Way<'_>) -> Result<(), (Trouble, Fault)> {
    let _first = host.line.lock().await;
    loop {
        let now = way.settings.clock.now();
        match host.turn(now) {
            Turn::Now => return Ok(()),
            Turn::At(at) => pause(host, at.saturating_duration_since(now), way).await,
            Turn::Resting(trouble) => {
                let why = trouble.map_or_else(|| format!("`{}` failed before", host.name), |it| it.to_string());
                return Err((Trouble::Resting { host: host.name.clone(), why }, Fault::Lasting));
            }
        }
    }
}

async fn pause(host: &Host, how_long: Duration, way: &Way<'_>) {
    way.counter.waits(&host.name, how_long);
    way.settings.clock.sleep(how_long).await;
}

/// A bad redirect is the fault of whoever sent us there, also where that showed only when the name was looked up.
fn blamed_on(from: &str, trouble: Trouble) -> Trouble {
    match trouble {
        Trouble::Redirect { why, .. } => Trouble::Redirect { host: from.to_owned(), why },
        other => other,
    }
}

/// Tells answers from what only looks like one.
fn judge(answer: Answer, host: &str) -> Result<Answer, (Trouble, Fault)> {
    let host = || host.to_owned();
    let come_back = answer.hints.retry_after.or(answer.hints.spent_for);
    let again = come_back.map_or(Fault::Passing, Fault::ComeBack);
    match answer.status {
        429 => Err((Trouble::TooOften { host: host(), wait: come_back }, again)),
        401 | 403 => Err((Trouble::Refused { host: host(), status: answer.status }, Fault::Lasting)),
        408 | 425 | 500.. => Err((Trouble::Server { host: host(), status: answer.status }, again)),
        _ => Ok(answer),
    }
}

/// What it means that nothing came back.
pub(super) fn judge_lost(lost: Lost, host: &str, secrets: &Secrets, settings: &Settings) -> (Trouble, Fault) {
    let host = host.to_owned();
    match lost {
        Lost::Connect(why) => (Trouble::Connect { host, why: secrets.hidden(&why) }, Fault::Silent),
        Lost::Broken(why) => (Trouble::Broken { host, why: secrets.hidden(&why) }, Fault::Passing),
        Lost::Slow => (Trouble::Slow { host, limit: settings.time_limit }, Fault::Silent),
        Lost::TooLarge => (Trouble::TooLarge { host, limit: settings.body_limit }, Fault::Lasting),
        Lost::Private => (Trouble::Redirect { host, why: Detour::Private }, Fault::Lasting),
    }
}

/// The host's name, with its port where it is not the usual one.
pub(super) fn host_name(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The host of an address that can be asked, with its port where it is not the usual one.
pub fn host_of(address: &str) -> Option<String> {
    web_address(address).ok().map(|url| host_name(&url))
}

/// An address that can be asked.
pub(super) fn web_address(text: &str) -> Result<Url, Trouble> {
    let refused = |why| Trouble::Address { shown: shown(text), why };
    let mut url = Url::parse(text.trim()).map_err(|_| refused("it is no web address"))?;
    if !is_web(&url) {
        return Err(refused("only http and https are fetched"));
    }
    url.set_fragment(None);
    Ok(url)
}
