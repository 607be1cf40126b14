//! What holds for every command: exit status, colour, closed pipes.

use std::io::Read;
use std::process::Stdio;

use assert_cmd::assert::OutputAssertExt;

use crate::desk::Desk;

#[test]
fn a_wrong_flag_is_status_2_and_names_the_flag() {
    let desk = Desk::new();
    for arguments in [&["--colour", "never"][..], &["man", "--no-such-flag"], &["completions"], &["no-such-command"]] {
        let outcome = desk.run(arguments);
        assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(outcome.stderr.starts_with("error: "), "{}", outcome.stderr);
    }
    assert!(desk.run(&["man", "--no-such-flag"]).stderr.contains("'--no-such-flag'"));
}

#[test]
fn version_is_data() {
    let expected = format!("reading-list {}\n", env!("CARGO_PKG_VERSION"));
    Desk::new().command(&["--version"]).assert().success().stdout(expected).stderr("");
}

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    let desk = Desk::new();
    let mut command = desk.command(&["completions", "zsh"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!((child.wait().unwrap().code(), stderr.as_str()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_no_quiet_end() {
    let desk = Desk::new();
    let full = fs_err::OpenOptions::new().write(true).open("/dev/full").unwrap().into_file();
    let output =
        desk.command(&["man"]).stdout(full).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
    let outcome = desk.outcome(output);
    assert_eq!(outcome.status, 2);
    assert!(outcome.stderr.starts_with("error: cannot write the output: "), "{}", outcome.stderr);
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    let desk = Desk::new();
    let error = |color: &str| desk.run(&["man", "mna", "--color", color]).stderr;
    let plain = "error: there is no command `mna`\nhint: did you mean `man`?\n";
    assert_eq!(error("auto"), plain);
    assert_eq!(error("never"), plain);
    let coloured = error("always");
    assert!(coloured.contains("\u{1b}["), "{coloured:?}");
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
}
