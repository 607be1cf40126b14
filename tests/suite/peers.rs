//! What other programs make of our output: biber and pandoc read the sample's bibliography, where they are installed.

use std::process::{Command, Output};

use crate::readme::sample;

/// Runs another program, or says that it is not there.
#[expect(clippy::print_stderr, reason = "a test that is passed over should say why")]
fn run(command: &mut Command) -> Option<Output> {
    match command.output() {
        Ok(output) => Some(output),
        Err(error) => {
            eprintln!("passed over: {} cannot be run: {error}", command.get_program().display());
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
    let items: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(items.len(), keys);
    assert!(items.iter().all(|item| item["type"] == "book" && item["title"].is_string()));
    let kuhn = items.iter().find(|item| item["id"] == "kuhn1962").unwrap();
    assert_eq!(kuhn["author"][0]["family"], "Kuhn");
    assert_eq!(kuhn["issued"]["date-parts"][0][0], 1962);
}
