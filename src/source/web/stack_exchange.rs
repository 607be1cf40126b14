//! Stack Exchange: a question with its answers, or one answer. Comments are left out: they are about the answers.

use serde_json::Value;
use url::Url;

use super::{Post, Posts, Site, day_of, text_of};
use crate::model::Format;

pub(super) const SITE: Site = Site { name: "stack-exchange", base: "https://api.stackexchange.com", paths, posts };

/// Sites of the network that have names of their own.
const HOSTS: &[&str] =
    &["stackoverflow.com", "superuser.com", "serverfault.com", "askubuntu.com", "mathoverflow.net", "stackapps.com"];

fn site(url: &Url) -> Option<&str> {
    let host = url.host_str()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let is_one = |known: &str| host == known || host.ends_with(&format!(".{known}"));
    (HOSTS.iter().any(|known| is_one(known)) || host.ends_with(".stackexchange.com")).then_some(host)
}

fn paths(url: &Url) -> Option<Vec<String>> {
    let site = site(url)?;
    let mut parts = url.path_segments()?;
    let (kind, id) = (parts.next()?, parts.next()?);
    if id.is_empty() || !id.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let asked = |what: &str, more: &str| format!("/2.3/{what}?site={site}&filter=withbody{more}");
    match kind {
        "questions" | "q" => Some(vec![
            asked(&format!("questions/{id}"), ""),
            asked(&format!("questions/{id}/answers"), "&pagesize=100&order=desc&sort=votes"),
        ]),
        "a" => Some(vec![asked(&format!("answers/{id}"), "")]),
        _ => None,
    }
}

fn posts(url: &Url, answers: &[Value]) -> Result<Posts, String> {
    let site = site(url).unwrap_or_default();
    let mut all = Posts::default();
    for (at, answer) in answers.iter().enumerate() {
        let items = answer.get("items").and_then(Value::as_array).ok_or("the answer holds no `items`")?;
        if at == 0 && items.is_empty() {
            return Err("there is nothing at this address".to_owned());
        }
        all.posts.extend(items.iter().filter_map(|item| post(site, item)));
        // The site says only that there are more than a hundred.
        all.unsent += usize::from(answer.get("has_more").and_then(Value::as_bool) == Some(true));
    }
    Ok(all)
}

fn post(site: &str, item: &Value) -> Option<Post> {
    let number = |field: &str| item.get(field).and_then(Value::as_u64);
    let address = match number("answer_id") {
        Some(answer) => format!("https://{site}/a/{answer}"),
        None => format!("https://{site}/q/{}", number("question_id")?),
    };
    // The title is HTML already.
    let title =
        text_of(item, "title").filter(|_| number("answer_id").is_none()).map(|title| format!("<p>{title}</p>\n"));
    Some(Post {
        address,
        author: item.get("owner").and_then(|owner| text_of(owner, "display_name")),
        date: item.get("creation_date").and_then(Value::as_f64).and_then(day_of),
        format: Format::Html,
        text: title.unwrap_or_default() + &text_of(item, "body")?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use url::Url;

    use super::{paths, posts};

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn questions_and_answers_are_asked_for() {
        let question = paths(&url("https://history.stackexchange.com/questions/77/which-book")).unwrap();
        assert_eq!(question[0], "/2.3/questions/77?site=history.stackexchange.com&filter=withbody");
        assert!(question[1].starts_with("/2.3/questions/77/answers?site=history.stackexchange.com&"), "{question:?}");
        let answer = paths(&url("https://stackoverflow.com/a/5/123")).unwrap();
        assert_eq!(answer, ["/2.3/answers/5?site=stackoverflow.com&filter=withbody"]);
        for other in [
            "https://stackoverflow.com/questions/tagged/rust",
            "https://stackoverflow.blog/q/1",
            "https://stackoverflow.com",
        ] {
            assert_eq!(paths(&url(other)), None, "{other}");
        }
    }

    #[test]
    fn each_answer_has_an_address_and_an_author() {
        let address = url("https://history.stackexchange.com/q/77");
        let question = json!({"items": [{"question_id": 77, "title": "Which book &amp; why?", "body": "<p>Tell me.</p>",
            "owner": {"display_name": "ada"}, "creation_date": 1_619_827_200}], "has_more": false});
        let answers = json!({"items": [{"question_id": 77, "answer_id": 78, "title": "Which book?", "body": "<p>Read <em>Emma</em>.</p>",
            "owner": {"user_type": "does_not_exist"}, "creation_date": 1_619_913_600}], "has_more": true});
        let read = posts(&address, &[question, answers]).unwrap();
        assert_eq!(read.unsent, 1);
        let told: Vec<_> =
            read.posts.iter().map(|p| (p.address.as_str(), p.author.as_deref(), p.text.as_str())).collect();
        let expected = [
            ("https://history.stackexchange.com/q/77", Some("ada"), "<p>Which book &amp; why?</p>\n<p>Tell me.</p>"),
            ("https://history.stackexchange.com/a/78", None, "<p>Read <em>Emma</em>.</p>"),
        ];
        assert_eq!(told, expected);
        assert_eq!(read.posts[1].date.as_deref(), Some("2021-05-02"));
        assert!(posts(&address, &[json!({"items": []})]).unwrap_err().contains("nothing at this address"));
    }
}
