//! How the HTTP client takes what servers do: for each, the outcome, the number of requests, and the time waited.
//!
//! The sockets are real and the clock is not, but for the tests at the end.

use std::io::Write;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use reading_list::net::{
    Client, Contact, Detour, Event, Limits, Observer, Proxy, Rate, Reply, Request, Settings, Trouble, at_once,
};

use crate::loopback::{Act, Ask, FakeClock, Server, ok, response, say, settings};

const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// What came of one request.
struct Outcome {
    result: Result<Reply, Trouble>,
    requests: usize,
    waited: Duration,
}

impl Outcome {
    #[track_caller]
    fn body(&self) -> &[u8] {
        &self.result.as_ref().unwrap().body
    }
}

/// Asks a server that plays this, once.
fn play(script: impl Fn(&Ask) -> Act + Send + Sync + 'static) -> Outcome {
    play_with(|settings| settings, script)
}

fn play_with(set: impl Fn(Settings) -> Settings, script: impl Fn(&Ask) -> Act + Send + Sync + 'static) -> Outcome {
    let (server, clock) = (Server::start(script), FakeClock::new());
    let client = Client::new(set(settings(&clock)));
    let result = client.fetch(&Request::new(server.url("/0")));
    let report = client.report();
    let told = &report.hosts[&server.host()];
    assert_eq!(told.waited, clock.passed(), "the report is of what happened");
    // On a busy machine, a client that waits 300 ms may be gone before the server has seen its request.
    match &told.trouble {
        Some(Trouble::Slow { .. }) => assert!(told.requests >= server.count()),
        _ => assert_eq!(told.requests, server.count(), "the report is of what happened"),
    }
    assert_eq!(told.trouble.as_ref(), result.as_ref().err());
    Outcome { result, requests: server.count(), waited: clock.passed() }
}

fn refused(trouble: &Result<Reply, Trouble>) -> &Trouble {
    trouble.as_ref().unwrap_err()
}

/// Waits that are so long, or as much as half as short, by chance.
#[track_caller]
fn backed_off(outcome: &Outcome, seconds: u64) {
    let range = s(seconds) / 2..=s(seconds);
    assert!(range.contains(&outcome.waited), "{:?}", outcome.waited);
}

