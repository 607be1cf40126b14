//! What the fields of MARC21 say of a book.
//!
//! Only books are read: records of music, films, articles and journals share the format. The statement of responsibility
//! decides on those whose part is left open.

use super::draft::{self, Draft};
use super::marc::{Field, Record};
use super::roles::{self, Part};
use super::{dates, extent, languages, notes, statement, text};
use crate::model::{Date, Identifiers, Name, Role, Series, Title};

/// Under these, libraries gather what an author's books of several works have been called.
const COLLECTIVE: &[&str] = &[
    "works",
    "selections",
    "novels",
    "poems",
    "plays",
    "short stories",
    "essays",
    "correspondence",
    "speeches",
    "prose works",
    "werke",
    "werke. auswahl",
    "sammlung",
    "œuvres",
    "oeuvres",
];

const LANGUAGE: std::ops::Range<usize> = 35..38;
const FIRST_DATE: std::ops::Range<usize> = 7..11;
const SECOND_DATE: std::ops::Range<usize> = 11..15;

/// The book that the record describes; `None` where it describes something else.
pub(super) fn read(record: &Record) -> Option<Draft> {
    if !is_book(record) {
        return None;
    }
    let said = record.first(&["245"], 'c').unwrap_or_default();
    let mut draft = Draft {
        id: record.control("001").unwrap_or_default().trim().to_owned(),
        tells_translations: true,
        ..Draft::default()
    };
    titles(record, &mut draft);
    people(record, &said, &mut draft);
    imprint(record, &mut draft);
    translation(record, &mut draft);
    series(record, &mut draft);
    for field in record.fields(&["020"]) {
        field.all('a').for_each(|isbn| draft.isbn(&isbn));
    }
    draft.statement = record.first(&["250"], 'a');
    draft.pages = record.fields(&["300"]).flat_map(|field| field.all('a')).find_map(|extent| extent::pages(&extent));
    draft.volumes = record.first(&["300"], 'a').and_then(|extent| extent::volumes(&extent));
    draft.identifiers = identifiers(record);
    Some(draft)
}

/// Text, printed or written, in one piece; also a computer file that is a text.
fn is_book(record: &Record) -> bool {
    let is_text = match record.leader_at(6) {
        'a' | 't' => true,
        'm' => record.fields(&["020"]).any(|field| field.has('a')),
        _ => false,
    };
    is_text && record.leader_at(7) == 'm' && has_text(record) && !is_in_another(record)
}

/// Whether there is something to read or look at, where the kinds of content are told: plays on discs are catalogued as texts.
fn has_text(record: &Record) -> bool {
    let mut kinds = record.fields(&["336"]).filter_map(|field| field.verbatim('b')).peekable();
    kinds.peek().is_none() || kinds.any(|kind| matches!(kind.trim(), "txt" | "sti" | "ntm" | "cri" | "tct"))
}

/// Whether pages in something else are told: an article that is catalogued like a book.
fn is_in_another(record: &Record) -> bool {
    record.leader_at(6) == 'm' && record.fields(&["773"]).next().is_some()
}

fn titles(record: &Record, draft: &mut Draft) {
    let Some(field) = record.fields(&["245"]).next() else { return };
    let main = field.get('a');
    let (subtitle, parallel) = subtitle(field);
    let part = field.get('p').filter(|part| text::volume(part).is_none());
    let number = ['n', 'p'].into_iter().filter_map(|code| field.get(code)).find_map(|part| text::volume(&part));
    match (main, part) {
        // The volume of a set: its own title, and the set's.
        (Some(set), Some(own)) => {
            draft.title = draft::title(&own, None);
            draft.set = Some(draft::title(&set, subtitle.as_deref()).map_or(set, |title| title.full()));
        }
        (Some(main), None) => draft.title = draft::title(&main, subtitle.as_deref()),
        (None, own) => draft.title = own.and_then(|own| draft::title(&own, None)),
    }
    draft.volume = number;
    parallel.iter().for_each(|title| draft.also_called(title));
    // The title in its own script, where the record is in another one, stands under 880 and says of which field.
    let own_script = |field: &Field| field.verbatim('6').is_some_and(|of| of.trim().starts_with("245"));
    let others = record.fields(&["246"]).filter(|field| !field.has('5'));
    for field in others.chain(record.fields(&["880"]).filter(|field| own_script(field))) {
        let subtitle = field.get('b');
        let title = field.get('a').and_then(|title| draft::title(&title, subtitle.as_deref()));
        if let Some(title) = title {
            draft.also_called(&title.full());
        }
    }
}

