//! From mentions to citations.
//!
//! A writer names a book once in full and afterwards by half its title or its initials. This module decides which
//! mentions speak of the same book. It never looks at a catalog: two books that only a librarian could tell apart
//! are still two citations here, and `resolve` will join them.

use super::attribute::{self, Attribution, Names, Tie};
use super::context::Context;
use super::features;
use super::gazetteer::NormWord;
use super::lexicon::Classes;
use super::people;
use super::propose::Candidate;
use super::second;
use super::view::{Gap, Shape, View};
use crate::model::{Citation, CitedBook, Confidence, Isbn, Mention, Name, Span, Year, title};

/// An accepted candidate with what the text says beside it.
pub struct Found {
    /// Where it stands.
    pub candidate: Candidate,
    /// How sure it is.
    pub confidence: Confidence,
    /// The mention as it will be shown.
    pub mention: Mention,
    /// Its authors.
    pub authors: Attribution,
}

/// Joins mentions of one book, in the order of first mention.
pub fn gather(context: &Context<'_, '_>, found: Vec<Found>) -> Vec<Citation> {
    let view = context.view;
    let wholes = whole_names(view);
    let mut groups: Vec<Group> = Vec::new();
    for item in found.iter().filter(|item| !is_name_of_another(item, &found)) {
        let authors = names(view, &item.authors.names, &wholes);
        let group = groups.iter_mut().find(|g| g.takes(view, item, &authors));
        match group {
            Some(group) => group.join(view, item, authors),
            None => groups.push(Group::new(view, item, authors)),
        }
    }
    groups.into_iter().map(|g| g.citation).collect()
}

/// Whether what was taken for a title is the name of another title's author.
fn is_name_of_another(item: &Found, all: &[Found]) -> bool {
    let (first, end) = (item.candidate.first, item.candidate.end);
    all.iter()
        .any(|other| other.authors.names.iter().any(|&(a, b)| a <= first && end <= b && other.candidate.first != first))
}

struct Group {
    citation: Citation,
    forms: Vec<NormWord>,
    short: Vec<NormWord>,
    initials: String,
    tie: Tie,
}

impl Group {
    fn new(view: &View<'_>, item: &Found, authors: Vec<Name>) -> Self {
        let c = &item.candidate;
        let cited = CitedBook {
            title: shown_title(view, &item.mention),
            authors,
            year: year_beside(view, c),
            isbn: isbn_beside(view, c),
        };
        Self {
            forms: vec![second::title_key(view, c.first, c.end)],
            short: second::short_ends(view, c).map(|end| second::title_key(view, c.first, end)).collect(),
            initials: second::initials(view, c),
            tie: item.authors.tie,
            citation: Citation { cited, mentions: vec![item.mention.clone()], confidence: item.confidence },
        }
    }

    /// Whether a mention is of this book: the same title or a form of it, and no contradicting author.
    fn takes(&self, view: &View<'_>, item: &Found, authors: &[Name]) -> bool {
        let c = &item.candidate;
        let key = second::title_key(view, c.first, c.end);
        let longer = second::short_ends(view, c).any(|end| self.forms.contains(&second::title_key(view, c.first, end)));
        let upper = c.end - c.first == 1 && view.tokens[c.first].shape == Shape::Upper;
        let same = self.forms.contains(&key)
            || self.short.contains(&key)
            || longer
            || upper && self.initials.len() >= 3 && self.initials == view.stem(c.first);
        let agree = |a: &Name| self.citation.cited.authors.iter().any(|b| a.agrees_with(b) || a.same_family(b));
        let told = self.tie == Tie::Stated && item.authors.tie == Tie::Stated;
        same && (!told || authors.is_empty() || self.citation.cited.authors.is_empty() || authors.iter().any(agree))
    }

    fn join(&mut self, view: &View<'_>, item: &Found, authors: Vec<Name>) {
        let c = &item.candidate;
        self.forms.push(second::title_key(view, c.first, c.end));
        self.short.extend(second::short_ends(view, c).map(|end| second::title_key(view, c.first, end)));
        let cited = &mut self.citation.cited;
        let shown = shown_title(view, &item.mention);
        if title::normalise(&shown).len() > title::normalise(&cited.title).len() {
            cited.title = shown;
        }
        if !authors.is_empty() && (cited.authors.is_empty() || item.authors.tie > self.tie) {
            cited.authors = authors;
            self.tie = item.authors.tie;
        }
        cited.year = cited.year.or_else(|| year_beside(view, c));
        cited.isbn = cited.isbn.or_else(|| isbn_beside(view, c));
        self.citation.confidence = self.citation.confidence.max(item.confidence);
        self.citation.mentions.push(item.mention.clone());
    }
}

/// The mention's words without markup and line ends.
fn shown_title(view: &View<'_>, mention: &Mention) -> String {
    let raw = mention.span.slice(view.text);
    let plain = raw.replace("&amp;", "&").replace("&#39;", "'").replace("&rsquo;", "’").replace("&quot;", "\"");
    let mut out = String::with_capacity(plain.len());
    let mut inside_tag = false;
    for c in plain.chars() {
        match c {
            '<' => inside_tag = true,
            '>' if inside_tag => inside_tag = false,
            '*' | '_' | '[' | ']' | '\\' => {}
            c if !inside_tag => out.push(c),
            _ => {}
        }
    }
    let words: Vec<&str> = out.split_whitespace().collect();
    if words.is_empty() { plain } else { words.join(" ") }
}

