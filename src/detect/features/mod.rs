//! What can be seen of a candidate, as a set of named yes-or-no observations.
//!
//! Each is worth something in the table of weights (`data/detector.tsv`), once for all candidates and once more
//! for those of the same group. A new observation is a line in the list below and the place that notes it.

mod around;
mod beside;
mod inside;

pub(super) use beside::sheds_start;

use super::context::Context;
use super::frame;
use super::layout;
use super::lexicon::Classes;
use super::people;
use super::propose::Candidate;
use super::view::{Gap, Token, View};

macro_rules! features {
    ($($id:ident $name:literal),* $(,)?) => {
        /// An observation; `name` is what the table of weights calls it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u16)]
        #[expect(missing_docs, reason = "the names say it")]
        pub enum Feature { $($id),* }

        /// The observations' names, by number.
        const NAMES: &[&str] = &[$($name),*];
    };
}

features! {
    Always "always",
    // only ever noted in training: what the noisy texts have by way of prior stays theirs
    Silver "silver",
    // what holds it together
    RunExact "run-exact", RunPart "run-part", RunStart "run-start", RunWithin "run-holds-whole", CrossesRun "crosses-run",
    EmphasisExact "emphasis-exact", QuoteExact "quote-exact", LinkExact "link-exact", LongRunPart "long-run-part",
    // length and case
    Words1 "words-1", Words2 "words-2", Words3 "words-3", Words4 "words-4", Words5 "words-5-6", Words7 "words-7-9",
    Words10 "words-10-14", Words15 "words-15+",
    LowerNone "lower-none", LowerFew "lower-few", LowerMany "lower-many", LowerAll "lower-all",
    CapitalsFirstOnly "capital-first-only",
    // in a text that is not in English, where titles are not written with capitals
    ForeignNone "foreign-lower-none", ForeignFew "foreign-lower-few", ForeignMany "foreign-lower-many", ForeignAll "foreign-lower-all",
    ForeignFirstOnly "foreign-capital-first-only",
    // its first word
    FirstLower "first-lower", FirstArticle "first-article", FirstArticleLower "first-article-lower", FirstStart "first-start-word",
    FirstStartSentence "first-start-word-of-sentence", FirstPronoun "first-pronoun", FirstNumber "first-number",
    FirstGiven "first-given-name", FirstPoss "first-possessive", FirstSmall "first-small", FirstHead "first-title-head",
    FirstRank "first-rank", FirstPeriodical "first-periodical", FirstAuthor "first-author-word", FirstPossessive "first-has-s", FirstOrdinary "first-ordinary-elsewhere",
    FirstLabel "begins-with-label",
    // its last word
    LastAlone "last-alone-elsewhere", LastAloneVerb "last-alone-elsewhere-then-verb", LastSmall "last-small", LastLower "last-lower", LastNumber "last-number", LastYear "last-year", LastPossessive "last-has-s",
    LastGiven "last-given-name", LastBook "last-book-word", LastEvent "last-event", LastOrg "last-organisation", LastPlace "last-place",
    LastPeriodical "last-periodical", LastEra "last-era", LastEssay "last-essay-word", LastFilm "last-film-word",
    LastSoftware "last-software", LastSeries "last-series-word", LastGame "last-game-word", LastCourse "last-course",
    LastCountry "last-country", LastRank "last-rank", LastEdition "last-edition-word", LastLaw "last-law", LastHead "last-title-head",
    // inside
    SmallInside "small-inside", OfInside "of-inside", AndInside "and-inside", ColonInside "colon-inside", CommaInside "comma-inside",
    CommasInside "commas-inside", DashInside "dash-inside", ByInside "by-inside", SentenceInside "sentence-inside",
    HeadInside "title-head-inside", EventInside "event-inside", OrgInside "organisation-inside", PlaceInside "place-inside",
    CountryInside "country-inside", RankInside "rank-inside", MonthInside "month-inside", NumberInside "number-inside",
    PossessiveInside "possessive-inside", InitialInside "initial-inside", ParenInside "paren-inside", PronounInside "pronoun-inside",
    PeriodicalInside "periodical-inside", LawInside "law-inside", LineInside "line-inside", StartInside "start-word-inside",
    BookInside "book-word-inside", BeInside "verb-be-inside", ReadInside "read-inside", EvaluationInside "evaluation-inside",
    SoftwareInside "software-inside", FilmInside "film-inside", GivenInside "given-name-inside",
    ColonThenCapital "colon-then-capital", ColonEarly "colon-after-long-head",
    // shapes
    Person3 "person-with-given-name", Person2 "person-with-initial", Person1 "person-perhaps", PersonPrefix "begins-with-person",
    PersonSuffix "ends-with-person", Surname "surname-elsewhere", AuthorName "known-author-name", UpperOne "one-word-in-capitals",
    UpperAll "all-in-capitals", MixedOne "one-word-mixed-case", InitialOne "one-letter", OrdinaryAll "all-ordinary-elsewhere",
    OrdinaryNone "none-ordinary-elsewhere", OneCommon "one-word-in-lexicon", Demonym "one-word-country",
    // made of what known titles are made of
    TitleWords0 "title-words-none", TitleWords1 "title-words-few", TitleWords2 "title-words-half", TitleWords4 "title-words-all",
    TitleFirst0 "begins-no-title", TitleFirst1 "begins-a-title", TitleFirst5 "begins-titles", TitleLast0 "ends-no-title", TitleLast1 "ends-a-title",
    TitleLast5 "ends-titles", KnownOwnWord "known-by-a-word-of-its-own", KnownRareWord "known-by-a-rare-word", KnownUsualWords "known-of-usual-words",
    // cut out of something longer
    CutLeft "capital-before", ShedsStart "sheds-sentence-start", AfterWholeName "after-whole-name", CutRight "capital-after", CutLeftSmall "cut-after-small", CutRightSmall "cut-before-small",
    CutColonRight "cut-at-colon", CutCommaRight "cut-at-comma-before-capital", CutAndRight "cut-before-and-capital",
    CutAndLeft "cut-after-and", ArticleBefore "article-before", ArticleBeforeCapital "capital-article-before",
    // before it
    SentenceStart "sentence-start", PrevRead "after-read", PrevRecommend "after-recommend", PrevSee "after-see", PrevWrite "after-write",
    PrevBook "after-book-word", PrevCalled "after-called", PrevBy "after-by", PrevPoss "after-his", PrevS "after-s",
    PrevSBook "after-s-and-book-word", PrevPossBook "after-his-and-book-word", PrevDatedBook "after-year-and-book-word", PrevIn "after-in", PrevOf "after-of", PrevFrom "after-from",
    PrevTo "after-to", PrevAt "after-at", PrevOn "after-on", PrevWith "after-with", PrevAnd "after-and", PrevThan "after-than",
    PrevFilm "after-film-word", PrevEssay "after-essay-word", PrevChapter "after-chapter", PrevChapterOf "after-chapter-of",
    PrevPerson "after-person", AfterReferenceHead "after-reference-head", PrevPersonComma "after-person-comma", PrevPersonColon "after-person-colon",
    PrevPersonDash "after-person-dash", PrevPersonS "after-person-s", PrevNumber "after-number", PrevYear "after-year",
    PrevPronoun "after-pronoun", PrevRank "after-rank", PrevSeries "after-series", PrevSoftware "after-software", PrevOrg "after-organisation",
    PrevLower "after-lower-word", PrevArgue "after-argue", PrevBe "after-be", PrevAbout "after-about", PrevAuthor "after-author-word",
    PrevMusic "after-music", PrevPeriodical "after-periodical", PrevThe "after-the", PrevColon "after-colon", PrevComma "after-comma",
    PrevDash "after-dash", PrevParen "after-open-paren", PrevQuote "after-open-quote", PrevCloseEmphasis "after-close-emphasis",
    PrevSlash "after-slash", PrevPeriod "after-period", PrevSemicolon "after-semicolon", Prev2Read "read-two-before", Prev2Book "book-word-two-before",
    Prev2Write "write-two-before", Prev2Chapter "chapter-two-before", Prev2Film "film-two-before", Prev2Called "called-two-before",
    Prev2Recommend "recommend-two-before",
    NearBookBefore "book-word-near-before", NearReadBefore "read-near-before", NearWriteBefore "write-near-before", NearFilmBefore "film-near-before",
    NearEssayBefore "essay-near-before", NearPeriodicalBefore "periodical-near-before", NearSeeBefore "see-near-before",
    NearGameBefore "game-near-before", NearCourseBefore "course-near-before",
    // after it
    NextByName "by-name-after", NextBy "by-after", NextCommaName "comma-name-after", NextDashName "dash-name-after", NextParenName "paren-name-after",
    NextPerson "person-after", SaidBook "said-book", SaidEvaluation "said-evaluation", SaidWritten "said-written", SaidOther "said-film-or-thing", NextDashSurname "dash-surname-after", NextParenSurname "paren-surname-after", NextSubject "subject-after", NextCommaBy "mark-by-name-after", NextYear "year-after", NextParenYear "paren-year-after", NextParen "paren-after",
    NextBe "be-after", NextArgue "argue-after", NextBook "book-word-after", NextFilm "film-word-after", NextSeries "series-after",
    NextOrg "organisation-after", NextEvent "event-after", NextEdition "edition-after", NextSoftware "software-after", NextSentence "sentence-ends",
    NextPara "paragraph-ends", NextComma "comma-after", NextAnd "and-after", NextColon "colon-after", NextDash "dash-after", NextIn "in-after",
    NextOf "of-after", NextCloseQuote "close-quote-after", NextLower "lower-word-after", NextCharacter "character-after", NextRank "rank-after",
    NextReadAfter "read-after", NextPronoun "pronoun-after", NextWrite "write-after", NextPoss "s-after", NextNumber "number-after",
    NearBookAfter "book-word-near-after", NearAuthorAfter "author-word-near-after", NearEditionAfter "edition-near-after",
    NearFilmAfter "film-near-after", NearPeriodicalAfter "periodical-near-after", QuoteThenEmphasis "quote-then-emphasis", NearIsbn "isbn-near", NearPublisher "publisher-near", NextArticleLike "article-signs-after",
    // the line it stands on
    LineItem "line-item", LineHeading "line-heading", LineStart "line-start", LineWhole "line-whole", LineShort "line-short",
    LineFurniture "line-furniture", SlotThenBy "slot-then-by", SlotThenDash "slot-then-dash", SlotThenComma "slot-then-comma",
    SlotThenParen "slot-then-paren", SlotThenColon "slot-then-colon", SlotAfterDash "slot-after-dash", SlotAfterColon "slot-after-colon",
    SlotAfterPersonComma "slot-after-name-comma", SlotLast "slot-to-line-end", LineFirst "first-line", LineLone "line-alone-in-block",
    ItemStartCapital "item-start-capital", ItemWholeCapital "item-whole-title-case",
    // what surrounds it
    LeadBook "lead-books", LeadFilm "lead-films", LeadMusic "lead-music", LeadGame "lead-games", LeadSoftware "lead-software", LeadEssay "lead-essays",
    LeadReading "lead-reading", LeadFiction "lead-fiction", LeadAuthor "lead-authors",
    RequestBook "request-books", RequestFilm "request-films", TopicNone "topic-no-books", TopicSome "topic-some-books", TopicBooks "topic-books",
    TopicFilms "topic-films", TopicThings "topic-things", TopicShort "text-short",
    SentenceBook "sentence-books", SentenceRead "sentence-read", SentenceWrite "sentence-write", SentenceFilm "sentence-film", SentenceMusic "sentence-music",
    SentenceGame "sentence-game", SentencePeriodical "sentence-periodical", SentenceCourse "sentence-course", SentenceSeries "sentence-series",
    SentenceSoftware "sentence-software", SentenceAuthor "sentence-author", SentenceRecommend "sentence-recommend", SentenceEssay "sentence-essay",
    SentenceFiction "sentence-fiction", SentenceEvaluation "sentence-evaluation", SentenceChapter "sentence-chapter", SentenceBare "sentence-without-cue",
    // links
    LinkBook "link-to-book-page", LinkVideo "link-to-film-or-video", LinkWiki "link-to-encyclopedia", LinkOther "link-elsewhere",
    LinkSlug "link-repeats-title", AddressAfter "address-after",
    // known titles
    Often "one-word-often", Known1 "known-1-word", Known2 "known-2-words", Known3 "known-3-words", Known4 "known-4+-words", KnownLower "known-in-lower-case",
    KnownAuthorNear "known-author-near", KnownAuthorHere "known-author-in-text", KnownAuthorless "known-author-absent", KnownOrdinaryAlone "known-ordinary-author-absent",
    KnownLonger "inside-longer-known", KnownOrdinary "known-but-ordinary-word", KnownAndArticle "known-with-article", KnownInside "holds-known-title",
    AuthorBefore "known-author-before", AuthorAfter "known-author-after", KnownUpper "known-initialism",
    // the second look
    Again "accepted-elsewhere", AgainOften "accepted-elsewhere-surely", AgainShort "short-form-of-accepted", AgainLonger "longer-form-of-accepted",
    SiblingsYes "sibling-lines-accepted", SiblingsNo "sibling-lines-not", NeighbourAccepted "listed-beside-accepted",
    Others0 "no-other-accepted", Others1 "one-other-accepted", Others3 "few-others-accepted", Others6 "many-others-accepted", FirstSure "first-look-sure", FirstLikely "first-look-likely", FirstUnlikely "first-look-unlikely",
    Initials "initials-of-accepted",
    Surest0 "no-other-likely", Surest1 "surest-other-likely", Surest2 "surest-other-sure", Surest3 "surest-other-certain",
    Dense1 "books-sparse", Dense2 "books-here-and-there", Dense3 "books-dense", TwinsAll "twins-all-accepted", TwinsMost "twins-mostly-accepted", TwinsSome "twins-partly-accepted", TwinsNone "no-twin-accepted",
    TwinsNever "no-twin-of-many-accepted", AfterAll "same-after-all-accepted", AfterMost "same-after-mostly-accepted",
    AfterSome "same-after-partly-accepted", AfterNone "same-after-none-accepted", AfterNever "same-after-none-of-many-accepted",
    SlotMostly "slot-mostly-accepted", SlotPartly "slot-partly-accepted", SlotRarely "slot-rarely-accepted",
}

