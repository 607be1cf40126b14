//! Packs the titles of the starter catalog, so that the program has nothing to build when it starts.
//!
//! It does so with the program's own code: what is compiled into both stands in files that use nothing but each
//! other. `pipeline::gazetteer` reads the result.

use std::path::PathBuf;
use std::{env, fs};

#[path = "src/detect/gazetteer/filter.rs"]
#[expect(dead_code, reason = "the program asks, this only packs")]
mod filter;
#[path = "src/detect/gazetteer/norm_word.rs"]
#[expect(dead_code, reason = "the program reads, this only packs")]
mod norm_word;
#[path = "src/detect/gazetteer/pack.rs"]
mod pack;
#[path = "src/catalog/starter_line.rs"]
mod starter_line;
#[path = "src/detect/gazetteer/table.rs"]
mod table;
#[path = "src/model/title_key.rs"]
mod title_key;

/// Where the files above look for the form in which titles are compared.
mod model {
    pub(crate) use super::title_key as title;
}

use starter_line::StarterWork;
use table::TitleTable;

const STARTER: &str = "data/starter-catalog.tsv";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The files that are compiled into this are watched by cargo anyway.
    println!("cargo::rerun-if-changed={STARTER}");
    let lines = fs::read_to_string(STARTER).map_err(|cause| format!("cannot read `{STARTER}`: {cause}"))?;
    let mut table = TitleTable::with_capacity(2 * lines.lines().count());
    for work in lines.lines().filter_map(StarterWork::parse) {
        work.titles_in_texts().for_each(|title| table.add(&title, work.surnames()));
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);
    fs::write(out.join("known-titles.bin"), table.pack())?;
    Ok(())
}
