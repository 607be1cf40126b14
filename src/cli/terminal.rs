//! The only place that prints.
//!
//! Data goes to standard output, talk to standard error. Text from documents and catalogs is hostile: whatever a
//! person will look at goes through [`clean`], so that no title can move the cursor or turn words around. Data for
//! programs (`write`) is left alone. What to say is decided elsewhere; words for errors are `report`'s.

use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressStyle};

use super::report::{Level, Report};

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Even into a file or pipe.
    Always,
    /// Not at all.
    Never,
}

impl Color {
    /// Whether this stream gets colour.
    fn applies_to(self, stream: &impl RawStream) -> bool {
        match self {
            Self::Auto => AutoStream::choice(stream) != ColorChoice::Never,
            Self::Always => true,
            Self::Never => false,
        }
    }
}

/// What a piece of a line is, from which follows how it looks. Nothing is said by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Plain words.
    Plain,
    /// A book's title.
    Title,
    /// A heading: the name of a source, a key.
    Heading,
    /// Of less interest.
    Faint,
    /// All is well.
    Good,
    /// Look here.
    Warning,
    /// This failed.
    Error,
    /// What to try.
    Hint,
}

impl Tone {
    fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Title => Style::new().italic(),
            Self::Heading => Style::new().bold(),
            Self::Faint => Style::new().dimmed(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Warning => AnsiColor::Yellow.on_default().bold(),
            Self::Error => AnsiColor::Red.on_default().bold(),
            Self::Hint => AnsiColor::Cyan.on_default(),
        }
    }
}

/// A line for people, in pieces; each piece is cleaned as it is added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line(Vec<(Tone, String)>);

impl Line {
    /// An empty line.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds plain words.
    pub fn plain(self, text: impl AsRef<str>) -> Self {
        self.piece(Tone::Plain, text)
    }

    /// Adds words in a tone.
    pub fn piece(mut self, tone: Tone, text: impl AsRef<str>) -> Self {
        self.0.push((tone, clean(text.as_ref()).into_owned()));
        self
    }

    fn write_to(&self, stream: &mut Stream) -> io::Result<()> {
        for (tone, text) in &self.0 {
            let style = if stream.coloured { tone.style() } else { Style::new() };
            write!(stream.out, "{style}{text}{style:#}")?;
        }
        writeln!(stream.out)
    }
}

impl std::fmt::Display for Line {
    /// The words without their tones.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|(_, text)| f.write_str(text))
    }
}

struct Stream {
    out: Box<dyn Write>,
    coloured: bool,
}

