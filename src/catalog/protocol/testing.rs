//! How tests put a question to a protocol and show what came of it.

use super::{Exchange, Protocol, Refusal, Reply};
use crate::catalog::{Query, Record};
use crate::model::{Contributor, Role};

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

/// A record in a line: `id | title | people | first year | year | publisher | place | more…`, without the empty fields at the end.
pub(super) fn told(record: &Record) -> String {
    let (work, edition) = (&record.book.work, record.book.edition.clone().unwrap_or_default());
    let text = |value: Option<String>| value.unwrap_or_default();
    let labelled = |label: &str, value: Option<String>| value.map(|value| format!("{label} {value}"));
    let mut fields = vec![
        record.id.id.clone(),
        work.title.full(),
        record.book.contributors().map(person).collect::<Vec<_>>().join("; "),
        text(work.first_published.map(|d| d.to_string())),
        text(edition.issued.map(|d| d.to_string())),
        text(edition.publisher),
        text(edition.place),
    ];
    let series = edition.series.map(|s| [Some(s.title), s.number].into_iter().flatten().collect::<Vec<_>>().join(", "));
    let ids = |of: fn(&crate::model::Identifiers) -> &Option<String>| {
        let both = [of(&work.identifiers), of(&edition.identifiers)];
        let both: Vec<String> = both.into_iter().flatten().cloned().collect();
        (!both.is_empty()).then(|| both.join("/"))
    };
    let more = [
        labelled("edition", edition.edition.map(|e| e.to_string())),
        labelled("series", series),
        labelled("volume", edition.volume),
        labelled("set", edition.set),
        labelled("volumes", edition.volumes.map(|v| v.to_string())),
        labelled("pages", edition.pages.map(|p| p.to_string())),
        labelled("lang", work.language.as_ref().map(|l| l.to_string())),
        labelled("in", edition.language.map(|l| l.to_string())),
        labelled("original", work.original_title.clone()),
        (!edition.isbns.is_empty()).then(|| edition.isbns.iter().map(|i| i.digits()).collect::<Vec<_>>().join(" ")),
        labelled("doi", ids(|i| &i.doi)),
        labelled("ol", ids(|i| &i.open_library)),
        labelled("q", ids(|i| &i.wikidata)),
        labelled("lccn", ids(|i| &i.lccn)),
        labelled("oclc", ids(|i| &i.oclc)),
    ];
    fields.extend(more.into_iter().flatten());
    fields
        .join(" | ")
        .replace("|  |", "| |")
        .replace("|  |", "| |")
        .trim_end_matches([' ', '|'])
        .trim_start()
        .to_owned()
}

fn person(person: &Contributor) -> String {
    let role = match person.role {
        Role::Author => String::new(),
        other => format!("{} ", format!("{other:?}").to_lowercase()),
    };
    format!("{role}{}", person.name.inverted())
}
