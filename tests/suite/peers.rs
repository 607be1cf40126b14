//! What other programs make of our output, where they are installed: of the sample's bibliography, and of the sixty
//! awkward books as the golden files of `src/bibliography` have them.
//!
//! Where another program prints or finds something else than ours, the table says so with the reason; a difference that
//! is gone must be struck off. The packages of npm are looked for in the folder that `READING_LIST_NPM` names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::desk::Desk;
use crate::readme::sample;

/// A golden file of the awkward books, without the head that the snapshot has.
fn golden(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bibliography/snapshots");
    let text = fs_err::read_to_string(folder.join(format!("reading_list__bibliography__golden__{name}.snap"))).unwrap();
    let (_, body) = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).unwrap();
    format!("{}\n", body.trim_end())
}

fn awkward() -> Vec<Value> {
    serde_json::from_str(&golden("csl-json")).unwrap()
}

/// Fails unless the differences found are those of the table.
#[track_caller]
fn differ_only(found: &BTreeMap<String, String>, expected: &[(&str, &str)]) {
    let known: BTreeSet<&str> = expected.iter().map(|(key, _)| *key).collect();
    let unknown: Vec<_> = found.iter().filter(|(key, _)| !known.contains(key.as_str())).collect();
    assert!(unknown.is_empty(), "differences without a reason:\n{unknown:#?}");
    let gone: Vec<_> = known.iter().filter(|key| !found.contains_key(**key)).collect();
    assert!(gone.is_empty(), "differences that are gone: {gone:?}");
}

#[expect(clippy::print_stderr, reason = "a test that is passed over should say why")]
fn pass_over(why: &str) {
    eprintln!("passed over: {why}");
}

/// Runs another program, or says that it is not there.
fn run(command: &mut Command) -> Option<Output> {
    match command.output() {
        Ok(output) => Some(output),
        Err(error) => {
            pass_over(&format!("{} cannot be run: {error}", command.get_program().display()));
            None
        }
    }
}

#[test]
fn biber_finds_nothing_to_warn_of() {
    let desk = sample();
    let mut command = Command::new("biber");
    command.args(["--tool", "--validate-datamodel", "--output-file", "checked.bib", "bibliography.bib"]);
    let Some(output) = run(command.current_dir(desk.path(""))) else { return };
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{told}");
    assert!(!told.contains("WARN") && !told.contains("ERROR"), "{told}");
    assert!(desk.read("checked.bib").contains("kuhn1962"));
}

#[test]
fn pandoc_reads_every_entry() {
    let desk = sample();
    let keys = desk.read("bibliography.bib").lines().filter(|line| line.starts_with('@')).count();
    let mut command = Command::new("pandoc");
    command.args(["--from", "biblatex", "--to", "csljson", "bibliography.bib"]);
    let Some(output) = run(command.current_dir(desk.path(""))) else { return };
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let items: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(items.len(), keys);
    assert!(items.iter().all(|item| item["type"] == "book" && item["title"].is_string()));
    let kuhn = items.iter().find(|item| item["id"] == "kuhn1962").unwrap();
    assert_eq!(kuhn["author"][0]["family"], "Kuhn");
    assert_eq!(kuhn["issued"]["date-parts"][0][0], 1962);
}

#[test]
fn biber_finds_nothing_to_warn_of_in_awkward_books() {
    /// The data model wants these of every book, and these books have none.
    const MISSING: [(&str, &str); 2] =
        [("serial", "a book without an author"), ("cloud", "a book without an author or a year")];
    let desk = Desk::new().with("awkward.bib", golden("biblatex"));
    let mut command = Command::new("biber");
    command.args(["--tool", "--validate-datamodel", "--output-file", "checked.bib", "awkward.bib"]);
    let Some(output) = run(command.current_dir(desk.path(""))) else { return };
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && !told.contains("ERROR"), "{told}");
    let warnings = told.lines().filter(|line| line.contains("WARN - ")).map(|line| {
        let key = line.split('\'').nth(1).filter(|_| line.contains("Missing mandatory field"));
        (key.unwrap_or(line).to_owned(), line.to_owned())
    });
    differ_only(&warnings.collect(), &MISSING);
}

