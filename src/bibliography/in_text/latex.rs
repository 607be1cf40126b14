//! LaTeX, as far as it says where words are prose.

use super::layout::{Mark, Scan, address_length, balanced, near_paragraph, take_quote, take_straight_quote};

/// Environments that hold no prose.
const CLOSED: &[&str] = &[
    "verbatim",
    "Verbatim",
    "lstlisting",
    "minted",
    "comment",
    "filecontents",
    "equation",
    "align",
    "gather",
    "multline",
    "displaymath",
    "math",
    "eqnarray",
    "tikzpicture",
    "thebibliography",
];
/// Commands whose first argument is no prose.
const CODE: &[&str] = &[
    "url",
    "nolinkurl",
    "path",
    "href",
    "label",
    "ref",
    "pageref",
    "eqref",
    "autoref",
    "nameref",
    "cref",
    "Cref",
    "vref",
    "input",
    "include",
    "includegraphics",
    "graphicspath",
    "bibliography",
    "bibliographystyle",
    "addbibresource",
    "usepackage",
    "RequirePackage",
    "documentclass",
    "hypertarget",
    "hyperlink",
    "hypersetup",
    "nocite",
    "index",
    "newcommand",
    "renewcommand",
    "def",
    "foreignlanguage",
    "texttt",
    "lstinline",
    "mintinline",
    "ensuremath",
];
/// Commands that hold words together, so that a citation stands behind their argument.
const INLINE: &[&str] = &[
    "emph",
    "textit",
    "textbf",
    "textsl",
    "textsc",
    "textsf",
    "textup",
    "textmd",
    "textrm",
    "underline",
    "uline",
    "enquote",
    "mkbibquote",
    "mkbibemph",
    "href",
    "hyperlink",
    "foreignlanguage",
    "mbox",
    "booktitle",
    "worktitle",
];
/// The same as a word at the start of a group.
const SWITCHES: &[&str] = &["em", "it", "itshape", "bf", "bfseries", "sl", "slshape", "sc", "scshape"];
const HEADINGS: &[&str] =
    &["part", "chapter", "section", "subsection", "subsubsection", "paragraph", "title", "caption", "frametitle"];
/// How far an argument may reach.
const LONGEST: usize = 4000;

/// Scans the whole text.
pub(super) fn scan(scan: &mut Scan<'_>) {
    if let Some(at) = scan.text.find("\\begin{document}") {
        scan.close_off(at + "\\begin{document}".len());
    }
    while let Some(c) = scan.rest().chars().next() {
        match c {
            '%' => take_comment(scan),
            '\\' => take_command(scan),
            '$' => take_mathematics(scan),
            '{' => take_group(scan),
            '}' => end_group(scan),
            '\n' => take_line_end(scan),
            '`' if scan.after(1) == '`' => scan.begin(Mark::Quote('\''), 2),
            '\'' if scan.after(1) == '\'' && scan.is_open(Mark::Quote('\'')) => drop(scan.end(Mark::Quote('\''), 2)),
            '`' => scan.begin(Mark::Quote('`'), 1),
            '\'' if !scan.after(1).is_alphanumeric() => drop(scan.end(Mark::Quote('`'), 1)),
            '"' => take_straight_quote(scan, c),
            _ if take_quote(scan, c) => {}
            _ => match address_length(scan.rest(), scan.before()) {
                0 => scan.at += c.len_utf8(),
                address => scan.address(address),
            },
        }
    }
}

fn take_comment(scan: &mut Scan<'_>) {
    let rest = scan.rest();
    scan.close_off(rest.find('\n').unwrap_or(rest.len()));
}

/// A blank line ends a paragraph.
fn take_line_end(scan: &mut Scan<'_>) {
    scan.at += 1;
    if scan.rest().trim_start_matches([' ', '\t', '\r']).starts_with('\n') {
        scan.border();
    }
}

fn take_mathematics(scan: &mut Scan<'_>) {
    let rest = near_paragraph(scan.rest());
    let sign = if rest.starts_with("$$") { "$$" } else { "$" };
    match rest.get(sign.len()..).and_then(|inner| inner.find(sign)) {
        Some(end) => scan.close_off(end + 2 * sign.len()),
        None => scan.at += sign.len(),
    }
}