/// What stands under $b: the rest of the title, and after a `=` the same title in another language.
fn subtitle(field: &Field) -> (Option<String>, Option<String>) {
    let Some(rest) = field.verbatim('b') else { return (None, None) };
    let is_parallel =
        rest.trim_start().starts_with('=') || field.verbatim('a').is_some_and(|main| main.trim_end().ends_with('='));
    match (is_parallel, rest.split_once(" = ")) {
        (true, _) => (None, text::field(rest)),
        (false, Some((own, parallel))) => (text::field(own), text::field(parallel)),
        (false, None) => (text::field(rest), None),
    }
}

fn people(record: &Record, said: &str, draft: &mut Draft) {
    for field in record.fields(&["100", "110", "111", "700", "710", "711"]) {
        // With a title, it is another work by somebody, and not somebody of this one.
        let Some(name) = name(field).filter(|_| !field.has('t')) else { continue };
        let is_main = field.tag.starts_with('1');
        let is_person = field.tag.ends_with("00");
        for role in parts(field, &name, said, is_main, is_person) {
            let role = if is_main { roles::of_main_entry(role) } else { role };
            draft.person(Some(name.clone()), role);
        }
    }
    draft.people_beside(said);
}

/// What somebody did: by codes, else by words, else as the statement of responsibility has it.
fn parts(field: &Field, name: &Name, said: &str, is_main: bool, is_person: bool) -> Vec<Role> {
    let word = if field.tag.ends_with("11") { 'j' } else { 'e' };
    let codes: Vec<Part> = field.all('4').map(|code| roles::of_code(&code)).collect();
    let words: Vec<Part> = field.all(word).map(|word| roles::of_word(&word)).collect();
    let told = if codes.iter().any(|part| *part != Part::Open) { codes } else { words };
    let mut ours: Vec<Role> =
        told.iter().filter_map(|part| if let Part::Ours(role) = part { Some(*role) } else { None }).collect();
    ours.dedup();
    let is_open = told.iter().all(|part| *part == Part::Open);
    match () {
        () if !ours.is_empty() || !is_open => ours,
        () if is_main => vec![Role::Author],
        // A body that is named beside has published, paid or been written about.
        () if !is_person => Vec::new(),
        () => statement::role_of(said, name.sort_name()).into_iter().collect(),
    }
}

