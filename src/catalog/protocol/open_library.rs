//! Open Library: works by title from its search; an edition by ISBN from the edition's own page, with its work from the search.
//!
//! Its first year is the lowest year of any edition, slips included; its authors are keys on an edition's page and names in the
//! search; translators mostly stand in the statement of responsibility alone.

use std::collections::BTreeSet;

use serde_json::Value;

use super::draft::{self, Draft};
use super::exchange::{Step, reason};
use super::request::{ApiKey, encoded};
use super::roles::{self, Part};
use super::{Protocol, Refusal, Reply, Request};
use super::{dates, extent, json, languages, notes, text};
use crate::catalog::{Query, Record};
use crate::model::{Identifiers, Isbn, Name, Role, Series, Title};

const NAME: &str = "open-library";
/// Without naming fields, one work can carry hundreds of ISBNs.
const FIELDS: &str = "key,title,subtitle,author_name,first_publish_year";
const MOST: &str = "10";
const MOST_GIVEN: usize = 100;
/// So many ISBNs make an address that every proxy lets through.
const MOST_ISBNS: usize = 50;

pub(super) struct OpenLibrary;

impl Protocol for OpenLibrary {
    fn name(&self) -> &'static str {
        NAME
    }

    fn base(&self) -> &'static str {
        "https://openlibrary.org"
    }

    fn open(&self, base: &str, _: Option<&ApiKey>, query: &Query) -> Result<Step, Refusal> {
        let why = reason(query);
        let (title, author, most) = match query {
            Query::Isbn(isbn) => {
                let request = Request::new(base, &format!("/isbn/{isbn}.json"), &[]).because(why);
                return Ok(page(base, request, Some(*isbn)));
            }
            Query::Title { title, author, .. } => (title, author, MOST.to_owned()),
            Query::Like { title, author, most } => (title, author, (*most).clamp(1, MOST_GIVEN).to_string()),
        };
        let main = Title::parse(title).map_or_else(String::new, |title| title.main);
        let mut parameters = vec![("title", main.as_str())];
        let surname = author.as_ref().map(Name::family);
        parameters.extend(surname.as_deref().map(|surname| ("author", surname)));
        parameters.extend([("limit", most.as_str()), ("fields", FIELDS)]);
        let request = Request::new(base, "/search.json", &parameters).because(why);
        Ok(Step::ask(request, |reply| Ok(Step::Done(search(reply)?))))
    }

    fn at_once(&self) -> usize {
        MOST_ISBNS
    }

    fn open_isbns(&self, base: &str, _: Option<&ApiKey>, isbns: &[Isbn]) -> Result<Step, Refusal> {
        let keys = isbns.iter().map(|isbn| format!("ISBN:{isbn}")).collect::<Vec<_>>().join(",");
        let parameters = [("bibkeys", keys.as_str()), ("jscmd", "details"), ("format", "json")];
        let request = Request::new(base, "/api/books", &parameters).because("ISBNs");
        let (base, isbns) = (base.to_owned(), isbns.to_vec());
        Ok(Step::ask(request, move |reply| Ok(with_works(&base, pages(&json::read(reply)?, &isbns)?))))
    }

    fn open_id(&self, base: &str, _: Option<&ApiKey>, id: &str) -> Result<Step, Refusal> {
        let kind = if id.ends_with('W') { "works" } else { "books" };
        let path = format!("/{kind}/{}.json", encoded(id));
        Ok(page(base, Request::new(base, &path, &[]).because("its number"), None))
    }
}

/// The page of an edition or a work, and then what the search says of the work.
fn page(base: &str, request: Request, isbn: Option<Isbn>) -> Step {
    let base = base.to_owned();
    Step::ask(request, move |reply| {
        if reply.status == 404 {
            return Ok(Step::Done(Vec::new()));
        }
        let draft = described(&json::read(reply)?)?;
        Ok(with_works(&base, vec![isbn.map_or(Ok(draft.clone()), |isbn| of_isbn(draft, isbn))?]))
    })
}

/// The pages in an answer for many ISBNs, which lists only those that are known.
fn pages(value: &Value, isbns: &[Isbn]) -> Result<Vec<Draft>, Refusal> {
    let all = value.as_object().ok_or(Refusal::Shape { missing: "list of editions" })?;
    if all.keys().any(|key| !key.starts_with("ISBN:")) {
        return Err(Refusal::Shape { missing: "list of editions" });
    }
    let known = isbns.iter().filter_map(|isbn| Some((*isbn, all.get(&format!("ISBN:{isbn}"))?)));
    known.map(|(isbn, page)| of_isbn(described(page.get("details").unwrap_or(page))?, isbn)).collect()
}

