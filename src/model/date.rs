//! Years and dates of publication.
//!
//! Books are dated by years, sometimes by a range or "circa", and ancient ones before the common era. The era is
//! fixed here once: `Year(-380)` is 380 BCE, as CSL and BibLaTeX's users write it; there is no year 0. Formats
//! that count astronomically convert at their own border.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A year of the common era, or before it when negative. Never 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Year(i16);

impl Year {
    /// The year, unless it is 0 or further off than any book (-3500 to 2200).
    pub fn new(year: i64) -> Option<Self> {
        (year != 0 && (-3500..=2200).contains(&year)).then_some(Self(year as i16))
    }

    /// The number, negative before the common era.
    pub fn number(self) -> i32 {
        i32::from(self.0)
    }

    /// Whether it lies before the common era.
    pub fn is_bce(self) -> bool {
        self.0 < 0
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// When something was published, as exactly as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Date {
    /// In this year.
    At(Year),
    /// About this year.
    Circa(Year),
    /// Over these years, or some time within them.
    Between(Year, Year),
    /// In this year or later (a work still appearing).
    After(Year),
    /// In this year or earlier.
    Before(Year),
}

/// Why a string is no date.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is not a year (write `1962`, `-380`, `c. 1020`, `1830/1842`, `1990/` or `/1500`)")]
pub struct DateError(String);

impl Date {
    /// A plain year, when it is a possible one.
    pub fn year(year: i64) -> Option<Self> {
        Year::new(year).map(Self::At)
    }

    /// The year it begins, or the only one known: what sorting and keys use.
    pub fn first_year(self) -> Year {
        match self {
            Self::At(y) | Self::Circa(y) | Self::Between(y, _) | Self::After(y) | Self::Before(y) => y,
        }
    }

    /// Whether `year` agrees with this date; "circa" allows ten years either way.
    pub fn admits(self, year: Year) -> bool {
        match self {
            Self::At(y) => y == year,
            Self::Circa(y) => (y.number() - year.number()).abs() <= 10,
            Self::Between(a, b) => (a..=b).contains(&year),
            Self::After(a) => year >= a,
            Self::Before(b) => year <= b,
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(y) => write!(f, "{y}"),
            Self::Circa(y) => write!(f, "c. {y}"),
            Self::Between(a, b) => write!(f, "{a}/{b}"),
            Self::After(a) => write!(f, "{a}/"),
            Self::Before(b) => write!(f, "/{b}"),
        }
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        let error = || DateError(text.to_owned());
        let year = |s: &str| s.trim().parse().ok().and_then(Year::new).ok_or_else(error);
        let trimmed = text.trim();
        let circa = ["circa", "ca.", "c."].iter().find_map(|p| trimmed.strip_prefix(p));
        if let Some(rest) = circa {
            return year(rest).map(Self::Circa);
        }
        match trimmed.split_once('/') {
            None => year(trimmed).map(Self::At),
            Some((a, "")) => year(a).map(Self::After),
            Some(("", b)) => year(b).map(Self::Before),
            Some((a, b)) => {
                let (a, b) = (year(a)?, year(b)?);
                if a < b { Ok(Self::Between(a, b)) } else { Err(error()) }
            }
        }
    }
}

impl TryFrom<String> for Date {
    type Error = DateError;
    fn try_from(text: String) -> Result<Self, DateError> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::{Date, Year};

    #[test]
    fn dates_round_trip() {
        for text in ["1962", "-380", "c. 1020", "1830/1842", "1990/", "/1500"] {
            assert_eq!(text.parse::<Date>().map(|d| d.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn impossible_dates_are_refused() {
        for text in ["", "0", "99999", "soon", "1842/1830", "19 62"] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn circa_is_generous() {
        let year = Year::new(-375).unwrap();
        assert!("c. -380".parse::<Date>().unwrap().admits(year));
        assert!(!"-380".parse::<Date>().unwrap().admits(year));
    }
}
