//! `edit`, `mark`, `rename`, `reject`, `merge`, `undo`: what changes a library, and takes the change back.

use crate::desk::Desk;

const TEXT: &str = "# Read\n\n*The Structure of Scientific Revolutions* by Thomas S. Kuhn (1962), and *The Guns of \
                    August* by Barbara Tuchman (1962).\n";
const LIB: &str = r#"# My list.
[library]
sources = ["*.md"]
catalogs = ["starter"]

[[output]]
path = "refs.bib"

# Lent to Bo.
[book.bee1999]
# as on the cover
title = "On Bees"   # not wasps
authors = [
    "Ann Bee",      # my aunt
]
tags = ["insects"]

[book.cee2001]
title = "Seas"
authors = ["Cee, Dan"]
note = "blue"
"#;
const NEXT: &str = "note: `reading-list build` writes the bibliographies anew\n";

fn built() -> Desk {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", TEXT);
    desk.tells(&["build", "--quiet"], 0, "", "");
    desk
}

/// Runs a command that must succeed, and gives what library.toml is afterwards.
#[track_caller]
fn changed(desk: &Desk, arguments: &[&str]) -> String {
    let outcome = desk.run(arguments);
    assert_eq!((outcome.status, outcome.stdout.as_str()), (0, ""), "{arguments:?}: {}", outcome.stderr);
    desk.read("library.toml")
}

#[test]
fn edit_touches_only_what_it_is_told_to() {
    let desk = built();
    desk.tells(
        &["edit", "bee1999", "title=On Wasps", "tags+=garden; insects", "year=1999"],
        0,
        "",
        &format!(
            "  wrote      library.toml\n  edited     bee1999: title = \"On Wasps\"\n  edited     bee1999: tags with garden; \
             insects\n  edited     bee1999: year = 1999\n{NEXT}"
        ),
    );
    let expected = LIB
        .replace("\"On Bees\"", "\"On Wasps\"")
        .replace("[\"insects\"]\n", "[\"insects\", \"garden\"]\nyear = 1999\n");
    assert_eq!(desk.read("library.toml"), expected);
    let after = changed(&desk, &["edit", "bee1999", "authors+=Dee, Eve", "tags-=insects;garden", "year="]);
    let list = "    \"Ann Bee\",      # my aunt\n    \"Dee, Eve\",\n";
    let expected = expected
        .replace("    \"Ann Bee\",      # my aunt\n", list)
        .replace("tags = [\"insects\", \"garden\"]\nyear = 1999\n", "");
    assert_eq!(after, expected);
    assert_eq!(changed(&desk, &["undo", "2"]), LIB);
}

#[test]
fn a_comment_above_a_field_outlives_it() {
    let desk = built();
    let after = changed(&desk, &["edit", "bee1999", "title=", "authors=", "tags="]);
    let expected = LIB.replace(
        "# as on the cover\ntitle = \"On Bees\"   # not wasps\nauthors = [\n    \"Ann Bee\",      # my aunt\n]\ntags = \
         [\"insects\"]\n",
        "# as on the cover\n",
    );
    assert_eq!(after, expected);
}

#[test]
fn what_is_typed_of_a_found_book_wins_and_gives_way_again() {
    let desk = built();
    let after = changed(&desk, &["edit", "kuhn1962", "year=1970", "authors=Kuhn, T."]);
    assert_eq!(after, format!("{LIB}\n[book.kuhn1962]\nyear = 1970\nauthors = [\"Kuhn, T.\"]\n"));
    desk.tells(&["build", "--quiet"], 0, "", "");
    assert!(desk.read("refs.bib").contains("date = {1970}"));
    changed(&desk, &["edit", "kuhn1962", "year="]);
    desk.tells(&["build", "--quiet"], 0, "", "");
    assert!(
        desk.read("refs.bib")
            .contains("author = {Kuhn, T.},\n  title = {The Structure of Scientific Revolutions},\n  date = {1962}")
    );
}

#[test]
fn edits_that_cannot_be_say_why_and_change_nothing() {
    let desk = built();
    let cases = [
        ("pages=many", "error: `pages` must be a whole number from 1\n"),
        ("author=X", "error: `author` is not a field of a book (did you mean `authors`?)\n"),
        (
            "isbn=9780140449137",
            "error: `9780140449137` cannot be the `isbn`: the check digit does not agree (expected 6)\n",
        ),
        ("title+=X", "error: `title` is no list: set it with `title=VALUE`\n"),
        (
            "aliases=cee2001",
            "error: cannot change library.toml: `cee2001` is already the key of a book (each name calls one)\n",
        ),
    ];
    for (change, expected) in cases {
        let outcome = desk.run(&["edit", "bee1999", "note=x", change]);
        assert_eq!((outcome.status, outcome.stderr.as_str()), (2, expected), "{change}");
    }
    desk.tells(
        &["edit", "bee1998", "note=x"],
        2,
        "",
        "error: no book of the library has the key `bee1998`\nhint: did you mean `bee1999`?\n",
    );
    assert_eq!(desk.read("library.toml"), LIB);
}

