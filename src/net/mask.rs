//! What must not be seen: keys and e-mail addresses.
//!
//! Services take them as parameters of the address and as part of the User-Agent. Everything that is printed, kept or
//! compared goes through here first. A masked value keeps its length, so that places in a body stay where they are.

use std::fmt;

use url::Url;

/// Parameters that hold a secret.
const SECRET: &[&str] = &["key", "api_key", "apikey", "mailto", "email", "access_token", "token"];

/// Shorter values would be found in every text.
const SHORTEST: usize = 4;

/// What stands for a value in an address.
const STARS: &str = "***";

fn is_secret(name: &str) -> bool {
    SECRET.iter().any(|secret| name.trim().eq_ignore_ascii_case(secret))
}

/// An e-mail address or page of the user's, for the User-Agent and nowhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact(String);

impl Contact {
    /// As the user wrote it; `None` if nothing of it can stand in a header.
    pub fn new(text: &str) -> Option<Self> {
        let kept: String = text.trim().chars().filter(|c| c.is_ascii_graphic() && !"()\\".contains(*c)).collect();
        let bare = kept.strip_prefix("mailto:").unwrap_or(&kept);
        (!bare.is_empty()).then(|| Self(bare.to_owned()))
    }

    /// `mailto:me@example.org`, or the page.
    pub(super) fn in_user_agent(&self) -> String {
        if self.0.contains("://") { self.0.clone() } else { format!("mailto:{}", self.0) }
    }
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Contact({STARS})")
    }
}

/// The address as it may be shown: secret parameters, user name and password are starred.
pub fn shown(address: &str) -> String {
    let Ok(mut url) = Url::parse(address) else { return query_starred(address) };
    if !url.username().is_empty() || url.password().is_some() {
        // Both fail only where an address can have no user name, and then it has none.
        let _ = url.set_password(None);
        let _ = url.set_username(STARS);
    }
    query_starred(url.as_str())
}

fn query_starred(text: &str) -> String {
    each_parameter(
        text,
        |name, part| if is_secret(name) { Some(format!("{name}={STARS}")) } else { Some(part.to_owned()) },
    )
}

/// The text without its secret parameters: what a question is kept under.
pub(super) fn without_secrets(text: &str) -> String {
    each_parameter(text, |name, part| (!is_secret(name)).then(|| part.to_owned()))
}

/// Takes the text apart at what separates parameters, and puts it together from what is made of each.
fn each_parameter(text: &str, make: impl Fn(&str, &str) -> Option<String>) -> String {
    let mut made = String::with_capacity(text.len());
    let mut separator = "";
    let mut rest = text;
    loop {
        let end = rest.find(['?', '&', ';', '#']).unwrap_or(rest.len());
        let part = &rest[..end];
        let kept = match part.split_once('=') {
            Some((name, _)) => make(name, part),
            None => Some(part.to_owned()),
        };
        if let Some(kept) = kept {
            made.push_str(if separator == "&" && made.ends_with('?') { "" } else { separator });
            made.push_str(&kept);
        } else if separator == "?" {
            made.push('?');
        }
        if end == rest.len() {
            break;
        }
        separator = &rest[end..end + 1];
        rest = &rest[end + 1..];
    }
    if made.ends_with('?') && !text.ends_with('?') {
        made.pop();
    }
    made
}

/// The secrets of one request, to be taken out of whatever comes back.
pub(super) struct Secrets(Vec<String>);

impl Secrets {
    /// Those in the address, and the contact.
    pub(super) fn of(url: &Url, contact: Option<&Contact>) -> Self {
        let mut found: Vec<String> = Vec::new();
        for (name, value) in url.query_pairs().filter(|(name, _)| is_secret(name)) {
            found.push(value.into_owned());
            let raw = url.query().unwrap_or_default().split('&').filter_map(|part| part.split_once('='));
            found.extend(raw.filter(|(raw_name, _)| *raw_name == name).map(|(_, value)| value.to_owned()));
        }
        found.extend(url.password().map(str::to_owned));
        found.extend(contact.map(|contact| contact.0.clone()));
        found.extend(contact.map(|contact| contact.0.replace('@', "%40")));
        found.retain(|value| value.len() >= SHORTEST);
        found.sort_by_key(|value| std::cmp::Reverse(value.len()));
        found.dedup();
        Self(found)
    }

    /// Stars over every secret in a body.
    pub(super) fn hide_in(&self, body: &mut [u8]) {
        for secret in self.0.iter().map(String::as_bytes) {
            let mut at = 0;
            while let Some(found) = find(&body[at..], secret) {
                body[at + found..at + found + secret.len()].fill(b'*');
                at += found + secret.len();
            }
        }
    }

