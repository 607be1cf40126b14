//! How long the commands of a large library take, beside a plain program that only reads its two files.
//!
//! `cargo build --release && cargo run --release --example shelf -- [--entries 10000] [--runs 9]`
//!
//! A library is generated: half of its books are typed, half are cited by texts, and it is built. Then each command is
//! run some times as a user runs it, and so is `python3 -c` with `tomllib` on the same TOML. Printed is the median, and
//! its ratio to python's.

#![expect(clippy::print_stdout, reason = "a tool's table")]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use clap::Parser;

type Failure = Box<dyn std::error::Error>;

#[derive(Parser)]
struct Args {
    /// How many entries the library has
    #[arg(long, default_value_t = 10_000)]
    entries: usize,
    /// How often each command is run
    #[arg(long, default_value_t = 9)]
    runs: usize,
    /// Leave the library in this folder, and do not time anything
    #[arg(long)]
    keep: Option<PathBuf>,
}

const READ: &str = "import tomllib
for name in ('library.toml', 'library.lock'):
    with open(name, 'rb') as file:
        tomllib.load(file)";

fn main() -> Result<(), Failure> {
    let args = Args::parse();
    let desk = tempfile::tempdir()?;
    let folder = args.keep.as_deref().unwrap_or(desk.path());
    write(folder, args.entries)?;
    let program = program()?;
    let first = timed(&mut ours(&program, folder, &["build"]))?;
    println!("first build: {:.0} ms", millis(first));
    if args.keep.is_some() {
        return Ok(());
    }
    let listed = ours(&program, folder, &["list"]).stdout(Stdio::piped()).output()?.stdout;
    println!("entries: {}", listed.iter().filter(|byte| **byte == b'\n').count());
    let baseline = median(args.runs, |_| python(folder))?;
    println!("{:<28} {:>8.1} ms", "python3 tomllib, both files", millis(baseline));
    let commands: [(&str, &[&str]); 7] = [
        ("build, nothing new", &["build"]),
        ("list", &["list"]),
        ("audit", &["audit"]),
        ("add", &["add", "--title", "On Seas", "--author", "Dan Cee"]),
        ("edit", &["edit", "typed7", "note=x"]),
        ("mark", &["mark", "typed8", "read"]),
        ("undo", &["undo"]),
    ];
    for (name, arguments) in commands {
        let run = |n: usize| {
            let key = format!("new-{}-{n}", name.len());
            let mut command = ours(&program, folder, arguments);
            if name == "add" {
                command.args(["--key", &key]);
            }
            command
        };
        let took = median(args.runs, run)?;
        println!(
            "{name:<28} {:>8.1} ms {:>6.2} of python's",
            millis(took),
            took.as_secs_f64() / baseline.as_secs_f64()
        );
    }
    Ok(())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The program, which lies beside this one's folder.
fn program() -> Result<PathBuf, Failure> {
    let own = std::env::current_exe()?;
    let program = own.parent().and_then(Path::parent).ok_or("no folder")?.join("reading-list");
    if program.is_file() { Ok(program) } else { Err("build the program first: cargo build --release".into()) }
}

fn ours(program: &Path, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).arg("--quiet").current_dir(folder).stdout(Stdio::null());
    for variable in ["XDG_CACHE_HOME", "XDG_STATE_HOME"] {
        command.env(variable, folder.join(variable.to_lowercase()));
    }
    command
}

fn python(folder: &Path) -> Command {
    let mut command = Command::new("python3");
    command.args(["-c", READ]).current_dir(folder);
    command
}

fn timed(command: &mut Command) -> Result<Duration, Failure> {
    let begun = Instant::now();
    let status = command.status()?;
    let took = begun.elapsed();
    match status.code() {
        // An audit of so many invented books has something to say.
        Some(0 | 1) => Ok(took),
        _ => Err(format!("{command:?} failed").into()),
    }
}

fn median(runs: usize, command: impl Fn(usize) -> Command) -> Result<Duration, Failure> {
    let mut times: Vec<Duration> = (0..runs.max(1)).map(|n| timed(&mut command(n))).collect::<Result<_, _>>()?;
    times.sort();
    Ok(times[times.len() / 2])
}

/// Half of the books typed, half cited, fifty in a text.
fn write(folder: &Path, entries: usize) -> Result<(), Failure> {
    std::fs::create_dir_all(folder.join("texts"))?;
    let mut toml = String::from(
        "# A large library.\n[library]\nsources = [\"texts/*.md\"]\ncatalogs = [\"starter\"]\n\n[[output]]\npath = \
         \"refs.bib\"\n\n[[output]]\npath = \"refs.md\"\nstyle = \"apa\"\n",
    );
    let typed = entries / 2;
    for n in 0..typed {
        let (title, author) = (title(n), author(n));
        write!(toml, "\n[book.typed{n}]\ntitle = \"{title}\"\nauthors = [\"{author}\"]\nyear = {}\n", 1800 + n % 220)?;
        write!(toml, "publisher = \"House of {}\"\ntags = [\"{}\", \"t{}\"]\n", WORDS[n % 40], WORDS[n % 7], n % 100)?;
    }
    std::fs::write(folder.join("library.toml"), toml)?;
    for (at, books) in (typed..entries).collect::<Vec<_>>().chunks(50).enumerate() {
        let mut text = String::from("# Books that are worth it\n");
        for &n in books {
            write!(text, "\nThen there is *{}* by {} ({}), which I liked.\n", title(n), author(n), 1800 + n % 220)?;
        }
        std::fs::write(folder.join(format!("texts/{at}.md")), text)?;
    }
    Ok(())
}

#[rustfmt::skip]
const WORDS: [&str; 40] = [
    "Amber", "Harbour", "Winter", "Garden", "Silver", "Bridge", "Morning", "Castle", "River", "Shadow", "Orchard",
    "Lantern", "Mountain", "Letter", "Empire", "Mirror", "Stone", "Voyage", "Forest", "Island", "Thunder", "Meadow",
    "Falcon", "Crown", "Ocean", "Valley", "Tower", "Desert", "Window", "Journey", "Copper", "Violin", "Prairie",
    "Glacier", "Compass", "Chapel", "Market", "Harvest", "Beacon", "Quarry",
];

/// Three words that no other book has together.
fn title(n: usize) -> String {
    let (a, b, c) = (n % 40, n / 40 % 40, n / 1600 % 40);
    format!("The {} of the {} {}", WORDS[a], WORDS[(b + a) % 40], WORDS[(c + b + 1) % 40])
}

fn author(n: usize) -> String {
    const GIVEN: [&str; 8] = ["Anna", "Boris", "Clara", "David", "Elsa", "Frank", "Greta", "Henry"];
    const ENDS: [&str; 6] = ["son", "wright", "field", "mann", "ley", "ton"];
    format!("{} {}{}", GIVEN[n % 8], WORDS[n / 8 % 40], ENDS[n / 320 % 6])
}
