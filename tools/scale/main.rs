//! What a catalog of millions of books costs: its import, its room on the disk, and its answers.
//!
//! `cargo build --release && cargo run --release --example scale -- [--works 250000,2500000] [--keep FOLDER]`
//!
//! Dumps are made up (`tools/dump`): as many authors as works, twice as many editions. They are imported as a user does it, beside
//! `zcat | wc -l` on the same files, the least that reading them can take, and SQLite's FTS5, which indexes their titles alone
//! (`fts5.py`; left out with `--no-peer`). Then titles are looked up, as they are and misspelt. Memory is the most that was seen in
//! use apart from mapped files; cold is a catalog whose files the system was asked to forget (Linux only, both).

#![expect(clippy::print_stdout, reason = "a tool's table")]

#[path = "../dump/lines.rs"]
mod lines;
mod watch;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use clap::Parser;
use flate2::Compression;
use flate2::write::GzEncoder;
use reading_list::catalog::Query;
use reading_list::catalog::local::{LocalCatalog, Place};

use lines::Size;
use watch::{Cost, Failure, watched};

#[derive(Parser)]
struct Args {
    /// How many works the catalogs have
    #[arg(long, value_delimiter = ',', default_value = "250000,2500000")]
    works: Vec<u64>,
    /// Titles asked for
    #[arg(long, default_value_t = 1000)]
    asked: u64,
    /// Leave out SQLite
    #[arg(long)]
    no_peer: bool,
    /// Only ask the catalogs that were kept
    #[arg(long, requires = "keep")]
    only_ask: bool,
    /// Keep dumps and catalogs in this folder, and take the dumps that it has
    #[arg(long)]
    keep: Option<PathBuf>,
}

const SEED: u64 = 7;

fn main() -> Result<(), Failure> {
    let args = Args::parse();
    let desk = tempfile::tempdir()?;
    let root = args.keep.clone().unwrap_or_else(|| desk.path().to_owned());
    let mut first = None;
    for works in &args.works {
        let scale = Scale { works: *works, folder: root.join(works.to_string()) };
        if !args.only_ask {
            scale.write()?;
            let rate = scale.import(!args.no_peer)?;
            println!("  rate beside that of the first size: {:.0} %", 100.0 * rate / *first.get_or_insert(rate));
        }
        scale.ask(args.asked, !args.no_peer)?;
        if args.keep.is_none() {
            std::fs::remove_dir_all(&scale.folder)?;
        }
    }
    Ok(())
}

/// Dumps of one size, with the catalogs made of them.
struct Scale {
    works: u64,
    folder: PathBuf,
}

impl Scale {
    fn records(&self) -> u64 {
        self.works * 4
    }

    fn dumps(&self) -> [PathBuf; 3] {
        ["authors", "works", "editions"].map(|name| self.folder.join(format!("{name}.txt.gz")))
    }

