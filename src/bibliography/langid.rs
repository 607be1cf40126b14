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

/// For `langid`: the name that babel loads.
pub(super) fn babel(language: &Language) -> Option<&'static str> {
    if language.as_str() == "pt-BR" { Some("brazilian") } else { row(language).map(|(_, babel, _)| *babel) }
}

/// For `origlanguage`: the name in biblatex's "translated from" strings.
pub(super) fn original(language: &Language) -> Option<&'static str> {
    row(language).map(|(_, babel, original)| if original.is_empty() { *babel } else { *original })
}

fn row(language: &Language) -> Option<&'static (&'static str, &'static str, &'static str)> {
    NAMES.iter().find(|(code, ..)| *code == language.primary())
}

#[cfg(test)]
mod tests {
    use super::{NAMES, babel, original};

    #[test]
    fn languages_have_babel_names() {
        let language = |code: &str| code.parse().unwrap();
        assert_eq!(babel(&language("de-AT")), Some("ngerman"));
        assert_eq!(original(&language("de")), Some("german"));
        assert_eq!(original(&language("ru")), Some("russian"));
        assert_eq!(babel(&language("pt-BR")), Some("brazilian"));
        assert_eq!(babel(&language("xx")), None);
        assert!(NAMES.is_sorted());
    }
}
