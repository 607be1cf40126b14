//! One request over the network, with its limits: the only file that knows reqwest.
//!
//! Redirects are not followed here, failures not repeated. There are two clients with connections of their own: one for
//! places that the asker named, and one for places that a server named, which connects to the open internet only,
//! whatever a name stands for when it is looked up.

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::SystemTime;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{
    ACCEPT, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderMap, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE,
    LAST_MODIFIED, LOCATION, RANGE,
};
use reqwest::{ClientBuilder, Response};
use thiserror::Error as ThisError;
use url::Url;

use super::address::is_public;
use super::hints::Hints;
use super::redirect::Reach;
use super::settings::{Proxy, Settings};

/// Where the environment says which proxies there are.
const PROXY_VARIABLES: &[&str] = &["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];

/// What makes requests.
pub(super) struct Wire {
    anywhere: reqwest::Client,
    public: reqwest::Client,
    body_limit: usize,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) hints: Hints,
    pub(super) location: Option<String>,
    pub(super) content_type: Option<String>,
    /// Empty where nobody would read it: of redirects, errors of the server, and refusals.
    pub(super) body: Vec<u8>,
}

/// What is asked of a large file.
#[derive(Clone, Debug, Default)]
pub(super) struct Opening {
    /// Bytes that are there.
    pub(super) from: u64,
    /// The version that they are of.
    pub(super) version: Option<String>,
    /// The version that need not be sent.
    pub(super) unless: Option<String>,
    /// Whether only to ask how large it is.
    pub(super) is_head: bool,
}

/// A large file, coming piece by piece.
pub(super) struct Piecemeal {
    pub(super) status: u16,
    pub(super) location: Option<String>,
    /// What the server calls this version: its strong tag, else its date.
    pub(super) version: Option<String>,
    /// Bytes to come.
    pub(super) length: Option<u64>,
    /// Of a part, where it begins.
    pub(super) begins: Option<u64>,
    /// Of a part, how large the whole is.
    pub(super) whole: Option<u64>,
    response: Response,
}

impl Piecemeal {
    fn new(response: Response) -> Self {
        let headers = response.headers();
        let tag = text(headers, ETAG.as_str()).filter(|tag| !tag.starts_with("W/"));
        let range = text(headers, CONTENT_RANGE.as_str()).and_then(|range| range.strip_prefix("bytes "));
        Self {
            status: response.status().as_u16(),
            location: text(headers, LOCATION.as_str()).map(str::to_owned),
            version: tag.or_else(|| text(headers, LAST_MODIFIED.as_str())).map(str::to_owned),
            length: text(headers, CONTENT_LENGTH.as_str()).and_then(|length| length.parse().ok()),
            begins: range.and_then(|range| range.split('-').next()?.parse().ok()),
            whole: range.and_then(|range| range.rsplit('/').next()?.parse().ok()),
            response,
        }
    }

    /// From which byte on it is of use to whoever asked so: all of it, or what goes on with the same version. Where there is no more
    /// than what is there already, from its end.
    pub(super) fn goes_on(&self, asked: &Opening) -> Option<u64> {
        let is_tag = |version: &String| version.starts_with('"');
        let is_same = match (&self.version, &asked.version) {
            (Some(is), Some(was)) => is == was || is_tag(is) != is_tag(was),
            _ => true,
        };
        match (self.status, self.begins) {
            (200, _) | (206, Some(0)) => Some(0),
            (206, Some(begins)) => Some(begins).filter(|begins| is_same && *begins == asked.from),
            (416, _) => self.whole.filter(|whole| is_same && *whole == asked.from && asked.version.is_some()),
            _ => None,
        }
    }

    /// The next bytes, `None` at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<u8>>, Lost> {
        let chunk = self.response.chunk().await.map_err(|error| lost(&error))?;
        Ok(chunk.map(|chunk| chunk.to_vec()))
    }
}

/// Why nothing came back.
#[derive(Debug)]
pub(super) enum Lost {
    Connect(String),
    Slow,
    Broken(String),
    TooLarge,
    Private,
}

impl Wire {
    pub(super) fn new(settings: &Settings) -> Result<Self, String> {
        // Another part of the process may have chosen before us; any choice will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let public = || builder(settings).dns_resolver(Arc::new(PublicOnly { proxies: proxies(settings.proxy) }));
        Ok(Self { anywhere: build(|| builder(settings))?, public: build(public)?, body_limit: settings.body_limit })
    }

