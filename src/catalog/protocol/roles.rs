//! Who did what, as catalogs say it: by MARC's codes (`trl`), by UNIMARC's numbers (`730`), in words of many languages.
//!
//! A part that is none of a book's people (publisher, narrator, composer of a score, former owner) is no role of ours, and
//! who has it is no contributor.

use crate::model::Role;

/// What a catalog says of somebody's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// It is one of ours.
    Ours(Role),
    /// It is another one.
    Other,
    /// It is left open.
    Open,
}

#[rustfmt::skip]
const CODES: &[(&str, Role)] = &[
    ("aut", Role::Author), ("cre", Role::Author), ("dub", Role::Author), ("ctg", Role::Author),
    ("edt", Role::Editor), ("pbd", Role::Editor), ("edc", Role::Editor),
    ("trl", Role::Translator),
    ("ill", Role::Illustrator), ("pht", Role::Illustrator), ("art", Role::Illustrator),
    ("win", Role::Introduction), ("aui", Role::Introduction), ("apr", Role::Foreword), ("wpr", Role::Foreword),
    ("aft", Role::Afterword), ("wst", Role::Commentator), ("cwt", Role::Commentator), ("cmm", Role::Commentator), ("ann", Role::Commentator), ("wac", Role::Commentator),
    ("com", Role::Compiler),
    ("070", Role::Author), ("340", Role::Editor), ("651", Role::Editor), ("730", Role::Translator), ("440", Role::Illustrator), ("600", Role::Illustrator),
    ("080", Role::Foreword), ("081", Role::Foreword), ("075", Role::Afterword), ("210", Role::Commentator), ("212", Role::Commentator), ("020", Role::Commentator), ("220", Role::Compiler),
];

/// What a role is where it is the main entry's: whose pictures a book of pictures holds is its author.
pub(super) fn of_main_entry(role: Role) -> Role {
    if role == Role::Illustrator { Role::Author } else { role }
}

/// Beginnings of words, in small letters; the first that fits counts, so that an editor of a translation is an editor.
#[rustfmt::skip]
const WORDS: &[(&str, Role)] = &[
    ("illustr", Role::Illustrator), ("ill.", Role::Illustrator), ("iljustr", Role::Illustrator), ("pictures by", Role::Illustrator), ("drawings by", Role::Illustrator), ("ill. by", Role::Illustrator), ("zeichn", Role::Illustrator), ("dessin", Role::Illustrator), ("kuvitt", Role::Illustrator),
    ("afterword", Role::Afterword), ("nachw", Role::Afterword), ("postface", Role::Afterword), ("efterord", Role::Afterword), ("epilog", Role::Afterword), ("epílogo", Role::Afterword), ("nawoord", Role::Afterword),
    ("foreword", Role::Foreword), ("forew.", Role::Foreword), ("preface", Role::Foreword), ("pref.", Role::Foreword), ("préf", Role::Foreword), ("vorw", Role::Foreword), ("geleitw", Role::Foreword), ("voorwoord", Role::Foreword), ("förord", Role::Foreword), ("forord", Role::Foreword), ("prólogo", Role::Foreword), ("prefazione", Role::Foreword), ("prefacio", Role::Foreword), ("avant-propos", Role::Foreword),
    ("introd", Role::Introduction), ("einl", Role::Introduction), ("einf", Role::Introduction), ("inleid", Role::Introduction), ("inledn", Role::Introduction), ("indledn", Role::Introduction),
    ("transl", Role::Translator), ("trad", Role::Translator), ("übers", Role::Translator), ("übertr", Role::Translator), ("aus dem", Role::Translator), ("vertaal", Role::Translator), ("vertal", Role::Translator), ("vert.", Role::Translator), ("oversat", Role::Translator), ("oversæt", Role::Translator), ("overset", Role::Translator), ("övers", Role::Translator), ("på dansk ved", Role::Translator), ("på norsk ved", Role::Translator), ("suoment", Role::Translator), ("deutsch von", Role::Translator), ("dt. von", Role::Translator), ("tłum", Role::Translator), ("przeł", Role::Translator), ("перев", Role::Translator), ("пер.", Role::Translator), ("pereklal", Role::Translator),
    ("annot", Role::Commentator), ("comment", Role::Commentator), ("komment", Role::Commentator), ("notes by", Role::Commentator),
    ("edit", Role::Editor), ("ed.", Role::Editor), ("eds", Role::Editor), ("hrsg", Role::Editor), ("herausg", Role::Editor), ("hg.", Role::Editor), ("éd", Role::Editor), ("red.", Role::Editor), ("onder red", Role::Editor), ("sous la dir", Role::Editor), ("dirig", Role::Editor), ("a cura di", Role::Editor), ("cur.", Role::Editor), ("utg", Role::Editor), ("udg", Role::Editor), ("toim", Role::Editor), ("red av", Role::Editor), ("redakt", Role::Editor), ("bearb", Role::Editor), ("под ред", Role::Editor), ("establ", Role::Editor), ("établ", Role::Editor),
    ("compil", Role::Compiler), ("comp.", Role::Compiler), ("zusammengest", Role::Compiler), ("ausgew", Role::Compiler), ("selected", Role::Compiler),
    ("author", Role::Author), ("verfasser", Role::Author), ("auteur", Role::Author), ("joint author", Role::Author), ("creator", Role::Author), ("författare", Role::Author), ("forfatter", Role::Author), ("kirjoittaja", Role::Author), ("writ", Role::Author), ("photogr", Role::Illustrator), ("fotogr", Role::Illustrator), ("künstler", Role::Illustrator),
];

