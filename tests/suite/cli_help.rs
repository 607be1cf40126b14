//! Help, completions, manual pages: what explains the program.

use crate::desk::Desk;

/// Every command, as the program's own help lists them.
fn commands(desk: &Desk) -> Vec<(String, String)> {
    let help = desk.run(&["--help"]).stdout;
    let list = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a list of commands");
    let pair =
        |line: &str| line.trim().split_once("  ").map(|(name, about)| (name.to_owned(), about.trim().to_owned()));
    list.lines().filter_map(pair).collect()
}

#[test]
fn first_lines_are_short_and_each_command_has_help_with_an_example() {
    let desk = Desk::new();
    let commands = commands(&desk);
    assert!(commands.len() >= 3, "{commands:?}");
    for (name, about) in commands.iter().filter(|(name, _)| name != "help") {
        assert!((10..70).contains(&about.chars().count()), "{name}: {about}");
        let help = desk.run(&[name, "--help"]);
        assert_eq!((help.status, help.stderr.as_str()), (0, ""), "{name}");
        assert!(help.stdout.starts_with(about.as_str()), "{name}");
        assert!(help.stdout.contains(&format!("  reading-list {name}")), "{name} has no example");
    }
}

#[test]
fn without_arguments_it_prints_its_help() {
    let desk = Desk::new();
    let bare = desk.run(&[]);
    assert_eq!(bare, desk.run(&["-h"]));
    assert_eq!(bare.status, 0);
    assert!(bare.stdout.contains("Usage: reading-list [OPTIONS] [COMMAND]"), "{}", bare.stdout);
}

#[test]
fn every_shell_gets_completions() {
    let desk = Desk::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let outcome = desk.run(&["completions", shell]);
        assert_eq!((outcome.status, outcome.stderr.as_str()), (0, ""), "{shell}");
        assert!(outcome.stdout.contains("reading-list") && outcome.stdout.contains("completions"), "{shell}");
    }
}

#[test]
fn manual_pages_are_written() {
    let desk = Desk::new();
    let page = desk.run(&["man"]);
    assert_eq!((page.status, page.stderr.as_str()), (0, ""));
    for part in [".TH reading-list 1", ".SH SYNOPSIS", ".SH SUBCOMMANDS", "reading\\-list\\-completions(1)"] {
        assert!(page.stdout.contains(part), "{part} is missing:\n{}", page.stdout);
    }
    for (name, _) in commands(&desk).iter().filter(|(name, _)| name != "help") {
        let page = desk.run(&["man", name]);
        assert!(page.stdout.contains(&format!(".TH reading-list-{name} 1")), "{}", page.stdout);
    }
}

#[test]
fn a_mistyped_command_name_is_understood() {
    let outcome = Desk::new().run(&["man", "compeltions"]);
    assert_eq!(outcome.stderr, "error: there is no command `compeltions`\nhint: did you mean `completions`?\n");
    assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""));
}
