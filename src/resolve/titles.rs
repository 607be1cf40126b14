//! How the title cited stands to the titles of a record.
//!
//! Volume numbers are taken out before comparing, and numbers must agree: *Henry IV* is no misprint of *Henry V*.
//! Only titles are looked at here; whether a likeness is enough depends on the author, and that is `matching`.

use any_ascii::any_ascii;

use super::{edition, weights as w};
use crate::catalog::Record;
use crate::model::Reason;
use crate::model::title::{ARTICLES, Title, key};

/// How well a title fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TitleFit {
    pub reason: Reason,
    pub weight: i32,
    /// What to add when no author agrees: how much the words tell by themselves.
    pub bare: i32,
    /// Whether this counts only when the author agrees.
    pub needs_author: bool,
}

/// One letter in so many may differ.
const LETTERS_PER_SLIP: usize = 6;
/// And never more than these.
const MOST_SLIPS: usize = 3;
/// One letter in so many of a single word: *brief* is no misprint of *briefer*, nor *love* of *Rome*.
const LETTERS_PER_SLIP_IN_WORD: usize = 4;
/// From so many words that tell, a title may be cited with more words than the catalog has of it,
const WORDS_TO_LENGTHEN: usize = 3;
/// of which there are at least so many: *Brave New World Revisited* is another book.
const WORDS_MORE: usize = 3;
/// Words with which a title goes on after its short form: *The Structure* of Scientific Revolutions.
const GOING_ON: &[&str] = &["of", "in", "on", "for", "from", "to", "or", "against", "concerning", "with", "by"];
/// How alike two subtitles are that mean the same (normalised Levenshtein): at least half of the letters.
const SAME_SUBTITLE: f64 = 0.5;
/// Words that do not tell one title from another.
const SMALL_WORDS: &[&str] =
    &["and", "at", "by", "for", "from", "in", "is", "of", "on", "or", "to", "with", "von", "et"];
/// What stands before the number of a volume.
const VOLUME_WORDS: &[&str] = &["volume", "vol", "part", "pt", "book", "tome", "band", "bd", "teil", "tomo"];
const NUMBER_WORDS: &[&str] = &["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const ROMAN: &[&str] = &["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];

/// A title ready to be compared.
struct Form {
    full: String,
    main: String,
    subtitle: Option<String>,
    volume: Option<u32>,
}

impl Form {
    fn of(title: &Title) -> Self {
        let (main, in_main) = without_volume(&marked_key(&title.main));
        let (subtitle, in_subtitle) = match title.subtitle.as_deref().map(|s| without_volume(&marked_key(s))) {
            Some((rest, number)) => (Some(rest).filter(|r| !r.is_empty()), number),
            None => (None, None),
        };
        let full = match &subtitle {
            // The subtitle's own article belongs to the whole.
            Some(_) => without_volume(&marked_key(&title.full())).0,
            None => main.clone(),
        };
        Self { full, main, subtitle, volume: in_main.or(in_subtitle) }
    }

    fn parse(text: &str) -> Option<Self> {
        Title::parse(text).map(|t| Self::of(&t)).filter(|f| !f.main.is_empty())
    }
}

/// The key, with marks as words where they are all that tells C from C++ and C#.
fn marked_key(title: &str) -> String {
    if title.contains("++") || title.contains("C#") || title.contains("F#") {
        return key(&title.replace("++", " plus plus").replace("C#", "C sharp").replace("F#", "F sharp"));
    }
    key(title)
}

/// The key without "volume 2", and the 2. A title that is nothing else stays whole.
fn without_volume(key: &str) -> (String, Option<u32>) {
    let words: Vec<&str> = key.split(' ').collect();
    let place = words.windows(2).position(|pair| VOLUME_WORDS.contains(&pair[0]) && number(pair[1]).is_some());
    match place {
        Some(at) if words.len() > 2 || at > 0 => {
            let rest: Vec<&str> = words[..at].iter().chain(&words[at + 2..]).copied().collect();
            (rest.join(" "), number(words[at + 1]))
        }
        _ => (key.to_owned(), None),
    }
}

