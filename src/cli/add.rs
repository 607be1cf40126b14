//! `add`: a book put on the shelf by hand.

use crate::library::Status;
use crate::model::{CitationKey, Date, Isbn, Name};

/// Add a book by ISBN, by title and author, or by its fields
///
/// The book is looked up in the catalogs; what was taken is shown, with the runner-up. Fields given as flags are written
/// to library.toml and win over what a catalog says. Without BOOK, `--title` or `--isbn` is needed.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// An ISBN, or "Title by Author"
    #[arg(value_name = "BOOK", required_unless_present_any = ["title", "isbn"], conflicts_with = "title")]
    pub book: Vec<String>,
    /// Its title, with the subtitle after a colon
    #[arg(long)]
    pub title: Option<String>,
    /// An author, "Given Family" or "Family, Given" (repeatable)
    #[arg(long = "author", value_name = "NAME", value_parser = name)]
    pub authors: Vec<Name>,
    /// The year, also `c. 1020` or `-380`
    #[arg(long, allow_hyphen_values = true)]
    pub year: Option<Date>,
    /// The ISBN, which says which edition you mean
    #[arg(long)]
    pub isbn: Option<Isbn>,
    /// The publisher
    #[arg(long)]
    pub publisher: Option<String>,
    /// A tag (repeatable)
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// A note
    #[arg(long)]
    pub note: Option<String>,
    /// The citation key, instead of one made from author and year
    #[arg(long)]
    pub key: Option<CitationKey>,
    /// to-read, reading, read, paused or did-not-finish
    #[arg(long)]
    pub status: Option<Status>,
    /// Show what would be added, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

const EXAMPLES: &str = "Examples:
  reading-list add 9780140449136
  reading-list add 'The Revolution Betrayed by Leon Trotsky' --tag russia
  reading-list add --title 'Bolshevism: The Road to Revolution' --author 'Alan Woods' --year 1999";

fn name(text: &str) -> Result<Name, String> {
    Name::parse(text).ok_or_else(|| "a name cannot be empty".to_owned())
}

/// What BOOK says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The edition with this ISBN.
    Isbn(Isbn),
    /// A book by its title, and its author if one is named.
    Spoken {
        /// The title.
        title: String,
        /// The author.
        author: Option<Name>,
    },
}

impl Wanted {
    /// Reads the words of BOOK; `None` when there are none.
    ///
    /// The author follows the last ` by `, if what follows begins as a name does.
    pub fn parse(words: &[String]) -> Option<Self> {
        let text = words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        let bare = ["ISBN-13", "ISBN-10", "ISBN"].iter().find_map(|label| text.strip_prefix(label)).unwrap_or(&text);
        if let Ok(isbn) = bare.trim_start_matches([':', ' ']).parse() {
            return Some(Self::Isbn(isbn));
        }
        let (title, author) = match text.rsplit_once(" by ") {
            Some((title, author)) if author.starts_with(char::is_uppercase) => (title, Name::parse(author)),
            _ => (text.as_str(), None),
        };
        let title = title.trim_matches(['"', '“', '”', ',', ' ']);
        (!title.is_empty()).then(|| Self::Spoken { title: title.to_owned(), author })
    }
}

#[cfg(test)]
mod tests {
    use super::Wanted;

    #[track_caller]
    fn case(text: &str, expected: &str) {
        let words: Vec<_> = text.split(' ').map(str::to_owned).collect();
        let told = match Wanted::parse(&words) {
            None => "nothing".to_owned(),
            Some(Wanted::Isbn(isbn)) => isbn.digits(),
            Some(Wanted::Spoken { title, author }) => {
                format!("{title}|{}", author.map_or_else(String::new, |name| name.to_string()))
            }
        };
        assert_eq!(told, expected);
    }

    #[test]
    fn words_become_an_isbn_or_a_title() {
        case("9780140449136", "9780140449136");
        case("ISBN: 978-0-14-044913-6", "9780140449136");
        case("ISBN-13 978-0-14-044913-6", "9780140449136");
        case("The Revolution Betrayed by Leon Trotsky", "The Revolution Betrayed|Leon Trotsky");
        case("\"On War\", by Carl von Clausewitz", "On War|Carl von Clausewitz");
        case("Death by Black Hole by Neil deGrasse Tyson", "Death by Black Hole|Neil deGrasse Tyson");
        case("Bird by bird", "Bird by bird|");
        case("1984", "1984|");
        case("  ", "nothing");
    }
}
