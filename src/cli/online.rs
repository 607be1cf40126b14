//! What a command tells of the network: before it is asked, whom; when all is done, who did not answer.

use super::report::Report;
use super::settings::Settings;
use super::words::list;
use super::{Error, Terminal};
use crate::catalog::web::Web;
use crate::library::Manifest;
use crate::net::Mode;
use crate::pipeline::online::{self, FirstAsked};

/// The network for the catalogs of this library and the pages among `sources`, if it may be asked.
pub fn web(settings: &Settings, manifest: &Manifest, sources: &[String]) -> Web {
    if settings.offline {
        return Web::default();
    }
    let (color, quiet) = (settings.color, settings.quiet);
    let variable = |name: &str| std::env::var(name).ok();
    let mode = if settings.refresh { Mode::Refresh } else { Mode::Online };
    online::web(manifest, sources, mode, variable, move |first| {
        // Said while the work goes on, and perhaps from another thread; that it cannot be said must not stop the work.
        let _ = Terminal::new(color, quiet).report(&announcement(first));
    })
}

fn announcement(first: &FirstAsked) -> Report {
    let slowly = if first.has_contact { "" } else { ", slowly since `library.toml` gives no `contact`" };
    Report::note(format!("asking {} over the network{slowly}", list(&first.hosts)))
}

/// The kept answers alone: nobody is asked.
pub fn kept(manifest: &Manifest) -> Web {
    online::web(manifest, &[], Mode::Offline, |name: &str| std::env::var(name).ok(), |_| ())
}

/// Says which catalogs did not answer.
pub fn tell(web: &Web, terminal: &mut Terminal) -> Result<(), Error> {
    for open in web.unanswered() {
        let catalog = &open.failure.catalog;
        let what = if open.answered_others { "did not answer every question" } else { "could not be asked" };
        terminal.report(&Report::warning(format!("`{catalog}` {what}")).because(&open.failure.why))?;
    }
    for warning in web.warnings() {
        terminal.report(&Report::warning(warning))?;
    }
    Ok(())
}
