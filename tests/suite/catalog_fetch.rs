//! Dumps fetched over the network: whole, in pieces, in another version, and not at all.

use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use reading_list::net::{DownloadError, Downloads};

use crate::desk::{Desk, Outcome};
use crate::loopback::{Act, Ask, FakeClock, Server, response, say, settings};

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn line(kind: &str, key: &str, json: &str) -> String {
    format!("/type/{kind}\t{key}\t1\t2021-05-01T00:00:00.0\t{json}\n")
}

/// What stands under a path.
fn dump(path: &str) -> Option<Vec<u8>> {
    let text = match path.rsplit('/').next()? {
        "ol_dump_authors_latest.txt.gz" => line("author", "/authors/OL1A", r#"{"name": "Marta Ozolina"}"#),
        "ol_dump_works_latest.txt.gz" => line(
            "work",
            "/works/OL1W",
            r#"{"title": "The Quiet Harbours of Livonia", "authors": [{"author": {"key": "/authors/OL1A"}}]}"#,
        ),
        "ol_dump_editions_latest.txt.gz" => line(
            "edition",
            "/books/OL1M",
            r#"{"title": "The Quiet Harbours of Livonia", "works": [{"key": "/works/OL1W"}]}"#,
        ),
        _ => return None,
    };
    Some(gzip(&text))
}

/// Answers as a server of files does, of a file with this content and version.
fn serve(ask: &Ask, content: &[u8], version: &str) -> Act {
    let tag = [("ETag", version), ("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT")];
    if ask.head.starts_with("HEAD") {
        let head = response(200, &tag, content);
        return Act::Say(head[..head.len() - content.len()].to_vec());
    }
    if ask.header("if-none-match") == Some(version) {
        return say(304, &tag, b"");
    }
    let from =
        ask.header("range").and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse::<usize>().ok());
    match from.filter(|_| ask.header("if-range") == Some(version)) {
        Some(from) if from >= content.len() => say(416, &[], b""),
        Some(from) => {
            let range = format!("bytes {from}-{}/{}", content.len() - 1, content.len());
            say(206, &[tag[0], ("Content-Range", &range)], &content[from..])
        }
        None => say(200, &tag, content),
    }
}

/// The same, cut off after so many bytes of the body.
fn cut(act: Act, content: &[u8], bytes: usize) -> Act {
    match act {
        Act::Say(all) => Act::Close(all[..all.len() - content.len() + bytes].to_vec()),
        other => other,
    }
}

fn run(desk: &Desk, server: &Server, more: &[&str]) -> Outcome {
    let base = format!("--base={}", server.url("/data"));
    let mut command = desk.command(&[&["catalog", "fetch", "open-library", &base], more].concat());
    command.env_remove("READING_LIST_OFFLINE").env("NO_PROXY", "*");
    desk.outcome(command.output().unwrap())
}

#[test]
fn dumps_are_fetched_and_imported_though_the_line_breaks() {
    let broken = AtomicUsize::new(0);
    let server = Server::start(move |ask| match dump(&ask.path) {
        Some(content) if ask.path.contains("works") && ask.head.starts_with("GET") => {
            let act = serve(ask, &content, "\"v1\"");
            if broken.fetch_add(1, Ordering::SeqCst) == 0 { cut(act, &content, 40) } else { act }
        }
        Some(content) => serve(ask, &content, "\"v1\""),
        None => say(404, &[], b""),
    });
    let desk = Desk::new();
    let fetched = run(&desk, &server, &[]);
    assert_eq!(fetched.status, 0, "{fetched:?}");
    assert!(fetched.stderr.contains("imported   1 work, 1 edition"), "{}", fetched.stderr);
    let works = server.paths().iter().filter(|path| path.contains("works")).count();
    assert_eq!(works, 3, "its size, its beginning, and the rest");
    let found = desk.run(&["search", "The Quiet Harbours of Livonia", "--catalog=local"]);
    assert!(found.stdout.starts_with("Marta Ozolina, "), "{found:?}");
    let status = desk.run(&["catalog", "status", "--format=json"]);
    assert!(status.stdout.contains("\"complete\": true"), "nothing was left out: {}", status.stdout);
    let kept = run(&desk, &server, &["--to=dumps", "--no-import"]);
    assert_eq!((kept.status, desk.path("dumps/ol_dump_works_latest.txt.gz").is_file()), (0, true), "{kept:?}");
    let before = server.count();
    assert_eq!(run(&desk, &server, &["--to=dumps", "--no-import"]).status, 0);
    assert_eq!(server.count() - before, 6, "three sizes, and three times nothing new");
}

