//! Recorded bodies, and what a reader would write down of them: cases as data, in `tests/fixtures/catalog-bodies.txt`, where it is
//! said how to add one. Recorded bodies lie beside the repository, and where they are absent they are skipped with a word.

#![expect(clippy::print_stdout, reason = "what is skipped, and the figures, are for a person to read")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use proptest::prelude::*;
use serde_json::{Value, json};

use reading_list::catalog::protocol::{ApiKey, Exchange, Protocol, Refusal, Reply, protocol};
use reading_list::catalog::{Query, Record};
use reading_list::model::{Contributor, Identifiers, Isbn, Role};

#[path = "../../src/catalog/protocol/told.rs"]
mod told;

/// What became of a question.
type Played = Result<Vec<Record>, Refusal>;

const CASES: &str = include_str!("../fixtures/catalog-bodies.txt");
/// Fewer cases than these mean that the table was cut.
const FEWEST: usize = 140;
/// Longer bodies take too long to be broken hundreds of times.
const LONGEST_BROKEN: usize = 30_000;

#[derive(Default)]
struct Case {
    path: String,
    reader: String,
    status: u16,
    outcome: String,
    /// Records by number, from 1.
    records: Vec<(usize, String)>,
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in CASES.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        if let Some(more) = line.strip_prefix("  ") {
            let case = cases.last_mut().unwrap();
            let (number, told) = more.split_once(' ').unwrap_or((more, ""));
            match number.parse() {
                Ok(number) => case.records.push((number, told.to_owned())),
                Err(_) => case.outcome = more.to_owned(),
            }
            continue;
        }
        let fields: Vec<&str> = line.split(" <- ").collect();
        let [path, reader] = fields.as_slice() else { panic!("a path and a reader: {line}") };
        let (reader, status) = reader.rsplit_once(' ').unwrap();
        let (path, reader) = ((*path).to_owned(), reader.to_owned());
        cases.push(Case { path, reader, status: status.parse().unwrap(), ..Case::default() });
    }
    cases
}

/// The body of a case; recorded ones lie beside the repository, if they are here.
fn body(path: &str) -> Option<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let recorded = root.join("../shared/fixtures");
    match path.strip_prefix("own/") {
        Some(own) => Some(fs_err::read(root.join("tests/fixtures/catalog").join(own)).unwrap()),
        None => recorded.is_dir().then(|| fs_err::read(recorded.join(path)).unwrap()),
    }
}

/// Puts the body to the reader: `open-library title`, `dnb isbn 978…`, `wikidata id Q1`.
fn read(reader: &str, status: u16, body: &[u8]) -> Played {
    let (name, question) = reader.split_once(' ').unwrap();
    let asked = protocol(name).unwrap_or_else(|| panic!("no protocol {name}"));
    let (name, question) = (asked.name(), question.split_once(' ').unwrap_or((question, "")));
    match question {
        ("mods", _) => play(name, asked.ask("http://h", None, &title()), status, &enveloped(body)),
        ("item", _) => one_by_one(asked.as_ref(), wrapped(body).as_slice()),
        ("pages", _) => one_by_one(asked.as_ref(), entries(body).as_slice()),
        ("many", isbn) => {
            let isbns: Vec<Isbn> = isbn.split(',').map(|isbn| isbn.parse().unwrap()).collect();
            play(name, asked.ask_many("http://h", key().as_ref(), &isbns).unwrap(), status, body)
        }
        ("id", id) => play(name, asked.ask_for("http://h", key().as_ref(), id), status, body),
        ("isbn", isbn) => {
            play(name, asked.ask("http://h", key().as_ref(), &Query::Isbn(isbn.parse().unwrap())), status, body)
        }
        _ => play(name, asked.ask("http://h", key().as_ref(), &title()), status, body),
    }
}

fn title() -> Query {
    Query::Title { title: "X".to_owned(), author: None, year: None }
}

/// A record that was recorded without its envelope.
fn enveloped(body: &[u8]) -> Vec<u8> {
    let body = String::from_utf8_lossy(body);
    let record = format!("<records><record><recordData>{body}</recordData></record></records>");
    format!("<searchRetrieveResponse><numberOfRecords>1</numberOfRecords>{record}</searchRetrieveResponse>")
        .into_bytes()
}

fn key() -> Option<ApiKey> {
    ApiKey::new("k3y")
}

/// The body is the first reply; whatever is asked then finds nothing.
fn play(name: &str, mut exchange: Exchange, status: u16, body: &[u8]) -> Played {
    let nothing = match name {
        "open-library" => r#"{"docs": []}"#,
        "google-books" => r#"{"totalItems": 0}"#,
        _ => r#"{"entities": {}}"#,
    };
    let (mut body, mut status) = (body, status);
    while exchange.request().is_some() {
        exchange.tell(&Reply { status, content_type: None, body });
        (body, status) = (nothing.as_bytes(), 200);
    }
    exchange.records()
}

