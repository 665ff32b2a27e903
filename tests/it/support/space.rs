//! A place of its own in a server: a schema in PostgreSQL, a database in MariaDB.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::engine::Place;
use super::home::{Admin, Home, said};

/// How the names of places begin. What follows is the second of their making, the process, and a number.
const PREFIX: &str = "t_fivefold_";

/// After this nobody is still running in a place.
const LEFT_OVER: Duration = Duration::from_secs(60 * 60);

/// A place of its own. Gone with all connections to it when it is dropped.
pub struct Space {
    home: &'static Home,
    pub name: String,
}

impl Space {
    /// Makes a place.
    pub fn place(home: Option<&'static Home>) -> Place {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let home = home.expect("a test without its engine is left out");
        let (made, process) = (now().as_secs(), std::process::id());
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("{PREFIX}{made}_{process}_{number}");
        let make = match home.admin {
            Admin::Postgres(_) => format!("CREATE SCHEMA {name}"),
            // In the server's own character set: tables have to bring theirs.
            Admin::MariaDb(_) => format!("CREATE DATABASE {name}"),
        };
        home.admin.execute(vec![make]).unwrap();
        let space = Self { home, name };
        Place {
            url: space.url(&space.name),
            space: Some(space),
        }
    }

    /// Returns the URL of the place, for connections under this name.
    pub fn url(&self, application: &str) -> String {
        let (path, settings) = self
            .home
            .url
            .split_once('?')
            .unwrap_or((&self.home.url, ""));
        let name = &self.name;
        let (path, more) = match self.home.admin {
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

impl Drop for Space {
    fn drop(&mut self) {
        if let Err(error) = remove(&self.home.admin, &self.name) {
            // Not a panic, which would hide the one that a failed test ends with. The next run but one removes it.
            said(&format!("{} could not be removed: {error}", self.name));
        }
    }
}

/// The name under which Outside connects, so that it is not taken for the SDK.
pub fn outside(name: &str) -> String {
    format!("{name}_outside")
}

/// Removes a place, with the connections that are still open to it: they may hold locks.
fn remove(admin: &Admin, name: &str) -> Result<(), sqlx::Error> {
    match admin {
        Admin::Postgres(_) => admin.execute(vec![
            format!(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name IN ('{name}', '{}')",
                outside(name)
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

/// Removes what killed runs have left.
pub fn remove_leftovers(admin: &Admin) {
    let names = admin.texts(match admin {
        Admin::Postgres(_) => "SELECT nspname::text FROM pg_namespace",
        Admin::MariaDb(_) => "SELECT CAST(schema_name AS CHAR) FROM information_schema.schemata",
    });
    for name in names.unwrap() {
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
