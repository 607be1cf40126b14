//! Names as `.bib` files list them: by the rules of BibTeX, or in the named parts of biblatex.

use super::tex_text::plain;
use crate::model::Name;

/// A list of names, and whether it goes on with others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct List {
    pub names: Vec<Name>,
    pub has_others: bool,
}

/// The names of a list.
pub(super) fn names(tex: &str) -> List {
    let mut list = List::default();
    for item in items(tex) {
        if item.eq_ignore_ascii_case("others") {
            list.has_others = true;
        } else {
            list.names.extend(name(item));
        }
    }
    list
}

/// The items of any list, which the word "and" parts.
pub(super) fn items(tex: &str) -> Vec<&str> {
    let mut items = Vec::new();
    let mut start = 0;
    for (at, word) in words(tex) {
        if word.eq_ignore_ascii_case("and") {
            items.push(tex[start..at].trim());
            start = at + word.len();
        }
    }
    items.push(tex[start..].trim());
    items.retain(|item| !item.is_empty());
    items
}

/// The words outside of braces, with their places.
fn words(tex: &str) -> Vec<(usize, &str)> {
    split(tex, |c| c.is_whitespace())
}

/// The parts between such characters outside of braces, with their places.
fn split(tex: &str, is_between: impl Fn(char) -> bool) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, c) in tex.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            c if depth == 0 && is_between(c) => {
                parts.push((start, &tex[start..at]));
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push((start, &tex[start..]));
    parts
}

fn text(tex: &str) -> String {
    super::super::text::clean(&plain(tex).text)
}

fn name(tex: &str) -> Option<Name> {
    if let Some(body) = whole_group(tex) {
        return Some(Name::Corporate(text(body))).filter(|n| !n.sort_name().is_empty());
    }
    let parts: Vec<&str> = split(tex, |c| c == ',').into_iter().map(|(_, part)| part.trim()).collect();
    if parts.iter().all(|part| part.contains('=')) {
        return Some(by_parts(&parts));
    }
    match parts.as_slice() {
        [direct] => direct_order(direct),
        [family, given] => inverted(family, given, ""),
        [family, suffix, given, ..] => inverted(family, given, suffix),
        [] => None,
    }
}

/// What stands in braces, if all does: the name of a body.
fn whole_group(tex: &str) -> Option<&str> {
    let inner = tex.strip_prefix('{')?.strip_suffix('}')?;
    let mut depth = 0_usize;
    for c in inner.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    // `{\'E}` is a letter.
    let is_letter = || inner.starts_with('\\') && plain(inner).text.chars().count() <= 1;
    (depth == 0 && !is_letter()).then_some(inner)
}

/// `family=Goethe, given=Johann Wolfgang, prefix=von, useprefix=false`.
fn by_parts(parts: &[&str]) -> Name {
    let part = |name: &str| {
        let mut parts = parts.iter().filter_map(|part| part.split_once('='));
        let (_, value) = parts.find(|(n, _)| n.trim().eq_ignore_ascii_case(name))?;
        super::super::text::some_clean(&text(value.trim().trim_matches('"')))
    };
    let (family, given) = (part("family").unwrap_or_default(), part("given").unwrap_or_default());
    let name = build(family, given, part("prefix"), part("suffix"));
    match (name, part("useprefix")) {
        (Name::Personal(mut p), Some(use_prefix)) => {
            let prefix = p.non_dropping_particle.take().or(p.dropping_particle.take());
            *if use_prefix == "true" { &mut p.non_dropping_particle } else { &mut p.dropping_particle } = prefix;
            Name::Personal(p)
        }
        (name, _) => name,
    }
}

/// `Ludwig van Beethoven`: the particle is what is written small before the last word.
fn direct_order(tex: &str) -> Option<Name> {
    let words = name_words(tex);
    let last = words.len().checked_sub(1)?;
    let small = |at: &usize| words.get(*at).is_some_and(|w| is_small(w));
    let (particle, family) = match ((0..last).find(small), (0..last).rev().find(small)) {
        (Some(first), Some(end)) => (first..end + 1, end + 1),
        _ => (last..last, last),
    };
    let given = joined(&words[..particle.start]);
    let prefix = Some(joined(&words[particle])).filter(|p| !p.is_empty());
    Some(with_elision(joined(&words[family..]), given, prefix, None))
}

/// `van Beethoven, Ludwig`: the particle is what is written small before the family name.
fn inverted(family: &str, given: &str, suffix: &str) -> Option<Name> {
    let words = name_words(family);
    let small = words.iter().take_while(|w| is_small(w)).count().min(words.len().saturating_sub(1));
    let prefix = Some(joined(&words[..small])).filter(|p| !p.is_empty());
    let suffix = Some(text(suffix)).filter(|s| !s.is_empty());
    let name = with_elision(joined(&words[small..]), joined(&name_words(given)), prefix, suffix);
    Some(name).filter(|n| !n.sort_name().is_empty())
}

