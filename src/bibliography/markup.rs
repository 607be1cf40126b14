//! A set bibliography as plain text, Markdown or HTML. Whatever an entry holds is text there, never markup.

use super::StyledFormat;
use super::render::{SetBibliography, SetEntry};
use super::runs::{Look, Run};
use super::text::is_unprintable;

/// The bibliography in this markup.
pub(super) fn write(bibliography: &SetBibliography, format: StyledFormat) -> String {
    if bibliography.entries.is_empty() {
        return String::new();
    }
    let written = match format {
        StyledFormat::Text => text(bibliography),
        StyledFormat::Markdown => markdown(bibliography),
        StyledFormat::Html => html(bibliography),
    };
    // What would command the terminal or break the page came in with a title.
    written.chars().filter(|&c| c == '\n' || !is_unprintable(c)).collect()
}

/// A label, a space, the entry: each through the same pen.
fn line(entry: &SetEntry, pen: impl Fn(&[Run]) -> String) -> String {
    let (label, body) = (pen(&entry.label), pen(&entry.runs));
    let (label, body) = (label.trim(), body.trim());
    if label.is_empty() { body.to_owned() } else { format!("{label} {body}") }
}

fn text(bibliography: &SetBibliography) -> String {
    let plain = |runs: &[Run]| runs.iter().map(|r| r.text.as_str()).collect::<String>();
    let lines: Vec<String> = bibliography.entries.iter().map(|e| line(e, plain) + "\n").collect();
    lines.join("\n")
}

/// A list, unless the style numbers its entries itself.
fn markdown(bibliography: &SetBibliography) -> String {
    let is_list = bibliography.entries.iter().all(|e| e.label.is_empty());
    let lines: Vec<String> = bibliography
        .entries
        .iter()
        .map(|entry| {
            let line = guard_start(&line(entry, markdown_runs));
            if is_list { format!("- {line}\n") } else { format!("{line}\n") }
        })
        .collect();
    lines.join(if is_list { "" } else { "\n" })
}

fn markdown_runs(runs: &[Run]) -> String {
    let mut out = String::new();
    for Run { text, look, link, .. } in merged(runs) {
        let inner = match link {
            Some(link) if link == text && !link.contains(['(', ')']) => format!("<{link}>"),
            Some(link) => {
                let target = link.replace('(', "%28").replace(')', "%29");
                format!("[{}]({target})", markdown_escaped(&text))
            }
            None => markdown_escaped(&text),
        };
        out.push_str(&wrapped(&inner, &markdown_marks(look)));
    }
    out
}

fn markdown_marks(look: Look) -> Vec<(&'static str, &'static str)> {
    let marks = [
        (look.bold, ("**", "**")),
        (look.italic, ("*", "*")),
        (look.raised, ("<sup>", "</sup>")),
        (look.lowered, ("<sub>", "</sub>")),
    ];
    marks.into_iter().filter(|(on, _)| *on).map(|(_, mark)| mark).collect()
}

/// The text between the marks, with its outer spaces outside: Markdown knows no `*emphasis *`.
fn wrapped(text: &str, marks: &[(&str, &str)]) -> String {
    let core = text.trim();
    let Some((before, after)) = text.split_once(core).filter(|_| !core.is_empty()) else { return text.to_owned() };
    let open: String = marks.iter().map(|(open, _)| *open).collect();
    let close: String = marks.iter().rev().map(|(_, close)| *close).collect();
    format!("{before}{open}{core}{close}{after}")
}

