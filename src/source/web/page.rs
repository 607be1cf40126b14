//! Any page: its main part, as HTML, so that the emphasis and the links by which books are known stay.

use std::thread;

use dom_smoothie::Readability;

/// No page that people read is nested deeper; a deeper one could make the reader of its tree run out of stack.
const DEEPEST: usize = 1000;
/// Room for a tree of that depth.
const STACK: usize = 64 << 20;
/// A main part with fewer letters than this, of a page with many, is none.
const LEAST: usize = 200;

/// The main part of a page, or where none can be told, the whole page.
pub(super) fn main_part(html: String, address: &str) -> String {
    if depth(&html) > DEEPEST {
        return html;
    }
    let found = thread::scope(|scope| {
        let reader = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || article(&html, address));
        reader.ok().and_then(|reader| reader.join().ok()).flatten()
    });
    found.unwrap_or(html)
}

fn article(html: &str, address: &str) -> Option<String> {
    let address = url::Url::parse(address).is_ok().then_some(address);
    let article = Readability::new(html, address, None).ok()?.parse().ok()?;
    let is_enough = article.text_content.chars().filter(|c| c.is_alphabetic()).take(LEAST).count() == LEAST;
    is_enough.then(|| article.content.to_string())
}

/// How deep elements may be nested at most: end tags that are left out count as if they were missing.
fn depth(html: &str) -> usize {
    const VOID: [&str; 10] = ["br", "img", "hr", "input", "link", "meta", "source", "wbr", "p", "li"];
    let (mut open, mut deepest) = (0usize, 0usize);
    for tag in html.split('<').skip(1) {
        if tag.starts_with('/') {
            open = open.saturating_sub(1);
        } else if tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            if !VOID.iter().any(|void| void.eq_ignore_ascii_case(name)) && !tag.contains("/>") {
                open += 1;
                deepest = deepest.max(open);
            }
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::main_part;

    #[test]
    fn the_main_part_keeps_its_markup() {
        let words = "I read it when I was young and have gone back to it nearly every winter since then, slowly, with a pencil. ".repeat(6);
        let page = format!(
            "<html><head><title>My shelf</title></head><body><nav><a href=\"/\">Home</a> <a href=\"/x\">Ten books you must buy</a></nav>\
             <article><h1>My shelf</h1><p>The best is <em>Emma</em> by Jane Austen. {words}</p><p>{words}</p></article>\
             <footer>Subscribe to <em>Our Newsletter</em></footer></body></html>"
        );
        let main = main_part(page, "https://example.org/shelf");
        assert!(main.contains("<em>Emma</em>"), "{main}");
        assert!(!main.contains("Ten books") && !main.contains("Newsletter"), "{main}");
    }

    #[test]
    fn what_has_no_main_part_is_taken_whole() {
        let short = "<p>Read <i>Emma</i>.</p>".to_owned();
        assert_eq!(main_part(short.clone(), "https://example.org"), short);
        let deep = "<div>".repeat(200_000);
        assert_eq!(main_part(deep.clone(), "https://example.org").len(), deep.len());
        let odd = "<table><b><i></table></b><p></i><script>while(1){}</script><svg><foreignObject>".repeat(50);
        assert!(!main_part(odd, "no address").is_empty());
    }
}
