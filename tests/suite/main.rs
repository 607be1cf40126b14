//! What a user relies on, one file a subject.

mod resolve;
mod starter;
