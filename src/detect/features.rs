//! What can be seen of a candidate, as a set of named yes-or-no observations.
//!
//! Each is worth something in the table of weights (`data/detector.tsv`), once for all candidates and once more
//! for those of the same group. A new observation is a line in the list below and the place that notes it.

use super::context::Context;
use super::frame;
use super::lexicon::Classes;
use super::people;
use super::propose::{Candidate, Group};
use super::view::{Gap, LineKind, RunKind, Shape, View};

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
    // its first word
    FirstLower "first-lower", FirstArticle "first-article", FirstArticleLower "first-article-lower", FirstStart "first-start-word",
    FirstStartSentence "first-start-word-of-sentence", FirstPronoun "first-pronoun", FirstNumber "first-number",
    FirstGiven "first-given-name", FirstPoss "first-possessive", FirstSmall "first-small", FirstHead "first-title-head",
    FirstRank "first-rank", FirstPossessive "first-has-s", FirstOrdinary "first-ordinary-elsewhere",
    // its last word
    LastSmall "last-small", LastLower "last-lower", LastNumber "last-number", LastYear "last-year", LastPossessive "last-has-s",
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
    // cut out of something longer
    CutLeft "capital-before", ShedsStart "sheds-sentence-start", AfterWholeName "after-whole-name", CutRight "capital-after", CutLeftSmall "cut-after-small", CutRightSmall "cut-before-small",
    CutColonRight "cut-at-colon", CutCommaRight "cut-at-comma-before-capital", CutAndRight "cut-before-and-capital",
    CutAndLeft "cut-after-and", ArticleBefore "article-before", ArticleBeforeCapital "capital-article-before",
    // before it
    SentenceStart "sentence-start", PrevRead "after-read", PrevRecommend "after-recommend", PrevSee "after-see", PrevWrite "after-write",
    PrevBook "after-book-word", PrevCalled "after-called", PrevBy "after-by", PrevPoss "after-his", PrevS "after-s",
    PrevSBook "after-s-and-book-word", PrevPossBook "after-his-and-book-word", PrevIn "after-in", PrevOf "after-of", PrevFrom "after-from",
    PrevTo "after-to", PrevAt "after-at", PrevOn "after-on", PrevWith "after-with", PrevAnd "after-and", PrevThan "after-than",
    PrevFilm "after-film-word", PrevEssay "after-essay-word", PrevChapter "after-chapter", PrevChapterOf "after-chapter-of",
    PrevPerson "after-person", PrevPersonComma "after-person-comma", PrevPersonColon "after-person-colon",
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
    NextPerson "person-after", NextSubject "subject-after", NextCommaBy "mark-by-name-after", NextYear "year-after", NextParenYear "paren-year-after", NextParen "paren-after",
    NextBe "be-after", NextArgue "argue-after", NextBook "book-word-after", NextFilm "film-word-after", NextSeries "series-after",
    NextOrg "organisation-after", NextEvent "event-after", NextEdition "edition-after", NextSoftware "software-after", NextSentence "sentence-ends",
    NextPara "paragraph-ends", NextComma "comma-after", NextAnd "and-after", NextColon "colon-after", NextDash "dash-after", NextIn "in-after",
    NextOf "of-after", NextCloseQuote "close-quote-after", NextLower "lower-word-after", NextCharacter "character-after", NextRank "rank-after",
    NextReadAfter "read-after", NextPronoun "pronoun-after", NextWrite "write-after", NextPoss "s-after", NextNumber "number-after",
    NearBookAfter "book-word-near-after", NearAuthorAfter "author-word-near-after", NearEditionAfter "edition-near-after",
    NearFilmAfter "film-near-after", NearIsbn "isbn-near", NearPublisher "publisher-near", NextArticleLike "article-signs-after",
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
    KnownAuthorNear "known-author-near", KnownAuthorHere "known-author-in-text", KnownAuthorless "known-author-absent",
    KnownLonger "inside-longer-known", KnownOrdinary "known-but-ordinary-word", KnownAndArticle "known-with-article", KnownInside "holds-known-title",
    AuthorBefore "known-author-before", AuthorAfter "known-author-after", KnownUpper "known-initialism",
    // the second look
    Again "accepted-elsewhere", AgainOften "accepted-elsewhere-surely", AgainShort "short-form-of-accepted", AgainLonger "longer-form-of-accepted",
    SiblingsYes "sibling-lines-accepted", SiblingsNo "sibling-lines-not", NeighbourAccepted "listed-beside-accepted", NeighbourRefused "listed-beside-refused",
    Others0 "no-other-accepted", Others1 "one-other-accepted", Others3 "few-others-accepted", Others6 "many-others-accepted",
    SameAuthor "author-of-accepted-before", FirstSure "first-look-sure", FirstLikely "first-look-likely", FirstUnlikely "first-look-unlikely",
    Initials "initials-of-accepted",
    SlotMostly "slot-mostly-accepted", SlotPartly "slot-partly-accepted", SlotRarely "slot-rarely-accepted",
}

/// The number of plain observations; pairs of frames are numbered after them.
pub const PLAIN: usize = NAMES.len();

/// The number of observations.
pub const COUNT: usize = PLAIN + frame::COUNT;

/// What the table of weights calls an observation.
pub fn name(at: usize) -> &'static str {
    NAMES.get(at).copied().unwrap_or_else(|| frame::name(at - PLAIN))
}