/// Each entry as `pandoc --citeproc` prints it from this file, by its key.
fn by_pandoc(file: &str, content: &str) -> Option<BTreeMap<String, String>> {
    let page = format!("---\nbibliography: {file}\nnocite: '@*'\n---\n");
    let desk = Desk::new().with(file, content).with("page.md", page);
    let mut command = Command::new("pandoc");
    command.args(["--citeproc", "--to", "html", "--wrap", "none", "page.md"]);
    let output = run(command.current_dir(desk.path("")))?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let html = String::from_utf8(output.stdout).unwrap();
    let entries = html.split("id=\"ref-").skip(1).map(|part| {
        let (key, rest) = part.split_once('"').unwrap();
        let mut text = String::new();
        let mut in_tag = true;
        for c in rest.chars() {
            match c {
                '<' => in_tag = true,
                '>' => in_tag = false,
                c if !in_tag => text.push(c),
                _ => {}
            }
        }
        (key.to_owned(), text.trim().to_owned())
    });
    Some(entries.collect())
}

#[test]
fn pandoc_prints_the_same_from_bib_and_json() {
    const REASONS: [(&str, &str); 8] = [
        ("alembert", "a .bib cannot part d' from the name that it is written together with"),
        ("emoji", "pandoc takes a compiler of a .bib for an editor, and its style prints no compiler"),
        ("incunable", "pandoc drops the open side of a range in a .bib"),
        ("lueck", "pandoc sets the raised 2 of JSON as markup, which is stripped here"),
        ("marx-capital", "pandoc prints the maintitle of a .bib and not the title"),
        ("reader", "pandoc takes `<b>` in JSON for markup, and JSON cannot say that it is none"),
        ("trotsky-overthrow", "pandoc prints the maintitle of a .bib and not the title"),
        ("trotsky1930", "its letter is another, because the title of the one above is"),
    ];
    let Some(from_bib) = by_pandoc("awkward.bib", &golden("biblatex")) else { return };
    let Some(from_json) = by_pandoc("awkward.json", &golden("csl-json")) else { return };
    assert_eq!((from_bib.len(), from_json.len()), (60, 60));
    let differing = from_bib.iter().filter(|(key, text)| from_json.get(*key) != Some(text));
    let found = differing.map(|(key, text)| (key.clone(), format!("{text}\n{}", from_json[key])));
    differ_only(&found.collect(), &REASONS);
}

#[test]
fn citeproc_of_npm_prints_what_we_print() {
    const ORIGINAL: &str = "their style prints no original title";
    const ROLES: &str = "their style prints neither illustrators nor compilers";
    const REASONS: [(&str, &str); 12] = [
        ("alice", ROLES),
        ("bulgakov", ORIGINAL),
        ("emoji", ROLES),
        ("homer", ORIGINAL),
        ("incunable", ROLES),
        ("laplace", "their style has no plural for a number of volumes"),
        ("liu", ORIGINAL),
        ("manifesto", ORIGINAL),
        ("marx-capital", ORIGINAL),
        ("sunzi", ORIGINAL),
        ("trotsky1930", ORIGINAL),
        ("weber", ORIGINAL),
    ];
    const SCRIPT: &str = r#"
        const { Cite } = require("@citation-js/core");
        require("@citation-js/plugin-csl");
        const items = JSON.parse(require("fs").readFileSync(0, "utf8"));
        const options = { template: "apa", format: "text", asEntryArray: true };
        console.log(JSON.stringify(new Cite(items).format("bibliography", options)));
    "#;
    let Some(folder) = std::env::var_os("READING_LIST_NPM") else {
        pass_over("READING_LIST_NPM names no folder with @citation-js/core and @citation-js/plugin-csl");
        return;
    };
    let desk = Desk::new().with("awkward.json", golden("csl-json"));
    let mut command = Command::new("node");
    command.args(["-e", SCRIPT]).stdin(fs_err::File::open(desk.path("awkward.json")).unwrap().into_parts().0);
    let Some(output) = run(command.current_dir(folder)) else { return };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let theirs: Vec<(String, String)> = serde_json::from_slice(&output.stdout).unwrap();
    let plain = |text: &str| text.trim().replace('’', "'");
    let apa = golden("apa");
    let ours: Vec<String> = apa.lines().filter(|line| !line.is_empty()).map(plain).collect();
    assert_eq!(ours.len(), theirs.len());
    let pairs = ours.iter().zip(&theirs).filter(|(ours, (_, theirs))| **ours != plain(theirs));
    let found = pairs.map(|(ours, (key, theirs))| (key.clone(), format!("{ours}\n{}", plain(theirs))));
    differ_only(&found.collect(), &REASONS);
}

