//! How a text is laid out: lines that begin as a reference does, and slots that many lines share.
//!
//! "Ellis, John. TITLE" on one line says little; on seven lines it is a bibliography, whatever the titles' case. What
//! is seen here is seen before anything is weighed: which slots hold books is learned, and what the first look
//! accepted is `second`'s.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::context::Context;
use super::features::{self, Seen};
use super::frame::{self, BOOKS};
use super::lexicon::Classes;
use super::people;
use super::propose::{Candidate, LONGEST, SHORT_LINE};
use super::view::{Gap, Line, LineKind, Shape, View};

/// The longest head of a reference, in words.
const LONGEST_HEAD: usize = 16;
/// From so many reference lines on they are a bibliography.
const BIBLIOGRAPHY: usize = 3;

/// What follows a slot.
const MARKS: &[&str] = &["by", "dash", "paren", "semicolon", "colon", "comma", "sentence", "end", "other"];
/// How many lines share a slot.
const SHARED: &[(u32, &str)] = &[(8, "8+"), (4, "4-7"), (2, "2-3")];
/// What follows the title of a reference.
const THEN: &[&str] = &["publisher", "pages", "container", "in", "nothing", "other"];

/// A list that is announced as one of other works is none of books.
const OTHER: Classes =
    Classes::FILM.or(Classes::SERIES).or(Classes::MUSIC).or(Classes::GAME).or(Classes::SOFTWARE).or(Classes::COURSE);

const FIRST: usize = MARKS.len() * 2 * SHARED.len();
const SECOND: usize = MARKS.len() * SHARED.len();
/// The number of observations made here.
pub const COUNT: usize = FIRST + SECOND + THEN.len() * 4 + SHARED.len();

/// The name of observation `at` (from 0): `slot-dash-name-8+`, `second-slot-dash-4-7`, `reference-dated-then-publisher`.
pub fn name(at: usize) -> &'static str {
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let shared = |slot: String| SHARED.iter().map(move |(_, lines)| format!("{slot}-{lines}"));
        let first =
            MARKS.iter().flat_map(|mark| ["", "-name"].map(|named| format!("slot-{mark}{named}"))).flat_map(shared);
        let second = MARKS.iter().flat_map(|mark| shared(format!("second-slot-{mark}")));
        let heads = ["reference", "reference-dated", "listed-reference", "listed-reference-dated"];
        let references = heads.iter().flat_map(|head| THEN.iter().map(move |then| format!("{head}-then-{then}")));
        first.chain(second).chain(references).chain(shared("slot-of-other-works".to_owned())).collect()
    });
    names.get(at).map_or("", String::as_str)
}

/// What was seen of each line.
pub struct Layout {
    lines: Vec<Slots>,
    references: usize,
    /// How many lines share a first slot, by its kind.
    shared: FxHashMap<Kind, u32>,
}

/// A line's first slot, and its reference head.
#[derive(Clone, Copy, Default)]
struct Slots {
    kind: Option<Kind>,
    end: u32,
    /// The title slot of a reference; empty for any other line.
    title: (u32, u32),
}

impl Slots {
    /// Whether a candidate is the whole first slot of its line.
    fn begins_with(&self, view: &View<'_>, c: &Candidate) -> bool {
        self.end as usize == c.end && view.line_of(c.first).is_some_and(|line| line.first as usize == c.first)
    }
}

/// What lines have in common that look alike: their kind, what holds the first slot together, what follows it, whether
/// a name does, whether the slot is a name, and its case.
type Kind = (u8, u8, u8, bool, bool, bool);

impl Layout {
    /// Looks at each line once.
    pub fn new(view: &View<'_>) -> Self {
        let lines: Vec<Slots> = view.lines.iter().map(|line| slots(view, line)).collect();
        let mut shared = FxHashMap::default();
        for kind in lines.iter().filter_map(|l| l.kind) {
            *shared.entry(kind).or_default() += 1;
        }
        let references = lines.iter().filter(|l| l.title.0 < l.title.1).count();
        Self { lines, references, shared }
    }

    /// The stretches that the layout alone singles out: titles of reference lines.
    pub fn stretches(&self) -> impl Iterator<Item = (usize, usize)> {
        self.lines.iter().map(|l| (l.title.0 as usize, l.title.1 as usize)).filter(|(first, end)| first < end)
    }

    /// Whether so many lines share the slot that the candidate fills that it is worth a second look whatever its words.
    pub fn singles_out(&self, view: &View<'_>, c: &Candidate) -> bool {
        let Some(slots) = self.slots(view, c.first) else { return false };
        slots.title == (c.first as u32, c.end as u32) || slots.begins_with(view, c) && self.shares(slots) >= 4
    }

    fn slots(&self, view: &View<'_>, at: usize) -> Option<&Slots> {
        view.tokens.get(at).and_then(|t| self.lines.get(t.line as usize))
    }

