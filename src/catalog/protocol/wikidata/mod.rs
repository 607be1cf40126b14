//! Wikidata: works with their first year, original title and authors; few editions.
//!
//! A question takes up to four requests: the search, the items found, the works of those that are editions, and the names of
//! everybody and everything that they point at. What stands in an item is `item`'s to read.

mod item;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::exchange::{Step, answering, reason};
use super::json;
use super::request::ApiKey;
use super::{Protocol, Refusal, Reply, Request};
use crate::catalog::{Query, Record};
use crate::model::{Isbn, Title};
use item::Item;

pub(super) const NAME: &str = "wikidata";
const PATH: &str = "/w/api.php";
/// Written works; what is of one of these, and what has an ISBN, is a book.
const KINDS: &[&str] = &["Q7725634", "Q47461344", "Q571", "Q8261", "Q3331189"];
/// In which labels are asked for; new items may have one in `mul` only.
const LANGUAGES: &str = "en|mul|de|fr|es|it|pt|nl|ru|sv|da|nb|fi|pl|cs|la|el|ja|zh";
/// How many items one request may ask for.
const MOST_ITEMS: usize = 50;
const MOST_HITS: usize = 10;

pub(super) struct Wikidata;

impl Protocol for Wikidata {
    fn name(&self) -> &'static str {
        NAME
    }

    fn base(&self) -> &'static str {
        "https://www.wikidata.org"
    }

    fn open(&self, base: &str, _: Option<&ApiKey>, query: &Query) -> Result<Step, Refusal> {
        let (wanted, most) = match query {
            Query::Isbn(isbn) => (of_isbn(isbn), MOST_HITS),
            Query::Title { title, .. } => (of_title(title), MOST_HITS),
            Query::Like { title, most, .. } => (of_title(title), (*most).clamp(1, MOST_ITEMS)),
        };
        let most = most.to_string();
        let parameters = [("action", "query"), ("list", "search"), ("srsearch", &wanted), ("srlimit", &most)];
        let why = match query {
            Query::Isbn(_) => reason(query),
            _ => "title",
        };
        let request = api(base, &parameters).because(why);
        let (base, query) = (base.to_owned(), query.clone());
        Ok(Step::ask(request, move |reply| {
            let found = hits(&good(reply)?)?;
            Ok(items(&base, &found, "the items found", move |base, found| works(base, found, query)))
        }))
    }

    fn open_id(&self, base: &str, _: Option<&ApiKey>, id: &str) -> Result<Step, Refusal> {
        let everything = Query::Title { title: String::new(), author: None, year: None };
        Ok(items(base, &[id.to_owned()], "its number", move |base, found| works(base, found, everything)))
    }
}

/// ISBNs are found only as they are stored: with hyphens.
fn of_isbn(isbn: &Isbn) -> String {
    let thirteen = isbn.hyphenated();
    let ten = isbn.ten_hyphenated().map(|ten| format!("|P957={ten}")).unwrap_or_default();
    format!("haswbstatement:P212={thirteen}{ten}")
}

/// The words of the title; whatever else stands in it may have a meaning in the search.
fn of_title(title: &str) -> String {
    let main = Title::parse(title).map_or_else(String::new, |title| title.main);
    let words: String = main.chars().map(|c| if c.is_ascii_punctuation() && c != '\'' { ' ' } else { c }).collect();
    let kinds: Vec<String> = KINDS.iter().map(|kind| format!("P31={kind}")).collect();
    format!("{} haswbstatement:{}", words.split_whitespace().collect::<Vec<_>>().join(" "), kinds.join("|"))
}

fn api(base: &str, parameters: &[(&str, &str)]) -> Request {
    Request::new(base, PATH, &[parameters, &[("format", "json"), ("maxlag", "5")]].concat())
}

/// The body, unless it holds an error, which comes with a status of success.
fn good(reply: &Reply<'_>) -> Result<Value, Refusal> {
    let value = json::read(reply)?;
    match value["error"]["code"].as_str() {
        None => Ok(value),
        Some("maxlag" | "ratelimited" | "readonly") => Err(Refusal::Busy),
        Some("no-such-entity") => {
            Ok(Value::Object(Map::from_iter([("entities".to_owned(), Value::Object(Map::new()))])))
        }
        Some(code) => Err(Refusal::says(value["error"]["info"].as_str().unwrap_or(code))),
    }
}