#[test]
fn bibutils_reads_our_ris() {
    let desk = Desk::new().with("awkward.ris", golden("ris"));
    let mut command = Command::new("ris2xml");
    let Some(output) = run(command.arg("awkward.ris").current_dir(desk.path(""))) else { return };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let xml = String::from_utf8(output.stdout).unwrap();
    assert_eq!(xml.matches("<mods ID=").count(), 60);
    for id in awkward().iter().map(|item| item["id"].as_str().unwrap().to_owned()) {
        assert!(xml.contains(&format!("<mods ID=\"{id}\">")), "bibutils has no `{id}`");
    }
    for words in
        ["<title>三体</title>", "World Health Organization", "<namePart type=\"family\">de Beauvoir</namePart>"]
    {
        assert!(xml.contains(words), "bibutils has no {words}");
    }
}

#[test]
fn hayagriva_prints_what_we_print() {
    const RANGE: &str = "it prints the first year of a range only";
    const REASONS: [(&str, &str); 6] = [
        ("1984", RANGE),
        ("Carr, E. H", "it sets a full stop behind the mark with which a title ends"),
        ("Colonna, F", RANGE),
        ("Comte, A", RANGE),
        ("Dick, P. K", "it sets a full stop behind the mark with which a title ends"),
        ("Laplace, P.-S. de", RANGE),
    ];
    let desk = Desk::new().with("awkward.yml", golden("hayagriva"));
    let mut command = Command::new("hayagriva");
    command.args(["-n", "awkward.yml", "reference", "--style", "apa"]);
    let Some(output) = run(command.current_dir(desk.path(""))) else { return };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout).unwrap();
    let theirs: BTreeSet<&str> = told.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(theirs.len(), 60);
    let apa = golden("apa");
    let ours = apa.lines().filter(|line| !line.is_empty() && !theirs.contains(line));
    let found = ours.map(|line| (line.split(". (").next().unwrap_or(line).to_owned(), line.to_owned()));
    differ_only(&found.collect(), &REASONS);
}

#[test]
fn typst_sets_our_bibliographies() {
    const SCRIPT: &str = "import sys, typst\nsys.stdout.write(str(len(typst.compile(sys.argv[1]))))";
    let Some(python) = std::env::var_os("READING_LIST_TYPST") else {
        pass_over("READING_LIST_TYPST names no Python with the package typst");
        return;
    };
    for (file, format) in [("awkward.yml", "hayagriva"), ("awkward.bib", "biblatex")] {
        let page = format!("See @trotsky1930 and @homer.\n#bibliography(\"{file}\", full: true, style: \"apa\")\n");
        let desk = Desk::new().with(file, golden(format)).with("page.typ", page);
        let mut command = Command::new(&python);
        let Some(output) = run(command.args(["-c", SCRIPT, "page.typ"]).current_dir(desk.path(""))) else { return };
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let bytes: usize = String::from_utf8_lossy(&output.stdout).trim().parse().unwrap();
        assert!(bytes > 10_000, "{format}: a document of {bytes} bytes");
    }
}

