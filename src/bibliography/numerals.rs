//! Numbers of volumes, in digits or Roman.

/// The number these words are, if they are one: `2`, `II`, `xiv`.
pub(super) fn value(text: &str) -> Option<u32> {
    let text = text.trim();
    text.parse().ok().or_else(|| roman(text))
}

/// The value of a Roman numeral; its letters must be all upper or all lower case, and say it in the usual way.
fn roman(text: &str) -> Option<u32> {
    const PARTS: [(&str, u32); 9] =
        [("C", 100), ("XC", 90), ("L", 50), ("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1)];
    let upper = text.to_uppercase();
    let spell = |mut number: u32| {
        let mut out = String::new();
        for (letters, value) in PARTS {
            while number >= value {
                out.push_str(letters);
                number -= value;
            }
        }
        out
    };
    let is_one_case = text == upper || text == text.to_lowercase();
    // No set of books has more volumes.
    (1..=300).find(|n| is_one_case && spell(*n) == upper)
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn volumes_are_numbers_where_they_can_be() {
        let cases = [("2", Some(2)), ("II", Some(2)), ("xiv", Some(14)), ("Xiv", None), ("IIII", None), ("", None)];
        for (text, number) in cases {
            assert_eq!(value(text), number, "{text}");
        }
    }
}
