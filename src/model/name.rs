//! Names of people and bodies.
//!
//! A family name with its particles is what sorts and what a key is made of, so names are parsed once, here, and
//! never again cut from a string. Which *spelling* of a person is right is a catalog's business.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::title::normalise;

/// A person, a body, or someone of one name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Name {
    /// A person with family and given name.
    Personal(PersonalName),
    /// An organisation; never cut into parts.
    Corporate(String),
    /// One name is all there is: Homer, Plato, or a bare surname in a text.
    Mononym(String),
}

/// The parts of a personal name as BibTeX and CSL know them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PersonalName {
    /// Trotsky, García Márquez.
    pub family: String,
    /// Leon, Ursula K.
    pub given: String,
    /// Left out where the family name stands alone: *von* Goethe.
    pub dropping_particle: Option<String>,
    /// Always kept: *de* Beauvoir, *van* Gogh.
    pub non_dropping_particle: Option<String>,
    /// Jr., III.
    pub suffix: Option<String>,
}

const PARTICLES: &[&str] = &[
    "de", "di", "da", "do", "dos", "das", "du", "des", "del", "della", "dello", "degli", "van", "von", "der", "den",
    "ter", "ten", "zu", "zur", "zum", "af", "av", "la", "le", "el", "al", "ibn", "bin", "bint", "y", "e", "vom", "auf",
    "d'", "d’", "'t", "’t",
];
const DROPPING: &[&str] = &["von", "zu", "vom", "zum", "zur", "af", "av"];
/// Capitalised words that belong to the family name after them (`Le Guin`, `Van Buren`).
const JOINING: &[&str] =
    &["Le", "La", "De", "Du", "Van", "Von", "Del", "Di", "Da", "Della", "Mac", "St.", "El", "Al", "Ben", "Ibn"];
/// Words that make all before and after them one name: Pliny *the* Elder, Apollonius *of* Perga.
const EPITHETS: &[&str] = &["of", "the"];
/// First words that are no given name, so that with one more word they are one name: *Le* Corbusier, *Ibn* Khaldun.
const NO_GIVEN_NAMES: &[&str] = &["Le", "La", "De", "Du", "Ibn"];
/// Words that stand in the names of bodies and that nobody is called by.
const BODIES: &[&str] = &[
    "Organization",
    "Organisation",
    "Institute",
    "Institut",
    "Instituto",
    "Istituto",
    "Institution",
    "Committee",
    "Commission",
    "University",
    "Université",
    "Universität",
    "Universidad",
    "Ministry",
    "Ministère",
    "Ministerium",
    "Association",
    "Foundation",
    "Corporation",
    "Agency",
    "Department",
    "Consortium",
    "Federation",
    "Nations",
];
const SUFFIXES: &[&str] = &["jr", "jr.", "sr", "sr.", "ii", "iii", "iv"];

fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

