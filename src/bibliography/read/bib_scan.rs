//! The rows of a `.bib` file: entries with their fields as they are written, macros put in their places.
//!
//! What stands outside entries is no row. A broken entry ends where the next one begins, at the start of a line, so
//! that it costs no other; a macro knows only those before it, so that none can call itself. What the values mean is
//! not known here.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// What macros may add to a file in all; without a bound a few lines could ask for all memory there is.
const MOST_FROM_MACROS: usize = 32 * 1024 * 1024;

/// The months that every `.bib` file knows.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Raw<'t> {
    /// In small letters.
    pub kind: String,
    pub key: &'t str,
    pub line: usize,
    /// Names in small letters, values as TeX.
    pub fields: Vec<(String, Cow<'t, str>)>,
    /// Fields that were not taken, and why.
    pub left: Vec<(String, String)>,
    /// Why it cannot be read, if it cannot.
    pub broken: Option<String>,
}

/// Every entry of the file, the broken ones among them.
pub(super) fn scan(text: &str) -> Vec<Raw<'_>> {
    let mut scanner = Scanner { text, at: 0, lines: (0, 1), macros: HashMap::new(), budget: MOST_FROM_MACROS };
    let mut entries = Vec::new();
    while scanner.find_entry() {
        if let Some(entry) = scanner.entry() {
            entries.push(entry);
        }
    }
    entries
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    /// A place and its line, from which to count on.
    lines: (usize, usize),
    macros: HashMap<String, Cow<'t, str>>,
    budget: usize,
}

