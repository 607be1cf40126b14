//! How large a book is, as cards say it: `xii, 345 p. : ill. ; 24 cm`, `1 Online-Ressource (304 Seiten)`, `2 v.`

use super::text;

const PAGES: &[&str] = &[
    "p", "pp", "pages", "page", "s", "seiten", "seite", "sidor", "sid", "sider", "str", "pagina's", "blz", "pag",
    "págs", "sivua", "с", "стр", "leaves", "bl", "blätter",
];
const VOLUMES: &[&str] = &["v", "vol", "vols", "volumes", "bd", "bde", "bände", "tomes", "dl"];
/// No book has more.
const MOST_PAGES: u32 = 20_000;

/// The number of pages: the largest of the counts before the word for pages, Roman ones and bracketed ones aside.
pub(super) fn pages(extent: &str) -> Option<u32> {
    let words = words(extent);
    let at = words.iter().position(|word| PAGES.contains(&word.to_lowercase().as_str()))?;
    let counts = words.iter().take(at).rev().take_while(|word| count(word).is_some() || is_roman(word));
    counts.filter_map(|word| count(word)).filter(|pages| (1..MOST_PAGES).contains(pages)).max()
}

/// The number of volumes, where there are several.
pub(super) fn volumes(extent: &str) -> Option<u32> {
    let words = words(extent);
    let at = words.iter().position(|word| VOLUMES.contains(&word.to_lowercase().as_str()))?;
    let before = at.checked_sub(1).and_then(|before| words.get(before))?;
    count(before).filter(|volumes| (2..1000).contains(volumes))
}

/// Words and numbers; `317p` is two of them.
fn words(extent: &str) -> Vec<String> {
    let plain = text::filled(extent).unwrap_or_default();
    let mut words: Vec<String> = Vec::new();
    let mut last = None;
    for c in plain.chars() {
        let kind = if c.is_ascii_digit() { Some(true) } else { (c.is_alphabetic() || c == '\'').then_some(false) };
        match (kind, words.last_mut()) {
            (Some(_), Some(word)) if kind == last => word.push(c),
            (Some(_), _) => words.push(c.to_string()),
            (None, _) if matches!(c, ';' | '=' | '°') => words.push(c.to_string()),
            (None, _) => {}
        }
        last = kind;
    }
    words
}

fn count(word: &str) -> Option<u32> {
    word.parse().ok()
}

fn is_roman(word: &str) -> bool {
    word.chars().all(|c| matches!(c.to_ascii_lowercase(), 'i' | 'v' | 'x' | 'l' | 'c' | 'd' | 'm'))
}

#[cfg(test)]
mod tests {
    use super::{pages, volumes};

    #[test]
    fn pages_stand_before_their_word() {
        let case = |text: &str, expected: Option<u32>| assert_eq!(pages(text), expected, "{text}");
        case("xii, 345 p. ; 24 cm.", Some(345));
        case("IX, 241 Seiten", Some(241));
        case("317p. ;", Some(317));
        case("1 Online-Ressource (304 Seiten)", Some(304));
        case("Online-Ressource, 448 Seiten", Some(448));
        case("1 online resource (xviii, 253 pages) :", Some(253));
        case("In-8° (23 cm), 203 p. [Acq. 5094-68]", Some(203));
        case("1 vol. (534 p.)", Some(534));
        case("Gr. in-4° , 3 p.", Some(3));
        case("349, 2 S.", Some(349));
        case("VIII-104 p.", Some(104));
        case("511 s. :", Some(511));
        case("1 vol. (Non paginé)", None);
        case("p. cm.", None);
        case("809 Min.", None);
        case("1 CD", None);
        case("", None);
    }

    #[test]
    fn volumes_are_several() {
        assert_eq!(volumes("2 v. ; 24 cm"), Some(2));
        assert_eq!(volumes("1 vol. (534 p.)"), None);
        assert_eq!(volumes("v. : ill."), None);
        assert_eq!(volumes("3 Bde."), Some(3));
    }
}
