//! What a second core gives to a stream, beside what it gives to `sha256sum`, which has nothing to wait for.
//!
//! Both do the same work once on one core and once on two, by turns: `detect` with one job and with two, `sha256sum` over two halves of the
//! file one after the other and at the same time. The medians count.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use super::{Cost, Failure, prose, run};

/// Writes so many megabytes of JSON Lines and compares on them.
pub fn compare(ours: &Path, megabytes: usize, turns: usize) -> Result<(), Failure> {
    let desk = tempfile::tempdir()?;
    let file = desk.path().join("prose.jsonl");
    prose::write(&file, megabytes * 1_000_000)?;
    let halves = halves(&file)?;
    let packed = desk.path().join("prose.jsonl.zst");
    zstd::stream::copy_encode(File::open(&file)?, File::create(&packed)?, 1)?;
    println!("{megabytes} MB of JSON Lines, medians of {turns} turns");
    println!("{:<24}{:>9}{:>9}{:>8}{:>16}{:>16}", "", "1 core", "2 cores", "gain", "of sha256sum's", "memory, MB");
    let (mut sums, mut plain, mut unpacked) = (Pairs::default(), Pairs::default(), Pairs::default());
    for _ in 0..turns {
        sums.add(timed(|| summed(&halves, false))?, timed(|| summed(&halves, true))?);
        for (pairs, file) in [(&mut plain, &file), (&mut unpacked, &packed)] {
            let [one, two] = ["1", "2"].map(|jobs| detected(ours, file, jobs));
            let (one, two) = (one?, two?);
            pairs.memory = pairs.memory.max(one.memory).max(two.memory);
            pairs.add(one.seconds, two.seconds);
        }
        if std::fs::read(file.with_extension("1"))? != std::fs::read(file.with_extension("2"))? {
            return Err("two jobs print other bytes than one".into());
        }
    }
    sums.print("sha256sum", 0.0);
    plain.print("detect", sums.gain());
    unpacked.print("detect, .zst", sums.gain());
    println!("(the same bytes with one job and with two)");
    Ok(())
}

/// Seconds with one core and with two.
#[derive(Default)]
struct Pairs {
    one: Vec<f64>,
    two: Vec<f64>,
    memory: f64,
}

impl Pairs {
    fn add(&mut self, one: f64, two: f64) {
        self.one.push(one);
        self.two.push(two);
    }

    fn gain(&self) -> f64 {
        median(&self.one) / median(&self.two)
    }

    fn print(&self, name: &str, other: f64) {
        let share = if other > 0.0 { format!("{:.0} %", 100.0 * self.gain() / other) } else { String::new() };
        let (one, two) = (median(&self.one), median(&self.two));
        println!("{name:<24}{one:>8.2}s{two:>8.2}s{:>8.2}{share:>16}{:>16.0}", self.gain(), self.memory);
    }
}

fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

fn timed(work: impl FnOnce() -> Result<(), Failure>) -> Result<f64, Failure> {
    let begun = Instant::now();
    work()?;
    Ok(begun.elapsed().as_secs_f64())
}

fn halves(file: &Path) -> Result<[PathBuf; 2], Failure> {
    let half = file.metadata()?.len() / 2;
    let mut whole = BufReader::new(File::open(file)?);
    let paths = ["a", "b"].map(|name| file.with_extension(name));
    for (path, bytes) in paths.iter().zip([half, u64::MAX]) {
        let mut out = BufWriter::new(File::create(path)?);
        std::io::copy(&mut whole.by_ref().take(bytes), &mut out)?;
        out.flush()?;
    }
    Ok(paths)
}

fn summed(halves: &[PathBuf], at_once: bool) -> Result<(), Failure> {
    let start = |path: &PathBuf| Command::new("sha256sum").arg(path).stdout(Stdio::null()).spawn();
    if at_once {
        let children = halves.iter().map(start).collect::<Result<Vec<_>, _>>()?;
        for mut child in children {
            child.wait()?;
        }
    } else {
        halves.iter().try_for_each(|path| start(path)?.wait().map(drop))?;
    }
    Ok(())
}

fn detected(ours: &Path, file: &Path, jobs: &str) -> Result<Cost, Failure> {
    let mut command = Command::new(ours);
    command.args(["detect", "--quiet", "--format", "jsonl", "--jobs", jobs]).arg(file);
    run(&mut command, &file.with_extension(jobs))
}
