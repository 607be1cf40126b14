//! Many look-ups at the same time, each an ordinary function that may block.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Does `ask` for each item, at most so many at a time, and gives the results in the items' order.
///
/// For chains of requests that depend on each other: `Client::fetch` sees to it that each host keeps its pace
/// however many ask. A panic in `ask` goes on in the caller, after the others are done.
pub fn at_once<T: Sync, R: Send>(most: usize, items: &[T], ask: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((at, item)) = take(&next, items) {
            done.push((at, ask(item)));
        }
        done
    };
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        // This thread works too, so that the work is done even where the system gives no other.
        let others = 1..most.min(items.len());
        let others: Vec<_> = others.filter_map(|_| thread::Builder::new().spawn_scoped(scope, work).ok()).collect();
        let mut done = work();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

fn take<'i, T>(next: &AtomicUsize, items: &'i [T]) -> Option<(usize, &'i T)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    items.get(at).map(|item| (at, item))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_no_more_at_a_time_than_said() {
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let items: Vec<usize> = (0..40).collect();
        let doubled = at_once(4, &items, |item| {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            thread::sleep(std::time::Duration::from_millis(2));
            now.fetch_sub(1, Ordering::SeqCst);
            item * 2
        });
        assert_eq!(doubled, items.iter().map(|item| item * 2).collect::<Vec<_>>());
        assert!((2..=4).contains(&most.into_inner()));
    }

    #[test]
    fn nothing_to_do_is_done() {
        assert!(at_once(4, &[] as &[u8], |item| *item).is_empty());
        assert_eq!(at_once(0, &[1], |item| *item), [1]);
    }

    #[test]
    #[should_panic(expected = "one of them")]
    fn a_panic_is_not_swallowed() {
        at_once(2, &[1, 2, 3], |item| assert!(*item != 2, "one of them"));
    }
}
