//! Where exactly a mention begins and ends.
//!
//! Which words make the title is decided elsewhere; here only the signs around them: a question or exclamation
//! mark that is part of it, a possessive ending that is or is not.

use crate::detect::lexicon::Classes;
use crate::detect::people;
use crate::detect::propose::Candidate;
use crate::detect::view::{Gap, Shape, View};
use crate::model::Span;

/// Words with which a title asks.
#[rustfmt::skip]
const ASKING: &[&str] = &[
    "what", "why", "who", "how", "where", "when", "is", "are", "do", "does", "did", "can", "could", "whose",
    "which", "will", "would", "should", "shall", "have", "has", "was", "were", "am", "must", "quo", "wer",
    "wie", "warum", "was", "wo", "qui", "que", "pourquoi", "comment", "où", "qué", "quién", "cómo", "dónde",
    "chi", "che", "perché", "cosa", "quem", "como", "onde", "wat", "wie", "waarom", "что", "кто", "кому",
    "как", "почему",
];

/// The span of a candidate: its words, and a question or exclamation mark that belongs to a marked title.
pub fn span_of(view: &View<'_>, c: &Candidate) -> Option<Span> {
    let start = view.tokens.get(c.first)?.start as usize;
    let last = view.tokens.get(c.end.checked_sub(1)?)?;
    let inner =
        view.gap(c.end).has(Gap::CLOSE_QUOTE.or(Gap::CLOSE_EMPHASIS).or(Gap::CLOSE_LINK).or(Gap::COMMA).or(Gap::LINE));
    let mut end = if keeps_possessive(view, c) { last.end } else { last.stem_end } as usize;
    let rest = view.text.get(end..).unwrap_or("");
    if inner && rest.starts_with('!')
        || inner && rest.starts_with('?') && last.quote == 0
        || rest.starts_with("?:")
        || rest.starts_with("!:")
        || rest.starts_with('!') && goes_on(view, c.end)
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
    people::is_in(ASKING, view.stem(c.first)) && c.end - c.first >= 3
}

/// Whether a sentence runs on behind the exclamation mark before this word: "Impro! by", "Jump! and".
fn goes_on(view: &View<'_>, at: usize) -> bool {
    let by = matches!(view.stem(at), "by" | "By");
    let small = view.classes(at).has(Classes::AND.or(Classes::BE));
    let lower = view.tokens.get(at).is_some_and(|t| t.shape == Shape::Lower);
    view.gap(at).has(Gap::BANG) && !view.gap(at).has(Gap::PARA) && (by || small && lower)
}
