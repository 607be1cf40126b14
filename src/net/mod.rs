//! The one HTTP client: how anybody is asked for anything over the network.
//!
//! It says who is asking, keeps to each host's pace, tries again where that helps and stops where it does not,
//! bounds time and size, keeps answers, and counts. It knows no catalog: what an answer means, and whether a body that came
//! with status 200 is a "no" or an error in disguise, the asker says (`Worth`). Nor does it speak to the user:
//! `Report` and `Event` hold what there is to tell.
//!
//! One answer's way: `client` looks into the `cache`, joins whoever is already asking the same, and follows
//! redirects (`redirect`). Each step is a request to a `host`, which has a `pace` and a `breaker` and is asked again as
//! `retry` says; `wire` makes it. Large files go past all this, to the disk (`download`). Pace, breaker and retry are plain values with the time passed in. tokio and reqwest stay
//! inside: `Client::fetch` blocks, may be called from many threads, and `at_once` has them.

mod address;
mod at_once;
mod breaker;
mod cache;
mod client;
mod clock;
mod download;
mod hints;
mod host;
mod mask;
mod network;
mod pace;
mod redirect;
mod report;
mod request;
mod retry;
mod settings;
mod trouble;
mod wire;

pub use crate::model::{Rate, RateError};
pub use at_once::at_once;
pub use cache::{Cache, CacheError, CacheStatus};
pub use client::Client;
pub use clock::{Clock, Sleep, SystemClock};
pub use download::{DownloadError, Downloads, Progress};
pub use mask::{Contact, shown};
pub use network::host_of;
pub use report::{Event, HostReport, Observer, Report};
pub use request::{CacheKey, LASTING, Reply, Request, Worth};
pub use retry::Tries;
pub use settings::{Ages, Limits, Mode, Proxy, Settings};
pub use trouble::{Detour, Trouble};
