//! TeX as plain text: accents composed, commands said in Unicode, braces and dress gone.
//!
//! One pass without recursion, so that no depth of braces can hurt. Nothing is ever executed: a command that has no
//! text of its own is dropped, and named.

use std::collections::BTreeSet;

use unicode_normalization::char::compose;

use super::tex_words::{accent, hides_argument, is_dress, quotes, script, symbol};

/// What TeX says, and the commands that said nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Plain {
    pub text: String,
    pub unknown: BTreeSet<String>,
}

/// The plain text of a value.
pub(super) fn plain(tex: &str) -> Plain {
    if !tex.contains(['\\', '{', '}', '$', '~', '`', '\'', '-']) {
        return Plain { text: tex.to_owned(), unknown: BTreeSet::new() };
    }
    let mut reader = Reader { rest: tex, ..Reader::default() };
    while let Some(c) = reader.rest.chars().next() {
        reader.step(c);
    }
    reader.settle_accent();
    reader.out
}

/// An address or identifier, which TeX reads verbatim; what some programs escape in it is bare again.
pub(super) fn verbatim(tex: &str) -> String {
    let mut out = String::with_capacity(tex.len());
    let mut chars = tex.trim().chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('_' | '%' | '&' | '#' | '$' | '{' | '}' | '~')) => out.extend(chars.next()),
            ('{' | '}', _) => {}
            _ => out.push(c),
        }
    }
    let address = out.strip_prefix("\\url").unwrap_or(&out);
    address.replace("\\textasciitilde", "~").replace("\\slash", "/")
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Raised,
    Lowered,
}

