//! What a whole text tells about each of its candidates, computed once.
//!
//! Which words also occur in lower case, which titles occur again, what each sentence, line and heading speaks
//! of, where known titles lie. `features` reads it; nothing here is weighed.

use std::cell::OnceCell;

use rustc_hash::{FxBuildHasher, FxHashSet};

use super::gazetteer::{self, Gazetteer, NormWord, Sighting, Surnames};
use super::layout::Layout;
use super::lexicon::Classes;
use super::view::{Gap, LineKind, Shape, View};

/// Everything that `features` may want to know of a text.
pub struct Context<'v, 'g> {
    /// The text.
    pub view: &'v View<'v>,
    /// Known authors.
    pub gazetteer: &'g dyn Gazetteer,
    /// The sentence of each token: its number, and per sentence the classes of all its words.
    sentence_of: Vec<u32>,
    sentences: Vec<Classes>,
    /// Classes of the line or heading that leads into each line.
    leads: Vec<Classes>,
    /// Known titles, by first token.
    pub sightings: Vec<Sighting<'g>>,
    /// Whether a token lies inside a known title, and that title's length.
    covered: Vec<u8>,
    /// Looked over when first asked: of most texts nothing is left by then.
    words: OnceCell<Words>,
    /// What the text is about.
    pub topic: Topic,
    /// What its lines have in common.
    pub layout: Layout,
}

/// What a text is about, in coarse steps.
#[derive(Clone, Copy, Debug, Default)]
pub struct Topic {
    /// Words for books and reading: none, few, many.
    pub books: u8,
    /// More words for films than for books.
    pub films: bool,
    /// More words for games or software than for books.
    pub things: bool,
    /// Classes of the first line: what is asked.
    pub request: Classes,
    /// Few words in all.
    pub short: bool,
    /// Hardly any of the small words that English is made of.
    pub foreign: bool,
}

/// The text's words, by how they are written.
struct Words {
    /// Words that occur in lower case.
    lower: FxHashSet<NormWord>,
    /// Words that end a name with a given name before it.
    surnames: FxHashSet<NormWord>,
    /// Words with a capital, sorted, and where they stand: for authors' names anywhere in the text.
    capitals: Vec<(NormWord, u32)>,
    places: Vec<u32>,
}

impl<'v, 'g> Context<'v, 'g> {
    /// Looks the text over.
    pub fn new(view: &'v View<'v>, gazetteer: &'g dyn Gazetteer) -> Self {
        let sightings = gazetteer::sightings(view, gazetteer);
        let (sentence_of, sentences) = sentences(view);
        let mut covered = vec![0u8; view.tokens.len()];
        for s in &sightings {
            let length = (s.end - s.first) as u8;
            for slot in &mut covered[s.first..s.end] {
                *slot = (*slot).max(length);
            }
        }
        Self {
            view,
            gazetteer,
            sentence_of,
            sentences,
            leads: leads(view),
            sightings,
            covered,
            words: OnceCell::new(),
            topic: topic(view),
            layout: Layout::new(view),
        }
    }

    /// The classes of all words of the sentence that token `at` stands in.
    pub fn sentence(&self, at: usize) -> Classes {
        let number = self.sentence_of.get(at).copied().unwrap_or(0) as usize;
        self.sentences.get(number).copied().unwrap_or_default()
    }

    /// Whether two tokens stand in one sentence.
    pub fn same_sentence(&self, a: usize, b: usize) -> bool {
        self.sentence_of.get(a) == self.sentence_of.get(b)
    }

    /// What the heading or lead-in above token `at`'s line speaks of.
    pub fn lead(&self, at: usize) -> Classes {
        self.view.tokens.get(at).and_then(|t| self.leads.get(t.line as usize)).copied().unwrap_or_default()
    }

    /// The known title that is exactly `first..end`, a leading article left aside.
    pub fn known(&self, first: usize, end: usize) -> Option<&Sighting<'g>> {
        if self.covered(end.wrapping_sub(1)) == 0 {
            return None;
        }
        let exact = |at: usize| {
            let place = self.sightings.binary_search_by_key(&(at, end), |s| (s.first, s.end)).ok()?;
            self.sightings.get(place)
        };
        exact(first).or_else(|| {
            let article = self.view.classes(first).has(Classes::ARTICLE) && end > first + 1;
            article.then(|| exact(first + 1)).flatten()
        })
    }

    /// Length of the longest known title that token `at` lies in.
    pub fn covered(&self, at: usize) -> u8 {
        self.covered.get(at).copied().unwrap_or(0)
    }

    fn words(&self) -> &Words {
        self.words.get_or_init(|| words(self.view))
    }

    /// Where a word stands with a capital.
    fn places(&self, word: NormWord) -> &[u32] {
        let Words { capitals, places, .. } = self.words();
        let from = capitals.partition_point(|(w, _)| *w < word);
        let len = capitals[from..].partition_point(|(w, _)| *w == word);
        &places[from..from + len]
    }

    /// Whether a word also occurs in lower case.
    pub fn is_ordinary(&self, at: usize) -> bool {
        self.words().lower.contains(&self.view.norm(at))
    }

    /// How often a word stands in the text with a capital.
    pub fn occurrences(&self, at: usize) -> usize {
        self.places(self.view.norm(at)).len()
    }

    /// How often token `at`'s word stands elsewhere with a capital but without the word before it: a name of its own
    /// rather than the end of something longer.
    pub fn alone_elsewhere(&self, at: usize) -> usize {
        let places = self.places(self.view.norm(at));
        let before = |k: usize| k.checked_sub(1).map(|b| self.view.stem(b));
        places.iter().take(20).filter(|&&k| k as usize != at && before(k as usize) != before(at)).count()
    }

    /// Whether a word ends a full personal name elsewhere in the text.
    pub fn is_surname(&self, at: usize) -> bool {
        self.words().surnames.contains(&self.view.norm(at))
    }

    /// How near the closest of these names stands: 2 within 25 words, 1 anywhere in the text.
    pub fn name_near(&self, names: Surnames<'_>, first: usize, end: usize) -> u8 {
        let mut near = 0;
        for places in names.iter().map(|n| self.places(n)).filter(|p| !p.is_empty()) {
            let outside = |at: &&u32| !(first..end).contains(&(**at as usize));
            let here = places.partition_point(|&at| (at as usize) < first);
            let before = places[..here].last();
            let after = places[here..].iter().take(2 + end - first).find(outside);
            let close =
                before.is_some_and(|&at| at as usize + 25 >= first) || after.is_some_and(|&at| at as usize <= end + 25);
            near = near.max(if close { 2 } else { u8::from(before.or(after).is_some()) });
        }
        near
    }
}

