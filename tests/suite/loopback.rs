//! A server on this machine that answers as it is told to, and a clock that waits in no time.
//!
//! Raw sockets, since much of what is played here no HTTP server would do. A server answers each request with an
//! `Act`, made from the request and its number; `count` says how many there were.

use std::future::ready;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use reading_list::net::{Clock, Limits, Proxy, Rate, Settings, Sleep};

/// A request as the server sees it.
pub struct Ask {
    /// How many were there before it.
    pub number: usize,
    /// The path with its query.
    pub path: String,
    /// The whole head.
    pub head: String,
}

impl Ask {
    /// The value of a header, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let headers = self.head.lines().filter_map(|line| line.split_once(':'));
        headers.filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
    }
}

/// What the server does about a request.
pub enum Act {
    /// These bytes, and the connection stays.
    Say(Vec<u8>),
    /// The same after a while.
    SayAfter(Duration, Vec<u8>),
    /// These bytes, and the connection is closed.
    Close(Vec<u8>),
    /// These bytes, and the connection is reset.
    Reset(Vec<u8>),
    /// These bytes, and nothing more for as long as the server lives.
    Stall(Vec<u8>),
    /// These bytes, again and again without end, after the first ones.
    Endless(Vec<u8>, Vec<u8>),
}

/// A response with this status, headers and body.
pub fn response(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n", body.len()).into_bytes();
    for (name, value) in headers {
        bytes.extend(format!("{name}: {value}\r\n").into_bytes());
    }
    bytes.extend(b"\r\n");
    bytes.extend(body);
    bytes
}

pub fn say(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Act {
    Act::Say(response(status, headers, body))
}

pub fn ok(body: &str) -> Act {
    say(200, &[("Content-Type", "application/json")], body.as_bytes())
}

type Script = dyn Fn(&Ask) -> Act + Send + Sync;

/// The server; it ends when it is dropped.
pub struct Server {
    address: SocketAddr,
    house: Arc<House>,
}

struct House {
    script: Box<Script>,
    asked: Mutex<Vec<String>>,
    stalled: Mutex<Vec<TcpStream>>,
    is_closed: AtomicBool,
}

impl Server {
    pub fn start(script: impl Fn(&Ask) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let house = Arc::new(House {
            script: Box::new(script),
            asked: Mutex::default(),
            stalled: Mutex::default(),
            is_closed: AtomicBool::new(false),
        });
        let inside = Arc::clone(&house);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if inside.is_closed.load(Ordering::SeqCst) {
                    break;
                }
                let inside = Arc::clone(&inside);
                thread::spawn(move || inside.serve(stream.unwrap()));
            }
        });
        Self { address, house }
    }

    /// `127.0.0.1` with the port, as reports name it.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// How many requests there were.
    pub fn count(&self) -> usize {
        self.house.asked.lock().unwrap().len()
    }

    /// The paths asked for, in order.
    pub fn paths(&self) -> Vec<String> {
        self.house.asked.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.house.is_closed.store(true, Ordering::SeqCst);
        self.house.stalled.lock().unwrap().clear();
        let _ = TcpStream::connect(self.address);
    }
}

impl House {
    fn serve(&self, mut stream: TcpStream) {
        while let Some((ask, length)) = self.listen(&stream) {
            let act = (self.script)(&ask);
            if !matches!(act, Act::Reset(_)) {
                let mut read = vec![0; length];
                let _ = stream.read_exact(&mut read);
            }
            match act {
                Act::Say(bytes) => drop(stream.write_all(&bytes)),
                Act::SayAfter(wait, bytes) => {
                    thread::sleep(wait);
                    let _ = stream.write_all(&bytes);
                }
                // A socket that is closed with something unread in it is reset.
                Act::Close(bytes) | Act::Reset(bytes) => {
                    let _ = stream.write_all(&bytes);
                    return;
                }
                Act::Stall(bytes) => {
                    let _ = stream.write_all(&bytes);
                    self.stalled.lock().unwrap().push(stream);
                    return;
                }
                Act::Endless(first, again) => {
                    let mut sent = stream.write_all(&first);
                    while sent.is_ok() {
                        sent = stream.write_all(&again);
                    }
                    return;
                }
            }
        }
    }

    /// The next request, left in the socket, with its length.
    fn listen(&self, stream: &TcpStream) -> Option<(Ask, usize)> {
        let mut seen = vec![0; 1 << 16];
        let head = loop {
            let length = stream.peek(&mut seen).ok().filter(|length| *length > 0)?;
            let head = String::from_utf8_lossy(&seen[..length]).into_owned();
            if let Some(end) = head.find("\r\n\r\n") {
                break head[..end + 4].to_owned();
            }
            thread::sleep(Duration::from_millis(1));
        };
        let path = head.split(' ').nth(1)?.to_owned();
        let mut asked = self.asked.lock().unwrap();
        asked.push(path.clone());
        let length = head.len();
        Some((Ask { number: asked.len() - 1, path, head }, length))
    }
}

/// A clock that stands still, and jumps when somebody sleeps or a test says so.
#[derive(Clone)]
pub struct FakeClock {
    start: Instant,
    passed: Arc<Mutex<Duration>>,
}

/// The time of day when a `FakeClock` starts: Sun, 06 Nov 1994 08:49:37 GMT.
const START: Duration = Duration::from_secs(784_111_777);

impl FakeClock {
    pub fn new() -> Self {
        Self { start: Instant::now(), passed: Arc::default() }
    }

    /// The time that has passed.
    pub fn passed(&self) -> Duration {
        *self.passed.lock().unwrap()
    }

    pub fn advance(&self, how_long: Duration) {
        *self.passed.lock().unwrap() += how_long;
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Instant {
        self.start + self.passed()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + START + self.passed()
    }

    fn sleep(&self, how_long: Duration) -> Sleep {
        self.advance(how_long);
        Box::pin(ready(()))
    }
}

/// As quick as can be, without proxies, on this clock.
pub fn settings(clock: &FakeClock) -> Settings {
    Settings {
        limits: Limits { pace: Rate::per_second(1000), at_once: 8 },
        proxy: Proxy::None,
        clock: Arc::new(clock.clone()),
        ..Settings::default()
    }
}