/// The rules of the schema for the fields that books have: what may stand where.
#[test]
fn csl_json_keeps_the_rules_of_the_schema() {
    const NAMES: [&str; 6] = ["author", "editor", "compiler", "translator", "illustrator", "contributor"];
    const PARTS: [&str; 6] = ["family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal"];
    const NUMBERS: [&str; 5] = ["edition", "volume", "collection-number", "number-of-pages", "number-of-volumes"];
    const TEXTS: [&str; 12] = [
        "title",
        "title-short",
        "original-title",
        "collection-title",
        "publisher",
        "publisher-place",
        "ISBN",
        "URL",
        "DOI",
        "language",
        "keyword",
        "type",
    ];
    let has_only = |value: &Value, keys: &[&str]| value.as_object().unwrap().keys().all(|k| keys.contains(&k.as_str()));
    for item in awkward() {
        assert!(item["id"].is_string() && item["type"] == "book" && item["title"].is_string());
        for (field, value) in item.as_object().unwrap() {
            let good = match field.as_str() {
                "id" => true,
                name if NAMES.contains(&name) => value
                    .as_array()
                    .unwrap()
                    .iter()
                    .all(|name| has_only(name, &PARTS) && name.as_object().unwrap().values().all(Value::is_string)),
                date if date.ends_with("date") || date == "issued" => is_date(value),
                number if NUMBERS.contains(&number) => value.is_string() || value.is_u64(),
                text => TEXTS.contains(&text) && value.is_string(),
            };
            assert!(good, "{}: {field}: {value}", item["id"]);
        }
    }
}

/// One or two dates of whole numbers, with a mark for "circa"; or words.
fn is_date(date: &Value) -> bool {
    let parts = date.get("date-parts").and_then(Value::as_array);
    let is_parts = parts.is_some_and(|dates| {
        let all_whole = |date: &Value| date.as_array().is_some_and(|d| !d.is_empty() && d.iter().all(Value::is_i64));
        (1..=2).contains(&dates.len()) && dates.iter().all(all_whole)
    });
    let is_marked = date.get("circa").is_none_or(Value::is_boolean);
    is_marked && (is_parts || date["literal"].is_string())
}

/// The keys that pandoc takes for citations in a text of this kind.
fn keys_by_pandoc(desk: &Desk, from: &str, file: &str) -> Option<Vec<String>> {
    fn gather(value: &Value, keys: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                keys.extend(map.get("citationId").and_then(Value::as_str).map(str::to_owned));
                map.values().for_each(|value| gather(value, keys));
            }
            Value::Array(items) => items.iter().for_each(|value| gather(value, keys)),
            _ => {}
        }
    }
    let mut command = Command::new("pandoc");
    let output = run(command.args(["--from", from, "--to", "json", file]).current_dir(desk.path("")))?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut keys = Vec::new();
    gather(&serde_json::from_slice(&output.stdout).unwrap(), &mut keys);
    Some(keys)
}

#[test]
fn pandoc_sees_the_keys_that_are_put_into_a_text() {
    const KEYS: [&str; 9] = ["plain1962", "von:krieg", "b+c", "a.", "x::y", "Müller_2", "!odd", "9lives", "a/b-c&d"];
    let title = |nth: usize| {
        format!("The Lantern Keepers of {}", ["Ada", "Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal", "Ivy"][nth])
    };
    let book = |(nth, key): (usize, &&str)| {
        format!("[book.\"{key}\"]\ntitle = \"{}\"\nauthors = [\"Carla Nebelung\"]\n\n", title(nth))
    };
    let library: String = KEYS.iter().enumerate().map(book).collect();
    let text = |open: &str, close: &str| -> String {
        let line = |nth| format!("Read the book {open}{}{close} by Carla Nebelung.\n\n", title(nth));
        (0..KEYS.len()).map(line).collect()
    };
    let desk = Desk::new()
        .with("library.toml", format!("[library]\ncatalogs = [\"starter\"]\n\n{library}"))
        .with("a.md", text("*", "*"))
        .with("a.tex", text("\\emph{", "}"));
    for (file, from) in [("a.md", "markdown"), ("a.tex", "latex")] {
        let outcome = desk.run(&["cite", "--in-place", file]);
        assert_eq!((outcome.status, outcome.stderr.lines().count()), (0, 2), "{}", outcome.stderr);
        let Some(keys) = keys_by_pandoc(&desk, from, file) else { return };
        assert_eq!(keys, KEYS, "{}", desk.read(file));
    }
}
