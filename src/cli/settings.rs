//! Flags and environment, read once.
//!
//! Nothing below the commands looks at a flag or a variable; what applies to every command is settled here.

use std::ffi::OsString;
use std::path::PathBuf;

use super::terminal::Color;

/// The variable that names the library when no flag does.
pub const LIBRARY_VARIABLE: &str = "READING_LIST_LIBRARY";

/// The variable that keeps every command from the network.
pub const OFFLINE_VARIABLE: &str = "READING_LIST_OFFLINE";

/// Flags that every command understands.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct GlobalArgs {
    /// The library: a folder or its library.toml [env: READING_LIST_LIBRARY]
    ///
    /// Without it, the library.toml of the working directory or of the nearest folder above it is used.
    #[arg(long, global = true, value_name = "PATH", help_heading = "Global options")]
    pub library: Option<PathBuf>,
    /// Ask no catalog on the network [env: READING_LIST_OFFLINE]
    #[arg(long, global = true, help_heading = "Global options")]
    pub offline: bool,
    /// Ask catalogs again, also for what was answered before
    ///
    /// Neither library.lock nor the kept answers count; what does not answer now keeps what was known of it, and keys stay.
    #[arg(long, global = true, conflicts_with = "offline", help_heading = "Global options")]
    pub refresh: bool,
    /// Print no notes or warnings, only data and errors
    #[arg(long, short, global = true, help_heading = "Global options")]
    pub quiet: bool,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN", help_heading = "Global options")]
    pub color: Color,
}

/// What applies to a whole run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The library asked for; `None` means the nearest.
    pub library: Option<PathBuf>,
    /// Whether to ask nobody on the network.
    pub offline: bool,
    /// Whether to ask again what was answered before.
    pub refresh: bool,
    /// Whether to keep notes and warnings back.
    pub quiet: bool,
    /// When to use colour.
    pub color: Color,
}

impl Settings {
    /// From flags, and from the environment where they are silent; an empty variable is an unset one.
    pub fn new(flags: GlobalArgs, variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let named = || variable(LIBRARY_VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
        let offline = flags.offline || variable(OFFLINE_VARIABLE).is_some_and(|value| !value.is_empty());
        let GlobalArgs { library, refresh, quiet, color, .. } = flags;
        Self { library: library.or_else(named), offline, refresh, quiet, color }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{GlobalArgs, Settings};

    #[track_caller]
    fn library(flag: Option<&str>, variable: Option<&str>, expected: Option<&str>) {
        let flags = GlobalArgs { library: flag.map(PathBuf::from), ..GlobalArgs::default() };
        let settings =
            Settings::new(flags, |name| (name == "READING_LIST_LIBRARY").then_some(variable).flatten().map(Into::into));
        assert_eq!(settings.library, expected.map(PathBuf::from));
    }

    #[test]
    fn flags_win_over_variables() {
        library(None, None, None);
        library(None, Some(""), None);
        library(None, Some("shelf"), Some("shelf"));
        library(Some("here"), Some("shelf"), Some("here"));
    }

    #[test]
    fn a_flag_or_a_variable_keeps_it_from_the_network() {
        let offline = |flag, variable: Option<&str>| {
            let flags = GlobalArgs { offline: flag, ..GlobalArgs::default() };
            Settings::new(flags, |name| (name == "READING_LIST_OFFLINE").then_some(variable?.into())).offline
        };
        assert!(offline(true, None) && offline(false, Some("1")));
        assert!(!offline(false, None) && !offline(false, Some("")));
    }
}
