//! Candidates: every stretch of words that might be a title, proposed generously.
//!
//! Emphasised, quoted and linked runs; title-case runs and their sub-runs; slots of lists and reference lines;
//! what follows "called"; known titles; initialisms. Nothing is judged here: `features` describes a candidate and
//! `score` weighs it. Each text gives a bounded number of candidates a word, so the work stays linear.

use super::gazetteer::Sighting;
use super::layout::Layout;
use super::lexicon::Classes;
use super::view::{Gap, LineKind, Run, RunKind, Shape, View};

/// Longest title in words, subtitle included.
pub const LONGEST: usize = 24;
/// Longest title-case run looked at as a whole; a longer one is cut.
const LONGEST_CHAIN: usize = 40;
/// How many starts and ends of a run are combined.
const STARTS: usize = 10;
const ENDS: usize = 12;
/// A line of at most so many words is looked at slot by slot.
pub(super) const SHORT_LINE: usize = 16;

/// What holds a candidate together; weights are learned for each group beside those they share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Capitals alone.
    Plain,
    /// Within emphasis.
    Emphasis,
    /// Within quotation marks.
    Quote,
    /// A link's text.
    Link,
    /// A slot of a line, whatever its case.
    Slot,
}

impl Group {
    /// All of them, in the order of the weights.
    pub const ALL: [Self; 5] = [Self::Plain, Self::Emphasis, Self::Quote, Self::Link, Self::Slot];

    /// The group's name in the table of weights.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Emphasis => "emphasis",
            Self::Quote => "quote",
            Self::Link => "link",
            Self::Slot => "slot",
        }
    }
}

/// Tokens `first..end` that may be a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// What holds it together.
    pub group: Group,
}

impl Candidate {
    /// The run of its group that it stands in, if markup made one there.
    pub(super) fn run<'v>(&self, view: &'v View<'_>) -> Option<&'v Run> {
        let token = view.tokens.get(self.first)?;
        let id = match self.group {
            Group::Emphasis => token.emphasis,
            Group::Quote => token.quote,
            Group::Link => token.link,
            Group::Plain | Group::Slot => 0,
        };
        view.runs.get((id as usize).wrapping_sub(1))
    }

    /// Whether it is the whole of that run.
    pub(super) fn is_whole_run(&self, view: &View<'_>) -> bool {
        self.run(view).is_some_and(|run| run.first as usize == self.first && run.end as usize == self.end)
    }
}

/// Every candidate of the text, sorted, each stretch once.
pub fn propose(view: &View<'_>, sightings: &[Sighting<'_>], layout: &Layout) -> Vec<Candidate> {
    let mut stretches = Vec::with_capacity(view.tokens.len());
    marked_runs(view, &mut stretches);
    title_case_runs(view, &mut stretches);
    line_slots(view, &mut stretches);
    called(view, &mut stretches);
    stretches.extend(layout.stretches());
    for s in sightings {
        with_article(view, s.first, s.end, &mut stretches);
    }
    // One number a stretch sorts in half the time of two.
    let mut keys: Vec<u64> = stretches.iter().map(|&(first, end)| (first as u64) << 32 | end as u64).collect();
    keys.sort_unstable();
    keys.dedup();
    let stretches = keys.into_iter().map(|key| ((key >> 32) as usize, (key & u64::from(u32::MAX)) as usize));
    stretches
        .filter(|&(first, end)| is_possible(view, first, end) && !is_furniture(view, first))
        .map(|(first, end)| Candidate { first, end, group: group(view, first, end) })
        .collect()
}

fn is_possible(view: &View<'_>, first: usize, end: usize) -> bool {
    first < end
        && end - first <= LONGEST
        && end <= view.tokens.len()
        && (first + 1..end).all(|k| !view.gap(k).has(Gap::PARA.or(Gap::CELL).or(Gap::ADDRESS)))
        && view.tokens[first..end].iter().any(|t| t.shape != Shape::Number || end - first == 1 && t.end - t.start == 4)
}

/// User names and votes are no titles, whatever they spell.
fn is_furniture(view: &View<'_>, at: usize) -> bool {
    view.line_of(at).is_some_and(|l| l.kind == LineKind::Furniture)
}

fn group(view: &View<'_>, first: usize, end: usize) -> Group {
    let (a, b) = (&view.tokens[first], &view.tokens[end - 1]);
    let same = |f: fn(&super::view::Token) -> u32| f(a) != 0 && f(a) == f(b);
    if same(|t| t.emphasis) {
        Group::Emphasis
    } else if same(|t| t.quote) && run_length(view, a.quote) <= 16 {
        Group::Quote
    } else if same(|t| t.link) {
        Group::Link
    } else if view.tokens[first..end].iter().any(|t| t.is_capital()) && !is_lower_slot(view, first, end) {
        Group::Plain
    } else {
        Group::Slot
    }
}

