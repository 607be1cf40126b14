//! The time, as something that is handed in.
//!
//! Everything here that waits, waits on a `Clock`, so that a test can let an hour pass in no time. Time limits on
//! sockets are the one exception: those run on the system's clock.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant, SystemTime};

/// A wait that is over when the time has come.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Tells the time and waits.
///
/// An implementer's `now` never goes back, and is at least `how_long` later once `sleep(how_long)` is over.
pub trait Clock: Send + Sync {
    /// The time that only goes forward.
    fn now(&self) -> Instant;
    /// The time of day, for dates that servers send and for the age of what is kept.
    fn wall(&self) -> SystemTime;
    /// Waits that long.
    fn sleep(&self, how_long: Duration) -> Sleep;
}

/// The system's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, how_long: Duration) -> Sleep {
        Box::pin(async move { tokio::time::sleep(how_long).await })
    }
}
