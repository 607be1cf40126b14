//! Keeps the arrows of the house pointing one way, and its files in order.
//!
//! The source is read as text: comments are blanked, then every `crate::room`, `reading_list::room` and every
//! `super::` path that leaves its room is an arrow. Each rule has its *because*, and a broken rule is told with it.

use std::path::{Path, PathBuf};

/// A room, the rooms it may use, and why no others.
struct Rule {
    room: &'static str,
    may_use: &'static [&'static str],
    because: &'static str,
}

const STAGES: &[&str] =
    &["cores", "unpacking", "source", "detect", "resolve", "catalog", "net", "library", "bibliography", "model"];

#[rustfmt::skip]
const RULES: &[Rule] = &[
    Rule { room: "cores", may_use: &[], because: "how work is spread over cores has nothing to do with what the work is" },
    Rule { room: "unpacking", may_use: &[], because: "bytes are unpacked whatever they say" },
    Rule { room: "model", may_use: &[], because: "the nouns are valid everywhere because they depend on nothing" },
    Rule { room: "net", may_use: &["model"], because: "whom it asks for what is not the client's business: it knows no catalog and no book, only what a rate is" },
    Rule { room: "source", may_use: &["unpacking", "net", "model"], because: "reading a text needs no opinion on what stands in it" },
    Rule { room: "detect", may_use: &["model"], because: "what a text cites is judged by the text; known titles are lent to it as a Gazetteer" },
    Rule { room: "catalog", may_use: &["unpacking", "net", "model"], because: "a catalog says what it has, and does not know who asks" },
    Rule { room: "resolve", may_use: &["catalog", "model"], because: "a citation is matched as a value; how it was found and where it will be kept are others' business" },
    Rule { room: "library", may_use: &["cores", "model"], because: "a shelf holds books however they were found and however they will be printed" },
    Rule { room: "bibliography", may_use: &["cores", "library", "model"], because: "printing an entry must not look anything up" },
    Rule { room: "rank", may_use: &["model"], because: "counting needs no more than what was found" },
    Rule { room: "pipeline", may_use: STAGES, because: "the spine joins the stages and does not know who called it" },
    Rule { room: "cli", may_use: &["pipeline", "source", "detect", "resolve", "catalog", "net", "library", "bibliography", "rank", "model"], because: "the command line stands on everything" },
    Rule { room: "main", may_use: &["cli"], because: "main only starts the command line" },
    Rule { room: "lib", may_use: &[], because: "the crate's root only lists the rooms" },
];

/// The longest a file may be before two ideas live in it.
const MAX_LINES: usize = 500;

/// Macros that print, allowed in one file.
const PRINTERS: &[&str] = &["println!", "eprintln!", "print!", "eprint!", "dbg!"];
const PRINTING_FILE: &str = "cli/terminal.rs";

/// A file below `src`, by its path with `/`.
struct SourceFile {
    path: String,
    text: String,
}

impl SourceFile {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// The folder below `src`, or the name of a file that stands there alone.
    fn room(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }
}

/// Everything wrong with the files, each with its place and the reason.
fn violations(files: &[SourceFile]) -> Vec<String> {
    files.iter().flat_map(|file| [arrows(file, files), printing(file), manners(file)].concat()).collect()
}

fn arrows(file: &SourceFile, files: &[SourceFile]) -> Vec<String> {
    let room = file.room();
    let Some(rule) = RULES.iter().find(|rule| rule.room == room) else {
        return vec![format!("src/{}:1: `{room}` is a room without a rule in tests/suite/architecture.rs", file.path)];
    };
    let code = without_comments(&file.text);
    let mut found = Vec::new();
    for (at, target) in paths(&code, file, files) {
        if target != room && is_room(&target) && !rule.may_use.contains(&target.as_str()) {
            let line = line_of(&code, at);
            found.push(format!("src/{}:{line}: `{room}` uses `{target}`, because: {}", file.path, rule.because));
        }
    }
    found
}

fn is_room(name: &str) -> bool {
    RULES.iter().any(|rule| rule.room == name)
}

/// The rooms that paths in the code lead to, with the place of each path.
fn paths(code: &str, file: &SourceFile, files: &[SourceFile]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for root in ["crate::", "reading_list::"] {
        for (at, _) in code.match_indices(root).filter(|&(at, _)| starts_a_word(code, at)) {
            found.extend(first_names(&code[at + root.len()..]).into_iter().map(|name| (at, name)));
        }
    }
    for (at, _) in code.match_indices("super::").filter(|&(at, _)| starts_a_word(code, at)) {
        let names = first_names(&code[at + "super::".len()..]);
        found.extend(names.into_iter().filter(|name| !is_own_module(name, file, files)).map(|name| (at, name)));
    }
    found
}

/// Whether the file's room has a module of this name, which a `super::` path may well mean.
fn is_own_module(name: &str, file: &SourceFile, files: &[SourceFile]) -> bool {
    let room = file.room();
    let tails = [format!("/{name}.rs"), format!("/{name}/mod.rs")];
    files.iter().any(|other| other.room() == room && tails.iter().any(|tail| other.path.ends_with(tail.as_str())))
}