/// The edition with the ISBN asked for first; a refusal where it is another one.
fn of_isbn(mut draft: Draft, asked: Isbn) -> Result<Draft, Refusal> {
    if !draft.isbns.contains(&asked) {
        return Err(Refusal::OtherIsbn { asked, got: draft.isbns.first().copied() });
    }
    draft.isbns.sort_by_key(|isbn| *isbn != asked);
    Ok(draft)
}

/// Asks the search for the works of these editions, in one request.
fn with_works(base: &str, drafts: Vec<Draft>) -> Step {
    let works: BTreeSet<String> =
        drafts.iter().filter_map(|draft| draft.work_identifiers.open_library.clone()).collect();
    let keys: Vec<String> = works.iter().map(|work| format!("\"/works/{work}\"")).collect();
    let most = keys.len().to_string();
    let query = match keys.as_slice() {
        [] => return done(drafts),
        [_] => format!("key:/works/{}", works.into_iter().next().unwrap_or_default()),
        several => format!("key:({})", several.join(" OR ")),
    };
    let parameters = [("q", query.as_str()), ("limit", most.as_str()), ("fields", FIELDS)];
    let request = Request::new(base, "/search.json", &parameters).because("authors and first year of the work");
    Step::ask(request, move |reply| {
        let works = search_drafts(&json::read(reply)?)?;
        let of = |draft: Draft| {
            let key = draft.work_identifiers.open_library.clone();
            let found = works.iter().find(|work| key.is_some() && work.work_identifiers.open_library == key);
            found.cloned().map_or(draft.clone(), |work| joined(draft, work))
        };
        Ok(done(drafts.into_iter().map(of).collect()))
    })
}

fn done(drafts: Vec<Draft>) -> Step {
    Step::Done(drafts.into_iter().filter_map(|draft| draft.record(NAME)).collect())
}

/// The edition, with the authors and the first year of its work; where their titles differ, the work's is another title.
fn joined(mut edition: Draft, work: Draft) -> Draft {
    for person in work.people {
        edition.person(Some(person.name), person.role);
    }
    edition.people.sort_by_key(|person| person.role);
    let years = [edition.first_published, work.first_published];
    edition.first_published = years.into_iter().flatten().min_by_key(|date| date.first_year());
    if let Some(title) = work.title {
        edition.also_called(&title.full());
    }
    edition
}

/// The works of an answer of the search.
pub(super) fn search(reply: &Reply<'_>) -> Result<Vec<Record>, Refusal> {
    let drafts = search_drafts(&json::read(reply)?)?;
    Ok(drafts.into_iter().filter_map(|draft| draft.record(NAME)).collect())
}

fn search_drafts(value: &Value) -> Result<Vec<Draft>, Refusal> {
    let docs = value["docs"].as_array().ok_or(Refusal::Shape { missing: "list of works" })?;
    Ok(docs.iter().map(work_found).collect())
}

fn work_found(doc: &Value) -> Draft {
    let key = json::string(&doc["key"]).map(|key| bare(&key)).unwrap_or_default();
    let title = json::string(&doc["title"]).unwrap_or_default();
    let mut draft = Draft {
        id: key.clone(),
        title: draft::title(&title, json::string(&doc["subtitle"]).as_deref()),
        // The lowest of all editions' years, so no year before printing can be right.
        first_published: json::string(&doc["first_publish_year"]).and_then(|year| dates::read(&year)),
        work_identifiers: Identifiers {
            open_library: Some(key).filter(|key| key.starts_with("OL")),
            ..Identifiers::default()
        },
        ..Draft::default()
    };
    for name in in_one_script(json::strings(&doc["author_name"])) {
        draft.person(text::name(&name), Role::Author);
    }
    draft
}

/// An author merged from two sources stands there in both scripts; where some are in Latin letters, those are everybody.
fn in_one_script(names: Vec<String>) -> Vec<String> {
    let is_latin = |name: &String| name.chars().find(|c| c.is_alphabetic()).is_some_and(|c| c < '\u{250}');
    let latin: Vec<String> = names.iter().filter(|name| is_latin(name)).cloned().collect();
    if latin.is_empty() { names } else { latin }
}

