//! `reading-list` finds the books cited in plain prose and turns them into a bibliography.
//!
//! Read a document, detect the citations, resolve them against catalogs, shelve them in the library, cite them in
//! a bibliography: each room is named after a word of that sentence, and `pipeline` is the sentence.

pub mod bibliography;
pub mod catalog;
pub mod cli;
mod cores;
pub mod detect;
pub mod library;
pub mod model;
pub mod net;
pub mod pipeline;
pub mod rank;
pub mod resolve;
pub mod source;
mod unpacking;
