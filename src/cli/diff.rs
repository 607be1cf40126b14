//! What would change in a file, line by line.

use super::terminal::{Line, Tone};
use crate::pipeline::Change;

/// Lines shown on either side of a change.
const CONTEXT: usize = 2;
/// Where so many lines differ on both sides, they are shown as removed and added without looking for likenesses.
const MOST_CELLS: usize = 4_000_000;

/// A line of either text, or of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edit<'t> {
    Same(&'t str),
    Old(&'t str),
    New(&'t str),
}

/// The change as people know it from `diff -u`.
pub fn lines(change: &Change) -> Vec<Line> {
    let old = change.old.as_deref().map(String::from_utf8_lossy);
    let name = if old.is_some() { change.shown.as_str() } else { "/dev/null" };
    let heading = [("--- ", name), ("+++ ", change.shown.as_str())];
    let mut lines: Vec<Line> =
        heading.iter().map(|(mark, name)| Line::new().piece(Tone::Heading, format!("{mark}{name}"))).collect();
    let old = old.unwrap_or_default();
    let edits = edits(&old.lines().collect::<Vec<_>>(), &change.new.lines().collect::<Vec<_>>());
    let near = near_a_change(&edits);
    let mut skipping = false;
    for (edit, near) in edits.iter().zip(near) {
        if !near {
            skipping = true;
            continue;
        }
        if std::mem::take(&mut skipping) {
            lines.push(Line::new().piece(Tone::Faint, "@@"));
        }
        lines.push(match edit {
            Edit::Same(text) => Line::new().plain(format!(" {text}")),
            Edit::Old(text) => Line::new().piece(Tone::Error, format!("-{text}")),
            Edit::New(text) => Line::new().piece(Tone::Good, format!("+{text}")),
        });
    }
    lines
}

fn near_a_change(edits: &[Edit<'_>]) -> Vec<bool> {
    let changed: Vec<bool> = edits.iter().map(|edit| !matches!(edit, Edit::Same(_))).collect();
    let near = |at: usize| {
        let window = at.saturating_sub(CONTEXT)..(at + CONTEXT + 1).min(changed.len());
        changed.get(window).is_some_and(|w| w.contains(&true))
    };
    (0..edits.len()).map(near).collect()
}

fn edits<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<Edit<'t>> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_middle, new_middle) = (&old_rest[..old_rest.len() - tail], &new_rest[..new_rest.len() - tail]);
    let same = |lines: &[&'t str]| lines.iter().map(|text| Edit::Same(text)).collect::<Vec<_>>();
    [same(&old[..head]), middle(old_middle, new_middle), same(&old_rest[old_rest.len() - tail..])].concat()
}

/// By the longest common subsequence, if it is not too dear.
fn middle<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<Edit<'t>> {
    let width = new.len() + 1;
    if (old.len() + 1).saturating_mul(width) > MOST_CELLS {
        return old.iter().map(|t| Edit::Old(t)).chain(new.iter().map(|t| Edit::New(t))).collect();
    }
    let mut common = vec![0u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = if old[i] == new[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut edits) = (0, 0, Vec::new());
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            edits.push(Edit::Same(old[i]));
            (i, j) = (i + 1, j + 1);
        } else if j == new.len() || (i < old.len() && common[(i + 1) * width + j] >= common[i * width + j + 1]) {
            edits.push(Edit::Old(old[i]));
            i += 1;
        } else {
            edits.push(Edit::New(new[j]));
            j += 1;
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::lines;
    use crate::pipeline::Change;

    #[track_caller]
    fn case(old: Option<&str>, new: &str, expected: &[&str]) {
        let old = old.map(|text| text.replace(' ', "\n").into_bytes());
        let new = new.replace(' ', "\n");
        let change = Change { shown: "a".to_owned(), path: "a".into(), old, new };
        let told: Vec<_> = lines(&change).iter().map(ToString::to_string).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn changes_are_shown_with_their_neighbours() {
        case(None, "x y", &["--- /dev/null", "+++ a", "+x", "+y"]);
        case(Some("x"), "", &["--- a", "+++ a", "-x"]);
        case(Some("1 2 3 4 5 6"), "1 2 3 4 x 6", &["--- a", "+++ a", "@@", " 3", " 4", "-5", "+x", " 6"]);
        case(Some("a b c"), "b x c", &["--- a", "+++ a", "-a", " b", "+x", " c"]);
    }
}