pub(super) fn number(word: &str) -> Option<u32> {
    let listed = |list: &[&str]| list.iter().position(|w| *w == word).and_then(|at| u32::try_from(at + 1).ok());
    word.parse().ok().or_else(|| listed(ROMAN)).or_else(|| listed(NUMBER_WORDS))
}

/// The best likeness between the title cited and any title of the record.
pub(super) fn compare(cited: &str, record: &Record) -> Option<TitleFit> {
    let form = Form::parse(edition::without_statement(cited).0)?;
    let usual = usual_titles(record).filter_map(|known| compare_usual(&form, &known));
    let other = other_titles(record).filter_map(|known| compare_other(cited, &form, &known));
    usual.chain(other).max_by_key(|fit| (fit.weight, fit.bare))
}

fn usual_titles(record: &Record) -> impl Iterator<Item = Form> {
    let edition = record.book.edition.as_ref();
    // Catalogs give the number of a volume beside the title as often as in it.
    let volume = edition.and_then(|e| e.volume.as_deref()).and_then(|v| number(v.split(' ').next_back()?));
    let titles = std::iter::once(&record.book.work.title).chain(edition.and_then(|e| e.title.as_ref()));
    titles.map(move |title| {
        let form = Form::of(title);
        Form { volume: form.volume.or(volume), ..form }
    })
}

/// Aliases and the original's title; one in another script also in Latin letters.
fn other_titles(record: &Record) -> impl Iterator<Item = String> {
    let original = record.book.work.original_title.iter();
    original.chain(&record.other_titles).flat_map(|title| {
        let latin = Some(any_ascii(title)).filter(|l| !title.is_ascii() && l != title);
        std::iter::once(title.clone()).chain(latin)
    })
}

fn compare_usual(cited: &Form, known: &Form) -> Option<TitleFit> {
    let volume = match (cited.volume, known.volume) {
        (Some(a), Some(b)) if a != b => return None,
        (None, Some(_)) => w::ONE_VOLUME_OF_IT,
        _ => 0,
    };
    let fit = same(cited, known).or_else(|| similar(cited, known)).or_else(|| part(cited, known))?;
    Some(TitleFit { weight: fit.weight + volume, ..fit })
}

fn compare_other(text: &str, cited: &Form, known: &str) -> Option<TitleFit> {
    let form = Form::parse(known)?;
    let fit = compare_usual(cited, &form)?;
    let bare = if text.trim() == known && is_initialism(known) { w::BARE_FEW_WORDS } else { fit.bare };
    match fit.reason {
        Reason::SameTitle | Reason::SameMainTitle => {
            Some(TitleFit { reason: Reason::KnownAlias, weight: fit.weight.min(w::KNOWN_ALIAS), bare, ..fit })
        }
        _ => Some(fit),
    }
}

/// `SICP`, `K&R`, `PoEAA`: written so, it is no word of any language.
fn is_initialism(alias: &str) -> bool {
    alias.len() > 2 && !alias.contains(' ') && alias.chars().filter(|c| c.is_uppercase()).count() > 1
}

fn fit(reason: Reason, weight: i32, shared: &str) -> TitleFit {
    TitleFit { reason, weight, bare: telling(shared), needs_author: false }
}

fn same(cited: &Form, known: &Form) -> Option<TitleFit> {
    if cited.full == known.full {
        return Some(fit(Reason::SameTitle, w::SAME_TITLE, &cited.full));
    }
    if cited.main != known.main {
        return None;
    }
    match (&cited.subtitle, &known.subtitle) {
        (Some(a), Some(b)) if !same_subtitle(a, b) => {
            let one_word = telling_words(&cited.main).count() < 2;
            let weight = if one_word { w::OTHER_SUBTITLE_OF_ONE_WORD } else { w::OTHER_SUBTITLE };
            Some(fit(Reason::OtherSubtitle, weight, &cited.main))
        }
        (Some(_), Some(_)) => Some(fit(Reason::SameMainTitle, w::SAME_MAIN_TITLE, &cited.full)),
        (Some(_), None) => {
            let fit = fit(Reason::SameMainTitle, w::SAME_MAIN_TITLE, &cited.main);
            Some(TitleFit { bare: fit.bare + w::BARE_UNKNOWN_SUBTITLE, ..fit })
        }
        _ => Some(fit(Reason::SameMainTitle, w::SAME_MAIN_TITLE, &cited.main)),
    }
}

