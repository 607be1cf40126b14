//! Pages and threads of the web as sources; the web is a server on this machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::desk::{Desk, Outcome};
use crate::loopback::{Server, ok, say};

const KUHN: &str = "The Structure of Scientific Revolutions";

/// Runs the program where it may ask the servers that it is told of.
fn online(desk: &Desk, arguments: &[&str]) -> Outcome {
    let mut command = desk.command(arguments);
    command.env_remove("READING_LIST_OFFLINE");
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env_remove(name);
    }
    desk.outcome(command.output().unwrap())
}

fn library(source: &str, more: &str) -> String {
    format!(
        "[library]\nsources = [\"{source}\"]\ncatalogs = [\"starter\"]\n\n[[output]]\npath = \"refs.bib\"\n\n{more}"
    )
}

fn page() -> String {
    let words =
        "I read it when I was young and went back to it nearly every winter since, slowly, with a pencil. ".repeat(6);
    format!(
        "<html><head><title>A shelf</title></head><body><nav><a href=\"/\">Buy <i>Silent Spring</i> by Rachel Carson</a></nav>\
         <article><p>The best is <em>{KUHN}</em> by Thomas Kuhn (1962). {words}</p><p>{words}</p></article></body></html>"
    )
}

const HTML: &[(&str, &str)] = &[("Content-Type", "text/html; charset=utf-8")];

#[test]
fn a_page_is_a_source_and_stays_as_it_was_read() {
    let server = Server::start(|_| say(200, HTML, page().as_bytes()));
    let address = server.url("/shelf");
    let desk = Desk::new().with("library.toml", library(&address, ""));
    let built = online(&desk, &["build"]);
    assert_eq!(built.status, 0, "{}", built.stderr);
    assert!(built.stderr.starts_with(&format!("note: asking {} over the network", server.host())), "{}", built.stderr);
    let (lock, bib) = (desk.read("library.lock"), desk.read("refs.bib"));
    assert!(bib.contains("Kuhn, Thomas S.") && !bib.contains("Carson"), "only the main part counts: {bib}");
    assert!(lock.contains(&format!("source = \"{address}\"")), "{lock}");
    assert!(online(&desk, &["build"]).stderr.contains("wrote      nothing"));
    assert_eq!(server.count(), 1, "a page that was read is kept");
    let offline = desk.run(&["build"]);
    assert!(offline.stderr.contains("wrote      nothing") && offline.status == 0, "{}", offline.stderr);
    let explained = desk.run(&["explain", "kuhn1962"]).stdout;
    assert!(explained.contains(&format!("{address}:1:")), "{explained}");
    assert!(online(&desk, &["build", "--refresh"]).status == 0 && server.count() == 2);
}

#[test]
fn a_page_that_cannot_be_read_costs_no_book() {
    let router = Server::start(|_| say(200, HTML, b"<p>Read <i>Emma</i> by Jane Austen."));
    let (inside, is_gone) = (router.url("/"), Arc::new(AtomicBool::new(false)));
    let gone = Arc::clone(&is_gone);
    let server = Server::start(move |ask| match ask.path.as_str() {
        "/shelf" if !gone.load(Ordering::Relaxed) => say(200, HTML, page().as_bytes()),
        "/paper" => say(200, &[("Content-Type", "application/pdf")], b"%PDF-1.7"),
        "/hop" => say(302, &[("Location", &inside)], b""),
        "/long" => say(200, HTML, "<p>Emma ".repeat(1_200_000).as_bytes()),
        _ => say(404, HTML, b"<p>gone"),
    });
    let desk = Desk::new().with("library.toml", library(&server.url("/shelf"), ""));
    online(&desk, &["build"]);
    let (lock, bib) = (desk.read("library.lock"), desk.read("refs.bib"));
    is_gone.store(true, Ordering::Relaxed);
    assert_eq!(online(&desk, &["build", "--refresh"]).status, 1);
    assert_eq!(desk.read("library.lock"), lock, "that a page is gone takes no book");
    assert_eq!(desk.run(&["build"]).status, 0, "nor does it take the kept page's place");
    online(&desk, &["cache", "clear"]);
    let unread = desk.run(&["build"]);
    assert_eq!(unread.status, 1, "{}", unread.stderr);
    assert!(unread.stderr.contains(&format!("error: cannot read `{}`: ", server.url("/shelf"))), "{}", unread.stderr);
    assert_eq!((desk.read("library.lock"), desk.read("refs.bib")), (lock, bib));
    let refused = |path: &str, why: &str| {
        let outcome = online(&desk, &["detect", &server.url(path)]);
        let told = format!("error: cannot read `{}`: {why}", server.url(path));
        assert_eq!((outcome.status, outcome.stderr.contains(&told)), (2, true), "{}", outcome.stderr);
    };
    refused("/none", "there is nothing at this address");
    refused("/paper", "it is no text but `application/pdf`");
    refused("/hop", "");
    assert_eq!(router.count(), 0, "a page leads nobody into the local network");
    refused("/long", "");
}