fn is_suffix(word: &str) -> bool {
    SUFFIXES.contains(&word.to_lowercase().as_str())
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

impl Name {
    /// Reads `Given Family`, `Family, Given`, `Family, Given, Suffix` (or, as BibTeX has it, `Family, Suffix, Given`),
    /// `One Name,` or `{Body}`; `None` when nothing is there.
    ///
    /// ```
    /// # use reading_list::model::Name;
    /// let name = Name::parse("Simone de Beauvoir").unwrap();
    /// assert_eq!(name.inverted(), "de Beauvoir, Simone");
    /// assert_eq!(name.sort_name(), "Beauvoir");
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(body) = text.strip_prefix('{').and_then(|t| t.strip_suffix('}')) {
            return some(body.trim().to_owned()).map(Self::Corporate);
        }
        let parts: Vec<&str> = text.split(',').map(str::trim).filter(|p| !p.is_empty()).collect();
        match parts.as_slice() {
            [] => None,
            [one] if text.ends_with(',') => Some(Self::Mononym((*one).to_owned())),
            [one] => Some(parse_direct(one)),
            [direct, suffix] if is_suffix(suffix) => Some(with_suffix(parse_direct(direct), suffix)),
            [family, suffix, given] if is_suffix(suffix) => Some(parse_inverted(family, given, Some(suffix))),
            [family, given, rest @ ..] => Some(parse_inverted(family, given, rest.first().copied())),
        }
    }

    /// A person of known parts; whether the particle drops is told by its first word (*von*, but *de*).
    pub fn with_particle(given: String, particle: Option<String>, family: String, suffix: Option<String>) -> Self {
        build(given, particle, family, suffix)
    }

    /// A person whose particles may still stand before the family name and behind the given one.
    pub fn with_parts(family: &str, given: &str, suffix: Option<&str>) -> Self {
        parse_inverted(family, given, suffix)
    }

    /// What an index sorts by, without particles: `Beauvoir`.
    pub fn sort_name(&self) -> &str {
        match self {
            Self::Personal(p) => &p.family,
            Self::Corporate(name) | Self::Mononym(name) => name,
        }
    }

    /// The family name with the particle that never leaves it: `de Beauvoir`, `Goethe`.
    pub fn family(&self) -> String {
        match self {
            Self::Personal(PersonalName { non_dropping_particle: Some(particle), family, .. }) => {
                join(particle, family)
            }
            other => other.sort_name().to_owned(),
        }
    }

    /// As an index has it: `de Beauvoir, Simone`; bodies in braces, and a comma after one name of several words
    /// (`Dante Alighieri,`), so that the form reads back.
    pub fn inverted(&self) -> String {
        match self {
            Self::Corporate(name) => format!("{{{name}}}"),
            Self::Mononym(name) if matches!(parse_direct(name), Self::Personal(_)) => format!("{name},"),
            Self::Mononym(name) => name.clone(),
            Self::Personal(p) => {
                let given = join(&p.given, p.dropping_particle.as_deref().unwrap_or(""));
                let suffix = p.suffix.as_ref().map(|s| format!(", {s}")).unwrap_or_default();
                format!("{}, {}{suffix}", self.family(), given.trim())
            }
        }
    }

    /// Whether the two can be the same person: same family name, and no given name or initial that contradicts.
    pub fn agrees_with(&self, other: &Self) -> bool {
        let (a, b) = (normalise(&self.to_string()), normalise(&other.to_string()));
        same_words(&a, &b) || (self.same_family(other) && initials_agree(self.given(), other.given()))
    }

    /// Whether the family names are the same, particles left aside.
    pub fn same_family(&self, other: &Self) -> bool {
        let family = |n: &Self| normalise(n.sort_name());
        let last = |s: &str| s.rsplit(' ').next().unwrap_or_default().to_owned();
        let (a, b) = (family(self), family(other));
        a == b
            || normalise(&self.family()) == normalise(&other.family())
            || (a.contains(' ') != b.contains(' ') && last(&a) == last(&b))
    }

    fn given(&self) -> &str {
        match self {
            Self::Personal(p) => &p.given,
            _ => "",
        }
    }
}

fn join(a: &str, b: &str) -> String {
    match (a, b) {
        ("", x) | (x, "") => x.to_owned(),
        _ if a.ends_with(['\'', '’']) => format!("{a}{b}"),
        _ => format!("{a} {b}"),
    }
}

fn same_words(a: &str, b: &str) -> bool {
    let sorted = |s: &str| {
        let mut words: Vec<String> = s.split(' ').map(str::to_owned).collect();
        words.sort();
        words
    };
    sorted(a) == sorted(b)
}

/// `U. K.` agrees with `Ursula`; an absent given name agrees with everything.
fn initials_agree(a: &str, b: &str) -> bool {
    let (a, b) = (normalise(a), normalise(b));
    a.split(' ').zip(b.split(' ')).all(|(x, y)| x.starts_with(y) || y.starts_with(x))
}

fn with_suffix(name: Name, suffix: &str) -> Name {
    match name {
        Name::Personal(p) => Name::Personal(PersonalName { suffix: Some(suffix.to_owned()), ..p }),
        other => other,
    }
}

fn parse_direct(text: &str) -> Name {
    let words: Vec<&str> = text.split(' ').collect();
    if let [front @ .., last] = words.as_slice()
        && front.len() >= 2
        && is_suffix(last)
    {
        return with_suffix(parse_direct(&front.join(" ")), last);
    }
    if is_body(&words) {
        return Name::Corporate(text.to_owned());
    }
    if is_one_name(&words) {
        return Name::Mononym(text.to_owned());
    }
    let Some(last) = words.len().checked_sub(1).filter(|&n| n > 0) else { return Name::Mononym(text.to_owned()) };
    let particle = (1..last).find(|&i| is_particle(words[i]));
    let family_at = match particle {
        Some(first) => (first..last).find(|&i| !is_particle(words[i])).unwrap_or(last),
        None if last >= 2 && JOINING.contains(&words[last - 1]) => last - 1,
        None => last,
    };
    let particles = particle.map(|at| words[at..family_at].join(" "));
    build(words[..particle.unwrap_or(family_at)].join(" "), particles, words[family_at..].join(" "), None)
}

fn is_body(words: &[&str]) -> bool {
    words.len() > 1 && words.iter().any(|word| BODIES.contains(&word.trim_end_matches('.')))
}

fn is_one_name(words: &[&str]) -> bool {
    words.iter().skip(1).any(|w| EPITHETS.contains(w)) || matches!(words, [first, _] if NO_GIVEN_NAMES.contains(first))
}