fn run_length(view: &View<'_>, id: u32) -> u32 {
    view.runs.get((id as usize).wrapping_sub(1)).map_or(0, |r| r.end - r.first)
}

/// More lower-case words than a title in capitals has.
fn is_lower_slot(view: &View<'_>, first: usize, end: usize) -> bool {
    let lower = |t: &&super::view::Token| t.shape == Shape::Lower && !t.classes.has(Classes::SMALL);
    view.tokens[first..end].iter().filter(lower).count() * 3 > end - first
}

fn with_article(view: &View<'_>, first: usize, end: usize, out: &mut Vec<(usize, usize)>) {
    out.push((first, end));
    if first > 0
        && view.classes(first - 1).has(Classes::ARTICLE)
        && view.gap(first).is_plain()
        && view.tokens[first - 1].shape != Shape::Number
    {
        out.push((first - 1, end));
    }
}

// ---------------------------------------------------------------- runs that markup makes

fn marked_runs(view: &View<'_>, out: &mut Vec<(usize, usize)>) {
    for run in &view.runs {
        let (first, end) = (run.first as usize, run.end as usize);
        if run.kind == RunKind::Quote && end - first > LONGEST {
            continue;
        }
        out.push((first, end));
        let cuts: Vec<usize> = (first + 1..end)
            .filter(|&k| is_separator(view.gap(k)) || view.classes(k).has(Classes::BY) || view.gap(k).has(Gap::PERIOD))
            .take(6)
            .collect();
        for &cut in &cuts {
            out.push((first, cut));
            out.push((cut, end));
        }
        // "the *Goldfinch*": with the article before it too.
        if run.kind == RunKind::Emphasis && view.gap(first).is_plain() {
            with_article(view, first, end, out);
        }
    }
}

/// Marks that part a title from what stands beside it.
fn is_separator(gap: Gap) -> bool {
    gap.has(
        Gap::COMMA
            .or(Gap::COLON)
            .or(Gap::DASH)
            .or(Gap::OPEN_PAREN)
            .or(Gap::CLOSE_PAREN)
            .or(Gap::SLASH)
            .or(Gap::SEMICOLON)
            .or(Gap::OPEN_QUOTE)
            .or(Gap::CLOSE_QUOTE)
            .or(Gap::OPEN_EMPHASIS)
            .or(Gap::CLOSE_EMPHASIS)
            .or(Gap::OPEN_LINK)
            .or(Gap::CLOSE_LINK)
            .or(Gap::SENTENCE)
            .or(Gap::CELL),
    )
}

// ---------------------------------------------------------------- runs of capitals

/// Gaps that end a title-case run for good.
const BREAKS: Gap = Gap::PARA
    .or(Gap::SEMICOLON)
    .or(Gap::OPEN_PAREN)
    .or(Gap::CLOSE_PAREN)
    .or(Gap::OPEN_QUOTE)
    .or(Gap::CLOSE_QUOTE)
    .or(Gap::OPEN_EMPHASIS)
    .or(Gap::CLOSE_EMPHASIS)
    .or(Gap::OPEN_LINK)
    .or(Gap::CLOSE_LINK)
    .or(Gap::CELL)
    .or(Gap::ADDRESS)
    .or(Gap::DOTS);

fn may_continue(view: &View<'_>, at: usize, run_first: usize) -> bool {
    let gap = view.gap(at);
    if gap.has(BREAKS) {
        return false;
    }
    if gap.has(Gap::SENTENCE) {
        // "Do Androids Dream? ...": only a title in few words goes on after a question mark.
        return gap.has(Gap::QUERY.or(Gap::BANG)) && at - run_first <= 8 && !gap.has(Gap::LINE);
    }
    !gap.has(Gap::LINE) || is_wrapped(view, at)
}

/// Whether the line before token `at` is so long that it was broken to fit a page.
fn is_wrapped(view: &View<'_>, at: usize) -> bool {
    let (Some(before), Some(here)) = (view.tokens.get(at.wrapping_sub(1)), view.line_of(at)) else { return false };
    let Some(line) = view.lines.get(before.line as usize) else { return false };
    let start = view.tokens.get(line.first as usize).map_or(0, |t| t.start);
    line.kind == LineKind::Prose && here.kind == LineKind::Prose && before.end - start >= 55
}

