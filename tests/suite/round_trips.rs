//! Files that real programs wrote, read, written and read again; and hostile ones, which cost nothing but themselves.
//!
//! The real files lie beside the project and are passed over where they are not. What may differ after a round trip
//! is what the table of losses says may, and nothing else.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use reading_list::bibliography::loss::{Carries, FORMATS, TABLE, losses, markdown};
use reading_list::bibliography::{InputFormat, Options, Outcome, OutputFormat, Reading, read, write};
use reading_list::library::Entry;
use reading_list::model::Role;

use crate::desk::Desk;

use InputFormat::{Bib, CslJson, Hayagriva, Ris};

/// Each file, what it is, how many rows it has and how many of them are books.
const FILES: [(&str, InputFormat, usize, usize); 16] = [
    ("bib/biblatex-examples.bib", Bib, 92, 45),
    ("bib/better-bibtex-bulk.bib", Bib, 1241, 517),
    ("bib/tugboat.bib", Bib, 3644, 0),
    ("bib/jabref-crossref.bib", Bib, 4, 1),
    ("bib/biber/crossrefs.bib", Bib, 46, 14),
    ("bib/biber/dateformats.bib", Bib, 34, 14),
    ("bib/biber/full-bibtex_biber.bib", Bib, 3, 1),
    ("bib/biber/full-dot.bib", Bib, 50, 15),
    ("bib/biber/labelalpha.bib", Bib, 48, 18),
    ("bib/biber/uniqueness4.bib", Bib, 32, 0),
    ("bib/biber/xdata.bib", Bib, 26, 3),
    ("tellico/test.bib", Bib, 36, 8),
    ("tellico/test.ris", Ris, 2, 0),
    ("hayagriva/basic.yml", Hayagriva, 38, 6),
    ("hayagriva/lotr.bib", Bib, 1, 1),
    ("ris/jabref-RisImporterTest7.ris", Ris, 1, 1),
];

/// Where the real files are, if they are at hand.
#[expect(clippy::print_stderr, reason = "a test that is passed over should say why")]
fn data() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    if !folder.is_dir() {
        eprintln!("passed over: there is no folder ../shared/data");
        return None;
    }
    Some(folder)
}

/// Says a figure, for those who run the tests with `--nocapture`.
#[expect(clippy::print_stderr, reason = "figures are for people")]
fn figure(text: &str) {
    eprintln!("{text}");
}

#[track_caller]
fn accounted(name: &str, reading: &Reading) {
    assert_eq!(reading.taken().count() + reading.refused().count(), reading.rows.len(), "{name}");
    assert_eq!(reading.entries().len(), reading.taken().count(), "{name}: what is taken can be shelved");
    let lines: Vec<usize> = reading.rows.iter().map(|row| row.line).collect();
    assert!(lines.is_sorted() && !lines.contains(&0), "{name}: rows stand in the order of the file");
}

#[test]
fn every_row_of_real_files_is_accounted_for() {
    let Some(data) = data() else { return };
    for (name, format, rows, books) in FILES {
        let reading = read(&fs_err::read(data.join(name)).unwrap(), format);
        accounted(name, &reading);
        assert_eq!((reading.rows.len(), reading.taken().count()), (rows, books), "{name}");
    }
    for entry in fs_err::read_dir(data.join("ris")).unwrap() {
        let path = entry.unwrap().path();
        accounted(&path.display().to_string(), &read(&fs_err::read(&path).unwrap(), Ris));
    }
}

/// The row that says nothing but in which case English titles stand.
const CASE: &str = "case of titles";

/// Written in this format and read back, every entry taken.
#[track_caller]
fn through(entries: &[Entry], output: OutputFormat, input: InputFormat) -> Vec<Entry> {
    let text = write(entries, output, &Options::default()).unwrap();
    let reading = read(text.as_bytes(), input);
    let refused: Vec<_> = reading.refused().map(|(row, why)| format!("{}: {why}", row.key)).collect();
    assert!(refused.is_empty() && reading.rows.len() == entries.len(), "{output}: {refused:?}");
    reading.entries()
}

