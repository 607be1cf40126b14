//! What is known of one host, and whose turn it is to ask it.
//!
//! Requests to a host stand in one line: the first in it waits until the pace allows the next request, the others wait
//! behind. So many may be under way at a time as its limits say, but only one until the host has answered once:
//! a host that is down is found out by one request at a time.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Mutex as Line, Semaphore};

use super::breaker::{Breaker, Failure};
use super::hints::Hints;
use super::pace::Pace;
use super::settings::Limits;
use super::trouble::Trouble;

/// One host.
pub(super) struct Host {
    /// With its port where it is not the usual one.
    pub(super) name: String,
    /// Whoever holds it is first in the line.
    pub(super) line: Line<()>,
    /// How many may be under way.
    pub(super) gate: Semaphore,
    state: Mutex<State>,
}

struct State {
    pace: Pace,
    breaker: Breaker,
    /// Room at the gate that is given once the host has answered.
    room: usize,
    /// What happened last.
    trouble: Option<Trouble>,
    is_told: bool,
}

/// Whether it is one's turn.
pub(super) enum Turn {
    Now,
    /// Not before this time.
    At(Instant),
    /// The host is left alone, because of this.
    Resting(Option<Trouble>),
}

impl Host {
    pub(super) fn new(name: String, limits: Limits) -> Self {
        let state = State {
            pace: Pace::new(limits.pace),
            breaker: Breaker::new(),
            room: limits.at_once.saturating_sub(1),
            trouble: None,
            is_told: false,
        };
        Self { name, line: Line::new(()), gate: Semaphore::new(1), state: Mutex::new(state) }
    }

    /// Takes the turn, if it is one's turn.
    pub(super) fn turn(&self, now: Instant) -> Turn {
        let mut state = self.lock();
        if state.breaker.is_resting(now) {
            return Turn::Resting(state.trouble.clone());
        }
        match state.pace.take(now) {
            Ok(()) => {
                state.breaker.ask(now);
                Turn::Now
            }
            Err(at) => Turn::At(at),
        }
    }

    pub(super) fn is_resting(&self, now: Instant) -> bool {
        self.lock().breaker.is_resting(now)
    }

    /// Nobody asks before this time is over.
    pub(super) fn hold(&self, now: Instant, how_long: Duration) {
        self.lock().pace.hold(now + how_long);
    }

    /// An answer came; the host may have said how much more it will bear.
    pub(super) fn answered(&self, hints: &Hints, now: Instant, longest_wait: Duration) {
        let mut state = self.lock();
        state.breaker.succeeded();
        state.pace.went_well();
        if let Some(rate) = hints.rate {
            state.pace.told(rate);
        }
        match hints.spent_for {
            Some(wait) if wait <= longest_wait => state.pace.hold(now + wait),
            Some(wait) => {
                state.trouble = Some(Trouble::TooOften { host: self.name.clone(), wait: Some(wait) });
                state.breaker.rest_for(now, wait);
            }
            None => {}
        }
        self.gate.add_permits(std::mem::take(&mut state.room));
    }

    /// No answer came to what was asked at `asked`, or `again`. Whether the host rests from now on, and nobody was
    /// told yet.
    pub(super) fn failed(
        &self,
        trouble: &Trouble,
        again: bool,
        asked: Instant,
        now: Instant,
        longest_wait: Duration,
    ) -> bool {
        let mut state = self.lock();
        state.trouble = Some(trouble.clone());
        let rests = match trouble {
            Trouble::TooOften { wait: Some(wait), .. } if *wait > longest_wait => state.breaker.rest_for(now, *wait),
            Trouble::TooOften { wait, .. } => {
                if wait.is_none() {
                    state.pace.too_fast();
                }
                state.breaker.limited(asked, now)
            }
            // The host is well and only says more than we want to hear, or the wrong thing.
            Trouble::TooLarge { .. } | Trouble::Redirect { .. } => false,
            Trouble::Connect { .. } => state.breaker.failed(Failure::Unreached, now),
            _ if again => state.breaker.failed(Failure::Again, now),
            _ => state.breaker.failed(Failure::First, now),
        };
        rests && !std::mem::replace(&mut state.is_told, true)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
