//! What a command tells of the network: before it is asked, whom; when all is done, who did not answer.

use super::report::Report;
use super::settings::Settings;
use super::words::{Count, list};
use super::{Error, Terminal, summary, terminal};
use crate::catalog::web::Web;
use crate::library::Manifest;
use crate::net::{self, Mode};
use crate::pipeline::online::{self, FirstAsked, Moment};

/// The network for the catalogs of this library and the pages among `sources`, if it may be asked.
pub fn web(settings: &Settings, manifest: &Manifest, sources: &[String]) -> Web {
    if settings.offline {
        return Web::default();
    }
    let (color, quiet) = (settings.color, settings.quiet);
    let variable = |name: &str| std::env::var(name).ok();
    let mode = if settings.refresh { Mode::Refresh } else { Mode::Online };
    online::web(manifest, sources, mode, variable, move |moment| match moment {
        // Said while the work goes on, and perhaps from another thread; that it cannot be said must not stop the work.
        Moment::First(first) => drop(Terminal::new(color, quiet).report(&announcement(first))),
        Moment::Asking { host, requests } if !quiet => {
            terminal::progress(&format!("asking     {host}, request {requests}"))
        }
        Moment::Asking { .. } => {}
    })
}

/// `12 requests of 3 hosts, and 5 answers kept from before`.
fn spoken(report: &net::Report) -> String {
    let hosts = report.hosts.values().filter(|host| host.requests > 0).count();
    let requests = format!("{} of {}", Count::of(report.requests(), "request"), Count::of(hosts, "host"));
    let kept = Count::of(report.kept, "answer");
    match (hosts, report.kept) {
        (0, _) => format!("nobody: {kept} kept from before"),
        (_, 0) => requests,
        _ => format!("{requests}, and {kept} kept from before"),
    }
}

fn announcement(first: &FirstAsked) -> Report {
    let slowly = if first.has_contact { "" } else { ", slowly since `library.toml` gives no `contact`" };
    Report::note(format!("asking {} over the network{slowly}", list(&first.hosts)))
}

/// The kept answers alone: nobody is asked.
pub fn kept(manifest: &Manifest) -> Web {
    online::web(manifest, &[], Mode::Offline, |name: &str| std::env::var(name).ok(), |_| ())
}

/// Says how much was asked, and which catalogs did not answer.
pub fn tell(web: &Web, terminal: &mut Terminal) -> Result<(), Error> {
    if let Some(report) = web.report().filter(|report| report.requests() + report.kept > 0) {
        terminal.tell(&summary::line("asked", &spoken(&report)))?;
    }
    for open in web.unanswered() {
        let catalog = &open.failure.catalog;
        let what = if open.answered_others { "did not answer every question" } else { "could not be asked" };
        terminal.report(&Report::warning(format!("`{catalog}` {what}")).because(&open.failure.why))?;
    }
    for warning in web.report().map(|report| report.warnings).unwrap_or_default() {
        terminal.report(&Report::warning(warning))?;
    }
    Ok(())
}
