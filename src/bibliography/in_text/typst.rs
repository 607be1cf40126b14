//! Typst's markup, as far as it says where words are prose.

use super::layout::{
    Mark, Scan, address_length, balanced, near_paragraph, take_emphasis, take_quote, take_straight_quote,
};

/// Functions that hold words together, so that a citation stands behind their content.
const INLINE: &[&str] = &[
    "emph",
    "strong",
    "link",
    "quote",
    "underline",
    "overline",
    "strike",
    "highlight",
    "smallcaps",
    "text",
    "sub",
    "super",
    "box",
];
/// Words after which a line is code.
const KEYWORDS: &[&str] =
    &["let", "set", "show", "import", "include", "if", "for", "while", "return", "context", "break", "continue"];
/// How far an argument may reach.
const LONGEST: usize = 4000;

/// Scans the whole text.
pub(super) fn scan(scan: &mut Scan<'_>) {
    let mut is_new_line = true;
    while let Some(c) = scan.rest().chars().next() {
        if is_new_line {
            take_line_start(scan);
        }
        is_new_line = c == '\n';
        match c {
            '/' if scan.after(1) == '/' => close_to(scan, "\n", 0),
            '/' if scan.after(1) == '*' => close_to(scan, "*/", 2),
            '\\' => scan.at += 1 + scan.after(1).len_utf8().min(scan.rest().len().saturating_sub(1)),
            '`' => take_raw(scan),
            '$' => take_mathematics(scan),
            '#' => take_code(scan),
            '<' => take_label(scan),
            '[' => scan.begin(Mark::Group(false), 1),
            ']' => end_content(scan),
            '*' | '_' => take_emphasis(scan, c),
            '"' | '\'' => take_straight_quote(scan, c),
            _ if take_quote(scan, c) => {}
            _ => match address_length(scan.rest(), scan.before()) {
                0 => scan.at += c.len_utf8(),
                address => scan.address(address),
            },
        }
    }
}

/// Closes off up to these signs and so many bytes of them; without any, the rest.
fn close_to(scan: &mut Scan<'_>, end: &str, kept: usize) {
    let rest = scan.rest();
    scan.close_off(rest.find(end).map_or(rest.len(), |at| at + kept));
}

/// Blank lines, headings, items.
fn take_line_start(scan: &mut Scan<'_>) {
    let line = scan.rest().lines().next().unwrap_or("");
    let content = line.trim();
    let is_item = ["- ", "+ ", "/ "].iter().any(|bullet| content.starts_with(bullet));
    let is_heading = content.starts_with('=') && content.trim_start_matches('=').starts_with(' ');
    if is_heading {
        scan.heading((scan.at, scan.at + line.len()));
    }
    if is_heading || is_item || content.is_empty() {
        scan.border();
    }
}

/// As many backticks as began it end it.
fn take_raw(scan: &mut Scan<'_>) {
    let rest = scan.rest();
    let length = rest.chars().take_while(|&c| c == '`').count();
    if length == 2 {
        return scan.close_off(2);
    }
    let fence = "`".repeat(length);
    if scan.missed.contains(&fence) {
        scan.at += length;
        return;
    }
    match rest.get(length..).and_then(|inner| inner.find(&fence)) {
        Some(end) => scan.close_off(2 * length + end),
        None => {
            scan.missed.push(fence);
            scan.at += length;
        }
    }
}

fn take_mathematics(scan: &mut Scan<'_>) {
    match near_paragraph(scan.rest()).get(1..).and_then(|inner| inner.find('$')) {
        Some(end) => scan.close_off(end + 2),
        None => scan.at += 1,
    }
}

/// `#name.of.function(arguments)[content]`, `#let …`, `#{ … }`.
fn take_code(scan: &mut Scan<'_>) {
    let rest = scan.rest().get(1..).unwrap_or("");
    let name = rest.split(|c: char| !(c.is_alphanumeric() || "-_.".contains(c))).next().unwrap_or("");
    if KEYWORDS.contains(&name) {
        return take_statement(scan);
    }
    let name = name.trim_end_matches('.');
    let from = scan.at;
    scan.at += 1 + name.len();
    while scan.after(0) == '(' || (scan.after(0) == '{' && name.is_empty()) {
        match balanced(scan.rest(), LONGEST) {
            Some(length) => scan.at += length,
            None => break,
        }
    }
    scan.closed((from, scan.at));
    if scan.after(0) == '[' && !name.is_empty() {
        scan.begin(Mark::Group(INLINE.contains(&name)), 1);
    }
}

/// To the end of the line, or of the last bracket that opens in it.
fn take_statement(scan: &mut Scan<'_>) {
    let from = scan.at;
    while let Some(c) = scan.rest().chars().next().filter(|&c| c != '\n' && c != ';') {
        let bracket = matches!(c, '(' | '[' | '{').then(|| balanced(scan.rest(), LONGEST)).flatten();
        scan.at += bracket.unwrap_or(c.len_utf8());
    }
    scan.closed((from, scan.at));
}

/// `<label>`.
fn take_label(scan: &mut Scan<'_>) {
    let rest = scan.rest().get(1..).unwrap_or("");
    let end = rest.find(|c: char| !(c.is_alphanumeric() || "-_.:".contains(c))).filter(|&end| end > 0);
    match end.filter(|&end| rest.get(end..).is_some_and(|rest| rest.starts_with('>'))) {
        Some(end) => scan.close_off(end + 2),
        None => scan.at += 1,
    }
}

fn end_content(scan: &mut Scan<'_>) {
    let to = scan.at;
    scan.at += 1;
    let last = scan.open.iter().rposition(|open| matches!(open.mark, Mark::Group(_)));
    if let Some(open) = last.map(|at| scan.open.remove(at)).filter(|open| open.mark == Mark::Group(true)) {
        scan.link(open, to);
    }
}
