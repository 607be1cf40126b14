//! What is asked and what comes back, as values.
//!
//! A key never stands in an address that is shown, kept or compared: it is joined to it only where the request is sent.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What may stand in a query without being encoded (RFC 3986, unreserved).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A key that a service wants; no way of printing shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// The key, unless it is empty.
    pub fn new(key: &str) -> Option<Self> {
        let key = key.trim();
        (!key.is_empty()).then(|| Self(key.to_owned()))
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

/// One request, to be sent with GET.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The absolute address without any key: to be shown, and to tell one request from another.
    pub url: String,
    /// The media type wanted.
    pub accept: &'static str,
    /// By what it asks, for a person: "title and author".
    pub why: String,
    secret: Option<(&'static str, ApiKey)>,
}

impl Request {
    /// A request to `path` below `base` with these parameters.
    pub(super) fn new(base: &str, path: &str, parameters: &[(&str, &str)]) -> Self {
        let pair = |(name, value): &(&str, &str)| format!("{name}={}", encoded(value));
        let query = parameters.iter().map(pair).collect::<Vec<_>>().join("&");
        let mark = if query.is_empty() { "" } else { "?" };
        let url = format!("{base}{path}{mark}{query}");
        Self { url, accept: "application/json", why: String::new(), secret: None }
    }

    pub(super) fn because(self, why: impl Into<String>) -> Self {
        Self { why: why.into(), ..self }
    }

    pub(super) fn accepting(self, accept: &'static str) -> Self {
        Self { accept, ..self }
    }

    pub(super) fn with_secret(self, name: &'static str, key: &ApiKey) -> Self {
        Self { secret: Some((name, key.clone())), ..self }
    }

    /// The address to send it to, with the key where one is needed: neither to be shown nor kept.
    pub fn address(&self) -> String {
        match &self.secret {
            None => self.url.clone(),
            Some((name, key)) => {
                let mark = if self.url.contains('?') { '&' } else { '?' };
                format!("{}{mark}{name}={}", self.url, encoded(&key.0))
            }
        }
    }
}

/// Text as it may stand in an address.
pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// What a service sent back.
#[derive(Clone, Copy, Debug)]
pub struct Reply<'a> {
    /// HTTP status.
    pub status: u16,
    /// The media type that the service gives its body, if it does.
    pub content_type: Option<&'a str>,
    /// The body, decompressed.
    pub body: &'a [u8],
}

#[cfg(test)]
mod tests {
    use super::{ApiKey, Request};

    #[test]
    fn a_key_is_joined_only_to_be_sent() {
        let key = ApiKey::new(" s3cr&t ").unwrap();
        let request = Request::new("http://h", "/v", &[("q", "a b")]).because("title").with_secret("key", &key);
        assert_eq!(request.address(), "http://h/v?q=a%20b&key=s3cr%26t");
        assert_eq!(request.url, "http://h/v?q=a%20b");
        assert!(!format!("{request:?} {key:?}").contains("s3cr"));
        assert_eq!(ApiKey::new("  "), None);
    }

    #[test]
    fn what_has_a_meaning_in_addresses_is_encoded() {
        let request = Request::new("http://h", "/v", &[("q", "Was ist das?&x=1#é \"+\"")]);
        assert_eq!(request.url, "http://h/v?q=Was%20ist%20das%3F%26x%3D1%23%C3%A9%20%22%2B%22");
    }
}
