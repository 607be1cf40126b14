//! What of a text's markup matters to a citation: where none may stand, and what it must not be put into.
//!
//! Each kind of markup has its scanner; all of them tell the same few things, and none of them checks anything: what does
//! not close is text.

use super::{Syntax, latex, markdown, typst};

/// Quotations and emphasis with more bytes are passages; a citation then stands within, by the words it is for.
const LONGEST_RUN: usize = 300;
/// Links with more bytes are none.
const LONGEST_LINK: usize = 2000;
/// More open marks than this are noise.
const MOST_OPEN: usize = 64;

/// Bytes `start..end`.
pub(super) type Range = (usize, usize);

/// Words that markup holds together, where a citation stands behind the closing mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    inner: Range,
    /// One past the closing mark.
    end: usize,
}

/// The markup of a text.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    /// Code, mathematics, comments, tags: nothing is cited there.
    closed: Vec<Range>,
    /// Web addresses: what is cited there is cited behind them.
    addresses: Vec<Range>,
    runs: Vec<Run>,
    headings: Vec<Range>,
    /// Where paragraphs begin.
    borders: Vec<usize>,
}

impl Layout {
    /// Scans `text`; linear in its length.
    pub(super) fn of(text: &str, syntax: Syntax) -> Self {
        let mut scan = Scan::new(text);
        match syntax {
            Syntax::Prose | Syntax::Markdown | Syntax::Html => markdown::scan(&mut scan, syntax),
            Syntax::Latex => latex::scan(&mut scan),
            Syntax::Typst => typst::scan(&mut scan),
        }
        scan.finish()
    }

    /// Whether nothing is cited at this byte.
    pub(super) fn is_closed(&self, at: usize) -> bool {
        within(&self.closed, at).is_some()
    }

    /// Whether this place, between two bytes, is inside of what is closed.
    pub(super) fn is_inside_closed(&self, at: usize) -> bool {
        within(&self.closed, at).is_some_and(|range| range.0 < at)
    }

    /// Whether this byte is part of a heading.
    pub(super) fn is_heading(&self, at: usize) -> bool {
        within(&self.headings, at).is_some()
    }

    /// Where the paragraph of this byte begins, and where the next one does, if there is one.
    pub(super) fn paragraph(&self, at: usize) -> (usize, Option<usize>) {
        let next = self.borders.partition_point(|&border| border <= at);
        let start = next.checked_sub(1).and_then(|last| self.borders.get(last)).copied();
        (start.unwrap_or(0), self.borders.get(next).copied())
    }

    /// Behind everything that this place is inside of.
    pub(super) fn outside(&self, mut at: usize) -> usize {
        loop {
            let address = within(&self.addresses, at).filter(|range| range.0 < at).map(|range| range.1);
            let first = self.runs.partition_point(|run| run.inner.0 + LONGEST_LINK < at);
            let near = self.runs.iter().skip(first).take_while(|run| run.inner.0 <= at);
            let around = near.filter(|run| at <= run.inner.1).map(|run| run.end);
            match around.chain(address).max() {
                Some(end) if end > at => at = end,
                _ => return at,
            }
        }
    }
}

/// The range that holds this byte; the ranges are sorted and do not overlap.
fn within(ranges: &[Range], at: usize) -> Option<Range> {
    let before = ranges.partition_point(|range| range.0 <= at);
    before.checked_sub(1).and_then(|last| ranges.get(last)).filter(|range| at < range.1).copied()
}

/// What an open mark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// `*`, `__`: which sign, and how many.
    Emphasis(char, usize),
    /// A quotation that this sign closes.
    Quote(char),
    /// `[`.
    Bracket,
    /// A tag with this name.
    Tag(TagName),
    /// A group in braces or brackets, and whether a citation is put behind it.
    Group(bool),
}

/// The name of an inline tag, as far as it tells such tags apart.
pub(super) type TagName = [u8; 8];

/// A mark that has not closed yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) mark: Mark,
    /// One past the mark.
    pub(super) inner: usize,
}

/// A scan under way: the text, where it stands, and what was found.
pub(super) struct Scan<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    pub(super) open: Vec<Open>,
    /// What was looked for in vain, and is not looked for again.
    pub(super) missed: Vec<String>,
    layout: Layout,
}