fn is_anchor(view: &View<'_>, at: usize) -> bool {
    view.tokens.get(at).is_some_and(|t| t.is_capital() || t.shape == Shape::Number)
}

fn title_case_runs(view: &View<'_>, out: &mut Vec<(usize, usize)>) {
    let mut at = 0;
    while at < view.tokens.len() {
        if !is_anchor(view, at) {
            at += 1;
            continue;
        }
        let end = chain_end(view, at);
        if view.tokens[at..end].iter().any(|t| t.is_capital()) {
            sub_runs(view, at, end, out);
        }
        at = end;
    }
}

/// One past the last anchor of the run that begins at `first`.
fn chain_end(view: &View<'_>, first: usize) -> usize {
    let mut end = first + 1;
    let mut at = end;
    while at < view.tokens.len() && at - first < LONGEST_CHAIN && may_continue(view, at, first) {
        if is_anchor(view, at) {
            end = at + 1;
        } else if !view.classes(at).has(Classes::SMALL) || at + 1 - end > 3 {
            break;
        }
        at += 1;
    }
    end
}

fn sub_runs(view: &View<'_>, first: usize, end: usize, out: &mut Vec<(usize, usize)>) {
    let mut starts = vec![first];
    if first > 0 && view.classes(first - 1).has(Classes::ARTICLE) && view.gap(first).is_plain() {
        starts.push(first - 1);
    }
    starts.extend((first + 1..end).filter(|&k| may_start(view, first, k)));
    let mut ends = vec![end];
    ends.extend((first + 1..end).rev().filter(|&k| may_end(view, end, k)));
    starts.truncate(STARTS);
    // What ends far from the run's end is taken from its first word only.
    let early = ends.split_off(ends.len().min(ENDS));
    for &start in &starts {
        for &stop in &ends {
            out.push((start, stop));
        }
    }
    // A long run of names and titles: each stretch between two pauses, wherever it lies.
    let pauses: Vec<usize> = (first + 1..end).filter(|&k| !view.gap(k).is_plain()).chain([end]).collect();
    for (i, &from) in std::iter::once(&first).chain(&pauses).enumerate() {
        out.extend(pauses.iter().skip(i).take(3).map(|&to| (from, to)));
    }
    out.extend(early.iter().map(|&stop| (first, stop)));
}

fn may_start(view: &View<'_>, first: usize, at: usize) -> bool {
    let token = &view.tokens[at];
    let pause = !token.gap.is_plain();
    let after_small = view.classes(at - 1).has(Classes::SMALL);
    let article = view.classes(at).has(Classes::ARTICLE) && token.shape != Shape::Number;
    let loose = pause || after_small || at - first <= 3 || view.tokens[at - 1].is_possessive();
    (is_anchor(view, at) || article) && loose
}

fn may_end(view: &View<'_>, end: usize, at: usize) -> bool {
    is_anchor(view, at - 1)
        && (!view.gap(at).is_plain()
            || end - at <= 3
            || view.classes(at).has(Classes::SMALL)
            || view.tokens[at - 1].is_possessive())
}

// ---------------------------------------------------------------- slots of lines

fn line_slots(view: &View<'_>, out: &mut Vec<(usize, usize)>) {
    for line in &view.lines {
        let (first, end) = (line.first as usize, line.end as usize);
        if line.kind == LineKind::Furniture || first >= end {
            continue;
        }
        let short = end - first <= SHORT_LINE;
        if !short && line.kind == LineKind::Prose {
            continue;
        }
        let reach = end.min(first + LONGEST);
        let cuts: Vec<usize> = (first + 1..reach)
            .filter(|&k| is_separator(view.gap(k)) || view.classes(k).has(Classes::BY))
            .take(6)
            .collect();
        if end - first <= LONGEST {
            out.push((first, end));
        }
        for (i, &cut) in cuts.iter().enumerate() {
            out.push((first, cut));
            let after = if view.classes(cut).has(Classes::BY) { cut + 1 } else { cut };
            if let Some(&next) = cuts.get(i + 1) {
                out.push((after, next));
            }
            out.push((after, end.min(after + LONGEST)));
        }
    }
}

/// "a book called the pragmatic programmer"
fn called(view: &View<'_>, out: &mut Vec<(usize, usize)>) {
    for at in 0..view.tokens.len() {
        if !view.tokens[at].classes.has(Classes::CALLED) || view.tokens[at].shape != Shape::Lower {
            continue;
        }
        let first = at + 1;
        let end = (first + 1..view.tokens.len().min(first + 9)).find(|&k| !view.gap(k).is_plain());
        for k in first + 1..=end.unwrap_or(first).min(first + 8) {
            out.push((first, k));
        }
    }
}
