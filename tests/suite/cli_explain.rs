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
