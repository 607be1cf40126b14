//! What the HTTP client does where several processes, or a process with another environment, are needed.
//!
//! The test program starts itself again, with the one test that plays the child and what it is to do in the environment.

#![expect(clippy::print_stdout, reason = "a skipped test says why")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use reading_list::net::{Client, Limits, Mode, Proxy, Rate, Request, Settings, Tries, Trouble};

use crate::loopback::{Server, ok};

const TASK: &str = "READING_LIST_TEST_TASK";

/// Starts this program again, to do one thing in `child`.
fn start(task: &str, cache: &Path, base: &str, environment: &[(&str, &str)]) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "net_processes::child", "--ignored"]);
    command.env(TASK, format!("{task}\n{}\n{base}", cache.display()));
    for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"] {
        command.env_remove(name);
    }
    command.envs(environment.iter().copied());
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn quick() -> Settings {
    Settings { limits: Limits { pace: Rate::per_second(1000), at_once: 8 }, proxy: Proxy::None, ..Settings::default() }
}

fn question(base: &str, number: usize) -> Request {
    let query = format!("/?isbn={number}");
    Request::new(format!("{base}{query}")).cache_as("open-library", query)
}

#[test]
#[ignore = "only for the other tests to start"]
fn child() {
    let Ok(task) = std::env::var(TASK) else { return };
    let [task, cache, base] = task.split('\n').collect::<Vec<_>>().try_into().unwrap();
    let mut settings = Settings { cache: Some(cache.into()), proxy: Proxy::Environment, ..quick() };
    settings.tries.most = 1;
    let client = Client::new(settings);
    match task {
        "fetch" => {
            for number in 0..200 {
                client.fetch(&question(base, number)).unwrap();
            }
            assert_eq!(client.report().warnings, [""; 0]);
        }
        "die" => {
            for number in 0..50 {
                client.fetch(&question(base, number)).unwrap();
            }
            std::process::abort();
        }
        "proxy" => {
            let reply = client.fetch(&Request::new("http://localhost:9/x")).unwrap();
            assert_eq!(&*reply.body, b"http://localhost:9/x");
        }
        "https" => {
            let reply = client.fetch(&Request::new(base)).unwrap();
            assert_eq!((reply.status, reply.content_type.as_deref()), (200, Some("text/html")));
        }
        other => panic!("no such task: {other}"),
    }
}

#[test]
fn two_processes_share_one_cache() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("http.sqlite");
    let server = Server::start(|ask| ok(&ask.path.repeat(100)));
    let mut children: Vec<_> = (0..3).map(|_| start("fetch", &path, &server.url(""), &[])).collect();
    assert!(children.iter_mut().all(|child| child.wait().unwrap().success()));
    assert!((200..=600).contains(&server.count()));
    let offline = Client::new(Settings { cache: Some(path), mode: Mode::Offline, ..quick() });
    for number in 0..200 {
        let reply = offline.fetch(&question(&server.url(""), number)).unwrap();
        assert_eq!(&*reply.body, format!("/?isbn={number}").repeat(100).as_bytes());
    }
    let status = offline.cache().unwrap().status().unwrap();
    assert_eq!((status.entries, status.nothing), (200, 0));
    assert!(offline.report().warnings.is_empty());
}

#[test]
fn several_processes_find_the_same_broken_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("http.sqlite");
    fs_err::write(&path, "my diary".repeat(1000)).unwrap();
    let server = Server::start(|ask| ok(&ask.path));
    let mut children: Vec<_> = (0..3).map(|_| start("die", &path, &server.url(""), &[])).collect();
    for child in &mut children {
        assert!(!child.wait().unwrap().success());
    }
    let aside = fs_err::read_dir(folder.path())
        .unwrap()
        .filter(|entry| fs_err::read(entry.as_ref().unwrap().path()).unwrap().starts_with(b"my diary"));
    assert_eq!(aside.count(), 1, "it is set aside once");
    let (client, before) = (Client::new(Settings { cache: Some(path), ..quick() }), server.count());
    for number in 0..50 {
        assert!(client.fetch(&question(&server.url(""), number)).unwrap().from_cache);
    }
    assert_eq!(server.count(), before);
}

#[test]
fn who_dies_half_way_has_kept_what_was_learned() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("http.sqlite");
    let server = Server::start(|ask| ok(&ask.path));
    assert!(!start("die", &path, &server.url(""), &[]).wait().unwrap().success());
    assert_eq!(server.count(), 50);
    let client = Client::new(Settings { cache: Some(path), ..quick() });
    for number in 0..60 {
        client.fetch(&question(&server.url(""), number)).unwrap();
    }
    assert_eq!((server.count(), client.report().kept), (60, 50));
}

#[test]
fn the_environment_names_a_proxy() {
    let folder = tempfile::tempdir().unwrap();
    let proxy = Server::start(|ask| ok(&ask.path));
    let named = [("http_proxy", proxy.url(""))];
    let named: Vec<_> = named.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert!(start("proxy", &folder.path().join("c"), "-", &named).wait().unwrap().success());
    assert_eq!(proxy.paths(), ["http://localhost:9/x"]);
    let excepted = [named, vec![("no_proxy", "localhost")]].concat();
    assert!(!start("proxy", &folder.path().join("c"), "-", &excepted).wait().unwrap().success());
    assert_eq!(proxy.count(), 1);
}

/// A server that speaks TLS, with a certificate of an authority in `ca.pem`; `None` where there is no openssl.
struct Secure {
    server: Child,
    port: u16,
}

impl Secure {
    fn start(folder: &Path) -> Option<Self> {
        let openssl = |arguments: &str| {
            let mut command = Command::new("openssl");
            command.args(arguments.split(' ')).current_dir(folder).stderr(Stdio::null());
            command
        };
        fs_err::write(folder.join("san"), "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n").unwrap();
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
        for arguments in [
            format!("req -x509 {key} -keyout ca.key -out ca.pem -subj /CN=authority -days 2"),
            format!("req {key} -keyout key.pem -out request.pem -subj /CN=localhost"),
            "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -extfile san -out cert.pem -days 2"
                .to_owned(),
        ] {
            openssl(&arguments).status().ok().filter(std::process::ExitStatus::success)?;
        }
        let mut server = openssl("s_server -accept 127.0.0.1:0 -cert cert.pem -key key.pem -www");
        let mut server = server.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().ok()?;
        let lines = BufReader::new(server.stdout.take()?).lines().map_while(Result::ok);
        let port = lines.into_iter().find_map(|line| line.strip_prefix("ACCEPT 127.0.0.1:")?.parse().ok())?;
        Some(Self { server, port })
    }
}

impl Drop for Secure {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

#[test]
fn a_server_is_trusted_if_the_system_knows_who_vouches_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let Some(secure) = Secure::start(folder.path()) else {
        println!("skipped: no openssl to play the server");
        return;
    };
    let base = format!("https://localhost:{}/", secure.port);
    let authority = folder.path().join("ca.pem");
    let known = [("SSL_CERT_FILE", authority.to_str().unwrap())];
    let cache = folder.path().join("c");
    assert!(start("https", &cache, &base, &known).wait().unwrap().success());
    let by_number = base.replace("localhost", "127.0.0.1");
    assert!(
        !start("https", &cache, &by_number, &known).wait().unwrap().success(),
        "the name must be the certificate's"
    );
    let trouble = Client::new(Settings { tries: Tries { most: 1, ..Tries::default() }, ..quick() })
        .fetch(&Request::new(&base))
        .unwrap_err();
    assert!(matches!(&trouble, Trouble::Connect { why, .. } if why.contains("certificate")), "{trouble:?}");
}
