//! Statements of responsibility: `William Gibson ; traduit de l'américain par Jean Bonnefoy.`
//!
//! A card says there in words what everybody did. Where a catalog has a name without its part, the words before the name tell
//! it; where it has no translators at all (Open Library), they can be read from here.

use super::roles;
use crate::model::title::normalise;
use crate::model::{Contributor, Name, Role};

/// What the statement says that the bearer of this surname did: the author's part where it names no other; `None` where the name
/// does not stand in it.
pub(super) fn role_of(statement: &str, surname: &str) -> Option<Role> {
    let wanted = format!(" {} ", normalise(surname));
    let part = parts(statement).find(|part| format!(" {} ", normalise(part)).contains(&wanted))?;
    let lower = part.to_lowercase();
    let at = lower.find(&surname.to_lowercase()).unwrap_or(lower.len());
    Some(roles::of_phrase(lower.get(..at).unwrap_or(&lower)).unwrap_or(Role::Author))
}

/// The people who translated, introduced or drew, by the parts of the statement behind the first; authors and editors are
/// left to the fields that name them.
pub(super) fn others(statement: &str) -> Vec<Contributor> {
    let told = parts(statement).filter_map(|part| {
        let (phrase, names) = split(part)?;
        let role = roles::of_phrase(phrase).filter(|role| !matches!(role, Role::Author | Role::Editor))?;
        Some((role, names))
    });
    let people = told.flat_map(|(role, names)| {
        let names = names.replace(" und ", ", ").replace(" and ", ", ").replace(" y ", ", ").replace(" et ", ", ");
        let names = names.replace(" og ", ", ").replace(" och ", ", ").replace(" & ", ", ");
        let names: Vec<Name> = names.split(", ").filter(|name| is_name(name)).filter_map(Name::parse).collect();
        names.into_iter().map(move |name| Contributor { name, role })
    });
    people.collect()
}

fn parts(statement: &str) -> impl Iterator<Item = &str> {
    let marks = ['[', ']', ' ', '.', '/'];
    let whole = statement.split(';').flat_map(sentences);
    whole.map(move |part| part.trim_matches(marks)).filter(|part| !part.is_empty())
}

/// Parted at full stops, not at those of initials and of abbreviations such as "Hrsg."
fn sentences(text: &str) -> Vec<&str> {
    let ends = text.match_indices(". ").filter(|(at, _)| {
        let word = text.get(..*at).and_then(|before| before.rsplit(' ').next()).unwrap_or_default();
        let starts_anew = text.get(at + 2..).is_some_and(|rest| rest.starts_with(char::is_uppercase));
        starts_anew && word.chars().count() > 2 && roles::of_phrase(&format!("{word}.")).is_none()
    });
    let bounds: Vec<usize> = std::iter::once(0).chain(ends.map(|(at, _)| at + 2)).chain([text.len()]).collect();
    bounds.windows(2).filter_map(|pair| text.get(*pair.first()?..*pair.last()?)).collect()
}

/// The words and the names that follow on "by" in some language.
fn split(part: &str) -> Option<(&str, &str)> {
    const BY: &[&str] = &[" by ", " par ", " von ", " ved ", " av ", " de ", " di ", " door "];
    const NO_MORE: &[&str] = &[" from ", " aus ", " with ", " mit ", " avec ", " d'après ", " after "];
    let ends = BY.iter().flat_map(|by| part.match_indices(by).map(|(at, by)| at + by.len()));
    let at = ends.filter(|at| is_name_after(part, *at)).min()?;
    let names = part.get(at..)?;
    let end = NO_MORE.iter().filter_map(|word| names.find(word)).min().unwrap_or(names.len());
    Some((part.get(..at)?, names.get(..end)?))
}

fn is_name_after(part: &str, at: usize) -> bool {
    part.get(at..).is_some_and(|rest| rest.chars().next().is_some_and(char::is_uppercase))
}

/// Two words or more, none of them long text: "the author" is nobody's name.
fn is_name(text: &str) -> bool {
    let words = text.split_whitespace().count();
    (2..=5).contains(&words) && text.chars().next().is_some_and(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::{others, role_of};
    use crate::model::Role;

    #[test]
    fn parts_are_told_by_the_words_before_a_name() {
        let case =
            |statement: &str, name: &str, role: Option<Role>| assert_eq!(role_of(statement, name), role, "{name}");
        case("Edited by Riva Poor. Foreword by Paul A. Samuelson.", "Poor", Some(Role::Editor));
        case("edited by Riva Poor; foreword by Paul A. Samuelson.", "Samuelson", Some(Role::Foreword));
        case("Lena Ebervall och Per E Samuelson", "Samuelson", Some(Role::Author));
        case("Murray Gell-Mann, Yuval Ne'eman", "Ne'eman", Some(Role::Author));
        case("Hermann Hesse ; översättning och efterord Bengt Samuelson", "Samuelson", Some(Role::Afterword));
        case("Lena Ebervall", "Horney", None);
    }

    #[track_caller]
    fn people(statement: &str, expected: &str) {
        let told: Vec<String> = others(statement).iter().map(|c| format!("{:?} {}", c.role, c.name)).collect();
        assert_eq!(told.join(", "), expected);
    }

    #[test]
    fn those_beside_the_author_are_read() {
        people("William Gibson ; på dansk ved Arne Herløv Petersen.", "Translator Arne Herløv Petersen");
        people("William Gibson ; traduit de l'américain par Jean Bonnefoy.", "Translator Jean Bonnefoy");
        people(
            "William Gibson ; [traducción de José Arconada Rodríguez y Javier Ferreira Ramos].",
            "Translator José Arconada Rodríguez, Translator Javier Ferreira Ramos",
        );
        people("William Gibson ; Deutsche Übersetzund von Reinhard Heinz.", "Translator Reinhard Heinz");
        people(
            "William Gibson ; with a new introduction by the author ; with an afterword by Jack Womack.",
            "Afterword Jack Womack",
        );
        people(
            "illustriert von Max von der Grün ; aus dem Englischen von Ann Roe",
            "Illustrator Max von der Grün, Translator Ann Roe",
        );
        people("Leo Tolstoy ; translated by Ann Roe from the Russian", "Translator Ann Roe");
        people("F. Scott Fitzgerald.", "");
        people("edited by Pascal Quignard.", "");
        people("", "");
    }
}
