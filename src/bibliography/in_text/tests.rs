//! Where keys stand, form by form, and that nothing else changes.

use proptest::prelude::*;

use super::{Cited, Form, Syntax, Uncited, WithKeys};
use crate::model::Span;

/// Each title that stands in the text without citations is a book under its own key.
const BOOKS: [(&str, &str); 3] = [("On War", "war"), ("Emma", "emma"), ("战争论", "b+c")];

fn with_keys(text: &str, syntax: Syntax, form: Form, every: bool) -> WithKeys {
    let uncited = Uncited::of(text, syntax, form);
    let book = |(title, key): &(&str, &str)| {
        let mentions = uncited.text().match_indices(title);
        let span = |(at, title): (usize, &str)| Span::new(uncited.text(), at, at + title.len()).unwrap();
        Cited {
            key: key.parse().unwrap(),
            aliases: vec![format!("old-{key}").parse().unwrap()],
            mentions: mentions.map(span).collect(),
        }
    };
    uncited.with_keys(text, &BOOKS.iter().map(book).collect::<Vec<_>>(), every)
}

/// The text without what was put in.
fn without(cited: &WithKeys) -> String {
    let mut text = cited.text.clone();
    for (at, citation) in cited.inserted.iter().rev() {
        assert_eq!(text[..].matches(citation.as_str()).count().min(1), 1);
        let before: usize = cited.inserted.iter().filter(|(other, _)| other < at).map(|(_, c)| c.len()).sum();
        let start = at + before;
        assert_eq!(&text[start..start + citation.len()], citation);
        text.replace_range(start..start + citation.len(), "");
    }
    text
}

#[track_caller]
fn case(syntax: Syntax, every: bool, text: &str, expected: &str) {
    let form = syntax.form();
    let cited = with_keys(text, syntax, form, every);
    assert_eq!(cited.text, expected);
    assert_eq!(without(&cited), text);
    let again = with_keys(&cited.text, syntax, form, every);
    assert_eq!(again.text, cited.text, "a second time changes nothing");
}

#[track_caller]
fn markdown(text: &str, expected: &str) {
    case(Syntax::Markdown, false, text, expected);
}

#[test]
fn keys_stand_behind_what_holds_the_words() {
    markdown("On War", "On War [@war]");
    markdown("Read On War.", "Read On War [@war].");
    markdown("Read *On War*, then **Emma**!", "Read *On War* [@war], then **Emma** [@emma]!");
    markdown("a [On War](http://x.org/On_War_(book)) b", "a [On War](http://x.org/On_War_(book)) [@war] b");
    markdown("a *[On War](<x>)*. b", "a *[On War](<x>)* [@war]. b");
    markdown(
        "a [the *On War* book][w].\n\n[w]: http://x.org\n",
        "a [the *On War* book][w] [@war].\n\n[w]: http://x.org\n",
    );
    markdown("a [On War].\n\n[on war]: http://x.org\n", "a [On War] [@war].\n\n[on war]: http://x.org\n");
    markdown("a [sic: On War] b", "a [sic: On War [@war]] b");
    markdown("“On War” and \"Emma.\" So", "“On War” [@war] and \"Emma.\" [@emma] So");
    markdown("He said \"On War and Emma\".", "He said \"On War and Emma\" [@war; @emma].");
    markdown("(see On War)", "(see On War [@war])");
    markdown("On War's aim, *Emma*’s end", "On War's [@war] aim, *Emma*’s [@emma] end");
    markdown("an On War-like Emma", "an On War-like [@war] Emma [@emma]");
    markdown("<i>On War</i> <a href='Emma'>Emma</a>.", "<i>On War</i> [@war] <a href='Emma'>Emma</a> [@emma].");
    markdown("*On War*(1832), Emma[^1]", "*On War* [@war] (1832), Emma [@emma] [^1]");
    markdown("《战争论》是", "《战争论》 [@b+c]是");
    markdown(
        &format!("\"{} On War {}\" x", "a ".repeat(200), "b"),
        &format!("\"{} On War [@war] b\" x", "a ".repeat(200)),
    );
}

#[test]
fn nothing_is_cited_in_code_and_its_kin() {
    let unchanged = |text: &str| {
        markdown(text, text);
        assert_eq!(with_keys(text, Syntax::Markdown, Form::Pandoc, false).without_place, ["war".parse().unwrap()]);
    };
    unchanged("a `On War` b");
    unchanged("a ``x ` On War`` b");
    unchanged("```\nOn War\n```\n");
    unchanged("~~~ md\nOn War\n\n");
    unchanged("---\ntitle: On War\n---\nx");
    unchanged("a $x On War y$ b");
    unchanged("<!-- On War --> <code>On War</code> <pre>\n\nOn War</pre>");
    unchanged("<img alt=\"On War\">");
    unchanged("x\n\n    On War\n\n    On War\n");
    unchanged("[w]: http://x.org 'On War'\n");
    markdown("`On War` On War", "`On War` On War [@war]");
    markdown("costs $5 On War $6", "costs $5 On War [@war] $6");
    markdown("- x\n\n    On War\n", "- x\n\n    On War [@war]\n");
    markdown("# On War {#on-war}\n", "# On War [@war] {#on-war}\n");
    markdown("# On War\n\nRead On War.\n", "# On War\n\nRead On War [@war].\n");
    markdown("On War\n======\n\nOn War\n", "On War\n======\n\nOn War [@war]\n");
}

