//! Citation keys: the names by which a user's texts call an entry.
//!
//! A generated key is stricter than an imported one; how keys are made and kept apart is `library::key`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A key that BibTeX, pandoc and Typst can all read: `trotsky1930`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CitationKey(String);

/// Why a string cannot be a citation key.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeyError {
    /// Nothing there.
    #[error("a citation key cannot be empty")]
    Empty,
    /// A character that ends or breaks a key in one of the formats.
    #[error("a citation key cannot contain {0:?}")]
    Character(char),
}

impl CitationKey {
    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest valid key to any text, for hints: `kuhn 1962` gives `kuhn1962`.
    pub fn suggestion(text: &str) -> Option<Self> {
        text.chars().filter(|&c| !is_breaking(c)).collect::<String>().parse().ok()
    }
}

/// What ends a key in BibTeX or would need quoting in a shell or a citation.
fn is_breaking(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "{}(),=\\\"#%'~@;[]".contains(c)
}

impl FromStr for CitationKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        match text.chars().find(|&c| is_breaking(c)) {
            Some(c) => Err(KeyError::Character(c)),
            None if text.is_empty() => Err(KeyError::Empty),
            None => Ok(Self(text.to_owned())),
        }
    }
}

impl TryFrom<String> for CitationKey {
    type Error = KeyError;
    fn try_from(text: String) -> Result<Self, KeyError> {
        text.parse()
    }
}

impl From<CitationKey> for String {
    fn from(key: CitationKey) -> Self {
        key.0
    }
}

impl fmt::Display for CitationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{CitationKey, KeyError};

    #[test]
    fn keys_hold_nothing_that_breaks_a_format() {
        assert_eq!("kuhn1962".parse::<CitationKey>().map(String::from), Ok("kuhn1962".to_owned()));
        assert_eq!("kuhn 1962".parse::<CitationKey>(), Err(KeyError::Character(' ')));
        assert_eq!("".parse::<CitationKey>(), Err(KeyError::Empty));
        assert_eq!(CitationKey::suggestion("kuhn {1962}").map(String::from), Some("kuhn1962".to_owned()));
    }
}
