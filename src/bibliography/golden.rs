//! What every writer makes of the awkward books, kept whole; and what must hold of any title at all.

use biblatex::{Bibliography, ChunksExt, DateValue};
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest};
use proptest::prelude::{ProptestConfig, Strategy, any, proptest};
use proptest::{prop_assert, prop_assert_eq};

use super::fixtures::{awkward, credited, titled};
use super::hayagriva_entry::convert;
use super::style::{Typesetting, load_whole};
use super::text::clean;
use super::{Options, OutputFormat, StyledFormat, write};
use crate::library::Entry;
use crate::model::{Name, Series};

fn written(entries: &[Entry], format: &str) -> String {
    write(entries, format.parse().unwrap(), &Options::default()).unwrap()
}

fn styled(format: StyledFormat, style: &str, locale: Option<&str>) -> String {
    let options = Options { style: style.to_owned(), locale: locale.map(str::to_owned), ..Options::default() };
    write(&awkward(), OutputFormat::Styled(format), &options).unwrap()
}

#[test]
fn every_format_of_data() {
    for format in ["biblatex", "bibtex", "csl-json", "hayagriva", "ris", "csv"] {
        insta::assert_snapshot!(format, written(&awkward(), format));
    }
}

#[test]
fn bibtex_in_ascii() {
    let options = Options { ascii: true, ..Options::default() };
    let text = write(&awkward(), OutputFormat::Bibtex, &options).unwrap();
    assert!(text.is_ascii());
    insta::assert_snapshot!("bibtex-ascii", text);
}

#[test]
fn every_kind_of_style() {
    use StyledFormat::{Html, Markdown, Text};
    const STYLES: [(&str, StyledFormat, &str, Option<&str>); 10] = [
        ("apa", Text, "apa", None),
        ("chicago", Text, "chicago-author-date", None),
        ("chicago-notes", Text, "chicago-notes", None),
        ("mla-html", Html, "mla", None),
        ("ieee-markdown", Markdown, "ieee", None),
        ("harvard", Text, "harvard-cite-them-right", None),
        ("vancouver", Text, "vancouver", None),
        ("german", Text, "deutsche-sprache", None),
        ("chicago-german", Text, "chicago-author-date", Some("de")),
        ("french", Text, "iso-690-author-date", Some("fr")),
    ];
    for (name, format, style, locale) in STYLES {
        insta::assert_snapshot!(name, styled(format, style, locale));
    }
}

#[test]
fn letters_follow_the_order_of_the_style() {
    let text = styled(StyledFormat::Text, "chicago-author-date", None);
    let lines: Vec<&str> = text.lines().filter(|l| l.contains(") 1932")).collect();
    assert!(lines[0].contains("1932a") && lines[1].contains("1932b"), "{lines:?}");
}

#[test]
fn nothing_gives_nothing() {
    for format in OutputFormat::names() {
        let rows = written(&[], format).lines().count();
        let expected = usize::from(matches!(format, "csl-json" | "csv"));
        assert_eq!(rows, expected, "{format}");
    }
}

#[test]
fn every_style_with_a_bibliography_prints_every_book() {
    for (style, _) in super::styles() {
        let options = Options { style: style.to_owned(), ..Options::default() };
        match write(&awkward(), OutputFormat::Styled(StyledFormat::Text), &options) {
            Ok(text) => {
                assert_eq!(text.matches("\n\n").count() + 1, awkward().len(), "{style}");
                for name in ["science fiction", "trotsky", "goethe", "marx and engels", "ortega y gasset"] {
                    // Not every style prints the editors of a book, but all print its authors.
                    assert!(text.to_lowercase().contains(name), "{style} lacks {name}");
                }
            }
            Err(error) => assert!(error.to_string().contains("no bibliography"), "{style}: {error}"),
        }
    }
}

#[test]
fn hayagriva_reads_back_what_we_print() {
    let library = hayagriva::io::from_yaml_str(&written(&awkward(), "hayagriva")).unwrap();
    assert_eq!(library.len(), awkward().len());
    for entry in awkward() {
        let read = library.get(entry.key.as_str()).unwrap();
        // The parents' keys are ours to choose: hayagriva gives them the child's.
        let mut expected = convert(&entry);
        expected.set_parents(read.parents().to_vec());
        assert_eq!(*read, expected);
        let parts = |e: &hayagriva::Entry| -> Vec<_> {
            e.parents()
                .iter()
                .map(|p| (*p.entry_type(), p.title().cloned(), p.date().copied(), p.volume().cloned()))
                .collect()
        };
        assert_eq!(parts(read), parts(&convert(&entry)));
    }
}

/// As its own program does it: all that was read, cited and set in one go.
#[test]
fn hayagriva_sets_what_we_print() {
    let library = hayagriva::io::from_yaml_str(&written(&awkward(), "hayagriva")).unwrap();
    for style in ["apa", "chicago-author-date", "ieee"] {
        let typesetting = load_whole(&Options { style: style.to_owned(), ..Options::default() }).unwrap();
        let Typesetting { style, locales, .. } = &typesetting;
        let mut driver = BibliographyDriver::new();
        for entry in &library {
            let cited = vec![CitationItem::with_entry(entry)];
            driver.citation(CitationRequest::new(cited, style, None, locales, None));
        }
        let set = driver.finish(BibliographyRequest::new(style, None, locales)).bibliography.unwrap();
        assert_eq!(set.items.len(), awkward().len());
        assert!(set.items.iter().all(|item| !item.content.to_string().trim().is_empty()));
    }
}

