//! Why a request brought no answer.
//!
//! An answer that says no is an answer; what is here means that nobody answered, or that nobody may be asked. No
//! variant holds an address, so that none can give a key away: what stands in `why` has been through `mask`.

use std::time::Duration;

use thiserror::Error;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Trouble {
    /// The network is not to be asked, and the answer is not kept.
    #[error("`{host}` is not asked without the network, and its answer was not kept")]
    Offline {
        /// Who would have been asked.
        host: String,
    },
    /// An address that cannot be asked.
    #[error("`{shown}` cannot be fetched: {why}")]
    Address {
        /// The address, with secrets starred.
        shown: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// No connection: no such name, nobody there, no trust.
    #[error("`{host}` cannot be reached: {why}")]
    Connect {
        /// Who was asked.
        host: String,
        /// What the system says.
        why: String,
    },
    /// No answer, or not the whole of it, in the time that was given.
    #[error("`{host}` did not answer within {} seconds", limit.as_secs_f32())]
    Slow {
        /// Who was asked.
        host: String,
        /// The time that was given.
        limit: Duration,
    },
    /// The connection was lost, or what came was no HTTP.
    #[error("`{host}` broke off: {why}")]
    Broken {
        /// Who was asked.
        host: String,
        /// What the transport says.
        why: String,
    },
    /// An error of the server's own.
    #[error("`{host}` answers with an error of its own (status {status})")]
    Server {
        /// Who was asked.
        host: String,
        /// The HTTP status.
        status: u16,
    },
    /// The server lets nobody in, or not us.
    #[error("`{host}` refuses to answer (status {status})")]
    Refused {
        /// Who was asked.
        host: String,
        /// The HTTP status.
        status: u16,
    },
    /// Asked too often.
    #[error("`{host}` says that it was asked too often{}", come_back(*wait))]
    TooOften {
        /// Who was asked.
        host: String,
        /// When it may be asked again, if it says so.
        wait: Option<Duration>,
    },
    /// More than anybody needs.
    #[error("the answer of `{host}` is too large (must be at most {limit} bytes)")]
    TooLarge {
        /// Who was asked.
        host: String,
        /// The limit in bytes, after decompression.
        limit: usize,
    },
    /// Sent on to where it cannot be followed.
    #[error("`{host}` sends us on, but {why}")]
    Redirect {
        /// Who sent us on.
        host: String,
        /// Why it is not followed.
        why: Detour,
    },
    /// The host failed before and is left alone for now.
    #[error("{why}, and is left alone for a while")]
    Resting {
        /// Who would have been asked.
        host: String,
        /// What happened before, in words that begin with the host.
        why: String,
    },
    /// This program cannot ask anybody.
    #[error("the network cannot be used: {why}")]
    Setup {
        /// What the system says.
        why: String,
    },
}

fn come_back(wait: Option<Duration>) -> String {
    wait.map_or(String::new(), |wait| format!(", and to come back in {} seconds", wait.as_secs()))
}

/// Why a redirect is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the messages say each in words")]
pub enum Detour {
    #[error("does not say where to")]
    Nowhere,
    #[error("in a circle")]
    Circle,
    #[error("too often (must be at most {0} times)")]
    TooMany(usize),
    #[error("to an address that is no web address")]
    NotWeb,
    #[error("from https to http, where anybody could read along")]
    Downgrade,
    #[error("to an address that is not on the open internet")]
    Private,
}

impl Trouble {
    /// The host concerned, with its port where it is not the usual one.
    pub fn host(&self) -> Option<&str> {
        match self {
            Self::Address { .. } | Self::Setup { .. } => None,
            Self::Offline { host }
            | Self::Connect { host, .. }
            | Self::Slow { host, .. }
            | Self::Broken { host, .. }
            | Self::Server { host, .. }
            | Self::Refused { host, .. }
            | Self::TooOften { host, .. }
            | Self::TooLarge { host, .. }
            | Self::Redirect { host, .. }
            | Self::Resting { host, .. } => Some(host),
        }
    }
}
