//! Words, titles and names in the syntax of `.bib` files.
//!
//! Text stays Unicode; only what TeX or the name parser would take for syntax is escaped. BibTeX counts even escaped
//! braces when it looks for the end of a value, so braces without a partner come out as commands.

use super::casing::{Cased, Kept, Word};
use super::text::join;
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

/// A title in title case and escaped, with braces around what no style may change.
pub(super) fn title(title: &Cased) -> String {
    match title {
        Cased::Verbatim(text) => escape(text),
        Cased::Words(words) => join_words(words),
    }
}

/// The same for programs that take every title for English.
pub(super) fn title_for_classic(title: &Cased) -> String {
    match title {
        Cased::Verbatim(text) if text.chars().skip(1).any(char::is_uppercase) => format!("{{{}}}", escape(text)),
        other => self::title(other),
    }
}

fn join_words(words: &[Word]) -> String {
    let text: Vec<&str> = words.iter().flat_map(|w| [w.before.as_str(), &w.capital, &w.after]).collect();
    let braces = Braces::within(&text.concat());
    let mut out = String::new();
    let mut open = false;
    for (at, word) in words.iter().enumerate() {
        // Braces inside may have their partners outside: such a word is left to the style.
        let is_kept = word.kept != Kept::No && !word.capital.contains(['{', '}']);
        let next = words.get(at + 1).filter(|_| is_kept && word.after.is_empty());
        let goes_on = next.is_some_and(|next| is_one_name(word, next));
        out.push_str(if at > 0 { " " } else { "" });
        out.push_str(&escape_with(&word.before, braces));
        if is_kept && (goes_on || open || word.parts(&word.capital).all(|(_, stays)| stays)) {
            out.push_str(if open { "" } else { "{" });
            out.push_str(&escape(&word.capital));
            out.push_str(if goes_on { "" } else { "}" });
        } else {
            let part = |(part, stays)| {
                if is_kept && stays { format!("{{{}}}", escape(part)) } else { escape_with(part, braces) }
            };
            out.push_str(&word.parts(&word.capital).map(part).collect::<Vec<_>>().join("-"));
        }
        out.push_str(&escape_with(&word.after, braces));
        open = goes_on;
    }
    out
}

/// Whether two kept words stand in one pair of braces: `{Russian Revolution}`, `{Homo sapiens}`.
fn is_one_name(word: &Word, next: &Word) -> bool {
    let is_whole = |word: &Word| word.kept != Kept::No && word.parts(&word.capital).all(|(_, stays)| stays);
    is_whole(word) && is_whole(next) && next.before.is_empty() && !next.capital.contains(['{', '}'])
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
fn guarded(part: &str) -> String {
    let parts_lists = part.split(' ').any(|w| w.eq_ignore_ascii_case("and") || w.eq_ignore_ascii_case("others"));
    if parts_lists { format!("{{{}}}", escape(part)) } else { escape(part) }
}

/// A list that the user wrote with semicolons: `London; New York` gives `London and New York`.
pub(super) fn list(text: &str) -> String {
    let items = text.split(';').map(str::trim).filter(|item| !item.is_empty());
    items.map(guarded).collect::<Vec<_>>().join(" and ")
}

/// A part of a name, in braces also where it holds what parts the names' parts.
fn part(text: &str) -> String {
    if text.contains([',', '=']) { format!("{{{}}}", escape(text)) } else { guarded(text) }
}

#[cfg(test)]
mod tests {
    use super::{escape, name, title};
    use crate::bibliography::casing::BookTitle;
    use crate::model::{Book, Name, PersonalName, Title, Work};

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

    #[track_caller]
    fn titled(text: &str, language: Option<&str>, expected: &str) {
        let mut work = Work::titled(Title { main: text.to_owned(), subtitle: None });
        work.language = language.map(|l| l.parse().unwrap());
        assert_eq!(title(&BookTitle::of(&Book::of_work(work)).full()), expected);
    }

    #[test]
    fn what_no_style_may_change_is_in_braces() {
        titled("The Fall of the (USSR), by McDonald", None, "The Fall of the ({USSR}), by {McDonald}");
        titled("Anglo-Saxon Self-Help", None, "Anglo-Saxon Self-Help");
        titled("R&D in the U.S.", None, "{R\\&D} in the {U.S}.");
        titled("The Brain of Homo sapiens", None, "The Brain of {Homo sapiens}");
        titled("-- ?", None, "-{}- ?");
        titled("{a B{C} D}", None, "\\{a B\\{C\\} {D}\\}");
        titled("Geometry and K-Theory", None, "Geometry and {K}-Theory");
        titled("Letters of Vincent van Gogh", None, "Letters of {Vincent van Gogh}");
        titled("Die UdSSR", Some("de"), "Die UdSSR");
    }
}
