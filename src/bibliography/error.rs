//! Why a bibliography cannot be written. A single odd entry is never a reason.

use std::path::PathBuf;

use thiserror::Error;

use super::OutputFormat;

/// What stands in the way of a bibliography.
#[derive(Debug, Error)]
pub enum BibliographyError {
    /// No format of this name.
    #[error("`{name}` is not an output format{} (must be one of {})", did_you_mean(.suggestion), OutputFormat::names().join(", "))]
    UnknownFormat {
        /// What was asked for.
        name: String,
        /// The nearest name there is.
        suggestion: Option<String>,
    },
    /// An extension that belongs to no format.
    #[error(
        "the extension of `{}` belongs to no output format (must be bib, json, yaml, ris, csv, txt, md or html; \
         or name one of {})",
        path.display(), OutputFormat::names().join(", ")
    )]
    UnknownExtension {
        /// The output that was asked for.
        path: PathBuf,
    },
    /// No style of this name.
    #[error("`{name}` is not a citation style{} (a style is known by name, or by the path of a `.csl` file)", did_you_mean(.suggestion))]
    UnknownStyle {
        /// What was asked for.
        name: String,
        /// The nearest name there is.
        suggestion: Option<String>,
    },
    /// No locale of this code.
    #[error("there are no terms for the locale `{name}`{}", did_you_mean(.suggestion))]
    UnknownLocale {
        /// What was asked for.
        name: String,
        /// The nearest code there is.
        suggestion: Option<String>,
    },
    /// A style file that cannot be read.
    #[error("cannot read the citation style `{}`", path.display())]
    ReadStyle {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A style file that is not CSL.
    #[error("`{}` is not a citation style: {reason}", path.display())]
    ParseStyle {
        /// The file.
        path: PathBuf,
        /// What the CSL parser says.
        reason: String,
    },
    /// A style that only defers to another one which is not at hand.
    #[error("the style `{name}` only refers to `{parent}`, which is not among the known styles")]
    MissingParent {
        /// The style.
        name: String,
        /// The address of the style it refers to.
        parent: String,
    },
    /// A style for notes alone.
    #[error("the style `{name}` defines notes but no bibliography")]
    NoBibliography {
        /// The style.
        name: String,
    },
    /// A value that JSON cannot hold.
    #[error("cannot write CSL-JSON")]
    Json(#[from] serde_json::Error),
}

fn did_you_mean(suggestion: &Option<String>) -> String {
    suggestion.as_ref().map(|s| format!("; did you mean `{s}`?")).unwrap_or_default()
}

/// The candidate most like `name`, if any is like enough to be what was meant.
pub(super) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    // Three letters in ten may be wrong: `chigaco-author-date` and `apaa` are helped, `foo` is not.
    const LIKE_ENOUGH: f64 = 0.7;
    let name = name.to_lowercase();
    candidates
        .into_iter()
        .map(|c| (strsim::normalized_damerau_levenshtein(&name, &c.to_lowercase()), c))
        .filter(|(likeness, _)| *likeness >= LIKE_ENOUGH)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, c)| c.to_owned())
}
