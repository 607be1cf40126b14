//! What kind of file it is, and its bytes as text.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use thiserror::Error;

/// A format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InputFormat {
    /// BibLaTeX and BibTeX, which one reader reads.
    Bib,
    /// CSL-JSON.
    CslJson,
    /// Hayagriva YAML.
    Hayagriva,
    /// RIS.
    Ris,
}

use InputFormat::{Bib, CslJson, Hayagriva, Ris};

/// Each format with its names, the one to print first, and the extensions that imply it.
const FORMATS: [(InputFormat, &[&str], &[&str]); 4] = [
    (Bib, &["biblatex", "bibtex"], &["bib", "bibtex", "biblatex"]),
    (CslJson, &["csl-json"], &["json"]),
    (Hayagriva, &["hayagriva"], &["yaml", "yml"]),
    (Ris, &["ris"], &["ris"]),
];

/// A word that names no format that can be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is not a format that can be read (must be one of biblatex, bibtex, csl-json, hayagriva, ris)")]
pub struct UnknownInput(pub String);

impl InputFormat {
    /// The format that a file has by its name, else by what it begins with.
    pub fn guess(path: &Path, bytes: &[u8]) -> Option<Self> {
        let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        let by_name = FORMATS.iter().find(|(_, _, extensions)| extensions.contains(&extension.as_str()));
        by_name.map(|(format, ..)| *format).or_else(|| Self::of_content(bytes))
    }

    fn of_content(bytes: &[u8]) -> Option<Self> {
        /// Enough to see past the comments at the head of a file.
        const HEAD: usize = 64 * 1024;
        let head = String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes));
        let mut lines = head.trim_start_matches('\u{feff}').lines().map(str::trim_end).filter(|l| !l.trim().is_empty());
        let first = lines.clone().next()?.trim_start();
        let is_key = |line: &str| line.ends_with(':') && !line.starts_with([' ', '\t', '#', '@', '-']);
        if first.starts_with(['[', '{']) {
            Some(CslJson)
        } else if lines.clone().any(|line| line.starts_with("TY  -")) {
            Some(Ris)
        } else if lines.clone().any(|line| line.trim_start().starts_with('@')) {
            Some(Bib)
        } else if lines.any(is_key) {
            Some(Hayagriva)
        } else {
            None
        }
    }
}

impl FromStr for InputFormat {
    type Err = UnknownInput;

    fn from_str(text: &str) -> Result<Self, UnknownInput> {
        let named = FORMATS.iter().find(|(_, names, _)| names.contains(&text));
        named.map(|(format, ..)| *format).ok_or_else(|| UnknownInput(text.to_owned()))
    }
}

impl fmt::Display for InputFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = FORMATS.iter().find(|(format, ..)| format == self).map_or(&[][..], |(_, names, _)| names);
        f.write_str(names.first().copied().unwrap_or_default())
    }
}

/// The bytes as text, and how many of them had to be read as Latin-1, as old files mix it in.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, usize) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), 0);
    }
    let mut text = String::with_capacity(bytes.len());
    let mut mended = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        mended += chunk.invalid().len();
        text.extend(chunk.invalid().iter().map(|&byte| char::from(byte)));
    }
    (Cow::Owned(text), mended)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{FORMATS, InputFormat, decode};

    #[test]
    fn names_round_trip() {
        for (format, names, _) in FORMATS {
            assert_eq!(format.to_string(), names[0]);
            assert!(names.iter().all(|name| name.parse() == Ok(format)));
        }
        assert!("docx".parse::<InputFormat>().is_err());
    }

    #[track_caller]
    fn case(content: &str, expected: Option<InputFormat>) {
        assert_eq!(InputFormat::guess(Path::new("-"), content.as_bytes()), expected);
    }

    #[test]
    fn the_content_tells_where_the_name_does_not() {
        case("% Encoding\n\n@book{a,", Some(InputFormat::Bib));
        case(" [\n{}]", Some(InputFormat::CslJson));
        case("\u{feff}\nTY  - BOOK", Some(InputFormat::Ris));
        case("# books\nkuhn:\n  type: book", Some(InputFormat::Hayagriva));
        case("Dear Sir,", None);
        case("", None);
        assert_eq!(InputFormat::guess(Path::new("A.BIB"), b"["), Some(InputFormat::Bib));
    }

    #[test]
    fn stray_bytes_are_latin() {
        assert_eq!(decode(b"\xef\xbb\xbfG\xf6del \xc3\xa9"), ("Gödel é".into(), 1));
    }
}
