//! `explain KEY FIELD`: one field, who says so, and who says otherwise.

use crate::desk::Desk;

const LIBRARY: &str = r#"
[library]
sources = ["a.md"]
catalogs = ["starter"]

[book.carson1962]
publisher = "Houghton Mifflin"
year = 1963
"#;

#[test]
fn one_field_is_explained() {
    let desk =
        Desk::new().with("library.toml", LIBRARY).with("a.md", "Read *Silent Spring* by Rachel Carson (1961).\n");
    desk.tells(&["build", "--quiet"], 0, "", "");
    let says = |field: &str, text: &str| desk.tells(&["explain", "carson1962", field], 0, text, "");
    says("publisher", "\ncarson1962  publisher\n  Houghton Mifflin  [library.toml]\n");
    says("Title", "\ncarson1962  title\n  Silent Spring  [starter]\n");
    says("by", "\ncarson1962  contributors\n  Rachel Carson  [starter]\n");
    says("pages", "\ncarson1962  pages\n  nobody says it\n");
    says(
        "first published",
        "\ncarson1962  first-published\n  1963  [library.toml]\notherwise\n  1961  [a.md]\n  1962  [starter]\n",
    );
    let json = desk.run(&["explain", "carson1962", "year", "--format", "json"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let expected = serde_json::json!({
        "key": "carson1962", "field": "first-published", "value": "1963", "source": "human",
        "otherwise": [{"value": "1961", "source": "a.md"}, {"value": "1962", "source": "starter"}],
    });
    assert_eq!(json, expected);
}

#[test]
fn a_field_that_is_none_is_told() {
    let desk = Desk::new().with("library.toml", LIBRARY);
    let error = "\nerror: there is no field `publsher`\nhint: did you mean `publisher`?\n";
    desk.tells(&["explain", "carson1962", "publsher"], 2, "", error);
    let outcome = desk.run(&["explain", "carson1962", "colour"]);
    assert!(outcome.stderr.contains("hint: the fields are title, subtitle, contributors,"), "{}", outcome.stderr);
}

/// What a build with the network left: two catalogs that disagree, and another book that might have been meant.
const DISAGREED: &str = r#"version = 1
edition = "cited"

[[entry]]
key = "doe1905"
standing = "found"
confidence = 97
score = 93
reasons = ["same-title"]
records = ["open-library:OL1W", "wikidata:Q1"]

[entry.work]
title = "The Prince of Words"
authors = ["Doe, Jane"]
first-published = "1905"

[entry.provenance]
title = "open-library"
contributors = "open-library"
first-published = "wikidata"

[[entry.disagreement]]
field = "first-published"
said = [["1905", ["wikidata"]], ["1930", ["open-library", "k10plus"]]]

[entry.runner-up]
record = "open-library:OL2W"
title = "The Prince of Worlds"
authors = ["Roe, Ann"]
year = "1960"
score = 41

[[entry.cited]]
source = "a.md"
title = "The Prince of Words"
quotes = [["The Prince of Words", 1]]
"#;

#[test]
fn whoever_says_otherwise_and_what_came_next_are_told() {
    let library = "[library]\nsources = [\"a.md\"]\ncatalogs = [\"starter\"]\n";
    let desk = Desk::new()
        .with("library.toml", library)
        .with("library.lock", DISAGREED)
        .with("a.md", "I read *The Prince of Words* last year.\n");
    let told = desk.run(&["explain", "doe1905"]).stdout;
    for line in [
        "  rather than Ann Roe, The Prince of Worlds (1960), OL2W in open-library (41 %)\n",
        "  first published    1905  [wikidata]\n  but                1930  [open-library and k10plus]\n",
    ] {
        assert!(told.contains(line), "{told}");
    }
    let year = "\ndoe1905  first-published\n  1905  [wikidata]\notherwise\n  1930  [open-library, k10plus]\n";
    desk.tells(&["explain", "doe1905", "year"], 0, year, "");
    let json: serde_json::Value =
        serde_json::from_str(&desk.run(&["explain", "doe1905", "--format", "json"]).stdout).unwrap();
    assert_eq!(json["runner_up"]["record"], "open-library:OL2W");
    let year = json["fields"].as_array().unwrap().iter().find(|field| field["field"] == "first-published").unwrap();
    let otherwise = serde_json::json!([{"value": "1930", "catalogs": ["open-library", "k10plus"]}]);
    assert_eq!(year["otherwise"], otherwise);
    // A build with nothing new keeps all of it.
    desk.run(&["build", "--quiet"]);
    let kept = fs_err::read_to_string(desk.path("library.lock")).unwrap();
    assert!(kept.ends_with(DISAGREED), "{kept}");
}
