//! What a catalog on this disk can be made of: tables, MARC, bibliographies, and how much of it is kept.

#![expect(clippy::print_stdout, reason = "what is skipped is for a person to read")]

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::desk::Desk;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const MARC_XML: &str = r#"<?xml version="1.0"?>
<collection xmlns="http://www.loc.gov/MARC21/slim">
 <record><leader>00000nam a2200000   4500</leader><controlfield tag="001">m1</controlfield>
  <datafield tag="100" ind1="1" ind2=" "><subfield code="a">Ozolina, Marta.</subfield></datafield>
  <datafield tag="245" ind1="1" ind2="0"><subfield code="a">The Quiet Harbours of Livonia :</subfield>
   <subfield code="b">a history &amp; a guide /</subfield></datafield>
  <datafield tag="260" ind1=" " ind2=" "><subfield code="c">1988.</subfield></datafield></record>
 <record><leader>00000njm a2200000   4500</leader>
  <datafield tag="245" ind1="1" ind2="0"><subfield code="a">Songs of the Harbour</subfield></datafield></record>
</collection>
"#;

/// The same book in the frame of ISO 2709, a broken record before it.
fn marc() -> Vec<u8> {
    let fields = [
        ("001", "m1"),
        ("100", "1 \u{1f}aOzolina, Marta."),
        ("245", "10\u{1f}aThe Quiet Harbours of Livonia /"),
        ("260", "  \u{1f}c1988."),
    ];
    let (mut directory, mut body) = (String::new(), String::new());
    for (tag, field) in fields {
        directory.push_str(&format!("{tag}{:04}{:05}", field.len() + 1, body.len()));
        body.push_str(&format!("{field}\u{1e}"));
    }
    let base = 24 + directory.len() + 1;
    let record = format!("{:05}nam  22{base:05}   4500{directory}\u{1e}{body}\u{1d}", base + body.len() + 1);
    format!("{record}{}{record}", record.replacen("nam", "n\u{1d}m", 1)).into_bytes()
}

#[test]
fn a_book_is_found_whatever_it_came_in() {
    let table = "title,author,year\nThe Quiet Harbours of Livonia,Marta Ozolina,1988\n";
    let renamed = "Titel;Verfasser;Jahr\nThe Quiet Harbours of Livonia;Marta Ozolina;1988\n";
    let bib = "@book{a, title = {The Quiet Harbours of Livonia}, author = {Marta Ozolina}, year = {1988}}\n";
    let files: [(&str, Vec<u8>, &[&str]); 7] = [
        ("a.csv", table.into(), &[]),
        ("a.CSV.gz", gzip(table.as_bytes()), &[]),
        ("b.csv", renamed.into(), &["--columns=title=Titel,author=Verfasser,year=Jahr"]),
        ("a.bib.zst", zstd::encode_all(bib.as_bytes(), 1).unwrap(), &[]),
        ("a.xml", MARC_XML.into(), &[]),
        ("a.xml.gz", gzip(MARC_XML.as_bytes()), &[]),
        ("unnamed", MARC_XML.into(), &[]),
    ];
    for (name, bytes, options) in files {
        let desk = Desk::new().with(name, bytes);
        let imported = desk.run(&[&["catalog", "import", name], options].concat());
        assert_eq!((imported.status, imported.stderr.contains("1 work")), (0, true), "{name}: {imported:?}");
        let found = desk.run(&["search", "Quiet Harbours of Livonia", "--catalog=local"]);
        assert!(found.stdout.starts_with("Marta Ozolina, The Quiet Harbours of Livonia"), "{name}: {found:?}");
        assert!(found.stdout.contains("(1988)  [local]"), "{name}: {found:?}");
    }
}

#[test]
fn a_broken_record_of_marc_is_named_and_passed_over() {
    let desk = Desk::new().with("a.mrc", marc());
    let imported = desk.run(&["catalog", "import", "a.mrc"]);
    assert_eq!(imported.status, 1, "{imported:?}");
    assert!(imported.stderr.contains("warning: a.mrc:2 is passed over"), "{}", imported.stderr);
    assert!(
        imported.stderr.contains("a directory that does not fit") || imported.stderr.contains("no leader"),
        "{}",
        imported.stderr
    );
    assert!(imported.stderr.contains("imported   2 works"), "two of one number are two records: {}", imported.stderr);
    let cut = desk.with("cut.xml", &MARC_XML[..MARC_XML.len() - 40]);
    let imported = cut.run(&["catalog", "import", "cut.xml"]);
    assert!(imported.status == 1 && imported.stderr.contains("no XML from here on"), "{imported:?}");
}

