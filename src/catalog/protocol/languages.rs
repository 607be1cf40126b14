//! Languages as catalogs code them: MARC's three letters, ISO 639-1's two, Wikidata's items.

use crate::model::Language;

/// MARC codes with two letters of their own; both forms of those that have two. Other codes stay as they are (`grc`).
#[rustfmt::skip]
const MARC: &[(&str, &str)] = &[
    ("eng", "en"), ("ger", "de"), ("deu", "de"), ("fre", "fr"), ("fra", "fr"), ("spa", "es"), ("ita", "it"), ("por", "pt"), ("rus", "ru"), ("lat", "la"),
    ("dut", "nl"), ("nld", "nl"), ("swe", "sv"), ("dan", "da"), ("nor", "no"), ("nob", "nb"), ("nno", "nn"), ("fin", "fi"), ("ice", "is"), ("isl", "is"),
    ("pol", "pl"), ("cze", "cs"), ("ces", "cs"), ("slo", "sk"), ("slk", "sk"), ("slv", "sl"), ("hrv", "hr"), ("scr", "hr"), ("srp", "sr"), ("scc", "sr"), ("bos", "bs"),
    ("hun", "hu"), ("rum", "ro"), ("ron", "ro"), ("bul", "bg"), ("mac", "mk"), ("mkd", "mk"), ("ukr", "uk"), ("bel", "be"), ("lit", "lt"), ("lav", "lv"), ("est", "et"),
    ("gre", "el"), ("ell", "el"), ("alb", "sq"), ("sqi", "sq"), ("tur", "tr"), ("heb", "he"), ("yid", "yi"), ("ara", "ar"), ("per", "fa"), ("fas", "fa"), ("hin", "hi"), ("ben", "bn"),
    ("urd", "ur"), ("tam", "ta"), ("chi", "zh"), ("zho", "zh"), ("jpn", "ja"), ("kor", "ko"), ("vie", "vi"), ("tha", "th"), ("ind", "id"), ("may", "ms"), ("msa", "ms"),
    ("cat", "ca"), ("baq", "eu"), ("eus", "eu"), ("glg", "gl"), ("wel", "cy"), ("cym", "cy"), ("gle", "ga"), ("iri", "ga"), ("gla", "gd"), ("bre", "br"), ("arm", "hy"), ("hye", "hy"),
    ("geo", "ka"), ("kat", "ka"), ("epo", "eo"), ("afr", "af"), ("swa", "sw"), ("san", "sa"), ("ltz", "lb"), ("ori", "or"), ("mar", "mr"), ("tel", "te"), ("mal", "ml"), ("tib", "bo"),
];
/// Codes that name no language: undetermined, several, none, uncoded.
const NONE: &[&str] = &["und", "mul", "zxx", "mis"];

#[rustfmt::skip]
const ITEMS: &[(&str, &str)] = &[
    ("Q1860", "en"), ("Q7976", "en"), ("Q7979", "en"), ("Q188", "de"), ("Q150", "fr"), ("Q1321", "es"), ("Q652", "it"), ("Q5146", "pt"), ("Q750553", "pt-BR"), ("Q7737", "ru"),
    ("Q397", "la"), ("Q7411", "nl"), ("Q9027", "sv"), ("Q9035", "da"), ("Q9043", "no"), ("Q25167", "nb"), ("Q25164", "nn"), ("Q1412", "fi"), ("Q294", "is"), ("Q809", "pl"),
    ("Q9056", "cs"), ("Q9058", "sk"), ("Q9063", "sl"), ("Q6654", "hr"), ("Q9299", "sr"), ("Q9067", "hu"), ("Q7913", "ro"), ("Q7918", "bg"), ("Q8798", "uk"), ("Q9083", "lt"),
    ("Q9078", "lv"), ("Q9072", "et"), ("Q9129", "el"), ("Q35497", "grc"), ("Q256", "tr"), ("Q9288", "he"), ("Q8641", "yi"), ("Q13955", "ar"), ("Q9168", "fa"), ("Q1568", "hi"),
    ("Q9610", "bn"), ("Q7850", "zh"), ("Q5287", "ja"), ("Q9176", "ko"), ("Q9199", "vi"), ("Q7026", "ca"), ("Q8752", "eu"), ("Q9307", "gl"), ("Q9309", "cy"), ("Q9142", "ga"),
    ("Q143", "eo"), ("Q14196", "af"), ("Q11059", "sa"), ("Q9240", "id"), ("Q35222", "ota"),
];

/// The language of a code of two or three letters, with a region where it has one (`zh-CN`).
pub(in crate::catalog) fn of_code(code: &str) -> Option<Language> {
    let code = code.trim();
    let known = MARC.iter().find(|(marc, _)| code.eq_ignore_ascii_case(marc)).map(|(_, short)| *short);
    let lower = code.split('-').next().unwrap_or(code).to_lowercase();
    if NONE.contains(&lower.as_str()) {
        return None;
    }
    known.unwrap_or(code).parse().ok().or_else(|| lower.parse().ok())
}

/// The first language of a MARC field, where older records write several in a row: `gerfreitaeng`.
pub(super) fn of_marc(text: &str) -> Option<Language> {
    let first = text.trim().get(..3)?;
    first.chars().all(|c| c.is_ascii_lowercase()).then(|| of_code(first)).flatten()
}

/// The language that a Wikidata item is about.
pub(super) fn of_item(item: &str) -> Option<Language> {
    ITEMS.iter().find(|(known, _)| *known == item).and_then(|(_, code)| code.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::{of_code, of_item, of_marc};

    #[test]
    fn codes_become_ours() {
        let case =
            |code: &str, expected: Option<&str>| assert_eq!(of_code(code).as_ref().map(|l| l.as_str()), expected);
        case("ger", Some("de"));
        case("grc", Some("grc"));
        case("zh-CN", Some("zh-CN"));
        case("en", Some("en"));
        case("und", None);
        case("???", None);
        assert_eq!(of_marc("gerfreitaeng").map(|l| l.to_string()).as_deref(), Some("de"));
        assert_eq!(of_marc("|||"), None);
        assert_eq!(of_marc("é"), None);
        assert_eq!(of_item("Q188").map(|l| l.to_string()).as_deref(), Some("de"));
    }
}
