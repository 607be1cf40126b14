//! What the lock remembers, as findings: the shelf can be set up from it without reading a text.

use std::collections::BTreeMap;

use super::project::Project;
use super::survey::{self, source_name};
use crate::catalog::web::Web;
use crate::library::lock::{Locked, LockedCitation};
use crate::library::manifest::Order;
use crate::library::{CitedIn, Finding, Lock, Quote};
use crate::model::{Citation, Document, Resolution};
use crate::source;

/// Every finding of the lock, in the order of the sources where the library's own order needs it.
pub(super) fn findings(project: &Project) -> Vec<Finding> {
    let Some(lock) = &project.lock else { return Vec::new() };
    let mut findings = of_sources(lock, |_| true);
    if matches!(project.manifest.library.order, Order::Cited | Order::Added) {
        as_cited(project, &mut findings);
    }
    findings
}

/// The findings of some sources.
pub(super) fn of_sources(lock: &Lock, wanted: impl Fn(&str) -> bool) -> Vec<Finding> {
    let all = lock.entries.values().flat_map(|locked| locked.citations.iter().map(move |c| (locked, c)));
    all.filter(|(_, citation)| wanted(&citation.source)).map(|(locked, citation)| finding(locked, citation)).collect()
}

fn finding(locked: &Locked, citation: &LockedCitation) -> Finding {
    let resolution = locked.outcome.as_ref().and_then(|outcome| outcome.resolution());
    Finding {
        cited_in: CitedIn { source: citation.source.clone(), quotes: citation.quotes.clone() },
        // Where the words stand is in the text, which is not read here.
        citation: Citation { cited: citation.cited.clone(), mentions: Vec::new(), confidence: locked.confidence },
        resolution: resolution.unwrap_or(Resolution::Unreachable { failures: Vec::new() }),
    }
}

/// Sorts by source and place; what is found nowhere any more comes last.
fn as_cited(project: &Project, findings: &mut [Finding]) {
    let options = project.reading(&Web::default());
    let documents: Vec<Document> = source::read(&project.manifest.library.sources, &options).flatten().collect();
    let places: BTreeMap<String, (usize, &str)> =
        documents.iter().enumerate().map(|(at, d)| (source_name(&d.origin), (at, d.text.as_str()))).collect();
    findings.sort_by_cached_key(|finding| {
        let found = places.get(&finding.cited_in.source);
        let first = |text| finding.cited_in.quotes.iter().filter_map(|q: &Quote| survey::find(q, text)).min();
        found.map_or((usize::MAX, usize::MAX), |(at, text)| (*at, first(text).map_or(usize::MAX, |s| s.start())))
    });
}
