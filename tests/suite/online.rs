//! What a user sees of catalogs on the network; the network is a server on this machine.

#![expect(clippy::print_stdout, reason = "a figure is printed")]

use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::desk::{Desk, Outcome};
use crate::loopback::{Act, Ask, Server, ok, response, say};

/// Books that the starter catalog lacks: title, author, first year.
const BOOKS: &[(&str, &str, i32)] = &[
    ("The Unsealed Wire: Codes and Carelessness at Tannenberg", "Heinrich Brandauer", 1974),
    ("The Quiet Harbours of Livonia", "Marta Ozolina", 1988),
];

const TEXT: &str = "I liked Heinrich Brandauer's book *The Unsealed Wire: Codes and Carelessness at Tannenberg* (1974).\n\n\
    Then *The Structure of Scientific Revolutions* by Thomas Kuhn is good too.\n";

/// The value of a parameter, with `+` and `%XX` as what they stand for.
fn parameter(path: &str, name: &str) -> Option<String> {
    let query = path.split_once('?')?.1;
    url::form_urlencoded::parse(query.as_bytes()).find(|(n, _)| n == name).map(|(_, value)| value.into_owned())
}

/// What Open Library's search answers for a title, of these books.
fn search(ask: &Ask, books: &[(String, String, i32)]) -> String {
    let title = parameter(&ask.path, "title").unwrap_or_default();
    let found = books.iter().enumerate().filter(|(_, (full, ..))| full.split(':').next() == Some(title.as_str()));
    let docs: Vec<_> = found
        .map(|(at, (title, author, year))| {
            let (main, subtitle) = title.split_once(": ").map_or((title.as_str(), None), |(m, s)| (m, Some(s)));
            json!({"key": format!("/works/OL{}W", at + 1), "title": main, "subtitle": subtitle,
                "author_name": [author], "first_publish_year": year})
        })
        .collect();
    json!({"numFound": docs.len(), "start": 0, "docs": docs}).to_string()
}

fn known() -> Vec<(String, String, i32)> {
    BOOKS.iter().map(|(title, author, year)| ((*title).to_owned(), (*author).to_owned(), *year)).collect()
}

/// An Open Library that knows `BOOKS`.
fn open_library() -> Server {
    Server::start(|ask| ok(&search(ask, &known())))
}

fn library(catalogs: &str, more: &str) -> String {
    format!(
        "[library]\nsources = [\"*.md\"]\ncatalogs = [{catalogs}]\ncontact = \"me@example.org\"\n\n\
        [[output]]\npath = \"refs.bib\"\n\n{more}"
    )
}

fn at(catalog: &str, base: &str) -> String {
    format!("[catalog.{catalog}]\nbase = \"{base}\"\npace = \"500/s\"\n")
}

/// Runs the program where it may ask the servers that library.toml names.
fn online(desk: &Desk, arguments: &[&str], environment: &[(&str, &str)]) -> Outcome {
    let mut command = desk.command(arguments);
    command.env_remove("READING_LIST_OFFLINE");
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env_remove(name);
    }
    command.envs(environment.iter().copied());
    desk.outcome(command.output().unwrap())
}

/// A port where nobody listens.
fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

#[test]
fn a_book_that_the_starter_lacks_is_found_and_asked_for_once() {
    let server = open_library();
    let manifest = library("\"starter\", \"open-library\"", &at("open-library", &server.url("")));
    let desk = Desk::new().with("library.toml", &manifest).with("a.md", TEXT);
    let built = online(&desk, &["build"], &[]);
    let host = server.host();
    let expected = format!(
        "note: asking {host} over the network\n  read       1 text, 26 words\n  detected   2 books in 2 mentions\n  \
        resolved   2 found\n  wrote      library.lock, refs.bib\n  asked      1 request of 1 host\n"
    );
    assert_eq!((built.stderr.as_str(), built.status), (expected.as_str(), 0));
    assert_eq!(server.count(), 1, "{:?}", server.paths());
    assert!(desk.read("refs.bib").contains("Brandauer, Heinrich"), "{}", desk.read("refs.bib"));
    assert!(desk.read("library.lock").contains("open-library:OL1W"), "{}", desk.read("library.lock"));

    let again = online(&desk, &["build", "--locked"], &[]);
    assert!(again.stderr.contains("2 found  (all from library.lock)"), "{}", again.stderr);
    fs_err::remove_file(desk.path("library.lock")).unwrap();
    let without_lock = online(&desk, &["build"], &[]);
    assert!(!without_lock.stderr.contains("asking"), "answers are kept for all libraries: {}", without_lock.stderr);
    assert_eq!(server.count(), 1);
}