/// The one line that moves, where standard error is a terminal: what is being done just now. Whatever is printed takes its place.
static PROGRESS: LazyLock<ProgressBar> = LazyLock::new(|| {
    let bar = ProgressBar::new_spinner();
    bar.set_style(ProgressStyle::with_template("  {wide_msg}").unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar
});
static IS_MOVING: AtomicBool = AtomicBool::new(false);

/// Shows what is being done just now; may be called from any thread.
pub fn progress(text: &str) {
    if !IS_MOVING.swap(true, Ordering::Relaxed) {
        PROGRESS.reset();
    }
    PROGRESS.set_message(clean(text).into_owned());
    PROGRESS.tick();
}

/// Takes the moving line away.
fn end_progress() {
    if IS_MOVING.swap(false, Ordering::Relaxed) {
        PROGRESS.finish_and_clear();
    }
}

/// Standard output and standard error.
pub struct Terminal {
    data: Stream,
    talk: Stream,
    quiet: bool,
    shows_data: bool,
}

impl Terminal {
    /// The process's own streams.
    pub fn new(color: Color, quiet: bool) -> Self {
        let (out, err) = (io::stdout(), io::stderr());
        Self {
            quiet,
            shows_data: out.is_terminal(),
            data: Stream { coloured: color.applies_to(&out), out: Box::new(BufWriter::new(out)) },
            talk: Stream { coloured: color.applies_to(&err), out: Box::new(err) },
        }
    }

    /// Data for programs, byte for byte.
    pub fn write(&mut self, data: &[u8]) -> io::Result<()> {
        self.make_way();
        self.data.out.write_all(data)
    }

    /// Takes the moving line away where data would be printed over it. Into a file or pipe, it goes on.
    fn make_way(&self) {
        if self.shows_data {
            end_progress();
        }
    }

    /// Text of many lines: as it is into a file or pipe, cleaned for a terminal.
    pub fn write_text(&mut self, text: &str) -> io::Result<()> {
        if !self.shows_data {
            return self.write(text.as_bytes());
        }
        for line in text.split_inclusive('\n') {
            let (body, end) = line.strip_suffix('\n').map_or((line, ""), |body| (body, "\n"));
            self.write(clean(body).as_bytes())?;
            self.write(end.as_bytes())?;
        }
        Ok(())
    }

    /// The same where the text goes into a file or pipe in an encoding of its own.
    pub fn write_encoded(&mut self, text: &str, bytes: &[u8]) -> io::Result<()> {
        if self.shows_data { self.write_text(text) } else { self.write(bytes) }
    }

    /// A line of data for people.
    pub fn say(&mut self, line: &Line) -> io::Result<()> {
        self.make_way();
        line.write_to(&mut self.data)
    }

    /// A line of talk; nothing under `--quiet`.
    pub fn tell(&mut self, line: &Line) -> io::Result<()> {
        if self.quiet {
            return Ok(());
        }
        end_progress();
        self.data.out.flush()?;
        line.write_to(&mut self.talk)
    }

    /// An error, or (unless `--quiet`) a warning or note.
    pub fn report(&mut self, report: &Report) -> io::Result<()> {
        if self.quiet && report.level != Level::Error {
            return Ok(());
        }
        end_progress();
        // Data that cannot be written any more must not keep the error from being told.
        let flushed = self.data.out.flush();
        report.lines().iter().try_for_each(|line| line.write_to(&mut self.talk))?;
        flushed
    }

    /// Sends out the data so far, for whoever waits for it; more is to come.
    pub fn send(&mut self) -> io::Result<()> {
        self.make_way();
        self.data.out.flush()
    }

    /// Sends out what is still held back; to be called before the end.
    pub fn flush(&mut self) -> io::Result<()> {
        end_progress();
        self.data.out.flush()?;
        self.talk.out.flush()
    }
}

/// Text that can do nothing to a terminal: white space becomes spaces, control characters and those that turn the
/// direction of writing become `�`.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let safe = |c: char| match c {
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => ' ',
        c if is_unsafe(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    Cow::Owned(text.chars().map(safe).collect())
}

fn is_unsafe(c: char) -> bool {
    let turns_direction = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || turns_direction || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
pub(super) mod capture {
    //! A terminal that remembers what was printed.

    use std::cell::RefCell;
    use std::io::{self, Write};
    use std::rc::Rc;

    use super::{Stream, Terminal};

    /// What one stream has been given.
    #[derive(Clone, Default)]
    pub struct Captured(Rc<RefCell<Vec<u8>>>);

    impl Captured {
        pub fn text(&self) -> String {
            String::from_utf8(self.0.borrow().clone()).unwrap()
        }
    }

    impl Write for Captured {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A terminal with its data and its talk; `shows_data` as if a person looked at it.
    pub fn terminal(quiet: bool, shows_data: bool) -> (Terminal, Captured, Captured) {
        let (data, talk) = (Captured::default(), Captured::default());
        let stream = |captured: &Captured| Stream { out: Box::new(captured.clone()), coloured: false };
        (Terminal { data: stream(&data), talk: stream(&talk), quiet, shows_data }, data, talk)
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, Report, Tone, capture, clean};

    #[test]
    fn quiet_keeps_back_all_but_errors() {
        for (quiet, expected) in [(true, "error: c\n"), (false, "a\nwarning: b\nerror: c\n")] {
            let (mut terminal, _, talk) = capture::terminal(quiet, false);
            terminal.tell(&Line::new().plain("a")).unwrap();
            terminal.report(&Report::warning("b")).unwrap();
            terminal.report(&Report::error("c")).unwrap();
            assert_eq!(talk.text(), expected);
        }
    }

    #[test]
    fn text_is_cleaned_for_eyes_only() {
        for (eyes, expected) in [(true, "a\n\u{fffd}[1m\n\n"), (false, "a\n\u{1b}[1m\n\n")] {
            let (mut terminal, data, _) = capture::terminal(false, eyes);
            terminal.write_text("a\n\u{1b}[1m\n\n").unwrap();
            assert_eq!(data.text(), expected);
        }
    }

    #[test]
    fn hostile_text_is_made_harmless() {
        assert_eq!(clean("On War"), "On War");
        assert_eq!(clean("On\tWar\r\n"), "On War  ");
        assert_eq!(clean("\u{1b}[31mred"), "\u{fffd}[31mred");
        assert_eq!(clean("\u{9b}2J\u{202e}x"), "\u{fffd}2J\u{fffd}x");
    }

    #[test]
    fn lines_are_styled_in_pieces() {
        let line = Line::new().plain("1 ").piece(Tone::Title, "On \u{7}War");
        assert_eq!(line.to_string(), "1 On \u{fffd}War");
        assert_eq!(line.0.last(), Some(&(Tone::Title, "On \u{fffd}War".to_owned())));
        assert_eq!(Tone::Title.style(), anstyle::Style::new().italic());
        assert_eq!(Tone::Plain.style().render().to_string(), "");
    }
}
