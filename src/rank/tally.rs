//! What is counted of one work.
//!
//! Every field can be added up in any order with the same outcome, so that it does not matter which text came first, nor what
//! went to a file in between.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// So many examples are kept of a work.
const EXAMPLES: usize = 3;

/// The counts of one work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Texts that cite it.
    pub texts: u64,
    /// How often it is named in them.
    pub mentions: u64,
    /// Titles under which it is cited, with how often.
    titles: BTreeMap<String, u64>,
    /// First authors as they are named, with how often.
    authors: BTreeMap<String, u64>,
    /// Some of the places, the first by name.
    pub examples: Vec<Example>,
    /// Texts by month, `2021-05`; by year where no more is known. What has no date is not here.
    #[serde(default)]
    months: BTreeMap<String, u64>,
}

/// A place where a work is named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Example {
    /// The text.
    pub source: String,
    /// The words.
    pub text: String,
}

impl Tally {
    /// One text that names it so.
    pub(super) fn of(source: &str, date: Option<&str>, title: &str, author: Option<&str>, mentions: &[&str]) -> Self {
        let examples = mentions.iter().map(|text| Example { source: source.to_owned(), text: (*text).to_owned() });
        let mut tally = Self {
            texts: 1,
            mentions: mentions.len().max(1) as u64,
            titles: [(title.to_owned(), 1)].into(),
            authors: author.map(|author| (author.to_owned(), 1)).into_iter().collect(),
            examples: examples.collect(),
            months: date.and_then(month).map(|month| (month, 1)).into_iter().collect(),
        };
        tally.keep_examples();
        tally
    }

    /// Adds what was counted elsewhere.
    pub(super) fn add(&mut self, other: Self) {
        self.texts += other.texts;
        for (month, texts) in &other.months {
            *self.months.entry(month.clone()).or_default() += texts;
        }
        self.add_within(other);
    }

    /// Adds what was counted in the same text.
    pub(super) fn add_within(&mut self, other: Self) {
        self.mentions += other.mentions;
        for (title, times) in other.titles {
            *self.titles.entry(title).or_default() += times;
        }
        for (author, times) in other.authors {
            *self.authors.entry(author).or_default() += times;
        }
        self.examples.extend(other.examples);
        self.keep_examples();
    }

    /// About what it takes in memory.
    pub(super) fn bytes(&self) -> usize {
        let names = self.titles.keys().chain(self.authors.keys()).chain(self.months.keys());
        let examples = self.examples.iter().map(|example| example.source.len() + example.text.len() + 64);
        names.map(|name| name.len() + 64).sum::<usize>() + examples.sum::<usize>() + 200
    }

    /// In how many texts it is cited, period by period; `letters` of a month (`2021-05`) tell the period: 4 its year, 7 itself.
    pub fn by_period(&self, letters: usize) -> BTreeMap<&str, u64> {
        let mut periods = BTreeMap::new();
        for (month, texts) in &self.months {
            *periods.entry(month.get(..letters).unwrap_or(month)).or_default() += texts;
        }
        periods
    }

    fn keep_examples(&mut self) {
        self.examples.sort();
        self.examples.dedup();
        self.examples.truncate(EXAMPLES);
    }

    /// The title that is used most; of several, the one written most like a title, then the first by letters.
    pub fn title(&self) -> &str {
        let capitals = |title: &str| title.split(' ').filter(|word| word.starts_with(char::is_uppercase)).count();
        let shouted = |title: &str| !title.contains(char::is_lowercase);
        let best = self.titles.iter().max_by(|(a, a_times), (b, b_times)| {
            let rank = |title: &str, times: u64| (times, !shouted(title), capitals(title));
            rank(a, **a_times).cmp(&rank(b, **b_times)).then(b.cmp(a))
        });
        best.map_or("", |(title, _)| title)
    }

    /// The author's name in full if anybody gives it, the one that is used most; empty where nobody names one.
    pub fn author(&self) -> &str {
        let rank = |name: &str, times: u64| (name.contains(' '), times, name.chars().count());
        let best = self
            .authors
            .iter()
            .max_by(|(a, a_times), (b, b_times)| rank(a, **a_times).cmp(&rank(b, **b_times)).then(b.cmp(a)));
        best.map_or("", |(author, _)| author)
    }
}

/// `2021-05` of `2021-05-01`, `2021` of `2021`; nothing of what is no date.
fn month(date: &str) -> Option<String> {
    let is_date =
        |text: &str| text.bytes().enumerate().all(|(at, b)| if at == 4 { b == b'-' } else { b.is_ascii_digit() });
    [7, 4].into_iter().filter_map(|letters| date.get(..letters)).find(|text| is_date(text)).map(str::to_owned)
}
