//! From what the user wrote to the list of things to read: paths, patterns, addresses, `-`.
//!
//! Only names are decided here; nothing is opened.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::error::SourceError;
use super::web::is_web_address;

/// One thing to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// Standard input.
    Stdin,
    /// An address on the web.
    Address(String),
    /// A file: where it is, and how the user calls it.
    File { at: PathBuf, shown: String },
}

/// Every input that `patterns` name, in their order, what one pattern matches sorted by name; each only once.
pub(super) fn expand(root: &Path, patterns: &[String]) -> Vec<Result<Input, SourceError>> {
    let mut seen = BTreeSet::new();
    let mut inputs = Vec::new();
    for input in patterns.iter().flat_map(|pattern| expand_one(root, pattern)) {
        let fresh = match &input {
            Ok(Input::Stdin) => seen.insert("-".to_owned()),
            Ok(Input::Address(address)) => seen.insert(address.clone()),
            Ok(Input::File { shown, .. }) => seen.insert(spelled_plainly(shown)),
            Err(_) => true,
        };
        if fresh {
            inputs.push(input);
        }
    }
    inputs
}

/// The path without its `.`, so that `a.md` and `./a.md` are one file.
fn spelled_plainly(path: &str) -> String {
    let parts = Path::new(path).components().filter(|part| *part != Component::CurDir);
    with_slashes(&parts.collect::<PathBuf>().to_string_lossy())
}

fn expand_one(root: &Path, pattern: &str) -> Vec<Result<Input, SourceError>> {
    // A file may really be called `notes[1].md`; the shell or the user then means just that file.
    if pattern == "-" || is_web_address(pattern) || !pattern.contains(['*', '?', '[']) || root.join(pattern).exists() {
        return vec![one(root, pattern)];
    }
    matches(root, pattern).unwrap_or_else(|error| vec![Err(error)])
}

/// What this path names, which is no pattern.
pub(super) fn one(root: &Path, path: &str) -> Result<Input, SourceError> {
    match path {
        "-" => Ok(Input::Stdin),
        url if is_web_address(url) => Ok(Input::Address(url.to_owned())),
        path => Ok(Input::File { at: root.join(path), shown: with_slashes(path) }),
    }
}

/// The files that fit a pattern; folders that fit are passed over.
fn matches(root: &Path, pattern: &str) -> Result<Vec<Result<Input, SourceError>>, SourceError> {
    let bad = |why: &str| SourceError::Pattern { pattern: pattern.to_owned(), why: why.to_owned() };
    let escaped_root = root.to_str().map(glob::Pattern::escape).ok_or_else(|| bad("the folder's name is not UTF-8"))?;
    let whole = Path::new(&escaped_root).join(pattern);
    let whole = whole.to_str().ok_or_else(|| bad("it is not UTF-8"))?;
    let found = glob::glob(whole).map_err(|error| bad(error.msg))?;
    let mut inputs: Vec<_> = found.filter_map(|entry| input(root, entry)).collect();
    if inputs.is_empty() {
        return Err(SourceError::NoMatch { pattern: pattern.to_owned() });
    }
    inputs.sort_by(|a, b| name(a).cmp(name(b)));
    Ok(inputs)
}

fn input(root: &Path, entry: glob::GlobResult) -> Option<Result<Input, SourceError>> {
    match entry {
        Ok(at) if at.is_dir() => None,
        Ok(at) => {
            let shown = with_slashes(&at.strip_prefix(root).unwrap_or(&at).to_string_lossy());
            Some(Ok(Input::File { at, shown }))
        }
        Err(error) => {
            let path = with_slashes(&error.path().to_string_lossy());
            Some(Err(SourceError::Unreadable { path, cause: error.into() }))
        }
    }
}

fn name(input: &Result<Input, SourceError>) -> &str {
    match input {
        Ok(Input::Stdin) => "-",
        Ok(Input::Address(address)) => address,
        Ok(Input::File { shown, .. }) => shown,
        Err(error) => error.path(),
    }
}

/// The path with `/` between folders, on every system.
fn with_slashes(path: &str) -> String {
    if std::path::MAIN_SEPARATOR == '\\' { path.replace('\\', "/") } else { path.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{expand, name};

    fn desk() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for file in ["b.md", "a.md", "deep/er/c.md", "odd[1].md", "note.txt"] {
            let path = dir.path().join(file);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, "x").unwrap();
        }
        fs_err::create_dir(dir.path().join("folder.md")).unwrap();
        dir
    }

    #[track_caller]
    fn case(root: &Path, patterns: &[&str], expected: &[&str]) {
        let patterns: Vec<_> = patterns.iter().map(|&p| p.to_owned()).collect();
        let inputs = expand(root, &patterns);
        assert_eq!(inputs.iter().map(name).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn patterns_become_sorted_files_each_once() {
        let desk = desk();
        let root = desk.path();
        case(root, &["?.md"], &["a.md", "b.md"]);
        case(root, &["**/[bc].md", "note.txt"], &["b.md", "deep/er/c.md", "note.txt"]);
        case(root, &["b.md", "*.md"], &["b.md", "a.md", "odd[1].md"]);
        case(root, &["odd[1].md"], &["odd[1].md"]);
        case(root, &["./b.md", "b.md", "deep/./er/c.md", "**/c.md"], &["./b.md", "deep/./er/c.md"]);
        case(root, &["-", "-", "gone.md"], &["-", "gone.md"]);
        case(root, &["HTTPS://example.org/x?y=*", "HTTPS://example.org/x?y=*"], &["HTTPS://example.org/x?y=*"]);
    }

    #[track_caller]
    fn refused(pattern: &str, words: &str) {
        let inputs = expand(desk().path(), &[pattern.to_owned()]);
        let [Err(error)] = inputs.as_slice() else { panic!("{inputs:?}") };
        assert!(error.to_string().contains(words), "{error}");
    }

    #[test]
    fn what_names_no_file_says_why() {
        refused("*.tex", "no file matches `*.tex`");
        refused("a***", "is not a pattern");
    }
}