#[test]
fn what_cannot_be_fetched_is_told_and_what_came_is_kept() {
    let is_up = Arc::new(AtomicUsize::new(0));
    let up = Arc::clone(&is_up);
    let server = Server::start(move |ask| match (dump(&ask.path), up.load(Ordering::SeqCst)) {
        (Some(content), 0) if ask.path.contains("editions") && ask.head.starts_with("GET") => {
            up.store(1, Ordering::SeqCst);
            cut(serve(ask, &content, "\"v1\""), &content, 50)
        }
        (Some(_), 1) => say(403, &[], b""),
        (Some(content), _) => serve(ask, &content, "\"v1\""),
        (None, _) => say(404, &[], b""),
    });
    let desk = Desk::new();
    let refused = run(&desk, &server, &["--to=dumps"]);
    assert!(refused.status == 2 && refused.stderr.contains("refuses to answer (status 403)"), "{refused:?}");
    assert!(refused.stderr.contains("it goes on from there"), "{refused:?}");
    assert_eq!(fs_err::metadata(desk.path("dumps/ol_dump_editions_latest.txt.gz.part")).unwrap().len(), 50);
    is_up.store(2, Ordering::SeqCst);
    assert_eq!(run(&desk, &server, &["--to=dumps"]).status, 0);
    let offline = desk.run(&["catalog", "fetch", "open-library", "--to=dumps"]);
    assert!(offline.status == 2 && offline.stderr.contains("without the network"), "{offline:?}");
    let gone = Server::start(|_| say(404, &[], b""));
    let missing = run(&desk, &gone, &[]);
    assert!(missing.status == 2 && missing.stderr.contains("has no such file (status 404)"), "{missing:?}");
}

#[test]
fn who_has_no_room_is_told_before_anything_is_fetched() {
    let server = Server::start(|_| Act::Say(b"HTTP/1.1 200 X\r\nContent-Length: 2000000000000\r\n\r\n".to_vec()));
    let refused = run(&Desk::new(), &server, &["--to=dumps"]);
    assert!(refused.status == 2 && refused.stderr.contains("and there are"), "{refused:?}");
    assert_eq!(server.count(), 3, "three sizes");
    let desk = Desk::new().with("dumps/ol_dump_works_latest.txt.gz.version", "\"old\"");
    let old = fs_err::File::create(desk.path("dumps/ol_dump_works_latest.txt.gz")).unwrap();
    old.set_len(7_000_000_000_000).unwrap();
    let refused = run(&desk, &server, &["--to=dumps", "--no-import"]);
    assert!(refused.status == 2 && refused.stderr.contains("and there are"), "an old version is no part: {refused:?}");
}

/// Fetches one file of which the server has these versions, one after another, each cut off once.
fn fetched(versions: &'static [(&'static str, &'static str)], has_ranges: bool) -> (String, Vec<String>) {
    let heads = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&heads);
    let server = Server::start(move |ask| {
        told.lock().unwrap().push(ask.header("range").unwrap_or_default().to_owned());
        let (version, content) = versions[ask.number.min(versions.len() - 1)];
        let bare = Ask { number: ask.number, path: ask.path.clone(), head: "GET / HTTP/1.1\r\n\r\n".to_owned() };
        let act = serve(if has_ranges { ask } else { &bare }, content.as_bytes(), version);
        if ask.number + 1 < versions.len() { cut(act, content.as_bytes(), 4) } else { act }
    });
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("file");
    let settings = settings(&FakeClock::new());
    Downloads::new(&settings, "here").unwrap().fetch(&server.url("/file"), &to, &|_| ()).unwrap();
    let ranges = heads.lock().unwrap().clone();
    (fs_err::read_to_string(to).unwrap(), ranges)
}

