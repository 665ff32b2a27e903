//! The SQLite file, and opening it.

use std::path::{Path, PathBuf};

use fivefold::Db;

/// The default path of the store.
pub fn default_path() -> PathBuf {
    std::env::temp_dir().join("fivefold-catalogue.db")
}

/// Opens the store to load into it; it is created when it does not exist.
pub async fn create(path: &Path) -> fivefold::Result<Db> {
    Db::connect(&url(path, "rwc")).await
}

/// Opens the store to ask it; it must be there.
pub async fn open(path: &Path) -> fivefold::Result<Db> {
    Db::connect(&url(path, "rw")).await
}

fn url(path: &Path, mode: &str) -> String {
    let path = path
        .to_string_lossy()
        .replace('%', "%25")
        .replace('?', "%3F");
    format!("sqlite:{path}?mode={mode}")
}
