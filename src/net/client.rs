//! One answer's way from the question to whoever asks: kept answers first, then the network, and what comes is kept.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::OnceCell;
use url::Url;

use super::cache::{Cache, CacheError, Kept};
use super::mask::{Secrets, shown};
use super::network::{Network, host_name, web_address};
use super::report::{Counter, Report};
use super::request::{CacheKey, Reply, Request, Worth};
use super::settings::{Mode, Settings};
use super::trouble::Trouble;

/// A clock that was set back must not make yesterday's answers tomorrow's for ever.
const LEEWAY: Duration = Duration::from_secs(3600);

/// Answers are forgotten when they are so many times as old as those that count: until then they serve where nobody can be asked.
const FORGOTTEN_AFTER: u32 = 4;

/// The HTTP client: cheap to clone, and used from as many threads as one likes.
///
/// ```
/// use reading_list::net::{Client, Contact, Mode, Request, Settings, Trouble};
///
/// let settings = Settings { contact: Contact::new("me@example.org"), mode: Mode::Offline, ..Settings::default() };
/// let client = Client::new(settings);
/// let question = Request::new("https://openlibrary.org/search.json?isbn=9780140449136")
///     .accept("application/json")
///     .cache_as("open-library", "isbn:9780140449136");
/// let trouble = client.fetch(&question).unwrap_err();
/// assert_eq!(trouble, Trouble::Offline { host: "openlibrary.org".to_owned() });
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    settings: Settings,
    cache: Option<Cache>,
    counter: Counter,
    /// Made when the network is first asked: a run that finds everything kept needs none.
    network: OnceLock<Result<Network, Trouble>>,
    flights: Mutex<HashMap<Flight, Arc<OnceCell<Landed>>>>,
    /// What was fetched in this run, where that matters.
    refreshed: Mutex<HashSet<CacheKey>>,
}

type Landed = Result<Reply, Trouble>;

/// What makes two requests the same.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Flight {
    Kept(CacheKey),
    Plain { url: Url, accept: Option<String> },
}