#[test]
fn mark_notes_readings() {
    let desk = built();
    changed(&desk, &["mark", "cee2001", "reading", "--started", "2026-01-03"]);
    let after = changed(&desk, &["mark", "cee2001", "read", "--finished", "2026-01-20"]);
    let once = "status = \"read\"\nreads = [{ started = 2026-01-03, finished = 2026-01-20 }]\n";
    assert_eq!(after, format!("{LIB}{once}"));
    let after = changed(&desk, &["mark", "cee2001", "reading", "--started", "2026-03-01"]);
    assert!(
        after.ends_with("[{ started = 2026-01-03, finished = 2026-01-20 }, { started = 2026-03-01 }]\n"),
        "{after}"
    );
    let outcome = desk.run(&["mark", "cee2001", "read", "--finished", "2026-02-01"]);
    assert_eq!(outcome.status, 2);
    assert!(outcome.stderr.contains("a reading cannot be finished before it is started"), "{}", outcome.stderr);
    let told = desk.run(&["mark", "cee2001", "read", "--finished", "soon"]).stderr;
    assert!(told.contains("`soon` is not a day (write it as 2026-01-03)"), "{told}");
}

#[test]
fn a_renamed_book_answers_to_both_names() {
    let desk = built();
    changed(&desk, &["rename", "kuhn1962", "structure"]);
    desk.tells(&["build", "--quiet"], 0, "", "");
    assert!(desk.read("refs.bib").contains("@book{structure,"));
    assert!(desk.read("refs.bib").contains("ids = {kuhn1962},"));
    let new = desk.run(&["show", "structure"]);
    assert_eq!(desk.run(&["show", "kuhn1962"]), new);
    assert_eq!(new.status, 0);
    desk.tells(
        &["rename", "structure", "bee1999"],
        2,
        "",
        "error: `bee1999` is already the key of a book\nhint: if both are one book: `reading-list merge bee1999 structure`\n",
    );
    let after = changed(&desk, &["rename", "kuhn1962", "kuhn1962"]);
    assert!(after.ends_with("\n[book.kuhn1962]\naliases = [\"structure\"]\n"), "{after}");
    desk.tells(&["rename", "kuhn1962", "kuhn1962"], 0, "", "note: the book is called `kuhn1962` already\n");
}

#[test]
fn reject_by_key_and_by_title() {
    let desk = built();
    desk.tells(
        &["reject", "kuhn1962"],
        0,
        "",
        &format!(
            "  wrote      library.toml\n  rejected   \"The Structure of Scientific Revolutions\" by Thomas S. Kuhn\n{NEXT}"
        ),
    );
    changed(&desk, &["reject", "The", "Guns of August", "--source", "./b.md"]);
    changed(&desk, &["reject", "bee1999"]);
    let rules = "\n[[reject]]\ntitle = \"The Structure of Scientific Revolutions\"\nauthor = \"Kuhn, Thomas S.\"\n\n\
                 [[reject]]\ntitle = \"The Guns of August\"\nsource = \"b.md\"\n\n[[reject]]\ntitle = \"On Bees\"\nauthor = \
                 \"Bee, Ann\"\n";
    let after = desk.read("library.toml");
    assert!(after.ends_with(rules) && !after.contains("[book.bee1999]"), "{after}");
    desk.tells(&["build", "--quiet"], 0, "", "");
    let list = desk.run(&["list"]).stdout;
    let keys: Vec<_> = list.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(keys, ["cee2001", "tuchman1962"]);
    desk.tells(&["reject", "The Guns of August", "--source", "b.md"], 0, "", "note: library.toml rejects it already\n");
}

#[test]
fn merge_joins_two_entries_and_undo_parts_them() {
    let typed = "\n# The second printing.\n[book.guns]\ntitle = \"The Cannons of Summer\"\nauthors = [\"Tuchman, Barbara\"]\npublisher = \
                 \"Constable\"\nnote = \"green\"\ntags = [\"war\"]\nstatus = \"read\"\n";
    let first = format!("{LIB}{typed}");
    let desk = Desk::new()
        .with("library.toml", &first)
        .with("a.md", TEXT)
        .with("b.md", "She wrote *The Cannons of Summer* by Barbara Tuchman.\n");
    desk.tells(&["build", "--quiet"], 0, "", "");
    let (lock, bib) = (desk.read("library.lock"), desk.read("refs.bib"));
    assert!(bib.contains("@book{guns,") && bib.contains("@book{tuchman1962,"), "{bib}");
    changed(&desk, &["edit", "tuchman1962", "note=red", "tags=war; 1914"]);
    desk.tells(
        &["merge", "tuchman1962", "guns"],
        0,
        "",
        &format!(
            "  wrote      library.toml\n  merged     guns into tuchman1962, with 1 text that cites it\nnote: `title = \"The \
             Cannons of Summer\"` of `guns` is not taken: `tuchman1962` has its own\nnote: `authors = [\"Tuchman, Barbara\"]` of `guns` is not \
             taken: `tuchman1962` has its own\n{NEXT}"
        ),
    );
    let table = "\n# The second printing.\n[book.tuchman1962]\nnote = \"\"\"\nred\n\ngreen\"\"\"\ntags = [\"war\", \"1914\"]\n\
                 publisher = \"Constable\"\nstatus = \"read\"\naliases = [\"guns\"]\nmatch = [\"The Cannons of Summer\"]\n";
    assert_eq!(desk.read("library.toml"), format!("{LIB}{table}"));
    desk.tells(&["build", "--quiet"], 0, "", "");
    let shown = desk.run(&["show", "guns"]).stdout;
    for line in
        ["The Guns of August", "a.md: ", "b.md: \"The Cannons of Summer\"", "found", "Constable", "red", "green"]
    {
        assert!(shown.contains(line), "{line} is missing in\n{shown}");
    }
    assert_eq!(desk.run(&["build", "--locked", "--quiet"]).status, 0);
    changed(&desk, &["undo", "3"]);
    assert_eq!((desk.read("library.toml"), desk.read("library.lock")), (first, lock));
    desk.tells(&["build", "--quiet"], 0, "", "");
    assert_eq!(desk.read("refs.bib"), bib);
    desk.tells(&["merge", "guns", "guns"], 2, "", "error: both keys call one book, `guns`\n");
}

