//! Markdown as people really type it, plain prose, and HTML, which Markdown may hold anywhere.

use std::collections::BTreeSet;

use super::Syntax;
use super::layout::{
    Mark, Scan, TagName, address_length, begins, near_line, near_paragraph, take_emphasis, take_quote,
    take_straight_quote,
};

/// Tags that hold words together.
const INLINE: &[&str] = &[
    "i", "em", "b", "strong", "cite", "u", "q", "a", "span", "small", "mark", "s", "del", "ins", "sub", "sup", "font",
    "abbr", "dfn",
];
/// Tags whose content is no prose.
const CLOSED: &[&str] =
    &["code", "pre", "script", "style", "kbd", "samp", "tt", "head", "svg", "math", "textarea", "option", "title"];

/// Scans the whole text.
pub(super) fn scan(scan: &mut Scan<'_>, syntax: Syntax) {
    let is_html = syntax == Syntax::Html;
    let labels = if is_html { BTreeSet::new() } else { labels(scan.text) };
    if !is_html {
        front_matter(scan);
    }
    let mut is_new_line = true;
    while let Some(c) = scan.rest().chars().next() {
        if is_new_line && !is_html && take_line_start(scan, syntax) {
            continue;
        }
        is_new_line = c == '\n';
        match c {
            '<' => take_tag(scan),
            _ if is_html => take_plain(scan, c),
            '\\' if scan.after(1).is_ascii_punctuation() => scan.at += 2,
            '`' => take_code(scan),
            '$' if syntax == Syntax::Markdown => take_mathematics(scan),
            '{' if matches!(scan.after(1), '#' | '.') => take_attributes(scan),
            '[' => take_bracket(scan),
            ']' => end_bracket(scan, &labels),
            '*' | '_' => take_emphasis(scan, c),
            _ => take_plain(scan, c),
        }
    }
}

fn take_plain(scan: &mut Scan<'_>, c: char) {
    match (address_length(scan.rest(), scan.before()), c) {
        (0, '"' | '\'') => take_straight_quote(scan, c),
        (0, _) if take_quote(scan, c) => {}
        (0, _) => scan.at += c.len_utf8(),
        (address, _) => scan.address(address),
    }
}

/// `---`, settings, `---`: no prose.
fn front_matter(scan: &mut Scan<'_>) {
    let text = scan.text;
    let mut lines = text.split_inclusive('\n');
    if lines.next().is_none_or(|line| line.trim_end() != "---") {
        return;
    }
    let mut end = text.find('\n').map_or(text.len(), |at| at + 1);
    for line in lines {
        end += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return scan.close_off(end);
        }
    }
}

/// What the start of a line tells: blank lines, fences, headings, items. Whether something was passed over whole.
fn take_line_start(scan: &mut Scan<'_>, syntax: Syntax) -> bool {
    let line = scan.rest().split_inclusive('\n').next().unwrap_or("");
    let body = line.trim_start_matches([' ', '\t', '>']);
    let content = body.trim_end();
    if content.is_empty() {
        scan.border();
    } else if content.starts_with("```") || content.starts_with("~~~") {
        take_fence(scan, content);
        return true;
    } else if is_indented_code(scan, line, syntax) || is_definition(content) {
        scan.border();
        scan.close_off(line.len());
        return true;
    } else if is_heading(content) || is_underlined(scan.rest(), line) {
        scan.border();
        scan.heading((scan.at, scan.at + line.len()));
    } else if is_item(content) || content.starts_with('|') {
        scan.border();
    }
    false
}

fn is_heading(content: &str) -> bool {
    content.starts_with('#') && content.trim_start_matches('#').starts_with([' ', '\t'])
}

/// Whether a line of `=` or `-` makes this one a heading.
fn is_underlined(rest: &str, line: &str) -> bool {
    let next = rest.get(line.len()..).and_then(|rest| rest.lines().next()).unwrap_or("").trim_end();
    next.len() >= 2 && (next.chars().all(|c| c == '=') || next.chars().all(|c| c == '-'))
}

fn is_item(content: &str) -> bool {
    let number = content.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_numbered = number.len() < content.len() && number.starts_with(['.', ')']);
    is_numbered || ["- ", "* ", "+ ", "• "].iter().any(|bullet| content.starts_with(bullet))
}

