//! What an edit changes, and what it leaves alone.

use proptest::prelude::*;
use toml_edit::Value;

use super::{EditError, Editor, TEMPLATE};
use crate::library::Manifest;
use crate::library::manifest::{ManualBook, Reject};
use crate::model::{CitationKey, Name};

const FILE: &str = "# Mine.\n[library]\nstyle = \"apa\" # the strict one\n\n# Good books\n[book.a] # first\n\
                    # why\ntitle = \"A\"   # the title\nyear  = 1999\n\n[book.\"b:1\"]\ntitle = 'B'\n\n\
                    # Not these\n[[reject]]\ntitle = \"Cold War\"\n# the end\n";

fn key(text: &str) -> CitationKey {
    text.parse().unwrap()
}

fn book(text: &str) -> ManualBook {
    ManualBook { title: Some(format!("The {text}")), ..ManualBook::under(key(text)) }
}

#[track_caller]
fn edited(text: &str, edit: impl FnOnce(&mut Editor), expected: &str) {
    let mut editor = Editor::new(text).unwrap();
    edit(&mut editor);
    assert_eq!(editor.finish().unwrap(), expected);
}

#[test]
fn a_value_changes_where_it_stands() {
    let set = |e: &mut Editor| e.set(&key("a"), "title", Value::from("New")).unwrap();
    edited(FILE, set, &FILE.replace("\"A\"", "\"New\""));
    let set = |e: &mut Editor| e.set(&key("a"), "status", Value::from("read")).unwrap();
    edited(FILE, set, &FILE.replace("1999\n", "1999\nstatus = \"read\"\n"));
    let unset = |e: &mut Editor| assert!(e.unset(&key("a"), "year").unwrap());
    edited(FILE, unset, &FILE.replace("year  = 1999\n", ""));
}

#[test]
fn new_tables_stand_with_their_like() {
    let add = |e: &mut Editor| e.add_book(&book("c")).unwrap();
    edited(FILE, add, &FILE.replace("'B'\n", "'B'\n\n[book.c]\ntitle = \"The c\"\n"));
    let reject = Reject { title: "Red".to_owned(), author: Name::parse("A B"), source: None };
    let add = |e: &mut Editor| e.add_reject(&reject).unwrap();
    edited(FILE, add, &format!("{FILE}\n[[reject]]\ntitle = \"Red\"\nauthor = \"B, A\"\n"));
    edited("", |e| e.add_book(&book("c")).unwrap(), "[book.c]\ntitle = \"The c\"\n");
    edited("# x\n", |e| e.add_book(&book("c:1")).unwrap(), "# x\n\n[book.\"c:1\"]\ntitle = \"The c:1\"\n");
    let set = |e: &mut Editor| e.set(&key("found"), "status", Value::from("read")).unwrap();
    edited("[library]\n# x\n", set, "[library]\n# x\n\n[book.found]\nstatus = \"read\"\n");
}

#[test]
fn a_book_goes_and_the_rest_stays() {
    let remove = |e: &mut Editor| assert!(e.remove_book(&key("b:1")));
    edited(FILE, remove, &FILE.replace("\n[book.\"b:1\"]\ntitle = 'B'\n", ""));
    edited(FILE, |e| assert!(!e.remove_book(&key("nobody"))), FILE);
}

#[test]
fn a_renamed_book_keeps_its_place_and_its_old_name() {
    let rename = |e: &mut Editor| e.rename_book(&key("a"), &key("z")).unwrap();
    let expected = FILE.replace("[book.a]", "[book.z]").replace("1999\n", "1999\naliases = [\"a\"]\n");
    edited(FILE, rename, &expected);
    let rename = |e: &mut Editor| e.rename_book(&key("found"), &key("z")).unwrap();
    edited("", rename, "[book.z]\naliases = [\"found\"]\n");
}