impl Client {
    /// A client that goes about it as the settings say. Opens the cache, and asks nobody yet.
    pub fn new(settings: Settings) -> Self {
        let counter = Counter::new(settings.observer.clone());
        let cache = settings.cache.as_deref().map(|path| {
            let (cache, error) = Cache::open(path);
            warn(&counter, error);
            // Trouble with it is told when an answer is to be kept.
            let oldest = settings.clock.wall().checked_sub(settings.ages.answers * FORGOTTEN_AFTER);
            let may_forget = settings.mode != Mode::Offline && cache.can_keep();
            let _ = oldest.filter(|_| may_forget).map(|oldest| cache.forget_before(oldest));
            cache
        });
        let inner = Inner {
            settings,
            cache,
            counter,
            network: OnceLock::new(),
            flights: Mutex::default(),
            refreshed: Mutex::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The answer, kept as long as its status alone says it is worth.
    ///
    /// Blocks until it is there, which may be some time: while the host keeps its pace, and while it is asked again.
    /// Not for use within an async runtime.
    ///
    /// # Errors
    ///
    /// When nobody answered, or nobody may be asked. A 404 is an answer.
    pub fn fetch(&self, request: &Request) -> Result<Reply, Trouble> {
        self.fetch_judged(request, Worth::by_status)
    }

    /// The answer, kept as long as `judge` says it is worth: only the asker knows a "no" with status 200 when it sees
    /// one, or an error. What the status alone does not make worth keeping is not kept whatever `judge` says.
    ///
    /// # Errors
    ///
    /// As for `fetch`.
    pub fn fetch_judged(&self, request: &Request, judge: impl Fn(&Reply) -> Worth) -> Result<Reply, Trouble> {
        let inner = &*self.inner;
        let fetched = inner.fetch(request, &judge);
        if let Err(trouble) = &fetched {
            inner.counter.failed(trouble);
        }
        fetched
    }

    /// What was asked so far, and what came of it.
    pub fn report(&self) -> Report {
        self.inner.counter.report()
    }

    /// The kept answers, if any are kept.
    pub fn cache(&self) -> Option<&Cache> {
        self.inner.cache.as_ref()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("settings", &self.inner.settings).finish_non_exhaustive()
    }
}

impl Inner {
    fn fetch(&self, request: &Request, judge: &dyn Fn(&Reply) -> Worth) -> Result<Reply, Trouble> {
        let url = web_address(&request.url)?;
        let key = request.cache_as.as_ref();
        if let Some(reply) = key.and_then(|key| self.kept(key, &url)) {
            return Ok(reply);
        }
        if self.settings.mode == Mode::Offline {
            return Err(Trouble::Offline { host: host_name(&url) });
        }
        let network = self.network.get_or_init(|| Network::new(&self.settings)).as_ref().map_err(Clone::clone)?;
        network.wait_for(self.once(network, url, request, judge))
    }

    /// Joins whoever is asking the same, or asks.
    async fn once(
        &self,
        network: &Network,
        url: Url,
        request: &Request,
        judge: &dyn Fn(&Reply) -> Worth,
    ) -> Result<Reply, Trouble> {
        let flight = match &request.cache_as {
            Some(key) => Flight::Kept(key.clone()),
            None => Flight::Plain { url: url.clone(), accept: request.accept.clone() },
        };
        let cell = Arc::clone(lock(&self.flights).entry(flight.clone()).or_default());
        let mut is_mine = false;
        let landed = cell
            .get_or_init(|| {
                is_mine = true;
                self.ask(network, &url, request, judge)
            })
            .await
            .clone();
        let mut flights = lock(&self.flights);
        if flights.get(&flight).is_some_and(|current| Arc::ptr_eq(current, &cell)) {
            flights.remove(&flight);
        }
        drop(flights);
        if !is_mine {
            self.counter.shared();
        }
        landed
    }

    /// Asks the network, and keeps what comes.
    async fn ask(&self, network: &Network, url: &Url, request: &Request, judge: &dyn Fn(&Reply) -> Worth) -> Landed {
        // Somebody may have landed between our look into the cache and now.
        if let Some(reply) = request.cache_as.as_ref().and_then(|key| self.kept(key, url)) {
            return Ok(reply);
        }
        let secrets = Secrets::of(url, self.settings.contact.as_ref());
        let accept = request.accept.as_deref();
        let (found_at, answer) = network.get(url, accept, &secrets, &self.settings, &self.counter).await?;
        let mut body = answer.body;
        secrets.hide_in(&mut body);
        let reply = Reply {
            status: answer.status,
            content_type: answer.content_type.map(|types| secrets.hidden(&types)),
            body: body.into(),
            address: secrets.hidden(found_at.as_str()),
            from_cache: false,
        };
        if let Some(key) = &request.cache_as {
            self.keep(key, &reply, judge);
        }
        Ok(reply)
    }

    /// The answer kept under the key, if it still counts.
    fn kept(&self, key: &CacheKey, url: &Url) -> Option<Reply> {
        let cache = self.cache.as_ref().filter(|cache| cache.can_find())?;
        let found = cache.find(key);
        let kept = found.unwrap_or_else(|error| {
            warn(&self.counter, Some(error));
            None
        })?;
        if !self.counts(key, &kept) {
            return None;
        }
        self.counter.kept(&host_name(url));
        Some(kept.reply)
    }

    fn counts(&self, key: &CacheKey, kept: &Kept) -> bool {
        let ages = self.settings.ages;
        let longest = if kept.nothing { ages.nothing } else { ages.answers };
        let is_young = || match self.settings.clock.wall().duration_since(kept.fetched) {
            Ok(age) => age <= longest,
            Err(ahead) => ahead.duration() <= LEEWAY,
        };
        match self.settings.mode {
            Mode::Offline => true,
            Mode::Online => key.is_lasting() || is_young(),
            Mode::Refresh => lock(&self.refreshed).contains(key) && (key.is_lasting() || is_young()),
        }
    }

    fn keep(&self, key: &CacheKey, reply: &Reply, judge: &dyn Fn(&Reply) -> Worth) {
        let worth = match Worth::by_status(reply) {
            Worth::NotKept => Worth::NotKept,
            _ => judge(reply),
        };
        let Some(cache) = self.cache.as_ref().filter(|cache| cache.can_keep()) else { return };
        if worth == Worth::NotKept {
            return;
        }
        let nothing = worth == Worth::Nothing;
        let kept = Kept { reply: reply.clone(), nothing, fetched: self.settings.clock.wall() };
        match cache.keep(key, &kept) {
            Ok(()) => {
                lock(&self.refreshed).insert(key.clone());
            }
            Err(error) => warn(&self.counter, Some(error)),
        }
    }
}

fn warn(counter: &Counter, error: Option<CacheError>) {
    if let Some(error) = error {
        counter.warn(shown(&error.to_string()));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
