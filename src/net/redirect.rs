//! Where a redirect may lead.
//!
//! Few steps, no circle, only the web, never from https to http, and to a private address only where the asker
//! pointed there. Addresses written as numbers are judged here; names are judged by `wire` once they are looked up.

use std::net::IpAddr;

use url::{Host, Origin, Url};

use super::address::is_public;
use super::trouble::Detour;

/// The most steps to one answer.
const MOST_STEPS: usize = 5;

/// Where connections may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Reach {
    /// Anywhere: the asker named this place.
    Anywhere,
    /// Only to the open internet: a server named it.
    Public,
}

/// The way to one answer.
pub(super) struct Trail {
    seen: Vec<Url>,
    /// Whoever the asker named: the place of the request itself, and the bases in the settings.
    named: Vec<Origin>,
    proxies: Vec<String>,
}

impl Trail {
    /// A way that begins at an address of the asker's.
    pub(super) fn new(first: &Url, bases: &[Origin], proxies: &[String]) -> Self {
        let named = [&[first.origin()], bases].concat();
        Self { seen: vec![first.clone()], named, proxies: proxies.to_vec() }
    }

    /// The next step, from what the last one said.
    pub(super) fn follow(&mut self, location: Option<&str>) -> Result<(Url, Reach), Detour> {
        let from = self.seen.last().ok_or(Detour::Nowhere)?;
        let mut to = from.join(location.ok_or(Detour::Nowhere)?).map_err(|_| Detour::NotWeb)?;
        to.set_fragment(None);
        if !is_web(&to) || to.has_authority() && !to.username().is_empty() {
            return Err(Detour::NotWeb);
        }
        if from.scheme() == "https" && to.scheme() != "https" {
            return Err(Detour::Downgrade);
        }
        if self.seen.contains(&to) {
            return Err(Detour::Circle);
        }
        if self.seen.len() > MOST_STEPS {
            return Err(Detour::TooMany(MOST_STEPS));
        }
        let reach = self.reach(&to)?;
        self.seen.push(to.clone());
        Ok((to, reach))
    }

    fn reach(&self, to: &Url) -> Result<Reach, Detour> {
        if self.named.contains(&to.origin()) {
            return Ok(Reach::Anywhere);
        }
        let public = match to.host() {
            Some(Host::Ipv4(v4)) => is_public(IpAddr::V4(v4)),
            Some(Host::Ipv6(v6)) => is_public(IpAddr::V6(v6)),
            Some(Host::Domain(name)) => !self.proxies.iter().any(|proxy| proxy == name),
            None => false,
        };
        if public { Ok(Reach::Public) } else { Err(Detour::Private) }
    }
}

/// Whether it is an address of the web, with a host.
pub(super) fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.host().is_some()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_location_leads_to_the_web_or_nowhere(location in ".*") {
            let mut trail = Trail::new(&url("https://a.org/x"), &[], &[]);
            if let Ok((to, _)) = trail.follow(Some(&location)) {
                prop_assert_eq!(to.scheme(), "https");
            }
        }
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[track_caller]
    fn case(from: &str, location: &str, expected: Result<Reach, Detour>) {
        let mut trail = Trail::new(&url(from), &[url("http://127.0.0.1:81").origin()], &["proxy.lan".to_owned()]);
        assert_eq!(trail.follow(Some(location)).map(|(_, reach)| reach), expected);
    }

    #[test]
    fn steps_are_judged() {
        case("https://a.org/x", "/y", Ok(Reach::Anywhere));
        case("https://a.org/x", "https://b.org/", Ok(Reach::Public));
        case("http://a.org/x", "//b.org/", Ok(Reach::Public));
        case("http://a.org/x", "https://a.org/x", Ok(Reach::Public));
        case("https://a.org/x", "http://a.org/x", Err(Detour::Downgrade));
        case("http://a.org/x", "ftp://a.org/x", Err(Detour::NotWeb));
        case("http://a.org/x", "file:///etc/passwd", Err(Detour::NotWeb));
        case("http://a.org/x", "data:text/plain,x", Err(Detour::NotWeb));
        case("http://a.org/x", "http://[", Err(Detour::NotWeb));
        case("http://a.org/x", "http://me:pw@b.org/", Err(Detour::NotWeb));
        case("http://a.org/x", "#part", Err(Detour::Circle));
    }

    #[test]
    fn private_places_are_only_for_who_was_sent_there_by_the_asker() {
        for private in [
            "127.0.0.1",
            "127.0.0.1:82",
            "10.0.0.1",
            "2130706433",
            "0x7f.1",
            "0177.0.0.1",
            "[::1]",
            "[::ffff:10.0.0.1]",
            "proxy.lan:3128",
        ] {
            case("http://a.org/", &format!("http://{private}/"), Err(Detour::Private));
        }
        case("http://127.0.0.1:80/", "http://127.0.0.1/y", Ok(Reach::Anywhere));
        case("http://127.0.0.1:80/", "http://127.0.0.1:9/y", Err(Detour::Private));
        case("http://a.org/", "http://127.0.0.1:81/", Ok(Reach::Anywhere));
    }

    #[test]
    fn circles_and_long_ways_end() {
        let mut trail = Trail::new(&url("http://a.org/0"), &[], &[]);
        assert!(trail.follow(Some("/1")).is_ok());
        assert_eq!(trail.follow(Some("/0")).err(), Some(Detour::Circle));
        for step in 2..=5 {
            assert!(trail.follow(Some(&format!("/{step}"))).is_ok());
        }
        assert_eq!(trail.follow(Some("/6")).err(), Some(Detour::TooMany(5)));
        assert_eq!(trail.follow(None).err(), Some(Detour::Nowhere));
    }
}
