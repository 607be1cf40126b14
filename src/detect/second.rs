//! The second look: what the first look found, as evidence for what stands beside it.
//!
//! A title accepted in one place is likely one in another; a line shaped like accepted neighbours is likely one
//! too; a list half of which is refused is no list of books. Only observations are made here; their worth is
//! learned.

use rustc_hash::FxHashMap;

use super::features::{Feature, Seen};
use super::frame;
use super::gazetteer::NormWord;
use super::lexicon::Classes;
use super::propose::{Candidate, Group};
use super::view::{Gap, LineKind, Shape, View};

/// A candidate counts as accepted by the first look from here on; the middle of the scale, not tuned.
const ACCEPTED: f32 = 0.5;
/// Surely accepted.
const SURE: f32 = 0.85;
/// No place at all.
const NOWHERE: (usize, f32) = (usize::MAX, 0.0);
/// How many lines on either side are looked at for siblings.
const SIBLINGS: usize = 6;

/// Adds the second look's observations to those of the first; what was passed over before counts among the rest.
pub fn observe(
    view: &View<'_>,
    candidates: &[Candidate],
    passed_over: &[Candidate],
    first_look: &[f32],
    seen: &mut [Seen],
) {
    let mut found = Found::new(view, candidates, first_look);
    for shape in passed_over.iter().filter_map(|c| slot_shape(view, c)) {
        found.filled.entry(shape).or_default().0 += 1;
    }
    let twins = Twins::new(candidates, first_look, seen);
    for (i, candidate) in candidates.iter().enumerate() {
        let p = first_look[i];
        let notes = &mut seen[i];
        match p {
            _ if p > SURE => notes.note(Feature::FirstSure),
            _ if p > ACCEPTED => notes.note(Feature::FirstLikely),
            _ if p < 0.1 => notes.note(Feature::FirstUnlikely),
            _ => {}
        }
        found.repeats(view, candidate, notes);
        found.siblings(view, candidate, notes);
        found.same_slot(view, candidate, notes);
        found.neighbours(view, candidate, notes);
        twins.note(candidate, notes);
        found.company(view, candidate, notes);
    }
}

struct Found {
    /// Accepted candidates, by first token.
    accepted: Vec<Candidate>,
    /// Accepted titles: where the two surest stand, and how surely.
    titles: FxHashMap<NormWord, [(usize, f32); 2]>,
    /// Short forms of accepted titles.
    short: FxHashMap<NormWord, usize>,
    /// Initials of accepted titles.
    initials: FxHashMap<String, usize>,
    /// The two surest.
    surest: Vec<(Candidate, f32)>,
    /// Slots of lines: how many candidates fill one, and how many of those are accepted.
    filled: FxHashMap<SlotShape, (u32, u32)>,
    /// Per line: the slot at which it has an accepted candidate (0 none, 1 its start, 2 elsewhere).
    slots: Vec<u8>,
}

impl Found {
    fn new(view: &View<'_>, candidates: &[Candidate], p: &[f32]) -> Self {
        let mut found = Self {
            accepted: Vec::new(),
            titles: FxHashMap::default(),
            short: FxHashMap::default(),
            initials: FxHashMap::default(),
            surest: surest(candidates, p),
            filled: FxHashMap::default(),
            slots: vec![0; view.lines.len()],
        };
        for (candidate, &p) in candidates.iter().zip(p) {
            if let Some(shape) = slot_shape(view, candidate) {
                let (all, accepted) = found.filled.entry(shape).or_default();
                *all += 1;
                *accepted += u32::from(p > ACCEPTED);
            }
        }
        for (candidate, &p) in candidates.iter().zip(p).filter(|(_, p)| **p > ACCEPTED) {
            found.accepted.push(*candidate);
            let place = (candidate.first, p);
            let best = found.titles.entry(title_key(view, candidate.first, candidate.end)).or_insert([NOWHERE; 2]);
            if p > best[0].1 {
                *best = [place, best[0]];
            } else if p > best[1].1 {
                best[1] = place;
            }
            for end in short_ends(view, candidate) {
                found.short.insert(title_key(view, candidate.first, end), candidate.first);
            }
            for initials in initials(view, candidate) {
                found.initials.insert(initials, candidate.first);
            }
            let line = view.tokens[candidate.first].line as usize;
            if let (Some(slot), Some(l)) = (found.slots.get_mut(line), view.lines.get(line)) {
                *slot = if l.first as usize == candidate.first { 1 } else { (*slot).max(2) };
            }
        }
        found
    }