/// The observations made of one candidate.
#[derive(Clone, Debug, Default)]
pub struct Seen(pub Vec<u16>);

impl Seen {
    /// Notes an observation.
    pub fn note(&mut self, feature: Feature) {
        self.0.push(feature as u16);
    }

    fn has(&self, feature: Feature) -> bool {
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
    let mut seen = Seen(Vec::with_capacity(48));
    seen.note(Feature::Always);
    let c = At { context, view: context.view, first: candidate.first, end: candidate.end };
    runs(&c, candidate.group, &mut seen);
    length_and_case(&c, &mut seen);
    first_word(&c, &mut seen);
    last_word(&c, &mut seen);
    inside(&c, &mut seen);
    shapes(&c, &mut seen);
    before(&c, &mut seen);
    near_before(&c, &mut seen);
    after(&c, &mut seen);
    cuts(&c, &mut seen);
    near_after(&c, &mut seen);
    line(&c, &mut seen);
    surroundings(&c, &mut seen);
    links(&c, &mut seen);
    known(&c, &mut seen);
    frame::observe(context, candidate, &mut seen);
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

    fn tokens(&self) -> &[super::view::Token] {
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

use Feature as F;

fn runs(c: &At<'_>, group: Group, seen: &mut Seen) {
    let (a, b) = (&c.view.tokens[c.first], &c.view.tokens[c.end - 1]);
    let ids = match group {
        Group::Emphasis => (a.emphasis, b.emphasis),
        Group::Quote => (a.quote, b.quote),
        Group::Link => (a.link, b.link),
        Group::Plain | Group::Slot => (0, 0),
    };
    if let Some(run) = c.view.runs.get((ids.0 as usize).wrapping_sub(1)) {
        let (starts, ends) = (run.first as usize == c.first, run.end as usize == c.end);
        seen.note(if starts && ends { F::RunExact } else { F::RunPart });
        seen.note_if(starts && !ends, F::RunStart);
        seen.note_if(!(starts && ends) && run.end - run.first > 10, F::LongRunPart);
        if starts && ends {
            seen.note(match run.kind {
                RunKind::Emphasis => F::EmphasisExact,
                RunKind::Quote => F::QuoteExact,
                RunKind::Link => F::LinkExact,
            });
        }
    }
    let changes = |f: fn(&super::view::Token) -> u32| c.tokens().windows(2).any(|w| f(&w[0]) != f(&w[1]));
    seen.note_if(changes(|t| t.emphasis) || changes(|t| t.quote) || changes(|t| t.link), F::CrossesRun);
    let holds = |id: u32, outer: Group| group != outer && id != 0;
    seen.note_if(holds(a.emphasis, Group::Emphasis) || holds(a.link, Group::Link), F::RunWithin);
}

fn length_and_case(c: &At<'_>, seen: &mut Seen) {
    seen.note(match c.len() {
        1 => F::Words1,
        2 => F::Words2,
        3 => F::Words3,
        4 => F::Words4,
        5..=6 => F::Words5,
        7..=9 => F::Words7,
        10..=14 => F::Words10,
        _ => F::Words15,
    });
    let content = c.tokens().iter().filter(|t| !t.classes.has(Classes::SMALL) && t.shape != Shape::Number);
    let (mut all, mut lower) = (0, 0);
    for token in content {
        all += 1;
        lower += usize::from(token.shape == Shape::Lower);
    }
    seen.note(match lower {
        0 => F::LowerNone,
        _ if lower == all => F::LowerAll,
        _ if lower * 3 <= all => F::LowerFew,
        _ => F::LowerMany,
    });
    seen.note_if(all > 1 && lower == all - 1 && c.is_capital(c.first), F::CapitalsFirstOnly);
}

fn first_word(c: &At<'_>, seen: &mut Seen) {
    let token = &c.view.tokens[c.first];
    let lower = token.shape == Shape::Lower;
    seen.note_if(lower, F::FirstLower);
    if token.classes.has(Classes::ARTICLE) {
        seen.note(if lower { F::FirstArticleLower } else { F::FirstArticle });
    }
    let starts = is_sentence_start(c.gap_before());
    let start_word = token.classes.has(Classes::START);
    seen.note_if(start_word, F::FirstStart);
    seen.note_if(start_word && starts, F::FirstStartSentence);
    seen.table(
        token.classes,
        &[
            (Classes::PRONOUN, F::FirstPronoun),
            (Classes::GIVEN, F::FirstGiven),
            (Classes::POSS, F::FirstPoss),
            (Classes::SMALL, F::FirstSmall),
            (Classes::HEAD, F::FirstHead),
            (Classes::RANK, F::FirstRank),
        ],
    );
    seen.note_if(token.shape == Shape::Number, F::FirstNumber);
    seen.note_if(token.is_possessive(), F::FirstPossessive);
    seen.note_if(!lower && c.context.is_ordinary(c.first), F::FirstOrdinary);
}

fn is_sentence_start(gap: Gap) -> bool {
    gap.has(Gap::SENTENCE.or(Gap::PARA).or(Gap::LINE))
}

const LAST: &[(Classes, Feature)] = &[
    (Classes::SMALL, F::LastSmall),
    (Classes::GIVEN, F::LastGiven),
    (Classes::BOOK, F::LastBook),
    (Classes::EVENT, F::LastEvent),
    (Classes::ORG, F::LastOrg),
    (Classes::PLACE, F::LastPlace),
    (Classes::PERIODICAL, F::LastPeriodical),
    (Classes::ERA, F::LastEra),
    (Classes::ESSAY, F::LastEssay),
    (Classes::FILM, F::LastFilm),
    (Classes::SOFTWARE, F::LastSoftware),
    (Classes::SERIES, F::LastSeries),
    (Classes::GAME, F::LastGame),
    (Classes::COURSE, F::LastCourse),
    (Classes::COUNTRY, F::LastCountry),
    (Classes::RANK, F::LastRank),
    (Classes::EDITION, F::LastEdition),
    (Classes::LAW, F::LastLaw),
    (Classes::HEAD, F::LastHead),
];

fn last_word(c: &At<'_>, seen: &mut Seen) {
    let token = &c.view.tokens[c.end - 1];
    seen.table(token.classes, LAST);
    seen.note_if(token.shape == Shape::Lower, F::LastLower);
    if token.shape == Shape::Number {
        seen.note(if is_year(c.view, c.end - 1) { F::LastYear } else { F::LastNumber });
    }
    seen.note_if(token.is_possessive(), F::LastPossessive);
}

/// A number between 1000 and 2100.
pub fn is_year(view: &View<'_>, at: usize) -> bool {
    let word = view.stem(at);
    word.len() == 4 && word.parse::<u16>().is_ok_and(|y| (1000..=2100).contains(&y))
}

const INSIDE: &[(Classes, Feature)] = &[
    (Classes::HEAD, F::HeadInside),
    (Classes::EVENT, F::EventInside),
    (Classes::ORG, F::OrgInside),
    (Classes::PLACE, F::PlaceInside),
    (Classes::COUNTRY, F::CountryInside),
    (Classes::RANK, F::RankInside),
    (Classes::MONTH, F::MonthInside),
    (Classes::PRONOUN, F::PronounInside),
    (Classes::PERIODICAL, F::PeriodicalInside),
    (Classes::LAW, F::LawInside),
    (Classes::BOOK, F::BookInside),
    (Classes::BE, F::BeInside),
    (Classes::READ, F::ReadInside),
    (Classes::EVALUATION, F::EvaluationInside),
    (Classes::SOFTWARE, F::SoftwareInside),
    (Classes::FILM, F::FilmInside),
    (Classes::GIVEN, F::GivenInside),
];

fn inside(c: &At<'_>, seen: &mut Seen) {
    let all = c.tokens().iter().fold(Classes::NONE, |a, t| a.or(t.classes));
    seen.table(all, INSIDE);
    let gaps = c.tokens().iter().skip(1).fold(Gap::default(), |a, t| a.or(t.gap));
    let commas = c.tokens().iter().skip(1).filter(|t| t.gap.has(Gap::COMMA)).count();
    for (yes, feature) in [
        (gaps.has(Gap::COLON), F::ColonInside),
        (commas == 1, F::CommaInside),
        (commas > 1, F::CommasInside),
        (gaps.has(Gap::DASH), F::DashInside),
        (gaps.has(Gap::SENTENCE), F::SentenceInside),
        (gaps.has(Gap::OPEN_PAREN.or(Gap::CLOSE_PAREN)), F::ParenInside),
        (gaps.has(Gap::LINE), F::LineInside),
    ] {
        seen.note_if(yes, feature);
    }
    inner_words(c, seen);
    if let Some(at) = (c.first + 1..c.end).find(|&k| c.view.gap(k).has(Gap::COLON)) {
        seen.note_if(c.view.tokens[at].shape != Shape::Lower, F::ColonThenCapital);
        seen.note_if(at - c.first > 6, F::ColonEarly);
    }
}

fn inner_words(c: &At<'_>, seen: &mut Seen) {
    let inner = &c.tokens()[1.min(c.len() - 1)..c.len() - 1];
    let any = |f: &dyn Fn(&super::view::Token) -> bool| inner.iter().any(f);
    seen.note_if(any(&|t| t.classes.has(Classes::SMALL) && t.shape == Shape::Lower), F::SmallInside);
    seen.note_if(any(&|t| t.classes.has(Classes::AND)), F::AndInside);
    seen.note_if(any(&|t| t.classes.has(Classes::START) && t.shape == Shape::Capital), F::StartInside);
    seen.note_if((c.first + 1..c.end).any(|k| matches!(c.view.stem(k), "of" | "Of" | "de" | "der")), F::OfInside);
    let by = (c.first + 1..c.end).any(|k| c.view.stem(k) == "by" && c.is_capital(k + 1));
    seen.note_if(by, F::ByInside);
    seen.note_if(c.tokens().iter().any(|t| t.shape == Shape::Number), F::NumberInside);
    let before_last = &c.tokens()[..c.len() - 1];
    seen.note_if(before_last.iter().any(|t| t.is_possessive()), F::PossessiveInside);
    seen.note_if(
        c.tokens().iter().any(|t| t.shape == Shape::Initial && !t.classes.has(Classes::ARTICLE)),
        F::InitialInside,
    );
}

fn shapes(c: &At<'_>, seen: &mut Seen) {
    match people::person_shape(c.view, c.first, c.end) {
        3 => seen.note(F::Person3),
        2 => seen.note(F::Person2),
        1 => seen.note(F::Person1),
        _ => person_inside(c, seen),
    }
    seen.note_if(c.len() <= 2 && c.context.is_surname(c.end - 1), F::Surname);
    let last = super::gazetteer::NormWord::of(c.view.stem(c.end - 1));
    seen.note_if(c.len() <= 3 && c.context.gazetteer.is_author(last), F::AuthorName);
    if c.len() == 1 {
        match c.view.tokens[c.first].shape {
            Shape::Upper => seen.note(F::UpperOne),
            Shape::Mixed => seen.note(F::MixedOne),
            Shape::Initial => seen.note(F::InitialOne),
            _ => {}
        }
        let classes = c.view.classes(c.first);
        seen.note_if(classes != Classes::NONE, F::OneCommon);
        seen.note_if(classes.has(Classes::COUNTRY), F::Demonym);
        seen.note_if(c.context.occurrences(c.first) >= 3, F::Often);
    } else {
        seen.note_if(c.tokens().iter().all(|t| t.shape == Shape::Upper || t.shape == Shape::Initial), F::UpperAll);
    }
    let mut content =
        (c.first..c.end).filter(|&k| !c.view.classes(k).has(Classes::SMALL) && c.is_capital(k)).peekable();
    if content.peek().is_some() {
        let ordinary = content.filter(|&k| c.context.is_ordinary(k)).count();
        let all = (c.first..c.end).filter(|&k| !c.view.classes(k).has(Classes::SMALL) && c.is_capital(k)).count();
        seen.note_if(ordinary == all, F::OrdinaryAll);
        seen.note_if(ordinary == 0, F::OrdinaryNone);
    }
}

fn person_inside(c: &At<'_>, seen: &mut Seen) {
    if c.len() < 3 {
        return;
    }
    let prefix = (2..=3.min(c.len() - 1)).any(|n| people::person_shape(c.view, c.first, c.first + n) >= 2);
    let suffix = (2..=3.min(c.len() - 1)).any(|n| people::person_shape(c.view, c.end - n, c.end) >= 2);
    seen.note_if(prefix, F::PersonPrefix);
    seen.note_if(suffix, F::PersonSuffix);
}

fn cuts(c: &At<'_>, seen: &mut Seen) {
    let plain_before = c.first > 0 && c.gap_before().is_plain();
    let plain_after = c.end < c.view.tokens.len() && c.gap_after().is_plain();
    if plain_before {
        let before = c.first - 1;
        let sheds = sheds_start(c.view, before);
        seen.note_if(sheds, F::ShedsStart);
        let person = people::name_until(c.view, c.first).filter(|&p| people::person_shape(c.view, p, c.first) >= 2);
        let whole_name = person.is_some_and(|p| !c.view.gap(p).is_plain() || p == 0);
        seen.note_if(whole_name, F::AfterWholeName);
        let capital = c.is_capital(before) && !c.view.tokens[before].is_possessive();
        seen.note_if(capital && !sheds && !whole_name, F::CutLeft);
        let classes = c.view.classes(before);
        let small = classes.has(Classes::SMALL) && !classes.has(Classes::ARTICLE);
        let capital_further = before > 0 && c.is_capital(before - 1) && c.view.gap(before).is_plain();
        seen.note_if(small && capital_further, F::CutLeftSmall);
        seen.note_if(classes.has(Classes::AND) && capital_further, F::CutAndLeft);
        if classes.has(Classes::ARTICLE) {
            let lower = c.view.tokens[before].shape == Shape::Lower;
            seen.note(if lower { F::ArticleBefore } else { F::ArticleBeforeCapital });
        }
    }
    let capital_next = c.is_capital(c.end + 1) && c.view.gap(c.end + 1).is_plain();
    if plain_after {
        let subject = seen.has(F::NextSubject);
        seen.note_if(c.is_capital(c.end) && !subject, F::CutRight);
        let classes = c.view.classes(c.end);
        seen.note_if(classes.has(Classes::SMALL) && !classes.has(Classes::BY) && capital_next, F::CutRightSmall);
        seen.note_if(classes.has(Classes::AND) && capital_next, F::CutAndRight);
    }
    seen.note_if(c.gap_after().has(Gap::COLON) && c.is_capital(c.end), F::CutColonRight);
    seen.note_if(c.gap_after().has(Gap::COMMA) && c.is_capital(c.end), F::CutCommaRight);
}

/// "Also Code Complete": a word that begins a sentence and no title.
fn sheds_start(view: &View<'_>, at: usize) -> bool {
    view.classes(at).has(Classes::START)
        && !view.classes(at).has(Classes::ARTICLE)
        && (at == 0 || is_sentence_start(view.gap(at)))
}

const PREVIOUS: &[(Classes, Feature)] = &[
    (Classes::READ, F::PrevRead),
    (Classes::RECOMMEND, F::PrevRecommend),
    (Classes::SEE, F::PrevSee),
    (Classes::WRITE, F::PrevWrite),
    (Classes::BOOK, F::PrevBook),
    (Classes::CALLED, F::PrevCalled),
    (Classes::BY, F::PrevBy),
    (Classes::POSS, F::PrevPoss),
    (Classes::FILM, F::PrevFilm),
    (Classes::ESSAY, F::PrevEssay),
    (Classes::CHAPTER, F::PrevChapter),
    (Classes::PRONOUN, F::PrevPronoun),
    (Classes::RANK, F::PrevRank),
    (Classes::SERIES, F::PrevSeries),
    (Classes::SOFTWARE, F::PrevSoftware),
    (Classes::ORG, F::PrevOrg),
    (Classes::ARGUE, F::PrevArgue),
    (Classes::BE, F::PrevBe),
    (Classes::ABOUT, F::PrevAbout),
    (Classes::AUTHOR, F::PrevAuthor),
    (Classes::MUSIC, F::PrevMusic),
    (Classes::PERIODICAL, F::PrevPeriodical),
    (Classes::AND, F::PrevAnd),
    (Classes::COMPARE, F::PrevThan),
];

const BEFORE_GAPS: &[(Gap, Feature)] = &[
    (Gap::COLON, F::PrevColon),
    (Gap::COMMA, F::PrevComma),
    (Gap::DASH, F::PrevDash),
    (Gap::OPEN_PAREN, F::PrevParen),
    (Gap::OPEN_QUOTE, F::PrevQuote),
    (Gap::CLOSE_EMPHASIS, F::PrevCloseEmphasis),
    (Gap::SLASH, F::PrevSlash),
    (Gap::PERIOD, F::PrevPeriod),
    (Gap::SEMICOLON, F::PrevSemicolon),
];

fn before(c: &At<'_>, seen: &mut Seen) {
    let gap = c.gap_before();
    for &(mark, feature) in BEFORE_GAPS {
        seen.note_if(gap.has(mark), feature);
    }
    seen.note_if(c.first == 0 || is_sentence_start(gap), F::SentenceStart);
    let Some(before) = c.first.checked_sub(1).filter(|_| !gap.has(Gap::PARA)) else { return };
    byline_before(c, before, gap, seen);
    if gap.has(Gap::SENTENCE) {
        return;
    }
    let before = over_bracket(c.view, c.first).unwrap_or(before);
    let token = &c.view.tokens[before];
    seen.table(token.classes, PREVIOUS);
    match c.view.stem(before) {
        "in" => seen.note(F::PrevIn),
        "of" => seen.note(F::PrevOf),
        "from" => seen.note(F::PrevFrom),
        "to" => seen.note(F::PrevTo),
        "at" => seen.note(F::PrevAt),
        "on" => seen.note(F::PrevOn),
        "with" => seen.note(F::PrevWith),
        "the" => seen.note(F::PrevThe),
        _ => {}
    }
    seen.note_if(token.shape == Shape::Lower, F::PrevLower);
    if token.shape == Shape::Number {
        seen.note(if is_year(c.view, before) { F::PrevYear } else { F::PrevNumber });
    }
    two_before(c, before, seen);
}

/// In "his 1930 book (published abroad) X", the word before the bracket; a longer bracket is its own sentence.
pub fn over_bracket(view: &View<'_>, first: usize) -> Option<usize> {
    if !view.gap(first).has(Gap::CLOSE_PAREN) || view.gap(first).0 & !(Gap::CLOSE_PAREN.0 | Gap::SPACE.0) != 0 {
        return None;
    }
    (first.saturating_sub(15)..first).rev().find(|&k| view.gap(k).has(Gap::OPEN_PAREN))?.checked_sub(1)
}

fn two_before(c: &At<'_>, before: usize, seen: &mut Seen) {
    let Some(second) = before.checked_sub(1).filter(|_| !c.view.gap(before).has(Gap::SENTENCE.or(Gap::PARA))) else {
        return;
    };
    let classes = c.view.classes(second);
    seen.table(
        classes,
        &[
            (Classes::READ, F::Prev2Read),
            (Classes::BOOK, F::Prev2Book),
            (Classes::WRITE, F::Prev2Write),
            (Classes::CHAPTER, F::Prev2Chapter),
            (Classes::FILM, F::Prev2Film),
            (Classes::CALLED, F::Prev2Called),
            (Classes::RECOMMEND, F::Prev2Recommend),
        ],
    );
    let here = c.view.classes(before);
    seen.note_if(
        classes.has(Classes::CHAPTER) && matches!(c.view.stem(before), "of" | "in" | "from"),
        F::PrevChapterOf,
    );
    if here.has(Classes::BOOK) {
        seen.note_if(classes.has(Classes::POSS), F::PrevPossBook);
        let possessive = (before.saturating_sub(3)..before).any(|k| c.view.tokens[k].is_possessive());
        let his = (before.saturating_sub(3)..before).any(|k| c.view.classes(k).has(Classes::HIS));
        seen.note_if(possessive, F::PrevSBook);
        seen.note_if(his && !classes.has(Classes::POSS), F::PrevPossBook);
    }
}

fn byline_before(c: &At<'_>, before: usize, gap: Gap, seen: &mut Seen) {
    if !c.is_capital(before) {
        return;
    }
    if c.view.tokens[before].is_possessive() && !gap.has(Gap::SENTENCE) {
        seen.note(F::PrevS);
        seen.note_if(people::name_until(c.view, before + 1).is_some(), F::PrevPersonS);
    }
    let Some(start) = people::name_until(c.view, before + 1) else { return };
    let full = people::person_shape(c.view, start, before + 1) >= 1;
    let last = super::gazetteer::NormWord::of(c.view.stem(before));
    let author = c.context.gazetteer.is_author(last);
    seen.note_if(author, F::AuthorBefore);
    if !full && !author && !c.context.is_surname(before) {
        return;
    }
    seen.note(F::PrevPerson);
    seen.note_if(gap.has(Gap::COMMA), F::PrevPersonComma);
    seen.note_if(gap.has(Gap::COLON), F::PrevPersonColon);
    seen.note_if(gap.has(Gap::DASH), F::PrevPersonDash);
}

const NEAR_BEFORE: &[(Classes, Feature)] = &[
    (Classes::BOOK, F::NearBookBefore),
    (Classes::READ, F::NearReadBefore),
    (Classes::WRITE, F::NearWriteBefore),
    (Classes::FILM, F::NearFilmBefore),
    (Classes::ESSAY, F::NearEssayBefore),
    (Classes::PERIODICAL, F::NearPeriodicalBefore),
    (Classes::SEE, F::NearSeeBefore),
    (Classes::GAME, F::NearGameBefore),
    (Classes::COURSE, F::NearCourseBefore),
];

fn near_before(c: &At<'_>, seen: &mut Seen) {
    let from = c.first.saturating_sub(7);
    let mut classes = Classes::NONE;
    for k in from..c.first {
        if c.context.same_sentence(k, c.first) {
            classes = classes.or(c.view.classes(k));
        }
    }
    seen.table(classes, NEAR_BEFORE);
}

fn after(c: &At<'_>, seen: &mut Seen) {
    let gap = c.gap_after();
    byline_after(c, gap, seen);
    subject_after(c, seen);
    for (mark, feature) in [
        (Gap::SENTENCE, F::NextSentence),
        (Gap::PARA, F::NextPara),
        (Gap::COMMA, F::NextComma),
        (Gap::COLON, F::NextColon),
        (Gap::DASH, F::NextDash),
        (Gap::OPEN_PAREN, F::NextParen),
        (Gap::CLOSE_QUOTE, F::NextCloseQuote),
        (Gap::ADDRESS, F::AddressAfter),
    ] {
        seen.note_if(gap.has(mark), feature);
    }
    if is_year(c.view, c.end) {
        seen.note(F::NextYear);
        seen.note_if(gap.has(Gap::OPEN_PAREN), F::NextParenYear);
    } else if gap.has(Gap::OPEN_PAREN) {
        let year = (c.end..(c.end + 8).min(c.view.tokens.len()))
            .take_while(|&k| k == c.end || !c.view.gap(k).has(Gap::CLOSE_PAREN));
        seen.note_if(year.into_iter().any(|k| is_year(c.view, k)), F::NextParenYear);
    }
    if gap.has(Gap::SENTENCE.or(Gap::PARA)) || c.end >= c.view.tokens.len() {
        return;
    }
    next_word(c, seen);
}

const NEXT: &[(Classes, Feature)] = &[
    (Classes::BE, F::NextBe),
    (Classes::ARGUE, F::NextArgue),
    (Classes::BOOK, F::NextBook),
    (Classes::FILM, F::NextFilm),
    (Classes::SERIES, F::NextSeries),
    (Classes::ORG, F::NextOrg),
    (Classes::EVENT, F::NextEvent),
    (Classes::EDITION, F::NextEdition),
    (Classes::SOFTWARE, F::NextSoftware),
    (Classes::AND, F::NextAnd),
    (Classes::CHARACTER, F::NextCharacter),
    (Classes::RANK, F::NextRank),
    (Classes::READ, F::NextReadAfter),
    (Classes::PRONOUN, F::NextPronoun),
    (Classes::WRITE, F::NextWrite),
];

fn next_word(c: &At<'_>, seen: &mut Seen) {
    let token = &c.view.tokens[c.end];
    seen.table(token.classes, NEXT);
    match c.view.stem(c.end) {
        "in" => seen.note(F::NextIn),
        "of" => seen.note(F::NextOf),
        _ => {}
    }
    seen.note_if(token.shape == Shape::Lower, F::NextLower);
    seen.note_if(token.shape == Shape::Number && !is_year(c.view, c.end), F::NextNumber);
    seen.note_if(c.view.tokens[c.end - 1].is_possessive(), F::NextPoss);
    // `33(1), 5-17`: a volume and pages are an article's.
    let pages = (c.end..(c.end + 6).min(c.view.tokens.len()))
        .any(|k| c.view.tokens[k].shape == Shape::Number && c.view.gap(k).has(Gap::TIGHT_DASH));
    seen.note_if(pages, F::NextArticleLike);
}

/// "by NAME", ", NAME", "- NAME", "(NAME)": whatever names a person right after the title.
fn byline_after(c: &At<'_>, gap: Gap, seen: &mut Seen) {
    if gap.has(Gap::PARA) {
        return;
    }
    if c.view.classes(c.end).has(Classes::BY) {
        let named = people::name_from(c.view, c.end + 1).is_some();
        seen.note(if named { F::NextByName } else { F::NextBy });
        seen.note_if(named && !gap.is_plain(), F::NextCommaBy);
        return;
    }
    let Some(end) = people::name_from(c.view, c.end) else { return };
    let author = c.context.gazetteer.is_author(super::gazetteer::NormWord::of(c.view.stem(end - 1)));
    seen.note_if(author && !gap.has(Gap::SENTENCE), F::AuthorAfter);
    if people::person_shape(c.view, c.end, end) == 0 && !author {
        return;
    }
    for (mark, feature) in
        [(Gap::COMMA, F::NextCommaName), (Gap::DASH, F::NextDashName), (Gap::OPEN_PAREN, F::NextParenName)]
    {
        seen.note_if(gap.has(mark), feature);
    }
    seen.note_if(gap.is_plain(), F::NextPerson);
}

/// "In his book X NAME explains": a name that the text knows, with a verb.
fn subject_after(c: &At<'_>, seen: &mut Seen) {
    let Some(end) = people::name_from(c.view, c.end).filter(|_| c.gap_after().is_plain()) else { return };
    let verb = c.view.classes(end).has(Classes::ARGUE.or(Classes::WRITE)) && c.view.gap(end).is_plain();
    seen.note_if(verb && c.context.occurrences(end - 1) >= 2, F::NextSubject);
}

fn near_after(c: &At<'_>, seen: &mut Seen) {
    let to = (c.end + 8).min(c.view.tokens.len());
    let mut classes = Classes::NONE;
    for k in c.end..to {
        if c.context.same_sentence(k, c.end - 1) {
            classes = classes.or(c.view.classes(k));
        }
    }
    seen.table(
        classes,
        &[
            (Classes::BOOK, F::NearBookAfter),
            (Classes::AUTHOR, F::NearAuthorAfter),
            (Classes::EDITION, F::NearPublisher),
            (Classes::FILM, F::NearFilmAfter),
        ],
    );
    let reach = (c.end + 20).min(c.view.tokens.len());
    let isbn = (c.end..reach).any(|k| {
        let token = &c.view.tokens[k];
        token.shape == Shape::Number
            && token.end - token.start >= 10
            && c.view.stem(k).parse::<crate::model::Isbn>().is_ok()
            || c.view.stem(k).eq_ignore_ascii_case("isbn")
    });
    seen.note_if(isbn, F::NearIsbn);
    let edition = (c.end..to).any(|k| matches!(c.view.stem(k), "edition" | "ed" | "Edition" | "vol" | "Vol"));
    seen.note_if(edition, F::NearEditionAfter);
}

fn line(c: &At<'_>, seen: &mut Seen) {
    let Some(line) = c.view.line_of(c.first) else { return };
    match line.kind {
        LineKind::Item => seen.note(F::LineItem),
        LineKind::Heading => seen.note(F::LineHeading),
        LineKind::Furniture => seen.note(F::LineFurniture),
        LineKind::Prose => {}
    }
    let (first, end) = (line.first as usize, line.end as usize);
    let (starts, ends, short) = (c.first == first, c.end >= end, end - first <= 16);
    seen.note_if(short, F::LineShort);
    seen.note_if(starts, F::LineStart);
    seen.note_if(starts && ends, F::LineWhole);
    seen.note_if(first == 0, F::LineFirst);
    let capital = c.is_capital(c.first) || c.view.tokens[c.first].shape == Shape::Number;
    seen.note_if(starts && capital && line.kind == LineKind::Item, F::ItemStartCapital);
    let title_case = c.tokens().iter().all(|t| t.shape != Shape::Lower || t.classes.has(Classes::SMALL));
    seen.note_if(starts && ends && title_case && line.kind == LineKind::Item, F::ItemWholeCapital);
    let alone = |n: usize| c.view.lines.get(n).is_none_or(|l| l.block != line.block);
    let number = c.view.tokens[c.first].line as usize;
    seen.note_if(alone(number + 1) && alone(number.wrapping_sub(1)) && short, F::LineLone);
    if short || line.kind != LineKind::Prose {
        slots(c, starts, ends, seen);
    }
}

fn slots(c: &At<'_>, starts: bool, ends: bool, seen: &mut Seen) {
    let gap = c.gap_after();
    if starts && !ends {
        seen.note_if(c.view.classes(c.end).has(Classes::BY), F::SlotThenBy);
        seen.note_if(gap.has(Gap::DASH), F::SlotThenDash);
        seen.note_if(gap.has(Gap::COMMA), F::SlotThenComma);
        seen.note_if(gap.has(Gap::OPEN_PAREN), F::SlotThenParen);
        seen.note_if(gap.has(Gap::COLON), F::SlotThenColon);
    }
    if !starts {
        let before = c.gap_before();
        seen.note_if(before.has(Gap::DASH), F::SlotAfterDash);
        seen.note_if(before.has(Gap::COLON), F::SlotAfterColon);
        let name = people::name_until(c.view, c.first).is_some();
        seen.note_if(before.has(Gap::COMMA) && name, F::SlotAfterPersonComma);
        seen.note_if(ends, F::SlotLast);
    }
}

const LEAD: &[(Classes, Feature)] = &[
    (Classes::BOOK, F::LeadBook),
    (Classes::FILM, F::LeadFilm),
    (Classes::MUSIC, F::LeadMusic),
    (Classes::GAME, F::LeadGame),
    (Classes::SOFTWARE, F::LeadSoftware),
    (Classes::ESSAY, F::LeadEssay),
    (Classes::READING, F::LeadReading),
    (Classes::FICTION, F::LeadFiction),
    (Classes::AUTHOR, F::LeadAuthor),
];

const SENTENCE: &[(Classes, Feature)] = &[
    (Classes::BOOK, F::SentenceBook),
    (Classes::READ, F::SentenceRead),
    (Classes::WRITE, F::SentenceWrite),
    (Classes::FILM, F::SentenceFilm),
    (Classes::MUSIC, F::SentenceMusic),
    (Classes::GAME, F::SentenceGame),
    (Classes::PERIODICAL, F::SentencePeriodical),
    (Classes::COURSE, F::SentenceCourse),
    (Classes::SERIES, F::SentenceSeries),
    (Classes::SOFTWARE, F::SentenceSoftware),
    (Classes::AUTHOR, F::SentenceAuthor),
    (Classes::RECOMMEND, F::SentenceRecommend),
    (Classes::ESSAY, F::SentenceEssay),
    (Classes::FICTION, F::SentenceFiction),
    (Classes::EVALUATION, F::SentenceEvaluation),
    (Classes::CHAPTER, F::SentenceChapter),
];

fn surroundings(c: &At<'_>, seen: &mut Seen) {
    seen.table(c.context.lead(c.first), LEAD);
    let sentence = c.context.sentence(c.first);
    seen.table(sentence, SENTENCE);
    let cues = Classes::BOOK.or(Classes::READ).or(Classes::WRITE).or(Classes::AUTHOR).or(Classes::RECOMMEND);
    seen.note_if(!sentence.has(cues), F::SentenceBare);
    let topic = &c.context.topic;
    seen.note_if(topic.request.has(Classes::BOOK.or(Classes::READING)), F::RequestBook);
    seen.note_if(topic.request.has(Classes::FILM), F::RequestFilm);
    seen.note(match topic.books {
        0 => F::TopicNone,
        1 => F::TopicSome,
        _ => F::TopicBooks,
    });
    seen.note_if(topic.films, F::TopicFilms);
    seen.note_if(topic.things, F::TopicThings);
    seen.note_if(topic.short, F::TopicShort);
}

/// Parts of addresses that belong to pages about one book.
const BOOK_PAGES: &[&str] = &[
    "goodreads.",
    "/dp/",
    "/gp/product/",
    "openlibrary.org",
    "worldcat.org",
    "books.google",
    "librarything",
    "bookshop.org",
    "thestorygraph",
    "isbn",
    "/book/",
    "/books/",
    "barnesandnoble",
    "gutenberg.org",
    "amzn.to",
    "amzn.com",
    "waterstones",
    "powells",
    "abebooks",
    "_(novel)",
    "_(book)",
    "leanpub",
    "manning.com",
    "oreilly.com",
    "penguinrandomhouse",
    "amazon.",
];
const VIDEO_PAGES: &[&str] =
    &["imdb.com", "youtube.com", "youtu.be", "netflix", "spotify", "_(film)", "letterboxd", "vimeo", "soundcloud"];

fn links(c: &At<'_>, seen: &mut Seen) {
    let id = c.view.tokens[c.first].link as usize;
    let Some(run) = c.view.runs.get(id.wrapping_sub(1)) else { return };
    let target = c.view.target(run).to_ascii_lowercase();
    if target.is_empty() {
        return;
    }
    seen.note(if BOOK_PAGES.iter().any(|p| target.contains(p)) {
        F::LinkBook
    } else if VIDEO_PAGES.iter().any(|p| target.contains(p)) {
        F::LinkVideo
    } else if target.contains("wikipedia.org") {
        F::LinkWiki
    } else {
        F::LinkOther
    });
    let words: Vec<String> = (c.first..c.end).map(|k| crate::model::title::normalise(c.view.stem(k))).collect();
    let letters: String = target.chars().filter(|c| c.is_alphanumeric()).collect();
    let long: Vec<&String> = words.iter().filter(|w| w.len() > 3).collect();
    let repeats = !long.is_empty() && long.iter().all(|w| letters.contains(w.replace(' ', "").as_str()));
    seen.note_if(repeats, F::LinkSlug);
}

fn known(c: &At<'_>, seen: &mut Seen) {
    let covered = (c.first..c.end).map(|k| usize::from(c.context.covered(k))).max().unwrap_or(0);
    let Some(sighting) = c.context.known(c.first, c.end) else {
        seen.note_if(covered >= 2 && covered + 1 >= c.len() && covered > c.len(), F::KnownLonger);
        seen.note_if(covered >= 2 && covered < c.len(), F::KnownInside);
        return;
    };
    let words = sighting.hit.words;
    seen.note(match words {
        1 => F::Known1,
        2 => F::Known2,
        3 => F::Known3,
        _ => F::Known4,
    });
    seen.note_if(covered > words, F::KnownLonger);
    seen.note_if(c.tokens().iter().all(|t| t.shape == Shape::Lower), F::KnownLower);
    seen.note_if(c.len() == 1 && c.view.tokens[c.first].shape == Shape::Upper, F::KnownUpper);
    seen.note_if(sighting.first > c.first, F::KnownAndArticle);
    let ordinary = words <= 2
        && (sighting.first..sighting.end).all(|k| c.context.is_ordinary(k) || c.view.classes(k) != Classes::NONE);
    seen.note_if(ordinary, F::KnownOrdinary);
    seen.note(match c.context.name_near(sighting.hit.surnames, c.first, c.end) {
        2 => F::KnownAuthorNear,
        1 => F::KnownAuthorHere,
        _ => F::KnownAuthorless,
    });
}