/// Entries keep what the table says is kept, lose only what is told, and lose nothing more a second time.
#[track_caller]
fn round_trip(name: &str, entries: &[Entry]) {
    for (at, (output, input)) in FORMATS.iter().enumerate() {
        let back = through(entries, *output, *input);
        let (mut same, mut but_for_case) = (0, 0);
        for (entry, back) in entries.iter().zip(&back) {
            let told: Vec<&str> =
                losses(std::slice::from_ref(entry), *output).unwrap().iter().map(|l| l.field).collect();
            for row in &TABLE {
                let (before, after) = ((row.says)(entry), (row.says)(back));
                let is_told = row.carries[at] != Carries::Whole && (before.is_empty() || told.contains(&row.field));
                assert!(
                    before == after || is_told,
                    "{name}, {output}, {}: {}: {before} -> {after}",
                    entry.key,
                    row.field
                );
            }
            same += usize::from(entry == back);
            but_for_case +=
                usize::from(TABLE.iter().all(|row| row.field == CASE || (row.says)(entry) == (row.says)(back)));
            assert!(entry == back || !told.is_empty(), "{name}, {output}: {entry:#?} {back:#?}");
        }
        let all = entries.len();
        figure(&format!("{name}, {output}: of {all} the same {same}, but for the case of titles {but_for_case}"));
        let again = through(&back, *output, *input);
        for (once, twice) in back.iter().zip(&again) {
            // Without its language, a title may be taken for English.
            for row in TABLE.iter().filter(|row| row.field != CASE) {
                assert_eq!((row.says)(once), (row.says)(twice), "{name}, {output}, {}", once.key);
            }
        }
    }
}

#[test]
fn real_files_go_through_every_format() {
    let Some(data) = data() else { return };
    for (name, format, _, books) in FILES.into_iter().filter(|(.., books)| *books > 0) {
        let entries = read(&fs_err::read(data.join(name)).unwrap(), format).entries();
        assert_eq!(entries.len(), books);
        round_trip(name, &entries);
    }
}

#[test]
fn inputs_of_the_official_csl_tests_go_through() {
    let Some(data) = data() else { return };
    let mut books = Vec::new();
    for entry in fs_err::read_dir(data.join("csl")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs_err::read_to_string(&path).unwrap();
        let after = text.split(" INPUT =").nth(1).and_then(|rest| rest.split_once(">>"));
        let input = after.and_then(|(_, rest)| rest.split("<<=").next());
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let reading = read(input.expect("each test has its input").as_bytes(), CslJson);
        accounted(&name, &reading);
        assert!(!reading.rows.is_empty(), "{name}");
        for (number, mut entry) in reading.entries().into_iter().enumerate() {
            // The tests number their items alike.
            let stem = name.trim_end_matches(".txt");
            entry.key = format!("{stem}-{number}").parse().unwrap();
            entry.aliases.clear();
            books.push(entry);
        }
    }
    assert!(books.len() > 40, "{}", books.len());
    round_trip("the official CSL tests", &books);
}

#[test]
fn a_library_holds_what_was_imported() {
    let Some(data) = data() else { return };
    for name in ["bib/biblatex-examples.bib", "bib/better-bibtex-bulk.bib", "hayagriva/basic.yml"] {
        let file = data.join(name).display().to_string();
        let desk = Desk::new().with("library.toml", "[library]\n");
        let outcome = desk.run(&["import", &file]);
        assert_eq!(outcome.status, 0, "{}", outcome.stderr);
        let before = desk.read("library.toml");
        let again = desk.run(&["import", &file]);
        assert!(again.stderr.contains(": 0 new,") && again.stderr.contains(" 0 conflicting"), "{}", again.stderr);
        assert_eq!(desk.read("library.toml"), before, "importing again changes nothing");

        let sorted = |arguments: &[&str]| {
            let mut entries = read(desk.run(arguments).stdout.as_bytes(), Bib).entries();
            entries.sort_by(|a, b| a.key.cmp(&b.key));
            entries
        };
        let direct = sorted(&["export", "--from", &file, "--format", "biblatex"]);
        let shelved = sorted(&["export", "--format", "biblatex"]);
        assert_eq!(direct.len(), shelved.len());
        for (direct, shelved) in direct.iter().zip(&shelved) {
            assert_eq!(direct, shelved, "{name}");
        }
    }
}