    fn write(&self) -> Result<(), Failure> {
        std::fs::create_dir_all(&self.folder)?;
        let size = Size { works: self.works, authors: self.works, editions: self.works * 2 };
        let writers = [lines::authors, lines::works, lines::editions];
        let written: Vec<std::io::Result<()>> = std::thread::scope(|scope| {
            let missing = self.dumps().into_iter().zip(writers).filter(|(path, _)| !path.exists());
            let threads: Vec<_> = missing
                .map(|(path, write)| {
                    scope.spawn(move || {
                        let packed = GzEncoder::new(File::create(path)?, Compression::fast());
                        let mut out = BufWriter::with_capacity(1 << 20, packed);
                        write(SEED, size, &mut out)?;
                        out.into_inner().map_err(std::io::IntoInnerError::into_error)?.finish().map(drop)
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().expect("a writer does not panic")).collect()
        });
        Ok(written.into_iter().collect::<Result<_, _>>()?)
    }

    /// Records a second.
    fn import(&self, with_peer: bool) -> Result<f64, Failure> {
        let records = self.records() as f64;
        let bytes: u64 = self.dumps().iter().map(|path| path.metadata().map_or(0, |m| m.len())).sum();
        println!("{} records ({} works), {:.0} MB packed", self.records(), self.works, bytes as f64 / 1e6);
        let row = |name: &str, cost: &Cost, disk: u64| {
            println!(
                "  {name:<24}{:>8.1} s{:>10.0} records/s{:>7.0} MB of memory{:>7.0} MB on disk",
                cost.seconds,
                records / cost.seconds,
                cost.memory as f64 / 1e6,
                disk as f64 / 1e6
            );
        };
        let mut zcat = Command::new("sh");
        zcat.args(["-c", "cat \"$@\" | gzip -dc | wc -l", "sh"]).args(self.dumps()).stdout(Stdio::null());
        row("zcat | wc -l", &watched(&mut zcat)?, 0);
        let mut ours = Command::new(program()?);
        ours.args(["catalog", "import", "--quiet"]).args(self.dumps()).env("XDG_DATA_HOME", self.data());
        let cost = watched(&mut ours)?;
        let place = self.place();
        let disk = place.size(&place.current().ok_or("no catalog came of it")?);
        row("catalog import", &cost, disk);
        println!("  a million works take {:.0} MB on disk", disk as f64 / self.works as f64);
        if with_peer {
            let base = self.database();
            std::fs::remove_file(&base).ok();
            row(
                "FTS5, titles alone",
                &watched(python("import").arg(&base).args(self.dumps()))?,
                base.metadata()?.len(),
            );
        }
        Ok(records / cost.seconds)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn place(&self) -> Place {
        Place::at(self.data().join("reading-list").join("catalog"))
    }

    fn database(&self) -> PathBuf {
        self.folder.join("fts5.db")
    }

    fn open(&self) -> Result<LocalCatalog, Failure> {
        LocalCatalog::open(&self.place(), None).map_err(|why| why.to_string().into())
    }

    fn ask(&self, asked: u64, with_peer: bool) -> Result<(), Failure> {
        let step = (self.works / asked.max(1)).max(1);
        let titles: Vec<String> = (1..=asked).map(|n| lines::title(SEED, n * step)).collect();
        println!("  {:<24}{:>10}{:>10}   ms, of {} titles", "", "p50", "p99", titles.len());
        let row = |name: &str, mut times: Vec<f64>| {
            times.sort_by(f64::total_cmp);
            let at = |share: f64| times.get(((times.len() - 1) as f64 * share) as usize).copied().unwrap_or(f64::NAN);
            println!("  {name:<24}{:>10.2}{:>10.2}", at(0.5), at(0.99));
        };
        let exact = |title: &str| Query::Title { title: title.to_owned(), author: None, year: None };
        let like = |title: &str| Query::Like { title: title.to_owned(), author: None, most: 10 };
        type Ask<'a> = &'a dyn Fn(&str) -> Query;
        let kinds: [(&str, Ask<'_>); 4] = [
            ("title", &exact),
            ("title, misspelt", &|title| exact(&misspelt(title))),
            ("ranked search", &like),
            ("ranked search, misspelt", &|title| like(&misspelt(title))),
        ];
        let catalog = self.open()?;
        for (name, query) in kinds {
            let queries: Vec<Query> = titles.iter().map(|title| query(title)).collect();
            for query in &queries {
                timed(&catalog, query)?;
            }
            row(name, queries.iter().map(|query| timed(&catalog, query)).collect::<Result<_, _>>()?);
        }
        drop(catalog);
        for (name, query) in kinds {
            let cold = titles.iter().take(30).map(|title| {
                self.forget()?;
                let catalog = self.open()?;
                timed(&catalog, &query(title))
            });
            row(&format!("{name}, cold"), cold.collect::<Result<_, _>>()?);
        }
        if with_peer {
            row("FTS5, all words", self.ask_peer(&titles)?);
        }
        Ok(())
    }

    /// Milliseconds a question.
    fn ask_peer(&self, titles: &[String]) -> Result<Vec<f64>, Failure> {
        let mut asking = python("ask").arg(self.database()).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut questions = asking.stdin.take().ok_or("no standard input")?;
        let text = titles.join("\n");
        let writer = std::thread::spawn(move || questions.write_all(text.as_bytes()));
        let told = asking.wait_with_output()?;
        writer.join().map_err(|_| "a writer does not panic")??;
        String::from_utf8(told.stdout)?.lines().map(|line| Ok(line.parse()?)).collect()
    }

    /// Asks the system to forget what it has of the catalog in memory.
    fn forget(&self) -> Result<(), Failure> {
        let place = self.place();
        let generation = place.current().ok_or("no catalog")?;
        for file in std::fs::read_dir(place.folder(&generation))? {
            let of = |path: &Path| format!("of={}", path.display());
            let mut dd = Command::new("dd");
            dd.arg(of(&file?.path())).args(["oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none"]);
            if !dd.status()?.success() {
                return Err("dd cannot make the system forget a file".into());
            }
        }
        Ok(())
    }
}

/// Milliseconds until the answer is there.
fn timed(catalog: &LocalCatalog, query: &Query) -> Result<f64, Failure> {
    let begun = Instant::now();
    catalog.answer(query).map_err(|failure| failure.why)?;
    Ok(begun.elapsed().as_secs_f64() * 1e3)
}

/// Two neighbouring letters in the middle of the longest word are swapped.
fn misspelt(title: &str) -> String {
    let mut words: Vec<String> = title.split(' ').map(str::to_owned).collect();
    if let Some(word) = words.iter_mut().max_by_key(|word| word.chars().count()) {
        let mut letters: Vec<char> = word.chars().collect();
        let middle = letters.len() / 2;
        if middle > 0 {
            letters.swap(middle - 1, middle);
        }
        *word = letters.into_iter().collect();
    }
    words.join(" ")
}

fn python(task: &str) -> Command {
    let mut command = Command::new("python3");
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tools/scale/fts5.py")).arg(task);
    command
}

/// The program, which lies beside this one's folder.
fn program() -> Result<PathBuf, Failure> {
    let own = std::env::current_exe()?;
    let program = own.parent().and_then(Path::parent).ok_or("no folder")?.join("reading-list");
    if program.is_file() { Ok(program) } else { Err("build the program first: cargo build --release".into()) }
}