#[test]
fn a_page_is_decoded_by_what_the_server_says() {
    let server = Server::start(|ask| match ask.path.as_str() {
        "/latin" => say(
            200,
            &[("Content-Type", "text/html; charset=windows-1252")],
            b"<p>Read <i>Caf\xe9 M\xfcller Stories</i> by Ann Roe (1990).",
        ),
        "/plain" => {
            say(200, &[("Content-Type", "text/plain")], "Read \u{201c}Emma\u{201d} by Jane Austen (1815).".as_bytes())
        }
        _ => say(200, HTML, b"<p>broken \xff\xfe here \xc3"),
    });
    let desk = Desk::new();
    let books = |path: &str| -> Value {
        let outcome = online(&desk, &["detect", "--format=jsonl", &server.url(path)]);
        serde_json::from_str(&outcome.stdout).unwrap_or_else(|_| panic!("{}", outcome.stderr))
    };
    assert_eq!(books("/latin")["books"][0]["title"], "Caf\u{e9} M\u{fc}ller Stories");
    let plain = books("/plain");
    assert_eq!((&plain["source"], &plain["books"][0]["title"]), (&json!(server.url("/plain")), &json!("Emma")));
    let broken = online(&desk, &["detect", &server.url("/broken")]);
    assert!(broken.status == 2 && broken.stderr.contains("is not valid UTF-8"), "{}", broken.stderr);
}

/// A thread with one recommendation, as each site sends it.
fn thread(path: &str) -> Option<Value> {
    let text = format!("Read <i>{KUHN}</i> by Thomas Kuhn (1962).");
    Some(match path.split('?').next()? {
        "/api/v1/items/10" => {
            json!({"id": 10, "author": "bob", "created_at": "2021-05-01T09:00:00.000Z", "title": "What to read?",
            "children": [{"id": 11, "author": "ada", "created_at": "2021-05-02T09:00:00.000Z", "text": text, "children": []}]})
        }
        "/2.3/questions/77" => {
            json!({"items": [{"question_id": 77, "title": "What to read?", "body": "<p>Tell me.</p>",
            "owner": {"display_name": "bob"}, "creation_date": 1_619_827_200}], "has_more": false})
        }
        "/2.3/questions/77/answers" => json!({"items": [{"question_id": 77, "answer_id": 78, "body": text,
            "owner": {"display_name": "ada"}, "creation_date": 1_619_913_600}], "has_more": false}),
        "/comments/1abc.json" => reddit(),
        _ => return None,
    })
}

fn reddit() -> Value {
    let listing = |thing: Value| json!({"kind": "Listing", "data": {"children": [thing]}});
    json!([
        listing(json!({"kind": "t3", "data": {"author": "bob", "title": "What to read?", "selftext": "",
            "created_utc": 1_619_827_200.0, "permalink": "/r/x/comments/1abc/what/"}})),
        listing(
            json!({"kind": "t1", "data": {"author": "ada", "body": format!("Read *{KUHN}* by Thomas Kuhn (1962)."),
            "created_utc": 1_619_913_600.0, "permalink": "/r/x/comments/1abc/what/c1/", "replies": ""}})
        ),
    ])
}

#[test]
fn threads_are_read_post_by_post() {
    let server =
        Server::start(|ask| thread(&ask.path).map_or_else(|| say(404, &[], b"{}"), |value| ok(&value.to_string())));
    for (site, source, post) in [
        ("hacker-news", "https://news.ycombinator.com/item?id=10", "https://news.ycombinator.com/item?id=11"),
        (
            "stack-exchange",
            "https://history.stackexchange.com/questions/77/x",
            "https://history.stackexchange.com/a/78",
        ),
        (
            "reddit",
            "https://old.reddit.com/r/x/comments/1abc/what/",
            "https://www.reddit.com/r/x/comments/1abc/what/c1/",
        ),
    ] {
        let base = format!("[catalog.{site}]\nbase = \"{}\"\n", server.url(""));
        let desk = Desk::new().with("library.toml", library(source, &base));
        let built = online(&desk, &["build"]);
        assert_eq!(built.status, 0, "{site}: {}", built.stderr);
        assert!(built.stderr.contains("read       2 texts"), "{site}: {}", built.stderr);
        let lock = desk.read("library.lock");
        assert!(lock.contains(&format!("source = \"{post}\"")), "{site}: {lock}");
        let explained = desk.run(&["explain", "kuhn1962"]).stdout;
        assert!(
            explained.contains(&format!("{post}:1:")) && explained.contains("  by ada, 2021-05-02\n"),
            "{site}: {explained}"
        );
        // A thread that is gone today keeps what it gave.
        let elsewhere = library(source, &format!("[catalog.{site}]\nbase = \"{}\"\n", server.url("/gone")));
        fs_err::write(desk.path("library.toml"), elsewhere).unwrap();
        let gone = online(&desk, &["build", "--refresh"]);
        assert_eq!((gone.status, desk.read("library.lock")), (1, lock), "{site}: {}", gone.stderr);
    }
}

#[test]
fn a_thread_that_was_saved_is_read_too() {
    let desk = Desk::new().with("thread.json", reddit().to_string()).with("other.json", "[{\"kind\": 1}]");
    let outcome = desk.run(&["detect", "--format=jsonl", "thread.json"]);
    let lines: Vec<Value> = outcome.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2, "{}", outcome.stdout);
    assert_eq!(lines[1]["source"], "https://www.reddit.com/r/x/comments/1abc/what/c1/");
    assert_eq!(lines[1]["books"][0]["title"], KUHN);
    assert_eq!(desk.run(&["detect", "other.json"]).status, 0, "any other file is the text that it is");
    let desk = desk.with("library.toml", library("thread.json", ""));
    desk.run(&["build"]);
    let lock = desk.read("library.lock");
    assert!(lock.contains("kuhn1962"), "{lock}");
    fs_err::rename(desk.path("thread.json"), desk.path("moved.json")).unwrap();
    assert_eq!(
        (desk.run(&["build"]).status, desk.read("library.lock")),
        (1, lock),
        "a file that was moved costs no book"
    );
}
