//! How fast books are detected, beside two plain programs on the same file in the same run.
//!
//! `cargo build --release && cargo run --release --example speed -- [--mb 100] [--titles 1000000] [--shapes]`
//!
//! A file of JSON Lines is generated from a seed: ordinary prose with a title now and then. Our program reads it
//! on one core with the starter's titles, then with so many generated ones, in memory and packed in a file; `wc -w` and a regular expression for
//! runs of capitals read it as well. `--write` only makes such a file. `--stream 3` shows what a second core gives, beside `sha256sum`. `--shapes` shows instead how time grows from one to ten
//! megabytes in the texts that cost most. Memory is the most that the system saw in use (Linux only).

#![expect(clippy::print_stdout, reason = "a tool's table")]

mod prose;
#[path = "../../tests/suite/shapes.rs"]
mod shapes;
mod stream;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use clap::Parser;
use reading_list::cli::detect::{Args as Detect, print_books};
use reading_list::cli::terminal::{Color, Terminal};
use reading_list::detect::{Detector, Findings, Gazetteer, Packed, TitleTable};
use reading_list::pipeline;

type Failure = Box<dyn std::error::Error>;

#[derive(Parser)]
struct Args {
    /// Size of the generated file
    #[arg(long, default_value_t = 100)]
    mb: usize,
    /// How many generated titles the large gazetteer has
    #[arg(long, default_value_t = 1_000_000)]
    titles: usize,
    /// Show what a second core gives to a stream of JSON Lines, this many times by turns
    #[arg(long, value_name = "TURNS")]
    stream: Option<usize>,
    /// Only write the generated file, here
    #[arg(long)]
    write: Option<PathBuf>,
    /// Show how time grows with the costliest texts
    #[arg(long)]
    shapes: bool,
    /// Read this file with the large gazetteer (for this program's own use)
    #[arg(long)]
    with_titles: Option<PathBuf>,
    /// Where the large gazetteer lies packed, instead of being made (for this program's own use)
    #[arg(long)]
    packed: Option<PathBuf>,
    /// Pack the large gazetteer into this file (for this program's own use)
    #[arg(long)]
    pack: Option<PathBuf>,
}

fn main() -> Result<(), Failure> {
    let args = Args::parse();
    match (&args.pack, &args.with_titles, &args.packed) {
        (Some(packed), ..) => return Ok(std::fs::write(packed, made(args.titles).pack())?),
        (None, Some(file), None) => return with_titles(file, &made(args.titles)),
        (None, Some(file), Some(packed)) => return with_titles(file, &Packed::open(&std::fs::read(packed)?)?),
        (None, None, _) => {}
    }
    if args.shapes {
        shapes();
        return Ok(());
    }
    if let Some(turns) = args.stream {
        let ours = std::env::current_exe()?.with_file_name("").join("../reading-list");
        return stream::compare(&ours, args.mb, turns);
    }
    if let Some(file) = &args.write {
        return Ok(prose::write(file, args.mb * 1_000_000)?);
    }
    let desk = tempfile::tempdir()?;
    let file = desk.path().join("prose.jsonl");
    prose::write(&file, args.mb * 1_000_000)?;
    compare(&file, args.titles)
}

fn compare(file: &Path, titles: usize) -> Result<(), Failure> {
    let this = std::env::current_exe()?;
    let ours = this.with_file_name("").join("../reading-list");
    let size = file.metadata()?.len() as f64 / 1e6;
    let mut words = Command::new("wc");
    words.arg("-w").arg(file);
    let nowhere = file.with_file_name("out");
    let plain = run(&mut words, &nowhere)?;
    let mut capitals = Command::new("grep");
    capitals.args(["-cE", "([A-Z][a-z]+ ){2,}"]).arg(file);
    let regex = run(&mut capitals, &nowhere)?;
    let detect = |jobs: &str, out: &str| {
        let mut command = Command::new(&ours);
        command.args(["detect", "--format", "jsonl", "--jobs", jobs]).arg(file);
        run(&mut command, &file.with_file_name(out))
    };
    let (one, two) = (detect("1", "one")?, detect("2", "two")?);
    let same = std::fs::read(file.with_file_name("one"))? == std::fs::read(file.with_file_name("two"))?;
    let large = Large::measure(&this, file, titles)?;
    println!("{size:.0} MB of JSON Lines; the same bytes with one job and with two: {same}");
    println!("{:<34}{:>8}{:>8}{:>10}{:>10}", "", "MB/s", "MB", "/ wc -w", "/ grep -cE");
    let row = |name: &str, seconds: f64, memory: f64| {
        let (wc, grep) = (plain.seconds / seconds, regex.seconds / seconds);
        println!("{name:<34}{:>8.1}{memory:>8.0}{wc:>10.3}{grep:>10.3}", size / seconds);
    };
    row("wc -w", plain.seconds, plain.memory);
    row("grep -cE", regex.seconds, regex.memory);
    row("detect, one job", one.seconds, one.memory);
    row("detect, two jobs", two.seconds, two.memory);
    let name = format!("detect, {titles} titles");
    row(&name, large.made.1.seconds - large.made.0.seconds, large.made.1.memory);
    row(&format!("{name}, packed"), large.packed.1.seconds - large.packed.0.seconds, large.packed.1.memory);
    let (made, packed) = (large.made.0, large.packed.0);
    println!("(memory with the titles; time without what it takes to make or to read them)");
    println!("the gazetteer of {titles} titles: {:.1} s to make, {:.0} MB", made.seconds, made.memory);
    println!(
        "packed: {:.1} s to make and write, {:.0} MB; a file of {:.0} MB; {:.2} s to read, {:.0} MB",
        large.pack.seconds, large.pack.memory, large.size, packed.seconds, packed.memory
    );
    Ok(())
}

