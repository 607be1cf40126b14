//! A stream of work through a few threads, in order and in bounded room.
//!
//! Whoever calls reads and takes; the threads only work. No more is read than is being worked on, counted in jobs and in their
//! weight, so a taker who is slow stops the reading, and one who gives up ends it.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::channel;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// So many jobs a thread are under way: one at work, one that waits, one that is done and waits for its turn.
const AHEAD: usize = 3;

/// What the jobs under way may weigh together, for each thread, in bytes: more than the longest novel, so that books are read on
/// all threads. What is heavier is worked on as well, with few others beside it.
const ROOM: usize = 4 * 1024 * 1024;

/// Does `work` on every job that `next` gives, and hands the outcomes to `take` in the order of the jobs. With each job
/// comes its weight: the bytes that it holds until it is taken.
///
/// # Errors
///
/// The first error of `take`, which ends it all; jobs under way are dropped.
pub fn in_order<J: Send, R: Send, E>(
    threads: usize,
    mut next: impl FnMut() -> Option<(usize, J)>,
    work: impl Fn(J) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    if threads <= 1 {
        return std::iter::from_fn(next).try_for_each(|(_, job)| take(work(job)));
    }
    let (jobs, queue) = channel::<(usize, J)>();
    let (done, outcomes) = channel();
    let queue = Mutex::new(queue);
    thread::scope(|scope| {
        // Dropped with this closure, also when it ends early: then nobody gives jobs or waits for an outcome, and each thread
        // ends with the job that it is at.
        let (jobs, outcomes) = (jobs, outcomes);
        for _ in 0..threads {
            let (queue, work, done) = (&queue, &work, done.clone());
            scope.spawn(move || {
                loop {
                    let Ok((at, job)) = queue.lock().unwrap_or_else(PoisonError::into_inner).recv() else { break };
                    let outcome = catch_unwind(AssertUnwindSafe(|| work(job)));
                    if done.send((at, outcome)).is_err() {
                        break;
                    }
                }
            });
        }
        let (mut taken, mut is_over) = (0, false);
        let (mut weights, mut weight) = (VecDeque::new(), 0);
        let mut early = BTreeMap::new();
        loop {
            while !is_over && weights.len() < threads * AHEAD && weight < threads * ROOM {
                let Some((heavy, job)) = next() else {
                    is_over = true;
                    break;
                };
                jobs.send((taken + weights.len(), job)).expect("the queue lives as long as this");
                weights.push_back(heavy);
                weight += heavy;
            }
            let Some(heavy) = weights.pop_front() else { return Ok(()) };
            weight -= heavy;
            let outcome = loop {
                if let Some(outcome) = early.remove(&taken) {
                    break outcome;
                }
                let (at, outcome) = outcomes.recv().expect("a thread lives as long as there are jobs");
                early.insert(at, outcome);
            };
            taken += 1;
            take(outcome.unwrap_or_else(|panic| resume_unwind(panic)))?;
        }
    })
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::{AHEAD, ROOM, in_order};

    #[test]
    fn outcomes_come_in_order_whoever_is_slow() {
        for threads in [1, 2, 7] {
            let mut jobs = 0..200_u64;
            let mut taken = Vec::new();
            let slow = |n: u64| {
                std::thread::sleep(Duration::from_micros(n * 7919 % 11 * 100));
                n * 2
            };
            in_order(
                threads,
                || Some((1, jobs.next()?)),
                slow,
                |n| {
                    taken.push(n);
                    Ok::<_, ()>(())
                },
            )
            .unwrap();
            assert_eq!(taken, (0..200).map(|n| n * 2).collect::<Vec<_>>(), "{threads}");
        }
    }

    #[test]
    fn no_more_is_read_than_is_taken() {
        let (read, taken) = (Cell::new(0), Cell::new(0));
        let next = || {
            read.set(read.get() + 1);
            assert!(read.get() - taken.get() <= 3 * AHEAD, "{} read, {} taken", read.get(), taken.get());
            (read.get() <= 100).then_some((1, ()))
        };
        let take = |()| {
            taken.set(taken.get() + 1);
            Ok::<_, ()>(())
        };
        in_order(3, next, |()| (), take).unwrap();
        assert_eq!(taken.get(), 100);
    }

    #[test]
    fn what_is_heavy_is_under_way_with_few_others() {
        let (under_way, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let mut jobs = 0..50;
        let next = || {
            jobs.next()?;
            most.fetch_max(1 + under_way.fetch_add(1, Ordering::SeqCst), Ordering::SeqCst);
            Some((2 * ROOM, ()))
        };
        let take = |()| {
            under_way.fetch_sub(1, Ordering::SeqCst);
            Ok::<_, ()>(())
        };
        in_order(4, next, |()| (), take).unwrap();
        assert_eq!(most.into_inner(), 2, "four threads have room for two");
    }

    #[test]
    fn who_gives_up_ends_it() {
        let worked = AtomicUsize::new(0);
        let work = |n: usize| {
            worked.fetch_add(1, Ordering::SeqCst);
            n
        };
        let mut jobs = 0..;
        let stopped = in_order(2, || Some((1, jobs.next()?)), work, |n| if n == 5 { Err("no more") } else { Ok(()) });
        assert_eq!(stopped, Err("no more"));
        assert!(worked.load(Ordering::SeqCst) <= 6 + 2 * AHEAD);
        // What nobody will take is not begun.
        worked.store(0, Ordering::SeqCst);
        let slow = |n: usize| {
            worked.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(if n < 2 { 1 } else { 300 }));
        };
        let mut jobs = 0..;
        assert_eq!(in_order(2, || Some((1, jobs.next()?)), slow, |()| Err("no more")), Err("no more"));
        assert!(worked.load(Ordering::SeqCst) <= 4, "{worked:?} of {} were begun", 2 * AHEAD);
        assert_eq!(in_order(2, || None::<(usize, ())>, |()| (), |()| Ok::<_, ()>(())), Ok(()));
    }

    #[test]
    fn a_panic_is_the_callers() {
        let mut jobs = 0..10;
        let panics = || in_order(2, || Some((1, jobs.next()?)), |n| assert_ne!(n, 3), |()| Ok::<_, ()>(()));
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(panics)).is_err());
    }
}
