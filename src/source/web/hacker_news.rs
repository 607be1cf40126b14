//! Hacker News: an item with all its comments, in one answer of the search service that the site uses itself.

use serde_json::Value;
use url::Url;

use super::{Post, Posts, Site, text_of};
use crate::model::Format;

pub(super) const SITE: Site = Site { name: "hacker-news", base: "https://hn.algolia.com", paths, posts };

fn paths(url: &Url) -> Option<Vec<String>> {
    let is_item = url.host_str() == Some("news.ycombinator.com") && url.path() == "/item";
    let id = url.query_pairs().find(|(name, _)| name == "id").map(|(_, id)| id.into_owned())?;
    let is_number = !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
    (is_item && is_number).then(|| vec![format!("/api/v1/items/{id}")])
}

/// The item and everything below it, in the order in which the site shows it.
fn posts(_: &Url, answers: &[Value]) -> Result<Posts, String> {
    let item = answers.first().filter(|item| item.get("id").is_some()).ok_or("the answer holds no item")?;
    let mut posts = Vec::new();
    let mut open = vec![item];
    while let Some(item) = open.pop() {
        posts.extend(post(item));
        let children = item.get("children").and_then(Value::as_array);
        open.extend(children.into_iter().flatten().rev());
    }
    Ok(Posts { posts, unsent: 0 })
}

/// What was written, with the title of a story above it; nothing where it was taken away.
fn post(item: &Value) -> Option<Post> {
    let title = text_of(item, "title").map(|title| format!("<p>{}</p>\n", escaped(&title)));
    let body = text_of(item, "text");
    if title.is_none() && body.is_none() {
        return None;
    }
    Some(Post {
        address: format!("https://news.ycombinator.com/item?id={}", item.get("id")?.as_u64()?),
        author: text_of(item, "author"),
        date: text_of(item, "created_at").and_then(|time| time.get(..10).map(str::to_owned)),
        format: Format::Html,
        text: title.unwrap_or_default() + &body.unwrap_or_default(),
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use url::Url;

    use super::{paths, posts};

    #[test]
    fn a_thread_is_read_comment_by_comment() {
        let url = Url::parse("https://news.ycombinator.com/item?id=10").unwrap();
        assert_eq!(paths(&url).unwrap(), ["/api/v1/items/10"]);
        let comment = |id: u32, text: Option<&str>, children: serde_json::Value| json!({"id": id, "created_at": "2021-05-01T10:00:00.000Z", "author": text.map(|_| "ada"), "text": text, "children": children});
        let answer = json!({"id": 10, "created_at": "2021-05-01T09:00:00.000Z", "author": "bob", "title": "Books & papers?",
            "text": null, "children": [comment(11, Some("Read <i>Emma</i>."), json!([comment(12, Some("Yes."), json!([]))])),
            comment(13, None, json!([comment(14, Some("Below what was taken away."), json!([]))]))]});
        let read = posts(&url, &[answer]).unwrap().posts;
        let told: Vec<_> = read.iter().map(|p| (p.address.rsplit('=').next().unwrap(), p.text.as_str())).collect();
        let expected = [
            ("10", "<p>Books &amp; papers?</p>\n"),
            ("11", "Read <i>Emma</i>."),
            ("12", "Yes."),
            ("14", "Below what was taken away."),
        ];
        assert_eq!(told, expected);
        assert_eq!((read[1].author.as_deref(), read[1].date.as_deref()), (Some("ada"), Some("2021-05-01")));
        assert!(posts(&url, &[json!([])]).is_err());
    }

    #[test]
    fn other_pages_of_the_site_are_pages() {
        for address in [
            "https://news.ycombinator.com/item?id=x",
            "https://news.ycombinator.com/user?id=1",
            "https://example.org/item?id=1",
        ] {
            assert_eq!(paths(&Url::parse(address).unwrap()), None, "{address}");
        }
    }
}
