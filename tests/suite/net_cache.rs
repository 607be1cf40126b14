//! Answers that the HTTP client keeps: which, for how long, and what is never among them.

#![expect(clippy::print_stdout, reason = "the figures are for a person to read")]

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reading_list::net::{
    Client, Contact, Limits, Mode, Observer, Proxy, Rate, Request, Settings, Trouble, Worth, at_once,
};

use crate::loopback::{Act, FakeClock, Server, ok, response, say, settings};

const DAY: Duration = Duration::from_secs(86_400);

/// A client with its cache in this folder.
fn client(folder: &Path, clock: &FakeClock, mode: Mode) -> Client {
    let cache = Some(folder.join("http.sqlite"));
    Client::new(Settings { cache, mode, ..settings(clock) })
}

fn question(server: &Server, query: &str) -> Request {
    Request::new(server.url(query)).cache_as("open-library", query)
}

#[test]
fn an_answer_is_kept_from_run_to_run() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), FakeClock::new());
    let server = Server::start(|_| say(200, &[("Content-Type", "text/xml")], b"<r>\xff</r>"));
    let first = client(folder.path(), &clock, Mode::Online).fetch(&question(&server, "/?q=1")).unwrap();
    let again = client(folder.path(), &clock, Mode::Online);
    let second = again.fetch(&question(&server, "/?q=1")).unwrap();
    assert_eq!((first.from_cache, second.from_cache, server.count()), (false, true, 1));
    assert_eq!((second.status, &*second.body, second.content_type), (200, &b"<r>\xff</r>"[..], first.content_type));
    let report = again.report();
    assert_eq!((report.requests(), report.kept), (0, 1));
    again.fetch(&question(&server, "/?q=2")).unwrap();
    again.fetch(&Request::new(server.url("/?q=1")).cache_as("wikidata", "/?q=1")).unwrap();
    assert_eq!(server.count(), 3, "another query and another catalog are other questions");
}

#[test]
fn a_no_is_kept_for_a_shorter_time() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), FakeClock::new());
    let server = Server::start(|ask| match ask.path.as_str() {
        "/gone" => say(404, &[], b""),
        "/empty" => ok("[]"),
        _ => ok("[1]"),
    });
    let judge = |reply: &reading_list::net::Reply| {
        if *reply.body == *b"[]" { Worth::Nothing } else { Worth::by_status(reply) }
    };
    let client = client(folder.path(), &clock, Mode::Online);
    let mut counts = Vec::new();
    for wait in [0, 6, 2, 80, 3] {
        clock.advance(DAY * wait);
        for path in ["/gone", "/empty", "/book"] {
            client.fetch_judged(&question(&server, path), judge).unwrap();
        }
        let paths = server.paths();
        counts.push(["/gone", "/empty", "/book"].map(|path| paths.iter().filter(|p| *p == path).count()));
    }
    assert_eq!(counts, [[1, 1, 1], [1, 1, 1], [2, 2, 1], [3, 3, 1], [3, 3, 2]]);
}

#[test]
fn errors_and_what_is_no_answer_are_not_kept() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), FakeClock::new());
    let server = Server::start(|ask| match ask.path.as_str() {
        "/500" => say(500, &[], b""),
        "/429" => say(429, &[("Retry-After", "1")], b""),
        "/403" => say(403, &[], b""),
        "/400" => say(400, &[], b"bad query"),
        "/html" => say(200, &[], b"<html>captcha"),
        path => say(302, &[("Location", path)], b""),
    });
    let judge = |reply: &reading_list::net::Reply| {
        if reply.body.starts_with(b"<html>") { Worth::NotKept } else { Worth::Something }
    };
    for path in ["/400", "/html", "/403", "/429", "/loop", "/500"] {
        let client = client(folder.path(), &clock, Mode::Online);
        let _ = client.fetch_judged(&question(&server, path), judge);
        let before = server.count();
        clock.advance(DAY);
        let _ = client.fetch_judged(&question(&server, path), judge);
        assert!(server.count() > before, "{path}");
        assert_eq!(client.cache().unwrap().status().unwrap().entries, 0, "{path}");
    }
}

