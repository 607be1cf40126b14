//! Dates as each format counts them. The model has no year 0; EDTF and hayagriva do: their 0 is 1 BCE.

use crate::model::{Date, Year};

/// The year as astronomers count: 380 BCE is -379.
pub(super) fn astronomical(year: Year) -> i32 {
    if year.is_bce() { year.number() + 1 } else { year.number() }
}

/// ISO 8601-2 (EDTF) as biblatex reads it: `1962`, `-0379`, `1020~`, `1830/1842`, `1990/`, `/1500`.
pub(super) fn edtf(date: Date) -> String {
    match date {
        Date::At(y) => edtf_year(y),
        Date::Circa(y) => format!("{}~", edtf_year(y)),
        Date::Between(a, b) => format!("{}/{}", edtf_year(a), edtf_year(b)),
        Date::After(a) => format!("{}/", edtf_year(a)),
        Date::Before(b) => format!("/{}", edtf_year(b)),
    }
}

fn edtf_year(year: Year) -> String {
    let number = astronomical(year);
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{:04}", number.abs())
}

/// As a person writes it, with this dash in ranges: `380 BCE`, `c. 1020`, `1830–1842`.
pub(super) fn spoken(date: Date, dash: &str) -> String {
    match date {
        Date::At(y) => spoken_year(y),
        Date::Circa(y) => format!("c. {}", spoken_year(y)),
        Date::Between(a, b) if a.is_bce() && b.is_bce() => format!("{}{dash}{}", -a.number(), spoken_year(b)),
        Date::Between(a, b) => format!("{}{dash}{}", spoken_year(a), spoken_year(b)),
        Date::After(a) => format!("{}{dash}", spoken_year(a)),
        Date::Before(b) => format!("{dash}{}", spoken_year(b)),
    }
}

fn spoken_year(year: Year) -> String {
    if year.is_bce() { format!("{} BCE", -year.number()) } else { year.to_string() }
}

#[cfg(test)]
mod tests {
    use super::{edtf, spoken};
    use crate::model::Date;

    #[track_caller]
    fn case(text: &str, as_edtf: &str, as_spoken: &str) {
        let date: Date = text.parse().unwrap();
        assert_eq!(edtf(date), as_edtf);
        assert_eq!(spoken(date, "--"), as_spoken);
    }

    #[test]
    fn every_kind_of_date() {
        case("1962", "1962", "1962");
        case("868", "0868", "868");
        case("-1", "0000", "1 BCE");
        case("-380", "-0379", "380 BCE");
        case("c. 1020", "1020~", "c. 1020");
        case("c. -700", "-0699~", "c. 700 BCE");
        case("1830/1842", "1830/1842", "1830--1842");
        case("-380/-370", "-0379/-0369", "380--370 BCE");
        case("-10/20", "-0009/0020", "10 BCE--20");
        case("1990/", "1990/", "1990--");
        case("/1500", "/1500", "--1500");
    }
}