#[test]
fn other_commands_ask_too() {
    let server = open_library();
    let manifest = library("\"starter\", \"open-library\"", &at("open-library", &server.url("")));
    let desk = Desk::new().with("library.toml", &manifest).with("b.txt", TEXT);
    let checked = online(&desk, &["check", "b.txt"], &[]);
    assert_eq!(checked.status, 0, "{}{}", checked.stdout, checked.stderr);
    assert!(checked.stdout.contains("[open-library]"), "{}", checked.stdout);
    let added = online(&desk, &["add", "The Quiet Harbours of Livonia by Marta Ozolina"], &[]);
    assert!(added.stderr.contains("known to   open-library"), "{}", added.stderr);
    assert!(desk.read("library.toml").contains("year = 1988"), "{}", desk.read("library.toml"));
}

#[test]
fn offline_nobody_is_asked_and_what_was_found_stays() {
    let server = open_library();
    let manifest = library("\"starter\", \"open-library\"", &at("open-library", &server.url("")));
    let other = "See *The Quiet Harbours of Nowhere* by Ann Roe, a book of 1991.\n";
    let desk = Desk::new().with("library.toml", &manifest).with("a.md", TEXT).with("b.md", other);
    for (flags, variable) in [(&["build", "--offline"][..], ""), (&["build"], "1")] {
        let built = online(&desk, flags, &[("READING_LIST_OFFLINE", variable)]);
        assert!(built.stderr.contains("1 found, 2 unknown"), "{}", built.stderr);
        assert!(built.stderr.ends_with("note: only `starter` is asked, not `open-library` (offline)\n"));
        assert_eq!((server.count(), built.status), (0, 0));
    }
    let built = online(&desk, &["build"], &[]);
    assert!(built.stderr.contains("2 found, 1 unknown"), "whom nobody offline knows is asked for: {}", built.stderr);
    let asked = server.count();
    assert!(asked > 0);
    let locked = online(&desk, &["build", "--locked", "--offline"], &[]);
    assert_eq!(locked.status, 0, "what the network said counts without it: {}", locked.stderr);
    assert!(locked.stderr.contains("2 found, 1 unknown  (all from library.lock)"), "{}", locked.stderr);
    assert_eq!(server.count(), asked);
}

#[test]
fn a_dead_catalog_costs_one_warning() {
    let server = open_library();
    let dead = nobody();
    let living = at("open-library", &server.url(""));
    let both = format!("{living}{}", at("crossref", &format!("http://{dead}")));
    let desk = |manifest: String| Desk::new().with("library.toml", manifest).with("a.md", TEXT);
    let without = desk(library("\"starter\", \"open-library\"", &living));
    let with = desk(library("\"starter\", \"crossref\", \"open-library\"", &both));
    let (one, two) = (online(&without, &["build"], &[]), online(&with, &["build"], &[]));
    assert_eq!((one.status, two.status), (0, 0));
    assert_eq!(with.read("refs.bib"), without.read("refs.bib"));
    assert_eq!(with.read("library.lock"), without.read("library.lock"));
    assert_eq!(two.stderr.matches("warning:").count(), 1, "{}", two.stderr);
    assert!(two.stderr.contains(&format!("warning: `crossref` could not be asked: `{dead}` cannot be reached: ")));
}