/// `[label]: address`.
fn is_definition(content: &str) -> bool {
    label(content).is_some()
}

fn label(content: &str) -> Option<String> {
    let (label, rest) = content.strip_prefix('[')?.split_once("]:")?;
    // `[^1]: …` is a note, which is prose.
    (!label.starts_with('^') && !label.contains(['[', ']']) && !rest.trim().is_empty()).then(|| label.to_lowercase())
}

/// What reference links of the text may be called by.
fn labels(text: &str) -> BTreeSet<String> {
    text.lines().filter_map(|line| label(line.trim())).collect()
}

/// Four spaces after a blank line, but not below an item. Only Markdown's: elsewhere people indent prose.
fn is_indented_code(scan: &Scan<'_>, line: &str, syntax: Syntax) -> bool {
    let is_indented = |line: &str| line.starts_with("    ") || line.starts_with('\t');
    if syntax != Syntax::Markdown || !is_indented(line) {
        return false;
    }
    let before = scan.text.get(..scan.at).unwrap_or("");
    let text_above = before.trim_end();
    let line_above = text_above.rsplit('\n').next().unwrap_or("");
    let is_after_blank = before.get(text_above.len()..).unwrap_or("").matches('\n').count() != 1;
    let goes_on = is_indented(line_above) && scan.was_closed_within(text_above.len(), scan.at);
    goes_on || (is_after_blank && !is_indented(line_above) && !is_item(line_above))
}

/// From a fence to the one that closes it, or to the end.
fn take_fence(scan: &mut Scan<'_>, content: &str) {
    scan.border();
    let sign = content.chars().next().unwrap_or('`');
    let length = content.chars().take_while(|&c| c == sign).count();
    let mut end = 0;
    for (at, line) in scan.rest().split_inclusive('\n').enumerate() {
        end += line.len();
        let line = line.trim_matches([' ', '\t', '>', '\r', '\n']);
        if at > 0 && line.len() >= length && line.chars().all(|c| c == sign) {
            break;
        }
    }
    scan.close_off(end);
}

/// From so many backticks to as many, within the paragraph.
fn take_code(scan: &mut Scan<'_>) {
    let rest = near_paragraph(scan.rest());
    let length = rest.chars().take_while(|&c| c == '`').count();
    let mut at = length;
    while let Some(found) = rest.get(at..).and_then(|rest| rest.find('`')) {
        let start = at + found;
        let here = rest.get(start..).unwrap_or("").chars().take_while(|&c| c == '`').count();
        if here == length {
            return scan.close_off(start + here);
        }
        at = start + here;
    }
    scan.at += length;
}

/// As pandoc: no space after the first sign or before the last, no digit after that.
fn take_mathematics(scan: &mut Scan<'_>) {
    let rest = near_paragraph(scan.rest());
    if let Some(inner) = rest.strip_prefix("$$") {
        let end = inner.find("$$").map_or(2, |end| end + 4);
        return if end > 2 { scan.close_off(end) } else { scan.at += end };
    }
    let inner = rest.get(1..).unwrap_or("");
    let closes = |at: &usize| {
        let (before, after) = (inner.get(..*at).unwrap_or(""), inner.get(*at + 1..).unwrap_or(""));
        let is_escaped = before.ends_with('\\');
        !is_escaped && !before.ends_with(char::is_whitespace) && !after.starts_with(|c: char| c.is_ascii_digit())
    };
    let opens = !inner.starts_with(|c: char| c.is_whitespace() || c == '$');
    // Only the next one can close; a text with many prices is not searched again for each.
    let end = inner.find('$').filter(|end| *end > 0 && opens && closes(end));
    match end {
        Some(end) => scan.close_off(end + 2),
        None => scan.at += 1,
    }
}

/// `{#anchor .class}`.
fn take_attributes(scan: &mut Scan<'_>) {
    let line = near_line(scan.rest());
    match line.find('}') {
        Some(end) => scan.close_off(end + 1),
        None => scan.at += 1,
    }
}

