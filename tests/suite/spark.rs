//! The job of `integrations/spark` under a real Spark, beside one process on the same posts.
//!
//! `READING_LIST_SPARK` names a python that has pyspark, pandas and pyarrow; Java stands on the path. Without it this is passed over.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::desk::{Desk, Outcome};

/// Two executors, each a Java process with its own workers.
const TWO_EXECUTORS: &str = "local-cluster[2,1,512]";
/// Two workers of one Java process.
const ONE_EXECUTOR: &str = "local[2,4]";

/// Small and silent; and for a minute's work, the quick compiler of Java is the better one.
const OPTIONS: &[&str] = &[
    "spark.ui.enabled=false",
    "spark.ui.showConsoleProgress=false",
    "spark.executor.memory=512m",
    "spark.sql.shuffle.partitions=4",
    "spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1",
    "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1",
];

#[expect(clippy::print_stderr, reason = "a test that is passed over should say why")]
fn python() -> Option<PathBuf> {
    let python = std::env::var_os("READING_LIST_SPARK").map(PathBuf::from);
    if python.is_none() {
        eprintln!("passed over: READING_LIST_SPARK names no python with pyspark");
    }
    python
}

/// Books as people name them: most alike, some by a surname, some under half their title.
const NAMED: &[&str] = &[
    "*Silent Spring* by Rachel Carson",
    "Carson's book *Silent Spring*",
    "*On War* by Carl von Clausewitz",
    "*The Structure of Scientific Revolutions* by Thomas S. Kuhn (1962)",
    "*The Structure of Scientific Revolutions* by Kuhn",
    "*The Lantern Keepers of Zvorn* by Ilka Brandt",
    "*The Lantern Keepers of Zvorn: A History*",
    "*Emma*",
    "*Emma* by Jane Austen",
    "\"Middlemarch\" by George Eliot",
];
const SAID: &[&str] = &[
    "Last winter I finally read {}, and it was slow going until the third chapter.",
    "If you only have one weekend, take {} with you.",
    "My neighbour swears by {} and lends it to everybody.",
    "The weather has been dreadful here, and nobody came to the market.",
    "Somebody asked for a place to start; I would say {}, then {}.",
];

/// The words of a post; another seed gives others.
fn post(seed: usize) -> String {
    let mut dice = seed.wrapping_mul(2_654_435_761);
    let mut pick = |n: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % n
    };
    let mut text = SAID[pick(SAID.len())].to_owned();
    while text.contains("{}") {
        text = text.replacen("{}", NAMED[pick(NAMED.len())], 1);
    }
    text
}

