//! What is asked for, and what comes back.

use std::fmt;
use std::sync::Arc;

use super::mask;

/// A question to the web: always a GET.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The whole address. Keys and e-mail addresses may stand in the parameters `key`, `api_key`, `apikey`, `mailto`,
    /// `email`, `token` and `access_token`: those are never shown or kept.
    pub url: String,
    /// The media types wanted, as they stand in `Accept`.
    pub accept: Option<String>,
    /// Under what the answer is kept; without it, it is not.
    pub cache_as: Option<CacheKey>,
}

impl Request {
    /// A question whose answer is not kept.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), accept: None, cache_as: None }
    }

    /// The media types wanted.
    pub fn accept(self, types: impl Into<String>) -> Self {
        Self { accept: Some(types.into()), ..self }
    }

    /// Keeps the answer under this catalog and query.
    pub fn cache_as(self, catalog: impl Into<String>, query: impl AsRef<str>) -> Self {
        Self { cache_as: Some(CacheKey::new(catalog, query)), ..self }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("url", &mask::shown(&self.url))
            .field("accept", &self.accept)
            .field("cache_as", &self.cache_as)
            .finish()
    }
}

/// What the names begin with under which texts are kept.
pub const LASTING: &str = "source:";

/// Under what an answer is kept: who was asked, and what.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CacheKey {
    catalog: String,
    query: String,
}

impl CacheKey {
    /// Secret parameters in the query are left out.
    pub fn new(catalog: impl Into<String>, query: impl AsRef<str>) -> Self {
        Self { catalog: catalog.into(), query: mask::without_secrets(query.as_ref()) }
    }

    /// Whether the answer is a text that somebody works with, and not what a catalog says today: it counts until it is asked for
    /// anew.
    pub fn is_lasting(&self) -> bool {
        self.catalog.starts_with(LASTING)
    }

    /// Who was asked.
    pub fn catalog(&self) -> &str {
        &self.catalog
    }

    /// What was asked.
    pub fn query(&self) -> &str {
        &self.query
    }
}

/// An answer: any status but 401, 403, 408, 425, 429 and those from 500 on, which are troubles.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// As the server names it, parameters included.
    pub content_type: Option<String>,
    /// Decompressed; any bytes whatever. The request's secrets are starred where the server repeats them.
    pub body: Arc<[u8]>,
    /// Where it was found, after redirects, with secrets starred.
    pub address: String,
    /// Whether it was kept from before.
    pub from_cache: bool,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("bytes", &self.body.len())
            .field("address", &self.address)
            .field("from_cache", &self.from_cache)
            .finish()
    }
}

/// How long an answer is worth keeping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// As one that says something.
    Something,
    /// As one that says no.
    Nothing,
    /// Not at all: it is no answer to the question.
    NotKept,
}

impl Worth {
    /// What the status alone says: 200 and its kin are something, 404 and 410 nothing.
    pub fn by_status(reply: &Reply) -> Self {
        match reply.status {
            200..=299 => Self::Something,
            404 | 410 => Self::Nothing,
            _ => Self::NotKept,
        }
    }
}
