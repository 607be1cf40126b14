//! A set bibliography as plain text, Markdown or HTML. Whatever an entry holds is text there, never markup.

use super::render::{Section, SetBibliography, SetEntry};
use super::runs::{Look, Run};
use super::text::{clean, is_unprintable, percent_escaped, web_address};
use super::{Quotation, StyledFormat};

/// The bibliography in this markup.
pub(super) fn write(bibliography: &SetBibliography, format: StyledFormat) -> String {
    let sections = &bibliography.sections;
    if sections.iter().all(|section| section.entries.is_empty()) {
        return String::new();
    }
    let written: Vec<String> = match format {
        StyledFormat::Text => sections.iter().map(text).collect(),
        StyledFormat::Markdown => sections.iter().map(markdown).collect(),
        StyledFormat::Html => sections.iter().map(|section| html(section, bibliography.hanging)).collect(),
    };
    // What would command the terminal or break the page came in with a title.
    written.join("\n").chars().filter(|&c| c == '\n' || !is_unprintable(c)).collect()
}

/// A label, a space, the entry: each through the same pen.
fn line(entry: &SetEntry, pen: impl Fn(&[Run]) -> String) -> String {
    let (label, body) = (pen(&entry.label), pen(&entry.runs));
    let (label, body) = (label.trim(), body.trim());
    if label.is_empty() { body.to_owned() } else { format!("{label} {body}") }
}

fn text(section: &Section) -> String {
    let plain = |runs: &[Run]| runs.iter().map(|r| r.text.as_str()).collect::<String>();
    let quote = |q: &Quotation| format!("\n    {}\n    ({})\n", clean(&q.sentence), place(q));
    let entry = |e: &SetEntry| line(e, plain) + "\n" + &e.quotations.iter().map(quote).collect::<String>();
    let heading = section.heading.as_deref().map(clean).map(|h| format!("{h}\n{}\n\n", "=".repeat(h.chars().count())));
    heading.unwrap_or_default() + &section.entries.iter().map(entry).collect::<Vec<_>>().join("\n")
}

/// `answers/war.md:14`.
fn place(quotation: &Quotation) -> String {
    let line = quotation.line.map(|line| format!(":{line}")).unwrap_or_default();
    format!("{}{line}", clean(&quotation.source))
}

/// Where a source can be opened: an address, or a path that nothing takes for one.
fn target(source: &str) -> String {
    web_address(source).unwrap_or_else(|| {
        let path = percent_escaped(source);
        if path.contains(':') { format!("./{path}") } else { path }
    })
}

/// A list, unless the style numbers its entries itself.
fn markdown(section: &Section) -> String {
    let is_list = section.entries.iter().all(|e| e.label.is_empty());
    let is_loose = !is_list || section.entries.iter().any(|e| !e.quotations.is_empty());
    let entry = |entry: &SetEntry| {
        let line = guard_start(&line(entry, markdown_runs));
        let indent = if is_list { "  " } else { "" };
        let quotes: String = entry.quotations.iter().map(|q| markdown_quotation(q, indent)).collect();
        if is_list { format!("- {line}\n{quotes}") } else { format!("{line}\n{quotes}") }
    };
    let heading = section.heading.as_deref().map(|h| format!("## {}\n\n", markdown_escaped(&clean(h))));
    let entries: Vec<String> = section.entries.iter().map(entry).collect();
    heading.unwrap_or_default() + &entries.join(if is_loose { "\n" } else { "" })
}