#[test]
fn a_book_that_nobody_could_be_asked_for_is_tried_again() {
    let dead = nobody();
    let manifest = |base: &str| library("\"starter\", \"open-library\"", &at("open-library", base));
    let desk = Desk::new().with("library.toml", manifest(&format!("http://{dead}"))).with("a.md", TEXT);
    let built = online(&desk, &["build"], &[]);
    assert!(built.stderr.contains("1 found, 1 unreachable"), "{}", built.stderr);
    assert_eq!((built.stderr.matches("could not be asked").count(), built.status), (1, 0), "{}", built.stderr);
    let lock = desk.read("library.lock");
    assert!(!lock.contains("open-library"), "that nobody answered is not kept: {lock}");

    let server = open_library();
    desk.write("library.toml", &manifest(&server.url("")));
    let built = online(&desk, &["build"], &[]);
    assert!(built.stderr.contains("2 found  (1 of 2 citations from library.lock)"), "{}", built.stderr);
}

#[test]
fn an_answer_that_is_none_is_not_kept_and_no_unknown() {
    let busy = Arc::new(Mutex::new(true));
    let inside = Arc::clone(&busy);
    let server = Server::start(move |ask| match *inside.lock().unwrap() {
        true => say(200, &[("Content-Type", "text/html")], b"<!DOCTYPE html><p>Please come back"),
        false => ok(&search(ask, &known())),
    });
    let manifest = library("\"open-library\"", &at("open-library", &server.url("")));
    let desk = Desk::new().with("library.toml", manifest).with("a.md", TEXT);
    let built = online(&desk, &["build"], &[]);
    assert!(built.stderr.contains("2 unreachable"), "{}", built.stderr);
    let warning = "warning: `open-library` could not be asked: it sent a web page instead of JSON\n";
    assert!(built.stderr.ends_with(warning), "{}", built.stderr);
    *busy.lock().unwrap() = false;
    let built = online(&desk, &["build"], &[]);
    assert!(built.stderr.contains("1 found, 1 unknown"), "{}", built.stderr);
}

#[test]
fn keys_and_contact_are_sent_and_never_shown() {
    let heads = Arc::new(Mutex::new(Vec::new()));
    let inside = Arc::clone(&heads);
    let server = Server::start(move |ask| {
        inside.lock().unwrap().push(ask.head.clone());
        let body = format!("{{\"error\": {{\"code\": 400, \"message\": \"no s3cret {}\"}}}}", ask.path);
        Act::Say(response(400, &[("Content-Type", "application/json")], body.as_bytes()))
    });
    let more = format!("{}key-env = \"BOOKS_KEY\"\n", at("google-books", &server.url("")));
    let manifest = library("\"google-books\"", &more);
    let desk = Desk::new().with("library.toml", manifest).with("a.md", TEXT);
    let without = online(&desk, &["build"], &[]);
    assert_eq!(server.count(), 0);
    assert!(without.stderr.contains("not `google-books` (it wants a key: `key-env` names"), "{}", without.stderr);

    let with = online(&desk, &["build"], &[("BOOKS_KEY", "s3cret")]);
    let heads = heads.lock().unwrap().join("\n");
    assert!(heads.contains("key=s3cret") && heads.contains("me@example.org"), "{heads}");
    assert!(with.stderr.contains("warning: `google-books` could not be asked: "), "{}", with.stderr);
    for text in [with.stderr, with.stdout, desk.read("library.lock"), desk.read("refs.bib")] {
        assert!(!text.contains("s3cret") && !text.contains("me@example.org"), "{text}");
    }
}

/// Two hundred books that nobody wrote.
fn many() -> Vec<(String, String, i32)> {
    let (first, second) = ("Amber Birch Copper Distant Early Falling Golden Hidden Iron Jade", "Rivers Harbours");
    let third = "Livonia Galicia Moravia Thessaly Silesia Pannonia Dalmatia Bukovina Thrace Savoy";
    let mut books = Vec::new();
    for (at, a) in first.split(' ').enumerate() {
        for (b, c) in second.split(' ').flat_map(|b| third.split(' ').map(move |c| (b, c))) {
            books.push((format!("The {a} {b} of {c}"), "Marta Ozolina".to_owned(), 1950 + at as i32));
        }
    }
    books
}

/// A list of these books, as somebody would write it.
fn list_of(books: &[(String, String, i32)]) -> String {
    books.iter().map(|(title, author, year)| format!("- *{title}* by {author} ({year})\n")).collect()
}

