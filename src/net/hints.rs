//! What the head of a response says about when to ask again, and how often.
//!
//! `Retry-After` in seconds or as a date; `X-Rate-Limit-Limit` with `-Interval` (Crossref); `RateLimit-*` of the
//! IETF drafts and the older `X-RateLimit-*`. Nonsense is passed over. What follows from the hints is decided by
//! `pace`, `retry` and `breaker`.

use std::time::{Duration, SystemTime};

use crate::model::{Rate, time};

/// What a host says of its limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Hints {
    /// When to come back.
    pub(super) retry_after: Option<Duration>,
    /// How often to ask.
    pub(super) rate: Option<Rate>,
    /// Nothing is left: how long until there is.
    pub(super) spent_for: Option<Duration>,
}

/// Counts of what is left, and of the seconds until it is renewed, by the names in use.
const LEFT: &[(&str, &str)] =
    &[("ratelimit-remaining", "ratelimit-reset"), ("x-ratelimit-remaining", "x-ratelimit-reset")];

/// Resets above this are no seconds but a point in Unix time.
const ABOUT_2001: u64 = 1_000_000_000;

impl Hints {
    /// Reads them from headers, looked up by lower-case name.
    pub(super) fn read<'h>(header: impl Fn(&str) -> Option<&'h str>, now: SystemTime) -> Self {
        let left = LEFT.iter().filter_map(|(left, reset)| Some((header(left)?.to_owned(), header(reset)?.to_owned())));
        let spent =
            left.chain(header("ratelimit").and_then(joined)).find_map(|(left, reset)| spent(&left, &reset, now));
        Self {
            retry_after: header("retry-after").and_then(|text| retry_after(text, now)),
            rate: header("x-rate-limit-limit").and_then(|limit| {
                let per =
                    header("x-rate-limit-interval").map_or(Some(Duration::from_secs(1)), |text| time(text.trim()))?;
                Rate::new(limit.trim().parse().ok()?, per)
            }),
            spent_for: spent,
        }
    }
}

fn retry_after(text: &str, now: SystemTime) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

/// `limit=100, remaining=0, reset=30` or `"default";r=0;t=30`: what remains and until when.
fn joined(text: &str) -> Option<(String, String)> {
    let fields: Vec<_> = text.split([',', ';']).filter_map(|part| part.trim().split_once('=')).collect();
    let field = |names: [&str; 2]| fields.iter().find(|(name, _)| names.contains(name)).map(|(_, v)| (*v).to_owned());
    Some((field(["remaining", "r"])?, field(["reset", "t"])?))
}

fn spent(left: &str, reset: &str, now: SystemTime) -> Option<Duration> {
    let left: f64 = left.trim().parse().ok()?;
    let reset: u64 = reset.trim().parse().ok()?;
    if left >= 1.0 {
        return None;
    }
    if reset < ABOUT_2001 {
        return Some(Duration::from_secs(reset));
    }
    let at = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(reset))?;
    at.duration_since(now).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_header_is_read(text in ".*", number in any::<i64>()) {
            for value in [text.clone(), number.to_string(), format!("r={number};t={text}"), format!("{number}{text}")] {
                read(&[
                    ("retry-after", &value), ("x-rate-limit-limit", &value), ("x-rate-limit-interval", &value),
                    ("ratelimit-remaining", "0"), ("ratelimit-reset", &value), ("ratelimit", &value),
                ]);
            }
        }
    }

    /// 1994-11-06 08:49:37 UTC, of which the standard's examples speak.
    const NOW: u64 = 784_111_777;

    fn read(headers: &[(&str, &str)]) -> Hints {
        let find = |name: &str| headers.iter().find(|(n, _)| *n == name).map(|(_, value)| *value);
        Hints::read(find, SystemTime::UNIX_EPOCH + Duration::from_secs(NOW))
    }

    #[track_caller]
    fn retry(text: &str, expected: Option<u64>) {
        assert_eq!(read(&[("retry-after", text)]).retry_after, expected.map(Duration::from_secs));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        retry("120", Some(120));
        retry(" 0 ", Some(0));
        retry("Sun, 06 Nov 1994 08:50:07 GMT", Some(30));
        retry("Sun, 06 Nov 1994 08:40:00 GMT", Some(0));
        retry("Sunday, 06-Nov-94 08:50:07 GMT", Some(30));
        retry("18446744073709551615", Some(u64::MAX));
        for nonsense in ["", "-1", "soon", "1.5", "99999999999999999999", "Sun, 99 Nov 1994 08:50:07 GMT"] {
            retry(nonsense, None);
        }
    }

    #[track_caller]
    fn rate(limit: &str, interval: Option<&str>, expected_ms: Option<u128>) {
        let mut headers = vec![("x-rate-limit-limit", limit)];
        headers.extend(interval.map(|text| ("x-rate-limit-interval", text)));
        assert_eq!(read(&headers).rate.map(|rate| rate.interval().as_millis()), expected_ms);
    }

    #[test]
    fn a_rate_is_a_limit_and_an_interval() {
        rate("50", Some("1s"), Some(20));
        rate("5", None, Some(200));
        rate("100", Some("5 m"), Some(3000));
        rate("0", Some("1s"), None);
        rate("50", Some("fortnight"), None);
        rate("-3", Some("1s"), None);
    }

    #[track_caller]
    fn spent_for(headers: &[(&str, &str)], expected: Option<u64>) {
        assert_eq!(read(headers).spent_for, expected.map(Duration::from_secs));
    }

    #[test]
    fn what_is_spent_comes_back_later() {
        spent_for(&[("ratelimit-remaining", "0"), ("ratelimit-reset", "30")], Some(30));
        spent_for(&[("ratelimit-remaining", "1"), ("ratelimit-reset", "30")], None);
        spent_for(&[("x-ratelimit-remaining", "0.0"), ("x-ratelimit-reset", "9")], Some(9));
        spent_for(&[("ratelimit", "limit=100, remaining=0, reset=12")], Some(12));
        spent_for(&[("ratelimit", r#""default";r=0;t=14"#)], Some(14));
        spent_for(&[("ratelimit", r#""default";r=50;t=14"#)], None);
        spent_for(&[("ratelimit-remaining", "0")], None);
        spent_for(&[("ratelimit-remaining", "none"), ("ratelimit-reset", "30")], None);
        spent_for(&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1000000000")], Some(1_000_000_000 - NOW));
    }
}
