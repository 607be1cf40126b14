//! How sure we are, as a whole percentage: it sorts, hashes, and prints the same in every snapshot.

use std::fmt;

use serde::{Deserialize, Serialize};

/// 0 to 100 per cent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Confidence(u8);

impl Confidence {
    /// Beyond doubt: a human said so.
    pub const CERTAIN: Self = Self(100);

    /// From a probability; what lies outside 0..=1 (or is no number) is brought to the nearer end.
    pub fn from_probability(p: f64) -> Self {
        Self((p.clamp(0.0, 1.0) * 100.0).round() as u8)
    }

    /// From whole percents; more than 100 is 100.
    pub fn from_percent(percent: u8) -> Self {
        Self(percent.min(100))
    }

    /// Whole percents.
    pub fn percent(self) -> u8 {
        self.0
    }

    /// As a probability, 0..=1.
    pub fn probability(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Confidence;

    #[test]
    fn hostile_numbers_stay_percentages() {
        assert_eq!(Confidence::from_probability(f64::NAN).percent(), 0);
        assert_eq!(Confidence::from_probability(7.0).percent(), 100);
        assert_eq!(Confidence::from_probability(0.876).percent(), 88);
    }
}
