//! A library looked over: what its entries tell, and what its sources tell of `library.toml`.
//!
//! The sources are read as a build reads them, because only they can say that a rule or a pattern matches nothing.
//! Nothing is written here; what can be mended without a choice says how.

use std::time::{SystemTime, UNIX_EPOCH};

use super::build::found;
use super::error::{PipelineError, Place};
use super::outputs;
use super::project::Project;
use crate::catalog::web::Web;
use crate::library::audit::{self, Problem};
use crate::library::manifest::Reject;
use crate::library::{ManifestError, rejects, shelve};
use crate::source::SourceError;

/// Something to look at.
#[derive(Debug)]
pub enum Finding {
    /// In the entries.
    Entry(Problem),
    /// `library.toml` cannot be used as long as this stands in it.
    Unusable(ManifestError),
    /// A `[[reject]]` that keeps nothing away.
    UnusedReject {
        /// The rule.
        rule: Reject,
        /// Which, counted from 0.
        at: usize,
        /// Whether an earlier one says the same.
        is_twice: bool,
        /// Where it stands.
        place: Option<Place>,
    },
    /// A source that is no file, or a pattern that no file fits.
    UnusedSource {
        /// As it is written.
        source: String,
        /// Where it stands.
        place: Option<Place>,
    },
    /// A source that is listed twice.
    SourceTwice {
        /// As it is written.
        source: String,
        /// The second, counted from 0.
        at: usize,
        /// Where it stands.
        place: Option<Place>,
    },
    /// A source that cannot be read.
    UnreadSource(SourceError),
    /// An output that would overwrite a source.
    OutputIsSource {
        /// As it is written.
        output: String,
        /// Where it stands.
        place: Option<Place>,
    },
}

/// Everything to look at, and how many books were looked over.
#[derive(Debug, Default)]
pub struct Audit {
    /// What was found, in the order in which one would mend it.
    pub findings: Vec<Finding>,
    /// How many entries the library has.
    pub entries: usize,
}

/// Looks a library over.
pub fn audit(project: &Project) -> Result<Audit, PipelineError> {
    let (survey, all, _) = found(project, &Web::default())?;
    let mut findings = of_outputs(project);
    findings.extend(twice(project));
    let is_complete = !survey.has_failures();
    findings.extend(survey.skipped.into_iter().filter_map(|error| of_source(project, error)));
    // What cannot be read just now may be what a rule is for.
    if is_complete {
        let used = |rule: &Reject| all.iter().any(|finding| rejects(rule, finding));
        findings.extend(of_rejects(project, used));
    }
    let shelf = shelve(&project.manifest, project.lock.as_ref(), all);
    let entries = shelf.entries.len() + shelf.doubtful.len();
    findings.extend(audit::audit(&project.manifest, &shelf, this_year()).into_iter().map(Finding::Entry));
    Ok(Audit { findings, entries })
}

/// Of a library.toml that cannot be used there is nothing else to say.
pub fn unusable(errors: Vec<ManifestError>) -> Audit {
    Audit { findings: errors.into_iter().map(Finding::Unusable).collect(), entries: 0 }
}

fn of_rejects(project: &Project, used: impl Fn(&Reject) -> bool) -> Vec<Finding> {
    let rules = &project.manifest.rejects;
    let unused = |(at, rule): (usize, &Reject)| {
        let is_twice = rules.iter().take(at).any(|earlier| earlier == rule);
        (is_twice || !used(rule)).then(|| Finding::UnusedReject {
            rule: rule.clone(),
            at,
            is_twice,
            place: project.place(&["reject", &at.to_string(), "title"]),
        })
    };
    rules.iter().enumerate().filter_map(unused).collect()
}

fn twice(project: &Project) -> Vec<Finding> {
    let sources = &project.manifest.library.sources;
    let again = sources.iter().enumerate().filter(|(at, source)| sources.iter().take(*at).any(|s| s == *source));
    again
        .map(|(at, source)| Finding::SourceTwice { source: source.clone(), at, place: of_listed(project, at) })
        .collect()
}

fn of_listed(project: &Project, at: usize) -> Option<Place> {
    project.place(&["library", "sources", &at.to_string()]).or_else(|| project.place(&["library", "sources"]))
}

fn of_source(project: &Project, error: SourceError) -> Option<Finding> {
    match error {
        error if error.is_warning() => None,
        SourceError::NoMatch { pattern: source } | SourceError::Missing { path: source } => {
            let listed = project.manifest.library.sources.iter().position(|s| *s == source);
            Some(Finding::UnusedSource { source, place: listed.and_then(|at| of_listed(project, at)) })
        }
        error => Some(Finding::UnreadSource(error)),
    }
}

fn of_outputs(project: &Project) -> Vec<Finding> {
    let is_source =
        |path: &str| project.manifest.library.sources.iter().any(|source| outputs::are_one(project, source, path));
    let outputs = project.manifest.outputs.iter().enumerate().filter(|(_, output)| is_source(&output.path));
    outputs
        .map(|(at, output)| Finding::OutputIsSource {
            output: output.path.clone(),
            place: project.place(&["output", &at.to_string(), "path"]),
        })
        .collect()
}

/// The calendar's year, near enough.
fn this_year() -> i32 {
    const SECONDS: u64 = 31_556_952;
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() / SECONDS);
    i32::try_from(since).map_or(i32::MAX - 1, |years| years.saturating_add(1970))
}