#[test]
fn without_the_network_only_the_cache_is_asked() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), FakeClock::new());
    let server = Server::start(|_| ok("known"));
    client(folder.path(), &clock, Mode::Online).fetch(&question(&server, "/known")).unwrap();
    clock.advance(DAY * 1000);
    let offline = client(folder.path(), &clock, Mode::Offline);
    assert_eq!(&*offline.fetch(&question(&server, "/known")).unwrap().body, b"known", "old, but better than nothing");
    for request in [question(&server, "/new"), Request::new(server.url("/known"))] {
        assert_eq!(offline.fetch(&request).unwrap_err(), Trouble::Offline { host: server.host() });
    }
    assert_eq!((server.count(), offline.report().requests()), (1, 0));
    let bare = Client::new(Settings { mode: Mode::Offline, ..settings(&clock) });
    assert!(matches!(bare.fetch(&question(&server, "/known")), Err(Trouble::Offline { .. })));
}

#[test]
fn a_refresh_asks_once_more_and_once_only() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), FakeClock::new());
    let server = Server::start(|ask| ok(&ask.number.to_string()));
    client(folder.path(), &clock, Mode::Online).fetch(&question(&server, "/")).unwrap();
    let refresh = client(folder.path(), &clock, Mode::Refresh);
    let bodies: Vec<_> = (0..3).map(|_| refresh.fetch(&question(&server, "/")).unwrap().body).collect();
    assert!(bodies.iter().all(|body| **body == *b"1"));
    let after = client(folder.path(), &clock, Mode::Online).fetch(&question(&server, "/")).unwrap();
    assert_eq!((&*after.body, server.count()), (&b"1"[..], 2));
}

#[test]
fn two_hundred_look_ups_keep_the_pace_and_the_second_run_asks_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(|ask| {
        Act::SayAfter(
            Duration::from_millis(100),
            response(200, &[], format!("{{\"of\": \"{}\"}}", ask.path).as_bytes()),
        )
    });
    let settings = || Settings {
        limits: Limits { pace: "50/s".parse().unwrap(), at_once: 8 },
        proxy: Proxy::None,
        cache: Some(folder.path().join("http.sqlite")),
        ..Settings::default()
    };
    let questions: Vec<Request> = (0..200).map(|number| question(&server, &format!("/?isbn={number}"))).collect();
    let start = Instant::now();
    let client = Client::new(settings());
    assert!(at_once(64, &questions, |question| client.fetch(question)).iter().all(Result::is_ok));
    let took = start.elapsed();
    let bound = Rate::per_second(50).interval() * 199;
    println!("200 look-ups at 50/s took {took:.2?}, where the pace alone takes {bound:.2?}");
    assert!(took >= bound && took <= bound.mul_f64(1.2), "{took:?} where {bound:?} is the least");
    assert_eq!((server.count(), client.report().requests()), (200, 200));
    let start = Instant::now();
    let client = Client::new(settings());
    let found = at_once(64, &questions, |question| client.fetch(question).unwrap());
    assert!(found.iter().all(|reply| reply.from_cache));
    assert_eq!((server.count(), client.report().requests(), client.report().kept), (200, 0, 200));
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

const KEY: &str = "S3CR3T-K3Y-0123456789";
const MAIL: &str = "somebody@private.example";

/// All bytes of the cache's files.
fn cache_bytes(folder: &Path) -> Vec<u8> {
    let files = fs_err::read_dir(folder).unwrap().map(|entry| fs_err::read(entry.unwrap().path()).unwrap());
    files.flatten().collect()
}

#[track_caller]
fn is_clean(text: &[u8], what: &str) {
    for secret in [KEY, MAIL, "somebody%40private.example", "private.example"] {
        assert!(!text.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} is in {what}");
    }
}