#[test]
fn the_docs_show_the_table_of_losses() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/formats.md");
    let docs = fs_err::read_to_string(&path).unwrap();
    let (before, rest) = docs.split_once("<!-- losses -->\n").expect("the table begins");
    let (_, after) = rest.split_once("<!-- end -->").expect("the table ends");
    let updated = format!("{before}<!-- losses -->\n{}<!-- end -->{after}", markdown());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs_err::write(&path, &updated).unwrap();
    } else {
        assert_eq!(docs, updated, "docs/formats.md shows another table; UPDATE_DOCS=1 cargo test losses writes it");
    }
}

/// Reads as every format; what is no row of one is none of the others either.
fn rows_of(bytes: &[u8]) -> Vec<Reading> {
    [Bib, CslJson, Hayagriva, Ris].into_iter().map(|format| read(bytes, format)).collect()
}

fn titles(reading: &Reading) -> Vec<String> {
    reading.entries().iter().map(|entry| entry.book.title().full()).collect()
}

/// Far more than any of these needs, and far less than what goes with the square of its size would take.
const PATIENCE: Duration = Duration::from_secs(20);

#[track_caller]
fn hostile(bytes: &[u8], format: InputFormat, expected: &[&str]) {
    let begun = Instant::now();
    rows_of(bytes).iter().for_each(|reading| accounted("hostile", reading));
    let reading = read(bytes, format);
    assert_eq!(titles(&reading), expected);
    for (output, _) in FORMATS {
        write(&reading.entries(), output, &Options::default()).unwrap();
    }
    assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
}

#[test]
fn broken_entries_cost_no_others() {
    hostile(b"@book{a, title = {A {B}\n@book{b, title = {B}}\n", Bib, &["B"]);
    hostile(b"@book{a, title = {A}}}}}\n@book{b, title = \"B}\"}\n@book{c, title = {C}}", Bib, &["A", "C"]);
    let unclosed = "@book{a, title = {A\n".repeat(20_000) + "@book{b, title = {B}}";
    hostile(unclosed.as_bytes(), Bib, &["B"]);
    hostile(br#"[{"id": "a", "type": "book", "title": "A}, {"id": "b", "type": "book", "title": "B"}]"#, CslJson, &[]);
    hostile(
        b"[{\"id\": \"a\", \"type\": \"book\",\n{\"id\": \"b\", \"type\": \"book\", \"title\": \"B\"}]",
        CslJson,
        &["B"],
    );
    hostile(b"a: {type: book\nb: {type: book, title: B}\n", Hayagriva, &["B"]);
    hostile(b"TI  - No\nER  - \nTY  - BOOK\nTI  - B\n", Ris, &["B"]);
}

#[test]
fn what_is_deep_or_goes_in_rings_ends() {
    let deep = format!("@book{{a, title = {{{}x{}}}}}", "{".repeat(200_000), "}".repeat(200_000));
    hostile(deep.as_bytes(), Bib, &["x"]);
    let emph = format!("@book{{a, title = {{{}x{}}}}}", "\\emph{".repeat(50_000), "}".repeat(50_000));
    hostile(emph.as_bytes(), Bib, &["x"]);
    hostile(b"@string{a = a # a}@string{b = c}@string{c = b}@book{k, title = {T}, note = a # b}", Bib, &["T"]);
    hostile(b"@book{a, crossref = {b}}@book{b, crossref = {a}, xdata = {b}, title = {T}}", Bib, &["T", "T"]);
    let json = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    hostile(json.as_bytes(), CslJson, &[]);
    let yaml = format!("a: {}{}\nb: {{type: book, title: B}}\n", "[".repeat(5_000), "]".repeat(5_000));
    hostile(yaml.as_bytes(), Hayagriva, &["B"]);
    let bomb = "a:\n  type: book\n  title: A\n  x: &x [1,1,1,1,1,1,1,1,1]\n  y: &y [*x,*x,*x,*x,*x,*x,*x,*x,*x]\n  \
                z: &z [*y,*y,*y,*y,*y,*y,*y,*y,*y]\n  w: &w [*z,*z,*z,*z,*z,*z,*z,*z,*z]\n  \
                v: &v [*w,*w,*w,*w,*w,*w,*w,*w,*w]\n  u: &u [*v,*v,*v,*v,*v,*v,*v,*v,*v]\n  \
                t: [*u,*u,*u,*u,*u,*u,*u,*u,*u]\nb: {type: book, title: B}\n";
    hostile(bomb.as_bytes(), Hayagriva, &["B"]);
}

#[test]
fn what_is_large_or_no_text_is_read_all_the_same() {
    let large = "x ".repeat(512 * 1024);
    let title = large.trim().to_owned();
    hostile(format!("@book{{a, title = {{{large}}}}}").as_bytes(), Bib, &[&title]);
    let many: String = (0..50_000).map(|n| format!("f{n} = 1, ")).collect();
    hostile(format!("@book{{a, title = {{T}}, {many}}}").as_bytes(), Bib, &["T"]);
    let tags: String = (0..50_000).map(|n| format!("KW  - k{n}\nAU  - A{n}, B\n")).collect();
    hostile(format!("TY  - BOOK\nTI  - T\n{tags}ER  - \n").as_bytes(), Ris, &["T"]);
    let keys = (0..50_000).map(|n| format!("k{n}")).collect::<Vec<_>>().join(",");
    hostile(format!("@book{{a, title = {{T}}, ids = {{{keys}}}, keywords = {{{keys}}}}}").as_bytes(), Bib, &["T"]);
    hostile(b"@book{a, title = {N\0U\x01L}}", Bib, &["NUL"]);
    hostile(b"@book{a, title = {G\xf6del}}", Bib, &["G\u{f6}del"]);
    hostile(b"[{\"id\": \"a\\u0000\", \"type\": \"book\", \"title\": \"A\\u0000B\"}]", CslJson, &["AB"]);
    hostile(b"\xff\xfe\x00\x01", Bib, &[]);
    assert_eq!(read(b"@book{a, title = {G\xf6del}}", Bib).mended, 1);
}

#[test]
fn cells_like_formulas_and_commands_of_tex_stay_text() {
    let text = br#"[{"id": "a", "type": "book", "title": "=cmd|' /C calc'!A0", "publisher": "+1 @x",
        "author": [{"literal": "\\input{/etc/passwd}\\write18{rm}"}]}]"#;
    hostile(text, CslJson, &["=cmd|' /C calc'!A0"]);
    let reading = read(text, CslJson);
    let bib = write(&reading.entries(), OutputFormat::Biblatex, &Options::default()).unwrap();
    assert!(!bib.contains("\\input") && !bib.contains("\\write"), "{bib}");
    assert_eq!(read(bib.as_bytes(), Bib).entries(), reading.entries());
}