/// The number of plain observations; pairs of frames are numbered after them, then what the layout shows.
pub const PLAIN: usize = NAMES.len();

/// The number of observations.
pub const COUNT: usize = PLAIN + frame::COUNT + layout::COUNT;

/// What the table of weights calls an observation.
pub fn name(at: usize) -> &'static str {
    match at.checked_sub(PLAIN) {
        None => NAMES[at],
        Some(at) if at < frame::COUNT => frame::name(at),
        Some(at) => layout::name(at - frame::COUNT),
    }
}

/// The observations made of one candidate.
#[derive(Clone, Debug, Default)]
pub struct Seen(pub Vec<u16>);

impl Seen {
    /// Notes an observation.
    pub fn note(&mut self, feature: Feature) {
        self.0.push(feature as u16);
    }

    /// Whether it was noted.
    pub fn has(&self, feature: Feature) -> bool {
        self.0.contains(&(feature as u16))
    }

    fn note_if(&mut self, yes: bool, feature: Feature) {
        if yes {
            self.note(feature);
        }
    }

    fn table(&mut self, classes: Classes, table: &[(Classes, Feature)]) {
        for &(class, feature) in table {
            self.note_if(classes.has(class), feature);
        }
    }
}

/// Describes a candidate, the second look left out.
pub fn observe(context: &Context<'_, '_>, candidate: &Candidate) -> Seen {
    let mut seen = Seen(Vec::with_capacity(80));
    seen.note(Feature::Always);
    let c = At { context, view: context.view, first: candidate.first, end: candidate.end };
    inside::observe(&c, candidate.group, &mut seen);
    beside::observe(&c, &mut seen);
    around::observe(&c, &mut seen);
    frame::observe(context, candidate, &mut seen);
    context.layout.observe(context, candidate, &mut seen);
    seen
}

