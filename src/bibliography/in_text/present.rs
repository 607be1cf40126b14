//! The citations that a text has already, in any of the forms that it may hold, and the text without them.

use super::layout::{Layout, balanced, near_line, near_paragraph};
use super::{Form, Syntax};

/// How far a citation may reach.
const LONGEST: usize = 1000;

/// A citation that stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Present {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) keys: Vec<String>,
    /// Whether the words around it say the same without it.
    pub(super) is_apart: bool,
}

/// Every citation of the text, in order; what only looks like one, in code, is none.
pub(super) fn citations(text: &str, syntax: Syntax, form: Form) -> Vec<Present> {
    let layout = Layout::of(text, syntax);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(['[', '@', '\\', '#'])) {
        at += next;
        let rest = text.get(at..).unwrap_or("");
        let before = text.get(..at).and_then(|text| text.chars().next_back()).unwrap_or(' ');
        let read = if layout.is_inside_closed(at) { None } else { read(rest, before, form) };
        let (length, is_apart, keys) = read.unwrap_or((1, false, Vec::new()));
        if !keys.is_empty() {
            found.push(Present { start: at, end: at + length, keys, is_apart });
        }
        at += length;
    }
    found
}

type Read = (usize, bool, Vec<String>);

fn read(rest: &str, before: char, form: Form) -> Option<Read> {
    match (rest.chars().next()?, form) {
        ('[', Form::Pandoc | Form::Latex) if before != '\\' => pandoc_group(rest),
        ('@', Form::Typst) if !before.is_alphanumeric() && before != '\\' => typst_reference(rest),
        ('#', Form::Typst) => typst_function(rest),
        ('@', _) if !before.is_alphanumeric() && before != '\\' => {
            let (key, length) = pandoc_key(rest)?;
            Some((length, false, vec![key]))
        }
        ('\\', Form::Pandoc | Form::Latex) => latex(rest),
        _ => None,
    }
}

/// `[see @kuhn1962, p. 3; -@smith1776]`.
fn pandoc_group(rest: &str) -> Option<Read> {
    let end = near_paragraph(rest).find(']')?;
    let inner = rest.get(1..end).filter(|inner| inner.len() < LONGEST && !inner.contains('['))?;
    let mut keys = Vec::new();
    for (at, _) in inner.match_indices('@') {
        let before = inner.get(..at).unwrap_or("");
        if before.is_empty() || before.ends_with([' ', ';', '-', '\n']) {
            keys.extend(inner.get(at..).and_then(pandoc_key).map(|(key, _)| key));
        }
    }
    (!keys.is_empty()).then_some((end + 1, true, keys))
}

/// `@key` or `@{key}`, with its length.
fn pandoc_key(rest: &str) -> Option<(String, usize)> {
    let name = rest.strip_prefix('@')?;
    if let Some(braced) = name.strip_prefix('{') {
        let end = near_line(braced).find('}')?;
        return Some((braced.get(..end)?.to_owned(), end + 3));
    }
    let key = bare_pandoc_key(name);
    (!key.is_empty()).then(|| (key.to_owned(), key.len() + 1))
}

/// As much as pandoc reads as a key that is not in braces: single signs within it, none at its end.
pub(super) fn bare_pandoc_key(text: &str) -> &str {
    let is_letter = |c: char| c.is_alphanumeric() || c == '_';
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let goes_on = chars.peek().is_some_and(|(_, next)| is_letter(*next));
        if is_letter(c) || (at > 0 && ":.#$%&-+?<>~/".contains(c) && goes_on) {
            end = at + c.len_utf8();
        } else {
            break;
        }
    }
    text.get(..end).unwrap_or("")
}

/// `\autocite[12]{kuhn1962,smith1776}` and its kin.
fn latex(rest: &str) -> Option<Read> {
    let name: &str = rest.get(1..)?.split(|c: char| !c.is_ascii_alphabetic()).next()?;
    if !name.to_ascii_lowercase().contains("cite") || name == "nocite" {
        return None;
    }
    let mut at = 1 + name.len();
    at += usize::from(rest.get(at..)?.starts_with('*'));
    while rest.get(at..)?.starts_with('[') {
        at += balanced(rest.get(at..)?, LONGEST)?;
    }
    let length = rest.get(at..).filter(|rest| rest.starts_with('{')).and_then(|rest| balanced(rest, LONGEST))?;
    let keys = rest.get(at + 1..at + length - 1)?.split(',').map(|key| key.trim().to_owned());
    // `\citeauthor{kuhn1962} says` does not say the same without it.
    let is_apart = !["text", "author", "title", "year"].iter().any(|word| name.to_ascii_lowercase().contains(word));
    Some((at + length, is_apart, keys.filter(|key| !key.is_empty()).collect()))
}

/// `@key[p. 3]`.
fn typst_reference(rest: &str) -> Option<Read> {
    let key = bare_typst_key(rest.get(1..)?);
    let end = 1 + key.len();
    let after = rest.get(end..).unwrap_or("");
    let supplement = if after.starts_with('[') { balanced(after, LONGEST).unwrap_or(0) } else { 0 };
    (!key.is_empty()).then(|| (end + supplement, true, vec![key.to_owned()]))
}