fn sentences(view: &View<'_>) -> (Vec<u32>, Vec<Classes>) {
    let mut of = Vec::with_capacity(view.tokens.len());
    let mut all: Vec<Classes> = Vec::new();
    for (at, token) in view.tokens.iter().enumerate() {
        if at == 0 || token.gap.has(Gap::SENTENCE.or(Gap::PARA)) {
            all.push(Classes::NONE);
        }
        of.push((all.len() - 1) as u32);
        if let Some(last) = all.last_mut() {
            *last = last.or(token.classes);
        }
    }
    (of, all)
}

/// For each line the classes of the last heading, or of the last prose line that ends in a colon.
fn leads(view: &View<'_>) -> Vec<Classes> {
    let mut lead = Classes::NONE;
    let mut previous = Classes::NONE;
    let mut last_kind = LineKind::Prose;
    let mut out = Vec::with_capacity(view.lines.len());
    for line in &view.lines {
        let tokens = &view.tokens[line.first as usize..line.end as usize];
        let classes = tokens.iter().fold(Classes::NONE, |c, t| c.or(t.classes));
        let starts_list = line.kind == LineKind::Item && last_kind != LineKind::Item;
        if starts_list || tokens.first().is_some_and(|t| t.gap.has(Gap::COLON)) {
            lead = previous;
        }
        out.push(lead);
        if line.kind == LineKind::Heading {
            lead = classes;
        }
        previous = classes;
        last_kind = line.kind;
    }
    out
}

fn words(view: &View<'_>) -> Words {
    let mut lower = FxHashSet::with_capacity_and_hasher(view.tokens.len() / 4, FxBuildHasher);
    let (mut surnames, mut capitals) = (FxHashSet::default(), Vec::new());
    for (at, token) in view.tokens.iter().enumerate() {
        if token.shape == Shape::Lower {
            if !token.classes.has(Classes::SMALL) {
                lower.insert(token.word);
            }
        } else if token.is_capital() {
            capitals.push((token.word, at as u32));
            let before = at.checked_sub(1).map(|b| &view.tokens[b]);
            if before.is_some_and(|b| b.classes.has(Classes::GIVEN) && b.is_capital() && token.gap.is_plain()) {
                surnames.insert(token.word);
            }
        }
    }
    capitals.sort_unstable();
    let places = capitals.iter().map(|&(_, at)| at).collect();
    Words { lower, surnames, capitals, places }
}

const TOPIC_BOOKS: Classes = Classes::BOOK.or(Classes::READ).or(Classes::READING).or(Classes::AUTHOR);

fn topic(view: &View<'_>) -> Topic {
    let all = view.tokens.len();
    let (mut books, mut films, mut things) = (0, 0, 0);
    for token in &view.tokens {
        books += usize::from(token.classes.has(TOPIC_BOOKS));
        films += usize::from(token.classes.has(Classes::FILM.or(Classes::SERIES)));
        things += usize::from(token.classes.has(Classes::GAME.or(Classes::SOFTWARE)));
    }
    let first = view.lines.first().map_or(&[][..], |l| &view.tokens[l.first as usize..l.end as usize]);
    Topic {
        books: match books * 100 / all.max(1) {
            _ if books == 0 => 0,
            0..=1 => 1,
            _ => 2,
        },
        films: films > books,
        things: things > books,
        request: first.iter().fold(Classes::NONE, |c, t| c.or(t.classes)),
        short: all < 60,
        foreign: is_foreign(view),
    }
}

/// English is a quarter small words; a list of titles has few of them, so a few words of another language must show.
fn is_foreign(view: &View<'_>) -> bool {
    const ENGLISH: &[&str] = &["the", "of", "and", "to", "is", "it", "that", "i", "you", "was", "for", "with", "by"];
    const OTHERS: &[&str] = &[
        "il", "che", "di", "della", "un", "una", "le", "les", "des", "et", "est", "dans", "qui", "el", "los", "del",
        "y", "por", "der", "und", "das", "ist", "von", "ein", "nicht", "den", "o", "os", "do", "da", "um", "uma", "em",
        "não", "het", "een", "van", "dat", "и", "в", "не", "на", "w", "nie", "się", "och", "att", "ve", "bir",
    ];
    let count = |list: &[&str]| {
        view.tokens
            .iter()
            .take(2000)
            .filter(|t| {
                t.shape == Shape::Lower
                    && t.letters <= 5
                    && list.contains(&view.text.get(t.start as usize..t.stem_end as usize).unwrap_or_default())
            })
            .count()
    };
    let others = count(OTHERS);
    others >= 3 && others > 2 * count(ENGLISH)
}
