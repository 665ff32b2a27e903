//! Errors in one line.

use std::fmt;
use std::path::PathBuf;

use fivefold::ErrorKind;

/// Why a command gave no answer.
#[derive(Debug)]
pub enum Failure {
    /// `cargo metadata` could not read the workspace.
    Metadata(cargo_metadata::Error),
    /// A question came before `load`.
    NotLoaded(PathBuf),
    /// The store holds no such package.
    UnknownPackage {
        name: String,
        similar: Option<String>,
    },
    /// The store cannot be opened, read or written.
    Store(PathBuf, fivefold::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Metadata(cargo_metadata::Error::CargoMetadata { stderr }) => {
                f.write_str(&gist(stderr))
            }
            Self::Metadata(error) => write!(f, "{error}"),
            Self::NotLoaded(path) => write!(
                f,
                "nothing is loaded in {} yet; run `catalogue load` first",
                path.display()
            ),
            Self::UnknownPackage {
                name,
                similar: None,
            } => write!(f, "there is no package `{name}` here"),
            Self::UnknownPackage {
                name,
                similar: Some(similar),
            } => {
                write!(
                    f,
                    "there is no package `{name}` here; did you mean `{similar}`?"
                )
            }
            Self::Store(path, error) => {
                let reason = match (error.kind(), error.raw()) {
                    // The file is not ours. The engine's own message can hold values, but here they
                    // are the user's.
                    (ErrorKind::Internal, Some(raw)) => raw
                        .to_string()
                        .lines()
                        .next()
                        .unwrap_or_default()
                        .to_owned(),
                    _ => error.to_string(),
                };
                write!(f, "the store {} cannot be used: {reason}", path.display())
            }
        }
    }
}

impl std::error::Error for Failure {}

/// Returns the essence of Cargo's error: its first line, and the first cause or the position in the
/// manifest.
fn gist(stderr: &str) -> String {
    let lines = || {
        stderr
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
    };
    let error = lines()
        .find_map(|line| line.strip_prefix("error: "))
        .unwrap_or("`cargo metadata` failed");
    let cause = lines().skip_while(|line| *line != "Caused by:").nth(1);
    match cause.or_else(|| lines().find_map(|line| line.strip_prefix("--> "))) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::gist;

    #[test]
    fn cargo_is_quoted_in_one_line() {
        let stderr = "    Blocking waiting for file lock\nerror: failed to parse manifest\n\nCaused by:\n  no targets\n  in the file";
        assert_eq!(gist(stderr), "failed to parse manifest: no targets");
        assert_eq!(
            gist("error: no value\n --> a/Cargo.toml:1:6\n  |\n1 | x"),
            "no value: a/Cargo.toml:1:6"
        );
        assert_eq!(
            gist("error: manifest path `x` does not exist\n"),
            "manifest path `x` does not exist"
        );
        assert_eq!(gist(""), "`cargo metadata` failed");
    }
}
