//! Words, titles and names in the syntax of `.bib` files.
//!
//! Text stays Unicode; only what TeX or the name parser would take for syntax is escaped. BibTeX counts even escaped
//! braces when it looks for the end of a value, so braces without a partner come out as commands.

use super::text::{has_inner_capital, join};
use crate::model::{Name, PersonalName};

/// How to write a brace.
#[derive(Clone, Copy)]
enum Braces {
    /// `\{`, which every reader knows.
    Escaped,
    /// `\textbraceleft{}`, which no counter of braces sees.
    Named,
}

impl Braces {
    fn within(text: &str) -> Self {
        let mut depth = 0_i32;
        for c in text.chars() {
            depth += i32::from(c == '{') - i32::from(c == '}');
            if depth < 0 {
                return Self::Named;
            }
        }
        if depth == 0 { Self::Escaped } else { Self::Named }
    }
}

/// The text with every character that TeX would act upon made harmless.
pub(super) fn escape(text: &str) -> String {
    escape_with(text, Braces::within(text))
}

fn escape_with(text: &str, braces: Braces) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut previous = ' ';
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            '{' if matches!(braces, Braces::Escaped) => out.push_str("\\{"),
            '}' if matches!(braces, Braces::Escaped) => out.push_str("\\}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            // Two of these in a row are one other character to TeX.
            '-' | '`' | '\'' | ',' | '<' | '>' if c == previous => {
                out.push_str("{}");
                out.push(c);
            }
            _ => out.push(c),
        }
        previous = c;
    }
    out
}

/// Whether styles that print titles in sentence case may touch this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// English, or not known: words with inner capitals are kept from them.
    Changes,
    /// No style changes titles of this language.
    Stays,
}

/// A title escaped, its acronyms and names with inner capitals in braces.
pub(super) fn title(text: &str, case: Case) -> String {
    let braces = Braces::within(text);
    let words = text.split(' ').map(|word| match case {
        Case::Changes => protect(word, braces),
        Case::Stays => escape_with(word, braces),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// `(USSR),` gives `({USSR}),`; words in ordinary case come back escaped only.
fn protect(word: &str, braces: Braces) -> String {
    let core = word.trim_matches(|c: char| !c.is_alphanumeric());
    match word.split_once(core) {
        // Braces inside may have their partners outside: such a word is left to the style.
        Some((before, after)) if has_inner_capital(word) && !core.contains(['{', '}']) => {
            format!("{}{{{}}}{}", escape_with(before, braces), escape(core), escape_with(after, braces))
        }
        _ => escape_with(word, braces),
    }
}

/// `von Goethe, Johann Wolfgang`, `King, Jr., Martin Luther`, `{Procter \& Gamble}`.
pub(super) fn name(name: &Name) -> String {
    match name {
        Name::Corporate(body) => format!("{{{}}}", escape(body)),
        Name::Mononym(only) if only.contains(' ') => format!("{{{}}}", escape(only)),
        Name::Mononym(only) => part(only),
        Name::Personal(person) => personal(person),
    }
}

fn personal(p: &PersonalName) -> String {
    let particle = |p: &Option<String>| p.as_deref().map(part).unwrap_or_default();
    let particles = join(&particle(&p.dropping_particle), &particle(&p.non_dropping_particle));
    let family = join(&particles, &family(&p.family, p.given.is_empty()));
    let suffix = p.suffix.as_deref().map(|s| format!(", {}", part(s))).unwrap_or_default();
    match p.given.as_str() {
        "" if suffix.is_empty() => family,
        given => format!("{family}{suffix}, {}", part(given)),
    }
}

/// The family name, in braces where the parser would cut it: at a small word, or for want of a comma after it.
fn family(family: &str, stands_alone: bool) -> String {
    let Some((front, _)) = family.rsplit_once(' ') else { return part(family) };
    let has_small_word = front.split(' ').any(|w| w.chars().next().is_some_and(char::is_lowercase));
    if has_small_word || stands_alone { format!("{{{}}}", escape(family)) } else { part(family) }
}

/// One item of a list escaped, and in braces where it holds the words that part or end lists.
pub(super) fn guarded(part: &str) -> String {
    let parts_lists = part.split(' ').any(|w| w.eq_ignore_ascii_case("and") || w.eq_ignore_ascii_case("others"));
    if parts_lists { format!("{{{}}}", escape(part)) } else { escape(part) }
}

/// A part of a name, in braces also where it holds what parts the names' parts.
fn part(text: &str) -> String {
    if text.contains([',', '=']) { format!("{{{}}}", escape(text)) } else { guarded(text) }
}

#[cfg(test)]
mod tests {
    use super::{Case, escape, name, title};
    use crate::model::{Name, PersonalName};

    #[track_caller]
    fn named(text: &str, expected: &str) {
        assert_eq!(name(&Name::parse(text).unwrap()), expected);
    }

    #[test]
    fn names_in_classic_syntax() {
        named("Leon Trotsky", "Trotsky, Leon");
        named("Johann Wolfgang von Goethe", "von Goethe, Johann Wolfgang");
        named("Simone de Beauvoir", "de Beauvoir, Simone");
        named("Jean d' Alembert", "d'Alembert, Jean");
        named("Martin Luther King, Jr.", "King, Jr., Martin Luther");
        named("Ortega y Gasset, José", "{Ortega y Gasset}, José");
        named("García Márquez, Gabriel", "García Márquez, Gabriel");
        named("Homer", "Homer");
        named("{Procter & Gamble}", "{Procter \\& Gamble}");
        named("{Marx and Engels, Inc.}", "{Marx and Engels, Inc.}");
        named("And, Some", "{And}, Some");
    }

    #[test]
    fn a_family_name_alone_stays_whole() {
        let alone = PersonalName { family: "Le Guin".to_owned(), ..PersonalName::default() };
        assert_eq!(name(&Name::Personal(alone)), "{Le Guin}");
        assert_eq!(name(&Name::Mononym("others".to_owned())), "{others}");
    }

    #[test]
    fn syntax_of_tex_is_escaped() {
        assert_eq!(escape("50% of $5 & #1_a"), "50\\% of \\$5 \\& \\#1\\_a");
        assert_eq!(escape("{a}~^\\"), "\\{a\\}\\textasciitilde{}\\textasciicircum{}\\textbackslash{}");
        assert_eq!(escape("}{"), "\\textbraceright{}\\textbraceleft{}");
        assert_eq!(escape("a -- b"), "a -{}- b");
    }

    #[test]
    fn inner_capitals_are_protected_in_english() {
        let english = |t| title(t, Case::Changes);
        assert_eq!(english("The Fall of the (USSR), by McDonald"), "The Fall of the ({USSR}), by {McDonald}");
        assert_eq!(english("Anglo-Saxon Self-Help"), "Anglo-Saxon Self-Help");
        assert_eq!(english("R&D in the U.S."), "{R\\&D} in the {U.S}.");
        assert_eq!(english("-- ?"), "-{}- ?");
        assert_eq!(english("{a B{C} D}"), "\\{a B\\{C\\} D\\}");
        assert_eq!(title("Die UdSSR", Case::Stays), "Die UdSSR");
    }
}
