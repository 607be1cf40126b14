//! A program's time, and the most memory that it was seen to use.

use std::process::Command;
use std::time::{Duration, Instant};

pub type Failure = Box<dyn std::error::Error>;

/// What a program took.
pub struct Cost {
    pub seconds: f64,
    /// Bytes that are no file's, at their most.
    pub memory: u64,
}

/// Runs it, and looks at it a hundred times a second.
pub fn watched(command: &mut Command) -> Result<Cost, Failure> {
    let begun = Instant::now();
    let mut child = command.spawn()?;
    let mut memory = 0;
    let status = loop {
        memory = memory.max(anonymous(child.id()));
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    if !status.success() {
        return Err(format!("{command:?} failed").into());
    }
    Ok(Cost { seconds: begun.elapsed().as_secs_f64(), memory })
}

/// `RssAnon` of a process.
fn anonymous(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}