#[test]
fn an_answer_is_an_answer() {
    let outcome = play(|_| ok(r#"{"docs": []}"#));
    let reply = outcome.result.as_ref().unwrap();
    assert_eq!((reply.status, reply.content_type.as_deref()), (200, Some("application/json")));
    assert_eq!(outcome.body(), br#"{"docs": []}"#);
    assert_eq!((outcome.requests, outcome.waited), (1, s(0)));
    assert!(!reply.from_cache);
}

#[test]
fn it_is_said_who_asks_and_what_for() {
    let heads = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&heads);
    let server = Server::start(move |ask| {
        let header = |name| ask.header(name).unwrap_or_default().to_owned();
        seen.lock().unwrap().push([header("user-agent"), header("accept"), header("accept-encoding")]);
        ok("")
    });
    for contact in ["me@example.org", "https://example.org/me", ""] {
        let settings = Settings { contact: Contact::new(contact), ..settings(&FakeClock::new()) };
        let client = Client::new(settings);
        client.fetch(&Request::new(server.url("/")).accept("application/json")).unwrap();
    }
    let name = format!("reading-list/{}", env!("CARGO_PKG_VERSION"));
    let heads = heads.lock().unwrap();
    let expected =
        [format!("{name} (mailto:me@example.org)"), format!("{name} (https://example.org/me)"), name.clone()];
    assert_eq!(heads.iter().map(|head| head[0].clone()).collect::<Vec<_>>(), expected);
    assert!(heads.iter().all(|head| head[1] == "application/json" && head[2] == "gzip"), "{heads:?}");
}

#[test]
fn no_such_thing_is_an_answer_too() {
    for status in [404, 410, 400, 422] {
        let outcome = play(move |_| say(status, &[], b"nothing here"));
        assert_eq!(outcome.result.as_ref().unwrap().status, status);
        assert_eq!((outcome.body(), outcome.requests, outcome.waited), (&b"nothing here"[..], 1, s(0)));
    }
}

#[test]
fn too_many_requests_and_how_many_seconds_to_wait() {
    let outcome = play(|ask| if ask.number == 0 { say(429, &[("Retry-After", "7")], b"") } else { ok("at last") });
    assert_eq!((outcome.body(), outcome.requests, outcome.waited), (&b"at last"[..], 2, s(7)));
}

#[test]
fn too_many_requests_and_until_when_to_wait() {
    let date = "Sun, 06 Nov 1994 08:50:07 GMT";
    let outcome =
        play(move |ask| if ask.number == 0 { say(429, &[("Retry-After", date)], b"") } else { ok("at last") });
    assert_eq!((outcome.body(), outcome.requests, outcome.waited), (&b"at last"[..], 2, s(30)));
}

#[test]
fn too_many_requests_again_and_again() {
    let outcome = play(|_| say(429, &[], b"{\"status\": 429}"));
    assert!(matches!(refused(&outcome.result), Trouble::TooOften { wait: None, .. }));
    assert_eq!(outcome.requests, 4);
    backed_off(&outcome, 14);
}

#[test]
fn a_quota_that_comes_back_tomorrow_is_not_waited_for() {
    let (server, clock) = (Server::start(|_| say(429, &[("Retry-After", "86400")], b"")), FakeClock::new());
    let client = Client::new(settings(&clock));
    let first = client.fetch(&Request::new(server.url("/1")));
    assert_eq!(first.unwrap_err(), Trouble::TooOften { host: server.host(), wait: Some(s(86_400)) });
    let second = client.fetch(&Request::new(server.url("/2")));
    let host = server.host();
    assert_eq!(
        second.unwrap_err().to_string(),
        format!(
            "`{host}` says that it was asked too often, and to come back in 86400 seconds, and is left alone for a while"
        )
    );
    assert_eq!((server.count(), clock.passed()), (1, s(0)));
    clock.advance(s(86_400));
    assert!(client.fetch(&Request::new(server.url("/3"))).is_err());
    assert_eq!(server.count(), 2);
}

#[test]
fn errors_of_the_server_pass() {
    let outcome = play(|ask| if ask.number < 2 { say(500, &[], b"<html>oops") } else { ok("at last") });
    assert_eq!((outcome.body(), outcome.requests), (&b"at last"[..], 3));
    backed_off(&outcome, 6);
}

#[test]
fn a_server_in_repair_says_when_to_come_back() {
    let outcome = play(|ask| if ask.number == 0 { say(503, &[("Retry-After", "5")], b"") } else { ok("at last") });
    assert_eq!((outcome.body(), outcome.requests, outcome.waited), (&b"at last"[..], 2, s(5)));
}

#[test]
fn a_refusal_is_not_argued_with() {
    for status in [401, 403] {
        let outcome = play(move |_| say(status, &[], b"<html><h1>403 Forbidden</h1>nginx"));
        assert!(matches!(refused(&outcome.result), Trouble::Refused { status: told, .. } if *told == status));
        assert_eq!((outcome.requests, outcome.waited), (1, s(0)));
    }
}

#[test]
fn who_says_nothing_is_asked_twice() {
    let short = |settings| Settings { time_limit: Duration::from_millis(150), ..settings };
    let silent = play_with(short, |_| Act::Stall(Vec::new()));
    let half = play_with(short, |_| Act::Stall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".to_vec()));
    for outcome in [silent, half] {
        assert!(matches!(refused(&outcome.result), Trouble::Slow { .. }), "{:?}", outcome.result);
        assert_eq!(outcome.requests, 2);
        backed_off(&outcome, 2);
    }
}

#[test]
fn a_connection_lost_in_the_middle_is_made_again() {
    let half = || b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".to_vec();
    let reset = play(move |_| Act::Reset(half()));
    let closed = play(move |_| Act::Close(half()));
    let garbage = play(|_| Act::Close(b"SSH-2.0-OpenSSH_9.9\r\n".to_vec()));
    let not_gzip = play(|_| say(200, &[("Content-Encoding", "gzip")], b"this is not gzip at all"));
    for outcome in [reset, closed, garbage, not_gzip] {
        assert!(matches!(refused(&outcome.result), Trouble::Broken { .. }), "{:?}", outcome.result);
        assert_eq!(outcome.requests, 4);
        backed_off(&outcome, 14);
    }
    let once = play(move |ask| if ask.number == 0 { Act::Reset(half()) } else { ok("whole") });
    assert_eq!((once.body(), once.requests), (&b"whole"[..], 2));
}

#[test]
fn redirects_are_followed_a_few_steps() {
    let to = |number: usize| say(302, &[("Location", &format!("/{}", number + 1))], b"");
    let few = play(move |ask| if ask.number < 5 { to(ask.number) } else { ok("there") });
    assert_eq!((few.body(), few.requests), (&b"there"[..], 6));
    assert!(few.result.unwrap().address.ends_with("/5"));
    let many = play(move |ask| to(ask.number));
    assert!(matches!(refused(&many.result), Trouble::Redirect { why: Detour::TooMany(5), .. }));
    assert_eq!(many.requests, 6);
}

#[test]
fn redirects_that_lead_nowhere_end() {
    let circle = play(|ask| say(301, &[("Location", if ask.path == "/0" { "/1" } else { "/0" })], b""));
    assert!(matches!(refused(&circle.result), Trouble::Redirect { why: Detour::Circle, .. }));
    assert_eq!((circle.requests, circle.waited <= Duration::from_millis(1)), (2, true));
    let itself = play(|_| say(307, &[("Location", "")], b""));
    assert!(matches!(refused(&itself.result), Trouble::Redirect { why: Detour::Circle, .. }));
    let nowhere = play(|_| say(302, &[], b""));
    assert!(matches!(refused(&nowhere.result), Trouble::Redirect { why: Detour::Nowhere, .. }));
    let file = play(|_| say(302, &[("Location", "file:///etc/passwd")], b""));
    assert!(matches!(refused(&file.result), Trouble::Redirect { why: Detour::NotWeb, .. }));
}

#[test]
fn redirects_to_private_addresses_are_not_followed() {
    let inner = Arc::new(Server::start(|_| ok("the router's password")));
    for host in ["127.0.0.1", "localhost", "2130706433", "[::1]", "0.0.0.0"] {
        let location = format!("http://{host}:{}/admin", inner.port());
        let outcome = play(move |_| say(302, &[("Location", &location)], b""));
        let trouble = refused(&outcome.result);
        assert!(matches!(trouble, Trouble::Redirect { why: Detour::Private, .. }), "{host}: {trouble:?}");
        assert_eq!((outcome.requests, inner.count()), (1, 0), "{host}");
    }
    let (location, base) = (inner.url("/admin"), inner.url("/"));
    let with_base = move |settings| Settings { bases: vec![base.clone()], ..settings };
    let outcome = play_with(with_base, move |_| say(302, &[("Location", &location)], b""));
    assert_eq!((outcome.body(), inner.count()), (&b"the router's password"[..], 1));
}

#[test]
fn a_key_is_not_handed_on() {
    let other = Server::start(|_| ok("there"));
    let base = other.url("/");
    let to = other.url("/");
    let server = Server::start(move |ask| say(302, &[("Location", &format!("{to}{}", ask.path))], b""));
    let client = Client::new(Settings { bases: vec![base], ..settings(&FakeClock::new()) });
    client.fetch(&Request::new(server.url("/?q=war&key=SECRET"))).unwrap();
    assert_eq!(other.paths(), ["//?q=war"]);
}

#[test]
fn a_body_without_end_is_cut_off() {
    let chunk = || [b"4000\r\n".to_vec(), vec![b'x'; 0x4000], b"\r\n".to_vec()].concat();
    let head = || b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    let outcome = play(move |_| Act::Endless(head(), chunk()));
    assert!(matches!(refused(&outcome.result), Trouble::TooLarge { limit: 8_388_608, .. }));
    assert_eq!((outcome.requests, outcome.waited), (1, s(0)));
}

fn gzip(block: &[u8], times: usize) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    for _ in 0..times {
        encoder.write_all(block).unwrap();
    }
    encoder.finish().unwrap()
}

#[test]
fn a_bomb_is_not_unpacked() {
    let bomb = gzip(&[0; 1 << 20], 100);
    assert!(bomb.len() < 200_000, "small as it comes");
    let outcome = play(move |_| say(200, &[("Content-Encoding", "gzip")], &bomb));
    assert!(matches!(refused(&outcome.result), Trouble::TooLarge { .. }));
    assert_eq!((outcome.requests, outcome.waited), (1, s(0)));
    let honest = gzip(b"<record/>", 1000);
    let outcome = play(move |_| say(200, &[("Content-Encoding", "gzip")], &honest));
    assert_eq!(outcome.body(), b"<record/>".repeat(1000));
}

#[test]
fn bytes_that_are_no_text_come_as_they_are() {
    let outcome = play(|_| say(200, &[("Content-Type", "text/plain; charset=utf-8")], b"caf\xe9 \xff\xfe\0"));
    assert_eq!((outcome.body(), outcome.requests), (&b"caf\xe9 \xff\xfe\0"[..], 1));
}

#[test]
fn strange_servers_are_borne() {
    let long = "x".repeat(1 << 20);
    let strange: &[(&[u8], bool)] = &[
        (b"", false),
        (b"\0\0\0\0\r\n\r\n", false),
        (b"HTTP/9.9 200 OK\r\n\r\n", false),
        (b"HTTP/1.1 99999 OK\r\n\r\n", false),
        (b"HTTP/1.1 999 What\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", false),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", false),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", false),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n", false),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", false),
        (b"HTTP/1.1 302 X\r\nLocation: \xff\xfe\r\nContent-Length: 0\r\n\r\n", false),
        (b"HTTP/1.1 302 X\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n", false),
        (long.as_bytes(), false),
        (b"HTTP/1.1 200 OK\r\n\r\nuntil the end", true),
        (b"HTTP/1.1 200 OK\r\nContent-Type: \xff\r\nContent-Length: 1\r\n\r\nx", true),
        (b"HTTP/1.1 200 OK\r\nRetry-After: \xff\r\nX-Rate-Limit-Limit: 0\r\nContent-Length: 1\r\n\r\nx", true),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", true),
        (b"HTTP/1.0 204 No Content\r\n\r\n", true),
    ];
    for (bytes, is_answer) in strange {
        let bytes = bytes.to_vec();
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        let outcome = play(move |_| Act::Close(bytes.clone()));
        assert_eq!(outcome.result.is_ok(), *is_answer, "{shown:?}: {:?}", outcome.result);
        assert!(outcome.requests <= 4);
    }
    let short = |settings| Settings { time_limit: Duration::from_millis(300), ..settings };
    let never = play_with(short, |_| Act::Endless(Vec::new(), b"HTTP/1.1 100 Continue\r\n\r\n".repeat(100)));
    assert!(never.result.is_err());
    let head = play_with(short, |_| Act::Endless(b"HTTP/1.1 200 OK\r\n".to_vec(), b"X: y\r\n".repeat(1000)));
    assert!(head.result.is_err());
}

