//! SQLite only: the file, its permissions, its settings, the SQL of its tables, and its URL.

mod files;
mod retries;
mod script;
mod timeouts;
mod urls;
