//! Citation styles and locales: those that come with hayagriva, and `.csl` files.

use std::collections::BTreeMap;
use std::path::Path;

use hayagriva::archive::{ArchivedStyle, LOCALES};
use hayagriva::citationberg::{IndependentStyle, Locale, LocaleCode, Style};

use super::error::nearest;
use super::{BibliographyError, Options, engine, prune, style_names};

/// Every style that needs no file, by name, with its title.
pub fn styles() -> Vec<(&'static str, &'static str)> {
    let names: BTreeMap<_, _> =
        ArchivedStyle::all().iter().filter_map(|s| Some((*s.names().first()?, s.display_name()))).collect();
    names.into_iter().collect()
}

/// A style ready to set entries, with the terms of its language.
#[derive(Clone)]
pub(super) struct Typesetting {
    pub(super) style: IndependentStyle,
    /// The language asked for, or the one a dependent style insists on.
    pub(super) locale: Option<LocaleCode>,
    /// That language's, the style's own and English, in their regional forms.
    pub(super) locales: Vec<Locale>,
}

/// Fails where the options name no style or no locale. Much cheaper than loading them.
pub fn check(options: &Options) -> Result<(), BibliographyError> {
    let name = options.style.trim();
    if is_file(name) {
        read(Path::new(name))?;
    } else {
        archived(name)?;
    }
    options.locale.as_deref().map_or(Ok(()), |locale| known_locale(locale).map(drop))
}

fn is_file(style: &str) -> bool {
    Path::new(style).extension().is_some_and(|e| e.eq_ignore_ascii_case("csl"))
}

/// The style and locale that the options name, the style as far as it is for books.
pub(super) fn load(options: &Options) -> Result<Typesetting, BibliographyError> {
    let mut typesetting = load_whole(options)?;
    prune::prune(&mut typesetting.style);
    Ok(typesetting)
}

/// The style and locale that the options name.
pub(super) fn load_whole(options: &Options) -> Result<Typesetting, BibliographyError> {
    let name = options.style.trim();
    let is_file = is_file(name);
    let found = if is_file { read(Path::new(name))? } else { archived(name)?.get() };
    let (mut style, own_locale) = independent(found, name)?;
    style_names::complete(&mut style);
    engine::without_citations(&mut style);
    if style.bibliography.is_none() {
        return Err(BibliographyError::NoBibliography { name: name.to_owned() });
    }
    let asked = options.locale.as_deref().map(known_locale).transpose()?;
    let locale = asked.or(own_locale);
    let wanted = [locale.as_ref(), style.default_locale.as_ref()].into_iter().flatten().map(|code| language(&code.0));
    let locales = unpack(&wanted.chain(["en".to_owned()]).collect::<Vec<_>>());
    Ok(Typesetting { style, locale, locales })
}

/// The locales of these languages. Unpacking all of them takes longer than all the rest of a build.
fn unpack(languages: &[String]) -> Vec<Locale> {
    let wanted = packed().filter(|(code, _)| languages.contains(&language(code)));
    wanted.filter_map(|(_, bytes)| ciborium::from_reader(bytes).ok()).collect()
}

/// Every locale with its code, which is the first thing that stands in it.
fn packed() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    const KEY: &[u8] = b"@xml:lang";
    /// A CBOR text of less than 24 bytes begins with this and its length.
    const SHORT_TEXT: u8 = 0x60;
    LOCALES.iter().filter_map(|bytes| {
        // One byte says that a map begins, one that a text does.
        let (length, rest) = bytes.get(2..)?.strip_prefix(KEY)?.split_first()?;
        let code = rest.get(..usize::from(length.checked_sub(SHORT_TEXT)?))?;
        Some((std::str::from_utf8(code).ok()?, *bytes))
    })
}

fn language(code: &str) -> String {
    code.split('-').next().unwrap_or_default().to_lowercase()
}

fn archived(name: &str) -> Result<ArchivedStyle, BibliographyError> {
    ArchivedStyle::by_name(&name.to_lowercase()).or_else(|| ArchivedStyle::by_id(name)).ok_or_else(|| {
        let names = ArchivedStyle::all().iter().flat_map(|s| s.names()).copied();
        BibliographyError::UnknownStyle { name: name.to_owned(), suggestion: nearest(name, names) }
    })
}

fn read(path: &Path) -> Result<Style, BibliographyError> {
    let xml = std::fs::read_to_string(path)
        .map_err(|source| BibliographyError::ReadStyle { path: path.to_owned(), source })?;
    Style::from_xml(&xml).map_err(|e| BibliographyError::ParseStyle { path: path.to_owned(), reason: e.to_string() })
}

