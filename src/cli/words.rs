//! Small types that make sentences grammatical: counts, lists, and the nearest word to a mistyped one.

use std::fmt;

/// A number with its noun: `1 book`, `2 books`, `6,120 words`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count(usize, &'static str, &'static str);

impl Count {
    /// Of a noun whose plural only takes an `s`.
    pub const fn of(number: usize, noun: &'static str) -> Self {
        Self(number, noun, "")
    }

    /// Of a noun with a plural of its own: `entry`, `entries`.
    pub const fn irregular(number: usize, one: &'static str, many: &'static str) -> Self {
        Self(number, one, many)
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(number, one, many) = *self;
        f.write_str(&thousands(number))?;
        match (number, many) {
            (1, _) => write!(f, " {one}"),
            (_, "") => write!(f, " {one}s"),
            _ => write!(f, " {many}"),
        }
    }
}

fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A list in prose: `a`, `a and b`, `a, b and c`.
pub fn list<T: fmt::Display>(items: &[T]) -> String {
    join(items, "and")
}

/// A choice in prose: `a`, `a or b`, `a, b or c`.
pub fn choice<T: fmt::Display>(items: &[T]) -> String {
    join(items, "or")
}

fn join<T: fmt::Display>(items: &[T], word: &str) -> String {
    let Some((last, rest)) = items.split_last() else { return String::new() };
    if rest.is_empty() {
        return last.to_string();
    }
    let rest: Vec<_> = rest.iter().map(T::to_string).collect();
    format!("{} {word} {last}", rest.join(", "))
}

/// The candidate that `word` was probably meant to be: at most a third of its letters may be wrong.
///
/// ```
/// use reading_list::cli::words::nearest;
/// assert_eq!(nearest("trotksy1930", ["kuhn1962", "trotsky1930"]), Some("trotsky1930"));
/// assert_eq!(nearest("plato", ["kuhn1962"]), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let allowed = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::{Count, choice, list, nearest};

    #[test]
    fn counts_agree_with_their_nouns() {
        assert_eq!(Count::of(1, "book").to_string(), "1 book");
        assert_eq!(Count::of(0, "book").to_string(), "0 books");
        assert_eq!(Count::of(6120, "word").to_string(), "6,120 words");
        assert_eq!(Count::of(1_000_000, "word").to_string(), "1,000,000 words");
        assert_eq!(Count::irregular(2, "entry", "entries").to_string(), "2 entries");
    }

    #[test]
    fn lists_read_as_prose() {
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b"]), "a and b");
        assert_eq!(choice(&["a", "b", "c"]), "a, b or c");
    }

    #[test]
    fn slips_are_understood_and_strangers_are_not() {
        let styles = ["apa", "chicago-author-date", "harvard"];
        assert_eq!(nearest("APS", styles), Some("apa"));
        assert_eq!(nearest("chicago-autor-date", styles), Some("chicago-author-date"));
        assert_eq!(nearest("vancouver", styles), None);
        assert_eq!(nearest("", styles), None);
    }
}
