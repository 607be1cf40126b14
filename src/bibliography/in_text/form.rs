//! How a citation key is written in a text: pandoc's way, LaTeX's or Typst's.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use super::present::{bare_pandoc_key, bare_typst_key};
use crate::model::CitationKey;

/// A way to cite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// `[@key]`, as pandoc and its kin read it.
    Pandoc,
    /// `\autocite{key}`, as biblatex has it.
    Latex,
    /// `@key`.
    Typst,
}

/// The markup of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// None that is known; Markdown is understood where it occurs.
    Prose,
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// LaTeX.
    Latex,
    /// Typst.
    Typst,
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pandoc, Self::Latex, Self::Typst];

    /// These keys in one place, with the space before them; `next` is what the text goes on with.
    pub(super) fn cite(self, keys: &[&CitationKey], next: &str) -> String {
        let names: Vec<&str> = keys.iter().map(|key| key.as_str()).collect();
        match self {
            Self::Pandoc => {
                let keys: Vec<String> = names.iter().map(|name| pandoc(name)).collect();
                // In brackets right behind it, pandoc would look for the address of a link.
                let space = if next.starts_with(['(', '[', '{']) { " " } else { "" };
                format!(" [{}]{space}", keys.join("; "))
            }
            Self::Latex => format!(" \\autocite{{{}}}", names.join(",")),
            Self::Typst => {
                let (last, before) = names.split_last().unwrap_or((&"", &[]));
                let before = before.iter().map(|name| format!(" {}", typst(name, " ")));
                format!("{} {}", before.collect::<String>(), typst(last, next))
            }
        }
    }
}

fn pandoc(key: &str) -> String {
    if bare_pandoc_key(key) == key { format!("@{key}") } else { format!("@{{{key}}}") }
}

/// A key that Typst would read no further than it goes, or would not read at all, is given as a string.
fn typst(key: &str, next: &str) -> String {
    let is_bare = bare_typst_key(&format!("{key}{next}")) == key && !next.starts_with('[');
    if is_bare {
        return format!("@{key}");
    }
    let goes_on = next.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_alphabetic() || c == '_'));
    let end = if goes_on || next.starts_with(['[', '(', ';']) { ";" } else { "" };
    format!("#cite(label(\"{key}\")){end}")
}

impl Syntax {
    /// What the extension of a file says.
    pub fn of(path: &Path) -> Self {
        let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
        match extension.as_deref() {
            Some("md" | "markdown" | "qmd" | "rmd") => Self::Markdown,
            Some("html" | "htm" | "xhtml") => Self::Html,
            Some("tex" | "ltx" | "latex") => Self::Latex,
            Some("typ") => Self::Typst,
            _ => Self::Prose,
        }
    }

    /// The form in which such texts cite.
    pub fn form(self) -> Form {
        match self {
            Self::Latex => Form::Latex,
            Self::Typst => Form::Typst,
            Self::Prose | Self::Markdown | Self::Html => Form::Pandoc,
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pandoc => "pandoc",
            Self::Latex => "latex",
            Self::Typst => "typst",
        })
    }
}

impl FromStr for Form {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|form| form.to_string() == text);
        found.ok_or_else(|| format!("`{text}` is no form of citation (pandoc, latex, typst)"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Form, Syntax};
    use crate::model::CitationKey;

    #[track_caller]
    fn case(form: Form, keys: &[&str], next: &str, expected: &str) {
        let keys: Vec<CitationKey> = keys.iter().map(|key| key.parse().unwrap()).collect();
        assert_eq!(form.cite(&keys.iter().collect::<Vec<_>>(), next), expected);
    }

    #[test]
    fn keys_are_written_so_that_they_are_read() {
        case(Form::Pandoc, &["kuhn1962"], ". ", " [@kuhn1962]");
        case(Form::Pandoc, &["kuhn1962", "Müller:2001"], " ", " [@kuhn1962; @Müller:2001]");
        case(Form::Pandoc, &["kuhn1962"], "(1962)", " [@kuhn1962] ");
        case(Form::Pandoc, &["a."], " ", " [@{a.}]");
        case(Form::Pandoc, &["a::b"], " ", " [@{a::b}]");
        case(Form::Pandoc, &["!x"], " ", " [@{!x}]");
        case(Form::Pandoc, &["http://x.org/a"], " ", " [@{http://x.org/a}]");
        case(Form::Latex, &["kuhn1962", "b&c"], ".", " \\autocite{kuhn1962,b&c}");
        case(Form::Typst, &["kuhn1962"], ". And", " @kuhn1962");
        case(Form::Typst, &["kuhn1962", "b+c"], ".", " @kuhn1962 #cite(label(\"b+c\"))");
        case(Form::Typst, &["b+c"], ".x", " #cite(label(\"b+c\"));");
        case(Form::Typst, &["a."], " ", " #cite(label(\"a.\"))");
        case(Form::Typst, &["a"], "是", " #cite(label(\"a\"))");
        case(Form::Typst, &["a"], "[x]", " #cite(label(\"a\"));");
        case(Form::Typst, &["a"], ":b", " #cite(label(\"a\"))");
    }

    #[test]
    fn the_extension_tells_the_form() {
        let form = |name: &str| Syntax::of(name.as_ref()).form();
        assert_eq!(
            ["a.md", "a.TEX", "a.typ", "a.txt", "-"].map(form),
            [Form::Pandoc, Form::Latex, Form::Typst, Form::Pandoc, Form::Pandoc]
        );
        assert!(Form::ALL.iter().all(|form| form.to_string().parse() == Ok(*form)));
    }
}
