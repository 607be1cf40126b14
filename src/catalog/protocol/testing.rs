//! How tests put a question to a protocol and show what came of it.

use super::{Exchange, Protocol, Refusal, Reply};
use crate::catalog::{Query, Record};
use crate::model::{Contributor, Identifiers, Role};

#[path = "told.rs"]
mod told;
pub(super) use told::told;

/// What became of an exchange in which the replies were known beforehand.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Played {
    pub urls: Vec<String>,
    pub whys: Vec<String>,
    pub records: Vec<Record>,
    pub refusal: Option<Refusal>,
}

impl Played {
    pub(super) fn told(&self) -> Vec<String> {
        self.records.iter().map(told).collect()
    }
}

/// Puts the question to the service at `http://h`, which replies with these statuses and bodies one after the other.
#[track_caller]
pub(super) fn play(protocol: &dyn Protocol, query: &Query, replies: &[(u16, &str)]) -> Played {
    run(protocol.ask("http://h/", None, query), replies)
}

#[track_caller]
pub(super) fn run(mut exchange: Exchange, replies: &[(u16, &str)]) -> Played {
    let mut played = Played::default();
    let mut replies = replies.iter();
    while let Some(request) = exchange.request() {
        played.urls.push(request.url.clone());
        played.whys.push(request.why.clone());
        let (status, body) = replies.next().unwrap_or_else(|| panic!("no reply is left for {}", request.url));
        exchange.tell(&Reply { status: *status, content_type: None, body: body.as_bytes() });
    }
    assert_eq!(replies.next(), None, "nobody asked for this reply");
    match exchange.records() {
        Ok(records) => played.records = records,
        Err(refusal) => played.refusal = Some(refusal),
    }
    played
}