impl<'t> Scan<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, at: 0, open: Vec::new(), missed: Vec::new(), layout: Layout::default() }
    }

    fn finish(self) -> Layout {
        let Layout { closed, addresses, mut runs, headings, mut borders } = self.layout;
        runs.sort_by_key(|run| run.inner);
        borders.sort_unstable();
        Layout { closed: joined(closed), addresses: joined(addresses), runs, headings: joined(headings), borders }
    }

    /// What has not been scanned.
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// The character before; at the start, a line end.
    pub(super) fn before(&self) -> char {
        self.text.get(..self.at).and_then(|text| text.chars().next_back()).unwrap_or('\n')
    }

    /// The character so many bytes on; at the end, a line end.
    pub(super) fn after(&self, bytes: usize) -> char {
        self.rest().get(bytes..).and_then(|text| text.chars().next()).unwrap_or('\n')
    }

    /// Goes on past what is closed.
    pub(super) fn close_off(&mut self, bytes: usize) {
        self.layout.closed.push((self.at, self.at + bytes));
        self.at += bytes;
    }

    /// Closes off a part that was passed already, or is still to come.
    pub(super) fn closed(&mut self, range: Range) {
        self.layout.closed.push(range);
    }

    /// Goes on past an address.
    pub(super) fn address(&mut self, bytes: usize) {
        self.layout.addresses.push((self.at, self.at + bytes));
        self.at += bytes;
    }

    /// Whether what was closed off last ends between these.
    pub(super) fn was_closed_within(&self, from: usize, to: usize) -> bool {
        self.layout.closed.last().is_some_and(|range| (from..=to).contains(&range.1))
    }

    pub(super) fn heading(&mut self, range: Range) {
        self.layout.headings.push(range);
    }

    /// A paragraph ends here, and with it what is open; groups go on.
    pub(super) fn border(&mut self) {
        self.layout.borders.push(self.at);
        self.open.retain(|open| matches!(open.mark, Mark::Group(_)));
    }

    /// Goes on past an opening mark.
    pub(super) fn begin(&mut self, mark: Mark, bytes: usize) {
        self.at += bytes;
        if self.open.len() >= MOST_OPEN {
            self.open.remove(0);
        }
        self.open.push(Open { mark, inner: self.at });
    }

    /// Goes on past a closing mark; whether it had a partner.
    pub(super) fn end(&mut self, mark: Mark, bytes: usize) -> bool {
        let from = self.at;
        self.at += bytes;
        let Some(open) = self.open.iter().rposition(|open| open.mark == mark) else { return false };
        let open = self.open.remove(open);
        self.run(open, from, LONGEST_RUN);
        true
    }

    /// Words held together from an open mark to `to`, closed by what ends here.
    fn run(&mut self, open: Open, to: usize, longest: usize) {
        if to > open.inner && to - open.inner <= longest {
            self.layout.runs.push(Run { inner: (open.inner, to), end: self.at });
        }
    }

    /// The same for links and groups, however many words they hold.
    pub(super) fn link(&mut self, open: Open, to: usize) {
        self.run(open, to, LONGEST_LINK);
    }

    pub(super) fn is_open(&self, mark: Mark) -> bool {
        self.open.iter().any(|open| open.mark == mark)
    }
}

/// The ranges sorted, those that overlap as one; between two that touch a citation may stand.
fn joined(mut ranges: Vec<Range>) -> Vec<Range> {
    ranges.sort_unstable();
    let mut out: Vec<Range> = Vec::new();
    for range in ranges {
        match out.last_mut().filter(|last| last.1 > range.0) {
            Some(last) => last.1 = last.1.max(range.1),
            None => out.push(range),
        }
    }
    out
}

/// How many bytes a web address has that begins here; 0 where none does.
pub(super) fn address_length(text: &str, before: char) -> usize {
    let schemes = ["http://", "https://", "www.", "mailto:", "ftp://"];
    if before.is_alphanumeric() || !schemes.iter().any(|scheme| begins(text, scheme)) {
        return 0;
    }
    let ends = |c: char| c.is_whitespace() || "<>\"|`{}".contains(c);
    let address = text.find(ends).and_then(|end| text.get(..end)).unwrap_or(text);
    let mut address = address.trim_end_matches([',', '.', ';', ':', '!', '?', '*', '_', '\'', '’', '”']);
    // `(https://…)`: the bracket is the writer's, unless the address has its partner.
    while address.ends_with([')', ']']) && address.matches(['(', '[']).count() < address.matches([')', ']']).count() {
        address = address.get(..address.len() - 1).unwrap_or("");
        address = address.trim_end_matches([',', '.', ';', ':', '!', '?']);
    }
    address.len()
}

