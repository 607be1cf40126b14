//! Whether a host is asked at all.
//!
//! A host that failed several times in a row is left alone for a while; then one request may try, and its outcome
//! decides. So a catalog that is down costs a few requests, however many books are looked for. Pure: the time is passed in.

use std::time::{Duration, Instant};

/// After so many failures in a row the host is left alone.
const FAILURES: u32 = 4;

/// The first rest; each after a failed trial is twice as long, up to the longest.
const REST: Duration = Duration::from_secs(60);
const LONGEST_REST: Duration = Duration::from_secs(15 * 60);

/// A trial that nobody heard of again is given up after this time.
const TRIAL: Duration = Duration::from_secs(5 * 60);

/// Of what kind a failure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// There was no connection. That has nothing to do with what was asked, and counts twice: most often it is our own
    /// network that is missing, and every host would be tried in vain.
    Unreached,
    /// This request failed for the first time.
    First,
    /// This request failed before. Where others were answered, that says more of the request than of the host.
    Again,
}

/// How it stands with one host.
#[derive(Debug)]
pub(super) struct Breaker {
    state: State,
    has_answered: bool,
    failures: u32,
    rest: Duration,
    limited: Option<Instant>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Asked,
    Resting { until: Instant },
    Trial { until: Instant },
}

impl Breaker {
    pub(super) fn new() -> Self {
        Self { state: State::Asked, has_answered: false, failures: 0, rest: REST, limited: None }
    }

    /// Whether a request could be made now; changes nothing.
    pub(super) fn is_resting(&self, now: Instant) -> bool {
        match self.state {
            State::Asked => false,
            State::Resting { until } | State::Trial { until } => now < until,
        }
    }

    /// A request is made: after a rest it is the trial, and nobody else may ask until its outcome is known.
    pub(super) fn ask(&mut self, now: Instant) {
        if self.state != State::Asked {
            self.state = State::Trial { until: now + TRIAL };
        }
    }

    /// An answer came.
    pub(super) fn succeeded(&mut self) {
        *self = Self { has_answered: true, ..Self::new() };
    }

    /// No answer came, or none that is one. Whether the host rests from now on.
    pub(super) fn failed(&mut self, failure: Failure, now: Instant) -> bool {
        if self.state == State::Asked && self.has_answered && failure == Failure::Again {
            return false;
        }
        self.failures += if failure == Failure::Unreached { 2 } else { 1 };
        match self.state {
            State::Resting { .. } => false,
            State::Asked if self.failures < FAILURES => false,
            State::Asked => self.rest_for(now, self.rest),
            State::Trial { .. } => {
                self.rest = (self.rest * 2).min(LONGEST_REST);
                self.rest_for(now, self.rest)
            }
        }
    }

    /// "Too many requests" to one that was made at `asked`: those that were under way together count as one failure.
    pub(super) fn limited(&mut self, asked: Instant, now: Instant) -> bool {
        if self.limited.is_some_and(|last| asked <= last) && self.state == State::Asked {
            return false;
        }
        self.limited = Some(now);
        self.failed(Failure::First, now)
    }

    /// The host itself asked to be left alone for so long. Whether that is news.
    pub(super) fn rest_for(&mut self, now: Instant, how_long: Duration) -> bool {
        let was_resting = matches!(self.state, State::Resting { until } if now < until);
        // A server may name a time that no clock holds.
        self.state = State::Resting { until: now.checked_add(how_long).unwrap_or(now + LONGEST_REST) };
        !was_resting
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn down(now: Instant) -> Breaker {
        let mut breaker = Breaker::new();
        let told: Vec<_> = (0..4).map(|_| breaker.failed(Failure::First, now)).collect();
        assert_eq!(told, [false, false, false, true]);
        breaker
    }

    #[test]
    fn four_failures_in_a_row_and_the_host_rests() {
        let now = Instant::now();
        let mut breaker = down(now);
        assert!(breaker.is_resting(now + s(59)));
        assert!(!breaker.is_resting(now + s(60)));
        assert!(!breaker.failed(Failure::First, now), "those under way when it opened are no news");
    }

    #[test]
    fn an_answer_between_starts_the_count_anew() {
        let (now, mut breaker) = (Instant::now(), Breaker::new());
        for _ in 0..10 {
            assert!(
                !breaker.failed(Failure::First, now)
                    && !breaker.failed(Failure::First, now)
                    && !breaker.failed(Failure::First, now)
            );
            breaker.succeeded();
        }
    }

    #[test]
    fn one_request_that_always_fails_does_not_cost_the_host() {
        let (now, mut breaker) = (Instant::now(), Breaker::new());
        breaker.succeeded();
        assert!(!breaker.failed(Failure::First, now));
        assert!((0..50).all(|_| !breaker.failed(Failure::Again, now)));
        assert!(!breaker.failed(Failure::First, now));
        assert!(breaker.failed(Failure::Unreached, now));
        // Where nobody was ever answered, it does; and so does a trial.
        let mut breaker = Breaker::new();
        assert_eq!([false; 3], [(); 3].map(|()| breaker.failed(Failure::Again, now)));
        assert!(breaker.failed(Failure::Again, now));
        breaker.ask(now + s(60));
        assert!(breaker.failed(Failure::Again, now + s(60)));
    }

    #[test]
    fn two_connections_that_could_not_be_made_are_enough() {
        let (now, mut breaker) = (Instant::now(), Breaker::new());
        assert!(!breaker.failed(Failure::Unreached, now));
        assert!(breaker.failed(Failure::Unreached, now));
    }

    #[test]
    fn one_trial_after_the_rest_and_its_outcome_decides() {
        let now = Instant::now();
        let mut breaker = down(now);
        let later = now + s(60);
        breaker.ask(later);
        assert!(breaker.is_resting(later), "the others wait for the trial");
        assert!(breaker.failed(Failure::First, later));
        assert!(breaker.is_resting(later + s(119)) && !breaker.is_resting(later + s(120)));
        breaker.ask(later + s(120));
        breaker.succeeded();
        assert!(!breaker.is_resting(later + s(120)));
        assert!(!breaker.failed(Failure::First, later + s(121)), "after an answer, one failure is one failure");
    }

    #[test]
    fn rests_have_a_longest_and_a_lost_trial_an_end() {
        let mut now = Instant::now();
        let mut breaker = down(now);
        for _ in 0..10 {
            now += LONGEST_REST;
            assert!(!breaker.is_resting(now));
            breaker.ask(now);
            breaker.failed(Failure::First, now);
        }
        now += LONGEST_REST;
        breaker.ask(now);
        assert!(breaker.is_resting(now) && !breaker.is_resting(now + TRIAL));
    }

    #[test]
    fn limits_that_came_together_count_once() {
        let (start, mut breaker) = (Instant::now(), Breaker::new());
        for round in 0..3 {
            let asked = start + s(round * 10);
            assert!((0..8).all(|_| !breaker.limited(asked, asked + s(1))));
        }
        assert!(breaker.limited(start + s(30), start + s(31)));
    }

    #[test]
    fn a_host_can_ask_for_rest() {
        let (now, mut breaker) = (Instant::now(), Breaker::new());
        assert!(breaker.rest_for(now, s(3600)));
        assert!(!breaker.rest_for(now, s(3600)));
        assert!(breaker.is_resting(now + s(3599)) && !breaker.is_resting(now + s(3600)));
        breaker.rest_for(now, Duration::MAX);
        assert!(breaker.is_resting(now));
    }
}