#[test]
fn what_cannot_be_meant_is_refused_with_a_word() {
    let desk = Desk::new()
        .with("a.csv", "Titel,Autor\nEmma,Jane Austen\n")
        .with("a.xml", "<html><p>Emma</p></html>")
        .with("lines.txt", "one\ntwo\n")
        .with("bad.csv", "title,author\n,Nobody\n");
    let cases: [(&[&str], &str); 6] = [
        (&["a.csv"], "no column is called `title`"),
        (&["a.csv", "--columns=title=Title"], "no column is called `Title` (the columns are: Titel, Autor)"),
        (&["a.csv", "--columns=colour=Titel"], "no column can be a `colour`"),
        (&["a.xml"], "no works in these files"),
        (&["lines.txt"], "warning: lines.txt:1 is passed over"),
        (&["bad.csv"], "warning: bad.csv:2 is passed over: a row without a title"),
    ];
    for (arguments, expected) in cases {
        let refused = desk.run(&[&["catalog", "import"], arguments].concat());
        assert_eq!(refused.status, 2, "{arguments:?}: {refused:?}");
        assert!(refused.stderr.contains(expected), "{arguments:?}: {}", refused.stderr);
    }
    let refused = desk.run(&["catalog", "import", "a.csv", "--languages=englisch"]);
    assert!(refused.status == 2 && refused.stderr.contains("must be a code such as `en` or `ger`"), "{refused:?}");
}