    fn shares(&self, slots: &Slots) -> u32 {
        slots.kind.and_then(|kind| self.shared.get(&kind)).copied().unwrap_or(0)
    }

    /// Notes what the layout says of a candidate.
    pub fn observe(&self, context: &Context<'_, '_>, c: &Candidate, seen: &mut Seen) {
        let view = context.view;
        let Some(slots) = self.slots(view, c.first) else { return };
        let Some(line) = view.line_of(c.first) else { return };
        let base = features::PLAIN + frame::COUNT;
        let stretch = (c.first as u32, c.end as u32);
        if slots.title == stretch {
            let dated = features::is_year(view, c.first - 1);
            let listed = self.references >= BIBLIOGRAPHY;
            let head = usize::from(dated) + 2 * usize::from(listed);
            seen.0.push((base + FIRST + SECOND + head * THEN.len() + then(view, line, c.end)) as u16);
        }
        let Some(kind) = slots.kind else { return };
        let shares = self.shares(slots);
        let Some(shared) = SHARED.iter().position(|(least, _)| shares >= *least) else { return };
        let (_, _, mark, named, is_name, _) = kind;
        let announced = context.lead(c.first).or(context.topic.request);
        let first = slots.begins_with(view, c);
        if first && announced.has(OTHER) && !announced.has(BOOKS) {
            seen.0.push((base + FIRST + SECOND + THEN.len() * 4 + shared) as u16);
        } else if first {
            let at = (usize::from(mark) * 2 + usize::from(named)) * SHARED.len() + shared;
            seen.0.push((base + at) as u16);
        } else if is_name && slots.end == stretch.0 && ends_slot(view, line, c.end) {
            seen.0.push((base + FIRST + usize::from(mark) * SHARED.len() + shared) as u16);
        }
    }
}

fn slots(view: &View<'_>, line: &Line) -> Slots {
    let (first, end) = (line.first as usize, line.end as usize);
    if line.kind == LineKind::Furniture || first >= end {
        return Slots::default();
    }
    let mut slots = Slots { title: reference(view, line).unwrap_or_default(), ..Slots::default() };
    let token = &view.tokens[first];
    let run = [token.emphasis, token.quote, token.link].into_iter().enumerate().find_map(|(held, id)| {
        let run = view.runs.get((id as usize).wrapping_sub(1))?;
        (run.first as usize == first).then_some((held as u8 + 1, run.end as usize))
    });
    if run.is_none() && line.kind == LineKind::Prose && end - first > SHORT_LINE {
        return slots;
    }
    let parted = parted(view, first, run.map_or(end, |r| r.1).min(end));
    let held = run.map_or(0, |r| r.0);
    if parted - first > LONGEST {
        return slots;
    }
    let mark = mark(view, line, parted);
    let from = parted + usize::from(mark == 0);
    let named = people::name_from(view, from).is_some_and(|to| people::person_shape(view, from, to) > 0);
    let is_name = people::person_shape(view, first, parted) > 0;
    let kind = match line.kind {
        LineKind::Item => 0,
        LineKind::Heading => 1,
        _ => 2,
    };
    slots.kind = Some((kind, held, mark as u8, named, is_name, token.shape == Shape::Lower));
    slots.end = parted as u32;
    slots
}

/// Where a slot is parted from the rest: at "by", a dash or a bracket; failing those, at a lesser mark.
fn parted(view: &View<'_>, first: usize, end: usize) -> usize {
    let reach = end.min(first + LONGEST);
    let strong = Gap::DASH.or(Gap::OPEN_PAREN).or(Gap::ADDRESS);
    let weak = Gap::SEMICOLON.or(Gap::COLON).or(Gap::COMMA).or(Gap::SENTENCE).or(Gap::CELL);
    let by = |k: &usize| view.classes(*k).has(Classes::BY) || view.gap(*k).has(strong);
    let strongly = (first + 1..reach).find(by);
    strongly.or_else(|| (first + 1..reach).find(|&k| view.gap(k).has(weak))).unwrap_or(end)
}

fn mark(view: &View<'_>, line: &Line, at: usize) -> usize {
    const GAPS: &[(Gap, usize)] = &[
        (Gap::DASH, 1),
        (Gap::OPEN_PAREN, 2),
        (Gap::SEMICOLON, 3),
        (Gap::COLON, 4),
        (Gap::COMMA, 5),
        (Gap::SENTENCE, 6),
    ];
    if at >= line.end as usize {
        return 7;
    }
    if view.classes(at).has(Classes::BY) {
        return 0;
    }
    GAPS.iter().find(|(gap, _)| view.gap(at).has(*gap)).map_or(8, |(_, mark)| *mark)
}

