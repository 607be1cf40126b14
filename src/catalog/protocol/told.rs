//! A record in a line, as tests compare it; `tests/suite/catalog_bodies.rs` reads this file too.

use super::{Contributor, Identifiers, Record, Role};

/// A record in a line: `id | title | people | first year | year | publisher | place | more…`, without the empty fields at the end.
pub fn told(record: &Record) -> String {
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
    let ids = |of: fn(&Identifiers) -> &Option<String>| {
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