/// What whoever watches was told.
fn watched(settings: Settings) -> (Client, Arc<Mutex<Vec<String>>>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    let observer = Observer::new(move |event: &Event<'_>| {
        let line = match event {
            Event::FirstAsked { host } => format!("first {host}"),
            Event::Rests { host, .. } => format!("rests {host}"),
            Event::CacheTrouble { warning } => format!("cache: {warning}"),
            _ => return,
        };
        tell.lock().unwrap().push(line);
    });
    (Client::new(Settings { observer: Some(observer), ..settings }), told)
}

#[test]
fn a_host_that_stays_down_costs_few_requests_and_one_warning() {
    let down = Server::start(|_| say(502, &[], b""));
    let clock = FakeClock::new();
    let (client, told) = watched(settings(&clock));
    let urls: Vec<String> = (0..200).map(|number| down.url(&format!("/{number}"))).collect();
    let results = at_once(32, &urls, |url| client.fetch(&Request::new(url)));
    assert!(results.iter().all(Result::is_err));
    assert_eq!(down.count(), 4);
    assert_eq!(*told.lock().unwrap(), [format!("first {}", down.host()), format!("rests {}", down.host())]);
    let report = client.report();
    let silent: Vec<_> = report.unreachable().map(|(host, why)| (host.to_owned(), why.clone())).collect();
    assert_eq!(silent, [(down.host(), Trouble::Server { host: down.host(), status: 502 })]);
    // A minute later one request tries, and no more.
    clock.advance(s(60));
    at_once(32, &urls, |url| client.fetch(&Request::new(url)).unwrap_err());
    assert_eq!((down.count(), told.lock().unwrap().len()), (5, 2));
}

