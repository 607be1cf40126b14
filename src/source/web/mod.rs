//! Web sources: an address becomes one document, or one for each answer and comment of a thread.
//!
//! Here an address is told to the site that knows it, its requests are sent through the client of `net`, and what goes wrong is
//! put into one error. How a site is asked and read stands in its own file, which does no I/O; `page` is for all other
//! addresses. Pages are kept with the catalogs' answers, so that a source stays the same until it is asked for anew.

mod hacker_news;
mod page;
mod reddit;
mod stack_exchange;

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;
use url::Url;

use super::decode::Charset;
use super::error::SourceError;
use crate::model::{Document, Format, Origin};
use crate::net::{Client, LASTING, Reply, Request, Worth, host_of};

/// How to reach the web: the client, and where sites are if not where they are known to be.
#[derive(Clone)]
pub struct Pages {
    client: Client,
    bases: BTreeMap<String, String>,
}

impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("bases", &self.bases).finish_non_exhaustive()
    }
}

/// A site whose threads are read post by post.
struct Site {
    name: &'static str,
    /// Where its programming interface is.
    base: &'static str,
    /// What is asked for an address of the site, one request after the other; nothing where the address is none of a thread.
    paths: fn(&Url) -> Option<Vec<String>>,
    /// What the answers hold.
    posts: fn(&Url, &[Value]) -> Result<Posts, String>,
}

const SITES: [Site; 3] = [hacker_news::SITE, stack_exchange::SITE, reddit::SITE];

/// Something that somebody wrote under an address of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Post {
    address: String,
    author: Option<String>,
    /// The day, `2021-05-01`.
    date: Option<String>,
    format: Format,
    text: String,
}

/// What a thread holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Posts {
    posts: Vec<Post>,
    /// How many more there are that the site did not send.
    unsent: usize,
}

/// The names under which a site's `base` can be set.
pub fn site_names() -> impl Iterator<Item = &'static str> {
    SITES.iter().map(|site| site.name)
}

/// Whether this names something on the web.
pub fn is_web_address(pattern: &str) -> bool {
    let scheme = pattern.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

/// The host that is asked for an address, with these bases.
pub fn host(address: &str, bases: &BTreeMap<String, String>) -> Option<String> {
    let url = Url::parse(address).ok()?;
    match site_of(&url) {
        Some((site, _)) => host_of(bases.get(site.name).map_or(site.base, String::as_str)),
        None => host_of(address),
    }
}

fn site_of(url: &Url) -> Option<(&'static Site, Vec<String>)> {
    SITES.iter().find_map(|site| Some((site, (site.paths)(url)?)))
}

/// The site whose thread or post an address is of.
pub fn thread_site(address: &str) -> Option<&'static str> {
    site_of(&Url::parse(address).ok()?).map(|(site, _)| site.name)
}

/// The thread that somebody saved as the site's own JSON, if it is that, with how many posts it lacks.
pub(super) fn saved_thread(text: &str) -> Option<(Vec<Document>, usize)> {
    let value: Value = serde_json::from_str(text).ok()?;
    let url = Url::parse("https://www.reddit.com").ok()?;
    let Posts { posts, unsent } = reddit::posts(&url, &[value]).ok()?;
    Some((documents(posts), unsent))
}

fn documents(posts: Vec<Post>) -> Vec<Document> {
    let document = |Post { address, author, date, format, text }| Document {
        origin: Origin::Post { address, author, date },
        format,
        text,
    };
    posts.into_iter().map(document).collect()
}

/// More bytes a page cannot have; the client stops there as well.
const LIMIT: u64 = 8 << 20;

impl Pages {
    /// Through this client; `bases` by the names of sites.
    pub fn new(client: Client, bases: BTreeMap<String, String>) -> Self {
        Self { client, bases }
    }

    /// The documents at an address, after a warning where the site did not send all.
    pub(super) fn read(&self, address: &str, limit: u64) -> Vec<Result<Document, SourceError>> {
        let refused = |why: String| SourceError::Web { url: address.to_owned(), why };
        let Ok(url) = Url::parse(address) else { return vec![Err(refused("it is not an address".to_owned()))] };
        let read = match site_of(&url) {
            Some((site, paths)) => self.thread(site, &paths, &url),
            None => self.page(&url, limit.min(LIMIT)).map(|document| (vec![document], 0)),
        };
        match read {
            Err(Trouble::Told(error)) => vec![Err(error)],
            Err(Trouble::Why(why)) => vec![Err(refused(why))],
            Ok((documents, unsent)) => {
                let url = || address.to_owned();
                let partly = (unsent > 0).then(|| Err(SourceError::Unsent { url: url(), posts: unsent }));
                let is_empty = documents.iter().all(|document| document.text.trim().is_empty());
                let empty = is_empty.then(|| Err(SourceError::Empty { path: url() }));
                partly.into_iter().chain(empty).chain(documents.into_iter().map(Ok)).collect()
            }
        }
    }

    fn thread(&self, site: &Site, paths: &[String], url: &Url) -> Result<(Vec<Document>, usize), Trouble> {
        let base = self.bases.get(site.name).map_or(site.base, String::as_str).trim_end_matches('/');
        let mut answers = Vec::new();
        for path in paths {
            let request = Request::new(format!("{base}{path}")).accept("application/json");
            let request = request.cache_as(format!("{LASTING}{}", site.name), path);
            let worth = |reply: &Reply| worth(reply, serde_json::from_slice::<Value>(&reply.body).is_ok());
            let reply = self.client.fetch_judged(&request, worth).map_err(|trouble| trouble.to_string())?;
            answers.push(answer(&reply)?);
        }
        let posts = (site.posts)(url, &answers)?;
        Ok((documents(posts.posts), posts.unsent))
    }