#[test]
fn the_outcome_does_not_hang_on_who_answers_first() {
    let books: Vec<_> = many().into_iter().take(30).collect();
    let build = |delay: fn(usize) -> usize| {
        let known = books.clone();
        let server = Server::start(move |ask| {
            let wait = Duration::from_millis(delay(ask.number) as u64);
            Act::SayAfter(wait, response(200, &[], search(ask, &known[..20]).as_bytes()))
        });
        let manifest = library("\"open-library\"", &at("open-library", &server.url("")));
        let desk = Desk::new().with("library.toml", manifest).with("a.md", list_of(&books));
        let built = online(&desk, &["build"], &[]);
        assert!(built.stderr.contains("20 found, 10 unknown"), "{}", built.stderr);
        (desk.read("library.lock"), desk.read("refs.bib"))
    };
    assert_eq!(build(|number| number * 7 % 40), build(|number| 40 - number * 11 % 40));
}

#[test]
fn two_hundred_books_are_asked_for_at_the_pace_that_is_set() {
    const COUNT: usize = 200;
    const PACE: u32 = 50;
    let books = many();
    assert_eq!(books.len(), COUNT);
    let text = list_of(&books);
    let times = Arc::new(Mutex::new(Vec::new()));
    let inside = Arc::clone(&times);
    let server = Server::start(move |ask| {
        inside.lock().unwrap().push(Instant::now());
        let body = search(ask, &books);
        Act::SayAfter(
            Duration::from_millis(100),
            response(200, &[("Content-Type", "application/json")], body.as_bytes()),
        )
    });
    let service = at("open-library", &server.url("")).replace("500/s", &format!("{PACE}/s"));
    let desk = Desk::new().with("library.toml", library("\"open-library\"", &service)).with("a.md", text);
    let built = online(&desk, &["build"], &[]);
    let told = built.stderr.lines().find(|line| line.contains("resolved")).unwrap_or_default().to_owned();
    assert!(told.contains(&format!("{COUNT} found")), "{told}");
    assert_eq!(server.count(), COUNT);
    let times = times.lock().unwrap();
    let took = times.last().unwrap().duration_since(times[0]) + Duration::from_millis(100);
    let least = Duration::from_secs(1) / PACE * (COUNT as u32 - 1);
    println!("{COUNT} books at {PACE} a second: {took:?}, of which the pace asks {least:?}");
    assert!(took.as_secs_f64() <= least.as_secs_f64() * 1.2, "{took:?} for {least:?}");
    assert!(took + Duration::from_millis(200) >= least, "faster than the pace: {took:?}");
    let lock = desk.read("library.lock");
    let again = online(&desk, &["build"], &[]);
    assert_eq!((server.count(), desk.read("library.lock")), (COUNT, lock), "{}", again.stderr);
}

/// An Open Library that knows `BOOKS` by their titles, and the second by its own name for it.
fn with_records() -> Server {
    Server::start(|ask| match (ask.path.split('?').next().unwrap_or_default(), parameter(&ask.path, "q")) {
        ("/search.json", Some(query)) if query == "key:/works/OL2W" => {
            let (title, author, year) = BOOKS[1];
            let work =
                json!({"key": "/works/OL2W", "title": title, "author_name": [author], "first_publish_year": year});
            ok(&json!({"numFound": 1, "start": 0, "docs": [work]}).to_string())
        }
        ("/search.json", _) => ok(&search(ask, &known())),
        ("/works/OL2W.json", _) => {
            ok(&json!({"key": "/works/OL2W", "type": {"key": "/type/work"}, "title": BOOKS[1].0}).to_string())
        }
        _ => say(404, &[], b"{\"error\": \"notfound\"}"),
    })
}

