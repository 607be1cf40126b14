//! The gate's signs, and sets of them. How they are seen is told beside; what they are worth is data.

use crate::detect::lexicon::Classes;

macro_rules! signs {
    ($($id:ident $name:literal),* $(,)?) => {
        /// A sign; `name` is what the table of weights calls it.
        #[derive(Clone, Copy)]
        pub(super) enum Sign { $($id),* }

        /// The signs' names in the table of weights, by number.
        const NAMES: &[&str] = &[$($name),*];
    };
}

signs! {
    Always "always",
    // left of it
    StartsLine "starts-line", StartsItem "starts-item", StartsHeading "starts-heading", StartsSentence "starts-sentence",
    AfterComma "after-comma", AfterColon "after-colon", AfterDash "after-dash", AfterParen "after-open-paren",
    AfterSlash "after-slash", AfterOpenQuote "after-open-quote", AfterOpenEmphasis "after-open-emphasis",
    AfterOpenLink "after-open-link", AfterClose "after-closing-mark", AfterRead "after-read", AfterRecommend "after-recommend",
    AfterWrite "after-write", AfterBook "after-book-word", AfterCalled "after-called", AfterBy "after-by", AfterHis "after-his",
    AfterThing "after-other-work", AfterPart "after-part-of-work", AfterPronoun "after-pronoun", AfterArgue "after-argue",
    AfterBe "after-be", AfterAuthor "after-author-word", AfterAnd "after-and", AfterAbout "after-about", AfterThan "after-than",
    AfterArticle "after-article", AfterSmall "after-small", AfterLower "after-lower-word", AfterCapital "after-capital",
    AfterS "after-s", AfterNumber "after-number", AfterSee "after-see", ShedsStart "sheds-sentence-start",
    CutAfterSmall "cut-after-small", BookBefore "book-word-two-before", ReadBefore "read-two-before", NearCue "cue-near-before",
    FirstLower "first-lower", FirstArticle "first-article", FirstStart "first-start-word", FirstGiven "first-given-name",
    FirstNumber "first-number", FirstSmall "first-small", FirstHead "first-title-head", FirstPronoun "first-pronoun",
    FirstRank "first-rank", FirstRare "first-in-no-class", FirstThing "first-other-name",
    // around it
    SentenceBook "sentence-books", SentenceRead "sentence-read", SentenceWrite "sentence-write",
    SentenceRecommend "sentence-recommend", SentenceOther "sentence-other-work", TopicNone "topic-no-books",
    TopicSome "topic-some-books", TopicBooks "topic-books", TopicOther "topic-other", TextShort "text-short", LineShort "line-short",
    LineItem "line-item", LineHeading "line-heading", LeadBook "lead-books", LeadOther "lead-other-work",
    // right of it
    ThenByName "then-by-name", ThenBy "then-by", ThenComma "then-comma", ThenCommaName "then-comma-capital", ThenDash "then-dash",
    ThenDashName "then-dash-capital", ThenParen "then-open-paren", ThenYear "then-year", EndsSentence "ends-sentence",
    EndsLine "ends-line", ThenBe "then-be", ThenArgue "then-argue", ThenBook "then-book-word", ThenThing "then-other-work",
    ThenCapital "then-capital", ThenSmallCapital "then-small-and-capital", ThenColon "then-colon",
    ThenColonCapital "then-colon-capital", ThenAnd "then-and", ThenClose "then-closing-mark", ThenLower "then-lower-word",
    ThenNumber "then-number", ThenName "then-other-name", ThenCommaCapital "cut-at-comma-between-capitals",
    LastSmall "last-small", LastLower "last-lower", LastNumber "last-number", LastS "last-has-s", LastGiven "last-given-name",
    LastBook "last-book-word", LastThing "last-other-work", LastName "last-other-name", LastRank "last-rank", LastDay "last-month-or-day",
    LastHead "last-title-head", LastRare "last-in-no-class",
    // its own words
    Words1 "words-1", Words2 "words-2", Words3 "words-3", Words4 "words-4-5", Words6 "words-6-9", Words10 "words-10+",
    LowerNone "lower-none", LowerFew "lower-few", LowerMany "lower-many", LowerAll "lower-all", RunExact "run-exact",
    RunPart "run-part", PausesInside "pauses-inside", ColonInside "colon-inside", SentenceInside "sentence-inside",
    PersonShape "person-shape", OneCommon "one-word-in-lexicon", OneUpper "one-word-in-capitals",
    OneStarts "one-word-starts-sentence", SmallInside "small-inside", Known1 "known-1-word", Known2 "known-2-words",
    Known3 "known-3+-words", InsideKnown "inside-longer-known",
}

/// The number of signs.
pub const COUNT: usize = NAMES.len();

/// What the table of weights calls a sign.
pub fn name(at: usize) -> &'static str {
    NAMES.get(at).copied().unwrap_or("")
}

/// The signs of one candidate, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signs(u128);

impl Signs {
    #[inline]
    pub(super) fn note_if(&mut self, yes: bool, sign: Sign) {
        self.0 |= u128::from(yes) << sign as u32;
    }

    pub(super) fn note(&mut self, sign: Sign) {
        self.note_if(true, sign);
    }

    pub(super) fn table(&mut self, classes: Classes, table: &[(Classes, Sign)]) {
        for &(class, sign) in table {
            self.note_if(classes.has(class), sign);
        }
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Their numbers.
    pub fn numbers(self) -> impl Iterator<Item = u16> {
        let halves = [(self.0 as u64, 0), ((self.0 >> 64) as u64, 64)];
        halves.into_iter().flat_map(|(mut bits, from)| {
            std::iter::from_fn(move || {
                let at = bits.trailing_zeros() as u16;
                bits &= bits.wrapping_sub(1);
                (at < 64).then_some(from + at)
            })
        })
    }

    /// What they are worth together.
    pub(super) fn worth(self, weights: &[f32]) -> f32 {
        self.numbers().filter_map(|n| weights.get(usize::from(n))).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::{COUNT, NAMES, Signs};

    #[test]
    fn signs_are_numbered_as_they_are_named() {
        const { assert!(COUNT <= 128, "a set has 128 places") };
        let numbers: Vec<u16> = Signs(1 << 127 | 1 << 64 | 1 << 63 | 1).numbers().collect();
        assert_eq!(numbers, [0, 63, 64, 127]);
        let mut names = NAMES.to_vec();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), COUNT);
    }
}
