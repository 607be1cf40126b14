//! Crossref: academic books that have a DOI. Chapters bear the ISBNs of their book and stand beside it, so that only what is typed as a
//! book is read; its date is the earliest of print and online, which for an old book may be that of its scan.

use serde_json::Value;

use super::draft::{self, Draft};
use super::exchange::{Step, answering, reason};
use super::request::{ApiKey, encoded};
use super::{Protocol, Refusal, Reply, Request};
use super::{json, languages, text};
use crate::catalog::{Query, Record};
use crate::model::{Date, Identifiers, Name, Role, Series, Title};

const NAME: &str = "crossref";
const TYPES: &[&str] = &["book", "monograph", "edited-book", "reference-book"];
/// What is read of a work; without naming it, one work can carry hundreds of references.
const FIELDS: &str = "DOI,type,title,subtitle,author,editor,translator,issued,published-print,published-online,ISBN,publisher,\
    publisher-location,container-title";
const MOST: usize = 5;
const MOST_GIVEN: usize = 100;
const PEOPLE: &[(&str, Role)] = &[("author", Role::Author), ("editor", Role::Editor), ("translator", Role::Translator)];
/// Where more than so many years lie between print and online, the later one is that of a scan.
const SCANNED_AFTER: i32 = 1;

pub(super) struct Crossref;

impl Protocol for Crossref {
    fn name(&self) -> &'static str {
        NAME
    }

    fn base(&self) -> &'static str {
        "https://api.crossref.org"
    }

    fn open(&self, base: &str, _: Option<&ApiKey>, query: &Query) -> Result<Step, Refusal> {
        let types: Vec<String> = TYPES.iter().map(|kind| format!("type:{kind}")).collect();
        let mut filter = types.join(",");
        let mut parameters = Vec::new();
        let (title, author, most) = match query {
            Query::Isbn(isbn) => {
                filter = format!("isbn:{isbn},{filter}");
                (None, None, MOST)
            }
            Query::Title { title, author, .. } => (Some(title), author.as_ref(), MOST),
            Query::Like { title, author, most } => (Some(title), author.as_ref(), (*most).clamp(1, MOST_GIVEN)),
        };
        let (author, most) = (author.map(Name::to_string), most.to_string());
        parameters.extend(title.map(|title| ("query.bibliographic", title.as_str())));
        parameters.extend(author.as_ref().map(|author| ("query.author", author.as_str())));
        parameters.extend([("filter", filter.as_str()), ("rows", most.as_str()), ("select", FIELDS)]);
        let request = Request::new(base, "/works", &parameters).because(reason(query));
        let query = query.clone();
        Ok(Step::ask(request, move |reply| Ok(Step::Done(answering(&query, works(reply)?)))))
    }

    fn open_id(&self, base: &str, _: Option<&ApiKey>, doi: &str) -> Result<Step, Refusal> {
        let request = Request::new(base, &format!("/works/{}", encoded(doi)), &[]).because("DOI");
        Ok(Step::ask(request, |reply| match reply.status {
            404 => Ok(Step::Done(Vec::new())),
            _ => Ok(Step::Done(work(&message(reply)?)?.into_iter().collect())),
        }))
    }
}

fn message(reply: &Reply<'_>) -> Result<Value, Refusal> {
    let value = json::read(reply)?;
    match value["status"].as_str() {
        Some("ok") if value["message"].is_object() => Ok(value["message"].clone()),
        Some("ok") | None => Err(Refusal::Shape { missing: "message" }),
        Some(_) => Err(Refusal::says(value["message"]["message"].as_str().unwrap_or("error"))),
    }
}

fn works(reply: &Reply<'_>) -> Result<Vec<Record>, Refusal> {
    let message = message(reply)?;
    let items = message["items"].as_array().ok_or(Refusal::Shape { missing: "list of works" })?;
    Ok(items.iter().filter_map(book).collect())
}

/// The answer to a DOI: a book, or nothing where the DOI is that of something else.
fn work(message: &Value) -> Result<Option<Record>, Refusal> {
    if message["DOI"].is_string() && message["type"].is_string() {
        return Ok(book(message));
    }
    Err(Refusal::Shape { missing: "DOI and type" })
}

fn book(item: &Value) -> Option<Record> {
    let is_book = item["type"].as_str().is_some_and(|kind| TYPES.contains(&kind));
    if !is_book {
        return None;
    }
    let doi = json::string(&item["DOI"])?.to_lowercase();
    let mut draft = Draft {
        id: doi.clone(),
        title: title(item),
        issued: issued(item),
        publisher: json::string(&item["publisher"]).and_then(|publisher| text::field(&publisher)),
        place: json::string(&item["publisher-location"]).and_then(|place| text::field(&place)),
        statement: json::string(&item["edition-number"]),
        series: json::string(&item["container-title"])
            .map(|title| Series { title, number: json::string(&item["volume"]) }),
        language: json::string(&item["language"]).and_then(|code| languages::of_code(&code)),
        identifiers: Identifiers { doi: Some(doi), ..Identifiers::default() },
        ..Draft::default()
    };
    for (field, role) in PEOPLE {
        json::list(&item[field]).iter().for_each(|person| draft.person(name(person), *role));
    }
    json::strings(&item["ISBN"]).iter().for_each(|isbn| draft.isbn(isbn.rsplit('/').next().unwrap_or(isbn)));
    draft.record(NAME)
}

fn title(item: &Value) -> Option<Title> {
    let subtitle = json::string(&item["subtitle"]);
    draft::title(&plain(&json::string(&item["title"])?), subtitle.map(|subtitle| plain(&subtitle)).as_deref())
}