fn same_subtitle(a: &str, b: &str) -> bool {
    begins(a, b) || begins(b, a) || strsim::normalized_levenshtein(a, b) >= SAME_SUBTITLE
}

fn similar(cited: &Form, known: &Form) -> Option<TitleFit> {
    let pairs = [(&cited.full, &known.full), (&cited.main, &known.main), (&cited.full, &known.main)];
    let (slips, shared) = pairs.into_iter().filter_map(|(a, b)| slips(a, b).map(|n| (n, a))).min()?;
    Some(fit(Reason::SimilarTitle, w::SIMILAR_TITLE + w::SLIP * slips, shared))
}

/// How many letters differ, if these are few for the length and no number is among them.
fn slips(a: &str, b: &str) -> Option<i32> {
    let allowed = (a.chars().count().min(b.chars().count()) / LETTERS_PER_SLIP).min(MOST_SLIPS);
    if allowed == 0 || numbers(a).ne(numbers(b)) {
        return None;
    }
    let slips = strsim::osa_distance(a, b);
    (slips <= allowed && words_are_alike(a, b)).then(|| i32::try_from(slips).ok()).flatten()
}

/// Whether no single word was exchanged for another. A space out of place and letters swapped exchange none.
fn words_are_alike(a: &str, b: &str) -> bool {
    let (words_a, words_b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    words_a.len() != words_b.len()
        || a.replace(' ', "") == b.replace(' ', "")
        || words_a.iter().zip(&words_b).all(|(a, b)| is_alike(a, b))
}

fn is_alike(a: &str, b: &str) -> bool {
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    let allowed = a.chars().count().min(b.chars().count()) / LETTERS_PER_SLIP_IN_WORD;
    a == b || strsim::osa_distance(a, b) <= allowed || sorted(a) == sorted(b)
}

fn numbers(key: &str) -> impl Iterator<Item = u32> {
    key.split(' ').filter_map(number)
}

/// One title begins the other: a short form, or a title cited with more than the catalog has of it.
fn part(cited: &Form, known: &Form) -> Option<TitleFit> {
    let weight = if is_short_form(&cited.full, &known.full) || is_short_form(&cited.full, &known.main) {
        w::PART_OF_TITLE
    } else if begins(&known.full, &cited.full) {
        w::BEGINNING_OF_OTHER
    } else if is_lengthened(&cited.full, &known.full) {
        w::LENGTHENED_TITLE
    } else {
        return None;
    };
    Some(TitleFit { needs_author: true, ..fit(Reason::PartOfTitle, weight, &cited.main) })
}

/// Whether readers would call the book so: what is left out goes on where the words break off, or is long.
fn is_short_form(cited: &str, known: &str) -> bool {
    let Some(rest) = known.strip_prefix(cited).and_then(|rest| rest.strip_prefix(' ')) else { return false };
    let mut words = rest.split(' ');
    let goes_on = words.next().is_some_and(|first| GOING_ON.contains(&first));
    let only_years = rest.split(' ').all(|word| word.chars().all(|c| c.is_ascii_digit()) && word.len() > 2);
    !cited.is_empty() && (goes_on || only_years || rest.split(' ').count() >= WORDS_MORE)
}

fn is_lengthened(longer: &str, known: &str) -> bool {
    let words = |s: &str| s.split(' ').count();
    begins(longer, known)
        && telling_words(known).count() >= WORDS_TO_LENGTHEN
        && words(longer) >= words(known) + WORDS_MORE
}

fn begins(whole: &str, start: &str) -> bool {
    !start.is_empty() && whole.strip_prefix(start).is_some_and(|rest| rest.starts_with(' '))
}

fn telling_words(key: &str) -> impl Iterator<Item = &str> {
    key.split(' ').filter(|word| !word.is_empty() && !SMALL_WORDS.contains(word) && !ARTICLES.contains(word))
}

/// Whether a title is hardly given to two books.
pub(super) fn is_telling(title: &str) -> bool {
    telling(&key(title)) >= w::BARE_FEW_WORDS
}

/// How much a title tells by its words alone.
fn telling(key: &str) -> i32 {
    match telling_words(key).count() {
        0 | 1 => {
            let letters = telling_words(key).map(|word| word.chars().count()).sum::<usize>().min(w::BARE_LETTERS);
            w::BARE_ONE_WORD + w::BARE_LETTER * i32::try_from(letters.saturating_sub(4)).unwrap_or(0)
        }
        2 => w::BARE_TWO_WORDS,
        3 | 4 => w::BARE_FEW_WORDS,
        _ => w::BARE_MANY_WORDS,
    }
}

#[cfg(test)]
mod tests {
    use super::{compare, telling, without_volume};
    use crate::catalog::starter::StarterWork;
    use crate::model::Reason;

    /// Against a record with this line of the starter catalog's form, of which only the titles matter.
    #[track_caller]
    fn case(cited: &str, line: &str, expected: Option<Reason>) {
        let record = StarterWork::parse(line).unwrap().record();
        assert_eq!(compare(cited, &record).map(|f| f.reason), expected, "{cited} against {line}");
    }

    #[test]
    fn titles_are_told_apart() {
        use Reason::{KnownAlias, OtherSubtitle, PartOfTitle, SameMainTitle, SameTitle, SimilarTitle};
        case("the origin of species", "Origin of Species\t\t\t\t\t\t", Some(SameTitle));
        case("Bolshevism", "Bolshevism\tThe Road to Revolution\t\t\t\t\t", Some(SameMainTitle));
        case("Stalin: A Life", "Stalin\tParadoxes of Power, 1878-1928\t\t\t\t\t", Some(OtherSubtitle));
        case("SICP", "Structure and Interpretation\t\t\t\t\t\tSICP", Some(KnownAlias));
        case("Voyna i mir", "War and Peace\t\t\t\t\tВойна и мир\t", Some(KnownAlias));
        case("Voina i mir", "War and Peace\t\t\t\t\tВойна и мир\t", Some(SimilarTitle));
        case("Structure and Interpertation", "Structure and Interpretation\t\t\t\t\t\t", Some(SimilarTitle));
        case("Structure", "Structure and Interpretation\t\t\t\t\t\t", Some(PartOfTitle));
        case("Foundation and Empire", "Foundation\t\t\t\t\t\t", None);
        case("Brave New World Revisited", "Brave New World\t\t\t\t\t\t", None);
        case("A Tale of Two Cities and Other Tales", "A Tale of Two Cities\t\t\t\t\t\t", Some(PartOfTitle));
        case("A Briefer History of Time", "A Brief History of Time\t\t\t\t\t\t", None);
        case("The History of Love", "The History of Rome\t\t\t\t\t\t", None);
        case("Henry IV", "Henry V\t\t\t\t\t\t", None);
        case("Emna", "Emma\t\t\t\t\t\t", None);
        case("", "Emma\t\t\t\t\t\t", None);
    }

    #[test]
    fn volumes_must_agree() {
        case("Capital, Volume 1", "Capital\t\t\t\t\t\t", Some(Reason::SameTitle));
        case("Capital, vol. II", "Capital: Volume 2\t\t\t\t\t\t", Some(Reason::SameTitle));
        case("Capital, Volume 1", "Capital: Volume 2\t\t\t\t\t\t", None);
        assert_eq!(without_volume("capital volume one"), ("capital".to_owned(), Some(1)));
        assert_eq!(without_volume("book 1"), ("book 1".to_owned(), None));
    }

    #[test]
    fn longer_titles_tell_more() {
        let titles = ["emma", "middlemarch", "animal farm", "one hundred years of solitude", "a b c d e f"];
        assert!(titles.map(telling).is_sorted(), "{:?}", titles.map(telling));
    }
}
