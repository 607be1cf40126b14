//! What each agreement or contradiction between a citation and a record is worth.
//!
//! In hundredths of log-odds: they add up, 0 is even, 100 is 73 %, 200 is 88 %, 300 is 95 %. They were set by hand, by
//! the order in which a librarian would trust such signs, and are held to by the cases of `tests/fixtures/matching.txt`;
//! `tests/suite/existence.rs` measures on some thousand candidates whether a confidence means what it says (with an author
//! named it does; without one it says too little in a small list, where a title has few namesakes). Change one with a case
//! that needs it.

// The title says most, yet never enough alone for a short one.
/// Letter for letter, but for what comparison drops.
pub(super) const SAME_TITLE: i32 = 200;
/// One side leaves the subtitle out, as most writers do.
pub(super) const SAME_MAIN_TITLE: i32 = 170;
/// An alias or the original's title; a translation may have been renamed, so a little less.
pub(super) const KNOWN_ALIAS: i32 = 180;
/// Spelt otherwise: weak until somebody else agrees.
pub(super) const SIMILAR_TITLE: i32 = 40;
/// Off for every letter that differs.
pub(super) const SLIP: i32 = -40;
/// "Structure" for "The Structure of Scientific Revolutions"; counts only with the author, and even then it is hardly
/// oftener the book than its sequel, of which the first book's title is a part.
pub(super) const PART_OF_TITLE: i32 = -230;
/// "Dune" for "Dune Messiah": what follows makes another title of it, unless much else agrees.
pub(super) const BEGINNING_OF_OTHER: i32 = -420;
/// "… and Other Stories": an edition with more in it, or another book.
pub(super) const LENGTHENED_TITLE: i32 = -150;
/// American and British subtitles differ, but so do two biographies.
pub(super) const OTHER_SUBTITLE: i32 = -150;
/// The same where the title before it is one word: two books called *Stalin*.
pub(super) const OTHER_SUBTITLE_OF_ONE_WORD: i32 = -350;
/// The record is of one volume and the text names none.
pub(super) const ONE_VOLUME_OF_IT: i32 = -30;

// How much a title tells when no author supports it.
/// One word that tells: *Emma* is a name, *History* a word like any other.
pub(super) const BARE_ONE_WORD: i32 = -290;
/// Each letter beyond the fourth makes it rarer: *Middlemarch* is not.
pub(super) const BARE_LETTER: i32 = 20;
/// Beyond this letter a word is rare enough.
pub(super) const BARE_LETTERS: usize = 12;
/// Two words: *Animal Farm*, but also *My Life*.
pub(super) const BARE_TWO_WORDS: i32 = -60;
/// Three or four.
pub(super) const BARE_FEW_WORDS: i32 = 30;
/// Five and more are hardly ever said by chance.
pub(super) const BARE_MANY_WORDS: i32 = 120;
/// A subtitle that the catalog has not may make it a companion to the book.
pub(super) const BARE_UNKNOWN_SUBTITLE: i32 = -60;

// The author settles it.
/// Family and given name or initials.
pub(super) const SAME_AUTHOR: i32 = 300;
/// Another name of the same person, by the list of such names.
pub(super) const PEN_NAME: i32 = 240;
/// The text gives the surname alone.
pub(super) const SAME_SURNAME: i32 = 240;
/// Another transliteration or a slip: Dostoyevsky.
pub(super) const SIMILAR_SURNAME: i32 = 180;
/// Given names that begin alike: Lev for Leon.
pub(super) const OTHER_GIVEN_NAME: i32 = 120;
/// Given names that do not: Henry and William James. More likely another person.
pub(super) const CONTRADICTORY_GIVEN_NAME: i32 = -150;
/// Neither names one: nobody wrote *Beowulf*.
pub(super) const ANONYMOUS: i32 = 80;
/// The text names an author, and the catalog none: translators and editors are often named so.
pub(super) const NO_AUTHOR_RECORDED: i32 = -40;

// The year helps and never kills: writers cite reprints and translations, and err.
/// First publication or this very edition.
pub(super) const SAME_YEAR: i32 = 120;
/// Within two years: publishers date ahead.
pub(super) const NEAR_YEAR: i32 = 60;
/// Later than the work: a reprint.
pub(super) const LATER_YEAR: i32 = -20;
/// Before the work was published: an error, or another book.
pub(super) const EARLIER_YEAR: i32 = -150;

// ISBN.
/// A checked number that both have.
pub(super) const SAME_ISBN: i32 = 600;
/// Off where the record of that number bears another title: somebody mistyped.
pub(super) const ISBN_OF_OTHER_TITLE: i32 = -500;

// What contradicts.
/// A study guide, a retelling for children, a box: not the book, whatever it is called.
pub(super) const OTHER_KIND: i32 = -450;
/// The same words, read aloud: the work is meant, that edition hardly.
pub(super) const RECORDING: i32 = -40;

// Decisions.
/// From here a single candidate is taken to be the book.
pub(super) const FOUND: i32 = 0;
/// Below this a candidate is not even named as a possibility.
pub(super) const POSSIBLE: i32 = -140;
/// A rival this close makes the choice doubtful.
pub(super) const CLOSE: i32 = 100;
/// From here nobody else need be asked.
pub(super) const SURE: i32 = 300;