fn parse_inverted(family: &str, given: &str, suffix: Option<&str>) -> Name {
    let words: Vec<&str> = family.split(' ').collect();
    let lead = words.iter().take_while(|w| is_particle(w)).count().min(words.len() - 1);
    let non_dropping = some(words[..lead].join(" "));
    let given: Vec<&str> = given.split(' ').collect();
    let trail = given.iter().rev().take_while(|w| is_particle(w)).count().min(given.len() - 1);
    Name::Personal(PersonalName {
        family: words[lead..].join(" "),
        given: given[..given.len() - trail].join(" "),
        dropping_particle: some(given[given.len() - trail..].join(" ")),
        non_dropping_particle: non_dropping,
        suffix: suffix.map(str::to_owned),
    })
}

fn build(given: String, particles: Option<String>, family: String, suffix: Option<String>) -> Name {
    let dropping = particles.as_deref().is_some_and(|p| p.split(' ').next().is_some_and(|w| DROPPING.contains(&w)));
    let (dropping_particle, non_dropping_particle) = if dropping { (particles, None) } else { (None, particles) };
    Name::Personal(PersonalName { family, given, dropping_particle, non_dropping_particle, suffix })
}

impl From<String> for Name {
    /// Any text is a name of some kind; empty text is an empty mononym, which no reader of ours lets through.
    fn from(text: String) -> Self {
        Self::parse(&text).unwrap_or(Self::Mononym(text))
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.inverted()
    }
}

impl fmt::Display for Name {
    /// Direct order: `Simone de Beauvoir`, `Martin Luther King, Jr.`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Personal(p) = self else { return f.write_str(self.sort_name()) };
        let dropping = p.dropping_particle.as_deref().unwrap_or("");
        f.write_str(&join(&p.given, &join(dropping, &self.family())))?;
        match &p.suffix {
            Some(suffix) if suffix.starts_with(['J', 'S', 'j', 's']) => write!(f, ", {suffix}"),
            Some(suffix) => write!(f, " {suffix}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[track_caller]
    fn case(text: &str, inverted: &str, direct: &str) {
        let name = Name::parse(text).unwrap();
        assert_eq!(name.inverted(), inverted);
        assert_eq!(name.to_string(), direct);
        assert_eq!(Name::parse(&name.inverted()), Some(name), "the inverted form reads back");
    }

    #[test]
    fn names_in_both_orders() {
        case("Leon Trotsky", "Trotsky, Leon", "Leon Trotsky");
        case("Simone de Beauvoir", "de Beauvoir, Simone", "Simone de Beauvoir");
        case("Johann Wolfgang von Goethe", "Goethe, Johann Wolfgang von", "Johann Wolfgang von Goethe");
        case("Goethe, Johann Wolfgang von", "Goethe, Johann Wolfgang von", "Johann Wolfgang von Goethe");
        case("Ursula K. Le Guin", "Le Guin, Ursula K.", "Ursula K. Le Guin");
        case("Martin Luther King, Jr.", "King, Martin Luther, Jr.", "Martin Luther King, Jr.");
        case("King, Martin Luther, Jr.", "King, Martin Luther, Jr.", "Martin Luther King, Jr.");
        case("King, Jr., Martin Luther", "King, Martin Luther, Jr.", "Martin Luther King, Jr.");
        case("World Health Organization", "{World Health Organization}", "World Health Organization");
        case(
            "Institut National de la Statistique",
            "{Institut National de la Statistique}",
            "Institut National de la Statistique",
        );
        case("Committee of Public Safety", "{Committee of Public Safety}", "Committee of Public Safety");
        case(
            "Indiana University. Dept. of History",
            "{Indiana University. Dept. of History}",
            "Indiana University. Dept. of History",
        );
        case("García Márquez, Gabriel", "García Márquez, Gabriel", "Gabriel García Márquez");
        case("Jan van der Heyden", "van der Heyden, Jan", "Jan van der Heyden");
        case("Homer", "Homer", "Homer");
        case("Pliny the Elder", "Pliny the Elder", "Pliny the Elder");
        case("Le Corbusier", "Le Corbusier", "Le Corbusier");
        case("Dante Alighieri,", "Dante Alighieri,", "Dante Alighieri");
        case("{Procter & Gamble}", "{Procter & Gamble}", "Procter & Gamble");
    }

    #[test]
    fn people_agree_by_family_and_initials() {
        let name = |s: &str| Name::parse(s).unwrap();
        assert!(name("U. K. Le Guin").agrees_with(&name("Ursula K. Le Guin")));
        assert!(name("Trotsky").agrees_with(&name("Leon Trotsky")));
        assert!(name("Cixin Liu").agrees_with(&name("Liu, Cixin")));
        assert!(!name("Alan Woods").agrees_with(&name("Leon Trotsky")));
        assert!(!name("Henry James").agrees_with(&name("William James")));
        assert!(name("Márquez").same_family(&name("García Márquez, Gabriel")));
    }
}
