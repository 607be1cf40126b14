//! `rank` as a user meets it: from texts to a ranking, in every format.

use crate::desk::{Desk, Outcome};

const KUHN: &str = "*The Structure of Scientific Revolutions* by Thomas Kuhn (1962)";

fn desk() -> Desk {
    Desk::new()
        .with("a.md", format!("Read {KUHN}.\n"))
        .with("b.md", format!("I liked {KUHN} and *Silent Spring* by Rachel Carson (1962).\n"))
        .with("c.md", "Kuhn's book *The Structure of Scientific Revolutions* changed my mind.\n")
}

/// What `detect` makes of some texts, as a file on the desk.
fn detected(desk: &Desk, files: &[&str]) {
    let outcome = desk.run(&[&["detect", "--format=jsonl"], files].concat());
    fs_err::write(desk.path("books.jsonl"), outcome.stdout).unwrap();
}

fn ranked(desk: &Desk, arguments: &[&str]) -> Outcome {
    desk.run(&[&["rank", "books.jsonl"], arguments].concat())
}

#[test]
fn the_most_cited_work_stands_first_whatever_the_order() {
    let desk = desk();
    detected(&desk, &["a.md", "b.md", "c.md"]);
    let outcome = ranked(&desk, &[]);
    let expected = "   1.        3  Thomas Kuhn, The Structure of Scientific Revolutions\n   \
                    2.        1  Rachel Carson, Silent Spring\n";
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str(), outcome.status), (expected, "", 0));
    detected(&desk, &["c.md", "b.md", "a.md"]);
    assert_eq!(ranked(&desk, &[]).stdout, expected);
    assert_eq!(ranked(&desk, &["--min-texts=2"]).stdout.lines().count(), 1);
    assert_eq!(ranked(&desk, &["--top=1"]).stdout.lines().count(), 1);
}

#[test]
fn programs_and_spreadsheets_get_it_too() {
    let desk = desk();
    detected(&desk, &["a.md", "b.md", "c.md"]);
    let json: serde_json::Value = serde_json::from_str(&ranked(&desk, &["--format=json"]).stdout).unwrap();
    assert_eq!((&json[0]["texts"], &json[0]["mentions"]), (&3.into(), &3.into()));
    assert_eq!(json[0]["examples"][0]["source"], "a.md");
    let line =
        r#"{"source":"<x>","books":[{"title":"=SUM(\"a\") <b>","authors":["R & Co"],"confidence":0.9,"mentions":[]}]}"#;
    fs_err::write(desk.path("books.jsonl"), line).unwrap();
    let csv = ranked(&desk, &["--format=csv"]).stdout;
    assert_eq!(csv.lines().nth(1), Some("1,\"'=SUM(\"\"a\"\") <b>\",\"R & Co\",1,1,\"\",\"\""), "{csv:?}");
    let html = ranked(&desk, &["--format=html"]).stdout;
    assert!(html.contains("R &amp; Co, =SUM(&quot;a&quot;) &lt;b&gt;: 1 mention in 1 text"), "{html}");
    assert!(!html.contains("<b>"), "{html}");
}

#[test]
fn what_is_no_line_of_detect_is_told_and_skipped() {
    let desk = desk();
    let line = r#"{"source":"1","books":[{"title":"Emma","authors":["Jane Austen"],"confidence":0.9,"mentions":[]}]}"#;
    fs_err::write(desk.path("books.jsonl"), format!("{line}\noops\n\n{{\"source\":\"2\"}}\n")).unwrap();
    let outcome = ranked(&desk, &[]);
    assert_eq!((outcome.stdout.as_str(), outcome.status), ("   1.        1  Jane Austen, Emma\n", 1));
    for told in [
        "line 2 of `books.jsonl` is skipped",
        "line 4 of `books.jsonl` is skipped: missing field `books`",
        "note: 2 line",
    ] {
        assert!(outcome.stderr.contains(told), "{}", outcome.stderr);
    }
    fs_err::write(desk.path("books.jsonl"), "").unwrap();
    let nothing = ranked(&desk, &[]);
    assert_eq!((nothing.stderr.as_str(), nothing.status), ("note: there is no book to rank\n", 1));
    assert_eq!(desk.run(&["rank", "gone.jsonl"]).status, 1);
}

#[test]
fn counts_of_parts_add_up() {
    let desk = desk();
    let count = |files: &[&str]| {
        detected(&desk, files);
        ranked(&desk, &["--format=counts"]).stdout
    };
    let (ab, c) = (count(&["a.md", "b.md"]), count(&["c.md"]));
    detected(&desk, &["a.md", "b.md", "c.md"]);
    let whole = ranked(&desk, &["--format=json"]).stdout;
    desk.write("books.jsonl", &format!("{c}{ab}"));
    let outcome = ranked(&desk, &["--format=json"]);
    assert_eq!((outcome.stdout, outcome.stderr, outcome.status), (whole, String::new(), 0));
    assert_eq!(ranked(&desk, &["--format=counts", "--top=0"]).stdout.lines().count(), 2, "counts are never cut");
}

#[test]
fn works_are_counted_by_period() {
    let post = |id: u32, when: &str, text: &str| {
        serde_json::json!({"name": id, "created_utc": when, "body": text}).to_string() + "\n"
    };
    let emma = "I liked *Emma* by Jane Austen (1815).";
    let posts = [
        post(1, "1619827200", &format!("Read {KUHN}.")),
        post(2, "1640995200", &format!("Read {KUHN}. {emma}")),
        post(3, "2021-05-30T10:00:00Z", &format!("Read {KUHN}.")),
        post(4, "yesterday", &format!("Read {KUHN}.")),
    ];
    let desk = Desk::new().with("posts.jsonl", posts.concat());
    let fields = ["--id-field=name", "--text-field=body", "--date-field=created_utc"];
    let found = desk.run(&[&["detect", "--format=jsonl", "posts.jsonl"], &fields[..]].concat());
    assert!(
        found.stdout.starts_with(r#"{"source":"1","date":"2021-05-01","books":[{"title":"The Structure"#),
        "{found:?}"
    );
    desk.write("books.jsonl", &found.stdout);
    let counts = ranked(&desk, &["--format=counts"]).stdout;
    let outcome = ranked(&desk, &["--by=year"]);
    let expected = "   1.        4  Thomas Kuhn, The Structure of Scientific Revolutions\n                2021: 2, 2022: 1\n   \
                    2.        1  Jane Austen, Emma\n                2022: 1\n";
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), (expected, ""));
    let csv = ranked(&desk, &["--by=month", "--format=csv"]).stdout;
    assert!(csv.lines().next().is_some_and(|line| line.ends_with(r#"example,"2021-05","2022-01""#)), "{csv}");
    assert!(csv.lines().nth(2).is_some_and(|line| line.ends_with(",0,1")), "{csv}");
    let json: serde_json::Value =
        serde_json::from_str(&ranked(&desk, &["--by=month", "--format=json"]).stdout).unwrap();
    assert_eq!(json[0]["periods"], serde_json::json!({"2021-05": 2, "2022-01": 1}));
    assert!(ranked(&desk, &["--by=year", "--format=html"]).stdout.contains("<title>2021: 2</title>"));
    let plain = ranked(&desk, &[]).stdout;
    assert!(!plain.contains("2021"), "{plain}");
    desk.write("books.jsonl", &counts);
    assert_eq!(ranked(&desk, &["--by=year"]).stdout, expected, "what was counted knows its periods");
}
