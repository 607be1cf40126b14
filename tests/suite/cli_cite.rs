//! `cite`: a text with its keys, and nothing else changed.

use std::io::Write;
use std::process::Stdio;

use crate::desk::Desk;

const TEXT: &str = "Read *Silent Spring* by Rachel Carson (1962).\r\nThen “The Guns of August,” by Barbara Tuchman";
const CITED: &str = "Read *Silent Spring* [@carson1962] by Rachel Carson (1962).\r\nThen “The Guns of August,” \
                     [@tuchman1962] by Barbara Tuchman";

/// The bytes printed for a file of these bytes.
#[track_caller]
fn case(name: &str, text: &[u8], rest: &[&str], expected: &[u8]) {
    let desk = Desk::new().with(name, text);
    let print = |name: &str| {
        let output = desk.command(&[&["cite", "--quiet", name], rest].concat()).output().unwrap();
        assert_eq!((String::from_utf8(output.stderr).unwrap().as_str(), output.status.code()), ("", Some(0)));
        output.stdout
    };
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let cited = print(name);
    assert_eq!(shown(&cited), shown(expected));
    assert!(cited == expected, "the same letters in other bytes");
    fs_err::write(desk.path(name), &cited).unwrap();
    assert!(print(name) == cited, "a second time changes nothing");
}

