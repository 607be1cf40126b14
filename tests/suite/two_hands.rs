//! A library in many hands: two programs at once, a program killed in the middle, and any order of changes.

use std::collections::BTreeSet;

use crate::desk::Desk;

const LIB: &str =
    "# Mine.\n[library]\nsources = [\"*.md\"]\ncatalogs = [\"starter\"]\n\n[[output]]\npath = \"refs.bib\"\n";

/// Numbers from a seed, the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}

#[test]
fn two_programs_at_once_lose_nothing() {
    const EACH: usize = 100;
    let desk = Desk::new().with("library.toml", LIB);
    std::thread::scope(|scope| {
        for hand in ["left", "right"] {
            let desk = &desk;
            scope.spawn(move || {
                for n in 0..EACH {
                    let title = format!("The {hand} book number {n}");
                    let outcome = desk.run(&["add", "--title", &title, "--key", &format!("{hand}{n}"), "--quiet"]);
                    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
                }
            });
        }
    });
    let text = desk.read("library.toml");
    assert!(text.starts_with(LIB));
    let headers: BTreeSet<&str> = text.lines().filter(|line| line.starts_with("[book.")).collect();
    assert_eq!(headers.len(), 2 * EACH);
    assert_eq!(desk.run(&["undo", "--list"]).stdout.lines().count(), 2 * EACH, "and all of it is in the journal");
    desk.tells(&["undo", "200", "--quiet"], 0, "", "");
    assert_eq!(desk.read("library.toml"), LIB);
}

#[cfg(unix)]
mod killed {
    use std::time::{Duration, Instant};

    use super::{Desk, Dice, LIB};

    const TEXT: &str = "*The Guns of August* by Barbara Tuchman, *Silent Spring* by Rachel Carson.\n";
    const BIB: &str = "@book{a1, title = {A}, author = {B, C}, year = 1999}\n@book{a2, title = {D}, author = {E, F}}\n";
    const FILES: [&str; 3] = ["library.toml", "library.lock", "refs.bib"];

    fn desk() -> Desk {
        Desk::new().with("library.toml", LIB).with("a.md", TEXT).with("in.bib", BIB)
    }

    fn state(desk: &Desk) -> [Option<Vec<u8>>; 3] {
        FILES.map(|file| std::fs::read(desk.path(file)).ok())
    }

    /// Each file as before or as after, and the library usable, wherever the program is killed.
    #[track_caller]
    fn killed_anywhere(arguments: &[&str], times: u64) {
        let whole = desk();
        let old = state(&whole);
        let begun = Instant::now();
        assert_eq!(whole.run(arguments).status, 0);
        let longest = begun.elapsed().as_micros() as u64;
        let new = state(&whole);
        assert_ne!(old, new);
        let mut dice = Dice(times);
        let mut untouched = 0;
        for _ in 0..times {
            let desk = desk();
            let mut child = desk
                .command(arguments)
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(Duration::from_micros(dice.roll(longest + longest / 4)));
            child.kill().unwrap();
            child.wait().unwrap();
            for (file, ((now, old), new)) in FILES.iter().zip(state(&desk).iter().zip(&old).zip(&new)) {
                assert!(now == old || now == new, "{file} is neither old nor new");
            }
            let is_done = state(&desk) == new;
            untouched += u64::from(state(&desk) == old);
            // What was begun can be done again, and taken back.
            let again = desk.run(arguments);
            assert!(matches!(again.status, 0..=2), "{}", again.stderr);
            if !is_done && arguments[0] != "add" {
                assert_eq!(again.status, 0, "{}", again.stderr);
            }
            assert_eq!(state(&desk), new);
            desk.tells(&["undo", "9", "--quiet"], 0, "", "");
            assert_eq!(state(&desk)[..2], old[..2]);
        }
        assert!(untouched > 0, "no run was killed in time");
    }

    #[test]
    fn a_killed_build_leaves_old_or_new() {
        killed_anywhere(&["build", "--quiet"], 50);
    }

    #[test]
    fn a_killed_add_leaves_old_or_new() {
        killed_anywhere(&["add", "--title", "On Seas", "--author", "Dan Cee", "--quiet"], 50);
    }

    #[test]
    fn a_killed_import_leaves_old_or_new() {
        killed_anywhere(&["import", "in.bib", "--quiet"], 50);
    }
}

#[test]
fn a_typo_mended_above_changes_no_line_of_the_lock() {
    let text = "# Boks\n\nHere are teh best.\n\n*The Guns of August* by Barbara Tuchman.\n\n*Silent Spring* by Rachel Carson.\n";
    let desk = Desk::new().with("library.toml", LIB).with("a.md", text);
    desk.tells(&["build", "--quiet"], 0, "", "");
    let lock = desk.read("library.lock");
    desk.write(
        "a.md",
        &text.replace("# Boks\n\nHere are teh best.", "# The best books\n\nHere, at some length, are the best ones.\n"),
    );
    desk.tells(&["build", "--quiet"], 0, "", "");
    assert_eq!(desk.read("library.lock"), lock);
    desk.write("a.md", &format!("{text}\n*The Structure of Scientific Revolutions* by Thomas S. Kuhn (1962).\n"));
    desk.tells(&["build", "--quiet"], 0, "", "");
    let longer = desk.read("library.lock");
    let at = longer.find("[[entry]]\nkey = \"kuhn1962\"").unwrap();
    let end = longer[at + 1..].find("[[entry]]").map_or(longer.len(), |next| at + 1 + next);
    assert_eq!([&longer[..at], &longer[end..]].concat(), lock, "only its own lines are new");
}

