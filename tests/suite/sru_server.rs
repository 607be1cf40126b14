//! What a library's own server makes of our questions: Zebra on loopback, with twenty MARC records, asked as the Library of
//! Congress is. Without the server (`idzebra-2.0` and `yaz`) or the records (`../shared/data`) this is skipped with a word.

#![expect(clippy::print_stdout, reason = "what is skipped is for a person to read")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reading_list::catalog::Query;
use reading_list::catalog::protocol::{Exchange, Refusal, Reply, protocol};
use reading_list::model::Name;

const CONFIGURED: &[&str] = &["index.xsl", "library.dom.xml", "library.properties", "server.xml", "zebra.cfg"];

/// A server that ends with the test.
struct Server {
    process: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The server at work, or what is missing for it.
fn start() -> Result<Server, String> {
    let records = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/marc/pymarc-marc.dat");
    if !records.is_file() {
        return Err("the records (../shared/data/marc) are not here".to_owned());
    }
    let modules = modules().ok_or("Zebra (idzebra-2.0) is not installed")?;
    let folder = tempfile::tempdir().unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for name in CONFIGURED {
        let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sru").join(name);
        let text = fs_err::read_to_string(template).unwrap();
        let text = text.replace("MODULES", &modules.to_string_lossy()).replace("PORT", &port.to_string());
        fs_err::write(folder.path().join(name), text).unwrap();
    }
    fs_err::create_dir(folder.path().join("register")).unwrap();
    fs_err::create_dir(folder.path().join("records")).unwrap();
    fs_err::copy(records, folder.path().join("records/books.mrc")).unwrap();
    for step in [&["init"][..], &["update", "records"]] {
        run("zebraidx", &[&["-c", "zebra.cfg"], step].concat(), folder.path())
            .wait()
            .map_err(|error| error.to_string())
            .and_then(
                |status| if status.success() { Ok(()) } else { Err(format!("zebraidx {}: {status}", step[0])) },
            )?;
    }
    let process = run("zebrasrv", &["-f", "server.xml"], folder.path());
    let server = Server { process, port, _folder: folder };
    let is_up = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(50));
        TcpStream::connect(("127.0.0.1", port)).is_ok()
    });
    if is_up { Ok(server) } else { Err("zebrasrv does not listen".to_owned()) }
}

fn modules() -> Option<PathBuf> {
    let is_there =
        |name: &str| Command::new(name).arg("-V").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    let found = || glob::glob("/usr/lib/*/idzebra-2.0/modules").ok()?.flatten().next();
    (is_there("zebrasrv") && is_there("zebraidx")).then(found).flatten()
}

fn run(program: &str, arguments: &[&str], folder: &Path) -> Child {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// Sends what the exchange wants to be sent, and answers with status and body.
fn get(address: &str) -> (u16, Vec<u8>) {
    let rest = address.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_at(rest.find('/').unwrap());
    let mut stream = TcpStream::connect(host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(stream, "GET {path} HTTP/1.0\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let head = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
    let status = String::from_utf8_lossy(&answer[..head]).split(' ').nth(1).unwrap().parse().unwrap();
    (status, answer[head + 4..].to_vec())
}

/// The titles of the records, with everybody's name.
fn answer(mut exchange: Exchange) -> Result<Vec<String>, Refusal> {
    while let Some(address) = exchange.request().map(|request| request.address()) {
        let (status, body) = get(&address);
        exchange.tell(&Reply { status, content_type: Some("text/xml"), body: &body });
    }
    let told = |record: &reading_list::catalog::Record| {
        let people: Vec<String> = record.book.contributors().map(|c| c.name.to_string()).collect();
        format!("{} | {}", record.book.title(), people.join(", "))
    };
    Ok(exchange.records()?.iter().map(told).collect())
}

fn by_title(title: &str, author: &str) -> Query {
    Query::Title { title: title.to_owned(), author: Name::parse(author), year: None }
}

#[test]
fn a_librarys_server_understands_us() {
    let server = match start() {
        Ok(server) => server,
        Err(missing) => return println!("skipped: {missing}"),
    };
    let base = format!("http://127.0.0.1:{}/lcdb", server.port);
    let ask = |name: &str, query: Query| answer(protocol(name).unwrap().ask(&base, None, &query));
    let pragmatic = "The pragmatic programmer: from journeyman to master | Andrew Hunt, David Thomas";
    let found = |titles: &[&str]| Ok(titles.iter().map(|title| (*title).to_owned()).collect());
    let congress = |query: Query| ask("library-of-congress", query);
    assert_eq!(congress(by_title("The Pragmatic Programmer", "Andy Hunt")), found(&[pragmatic]));
    assert_eq!(congress(by_title("The Pragmatic Programmer: A \"Novel\"", "")), found(&[pragmatic]));
    assert_eq!(congress(by_title("The Pragmatic Programmer", "Jane Austen")), found(&[]));
    // The record has the form of ten digits only.
    assert_eq!(congress(Query::Isbn("9780201616224".parse().unwrap())), found(&[pragmatic]));
    assert_eq!(congress(Query::Isbn("9780140449136".parse().unwrap())), found(&[]));
    let by_number = protocol("library-of-congress").unwrap().ask_for(&base, None, "99043581");
    assert_eq!(answer(by_number), found(&[pragmatic]));
    // An index that a server does not have is no answer, though it comes with status 200.
    let refused = ask("deutsche-nationalbibliothek", by_title("The Pragmatic Programmer", ""));
    assert!(matches!(refused, Err(Refusal::Says(_))), "{refused:?}");
}