#[test]
fn changes_that_cannot_be_say_why() {
    let mut editor = Editor::new(FILE).unwrap();
    assert_eq!(editor.add_book(&book("a")), Err(EditError::KeyTaken(key("a"))));
    assert_eq!(editor.unset(&key("x"), "year"), Err(EditError::NoBook(key("x"))));
    let error = editor.set(&key("a"), "titel", Value::from("x")).unwrap_err().to_string();
    assert_eq!(error, "`titel` is not a field of a book (did you mean `title`?)");
    editor.set(&key("a"), "status", Value::from("eaten")).unwrap();
    assert!(editor.finish().unwrap_err().to_string().starts_with("`eaten` is not a status"));
    assert!(matches!(Editor::new("a = "), Err(EditError::Unreadable(_))));
    assert!(Editor::new("book = 3").unwrap().add_book(&book("a")).is_err());
}

#[test]
fn all_fields_read_back() {
    let text = "[book.a]\ntitle = \"A\"\nauthors = [\"B, C\"]\nyear = -380\nissued = \"c. 1020\"\npages = 3\n\
                isbn = \"9780140449136\"\nreads = [{ started = 2026-01-03 }]\ntags = [\"x\"]\nadded = 2026-01-01\n\
                match = [\"x\", \"y\"]\nseries = \"S\"\nnumber = 4\nedition = 2\nstatus = \"read\"\n";
    let manifest = Manifest::parse(text, "x").unwrap();
    let mut editor = Editor::new("").unwrap();
    editor.add_book(&manifest.books[0]).unwrap();
    assert_eq!(Manifest::parse(&editor.finish().unwrap(), "x").unwrap(), manifest);
}

#[test]
fn the_template_is_a_library() {
    let manifest = Manifest::parse(TEMPLATE, "library.toml").unwrap();
    assert_eq!((manifest.outputs.len(), manifest.books.len()), (2, 0));
    let uncommented: String = TEMPLATE
        .lines()
        .map(|line| line.strip_prefix("# ").filter(|l| l.contains(" = ") || l.starts_with('[')).unwrap_or(line))
        .map(|line| format!("{line}\n"))
        .collect();
    let all = Manifest::parse(&uncommented, "library.toml").unwrap();
    assert_eq!((all.books.len(), all.rejects.len()), (1, 1));
    assert_eq!(all.library.catalogs, manifest.library.catalogs);
}

#[test]
fn books_in_other_notations_are_found() {
    let set = |e: &mut Editor| e.set(&key("a"), "year", Value::from(1999)).unwrap();
    edited("[book]\na.title = \"A\" # x\n", set, "[book]\na.title = \"A\" # x\na.year = 1999\n");
    edited("book.a = {title = \"A\"}\n", set, "book.a = {title = \"A\", year = 1999 }\n");
    let add = |e: &mut Editor| e.add_book(&book("c")).unwrap();
    edited("book = {a.title = \"A\"}\n", add, "book = {a.title = \"A\", c = { title = \"The c\" } }\n");
}

#[test]
fn windows_line_ends_stay() {
    let text = "# a\r\n[book.a]\r\ntitle = \"A\"\r\n";
    let set = |e: &mut Editor| e.set(&key("a"), "year", Value::from(1999)).unwrap();
    edited(text, set, &format!("{text}year = 1999\r\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn comments_survive_every_change(
        comments in proptest::collection::vec("[a-zé =\\[\\]\"]{0,8}", 5),
        changes in proptest::collection::vec((0usize..5, 0usize..3), 1..8),
    ) {
        let [a, b, c, d, e] = [0, 1, 2, 3, 4].map(|n| format!("# {n}{}", comments[n]));
        let text = format!("{a}\n[library]\n{b}\norder = \"key\" {c}\n\n{d}\n[book.keep]\ntitle = \"K\"\n{e}\n");
        let mut editor = Editor::new(&text).unwrap();
        for (change, which) in changes {
            let which = key(["x", "y", "z"][which]);
            let _ = match change {
                0 => editor.add_book(&book(which.as_str())),
                1 => editor.set(&which, "note", Value::from("n")),
                2 => editor.unset(&which, "note").map(|_| ()),
                3 => { editor.remove_book(&which); Ok(()) }
                _ => editor.add_reject(&Reject { title: "R".to_owned(), author: None, source: None }),
            };
        }
        let after = editor.finish().unwrap();
        let mut rest = after.as_str();
        for line in text.lines() {
            let at = rest.find(line);
            prop_assert!(at.is_some(), "{line:?} is gone or moved in\n{after}");
            rest = &rest[at.unwrap_or(0) + line.len()..];
        }
    }
}
