//! `1950a` and `1950b`: letters after the years of works that a citation could not tell apart.

use std::collections::BTreeMap;

use hayagriva::citationberg::IndependentStyle;

use super::render::SetEntry;
use super::runs::Run;
use super::text::{dates, heads};
use crate::model::title::normalise;
use crate::model::{Book, Date};

/// Puts letters after the years of those that need them, in the order of the bibliography, if the style has such.
pub(super) fn put(set: &mut [SetEntry], books: &BTreeMap<&str, &Book>, style: &IndependentStyle) {
    if !style.citation.disambiguate_add_year_suffix {
        return;
    }
    let mut groups: BTreeMap<String, Vec<(usize, Option<Date>)>> = BTreeMap::new();
    for (at, entry) in set.iter().enumerate() {
        if let Some(book) = books.get(entry.key.as_str()) {
            let date = dates(book).0;
            let year = date.map(|d| d.to_string()).unwrap_or_default();
            let cited = format!("{} {year}", cited_as(book, style));
            groups.entry(cited).or_default().push((at, date));
        }
    }
    for members in groups.into_values().filter(|members| members.len() > 1) {
        for (nth, (at, date)) in members.into_iter().enumerate() {
            add(&mut set[at].runs, date, &letter(nth));
        }
    }
}

/// What a citation says beside the year: the names, as fully as the style may give them to tell namesakes apart.
fn cited_as(book: &Book, style: &IndependentStyle) -> String {
    let people = heads(book);
    let shown = |name: &crate::model::Name| {
        normalise(&if style.citation.disambiguate_add_givenname { name.inverted() } else { name.family() })
    };
    let names: Vec<String> = people.iter().map(shown).collect();
    if names.is_empty() { normalise(&book.title().full()) } else { names.join(";") }
}

/// `a` to `z`, then `aa`.
fn letter(nth: usize) -> String {
    let last = char::from(b'a' + u8::try_from(nth % 26).unwrap_or(0));
    let before = if nth < 26 { String::new() } else { letter(nth / 26 - 1) };
    format!("{before}{last}")
}

/// After the last digit of the date; after the words for "no date" with a hyphen.
fn add(runs: &mut [Run], date: Option<Date>, letter: &str) {
    let Some(date) = date else {
        if let Some(run) = runs.iter_mut().find(|run| run.text.contains("n.d.")) {
            run.text = run.text.replacen("n.d.", &format!("n.d.-{letter}"), 1);
        }
        return;
    };
    let year = date.first_year().number().unsigned_abs().to_string();
    let is_year = |text: &str| text.split(|c: char| !c.is_ascii_digit()).any(|number| number == year);
    if let Some(run) = runs.iter_mut().find(|run| run.is_date && is_year(&run.text))
        && let Some(last) = run.text.rfind(|c: char| c.is_ascii_digit())
    {
        run.text.insert_str(last + 1, letter);
    }
}

#[cfg(test)]
mod tests {
    use super::{add, letter};
    use crate::bibliography::runs::Run;

    #[track_caller]
    fn case(text: &str, date: &str, expected: &str) {
        let mut runs = [Run { is_date: true, ..Run::plain(text) }];
        add(&mut runs, date.parse().ok(), "b");
        assert_eq!(runs[0].text, expected);
    }

    #[test]
    fn letters_stand_after_the_year() {
        case("1950", "1950", "1950b");
        case("(1830–1842)", "1830/1842", "(1830–1842b)");
        case("n.d.", "", "n.d.-b");
        case("1905", "1950", "1905");
        assert_eq!([0, 25, 26, 52].map(letter), ["a", "z", "aa", "ba"]);
    }
}