fn in_utf16(text: &str) -> Vec<u8> {
    [&b"\xff\xfe"[..], &text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat()
}

#[test]
fn only_keys_are_added_whatever_the_bytes() {
    case("a.md", TEXT.as_bytes(), &[], CITED.as_bytes());
    case("a.txt", &in_utf16(TEXT), &[], &in_utf16(CITED));
    let marked = |text: &str| [b"\xef\xbb\xbf", text.as_bytes()].concat();
    case("a.md", &marked(TEXT), &["--to", "pandoc"], &marked(CITED));
    let page = |key: &str| {
        format!("<meta charset=latin1><p>Lies, f\u{fc}r heute, <i>Silent Spring</i>{key} by Rachel Carson.")
    };
    let in_latin1 = |text: String| text.chars().map(|c| u8::try_from(c).unwrap()).collect::<Vec<u8>>();
    case("a.html", &in_latin1(page("")), &[], &in_latin1(page(" [@carson1962]")));
    case("a.md", b"No books here\n", &[], b"No books here\n");
    case("a.md", b"", &[], b"");
}

#[test]
fn each_form_has_its_keys() {
    let tex = |key: &str| {
        format!("\\begin{{document}}\nRead \\emph{{Silent Spring}}{key} by Rachel Carson. % Silent Spring\n")
    };
    case("a.tex", tex("").as_bytes(), &[], tex(" \\autocite{carson1962}").as_bytes());
    let typ = |key: &str| format!("Read _Silent Spring_{key} by Rachel Carson. `Silent Spring`\n");
    case("a.typ", typ("").as_bytes(), &[], typ(" @carson1962").as_bytes());
    case("a.txt", typ("").as_bytes(), &["--to", "typst"], typ(" @carson1962").as_bytes());
    let twice =
        |second: &str| format!("*Silent Spring* [@carson1962] by Rachel Carson. I like *Silent Spring*{second}.\n");
    case("a.md", twice("").as_bytes(), &[], twice("").as_bytes());
    case("a.md", twice("").as_bytes(), &["--every"], twice(" [@carson1962]").as_bytes());
}

#[test]
fn texts_are_written_where_it_is_said() {
    let desk = Desk::new().with("a.md", TEXT);
    desk.tells(&["cite", "a.md", "--in-place"], 0, "", "\n  cited      2 books in 2 places\n  wrote      a.md\n");
    assert_eq!(desk.read("a.md"), CITED);
    let before = desk.files();
    let nothing = "\n  cited      nothing that is not cited already\n  wrote      nothing, all is as it was\n";
    desk.tells(&["cite", "a.md", "--in-place"], 0, "", nothing);
    assert_eq!(desk.files(), before);
    desk.tells(&["cite", "a.md", "-o", "b.md", "--quiet"], 0, "", "");
    assert_eq!(desk.read("b.md"), CITED);
    let refused = "\nerror: the output `./a.md` is also one of the texts\nhint: give the output another name\n";
    desk.tells(&["cite", "a.md", "-o", "./a.md"], 2, "", refused);
    let mut command = desk.command(&["cite", "-", "--quiet"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(TEXT.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap(), CITED);
}

#[test]
fn what_cannot_be_cited_is_an_error() {
    let desk = Desk::new().with("a.jsonl", "{}\n").with("a.bin", b"%PDF-1").with("b.md", b"caf\xe9");
    let says = |arguments: &[&str], error: &str| {
        let outcome = desk.run(arguments);
        assert!(outcome.stderr.starts_with(error), "{}", outcome.stderr);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""));
    };
    says(&["cite", "gone.md"], "error: no such file: `gone.md`");
    says(&["cite", "a.jsonl"], "error: `a.jsonl` holds many texts, and one is wanted\nhint: ");
    says(&["cite", "a.bin"], "error: `a.bin` is not text but a PDF");
    says(&["cite", "b.md"], "error: `b.md` is not valid UTF-8");
    says(&["cite", "-", "--in-place"], "error: standard input cannot be written in place");
    says(&["cite", "b.md", "--to", "word"], "error: invalid value 'word' for '--to <FORM>'");
    says(&["--library", "no", "cite", "b.md"], "error: there is no library at `no`");
}

const LIBRARY: &str = r#"
[library]
sources = ["notes/*.md"]
catalogs = ["starter"]

[book."von:krieg"]
title = "On War"
authors = ["Carl von Clausewitz"]
aliases = ["war"]

[[reject]]
title = "Silent Spring"
"#;

#[test]
fn keys_are_the_librarys() {
    let text = "I read *On War* by Carl von Clausewitz and *Silent Spring* by Rachel Carson.\n";
    let other = "*Emma* by Jane Austen beats *On War* by Carl von Clausewitz.\n";
    let desk = Desk::new().with("library.toml", LIBRARY).with("notes/a.md", text).with("b.md", other);
    desk.tells(
        &["cite", "notes/a.md"],
        2,
        "",
        "\nerror: `library.lock` does not exist: this library was never built\nhint: run `reading-list build` first\n",
    );
    desk.tells(&["build", "--quiet"], 0, "", "");
    let cited = "\nI read *On War* [@von:krieg] by Carl von Clausewitz and *Silent Spring* by Rachel Carson.\n";
    desk.tells(&["cite", "notes/a.md"], 0, cited, "\n  cited      1 book in 1 place\n");
    desk.tells(
        &["cite", "b.md"],
        0,
        "\n*Emma* by Jane Austen beats *On War* [@von:krieg] by Carl von Clausewitz.\n",
        "
  cited      1 book in 1 place
warning: \"Emma\" (b.md:1:2) is not in the library: not cited
hint: `reading-list add` puts it there, or `build` if the text is among the sources
",
    );
    desk.write("b.md", "*On War* [@war] by Carl von Clausewitz.\n");
    desk.tells(&["cite", "b.md", "-q"], 0, "\n*On War* [@war] by Carl von Clausewitz.\n", "");
}

#[test]
fn a_build_finds_in_a_cited_text_what_it_found_before() {
    let desk = crate::readme::sample();
    desk.run(&["build", "--offline"]);
    let lock = desk.read("library.lock");
    let examples: Vec<String> = fs_err::read_dir(desk.path("examples/answers"))
        .unwrap()
        .map(|entry| format!("examples/answers/{}", entry.unwrap().file_name().to_string_lossy()))
        .collect();
    for file in &examples {
        let outcome = desk.run(&["cite", "--in-place", "--every", "-q", file]);
        assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""));
    }
    assert!(examples.iter().any(|file| desk.read(file).contains(" [@kuhn1962]")));
    assert_eq!(desk.run(&["build", "--locked", "--offline"]).status, 0);
    assert_eq!(desk.read("library.lock"), lock);
}

/// What a build leaves out of its bibliography, `cite` leaves uncited; both say so.
#[test]
fn what_a_build_leaves_out_is_not_cited() {
    let desk = crate::readme::sample();
    let built = desk.run(&["build", "--offline"]).stderr;
    let left = |told: &str, mark: &str, file: &str| -> Vec<String> {
        let lines = told.lines().filter(|line| line.contains(file) && line.contains(mark));
        let mut lines: Vec<String> = lines.map(|line| line.split(mark).next().unwrap().to_owned()).collect();
        lines.sort();
        lines
    };
    let mut all = 0;
    for name in ["free-will.md", "winter-reading.md", "eastern-front.md"] {
        let file = format!("examples/answers/{name}");
        let cited = desk.run(&["cite", &file]);
        assert_eq!(cited.status, 0);
        let expected = left(&built, ": left out", &file);
        assert_eq!(left(&cited.stderr, ": not cited", &file), expected);
        all += expected.len();
        for key in built.lines().filter_map(|line| line.split_once("left out, as `")?.1.strip_suffix('`')) {
            assert!(!cited.stdout.contains(&format!("@{key}")), "{key}");
        }
    }
    assert!(all > 0, "no book of the sample is doubtful");
}