#[test]
fn keys_and_addresses_of_people_are_seen_nowhere() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), FakeClock::new());
    let seen = Arc::new(Mutex::new(String::new()));
    let heads = Arc::clone(&seen);
    let server = Server::start(move |ask| {
        heads.lock().unwrap().push_str(&ask.head);
        let echo = format!("you asked {} as {}", ask.path, ask.head);
        match ask.path.split('?').next() {
            Some("/echo") => say(200, &[("X-Rate-Limit-Limit", "100")], echo.repeat(3).as_bytes()),
            Some("/short") => say(200, &[], ask.path.as_bytes()),
            Some("/moved") => say(302, &[("Location", &ask.path.replace("moved", "short"))], b""),
            Some("/circle") => say(302, &[("Location", &ask.path)], b""),
            Some("/broken") => Act::Close(echo.into_bytes()),
            Some("/refused") => say(403, &[], echo.as_bytes()),
            _ => say(500, &[], echo.as_bytes()),
        }
    });
    let told = Arc::new(Mutex::new(String::new()));
    let tell = Arc::clone(&told);
    let settings = Settings {
        contact: Contact::new(MAIL),
        cache: Some(folder.path().join("http.sqlite")),
        observer: Some(Observer::new(move |event| tell.lock().unwrap().push_str(&format!("{event:?}\n")))),
        ..settings(&clock)
    };
    let mut log = format!("{settings:?}");
    let client = Client::new(settings);
    for path in ["/echo", "/short", "/moved", "/circle", "/broken", "/refused", "/error", "/resting"] {
        let query = format!("{path}?q=war&key={KEY}&mailto=somebody%40private.example&api_key={KEY}");
        let request = question(&server, &query);
        let result = client.fetch(&request);
        log += &format!("{request:?} {result:?} {client:?} {:?}\n", client.report());
        match result {
            Ok(reply) => is_clean(&reply.body, path),
            Err(trouble) => log += &format!("{trouble} {}\n", client.cache().unwrap().status().is_ok()),
        }
    }
    let with_password = Request::new(format!("ftp://me:{KEY}@127.0.0.1/?key={KEY}"));
    log += &format!("{with_password:?} {}", client.fetch(&with_password).unwrap_err());
    is_clean(log.as_bytes(), "the log");
    is_clean(told.lock().unwrap().as_bytes(), "the events");
    assert!(told.lock().unwrap().contains("key=***"), "addresses are shown, with stars");
    is_clean(&cache_bytes(folder.path()), "the cache");
    drop(client);
    is_clean(&cache_bytes(folder.path()), "the closed cache");
    // What is packed in it is clean as well, and found by whoever has another key.
    let offline = Client::new(Settings {
        cache: Some(folder.path().join("http.sqlite")),
        mode: Mode::Offline,
        ..crate::loopback::settings(&clock)
    });
    for path in ["/echo", "/short", "/moved"] {
        let request = question(&server, &format!("{path}?q=war&key=another"));
        is_clean(&offline.fetch(&request).unwrap().body, path);
    }
    let seen = seen.lock().unwrap();
    assert!(seen.contains(KEY) && seen.contains(MAIL), "the server, and nobody else, was told");
}

#[test]
fn a_cache_that_cannot_be_used_costs_the_keeping_only() {
    let (folder, clock) = (tempfile::tempdir().unwrap(), FakeClock::new());
    let server = Server::start(|_| ok("x"));
    let broken = folder.path().join("broken.sqlite");
    fs_err::write(&broken, "my diary").unwrap();
    let place = folder.path().join("file");
    fs_err::write(&place, "x").unwrap();
    for (path, warning, requests) in [
        (broken, "could not be used", 1),
        (place.join("c"), "answers are not kept", 2),
        (folder.path().to_owned(), "answers are not kept", 2),
    ] {
        let before = server.count();
        let client = Client::new(Settings { cache: Some(path), ..settings(&clock) });
        for _ in 0..2 {
            assert_eq!(&*client.fetch(&question(&server, "/")).unwrap().body, b"x");
        }
        let report = client.report();
        assert!(report.warnings.len() == 1 && report.warnings[0].contains(warning), "{report:?}");
        assert_eq!(server.count() - before, requests);
    }
}