/// How many random histories are played: all of them in a release build, where a program starts in no time.
const HISTORIES: u64 = if cfg!(debug_assertions) { 40 } else { 1_000 };
/// How many steps each has at most, beside two.
const STEPS: u64 = 12;

const COMMENTED: &str = r#"# Mine, to the last byte.

[library]
# what is read
sources = ["*.md"]   # all of it
catalogs = ["starter"]

[[output]]
path = "refs.bib"

# The good ones.

# lent to Bo
[book.bee1999]   # first
# as on the cover
title = "On Bees"
authors = ["Bee, Ann"]   # my aunt
# half read
status = "paused"

[book."Cee:2001"]
title = 'Seas'
# the end
"#;

/// One history: a library on its own desk, and what it must remember.
struct History {
    desk: Desk,
    dice: Dice,
    /// Keys that must go on calling a book.
    names: BTreeSet<String>,
    done: Vec<String>,
}

impl History {
    fn new(seed: u64) -> Self {
        let text = "*The Guns of August* by Barbara Tuchman. *Silent Spring* by Rachel Carson.\n";
        let desk = Desk::new().with("library.toml", COMMENTED).with("a.md", text);
        let names = ["bee1999", "Cee:2001"].map(str::to_owned).into();
        Self { desk, dice: Dice(seed), names, done: Vec::new() }
    }

    fn any_name(&mut self) -> String {
        let at = self.dice.roll((self.names.len() as u64).max(1)) as usize;
        self.names.iter().nth(at).cloned().unwrap_or_else(|| "bee1999".to_owned())
    }

    /// One step; some fail with a reason, and then must change nothing.
    fn step(&mut self, n: u64) {
        let key = self.any_name();
        let new = format!("new{n}");
        let arguments: Vec<String> = match self.dice.roll(7) {
            0 => ["add", "--title", &format!("Book {n}"), "--key", &new].map(str::to_owned).into(),
            1 => ["edit", &key, &format!("note=number {n}"), "tags+=x"].map(str::to_owned).into(),
            2 => ["edit", &key, "status=", "tags="].map(str::to_owned).into(),
            3 => ["rename", &key, &new].map(str::to_owned).into(),
            4 => ["remove", &key].map(str::to_owned).into(),
            5 => ["undo"].map(str::to_owned).into(),
            _ => ["build"].map(str::to_owned).into(),
        };
        let before = (self.desk.read("library.toml"), self.names.clone());
        let borrowed: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let outcome = self.desk.run(&borrowed);
        self.done.push(format!("{arguments:?} -> {}", outcome.status));
        match (arguments[0].as_str(), outcome.status) {
            ("undo", _) => self.names = self.names_now(),
            (_, 2) => assert_eq!(self.desk.read("library.toml"), before.0, "{:#?}", self.done),
            ("add" | "rename", _) => {
                self.names.insert(new);
            }
            ("remove", _) => self.names = self.names_now(),
            _ => {}
        }
        self.check();
    }

    /// Every key and alias that library.toml has.
    fn names_now(&self) -> BTreeSet<String> {
        let manifest = reading_list::library::Manifest::parse(&self.desk.read("library.toml"), "library.toml").unwrap();
        let names = manifest.books.iter().flat_map(|book| book.aliases.iter().chain([&book.key]));
        names.map(ToString::to_string).collect()
    }

    /// Comments stand in their order, those of a removed book excepted, and every name calls a book.
    fn check(&self) {
        let text = self.desk.read("library.toml");
        let mut rest = text.as_str();
        for comment in ["# Mine, to the last byte.", "# what is read", "# all of it", "# The good ones.", "# the end"] {
            let at = rest.find(comment);
            assert!(at.is_some(), "{comment:?} is gone or moved in\n{text}\nafter {:#?}", self.done);
            rest = &rest[at.unwrap_or(0) + comment.len()..];
        }
        let now = self.names_now();
        if now.contains("bee1999") {
            assert!(
                text.contains("# lent to Bo\n[book.") && text.contains("# as on the cover\n"),
                "{text}\n{:#?}",
                self.done
            );
            // The second goes only with the field that it stands beside.
            let is_cleared = self.done.iter().any(|step| step.contains("status="));
            let half_read = text.contains("# half read") || is_cleared;
            assert!(text.contains("# my aunt") && half_read, "{text}\n{:#?}", self.done);
        }
        assert!(self.names.iter().all(|name| now.contains(name)), "{:?} of {now:?}\n{:#?}", self.names, self.done);
    }
}

/// Plays a history, takes all of it back, and says how many steps it had.
fn play(seed: u64) -> u64 {
    let mut history = History::new(seed);
    let length = 2 + history.dice.roll(STEPS);
    (0..length).for_each(|n| history.step(n));
    let outcome = history.desk.run(&["undo", "999"]);
    assert_eq!(outcome.status, 0, "{}{:#?}", outcome.stderr, history.done);
    assert_eq!(history.desk.read("library.toml"), COMMENTED, "{:#?}", history.done);
    assert!(!history.desk.path("library.lock").exists(), "{:#?}", history.done);
    length
}

#[test]
fn any_order_of_changes_can_be_taken_back() {
    let hands = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let steps: u64 = std::thread::scope(|scope| {
        let mine = |hand| scope.spawn(move || (hand..HISTORIES).step_by(hands as usize).map(play).sum::<u64>());
        let all: Vec<_> = (0..hands).map(mine).collect();
        all.into_iter().map(|hand| hand.join().unwrap()).sum()
    });
    assert!(steps >= 5 * HISTORIES, "only {steps} steps were taken");
}