/// What a code says; `oth` and `Sonstige` say nothing.
pub(super) fn of_code(code: &str) -> Part {
    let code = code.trim().trim_end_matches('.');
    // Some write the address of the code: `http://id.loc.gov/vocabulary/relators/aut`.
    let code = code.rsplit('/').next().unwrap_or(code).to_lowercase();
    match CODES.iter().find(|(known, _)| *known == code) {
        Some((_, role)) => Part::Ours(*role),
        None if matches!(code.as_str(), "" | "oth" | "asn") => Part::Open,
        None => Part::Other,
    }
}

/// What a word says that is a role and nothing else: `editor.`, `Übersetzer`, `writer of introduction`.
pub(super) fn of_word(word: &str) -> Part {
    let word = word.trim().trim_matches(['(', ')', '[', ']', ',']).to_lowercase();
    let is_author = || WORDS.iter().any(|(start, role)| *role == Role::Author && word.starts_with(start));
    let whole = || WORDS.iter().find(|(start, _)| word == start.trim_end_matches('.')).map(|(_, role)| *role);
    match of_phrase(&word).or_else(whole).or_else(|| is_author().then_some(Role::Author)) {
        Some(role) => Part::Ours(role),
        None if matches!(word.as_str(), "" | "sonstige" | "other" | "-") => Part::Open,
        None => Part::Other,
    }
}

/// What words say of the people that are named after them: "edited by", "översättning och efterord". `None` where they name no
/// part at all.
pub(super) fn of_phrase(phrase: &str) -> Option<Role> {
    let phrase = phrase.to_lowercase();
    let starts = |word: &str| {
        phrase.match_indices(word).any(|(at, _)| !phrase.get(..at).is_some_and(|b| b.ends_with(char::is_alphanumeric)))
    };
    WORDS.iter().filter(|(_, role)| *role != Role::Author).find(|(word, _)| starts(word)).map(|(_, role)| *role)
}

#[cfg(test)]
mod tests {
    use super::{Part, of_code, of_phrase, of_word};
    use crate::model::Role;

    #[test]
    fn codes_are_of_three_sorts() {
        assert_eq!(of_code("trl"), Part::Ours(Role::Translator));
        assert_eq!(of_code("730"), Part::Ours(Role::Translator));
        assert_eq!(of_code("https://id.loc.gov/vocabulary/relators/edt"), Part::Ours(Role::Editor));
        assert_eq!(of_code("nrt"), Part::Other);
        assert_eq!(of_code("oth"), Part::Open);
    }

    #[test]
    fn words_are_known_in_many_languages() {
        let case = |word: &str, role: Role| assert_eq!(of_word(word), Part::Ours(role), "{word}");
        case("editor.", Role::Editor);
        case("ed.", Role::Editor);
        case("Übersetzer", Role::Translator);
        case("Herausgeber", Role::Editor);
        case("Verfasser", Role::Author);
        case("(Illustrator)", Role::Illustrator);
        case("author.", Role::Author);
        case("writer of introduction", Role::Introduction);
        case("author of afterword, colophon, etc.", Role::Afterword);
        case("writer of preface.", Role::Foreword);
        assert_eq!(of_word("narrator."), Part::Other);
        assert_eq!(of_word("Verlag"), Part::Other);
        assert_eq!(of_word("Vertrieb"), Part::Other);
        assert_eq!(of_word("Sonstige"), Part::Open);
    }

    #[test]
    fn phrases_name_parts() {
        let case = |phrase: &str, role: Option<Role>| assert_eq!(of_phrase(phrase), role, "{phrase}");
        case("edited by", Some(Role::Editor));
        case("foreword by", Some(Role::Foreword));
        case("traduit de l'américain par", Some(Role::Translator));
        case("på dansk ved", Some(Role::Translator));
        case("[traducción de", Some(Role::Translator));
        case("with an afterword by", Some(Role::Afterword));
        case("overseen by", None);
        case("", None);
        case("Credit", None);
    }
}
