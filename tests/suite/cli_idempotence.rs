//! The lock: what it keeps from build to build, and that nothing is touched without need.

use crate::desk::Desk;

const LIBRARY: &str = "[library]\nsources = [\"*.md\"]\ncatalogs = [\"starter\"]\norder = \"cited\"\n\n\
                       [[output]]\npath = \"refs.bib\"\n\n[[output]]\npath = \"refs.html\"\n";
const TEXT: &str = "This intorduction has a typo.\n\n\
                    Read *The Structure of Scientific Revolutions* by Thomas S. Kuhn (1962), then Heinrich Brandauer's \
                    book *The Unsealed Wire: Codes and Carelessness at Tannenberg* (1974). And again: *The Structure \
                    of Scientific Revolutions* by Thomas S. Kuhn.\n";

#[test]
fn a_typo_mended_above_changes_nothing() {
    let desk = Desk::new().with("library.toml", LIBRARY).with("a.md", TEXT);
    assert_eq!(desk.run(&["build"]).status, 0);
    let files = || desk.files().into_iter().filter(|(path, ..)| !path.ends_with("a.md")).collect::<Vec<_>>();
    let before = files();
    desk.write("a.md", &TEXT.replace("intorduction", "introductory chapter"));
    let again = desk.run(&["build"]);
    assert!(again.stderr.contains("(all from library.lock)"), "{}", again.stderr);
    assert_eq!(files(), before);
}

#[test]
fn keys_stay_when_more_is_found() {
    let desk = Desk::new().with("library.toml", LIBRARY).with("m.md", TEXT);
    assert_eq!(desk.run(&["build", "--quiet"]).status, 0);
    let keys =
        || desk.run(&["list"]).stdout.lines().map(|l| l.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>();
    let before = keys();
    assert_eq!(before, ["kuhn1962", "brandauer1974"], "in the order of citing");
    desk.write("a.md", "Also *The Unsealed Cable: On Spies* by Heinrich Brandauer (1974).\n");
    assert_eq!(desk.run(&["build", "--quiet"]).status, 0);
    let after = keys();
    assert_eq!(after.len(), 3);
    assert!(after[0].starts_with("brandauer1974-"), "the newcomer has the longer key: {after:?}");
    assert_eq!(after[1..], before[..]);
}

#[test]
fn the_same_texts_give_the_same_bytes_without_a_lock() {
    let built = || {
        let desk = Desk::new().with("library.toml", LIBRARY).with("a.md", TEXT).with("b.md", TEXT);
        assert_eq!(desk.run(&["build", "--quiet"]).status, 0);
        ["library.lock", "refs.bib", "refs.html"].map(|file| desk.read(file))
    };
    assert_eq!(built(), built());
}

#[test]
fn explain_shows_the_sentence_the_cues_and_who_says_what() {
    let desk = Desk::new().with("library.toml", LIBRARY).with("a.md", TEXT);
    assert_eq!(desk.run(&["build", "--quiet"]).status, 0);
    let told = desk.run(&["explain", "brandauer1974"]);
    assert_eq!((told.status, told.stderr.as_str()), (0, ""));
    let parts = [
        "brandauer1974  Heinrich Brandauer, The Unsealed Wire: Codes and Carelessness at Tannenberg (1974)\n",
        "  not in starter\n",
        "  a.md:3:106\n",
        "then Heinrich Brandauer's book *The Unsealed Wire: Codes and Carelessness at Tannenberg* (1974).\n",
        "  title              The Unsealed Wire  [the text]\n",
    ];
    for part in parts {
        assert!(told.stdout.contains(part), "{part} is missing:\n{}", told.stdout);
    }
    let json = desk.run(&["explain", "kuhn1962", "--format", "json"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["found"]["records"][0], "starter:the-structure-of-scientific-revolutions.kuhn");
    assert_eq!(json["mentions"].as_array().map(Vec::len), Some(2));
    assert_eq!(json["mentions"][1]["line"], 3);
    assert!(json["mentions"][0]["evidence"].as_array().is_some_and(|cues| !cues.is_empty()));
    desk.write("a.md", "All is gone.\n");
    let gone = desk.run(&["explain", "kuhn1962"]).stdout;
    assert!(gone.contains("stands there no longer"), "{gone}");
}

#[test]
fn what_is_protected_is_not_overwritten() {
    let desk = Desk::new().with("library.toml", LIBRARY).with("a.md", TEXT).with("refs.bib", "mine");
    let mut permissions = fs_err::metadata(desk.path("refs.bib")).unwrap().permissions();
    permissions.set_readonly(true);
    fs_err::set_permissions(desk.path("refs.bib"), permissions).unwrap();
    let outcome = desk.run(&["build"]);
    let told =
        "error: cannot write `refs.bib`: it is read-only\nhint: let yourself write to it: `chmod u+w refs.bib`\n";
    assert!(outcome.stderr.contains(told), "{}", outcome.stderr);
    assert_eq!((outcome.status, desk.read("refs.bib").as_str()), (2, "mine"));
    assert!(desk.path("refs.html").is_file(), "the others are written");
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let library = LIBRARY.replace("refs.bib", "out/refs.bib");
    let desk = Desk::new().with("library.toml", library).with("a.md", TEXT).with("out/x", "");
    let folder = desk.path("out");
    fs_err::set_permissions(&folder, PermissionsExt::from_mode(0o555)).unwrap();
    // Who may write anywhere cannot be refused.
    if fs_err::write(folder.join("y"), "").is_ok() {
        return;
    }
    let outcome = desk.run(&["build"]);
    fs_err::set_permissions(&folder, PermissionsExt::from_mode(0o755)).unwrap();
    assert!(outcome.stderr.contains("error: cannot write `out/refs.bib`: permission denied\n"), "{}", outcome.stderr);
    assert_eq!(outcome.status, 2);
    assert!(desk.path("library.lock").is_file(), "the others are written");
}
