//! Who did what for a book.

use serde::{Deserialize, Serialize};

use super::Name;

/// A part somebody had in a book; the names are CSL's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Wrote it.
    Author,
    /// Edited it.
    Editor,
    /// Translated it.
    Translator,
    /// Drew its pictures.
    Illustrator,
    /// Wrote its introduction.
    Introduction,
    /// Wrote its foreword or preface.
    Foreword,
    /// Wrote its afterword.
    Afterword,
    /// Commented or annotated it.
    Commentator,
    /// Compiled it.
    Compiler,
}

/// A person or body in a role.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Contributor {
    /// Who.
    pub name: Name,
    /// As what.
    pub role: Role,
}

impl Contributor {
    /// An author.
    pub fn author(name: Name) -> Self {
        Self { name, role: Role::Author }
    }

    /// An editor.
    pub fn editor(name: Name) -> Self {
        Self { name, role: Role::Editor }
    }
}
