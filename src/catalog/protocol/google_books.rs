//! Google Books: recent books and other scripts, for those who have a key. Everybody is an author to it, its publisher and date are
//! those of the copy scanned, and an answer to an ISBN also holds other books.

use serde_json::Value;

use super::draft::{self, Draft};
use super::exchange::{Step, answering, reason};
use super::request::{ApiKey, encoded};
use super::{Protocol, Refusal, Reply, Request};
use super::{dates, json, languages, text};
use crate::catalog::{Query, Record};
use crate::model::{Role, Title};

const NAME: &str = "google-books";
const PATH: &str = "/books/v1/volumes";
const MOST: usize = 10;
/// The service gives no more at once.
const MOST_GIVEN: usize = 40;

pub(super) struct GoogleBooks;

impl Protocol for GoogleBooks {
    fn name(&self) -> &'static str {
        NAME
    }

    fn base(&self) -> &'static str {
        "https://www.googleapis.com"
    }

    fn needs_key(&self) -> bool {
        true
    }

    fn open(&self, base: &str, key: Option<&ApiKey>, query: &Query) -> Result<Step, Refusal> {
        let key = key.ok_or(Refusal::NoKey)?;
        let of_title = |title: &str, author: Option<&crate::model::Name>| {
            let main = Title::parse(title).map_or_else(String::new, |title| title.main.replace('"', " "));
            let author = author.map(|author| format!(" inauthor:\"{}\"", author.sort_name().replace('"', " ")));
            format!("intitle:\"{}\"{}", main.trim(), author.unwrap_or_default())
        };
        let (asked, most) = match query {
            Query::Isbn(isbn) => (format!("isbn:{isbn}"), MOST),
            Query::Title { title, author, .. } => (of_title(title, author.as_ref()), MOST),
            Query::Like { title, author, most } => (of_title(title, author.as_ref()), (*most).clamp(1, MOST_GIVEN)),
        };
        let most = most.to_string();
        let parameters = [
            ("q", asked.as_str()),
            ("maxResults", &most),
            ("printType", "books"),
            ("projection", "full"),
            ("country", "US"),
        ];
        let request = Request::new(base, PATH, &parameters).because(reason(query)).with_secret("key", key);
        let (base, key, query) = (base.to_owned(), key.clone(), query.clone());
        Ok(Step::ask(request, move |reply| {
            let found = answering(&query, volumes(reply)?);
            match &query {
                // At times it knows a number only without the word before it.
                Query::Isbn(isbn) if found.is_empty() => Ok(bare(&base, &key, &isbn.digits(), query)),
                _ => Ok(Step::Done(found)),
            }
        }))
    }

    fn open_id(&self, base: &str, key: Option<&ApiKey>, id: &str) -> Result<Step, Refusal> {
        let key = key.ok_or(Refusal::NoKey)?;
        let path = format!("{PATH}/{}", encoded(id));
        let request = Request::new(base, &path, &[("country", "US")]).because("its number").with_secret("key", key);
        Ok(Step::ask(request, |reply| match reply.status {
            404 => Ok(Step::Done(Vec::new())),
            _ => {
                let value = read(reply)?;
                let is_volume = value["volumeInfo"].is_object();
                if is_volume { Ok(Step::Done(volume(&value).into_iter().collect())) } else { Err(missing("volume")) }
            }
        }))
    }
}

fn bare(base: &str, key: &ApiKey, number: &str, query: Query) -> Step {
    let request = Request::new(base, PATH, &[("q", number), ("country", "US")]).because("the bare number");
    Step::ask(request.with_secret("key", key), move |reply| Ok(Step::Done(answering(&query, volumes(reply)?))))
}

fn missing(missing: &'static str) -> Refusal {
    Refusal::Shape { missing }
}

/// The body of a good reply. A day's quota that is used up is told apart from a request too many; what the service says is not
/// repeated, since it may hold the key.
fn read(reply: &Reply<'_>) -> Result<Value, Refusal> {
    if reply.status == 429 || reply.status == 403 {
        let error = json::parse(reply.body).unwrap_or_default();
        let words = error["error"]["message"].as_str().unwrap_or_default();
        let is_daily = words.contains("per day") || error["error"]["errors"][0]["reason"] == "dailyLimitExceeded";
        return Err(if is_daily { Refusal::UsedUp } else { Refusal::Status(reply.status) });
    }
    json::read(reply)
}

fn volumes(reply: &Reply<'_>) -> Result<Vec<Record>, Refusal> {
    let value = read(reply)?;
    match (value["items"].as_array(), value["totalItems"].as_u64()) {
        (Some(items), _) => Ok(items.iter().filter_map(volume).collect()),
        (None, Some(_)) => Ok(Vec::new()),
        (None, None) => Err(missing("list of volumes")),
    }
}