/// Titles may hold markup: `The <i>Iliad</i>`.
fn plain(text: &str) -> String {
    let mut is_tag = false;
    let kept = text.chars().filter(|&c| {
        let was_tag = is_tag;
        is_tag = c == '<' || (is_tag && c != '>');
        !is_tag && !was_tag
    });
    // A `<` that nothing closes is no tag.
    if text.matches('<').count() == text.matches('>').count() { kept.collect() } else { text.to_owned() }
}

fn name(person: &Value) -> Option<Name> {
    let part = |field: &str| json::string(&person[field]);
    match (part("family"), part("given"), part("name")) {
        (Some(family), given, _) if is_nobody(&family) && given.is_none() => None,
        (Some(family), Some(given), _) => Some(Name::with_parts(&family, &given, part("suffix").as_deref())),
        (Some(family), None, _) => text::name(&family),
        (None, _, Some(body)) if !is_nobody(&body) => Some(Name::Corporate(text::field(&body)?)),
        (None, given, _) => text::name(&given?),
    }
}

fn is_nobody(name: &str) -> bool {
    matches!(name.trim().trim_end_matches('.').to_lowercase().as_str(), "et al" | "others" | "u.a" | "n/a")
}

/// The year of print, where that of the net is much later or there is none; else the earlier of both.
fn issued(item: &Value) -> Option<Date> {
    let year = |field: &str| item[field]["date-parts"][0][0].as_i64().and_then(Date::year);
    let (print, online, issued) = (year("published-print"), year("published-online"), year("issued"));
    let apart = |a: Date, b: Date| (a.first_year().number() - b.first_year().number()).abs();
    match (print, online) {
        (Some(print), Some(online)) if apart(print, online) > SCANNED_AFTER => Some(print),
        _ => issued.or(print).or(online),
    }
}

#[cfg(test)]
mod tests {
    use super::{Crossref, plain};
    use crate::catalog::Query;
    use crate::catalog::protocol::{Protocol, Refusal, testing};
    use crate::model::Name;

    const BOOK: &str = r#"{"DOI": "10.1/ABC", "type": "monograph", "title": ["The <i>Iliad</i> Again"], "subtitle": ["A Tale"],
        "author": [{"family": "Doe", "given": "Ann"}, {"name": "A Body"}], "editor": [{"family": "et al."}],
        "translator": [{"family": "Roe", "given": "Luc"}], "issued": {"date-parts": [[2012, 1]]},
        "published-print": {"date-parts": [[1999]]}, "published-online": {"date-parts": [[2012]]},
        "ISBN": ["http://id.crossref.org/isbn/9780140449136"], "publisher": "X,", "publisher-location": "Basel"}"#;
    const CHAPTER: &str = r#"{"DOI": "10.1/c", "type": "book-chapter", "title": ["One"], "ISBN": ["9780140449136"]}"#;

    #[test]
    fn books_are_read_and_chapters_left() {
        let body = format!(r#"{{"status": "ok", "message": {{"items": [{CHAPTER}, {BOOK}]}}}}"#);
        let query = Query::Isbn("9780140449136".parse().unwrap());
        let played = testing::play(&Crossref, &query, &[(200, &body)]);
        assert!(
            played.urls[0].starts_with("http://h/works?filter=isbn%3A9780140449136%2Ctype%3Abook%2C"),
            "{}",
            played.urls[0]
        );
        let told = "10.1/abc | The Iliad Again: A Tale | Doe, Ann; {A Body}; translator Roe, Luc | | 1999 | X | Basel | 9780140449136 | doi 10.1/abc";
        assert_eq!(played.told(), [told]);
    }

    #[test]
    fn a_doi_is_asked_by_itself() {
        let asked: &dyn Protocol = &Crossref;
        let play = |status, body: &str| testing::run(asked.ask_for("http://h", None, "10.1/a b"), &[(status, body)]);
        assert_eq!(play(404, "Resource not found.").urls, ["http://h/works/10.1%2Fa%20b"]);
        assert_eq!(play(404, "Resource not found.").refusal, None);
        assert_eq!(play(200, &format!(r#"{{"status": "ok", "message": {BOOK}}}"#)).records.len(), 1);
        assert_eq!(play(200, &format!(r#"{{"status": "ok", "message": {CHAPTER}}}"#)).records.len(), 0);
        assert_eq!(
            play(200, r#"{"status": "ok", "message": {}}"#).refusal,
            Some(Refusal::Shape { missing: "DOI and type" })
        );
        assert_eq!(play(200, "Resource not found.").refusal, Some(Refusal::NotThat { wanted: "JSON" }));
    }

    #[test]
    fn titles_are_asked_with_their_authors() {
        let query = Query::Title { title: "The Iliad Again".into(), author: Name::parse("Ann Doe"), year: None };
        let played = testing::play(&Crossref, &query, &[(404, "")]);
        let start =
            "http://h/works?query.bibliographic=The%20Iliad%20Again&query.author=Ann%20Doe&filter=type%3Abook%2C";
        assert!(played.urls[0].starts_with(start), "{}", played.urls[0]);
        assert_eq!(played.refusal, Some(Refusal::Status(404)), "a search that is not there is no answer");
    }

    #[test]
    fn markup_is_no_part_of_a_title() {
        assert_eq!(plain("The <i>Iliad</i>"), "The Iliad");
        assert_eq!(plain("a < b"), "a < b");
    }
}