#[test]
fn where_nobody_is_reached_the_next_are_tried_once() {
    let nobody = || TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = Client::new(settings(&FakeClock::new()));
    let ask = |url: String| (client.fetch(&Request::new(url)).is_ok(), client.report().requests());
    assert_eq!(ask(format!("http://{}/", nobody())), (false, 2));
    assert_eq!(ask(format!("http://{}/", nobody())), (false, 3), "there seems to be no network");
    let server = Server::start(|_| ok(""));
    assert_eq!(ask(server.url("/")), (true, 4));
    assert_eq!(ask(format!("http://{}/", nobody())), (false, 6), "there is one");
}

#[test]
fn a_host_that_goes_down_on_the_way_costs_those_under_way() {
    let server = Server::start(|ask| if ask.number < 20 { ok("") } else { say(502, &[], b"") });
    let client = Client::new(settings(&FakeClock::new()));
    let urls: Vec<String> = (0..200).map(|number| server.url(&format!("/{number}"))).collect();
    let found = at_once(32, &urls, |url| client.fetch(&Request::new(url)));
    assert_eq!(found.iter().filter(|result| result.is_ok()).count(), 20);
    // Four failures in a row, of different questions, with late answers and second tries of others in between; 720 else.
    assert!((24..=60).contains(&server.count()), "{}", server.count());
}

