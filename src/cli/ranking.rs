//! How a ranking is printed: lines for people, CSV for spreadsheets, JSON for programs, HTML with a chart to show around.
//!
//! Titles and words are whatever somebody wrote, so each format keeps them from being more than text.

use std::fmt::Write;

use serde::Serialize;

use super::words::Count;
use crate::rank::Ranked;

/// How to print a ranking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For spreadsheets.
    Csv,
    /// For programs.
    Json,
    /// One page with a bar chart.
    Html,
    /// JSON Lines of all that was counted, which `rank` reads again and adds up.
    Counts,
}

#[derive(Serialize)]
struct Row<'r> {
    rank: usize,
    title: &'r str,
    author: &'r str,
    texts: u64,
    mentions: u64,
    examples: &'r [crate::rank::Example],
}

/// The ranking in this format.
pub fn print(works: &[Ranked], format: Format) -> String {
    let rows: Vec<Row<'_>> = works.iter().enumerate().map(|(at, work)| row(at + 1, work)).collect();
    match format {
        Format::Text => rows.iter().map(line).collect(),
        Format::Csv => csv(&rows),
        Format::Json => serde_json::to_string_pretty(&rows).unwrap_or_default() + "\n",
        Format::Html => html(&rows),
        Format::Counts => works.iter().map(counts_line).collect(),
    }
}

/// All that was counted of a work, for `rank` to read again.
pub fn counts_line(work: &Ranked) -> String {
    serde_json::to_string(work).unwrap_or_default() + "\n"
}

fn row(rank: usize, work: &Ranked) -> Row<'_> {
    let tally = &work.tally;
    let (title, author) = (tally.title(), tally.author());
    Row { rank, title, author, texts: tally.texts, mentions: tally.mentions, examples: &tally.examples }
}

/// `Thomas S. Kuhn, The Structure of Scientific Revolutions`.
fn named(row: &Row<'_>) -> String {
    if row.author.is_empty() { row.title.to_owned() } else { format!("{}, {}", row.author, row.title) }
}

fn counted(row: &Row<'_>) -> String {
    let number = |n: u64, noun| Count::of(usize::try_from(n).unwrap_or(usize::MAX), noun);
    format!("{} in {}", number(row.mentions, "mention"), number(row.texts, "text"))
}

fn line(row: &Row<'_>) -> String {
    format!("{:>4}.  {:>7}  {}\n", row.rank, row.texts, named(row))
}

fn csv(rows: &[Row<'_>]) -> String {
    let mut out = "rank,title,author,texts,mentions,example_source,example\r\n".to_owned();
    for row in rows {
        let example = row.examples.first();
        let (source, text) = example.map_or(("", ""), |example| (&example.source, &example.text));
        let cells = [row.title, row.author, source, text].map(cell);
        let [title, author, source, text] = &cells;
        let (rank, texts, mentions) = (row.rank, row.texts, row.mentions);
        let _ = write!(out, "{rank},{title},{author},{texts},{mentions},{source},{text}\r\n");
    }
    out
}

/// A cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// The longest bar, and the room for one, in pixels.
const WIDEST: f64 = 400.0;
const HEIGHT: usize = 24;

fn html(rows: &[Row<'_>]) -> String {
    let most = rows.iter().map(|row| row.texts).max().unwrap_or(1).max(1);
    let height = rows.len() * HEIGHT;
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Most cited works</title>\n\
         <style>body{{font-family:sans-serif;margin:2em}}text{{font-size:13px}}rect{{fill:#4a7ab5}}</style>\n\
         <h1>Most cited works</h1>\n<svg width=\"1000\" height=\"{height}\" viewBox=\"0 0 1000 {height}\" role=\"img\" \
         aria-label=\"Works by the number of texts that cite them\">\n"
    );
    for (at, row) in rows.iter().enumerate() {
        let (y, width) = (at * HEIGHT, row.texts as f64 / most as f64 * WIDEST);
        let (name, counts) = (escaped(&named(row)), counted(row));
        let _ = writeln!(
            out,
            "<g><title>{name}: {counts}</title><rect x=\"0\" y=\"{}\" width=\"{width:.1}\" height=\"16\"/>\
             <text x=\"{:.1}\" y=\"{}\">{} · {name}</text></g>",
            y + 4,
            width + 8.0,
            y + 16,
            row.texts
        );
    }
    out.push_str("</svg>\n<ol>\n");
    for row in rows {
        let _ = write!(out, "<li>{}: {}", escaped(&named(row)), counted(row));
        for example in row.examples {
            let _ = write!(out, "<br><small>{}: <q>{}</q></small>", escaped(&example.source), escaped(&example.text));
        }
        out.push_str("</li>\n");
    }
    out + "</ol>\n</html>\n"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
