//! Lists of books in files, opened as a catalog.
//!
//! A table of columns is read by `catalog`, a bibliography by `bibliography`; either way whoever names the file says that
//! it is all there is.

use std::path::Path;

use super::error::PipelineError;
use super::import;
use crate::catalog::list::ListCatalog;
use crate::library::files;
use crate::model::CatalogName;

/// Extensions of tables.
const TABLES: &[&str] = &["csv", "tsv"];

/// The files as one catalog.
pub fn open(paths: &[String]) -> Result<ListCatalog, PipelineError> {
    let mut list = ListCatalog::new(CatalogName::local());
    for path in paths {
        let extension = Path::new(path).extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        let read = if TABLES.contains(&extension.as_str()) { None } else { Some(import::open(path, None)) };
        match read {
            // What looks like no bibliography may still be a table.
            None | Some(Err(PipelineError::UnknownInput { .. })) => {
                let text = files::read_text(Path::new(path))?;
                list.add_table(&text).map_err(|source| PipelineError::Table { path: path.clone(), source })?;
            }
            Some(source) => {
                let entries = source?.reading.entries();
                entries.into_iter().for_each(|entry| list.add(entry.key.to_string(), entry.book, Vec::new()));
            }
        }
    }
    Ok(list)
}