/// The line so far as one looks for what closes a mark.
pub(super) fn near_line(rest: &str) -> &str {
    near(rest).lines().next().unwrap_or("")
}

/// The paragraph so far as one looks for what closes a mark.
pub(super) fn near_paragraph(rest: &str) -> &str {
    let reach = near(rest);
    let blank = ["\n\n", "\n\r\n"].iter().filter_map(|blank| reach.find(blank)).min();
    blank.and_then(|at| reach.get(..at)).unwrap_or(reach)
}

fn near(rest: &str) -> &str {
    const FAR: usize = 4000;
    let end = (0..=rest.len().min(FAR)).rev().find(|&at| rest.is_char_boundary(at)).unwrap_or(0);
    rest.get(..end).unwrap_or("")
}

/// Whether the text begins with this ASCII word, in whatever case.
pub(super) fn begins(text: &str, word: &str) -> bool {
    text.as_bytes().get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
}

/// How many bytes from the bracket here to its partner, both included; strings hold any bracket.
pub(super) fn balanced(text: &str, longest: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut in_string = false;
    let mut is_escaped = false;
    for (at, c) in text.char_indices().take_while(|(at, _)| *at < longest) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => in_string = !in_string,
            _ if in_string => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + c.len_utf8());
                }
            }
            _ => {}
        }
    }
    None
}

/// Quotation marks that need no thought about what stands around them. Whether one was taken.
pub(super) fn take_quote(scan: &mut Scan<'_>, c: char) -> bool {
    let len = c.len_utf8();
    match c {
        '“' if scan.is_open(Mark::Quote('“')) => drop(scan.end(Mark::Quote('“'), len)),
        '“' => scan.begin(Mark::Quote('”'), len),
        '„' => scan.begin(Mark::Quote('“'), len),
        '«' if scan.is_open(Mark::Quote('«')) => drop(scan.end(Mark::Quote('«'), len)),
        '«' => scan.begin(Mark::Quote('»'), len),
        '»' if !scan.is_open(Mark::Quote('»')) => scan.begin(Mark::Quote('«'), len),
        '‹' => scan.begin(Mark::Quote('›'), len),
        '‘' => scan.begin(Mark::Quote('’'), len),
        '『' => scan.begin(Mark::Quote('』'), len),
        '「' => scan.begin(Mark::Quote('」'), len),
        '《' => scan.begin(Mark::Quote('》'), len),
        '’' if scan.after(len).is_alphanumeric() => scan.at += len,
        '”' | '»' | '›' | '’' | '』' | '」' | '》' => drop(scan.end(Mark::Quote(c), len)),
        _ => return false,
    }
    true
}

/// A straight quotation mark, double or single.
pub(super) fn take_straight_quote(scan: &mut Scan<'_>, c: char) {
    let (before, after) = (scan.before(), scan.after(1));
    let opens = (before.is_whitespace() || "([{*_-/>—–".contains(before)) && !after.is_whitespace();
    let is_apostrophe = c == '\'' && after.is_alphanumeric();
    let closes = !before.is_whitespace() && !is_apostrophe;
    if closes && scan.is_open(Mark::Quote(c)) {
        scan.end(Mark::Quote(c), 1);
    } else if opens && (c == '"' || after.is_alphanumeric() || "*_[\"".contains(after)) {
        scan.begin(Mark::Quote(c), 1);
    } else {
        scan.at += 1;
    }
}

/// `*` and `_`, as Markdown and Typst have them.
pub(super) fn take_emphasis(scan: &mut Scan<'_>, c: char) {
    let len = scan.rest().chars().take_while(|&other| other == c).count();
    let mark = Mark::Emphasis(c, len);
    let (before, after) = (scan.before(), scan.after(len));
    let is_free = |outer: char| c == '*' || !outer.is_alphanumeric();
    if !before.is_whitespace() && is_free(after) && scan.is_open(mark) {
        scan.end(mark, len);
    } else if !after.is_whitespace() && is_free(before) {
        scan.begin(mark, len);
    } else {
        scan.at += len;
    }
}
