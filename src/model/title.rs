//! Titles, their parts, and the form in which two titles are compared.
//!
//! That form itself is made in `title_key`. Nothing here knows which titles exist; that is a catalog's or a gazetteer's
//! business.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use super::title_key::{ARTICLES, key, normalise};

/// A title with its subtitle apart; neither is ever empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Title {
    /// What stands before the colon.
    pub main: String,
    /// What stands after it.
    pub subtitle: Option<String>,
}

impl Title {
    /// Splits at the first `: ` (or dash with spaces); `None` when there is nothing but space.
    pub fn parse(text: &str) -> Option<Self> {
        let text = one_line(text);
        let (main, subtitle) = split_subtitle(&text);
        if main.is_empty() {
            return (!text.is_empty()).then(|| Self { main: text.into_owned(), subtitle: None });
        }
        Some(Self { main: main.to_owned(), subtitle: subtitle.map(str::to_owned) })
    }

    /// Main title and subtitle joined by a colon (none after `?` or `!`).
    pub fn full(&self) -> String {
        match &self.subtitle {
            None => self.main.clone(),
            Some(sub) if self.main.ends_with(['?', '!']) => format!("{} {sub}", self.main),
            Some(sub) => format!("{}: {sub}", self.main),
        }
    }
}

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.full())
    }
}

/// The words of a text with one space between; most texts are so already.
fn one_line(text: &str) -> Cow<'_, str> {
    let mut after_space = true;
    let is_so = text.chars().all(|c| {
        let is_single = !c.is_whitespace() || (c == ' ' && !after_space);
        after_space = c == ' ';
        is_single
    });
    if is_so && !after_space {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The parts before and after the first colon followed by a space, or dash between spaces.
fn split_subtitle(text: &str) -> (&str, Option<&str>) {
    let mark = text.match_indices(' ').find_map(|(space, _)| {
        let (before, after) = (&text[..space], &text[space + 1..]);
        let dash = ["- ", "– ", "— "].iter().find(|dash| after.starts_with(**dash));
        match (before.ends_with(':'), dash) {
            (true, _) => Some((space - 1, 2)),
            (false, Some(dash)) => Some((space, 1 + dash.len())),
            (false, None) => None,
        }
    });
    match mark {
        Some((at, len)) => {
            let (main, sub) = (text[..at].trim(), text[at + len..].trim());
            (main, (!sub.is_empty()).then_some(sub))
        }
        None => (text, None),
    }
}

/// [`key`] of the part before the subtitle.
pub fn main_key(title: &str) -> String {
    let main = key(split_subtitle(title).0);
    if main.is_empty() { key(title) } else { main }
}

#[cfg(test)]
mod tests {
    use super::{Title, main_key};

    #[test]
    fn a_main_title_is_compared_alone() {
        assert_eq!(main_key("Bolshevism: The Road to Revolution"), "bolshevism");
    }

    #[test]
    fn subtitles_part_at_the_first_mark() {
        let title = Title::parse("Gödel,  Escher, Bach: An Eternal Golden Braid").unwrap();
        assert_eq!(title.main, "Gödel, Escher, Bach");
        assert_eq!(title.full(), "Gödel, Escher, Bach: An Eternal Golden Braid");
        assert_eq!(Title::parse("  "), None);
        let parts = |text: &str| Title::parse(text).map(|t| (t.main, t.subtitle.unwrap_or_default()));
        let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(parts("A – B: C"), pair("A", "B: C"));
        assert_eq!(parts("A: B - C"), pair("A", "B - C"));
        assert_eq!(parts("A:  B"), pair("A", "B"));
        assert_eq!(parts("A -B"), pair("A -B", ""));
        assert_eq!(parts(": B"), pair(": B", ""));
        assert_eq!(Title::parse("2001:A Space Odyssey").map(|t| t.subtitle), Some(None));
    }
}
