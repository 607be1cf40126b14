//! `edit`: fields of a book set, removed, or added to.

use std::str::FromStr;

use super::change::{edit, tell_next};
use super::{Error, Exit, Settings, Terminal, summary};
use crate::library::edit::{Editor, is_list, items, value};
use crate::model::CitationKey;
use crate::pipeline::PipelineError;

/// Change what library.toml says of a book
///
/// What is typed wins over what any catalog says, for good. `FIELD=VALUE` sets a field and `FIELD=` takes it out, so that the
/// catalog's word counts again. In lists (authors, tags, isbn), items are parted by `;`, `FIELD+=ITEM` adds one and
/// `FIELD-=ITEM` takes one out. A book that was only found gets a table of its own with the fields typed.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The entry's citation key
    pub key: CitationKey,
    /// What to change, by the names that fields have in library.toml
    #[arg(value_name = "FIELD=VALUE", required = true)]
    pub changes: Vec<Assignment>,
    /// Show what would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

const EXAMPLES: &str = "Examples:
  reading-list edit kuhn1962 year=1962 'authors=Kuhn, Thomas S.'
  reading-list edit kuhn1962 tags+=science isbn=9780226458083
  reading-list edit kuhn1962 note=";

/// One change of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    field: String,
    how: How,
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Set,
    Add,
    Take,
}

impl FromStr for Assignment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wanted = || format!("`{text}` is no change of a field (write `FIELD=VALUE`)");
        let (field, value) = text.split_once('=').ok_or_else(wanted)?;
        let (field, how) = match (field.strip_suffix('+'), field.strip_suffix('-')) {
            (Some(field), _) => (field, How::Add),
            (None, Some(field)) => (field, How::Take),
            (None, None) => (field, How::Set),
        };
        let field = field.trim().to_lowercase().replace('_', "-");
        if field.is_empty() {
            return Err(wanted());
        }
        if field == "key" {
            return Err("a key is changed by `reading-list rename KEY NEW`".to_owned());
        }
        if how != How::Set && value.trim().is_empty() {
            return Err(format!("`{text}` names no item"));
        }
        Ok(Self { field, how, text: value.trim().to_owned() })
    }
}

/// Edits.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let mut told = Vec::new();
    let edited = edit(settings, args.dry_run, terminal, |project, editor| {
        let key = project.key_of(&project.shelf(), &args.key)?;
        for change in &args.changes {
            told.push(apply(change, &key, editor)?);
        }
        let mut fields: Vec<&str> = args.changes.iter().map(|change| change.field.as_str()).collect();
        fields.dedup();
        Ok(Some(format!("edit {key} {}", fields.join(" "))))
    })?;
    told.iter().try_for_each(|what| terminal.tell(&summary::line("edited", what)))?;
    tell_next(edited, terminal)?;
    Ok(Exit::Done)
}

/// Makes one change, and says what it was.
fn apply(change: &Assignment, key: &CitationKey, editor: &mut Editor) -> Result<String, PipelineError> {
    let Assignment { field, how, text } = change;
    if *how != How::Set {
        value(field, text)?;
        if !is_list(field) {
            return Err(PipelineError::NotAList { field: field.clone() });
        }
        let typed: Vec<&str> = items(text).collect();
        if *how == How::Take {
            let all = editor.has_book(key) && editor.take_items(key, field, &typed)?;
            return Ok(if all {
                format!("{key}: {field} without {text}")
            } else {
                format!("{key}: {field} had no {text}")
            });
        }
        editor.add_items(key, field, &typed)?;
        return Ok(format!("{key}: {field} with {text}"));
    }
    if text.is_empty() {
        let is_removed = editor.remove_field(key, field)?;
        return Ok(if is_removed { format!("{key}: no {field}") } else { format!("{key}: had no {field}") });
    }
    let new = value(field, text)?;
    let told = format!("{key}: {field} = {}", new.to_string().trim());
    editor.set(key, field, new)?;
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::{Assignment, How};

    #[track_caller]
    fn case(text: &str, expected: Result<(&str, How, &str), &str>) {
        let told = text.parse::<Assignment>();
        let told = told.as_ref().map(|a| (a.field.as_str(), a.how, a.text.as_str())).map_err(String::as_str);
        assert_eq!(told, expected);
    }

    #[test]
    fn changes_are_read() {
        case("title=A = B", Ok(("title", How::Set, "A = B")));
        case("Original_Title = X ", Ok(("original-title", How::Set, "X")));
        case("note=", Ok(("note", How::Set, "")));
        case("tags+=a;b", Ok(("tags", How::Add, "a;b")));
        case("tags-=a", Ok(("tags", How::Take, "a")));
        case("tags+=", Err("`tags+=` names no item"));
        case("title", Err("`title` is no change of a field (write `FIELD=VALUE`)"));
        case("=x", Err("`=x` is no change of a field (write `FIELD=VALUE`)"));
        case("key=x", Err("a key is changed by `reading-list rename KEY NEW`"));
    }
}
