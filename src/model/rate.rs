//! How often somebody may be asked: `3/s`, `20/min`, `50/10s`.
//!
//! Kept as the time between two requests, which is all that a pace needs to know.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use thiserror::Error;

/// A number of requests in a time, spread evenly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    count: u32,
    per: Duration,
}

/// Words for lengths of time, with their seconds.
const UNITS: &[(&str, u64)] = &[("s", 1), ("sec", 1), ("m", 60), ("min", 60), ("h", 3600), ("d", 86_400)];

/// Nobody needs to wait longer than this from one request to the next.
const SLOWEST: Duration = Duration::from_secs(3600);

impl Rate {
    /// So many requests in this time; `None` for no requests or no time, or more than a thousand a second.
    pub fn new(count: u32, per: Duration) -> Option<Self> {
        let rate = Self { count, per };
        (count > 0 && rate.interval() >= Duration::from_millis(1)).then_some(rate)
    }

    /// So many requests a second.
    pub const fn per_second(count: u32) -> Self {
        let count = if count == 0 { 1 } else { count };
        Self { count, per: Duration::from_secs(1) }
    }

    /// The time from one request to the next.
    pub fn interval(self) -> Duration {
        (self.per / self.count.max(1)).min(SLOWEST)
    }
}

/// Why a text is no rate.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is not a pace (must be like `3/s`, `20/min` or `50/10s`, at most 1000 a second)")]
pub struct RateError(String);

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        let parsed = || {
            let (count, per) = text.split_once('/')?;
            Self::new(count.trim().parse().ok()?, time(per.trim())?)
        };
        parsed().ok_or_else(|| RateError(text.chars().take(40).collect()))
    }
}

/// The time that these words say: `s`, `10s`, `1 min`.
pub fn time(text: &str) -> Option<Duration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (count, unit) = text.split_at_checked(digits)?;
    let count: u64 = if count.is_empty() { 1 } else { count.parse().ok()? };
    let seconds = UNITS.iter().find(|(name, _)| *name == unit.trim())?.1;
    Some(Duration::from_secs(count.checked_mul(seconds)?))
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.per.as_secs() {
            1 => write!(f, "{}/s", self.count),
            60 => write!(f, "{}/min", self.count),
            3600 => write!(f, "{}/h", self.count),
            seconds => write!(f, "{}/{seconds}s", self.count),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(text: &str, millis: u128) {
        let rate: Rate = text.parse().unwrap();
        assert_eq!(rate.interval().as_millis(), millis);
        assert_eq!(rate.to_string().parse::<Rate>().unwrap().interval(), rate.interval());
    }

    #[test]
    fn rates_are_read() {
        case("3/s", 333);
        case("50/s", 20);
        case("20/min", 3000);
        case("1/10s", 10_000);
        case(" 100 / 1h", 36_000);
        case("1/30d", 3_600_000);
    }

    #[test]
    fn what_is_no_rate_is_refused() {
        for text in
            ["", "3", "0/s", "3/0s", "-1/s", "3/week", "5000/s", "3/99999999999999999999s", "1/300000000000000000d"]
        {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
    }
}