/// A dependent style is another style under a name of its own, perhaps in a language of its own.
fn independent(style: Style, name: &str) -> Result<(IndependentStyle, Option<LocaleCode>), BibliographyError> {
    let dependent = match style {
        Style::Independent(style) => return Ok((style, None)),
        Style::Dependent(dependent) => dependent,
    };
    let parent = dependent.parent_link.href;
    match ArchivedStyle::by_id(&parent).map(ArchivedStyle::get) {
        Some(Style::Independent(style)) => Ok((style, dependent.default_locale)),
        _ => Err(BibliographyError::MissingParent { name: name.to_owned(), parent }),
    }
}

/// `de` is enough for `de-DE`, and `de-CH` falls back to it.
fn known_locale(code: &str) -> Result<LocaleCode, BibliographyError> {
    let code = code.trim().replace('_', "-");
    let known: Vec<&str> = packed().map(|(code, _)| code).collect();
    if let Some(exact) = known.iter().find(|k| k.eq_ignore_ascii_case(&code)) {
        return Ok(LocaleCode((*exact).to_owned()));
    }
    // `de-DE` before `de-AT`: the country of the same letters is where a language is at home, English aside.
    let at_home = |k: &&&str| **k == "en-US" || k.to_lowercase() == format!("{0}-{0}", language(k));
    let kin: Vec<&&str> = known.iter().filter(|k| language(k) == language(&code)).collect();
    match kin.iter().copied().find(|k| at_home(k)).or(kin.first().copied()) {
        Some(kin) => Ok(LocaleCode((*kin).to_owned())),
        None => {
            let suggestion = nearest(&code, known);
            Err(BibliographyError::UnknownLocale { name: code, suggestion })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{archived, known_locale, language, load, packed, styles, unpack};
    use crate::bibliography::{BibliographyError, Options};

    #[test]
    fn every_listed_style_can_be_loaded() {
        let all = styles();
        assert!(all.len() > 50 && all.is_sorted());
        for (name, title) in all {
            assert!(archived(name).is_ok() && !title.is_empty(), "{name}");
        }
    }

    #[test]
    fn unknown_styles_get_help() {
        let message =
            |style: &str| load(&Options { style: style.to_owned(), ..Options::default() }).err().unwrap().to_string();
        assert!(message("chigaco-author-date").contains("did you mean `chicago-author-date`?"));
        assert!(!message("zzz").contains("did you mean"));
        assert!(message("no/such.csl").contains("cannot read the citation style `no/such.csl`"));
    }

    const INFO: &str = "<title>T</title><id>http://example.org/t</id><updated>2020-01-01T00:00:00Z</updated>";

    /// What loading a style file with this content says.
    fn from_file(xml: &str) -> Result<super::Typesetting, BibliographyError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("own.csl");
        std::fs::write(&path, xml).unwrap();
        load(&Options { style: path.to_string_lossy().into_owned(), ..Options::default() })
    }

    #[test]
    fn style_files_are_read() {
        let layout = "<layout><text variable=\"title\"/></layout>";
        let style = |rest: &str| {
            let open = "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"in-text\" version=\"1.0\">";
            from_file(&format!("{open}<info>{INFO}</info><citation>{layout}</citation>{rest}</style>"))
        };
        assert!(style(&format!("<bibliography>{layout}</bibliography>")).is_ok());
        assert!(matches!(style("").err().unwrap(), BibliographyError::NoBibliography { .. }));
        assert!(matches!(from_file("<html/>").err().unwrap(), BibliographyError::ParseStyle { .. }));
    }

    #[test]
    fn dependent_styles_find_their_parent() {
        let dependent = |parent: &str| {
            from_file(&format!(
                "<style xmlns=\"http://purl.org/net/xbiblio/csl\" version=\"1.0\" default-locale=\"de-DE\"><info>{INFO}\
                 <link href=\"http://www.zotero.org/styles/{parent}\" rel=\"independent-parent\"/></info></style>"
            ))
        };
        assert_eq!(dependent("apa").unwrap().locale.unwrap().0, "de-DE");
        assert!(matches!(dependent("no-such").err().unwrap(), BibliographyError::MissingParent { .. }));
    }

    #[test]
    fn every_locale_is_known_by_its_code() {
        let unpacked = hayagriva::archive::locales();
        let codes: Vec<_> = unpacked.iter().map(|l| l.lang.as_ref().unwrap().0.as_str()).collect();
        assert_eq!(packed().map(|(code, _)| code).collect::<Vec<_>>(), codes);
        let german = unpack(&["de".to_owned()]);
        assert_eq!(german.len(), codes.iter().filter(|code| language(code) == "de").count());
    }

    #[test]
    fn locales_fall_back_to_their_language() {
        let found = |code: &str| known_locale(code).map(|l| l.0);
        assert_eq!(found("de").unwrap(), "de-DE");
        assert_eq!(found("en").unwrap(), "en-US");
        assert_eq!(found("DE_at").unwrap(), "de-AT");
        assert!(matches!(found("tlh"), Err(BibliographyError::UnknownLocale { .. })));
    }
}