/// The page of an edition, or of a work.
pub(super) fn described(value: &Value) -> Result<Draft, Refusal> {
    let (Some(key), Some(title)) = (json::string(&value["key"]), json::string(&value["title"])) else {
        return Err(Refusal::Shape { missing: "key and title" });
    };
    let title = draft::title(&title, json::string(&value["subtitle"]).as_deref());
    if key.ends_with('W') {
        return Ok(work(value, bare(&key), title));
    }
    let mut draft = edition(value, bare(&key), title);
    people(value, &mut draft);
    if is_recording(value) {
        draft.title = None;
    }
    for numbers in
        [&value["isbn_13"], &value["isbn_10"], &value["identifiers"]["isbn_13"], &value["identifiers"]["isbn_10"]]
    {
        json::strings(numbers).iter().for_each(|isbn| draft.isbn(isbn));
    }
    Ok(draft)
}

/// Whether it is read aloud: no book, though catalogued as an edition of one.
fn is_recording(value: &Value) -> bool {
    const SOUND: &[&str] = &["audio", "cassette", "mp3", "sound", "compact disc"];
    let format = json::string(&value["physical_format"]).unwrap_or_default().to_lowercase();
    SOUND.iter().any(|word| format.contains(word))
}

fn work(value: &Value, key: String, title: Option<Title>) -> Draft {
    Draft {
        title,
        first_published: json::string(&value["first_publish_date"]).and_then(|date| dates::read(&date)),
        work_identifiers: Identifiers { open_library: Some(key.clone()), ..Identifiers::default() },
        id: key,
        ..Draft::default()
    }
}

fn edition(value: &Value, key: String, title: Option<Title>) -> Draft {
    let first = |field: &str| json::list(&value[field]).iter().find_map(name_of);
    let language =
        |field: &str| json::list(&value[field]).iter().find_map(|l| languages::of_code(&bare(l["key"].as_str()?)));
    let extent = json::string(&value["pagination"]);
    let note = json::string(&value["notes"]).or_else(|| json::string(&value["notes"]["value"]));
    let work = json::list(&value["works"]).iter().find_map(|work| Some(bare(work["key"].as_str()?)));
    Draft {
        title,
        issued: json::string(&value["publish_date"]).and_then(|date| dates::read(&date)),
        first_published: note.and_then(|note| notes::first_published(&note)),
        publisher: first("publishers"),
        place: first("publish_places"),
        statement: json::string(&value["edition_name"]),
        series: json::string(&value["series"]).and_then(|series| series_of(&series)),
        pages: json::count(&value["number_of_pages"]).or_else(|| extent::pages(extent.as_deref()?)),
        language: language("languages"),
        original_language: language("translated_from"),
        original_title: json::string(&value["translation_of"]),
        work_identifiers: Identifiers { open_library: work, ..Identifiers::default() },
        identifiers: Identifiers {
            open_library: Some(key.clone()),
            lccn: json::string(&value["lccn"]),
            oclc: json::string(&value["oclc_numbers"]),
            ..Identifiers::default()
        },
        id: key,
        ..Draft::default()
    }
}

/// Whoever is named on the page: authors only where they are names, others by their parts.
fn people(value: &Value, draft: &mut Draft) {
    for author in json::list(&value["authors"]) {
        draft.person(json::string(&author["name"]).and_then(|name| text::name(&name)), Role::Author);
    }
    for contributor in json::list(&value["contributors"]) {
        let (name, role) = (json::string(&contributor["name"]), json::string(&contributor["role"]));
        named(draft, name.as_deref(), role.as_deref());
    }
    for contribution in json::strings(&value["contributions"]) {
        let bracketed = contribution.strip_suffix(')').and_then(|text| text.rsplit_once(" ("));
        named(draft, bracketed.map(|(name, _)| name), bracketed.map(|(_, role)| role));
    }
    let by = json::string(&value["by_statement"]).unwrap_or_default();
    draft.people_beside(&by);
}

fn named(draft: &mut Draft, name: Option<&str>, role: Option<&str>) {
    if let Part::Ours(role) = role.map_or(Part::Open, roles::of_word) {
        draft.person(name.and_then(text::name), role);
    }
}

/// `Heyne science fiction -- Bd. 06/4400`, `Cyberspace trilogien`.
fn series_of(text: &str) -> Option<Series> {
    let (title, number) = text.split_once(" -- ").map_or((text, None), |(title, number)| (title, Some(number)));
    Some(Series { title: text::field(title)?, number: number.and_then(text::number) })
}

/// A string, or the `name` of an object.
fn name_of(value: &Value) -> Option<String> {
    json::string(value).or_else(|| json::string(&value["name"]))
}

/// `OL27448W` of `/works/OL27448W`.
fn bare(key: &str) -> String {
    key.rsplit('/').next().unwrap_or(key).to_owned()
}

