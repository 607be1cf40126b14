//! What sets one book apart from another, in words: what a reader must look at to choose between two that fit.

use crate::model::{Book, Contributor, Date, Role};

/// How the second book differs from the first: `by Richard Pipes, not Sheila Fitzpatrick; first published 1990, not 1982`.
/// Empty where nothing that is known of both differs.
pub fn difference(one: &Book, other: &Book) -> String {
    let parts = [people(one, other), title(one, other), year(one, other), volume(one, other)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn people(one: &Book, other: &Book) -> Option<String> {
    let (a, b) = (writers(one), writers(other));
    let shares = a.iter().any(|x| b.iter().any(|y| x.name.agrees_with(&y.name)));
    let names = |people: &[&Contributor]| people.iter().map(|c| c.name.to_string()).collect::<Vec<_>>().join(", ");
    match (a.is_empty(), b.is_empty()) {
        (false, false) if !shares => Some(format!("by {}, not {}", names(&b), names(&a))),
        (true, false) => Some(format!("by {}", names(&b))),
        (false, true) => Some("without an author".to_owned()),
        _ => None,
    }
}

fn writers(book: &Book) -> Vec<&Contributor> {
    book.people(Role::Author).chain(book.people(Role::Editor)).collect()
}

fn title(one: &Book, other: &Book) -> Option<String> {
    let (a, b) = (one.title(), other.title());
    match (&a.subtitle, &b.subtitle) {
        _ if a.full().to_lowercase() == b.full().to_lowercase() => None,
        (_, Some(sub)) if a.main == b.main => Some(format!("with the subtitle \u{201c}{sub}\u{201d}")),
        (Some(_), None) if a.main == b.main => Some("without the subtitle".to_owned()),
        _ => Some(format!("called \u{201c}{}\u{201d}", b.full())),
    }
}

fn year(one: &Book, other: &Book) -> Option<String> {
    let (a, b) = (one.work.first_published, other.work.first_published);
    let apart = |a: Date, b: Date| !a.admits(b.first_year()) && !b.admits(a.first_year());
    match (a, b) {
        (Some(a), Some(b)) if apart(a, b) => Some(format!("first published {b}, not {a}")),
        (None, Some(b)) => Some(format!("first published {b}")),
        _ => None,
    }
}

fn volume(one: &Book, other: &Book) -> Option<String> {
    let of = |book: &Book| book.edition.as_ref().and_then(|edition| edition.volume.clone());
    of(other).filter(|volume| Some(volume) != of(one).as_ref()).map(|volume| format!("volume {volume}"))
}

#[cfg(test)]
mod tests {
    use super::difference;
    use crate::catalog::starter::StarterWork;
    use crate::model::Book;

    #[track_caller]
    fn case(one: &str, other: &str, expected: &str) {
        let book = |line: &str| -> Book { StarterWork::parse(line).unwrap().record().book };
        assert_eq!(difference(&book(one), &book(other)), expected);
    }

    #[test]
    fn what_differs_is_said() {
        case(
            "The Russian Revolution\t\tFitzpatrick, Sheila\t1982\ten\t\t",
            "The Russian Revolution\t\tPipes, Richard\t1990\ten\t\t",
            "by Richard Pipes, not Sheila Fitzpatrick; first published 1990, not 1982",
        );
        case(
            "Stalin\tA Life\tX, Y\t\t\t\t",
            "Stalin\tWaiting for Hitler\tX, Y\t\t\t\t",
            "with the subtitle “Waiting for Hitler”",
        );
        case(
            "Dune\t\tHerbert, Frank\t1965\ten\t\t",
            "Dune Messiah\t\tHerbert, F.\t1969\ten\t\t",
            "called “Dune Messiah”; first published 1969, not 1965",
        );
        case("Emma\t\tAusten, Jane\t1815\ten\t\t", "Emma\t\tAusten, Jane\t1815\ten\t\t", "");
    }
}
