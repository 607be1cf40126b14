//! Dates as librarians write them: `c1999`, `[1905?]`, `cop. 2009`, `MCMX`, `[189-?]`, `1988-`, `1397 [2018 or 2019]`.
//!
//! What is read is when a book was issued. A copyright that follows the date of publication, a printer's year and months
//! are passed over.

use crate::model::{Date, Year};

/// Years in which books were printed; other numbers in a date are days, or years of another calendar.
const PRINTED: std::ops::RangeInclusive<i64> = 1440..=2199;
/// Words before a year that is not sure.
const ABOUT: &[&str] = &["ca", "circa", "um", "vers", "about", "approximately", "etwa", "omkring", "noin"];
/// Words between two years of which the second is right.
const RATHER: &[&str] = &["i.e", "recte", "d.i", "c.-à-d"];

/// A year as it stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Found {
    first: i64,
    /// The last year that it may be: another one than `first` where digits are left open.
    last: i64,
    /// Where it begins and ends.
    at: (usize, usize),
}

/// The date of issue; `None` where no year is told.
pub(in crate::catalog) fn read(text: &str) -> Option<Date> {
    let text = text.trim();
    let years = years(text);
    let Some(first) = years.iter().find(|y| PRINTED.contains(&y.first)) else { return roman(text) };
    let rest = |found: &Found| text.get(found.at.1..).unwrap_or_default();
    let before = text.get(..first.at.0).unwrap_or_default();
    let second = years.iter().find(|y| y.at.0 >= first.at.1 && PRINTED.contains(&y.first));
    if let Some(second) = second {
        let between = text.get(first.at.1..second.at.0).unwrap_or_default();
        return match between.trim_matches([' ', '[', ']', '(', ')', '<', '>', '?', '.', ',']) {
            "-" | "–" | "/" | "or" | "oder" | "ou" | "eller" | "and" | "bis" => {
                between_years(first.first, second.last)
            }
            words if RATHER.contains(&words.trim_end_matches('.')) => certain(second, rest(second), ""),
            _ => certain(first, between, before),
        };
    }
    match rest(first).trim_start_matches([']', '>', '?', ' ']) {
        open if is_open(open) => Year::new(first.first).map(Date::After),
        _ => certain(first, rest(first), before),
    }
}

/// The year alone: what a date says where only digits are meant (`1998-12-01`, `+1944-08-00T00:00:00Z`).
pub(super) fn first_year(text: &str) -> Option<Date> {
    years(text).into_iter().find(|y| PRINTED.contains(&y.first)).and_then(|y| Date::year(y.first))
}

/// Whether a year is followed by nothing but a dash: volumes are still appearing.
fn is_open(rest: &str) -> bool {
    rest.strip_prefix(['-', '–']).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn between_years(first: i64, last: i64) -> Option<Date> {
    match (Year::new(first)?, Year::new(last)?) {
        (a, b) if a < b => Some(Date::Between(a, b)),
        (a, _) => Some(Date::At(a)),
    }
}

fn certain(found: &Found, after: &str, before: &str) -> Option<Date> {
    if found.first != found.last {
        return between_years(found.first, found.last);
    }
    let word = before.trim_end_matches([' ', '[', '(', '.']).rsplit([' ', '[', '(']).next().unwrap_or_default();
    let doubted = after.trim_start_matches(' ').starts_with('?') || ABOUT.contains(&word.to_lowercase().as_str());
    let year = Year::new(found.first)?;
    Some(if doubted { Date::Circa(year) } else { Date::At(year) })
}

/// Runs of four digits of which the last two may be left open (`19--`, `189-`, `18uu`), in the order of the text.
fn years(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        let open = bytes[at + digits..].iter().take_while(|b| matches!(b, b'-' | b'u' | b'.' | b'?')).count();
        let after = bytes.get(at + digits + open);
        match (digits, open) {
            (4, _) => found.extend(year(&text[at..at + 4], 4, (at, at + 4))),
            (3, 1..) if after != Some(&b'.') => found.extend(year(&text[at..at + 3], 3, (at, at + 4))),
            (2, 2..) => found.extend(year(&text[at..at + 2], 2, (at, at + 4))),
            _ => {}
        }
        at += digits.max(1);
    }
    found
}

fn year(digits: &str, known: u32, at: (usize, usize)) -> Option<Found> {
    let span = 10_i64.pow(4 - known);
    let first = digits.parse::<i64>().ok()? * span;
    Some(Found { first, last: first + span - 1, at })
}

/// A year in Roman numerals, as title pages have it.
fn roman(text: &str) -> Option<Date> {
    let value = |c: char| match c {
        'M' => Some(1000),
        'D' => Some(500),
        'C' => Some(100),
        'L' => Some(50),
        'X' => Some(10),
        'V' => Some(5),
        'I' => Some(1),
        _ => None,
    };
    let word = text.split(|c: char| !c.is_alphanumeric()).find(|w| w.starts_with('M') && w.len() > 1)?;
    let values = word.chars().map(value).collect::<Option<Vec<i64>>>()?;
    let signed = values.iter().zip(values.iter().skip(1).chain([&0])).map(|(a, b)| if a < b { -a } else { *a });
    let sum = signed.sum();
    PRINTED.contains(&sum).then(|| Date::year(sum)).flatten()
}

#[cfg(test)]
mod tests {
    use super::read;

    #[track_caller]
    fn case(text: &str, expected: &str) {
        assert_eq!(read(text).map(|d| d.to_string()).unwrap_or_default(), expected, "{text}");
    }

    #[test]
    fn plain_years_in_words() {
        for text in ["1999", "c1999", "cop. 1999", "DL 1999", "impr. 1999", "©1999.", "P 1999", "p1999", "[1999]"] {
            case(text, "1999");
        }
        case("März 2018", "2018");
        case("26 juin 2023", "2023");
        case("10-03-1944", "1944");
        case("November 14, 1991", "1991");
        case("2007-03-01", "2007");
        case("1951. In-8°, 255 p.", "1951");
        case("MCMX", "1910");
        case("M.CM.LXIV", "");
        case("[MDCCCXLVIII]", "1848");
    }

    #[test]
    fn the_date_of_issue_is_taken() {
        case("1971, c1969", "1971");
        case("1953] ;", "1953");
        case("1945 [i.e. 1954]", "1954");
        case("1397 [2018 or 2019]", "2018/2019");
        case("5768 [2007]", "2007");
    }

    #[test]
    fn doubt_is_kept() {
        case("[1905?]", "c. 1905");
        case("[ca. 1905]", "c. 1905");
        case("vers 1905", "c. 1905");
        case("[189-?]", "1890/1899");
        case("[19--]", "1900/1999");
        case("18uu", "1800/1899");
        case("[between 1900 and 1910]", "1900/1910");
        case("1933-<2020>", "1933/2020");
        case("1988-", "1988/");
        case("[2000]-", "2000/");
    }

    #[test]
    fn what_is_no_year_is_none() {
        for text in ["", "[s.d.]", "n.d.", "0000", "8858", "12", "uuuu", "MIX", "Mai"] {
            case(text, "");
        }
    }
}