/// The first names of a path, several if it goes on in braces: `a` of `a::b`; `a` and `c` of `{a::b, c}`.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| -> String { text.trim_start().chars().take_while(|&c| is_word(c)).collect() };
    let Some(group) = path.trim_start().strip_prefix('{') else { return vec![name(path)] };
    let (mut depth, mut start, mut names) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                names.push(name(&group[start..at]));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn starts_a_word(code: &str, at: usize) -> bool {
    !code[..at].ends_with(is_word)
}

fn line_of(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

/// The code with what follows `//` blanked, so that places stay the same. A `//` in a string blanks a little too much.
fn without_comments(text: &str) -> String {
    let blank = |line: &str| match line.find("//") {
        Some(at) => format!("{}{}", &line[..at], if line.ends_with('\n') { "\n" } else { "" }),
        None => line.to_owned(),
    };
    text.split_inclusive('\n').map(blank).collect()
}

fn printing(file: &SourceFile) -> Vec<String> {
    if file.path == PRINTING_FILE {
        return Vec::new();
    }
    let code = without_comments(&file.text);
    let hits = PRINTERS.iter().flat_map(|&printer| code.match_indices(printer).collect::<Vec<_>>());
    let hits = hits.filter(|&(at, _)| starts_a_word(&code, at));
    hits.map(|(at, printer)| {
        format!("src/{}:{}: `{printer}`, because: only {PRINTING_FILE} prints", file.path, line_of(&code, at))
    })
    .collect()
}

fn manners(file: &SourceFile) -> Vec<String> {
    let mut found = Vec::new();
    if !file.text.starts_with("//!") {
        found.push(format!("src/{}:1: no `//!`, because: a file first says what it is for", file.path));
    }
    let lines = file.text.lines().count();
    if lines > MAX_LINES {
        found.push(format!(
            "src/{}:{lines}: {lines} lines, because: past {MAX_LINES} two ideas live together",
            file.path
        ));
    }
    found
}

/// Every Rust file below `src`, sorted.
fn source_files() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut paths: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs_err::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    let relative = |path: &PathBuf| path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
    paths.iter().map(|path| SourceFile::new(&relative(path), &fs_err::read_to_string(path).unwrap())).collect()
}

#[test]
fn arrows_fall_one_way() {
    let files = source_files();
    assert!(files.iter().any(|file| file.path == "model/mod.rs"), "the source was not found");
    let found = violations(&files);
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[track_caller]
fn planted(path: &str, text: &str, expected: &[&str]) {
    let files = [
        SourceFile::new(path, &format!("//! A file.\n{text}")),
        SourceFile::new("detect/mod.rs", "//! Detects."),
        SourceFile::new("detect/source.rs", "//! Its own module."),
    ];
    let found = violations(&files);
    let places: Vec<_> = found.iter().map(|told| told.split(", because").next().unwrap()).collect();
    assert_eq!(places, expected);
}

#[test]
fn planted_arrows_are_caught() {
    planted("model/book.rs", "use crate::catalog::Record;", &["src/model/book.rs:2: `model` uses `catalog`"]);
    planted("detect/score.rs", "\nfn f() { crate::catalog::x() }", &["src/detect/score.rs:3: `detect` uses `catalog`"]);
    planted(
        "library/lock.rs",
        "use crate::{model::{Book, Date},\n  resolve};",
        &["src/library/lock.rs:2: `library` uses `resolve`"],
    );
    planted("catalog/mod.rs", "use super::detect::Gazetteer;", &["src/catalog/mod.rs:2: `catalog` uses `detect`"]);
    planted("net/client.rs", "use crate::catalog::Query;", &["src/net/client.rs:2: `net` uses `catalog`"]);
    planted("resolve/plan.rs", "use crate::net::Client;", &["src/resolve/plan.rs:2: `resolve` uses `net`"]);
    planted("main.rs", "use reading_list::pipeline;", &["src/main.rs:2: `main` uses `pipeline`"]);
    planted(
        "utils/mod.rs",
        "",
        &["src/utils/mod.rs:1: `utils` is a room without a rule in tests/suite/architecture.rs"],
    );
}

#[test]
fn lawful_arrows_pass() {
    planted("bibliography/ris.rs", "use crate::library::Entry;\nuse crate::model::Book;", &[]);
    planted("model/title.rs", "// see crate::catalog::Query\n/// [`crate::resolve`]", &[]);
    planted("detect/cue/link.rs", "use super::super::source::Link;\nuse crate::model::Span;", &[]);
    planted("catalog/remote.rs", "use crate::net::Client;", &[]);
    planted("source/web.rs", "use crate::net::Client;", &[]);
    planted("pipeline.rs", "use crate::{catalog, detect, model, resolve};", &[]);
}

#[test]
fn planted_bad_manners_are_caught() {
    planted("detect/view.rs", "fn f() { println!(\"x\") }", &["src/detect/view.rs:2: `println!`"]);
    planted("cli/list.rs", "fn f() { eprint!(\"x\") }", &["src/cli/list.rs:2: `eprint!`"]);
    planted("cli/terminal.rs", "fn f() { println!(\"x\") }", &[]);
    planted("detect/long.rs", &"\n".repeat(MAX_LINES), &["src/detect/long.rs:501: 501 lines"]);
    let bare = violations(&[SourceFile::new("model/x.rs", "struct X;")]);
    assert_eq!(bare, ["src/model/x.rs:1: no `//!`, because: a file first says what it is for"]);
}