/// Pages that were recorded as a list.
fn one_by_one(asked: &dyn Protocol, pages: &[(String, Value)]) -> Played {
    let read = |(id, page): &(String, Value)| {
        play(asked.name(), asked.ask_for("http://h", None, id), 200, page.to_string().as_bytes())
    };
    Ok(pages.iter().map(read).collect::<Result<Vec<_>, _>>()?.concat())
}

fn entries(body: &[u8]) -> Vec<(String, Value)> {
    let list: Value = serde_json::from_slice(body).unwrap();
    list["entries"].as_array().unwrap().iter().map(|page| ("OL1M".to_owned(), page.clone())).collect()
}

/// An item that was recorded without what is around it in an answer.
fn wrapped(body: &[u8]) -> Vec<(String, Value)> {
    let item: Value = serde_json::from_slice(body).unwrap();
    let id = item["id"].as_str().unwrap().to_owned();
    vec![(id.clone(), json!({"entities": {id: item}}))]
}

fn outcome(played: &Played) -> String {
    match played {
        Err(refusal) => format!("refused: {refusal}"),
        Ok(records) => format!("records: {}", records.len()),
    }
}

fn lines(played: &Played) -> Vec<String> {
    played.iter().flatten().map(told::told).collect()
}

/// What is wrong with a case, in the form of the table.
fn mistakes(case: &Case, played: &Played) -> String {
    let told = lines(played);
    let mut wrong = String::new();
    if outcome(played) != case.outcome {
        wrong += &format!("  {}\n", outcome(played));
    }
    for (number, expected) in &case.records {
        let found = told.get(number - 1).map_or("", String::as_str);
        if found != expected {
            wrong += &format!("  {number} {found}\n    instead of\n  {number} {expected}\n");
        }
    }
    if case.outcome.is_empty() {
        wrong += &told.iter().enumerate().map(|(at, line)| format!("  {} {line}\n", at + 1)).collect::<String>();
    }
    if wrong.is_empty() { wrong } else { format!("{} <- {} {}\n{wrong}", case.path, case.reader, case.status) }
}

#[test]
fn bodies_say_what_a_reader_would_write_down() {
    let (mut wrong, mut bodies) = (String::new(), BTreeSet::new());
    let cases = cases();
    for case in &cases {
        let Some(body) = body(&case.path) else { continue };
        bodies.insert(case.path.as_str());
        wrong += &mistakes(case, &read(&case.reader, case.status, &body));
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    let all: BTreeSet<&str> = cases.iter().map(|case| case.path.as_str()).collect();
    assert!(all.len() >= FEWEST, "only {} bodies are left in the table", all.len());
    match all.len() - bodies.len() {
        0 => println!("{} cases of {} bodies", cases.len(), all.len()),
        absent => println!("skipped: {absent} recorded bodies (../shared/fixtures) are not here"),
    }
}

/// Cases of which a piece is enough to be broken quickly, each with its body.
fn breakable() -> Vec<(Case, Vec<u8>)> {
    let short = |body: &Vec<u8>| (1..=LONGEST_BROKEN).contains(&body.len());
    cases().into_iter().filter_map(|case| body(&case.path).filter(short).map(|body| (case, body))).collect()
}

/// A body that ends early is refused, and never taken for "nobody has it".
#[test]
fn what_breaks_off_is_refused() {
    for (case, body) in breakable().iter().filter(|(case, _)| case.status == 200) {
        if case.reader.ends_with("item") || case.reader.ends_with("pages") || case.reader.ends_with("mods") {
            continue;
        }
        let whole = body.trim_ascii_end().len();
        for at in [1, whole / 7, whole / 3, whole / 2, whole * 4 / 5, whole - 1] {
            let played = read(&case.reader, 200, &body[..at]);
            assert!(played.is_err(), "{} <- {} cut at {at}: {:?}", case.path, case.reader, lines(&played));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happens to a body on its way, reading it ends, and without a panic.
    #[test]
    fn no_body_panics(pick in any::<prop::sample::Index>(), flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in any::<prop::sample::Index>(), is_cut in any::<bool>()) {
        static BREAKABLE: OnceLock<Vec<(Case, Vec<u8>)>> = OnceLock::new();
        let all = BREAKABLE.get_or_init(breakable);
        let (case, body) = pick.get(all);
        let mut body = body.clone();
        for (at, byte) in flips {
            *at.get_mut(&mut body) = byte;
        }
        if is_cut {
            body.truncate(cut.index(body.len()));
        }
        let reader = case.reader.replace(" item", " title").replace(" pages", " title").replace(" mods", " title");
        let played = read(&reader, case.status, &body);
        let is_clean = lines(&played).iter().all(|told| !told.contains(['\u{98}', '\n']));
        prop_assert!(is_clean, "marks that are not read have come through");
    }
}
