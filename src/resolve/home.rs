//! Which library is at home in which language.
//!
//! A national library has nearly every book of its language, with every role in its place, and of others what it happens to
//! own. So of those that the user lists, the one at home in the text's language goes first; nobody is asked who is not
//! listed, and the order of all others stays.

use crate::model::{CatalogName, Language};

/// The libraries of a language, by the language's code.
const HOMES: &[(&str, &str)] = &[
    ("bibliotheque-nationale", "fr"),
    ("deutsche-nationalbibliothek", "de"),
    ("k10plus", "de"),
    ("library-of-congress", "en"),
];

/// Whether the language of a text makes a difference to the order in which these are asked.
pub fn depends_on_language(names: &[CatalogName]) -> bool {
    names.iter().filter(|name| home(name).is_some()).nth(1).is_some()
}

/// The catalogs in the order in which they are asked for what a text in this language cites.
pub fn in_order(names: &[CatalogName], language: Option<&Language>) -> Vec<CatalogName> {
    let Some(language) = language else { return names.to_vec() };
    let is_home = |name: &&CatalogName| home(name).is_some_and(|home| home == language.primary());
    let libraries = || names.iter().filter(|name| home(name).is_some());
    let mut turns = libraries().filter(is_home).chain(libraries().filter(|name| !is_home(name)));
    names.iter().map(|name| if home(name).is_some() { turns.next().unwrap_or(name) } else { name }).cloned().collect()
}

fn home(name: &CatalogName) -> Option<&'static str> {
    HOMES.iter().find(|(library, _)| *library == name.as_str()).map(|(_, language)| *language)
}

#[cfg(test)]
mod tests {
    use super::{HOMES, depends_on_language, in_order};
    use crate::catalog::registry;
    use crate::model::CatalogName;

    fn names(list: &[&str]) -> Vec<CatalogName> {
        list.iter().map(|name| name.parse().unwrap()).collect()
    }

    #[test]
    fn the_library_of_the_language_takes_the_first_library_s_place() {
        let listed =
            names(&["starter", "library-of-congress", "open-library", "k10plus", "deutsche-nationalbibliothek"]);
        let asked = |language: &str| in_order(&listed, language.parse().ok().as_ref());
        assert_eq!(
            asked("de"),
            names(&["starter", "k10plus", "open-library", "deutsche-nationalbibliothek", "library-of-congress"])
        );
        assert_eq!(asked("en"), listed);
        assert_eq!(asked("fr"), listed, "nobody is asked who is not listed");
        assert_eq!(in_order(&listed, None), listed);
        assert!(depends_on_language(&listed) && !depends_on_language(&listed[..3]));
    }

    #[test]
    fn every_home_is_a_catalog() {
        assert!(HOMES.iter().all(|(name, _)| registry::names().any(|known| known == *name)));
    }
}