#[derive(Default)]
struct Reader<'t> {
    rest: &'t str,
    out: Plain,
    /// Accents that wait for their letter, the outermost first.
    accents: Vec<(char, &'static str)>,
    /// What closes each open brace, and the script that held before it.
    open: Vec<(&'static str, Option<Script>)>,
    /// What the next brace will close with.
    closing: &'static str,
    is_math: bool,
    script: Option<Script>,
    /// The script reaches only over the next character.
    is_short: bool,
}

impl<'t> Reader<'t> {
    fn step(&mut self, c: char) {
        if self.is_math || !self.ligature() {
            self.rest = &self.rest[c.len_utf8()..];
            match c {
                '\\' => self.command(),
                '{' => self.open(),
                '}' => self.close(),
                '$' => {
                    self.is_math = !self.is_math;
                    self.script = None;
                }
                '~' => self.push(' '),
                '^' if self.is_math => self.begin_script(Script::Raised),
                '_' if self.is_math => self.begin_script(Script::Lowered),
                c => self.push(c),
            }
        }
    }

    /// Characters that together are one other.
    fn ligature(&mut self) -> bool {
        const LIGATURES: [(&str, char); 6] =
            [("---", '—'), ("--", '–'), ("``", '“'), ("''", '”'), ("?`", '¿'), ("!`", '¡')];
        let Some((signs, c)) = LIGATURES.iter().find(|(signs, _)| self.rest.starts_with(signs)) else { return false };
        self.rest = &self.rest[signs.len()..];
        self.push(*c);
        true
    }

    fn push(&mut self, c: char) {
        // Space between an accent and its letter says nothing.
        if c.is_whitespace() && !self.accents.is_empty() {
            return;
        }
        let raised = self.script.and_then(|s| script(c, s == Script::Raised));
        let mut c = raised.unwrap_or(c);
        if self.is_short {
            (self.script, self.is_short) = (None, false);
        }
        let mut marks = String::new();
        while let Some((mark, _)) = self.accents.pop() {
            let base = match c {
                'ı' => 'i',
                'ȷ' => 'j',
                other => other,
            };
            match compose(base, mark) {
                Some(composed) => c = composed,
                None => marks.push(mark),
            }
        }
        self.out.text.push(c);
        self.out.text.push_str(&marks);
    }

    fn begin_script(&mut self, script: Script) {
        self.script = Some(script);
        self.is_short = true;
    }

    fn open(&mut self) {
        let outer = if self.is_short { None } else { self.script };
        self.is_short = false;
        self.open.push((std::mem::take(&mut self.closing), outer));
    }

    fn close(&mut self) {
        self.settle_accent();
        if let Some((closing, outer)) = self.open.pop() {
            self.out.text.push_str(closing);
            self.script = outer;
        }
    }

    /// Accents over nothing stand for themselves.
    fn settle_accent(&mut self) {
        for (_, alone) in std::mem::take(&mut self.accents) {
            self.out.text.push_str(alone);
        }
    }

    fn command(&mut self) {
        let letters = self.rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(self.rest.len());
        let is_word = letters > 0;
        let end = if is_word { letters } else { self.rest.chars().next().map_or(0, char::len_utf8) };
        let (name, rest) = self.rest.split_at(end);
        self.rest = if is_word { rest.trim_start() } else { rest };
        if let Some(accent) = accent(name) {
            self.accents.push(accent);
        } else if let Some(text) = symbol(name) {
            text.chars().for_each(|c| self.push(c));
        } else if let Some((open, close)) = quotes(name) {
            self.out.text.push_str(open);
            self.closing = close;
        } else if hides_argument(name) {
            self.skip_argument();
        } else if !is_dress(name) {
            self.out.unknown.insert(format!("\\{name}"));
        }
    }

    fn skip_argument(&mut self) {
        let mut depth = 0_usize;
        for (at, c) in self.rest.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth > 1 => depth -= 1,
                '}' if depth == 1 => {
                    self.rest = &self.rest[at + 1..];
                    return;
                }
                _ if depth == 0 => return,
                _ => {}
            }
        }
        self.rest = "";
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{plain, verbatim};

    #[track_caller]
    fn case(tex: &str, expected: &str) {
        assert_eq!(plain(tex).text, expected, "{tex}");
    }

    #[test]
    fn accents_in_all_their_spellings() {
        case(r#"G{\"o}del G\"odel G\"{o}del {\"{o}}"#, "Gödel Gödel Gödel ö");
        case(r"\'\i \'{\i} \'i \v{S}\v Si {\c c} \c{c} \H{o}", "íí í ŠŠi ç ç ő");
        case(r"{\o}re \O{} \ss{} \L\'od\'z \aa", "øre Ø ß Łódź å");
        case(r"\'{\^e} \~{} \^{}", "ế ~ ^");
        case(r"\d{q}", "q\u{323}");
    }

    #[test]
    fn what_writers_escape_reads_back() {
        case(r"50\% of \$5 \& \#1\_a", "50% of $5 & #1_a");
        case(r"\{a\}\textasciitilde{}\textasciicircum{}\textbackslash{}", "{a}~^\\");
        case(r"\textbraceright{}\textbraceleft{} x", "}{ x");
        case("a -{}- b `{}` '{}' ,{}, -{}-{}-", "a -- b `` '' ,, ---");
    }

    #[test]
    fn signs_and_dress() {
        case("pages 1--2---x ``q'' it's a~b", "pages 1–2—x “q” it's a b");
        case(r"{The {USSR}} \emph{in \textbf{two}} words", "The USSR in two words");
        case(r"\enquote{A} \mkbibquote{\emph{B}}!", "“A” “B”!");
        case(r"{\noopsort{1973b}}1973 \LaTeX{} and \TeX\ x", "1973 LaTeX and TeX x");
        case(r"$\alpha$-H$_2$O, $x^{10}$, $n^n$", "α-H₂O, x¹⁰, nⁿ");
    }

    #[test]
    fn nothing_is_executed_and_what_is_dropped_is_named() {
        let read = plain(r"A \input{/etc/passwd} \write18{rm} B");
        assert_eq!(read.text, "A /etc/passwd 18rm B");
        assert_eq!(read.unknown.into_iter().collect::<Vec<_>>(), ["\\input", "\\write"]);
    }

    #[test]
    fn addresses_are_verbatim() {
        assert_eq!(verbatim(r"https://a.org/x\_y\%20{z}~w--v"), "https://a.org/x_y%20z~w--v");
        assert_eq!(verbatim(r"\url{http://a}"), "http://a");
    }

    proptest! {
        #[test]
        fn no_tex_panics(tex in r#"[\\{}$~^_'"`a-cé -]{0,40}"#) {
            plain(&tex);
            verbatim(&tex);
        }
    }
}
