//! `detect`: the contract that other programs read, and what becomes of bad input and closed pipes.

use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::desk::Desk;

const TEXT: &str = "é Read *The Structure of Scientific Revolutions* by Thomas S. Kuhn (1962).\n";

fn books(line: &str) -> Vec<Value> {
    let record: Value = serde_json::from_str(line).unwrap();
    record["books"].as_array().unwrap().clone()
}

/// The keys of a JSON object, in their order.
fn keys(line: &str) -> Vec<String> {
    let value: Value = serde_json::from_str(line).unwrap();
    value.as_object().unwrap().keys().cloned().collect()
}

#[test]
fn a_line_a_document_with_bytes_that_read_back() {
    let desk = Desk::new().with("a.md", TEXT).with("b.md", "Nothing to read here.\n");
    let outcome = desk.run(&["detect", "--format", "jsonl", "b.md", "a.md"]);
    assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""));
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0], r#"{"source":"b.md","books":[]}"#);
    assert_eq!(keys(lines[1]), ["books", "source"]);
    let found = books(lines[1]);
    assert_eq!(found.len(), 1);
    let book = &found[0];
    assert_eq!(book["title"], "The Structure of Scientific Revolutions");
    assert_eq!(book["authors"], serde_json::json!(["Thomas S. Kuhn"]));
    assert_eq!((&book["year"], &book["exists"]), (&serde_json::json!(1962), &Value::Null));
    assert!((0.5..=1.0).contains(&book["confidence"].as_f64().unwrap()));
    let mention = &book["mentions"][0];
    let place = |key: &str| usize::try_from(mention[key].as_u64().unwrap()).unwrap();
    assert_eq!(TEXT.get(place("start")..place("end")), mention["text"].as_str());
}

#[test]
fn json_lines_are_read_by_id_and_a_byte_order_mark_does_not_count() {
    let line = serde_json::json!({ "id": "q1", "text": TEXT }).to_string();
    let desk = Desk::new().with("all.jsonl", line + "\nno json\n").with("bom.md", format!("\u{feff}{TEXT}"));
    let outcome = desk.run(&["detect", "--format", "jsonl", "all.jsonl", "bom.md"]);
    assert_eq!(outcome.status, 1);
    assert!(outcome.stderr.starts_with("error: line 2 of `all.jsonl` is skipped"), "{}", outcome.stderr);
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert!(lines[0].starts_with(r#"{"source":"q1","books":[{"#), "{}", lines[0]);
    assert_eq!(books(lines[0]), books(lines[1]));
}

#[test]
fn standard_input_is_the_default_and_its_kind_can_be_said() {
    let desk = Desk::new();
    for arguments in [&["detect", "--format", "jsonl"][..], &["detect", "-", "--input", "html", "--format", "jsonl"]] {
        let mut child = desk
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(TEXT.as_bytes()).unwrap();
        let outcome = desk.outcome(child.wait_with_output().unwrap());
        assert!(outcome.stdout.starts_with(r#"{"source":"-","books":[{"#), "{outcome:?}");
    }
}

#[test]
fn jobs_do_not_change_the_output() {
    let mut desk = Desk::new();
    for n in 0..20 {
        desk = desk.with(&format!("{n}.md"), format!("{TEXT}{n}"));
    }
    let one = desk.run(&["detect", "--jobs", "1", "*.md"]);
    assert_eq!(one, desk.run(&["detect", "--jobs", "7", "*.md"]));
    assert_eq!(one.status, 0);
}

#[test]
fn a_threshold_leaves_out_and_an_explanation_gives_reasons() {
    let desk = Desk::new().with("a.md", TEXT);
    let list = |arguments: &[&str]| desk.run(&[&["detect", "a.md"], arguments].concat()).stdout;
    assert!(list(&[]).starts_with("a.md: 1 book\n"), "{}", list(&[]));
    assert!(list(&["--threshold", "0"]).starts_with("a.md: "));
    let explained = list(&["--explain"]);
    assert!(explained.lines().any(|line| line.trim_start().starts_with('+')), "{explained}");
    desk.tells(
        &["detect", "--threshold", "120", "a.md"],
        2,
        "",
        "
error: invalid value '120' for '--threshold <N>': a threshold is a whole number from 0 to 100

For more information, try '--help'.
",
    );
}

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    let long = TEXT.repeat(500);
    let desk = Desk::new().with("a.md", &long).with("b.md", &long);
    let arguments = ["detect", "--format", "jsonl", "a.md", "b.md", "a.md"];
    let mut child = desk.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn a_hundred_megabytes_are_refused_at_once() {
    let desk = Desk::new().with("a.md", TEXT).with("library.toml", "[library]\nsources = [\"big.md\", \"a.md\"]\n");
    fs_err::File::create(desk.path("big.md")).unwrap().file().set_len(100_000_000).unwrap();
    let told = "error: `big.md` is too large (must be at most 67108864 bytes)\n\
                hint: split the text, or give it as JSON Lines (`--input jsonl`), which is read line by line\n";
    let outcome = desk.run(&["detect", "big.md", "a.md", "--format", "jsonl"]);
    assert_eq!((outcome.stderr.as_str(), outcome.status), (told, 1));
    assert_eq!(outcome.stdout.lines().count(), 1);
    let built = desk.run(&["build"]);
    assert!(built.stderr.starts_with(told), "{}", built.stderr);
    assert_eq!(built.status, 1);
}

/// Comments of a forum as its dump has them, one of them no JSON and one taken away.
fn dump() -> String {
    let comment = |n: usize| {
        let body = format!("Number {n}: read *The Structure of Scientific Revolutions* by Thomas Kuhn (1962).");
        serde_json::json!({"name": format!("t1_{n}"), "body": body, "created_utc": 1_619_827_200}).to_string()
    };
    let mut lines: Vec<String> = (0..3000).map(comment).collect();
    lines.insert(1500, "{\"name\": \"t1_x\", \"body\"".to_owned());
    lines.insert(2000, "{\"name\": \"t1_y\", \"body\": null}".to_owned());
    lines.join("\n") + "\n"
}

#[test]
fn dumps_are_read_packed_and_on_all_cores_in_their_order() {
    let dump = dump();
    let packed = zstd::encode_all(dump.as_bytes(), 1).unwrap();
    let desk = Desk::new().with("rc.jsonl", &dump).with("RC_2021-05.zst", &packed);
    let detect = |file: &str, jobs: &str| {
        let flags =
            ["detect", "--format=jsonl", "--input=jsonl", "--text-field=body", "--id-field=name", "--jobs", jobs, file];
        let outcome = desk.run(&flags);
        assert_eq!(outcome.status, 1, "one line is no JSON");
        let told = format!("error: line 1501 of `{file}` is skipped: ");
        assert!(outcome.stderr.starts_with(&told), "{}", outcome.stderr);
        outcome.stdout
    };
    let one = detect("rc.jsonl", "1");
    assert_eq!(one.lines().count(), 3001);
    assert!(one.contains(r#"{"source":"t1_y","books":[]}"#));
    let sources = one.lines().filter_map(|line| line.split('"').nth(3));
    let expected =
        (0..1999).map(|n| format!("t1_{n}")).chain(["t1_y".to_owned()]).chain((1999..3000).map(|n| format!("t1_{n}")));
    assert!(sources.eq(expected), "in the order of the input");
    assert_eq!(detect("RC_2021-05.zst", "3"), one);
}