#[test]
fn a_link_into_a_catalog_is_followed() {
    let server = with_records();
    let desk = Desk::new().with("library.toml", library("\"starter\"", &at("open-library", &server.url(""))));
    let added = online(&desk, &["add", "https://openlibrary.org/works/OL2W/The_Quiet_Harbours"], &[]);
    assert_eq!(added.status, 0, "{}", added.stderr);
    let toml = desk.read("library.toml");
    for line in ["[book.ozolina1988]", "title = \"The Quiet Harbours of Livonia\"", "authors = [\"Ozolina, Marta\"]"] {
        assert!(toml.contains(line), "{toml}");
    }
    let missing = online(&desk, &["add", "https://openlibrary.org/works/OL3W"], &[]);
    let told = "error: `open-library` has no book under `OL3W`\n";
    assert_eq!((missing.status, missing.stderr.contains(told)), (2, true), "{}", missing.stderr);
    let offline = desk.run(&["add", "https://openlibrary.org/works/OL4W"]);
    assert_eq!(offline.status, 2);
    assert!(offline.stderr.contains("`OL4W` of `open-library` could not be looked up"), "{}", offline.stderr);
    assert_eq!(desk.read("library.toml"), toml, "what cannot be looked up is not added");
}

#[test]
fn catalogs_are_searched() {
    let server = with_records();
    let manifest = library("\"starter\", \"open-library\"", &at("open-library", &server.url("")));
    let desk = Desk::new().with("library.toml", &manifest);
    let found = online(&desk, &["search", "The Quiet Harbours of Livonia"], &[]);
    assert_eq!(
        (found.stdout.as_str(), found.status),
        ("Marta Ozolina, The Quiet Harbours of Livonia (1988)  [open-library]\n", 0)
    );
    let misspelt = online(&desk, &["search", "structure of scientfic revolutions by Kuhn", "--format=json"], &[]);
    let works: serde_json::Value = serde_json::from_str(&misspelt.stdout).unwrap();
    assert_eq!(works[0]["title"], "The Structure of Scientific Revolutions", "{works}");
    assert_eq!(works[0]["year"], 1962);
    let nothing = online(&desk, &["search", "Zzyzx Qwrt Plugh"], &[]);
    assert_eq!((nothing.stdout.as_str(), nothing.status), ("", 1));
    assert!(nothing.stderr.contains("nothing like it in `starter` and `open-library`"), "{}", nothing.stderr);
    let nobody = desk.run(&["search", "Emma", "--catalog", "open-library"]);
    assert_eq!(nobody.status, 3, "{}", nobody.stderr);
    assert!(nobody.stderr.contains("open-library: offline"), "{}", nobody.stderr);
    let misnamed = desk.run(&["search", "Emma", "--catalog", "openlibrary"]);
    assert_eq!(misnamed.status, 2, "{}", misnamed.stderr);
}

#[test]
fn what_was_answered_is_asked_again_only_to_refresh() {
    let is_known = Arc::new(Mutex::new(false));
    let knows = Arc::clone(&is_known);
    let server = Server::start(move |ask| {
        let books = if *knows.lock().unwrap() { known() } else { Vec::new() };
        ok(&search(ask, &books))
    });
    let manifest = library("\"starter\", \"open-library\"", &at("open-library", &server.url("")));
    let desk = Desk::new().with("library.toml", &manifest).with("a.md", TEXT);
    online(&desk, &["build"], &[]);
    let before = desk.read("library.lock");
    assert!(before.contains("standing = \"unknown\""), "{before}");
    *is_known.lock().unwrap() = true;
    let asked = server.count();
    online(&desk, &["build"], &[]);
    assert_eq!((server.count(), desk.read("library.lock")), (asked, before), "an unknown book stays unknown");
    let refreshed = online(&desk, &["build", "--refresh"], &[]);
    assert!(refreshed.stderr.contains("2 found"), "{}", refreshed.stderr);
    let after = desk.read("library.lock");
    let keys =
        |lock: &str| lock.lines().filter(|line| line.starts_with("key =")).map(str::to_owned).collect::<Vec<_>>();
    assert!(after.contains("open-library:OL1W"), "{after}");
    assert_eq!(keys(&after).len(), 2);
    assert!(server.count() > asked);
    let both = desk.run(&["build", "--refresh", "--offline"]);
    assert_eq!(both.status, 2, "{}", both.stderr);
}