type Scanned<T> = Result<T, String>;

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    fn eat_while(&mut self, is_meant: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let end = rest.find(|c| !is_meant(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Over space, and comments from `%` to the end of the line.
    fn skip_space(&mut self) {
        loop {
            self.eat_while(char::is_whitespace);
            if self.peek() != Some(b'%') {
                return;
            }
            self.eat_while(|c| c != '\n');
        }
    }

    fn line(&mut self) -> usize {
        let (from, line) = self.lines;
        let new = self.text.as_bytes().get(from..self.at).unwrap_or_default();
        self.lines = (self.at.max(from), line + new.iter().filter(|&&b| b == b'\n').count());
        self.lines.1
    }

    /// To the next `@` that no `%` hides.
    fn find_entry(&mut self) -> bool {
        while let Some(found) = self.rest().find('@') {
            let at = self.at + found;
            let start = self.text[..at].rfind('\n').map_or(0, |n| n + 1).max(self.at);
            self.at = at;
            if !self.text[start..at].trim_start().starts_with('%') {
                return true;
            }
            self.eat_while(|c| c != '\n');
        }
        self.at = self.text.len();
        false
    }

    /// The entry that begins here, if one does.
    fn entry(&mut self) -> Option<Raw<'t>> {
        let line = self.line();
        self.at += 1;
        let kind = self.eat_while(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-').to_lowercase();
        let after = self.at;
        self.eat_while(char::is_whitespace);
        let close = match self.peek() {
            Some(b'{') => b'}',
            Some(b'(') => b')',
            _ => return None,
        };
        self.at += 1;
        match kind.as_str() {
            "" => return None,
            "comment" | "preamble" => {
                // What has no end is no comment: the entries behind it are not lost.
                self.at -= 1;
                if close == b')' || self.braced().is_err() {
                    self.at = after;
                }
                return None;
            }
            "string" => {
                let start = self.at;
                if self.define(close).is_err() {
                    self.at = start;
                }
                return None;
            }
            _ => {}
        }
        let mut raw = Raw { kind, key: "", line, fields: Vec::new(), left: Vec::new(), broken: None };
        let start = self.at;
        if let Err(why) = self.body(close, &mut raw) {
            let at = self.line();
            raw.broken = Some(if at == line { why } else { format!("{why} (line {at})") });
            self.recover(start);
        }
        Some(raw)
    }

    /// To where the next entry seems to begin.
    fn recover(&mut self, start: usize) {
        self.at = self.at.max(start);
        while !self.begins_entry() && self.at < self.text.len() {
            self.eat_while(|c| c != '\n');
            self.at += usize::from(self.peek().is_some());
        }
    }

    /// Whether here, at the start of a line, stands `@word{`.
    fn begins_entry(&self) -> bool {
        if self.at > 0 && self.text.as_bytes().get(self.at - 1) != Some(&b'\n') {
            return false;
        }
        let rest = self.rest().trim_start_matches([' ', '\t']);
        let Some(word) = rest.strip_prefix('@') else { return false };
        let after = word.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        after.len() < word.len() && after.trim_start_matches([' ', '\t']).starts_with(['{', '('])
    }

    fn define(&mut self, close: u8) -> Scanned<()> {
        self.skip_space();
        let name = self.name()?.to_lowercase();
        let value = self.value()?.map_err(|unknown| format!("no string is called `{unknown}`"))?;
        self.macros.insert(name, value);
        self.skip_space();
        if self.eat(close) { Ok(()) } else { Err("the string does not end".to_owned()) }
    }

    fn body(&mut self, close: u8, raw: &mut Raw<'t>) -> Scanned<()> {
        self.skip_space();
        let before = self.at;
        let key = self.eat_while(|c| !matches!(c, ',' | '=' | '}' | '{' | '"' | '\n' | '\r')).trim_end();
        self.eat_while(char::is_whitespace);
        match self.peek() {
            Some(b'=') => self.at = before,
            _ => raw.key = key,
        }
        let mut seen = HashSet::new();
        loop {
            self.skip_space();
            while self.eat(b',') {
                self.skip_space();
            }
            if self.eat(close) {
                return Ok(());
            }
            if self.peek().is_none() || self.begins_entry() {
                return Err("it does not end".to_owned());
            }
            let name = self.name()?.to_lowercase();
            let is_first = seen.insert(name.clone());
            match self.value()? {
                Ok(_) if !is_first => raw.left.push((name, "it stands there twice".to_owned())),
                Ok(value) => raw.fields.push((name, value)),
                Err(unknown) => raw.left.push((name, format!("no string is called `{unknown}`"))),
            }
        }
    }

    /// The name of a field with the `=` after it.
    fn name(&mut self) -> Scanned<&'t str> {
        let name =
            self.eat_while(|c| !c.is_whitespace() && !matches!(c, '=' | ',' | '{' | '}' | '"' | '#' | '(' | ')'));
        self.skip_space();
        if name.is_empty() {
            return Err(self.unexpected("a field"));
        }
        if !self.eat(b'=') {
            return Err(format!("no `=` follows `{}`", super::draft::shortened(name)));
        }
        self.skip_space();
        Ok(name)
    }

    fn unexpected(&self, wanted: &str) -> String {
        match self.rest().chars().next() {
            Some(c) => format!("{wanted} should stand where `{}` does", c.escape_debug()),
            None => "the file ends within it".to_owned(),
        }
    }

    /// A value of parts joined by `#`, or the name of the macro that there is not.
    fn value(&mut self) -> Scanned<Result<Cow<'t, str>, String>> {
        let mut value: Cow<'t, str> = Cow::Borrowed("");
        let mut unknown = None;
        loop {
            match self.part()? {
                Ok(part) if value.is_empty() => value = part,
                Ok(part) => {
                    self.budget =
                        self.budget.checked_sub(value.len() + part.len()).ok_or("its strings are too long")?;
                    value.to_mut().push_str(&part);
                }
                Err(name) => unknown = Some(name),
            }
            self.skip_space();
            if !self.eat(b'#') {
                return Ok(unknown.map_or(Ok(value), Err));
            }
            self.skip_space();
        }
    }

    fn part(&mut self) -> Scanned<Result<Cow<'t, str>, String>> {
        match self.peek() {
            Some(b'{') => return self.braced().map(|text| Ok(Cow::Borrowed(text))),
            Some(b'"') => return self.quoted().map(|text| Ok(Cow::Borrowed(text))),
            _ => {}
        }
        let word =
            self.eat_while(|c| !c.is_whitespace() && !matches!(c, '{' | '}' | '"' | '#' | ',' | '=' | '(' | ')'));
        let name = word.to_lowercase();
        if word.is_empty() {
            return Err(self.unexpected("a value"));
        }
        if word.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Ok(Cow::Borrowed(word)));
        }
        if let Some(value) = self.macros.get(&name) {
            self.budget = self.budget.checked_sub(value.len()).ok_or("its strings are too long")?;
            return Ok(Ok(value.clone()));
        }
        let month = MONTHS.iter().position(|month| *month == name);
        Ok(month.map(|at| Cow::Owned((at + 1).to_string())).ok_or_else(|| word.to_owned()))
    }

    fn braced(&mut self) -> Scanned<&'t str> {
        self.at += 1;
        let start = self.at;
        self.find_end(b'}')?;
        let text = &self.text[start..self.at];
        self.at += 1;
        Ok(text)
    }

    fn quoted(&mut self) -> Scanned<&'t str> {
        self.at += 1;
        let start = self.at;
        self.find_end(b'"')?;
        let text = &self.text[start..self.at];
        self.at += 1;
        Ok(text)
    }

    /// To this sign outside of all braces; where the next entry seems to begin first, it is missing.
    fn find_end(&mut self, end: u8) -> Scanned<()> {
        let opened = self.line();
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                _ if byte == end && depth == 0 => return Ok(()),
                b'{' => depth += 1,
                b'}' if depth == 0 => return Err("a brace closes that none opened".to_owned()),
                b'}' => depth -= 1,
                b'@' if self.is_runaway() => break,
                _ => {}
            }
            self.at += 1;
        }
        Err(format!("what opens in line {opened} does not close"))
    }

    /// Whether the `@` here begins an entry at the start of a line.
    fn is_runaway(&self) -> bool {
        let start = self.text[..self.at].rfind('\n').map_or(0, |n| n + 1);
        let is_first = self.text[start..self.at].trim_start_matches([' ', '\t']).is_empty();
        let word = self.text[self.at + 1..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
        is_first && word.len() < self.text.len() - self.at - 1 && word.starts_with('{')
    }
}