struct At<'a> {
    context: &'a Context<'a, 'a>,
    view: &'a View<'a>,
    first: usize,
    end: usize,
}

impl At<'_> {
    fn len(&self) -> usize {
        self.end - self.first
    }

    fn tokens(&self) -> &[Token] {
        &self.view.tokens[self.first..self.end]
    }

    fn is_capital(&self, at: usize) -> bool {
        self.view.tokens.get(at).is_some_and(|t| t.is_capital())
    }

    fn gap_after(&self) -> Gap {
        self.view.gap(self.end)
    }

    fn gap_before(&self) -> Gap {
        self.view.gap(self.first)
    }
}

pub(super) fn is_sentence_start(gap: Gap) -> bool {
    gap.has(Gap::SENTENCE.or(Gap::PARA).or(Gap::LINE))
}

/// A number between 1000 and 2100.
pub fn is_year(view: &View<'_>, at: usize) -> bool {
    let word = view.stem(at);
    word.len() == 4 && word.parse::<u16>().is_ok_and(|y| (1000..=2100).contains(&y))
}

/// In "his 1930 book (published abroad) X", the word before the bracket; a longer bracket is its own sentence.
pub fn over_bracket(view: &View<'_>, first: usize) -> Option<usize> {
    if !view.gap(first).has(Gap::CLOSE_PAREN) || view.gap(first).0 & !(Gap::CLOSE_PAREN.0 | Gap::SPACE.0) != 0 {
        return None;
    }
    (first.saturating_sub(15)..first).rev().find(|&k| view.gap(k).has(Gap::OPEN_PAREN))?.checked_sub(1)
}

/// "In his book X NAME explains": a name that the text knows, with a verb.
pub fn is_subject(context: &Context<'_, '_>, at: usize) -> bool {
    let view = context.view;
    let Some(end) = people::name_from(view, at).filter(|_| view.gap(at).is_plain()) else { return false };
    let verb = view.classes(end).has(Classes::ARGUE.or(Classes::WRITE)) && view.gap(end).is_plain();
    verb && context.occurrences(end - 1) >= 2
}