/// A program that notes which generation it was asked for, and does first what stands in `before`.
fn watched(desk: &Desk, before: &str) {
    use std::os::unix::fs::PermissionsExt;
    let (program, desk_path) = (env!("CARGO_BIN_EXE_reading-list"), desk.path("").display().to_string());
    let script = format!(
        "#!/bin/sh\ncd '{desk_path}'\necho \"$1 $READING_LIST_CATALOG_GENERATION\" >> asked\n{before}\nexec '{program}' \"$@\"\n"
    );
    fs_err::write(desk.path("watched"), script).unwrap();
    fs_err::set_permissions(desk.path("watched"), std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Runs the job at a desk; it must have ended after five minutes.
fn job(python: &Path, desk: &Desk, master: &str, generation: Option<&str>, arguments: &[&str]) -> Outcome {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("integrations/spark/reading_list_spark.py");
    let mut command = Command::new("timeout");
    command.arg("300").arg(python).arg(script).args(["--binary", "./watched"]).args(arguments);
    command.current_dir(desk.path(""));
    for (name, value) in desk.command(&[]).get_envs().filter_map(|(name, value)| Some((name, value?))) {
        command.env(name, value);
    }
    command.env("PYSPARK_PYTHON", python).env("SPARK_LOCAL_IP", "127.0.0.1");
    // What a killed process leaves goes with the desk.
    let temporary = desk.path("tmp");
    fs_err::create_dir(&temporary).unwrap();
    command.env("TMPDIR", &temporary).env("SPARK_LOCAL_DIRS", &temporary);
    command.env("JAVA_TOOL_OPTIONS", format!("-Djava.io.tmpdir={}", temporary.display()));
    let options: String = OPTIONS.iter().map(|option| format!("--conf {option} ")).collect();
    command.env("PYSPARK_SUBMIT_ARGS", format!("--master {master} --driver-memory 512m {options} pyspark-shell"));
    if let Some(generation) = generation {
        command.env("READING_LIST_CATALOG_GENERATION", generation);
    }
    desk.outcome(command.output().unwrap())
}

/// What one process makes of the same posts.
fn alone(desk: &Desk, generation: Option<&str>, arguments: &[&str]) -> String {
    let mut detect = desk.command(&[&["detect", "--format=jsonl", "--input=jsonl"], arguments].concat());
    let mut rank = desk.command(&["rank", "--format=json", "books.jsonl"]);
    if let Some(generation) = generation {
        detect.env("READING_LIST_CATALOG_GENERATION", generation);
        rank.env("READING_LIST_CATALOG_GENERATION", generation);
    }
    fs_err::write(desk.path("books.jsonl"), detect.output().unwrap().stdout).unwrap();
    desk.outcome(rank.output().unwrap()).stdout
}

/// Imports a catalog of one book; the name of the generation.
fn generation(desk: &Desk, title: &str, author: &str) -> String {
    desk.write("ours.csv", &format!("title,author,year\n{title},{author},1950\n"));
    assert_eq!(desk.run(&["catalog", "import", "ours.csv"]).status, 0);
    let status: Value = serde_json::from_str(&desk.run(&["catalog", "status", "--format=json"]).stdout).unwrap();
    status[0]["generation"].as_str().unwrap().to_owned()
}

/// Kills the Java process above the first `detect` that has read something.
const KILL_THE_EXECUTOR: &str = r#"
if [ "$1" = detect ] && mkdir killed 2>/dev/null; then
    head -c 5000 > /dev/null
    pid=$PPID
    while [ "$(cat /proc/$pid/comm)" != java ]; do pid=$(sed -n 's/^PPid:[^0-9]*//p' /proc/$pid/status); done
    echo $pid > killed/pid
    kill -9 $pid
    exit 1
fi"#;

/// Posts as lines, in the fields of some forum.
fn posts(numbers: std::ops::Range<usize>) -> String {
    let text = |n: usize| match n % 7 {
        0 => "We were all so glad of The Copper Orchard that winter.".to_owned(),
        _ => post(n),
    };
    let line = |n: usize| json!({"name": format!("p{n}"), "title": SAID[n % 4].replace("{}", "it"), "body": text(n)});
    numbers.map(|n| format!("{}\n", line(n))).collect()
}

fn packed(text: &str) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

const FIELDS: [&str; 3] = ["--text-field=title", "--text-field=body", "--id-field=name"];

#[test]
fn two_executors_one_of_them_killed_count_as_one_process_does() {
    let Some(python) = python() else { return };
    let desk = Desk::new()
        .with("posts/1.jsonl", posts(0..700))
        .with("posts/2.jsonl", posts(700..1400) + "oops\n\n{\"name\": 1}\n")
        .with("posts/3.jsonl", posts(1400..2100))
        .with("posts/4.jsonl.gz", packed(&posts(2100..2800)));
    let pinned = generation(&desk, "The Copper Orchard", "Ann Roe");
    generation(&desk, "The Silver Meadow", "Ann Roe");
    watched(&desk, KILL_THE_EXECUTOR);
    let here = [&FIELDS[..], &["posts/*"]].concat();
    let expected = alone(&desk, Some(&pinned), &here);
    assert!(expected.contains("Copper Orchard") && !alone(&desk, None, &here).contains("Copper Orchard"));
    let outcome = job(&python, &desk, TWO_EXECUTORS, Some(&pinned), &[&FIELDS[..], &["posts", "out"]].concat());
    assert_eq!(outcome.status, 1, "some lines are bad: {}", outcome.stderr);
    assert!(outcome.stdout == expected, "{}\ninstead of\n{expected}", outcome.stdout);
    for told in ["a line is skipped: it is not a JSON object", "read       2,800 posts", "2 of 2,802 lines skipped"] {
        assert!(outcome.stderr.contains(told), "{told}: {}", outcome.stderr);
    }
    assert!(desk.path("killed/pid").is_file(), "an executor was killed");
    let asked = desk.read("asked");
    let asked: BTreeSet<&str> = asked.lines().collect();
    let expected = ["catalog", "detect", "rank"].map(|command| format!("{command} {pinned}"));
    assert_eq!(asked, expected.iter().map(String::as_str).collect());
}

#[test]
fn parquet_is_counted_like_the_lines_it_was_made_of() {
    const TO_PARQUET: &str = "import sys, pyarrow.json as j, pyarrow.parquet as p\n\
        p.write_table(j.read_json(sys.argv[1]), sys.argv[2], row_group_size=200)";
    let Some(python) = python() else { return };
    let desk = Desk::new().with("posts.jsonl", posts(0..1500));
    let mut convert = Command::new(&python);
    convert.args(["-c", TO_PARQUET, "posts.jsonl", "posts.parquet"]).current_dir(desk.path(""));
    assert!(convert.status().unwrap().success());
    watched(&desk, "");
    let arguments = [&FIELDS[..], &["posts.parquet", "out", "--partitions=3"]].concat();
    let outcome = job(&python, &desk, ONE_EXECUTOR, None, &arguments);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    assert_eq!(outcome.stdout, alone(&desk, None, &[&FIELDS[..], &["posts.jsonl"]].concat()));
}

/// Leaves only the first to ask, which is the driver, where the catalog is.
const A_WORKER_WITHOUT_IT: &str = "mkdir driver 2>/dev/null || export XDG_DATA_HOME=/nowhere";

#[test]
fn a_worker_without_the_catalog_is_refused() {
    let Some(python) = python() else { return };
    let desk = Desk::new().with("posts.jsonl", posts(0..10));
    let pinned = generation(&desk, "The Copper Orchard", "Ann Roe");
    watched(&desk, A_WORKER_WITHOUT_IT);
    let outcome = job(&python, &desk, "local[1]", None, &[&FIELDS[..], &["posts.jsonl", "out"]].concat());
    assert_eq!((outcome.status, outcome.stdout.as_str()), (2, ""), "{}", outcome.stderr);
    let told = format!("error: there is no generation `{pinned}` of the local catalog\nhint: ");
    assert!(outcome.stderr.contains(&told), "{}", outcome.stderr);
}
