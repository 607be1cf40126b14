//! A large bibliography in chunks, on all cores.
//!
//! The engine's work grows with the square of what it is given at once, so little at a time is faster even on one core.
//! A chunk is cut only where another family name begins: works of one author must meet in one chunk for a dash in place
//! of a repeated name to come out right. The order within a chunk is the engine's; where the last of one belongs behind
//! the first of the next, in the engine's own opinion, the two are set again as one.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use hayagriva::BibliographyItem;
use hayagriva::citationberg::DemoteNonDroppingParticle;

use super::casing;
use super::engine::{first_sort_key, isolate, sorting_only, typeset};
use super::hayagriva_entry::convert_for_setting;
use super::runs::flatten;
use super::style::Typesetting;
use super::text::{collated, dates, heads, plain_letters};
use crate::library::Entry;
use crate::model::{Book, Date, Name, Year};

/// How many entries a chunk has at least, unless it is the last. Processor time for 2,000 entries in APA, unoptimised:
/// 2.0 s in chunks of 25 or 50, 2.2 s of 100 or 200, 2.6 s in one; many small chunks have many borders to compare.
const SIZE: usize = 50;

/// A bibliography set in pieces.
pub(super) struct Pieces<R> {
    /// What was made of each entry, chunk by chunk, in the style's order.
    pub(super) pieces: Vec<Vec<R>>,
    /// The keys of those that cannot be set.
    pub(super) refused: Vec<String>,
    /// Whether lines after an entry's first are indented.
    pub(super) hanging: bool,
}

/// The keys of the first and the last of a chunk, as the engine sorted them.
type Ends = Option<(String, String)>;

/// One chunk, set.
struct Chunk<R> {
    ends: Ends,
    made: Vec<R>,
    refused: Vec<String>,
    hanging: bool,
}

/// An entry about to be set.
struct Prepared {
    family: String,
    entry: hayagriva::Entry,
}

/// Sets the entries in the style's order and makes of each what `finish` does, all of it on all cores.
pub(super) fn set<R: Send>(
    entries: &[Entry],
    typesetting: &Typesetting,
    finish: &(dyn Fn(BibliographyItem) -> R + Sync),
) -> Pieces<R> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    set_with(entries, typesetting, threads, SIZE, finish)
}

fn set_with<R: Send>(
    entries: &[Entry],
    typesetting: &Typesetting,
    threads: usize,
    size: usize,
    finish: &(dyn Fn(BibliographyItem) -> R + Sync),
) -> Pieces<R> {
    let prepared = prepare(entries, typesetting, threads);
    let mut cuts = cut(&prepared, size);
    let make = |range: &(usize, usize)| chunk(&prepared[range.0..range.1], range.0, typesetting, finish);
    let mut chunks: Vec<Chunk<R>> = in_parallel(&cuts, threads, &make);
    loop {
        let ends: Vec<Ends> = chunks.iter().map(|chunk| chunk.ends.clone()).collect();
        let joined = joined(&cuts, &ends, &prepared, typesetting, threads);
        let changed: Vec<(usize, usize)> = joined.iter().filter(|range| !cuts.contains(range)).copied().collect();
        if changed.is_empty() {
            break;
        }
        let mut again = in_parallel(&changed, threads, &make).into_iter();
        let mut kept = cuts.iter().zip(chunks).filter(|(range, _)| joined.contains(range)).map(|(_, chunk)| chunk);
        let next = |range| if changed.contains(range) { again.next() } else { kept.next() };
        chunks = joined.iter().filter_map(next).collect();
        cuts = joined;
    }
    Pieces {
        hanging: chunks.iter().any(|chunk| chunk.hanging),
        refused: chunks.iter_mut().flat_map(|chunk| std::mem::take(&mut chunk.refused)).collect(),
        pieces: chunks.into_iter().map(|chunk| chunk.made).collect(),
    }
}

/// The entries as the engine knows them, sorted as the style will sort them: a list that is nearly sorted needs few
/// comparisons, and the engine sets two entries anew for each.
fn prepare(entries: &[Entry], typesetting: &Typesetting, threads: usize) -> Vec<Prepared> {
    let style = &typesetting.style;
    let demotes = style.settings.demote_non_dropping_particle != DemoteNonDroppingParticle::Never;
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    if style.bibliography.as_ref().is_some_and(|b| b.sort.is_some()) {
        sorted.sort_by_cached_key(|entry| usual_order(&entry.book, demotes));
    }
    let prepared = in_parallel(&sorted, threads, &|entry| Prepared {
        family: family(&entry.book),
        entry: convert_for_setting(entry, typesetting.case),
    });
    as_the_style_sorts(prepared, typesetting, threads)
}