fn name_words(tex: &str) -> Vec<&str> {
    let words = split(tex, |c| c.is_whitespace() || c == '~').into_iter().map(|(_, word)| word);
    words.filter(|word| !word.is_empty()).collect()
}

fn joined(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| text(word)).collect();
    words.join(" ").trim().to_owned()
}

/// Whether a word is written small; what braces protect never is.
fn is_small(word: &str) -> bool {
    let is_letter = word.starts_with("{\\");
    if word.starts_with('{') && !is_letter {
        return false;
    }
    plain(word).text.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase)
}

fn with_elision(family: String, given: String, prefix: Option<String>, suffix: Option<String>) -> Name {
    match elided(&family) {
        Some((particle, rest)) if prefix.is_none() && !given.is_empty() => {
            build(rest.to_owned(), given, Some(particle.to_owned()), suffix)
        }
        _ => build(family, given, prefix, suffix),
    }
}

/// The particle of `d'Alembert`, which stands without a space, and the rest.
pub(super) fn elided(family: &str) -> Option<(&str, &str)> {
    let at = family.find(['\'', '’'])?;
    let (particle, rest) = family.split_at(at + family[at..].chars().next().map_or(1, char::len_utf8));
    let is_short = particle.chars().count() <= 3 && particle.chars().next().is_some_and(char::is_lowercase);
    (is_short && rest.starts_with(char::is_uppercase)).then_some((particle, rest))
}

/// The name of these parts; a family name alone is the only one.
pub(super) fn build(family: String, given: String, prefix: Option<String>, suffix: Option<String>) -> Name {
    match (family.is_empty(), given.is_empty()) {
        (false, true) if prefix.is_none() && suffix.is_none() => Name::Mononym(family),
        (true, _) => Name::Mononym([prefix.unwrap_or_default(), given].join(" ").trim().to_owned()),
        _ if prefix.is_some() => Name::with_particle(given, prefix, family, suffix),
        // `Goethe, Johann Wolfgang von`; the family name is not to be cut again.
        _ => match Name::with_parts("-", &given, None) {
            Name::Personal(mut p) => {
                (p.family, p.suffix) = (family, suffix);
                Name::Personal(p)
            }
            other => other,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::names;
    use crate::model::Name;

    /// Each name as `prefix-family-given-suffix`, bodies in braces.
    #[track_caller]
    fn case(tex: &str, expected: &[&str]) {
        let told = |name: &Name| match name {
            Name::Corporate(body) => format!("{{{body}}}"),
            Name::Mononym(only) => only.clone(),
            Name::Personal(p) => [
                p.dropping_particle.as_deref().map(|d| format!("({d})")).unwrap_or_default(),
                p.non_dropping_particle.clone().unwrap_or_default(),
                p.family.clone(),
                p.given.clone(),
                p.suffix.clone().unwrap_or_default(),
            ]
            .join("|"),
        };
        let list = names(tex);
        let mut all: Vec<String> = list.names.iter().map(told).collect();
        all.extend(list.has_others.then(|| "…".to_owned()));
        assert_eq!(all, expected, "{tex}");
    }

    #[test]
    fn names_by_the_rules_of_bibtex() {
        case("Leon Trotsky and Trotsky, Leon", &["||Trotsky|Leon|", "||Trotsky|Leon|"]);
        case("Johann Wolfgang von Goethe", &["(von)||Goethe|Johann Wolfgang|"]);
        case("de la Vall{\\'e}e Poussin, Jean", &["|de la|Vallée Poussin|Jean|"]);
        case("King, Jr., Martin Luther", &["||King|Martin Luther|Jr."]);
        case("Goethe, Johann von", &["(von)||Goethe|Johann|"]);
        case("d'Alembert, Jean AND Homer and others", &["|d'|Alembert|Jean|", "Homer", "…"]);
        case("{Ortega y Gasset}, José", &["||Ortega y Gasset|José|"]);
        case("Ortega y Gasset, José", &["||Ortega y Gasset|José|"]);
        case("{\\'E}mile Zola", &["||Zola|Émile|"]);
        case("Donald~E. Knuth", &["||Knuth|Donald E.|"]);
    }

    #[test]
    fn bodies_stand_in_braces() {
        case("{Marx and Engels, Inc.} and {Procter \\& Gamble}", &["{Marx and Engels, Inc.}", "{Procter & Gamble}"]);
        case("{Le Guin}", &["{Le Guin}"]);
    }

    #[test]
    fn names_in_named_parts() {
        case("family=Goethe, given=Johann, prefix=von, useprefix=true", &["|von|Goethe|Johann|"]);
        case("given=Jean, prefix=de la, family=Rousse", &["|de la|Rousse|Jean|"]);
    }

    #[test]
    fn hostile_lists_are_read_as_they_may_be() {
        case("", &[]);
        case(" and , and {} and ,,, ", &[]);
        case("a}}{{ b", &["a b"]);
    }
}