fn hits(value: &Value) -> Result<Vec<String>, Refusal> {
    let found = value["query"]["search"].as_array().ok_or(Refusal::Shape { missing: "list of hits" })?;
    Ok(found.iter().filter_map(|hit| hit["title"].as_str()).filter(|id| is_item(id)).map(str::to_owned).collect())
}

fn is_item(id: &str) -> bool {
    id.strip_prefix('Q').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

type Items = BTreeMap<String, Item>;

/// Asks for these items and goes on with them; goes on at once when there are none.
fn items(base: &str, ids: &[String], why: &str, then: impl FnOnce(&str, Items) -> Step + Send + 'static) -> Step {
    let ids: Vec<&str> = ids.iter().map(String::as_str).take(MOST_ITEMS).collect();
    if ids.is_empty() {
        return then(base, Items::new());
    }
    let joined = ids.join("|");
    let props = "labels|aliases|claims";
    let parameters =
        [("action", "wbgetentities"), ("ids", joined.as_str()), ("props", props), ("languages", LANGUAGES)];
    let request = api(base, &parameters).because(why);
    let base = base.to_owned();
    Step::ask(request, move |reply| Ok(then(&base, entities(&good(reply)?)?)))
}

fn entities(value: &Value) -> Result<Items, Refusal> {
    let found = value["entities"].as_object().ok_or(Refusal::Shape { missing: "list of items" })?;
    // An item that is not there is listed too, as `missing`; one that was never asked for is another service's.
    if !found.is_empty() && found.keys().all(|id| !is_item(id) && !id.starts_with('-')) {
        return Err(Refusal::Shape { missing: "item that was asked for" });
    }
    let of = |(id, entity): (&String, &Value)| {
        let is_there = entity.get("missing").is_none() && is_item(id);
        is_there.then(|| (id.clone(), Item::new(id.clone(), entity.clone())))
    };
    Ok(found.iter().filter_map(of).collect())
}

/// The works of the editions among the items, and then the names.
fn works(base: &str, found: Items, query: Query) -> Step {
    let missing: BTreeSet<String> =
        found.values().filter_map(Item::work).filter(|work| !found.contains_key(work)).collect();
    let missing: Vec<String> = missing.into_iter().collect();
    items(base, &missing, "the works of these editions", move |base, works| names(base, found, works, query))
}

fn names(base: &str, found: Items, works: Items, query: Query) -> Step {
    let pointed: BTreeSet<String> = found.values().chain(works.values()).flat_map(Item::pointed).collect();
    let pointed: Vec<&str> = pointed.iter().map(String::as_str).take(MOST_ITEMS).collect();
    if pointed.is_empty() {
        return Step::Done(answering(&query, records(&found, &works, &BTreeMap::new())));
    }
    let ids = pointed.join("|");
    let parameters =
        [("action", "wbgetentities"), ("ids", ids.as_str()), ("props", "labels"), ("languages", LANGUAGES)];
    let request = api(base, &parameters).because("names of people, publishers and places");
    Step::ask(request, move |reply| {
        let named = entities(&good(reply)?)?;
        let names = named.into_iter().filter_map(|(id, item)| Some((id, item.label()?))).collect();
        Ok(Step::Done(answering(&query, records(&found, &works, &names))))
    })
}

/// Of what was found: works with their names, editions with their works.
fn records(found: &Items, works: &Items, names: &BTreeMap<String, String>) -> Vec<Record> {
    let of = |item: &Item| {
        let work = item.work().and_then(|id| found.get(&id).or_else(|| works.get(&id)));
        item.draft(work, names)?.record(NAME)
    };
    found.values().filter(|item| item.is_book(KINDS)).filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::Wikidata;
    use crate::catalog::Query;
    use crate::catalog::protocol::{Refusal, testing};

    const HITS: &str = r#"{"query": {"search": [{"title": "Q1"}, {"title": "Lexeme:L2"}]}}"#;
    const EDITION: &str = r#"{"entities": {"Q1": {"labels": {}, "claims": {
        "P31": [{"mainsnak": {"datavalue": {"value": {"id": "Q3331189"}}}, "rank": "normal"}],
        "P1476": [{"mainsnak": {"datavalue": {"value": {"text": "Die Elenden", "language": "de"}}}, "rank": "normal"}],
        "P629": [{"mainsnak": {"datavalue": {"value": {"id": "Q2"}}}, "rank": "normal"}],
        "P655": [{"mainsnak": {"datavalue": {"value": {"id": "Q4"}}}, "rank": "normal"}],
        "P407": [{"mainsnak": {"datavalue": {"value": {"id": "Q188"}}}, "rank": "normal"}],
        "P1104": [{"mainsnak": {"datavalue": {"value": {"amount": "+900"}}}, "rank": "normal"}],
        "P577": [{"mainsnak": {"datavalue": {"value": {"time": "+1999-00-00T00:00:00Z", "precision": 9}}}, "rank": "normal"}],
        "P212": [{"mainsnak": {"datavalue": {"value": "978-0-14-044913-6"}}, "rank": "normal"}]}}}}"#;
    const WORK: &str = r#"{"entities": {"Q2": {"labels": {"en": {"value": "Les Misérables"}, "de": {"value": "Die Elenden"}},
        "claims": {
        "P50": [{"mainsnak": {"datavalue": {"value": {"id": "Q3"}}}, "rank": "normal"}],
        "P407": [{"mainsnak": {"datavalue": {"value": {"id": "Q150"}}}, "rank": "normal"}],
        "P577": [{"mainsnak": {"datavalue": {"value": {"time": "+1862-04-03T00:00:00Z", "precision": 11}}}, "rank": "normal"},
                 {"mainsnak": {"datavalue": {"value": {"time": "+1800-00-00T00:00:00Z", "precision": 9}}}, "rank": "deprecated"}]}}}}"#;
    const NAMES: &str = r#"{"entities": {"Q3": {"labels": {"mul": {"value": "Victor Hugo"}}},
        "Q4": {"labels": {"de": {"value": "Edmund Kauer"}}}, "-1": {"missing": ""}}}"#;

    #[test]
    fn an_edition_is_told_with_its_work_and_everybodys_name() {
        let query = Query::Isbn("9780140449136".parse().unwrap());
        let played = testing::play(&Wikidata, &query, &[(200, HITS), (200, EDITION), (200, WORK), (200, NAMES)]);
        assert!(played.urls[0].contains("srsearch=haswbstatement%3AP212%3D978-0-14-044913-6%7CP957%3D0-14-044913-2&"));
        assert!(played.urls[2].contains("ids=Q2&"));
        assert!(played.urls[3].contains("ids=Q3%7CQ4&props=labels&"), "{}", played.urls[3]);
        let told = "Q1 | Die Elenden | Hugo, Victor; translator Kauer, Edmund | 1862 | 1999 | | | pages 900 | lang fr | in de \
            | original Les Misérables | 9780140449136 | q Q2/Q1";
        assert_eq!(played.told(), [told]);
    }

    #[test]
    fn nothing_found_is_one_request() {
        let query = Query::Title { title: "Xyzzy: a \"tale\"".to_owned(), author: None, year: None };
        let played = testing::play(&Wikidata, &query, &[(200, r#"{"query": {"search": []}}"#)]);
        assert!(played.urls[0].contains("srsearch=Xyzzy%20haswbstatement%3AP31%3DQ7725634%7C"), "{}", played.urls[0]);
        assert_eq!((played.records.len(), played.refusal), (0, None));
    }

    #[test]
    fn errors_come_with_success() {
        let query = Query::Title { title: "Emma".to_owned(), author: None, year: None };
        let refusal = |body: &str| testing::play(&Wikidata, &query, &[(200, body)]).refusal;
        assert_eq!(refusal(r#"{"error": {"code": "maxlag"}}"#), Some(Refusal::Busy));
        assert_eq!(refusal(r#"{"error": {"code": "x", "info": "bad x"}}"#), Some(Refusal::Says("bad x".to_owned())));
        assert_eq!(refusal("{}"), Some(Refusal::Shape { missing: "list of hits" }));
    }
}