#[cfg(test)]
mod tests {
    use super::scan;

    /// Each entry as `kind:key@line name=value …`, with what is wrong with it.
    #[track_caller]
    fn case(text: &str, expected: &[&str]) {
        let told: Vec<String> = scan(text)
            .iter()
            .map(|raw| {
                let fields: String = raw.fields.iter().map(|(n, v)| format!(" {n}={v}")).collect();
                let left: String = raw.left.iter().map(|(n, why)| format!(" -{n}: {why}")).collect();
                let broken = raw.broken.as_ref().map(|why| format!(" !{why}")).unwrap_or_default();
                format!("{}:{}@{}{fields}{left}{broken}", raw.kind, raw.key, raw.line)
            })
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn entries_in_all_their_spellings() {
        case(
            "x@y.org\n@Book{a, Title = {A {B}}, year=1999,}\n@book ( b , note = \"q {\"} r\" )",
            &["book:a@2 title=A {B} year=1999", "book:b@3 note=q {\"} r"],
        );
        case("% @book{no, title={N}}\n@book{a, % why\n title={A} % so\n, }", &["book:a@2 title=A"]);
        case("@comment{@book{no,}}@preamble{\"x\"}@book{a}", &["book:a@1"]);
        case("@book{title = {A}}", &["book:@1 title=A"]);
        case("@book{a b:c/1,title={A} year={2}}", &["book:a b:c/1@1 title=A year=2"]);
    }

    #[test]
    fn macros_know_only_those_before_them() {
        case(
            "@string{a = \"x\"}@STRING(B = a # { y})@string{c = c # c}@book{k, p = B # \"!\", q = c, month = FEB}",
            &["book:k@1 p=x y! month=2 -q: no string is called `c`"],
        );
    }

    #[test]
    fn a_broken_entry_costs_no_other() {
        case(
            "@book{a, title = {A}\n@book{b, title = {B}}",
            &["book:a@1 title=A !it does not end (line 2)", "book:b@2 title=B"],
        );
        case(
            "@book{a, title = {A\n}, x = {\n@book{b, title = {B}}\n",
            &["book:a@1 title=A\n !what opens in line 2 does not close (line 3)", "book:b@3 title=B"],
        );
        case("@book{a, title}\n@book{b}", &["book:a@1 !no `=` follows `title`", "book:b@2"]);
        case("@book{a, title = }}\n@book{b}", &["book:a@1 !a value should stand where `}` does", "book:b@2"]);
        case("@book{a,,, = {x}", &["book:a@1 !a field should stand where `=` does"]);
        case("@book{", &["book:@1 !it does not end"]);
        case("@", &[]);
    }

    #[test]
    fn macros_cannot_ask_for_all_memory() {
        let mut text = format!("@string{{s0 = {{{}}}}}\n", "x".repeat(1000));
        for n in 1..60 {
            text += &format!("@string{{s{n} = s{} # s{}}}\n", n - 1, n - 1);
        }
        text += "@book{a, title = s59}\n@book{b, title = {B}}";
        let all = scan(&text);
        assert_eq!(all.len(), 2);
        assert_eq!(all[1].fields.len(), 1);
    }
}