#[test]
fn detected_books_are_looked_up_where_that_is_asked_for() {
    let server = open_library();
    let manifest = library("\"starter\", \"open-library\"", &at("open-library", &server.url("")));
    let invented = "\n- *The Waves of Autumn Leaves* by Jane Roe (1974)\n";
    let desk = Desk::new()
        .with("library.toml", &manifest)
        .with("a.md", format!("{TEXT}{invented}"))
        .with("list.csv", "title,author\nThe Waves of Tannenberg,Ann Roe\n");
    let exist = |arguments: &[&str]| -> Vec<Option<bool>> {
        let outcome = online(&desk, &[&["detect", "--format=jsonl", "a.md"], arguments].concat(), &[]);
        let line: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
        line["books"].as_array().unwrap().iter().map(|book| book["exists"].as_bool()).collect()
    };
    assert_eq!(exist(&[]), [None; 3]);
    assert_eq!(server.count(), 0);
    assert_eq!(exist(&["--enrich"]), [Some(true), Some(true), None], "no catalog that was asked has every book");
    assert_eq!(exist(&["--enrich", "--catalog-from", "list.csv"]), [Some(true), Some(true), Some(false)]);
    assert_eq!(exist(&["--enrich", "--offline"]), [None, Some(true), None]);
}

#[test]
fn kept_answers_are_counted_and_cleared() {
    let server = open_library();
    let manifest = library("\"starter\", \"open-library\"", &at("open-library", &server.url("")));
    let desk = Desk::new().with("library.toml", &manifest).with("a.md", TEXT);
    let status = |desk: &Desk| -> serde_json::Value {
        serde_json::from_str(&desk.run(&["cache", "status", "--format=json"]).stdout).unwrap()
    };
    assert_eq!(status(&desk)["answers"], 0, "before there is a cache");
    online(&desk, &["build"], &[]);
    assert_eq!((&status(&desk)["answers"], &status(&desk)["nothing"]), (&json!(1), &json!(0)));
    assert!(desk.run(&["cache", "clear", "--catalog", "wikidata"]).stderr.contains("forgot     0 answers"));
    let cleared = desk.run(&["cache", "clear"]);
    assert!(cleared.stderr.contains("forgot     1 answer in "), "{}", cleared.stderr);
    assert_eq!(status(&desk)["answers"], 0);
}

#[test]
fn catalogs_say_whether_they_can_be_asked() {
    let desk = Desk::new().with(
        "library.toml",
        library("\"starter\", \"google-books\", \"k10plus\"", &at("k10plus", "http://127.0.0.1:9/x")),
    );
    let told = online(&desk, &["catalog", "status"], &[]).stdout;
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines[0], " 1  starter                      on this machine");
    assert!(
        lines[1].starts_with(" 2  google-books                 www.googleapis.com  not asked: it wants a key"),
        "{told}"
    );
    assert_eq!(lines[2], " 3  k10plus                      127.0.0.1:9");
    assert!(lines[3].starts_with(" -  ") && lines.len() == 10, "{told}");
    let json: serde_json::Value = serde_json::from_str(&desk.run(&["catalog", "--format=json"]).stdout).unwrap();
    assert_eq!((&json[2]["can_be_asked"], &json[2]["why_not"]), (&json!(false), &json!("offline")));
}

#[test]
fn what_was_asked_can_be_told_without_asking() {
    let server = open_library();
    let manifest = library("\"starter\", \"open-library\", \"k10plus\"", &at("open-library", &server.url("")));
    let desk = Desk::new().with("library.toml", &manifest).with("a.md", TEXT);
    online(&desk, &["build"], &[]);
    let before = server.count();
    let told = desk.run(&["explain", "brandauer1974"]).stdout;
    let line = format!(
        "what is asked\n  open-library, by title and author  {}",
        server.url("/search.json?title=The%20Unsealed%20Wire")
    );
    assert!(told.contains(&line), "{told}");
    assert!(!told.contains("no answer is kept"), "{told}");
    let json: serde_json::Value =
        serde_json::from_str(&desk.run(&["explain", "brandauer1974", "--format", "json"]).stdout).unwrap();
    assert_eq!((&json["requests"][0]["catalog"], &json["requests"][0]["kept"]), (&json!("open-library"), &json!(true)));
    desk.run(&["cache", "clear"]);
    assert!(desk.run(&["explain", "brandauer1974"]).stdout.contains("  no answer is kept\n"));
    assert_eq!(server.count(), before);
}

