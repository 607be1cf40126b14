//! Why an answer was not taken.
//!
//! A refusal always means that the service could not be asked: it never says anything of a book. That nobody has a book is
//! an answer without records.

use thiserror::Error;

use super::request::Reply;
use crate::model::{CatalogName, Failure, Isbn};

/// The longest that a service may speak in its own words.
const MOST_WORDS: usize = 160;

/// An answer that says nothing of any book; the words are for a person.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// A status that is no success.
    #[error("it answered with status {0}{meaning}", meaning = meaning(*.0))]
    Status(u16),
    /// The requests that the service allows in a day are used up; asking again today is useless.
    #[error("what it allows in a day is used up")]
    UsedUp,
    /// It does not answer without a key, and none is known.
    #[error("it wants a key, and none is set")]
    NoKey,
    /// It says that it is busy, though with a status of success.
    #[error("it is busy")]
    Busy,
    /// Nothing at all.
    #[error("its answer is empty")]
    Empty,
    /// A web page where data were asked for.
    #[error("it sent a web page instead of {wanted}")]
    WebPage {
        /// What should have come.
        wanted: &'static str,
    },
    /// Data that end in the middle.
    #[error("its {wanted} breaks off")]
    CutOff {
        /// What should have come.
        wanted: &'static str,
    },
    /// Not in the format asked for.
    #[error("its answer is not {wanted}")]
    NotThat {
        /// What should have come.
        wanted: &'static str,
    },
    /// In the right format, but not what this service answers with.
    #[error("its answer has no {missing}")]
    Shape {
        /// What every answer of the service has.
        missing: &'static str,
    },
    /// An error in the service's own words, though with a status of success.
    #[error("it says: {0}")]
    Says(String),
    /// It would have had to be asked more.
    #[error("it was not asked to the end")]
    Unfinished,
    /// The record of another book, given as that of the ISBN asked for.
    #[error("it answered {asked} with the record of {}", got.map_or("another book".to_owned(), |i| i.to_string()))]
    OtherIsbn {
        /// The ISBN asked for.
        asked: Isbn,
        /// The first that the record has.
        got: Option<Isbn>,
    },
}

impl Refusal {
    /// Whether the same request may be answered if it is sent again in a while.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Status(status) => matches!(status, 408 | 425 | 429 | 500..),
            Self::Busy | Self::Unfinished | Self::Empty | Self::WebPage { .. } | Self::CutOff { .. } => true,
            _ => false,
        }
    }

    /// The refusal as the failure of the catalog that was asked.
    pub fn of(self, catalog: CatalogName) -> Failure {
        Failure { catalog, why: self.to_string() }
    }

    /// A service's own words: on one line, without anything that a terminal would obey, and not too many.
    pub(super) fn says(words: &str) -> Self {
        let plain: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        Self::Says(plain.chars().take(MOST_WORDS).collect())
    }

    /// Fails unless the reply has a status of success and a body that is no web page.
    pub(super) fn unless_good(reply: &Reply<'_>, wanted: &'static str) -> Result<(), Self> {
        if !(200..300).contains(&reply.status) {
            return Err(Self::Status(reply.status));
        }
        let body = reply.body.trim_ascii();
        let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
        let start = String::from_utf8_lossy(body.get(..body.len().min(200)).unwrap_or_default()).to_lowercase();
        match () {
            () if body.is_empty() => Err(Self::Empty),
            () if reply.content_type.is_some_and(|kind| kind.trim_start().to_lowercase().starts_with("text/html")) => {
                Err(Self::WebPage { wanted })
            }
            () if start.starts_with("<!doctype html") || start.contains("<html") => Err(Self::WebPage { wanted }),
            () => Ok(()),
        }
    }
}

fn meaning(status: u16) -> &'static str {
    match status {
        300..=399 => " (it is elsewhere)",
        401 | 403 => " (it does not let us in)",
        404 | 410 => " (nothing is there)",
        429 => " (too many requests)",
        500.. => " (it is out of order)",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::Refusal;
    use crate::catalog::protocol::Reply;

    #[track_caller]
    fn case(status: u16, body: &str, expected: &str) {
        let reply = Reply { status, content_type: None, body: body.as_bytes() };
        let told =
            Refusal::unless_good(&reply, "JSON").map_or_else(|refusal| refusal.to_string(), |()| "good".to_owned());
        assert_eq!(told, expected);
    }

    #[test]
    fn the_status_is_looked_at_before_the_body() {
        case(200, "{}", "good");
        case(200, " \n", "its answer is empty");
        case(200, "\u{feff}<!DOCTYPE html><p>", "it sent a web page instead of JSON");
        case(200, "<HTML><head>", "it sent a web page instead of JSON");
        case(429, "{}", "it answered with status 429 (too many requests)");
        case(302, "<html>", "it answered with status 302 (it is elsewhere)");
        case(503, "", "it answered with status 503 (it is out of order)");
    }

    #[test]
    fn what_is_called_a_web_page_is_one() {
        let reply = Reply { status: 200, content_type: Some("Text/HTML; charset=utf-8"), body: b"Please wait" };
        assert_eq!(Refusal::unless_good(&reply, "JSON"), Err(Refusal::WebPage { wanted: "JSON" }));
    }

    #[test]
    fn a_service_is_quoted_on_one_short_line() {
        assert_eq!(Refusal::says("a\u{1b}[31m\n b"), Refusal::Says("a [31m b".to_owned()));
        let Refusal::Says(words) = Refusal::says(&"é".repeat(999)) else { panic!("not quoted") };
        assert_eq!(words.chars().count(), 160);
    }

    #[test]
    fn a_refusal_is_the_failure_of_somebody() {
        let failure = Refusal::Status(503).of("k10plus".parse().unwrap());
        assert_eq!(failure.why, "it answered with status 503 (it is out of order)");
        assert_eq!(failure.catalog.as_str(), "k10plus");
    }

    #[test]
    fn what_passes_may_be_tried_again() {
        assert!(Refusal::Status(503).is_passing());
        assert!(!Refusal::Status(404).is_passing());
        assert!(!Refusal::UsedUp.is_passing());
    }
}