/// What the large gazetteer costs.
struct Large {
    /// Made in memory: the start alone, and with the text.
    made: (Cost, Cost),
    /// To make and write it.
    pack: Cost,
    /// Read back: the start alone, and with the text.
    packed: (Cost, Cost),
    /// Of the packed file, in megabytes.
    size: f64,
}

impl Large {
    fn measure(this: &Path, file: &Path, titles: usize) -> Result<Self, Failure> {
        let table = file.with_file_name("titles");
        let again = |options: &[(&str, &Path)]| {
            let mut command = Command::new(this);
            command.arg("--titles").arg(titles.to_string());
            for (option, path) in options {
                command.arg(option).arg(path);
            }
            run(&mut command, &file.with_file_name("out"))
        };
        let nothing = Path::new("/dev/null");
        let made = (again(&[("--with-titles", nothing)])?, again(&[("--with-titles", file)])?);
        let pack = again(&[("--pack", &table)])?;
        let packed = [nothing, file].map(|text| again(&[("--packed", &table), ("--with-titles", text)]));
        let [start, text] = packed;
        Ok(Self { made, pack, packed: (start?, text?), size: table.metadata()?.len() as f64 / 1e6 })
    }
}

struct Cost {
    seconds: f64,
    memory: f64,
}

/// Runs a program to its end; its output is written to `out`. (`grep` stops at once if nobody reads.)
fn run(command: &mut Command, out: &Path) -> Result<Cost, Failure> {
    let out = Stdio::from(File::create(out)?);
    let start = Instant::now();
    let mut child = command.stdout(out).spawn()?;
    let mut memory = 0.0f64;
    while child.try_wait()?.is_none() {
        memory = memory.max(peak(&format!("/proc/{}/status", child.id())));
        thread::sleep(Duration::from_millis(10));
    }
    Ok(Cost { seconds: start.elapsed().as_secs_f64(), memory })
}

/// The most memory a process has used, in megabytes.
fn peak(status: &str) -> f64 {
    let status = std::fs::read_to_string(status).unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or(0.0) / 1000.0
}

/// A table of generated titles.
fn made(titles: usize) -> TitleTable {
    let mut table = TitleTable::with_capacity(titles);
    prose::titles(titles, |title, author| table.add(title, [author]));
    table
}

/// What our program does, with other titles than the starter's.
fn with_titles(file: &Path, titles: &(dyn Gazetteer + Sync)) -> Result<(), Failure> {
    let matches = <Detect as clap::Args>::augment_args(clap::Command::new("detect")).get_matches_from([
        "detect",
        "--format=jsonl",
        "--jobs=1",
        "--input=jsonl",
        &file.to_string_lossy(),
    ]);
    let args = <Detect as clap::FromArgMatches>::from_arg_matches(&matches)?;
    let mut terminal = Terminal::new(Color::Never, true);
    print_books(&args, &args.options(None), &mut terminal, None, &|document| Findings {
        citations: Detector::new(titles).detect(&document.text),
        ..Findings::default()
    })
    .map(drop)
    .map_err(|_| "detection failed".into())
}

fn shapes() {
    println!("{:<20}{:>10}{:>10}{:>8}", "", "1 MB", "10 MB", "ratio");
    Detector::new(pipeline::gazetteer()).detect("Read first what is read once.");
    for (name, shape) in shapes::SHAPES {
        let time = |n: usize| {
            let text = shape(n);
            let start = Instant::now();
            Detector::new(pipeline::gazetteer()).detect(&text);
            start.elapsed().as_secs_f64()
        };
        let (short, long) = (time(1_000_000), time(10_000_000));
        println!("{name:<20}{short:>9.2}s{long:>9.2}s{:>8.1}", long / short);
    }
}