/// Within each family sorted by what the style sorts by first, if that is something it prints, such as names with
/// initials. What is alike there stays in its order.
fn as_the_style_sorts(prepared: Vec<Prepared>, typesetting: &Typesetting, threads: usize) -> Vec<Prepared> {
    let Some(style) = first_sort_key(&typesetting.style) else { return prepared };
    let printing = Typesetting { style, ..typesetting.clone() };
    let families: Vec<&[Prepared]> = prepared.chunk_by(|a, b| a.family == b.family).collect();
    let orders: Vec<Vec<usize>> = in_parallel(&families, threads, &|family| {
        let entries: Vec<&hayagriva::Entry> = family.iter().map(|p| &p.entry).collect();
        let set = if entries.len() > 1 { typeset(&entries, &printing, 0) } else { None };
        let print = |item: &BibliographyItem| {
            flatten(&item.content.0).iter().map(|run| plain_letters(&run.text)).collect::<String>()
        };
        let printed: Vec<String> = set.iter().flat_map(|set| &set.items).map(print).collect();
        let mut order: Vec<usize> = (0..family.len()).collect();
        if printed.len() == family.len() {
            order.sort_by_key(|&at| printed.get(at));
        }
        order
    });
    let mut sorted = Vec::with_capacity(prepared.len());
    let mut rest: Vec<Option<Prepared>> = prepared.into_iter().map(Some).collect();
    for order in orders {
        let start = sorted.len();
        sorted.extend(order.iter().filter_map(|at| rest.get_mut(start + at)?.take()));
    }
    sorted
}

/// By author, year and title.
fn usual_order(book: &Book, demotes: bool) -> (String, Option<Year>, String) {
    let title = collated(&casing::with_set(book));
    let people: Vec<String> = heads(book).iter().map(|name| collated(&sort_form(name, demotes))).collect();
    let first = if people.is_empty() { title.clone() } else { people.join(" ") };
    (first, dates(book).0.map(Date::first_year), title)
}

/// `de Beauvoir, Simone`, or `Beauvoir, Simone de` where the style sorts so.
fn sort_form(name: &Name, demotes: bool) -> String {
    match name {
        Name::Personal(p) if demotes => format!("{} {}", p.family, p.given),
        other => other.inverted(),
    }
}

/// What the first of them shares with namesakes; without any, the title.
fn family(book: &Book) -> String {
    heads(book).first().map_or_else(|| collated(&casing::with_set(book)), |name| collated(name.sort_name()))
}

/// Ranges of entries to be set together.
fn cut(prepared: &[Prepared], size: usize) -> Vec<(usize, usize)> {
    let mut cuts = Vec::new();
    let mut start = 0;
    for (at, pair) in prepared.windows(2).enumerate() {
        if at + 1 - start >= size && pair[0].family != pair[1].family {
            cuts.push((start, at + 1));
            start = at + 1;
        }
    }
    cuts.push((start, prepared.len()));
    cuts
}

/// One chunk, set.
fn chunk<R>(
    prepared: &[Prepared],
    before: usize,
    typesetting: &Typesetting,
    finish: &(dyn Fn(BibliographyItem) -> R + Sync),
) -> Chunk<R> {
    let whole = |some: &[&Prepared], offset: usize| {
        let entries: Vec<&hayagriva::Entry> = some.iter().map(|p| &p.entry).collect();
        typeset(&entries, typesetting, before + offset)
    };
    let (rendered, refused) = isolate(prepared.iter().collect(), whole);
    let hanging = rendered.iter().any(|r| r.hanging_indent);
    let items: Vec<BibliographyItem> = rendered.into_iter().flat_map(|r| r.items).collect();
    let ends = items.first().zip(items.last()).map(|(first, last)| (first.key.clone(), last.key.clone()));
    Chunk {
        ends,
        made: items.into_iter().map(finish).collect(),
        refused: refused.into_iter().map(|p| p.entry.key().to_owned()).collect(),
        hanging,
    }
}