    fn repeats(&self, view: &View<'_>, c: &Candidate, notes: &mut Seen) {
        let key = title_key(view, c.first, c.end);
        let inside = |at: usize| (c.first..c.end).contains(&at);
        let best = self.titles.get(&key).into_iter().flatten().find(|(at, _)| !inside(*at)).map_or(0.0, |(_, p)| *p);
        if best > ACCEPTED {
            notes.note(if best > SURE { Feature::AgainOften } else { Feature::Again });
        }
        if self.short.get(&key).is_some_and(|&at| !inside(at)) {
            notes.note(Feature::AgainShort);
        }
        if short_ends(view, c).any(|end| {
            self.titles
                .get(&title_key(view, c.first, end))
                .is_some_and(|t| t.iter().any(|&(at, p)| p > 0.0 && !inside(at)))
        }) {
            notes.note(Feature::AgainLonger);
        }
        if is_initialism(view, c) && self.initials.get(&letters(view, c)).is_some_and(|&at| !inside(at)) {
            notes.note(Feature::Initials);
        }
    }

    fn siblings(&self, view: &View<'_>, c: &Candidate, notes: &mut Seen) {
        let number = view.tokens[c.first].line as usize;
        let Some(line) = view.lines.get(number) else { return };
        let short = line.end - line.first <= 16;
        if line.kind == LineKind::Prose && !short {
            return;
        }
        let slot = if line.first as usize == c.first { 1 } else { 2 };
        let (mut like, mut unlike) = (0, 0);
        let from = number.saturating_sub(SIBLINGS);
        for other in from..(number + SIBLINGS + 1).min(view.lines.len()) {
            if other == number || view.lines[other].kind != line.kind {
                continue;
            }
            if self.slots[other] == slot {
                like += 1;
            } else {
                unlike += 1;
            }
        }
        if like > 0 && like >= unlike {
            notes.note(Feature::SiblingsYes);
        } else if like == 0 && unlike >= 2 {
            notes.note(Feature::SiblingsNo);
        }
    }

    /// How the text's other candidates in such a slot fared: "TITLE - NAME" on every other line.
    fn same_slot(&self, view: &View<'_>, c: &Candidate, notes: &mut Seen) {
        let Some(&(all, accepted)) = slot_shape(view, c).and_then(|s| self.filled.get(&s)) else { return };
        if all < 3 {
            return;
        }
        notes.note(match accepted * 10 / all {
            6.. => Feature::SlotMostly,
            3.. => Feature::SlotPartly,
            _ => Feature::SlotRarely,
        });
    }

    /// A list within a sentence: "X, Y and Z".
    fn neighbours(&self, view: &View<'_>, c: &Candidate, notes: &mut Seen) {
        let listed = |from: usize, to: usize| {
            to >= from
                && to - from <= 1
                && (from == to || view.classes(from).has(Classes::AND))
                && !view.gap(to).has(Gap::SENTENCE.or(Gap::PARA))
                && (from < to || view.gap(to).has(Gap::COMMA.or(Gap::SLASH).or(Gap::SEMICOLON).or(Gap::AND)))
        };
        let before = self.accepted.partition_point(|a| a.first < c.first);
        let beside = self.accepted[before.saturating_sub(4)..before].iter().any(|a| listed(a.end, c.first))
            || self.accepted[before..].iter().take(4).any(|a| listed(c.end, a.first));
        if beside {
            notes.note(Feature::NeighbourAccepted);
        }
    }