#[test]
fn biblatex_reads_back_what_we_print() {
    let bibliography = Bibliography::parse(&written(&awkward(), "biblatex")).unwrap();
    let get = |key: &str| bibliography.get(key).unwrap();
    let trotsky = get("trotsky1930");
    assert_eq!(trotsky.translator().unwrap()[0].name, "Eastman");
    assert_eq!(trotsky.get("origdate").unwrap().format_verbatim(), "1930");
    let ortega = get("ortega").author().unwrap();
    assert_eq!((ortega[0].name.as_str(), ortega[0].prefix.as_str()), ("Ortega y Gasset", ""));
    assert_eq!((ortega[1].name.as_str(), ortega[1].prefix.as_str()), ("Heyden", "van der"));
    assert_eq!(get("marx-engels").author().unwrap()[0].name, "Institute of Marx and Engels, Inc.");
    let king = &get("reader").editors().unwrap()[0].0[1];
    assert_eq!((king.name.as_str(), king.suffix.as_str(), king.given_name.as_str()), ("King", "Jr.", "Martin Luther"));
    for (key, approximate) in [("genji", true), ("comte", false), ("serial", false)] {
        let biblatex::PermissiveType::Typed(date) = get(key).date().unwrap() else { panic!("{key} has no date") };
        assert_eq!(date.approximate, approximate, "{key}");
        assert_eq!(matches!(date.value, DateValue::At(_)), key == "genji", "{key}");
    }
}

/// Text as catalogs and writers have it, rich in what is syntax somewhere.
fn wild_text() -> impl Strategy<Value = String> {
    let syntax = proptest::sample::select(r#"{}$\&%#_~^`*<>[]"'|@=:,;.!?-/ and ÀéßЖ漢–"#.chars().collect::<Vec<_>>());
    let wild = proptest::prop_oneof![3 => syntax, 2 => proptest::char::range('a', 'z'), 1 => any::<char>()];
    proptest::collection::vec(wild, 1..40).prop_map(|chars| chars.into_iter().collect())
}

fn entry_of(title: &str, name: &str) -> Entry {
    let mut entry = titled("key", title);
    entry.book.work.contributors.extend(Name::parse(name).map(credited));
    entry
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn titles_survive_biblatex(text in wild_text()) {
        for format in ["biblatex", "bibtex"] {
            let printed = written(&[titled("key", &text)], format);
            let bibliography = Bibliography::parse(&printed).map_err(|e| format!("{e}\n{printed}"));
            let read = bibliography.unwrap().get("key").unwrap().get("title").map(|t| t.format_verbatim());
            // English titles are printed in title case.
            prop_assert_eq!(read.unwrap_or_default().to_lowercase(), clean(&text).to_lowercase(), "{}", printed);
        }
    }

    #[test]
    fn titles_and_names_survive_hayagriva(title in wild_text(), name in wild_text()) {
        let entry = entry_of(&title, &name);
        let printed = written(std::slice::from_ref(&entry), "hayagriva");
        let library = hayagriva::io::from_yaml_str(&printed).map_err(|e| format!("{e}\n{printed}")).unwrap();
        prop_assert_eq!(library.get("key").unwrap(), &convert(&entry), "{}", printed);
    }
}

/// The commands of a `.bib` file that a TeX would carry out.
fn commands(bib: &str) -> Vec<&str> {
    let name = |rest: &str| rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
    bib.split('\\').skip(1).map(|rest| &rest[..name(rest)]).filter(|command| !command.is_empty()).collect()
}

#[test]
fn no_title_commands_tex_or_a_browser() {
    let hostile = r"\input{/etc/passwd} \write18{rm} ^^5cinput <script>alert(1)</script>\end{document}%";
    let entries = [with_edition(entry_of(hostile, hostile), hostile)];
    for format in ["biblatex", "bibtex"] {
        let bib = written(&entries, format);
        let harmless = ["textbackslash", "textasciicircum"];
        assert!(commands(&bib).iter().all(|command| harmless.contains(command)), "{bib}");
        assert!(!bib.contains("^^"), "{bib}");
    }
    let html = written(&entries, "html");
    assert!(!html.contains("<script") && html.contains("&lt;script&gt;"), "{html}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_stops_any_writer(title in wild_text(), name in wild_text(), other in wild_text()) {
        let entries = [with_edition(entry_of(&title, &name), &other)];
        for format in OutputFormat::names() {
            let text = written(&entries, format);
            prop_assert!(text.ends_with('\n'));
            prop_assert!(format != "html" || text.matches('<').count() == text.matches('>').count());
            prop_assert!(format != "hayagriva" || hayagriva::io::from_yaml_str(&text).is_ok(), "{}", text);
            prop_assert!(!format.starts_with("bib") || Bibliography::parse(&text).is_ok(), "{}", text);
        }
    }
}

/// The same words in every field of an edition.
fn with_edition(mut entry: Entry, words: &str) -> Entry {
    let some = Some(words.to_owned());
    let edition = entry.book.edition.get_or_insert_default();
    edition.publisher.clone_from(&some);
    edition.place.clone_from(&some);
    edition.volume.clone_from(&some);
    edition.edition = some.clone().map(Into::into);
    edition.series = Some(Series { title: words.to_owned(), number: some.clone() });
    edition.url = Some(format!("https://example.org/{words}"));
    edition.identifiers.doi.clone_from(&some);
    entry.book.work.original_title.clone_from(&some);
    entry.tags.push(words.to_owned());
    entry
}
