//! The size of a run, and its database.

use std::time::Duration;

use fivefold::auth::PasswordPolicy;
use fivefold_tests::servers::{Kind, Server};
use tempfile::TempDir;

/// The plan of a run.
#[derive(Debug, Clone)]
pub struct Plan {
    pub is_full: bool,
    pub is_production: bool,
    pub svg: Option<String>,
    pub seed: u64,
    engines: Vec<Engine>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
    MariaDb,
}

impl Engine {
    const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::MariaDb];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::MariaDb => "mysql",
        }
    }
}

impl Plan {
    /// None when there is nothing to run.
    pub fn parse(words: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut plan = Self {
            is_full: false,
            is_production: false,
            svg: None,
            seed: 20_261_124,
            engines: Vec::new(),
        };
        for word in words {
            match word.trim_start_matches("--") {
                "full" => plan.is_full = true,
                "production" => plan.is_production = true,
                // Of `cargo test`, which passes its words on to every target.
                "list" | "ignored" => return Ok(None),
                "nocapture" | "no-capture" | "quiet" | "exact" | "include-ignored"
                | "show-output" => {}
                other => {
                    let engine = Engine::ALL
                        .into_iter()
                        .find(|engine| engine.name() == other);
                    if let Some(engine) = engine {
                        plan.engines.push(engine);
                    } else if let Some(file) = other.strip_prefix("svg=") {
                        plan.svg = Some(file.to_owned());
                    } else if let Some(seed) = other.strip_prefix("seed=") {
                        plan.seed = seed.parse().map_err(|_| "a seed is a number".to_owned())?;
                    } else if word.starts_with('-') {
                        return Err(format!(
                            "`{word}` is not known; there are full, production, svg=FILE, seed=NUMBER, sqlite, postgres, mysql"
                        ));
                    } else if !"timing".contains(other) {
                        // The name of a test of another target.
                        return Ok(None);
                    }
                }
            }
        }
        Ok(Some(plan))
    }

    pub fn engines(&self) -> &[Engine] {
        match (self.engines.is_empty(), self.is_full) {
            (false, _) => &self.engines,
            (true, true) => &Engine::ALL,
            (true, false) => &Engine::ALL[..1],
        }
    }

    /// The first number of pairs, and the most.
    pub const fn pairs(&self) -> (usize, usize) {
        match (self.is_production, self.is_full) {
            (true, _) => (400, 1_600),
            (false, true) => (2_000, 8_000),
            (false, false) => (1_000, 4_000),
        }
    }

    /// The number of tries of a control, and of those that have to succeed.
    pub const fn repeats(&self) -> (usize, usize) {
        match (self.is_production, self.is_full) {
            (true, _) => (1, 1),
            (false, true) => (20, 19),
            (false, false) => (8, 7),
        }
    }

    /// Within what a difference has to lie, in nanoseconds. At production cost it depends on what a
    /// check takes.
    pub fn bound(&self, engine: Engine, check: f64) -> f64 {
        match (self.is_production, engine) {
            (true, _) => 0.02 * check,
            (false, Engine::Sqlite) => 25_000.0,
            (false, _) => 50_000.0,
        }
    }

    /// A delay below the bound, which must pass, and one above it, which must not.
    pub fn delays(&self, bound: f64) -> (Duration, Duration) {
        let share = |share: f64| Duration::from_nanos((bound * share) as u64);
        if self.is_production {
            (share(0.0), share(2.0))
        } else {
            (share(0.6), share(1.6))
        }
    }

    pub fn policy(&self) -> PasswordPolicy {
        if self.is_production {
            PasswordPolicy::owasp()
        } else {
            PasswordPolicy::insecure_for_tests()
        }
    }
}

/// A database.
pub struct TestServer {
    pub engine: Engine,
    at: At,
}

enum At {
    File(TempDir),
    Server(Server),
}

impl TestServer {
    /// Returns `None` where the server is not installed.
    pub fn start(engine: Engine) -> Option<Self> {
        let at = match engine {
            Engine::Sqlite => At::File(tempfile::tempdir().unwrap()),
            Engine::Postgres => At::Server(Kind::Postgres.start(&["fsync=on"]).ok()?),
            Engine::MariaDb => At::Server(Kind::MariaDb.start(&[]).ok()?),
        };
        Some(Self { engine, at })
    }

    /// The URL of a database; every name is one of its own.
    pub fn url(&self, name: &str) -> String {
        match &self.at {
            At::File(dir) => format!("sqlite:{}", dir.path().join(name).display()),
            At::Server(server) => server.url(),
        }
    }
}
