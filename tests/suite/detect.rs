//! Detection on ordinary prose, on prose without books, and on anything at all.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use reading_list::detect::Detector;
use reading_list::pipeline;

use super::shapes::SHAPES;

fn books(text: &str) -> Vec<String> {
    let found = Detector::new(pipeline::gazetteer()).detect(text);
    found
        .iter()
        .map(|c| {
            let authors: Vec<String> = c.cited.authors.iter().map(ToString::to_string).collect();
            format!("{} / {}", c.cited.title, authors.join(", "))
        })
        .collect()
}

#[track_caller]
fn finds(text: &str, expected: &[&str]) {
    assert_eq!(books(text), expected, "{text}");
}

#[test]
fn ordinary_ways_to_name_a_book() {
    finds("You should read *The Lantern Keepers* by Ada Quill.", &["The Lantern Keepers / Ada Quill"]);
    finds(
        "I just finished “A Theory of Small Rivers” by Tom Weller (1987).",
        &["A Theory of Small Rivers / Tom Weller"],
    );
    finds("In her book The Winter Ledger, Maria Holt argues that prices rose.", &["The Winter Ledger / Maria Holt"]);
    finds(
        "Books I liked:\n\n- The Salt Roads - Nina Farrow\n- Ashes of the North - Paul Greer\n- Harbour Songs - Eve Lund\n",
        &["The Salt Roads / Nina Farrow", "Ashes of the North / Paul Greer", "Harbour Songs / Eve Lund"],
    );
    finds(
        "Sources:\n\nWeller, Tom. The Price of Grain: Markets and Hunger in the North. Oxford University Press, 1987.",
        &["The Price of Grain: Markets and Hunger in the North / Tom Weller"],
    );
}

#[test]
fn prose_without_books_is_quiet() {
    for text in [
        "The Treaty of Versailles ended the war with Germany, and the League of Nations met in Geneva.",
        "We watched The Third Man at the Odeon on Saturday; the film was directed by Carol Reed.",
        "The war began when Germany invaded Poland. Clement Attlee became Prime Minister in July 1945.",
        "I moved from Visual Studio Code to Vim last year, and I run Debian on a ThinkPad.",
        "He works for the Department of Energy in Washington and studied at the University of Chicago.",
        "",
    ] {
        finds(text, &[]);
    }
}

/// What breaks scanners: marks that do not close, entities, tags, other scripts, control characters.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[*_\\[\\](){}<>\"'`“”„«»‘’#>|&;:.,!?\\\\/-]{1,4}",
        "(The|A|Book|by|his|read|Orwell|Dune|1984|[A-Z][a-zé]{1,8}|[a-zß]{1,6}|Война|東京|\u{0301}|\u{200f}|\u{0}|😀)",
        "( |\n|\n\n|\t|\r\n|&amp;|&#39;|<br />|<i>|</i>|<a href=\"x\">|</a>|\\{\\{|\\}\\}|https://a.b/c)",
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|v| v.concat())
}

proptest! {
    #[test]
    fn anything_can_be_read(text in prop_oneof![soup(), any::<String>()]) {
        for citation in Detector::new(pipeline::gazetteer()).with_threshold(0.02).detect(&text) {
            prop_assert!(!citation.mentions.is_empty());
            prop_assert!(!citation.cited.title.trim().is_empty());
            for mention in &citation.mentions {
                prop_assert_eq!(mention.span.slice(&text), &text[mention.span.start()..mention.span.end()]);
                prop_assert!(!mention.span.slice(&text).is_empty());
            }
        }
    }
}

/// Eight times the text may take three times eight times as long on a busy machine; all with all would be sixty-four.
/// `tools/speed` shows one to ten megabytes.
#[test]
fn time_grows_with_the_text() {
    books("Read first what is read once.");
    for (name, shape) in SHAPES {
        let time = |n: usize| {
            let text = shape(n);
            let start = Instant::now();
            books(&text);
            start.elapsed()
        };
        let (short, long) = (time(10_000), time(80_000));
        assert!(long < short * 24 + Duration::from_millis(300), "{name}: {short:?}, then {long:?}");
    }
}
