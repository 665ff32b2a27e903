//! The check of the settings of a pool, which are not ours to change.

use sqlx::sqlite::{Sqlite, SqliteConnection, SqliteRow};
use sqlx::{Decode, Row as _};

use crate::driver::limits::{Durability, Limits};
use crate::driver::sqlite_common::version::check_version;
use crate::driver::sqlx::classify::classify_connect;
use crate::driver::sqlx::engine::ServerTraits;
use crate::driver::sqlx::unsafe_server;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// Reads the settings. A database in memory has no file.
const SETTINGS_QUERY: &str = "SELECT sqlite_version(), \
    (SELECT file FROM pragma_database_list WHERE name = 'main'), \
    (SELECT foreign_keys FROM pragma_foreign_keys), \
    (SELECT ignore_check_constraints FROM pragma_ignore_check_constraints), \
    (SELECT read_uncommitted FROM pragma_read_uncommitted), \
    (SELECT journal_mode FROM pragma_journal_mode), \
    (SELECT synchronous FROM pragma_synchronous)";

/// Inspects the settings of a connection of the application's pool.
pub(super) async fn inspect(
    connection: &mut SqliteConnection,
    limits: &Limits,
) -> Result<ServerTraits> {
    let row = sqlx::raw_sql(SETTINGS_QUERY)
        .fetch_one(connection)
        .await
        .map_err(|error| classify_connect::<Sqlite>(error).error)?;
    let settings = Settings {
        version: number(&read::<String>(&row, 0)),
        is_file: !read::<String>(&row, 1).is_empty(),
        foreign_keys: read(&row, 2),
        ignore_check_constraints: read(&row, 3),
        read_uncommitted: read(&row, 4),
        journal_mode: read(&row, 5),
        synchronous: read(&row, 6),
    };
    check(&settings, limits)?;
    Ok(ServerTraits {
        ends_with_connection: !settings.is_file,
        ..ServerTraits::default()
    })
}

/// The settings of a connection.
#[derive(Debug)]
struct Settings {
    version: i32,
    is_file: bool,
    foreign_keys: i64,
    ignore_check_constraints: i64,
    read_uncommitted: i64,
    journal_mode: String,
    synchronous: i64,
}

/// Returns a column; the default for NULL.
fn read<'r, T: Decode<'r, Sqlite> + Default>(row: &'r SqliteRow, index: usize) -> T {
    row.try_get_raw(index)
        .ok()
        .and_then(|value| T::decode(value).ok())
        .unwrap_or_default()
}

/// Returns the release in the numbering of SQLite.
fn number(version: &str) -> i32 {
    let parts = version.split('.').chain(std::iter::repeat("0"));
    parts.take(3).fold(0, |number, part| {
        number * 1_000 + part.parse::<i32>().unwrap_or(0).clamp(0, 999)
    })
}

/// Refuses settings that let rows violate the schema, or lose them.
fn check(settings: &Settings, limits: &Limits) -> Result<()> {
    for (pragma, value, wanted) in [
        ("foreign_keys", settings.foreign_keys, 1),
        (
            "ignore_check_constraints",
            settings.ignore_check_constraints,
            0,
        ),
        ("read_uncommitted", settings.read_uncommitted, 0),
    ] {
        if value != wanted {
            let wanted = if wanted == 1 { "ON" } else { "OFF" };
            let message = format!(
                "the connections of the application's pool do not enforce the schema because of their setting `{pragma}`; set it to `{wanted}`"
            );
            return Err(Error::new(ErrorKind::Unsupported, message));
        }
    }
    if !settings.is_file {
        return Ok(());
    }
    check_version(settings.version)?;
    let least = match limits.durability {
        Durability::Server => return Ok(()),
        Durability::Normal => (1, "NORMAL"),
        Durability::Full => (2, "FULL"),
    };
    if settings.journal_mode != "wal" {
        return Err(unsafe_server("journal_mode", "WAL"));
    }
    if settings.synchronous < least.0 {
        return Err(unsafe_server("synchronous", least.1));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Settings {
        Settings {
            version: 3_051_003,
            is_file: true,
            foreign_keys: 1,
            ignore_check_constraints: 0,
            read_uncommitted: 0,
            journal_mode: "wal".into(),
            synchronous: 2,
        }
    }

    fn limits(durability: Durability) -> Limits {
        Limits {
            durability,
            ..Limits::default()
        }
    }

    #[test]
    fn settings_that_would_lose_rows_are_refused_by_name() {
        use Durability::{Full, Normal, Server};
        type Spoil = fn(&mut Settings);
        let cases: [(Spoil, &str, &[Durability]); 8] = [
            (|_| {}, "", &[]),
            (|settings| settings.synchronous = 3, "", &[]),
            (
                |settings| settings.foreign_keys = 0,
                "`foreign_keys`",
                &[Full, Normal, Server],
            ),
            (
                |settings| settings.ignore_check_constraints = 1,
                "`ignore_check_constraints`",
                &[Full, Normal, Server],
            ),
            (
                |settings| settings.version = 3_051_002,
                "3.51.3",
                &[Full, Normal, Server],
            ),
            (
                |settings| settings.journal_mode = "memory".into(),
                "`journal_mode`",
                &[Full, Normal],
            ),
            (
                |settings| settings.synchronous = 1,
                "`synchronous`; set it to `FULL`",
                &[Full],
            ),
            (
                |settings| settings.synchronous = 0,
                "`synchronous`",
                &[Full, Normal],
            ),
        ];
        for (spoil, says, refusing) in cases {
            let mut settings = settings();
            spoil(&mut settings);
            for durability in [Full, Normal, Server] {
                let checked = check(&settings, &limits(durability));
                assert_eq!(
                    checked.is_err(),
                    refusing.contains(&durability),
                    "{settings:?}"
                );
                if let Err(error) = checked {
                    assert_eq!(error.kind(), ErrorKind::Unsupported);
                    assert!(error.to_string().contains(says), "{error}");
                }
            }
        }
    }

    #[test]
    fn a_database_in_memory_has_nothing_to_lose() {
        let memory = Settings {
            is_file: false,
            journal_mode: "memory".into(),
            synchronous: 0,
            ..settings()
        };
        assert!(check(&memory, &Limits::default()).is_ok());
        let lax = Settings {
            foreign_keys: 0,
            ..memory
        };
        assert!(check(&lax, &Limits::default()).is_err());
    }

    #[test]
    fn releases_are_counted_as_sqlite_does() {
        for (version, expected) in [
            ("3.51.3", 3_051_003),
            ("3.40.1", 3_040_001),
            ("3.53", 3_053_000),
            ("", 0),
        ] {
            assert_eq!(number(version), expected);
        }
    }
}