#[test]
fn line_ends_and_marks_stay() {
    markdown("\r\n1. **On War**\r\n2. Emma", "\r\n1. **On War** [@war]\r\n2. Emma [@emma]");
    markdown("| On War | Emma |\n|---|---|", "| On War [@war] | Emma [@emma] |\n|---|---|");
    case(Syntax::Prose, false, "x\n\n    On War\n", "x\n\n    On War [@war]\n");
    case(Syntax::Html, false, "<h1>On War</h1><p>On War* `x", "<h1>On War</h1><p>On War [@war]* `x");
}

#[test]
fn what_is_cited_is_left_alone() {
    let unchanged = |text: &str| markdown(text, text);
    unchanged("On War [@war]");
    unchanged("On War [see @emma; -@war, p. 3]. Emma");
    unchanged("On War is long. It is dull [@old-war].");
    unchanged("As @war says in On War.");
    unchanged("On War. x\n\nOn War \\autocite{war}");
    markdown("On War\n\nx [@war]", "On War [@war]\n\nx [@war]");
    markdown("On War `[@war]`", "On War [@war] `[@war]`");
    case(Syntax::Markdown, true, "On War [@war] On War", "On War [@war] On War [@war]");
    case(Syntax::Markdown, true, "\"On War and On War\" Emma", "\"On War and On War\" [@war] Emma [@emma]");
}

#[test]
fn latex() {
    let latex = |text, expected| case(Syntax::Latex, false, text, expected);
    latex("Read \\emph{On War}. ``Emma,''", "Read \\emph{On War} \\autocite{war}. ``Emma,'' \\autocite{emma}");
    latex(
        "{\\em On War} \\href{x/Emma}{Emma}.",
        "{\\em On War} \\autocite{war} \\href{x/Emma}{Emma} \\autocite{emma}.",
    );
    latex("a\\footnote{See On War.} b", "a\\footnote{See On War \\autocite{war}.} b");
    latex("% On War\nOn War 50\\% of Emma", "% On War\nOn War \\autocite{war} 50\\% of Emma \\autocite{emma}");
    latex("\\section{On War}\n\nOn War", "\\section{On War}\n\nOn War \\autocite{war}");
    latex("\\section{On War}\n", "\\section{On War \\autocite{war}}\n");
    latex("\\verb|On War| $On War$ \\label{On War}", "\\verb|On War| $On War$ \\label{On War}");
    latex("\\title{On War}\\begin{document}Emma", "\\title{On War}\\begin{document}Emma \\autocite{emma}");
    latex(
        "\\begin{verbatim}On War\\end{verbatim} Emma",
        "\\begin{verbatim}On War\\end{verbatim} Emma \\autocite{emma}",
    );
    latex("On War~\\parencite[3]{war}. \\textcite{emma}: Emma", "On War~\\parencite[3]{war}. \\textcite{emma}: Emma");
}

#[test]
fn typst() {
    let typst = |text, expected| case(Syntax::Typst, false, text, expected);
    typst("Read _On War_. \"Emma\"", "Read _On War_ @war. \"Emma\" @emma");
    typst("#emph[On War]; #link(\"Emma\")[Emma].", "#emph[On War] @war; #link(\"Emma\")[Emma] @emma.");
    typst("#footnote[See On War.]", "#footnote[See On War @war.]");
    typst("= On War <on-war>\n\nOn War", "= On War <on-war>\n\nOn War @war");
    typst("// On War\n`On War` $On War$ #text(\"On War\")", "// On War\n`On War` $On War$ #text(\"On War\")");
    typst("#let x = [On War]\nEmma", "#let x = [On War]\nEmma @emma");
    typst("On War[x] 战争论。", "On War #cite(label(\"war\"));[x] 战争论 #cite(label(\"b+c\"))。");
    typst("On War @old-war[p. 3] Emma #cite(<emma>)", "On War @old-war[p. 3] Emma #cite(<emma>)");
}

proptest! {
    /// Pieces of markup in any order: what is put in can be taken out, stands in no code, and is not put in twice.
    #[test]
    fn whatever_the_markup_nothing_else_changes(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..24),
        syntax in prop::sample::select(vec![Syntax::Prose, Syntax::Markdown, Syntax::Html, Syntax::Latex, Syntax::Typst]),
        form in prop::sample::select(Form::ALL.to_vec()),
        every: bool,
    ) {
        let text = pieces.concat();
        let cited = with_keys(&text, syntax, form, every);
        prop_assert_eq!(&without(&cited), &text);
        let uncited = Uncited::of(&text, syntax, form);
        for (at, _) in &cited.inserted {
            prop_assert!(text.is_char_boundary(*at));
        }
        prop_assert!(uncited.text().len() <= text.len());
    }

    #[test]
    fn any_text_is_scanned(text: String) {
        for syntax in [Syntax::Prose, Syntax::Markdown, Syntax::Html, Syntax::Latex, Syntax::Typst] {
            prop_assert_eq!(with_keys(&text, syntax, syntax.form(), true).text, text.clone());
        }
    }
}

const PIECES: [&str; 40] = [
    "On War",
    "Emma",
    "战争论",
    " ",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "*",
    "**",
    "_",
    "\"",
    "'",
    "“",
    "”",
    "`",
    "```\n",
    "[",
    "]",
    "](x)",
    "(",
    ")",
    "{",
    "}",
    "<i>",
    "</i>",
    "<code>",
    "\\emph{",
    "\\",
    "#emph[",
    "@war",
    " [@war]",
    "\\autocite{war}",
    "$",
    "%",
    "# ",
    "= ",
    "- ",
    "é",
    "http://x.org/On War",
];
