//! `styles`: the citation styles that can be asked for.

use serde::Serialize;

use super::selection::Layout;
use super::terminal::{Line, Tone};
use super::{Error, Exit, Report, Settings, Terminal, shelf};
use crate::bibliography::styles;

/// List the citation styles
///
/// The names that `--style` and library.toml understand, beside the style's title. With WORDS, only the styles in whose
/// name or title each of them occurs.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Words to look for
    #[arg(value_name = "WORDS")]
    pub words: Vec<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Layout,
}

const EXAMPLES: &str = "Examples:
  reading-list styles chicago";

#[derive(Serialize)]
struct Style {
    name: &'static str,
    title: &'static str,
}

/// Lists.
pub fn run(args: Args, _: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let words: Vec<String> = args.words.iter().map(|word| word.to_lowercase()).collect();
    let fits = |name: &str, title: &str| {
        let text = format!("{name} {title}").to_lowercase();
        words.iter().all(|word| text.contains(word.as_str()))
    };
    let chosen: Vec<_> = styles().into_iter().filter(|(name, title)| fits(name, title)).collect();
    if chosen.is_empty() {
        let report = Report::error(format!("no style has `{}` in its name or title", args.words.join(" ")));
        terminal.report(&report.hint("`reading-list styles` lists them all"))?;
    }
    match args.format {
        Layout::Json => {
            let all: Vec<_> = chosen.iter().map(|&(name, title)| Style { name, title }).collect();
            shelf::print_json(&all, terminal)?;
        }
        Layout::Text => {
            let width = chosen.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
            for (name, title) in &chosen {
                let line = Line::new().piece(Tone::Heading, format!("{name:<width$}"));
                terminal.say(&line.plain(format!("  {title}")))?;
            }
        }
    }
    Ok(if chosen.is_empty() { Exit::Unmet } else { Exit::Done })
}