#[test]
fn a_file_goes_on_where_it_broke_off_unless_it_is_another() {
    let (text, ranges) = fetched(&[("\"a\"", "one and two"), ("\"a\"", "one and two")], true);
    assert_eq!((text.as_str(), ranges), ("one and two", vec![String::new(), "bytes=4-".to_owned()]));
    let (text, _) = fetched(&[("\"a\"", "one and two"), ("\"b\"", "three and four")], true);
    assert_eq!(text, "three and four", "another version");
    let (text, _) = fetched(&[("\"a\"", "one and two"), ("\"a\"", "one and two")], false);
    assert_eq!(text, "one and two", "a server that knows no parts");
    let (text, ranges) = fetched(&[("W/\"a\"", "one and two"), ("W/\"a\"", "one and two")], false);
    assert_eq!((text.as_str(), ranges[1].as_str()), ("one and two", "bytes=4-"), "by its date");
}

#[test]
fn whoever_never_sends_more_is_given_up() {
    let server = Server::start(|_| Act::Close(b"HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\n".to_vec()));
    let folder = tempfile::tempdir().unwrap();
    let clock = FakeClock::new();
    let settings = settings(&clock);
    let failed =
        Downloads::new(&settings, "here").unwrap().fetch(&server.url("/file"), &folder.path().join("file"), &|_| ());
    assert!(matches!(failed, Err(DownloadError::Network(_))), "{failed:?}");
    assert_eq!(server.count(), 4);
}

/// Status, headers and body.
type Answer = (u16, &'static [(&'static str, &'static str)], &'static str);

/// Fetches a file of which `start` is there already, from a server that says this, one answer after another and the last again.
fn odd(start: &str, answers: &'static [Answer]) -> (String, usize) {
    let server = Server::start(move |ask| {
        let (status, headers, body) = answers[ask.number.min(answers.len() - 1)];
        say(status, headers, body.as_bytes())
    });
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("file");
    if !start.is_empty() {
        fs_err::write(folder.path().join("file.part"), start).unwrap();
        fs_err::write(folder.path().join("file.part.version"), "\"a\"").unwrap();
    }
    let settings = settings(&FakeClock::new());
    let fetched = Downloads::new(&settings, "here").unwrap().fetch(&server.url("/file"), &to, &|_| ());
    let text = fs_err::read_to_string(to).unwrap_or_else(|_| format!("{fetched:?}"));
    (text, server.count())
}

#[test]
fn servers_that_misbehave_spoil_no_file() {
    const WHOLE: &str = "one and two";
    const A: (&str, &str) = ("ETag", "\"a\"");
    let case = |start, answers, expected: &str, asked| assert_eq!(odd(start, answers), (expected.to_owned(), asked));
    case(
        "one ",
        &[(206, &[A, ("Content-Range", "bytes 4-7/11")], "and "), (206, &[("Content-Range", "bytes 8-10/11")], "two")],
        WHOLE,
        2,
    );
    case(
        "",
        &[
            (206, &[A, ("Content-Range", "bytes 0-3/11")], "one "),
            (206, &[A, ("Content-Range", "bytes 4-10/11")], "and two"),
        ],
        WHOLE,
        2,
    );
    case(
        "one ",
        &[(206, &[("ETag", "\"b\""), ("Content-Range", "bytes 4-10/11")], "AND TWO"), (200, &[A], WHOLE)],
        WHOLE,
        2,
    );
    case("one ", &[(206, &[A, ("Content-Range", "bytes 5-10/11")], "nd two"), (200, &[A], WHOLE)], WHOLE, 2);
    case(WHOLE, &[(416, &[("Content-Range", "bytes */11")], "no such part")], WHOLE, 1);
    case("one and two and", &[(416, &[("Content-Range", "bytes */11")], "no such part"), (200, &[A], WHOLE)], WHOLE, 2);
    let (told, asked) = odd("", &[(304, &[A], "")]);
    assert!(told.contains("Broken") && asked == 4, "nothing can be as it was: {told}");
}

#[test]
fn who_does_not_tell_the_size_is_asked_for_the_file() {
    let server = Server::start(|ask| match dump(&ask.path) {
        Some(_) if ask.head.starts_with("HEAD") => say(405, &[], b""),
        Some(content) => serve(ask, &content, "\"v1\""),
        None => say(404, &[], b""),
    });
    let fetched = run(&Desk::new(), &server, &["--to=dumps"]);
    assert_eq!(fetched.status, 0, "{fetched:?}");
}
