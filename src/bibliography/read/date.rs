//! Dates as files write them: by the standard (EDTF), or as people do.

use crate::model::{Date, Year};

/// A date and whether it says all that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Read {
    pub date: Date,
    pub is_whole: bool,
}

impl Read {
    fn whole(date: Date) -> Self {
        Self { date, is_whole: true }
    }
}

/// The year that astronomers number so: their 0 is 1 BCE.
pub(super) fn of_astronomers(number: i64) -> Option<Year> {
    Year::new(if number <= 0 { number - 1 } else { number })
}

/// A range, or one date where both ends are the same year.
pub(super) fn between(from: Year, to: Year) -> Option<Date> {
    match from.cmp(&to) {
        std::cmp::Ordering::Less => Some(Date::Between(from, to)),
        std::cmp::Ordering::Equal => Some(Date::At(from)),
        std::cmp::Ordering::Greater => None,
    }
}

/// ISO 8601-2 as biblatex has it: `1962`, `1962-05-03`, `-0379`, `1020~`, `1830/1842`, `1990/..`.
pub(super) fn edtf(text: &str) -> Option<Read> {
    let text = text.trim();
    let Some((from, to)) = text.split_once('/') else {
        let end = End::parse(text)?;
        let date = if end.is_circa { Date::Circa(end.year) } else { Date::At(end.year) };
        return Some(Read { date, is_whole: end.is_plain });
    };
    let is_open = |text: &str| matches!(text.trim(), "" | "..");
    let (a, b) = (End::parse(from), End::parse(to));
    let read = |date, ends: &[&End]| Read { date, is_whole: ends.iter().all(|e| e.is_plain && !e.is_circa) };
    match (&a, &b) {
        (Some(a), Some(b)) => between(a.year, b.year).map(|date| read(date, &[a, b])),
        (Some(a), None) if is_open(to) => Some(read(Date::After(a.year), &[a])),
        (None, Some(b)) if is_open(from) => Some(read(Date::Before(b.year), &[b])),
        _ => None,
    }
}

/// One end of a range, or a date without ends.
struct End {
    year: Year,
    is_circa: bool,
    /// It says nothing but the year.
    is_plain: bool,
}

impl End {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let date = text.trim_end_matches(['~', '?', '%']);
        let marks = &text[date.len()..];
        let (sign, digits) = match date.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, date),
        };
        let (year, rest) = digits.split_once(['-', 'T']).map_or((digits, ""), |(year, rest)| (year, rest));
        let is_day = rest.chars().all(|c| c.is_ascii_digit() || "-:TZ+.".contains(c));
        let is_year = (1..=4).contains(&year.len()) && year.bytes().all(|b| b.is_ascii_digit());
        let fits = is_year && is_day && (rest.is_empty() || month(rest));
        let year = of_astronomers(sign * year.parse::<i64>().ok()?).filter(|_| fits)?;
        Some(Self {
            year,
            is_circa: marks.contains(['~', '%']),
            is_plain: rest.is_empty() && !marks.contains(['?', '%']),
        })
    }
}

/// Whether this begins with two digits, as months and seasons do.
fn month(text: &str) -> bool {
    let digits = text.split(['-', 'T']).next().unwrap_or_default();
    digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit())
}

/// As a person writes it: `1962`, `380 BCE`, `c. 1020`, `1830--1842`, `c1999`, `[1962]`, `1999, reprinted 2003`.
pub(super) fn spoken(text: &str) -> Option<Read> {
    let text = text.trim().trim_matches(['[', ']', '(', ')']).trim();
    let (text, is_circa) = without_circa(text);
    if is_circa {
        return year(text).map(|y| Read::whole(Date::Circa(y))).or_else(|| first_year(text));
    }
    if let Some(at) = year(text) {
        return Some(Read::whole(Date::At(at)));
    }
    range(text).map(Read::whole).or_else(|| first_year(text))
}

fn without_circa(text: &str) -> (&str, bool) {
    let circa = ["circa ", "ca. ", "c. ", "ca ", "c.", "ca."].iter().find_map(|p| text.strip_prefix(p));
    circa.map_or((text, false), |rest| (rest.trim(), true))
}