/// As much as Typst reads as the key of a reference.
pub(super) fn bare_typst_key(text: &str) -> &str {
    let is_letter = |c: char| c.is_alphanumeric() || "_-.:".contains(c);
    text.split(|c: char| !is_letter(c)).next().unwrap_or("").trim_end_matches(['.', ':'])
}

/// `#cite(<key>)` or `#cite(label("key"))`.
fn typst_function(rest: &str) -> Option<Read> {
    let arguments = rest.strip_prefix("#cite").filter(|rest| rest.starts_with('('))?;
    let length = balanced(arguments, LONGEST)?;
    let inner = arguments.get(1..length - 1)?.trim_start();
    let by_label = inner.strip_prefix('<').and_then(|rest| rest.split_once('>'));
    let by_name = || inner.strip_prefix("label(\"").and_then(|rest| rest.split_once('"'));
    let key = by_label.or_else(by_name)?.0;
    let semicolon = usize::from(arguments.get(length..).is_some_and(|rest| rest.starts_with(';')));
    Some((5 + length + semicolon, true, vec![key.to_owned()]))
}

/// A text without its citations, with the way back.
#[derive(Clone, Debug)]
pub(super) struct Cuts {
    pub(super) text: String,
    /// What was taken out, as bytes of the text with it.
    cuts: Vec<(usize, usize)>,
    /// Where keys are cited, as bytes of the text without them.
    pub(super) present: Vec<(usize, String)>,
}

impl Cuts {
    pub(super) fn of(text: &str, syntax: Syntax, form: Form) -> Self {
        let mut out = Self { text: String::with_capacity(text.len()), cuts: Vec::new(), present: Vec::new() };
        let mut kept = 0;
        for citation in citations(text, syntax, form) {
            let before = text.get(kept..citation.start).unwrap_or("");
            let space = before.chars().next_back().filter(|c| matches!(c, ' ' | '~')).map_or(0, char::len_utf8);
            let start = if citation.is_apart { citation.start - space } else { citation.end };
            out.text.push_str(text.get(kept..start).unwrap_or(""));
            out.present.extend(citation.keys.into_iter().map(|key| (out.text.len(), key)));
            if citation.is_apart {
                out.cuts.push((start, citation.end));
            }
            kept = citation.end;
        }
        out.text.push_str(text.get(kept..).unwrap_or(""));
        out
    }

    /// The place in the whole text: before what was taken out there.
    pub(super) fn original(&self, at: usize) -> usize {
        self.with_cuts(at, |start, out| start < out)
    }

    /// The same behind what was taken out there.
    pub(super) fn original_start(&self, at: usize) -> usize {
        self.with_cuts(at, |start, out| start <= out)
    }

    fn with_cuts(&self, at: usize, is_before: impl Fn(usize, usize) -> bool) -> usize {
        let mut out = at;
        for (start, end) in &self.cuts {
            if !is_before(*start, out) {
                break;
            }
            out += end - start;
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::{Cuts, citations};
    use crate::bibliography::in_text::{Form, Syntax};

    #[track_caller]
    fn case(syntax: Syntax, form: Form, text: &str, without: &str, keys: &[&str]) {
        let cuts = Cuts::of(text, syntax, form);
        assert_eq!(cuts.text, without);
        assert_eq!(cuts.present.iter().map(|(_, key)| key.as_str()).collect::<Vec<_>>(), keys);
    }

    #[test]
    fn what_is_cited_is_seen() {
        let pandoc = |text, without, keys: &[&str]| case(Syntax::Markdown, Form::Pandoc, text, without, keys);
        pandoc("On War [@clausewitz1832] is.", "On War is.", &["clausewitz1832"]);
        pandoc("A [see @a:b, p. 3; -@{c.}], B", "A, B", &["a:b", "c."]);
        pandoc("@kuhn1962 says, me@example.org too", "@kuhn1962 says, me@example.org too", &["kuhn1962"]);
        pandoc("`[@a]` [a](x@y) \\autocite[3]{b, c}", "`[@a]` [a](x@y)", &["b", "c"]);
        let latex = |text, without, keys: &[&str]| case(Syntax::Latex, Form::Latex, text, without, keys);
        latex("On War~\\parencite[see][12]{a}. \\textcite{b} says", "On War. \\textcite{b} says", &["a", "b"]);
        latex("\\nocite{a} \\verb|\\cite{b}| % \\cite{c}\n", "\\nocite{a} \\verb|\\cite{b}| % \\cite{c}\n", &[]);
        let typst = |text, without, keys: &[&str]| case(Syntax::Typst, Form::Typst, text, without, keys);
        typst("On War @a. B @b[p. 3] C #cite(label(\"c+\")); D #cite(<d>)", "On War. B C D", &["a", "b", "c+", "d"]);
    }

    #[test]
    fn places_lead_back() {
        let text = "A [@a] B [@b]";
        let cuts = Cuts::of(text, Syntax::Prose, Form::Pandoc);
        assert_eq!(cuts.text, "A B");
        assert_eq!([0, 1, 2, 3].map(|at| cuts.original(at)), [0, 1, 7, 8]);
        assert_eq!([0, 1, 2, 3].map(|at| cuts.original_start(at)), [0, 6, 7, 13]);
        assert_eq!(citations("[@a", Syntax::Prose, Form::Pandoc).len(), 1);
    }
}
