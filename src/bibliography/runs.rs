//! A set entry as runs of text of one look, and what the style engine leaves to repair in it.

use hayagriva::citationberg::{Display, FontStyle, FontVariant, FontWeight, TextDecoration, VerticalAlign};
use hayagriva::{Elem, ElemChild, ElemMeta, Formatted, Formatting};

use super::date;
use super::hayagriva_entry::kept_whole;
use super::text::{dates, names, web_address};
use crate::model::{Book, Date};

/// Text of one look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) look: Look,
    /// Where it leads.
    pub(super) link: Option<String>,
    /// Whether the style printed it as a date.
    pub(super) is_date: bool,
    /// Whether the rest of the date, which the engine does not know, was put beside the year.
    pub(super) is_complete: bool,
}

/// How text looks, as far as our formats can show it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one switch of a typewriter, free of the others")]
pub(super) struct Look {
    pub(super) italic: bool,
    pub(super) bold: bool,
    pub(super) small_caps: bool,
    pub(super) underlined: bool,
    pub(super) raised: bool,
    pub(super) lowered: bool,
}

impl From<Formatting> for Look {
    fn from(f: Formatting) -> Self {
        Self {
            italic: f.font_style == FontStyle::Italic,
            bold: f.font_weight == FontWeight::Bold,
            small_caps: f.font_variant == FontVariant::SmallCaps,
            underlined: f.text_decoration == TextDecoration::Underline,
            raised: f.vertical_align == VerticalAlign::Sup,
            lowered: f.vertical_align == VerticalAlign::Sub,
        }
    }
}

impl Run {
    /// Text without any look.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// The leaves of a set entry, in order.
pub(super) fn flatten(children: &[ElemChild]) -> Vec<Run> {
    let mut runs = Vec::new();
    children.iter().for_each(|child| push(child, false, &mut runs));
    runs
}

fn push(child: &ElemChild, is_date: bool, runs: &mut Vec<Run>) {
    let mut put = |text: &Formatted, link| {
        runs.push(Run { text: text.text.clone(), look: text.formatting.into(), link, is_date, is_complete: false });
    };
    match child {
        ElemChild::Text(text) => put(text, None),
        ElemChild::Link { text, url } => put(text, web_address(url)),
        ElemChild::Markup(text) => runs.push(Run::plain(text.clone())),
        ElemChild::Elem(elem) => push_elem(elem, is_date, runs),
        ElemChild::Transparent { .. } => {}
    }
}

fn push_elem(elem: &Elem, is_date: bool, runs: &mut Vec<Run>) {
    let is_block = matches!(elem.display, Some(Display::Block | Display::Indent));
    if is_block && !runs.is_empty() {
        runs.push(Run::plain(" "));
    }
    let is_date = is_date || elem.meta == Some(ElemMeta::Date);
    elem.children.0.iter().for_each(|child| push(child, is_date, runs));
}

/// Mends what the engine cannot do: ranges of years and "circa", full stops after `?`, doubled spaces.
pub(super) fn repair(runs: &mut Vec<Run>, book: &Book, circa: &str) {
    let (issued, original) = dates(book);
    for date in [issued, original].into_iter().flatten() {
        complete_date(runs, date, circa);
    }
    part_names(runs, book);
    drop_needless_marks(runs);
    runs.retain(|run| !run.text.is_empty());
}

/// Puts plain spaces back into the names that were kept whole for the engine; some styles set them in capitals.
fn part_names(runs: &mut [Run], book: &Book) {
    let families = names(book.contributors()).into_iter().map(|name| name.family());
    for name in families.flat_map(|family| [family.to_uppercase(), family]) {
        let whole = kept_whole(&name);
        runs.iter_mut().filter(|r| r.text.contains(&whole)).for_each(|r| r.text = r.text.replace(&whole, &name));
    }
}

/// The engine sets the first year alone; puts the rest beside it wherever a date is that year.
fn complete_date(runs: &mut [Run], date: Date, circa: &str) {
    if matches!(date, Date::At(_)) {
        return;
    }
    let year = date.first_year().number().unsigned_abs().to_string();
    for at in 0..runs.len() {
        let text = |at: Option<usize>| at.and_then(|i| runs.get(i)).map_or("", |r| r.text.as_str());
        let (before, after) = (text(at.checked_sub(1)), text(Some(at + 1)));
        if runs[at].is_date
            && !runs[at].is_complete
            && let Some((head, tail)) = split_at_number(&runs[at].text, &year)
        {
            let says_circa =
                ends_in_circa(&format!("{before}{head}")) || era(&format!("{tail}{after}")).1.starts_with('?');
            let text = match date {
                Date::Circa(_) if says_circa => format!("{head}{year}{tail}"),
                Date::Circa(_) => format!("{head}{circa}{year}{tail}"),
                Date::Before(_) => format!("{head}–{year}{tail}"),
                Date::After(_) => format!("{head}{year}{}–{}", era(tail).0, era(tail).1),
                Date::Between(_, end) => range(head, &year, tail, date, end.number()),
                Date::At(_) => continue,
            };
            runs[at].text = text;
            runs[at].is_complete = true;
        }
    }
}

/// `1830–1842`, `380–370BC`, `10BC–20`: the era that the style wrote stays where it belongs.
fn range(head: &str, year: &str, tail: &str, date: Date, end: i32) -> String {
    let (era, rest) = era(tail);
    let end_year = end.unsigned_abs();
    if date.first_year().is_bce() == (end < 0) {
        let era = if end >= 1000 { "" } else { era };
        format!("{head}{year}–{end_year}{era}{rest}")
    } else {
        format!("{head}{year}{era}–{end_year}{rest}")
    }
}

/// The letters of an era right after a year (`BC`, ` v. Chr.`), and what follows; a year's suffix is one letter.
fn era(tail: &str) -> (&str, &str) {
    let end = tail.find([',', ';', ')', ']', '/', '?']).unwrap_or(tail.len());
    let (word, rest) = tail.split_at(end);
    if word.chars().filter(|c| c.is_alphabetic()).count() > 1 { (word, rest) } else { ("", tail) }
}

fn ends_in_circa(text: &str) -> bool {
    let text = text.trim_end().to_lowercase();
    ["circa", "ca.", "c.", "um"].iter().any(|word| text.ends_with(word))
}

/// The text around this number, where it stands as a number of its own.
fn split_at_number<'a>(text: &'a str, number: &str) -> Option<(&'a str, &'a str)> {
    text.match_indices(number).find_map(|(at, found)| {
        let (head, tail) = (text.get(..at)?, text.get(at + found.len()..)?);
        let stands_alone =
            !head.ends_with(|c: char| c.is_ascii_digit()) && !tail.starts_with(|c: char| c.is_ascii_digit());
        stands_alone.then_some((head, tail))
    })
}

