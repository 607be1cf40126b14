//! MODS records: the same facts as MARC in words, as the Library of Congress makes them from its MARC.

use super::draft::{self, Draft};
use super::roles::{self, Part};
use super::text;
use super::xml::Element;
use super::{dates, extent, languages};
use crate::model::{Identifiers, Name, Role, Series};

/// The book that a `mods` element describes; `None` where it describes something else.
pub(super) fn read(mods: &Element) -> Option<Draft> {
    let kind = mods.child("typeOfResource").map_or("text", |kind| kind.text.trim());
    let origins: Vec<&Element> = mods.all("originInfo").collect();
    let issuance = origins.iter().find_map(|origin| inner(origin, "issuance"));
    let is_serial =
        issuance.is_some_and(|kind| matches!(kind.as_str(), "continuing" | "serial" | "integrating resource"));
    if kind != "text" || is_serial {
        return None;
    }
    let mut draft = Draft { id: id(mods), tells_translations: true, ..Draft::default() };
    titles(mods, &mut draft);
    mods.all("name").for_each(|name| person(name, &mut draft));
    origins.iter().rev().for_each(|origin| imprint(origin, &mut draft));
    let described = mods.child("physicalDescription").and_then(|d| inner(d, "extent")).unwrap_or_default();
    draft.pages = extent::pages(&described);
    draft.volumes = extent::volumes(&described);
    draft.language = mods.all("language").filter(|l| l.attribute("objectPart").is_none()).find_map(code);
    numbers(mods, &mut draft);
    for related in mods.all("relatedItem") {
        let title = related.child("titleInfo").and_then(whole);
        match related.attribute("type") {
            Some("series") if draft.series.is_none() => draft.series = title.and_then(|title| series(&title)),
            Some("original") => draft.original_title = title,
            _ => {}
        }
    }
    Some(draft)
}

fn inner(element: &Element, name: &str) -> Option<String> {
    element.child(name).and_then(|child| text::field(&child.text))
}

fn id(mods: &Element) -> String {
    let by_lccn =
        mods.all("identifier").find(|i| i.attribute("type") == Some("lccn")).map(|i| i.text.trim().to_owned());
    by_lccn.or_else(|| mods.child("recordInfo").and_then(|info| inner(info, "recordIdentifier"))).unwrap_or_default()
}

/// The title with article and subtitle.
fn whole(info: &Element) -> Option<String> {
    let article = inner(info, "nonSort").map(|article| if article.ends_with('\'') { article } else { article + " " });
    Some(article.unwrap_or_default() + &inner(info, "title")?)
}

fn titles(mods: &Element, draft: &mut Draft) {
    for info in mods.all("titleInfo") {
        let Some(title) = whole(info) else { continue };
        match info.attribute("type") {
            None if draft.title.is_none() => draft.title = draft::title(&title, inner(info, "subTitle").as_deref()),
            _ => draft.also_called(&title),
        }
    }
}

fn person(name: &Element, draft: &mut Draft) {
    let parts =
        |wanted: Option<&'static str>| name.all("namePart").filter(move |part| part.attribute("type") == wanted);
    let plain = parts(None).find_map(|part| text::name(&part.text));
    let of = |kind: &'static str| parts(Some(kind)).find_map(|part| text::field(&part.text));
    let by_parts = of("family").map(|family| Name::with_parts(&family, &of("given").unwrap_or_default(), None));
    let is_body = matches!(name.attribute("type"), Some("corporate" | "conference"));
    let terms = name.all("role").flat_map(|role| role.all("roleTerm"));
    let told: Vec<Part> = terms
        .map(|term| {
            if term.attribute("type") == Some("code") { roles::of_code(&term.text) } else { roles::of_word(&term.text) }
        })
        .collect();
    let ours = told.iter().find_map(|part| if let Part::Ours(role) = part { Some(*role) } else { None });
    let is_main = name.attribute("usage") == Some("primary");
    let open = told.iter().all(|part| *part == Part::Open) && (is_main || !is_body);
    let Some(role) = ours.or(open.then_some(Role::Author)) else { return };
    let body = || parts(None).find_map(|part| text::field(&part.text)).map(Name::Corporate);
    draft.person(if is_body { body() } else { by_parts.or(plain) }, role);
}