fn volume(item: &Value) -> Option<Record> {
    let info = &item["volumeInfo"];
    if info["printType"].as_str().is_some_and(|kind| kind != "BOOK") {
        return None;
    }
    let subtitle = json::string(&info["subtitle"]);
    let mut draft = Draft {
        id: json::string(&item["id"])?,
        title: draft::title(&json::string(&info["title"])?, subtitle.as_deref()),
        issued: json::string(&info["publishedDate"]).and_then(|date| dates::first_year(&date)),
        publisher: json::string(&info["publisher"]).and_then(|name| text::field(name.trim_matches('"'))),
        pages: json::count(&info["printedPageCount"]).or_else(|| json::count(&info["pageCount"])),
        language: json::string(&info["language"]).and_then(|code| languages::of_code(&code)),
        ..Draft::default()
    };
    json::strings(&info["authors"]).iter().for_each(|name| draft.person(text::name(name), Role::Author));
    for identifier in json::list(&info["industryIdentifiers"]) {
        let is_isbn = identifier["type"].as_str().is_some_and(|kind| kind.starts_with("ISBN"));
        json::string(&identifier["identifier"]).iter().filter(|_| is_isbn).for_each(|isbn| draft.isbn(isbn));
    }
    draft.record(NAME)
}

#[cfg(test)]
mod tests {
    use super::GoogleBooks;
    use crate::catalog::Query;
    use crate::catalog::protocol::testing::{self, Played};
    use crate::catalog::protocol::{ApiKey, Protocol, Refusal};
    use crate::model::Name;

    const ANSWER: &str = r#"{"totalItems": 2, "items": [{"id": "a", "volumeInfo": {"title": "Other", "printType": "BOOK"}},
        {"id": "b", "volumeInfo": {"title": "Emma", "subtitle": "", "authors": ["Jane Austen"], "publisher": "\"X\"",
        "publishedDate": "2003-05-01", "pageCount": 512, "language": "en", "industryIdentifiers":
        [{"type": "OTHER", "identifier": "UOM:39015"}, {"type": "ISBN_10", "identifier": "0140449132"}]}}]}"#;

    fn play(query: &Query, replies: &[(u16, &str)]) -> Played {
        let asked: &dyn Protocol = &GoogleBooks;
        testing::run(asked.ask("http://h", ApiKey::new("s3cret").as_ref(), query), replies)
    }

    #[test]
    fn only_the_volume_of_the_number_is_taken() {
        let query = Query::Isbn("9780140449136".parse().unwrap());
        let played = play(&query, &[(200, ANSWER)]);
        assert_eq!(played.told(), ["b | Emma | Austen, Jane | | 2003 | X | | pages 512 | in en | 9780140449136"]);
        let played = play(&query, &[(200, r#"{"totalItems": 0}"#), (200, ANSWER)]);
        assert_eq!(played.urls[1], "http://h/books/v1/volumes?q=9780140449136&country=US");
        assert_eq!(played.records.len(), 1);
    }

    #[test]
    fn the_key_is_sent_and_never_told() {
        let query = Query::Title { title: "Emma: A \"Novel\"".into(), author: Name::parse("Jane Austen"), year: None };
        let asked: &dyn Protocol = &GoogleBooks;
        let exchange = asked.ask("http://h", ApiKey::new("s3cret").as_ref(), &query);
        let request = exchange.request().unwrap();
        assert!(
            request.url.starts_with(
                "http://h/books/v1/volumes?q=intitle%3A%22Emma%22%20inauthor%3A%22Austen%22&maxResults=10&"
            )
        );
        assert!(request.address().ends_with("&key=s3cret"));
        assert!(!format!("{request:?}").contains("s3cret"));
        let body = r#"{"error": {"code": 400, "message": "API key not valid: s3cret"}}"#;
        let refusal = play(&query, &[(400, body)]).refusal.unwrap();
        assert!(!format!("{refusal} {refusal:?}").contains("s3cret"));
        assert_eq!(asked.ask("http://h", None, &query).records(), Err(Refusal::NoKey));
    }

    #[test]
    fn a_day_that_is_used_up_is_no_passing_trouble() {
        let query = Query::Title { title: "Emma".into(), author: None, year: None };
        let refusal = |status, body: &str| play(&query, &[(status, body)]).refusal;
        let used_up = r#"{"error": {"message": "Quota exceeded for 'Queries' and limit 'Queries per day'"}}"#;
        assert_eq!(refusal(429, used_up), Some(Refusal::UsedUp));
        assert_eq!(refusal(429, "<html>"), Some(Refusal::Status(429)));
        assert_eq!(refusal(200, "{}"), Some(Refusal::Shape { missing: "list of volumes" }));
    }
}
