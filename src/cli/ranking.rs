//! How a ranking is printed: lines for people, CSV for spreadsheets, JSON for programs, HTML with a chart to show around.
//!
//! Titles and words are whatever somebody wrote, so each format keeps them from being more than text.

use std::collections::{BTreeMap, BTreeSet};
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

/// Periods by which texts are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Period {
    /// `2021`
    Year,
    /// `2021-05`
    Month,
}

impl Period {
    /// How many letters of a month tell it.
    fn letters(self) -> usize {
        match self {
            Self::Year => 4,
            Self::Month => 7,
        }
    }
}

#[derive(Serialize)]
struct Row<'r> {
    rank: usize,
    title: &'r str,
    author: &'r str,
    texts: u64,
    mentions: u64,
    /// Texts by period, where they are wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    periods: Option<BTreeMap<&'r str, u64>>,
    examples: &'r [crate::rank::Example],
}

/// The ranking in this format, with how often each work was cited in each period if that is wanted.
pub fn print(works: &[Ranked], format: Format, by: Option<Period>) -> String {
    let rows: Vec<Row<'_>> = works.iter().enumerate().map(|(at, work)| row(at + 1, work, by)).collect();
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

fn row(rank: usize, work: &Ranked, by: Option<Period>) -> Row<'_> {
    let tally = &work.tally;
    let (title, author) = (tally.title(), tally.author());
    let periods = by.map(|by| tally.by_period(by.letters()));
    Row { rank, title, author, texts: tally.texts, mentions: tally.mentions, periods, examples: &tally.examples }
}

/// Every period in which any of them was cited, in their order.
fn periods<'r>(rows: &[Row<'r>]) -> BTreeSet<&'r str> {
    rows.iter().flat_map(|row| row.periods.iter().flat_map(|periods| periods.keys().copied())).collect()
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
    let periods = row.periods.iter().flatten().map(|(period, texts)| format!("{period}: {texts}"));
    let periods = periods.collect::<Vec<_>>().join(", ");
    let periods = if periods.is_empty() { periods } else { format!("{:16}{periods}\n", "") };
    format!("{:>4}.  {:>7}  {}\n{periods}", row.rank, row.texts, named(row))
}

fn csv(rows: &[Row<'_>]) -> String {
    let all = periods(rows);
    let headings: String = all.iter().map(|period| format!(",{}", cell(period))).collect();
    let mut out = format!("rank,title,author,texts,mentions,example_source,example{headings}\r\n");
    for row in rows {
        let texts_in =
            |period: &&str| row.periods.as_ref().and_then(|periods| periods.get(period)).copied().unwrap_or(0);
        let counts: String = all.iter().map(|period| format!(",{}", texts_in(period))).collect();
        let example = row.examples.first();
        let (source, text) = example.map_or(("", ""), |example| (&example.source, &example.text));
        let cells = [row.title, row.author, source, text].map(cell);
        let [title, author, source, text] = &cells;
        let (rank, texts, mentions) = (row.rank, row.texts, row.mentions);
        let _ = write!(out, "{rank},{title},{author},{texts},{mentions},{source},{text}{counts}\r\n");
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
    let all = periods(rows);
    out.push_str("</svg>\n<ol>\n");
    for row in rows {
        let _ = write!(out, "<li>{}: {}{}", escaped(&named(row)), counted(row), small_bars(row, &all));
        for example in row.examples {
            let _ = write!(out, "<br><small>{}: <q>{}</q></small>", escaped(&example.source), escaped(&example.text));
        }
        out.push_str("</li>\n");
    }
    out + "</ol>\n</html>\n"
}

/// A bar for each period, as a picture in the line; nothing where no periods are wanted.
fn small_bars(row: &Row<'_>, all: &BTreeSet<&str>) -> String {
    let Some(periods) = row.periods.as_ref().filter(|_| !all.is_empty()) else { return String::new() };
    let most = periods.values().copied().max().unwrap_or(1) as f64;
    let width = all.len() * 6;
    let mut out = format!(" <svg width=\"{width}\" height=\"16\" role=\"img\" aria-label=\"Texts by period\">");
    for (at, period) in all.iter().enumerate() {
        let texts = periods.get(period).copied().unwrap_or(0);
        let height = texts as f64 / most * 16.0;
        let (x, y) = (at * 6, 16.0 - height);
        let _ = write!(
            out,
            "<rect x=\"{x}\" y=\"{y:.1}\" width=\"5\" height=\"{height:.1}\"><title>{}: {texts}</title></rect>",
            escaped(period)
        );
    }
    out + "</svg>"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
