//! Whether a request that failed is made again, and after how long.
//!
//! Backoff is 2, 4, 8 seconds and so on, each between half and whole of it by chance, so that many clients that
//! failed together do not come back together. What a server says about when to come back goes before that. Pure: chance is
//! passed in.

use std::time::Duration;

/// How often and how long to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tries {
    /// The most requests for one answer.
    pub most: u32,
    /// The most requests of them that nobody may answer at all: each costs the user the time limit, and who has no
    /// network wants to be told soon.
    pub most_silent: u32,
    /// The wait after the first failure; it doubles each time.
    pub backoff: Duration,
    /// The longest wait that a server may ask for; if it asks for more, the host is left alone.
    pub longest_wait: Duration,
}

impl Default for Tries {
    fn default() -> Self {
        Self { most: 4, most_silent: 2, backoff: Duration::from_secs(2), longest_wait: Duration::from_secs(60) }
    }
}

/// What went wrong with one request, as far as it bears on trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A server's error, or a connection that broke off.
    Passing,
    /// No connection, or no answer in time.
    Silent,
    /// The server says when to come back.
    ComeBack(Duration),
    /// Nothing that another try could mend.
    Lasting,
}

/// What to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Ask again after this time.
    After(Duration),
    /// Leave it.
    GiveUp,
}

/// The tries for one answer.
#[derive(Debug)]
pub(super) struct Retry {
    tries: Tries,
    failed: u32,
    silent: u32,
}

impl Retry {
    pub(super) fn new(tries: Tries) -> Self {
        Self { tries, failed: 0, silent: 0 }
    }

    /// Whether there was a failure before.
    pub(super) fn has_failed(&self) -> bool {
        self.failed > 0
    }

    /// What to do after a failure; `chance` is from 0 to 1.
    pub(super) fn after(&mut self, fault: Fault, chance: f64) -> Next {
        self.failed += 1;
        self.silent += u32::from(fault == Fault::Silent);
        if fault == Fault::Lasting || self.failed >= self.tries.most || self.silent >= self.tries.most_silent.max(1) {
            return Next::GiveUp;
        }
        match fault {
            Fault::ComeBack(wait) if wait > self.tries.longest_wait => Next::GiveUp,
            Fault::ComeBack(wait) if !wait.is_zero() => Next::After(wait),
            _ => Next::After(self.backoff(chance)),
        }
    }

    fn backoff(&self, chance: f64) -> Duration {
        let doubled = self.tries.backoff.saturating_mul(1 << (self.failed - 1).min(10));
        doubled.min(self.tries.longest_wait).mul_f64(0.5 + chance.clamp(0.0, 1.0) / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[track_caller]
    fn case(faults: &[Fault], chance: f64, expected: &[Next]) {
        let mut retry = Retry::new(Tries::default());
        let told: Vec<_> = faults.iter().map(|&fault| retry.after(fault, chance)).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn passing_faults_are_tried_again_ever_later() {
        use Next::{After, GiveUp};
        case(&[Fault::Passing; 4], 1.0, &[After(s(2)), After(s(4)), After(s(8)), GiveUp]);
        case(&[Fault::Passing; 4], 0.0, &[After(s(1)), After(s(2)), After(s(4)), GiveUp]);
        case(&[Fault::Passing; 1], f64::NAN.max(7.0), &[After(s(2))]);
    }

    #[test]
    fn a_server_s_word_goes_first() {
        use Next::{After, GiveUp};
        let asked = Fault::ComeBack(s(7));
        case(&[asked; 4], 0.3, &[After(s(7)), After(s(7)), After(s(7)), GiveUp]);
        case(&[Fault::ComeBack(s(0))], 1.0, &[After(s(2))]);
        case(&[Fault::ComeBack(s(60))], 1.0, &[After(s(60))]);
        case(&[Fault::ComeBack(s(61))], 1.0, &[GiveUp]);
    }

    #[test]
    fn silence_is_tried_less_often_and_lasting_faults_never() {
        case(&[Fault::Silent; 2], 1.0, &[Next::After(s(2)), Next::GiveUp]);
        case(
            &[Fault::Passing, Fault::Silent, Fault::Silent],
            1.0,
            &[Next::After(s(2)), Next::After(s(4)), Next::GiveUp],
        );
        case(&[Fault::Lasting], 1.0, &[Next::GiveUp]);
    }

    #[test]
    fn a_hundred_tries_do_not_overflow() {
        let mut retry = Retry::new(Tries { most: 200, ..Tries::default() });
        for _ in 0..199 {
            assert!(matches!(retry.after(Fault::Passing, 1.0), Next::After(wait) if wait <= s(60)));
        }
    }
}