/// Full names in the text, by family name; a family name that two people share is left out.
fn whole_names(view: &View<'_>) -> Vec<(NormWord, Option<Name>)> {
    let mut wholes: Vec<(NormWord, Option<Name>)> = Vec::new();
    let mut at = 0;
    while at < view.tokens.len() {
        let Some(end) = people::name_from(view, at) else {
            at += 1;
            continue;
        };
        if people::person_shape(view, at, end) >= 2
            && let Some(name) = attribute::read_name(view, at, end)
        {
            let key = NormWord::of(name.sort_name());
            match wholes.iter_mut().find(|(k, _)| *k == key) {
                None => wholes.push((key, Some(name))),
                Some((_, known)) if known.as_ref().is_some_and(|k| !k.agrees_with(&name)) => *known = None,
                Some(_) => {}
            }
        }
        at = end;
    }
    wholes
}

fn names(view: &View<'_>, ranges: &Names, wholes: &[(NormWord, Option<Name>)]) -> Vec<Name> {
    let mut out: Vec<Name> = Vec::new();
    for &(first, end) in ranges {
        let Some(mut name) = attribute::read_name(view, first, end) else { continue };
        if matches!(name, Name::Mononym(_))
            && let Some((_, Some(whole))) = wholes.iter().find(|(k, _)| *k == NormWord::of(name.sort_name()))
        {
            name = whole.clone();
        }
        if !out.iter().any(|n| n.same_family(&name)) {
            out.push(name);
        }
    }
    out
}

/// "X (1962)", "X, 1962", "X (Viking, 1962)", "his 1930 book X"
fn year_beside(view: &View<'_>, c: &Candidate) -> Option<Year> {
    let read =
        |at: usize| features::is_year(view, at).then(|| view.stem(at).parse().ok()).flatten().and_then(Year::new);
    let after = (c.end..(c.end + 10).min(view.tokens.len()))
        .take_while(|&k| !view.gap(k).has(Gap::PARA.or(Gap::SENTENCE).or(Gap::LINE)))
        .find(|&k| {
            features::is_year(view, k)
                && (view.gap(k + 1).has(Gap::CLOSE_PAREN) || view.gap(k).has(Gap::OPEN_PAREN) || k == c.end)
        });
    if let Some(at) = after {
        return read(at);
    }
    let before = (c.first.saturating_sub(6)..c.first).rev().find(|&k| features::is_year(view, k))?;
    let book = (before..c.first).any(|k| view.classes(k).has(Classes::BOOK));
    (book || is_reference_year(view, before, c)).then(|| read(before)).flatten()
}

/// "Kuhn (1962). X"
fn is_reference_year(view: &View<'_>, at: usize, c: &Candidate) -> bool {
    at + 1 == c.first && view.gap(at).has(Gap::OPEN_PAREN) && view.gap(c.first).has(Gap::CLOSE_PAREN)
}

/// An ISBN within twenty words after the title.
fn isbn_beside(view: &View<'_>, c: &Candidate) -> Option<Isbn> {
    (c.end..(c.end + 20).min(view.tokens.len()))
        .take_while(|&k| k == c.end || !view.gap(k).has(Gap::PARA) || k < c.end + 3)
        .filter(|&k| view.tokens[k].shape == Shape::Number)
        .find_map(|k| view.stem(k).parse().ok())
}

/// The span of a candidate: its words, and a question or exclamation mark that belongs to a marked title.
pub fn span_of(view: &View<'_>, c: &Candidate) -> Option<Span> {
    let start = view.tokens.get(c.first)?.start as usize;
    let last = view.tokens.get(c.end.checked_sub(1)?)?;
    let inner =
        view.gap(c.end).has(Gap::CLOSE_QUOTE.or(Gap::CLOSE_EMPHASIS).or(Gap::CLOSE_LINK).or(Gap::COMMA).or(Gap::LINE));
    let mut end = if keeps_possessive(view, c) { last.end } else { last.stem_end } as usize;
    let rest = view.text.get(end..).unwrap_or("");
    if inner && rest.starts_with(['?', '!'])
        || rest.starts_with("?:")
        || is_query_title(view, c) && rest.starts_with('?')
    {
        end += 1;
    }
    if last.shape == Shape::Initial
        && rest.starts_with('.')
        && view.text.get(..end).is_some_and(|t| t.ends_with(".S") || t.ends_with(".A"))
    {
        end += 1;
    }
    Span::new(view.text, start, end)
}

/// `Gulliver's` keeps its ending inside a marked run that it fills.
fn keeps_possessive(view: &View<'_>, c: &Candidate) -> bool {
    let last = &view.tokens[c.end - 1];
    last.is_possessive() && (last.emphasis != 0 || last.quote != 0)
}

/// "What Is to Be Done": a title that asks.
fn is_query_title(view: &View<'_>, c: &Candidate) -> bool {
    const ASKING: &[&str] =
        &["What", "Why", "Who", "How", "Where", "When", "Is", "Are", "Do", "Does", "Can", "Whose", "Which"];
    ASKING.contains(&view.stem(c.first)) && c.end - c.first >= 3
}
