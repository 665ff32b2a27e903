//! Parses the URLs of SQLite.

use std::path::{Path, PathBuf};

use crate::driver::url::{invalid, unknown_setting};
use crate::error::Result;

/// The database that a URL names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Location {
    /// A database in memory, which ends with the handle.
    Memory,
    File {
        path: PathBuf,
        mode: Mode,
    },
}

/// The mode in which a file is opened: `?mode=ro`, `rw` and `rwc`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Read,
    Write,
    Create,
}

/// Returns the location of the file at a path.
pub(super) fn of_path(path: &Path) -> Result<Location> {
    if path.as_os_str().is_empty() {
        return Err(invalid(
            "the path of the database's file is empty; give one",
        ));
    }
    Ok(Location::File {
        path: path.to_owned(),
        mode: Mode::Create,
    })
}

pub(super) fn parse(url: &str) -> Result<Location> {
    let rest = url
        .strip_prefix("sqlite:")
        .ok_or_else(|| invalid("the URL does not start with `sqlite:`; write `sqlite:app.db`"))?;
    let (name, query) = rest
        .split_once('?')
        .map_or((rest, None), |(name, query)| (name, Some(query)));
    if name == ":memory:" {
        return match query {
            None => Ok(Location::Memory),
            Some(_) => Err(invalid(
                "a database in memory takes no settings; end the URL after `sqlite::memory:`",
            )),
        };
    }
    let name = decode(name.strip_prefix("//").unwrap_or(name))?;
    if name.is_empty() {
        return Err(invalid(
            "the URL names no file; write `sqlite:app.db`, `sqlite:///var/lib/app.db` or `sqlite::memory:`",
        ));
    }
    Ok(Location::File {
        path: PathBuf::from(name),
        mode: mode(query)?,
    })
}

fn mode(query: Option<&str>) -> Result<Mode> {
    let mut mode = None;
    for setting in query
        .unwrap_or_default()
        .split('&')
        .filter(|setting| !setting.is_empty())
    {
        let (key, value) = setting.split_once('=').unwrap_or((setting, ""));
        if key != "mode" {
            return Err(unknown_setting(key, "the only one is `mode`"));
        }
        let parsed = match value {
            "ro" => Mode::Read,
            "rw" => Mode::Write,
            "rwc" => Mode::Create,
            _ => {
                return Err(invalid(
                    "the URL's `mode` is none of `ro`, `rw` and `rwc`; write one of these",
                ));
            }
        };
        if mode.replace(parsed).is_some() {
            return Err(invalid("the URL has `mode` more than once; write it once"));
        }
    }
    Ok(mode.unwrap_or(Mode::Create))
}

fn decode(text: &str) -> Result<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => match (bytes.next().and_then(hex), bytes.next().and_then(hex)) {
                (Some(high), Some(low)) => high << 4 | low,
                _ => return Err(invalid("the URL has a `%` without two hexadecimal digits after it; write `%25` for a percent sign")),
            },
            byte => byte,
        });
    }
    if decoded.contains(&0) {
        return Err(invalid("the path of the URL has a NUL byte; remove it"));
    }
    String::from_utf8(decoded)
        .map_err(|_| invalid("the URL's path is not UTF-8; encode its bytes as UTF-8 first"))
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::kind::ErrorKind;

    #[test]
    fn urls_name_files_and_memory() {
        let file = |path: &str, mode| Location::File {
            path: PathBuf::from(path),
            mode,
        };
        #[rustfmt::skip]
        let cases = [
            ("sqlite::memory:", Location::Memory),
            ("sqlite:app.db", file("app.db", Mode::Create)),
            ("sqlite:dir/app.db", file("dir/app.db", Mode::Create)),
            ("sqlite:/abs/app.db", file("/abs/app.db", Mode::Create)),
            ("sqlite://rel/app.db", file("rel/app.db", Mode::Create)),
            ("sqlite:///abs/app.db", file("/abs/app.db", Mode::Create)),
            ("sqlite:app.db?", file("app.db", Mode::Create)),
            ("sqlite:app.db?mode=ro", file("app.db", Mode::Read)),
            ("sqlite:app.db?mode=rw", file("app.db", Mode::Write)),
            ("sqlite:app.db?mode=rwc", file("app.db", Mode::Create)),
            ("sqlite:a%20b%3f%25.db", file("a b?%.db", Mode::Create)),
            ("sqlite:%C3%A9.db", file("é.db", Mode::Create)),
            ("sqlite:file:x", file("file:x", Mode::Create)),
        ];
        for (url, location) in cases {
            assert_eq!(parse(url).unwrap(), location, "{url}");
        }
    }

    #[test]
    fn what_is_wrong_is_refused_without_the_content() {
        #[rustfmt::skip]
        let cases = [
            "postgres:app", "sqlite:", "sqlite://", "sqlite:?mode=ro", "sqlite:secret%zz", "sqlite:secret%4", "sqlite:secret%",
            "sqlite:secret%00", "sqlite:secret%ff", "sqlite:secret?mode=secret", "sqlite:secret?mode=ro&mode=ro", "sqlite:secret?mode",
            "sqlite:secret?cache=secret", "sqlite:secret?pass word:secret=1", "sqlite::memory:?mode=secret",
        ];
        for url in cases {
            let error = parse(url).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Misuse, "{url}");
            assert!(!format!("{error} {error:?}").contains("secret"), "{url}");
        }
        assert!(
            parse("sqlite:app.db?cache=shared")
                .unwrap_err()
                .to_string()
                .contains("`cache`")
        );
    }
}