fn name(field: &Field) -> Option<Name> {
    let main = field.get('a')?;
    match field.tag.get(1..).unwrap_or_default() {
        "00" if field.indicators[0] == '0' => {
            let numeral = field.get('b').map(|b| format!(" {b}")).unwrap_or_default();
            Some(Name::Mononym(format!("{}{numeral}", text::name(&main)?)))
        }
        "00" => {
            let is_suffix = |text: &String| matches!(text.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV");
            let suffix = field.get('c').filter(is_suffix).map(|suffix| format!(", {suffix}"));
            text::name(&(main + &suffix.unwrap_or_default()))
        }
        _ => {
            let whole: Vec<String> =
                field.parts().filter(|(code, _)| matches!(code, 'a' | 'b')).map(|(_, text)| text).collect();
            Some(Name::Corporate(whole.join(" ").trim_end_matches('.').to_owned()))
        }
    }
}

fn imprint(record: &Record, draft: &mut Draft) {
    let published = record.fields(&["264"]).filter(|field| field.indicators[1] == '1');
    let fields: Vec<&Field> = published.chain(record.fields(&["260"])).collect();
    let first = |code: char| fields.iter().find_map(|field| field.get(code));
    draft.place = first('a');
    draft.publisher = first('b').and_then(|name| text::publisher(&name));
    let fixed = record.control("008").unwrap_or_default();
    let of = |range: std::ops::Range<usize>| fixed.get(range).and_then(dates::read);
    let told = fields.iter().find_map(|field| dates::read(&field.verbatim('c')?.replace("&copy;", "©")));
    draft.issued = told.or_else(|| of(FIRST_DATE));
    let reprinted = (fixed.get(6..7) == Some("r")).then(|| of(SECOND_DATE)).flatten();
    draft.first_published =
        reprinted.or_else(|| first_published(record)).filter(|first| is_before(*first, draft.issued));
}

/// The year of an older edition that a note tells.
fn first_published(record: &Record) -> Option<Date> {
    let notes = record.fields(&["250", "500"]).flat_map(|field| field.all('a'));
    let told = notes.filter_map(|note| notes::first_published(&note));
    let original = record.fields(&["534"]).filter_map(|field| {
        let note = field.parts().map(|(_, text)| text).collect::<Vec<_>>().join(" ");
        notes::first_published(&note)
    });
    told.chain(original).min_by_key(|date| date.first_year())
}

fn is_before(first: Date, issued: Option<Date>) -> bool {
    issued.is_none_or(|issued| first.first_year() < issued.first_year())
}

/// Language, original language and original title.
fn translation(record: &Record, draft: &mut Draft) {
    let told = record.fields(&["041"]).find_map(|field| languages::of_marc(&field.get('a')?));
    draft.language = told.or_else(|| languages::of_marc(record.control("008")?.get(LANGUAGE)?));
    draft.original_language = record.fields(&["041"]).find_map(|field| languages::of_marc(&field.get('h')?));
    let uniform = record.fields(&["240", "765"]).next();
    let title = uniform.and_then(|field| field.get(if field.tag == "765" { 't' } else { 'a' }));
    let title = title.map(|title| title.trim_end_matches('.').to_owned());
    let Some(title) = title.filter(|title| !COLLECTIVE.contains(&title.to_lowercase().as_str())) else { return };
    let is_translation =
        draft.original_language.is_some() || uniform.is_some_and(|field| field.tag == "765" || field.has('l'));
    let own = draft.title.as_ref().map(Title::full);
    if is_translation && own.as_ref() != Some(&title) {
        draft.original_title = Some(title);
    } else {
        draft.also_called(&title);
    }
}

fn series(record: &Record, draft: &mut Draft) {
    let field = record.fields(&["490", "440", "830"]).next();
    draft.series = field.and_then(|field| {
        let title = draft::title(&field.get('a')?, None)?.full();
        let title = if field.tag == "490" { title } else { title.trim_end_matches('.').to_owned() };
        Some(Series { title, number: field.get('v').and_then(|number| text::number(&number)) })
    });
}

fn identifiers(record: &Record) -> Identifiers {
    let doi = |field: &Field| field.get('a').filter(|_| field.verbatim('2').is_some_and(|kind| kind.trim() == "doi"));
    let oclc = |number: String| {
        let digits = number.strip_prefix("(OCoLC)")?.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim();
        let digits = digits.trim_start_matches('0');
        (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.to_owned())
    };
    Identifiers {
        doi: record.fields(&["024"]).find_map(doi),
        lccn: record.first(&["010"], 'a').map(|lccn| lccn.replace(' ', "")),
        oclc: record.fields(&["035"]).flat_map(|field| field.all('a')).find_map(oclc),
        ..Identifiers::default()
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::catalog::protocol::marc::Record;
    use crate::catalog::protocol::{testing, xml};

    /// A record of lines such as `245 10 $aTitle :$bsubtitle /`; what has no `$` is a control field.
    fn record(leader: &str, lines: &[&str]) -> String {
        let field = |line: &&str| {
            let (tag, rest) = line.split_at(3);
            let mut parts = rest.split('$');
            let head = parts.next().unwrap_or_default();
            let subfields: String =
                parts.map(|p| format!("<subfield code=\"{}\">{}</subfield>", &p[..1], &p[1..])).collect();
            if subfields.is_empty() {
                return format!("<controlfield tag=\"{tag}\">{}</controlfield>", &rest[1..]);
            }
            let (one, two) = (&head[1..2], &head[2..3]);
            format!("<datafield tag=\"{tag}\" ind1=\"{one}\" ind2=\"{two}\">{subfields}</datafield>")
        };
        let fields: String = lines.iter().map(field).collect();
        format!("<record><leader>{leader}</leader>{fields}</record>")
    }

    #[track_caller]
    fn case(leader: &str, lines: &[&str], expected: Option<&str>) {
        let root = xml::parse(&record(leader, lines)).unwrap();
        let draft = read(&Record::find(&root).unwrap());
        assert_eq!(draft.and_then(|d| d.record("x")).map(|r| testing::told(&r)).as_deref(), expected);
    }

    const BOOK: &str = "00000nam a2200000 c 4500";

    #[test]
    fn a_translation_is_told_whole() {
        case(
            BOOK,
            &[
                "001 17",
                "008 170918r20171983gw            000 0 ger  ",
                "010   $a  73076391 ",
                "020   $a9783442486878 (pbk.)$z9780140449136",
                "035   $a(OCoLC)ocn003076042",
                "041 1 $ager$heng",
                "100 1 $aPratchett, Terry,$d1948-2015",
                "240 10$aThe colour of magic.$lGerman",
                "245 14$a\u{98}Die\u{9c} Farben der Magie :$bein Roman /$cTerry Pratchett ; Nachwort: Ann Roe",
                "250   $a2nd ed.",
                "264  1$aMünchen :$bGoldmann,$c[2017]",
                "264  4$c©1983",
                "300   $axii, 383 p. ;$c19 cm",
                "490 1 $aScheibenwelt ;$vBd. 1",
                "700 1 $aJung, Gerald$eÜbersetzer$4trl",
                "700 1 $aRoe, Ann",
                "700 1 $aDoe, John$enarrator",
                "700 12$aDoe, Jane$tAnother work",
                "710 2 $aGoldmann$4pbl",
            ],
            Some(
                "17 | Die Farben der Magie: ein Roman | Pratchett, Terry; translator Jung, Gerald; afterword Roe, Ann | 1983 | 2017 \
                 | Goldmann | München | edition 2nd ed. | series Scheibenwelt, 1 | pages 383 | lang en | in de | original The colour of magic \
                 | 9783442486878 | lccn 73076391 | oclc 3076042",
            ),
        );
    }

    #[test]
    fn other_titles_are_kept() {
        let lines = [
            "240 10$aVoĭna i mir",
            "245 10$aWar and peace =$bLa guerre et la paix",
            "246 3 $aWar and peace again /",
            "246 3 $aNobody's copy$5XYZ",
            "880 10$6245-01/(N$aВойна и мир",
            "880 1 $6100-02/(N$aТолстой",
        ];
        let root = xml::parse(&record(BOOK, &lines)).unwrap();
        let draft = read(&Record::find(&root).unwrap()).unwrap();
        assert_eq!(draft.other_titles, ["La guerre et la paix", "War and peace again", "Война и мир", "Voĭna i mir"]);
    }

    #[test]
    fn collective_titles_are_no_originals() {
        let lines =
            ["041 1 $aeng$hrus", "240 10$aWorks.$kSelections.$lEnglish", "245 10$aTales", "830  0$aSea library.$v3"];
        case(BOOK, &lines, Some("| Tales | | | | | | series Sea library, 3 | lang ru | in en"));
    }

    #[test]
    fn only_books_are_read() {
        for leader in ["00000njm a22", "00000nas a22", "00000naa a22", "00000cgm a22", "", "short", "00000ny  a22"] {
            case(leader, &["245 10$aTitle"], None);
        }
        case(BOOK, &["100 1 $aNobody"], None);
        case("00000nmm a22", &["020   $a9780140449136", "245 10$aTitle"], Some("| Title | | | | | | 9780140449136"));
    }

    #[test]
    fn a_volume_has_a_title_of_its_own() {
        case(
            BOOK,
            &["245 10$aVestens tenkere$nB. 2$pFra Descartes til Nietzsche$cred.: T. Eriksen", "700 1 $aEriksen, T."],
            Some("| Fra Descartes til Nietzsche | editor Eriksen, T. | | | | | volume 2 | set Vestens tenkere"),
        );
        case(BOOK, &["245 10$aArchiv.$nBand 86"], Some("| Archiv. | | | | | | volume 86"));
    }

    #[test]
    fn names_are_of_three_kinds() {
        case(
            BOOK,
            &[
                "100 0 $aJohn Paul$bII,$cPope",
                "245 10$aX",
                "700 1 $aKing, Martin Luther,$cJr.$4aut",
                "710 2 $aA Body.$bIts Part.$4edt",
            ],
            Some("| X | John Paul II,; King, Martin Luther, Jr.; editor {A Body. Its Part}"),
        );
    }
}
