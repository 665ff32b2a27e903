//! The engines, and which of them must not be missing.

use std::env;

use fivefold_tests::servers::Kind;

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
    MariaDb,
}

pub const ALL: &[Engine] = &[Engine::Sqlite, Engine::Postgres, Engine::MariaDb];
pub const SERVERS: &[Engine] = &[Engine::Postgres, Engine::MariaDb];

impl Engine {
    /// The name under which engines are required, here as in the other tests.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::MariaDb => "mysql",
        }
    }

    pub fn named(name: &str) -> Result<Self, String> {
        match name {
            "mariadb" => Ok(Self::MariaDb),
            name => ALL
                .iter()
                .copied()
                .find(|engine| engine.name() == name)
                .ok_or_else(|| {
                    format!("there is no engine `{name}`; there are sqlite, postgres and mysql")
                }),
        }
    }

    pub fn is_installed(self) -> bool {
        match self {
            Self::Sqlite => true,
            Self::Postgres => Kind::Postgres.is_installed(),
            Self::MariaDb => Kind::MariaDb.is_installed(),
        }
    }

    /// True when a run without this engine is a failed one.
    pub fn is_required(self) -> bool {
        env::var("FIVEFOLD_TEST_REQUIRE")
            .unwrap_or_default()
            .split(',')
            .any(|name| name.trim() == self.name())
    }
}
