//! How the authors that a text names stand to the people of a record.
//!
//! Writers give a surname alone, initials, another transliteration, one of several authors; catalogs give names in
//! full. What each likeness is worth is told by `weights`; which person is the right one no name can tell.

use any_ascii::any_ascii;

use super::pen_names;
use super::weights as w;
use crate::catalog::Record;
use crate::model::title::normalise;
use crate::model::{Name, Reason};

/// A shorter surname is another one when a letter differs.
const SHORTEST_MISSPELT: usize = 5;
/// From this length two letters may differ.
const LONG: usize = 7;
/// So many letters two transliterations of one name have in common at the beginning,
const ROMANISED_BEGINNING: usize = 3;
/// and in so many they may differ.
const ROMANISED_SLIPS: usize = 2;
/// What writers put for an author where there is none.
const NOBODY: &[&str] = &["anonymous", "anon", "unknown", "various", "various authors", "traditional"];

/// How the authors cited stand to a record's contributors, least alike first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum People {
    Others,
    NotRecorded,
    NotCited,
    /// Neither side names anybody, as it should be for an anonymous work.
    Anonymous,
    ContradictoryGivenName,
    OtherGivenName,
    SimilarSurname,
    PenName,
    SameSurname,
    Same,
}

impl People {
    /// Whether somebody is probably named by both.
    pub(super) fn agree(self) -> bool {
        self >= Self::OtherGivenName
    }

    /// What it is worth; `None` for somebody else.
    pub(super) fn weight(self) -> Option<(Reason, i32)> {
        Some(match self {
            Self::Others => return None,
            Self::NotRecorded => (Reason::NoAuthorRecorded, w::NO_AUTHOR_RECORDED),
            Self::NotCited => (Reason::NoAuthorCited, 0),
            Self::Anonymous => (Reason::NoAuthorCited, w::ANONYMOUS),
            Self::ContradictoryGivenName => (Reason::OtherGivenName, w::CONTRADICTORY_GIVEN_NAME),
            Self::OtherGivenName => (Reason::OtherGivenName, w::OTHER_GIVEN_NAME),
            Self::SimilarSurname => (Reason::SimilarSurname, w::SIMILAR_SURNAME),
            Self::PenName => (Reason::PenName, w::PEN_NAME),
            Self::SameSurname => (Reason::SameSurname, w::SAME_SURNAME),
            Self::Same => (Reason::SameAuthor, w::SAME_AUTHOR),
        })
    }
}

/// The best agreement between anybody cited and anybody recorded: writers name one of several authors.
pub(super) fn compare(cited: &[Name], record: &Record) -> People {
    let recorded = || record.book.contributors().map(|c| &c.name);
    let is_somebody = |name: &&Name| !NOBODY.contains(&normalise(&name.to_string()).as_str());
    let cited: Vec<&Name> = cited.iter().filter(is_somebody).collect();
    if cited.is_empty() {
        return if recorded().next().is_none() { People::Anonymous } else { People::NotCited };
    }
    let pairs = cited.into_iter().flat_map(|a| recorded().map(move |b| compare_names(a, b)));
    pairs.max().unwrap_or(People::NotRecorded)
}

fn compare_names(cited: &Name, known: &Name) -> People {
    let (a, b) = (given(cited), given(known));
    let alike = a.is_empty() || b.is_empty() || a.chars().next() == b.chars().next() || share_word(&a, &b);
    match () {
        () if is_bare_surname(cited, known) => People::SameSurname,
        () if shares_one_name(cited, known) => People::SameSurname,
        () if cited.agrees_with(known) => People::Same,
        () if pen_names::are_one(cited, known) => People::PenName,
        () if are_initials(cited, known) || are_initials(known, cited) => People::SameSurname,
        () if cited.same_family(known) && alike => People::OtherGivenName,
        () if has_more_names(cited, known) => People::SameSurname,
        () if cited.same_family(known) => People::ContradictoryGivenName,
        () if alike && similar_surnames(cited, known) => People::SimilarSurname,
        () => People::Others,
    }
}

fn given(name: &Name) -> String {
    match name {
        Name::Personal(p) => normalise(&p.given),
        Name::Corporate(_) | Name::Mononym(_) => String::new(),
    }
}

fn share_word(a: &str, b: &str) -> bool {
    a.split(' ').any(|word| has_word(b, word))
}

/// Whether a word that is no initial or particle stands in the name.
fn has_word(name: &str, word: &str) -> bool {
    word.chars().count() > 2 && name.split(' ').any(|other| other == word)
}

/// Whether all that is cited of a person is the family name, which may be several words: Vargas Llosa.
fn is_bare_surname(cited: &Name, known: &Name) -> bool {
    let Name::Personal(person) = known else { return false };
    let written = normalise(&cited.to_string());
    written == normalise(&person.family)
        || written == normalise(&known.family())
        || person.dropping_particle.as_ref().is_some_and(|p| written == normalise(&format!("{p} {}", person.family)))
        || (matches!(cited, Name::Mononym(_)) && cited.same_family(known))
}

/// Whether one is written by the first letters of the other: WHO and the World Health Organization.
fn are_initials(short: &Name, long: &Name) -> bool {
    let (short, long) = (short.to_string(), long.to_string());
    let letters: String = short.chars().filter(|c| c.is_alphabetic()).collect();
    let is_short = letters.len() > 2 && !short.contains(' ') && letters.chars().all(char::is_uppercase);
    let firsts = long.split([' ', '-']).filter_map(|word| word.chars().next()).filter(|c| c.is_uppercase());
    is_short && long.contains(' ') && firsts.eq(letters.chars())
}