    fn page(&self, url: &Url, limit: u64) -> Result<Document, Trouble> {
        let accept = "text/html, application/xhtml+xml, text/markdown, text/plain;q=0.9";
        let request = Request::new(url.as_str()).accept(accept).cache_as(format!("{LASTING}page"), url.as_str());
        let reply =
            self.client.fetch_judged(&request, |reply| worth(reply, true)).map_err(|trouble| trouble.to_string())?;
        if !(200..300).contains(&reply.status) {
            return Err(missing(reply.status).into());
        }
        if reply.body.len() as u64 > limit {
            return Err(Trouble::Told(SourceError::TooLarge { path: url.to_string(), limit }));
        }
        let format = format_of(&reply)?;
        let bytes = reply.body.to_vec();
        let declared = reply.content_type.as_deref().and_then(charset_of);
        let charset = Charset::declared(url.as_str(), &bytes, format, declared).map_err(Trouble::Told)?;
        let text = charset.decode(url.as_str(), bytes).map_err(Trouble::Told)?;
        let text = if format == Format::Html { page::main_part(text, &reply.address) } else { text };
        Ok(Document { origin: Origin::Record(url.to_string()), format, text })
    }
}

/// Why an address gave nothing.
enum Trouble {
    Told(SourceError),
    Why(String),
}

impl From<String> for Trouble {
    fn from(why: String) -> Self {
        Self::Why(why)
    }
}

/// A text is kept. That there is none just now takes no kept one's place.
fn worth(reply: &Reply, is_good: bool) -> Worth {
    if is_good && (200..300).contains(&reply.status) { Worth::Something } else { Worth::NotKept }
}

fn missing(status: u16) -> String {
    match status {
        404 | 410 => "there is nothing at this address".to_owned(),
        other => format!("the server answers with status {other}"),
    }
}

/// What a site's answer holds, or what it says went wrong.
fn answer(reply: &Reply) -> Result<Value, String> {
    let value: Result<Value, _> = serde_json::from_slice(&reply.body);
    let said = value.as_ref().ok().and_then(|value| {
        ["error_message", "message", "error"].iter().find_map(|key| value.get(key)?.as_str().map(str::to_owned))
    });
    match (reply.status, value) {
        (200..=299, Ok(value)) => Ok(value),
        (200..=299, Err(_)) => Err("the answer is no JSON: the site may want people, not programs".to_owned()),
        (status, _) => Err(said.map_or_else(|| missing(status), |said| format!("the site says: {said}"))),
    }
}

/// What markup a page has, by what the server says.
fn format_of(reply: &Reply) -> Result<Format, String> {
    let named = reply.content_type.as_deref().unwrap_or("text/html");
    let media = named.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match media.as_str() {
        "text/html" | "application/xhtml+xml" | "" => Ok(Format::Html),
        "text/markdown" | "text/x-markdown" => Ok(Format::Markdown),
        "text/plain" => Ok(Format::Text),
        _ => Err(format!("it is no text but `{media}`")),
    }
}

fn charset_of(content_type: &str) -> Option<&str> {
    let parameter = content_type.split(';').skip(1).find_map(|p| p.trim().split_once('='));
    parameter.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset")).map(|(_, label)| label.trim_matches('"'))
}

/// The day of so many seconds since 1970: `2021-05-01`.
pub(super) fn day_of(seconds: f64) -> Option<String> {
    let since = std::time::Duration::try_from_secs_f64(seconds).ok()?;
    let time = std::time::SystemTime::UNIX_EPOCH.checked_add(since)?;
    // `Sat, 01 May 2021 00:00:00 GMT`, to be turned round.
    let written = httpdate::fmt_http_date(time);
    let words: Vec<&str> = written.split_whitespace().collect();
    let [_, day, month, year, ..] = words.as_slice() else { return None };
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = months.iter().position(|name| name == month)? + 1;
    Some(format!("{year}-{month:02}-{day}"))
}

/// A field with something in it.
fn text_of(value: &Value, field: &str) -> Option<String> {
    value.get(field)?.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{charset_of, day_of, host};

    #[test]
    fn the_site_that_is_asked_is_told_by_the_address() {
        let case =
            |address: &str, expected: &str| assert_eq!(host(address, &BTreeMap::new()).as_deref(), Some(expected));
        case("https://news.ycombinator.com/item?id=1", "hn.algolia.com");
        case("https://news.ycombinator.com/newest", "news.ycombinator.com");
        case("https://history.stackexchange.com/questions/7/why", "api.stackexchange.com");
        case("https://old.reddit.com/r/books/comments/1abc/what/", "www.reddit.com");
        case("https://example.org:8080/a.html", "example.org:8080");
    }

    #[test]
    fn small_things_are_read() {
        assert_eq!(day_of(1_619_827_200.0).as_deref(), Some("2021-05-01"));
        assert_eq!(day_of(-1.0), None);
        assert_eq!(day_of(f64::MAX), None);
        assert_eq!(charset_of("text/html; charset=\"windows-1252\""), Some("windows-1252"));
        assert_eq!(charset_of("text/html"), None);
    }
}
