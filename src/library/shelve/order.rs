//! In which order entries stand.

use crate::library::Entry;
use crate::library::key::{first_name, first_year};
use crate::library::manifest::Order;
use crate::model::title;

/// An entry with what only the order needs.
pub(super) struct Placed {
    pub(super) entry: Entry,
    /// The first finding that cites it.
    pub(super) first_cited: Option<usize>,
    /// The day the user gives.
    pub(super) added: Option<toml_edit::Date>,
}

/// Sorts; what the rule leaves equal stands by key.
pub(super) fn sort(entries: &mut [Placed], order: Order) {
    entries.sort_by(|a, b| a.entry.key.cmp(&b.entry.key));
    match order {
        Order::Key => {}
        Order::Cited => entries.sort_by_key(cited),
        Order::Author => entries.sort_by_cached_key(|p| (author(&p.entry), year(&p.entry), title_of(&p.entry))),
        Order::Year => entries.sort_by_key(|p| year(&p.entry)),
        Order::Added => entries.sort_by_key(|p| {
            let day = p.added.map(|d| (d.year, d.month, d.day));
            (day.is_none(), day, cited(p))
        }),
    }
}

fn cited(placed: &Placed) -> (bool, Option<usize>) {
    (placed.first_cited.is_none(), placed.first_cited)
}

/// Family name and the rest; what nobody wrote is filed under its title.
fn author(entry: &Entry) -> (String, String) {
    match first_name(&entry.book) {
        Some(name) => (title::normalise(name.sort_name()), title::normalise(&name.inverted())),
        None => (title_of(entry), String::new()),
    }
}

fn year(entry: &Entry) -> (bool, i32) {
    first_year(&entry.book).map_or((true, 0), |year| (false, year.number()))
}

fn title_of(entry: &Entry) -> String {
    title::key(&entry.book.title().full())
}