#[test]
fn only_the_best_known_are_kept() {
    let line = |kind: &str, key: &str, json: &str| format!("/type/{kind}\t{key}\t1\t2021-05-01T00:00:00.0\t{json}\n");
    let mut dump = String::new();
    for work in 1..=5 {
        dump +=
            &line("work", &format!("/works/OL{work}W"), &format!(r#"{{"title": "The Mills of Spring, Part {work}"}}"#));
        for edition in 0..work {
            let languages = if work == 3 { r#", "languages": [{"key": "/languages/ger"}]"# } else { "" };
            let json = format!(r#"{{"title": "x", "works": [{{"key": "/works/OL{work}W"}}]{languages}}}"#);
            dump += &line("edition", &format!("/books/OL{work}00{edition}M"), &json);
        }
    }
    let desk = Desk::new().with("dump.txt", dump).with("a.csv", "title\nThe Quiet Harbours of Livonia\n");
    let kept = |options: &[&str]| {
        let imported = desk.run(&[&["catalog", "import", "dump.txt", "a.csv"], options].concat());
        assert_eq!(imported.status, 0, "{imported:?}");
        let is_kept = |title: &str| desk.run(&["search", title, "--catalog=local"]).stdout.contains(title);
        let parts = (1..=5).filter(|part| is_kept(&format!("The Mills of Spring, Part {part}")));
        let parts = parts.map(|part| part.to_string()).collect::<String>();
        parts + if is_kept("The Quiet Harbours of Livonia") { "+" } else { "" }
    };
    assert_eq!(kept(&[]), "12345+");
    assert_eq!(kept(&["--top=3"]), "45+", "what somebody chose comes first");
    assert_eq!(kept(&["--top=100"]), "12345+");
    assert_eq!(kept(&["--min-editions=4"]), "45+");
    assert_eq!(kept(&["--languages=de"]), "3+");
    assert_eq!(kept(&["--languages=ger"]), "3+");
}

/// A page of words in the place of a file, a cut file, a folder: nothing of that goes by unsaid.
#[test]
fn what_gives_nothing_is_told() {
    let table = "title\nThe Quiet Harbours of Livonia\n".repeat(50);
    let packed = gzip(table.as_bytes());
    let desk = Desk::new()
        .with("a.csv", "title\nThe Mills of Spring\n")
        .with("page", "<html><body>Sign in first</body></html>")
        .with("cut.xml", MARC_XML.replace("</collection>", ""))
        .with("latin.xml", MARC_XML.replace("The Quiet", "Der große").chars().map(|c| c as u8).collect::<Vec<_>>())
        .with("cut.csv.gz", &packed[..packed.len() - 12])
        .with("folder.csv/a", "");
    let cases = [
        ("page", 1, "warning: page:1 is passed over: there is no record in it"),
        ("cut.xml", 1, "warning: cut.xml:3 is passed over: no XML from here on, or its end is missing"),
        ("latin.xml", 1, "warning: latin.xml:1 is passed over: not UTF-8"),
        ("cut.csv.gz", 2, "cannot read `cut.csv.gz`"),
        ("folder.csv", 2, "directory"),
    ];
    for (name, status, expected) in cases {
        let imported = desk.run(&["catalog", "import", "--complete", "a.csv", name]);
        assert_eq!(imported.status, status, "{name}: {imported:?}");
        assert!(imported.stderr.contains(expected), "{name}: {}", imported.stderr);
        let catalog = desk.run(&["catalog", "status", "--format=json"]);
        assert!(!catalog.stdout.contains("\"complete\": true"), "{name}: {}", catalog.stdout);
    }
}

#[test]
fn lists_of_one_name_are_two_lists() {
    let desk = Desk::new()
        .with("here/a.csv", "title,author\nThe Quiet Harbours of Livonia,Marta Ozolina\n")
        .with("there/a.csv", "title,author\nThe Quiet Harbours of Estonia,Juhan Tamm\n");
    assert_eq!(desk.run(&["catalog", "import", "here/a.csv", "there/a.csv"]).status, 0);
    let found = desk.run(&["search", "The Quiet Harbours", "--catalog=local"]);
    assert!(found.stdout.contains("Marta Ozolina") && found.stdout.contains("Juhan Tamm"), "{found:?}");
}

fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(path);
    let is_there = path.exists();
    if !is_there {
        println!("passed over: {} is not here", path.display());
    }
    is_there.then_some(path)
}

/// The first lines of real dumps: all are read, and the works can be asked for.
#[test]
fn real_dumps_are_read() {
    let Some(folder) = shared("openlibrary-dump") else { return };
    let desk = Desk::new();
    let files: Vec<String> = ["authors-tail-n1000.txt", "works-head-n1000.txt", "editions-head-n1000.txt"]
        .map(|name| folder.join(name).display().to_string())
        .into();
    let arguments: Vec<&str> = ["catalog", "import"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let imported = desk.run(&arguments);
    assert_eq!(imported.status, 0, "no line of them is broken: {imported:?}");
    let works = fs_err::read_to_string(&files[1]).unwrap();
    let titles = works.lines().filter_map(|line| {
        let json: serde_json::Value = serde_json::from_str(line.split('\t').nth(4)?).ok()?;
        Some(json.get("title")?.as_str()?.to_owned())
    });
    for title in titles.step_by(100) {
        let found = desk.run(&["search", &title, "--catalog=local"]);
        assert_eq!(found.status, 0, "{title}: {found:?}");
    }
}

/// Records that Open Library tests its own reader with, beside what it expects of them.
#[test]
fn real_marc_is_read() {
    let Some(folder) = shared("marc/openlibrary") else { return };
    let (mut read, mut known) = (0, 0);
    for (input, expect) in [("bin_input", "bin_expect"), ("xml_input", "xml_expect")] {
        for file in fs_err::read_dir(folder.join(expect)).unwrap() {
            let expected = file.unwrap().path();
            let name = expected.file_stem().unwrap().to_string_lossy().into_owned();
            let of = |end: &str| folder.join(input).join(format!("{name}{end}"));
            let candidates = [of(".mrc"), of("_marc.xml"), of(".xml")];
            let Some(record) = candidates.iter().find(|path| path.exists()) else { continue };
            let json: serde_json::Value = serde_json::from_str(&fs_err::read_to_string(&expected).unwrap()).unwrap();
            let Some(title) = json.get("title").and_then(|title| title.as_str()) else { continue };
            read += 1;
            let desk = Desk::new();
            let imported = desk.run(&["catalog", "import", &record.display().to_string()]);
            assert!(!imported.stderr.contains("panicked"), "{name}: {}", imported.stderr);
            let found = desk.run(&["search", title, "--catalog=local"]);
            known += usize::from(found.status == 0);
        }
    }
    // The others are journals, recordings and music, which are no books, and records without a title of their own.
    assert!(known * 100 >= read * 80, "{known} of {read}");
}

/// Years as a table of ten thousand books writes them: "2008.0"; ISBNs that have been numbers and have lost their zeros.
#[test]
fn real_tables_are_read() {
    let Some(table) = shared("goodbooks-10k/books.csv") else { return };
    let desk = Desk::new();
    let imported = desk.run(&["catalog", "import", &table.display().to_string()]);
    assert!(imported.status == 0 && imported.stderr.contains("10,000 works"), "{imported:?}");
    let found = desk.run(&["search", "The Hunger Games", "--catalog=local"]);
    assert!(found.stdout.contains("(2008)"), "{}", found.stdout);
    let found = desk.run(&["search", "9780439023481", "--catalog=local"]);
    assert!(found.stdout.contains("The Hunger Games"), "{}", found.stdout);
}
