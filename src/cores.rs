//! Many pieces of work of one kind, on all cores.
//!
//! How a list is cut and put together again is all there is here; what is done to an item, its owner says.

use std::panic::resume_unwind;

/// Of work that takes some microseconds, fewer are done before a thread has begun.
const SMALL: usize = 250;

/// Does the work for each of the items, on all cores where there are many; the results stand in their order.
pub(crate) fn on_all_cores<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    in_parts(items, SMALL, work)
}

/// The same for work that takes long: any two items are worth two threads.
pub(crate) fn each_on_a_core<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    in_parts(items, 1, work)
}

fn in_parts<T: Sync, R: Send>(items: &[T], worth_a_thread: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.min(items.len() / worth_a_thread);
    if threads < 2 {
        return items.iter().map(work).collect();
    }
    let work = &work;
    std::thread::scope(|scope| {
        let each = |chunk| scope.spawn(move || <[T]>::iter(chunk).map(work).collect::<Vec<R>>());
        let parts: Vec<_> = items.chunks(items.len().div_ceil(threads)).map(each).collect();
        let finished = parts.into_iter().map(|part| part.join().unwrap_or_else(|panic| resume_unwind(panic)));
        finished.flatten().collect()
    })
}

#[cfg(test)]
mod tests {
    use super::{each_on_a_core, on_all_cores};

    #[test]
    fn results_stand_in_the_order_of_the_items() {
        for count in [0_usize, 1, 499, 500, 5_003] {
            let items: Vec<usize> = (0..count).collect();
            let doubled: Vec<usize> = items.iter().map(|n| 2 * n).collect();
            assert_eq!(on_all_cores(&items, |n| 2 * n), doubled);
            assert_eq!(each_on_a_core(&items, |n| 2 * n), doubled);
        }
    }
}
