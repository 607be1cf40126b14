//! Tags within a text, as far as they say where lines end and what is emphasised, quoted or linked.
//!
//! No document is built and nothing is checked: a tag that does not close is text.

use super::{LONGEST_TAG, Scanner};
use crate::detect::view::{Gap, LineKind, RunKind};

impl Scanner<'_> {
    pub(super) fn take_tag(&mut self) {
        let rest = &self.bytes[self.at + 1..];
        if rest.starts_with(b"!--") {
            let end = self.comment_end();
            return self.mark(Gap::SPACE, end.map_or(1, |e| e + 3 - self.at));
        }
        let looks_like_tag = matches!(rest.first(), Some(b'a'..=b'z' | b'A'..=b'Z' | b'/' | b'!' | b'?'));
        let end = rest.iter().take(LONGEST_TAG).position(|&b| b == b'>' || b == b'<').filter(|&e| rest[e] == b'>');
        let (true, Some(end)) = (looks_like_tag, end) else { return self.mark(Gap::OTHER, 1) };
        let inner = &rest[..end];
        let closing = inner.first() == Some(&b'/');
        let name_bytes = &inner[usize::from(closing)..];
        let name_len = name_bytes.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        let name = String::from_utf8_lossy(&name_bytes[..name_len]).to_ascii_lowercase();
        let tag_start = self.at + 1;
        self.at += end + 2;
        self.apply_tag(&name, closing, tag_start, end);
    }

    /// Where the comment that begins here ends. What was looked through in vain is not looked through again.
    fn comment_end(&mut self) -> Option<usize> {
        let from = (self.at + 1).max(self.no_comment_end);
        let to = self.bytes.len().min(self.at + LONGEST_TAG * 4);
        let found = self.bytes.get(from..to)?.windows(3).position(|w| w == b"-->").map(|e| from + e);
        if found.is_none() {
            self.no_comment_end = to.saturating_sub(2);
        }
        found
    }

    fn apply_tag(&mut self, name: &str, closing: bool, start: usize, len: usize) {
        match name {
            "i" | "em" | "b" | "strong" | "cite" | "u" if closing => {
                self.end_run(&['<'], Gap::CLOSE_EMPHASIS, 0);
            }
            "i" | "em" | "b" | "strong" | "cite" | "u" => self.begin_run(RunKind::Emphasis, '<', 0),
            "q" if closing => self.end_run(&['q'], Gap::CLOSE_QUOTE, 0),
            "q" => self.begin_run(RunKind::Quote, 'q', 0),
            "a" if closing => self.end_anchor(),
            "a" => {
                self.begin_run(RunKind::Link, 'a', 0);
                self.anchor_target(start, len);
            }
            "br" => self.html_line(LineKind::Prose, false),
            "li" if !closing => self.html_line(LineKind::Item, true),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if !closing => self.html_line(LineKind::Heading, true),
            "p" | "div" | "li" | "ul" | "ol" | "tr" | "td" | "th" | "table" | "blockquote" | "section" | "article"
            | "header" | "footer" | "dt" | "dd" | "figure" | "title" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.html_line(LineKind::Prose, true);
            }
            "script" | "style" | "pre" | "noscript" | "svg" if !closing => self.skip_element(name),
            _ => {}
        }
    }

    fn html_line(&mut self, kind: LineKind, block: bool) {
        self.end_line();
        self.gap.add(Gap::LINE);
        if block {
            self.end_block();
        }
        self.line_kind = kind;
    }

    fn skip_element(&mut self, name: &str) {
        self.gap.add(Gap::PARA);
        // Once an element was looked for in vain, no later one closes either; looking again would cost all with all.
        if self.unclosed.iter().any(|n| n == name) {
            return;
        }
        let close = format!("</{name}");
        let rest = &self.bytes[self.at..];
        match rest.windows(close.len()).position(|w| w.eq_ignore_ascii_case(close.as_bytes())) {
            Some(end) => self.at += end,
            None => self.unclosed.push(name.to_owned()),
        }
    }

    /// Keeps where `href` points with the run that the anchor opened.
    fn anchor_target(&mut self, start: usize, len: usize) {
        let tag = &self.bytes[start..start + len];
        let Some(at) = tag.windows(5).position(|w| w.eq_ignore_ascii_case(b"href=")) else { return };
        let value = &tag[at + 5..];
        let quoted = matches!(value.first(), Some(b'"' | b'\''));
        let from = start + at + 5 + usize::from(quoted);
        let length = self.bytes[from..start + len]
            .iter()
            .position(|b| if quoted { b"\"'".contains(b) } else { b.is_ascii_whitespace() })
            .unwrap_or(start + len - from);
        if let Some(open) = self.open.last_mut() {
            open.target = Some((from as u32, (from + length) as u32));
        }
    }

    fn end_anchor(&mut self) {
        if let Some(at) = self.open.iter().rposition(|o| o.mark == 'a') {
            let open = self.open.remove(at);
            self.close(&open, open.target);
        }
        self.gap.add(Gap::CLOSE_LINK);
    }
}
