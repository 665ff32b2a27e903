//! The SQLite file: opening it, and reading all of a table.

use std::ops::Range;
use std::path::{Path, PathBuf};

use fivefold::{Crud, Db, Executor, Model, Query, Window};

/// Where the store is when nobody says otherwise.
pub fn default_path() -> PathBuf {
    std::env::temp_dir().join("fivefold-catalogue.db")
}

/// Opens the store to load into it; it is created when it is not there.
pub async fn create(path: &Path) -> fivefold::Result<Db> {
    Db::connect(&url(path, "rwc")).await
}

/// Opens the store to ask it; it must be there.
pub async fn open(path: &Path) -> fivefold::Result<Db> {
    Db::connect(&url(path, "rw")).await
}

/// Reads all rows of a model, window by window.
pub async fn all<M: Model>(db: &(impl Executor + ?Sized)) -> fivefold::Result<Vec<M>> {
    let mut rows = Vec::new();
    loop {
        let window = M::list(db, next(&rows)).await?;
        if window.is_empty() {
            return Ok(rows);
        }
        rows.extend(window);
    }
}

/// Reads all rows that a relation leads to, window by window.
pub async fn related<M: Model>(
    db: &Db,
    relation: impl Fn() -> Query<M>,
) -> fivefold::Result<Vec<M>> {
    let mut rows = Vec::new();
    loop {
        let window = relation().list(db, next(&rows)).await?;
        if window.is_empty() {
            return Ok(rows);
        }
        rows.extend(window);
    }
}

/// The window after the rows that are there.
fn next<M>(rows: &[M]) -> Range<u64> {
    let start = rows.len() as u64;
    start..start + Window::MAX
}

fn url(path: &Path, mode: &str) -> String {
    let path = path
        .to_string_lossy()
        .replace('%', "%25")
        .replace('?', "%3F");
    format!("sqlite:{path}?mode={mode}")
}
