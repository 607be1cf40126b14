//! `check` as a user meets it: what it prints of each book, and how it ends.

use crate::desk::Desk;

const TEXT: &str = "Read *Silent Spring* by Rachel Carson (1962).\n\n\
    - *The Structure of Scientific Revolutions* by Karl Popper (1963)\n\
    - *The Structure of Fernery Revolutions* by Jane Roe (1974)\n";
const LIST: &str = "title,author,year\nThe Structure of Fenland Revolutions,Ann Doe,1990\n";

fn desk() -> Desk {
    Desk::new().with("answer.md", TEXT).with("list.csv", LIST)
}

#[test]
fn the_starter_alone_makes_no_book_unknown() {
    let outcome =
        Desk::new().with("a.md", "Read *The Ferns of Autumn Leaves* by Jane Roe (1974).\n").run(&["check", "a.md"]);
    assert_eq!(outcome.status, 3, "{}", outcome.stderr);
    assert!(
        outcome.stdout.contains("not checked  The Ferns of Autumn Leaves, by Jane Roe (1974)"),
        "{}",
        outcome.stdout
    );
    assert!(outcome.stdout.contains("could not be checked: only the starter was asked"), "{}", outcome.stdout);
    assert!(outcome.stderr.contains("only the starter was asked"), "{}", outcome.stderr);
    let fine = Desk::new().with("a.md", "Read *Silent Spring* by Rachel Carson (1962).\n").run(&["check", "a.md"]);
    assert_eq!(fine.status, 0, "{}", fine.stdout);
}

#[test]
fn what_exists_is_otherwise_or_unknown_is_told() {
    let outcome = desk().run(&["check", "--catalog-from", "list.csv", "answer.md"]);
    assert_eq!(
        outcome.stdout,
        "answer.md: 3 books\n\
        \x20      1:7  exists       Silent Spring, by Rachel Carson (1962)\n\
        \x20                        Rachel Carson, Silent Spring (1962) [starter]\n\
        \x20      3:4  otherwise    The Structure of Scientific Revolutions, by Karl Popper (1963)\n\
        \x20                        exists by Thomas S. Kuhn, not Karl Popper: Thomas S. Kuhn, \
        The Structure of Scientific Revolutions (1962) [starter]\n\
        \x20      4:4  unknown      The Structure of Fernery Revolutions, by Jane Roe (1974)\n\
        \x20                        nobody knows it: it is not in starter or local\n\
        \x20                        nearest: Ann Doe, The Structure of Fenland Revolutions (1990)\n\
        \x20                        nearest: Thomas S. Kuhn, The Structure of Scientific Revolutions (1962)\n\
        \x20                        nearest: Stephen Jay Gould, The Structure of Evolutionary Theory (2002)\n"
    );
    assert_eq!(
        (outcome.stderr.as_str(), outcome.status),
        ("  checked    3 books: 1 exist, 1 otherwise, 1 unknown\n", 1)
    );
}

#[test]
fn a_later_year_is_told_and_no_fault() {
    let desk = Desk::new().with("a.md", "Read *Silent Spring* by Rachel Carson (1994).\n");
    let text = "a.md: 1 book\n\
        \x20      1:7  exists       Silent Spring, by Rachel Carson (1994)\n\
        \x20                        Rachel Carson, Silent Spring (1962) [starter]\n\
        \x20                        the text says 1994, and 1962 is known: a later printing, or a slip\n";
    let outcome = desk.run(&["check", "a.md"]);
    assert_eq!((outcome.stdout.as_str(), outcome.status), (text, 0));
}

#[test]
fn programs_and_workflows_are_told_too() {
    let json = desk().run(&["check", "--format=json", "--catalog-from=list.csv", "answer.md"]);
    let texts: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    let verdicts: Vec<_> =
        texts[0]["books"].as_array().unwrap().iter().map(|b| b["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["exists", "otherwise", "unknown"]);
    assert_eq!(texts[0]["books"][2]["records"][0]["title"], "The Structure of Fenland Revolutions");
    let github = desk().run(&["check", "--format=github", "--catalog-from=list.csv", "answer.md"]);
    let lines: Vec<_> = github.stdout.lines().collect();
    assert_eq!(lines.len(), 2);
    let start =
        "::error file=answer.md,line=3,col=4,title=otherwise%3A The Structure of Scientific Revolutions%2C by Karl";
    assert!(lines[0].starts_with(start), "{}", lines[0]);
}

#[test]
fn a_list_that_is_none_is_refused() {
    let outcome = desk().with("odd.csv", "a,b\n1,2\n").run(&["check", "--catalog-from", "odd.csv", "answer.md"]);
    assert_eq!(outcome.status, 2);
    assert!(
        outcome.stderr.contains("cannot use `odd.csv` as a list of books: no column is called `title`"),
        "{}",
        outcome.stderr
    );
    let bib = "@book{roe, title = {The Structure of Fernery Revolutions}, author = {Roe, Jane}, year = 1974}\n";
    let outcome = desk().with("own.bib", bib).run(&["check", "--catalog-from", "own.bib", "answer.md"]);
    assert!(outcome.stderr.contains("3 books: 2 exist, 1 otherwise"), "{}", outcome.stderr);
}

#[test]
fn what_cannot_be_read_shows_in_the_status() {
    assert_eq!(desk().run(&["check", "gone.md"]).status, 2);
    let some = Desk::new().with("a.md", "Read *Silent Spring* by Rachel Carson.\n").run(&["check", "a.md", "gone.md"]);
    assert_eq!(some.status, 1);
}