/// A year and nothing else, with its era if that is named.
fn year(text: &str) -> Option<Year> {
    const BEFORE: [&str; 4] = ["BCE", "BC", "B.C.E.", "B.C."];
    const COMMON: [&str; 4] = ["CE", "AD", "C.E.", "A.D."];
    let ending = |eras: [&'static str; 4]| eras.into_iter().find_map(|era| text.strip_suffix(era));
    let number = |text: &str| -> Option<i64> {
        let text = text.trim();
        let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        text.parse().ok().filter(|_| is_number)
    };
    if let Some(rest) = ending(BEFORE) {
        return number(rest).and_then(|n| Year::new(-n));
    }
    if let Some(rest) = text.strip_prefix(['-', '−']).filter(|rest| rest.len() < 5) {
        return number(rest).and_then(|n| Year::new(-n));
    }
    let rest = ending(COMMON).or_else(|| text.strip_prefix("AD ")).unwrap_or(text);
    number(rest).and_then(Year::new)
}

/// `1830--1842`, `380–370 BCE`, `1990--`, `--1500`.
fn range(text: &str) -> Option<Date> {
    let (from, to) = ["---", "--", "–", "—", "/"].iter().find_map(|dash| text.split_once(dash)).or_else(|| {
        // A single hyphen joins years only where both are whole.
        text.split_once('-').filter(|(a, b)| a.trim().len() == 4 && b.trim().len() == 4)
    })?;
    match (from.trim(), to.trim()) {
        (from, "" | "..") => year(from).map(Date::After),
        ("" | "..", to) => year(to).map(Date::Before),
        (from, to) => {
            let to = year(to)?;
            let from = year(from)?;
            // The era stands once, behind both.
            let from = if to.is_bce() && !from.is_bce() { Year::new(-i64::from(from.number()))? } else { from };
            between(from, to)
        }
    }
}

/// The first four digits that can be a year, in words that say more.
fn first_year(text: &str) -> Option<Read> {
    let mut digits = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if digits.len() == 4 {
            let year = digits.parse().ok().and_then(Year::new)?;
            return Some(Read { date: Date::At(year), is_whole: false });
        }
        digits.clear();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Read, edtf, spoken};

    #[track_caller]
    fn case(read: Option<Read>, expected: &str) {
        let told = read.map_or_else(String::new, |r| format!("{}{}", r.date, if r.is_whole { "" } else { " +" }));
        assert_eq!(told, expected);
    }

    #[test]
    fn dates_by_the_standard() {
        for (text, expected) in [
            ("1962", "1962"),
            ("0868", "868"),
            ("-0379", "-380"),
            ("0000", "-1"),
            ("1020~", "c. 1020"),
            ("1020?", "1020 +"),
            ("1962-05-03", "1962 +"),
            ("2004-21", "2004 +"),
            ("1830/1842", "1830/1842"),
            ("1990/", "1990/"),
            ("1990/..", "1990/"),
            ("/1500", "/1500"),
            ("1999-05/1999-06", "1999 +"),
            ("1842/1830", ""),
            ("1995-1230", ""),
            ("1995-1-04", ""),
            ("soon", ""),
            ("", ""),
            ("/", ""),
        ] {
            case(edtf(text), expected);
        }
    }

    #[test]
    fn dates_as_people_write_them() {
        for (text, expected) in [
            ("1962", "1962"),
            ("380 BCE", "-380"),
            ("-380", "-380"),
            ("c. 1020", "c. 1020"),
            ("c. 700 BCE", "c. -700"),
            ("1830--1842", "1830/1842"),
            ("1995-1996", "1995/1996"),
            ("380--370 BCE", "-380/-370"),
            ("10 BCE--20", "-10/20"),
            ("1990--", "1990/"),
            ("--1500", "/1500"),
            ("c1999", "1999 +"),
            ("[1962]", "1962"),
            ("1999, reprinted 2003", "1999 +"),
            ("2001/09/01/", "2001 +"),
            ("12 May 1962", "1962 +"),
            ("n.d.", ""),
            ("forthcoming", ""),
        ] {
            case(spoken(text), expected);
        }
    }
}