#[test]
fn a_json_that_is_no_array_says_so() {
    for text in ["\"books\"", "{}", "{\"a\": 1}", "nonsense", ""] {
        let reading = read(text.as_bytes(), CslJson);
        let [row] = reading.rows.as_slice() else { panic!("{text}: {:?}", reading.rows) };
        let Outcome::Refused(why) = &row.outcome else { panic!("{text}") };
        assert_eq!(why.to_string(), "broken: CSL-JSON is an array of items, `[{…}, {…}]`");
    }
}

/// Letters and digits alone, for two readers of TeX differ in quotation marks and dashes.
fn bare(text: &str) -> String {
    reading_list::model::title::normalise(text).replace(' ', "")
}

#[test]
fn another_reader_sees_the_same_books() {
    let Some(data) = data() else { return };
    for name in ["bib/biblatex-examples.bib", "bib/better-bibtex-bulk.bib"] {
        let text = fs_err::read_to_string(data.join(name)).unwrap();
        let theirs = biblatex::Bibliography::parse(&text).unwrap();
        for entry in read(text.as_bytes(), Bib).entries() {
            let key = entry.key.as_str();
            let other = theirs.get(key).unwrap();
            let title = biblatex::ChunksExt::format_verbatim(other.title().unwrap());
            // It leaves commands that it does not know in the text.
            let agrees = title.contains('\\') || bare(&entry.book.title().full()).starts_with(&bare(&title));
            assert!(agrees, "{key}: {title}");
            let authors: Vec<String> = other.author().unwrap_or_default().iter().map(|p| bare(&p.name)).collect();
            let ours: Vec<String> =
                entry.book.people(Role::Author).map(|c| bare(&c.name.family())).filter(|n| !n.is_empty()).collect();
            assert_eq!(ours.len(), authors.len(), "{key}: {ours:?} {authors:?}");
            for (ours, theirs) in ours.iter().zip(&authors) {
                assert!(ours.ends_with(theirs.as_str()) || theirs.ends_with(ours.as_str()), "{key}: {ours} {theirs}");
            }
        }
    }
}