/// Places by name, publishers old (`publisher`) and new (`agent`), dates in words before dates in code.
fn imprint(origin: &Element, draft: &mut Draft) {
    let places = origin.all("place").flat_map(|place| place.all("placeTerm"));
    let place = places.filter(|term| term.attribute("type") != Some("code")).find_map(|term| text::field(&term.text));
    let agent = origin.child("agent").and_then(|agent| inner(agent, "namePart"));
    let dates: Vec<&Element> = origin.all("dateIssued").collect();
    let words = dates.iter().filter(|date| date.attribute("encoding").is_none());
    let issued = words.chain(dates.iter()).find_map(|date| dates::read(&date.text));
    draft.place = place.or(draft.place.take());
    draft.publisher = inner(origin, "publisher").or(agent).or(draft.publisher.take());
    draft.issued = issued.or(draft.issued);
    draft.statement = inner(origin, "edition").or(draft.statement.take());
}

fn code(language: &Element) -> Option<crate::model::Language> {
    let terms = language.all("languageTerm").filter(|term| term.attribute("type") == Some("code"));
    terms.filter_map(|term| languages::of_code(&term.text)).next()
}

fn numbers(mods: &Element, draft: &mut Draft) {
    let of = |kind: &'static str| {
        let known = mods
            .all("identifier")
            .filter(move |i| i.attribute("type") == Some(kind) && i.attribute("invalid").is_none());
        known.filter_map(|i| text::filled(&i.text))
    };
    of("isbn").for_each(|isbn| draft.isbn(&isbn));
    draft.identifiers = Identifiers {
        doi: of("doi").next(),
        lccn: of("lccn").next().map(|lccn| lccn.replace(' ', "")),
        oclc: of("oclc").next().map(|oclc| oclc.trim_start_matches(|c: char| c.is_ascii_alphabetic()).to_owned()),
        ..Identifiers::default()
    };
}

/// `Educational linguistics ; v. 25`.
fn series(text: &str) -> Option<Series> {
    let (title, number) = text.split_once(';').map_or((text, None), |(title, number)| (title, Some(number)));
    Some(Series { title: text::field(title)?, number: number.and_then(text::number) })
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::catalog::protocol::{testing, xml};

    #[test]
    fn words_are_read_before_codes() {
        let body = r#"<mods><titleInfo><nonSort>The </nonSort><title>voyage</title><subTitle>a tale</subTitle></titleInfo>
            <titleInfo type="alternative"><title>Voyages</title></titleInfo>
            <name type="personal" usage="primary"><namePart>Doe, Ann,</namePart><namePart type="date">1953-</namePart></name>
            <name type="personal"><namePart>Roe, Luc</namePart><role><roleTerm type="text">translator</roleTerm></role></name>
            <name type="corporate"><namePart>A Sponsor</namePart></name>
            <originInfo><place><placeTerm type="code">mau</placeTerm></place><dateIssued encoding="marc">2012</dateIssued>
            <issuance>monographic</issuance><place><placeTerm type="text">Boston :</placeTerm></place><publisher>X,</publisher>
            <dateIssued>c2011</dateIssued><edition>2nd ed.</edition></originInfo>
            <language><languageTerm type="code">eng</languageTerm></language>
            <physicalDescription><extent>xvii, 389 p. : ill.</extent></physicalDescription>
            <relatedItem type="series"><titleInfo><title>Tales ; v. 4</title></titleInfo></relatedItem>
            <identifier type="isbn">0140449132 (pbk.)</identifier><identifier type="isbn" invalid="yes">080442957X</identifier>
            <identifier type="oclc">ocn66</identifier></mods>"#;
        let record = read(&xml::parse(body).unwrap()).unwrap().record("x").unwrap();
        let told = "| The voyage: a tale | Doe, Ann; translator Roe, Luc | | 2011 | X | Boston | edition 2nd ed. | series Tales, 4 | pages 389 \
            | in en | 9780140449136 | oclc 66";
        assert_eq!(testing::told(&record), told);
        assert_eq!(record.other_titles, ["Voyages"]);
        assert!(read(&xml::parse("<mods><typeOfResource>sound recording</typeOfResource></mods>").unwrap()).is_none());
    }
}
