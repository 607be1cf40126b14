//! Ordinary words that are part of a name: the *Revolution* of *Russian Revolution*, *Civil War*.
//!
//! In a title of capitals nothing else tells them. The lists hold what titles of history and politics are full of, and
//! are far from complete; a word missed is printed small by styles that print titles so.

/// What is named by the word before it, if that is a name.
const AFTER_NAMES: &[&str] = &[
    "academy",
    "age",
    "army",
    "bay",
    "bible",
    "canal",
    "castle",
    "church",
    "civil",
    "coast",
    "college",
    "company",
    "congress",
    "council",
    "court",
    "dynasty",
    "empire",
    "enlightenment",
    "federation",
    "front",
    "guard",
    "gulf",
    "hill",
    "house",
    "institute",
    "island",
    "islands",
    "kingdom",
    "lake",
    "league",
    "mountain",
    "mountains",
    "museum",
    "navy",
    "ocean",
    "office",
    "palace",
    "parliament",
    "party",
    "peninsula",
    "republic",
    "renaissance",
    "revolution",
    "river",
    "sea",
    "society",
    "state",
    "states",
    "street",
    "trail",
    "treaty",
    "union",
    "university",
    "valley",
    "wall",
    "war",
    "wars",
];

/// Two words that are a name together.
const PAIRS: &[(&str, &str)] = &[
    ("civil", "war"),
    ("cold", "war"),
    ("communist", "manifesto"),
    ("communist", "party"),
    ("far", "east"),
    ("great", "depression"),
    ("great", "war"),
    ("industrial", "revolution"),
    ("labour", "party"),
    ("middle", "ages"),
    ("middle", "east"),
    ("new", "deal"),
    ("new", "testament"),
    ("old", "testament"),
    ("red", "army"),
    ("republican", "party"),
    ("supreme", "court"),
    ("third", "reich"),
    ("united", "kingdom"),
    ("united", "nations"),
    ("united", "states"),
    ("white", "house"),
    ("world", "war"),
];

/// Whether this word belongs to the name before it.
pub(super) fn ends_name(word: &str) -> bool {
    AFTER_NAMES.iter().any(|named| named.eq_ignore_ascii_case(word))
}

/// Whether these two words are a name.
pub(super) fn is_name(first: &str, second: &str) -> bool {
    PAIRS.iter().any(|(one, two)| one.eq_ignore_ascii_case(first) && two.eq_ignore_ascii_case(second))
}