#[test]
fn the_library_of_the_text_s_language_goes_first() {
    let nothing = "<?xml version=\"1.0\"?><searchRetrieveResponse xmlns=\"http://www.loc.gov/zing/srw/\"><version>1.1</version>\
                   <numberOfRecords>0</numberOfRecords></searchRetrieveResponse>";
    let order: Arc<Mutex<Vec<&str>>> = Arc::default();
    let server = |name: &'static str| {
        let order = Arc::clone(&order);
        Server::start(move |_| {
            order.lock().unwrap().push(name);
            say(200, &[("Content-Type", "text/xml")], nothing.as_bytes())
        })
    };
    let (english, german) = (server("loc"), server("dnb"));
    let bases = at("library-of-congress", &english.url("")) + &at("deutsche-nationalbibliothek", &german.url(""));
    let manifest = library("\"library-of-congress\", \"deutsche-nationalbibliothek\"", &bases);
    let first = |text: &str| {
        order.lock().unwrap().clear();
        let desk = Desk::new().with("library.toml", &manifest).with("a.md", text);
        let built = online(&desk, &["build"], &[]);
        let first = order.lock().unwrap().first().copied();
        first.unwrap_or_else(|| panic!("{}", built.stderr))
    };
    let german = "Ich habe in diesem Winter viel gelesen und am besten hat mir das Buch *Die stillen Felder* von Johanna \
                  Reuter (1931) gefallen, das von den kleinen Dörfern an der Grenze erzählt und von den Leuten, die dort leben.\n";
    let english = "I have read a good deal this winter, and what I liked best is the book *The Quiet Fields* by Johanna Reuter \
                   (1931), which tells of the little villages near the border and of the people who live there.\n";
    assert_eq!((first(german), first(english)), ("dnb", "loc"));
}

/// ISBNs with their right last digit.
fn isbn(n: usize) -> String {
    let first = format!("978014{n:06}");
    let sum: u32 =
        first.bytes().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{first}{}", (10 - sum % 10) % 10)
}

#[test]
fn many_isbns_cost_few_requests() {
    let server = Server::start(|ask| {
        let numbers = |text: &str| -> Vec<usize> {
            text.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect()
        };
        let title = |n: usize| format!("The Harbours of Livonia, Part {n}");
        if let Some(keys) = parameter(&ask.path, "bibkeys") {
            let page = |key: &str| {
                let isbn = key.trim_start_matches("ISBN:");
                let n: usize = isbn[6..12].parse().unwrap();
                let details = json!({"key": format!("/books/OL{n}M"), "title": title(n), "isbn_13": [isbn], "publish_date": "1990",
                    "authors": [{"name": "Marta Ozolina"}], "works": [{"key": format!("/works/OL{n}W")}]});
                (key.to_owned(), json!({"bib_key": key, "details": details}))
            };
            let pages: serde_json::Map<_, _> = keys.split(',').map(page).collect();
            return ok(&serde_json::Value::Object(pages).to_string());
        }
        let works = numbers(&parameter(&ask.path, "q").unwrap_or_default());
        let work = |n: &usize| json!({"key": format!("/works/OL{n}W"), "title": title(*n), "author_name": ["Marta Ozolina"], "first_publish_year": 1988});
        ok(&json!({"numFound": works.len(), "start": 0, "docs": works.iter().map(work).collect::<Vec<_>>()})
            .to_string())
    });
    let manifest = library("\"starter\", \"open-library\"", &at("open-library", &server.url("")));
    let line = |n: usize| format!("- *The Harbours of Livonia, Part {n}* by Marta Ozolina, ISBN {}\n", isbn(n));
    let text: String = (1..=90).map(line).collect();
    let desk = Desk::new().with("library.toml", &manifest).with("a.md", format!("Books that I have:\n\n{text}"));
    let built = online(&desk, &["build"], &[]);
    let lock = desk.read("library.lock");
    assert_eq!(lock.matches("standing = \"found\"").count(), 90, "{}", built.stderr);
    assert_eq!(server.count(), 4, "two pages of ISBNs, and the works of each: {:?}", server.paths());
    assert!(built.stderr.contains("  asked      4 requests of 1 host\n"), "{}", built.stderr);
}