#[test]
fn a_host_that_comes_back_is_asked_again() {
    let server = Server::start(|ask| if ask.number < 4 { say(500, &[], b"") } else { ok("back") });
    let clock = FakeClock::new();
    let client = Client::new(settings(&clock));
    let ask = || client.fetch(&Request::new(server.url("/")));
    assert!(ask().is_err());
    assert!(matches!(ask(), Err(Trouble::Resting { .. })));
    clock.advance(s(60));
    assert!((0..10).all(|_| ask().is_ok()));
}

#[test]
fn a_question_that_breaks_the_server_does_not_cost_the_others() {
    let server = Server::start(|ask| if ask.path == "/odd" { say(500, &[], b"") } else { ok("") });
    let client = Client::new(settings(&FakeClock::new()));
    let ask = |path: &str| client.fetch(&Request::new(server.url(path)));
    assert!(ask("/even").is_ok());
    assert!(ask("/odd").is_err());
    assert!(ask("/even").is_ok());
    assert_eq!(server.count(), 6);
}

#[test]
fn nobody_at_the_address_is_a_trouble_with_a_reason() {
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let clock = FakeClock::new();
    let client = Client::new(settings(&clock));
    let refused = client.fetch(&Request::new(format!("http://{gone}/"))).unwrap_err();
    assert!(matches!(&refused, Trouble::Connect { why, .. } if why.contains("refused")), "{refused:?}");
    assert_eq!((client.report().requests(), clock.passed() <= s(2)), (2, true), "who has no network is told soon");
    for text in ["", "not an address", "ftp://a.org/", "file:///etc/passwd", "http://", "mailto:me@example.org", "/x"] {
        let trouble = client.fetch(&Request::new(text)).unwrap_err();
        assert!(matches!(trouble, Trouble::Address { .. }), "{text}: {trouble:?}");
    }
}

#[test]
fn one_dead_host_does_not_hinder_the_others() {
    let (dead, alive) = (Server::start(|_| Act::Close(Vec::new())), Server::start(|_| ok("here")));
    let client = Client::new(settings(&FakeClock::new()));
    let items: Vec<usize> = (0..40).collect();
    let found = at_once(16, &items, |item| {
        let first = client.fetch(&Request::new(dead.url(&format!("/{item}"))));
        (first.is_err(), client.fetch(&Request::new(alive.url(&format!("/{item}")))).is_ok())
    });
    assert!(found.iter().all(|both| *both == (true, true)));
    assert_eq!((dead.count(), alive.count()), (4, 40));
    assert_eq!(client.report().unreachable().count(), 1);
}

#[test]
fn hosts_say_how_often_they_may_be_asked() {
    let polite = Server::start(|_| say(200, &[("X-Rate-Limit-Limit", "2"), ("X-Rate-Limit-Interval", "1s")], b""));
    let spent = Server::start(|_| say(200, &[("RateLimit-Remaining", "0"), ("RateLimit-Reset", "20")], b""));
    for (server, expected) in [(polite, s(1)), (spent, s(40))] {
        let clock = FakeClock::new();
        let client = Client::new(settings(&clock));
        for number in 0..3 {
            client.fetch(&Request::new(server.url(&format!("/{number}")))).unwrap();
        }
        assert_eq!(clock.passed(), expected);
    }
}

