//! What the fields of UNIMARC say of a book, as the Bibliothèque nationale fills them.

use super::draft::{self, Draft};
use super::marc::{Field, Record};
use super::roles::{self, Part};
use super::{dates, extent, languages, notes, statement, text};
use crate::model::{Name, Role, Series, Title};

/// The book that the record describes; `None` where it describes something else.
pub(super) fn read(record: &Record) -> Option<Draft> {
    let is_book = matches!(record.leader_at(6), 'a' | 'b') && record.leader_at(7) == 'm';
    let title_field = record.fields(&["200"]).next().filter(|_| is_book)?;
    let own = title_field.get('i').or_else(|| title_field.get('h').filter(|part| part.contains(' ')));
    let mut draft = Draft {
        id: record.control("001").unwrap_or_default().trim().to_owned(),
        title: title(title_field),
        volume: title_field.get('h').and_then(|number| text::volume(&number)),
        statement: record.first(&["205"], 'a'),
        tells_translations: true,
        ..Draft::default()
    };
    if let (Some(own), Some(set)) = (own.and_then(|own| draft::title(&own, None)), draft.title.clone()) {
        draft.set = Some(set.full());
        draft.title = Some(own);
    }
    record.fields(&["200"]).flat_map(|field| field.all('d')).for_each(|title| draft.also_called(&title));
    people(record, title_field, &mut draft);
    imprint(record, &mut draft);
    translation(record, &mut draft);
    record.fields(&["010"]).flat_map(|field| field.all('a')).for_each(|isbn| draft.isbn(&isbn));
    draft.series = series(record);
    Some(draft)
}

/// $a may be there several times, for several works in one volume; $e are the subtitles.
fn title(field: &Field) -> Option<Title> {
    let subtitle = field.all('e').filter(|rest| !rest.starts_with('[')).collect::<Vec<_>>().join(": ");
    draft::title(&field.get('a')?, Some(&subtitle))
}

fn people(record: &Record, title: &Field, draft: &mut Draft) {
    let said = title
        .parts()
        .filter(|(code, _)| matches!(code, 'f' | 'g'))
        .map(|(_, text)| text)
        .collect::<Vec<_>>()
        .join(" ; ");
    for field in record.fields(&["700", "701", "702", "710", "711", "712"]) {
        let Some(name) = name(field) else { continue };
        let told: Vec<Part> = field.all('4').map(|code| roles::of_code(&code)).collect();
        let mut ours: Vec<Role> =
            told.iter().filter_map(|p| if let Part::Ours(role) = p { Some(*role) } else { None }).collect();
        if told.is_empty() && field.tag.starts_with("70") {
            let of_main = field.tag == "700";
            ours =
                statement::role_of(&said, name.sort_name()).or(of_main.then_some(Role::Author)).into_iter().collect();
        }
        let of_main = |role: Role| if field.tag == "700" { roles::of_main_entry(role) } else { role };
        ours.into_iter().for_each(|role| draft.person(Some(name.clone()), of_main(role)));
    }
    draft.people_beside(&said);
}

fn name(field: &Field) -> Option<Name> {
    let main = field.get('a')?;
    if field.tag.starts_with("71") {
        return Some(Name::Corporate(main));
    }
    match field.get('b') {
        Some(given) => Some(Name::with_parts(&main, &given, None)),
        None if main.contains(',') => Name::parse(&main),
        None => Some(Name::Mononym([Some(main), field.get('d')].into_iter().flatten().collect::<Vec<_>>().join(" "))),
    }
}

/// 214 in newer records, 210 in older ones; of the former only publishers (second indicator 0), not printers.
fn imprint(record: &Record, draft: &mut Draft) {
    let new = record.fields(&["214"]).filter(|field| field.indicators[1] == '0');
    let fields: Vec<&Field> = new.chain(record.fields(&["210"])).collect();
    let first = |code: char| fields.iter().find_map(|field| field.get(code));
    draft.place = first('a');
    draft.publisher = first('c').and_then(|name| text::publisher(&name));
    draft.issued = fields.iter().find_map(|field| dates::read(field.verbatim('d')?)).or_else(|| {
        // Year 1 of publication in the coded field; what is damaged there is no year.
        dates::read(record.first(&["100"], 'a')?.get(9..13)?)
    });
    draft.pages = record.fields(&["215"]).flat_map(|field| field.all('a')).find_map(|extent| extent::pages(&extent));
    draft.volumes = record.first(&["215"], 'a').and_then(|extent| extent::volumes(&extent));
    let told = record.fields(&["300", "305", "324"]).flat_map(|field| field.all('a'));
    let first = told.filter_map(|note| notes::first_published(&note)).min_by_key(|date| date.first_year());
    draft.first_published = first.filter(|first| draft.issued.is_none_or(|d| first.first_year() < d.first_year()));
}

fn translation(record: &Record, draft: &mut Draft) {
    let of = |code: char| record.fields(&["101"]).find_map(|field| languages::of_marc(&field.get(code)?));
    draft.language = of('a');
    draft.original_language = of('c');
    let original = record.first(&["454"], 't');
    let own = draft.title.as_ref().map(Title::full);
    draft.original_title = original.filter(|title| Some(title) != own.as_ref());
    // The uniform title is in the language of the catalog as often as in that of the work.
    for title in record.fields(&["500"]).filter_map(|field| field.get('a')) {
        draft.also_called(&title);
    }
}

fn series(record: &Record) -> Option<Series> {
    let of = |field: &Field, code: char| {
        let title = field.get(code)?.trim_end_matches('.').to_owned();
        let part = field.get('i').map(|part| format!(". {part}")).unwrap_or_default();
        Some(Series { title: title + &part, number: field.get('v').and_then(|number| text::number(&number)) })
    };
    let stated = record.fields(&["225"]).find_map(|field| of(field, 'a'));
    stated.or_else(|| record.fields(&["410", "461"]).find_map(|field| of(field, 't')))
}
