//! One test database on a server: a schema in PostgreSQL, a database in MariaDB.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::engine::TestDatabase;
use super::test_server::{Admin, TestServer, said};

/// The prefix of the names of test databases, followed by the second of creation, the process id
/// and a number.
const PREFIX: &str = "t_fivefold_";

/// The age at which a test database belongs to a run that was killed.
const LEFT_OVER: Duration = Duration::from_secs(60 * 60);

/// The schema or database of one test. Dropping it removes it and closes all connections to it.
pub struct TestSchema {
    server: &'static TestServer,
    pub name: String,
}

impl TestSchema {
    /// Creates the schema or database.
    pub fn create(server: Option<&'static TestServer>) -> TestDatabase {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = server.expect("a test without its engine is skipped");
        let (made, process) = (now().as_secs(), std::process::id());
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("{PREFIX}{made}_{process}_{number}");
        let make = match server.admin {
            Admin::Postgres(_) => format!("CREATE SCHEMA {name}"),
            // In the server's own character set: tables have to bring theirs.
            Admin::MariaDb(_) => format!("CREATE DATABASE {name}"),
        };
        server.admin.execute(vec![make]).unwrap();
        let schema = Self { server, name };
        TestDatabase {
            url: schema.url(&schema.name),
            schema: Some(schema),
        }
    }

    /// Returns the URL, for connections with this application name.
    pub fn url(&self, application: &str) -> String {
        let (path, settings) = self
            .server
            .url
            .split_once('?')
            .unwrap_or((&self.server.url, ""));
        let name = &self.name;
        let (path, more) = match self.server.admin {
            Admin::Postgres(_) => (
                path.to_owned(),
                format!("application_name={application}&options=-c%20search_path%3D{name}"),
            ),
            Admin::MariaDb(_) => {
                let (server, _) = path.rsplit_once('/').unwrap();
                (format!("{server}/{name}"), String::new())
            }
        };
        let settings = [settings, &more].map(str::to_owned);
        let settings = settings.into_iter().filter(|setting| !setting.is_empty());
        let settings = settings.collect::<Vec<_>>().join("&");
        if settings.is_empty() {
            path
        } else {
            format!("{path}?{settings}")
        }
    }
}

impl Drop for TestSchema {
    fn drop(&mut self) {
        if let Err(error) = remove(&self.server.admin, &self.name) {
            // Not a panic, which would hide the one that a failed test ends with. The next run but
            // one removes it.
            said(&format!("{} could not be removed: {error}", self.name));
        }
    }
}

/// The application name of [`super::RawConnection`], which tells its connections from those of the
/// SDK.
pub fn raw_connection_name(name: &str) -> String {
    format!("{name}_outside")
}

/// Removes a test database and the connections that are still open to it: they may hold locks.
fn remove(admin: &Admin, name: &str) -> Result<(), sqlx::Error> {
    match admin {
        Admin::Postgres(_) => admin.execute(vec![
            format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name IN ('{name}', '{}')",
                raw_connection_name(name)
            ),
            format!("SET client_min_messages = warning; DROP SCHEMA IF EXISTS {name} CASCADE"),
        ]),
        Admin::MariaDb(_) => {
            let open = format!("SELECT CAST(id AS CHAR) FROM information_schema.processlist WHERE db = '{name}'");
            for connection in admin.texts(&open)? {
                // It may have ended by itself.
                let _ = admin.execute(vec![format!("KILL {connection}")]);
            }
            admin.execute(vec![format!("DROP DATABASE IF EXISTS {name}")])
        }
    }
}

/// Removes the test databases of killed runs.
pub fn remove_leftovers(admin: &Admin) {
    for name in admin.schemas().unwrap() {
        let made = name
            .strip_prefix(PREFIX)
            .and_then(|rest| rest.split('_').next());
        let Some(made) = made.and_then(|made| made.parse().ok()) else {
            continue;
        };
        if now().saturating_sub(Duration::from_secs(made)) > LEFT_OVER {
            // Another run may be removing it as well.
            let _ = remove(admin, &name);
        }
    }
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap()
}