/// The ranges with those joined whose entries, by the engine's order, belong between each other.
fn joined(
    cuts: &[(usize, usize)],
    ends: &[Ends],
    prepared: &[Prepared],
    typesetting: &Typesetting,
    threads: usize,
) -> Vec<(usize, usize)> {
    let style = sorting_only(&typesetting.style);
    if style.bibliography.as_ref().is_none_or(|b| b.sort.is_none()) {
        return cuts.to_vec();
    }
    let sorting = Typesetting { style, ..typesetting.clone() };
    let find = |key: &str, range: (usize, usize)| prepared[range.0..range.1].iter().find(|p| p.entry.key() == key);
    let borders: Vec<usize> = (1..cuts.len()).collect();
    let is_crossed = |at: &usize| {
        let (Some((_, last)), Some((first, _))) = (&ends[at - 1], &ends[*at]) else { return false };
        let pair = find(last, cuts[at - 1]).zip(find(first, cuts[*at]));
        let sorted = pair.and_then(|(a, b)| typeset(&[&a.entry, &b.entry], &sorting, 0));
        sorted.is_some_and(|sorted| sorted.items.first().is_some_and(|item| item.key != *last))
    };
    let crossed = in_parallel(&borders, threads, &is_crossed);
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (at, range) in cuts.iter().enumerate() {
        let joins = at.checked_sub(1).and_then(|border| crossed.get(border)).copied().unwrap_or(false);
        match out.last_mut().filter(|_| joins) {
            Some(last) => last.1 = range.1,
            None => out.push(*range),
        }
    }
    out
}

/// What `make` makes of each, in their order; threads take the next as they become free.
fn in_parallel<T: Sync, R: Send>(all: &[T], threads: usize, make: &(dyn Fn(&T) -> R + Sync)) -> Vec<R> {
    if threads.min(all.len()) <= 1 {
        return all.iter().map(make).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mine = std::iter::from_fn(|| {
            let at = next.fetch_add(1, Ordering::Relaxed);
            all.get(at).map(|one| (at, make(one)))
        });
        mine.collect::<Vec<_>>()
    };
    let mut made: Vec<(usize, R)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.min(all.len())).map(|_| scope.spawn(work)).collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()).flatten().collect()
    });
    made.sort_by_key(|(at, _)| *at);
    made.into_iter().map(|(_, one)| one).collect()
}

#[cfg(test)]
mod tests {
    use hayagriva::BibliographyItem;

    use super::set_with;
    use crate::bibliography::Options;
    use crate::bibliography::fixtures::{awkward, credited, titled};
    use crate::bibliography::runs::flatten;
    use crate::bibliography::style::load;
    use crate::library::Entry;
    use crate::model::{Date, Name};

    /// The awkward books among ordinary ones: namesakes, several books of one year, names with particles.
    fn mixed() -> Vec<Entry> {
        let names =
            ["Ada Berg", "Boris Berg", "Jan van Dam", "Ines de Luca", "Zoe Ångström", "Carl Ørsted", "Otto Zander"];
        let make = |n: usize| {
            let mut entry = titled(&format!("mixed{n}"), &format!("Book {}", n * 7 % 60));
            entry.book.work.contributors.extend(Name::parse(names[n % names.len()]).map(credited));
            entry.book.work.first_published = Date::year(1950 + i64::try_from(n % 3).unwrap());
            entry
        };
        (0..60).map(make).chain(awkward()).collect()
    }

    #[track_caller]
    fn chunked_equals_whole(style: &str) {
        let typesetting = load(&Options { style: style.to_owned(), ..Options::default() }).unwrap();
        let text = |item: BibliographyItem| {
            let runs = flatten(&item.content.0);
            let label = item.first_field.map(|field| flatten(&[field])).unwrap_or_default();
            let words: String = label.iter().chain(&runs).map(|run| run.text.as_str()).collect();
            (item.key, words)
        };
        let set = |threads, size| set_with(&mixed(), &typesetting, threads, size, &text).pieces.concat();
        let whole = set(1, usize::MAX);
        assert_eq!(whole.len(), mixed().len());
        for size in [1, 5, 30] {
            let set = set(2, size);
            assert_eq!(set.len(), whole.len());
            set.iter().zip(&whole).for_each(|pair| assert_eq!(pair.0, pair.1, "{style} in chunks of {size}"));
        }
    }

    #[test]
    fn chunks_make_the_same_bibliography() {
        chunked_equals_whole("apa");
        chunked_equals_whole("chicago-author-date");
        chunked_equals_whole("chicago-notes");
        chunked_equals_whole("mla");
        chunked_equals_whole("ieee");
        chunked_equals_whole("harvard-cite-them-right");
        chunked_equals_whole("deutsche-sprache");
    }
}
