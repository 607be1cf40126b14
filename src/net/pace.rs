//! When a host may be asked next.
//!
//! Requests to a host are spread evenly, without bursts: nobody owes us the requests that we did not make a minute
//! ago. The host may ask for a slower pace, and for silence until a time; what a *failing* host is worth is
//! `breaker`'s business. Pure: the time is passed in.

use std::time::{Duration, Instant};

use crate::model::Rate;

/// After "too many requests" without a word on how many are not, the pace is halved, down to this.
const SLOWEST: Duration = Duration::from_secs(10);

/// The pace towards one host.
#[derive(Debug)]
pub(super) struct Pace {
    set: Duration,
    told: Duration,
    slowed: Duration,
    /// When the last request had its place, and when it was really made.
    last: Option<(Instant, Instant)>,
    held: Option<Instant>,
}

/// Timers ring late on a busy machine. Within this, places stay where they are in time, so that lateness does not add
/// up; who comes later than that was not waiting.
const LATE: Duration = Duration::from_millis(100);

impl Pace {
    pub(super) fn new(rate: Rate) -> Self {
        Self { set: rate.interval(), told: Duration::ZERO, slowed: Duration::ZERO, last: None, held: None }
    }

    /// Takes the next place in the line, or says when it is free.
    pub(super) fn take(&mut self, now: Instant) -> Result<(), Instant> {
        let interval = self.interval();
        let free = self.last.map(|(place, _)| place + interval).max(self.held).unwrap_or(now);
        if now < free {
            return Err(free);
        }
        let is_in_line = self.last.is_some_and(|(_, made)| now <= made + interval + LATE);
        let earliest = now.checked_sub(LATE).filter(|_| is_in_line).unwrap_or(now);
        self.last = Some((free.max(earliest), now));
        Ok(())
    }

    /// No request before this time.
    pub(super) fn hold(&mut self, until: Instant) {
        self.held = self.held.max(Some(until));
    }

    /// What the host says it allows; only what is slower than the pace set makes a difference.
    pub(super) fn told(&mut self, rate: Rate) {
        self.told = rate.interval();
    }

    /// The host said "too many" and nothing else.
    pub(super) fn too_fast(&mut self) {
        self.slowed = (self.interval() * 2).min(SLOWEST);
    }

    /// An answer came: back to the pace set, a little each time.
    pub(super) fn went_well(&mut self) {
        self.slowed = self.slowed.mul_f64(0.9);
        if self.slowed < self.set {
            self.slowed = Duration::ZERO;
        }
    }

    fn interval(&self) -> Duration {
        self.set.max(self.told).max(self.slowed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// When so many requests would be made by somebody who always waits as told, in milliseconds.
    fn times(pace: &mut Pace, start: Instant, from: u64, count: usize) -> Vec<u64> {
        let mut now = start + ms(from);
        let mut times = Vec::new();
        while times.len() < count {
            match pace.take(now) {
                Ok(()) => times.push((now - start).as_millis() as u64),
                Err(free) => now = free,
            }
        }
        times
    }

    #[test]
    fn requests_are_spread_evenly() {
        let mut pace = Pace::new(Rate::per_second(50));
        assert_eq!(times(&mut pace, Instant::now(), 0, 4), [0, 20, 40, 60]);
    }

    #[test]
    fn idle_time_buys_no_burst() {
        let (mut pace, start) = (Pace::new(Rate::per_second(10)), Instant::now());
        assert_eq!(times(&mut pace, start, 0, 2), [0, 100]);
        assert_eq!(times(&mut pace, start, 5000, 3), [5000, 5100, 5200]);
    }

    #[test]
    fn late_timers_do_not_add_up() {
        let (mut pace, start) = (Pace::new(Rate::per_second(50)), Instant::now());
        let mut now = start;
        for place in 0..100 {
            while let Err(free) = pace.take(now) {
                now = free + ms(if place % 10 == 0 { 70 } else { 1 });
            }
        }
        assert!(now - start <= ms(99 * 20 + 1), "{:?}", now - start);
    }

    #[test]
    fn a_hold_stops_everybody_and_the_longest_counts() {
        let (mut pace, start) = (Pace::new(Rate::per_second(10)), Instant::now());
        pace.hold(start + ms(3000));
        pace.hold(start + ms(1000));
        assert_eq!(times(&mut pace, start, 0, 3), [3000, 3100, 3200]);
    }

    #[test]
    fn a_host_can_slow_the_pace_but_not_quicken_it() {
        let (mut pace, start) = (Pace::new(Rate::per_second(10)), Instant::now());
        pace.told(Rate::per_second(2));
        assert_eq!(times(&mut pace, start, 0, 3), [0, 500, 1000]);
        pace.told(Rate::per_second(1));
        assert_eq!(times(&mut pace, start, 1100, 1), [2000], "from now on, not from the next request on");
        pace.told(Rate::per_second(1000));
        assert_eq!(times(&mut pace, start, 3000, 2), [3000, 3100]);
    }

    #[test]
    fn too_fast_halves_the_pace_and_answers_bring_it_back() {
        let (mut pace, start) = (Pace::new(Rate::per_second(10)), Instant::now());
        pace.too_fast();
        assert_eq!(times(&mut pace, start, 0, 3), [0, 200, 400]);
        pace.too_fast();
        assert_eq!(pace.interval(), ms(400));
        for _ in 0..20 {
            pace.went_well();
        }
        assert_eq!(pace.interval(), ms(100));
        for _ in 0..100 {
            pace.too_fast();
        }
        assert_eq!(pace.interval(), SLOWEST);
    }
}