#[cfg(test)]
mod tests {
    use super::OpenLibrary;
    use crate::catalog::protocol::{Protocol, testing};
    use crate::catalog::{Query, protocol::Refusal};
    use crate::model::{Isbn, Name};

    const EDITION: &str = r#"{"key": "/books/OL1M", "title": "Ringens Herre", "isbn_10": ["0140449132"],
        "works": [{"key": "/works/OL9W"}], "authors": [{"key": "/authors/OL7A"}], "publish_date": "May 2001",
        "by_statement": "J. Doe ; på dansk ved Ann Roe.", "publishers": ["X"], "series": ["Y -- 3"],
        "contributors": [{"name": "Zed Cover", "role": "Cover Art"}]}"#;
    const SEARCH: &str = r#"{"numFound": 1, "docs": [{"key": "/works/OL9W", "title": "The Ring", "author_name":
        ["Jane Doe", "Джейн Доу"], "first_publish_year": 1954}]}"#;

    fn isbn() -> Query {
        Query::Isbn("9780140449136".parse().unwrap())
    }

    #[test]
    fn an_isbn_is_asked_for_its_edition_and_then_for_its_work() {
        let played = testing::play(&OpenLibrary, &isbn(), &[(200, EDITION), (200, SEARCH)]);
        assert_eq!(played.urls[0], "http://h/isbn/9780140449136.json");
        assert!(played.urls[1].starts_with("http://h/search.json?q=key%3A%2Fworks%2FOL9W&limit=1&fields=key"));
        assert_eq!(
            played.told(),
            [
                "OL1M | Ringens Herre | Doe, Jane; translator Roe, Ann | 1954 | 2001 | X | | series Y, 3 | 9780140449136 | ol OL9W/OL1M"
            ]
        );
    }

    #[test]
    fn many_isbns_are_asked_at_once() {
        let asked: &dyn Protocol = &OpenLibrary;
        let isbns: Vec<Isbn> = ["9780140449136", "9780804429573"].map(|isbn| isbn.parse().unwrap()).to_vec();
        let answer = format!(r#"{{"ISBN:9780140449136": {{"bib_key": "ISBN:9780140449136", "details": {EDITION}}}}}"#);
        let exchange = asked.ask_many("http://h", None, &isbns).unwrap();
        let played = testing::run(exchange, &[(200, &answer), (200, SEARCH)]);
        let url = "http://h/api/books?bibkeys=ISBN%3A9780140449136%2CISBN%3A9780804429573&jscmd=details&format=json";
        assert_eq!(played.urls[0], url);
        assert_eq!(played.records.len(), 1);
        let play = |body: &str| testing::run(asked.ask_many("http://h", None, &isbns).unwrap(), &[(200, body)]);
        assert_eq!((play("{}").records.len(), play("{}").refusal), (0, None));
        assert_eq!(play(r#"{"error": "x"}"#).refusal, Some(Refusal::Shape { missing: "list of editions" }));
        let other = answer.replace("0140449132", "080442957X");
        assert!(matches!(play(&other).refusal, Some(Refusal::OtherIsbn { .. })));
        assert!(asked.ask_many("http://h", None, &[isbns[0]; 51]).is_none(), "so many are not asked at once");
    }

    #[test]
    fn nothing_of_that_isbn_is_no_record() {
        let played = testing::play(&OpenLibrary, &isbn(), &[(404, "<html>")]);
        assert_eq!((played.urls.len(), played.told().len(), played.refusal), (1, 0, None));
    }

    #[test]
    fn another_book_is_refused() {
        let other = EDITION.replace("0140449132", "080442957X");
        let played = testing::play(&OpenLibrary, &isbn(), &[(200, &other)]);
        let told = "it answered 9780140449136 with the record of 9780804429573";
        assert_eq!(played.refusal.map(|r| r.to_string()).as_deref(), Some(told));
    }

    #[test]
    fn titles_are_asked_of_the_search() {
        let query = Query::Title { title: "The Ring: A Tale".into(), author: Name::parse("Jane Doe"), year: None };
        let played = testing::play(&OpenLibrary, &query, &[(200, SEARCH)]);
        assert!(played.urls[0].starts_with("http://h/search.json?title=The%20Ring&author=Doe&limit=10&fields="));
        assert_eq!(played.whys, ["title and author"]);
        assert_eq!(played.told(), ["OL9W | The Ring | Doe, Jane | 1954 | | | | ol OL9W"]);
        let refused = testing::play(&OpenLibrary, &query, &[(200, "[]")]).refusal;
        assert_eq!(refused, Some(Refusal::Shape { missing: "list of works" }));
    }
}
