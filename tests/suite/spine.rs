//! From a real answer to its bibliography: a text of the shared corpus, and the same with every name replaced.
//!
//! The text itself is not ours to keep; without it beside the repository these tests are passed over.

#![expect(clippy::print_stderr, reason = "a test that is passed over says so")]

use std::path::Path;

use crate::desk::Desk;

const ANSWER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus/answers/stalin-socialism-one-country.txt");

/// People and titles, and the invented ones that take their places.
const INVENTED: &[(&str, &str)] = &[
    ("The History of the Russian Revolution", "The Chronicle of the Harvest Uprising"),
    ("The Revolution Betrayed", "The Orchard Forsaken"),
    ("Permanent Revolution", "Unending Harvest"),
    ("Bolshevism: The Road to Revolution", "Tillerism: The Path to Plenty"),
    ("Alan Woods", "Edric Holm"),
    ("Trotsky", "Varenko"),
    ("Stalin", "Dromov"),
    ("Lenin", "Kessel"),
];

fn answer() -> Option<String> {
    let text = std::fs::read_to_string(Path::new(ANSWER)).ok();
    if text.is_none() {
        eprintln!("skipped: {ANSWER} is not there");
    }
    text
}

fn detected(text: &str) -> Vec<(String, Vec<String>)> {
    let out = Desk::new().with("answer.txt", text).run(&["detect", "--format", "jsonl", "answer.txt"]);
    let line: serde_json::Value = serde_json::from_str(&out.stdout).unwrap();
    let strings =
        |v: &serde_json::Value| v.as_array().unwrap().iter().map(|a| a.as_str().unwrap().to_owned()).collect();
    let books = line["books"].as_array().unwrap();
    books.iter().map(|b| (b["title"].as_str().unwrap().to_owned(), strings(&b["authors"]))).collect()
}

fn book(title: &str, author: &str) -> (String, Vec<String>) {
    (title.to_owned(), vec![author.to_owned()])
}

#[test]
fn the_four_books_of_a_real_answer_are_in_its_bibliography() {
    let Some(text) = answer() else { return };
    let desk = Desk::new().with("answer.txt", &text);
    let out = desk.run(&["build", "answer.txt", "--format", "csl-json"]);
    let items: serde_json::Value = serde_json::from_str(&out.stdout).unwrap();
    let told: Vec<String> = items
        .as_array()
        .unwrap()
        .iter()
        .map(|i| {
            let author = &i["author"][0];
            let name = |part: &str| author[part].as_str().unwrap_or_default().to_owned();
            format!(
                "{} {}: {} ({})",
                name("given"),
                name("family"),
                i["title"].as_str().unwrap(),
                i["issued"]["date-parts"][0][0]
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "Leon Trotsky: History of the Russian Revolution (1930)",
            "Leon Trotsky: The permanent revolution (1930)",
            "Leon Trotsky: The revolution betrayed: What is the Soviet Union and where is it going? (1937)",
            "Alan Woods: Bolshevism: The road to revolution (1999)",
        ]
    );
}

#[test]
fn no_name_matters_to_what_is_found() {
    let Some(text) = answer() else { return };
    let invented = INVENTED.iter().fold(text, |t, (from, to)| t.replace(from, to));
    assert_eq!(
        detected(&invented),
        [
            book("The Chronicle of the Harvest Uprising", "Varenko"),
            book("The Orchard Forsaken", "Varenko"),
            book("Unending Harvest", "Varenko"),
            book("Tillerism: The Path to Plenty", "Edric Holm"),
        ]
    );
}