fn take_command(scan: &mut Scan<'_>) {
    let rest = scan.rest();
    let name: &str = rest.get(1..).unwrap_or("").split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("");
    match name {
        "" => take_sign(scan),
        "verb" | "lstinline" => take_verbatim(scan, 1 + name.len()),
        "begin" => take_environment(scan),
        "end" if rest.starts_with("\\end{document}") => scan.close_off(rest.len()),
        "item" | "par" => {
            scan.close_off(1 + name.len());
            scan.border();
        }
        _ => take_arguments(scan, name),
    }
}

/// `\(…\)` and `\[…\]`; any other sign is escaped.
fn take_sign(scan: &mut Scan<'_>) {
    let rest = near_paragraph(scan.rest());
    let end = match scan.after(1) {
        '(' => rest.find("\\)"),
        '[' => rest.find("\\]"),
        _ => None,
    };
    match end {
        Some(end) => scan.close_off(end + 2),
        None => scan.at += 1 + scan.after(1).len_utf8().min(scan.rest().len().saturating_sub(1)),
    }
}

/// `\verb|code|`.
fn take_verbatim(scan: &mut Scan<'_>, name: usize) {
    let rest = near_paragraph(scan.rest()).get(name..).unwrap_or("");
    let body = rest.strip_prefix('*').unwrap_or(rest);
    let sign = body.chars().next().unwrap_or('\n');
    let closing = if sign == '{' { '}' } else { sign };
    let end = body.get(sign.len_utf8()..).and_then(|inner| inner.find(closing));
    let before = name + rest.len() - body.len() + sign.len_utf8();
    match end {
        Some(end) if sign != '\n' => scan.close_off(before + end + closing.len_utf8()),
        _ => scan.at += name,
    }
}

fn take_environment(scan: &mut Scan<'_>) {
    let rest = scan.rest();
    let Some(head) = rest.get(6..).and_then(|rest| balanced(rest, LONGEST)).map(|length| length + 6) else {
        scan.at += 6;
        return;
    };
    let name = rest.get(7..head - 1).unwrap_or("");
    if CLOSED.contains(&name.trim_end_matches('*')) && !scan.missed.iter().any(|missed| missed == name) {
        let end = format!("\\end{{{name}}}");
        match rest.find(&end) {
            Some(at) => scan.close_off(at + end.len()),
            None => {
                scan.missed.push(name.to_owned());
                scan.close_off(head);
            }
        }
    } else {
        scan.close_off(head);
    }
    scan.border();
}

/// A command with its arguments, as far as these are no prose.
fn take_arguments(scan: &mut Scan<'_>, name: &str) {
    let from = scan.at;
    scan.close_off(1 + name.len());
    if scan.after(0) == '*' {
        scan.at += 1;
    }
    while scan.after(0) == '[' {
        match balanced(scan.rest(), LONGEST) {
            Some(length) => scan.close_off(length),
            None => break,
        }
    }
    if CODE.contains(&name) && scan.after(0) == '{' {
        match balanced(scan.rest(), LONGEST) {
            Some(length) => scan.close_off(length),
            None => scan.at += 1,
        }
    }
    if HEADINGS.contains(&name)
        && let Some(length) = balanced(scan.rest(), LONGEST).filter(|_| scan.after(0) == '{')
    {
        scan.border();
        scan.heading((from, scan.at + length));
    }
    if scan.after(0) == '{' {
        scan.begin(Mark::Group(INLINE.contains(&name)), 1);
    }
}

/// `{…}`, or `{\em …}`.
fn take_group(scan: &mut Scan<'_>) {
    let rest = scan.rest().get(1..).unwrap_or("");
    let word = rest.strip_prefix('\\').map(|rest| rest.split(|c: char| !c.is_ascii_alphabetic()).next());
    let holds = word.flatten().is_some_and(|word| SWITCHES.contains(&word));
    scan.begin(Mark::Group(holds), 1);
}

fn end_group(scan: &mut Scan<'_>) {
    let to = scan.at;
    scan.at += 1;
    let last = scan.open.iter().rposition(|open| matches!(open.mark, Mark::Group(_)));
    if let Some(open) = last.map(|at| scan.open.remove(at)).filter(|open| open.mark == Mark::Group(true)) {
        scan.link(open, to);
    }
}
