//! The scan that makes a `View`: bytes in, words and marks out, in one pass.
//!
//! Markup that does not close is dropped at the end of its block, so a stray asterisk or quotation mark never
//! swallows a text. Runs longer than [`LONGEST_RUN`] words are no titles and are dropped as well, which also keeps
//! the scan linear.

mod html;
mod words;

use words::{Word, is_abbreviation, is_word_char, item_marker, link_target, opening, word_joint};

use super::lexicon::Lexicon;
use super::view::{Gap, Line, LineKind, Run, RunKind, Shape, Token, View};

/// No title has more words; a longer run is a passage.
const LONGEST_RUN: usize = 40;
/// How far a tag, a link's target or an entity may reach before it is taken for plain text.
const LONGEST_TAG: usize = 4000;
/// How far a template may reach.
const LONGEST_TEMPLATE: usize = 400;

/// Scans `text` into words, runs and lines.
pub fn scan(text: &str) -> View<'_> {
    let mut scanner = Scanner::new(text);
    scanner.run();
    scanner.finish()
}

struct Open {
    kind: RunKind,
    mark: char,
    first: usize,
    /// Where a link leads, if its tag says so at once.
    target: Option<(u32, u32)>,
}

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    lexicon: Lexicon,
    at: usize,
    gap: Gap,
    tokens: Vec<Token>,
    runs: Vec<Run>,
    lines: Vec<Line>,
    open: Vec<Open>,
    /// Elements whose end was looked for in vain.
    unclosed: Vec<String>,
    /// No comment ends before.
    no_comment_end: usize,
    line_kind: LineKind,
    line_open: bool,
    block: u32,
    line_start: bool,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            lexicon: Lexicon::get(),
            at: 0,
            gap: Gap::PARA,
            tokens: Vec::with_capacity(text.len() / 5),
            runs: Vec::new(),
            lines: Vec::new(),
            open: Vec::new(),
            unclosed: Vec::new(),
            no_comment_end: 0,
            line_kind: LineKind::Prose,
            line_open: false,
            block: 0,
            line_start: true,
        }
    }

    fn finish(mut self) -> View<'a> {
        self.end_line();
        let Self { text, tokens, runs, lines, .. } = self;
        View { text, tokens, runs, lines }
    }

    fn run(&mut self) {
        while self.at < self.bytes.len() {
            if self.line_start {
                self.line_start = false;
                self.begin_line();
                continue;
            }
            let byte = self.bytes[self.at];
            if byte.is_ascii_alphanumeric() {
                self.take_word();
            } else if byte < 0x80 {
                self.take_sign(byte);
            } else {
                self.take_wide();
            }
        }
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(b'\n')
    }

    fn before(&self) -> u8 {
        self.at.checked_sub(1).map_or(b'\n', |i| self.bytes[i])
    }

    /// A mark of `len` bytes.
    fn mark(&mut self, gap: Gap, len: usize) {
        self.gap.add(gap);
        self.at += len;
    }

    // ------------------------------------------------------------ lines

    fn begin_line(&mut self) {
        let mut at = self.at;
        let mut kind = LineKind::Prose;
        while at < self.bytes.len() {
            match self.bytes[at] {
                b' ' | b'\t' | b'\r' | b'>' => at += 1,
                b'#' => {
                    at += 1;
                    kind = LineKind::Heading;
                }
                _ => break,
            }
        }
        if at < self.bytes.len() && self.bytes[at] == b'\n' {
            self.at = at;
            return;
        }
        if let Some(len) = item_marker(&self.bytes[at..]) {
            at += len;
            kind = LineKind::Item;
        } else if kind == LineKind::Heading && self.bytes.get(at.wrapping_sub(1)) == Some(&b'#') {
            kind = LineKind::Prose; // `#tag`
        }
        if self.text[self.at..].is_char_boundary(at - self.at) {
            self.at = at;
        }
        self.gap.add(if kind == LineKind::Prose { Gap::SPACE } else { Gap::PARA });
        self.line_kind = kind;
        if self.bytes[self.at..].starts_with(b"```") {
            self.skip_fence();
        }
    }

    fn skip_fence(&mut self) {
        let rest = &self.bytes[self.at + 3..];
        let end = rest.windows(4).position(|w| w == b"\n```");
        self.at = end.map_or(self.bytes.len(), |e| self.at + 3 + e + 4);
        self.gap.add(Gap::PARA);
    }

    fn end_line(&mut self) {
        if self.line_open {
            let end = self.tokens.len() as u32;
            if let Some(line) = self.lines.last_mut() {
                line.end = end;
            }
            self.line_open = false;
        }
        self.line_kind = LineKind::Prose;
    }

    fn line_break(&mut self) {
        let blank = self.gap.has(Gap::LINE) && !self.line_open;
        self.end_line();
        self.gap.add(Gap::LINE);
        self.line_start = true;
        if blank {
            self.end_block();
        }
    }

    fn end_block(&mut self) {
        self.gap.add(Gap::PARA);
        self.block += 1;
        self.open.clear();
    }

    fn take_word(&mut self) {
        let start = self.at;
        let word = Word::plain(&self.bytes[start..], self.lexicon);
        let mut at = start + word.len;
        // An apostrophe, a hyphen, an entity or a letter beyond ASCII may go on with the word.
        if !matches!(self.bytes.get(at), Some(b'\'' | b'-' | b'&' | 0x80..)) {
            return self.push_word(start, word);
        }
        while let Some(len) = word_joint(self.text, at) {
            at += len;
            at += self.bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        }
        let whole = at == start + word.len;
        let word = if whole { word } else { Word::any(&self.text[start..at], self.lexicon) };
        self.push_word(start, word);
    }

    fn push_word(&mut self, start: usize, word: Word) {
        let end = start + word.len;
        self.at = end;
        if matches!(word.len, 3..=5) && self.is_address(&self.bytes[start..end], end) {
            return self.skip_address();
        }
        if !self.line_open {
            self.lines.push(Line {
                kind: self.line_kind,
                first: self.tokens.len() as u32,
                end: self.tokens.len() as u32,
                block: self.block,
            });
            self.line_open = true;
        }
        self.tokens.push(Token {
            start: start as u32,
            end: end as u32,
            stem_end: (start + word.stem_len) as u32,
            gap: self.gap,
            shape: word.shape,
            classes: word.classes,
            word: word.norm,
            letters: word.letters,
            emphasis: 0,
            quote: 0,
            link: 0,
            line: (self.lines.len() - 1) as u32,
        });
        self.gap = Gap::default();
    }

    /// `http://`, `https://`, `www.`
    fn is_address(&self, word: &[u8], end: usize) -> bool {
        let scheme = word.eq_ignore_ascii_case(b"http") || word.eq_ignore_ascii_case(b"https");
        scheme && self.bytes[end..].starts_with(b"://") || word == b"www" && self.peek(0) == b'.'
    }

    fn skip_address(&mut self) {
        let rest = &self.bytes[self.at..];
        let end =
            self.at + rest.iter().position(|b| b.is_ascii_whitespace() || b"<>\"|`".contains(b)).unwrap_or(rest.len());
        let mut end = end;
        while end > self.at && b".,;:!?)]*_'".contains(&self.bytes[end - 1]) {
            end -= 1;
        }
        self.at = end;
        self.gap.add(Gap::ADDRESS);
    }

    // ------------------------------------------------------------ signs

    fn take_sign(&mut self, byte: u8) {
        match byte {
            b' ' | b'\t' | b'\r' | 0x0c => self.mark(Gap::SPACE, 1),
            b'\n' => {
                self.at += 1;
                self.line_break();
            }
            b'.' => self.take_period(),
            b',' => self.mark(Gap::COMMA, 1),
            b';' => self.mark(Gap::SEMICOLON, 1),
            b':' => self.mark(Gap::COLON, 1),
            b'?' => self.mark(Gap::QUERY.or(Gap::SENTENCE), 1),
            b'!' if self.peek(1) == b'[' => self.mark(Gap::OTHER, 1),
            b'!' => self.mark(Gap::BANG.or(Gap::SENTENCE), 1),
            b'{' if matches!(self.peek(1), b'{' | b'%') => self.skip_template(),
            b'{' => self.begin_run(RunKind::Quote, '{', 1),
            b'}' => self.end_run(&['{'], Gap::CLOSE_QUOTE, 1),
            b'(' => self.mark(Gap::OPEN_PAREN, 1),
            b')' => self.mark(Gap::CLOSE_PAREN, 1),
            b'/' => self.mark(Gap::SLASH, 1),
            b'|' => self.mark(Gap::CELL, 1),
            b'-' => self.take_hyphen(),
            b'&' => self.take_entity(),
            b'<' => self.take_tag(),
            b'[' => self.begin_run(RunKind::Link, '[', 1),
            b']' => self.end_link(),
            b'*' | b'_' => self.take_emphasis(byte),
            b'\\' if self.peek(1).is_ascii_punctuation() => {
                let escaped_quote = matches!(self.peek(1), b'"' | b'\'');
                if escaped_quote { self.at += 1 } else { self.mark(Gap::OTHER, 2) }
            }
            b'"' => self.take_quote('"', 1),
            b'\'' => self.take_single_quote(),
            b'`' if self.peek(1) == b'`' => self.take_quote('"', 2),
            _ => self.mark(Gap::OTHER, 1),
        }
    }

    /// `{{< figure … >}}`, `{% include … %}`: a site generator's words, not the writer's.
    fn skip_template(&mut self) {
        let close: &[u8] = if self.peek(1) == b'{' { b"}}" } else { b"%}" };
        let rest = &self.bytes[self.at..];
        let reach = &rest[..rest.len().min(LONGEST_TEMPLATE)];
        let line = reach.iter().position(|&b| b == b'\n').unwrap_or(reach.len());
        let end = rest[..line].windows(2).position(|w| w == close);
        self.mark(Gap::PARA, end.map_or(2, |e| e + 2));
    }

    fn take_period(&mut self) {
        if self.bytes[self.at..].starts_with(b"..") {
            let len = self.bytes[self.at..].iter().take_while(|&&b| b == b'.').count();
            return self.mark(Gap::DOTS.or(Gap::SENTENCE), len);
        }
        let next = self.peek(1);
        let initial = self.tokens.last().is_some_and(|t| {
            t.end as usize == self.at
                && (t.shape == Shape::Initial || is_abbreviation(&self.text[t.start as usize..t.end as usize]))
        });
        let ends = !initial && !next.is_ascii_alphanumeric();
        self.mark(if ends { Gap::PERIOD.or(Gap::SENTENCE) } else { Gap::PERIOD }, 1);
    }

    fn take_hyphen(&mut self) {
        let len = self.bytes[self.at..].iter().take_while(|&&b| b == b'-').count();
        let spaced =
            self.before().is_ascii_whitespace() || (self.at + len < self.bytes.len() && self.peek(len) == b' ');
        self.mark(if spaced || len > 1 { Gap::DASH } else { Gap::TIGHT_DASH }, len);
    }

    /// `&amp;` and its kin; anything else is an ampersand.
    fn take_entity(&mut self) {
        let rest = &self.bytes[self.at + 1..];
        let end = rest.iter().take(10).position(|&b| b == b';');
        let name = end.map_or(&b""[..], |e| &rest[..e]);
        let len = name.len() + 2;
        match name {
            b"" => self.mark(Gap::AND, 1),
            b"amp" | b"#38" => self.mark(Gap::AND, len),
            b"nbsp" | b"#160" => self.mark(Gap::SPACE, len),
            b"quot" | b"#34" => self.take_quote('"', len),
            b"ldquo" | b"#8220" | b"laquo" => self.begin_run(RunKind::Quote, '”', len),
            b"rdquo" | b"#8221" | b"raquo" => self.end_run(&['”'], Gap::CLOSE_QUOTE, len),
            b"mdash" | b"ndash" | b"#8211" | b"#8212" | b"#x2014" => self.mark(Gap::DASH, len),
            _ if name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'#') => self.mark(Gap::OTHER, len),
            _ => self.mark(Gap::AND, 1),
        }
    }

    fn take_wide(&mut self) {
        let Some(c) = self.text[self.at..].chars().next() else { return };
        let len = c.len_utf8();
        match c {
            _ if c.is_alphanumeric() => self.take_wide_word(),
            '“' if self.closes('„') => self.end_run(&['„'], Gap::CLOSE_QUOTE, len),
            '“' | '„' | '‟' | '『' | '「' | '《' => self.begin_run(RunKind::Quote, c, len),
            '”' | '』' | '」' | '》' => {
                self.end_run(&['“', '„', '”', '『', '「', '《', '‟'], Gap::CLOSE_QUOTE, len)
            }
            '«' if self.closes('»') => self.end_run(&['»'], Gap::CLOSE_QUOTE, len),
            '«' | '‹' => self.begin_run(RunKind::Quote, '«', len),
            '»' if self.closes('«') => self.end_run(&['«'], Gap::CLOSE_QUOTE, len),
            '»' | '›' => self.begin_run(RunKind::Quote, '»', len),
            '‘' | '‚' => self.begin_run(RunKind::Quote, '‘', len),
            '’' => self.end_run(&['‘'], Gap::CLOSE_QUOTE, len),
            '–' | '—' | '―' => self.take_long_dash(len),
            '…' => self.mark(Gap::DOTS.or(Gap::SENTENCE), len),
            '\u{2028}' | '\u{2029}' => self.mark(Gap::PARA, len),
            _ if c.is_whitespace() => self.mark(Gap::SPACE, len),
            _ => self.mark(Gap::OTHER, len),
        }
    }

    fn take_wide_word(&mut self) {
        let start = self.at;
        let mut at = start;
        loop {
            let rest = &self.text[at..];
            at += rest.find(|c: char| !is_word_char(c)).unwrap_or(rest.len());
            match word_joint(self.text, at) {
                Some(len) => at += len,
                None => break,
            }
        }
        let word = Word::any(&self.text[start..at.max(start + 1)], self.lexicon);
        self.push_word(start, word);
    }

    fn take_long_dash(&mut self, len: usize) {
        let next = self.text[self.at + len..].chars().next().unwrap_or(' ');
        let tight = !self.before().is_ascii_whitespace() && next.is_ascii_digit();
        self.mark(if tight { Gap::TIGHT_DASH } else { Gap::DASH }, len);
    }

    // ------------------------------------------------------------ runs

    fn begin_run(&mut self, kind: RunKind, mark: char, len: usize) {
        self.gap.add(opening(kind));
        self.open.push(Open { kind, mark, first: self.tokens.len(), target: None });
        if self.open.len() > 32 {
            self.open.remove(0);
        }
        self.at += len;
    }

    fn closes(&self, mark: char) -> bool {
        self.open.iter().any(|o| o.mark == mark)
    }

    /// Closes the innermost run that one of `marks` opened; without one the sign is passed over.
    fn end_run(&mut self, marks: &[char], gap: Gap, len: usize) {
        if let Some(at) = self.open.iter().rposition(|o| marks.contains(&o.mark)) {
            let open = self.open.remove(at);
            self.close(&open, None);
            self.gap.add(gap);
        } else {
            self.gap.add(Gap::OTHER);
        }
        self.at += len;
    }

    fn close(&mut self, open: &Open, target: Option<(u32, u32)>) {
        let end = self.tokens.len();
        if open.first >= end || end - open.first > LONGEST_RUN {
            return;
        }
        self.runs.push(Run { kind: open.kind, first: open.first as u32, end: end as u32, target });
        let id = self.runs.len() as u32;
        for token in &mut self.tokens[open.first..end] {
            match open.kind {
                RunKind::Emphasis => token.emphasis = id,
                RunKind::Quote => token.quote = id,
                RunKind::Link => token.link = id,
            }
        }
    }

    fn take_emphasis(&mut self, byte: u8) {
        let len = self.bytes[self.at..].iter().take_while(|&&b| b == byte).count();
        let (before, after) = (self.before(), self.peek(len));
        let mark = char::from(byte);
        let can_close = !before.is_ascii_whitespace() && (byte == b'*' || !after.is_ascii_alphanumeric());
        let can_open = !after.is_ascii_whitespace() && (byte == b'*' || !before.is_ascii_alphanumeric());
        if can_close && self.closes(mark) {
            self.end_run(&[mark], Gap::CLOSE_EMPHASIS, len);
        } else if can_open {
            self.begin_run(RunKind::Emphasis, mark, len);
        } else {
            self.mark(Gap::OTHER, len);
        }
    }

    fn take_quote(&mut self, mark: char, len: usize) {
        let (before, after) = (self.before(), self.peek(len));
        let opens = before.is_ascii_whitespace() || b"([{*_-/>\"".contains(&before);
        let begins = opens && !after.is_ascii_whitespace() && !after.is_ascii_punctuation();
        if self.closes(mark) && (!begins || after.is_ascii_whitespace()) {
            self.end_run(&[mark], Gap::CLOSE_QUOTE, len);
        } else {
            self.begin_run(RunKind::Quote, mark, len);
        }
    }

    /// `'` opens before a letter after white space, if one that closes follows in the same line; else it is an apostrophe.
    fn take_single_quote(&mut self) {
        let (before, after) = (self.before(), self.peek(1));
        if self.closes('\'') && !before.is_ascii_whitespace() && !after.is_ascii_alphanumeric() {
            return self.end_run(&['\''], Gap::CLOSE_QUOTE, 1);
        }
        let opens = (before.is_ascii_whitespace() || b"([\"*_".contains(&before)) && !after.is_ascii_whitespace();
        if opens && self.single_quote_closes() {
            self.begin_run(RunKind::Quote, '\'', 1);
        } else {
            self.mark(Gap::OTHER, 1);
        }
    }

    fn single_quote_closes(&self) -> bool {
        let rest = &self.bytes[self.at + 1..];
        let reach = &rest[..rest.len().min(200)];
        let line = reach.iter().position(|&b| b == b'\n').unwrap_or(reach.len());
        (1..line).any(|i| {
            reach[i] == b'\''
                && !reach[i - 1].is_ascii_whitespace()
                && !reach.get(i + 1).is_some_and(u8::is_ascii_alphanumeric)
        })
    }

    /// `]`, with the target that may follow in brackets.
    fn end_link(&mut self) {
        let target = (self.peek(1) == b'(').then(|| link_target(&self.bytes[self.at + 2..])).flatten();
        let start = self.at + 2;
        match (self.open.iter().rposition(|o| o.mark == '['), target) {
            (Some(at), Some(len)) => {
                let open = self.open.remove(at);
                self.close(&open, Some((start as u32, (start + len) as u32)));
                self.mark(Gap::CLOSE_LINK, len + 3);
            }
            (Some(at), None) => {
                self.open.remove(at);
                self.mark(Gap::CLOSE_PAREN, 1);
            }
            (None, Some(len)) => self.mark(Gap::OTHER, len + 3),
            (None, None) => self.mark(Gap::OTHER, 1),
        }
    }
}
