//! What babel, and so BibLaTeX, calls a language.

use crate::model::Language;

/// Codes with babel's name; the name in `origlanguage` is the second where it differs.
const NAMES: &[(&str, &str, &str)] = &[
    ("af", "afrikaans", ""),
    ("ar", "arabic", ""),
    ("be", "belarusian", ""),
    ("bg", "bulgarian", ""),
    ("ca", "catalan", ""),
    ("cs", "czech", ""),
    ("cy", "welsh", ""),
    ("da", "danish", ""),
    ("de", "ngerman", "german"),
    ("el", "greek", ""),
    ("en", "english", ""),
    ("eo", "esperanto", ""),
    ("es", "spanish", ""),
    ("et", "estonian", ""),
    ("eu", "basque", ""),
    ("fa", "persian", ""),
    ("fi", "finnish", ""),
    ("fr", "french", ""),
    ("ga", "irish", ""),
    ("gl", "galician", ""),
    ("grc", "greek", ""),
    ("he", "hebrew", ""),
    ("hi", "hindi", ""),
    ("hr", "croatian", ""),
    ("hu", "magyar", "hungarian"),
    ("hy", "armenian", ""),
    ("id", "indonesian", ""),
    ("is", "icelandic", ""),
    ("it", "italian", ""),
    ("ja", "japanese", ""),
    ("ka", "georgian", ""),
    ("ko", "korean", ""),
    ("la", "latin", ""),
    ("lt", "lithuanian", ""),
    ("lv", "latvian", ""),
    ("mk", "macedonian", ""),
    ("mr", "marathi", ""),
    ("nb", "norsk", "norwegian"),
    ("nl", "dutch", ""),
    ("nn", "nynorsk", "norwegian"),
    ("no", "norsk", "norwegian"),
    ("pl", "polish", ""),
    ("pt", "portuguese", ""),
    ("ro", "romanian", ""),
    ("ru", "russian", ""),
    ("sk", "slovak", ""),
    ("sl", "slovene", ""),
    ("sq", "albanian", ""),
    ("sr", "serbian", ""),
    ("sv", "swedish", ""),
    ("th", "thai", ""),
    ("tr", "turkish", ""),
    ("uk", "ukrainian", ""),
    ("vi", "vietnamese", ""),
    ("zh", "chinese", ""),
];

/// Regions of which babel has the spelling or the hyphenation under a name of their own.
const REGIONS: &[(&str, &str)] = &[
    ("de-AT", "naustrian"),
    ("de-CH", "nswissgerman"),
    ("en-AU", "australian"),
    ("en-CA", "canadian"),
    ("en-GB", "british"),
    ("en-NZ", "newzealand"),
    ("en-US", "american"),
    ("es-MX", "mexican"),
    ("fr-CA", "canadien"),
    ("pt-BR", "brazilian"),
];

/// For `langid`: the name that babel loads.
pub(super) fn babel(language: &Language) -> Option<&'static str> {
    let of_region = REGIONS.iter().find(|(code, _)| *code == language.as_str()).map(|(_, babel)| *babel);
    of_region.or_else(|| row(language).map(|(_, babel, _)| *babel))
}

/// For `origlanguage`: the name in biblatex's "translated from" strings.
pub(super) fn original(language: &Language) -> Option<&'static str> {
    row(language).map(|(_, babel, original)| if original.is_empty() { *babel } else { *original })
}

/// Other names that files have for a language, or for one of its regions.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("acadian", "fr-CA"),
    ("american", "en-US"),
    ("australian", "en-AU"),
    ("austrian", "de-AT"),
    ("brazilian", "pt-BR"),
    ("british", "en-GB"),
    ("canadian", "en-CA"),
    ("canadien", "fr-CA"),
    ("castilian", "es"),
    ("farsi", "fa"),
    ("flemish", "nl-BE"),
    ("francais", "fr"),
    ("germanb", "de"),
    ("mandarin", "zh"),
    ("mexican", "es-MX"),
    ("naustrian", "de-AT"),
    ("newzealand", "en-NZ"),
    ("nswissgerman", "de-CH"),
    ("portuges", "pt"),
    ("slovenian", "sl"),
    ("swissgerman", "de-CH"),
    ("ukenglish", "en-GB"),
    ("usenglish", "en-US"),
];

/// The language of this name, by babel or by biblatex, or of this code.
pub(super) fn of_name(name: &str) -> Option<Language> {
    let name = name.trim().to_lowercase();
    let other = || OTHER_NAMES.iter().find(|(other, _)| *other == name).map(|(_, code)| *code);
    let row = NAMES.iter().find(|(_, babel, original)| *babel == name || *original == name);
    let code = row.map(|(code, ..)| *code).or_else(other);
    code.map_or_else(|| of_code(&name), |code| code.parse().ok())
}

/// A code however its letters are written: `EN-us` is `en-US`.
pub(super) fn of_code(text: &str) -> Option<Language> {
    let parts = text.trim().split(['-', '_']).enumerate().map(|(at, part)| match (at, part.len()) {
        (1.., 2) => part.to_uppercase(),
        (1.., 4) => part.chars().take(1).flat_map(char::to_uppercase).chain(part.chars().skip(1)).collect(),
        _ => part.to_lowercase(),
    });
    parts.collect::<Vec<_>>().join("-").parse().ok()
}

fn row(language: &Language) -> Option<&'static (&'static str, &'static str, &'static str)> {
    NAMES.iter().find(|(code, ..)| *code == language.primary())
}

#[cfg(test)]
mod tests {
    use super::{NAMES, OTHER_NAMES, REGIONS, babel, of_name, original};

    #[test]
    fn languages_have_babel_names() {
        let language = |code: &str| code.parse().unwrap();
        assert_eq!(babel(&language("de-AT")), Some("naustrian"));
        assert_eq!(babel(&language("de-LI")), Some("ngerman"));
        assert_eq!(original(&language("de")), Some("german"));
        assert_eq!(original(&language("ru")), Some("russian"));
        assert_eq!(babel(&language("pt-BR")), Some("brazilian"));
        assert_eq!(babel(&language("xx")), None);
        assert!(NAMES.is_sorted() && OTHER_NAMES.is_sorted());
    }

    #[test]
    fn names_lead_back_to_languages() {
        for (code, babel, original) in NAMES.iter().filter(|(code, ..)| !matches!(*code, "grc" | "no" | "nn")) {
            assert_eq!(of_name(babel).unwrap().as_str(), *code);
            assert!(original.is_empty() || of_name(original).unwrap().as_str() == *code);
        }
        let code = |name: &str| of_name(name).map(|l| l.to_string());
        for (region, babel) in REGIONS {
            assert_eq!(code(babel).as_deref(), Some(*region));
        }
        assert_eq!(code("English").as_deref(), Some("en"));
        assert_eq!(code("USenglish").as_deref(), Some("en-US"));
        assert_eq!(code("en_gb").as_deref(), Some("en-GB"));
        assert_eq!(code("zh-hant-tw").as_deref(), Some("zh-Hant-TW"));
        assert_eq!(code("Klingon"), None);
    }
}
