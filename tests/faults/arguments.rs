//! The command line.

use super::ROWS;
use super::engine::{ALL, Engine};

/// The selected rows and engines, and the form of the report.
#[derive(Debug, Default)]
pub struct Arguments {
    pub full: bool,
    pub markdown: bool,
    rows: Vec<String>,
    engines: Vec<Engine>,
    /// A part of a row's name: what `cargo test NAME` gives to every target.
    filters: Vec<String>,
}

/// Arguments that `cargo test` may pass to each of its targets, without a meaning here.
const PASSED_ON: &[&str] = &[
    "--nocapture",
    "--no-capture",
    "--quiet",
    "-q",
    "--exact",
    "--include-ignored",
    "--show-output",
];

impl Arguments {
    /// None when there is nothing to run.
    pub fn parse(words: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut arguments = Self::default();
        let mut words = words.peekable();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or(format!("`{word}` needs a name"));
            match word.as_str() {
                "--full" => arguments.full = true,
                "--markdown" => arguments.markdown = true,
                "--row" => arguments.rows.push(known_row(value()?)?),
                "--engine" => arguments.engines.push(Engine::named(&value()?)?),
                "--test-threads" => drop(value()?),
                "--list" => {
                    for row in ROWS {
                        println!("{}: test", row.name);
                    }
                    return Ok(None);
                }
                // Only ignored tests are selected, and there are none.
                "--ignored" => return Ok(None),
                word if PASSED_ON.contains(&word) || word.starts_with("--test-threads=") => {}
                word if word.starts_with('-') => {
                    return Err(format!(
                        "`{word}` is not known; there are --full, --row NAME, --engine NAME, --markdown and --list"
                    ));
                }
                _ => arguments.filters.push(word),
            }
        }
        Ok(Some(arguments))
    }

    pub fn wants_row(&self, name: &str) -> bool {
        let chosen = self.rows.is_empty() || self.rows.iter().any(|row| row == name);
        chosen && (self.filters.is_empty() || self.filters.iter().any(|part| name.contains(part)))
    }

    pub fn wants_engine(&self, engine: Engine) -> bool {
        self.engines.is_empty() || self.engines.contains(&engine)
    }

    /// Returns the selected engines.
    pub fn engines(&self) -> impl Iterator<Item = Engine> {
        ALL.iter()
            .copied()
            .filter(|engine| self.wants_engine(*engine))
    }
}

fn known_row(name: String) -> Result<String, String> {
    if ROWS.iter().any(|row| row.name == name) {
        return Ok(name);
    }
    let known: Vec<&str> = ROWS.iter().map(|row| row.name).collect();
    Err(format!(
        "there is no row `{name}`; there are {}",
        known.join(", ")
    ))
}
