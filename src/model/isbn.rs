//! ISBNs. The check digit is the proof; hyphens are for showing only.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// An ISBN whose check digit has been verified; ten-digit forms are held as thirteen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Isbn([u8; 13]);

/// Why a string is no ISBN.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IsbnError {
    /// Too few or too many digits.
    #[error("an ISBN has 10 or 13 digits, this has {0}")]
    Length(usize),
    /// Something that is neither digit, hyphen, space, nor a final X.
    #[error("`{0}` cannot stand in an ISBN")]
    Character(char),
    /// Thirteen digits that do not begin as an ISBN does.
    #[error("an ISBN of 13 digits begins with 978 or 979")]
    Prefix,
    /// The check digit contradicts the others.
    #[error("the check digit does not agree (expected {0})")]
    CheckDigit(char),
}

impl Isbn {
    /// Thirteen digits without hyphens.
    pub fn digits(&self) -> String {
        self.0.iter().map(|d| char::from(b'0' + d)).collect()
    }

    /// With hyphens where the range table knows them, else the bare digits.
    pub fn hyphenated(&self) -> String {
        isbn::Isbn13::new(self.0)
            .ok()
            .and_then(|i| i.hyphenate().ok().map(|h| h.to_string()))
            .unwrap_or_else(|| self.digits())
    }
}

impl Isbn {
    /// The form of ten digits with hyphens, for those that have one (978).
    pub fn ten_hyphenated(&self) -> Option<String> {
        let whole = self.hyphenated();
        let body = whole.strip_prefix("978-")?;
        let check = check_digit_10(self.0.get(3..12)?);
        Some(format!("{}{}", body.get(..body.len() - 1)?, digit_char(check)))
    }
}

fn check_digit_10(first: &[u8]) -> u8 {
    let sum: u32 = first.iter().zip((2..=10).rev()).map(|(&d, w)| u32::from(d) * w).sum();
    ((11 - sum % 11) % 11) as u8
}

fn check_digit_13(first: &[u8]) -> u8 {
    let sum: u32 = first.iter().enumerate().map(|(i, &d)| u32::from(d) * if i % 2 == 0 { 1 } else { 3 }).sum();
    ((10 - sum % 10) % 10) as u8
}

fn digit_char(d: u8) -> char {
    if d == 10 { 'X' } else { char::from(b'0' + d) }
}

impl FromStr for Isbn {
    type Err = IsbnError;

    fn from_str(text: &str) -> Result<Self, IsbnError> {
        let mut digits = Vec::with_capacity(13);
        for c in text.trim().chars() {
            match c {
                '0'..='9' => digits.push(c as u8 - b'0'),
                'X' | 'x' if digits.len() == 9 => digits.push(10),
                '-' | ' ' | '\u{2010}'..='\u{2013}' => {}
                other => return Err(IsbnError::Character(other)),
            }
        }
        if let Ok(thirteen) = <[u8; 13]>::try_from(digits.as_slice()) {
            return from_thirteen(thirteen);
        }
        let [body @ .., last] = digits.as_slice() else { return Err(IsbnError::Length(0)) };
        if digits.len() != 10 {
            return Err(IsbnError::Length(digits.len()));
        }
        let expected = check_digit_10(body);
        if *last != expected {
            return Err(IsbnError::CheckDigit(digit_char(expected)));
        }
        let mut thirteen = [9, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        thirteen[3..12].copy_from_slice(body);
        thirteen[12] = check_digit_13(&thirteen[..12]);
        Ok(Self(thirteen))
    }
}

fn from_thirteen(digits: [u8; 13]) -> Result<Isbn, IsbnError> {
    if digits.contains(&10) {
        return Err(IsbnError::Character('X'));
    }
    if !matches!(digits, [9, 7, 8 | 9, ..]) {
        return Err(IsbnError::Prefix);
    }
    let expected = check_digit_13(&digits[..12]);
    if digits[12] == expected { Ok(Isbn(digits)) } else { Err(IsbnError::CheckDigit(digit_char(expected))) }
}

impl TryFrom<String> for Isbn {
    type Error = IsbnError;
    fn try_from(text: String) -> Result<Self, IsbnError> {
        text.parse()
    }
}

impl From<Isbn> for String {
    fn from(isbn: Isbn) -> Self {
        isbn.digits()
    }
}

impl fmt::Display for Isbn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits())
    }
}

impl fmt::Debug for Isbn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Isbn({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::{Isbn, IsbnError};

    #[track_caller]
    fn case(text: &str, expected: Result<&str, IsbnError>) {
        assert_eq!(text.parse::<Isbn>().map(|i| i.digits()), expected.map(str::to_owned));
    }

    #[test]
    fn both_lengths_become_thirteen() {
        case("9780140449136", Ok("9780140449136"));
        case("978-0-14-044913-6", Ok("9780140449136"));
        case("0-14-044913-2", Ok("9780140449136"));
        case("080442957X", Ok("9780804429573"));
    }

    #[test]
    fn what_is_no_isbn_says_why() {
        case("", Err(IsbnError::Length(0)));
        case("12345", Err(IsbnError::Length(5)));
        case("9780140449137", Err(IsbnError::CheckDigit('6')));
        case("1234567890123", Err(IsbnError::Prefix));
        case("978014044913a", Err(IsbnError::Character('a')));
        case("0804429570", Err(IsbnError::CheckDigit('X')));
    }

    #[test]
    fn hyphens_follow_the_range_table() {
        let isbn: Isbn = "9780140449136".parse().unwrap();
        assert_eq!(isbn.hyphenated(), "978-0-14-044913-6");
        assert_eq!(isbn.hyphenated().parse(), Ok(isbn));
        assert_eq!(isbn.ten_hyphenated().as_deref(), Some("0-14-044913-2"));
        let with_x: Isbn = "080442957X".parse().unwrap();
        assert_eq!(with_x.ten_hyphenated().as_deref(), Some("0-8044-2957-X"));
        let newer: Isbn = "9791032305690".parse().unwrap();
        assert_eq!(newer.ten_hyphenated(), None);
    }
}