/// Marks that styles put after text which may end in one, or be missing.
fn drop_needless_marks(runs: &mut [Run]) {
    let text: Vec<char> = runs.iter().flat_map(|r| r.text.chars()).collect();
    let mut at = 0;
    for run in runs.iter_mut() {
        run.text.retain(|_| {
            at += 1;
            !is_needless(&text, at - 1)
        });
    }
}

/// A full stop after a title's `?`, `!` or own stop (an ellipsis stays), doubled spaces, and a comma after nothing.
fn is_needless(text: &[char], at: usize) -> bool {
    let before = |n: usize| at.checked_sub(n).and_then(|i| text.get(i)).copied();
    let next = text.get(at + 1).copied();
    match text.get(at) {
        Some('.') if matches!(next, None | Some(' ' | ')' | ']')) => match before(1) {
            Some('?' | '!') => true,
            Some('.') => before(2) != Some('.'),
            _ => false,
        },
        Some(' ') => matches!(before(1), None | Some(' ')) || next == Some(','),
        Some(',') => before(1).is_none() && next == Some(' '),
        _ => false,
    }
}

/// An entry the engine cannot set, so that its reader does not lose it.
pub(super) fn plain_entry(book: &Book) -> Vec<Run> {
    let people: Vec<String> = book.contributors().map(|c| c.name.to_string()).collect();
    let title = Run { look: Look { italic: true, ..Look::default() }, ..Run::plain(book.title().full()) };
    let mut runs = vec![Run::plain(people.join(", ")), title];
    runs.extend(dates(book).0.map(|d| Run::plain(date::spoken(d, "–"))));
    runs.retain(|r| !r.text.is_empty());
    let stops = runs.into_iter().flat_map(|run| [run, Run::plain(". ")]);
    let mut out: Vec<Run> = stops.collect();
    if let Some(last) = out.last_mut() {
        *last = Run::plain(".");
    }
    drop_needless_marks(&mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::{Run, complete_date, drop_needless_marks, plain_entry};

    #[track_caller]
    fn dated(before: &str, set: &str, date: &str, expected: &str) {
        let mut runs = vec![Run::plain(before), Run { is_date: true, ..Run::plain(set) }];
        complete_date(&mut runs, date.parse().unwrap(), "c. ");
        assert_eq!(runs[1].text, expected);
    }

    #[test]
    fn dates_are_completed_where_they_stand() {
        dated("", "1830", "1830/1842", "1830–1842");
        dated("", "(1830a)", "1830/1842", "(1830–1842a)");
        dated("", "380BC", "-380/-370", "380–370BC");
        dated("", "10BC", "-10/20", "10BC–20");
        dated("", "900AD", "900/1100", "900–1100");
        dated("", "1020", "c. 1020", "c. 1020");
        dated("ca. ", "1020", "c. 1020", "1020");
        dated("[", "700BC?]", "c. -700", "700BC?]");
        dated("", "[1020?]", "c. 1020", "[1020?]");
        dated("", "1990", "1990/", "1990–");
        dated("", "1500", "/1500", "–1500");
        dated("", "18300", "1830/1842", "18300");
    }

    #[test]
    fn a_plain_entry_has_people_title_and_year() {
        let entry = crate::bibliography::fixtures::awkward().into_iter().find(|e| e.key.as_str() == "reader").unwrap();
        let text: String = plain_entry(&entry.book).iter().map(|r| r.text.as_str()).collect();
        assert_eq!(text, "Ursula K. Le Guin, Martin Luther King, Jr. Science Fiction: A Reader. 1981.");
    }

    #[test]
    fn needless_full_stops_go() {
        let mut runs =
            vec![Run::plain("What Is History?"), Run::plain(". 1961. Why?... Oh!. Wh?.y U.S.. a... (eds..). Eds. , b")];
        drop_needless_marks(&mut runs);
        let text: String = runs.iter().map(|r| r.text.as_str()).collect();
        assert_eq!(text, "What Is History? 1961. Why?... Oh! Wh?.y U.S. a... (eds.). Eds., b");
    }
}