    /// The address without the parameters that hold one of them: for whoever they were not meant for.
    pub(super) fn left_out_of(&self, mut url: Url) -> Url {
        let is_secret = |value: &str| self.0.iter().any(|secret| secret == value);
        let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        if pairs.iter().any(|(_, value)| is_secret(value)) {
            let kept = pairs.iter().filter(|(_, value)| !is_secret(value));
            url.query_pairs_mut().clear().extend_pairs(kept);
        }
        url
    }

    /// The text with stars over every secret, such as a message of the transport's.
    pub(super) fn hidden(&self, text: &str) -> String {
        self.0.iter().fold(shown(text), |text, secret| text.replace(secret.as_str(), STARS))
    }
}

fn find(body: &[u8], secret: &[u8]) -> Option<usize> {
    let first = *secret.first()?;
    let mut at = 0;
    loop {
        at += body[at..].iter().position(|&byte| byte == first)?;
        if body[at..].starts_with(secret) {
            return Some(at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn case(address: &str, as_shown: &str, as_kept: &str) {
        assert_eq!(shown(address), as_shown);
        assert_eq!(without_secrets(address), as_kept);
    }

    #[test]
    fn secret_parameters_are_starred_and_left_out_of_keys() {
        case("http://a.org/x?q=on%20war&key=abc", "http://a.org/x?q=on%20war&key=***", "http://a.org/x?q=on%20war");
        case("http://a.org/x?mailto=me@b.org&q=1", "http://a.org/x?mailto=***&q=1", "http://a.org/x?q=1");
        case("http://a.org/x?API_KEY=abc", "http://a.org/x?API_KEY=***", "http://a.org/x");
        case("http://a.org/x?key=a&key=b&keys=c", "http://a.org/x?key=***&key=***&keys=c", "http://a.org/x?keys=c");
        case("http://a.org/monkey?q=key", "http://a.org/monkey?q=key", "http://a.org/monkey?q=key");
        case("title=x&mailto=me@b.org", "title=x&mailto=***", "title=x");
        case("isbn:9780140449136", "isbn:9780140449136", "isbn:9780140449136");
        case("no address ?", "no address ?", "no address ?");
        case("", "", "");
    }

    #[test]
    fn a_password_is_not_shown() {
        assert_eq!(shown("https://me:secret@a.org/x"), "https://***@a.org/x");
    }

    #[test]
    fn secrets_are_taken_out_of_bodies() {
        let url = Url::parse("http://a.org/?key=abcabd&mailto=me%40b.org&token=x").unwrap();
        let secrets = Secrets::of(&url, Contact::new(" mailto:you@c.org ").as_ref());
        let mut body = b"abcabcabd me@b.org me%40b.org you@c.org x \xff you@c.or".to_vec();
        let length = body.len();
        secrets.hide_in(&mut body);
        assert_eq!(body, b"abc****** ******** ********** ********* x \xff you@c.or");
        assert_eq!(body.len(), length);
        assert_eq!(
            secrets.hidden("no route to http://a.org/?key=abcabd, said you@c.org"),
            "no route to http://a.org/?key=***"
        );
    }

    #[test]
    fn secrets_are_not_handed_on() {
        let first = Url::parse("http://a.org/?key=abcabd&q=on+war").unwrap();
        let secrets = Secrets::of(&first, Contact::new("me@b.org").as_ref());
        let left = |address: &str| secrets.left_out_of(Url::parse(address).unwrap()).to_string();
        assert_eq!(left("http://c.org/?k=abcabd&q=on+war&m=me%40b.org"), "http://c.org/?q=on+war");
        assert_eq!(left("http://c.org/?key=theirs&b=%20"), "http://c.org/?key=theirs&b=%20");
    }

    proptest! {
        #[test]
        fn any_text_is_masked_once_and_for_all(text in ".*", value in "[a-z0-9]{4,12}") {
            prop_assert_eq!(without_secrets(&without_secrets(&text)), without_secrets(&text));
            let address = format!("http://a.org/{}?q=1&key={value}_&x=2", text.replace(['?', '#', '&', ';', '\\'], ""));
            let secret = format!("{value}_");
            prop_assert!(!shown(&address).contains(&secret) || text.contains(&secret));
            prop_assert!(!without_secrets(&address).contains(&secret) || text.contains(&secret));
        }
    }

    #[test]
    fn a_contact_cannot_break_the_header() {
        assert_eq!(Contact::new("me@b.org\r\nX: y").unwrap().in_user_agent(), "mailto:me@b.orgX:y");
        assert_eq!(Contact::new("https://b.org/me").unwrap().in_user_agent(), "https://b.org/me");
        assert_eq!(Contact::new(" \u{e9}\n"), None);
        assert!(!format!("{:?}", Contact::new("me@b.org")).contains("b.org"));
    }
}