fn ends_slot(view: &View<'_>, line: &Line, at: usize) -> bool {
    let marks = Gap::DASH.or(Gap::OPEN_PAREN).or(Gap::SEMICOLON).or(Gap::COMMA).or(Gap::SENTENCE).or(Gap::COLON);
    at >= line.end as usize || view.gap(at).has(marks)
}

/// The title slot of a line such as "Surname, Given, and Given Surname (1962). TITLE. Place: Publisher."
fn reference(view: &View<'_>, line: &Line) -> Option<(u32, u32)> {
    let first = line.first as usize;
    let head = head_end(view, first, (line.end as usize).min(first + LONGEST_HEAD))?;
    let reach = (line.end as usize).min(head + LONGEST + 1);
    let stops = Gap::SENTENCE.or(Gap::OPEN_PAREN).or(Gap::ADDRESS).or(Gap::CLOSE_EMPHASIS).or(Gap::CLOSE_QUOTE);
    let end = (head + 1..reach).find(|&k| view.gap(k).has(stops)).unwrap_or(line.end as usize);
    (head < end && end - head <= LONGEST).then_some((head as u32, end as u32))
}

/// One past the names, and the year if there is one, with which a reference begins.
fn head_end(view: &View<'_>, first: usize, end: usize) -> Option<usize> {
    let inverted = (first + 1..end.min(first + 4)).any(|k| view.gap(k).has(Gap::COMMA));
    if !inverted || !view.tokens[first].is_capital() {
        return None;
    }
    let closes =
        Gap::SENTENCE.or(Gap::COLON).or(Gap::DASH).or(Gap::OPEN_EMPHASIS).or(Gap::OPEN_QUOTE).or(Gap::OPEN_LINK);
    for k in first + 1..end {
        let year_follows = features::is_year(view, k) && view.gap(k).has(Gap::OPEN_PAREN);
        let year_before = features::is_year(view, k - 1) && k > first + 2;
        if k >= first + 2 && !year_follows && (view.gap(k).has(closes) || year_before && !view.gap(k).is_plain()) {
            return Some(k);
        }
        if !is_named(view, k) {
            return None;
        }
    }
    None
}

/// Whether a word may stand in the head of a reference.
fn is_named(view: &View<'_>, at: usize) -> bool {
    let token = &view.tokens[at];
    let small = || {
        matches!(
            view.stem(at),
            "et" | "al" | "de" | "van" | "von" | "eds" | "ed" | "editor" | "editors" | "der" | "du" | "la"
        )
    };
    token.is_capital() || token.classes.has(Classes::AND) || features::is_year(view, at) || small()
}

/// What stands behind the title of a reference on its line: how a book's imprint, or an article's journal, begins.
fn then(view: &View<'_>, line: &Line, at: usize) -> usize {
    let end = line.end as usize;
    if at >= end {
        return 4;
    }
    let reach = end.min(at + 14);
    let number = |k: usize| view.tokens[k].shape == Shape::Number;
    if view.tokens[at].emphasis != 0 && view.gap(at).has(Gap::OPEN_EMPHASIS) {
        return 2;
    }
    if matches!(view.stem(at), "In" | "in") {
        return 3;
    }
    if (at + 1..reach).any(|k| number(k) && number(k - 1) && view.gap(k).has(Gap::TIGHT_DASH.or(Gap::OPEN_PAREN))) {
        return 1;
    }
    let place = (at + 1..reach.min(at + 6)).any(|k| view.gap(k).has(Gap::COLON) && view.tokens[k].is_capital());
    let imprint = place || (at..reach).any(|k| people::is_body(view, k, k + 1));
    if imprint { 0 } else { 5 }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{COUNT, Layout, name};
    use crate::detect::view::View;

    /// The titles of the reference lines of a text.
    fn titles(text: &str) -> Vec<String> {
        let view = View::new(text);
        Layout::new(&view).stretches().map(|(first, end)| view.slice(first, end).to_owned()).collect()
    }

    #[test]
    fn a_reference_line_has_its_title_behind_names_and_year() {
        assert_eq!(titles("Quill, Ada. The Lantern Keepers."), ["The Lantern Keepers"]);
        assert_eq!(
            titles("Quill, A., and Orr, B., editors (2007). Lamps in use: a history. Bern: Ulme."),
            ["Lamps in use: a history"]
        );
        assert_eq!(titles("Quill, Ada, and Bo Orr. *Lamps* (Ulme, 1962)."), ["Lamps"]);
    }

    #[test]
    fn a_sentence_is_no_reference_line() {
        assert!(titles("Well, Ada was there. The lamps went out.").is_empty());
        assert!(titles("Quill went home, Orr said. The lamps went out.").is_empty());
    }

    #[test]
    fn every_observation_has_a_name_of_its_own() {
        let names: BTreeSet<&str> = (0..COUNT).map(name).filter(|name| !name.is_empty()).collect();
        assert_eq!(names.len(), COUNT);
    }
}
