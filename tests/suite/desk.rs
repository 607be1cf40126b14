//! A desk of its own for each test: an empty folder with a few files on it, where the program is run.
//!
//! The environment is emptied of everything that could change what is printed.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A temporary folder, gone when the test ends.
pub struct Desk {
    folder: tempfile::TempDir,
    /// Beside the desk, so that a test sees on it only what the program left there.
    cache: tempfile::TempDir,
}

/// What a run printed, with the desk's own path written as `[DESK]`, and how it ended.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    pub stdout: String,
    pub stderr: String,
    pub status: i32,
}

impl Desk {
    pub fn new() -> Self {
        let empty = || tempfile::tempdir().expect("a temporary folder");
        Self { folder: empty(), cache: empty() }
    }

    /// Puts a file on the desk, with the folders it needs.
    pub fn with(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(path);
        fs_err::create_dir_all(path.parent().expect("a file stands in a folder")).unwrap();
        fs_err::write(path, content).unwrap();
        self
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// The program, ready to be run on this desk.
    pub fn command(&self, arguments: &[&str]) -> Command {
        self.command_of(env!("CARGO_BIN_EXE_reading-list"), arguments)
    }

    /// Another program, which may run this one, in the same surroundings.
    pub fn command_of(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.folder.path()).stdin(Stdio::null());
        for variable in ["READING_LIST_LIBRARY", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
            command.env_remove(variable);
        }
        // No test leaves the machine; those with a server on it say so.
        command.env("READING_LIST_OFFLINE", "1");
        command.env("XDG_CACHE_HOME", self.cache.path());
        command.env("XDG_STATE_HOME", self.cache.path().join("state"));
        for folder in ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
            command.env(folder, self.folder.path());
        }
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Outcome {
        self.outcome(self.command(arguments).output().expect("the program starts"))
    }

    /// Runs the program and compares the whole of what it says. Text begins after the first newline.
    #[track_caller]
    pub fn tells(&self, arguments: &[&str], status: i32, stdout: &str, stderr: &str) {
        let outcome = self.run(arguments);
        let bare = |text: &str| text.strip_prefix('\n').unwrap_or(text).to_owned();
        assert_eq!(outcome.stdout, bare(stdout), "standard output of {arguments:?}");
        assert_eq!(outcome.stderr, bare(stderr), "standard error of {arguments:?}");
        assert_eq!(outcome.status, status, "status of {arguments:?}");
    }

    /// Writes a file anew.
    pub fn write(&self, path: &str, content: &str) {
        fs_err::write(self.path(path), content).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs_err::read_to_string(self.path(path)).unwrap()
    }

    /// Every file on the desk with its bytes and when it was changed, to see that nothing was touched.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>, std::time::SystemTime)> {
        let mut folders = vec![self.folder.path().to_owned()];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs_err::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let changed = fs_err::metadata(&path).unwrap().modified().unwrap();
                    files.push((path.clone(), fs_err::read(&path).unwrap(), changed));
                }
            }
        }
        files.sort();
        files
    }

    /// What has been printed, normalised.
    pub fn outcome(&self, output: Output) -> Outcome {
        let tidy =
            |bytes: Vec<u8>| normalise(&String::from_utf8(bytes).expect("the program prints UTF-8"), &self.path(""));
        Outcome {
            stdout: tidy(output.stdout),
            stderr: tidy(output.stderr),
            status: output.status.code().expect("the program ends by itself"),
        }
    }
}

/// The text with the desk's path as `[DESK]`, and `/` and `\n` on every system.
fn normalise(text: &str, desk: &Path) -> String {
    let desk = desk.to_string_lossy();
    let desk = desk.trim_end_matches(['/', '\\']);
    text.replace(desk, "[DESK]").replace("[DESK]\\", "[DESK]/").replace("\r\n", "\n").replace(".exe", "")
}

#[test]
fn paths_are_normalised() {
    let desk = Desk::new().with("deep/a.md", "x");
    let told = format!("{}: fine\r\n", desk.path("deep/a.md").display());
    assert_eq!(normalise(&told, &desk.path("")), "[DESK]/deep/a.md: fine\n");
}