fn markdown_quotation(quotation: &Quotation, indent: &str) -> String {
    let sentence = guard_start(&markdown_escaped(&clean(&quotation.sentence)));
    let target = target(&quotation.source).replace('(', "%28").replace(')', "%29");
    let place = markdown_escaped(&place(quotation));
    format!("\n{indent}> {sentence}\n{indent}> ([{place}]({target}))\n")
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

fn html(section: &Section, hanging: bool) -> String {
    let class = if hanging { "references hanging" } else { "references" };
    let style = if hanging { " style=\"padding-left: 2em; text-indent: -2em;\"" } else { "" };
    let mut out =
        section.heading.as_deref().map(|h| format!("<h2>{}</h2>\n", html_escaped(&clean(h)))).unwrap_or_default();
    out.push_str(&format!("<div class=\"{class}\" role=\"list\">\n"));
    for entry in &section.entries {
        // An address within the page leads to one place.
        let id = if entry.is_repeated { String::new() } else { format!(" id=\"ref-{}\"", html_escaped(&entry.key)) };
        let body = line(entry, html_runs);
        let quotes: String = entry.quotations.iter().map(html_quotation).collect();
        out.push_str(&format!("<div{id} class=\"reference\" role=\"listitem\"{style}>{body}{quotes}</div>\n"));
    }
    out.push_str("</div>\n");
    out
}

fn html_quotation(quotation: &Quotation) -> String {
    let (sentence, place) = (html_escaped(&clean(&quotation.sentence)), html_escaped(&place(quotation)));
    let target = html_escaped(&target(&quotation.source));
    format!(
        "\n<blockquote style=\"text-indent: 0;\">{sentence} <cite><a href=\"{target}\">{place}</a></cite></blockquote>"
    )
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
    use crate::bibliography::render::{Section, SetBibliography, SetEntry};
    use crate::bibliography::runs::{Look, Run};
    use crate::bibliography::{Quotation, StyledFormat};

    fn italic(text: &str) -> Run {
        Run { look: Look { italic: true, ..Look::default() }, ..Run::plain(text) }
    }

    #[test]
    fn text_is_never_markup() {
        let runs = [Run::plain("A_b & <i>"), italic(" *C* "), italic("d"), Run::plain(".")];
        assert_eq!(markdown_runs(&runs), "A\\_b \\& \\<i\\> *\\*C\\* d*.");
        assert_eq!(html_runs(&runs), "A_b &amp; &lt;i&gt; <i>*C* d</i>.");
    }

    fn bibliography(entry: SetEntry) -> SetBibliography {
        let section = Section { heading: Some("a_b".to_owned()), entries: vec![entry] };
        SetBibliography { sections: vec![section], hanging: false }
    }

    #[test]
    fn control_characters_are_left_out() {
        let entry = SetEntry::new("a".to_owned(), Vec::new(), vec![Run::plain("A\0B\u{1b}[31mC\u{7}é")]);
        let bibliography = bibliography(entry);
        for format in [StyledFormat::Text, StyledFormat::Markdown, StyledFormat::Html] {
            let written = write(&bibliography, format);
            assert!(written.contains("31mCé") && !written.contains(['\0', '\u{1b}', '\u{7}']), "{written:?}");
        }
    }

    #[test]
    fn quotations_stand_under_their_entry() {
        let mut entry = SetEntry::new("a".to_owned(), Vec::new(), vec![Run::plain("Emma.")]);
        let quote = |source: &str| Quotation {
            source: source.to_owned(),
            line: Some(3),
            sentence: "<Emma> is *good*".to_owned(),
        };
        entry.quotations = vec![quote("notes/a (b).md"), quote("javascript:x")];
        let bibliography = bibliography(entry);
        let written = |format| write(&bibliography, format);
        assert_eq!(
            written(StyledFormat::Text),
            "a_b\n===\n\nEmma.\n\n    <Emma> is *good*\n    (notes/a (b).md:3)\n\n    <Emma> is *good*\n    (javascript:x:3)\n"
        );
        assert_eq!(
            written(StyledFormat::Markdown),
            "## a\\_b\n\n- Emma.\n\n  > \\<Emma\\> is \\*good\\*\n  > ([notes/a (b).md:3](notes/a%20%28b%29.md))\n\n  \
             > \\<Emma\\> is \\*good\\*\n  > ([javascript:x:3](./javascript:x))\n"
        );
        let html = written(StyledFormat::Html);
        assert!(
            html.contains("&lt;Emma&gt; is *good* <cite><a href=\"notes/a%20(b).md\">notes/a (b).md:3</a></cite>"),
            "{html}"
        );
        assert!(html.contains("href=\"./javascript:x\""), "{html}");
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
