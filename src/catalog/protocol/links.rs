//! Links into catalogs: which record of which service an address names.
//!
//! Only what a service's own pages are called is known here; what stands on other pages is no business of catalogs.

use percent_encoding::percent_decode_str;

use crate::model::RecordId;

/// Pages of a service: where they are, what stands before the name of the record, and which names are good.
struct Pages {
    hosts: &'static [&'static str],
    before: &'static [&'static str],
    catalog: &'static str,
    is_name: fn(&str) -> bool,
}

const PAGES: &[Pages] = &[
    Pages {
        hosts: &["openlibrary.org"],
        before: &["/works/", "/books/"],
        catalog: "open-library",
        is_name: |name| name.starts_with("OL") && name.ends_with(['W', 'M']) && is_plain(name),
    },
    Pages {
        hosts: &["wikidata.org", "m.wikidata.org"],
        before: &["/wiki/", "/entity/"],
        catalog: "wikidata",
        is_name: |name| name.starts_with('Q') && is_number(name.get(1..).unwrap_or_default()),
    },
    Pages { hosts: &["lccn.loc.gov"], before: &["/"], catalog: "library-of-congress", is_name: is_plain },
    Pages {
        hosts: &["d-nb.info"],
        before: &["/"],
        catalog: "deutsche-nationalbibliothek",
        is_name: |name| is_plain(name) && name.starts_with(|c: char| c.is_ascii_digit()),
    },
    Pages { hosts: &["opac.k10plus.de", "kxp.k10plus.de"], before: &["PPN="], catalog: "k10plus", is_name: is_plain },
    Pages {
        hosts: &["books.google.com", "google.com"],
        before: &["/books?id=", "/books/edition/_/"],
        catalog: "google-books",
        is_name: |name| name.len() == 12 && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')),
    },
];

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn is_number(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit())
}

/// The record that a link names, or a DOI in one of its forms; `None` for anything else.
///
/// ```
/// # use reading_list::catalog::protocol::of_link;
/// let named = |link: &str| of_link(link).map(|record| record.to_string());
/// assert_eq!(named("https://openlibrary.org/works/OL27448W/The_Lord_of_the_Rings").as_deref(), Some("open-library:OL27448W"));
/// assert_eq!(named("doi:10.1017/9781108348843").as_deref(), Some("crossref:10.1017/9781108348843"));
/// ```
pub fn of_link(text: &str) -> Option<RecordId> {
    let text = text.trim();
    let (host, path) = host_and_path(text).unwrap_or(("", text));
    if let Some(doi) = doi(host, path) {
        return record("crossref", doi);
    }
    let pages = PAGES.iter().filter(|pages| pages.hosts.contains(&host));
    let mut named = pages.flat_map(|pages| {
        let names = pages.before.iter().filter_map(|before| path.split_once(before).map(|(_, name)| name));
        names.filter_map(|name| {
            let name = name.split(['/', '?', '&', '#', '.']).next().filter(|name| (pages.is_name)(name))?;
            record(pages.catalog, name.to_owned())
        })
    });
    named.next()
}

fn record(catalog: &str, id: String) -> Option<RecordId> {
    Some(RecordId { catalog: catalog.parse().ok()?, id })
}

/// Host without `www.`, and everything behind it.
fn host_and_path(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let (host, path) = rest.split_at(rest.find('/')?);
    Some((host.strip_prefix("www.").unwrap_or(host), path))
}

/// `10.1017/…`, with `doi:` before it or as a link to the resolver.
fn doi(host: &str, path: &str) -> Option<String> {
    let bare = match host {
        "" => path.strip_prefix("doi:").unwrap_or(path).trim_start(),
        "doi.org" | "dx.doi.org" => path.trim_start_matches('/'),
        _ => return None,
    };
    let doi = percent_decode_str(bare).decode_utf8().ok()?.to_lowercase();
    let (prefix, suffix) = doi.split_once('/')?;
    let is_doi =
        prefix.strip_prefix("10.").is_some_and(|n| n.len() >= 4 && n.bytes().all(|b| b.is_ascii_digit() || b == b'.'));
    (is_doi && !suffix.is_empty() && !suffix.contains(char::is_whitespace)).then_some(doi)
}

#[cfg(test)]
mod tests {
    use super::{PAGES, of_link};
    use crate::catalog::protocol::protocol;

    #[track_caller]
    fn case(link: &str, expected: Option<&str>) {
        assert_eq!(of_link(link).map(|record| record.to_string()).as_deref(), expected, "{link}");
    }

    #[test]
    fn pages_of_services_are_known() {
        case("https://openlibrary.org/books/OL7353617M", Some("open-library:OL7353617M"));
        case("https://openlibrary.org/books/OL7353617M.json", Some("open-library:OL7353617M"));
        case("https://www.wikidata.org/wiki/Q150827#P50", Some("wikidata:Q150827"));
        case("http://www.wikidata.org/entity/Q150827", Some("wikidata:Q150827"));
        case("https://lccn.loc.gov/2010045158", Some("library-of-congress:2010045158"));
        case("https://d-nb.info/1060454718", Some("deutsche-nationalbibliothek:1060454718"));
        case("https://opac.k10plus.de/DB=2.299/PPNSET?PPN=797485368", Some("k10plus:797485368"));
        case("https://books.google.com/books?id=kPbzR4LDkAkC&pg=PA1", Some("google-books:kPbzR4LDkAkC"));
        case("https://doi.org/10.1007%2F978-3-319-22422-0", Some("crossref:10.1007/978-3-319-22422-0"));
        case("10.5555/ABC", Some("crossref:10.5555/abc"));
    }

    #[test]
    fn other_links_name_no_record() {
        for link in [
            "",
            "https://openlibrary.org/authors/OL26320A",
            "https://openlibrary.org",
            "https://d-nb.info/gnd/118540475",
            "https://example.org/works/OL1W",
            "https://www.wikidata.org/wiki/Property:P50",
            "https://example.org/10.1017/x",
            "10.10/x",
            "10.1017/a b",
            "The 10.1017/x",
        ] {
            case(link, None);
        }
    }

    #[test]
    fn whatever_is_named_can_be_asked_for() {
        assert!(PAGES.iter().all(|pages| protocol(pages.catalog).is_some()));
    }
}