    /// How many others the text has, how close together, and how sure the surest is.
    fn company(&self, view: &View<'_>, c: &Candidate, notes: &mut Seen) {
        let apart = |other: &Candidate| other.end <= c.first || c.end <= other.first;
        let surest = self.surest.iter().find(|(other, _)| apart(other)).map_or(0.0, |(_, p)| *p);
        notes.note(match surest {
            0.97.. => Feature::Surest3,
            SURE.. => Feature::Surest2,
            ACCEPTED.. => Feature::Surest1,
            _ => Feature::Surest0,
        });
        let others = self.others(c);
        notes.note(match others * 1000 / view.tokens.len().max(1) {
            0..=2 => Feature::Dense1,
            3..=10 => Feature::Dense2,
            _ => Feature::Dense3,
        });
        notes.note(match others {
            0 => Feature::Others0,
            1 => Feature::Others1,
            2..=5 => Feature::Others3,
            _ => Feature::Others6,
        });
    }

    fn others(&self, c: &Candidate) -> usize {
        // No two of them overlap: each is likelier than not.
        let from = self.accepted.partition_point(|a| a.end <= c.first);
        let to = self.accepted.partition_point(|a| a.first < c.end);
        let overlapping = to.saturating_sub(from);
        self.accepted.len() - overlapping
    }
}

/// The two candidates of which the first look was surest, if it accepted any.
fn surest(candidates: &[Candidate], p: &[f32]) -> Vec<(Candidate, f32)> {
    let mut accepted: Vec<(Candidate, f32)> =
        candidates.iter().copied().zip(p.iter().copied()).filter(|(_, p)| *p > ACCEPTED).collect();
    accepted.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    accepted.truncate(2);
    accepted
}

/// Candidates that stand in the same surroundings: the same kinds of word and mark on both sides, or on the right alone.
struct Twins {
    /// Per surroundings: the places where such a candidate ends, and where one is accepted.
    frames: FxHashMap<(u16, u16, Group), Places>,
}

#[derive(Default)]
struct Places {
    all: Vec<usize>,
    accepted: Vec<usize>,
}

/// In place of the left kind where only the right one counts.
const ANY: u16 = u16::MAX;

impl Twins {
    fn new(candidates: &[Candidate], p: &[f32], seen: &[Seen]) -> Self {
        let mut frames: FxHashMap<(u16, u16, Group), Places> = FxHashMap::default();
        for ((c, &p), seen) in candidates.iter().zip(p).zip(seen) {
            let Some((left, right)) = frame::kinds(seen) else { continue };
            for left in [left, ANY] {
                let places = frames.entry((left, right, c.group)).or_default();
                places.all.push(c.end);
                if p > ACCEPTED {
                    places.accepted.push(c.end);
                }
            }
        }
        for places in frames.values_mut() {
            for ends in [&mut places.all, &mut places.accepted] {
                ends.sort_unstable();
                ends.dedup();
            }
        }
        Self { frames }
    }

    fn note(&self, c: &Candidate, notes: &mut Seen) {
        const BOTH: [Feature; 5] =
            [Feature::TwinsAll, Feature::TwinsMost, Feature::TwinsSome, Feature::TwinsNone, Feature::TwinsNever];
        const RIGHT: [Feature; 5] =
            [Feature::AfterAll, Feature::AfterMost, Feature::AfterSome, Feature::AfterNone, Feature::AfterNever];
        let Some((left, right)) = frame::kinds(notes) else { return };
        for (left, features) in [(left, BOTH), (ANY, RIGHT)] {
            let Some(places) = self.frames.get(&(left, right, c.group)) else { continue };
            let others = |ends: &[usize]| ends.len() - usize::from(ends.binary_search(&c.end).is_ok());
            let (all, accepted) = (others(&places.all), others(&places.accepted));
            notes.note(match (accepted, all) {
                (_, 0) => continue,
                (0, 3..) => features[4],
                (0, _) => features[3],
                (a, n) if a == n && n >= 2 => features[0],
                (a, n) if a * 2 > n => features[1],
                _ => features[2],
            });
        }
    }
}

