//! README.md shows nothing that does not happen: its console blocks are run where the sample library is, in order.
//!
//! A block is run if `<!-- run -->` stands above it. After a change that is meant, `UPDATE_README=1 cargo test readme`
//! writes what is printed now into the file; look at the difference before keeping it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::desk::Desk;

const MARK: &str = "<!-- run -->\n```console\n";
const END: &str = "```\n";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A desk with the sample library on it, as a fresh clone has it.
pub fn sample() -> Desk {
    let mut desk = Desk::new();
    for file in ["library.toml", "library.lock", "bibliography.bib", "bibliography.md"] {
        desk = desk.with(file, fs_err::read(root().join(file)).unwrap());
    }
    for entry in fs_err::read_dir(root().join("examples/answers")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        desk = desk.with(&format!("examples/answers/{name}"), fs_err::read(&path).unwrap());
    }
    desk
}

/// What a shell prints for the commands of a block, each after its prompt.
fn transcript(block: &str, desk: &Desk) -> String {
    let mut out = String::new();
    for line in block.lines().filter(|line| line.starts_with("$ ")) {
        let command = line[2..].split("   #").next().unwrap_or_default();
        out.push_str(&format!("{line}\n"));
        out.push_str(&shell(command, desk));
    }
    out
}

fn shell(command: &str, desk: &Desk) -> String {
    let programs = Path::new(env!("CARGO_BIN_EXE_reading-list")).parent().unwrap().to_owned();
    let path = std::env::join_paths([programs, "/usr/bin".into(), "/bin".into()]).unwrap();
    let prepared = desk.command(&[]);
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{{ {command}; }} 2>&1")]).current_dir(desk.path("")).env("PATH", path);
    for (name, value) in prepared.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    desk.outcome(shell.output().unwrap()).stdout
}

#[test]
fn what_readme_shows_happens() {
    let readme = fs_err::read_to_string(root().join("README.md")).unwrap();
    let desk = sample();
    let mut updated = String::new();
    let mut parts = readme.split(MARK);
    updated.push_str(parts.next().unwrap());
    let mut blocks = 0;
    for part in parts {
        let (block, rest) = part.split_once(END).expect("a block ends");
        updated.push_str(&format!("{MARK}{}{END}{rest}", transcript(block, &desk)));
        blocks += 1;
    }
    assert!(blocks >= 5, "README.md shows the program at work");
    if std::env::var_os("UPDATE_README").is_some() {
        fs_err::write(root().join("README.md"), &updated).unwrap();
    } else {
        assert_eq!(readme, updated, "README.md shows what no longer happens; see tests/suite/readme.rs");
    }
}

#[test]
fn every_command_is_in_readme() {
    let readme = fs_err::read_to_string(root().join("README.md")).unwrap();
    let help = Desk::new().run(&["--help"]).stdout;
    let list = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap();
    for name in list.lines().filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help") {
        assert!(readme.contains(&format!("| `{name}")), "README.md does not tell of `{name}`");
    }
}

#[test]
fn the_sample_library_is_as_a_build_leaves_it() {
    let outcome = sample().run(&["build", "--locked", "--offline"]);
    assert_eq!(outcome.status, 0, "run `cargo run -- build` and look at what changed:\n{}", outcome.stderr);
}
