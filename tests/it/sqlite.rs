//! What is SQLite's own: the file, its rights, its settings, and the URL that names it.

mod files;
mod keys;
mod urls;