/// The title's letters without a leading article.
pub fn title_key(view: &View<'_>, first: usize, end: usize) -> NormWord {
    let first = if end > first + 1 && view.classes(first).has(Classes::ARTICLE) { first + 1 } else { first };
    let mut key = NormWord::EMPTY;
    for at in first..end {
        if at > first && view.gap(at).has(Gap::AND) {
            key = key.then("and");
        }
        let token = &view.tokens[at];
        key = if at + 1 == end { key.join(token.word, token.letters) } else { token.joined_to(key) };
    }
    key
}

/// Where a title can be cut to make its short form: at the subtitle, or before its first small word.
pub fn short_ends(view: &View<'_>, c: &Candidate) -> impl Iterator<Item = usize> {
    let colon = (c.first + 1..c.end).find(|&k| view.gap(k).has(Gap::COLON.or(Gap::DASH)));
    let from = c.first + 1 + usize::from(view.classes(c.first).has(Classes::ARTICLE));
    let small = (from..c.end).find(|&k| {
        view.tokens[k].shape == Shape::Lower
            && view.classes(k).has(Classes::SMALL)
            && !view.classes(k).has(Classes::AND)
    });
    let small = small.filter(|&k| view.tokens[k - 1].stem_end - view.tokens[k - 1].start >= 7 || k - from >= 2);
    colon.into_iter().chain(small)
}

/// `SICP` or `P&P`: one word in capitals, or two to four letters joined by `&`.
pub fn is_initialism(view: &View<'_>, c: &Candidate) -> bool {
    let tokens = &view.tokens[c.first..c.end];
    match tokens {
        [one] => one.shape == Shape::Upper,
        _ => {
            tokens.len() <= 4
                && tokens.iter().all(|t| t.shape == Shape::Initial)
                && tokens.iter().skip(1).all(|t| t.gap.has(Gap::AND))
        }
    }
}

/// The letters of an initialism.
pub fn letters(view: &View<'_>, c: &Candidate) -> String {
    (c.first..c.end).map(|k| view.stem(k)).collect()
}

/// `SICP` of "Structure and Interpretation of Computer Programs", and with the small words, as in `COPR`; none
/// shorter than two letters.
pub fn initials(view: &View<'_>, c: &Candidate) -> Vec<String> {
    let of = |small: bool| -> String {
        (c.first..c.end)
            .filter(|&k| small || !view.classes(k).has(Classes::SMALL))
            .filter_map(|k| view.stem(k).chars().next())
            .flat_map(char::to_uppercase)
            .collect()
    };
    let mut all = vec![of(false), of(true)];
    all.dedup();
    all.retain(|i| i.chars().count() >= 2 && c.end - c.first >= 2);
    all
}

/// Where in a line a candidate stands, what follows it, and what holds it together.
type SlotShape = (bool, u8, Group);

/// The slot that a candidate fills, if it begins a line or follows a mark, and a mark or the line's end follows.
fn slot_shape(view: &View<'_>, c: &Candidate) -> Option<SlotShape> {
    const MARKS: &[Gap] =
        &[Gap::DASH, Gap::COMMA, Gap::OPEN_PAREN, Gap::COLON, Gap::SEMICOLON, Gap::PARA, Gap::LINE, Gap::SENTENCE];
    let line = view.line_of(c.first)?;
    let starts = line.first as usize == c.first;
    if !starts && view.gap(c.first).is_plain() {
        return None;
    }
    let after = view.gap(c.end);
    let mark =
        if view.classes(c.end).has(Classes::BY) { MARKS.len() } else { MARKS.iter().position(|m| after.has(*m))? };
    Some((starts, mark as u8, c.group))
}
