//! The catalog on this disk, from a dump to an answer.

use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use crate::desk::Desk;

/// A dump of Open Library's shape: a work by an author known under another key now, a deleted work, a line that is none.
fn dump() -> String {
    let line = |kind: &str, key: &str, json: &str| format!("/type/{kind}\t{key}\t3\t2021-05-01T00:00:00.0\t{json}\n");
    [
        line("author", "/authors/OL1A", r#"{"key": "/authors/OL1A", "name": "Marta Ozolina"}"#),
        line("redirect", "/authors/OL2A", r#"{"key": "/authors/OL2A", "location": "/authors/OL1A"}"#),
        line(
            "work",
            "/works/OL1W",
            r#"{"key": "/works/OL1W", "title": "The Quiet Harbours of Livonia", "authors": [{"author": {"key": "/authors/OL2A"}}]}"#,
        ),
        line(
            "edition",
            "/books/OL1M",
            r#"{"key": "/books/OL1M", "title": "The Quiet Harbours of Livonia", "works": [{"key": "/works/OL1W"}],
                "publish_date": "1988", "isbn_13": ["9780140449136"]}"#,
        )
        .replace("\n                ", " "),
        line("work", "/works/OL2W", r#"{"key": "/works/OL2W", "title": "The Withdrawn Volume of Nowhere"}"#),
        line("delete", "/works/OL2W", r#"{"key": "/works/OL2W"}"#),
    ]
    .concat()
}

fn desk() -> Desk {
    Desk::new()
        .with("dump.txt", dump())
        .with("library.toml", "[library]\nsources = [\"a.md\"]\ncatalogs = [\"local\", \"starter\"]\n")
        .with("a.md", "I liked *The Quiet Harbours of Livonia* by Marta Ozolina.\n")
}

fn status(desk: &Desk) -> Value {
    serde_json::from_str(&desk.run(&["catalog", "status", "--format", "json"]).stdout).unwrap()
}

#[test]
fn a_dump_becomes_a_catalog_that_answers() {
    let desk = desk();
    let imported = desk.run(&["catalog", "import", "dump.txt"]);
    assert_eq!(imported.status, 0, "{}", imported.stderr);
    assert!(imported.stderr.contains("imported   1 work, 1 edition"), "{}", imported.stderr);
    desk.run(&["build"]);
    let lock = desk.read("library.lock");
    assert!(lock.contains("standing = \"found\"") && lock.contains("local:"), "{lock}");
    assert!(lock.contains("key = \"ozolina1988\""), "by the author's key of today: {lock}");
    let queries = [
        "the quiet harbours of livonia",
        "The Quiet Harburs of Livonia",
        "9780140449136",
        "livonia harbours",
        "quiet harburs livonia",
        "the unheard-of harbours of Livonia",
    ];
    for query in queries {
        let found = desk.run(&["search", query, "--catalog", "local"]);
        assert!(
            found.stdout.starts_with("Marta Ozolina, The Quiet Harbours of Livonia (1988)  [local]"),
            "{query}: {found:?}"
        );
    }
    assert_eq!(desk.run(&["search", "The Withdrawn Volume of Nowhere", "--catalog=local"]).status, 1, "it was deleted");
    assert_eq!(desk.run(&["catalog", "remove"]).status, 0);
    assert_eq!(desk.run(&["search", "Livonia", "--catalog=local"]).status, 3);
}

#[test]
fn packed_piped_and_broken_dumps_are_read() {
    let desk = desk().with("dump.txt.zst", zstd::encode_all(dump().as_bytes(), 1).unwrap());
    assert_eq!(desk.run(&["catalog", "import", "dump.txt.zst"]).status, 0);
    let mut child =
        desk.command(&["catalog", "import", "-"]).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(dump().as_bytes()).unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
    let desk = desk.with("broken.txt", format!("{}no dump\n/type/work\t/works/OL9W\t1\tx\t{{\n", dump()));
    let broken = desk.run(&["catalog", "import", "broken.txt"]);
    assert_eq!(broken.status, 1, "{}", broken.stderr);
    assert!(broken.stderr.contains("warning: broken.txt:7 is passed over"), "{}", broken.stderr);
    let before = status(&desk);
    for (file, content) in [("empty.txt", ""), ("prose.txt", "Just a letter.\n")] {
        fs_err::write(desk.path(file), content).unwrap();
        assert_eq!(desk.run(&["catalog", "import", file]).status, 2, "{file}");
    }
    assert_eq!(desk.run(&["catalog", "import", "gone.txt"]).status, 2);
    assert_eq!(status(&desk), before, "what fails leaves the catalog as it was");
}

#[test]
fn only_who_says_so_has_every_book() {
    let desk = desk().with("b.md", "Read *The Ferns of Autumn Leaves* by Jane Roe (1974).\n");
    desk.run(&["catalog", "import", "dump.txt"]);
    let partial = desk.run(&["check", "b.md"]);
    assert_eq!(partial.status, 3, "{}{}", partial.stdout, partial.stderr);
    desk.run(&["catalog", "import", "--complete", "dump.txt"]);
    let complete = desk.run(&["check", "b.md"]);
    assert!(complete.status == 1 && complete.stdout.contains("nobody knows it"), "{}", complete.stdout);
    desk.run(&["catalog", "import", "--complete", "--min-editions=1", "dump.txt"]);
    assert_eq!(desk.run(&["check", "b.md"]).status, 3, "something was left out");
    let pinned = desk.command(&["list"]).env("READING_LIST_CATALOG_GENERATION", "17").output().unwrap();
    let told = String::from_utf8(pinned.stderr).unwrap();
    assert!(told.starts_with("error: there is no generation `17` of the local catalog"), "{told}");
}

#[test]
fn an_import_that_is_killed_leaves_the_old_catalog() {
    let work = |n: usize| {
        format!(
            "/type/work\t/works/OL{n}W\t1\t2021-05-01T00:00:00.0\t{{\"key\": \"/works/OL{n}W\", \"title\": \"The Mills of Spring, Part {n}\"}}\n"
        )
    };
    let desk = desk().with("large.txt", (10..40_000).map(work).collect::<String>());
    desk.run(&["catalog", "import", "dump.txt"]);
    for turn in 0..10 {
        let mut child = desk.command(&["catalog", "import", "large.txt"]).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(40 * turn));
        child.kill().unwrap();
        child.wait().unwrap();
        let found = desk.run(&["search", "The Quiet Harbours of Livonia", "--catalog=local"]);
        let new = desk.run(&["search", "The Mills of Spring, Part 77", "--catalog=local"]);
        assert!((found.status == 0) != (new.status == 0), "the one or the other: {found:?} {new:?}");
        if new.status == 0 {
            desk.run(&["catalog", "import", "dump.txt"]);
        }
    }
    assert_eq!(desk.run(&["catalog", "import", "dump.txt"]).status, 0, "what was left is no hindrance");
}

#[test]
fn authors_of_an_edition_are_the_works_where_it_names_none() {
    let line = |kind: &str, key: &str, json: &str| format!("/type/{kind}\t{key}\t1\t2021-05-01T00:00:00.0\t{json}\n");
    let dump = [
        line("author", "/authors/OL1A", r#"{"name": "Marta Ozolina"}"#),
        line("author", "/authors/OL2A", r#"{"name": "Peter Foreword"}"#),
        line("work", "/works/OL1W", r#"{"title": "The Quiet Harbours of Livonia", "authors": null}"#),
        line(
            "work",
            "/works/OL2W",
            r#"{"title": "The Loud Mills", "authors": [{"author": {"key": "/authors/OL1A"}}]}"#,
        ),
        line(
            "edition",
            "/books/OL1M",
            r#"{"title": "x", "works": [{"key": "/works/OL1W"}], "authors": [{"key": "/authors/OL1A"}]}"#,
        ),
        line(
            "edition",
            "/books/OL2M",
            r#"{"title": "x", "works": [{"key": "/works/OL1W"}], "authors": [{"key": "/authors/OL1A"}]}"#,
        ),
        line(
            "edition",
            "/books/OL3M",
            r#"{"title": "x", "works": [{"key": "/works/OL2W"}], "authors": [{"key": "/authors/OL2A"}]}"#,
        ),
    ];
    let desk = desk().with("dump.txt", dump.concat());
    assert_eq!(desk.run(&["catalog", "import", "dump.txt"]).status, 0);
    for title in ["The Quiet Harbours of Livonia", "The Loud Mills"] {
        let found = desk.run(&["search", title, "--catalog=local"]);
        assert!(found.stdout.starts_with(&format!("Marta Ozolina, {title}  [local]")), "{found:?}");
    }
}

#[test]
fn a_row_of_a_list_has_no_identifier_of_open_library() {
    let list = "title,author,year,isbn\nThe Quiet Harbours of Livonia,Marta Ozolina,1988,9780140449136\n";
    let desk = desk().with("list.csv", list);
    assert_eq!(desk.run(&["catalog", "import", "dump.txt", "list.csv"]).status, 0);
    desk.run(&["catalog", "import", "list.csv"]);
    let found = desk.run(&["search", "9780140449136", "--catalog=local", "--format=json"]);
    assert!(found.stdout.contains("Ozolina") && !found.stdout.contains("open-library"), "{}", found.stdout);
    desk.run(&["build"]);
    let lock = desk.read("library.lock");
    assert!(lock.contains("local:") && !lock.contains("open-library"), "{lock}");
}

/// The limit is one of the shell's on the size of a file: who goes beyond it is told what a full disk tells.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named_and_leaves_the_old_catalog() {
    let work = |n: usize| {
        format!(
            "/type/work\t/works/OL{n}W\t1\t2021-05-01T00:00:00.0\t{{\"key\": \"/works/OL{n}W\", \"title\": \"The Mills of Spring, Part {n}\"}}\n"
        )
    };
    let desk = desk().with("large.txt", (10..20_000).map(work).collect::<String>());
    desk.run(&["catalog", "import", "dump.txt"]);
    let before = status(&desk);
    let program = env!("CARGO_BIN_EXE_reading-list");
    let mut refused = 0;
    // In blocks of half a kilobyte: what is sorted, what is indexed, and the titles for detection reach their ends one after another.
    for blocks in [1, 16, 100, 200, 300, 400, 800, 1600] {
        let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" catalog import large.txt");
        let limited = desk.command_of("sh", &["-c", &limited, program]).output().unwrap();
        let told = String::from_utf8_lossy(&limited.stderr).into_owned();
        if limited.status.success() {
            break;
        }
        refused += 1;
        assert_eq!(limited.status.code(), Some(2), "{blocks}: {told}");
        assert!(told.contains("cannot write the catalog in"), "{blocks}: {told}");
        assert!(told.contains("File too large") && told.contains("make room, or take less"), "{blocks}: {told}");
        assert_eq!(status(&desk), before, "{blocks}");
    }
    assert!(refused > 3, "the limits were too generous");
}