#[test]
fn merging_two_found_books_keeps_the_first() {
    let desk = built();
    changed(&desk, &["merge", "tuchman1962", "kuhn1962"]);
    for _ in 0..2 {
        desk.tells(&["build", "--quiet"], 0, "", "");
        let shown = desk.run(&["show", "kuhn1962"]).stdout;
        assert!(shown.starts_with("tuchman1962\n  title              The Guns of August\n"), "{shown}");
        assert!(shown.contains("\"The Structure of Scientific Revolutions\""), "{shown}");
    }
}

#[test]
fn undo_lists_shows_and_refuses() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", TEXT);
    desk.tells(&["undo", "--list"], 0, "", "note: no command has changed this library yet\n");
    desk.tells(&["undo"], 0, "", "note: there is nothing to undo\n");
    desk.tells(&["build", "--quiet"], 0, "", "");
    changed(&desk, &["mark", "cee2001", "read"]);
    desk.tells(&["undo", "--list"], 0, "1  mark cee2001 read  (library.toml)\n2  build  (library.lock)\n", "");
    let json = desk.run(&["undo", "--list", "--format", "json"]).stdout;
    assert!(json.contains("\"what\": \"mark cee2001 read\""), "{json}");
    desk.tells(
        &["undo", "--dry-run"],
        0,
        "\n--- library.toml\n+++ library.toml\n@@\n authors = [\"Cee, Dan\"]\n note = \"blue\"\n-status = \"read\"\n",
        "",
    );
    let mine = format!("{}# by hand\n", desk.read("library.toml"));
    desk.write("library.toml", &mine);
    desk.tells(
        &["undo", "2"],
        2,
        "",
        "
error: `library.toml` was changed since `mark cee2001 read`, and to undo that would lose the change
hint: take your own change of `library.toml` back first, or change the entry with `reading-list edit`
hint: `reading-list undo --skip` leaves the file as it is, and takes the operation off the list
",
    );
    assert!(desk.path("library.lock").exists(), "all or nothing");
    desk.tells(
        &["undo", "2", "--skip"],
        0,
        "",
        &format!("  passed over mark cee2001 read  (library.toml)\n  undid      build  (library.lock)\n{NEXT}"),
    );
    assert_eq!(desk.read("library.toml"), mine);
    assert!(!desk.path("library.lock").exists(), "there was none before the first build");
}

#[test]
fn a_change_that_is_taken_back_by_hand_is_forgotten() {
    let desk = built();
    changed(&desk, &["mark", "cee2001", "read"]);
    desk.write("library.toml", LIB);
    desk.tells(&["undo", "--list"], 0, "1  build  (library.lock)\n", "");
}

#[test]
fn a_journal_that_cannot_be_kept_stops_nobody() {
    let desk = Desk::new().with("library.toml", LIB).with("state", "a file");
    let mut command = desk.command(&["mark", "cee2001", "read"]);
    command.env("XDG_STATE_HOME", desk.path("state"));
    let outcome = desk.outcome(command.output().unwrap());
    assert_eq!(outcome.status, 0);
    assert!(outcome.stderr.contains("warning: `undo` will not know of this: cannot write `"), "{}", outcome.stderr);
    assert!(desk.read("library.toml").contains("status = \"read\""));
}

#[test]
fn marks_and_line_ends_of_the_file_stay() {
    let text = format!("\u{feff}{}", LIB.replace('\n', "\r\n")).replace("# Lent to Bo.\r\n", "# Lent to Bo.\n");
    let desk = Desk::new().with("library.toml", &text);
    let after = changed(&desk, &["mark", "cee2001", "read"]);
    assert_eq!(after, format!("{text}status = \"read\"\r\n"));
    assert_eq!(changed(&desk, &["undo"]), text);
}