    /// For files of any size: the time limit is one on silence, and what is packed stays so.
    pub(super) fn for_downloads(settings: &Settings) -> Result<Self, String> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let unhurried = || unlimited(settings).read_timeout(settings.time_limit).no_gzip();
        let public = || unhurried().dns_resolver(Arc::new(PublicOnly { proxies: proxies(settings.proxy) }));
        Ok(Self { anywhere: build(unhurried)?, public: build(public)?, body_limit: usize::MAX })
    }

    /// Asks once for a file, or for the rest of it.
    pub(super) async fn open(&self, url: &Url, reach: Reach, opening: &Opening) -> Result<Piecemeal, Lost> {
        let client = if reach == Reach::Anywhere { &self.anywhere } else { &self.public };
        let mut request = if opening.is_head { client.head(url.clone()) } else { client.get(url.clone()) };
        if let Some(version) = opening.version.as_ref().filter(|_| opening.from > 0) {
            request = request.header(RANGE, format!("bytes={}-", opening.from)).header(IF_RANGE, version);
        }
        if let Some(version) = &opening.unless {
            let is_tag = version.starts_with('"');
            request = request.header(if is_tag { IF_NONE_MATCH } else { IF_MODIFIED_SINCE }, version);
        }
        Ok(Piecemeal::new(request.send().await.map_err(|error| lost(&error))?))
    }

    /// Asks once.
    pub(super) async fn get(
        &self,
        url: &Url,
        reach: Reach,
        accept: Option<&str>,
        now: SystemTime,
    ) -> Result<Answer, Lost> {
        let client = if reach == Reach::Anywhere { &self.anywhere } else { &self.public };
        let mut request = client.get(url.clone());
        if let Some(accept) = accept {
            request = request.header(ACCEPT, accept);
        }
        let response = request.send().await.map_err(|error| lost(&error))?;
        let headers = response.headers();
        let mut answer = Answer {
            status: response.status().as_u16(),
            hints: Hints::read(|name| text(headers, name), now),
            location: text(headers, LOCATION.as_str()).map(str::to_owned),
            content_type: text(headers, CONTENT_TYPE.as_str()).map(str::to_owned),
            body: Vec::new(),
        };
        if !matches!(answer.status, 301..=399 | 401 | 403 | 408 | 425 | 429 | 500..) {
            answer.body = self.body(response).await?;
        }
        Ok(answer)
    }

    async fn body(&self, mut response: Response) -> Result<Vec<u8>, Lost> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| lost(&error))? {
            if body.len() + chunk.len() > self.body_limit {
                return Err(Lost::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn builder(settings: &Settings) -> ClientBuilder {
    unlimited(settings).timeout(settings.time_limit)
}

fn unlimited(settings: &Settings) -> ClientBuilder {
    let builder = reqwest::Client::builder()
        .user_agent(user_agent(settings))
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(settings.connect_limit);
    match settings.proxy {
        Proxy::Environment => builder,
        Proxy::None => builder.no_proxy(),
    }
}

/// A system without certificates still reaches what needs none.
fn build(builder: impl Fn() -> ClientBuilder) -> Result<reqwest::Client, String> {
    builder().build().or_else(|_| builder().tls_certs_only([]).build()).map_err(|error| root(&error))
}

fn user_agent(settings: &Settings) -> String {
    let name = concat!("reading-list/", env!("CARGO_PKG_VERSION"));
    match &settings.contact {
        Some(contact) => format!("{name} ({})", contact.in_user_agent()),
        None => name.to_owned(),
    }
}

fn lost(error: &reqwest::Error) -> Lost {
    if causes(error).any(|cause| cause.is::<NotPublic>()) {
        Lost::Private
    } else if error.is_timeout() {
        Lost::Slow
    } else if error.is_connect() {
        Lost::Connect(root(error))
    } else {
        Lost::Broken(root(error))
    }
}

/// What the innermost cause says: the outer ones repeat the address, or say that an error occurred.
fn root(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(|| "the reason is not known".to_owned(), ToString::to_string)
}

fn causes<'e>(error: &'e reqwest::Error) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Error::source(error), |&cause| cause.source())
}

/// The hosts of the proxies that the environment names, which may well stand in the next room.
pub(super) fn proxies(proxy: Proxy) -> Vec<String> {
    if proxy == Proxy::None {
        return Vec::new();
    }
    let named = PROXY_VARIABLES.iter().filter_map(|name| std::env::var(name).ok());
    let urls = named.filter_map(|text| Url::parse(&text).or_else(|_| Url::parse(&format!("http://{text}"))).ok());
    urls.filter_map(|url| url.host_str().map(str::to_owned)).collect()
}

/// Looks names up, and knows no address that is not public.
struct PublicOnly {
    proxies: Vec<String>,
}

#[derive(Debug, ThisError)]
#[error("the name stands for an address that is not on the open internet")]
struct NotPublic;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let name = name.as_str().to_owned();
        let is_proxy = self.proxies.contains(&name);
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            // One private address among them is enough: which one would be taken is chance.
            if !is_proxy && !found.iter().all(|address| is_public(address.ip())) {
                return Err(NotPublic.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
