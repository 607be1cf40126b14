//! PICA records, as the German union catalogs have them inside: what K10plus sends where a server gives no MARC.

use super::draft::{self, Draft};
use super::marc::{Field, Record};
use super::roles::{self, Part};
use super::{dates, extent, languages, text};
use crate::model::{Name, Role, Series};

/// The book that the record describes; `None` where it describes something else.
pub(super) fn read(record: &Record) -> Option<Draft> {
    // First the medium (A: on paper, O: in the net), then the level: a monograph (a), a volume of a set (f, F) or the set (c).
    let kind = record.fields(&["002@"]).find_map(|field| field.get('0'))?;
    let mut letters = kind.chars();
    let is_book = matches!(letters.next(), Some('A' | 'O')) && matches!(letters.next(), Some('a' | 'f' | 'F' | 'c'));
    if !is_book {
        return None;
    }
    let mut draft =
        Draft { id: record.first(&["003@"], '0').unwrap_or_default(), tells_translations: true, ..Draft::default() };
    titles(record, &mut draft);
    people(record, &mut draft);
    draft.publisher = record.first(&["033A"], 'n').and_then(|name| text::publisher(&name));
    draft.place = record.first(&["033A"], 'p');
    draft.issued =
        record.first(&["011@"], 'n').or_else(|| record.first(&["011@"], 'a')).and_then(|date| dates::read(&date));
    draft.statement = record.first(&["032@"], 'a');
    draft.pages = record.first(&["034D"], 'a').and_then(|extent| extent::pages(&extent));
    draft.language = record.first(&["010@"], 'a').and_then(|code| languages::of_marc(&code));
    draft.original_language = record.first(&["010@"], 'c').and_then(|code| languages::of_marc(&code));
    draft.original_title =
        record.first(&["022A/01", "022A"], 'a').filter(|_| draft.original_language.is_some()).map(|t| sorted(&t));
    draft.series = record.fields(&["036E"]).next().and_then(|field| {
        Some(Series {
            title: sorted(&field.get('a')?),
            number: field.get('l').and_then(|number| text::number(&number)),
        })
    });
    for field in record.fields(&["004A"]) {
        field.all('0').chain(field.all('A')).for_each(|isbn| draft.isbn(&isbn));
    }
    Some(draft)
}

/// A volume's title may stand in the record of its set, and then here beside it.
fn titles(record: &Record, draft: &mut Draft) {
    let of = |field: &Field| Some((sorted(&field.get('a')?), field.get('d').or_else(|| field.get('y'))));
    let own = record.fields(&["021A"]).next().and_then(of);
    let set = record.fields(&["036C"]).next();
    draft.volume = set.and_then(|field| field.get('l')).and_then(|number| text::volume(&number));
    draft.set = set.and_then(of).map(|(title, _)| title);
    let (title, subtitle) = own.or_else(|| set.and_then(of)).unwrap_or_default();
    draft.title = draft::title(&title, subtitle.as_deref());
}

/// 028A wrote it, 028B wrote it with them; 028C did something else, told by code or word.
fn people(record: &Record, draft: &mut Draft) {
    for field in record.fields(&["028A", "028B", "028C"]) {
        let parts = [field.get('a').or_else(|| field.get('A')), field.get('d').or_else(|| field.get('D'))];
        let name = match parts {
            [Some(family), Some(given)] => Some(Name::with_parts(&family, &given, None)),
            [Some(one), None] => Some(Name::Mononym(one)),
            [None, _] => field.get('8').and_then(|name| Name::parse(name.split(" ; ").next().unwrap_or_default())),
        };
        let told = match (field.get('4'), field.get('B')) {
            (Some(code), _) => roles::of_code(&code),
            (None, Some(word)) => roles::of_word(&word),
            (None, None) => Part::Open,
        };
        let role = match told {
            Part::Ours(role) => Some(role),
            Part::Open => Some(if field.tag == "028C" { Role::Editor } else { Role::Author }),
            Part::Other => None,
        };
        if let Some(role) = role {
            draft.person(name, role);
        }
    }
}

/// `Die @Welt`: the mark stands before the word that counts in sorting.
fn sorted(title: &str) -> String {
    title.replacen('@', "", 1)
}
