//! The formats a bibliography can be written in, by name and by file extension.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use super::BibliographyError;
use super::error::nearest;

/// A format of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutputFormat {
    /// BibLaTeX, for biber and pandoc.
    Biblatex,
    /// BibTeX as of 1988, for styles that know nothing newer.
    Bibtex,
    /// CSL-JSON, for citation processors and Zotero.
    CslJson,
    /// Hayagriva YAML, for Typst.
    Hayagriva,
    /// RIS, for reference managers.
    Ris,
    /// CSV, for spreadsheets.
    Csv,
    /// For readers: set by a citation style.
    Styled(StyledFormat),
}

/// The markup of a styled bibliography.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StyledFormat {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// An HTML fragment.
    Html,
}

use OutputFormat::{Biblatex, Bibtex, CslJson, Csv, Hayagriva, Ris, Styled};
use StyledFormat::{Html, Markdown, Text};

/// Each format with its name and the extensions that imply it.
const FORMATS: [(OutputFormat, &str, &[&str]); 9] = [
    (Biblatex, "biblatex", &["bib"]),
    (Bibtex, "bibtex", &[]),
    (CslJson, "csl-json", &["json"]),
    (Hayagriva, "hayagriva", &["yaml", "yml"]),
    (Ris, "ris", &["ris"]),
    (Csv, "csv", &["csv"]),
    (Styled(Text), "text", &["txt"]),
    (Styled(Markdown), "markdown", &["md", "markdown"]),
    (Styled(Html), "html", &["html", "htm"]),
];

impl OutputFormat {
    /// The names by which formats are asked for.
    pub fn names() -> Vec<&'static str> {
        FORMATS.iter().map(|(_, name, _)| *name).collect()
    }

    /// The format that a file of this name should have; case does not matter.
    ///
    /// ```
    /// use reading_list::bibliography::OutputFormat;
    /// assert_eq!(OutputFormat::from_extension("out/refs.bib").ok(), Some(OutputFormat::Biblatex));
    /// ```
    pub fn from_extension(path: impl AsRef<Path>) -> Result<Self, BibliographyError> {
        let path = path.as_ref();
        let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        FORMATS
            .iter()
            .find(|(_, _, extensions)| extensions.contains(&extension.as_str()))
            .map(|(format, ..)| *format)
            .ok_or_else(|| BibliographyError::UnknownExtension { path: path.to_owned() })
    }
}

impl FromStr for OutputFormat {
    type Err = BibliographyError;

    fn from_str(text: &str) -> Result<Self, BibliographyError> {
        FORMATS.iter().find(|(_, name, _)| *name == text).map(|(format, ..)| *format).ok_or_else(|| {
            BibliographyError::UnknownFormat { name: text.to_owned(), suggestion: nearest(text, Self::names()) }
        })
    }
}

impl fmt::Display for OutputFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = FORMATS.iter().find(|(format, ..)| format == self).map_or("", |(_, name, _)| name);
        f.write_str(name)
    }
}

#[cfg(test)]
mod tests {
    use super::{FORMATS, OutputFormat, StyledFormat};

    #[test]
    fn names_round_trip() {
        for (format, name, _) in FORMATS {
            assert_eq!(name.parse::<OutputFormat>().unwrap(), format);
            assert_eq!(format.to_string(), name);
        }
    }

    #[test]
    fn extensions_imply_formats() {
        let format = |path: &str| OutputFormat::from_extension(path).ok();
        assert_eq!(format("a/b.BIB"), Some(OutputFormat::Biblatex));
        assert_eq!(format("b.yml"), Some(OutputFormat::Hayagriva));
        assert_eq!(format("b.tar.md"), Some(OutputFormat::Styled(StyledFormat::Markdown)));
        assert_eq!(format("bib"), None);
        assert_eq!(format(""), None);
    }

    #[test]
    fn unknown_formats_get_help() {
        let message = |name: &str| name.parse::<OutputFormat>().unwrap_err().to_string();
        assert_eq!(
            message("biblatx"),
            "`biblatx` is not an output format; did you mean `biblatex`? \
             (must be one of biblatex, bibtex, csl-json, hayagriva, ris, csv, text, markdown, html)"
        );
        assert!(!message("docx").contains("did you mean"));
    }
}
