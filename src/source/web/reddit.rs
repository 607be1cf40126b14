//! Reddit: a thread as the site's own JSON has it, fetched or saved.

use serde_json::Value;
use url::Url;

use super::{Post, Posts, Site, day_of, text_of};
use crate::model::Format;

pub(super) const SITE: Site = Site { name: "reddit", base: "https://www.reddit.com", paths, posts };

/// What stands where something was taken away.
const GONE: &[&str] = &["[deleted]", "[removed]"];

fn paths(url: &Url) -> Option<Vec<String>> {
    let host = url.host_str()?;
    let is_reddit = host == "reddit.com" || host.ends_with(".reddit.com");
    let mut parts = url.path_segments()?.skip_while(|part| *part != "comments");
    let id = parts.nth(1).filter(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric()))?;
    is_reddit.then(|| vec![format!("/comments/{id}.json?limit=500&raw_json=1")])
}

/// The post and its comments, in the order in which the site shows them.
pub(super) fn posts(_: &Url, answers: &[Value]) -> Result<Posts, String> {
    let listings = answers.first().and_then(Value::as_array).filter(|all| all.iter().any(is_listing));
    let mut open: Vec<&Value> = listings.ok_or("the answer is no thread")?.iter().rev().collect();
    let mut all = Posts::default();
    while let Some(thing) = open.pop() {
        let Some(inner) = thing.get("data") else { continue };
        match thing.get("kind").and_then(Value::as_str) {
            Some("Listing") => {
                let children = inner.get("children").and_then(Value::as_array);
                open.extend(children.into_iter().flatten().rev());
            }
            // Where a thread goes on elsewhere, no number stands.
            Some("more") => all.unsent += inner.get("count").and_then(Value::as_u64).unwrap_or(0).max(1) as usize,
            Some("t1" | "t3") => {
                all.posts.extend(post(inner));
                open.extend(inner.get("replies"));
            }
            _ => {}
        }
    }
    Ok(all)
}

fn is_listing(thing: &Value) -> bool {
    thing.get("kind").and_then(Value::as_str) == Some("Listing")
}

fn post(inner: &Value) -> Option<Post> {
    let written = |field: &str| text_of(inner, field).filter(|text| !GONE.contains(&text.as_str()));
    let parts: Vec<String> = ["title", "selftext", "body"].into_iter().filter_map(written).collect();
    (!parts.is_empty()).then_some(())?;
    Some(Post {
        address: format!("https://www.reddit.com{}", text_of(inner, "permalink")?),
        author: written("author"),
        date: inner.get("created_utc").and_then(Value::as_f64).and_then(day_of),
        format: Format::Markdown,
        text: parts.join("\n\n"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use url::Url;

    use super::{paths, posts};

    fn comment(id: &str, body: &str, replies: Value) -> Value {
        json!({"kind": "t1", "data": {"author": "ada", "body": body, "created_utc": 1_619_827_200.0,
            "permalink": format!("/r/books/comments/1abc/what/{id}/"), "replies": replies}})
    }

    fn listing(children: &Value) -> Value {
        json!({"kind": "Listing", "data": {"children": children}})
    }

    #[test]
    fn a_thread_is_read_comment_by_comment() {
        let url = Url::parse("https://old.reddit.com/r/books/comments/1abc/what_to_read/").unwrap();
        assert_eq!(paths(&url).unwrap(), ["/comments/1abc.json?limit=500&raw_json=1"]);
        let post = json!({"kind": "t3", "data": {"author": "[deleted]", "title": "What to read?", "selftext": "[removed]",
            "created_utc": 1_619_827_200.0, "permalink": "/r/books/comments/1abc/what/"}});
        let more = json!({"kind": "more", "data": {"count": 7, "children": ["x"]}});
        let deep = comment("c2", "And *Persuasion*.", json!(""));
        let gone = comment("c3", "[removed]", listing(&json!([comment("c4", "Below it.", json!(""))])));
        let thread = json!([
            listing(&json!([post])),
            listing(&json!([comment("c1", "*Emma*.", listing(&json!([deep]))), gone, more]))
        ]);
        let read = posts(&url, &[thread]).unwrap();
        assert_eq!(read.unsent, 7);
        let texts: Vec<_> = read.posts.iter().map(|p| p.text.as_str()).collect();
        assert_eq!(texts, ["What to read?", "*Emma*.", "And *Persuasion*.", "Below it."]);
        let first = &read.posts[1];
        assert_eq!(first.address, "https://www.reddit.com/r/books/comments/1abc/what/c1/");
        assert_eq!((first.author.as_deref(), first.date.as_deref()), (Some("ada"), Some("2021-05-01")));
        assert_eq!(read.posts[0].author, None);
        assert!(posts(&url, &[json!({"message": "Forbidden"})]).is_err());
    }

    #[test]
    fn other_pages_are_no_threads() {
        for address in
            ["https://www.reddit.com/r/books/", "https://example.org/r/x/comments/1/", "https://reddit.com/comments/"]
        {
            assert_eq!(paths(&Url::parse(address).unwrap()), None, "{address}");
        }
    }
}