/// Every character that CommonMark, GitHub or pandoc may read as markup, behind a backslash.
fn markdown_escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\`*_[]<>#|~$^&@{}".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// `1984. A Novel` and `- x` would begin a list at the start of a line.
fn guard_start(line: &str) -> String {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = line.strip_suffix(rest).unwrap_or_default();
    let numbers = !digits.is_empty() && rest.starts_with(['.', ')']);
    if numbers || (digits.is_empty() && rest.starts_with(['-', '+', '=', ':'])) {
        format!("{digits}\\{rest}")
    } else {
        line.to_owned()
    }
}

fn html(bibliography: &SetBibliography) -> String {
    let class = if bibliography.hanging { "references hanging" } else { "references" };
    let style = if bibliography.hanging { " style=\"padding-left: 2em; text-indent: -2em;\"" } else { "" };
    let mut out = format!("<div class=\"{class}\" role=\"list\">\n");
    for entry in &bibliography.entries {
        let id = html_escaped(&entry.key);
        let body = line(entry, html_runs);
        out.push_str(&format!("<div id=\"ref-{id}\" class=\"reference\" role=\"listitem\"{style}>{body}</div>\n"));
    }
    out.push_str("</div>\n");
    out
}

fn html_runs(runs: &[Run]) -> String {
    let mut out = String::new();
    for Run { text, look, link, .. } in merged(runs) {
        let inner = match link {
            Some(link) => format!("<a href=\"{}\">{}</a>", html_escaped(&link), html_escaped(&text)),
            None => html_escaped(&text),
        };
        out.push_str(&wrapped(&inner, &html_marks(look)));
    }
    out
}

fn html_marks(look: Look) -> Vec<(&'static str, &'static str)> {
    let marks = [
        (look.bold, ("<b>", "</b>")),
        (look.italic, ("<i>", "</i>")),
        (look.underlined, ("<u>", "</u>")),
        (look.small_caps, ("<span style=\"font-variant: small-caps;\">", "</span>")),
        (look.raised, ("<sup>", "</sup>")),
        (look.lowered, ("<sub>", "</sub>")),
    ];
    marks.into_iter().filter(|(on, _)| *on).map(|(_, mark)| mark).collect()
}

fn html_escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
    out
}

/// Neighbours of one look as one run, so that no mark closes only to open again.
fn merged(runs: &[Run]) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::with_capacity(runs.len());
    for run in runs {
        match out.last_mut() {
            Some(last) if last.look == run.look && last.link.is_none() && run.link.is_none() => {
                last.text.push_str(&run.text);
            }
            _ => out.push(run.clone()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{guard_start, html_runs, markdown_runs, write};
    use crate::bibliography::StyledFormat;
    use crate::bibliography::render::{SetBibliography, SetEntry};
    use crate::bibliography::runs::{Look, Run};

    fn italic(text: &str) -> Run {
        Run { look: Look { italic: true, ..Look::default() }, ..Run::plain(text) }
    }

    #[test]
    fn text_is_never_markup() {
        let runs = [Run::plain("A_b & <i>"), italic(" *C* "), italic("d"), Run::plain(".")];
        assert_eq!(markdown_runs(&runs), "A\\_b \\& \\<i\\> *\\*C\\* d*.");
        assert_eq!(html_runs(&runs), "A_b &amp; &lt;i&gt; <i>*C* d</i>.");
    }

    #[test]
    fn control_characters_are_left_out() {
        let entry =
            SetEntry { key: "a".to_owned(), label: Vec::new(), runs: vec![Run::plain("A\0B\u{1b}[31mC\u{7}é")] };
        let bibliography = SetBibliography { entries: vec![entry], hanging: false };
        for format in [StyledFormat::Text, StyledFormat::Markdown, StyledFormat::Html] {
            let written = write(&bibliography, format);
            assert!(written.contains("31mCé") && !written.contains(['\0', '\u{1b}', '\u{7}']), "{written:?}");
        }
    }

    #[test]
    fn links_keep_to_their_place() {
        let link = |text: &str, to: &str| Run { link: Some(to.to_owned()), ..Run::plain(text) };
        assert_eq!(markdown_runs(&[link("https://a.org/_x", "https://a.org/_x")]), "<https://a.org/_x>");
        assert_eq!(markdown_runs(&[link("a", "https://a.org/(x)")]), "[a](https://a.org/%28x%29)");
        assert_eq!(html_runs(&[link("a&b", "https://a.org/?a&b")]), "<a href=\"https://a.org/?a&amp;b\">a&amp;b</a>");
    }

    #[test]
    fn no_line_begins_a_list() {
        assert_eq!(guard_start("1984. A Novel"), "1984\\. A Novel");
        assert_eq!(guard_start("- x"), "\\- x");
        assert_eq!(guard_start("1984 A Novel"), "1984 A Novel");
    }
}