#[test]
fn each_host_has_its_own_pace() {
    let servers = [Server::start(|_| ok("")), Server::start(|_| ok("")), Server::start(|_| ok(""))];
    let clock = FakeClock::new();
    let mut settings = Settings { limits: Limits { pace: Rate::per_second(1), at_once: 1 }, ..settings(&clock) };
    settings.hosts.insert(servers[1].host(), Limits { pace: "1/10s".parse().unwrap(), at_once: 1 });
    settings.hosts.insert("127.0.0.1".to_owned(), Limits { pace: Rate::per_second(2), at_once: 1 });
    let client = Client::new(settings);
    let mut waited = Vec::new();
    for server in &servers {
        for number in 0..3 {
            client.fetch(&Request::new(server.url(&format!("/{number}")))).unwrap();
        }
        waited.push(client.report().hosts[&server.host()].waited);
    }
    assert_eq!(waited, [s(1), s(20), s(1)]);
}

#[test]
fn the_same_question_at_the_same_time_is_asked_once() {
    let server = Server::start(|_| Act::SayAfter(Duration::from_millis(200), response(200, &[], b"one for all")));
    let client = Client::new(settings(&FakeClock::new()));
    let found = at_once(8, &[(); 8], |()| client.fetch(&Request::new(server.url("/same"))).unwrap());
    assert!(found.iter().all(|reply| *reply.body == *b"one for all"));
    assert_eq!((server.count(), client.report().shared), (1, 7));
    client.fetch(&Request::new(server.url("/same"))).unwrap();
    assert_eq!(server.count(), 2, "what is not kept is asked again");
}

#[test]
fn a_trouble_is_shared_as_well() {
    let server = Server::start(|_| Act::SayAfter(Duration::from_millis(100), response(403, &[], b"")));
    let client = Client::new(settings(&FakeClock::new()));
    let found = at_once(8, &[(); 8], |()| client.fetch(&Request::new(server.url("/same"))));
    assert!(found.iter().all(|result| matches!(result, Err(Trouble::Refused { status: 403, .. }))));
    assert_eq!(server.count(), 1);
}

fn real() -> Settings {
    Settings { limits: Limits { pace: Rate::per_second(1000), at_once: 8 }, proxy: Proxy::None, ..Settings::default() }
}

#[test]
fn in_real_time_a_pace_is_kept_on_each_host_at_once() {
    let servers = [Server::start(|_| ok("")), Server::start(|_| ok(""))];
    let client = Client::new(Settings { limits: Limits { pace: Rate::per_second(20), at_once: 8 }, ..real() });
    let urls: Vec<String> = (0..20).map(|n| servers[n % 2].url(&format!("/{n}"))).collect();
    let start = Instant::now();
    assert!(at_once(20, &urls, |url| client.fetch(&Request::new(url))).iter().all(Result::is_ok));
    let took = start.elapsed();
    // Ten requests to each, 50 ms apart; one host after the other would take twice that.
    assert!(took >= Duration::from_millis(440) && took < Duration::from_millis(900), "{took:?}");
}

#[test]
fn in_real_time_a_second_is_waited_when_it_is_asked_for() {
    let server =
        Server::start(|ask| if ask.number == 0 { say(429, &[("Retry-After", "1")], b"") } else { ok("at last") });
    let start = Instant::now();
    let reply = Client::new(real()).fetch(&Request::new(server.url("/"))).unwrap();
    let took = start.elapsed();
    assert_eq!(&*reply.body, b"at last");
    assert!(took >= s(1) && took < s(3), "{took:?}");
}

#[test]
fn in_real_time_a_stall_ends() {
    let server = Server::start(|_| Act::Stall(b"HTTP/1.1 200 OK\r\n".to_vec()));
    let mut settings = Settings { time_limit: Duration::from_millis(200), ..real() };
    settings.tries.backoff = Duration::from_millis(100);
    let start = Instant::now();
    let trouble = Client::new(settings).fetch(&Request::new(server.url("/"))).unwrap_err();
    let took = start.elapsed();
    assert_eq!(trouble.to_string(), format!("`{}` did not answer within 0.2 seconds", server.host()));
    assert!(took >= Duration::from_millis(440) && took < s(3), "{took:?}");
    assert_eq!(server.count(), 2);
}
