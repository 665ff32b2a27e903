//! What is SQLite's own: the file, its rights, its settings, the text of its tables, and the URL that names it.

mod files;
mod retries;
mod script;
mod timeouts;
mod urls;