fn take_bracket(scan: &mut Scan<'_>) {
    let line = near_line(scan.rest());
    // `[^1]` and `[@key]` are marks themselves.
    let is_mark = matches!(scan.after(1), '^' | '@') || scan.rest().starts_with("[-@");
    match line.find(']').filter(|_| is_mark) {
        Some(end) => scan.close_off(end + 1),
        None => scan.begin(Mark::Bracket, 1),
    }
}

/// `]`, with the target, label or attributes that may follow and make it a link.
fn end_bracket(scan: &mut Scan<'_>, labels: &BTreeSet<String>) {
    let to = scan.at;
    scan.at += 1;
    let Some(open) = scan.open.iter().rposition(|open| open.mark == Mark::Bracket) else { return };
    let open = scan.open.remove(open);
    let target = match scan.after(0) {
        '(' => target_length(scan.rest()),
        '[' => near_line(scan.rest()).find(']').map(|end| end + 1),
        '{' => near_line(scan.rest()).find('}').map(|end| end + 1),
        _ => None,
    };
    if let Some(target) = target {
        scan.close_off(target);
        scan.link(open, to);
    } else if labels.contains(&scan.text.get(open.inner..to).unwrap_or("").to_lowercase()) {
        scan.link(open, to);
    }
}

/// `(address "title")`, whose address may hold brackets in pairs.
fn target_length(rest: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in near_paragraph(rest).char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return Some(at + 1),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn take_tag(scan: &mut Scan<'_>) {
    let rest = scan.rest();
    if let Some(comment) = rest.strip_prefix("<!--") {
        let end = comment.find("-->").map_or(rest.len(), |end| end + 7);
        return scan.close_off(end);
    }
    let inner = rest.get(1..).unwrap_or("");
    let end = near_paragraph(inner).find(['>', '<']);
    let looks_like_tag = inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
    let Some(end) = end.filter(|&end| looks_like_tag && inner.as_bytes().get(end) == Some(&b'>')) else {
        scan.at += 1;
        return;
    };
    let tag = inner.get(..end).unwrap_or("");
    let (closes, name) = tag.strip_prefix('/').map_or((false, tag), |name| (true, name));
    let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("").to_ascii_lowercase();
    if name.len() < tag.len() && (tag.contains("://") || tag.contains('@')) && !tag.contains(' ') {
        return scan.address(end + 2);
    }
    apply_tag(scan, &name, closes, end + 2);
}

fn apply_tag(scan: &mut Scan<'_>, name: &str, closes: bool, length: usize) {
    let named = |name: &str| {
        let mut out = TagName::default();
        out.iter_mut().zip(name.bytes()).for_each(|(to, from)| *to = from);
        Mark::Tag(out)
    };
    match (name, closes) {
        (name, false) if CLOSED.contains(&name) => {
            let end = end_of_closed(scan, name).unwrap_or(length);
            scan.close_off(end);
        }
        (name, true) if INLINE.contains(&name) => {
            scan.closed((scan.at, scan.at + length));
            scan.end(named(name), length);
        }
        (name, false) if INLINE.contains(&name) => {
            scan.closed((scan.at, scan.at + length));
            scan.begin(named(name), length);
        }
        ("br" | "wbr" | "img", _) => scan.close_off(length),
        _ => {
            let from = scan.at;
            scan.close_off(length);
            scan.border();
            if name.len() == 2 && name.starts_with('h') && !closes {
                let near = near_paragraph(scan.text.get(from..).unwrap_or(""));
                let end = end_of_element(near, name).unwrap_or(length);
                scan.heading((from, from + end));
            }
        }
    }
}

/// The same for an element of any length. One that does not end makes no later one end either.
fn end_of_closed(scan: &mut Scan<'_>, name: &str) -> Option<usize> {
    if scan.missed.iter().any(|missed| missed == name) {
        return None;
    }
    let end = end_of_element(scan.rest(), name);
    if end.is_none() {
        scan.missed.push(name.to_owned());
    }
    end
}

/// How many bytes the element has that begins here, its end tag included.
fn end_of_element(rest: &str, name: &str) -> Option<usize> {
    let is_end = |at: &usize| begins(rest.get(at + 2..).unwrap_or(""), name);
    let start = rest.match_indices("</").map(|(at, _)| at).find(is_end)?;
    let length = rest.get(start..)?.find('>')?;
    Some(start + length + 1)
}