/// Whether one of them has no family name and the other is a word of it: Aquinas and Thomas Aquinas.
fn shares_one_name(cited: &Name, known: &Name) -> bool {
    let (one, other) = match (cited, known) {
        (Name::Mononym(a), b) | (b, Name::Mononym(a)) => (a, b),
        _ => return false,
    };
    let (one, other) = (normalise(one), normalise(other.sort_name()));
    one != other && (has_word(&one, &other) || has_word(&other, &one))
}

/// Whether one has the given name and the surname of the other among more: Miguel de Cervantes Saavedra.
fn has_more_names(a: &Name, b: &Name) -> bool {
    let is_in = |shorter: &Name, longer: &Name| {
        let Name::Personal(person) = shorter else { return false };
        let (given, all) = (normalise(&person.given), normalise(&longer.to_string()));
        let first = given.split(' ').next().filter(|word| word.chars().count() > 1);
        first.is_some() && all.split(' ').next() == first && has_word(&all, &normalise(&person.family))
    };
    is_in(a, b) || is_in(b, a)
}

/// Whether the surnames are one but for a slip or another transliteration.
fn similar_surnames(a: &Name, b: &Name) -> bool {
    if matches!((a, b), (Name::Mononym(_), _) | (_, Name::Mononym(_))) && are_romanised_alike(a, b) {
        return true;
    }
    let latin = |name: &Name| normalise(&any_ascii(name.sort_name()));
    let (a, b) = (latin(a), latin(b));
    let slips = match a.chars().count().min(b.chars().count()) {
        shorter if shorter < SHORTEST_MISSPELT => 0,
        shorter if shorter < LONG => 1,
        _ => 2,
    };
    a == b || strsim::osa_distance(&a, &b) <= slips || are_swapped(&a, &b)
}

/// Whether two letters behind the first changed places, which even a short name survives: Khun for Kuhn.
fn are_swapped(a: &str, b: &str) -> bool {
    let sorted = |name: &str| {
        let mut letters: Vec<char> = name.chars().collect();
        letters.sort_unstable();
        letters
    };
    a.chars().count() > 3
        && a.chars().next() == b.chars().next()
        && strsim::osa_distance(a, b) == 1
        && sorted(a) == sorted(b)
}

/// Lao Tzu and Laozi: one written in two words and the other in one.
fn are_romanised_alike(a: &Name, b: &Name) -> bool {
    let latin = |name: &Name| normalise(&any_ascii(&name.to_string()));
    let (a, b) = (latin(a), latin(b));
    let (joined_a, joined_b) = (a.replace(' ', ""), b.replace(' ', ""));
    let begin = |s: &str| s.chars().take(ROMANISED_BEGINNING).collect::<String>();
    a.contains(' ') != b.contains(' ')
        && begin(&joined_a) == begin(&joined_b)
        && strsim::osa_distance(&joined_a, &joined_b) <= ROMANISED_SLIPS
}

#[cfg(test)]
mod tests {
    use super::{People, compare_names};
    use crate::model::Name;

    #[track_caller]
    fn case(cited: &str, known: &str, expected: People) {
        let known = if known.contains(',') { Name::parse(known).unwrap() } else { Name::Mononym(known.to_owned()) };
        assert_eq!(compare_names(&Name::parse(cited).unwrap(), &known), expected, "{cited} and {known}");
    }

    #[test]
    fn the_same_person_however_written() {
        case("Thomas Kuhn", "Kuhn, Thomas S.", People::Same);
        case("T. S. Kuhn", "Kuhn, Thomas S.", People::Same);
        case("Homer", "Homer", People::Same);
        case("Liu Cixin", "Liu, Cixin", People::Same);
        case("Mario Vargas Llosa", "Vargas Llosa, Mario", People::Same);
        case("Kuhn", "Kuhn, Thomas S.", People::SameSurname);
        case("Vargas Llosa", "Vargas Llosa, Mario", People::SameSurname);
        case("Ortega y Gasset", "Ortega y Gasset, José", People::SameSurname);
        case("Ortega", "Ortega y Gasset, José", People::SameSurname);
        case("Le Guin", "Le Guin, Ursula K.", People::SameSurname);
        case("von Goethe", "Goethe, Johann Wolfgang von", People::SameSurname);
        case("Aquinas", "Thomas Aquinas", People::SameSurname);
        case("St. Augustine", "Augustine of Hippo", People::SameSurname);
        case("Miguel de Cervantes Saavedra", "Cervantes, Miguel de", People::SameSurname);
        case("Margery Williams Bianco", "Williams, Margery", People::SameSurname);
        case("WHO", "World Health Organization", People::SameSurname);
        case("Mary Ann Evans", "Eliot, George", People::PenName);
        case("Lao Tzu", "Laozi", People::PenName);
        case("Sunzi", "Sun Tzu", People::PenName);
    }

    #[test]
    fn people_who_are_probably_the_same() {
        case("Fyodor Dostoyevsky", "Dostoevsky, Fyodor", People::SimilarSurname);
        case("Достоевский", "Dostoevsky, Fyodor", People::SimilarSurname);
        case("Xunzi", "Xun Zi", People::SimilarSurname);
        case("James C. Collins", "Collins, Jim", People::OtherGivenName);
        case("J. Sheridan Le Fanu", "Le Fanu, Sheridan", People::OtherGivenName);
        case("Lev Trotsky", "Trotsky, Leon", People::OtherGivenName);
        case("Khun", "Kuhn, Thomas S.", People::SimilarSurname);
    }

    #[test]
    fn other_people() {
        case("Henry James", "James, William", People::ContradictoryGivenName);
        case("Mann", "Marx, Karl", People::Others);
        case("Alan Woods", "Trotsky, Leon", People::Others);
        case("Hume", "Homer", People::Others);
    }
}
