//! The session of a connection: its limits on time, and the check of the server behind it.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow, Postgres};
use sqlx::{ConnectOptions as _, Row as _};

use crate::driver::limits::{Durability, Limits};
use crate::driver::sqlx::classify::classify_connect;
use crate::driver::sqlx::engine::{BeginSql, Opened, ServerTraits};
use crate::driver::sqlx::fault::Fault;
use crate::driver::sqlx::unsafe_server;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// The oldest supported version, 14, in the numbering of the server.
const MIN_VERSION: u32 = 140_000;

/// The time by which the limit of the server on idle transactions exceeds that of the handle. The
/// server ends the transactions of clients that are gone.
const IDLE_MARGIN: Duration = Duration::from_secs(5);

/// A setting that marks our session. Behind a pooler the next transaction can be in another one,
/// where it is absent.
const MARK: &str = "fivefold.session";

/// Reads the settings of the server. Sent by the simple protocol, which works behind every pooler.
const SETTINGS_QUERY: &str = "SELECT current_setting('server_version_num'), current_setting('server_encoding'), \
    current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'), \
    current_setting('transaction_read_only'), current_setting('fivefold.session', true)";

/// Keeps statements out of the log of the application. `extra_float_digits` is not sent: floats are
/// read as bytes, and poolers refuse the parameter.
/// <https://github.com/pgbouncer/pgbouncer/issues/482>
pub(super) fn session_options(options: PgConnectOptions) -> PgConnectOptions {
    options
        .disable_statement_logging()
        .extra_float_digits(None)
        .statement_cache_capacity(512)
}

pub(super) async fn open(
    options: &PgConnectOptions,
    limits: &Limits,
    writes: bool,
) -> Result<Opened<Postgres>, Fault> {
    let failed = classify_connect::<Postgres>;
    let ours = settings(limits);
    let prepared = options.clone().options(ours).options([(MARK, "1")]);
    let mut connection = match prepared.connect().await {
        Ok(connection) => connection,
        // A pooler that does not pass the settings on refuses the connection.
        Err(error) if refuses_settings(&error) => options.connect().await.map_err(failed)?,
        Err(error) => return Err(failed(error)),
    };
    let server = read_server(&mut connection)
        .await
        .map_err(Fault::of_connect)?;
    check(&server, limits).map_err(Fault::of_connect)?;
    if writes && server.reads_only {
        return Err(Fault::of_connect(Error::new(
            ErrorKind::Unavailable,
            "none of the hosts accepts writes; check which one is the primary",
        )));
    }
    if !server.is_marked {
        return Ok(Opened {
            connection,
            traits: ServerTraits {
                no_session: true,
                ..ServerTraits::default()
            },
        });
    }
    if limits.durability == Durability::Full && server.synchronous_commit == "off" {
        sqlx::raw_sql("SET synchronous_commit TO on")
            .execute(&mut connection)
            .await
            .map_err(failed)?;
    }
    Ok(Opened {
        connection,
        traits: ServerTraits::default(),
    })
}

/// Inspects the server behind a connection of the application's pool.
pub(super) async fn inspect(
    connection: &mut PgConnection,
    limits: &Limits,
) -> Result<ServerTraits> {
    check(&read_server(connection).await?, limits)?;
    Ok(ServerTraits::default())
}

pub(super) fn begin_sql(limits: &Limits, no_session: bool) -> BeginSql {
    let mut local = String::new();
    if no_session {
        for (name, value) in settings(limits) {
            local.push_str(&format!("; SET LOCAL {name} = {value}"));
        }
        if limits.durability == Durability::Full {
            local.push_str("; SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'");
        }
    }
    BeginSql {
        transaction: Arc::from(format!("BEGIN ISOLATION LEVEL SERIALIZABLE{local}")),
        read_committed: Arc::from(format!("BEGIN ISOLATION LEVEL READ COMMITTED{local}")),
        implicit: Arc::from(format!("BEGIN{local}")),
    }
}

/// Returns the limits as settings of the server, in milliseconds.
fn settings(limits: &Limits) -> impl Iterator<Item = (&'static str, String)> + use<> {
    let millis = |limit: Duration| limit.as_millis().clamp(1, 1 << 30).to_string();
    let idle = limits.idle_in_transaction.saturating_add(IDLE_MARGIN);
    let durability = match limits.durability {
        Durability::Normal => Some(("synchronous_commit", "off".to_owned())),
        Durability::Full | Durability::Server => None,
    };
    [
        // The server does not look at its limits while it compiles a statement. Measured on
        // PostgreSQL 15.20: 20,000 pairs of conditions took 1.3 s without, and were still being
        // compiled after 6 minutes, with a `statement_timeout` of 60 s.
        ("jit", "off".to_owned()),
        ("statement_timeout", millis(limits.statement)),
        ("lock_timeout", millis(limits.lock)),
        ("idle_in_transaction_session_timeout", millis(idle)),
    ]
    .into_iter()
    .chain(durability)
}

fn refuses_settings(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|said| {
        said.code().is_some_and(|code| code == "08P01")
            && said.message().contains("startup parameter")
    })
}

/// The settings of a server.
#[derive(Debug)]
struct Server {
    version: u32,
    encoding: String,
    fsync: String,
    full_page_writes: String,
    synchronous_commit: String,
    reads_only: bool,
    is_marked: bool,
}

async fn read_server(connection: &mut PgConnection) -> Result<Server> {
    let row = sqlx::raw_sql(SETTINGS_QUERY)
        .fetch_one(&mut *connection)
        .await
        .map_err(|error| classify_connect::<Postgres>(error).error)?;
    Ok(Server {
        version: text(&row, 0).parse().unwrap_or(0),
        encoding: text(&row, 1),
        fsync: text(&row, 2),
        full_page_writes: text(&row, 3),
        synchronous_commit: text(&row, 4),
        reads_only: text(&row, 5) == "on",
        is_marked: text(&row, 6) == "1",
    })
}

fn text(row: &PgRow, index: usize) -> String {
    row.try_get_raw(index)
        .ok()
        .and_then(|value| value.as_str().ok().map(str::to_owned))
        .unwrap_or_default()
}

/// Refuses a server that is too old, or that can lose acknowledged writes.
fn check(server: &Server, limits: &Limits) -> Result<()> {
    if server.version < MIN_VERSION {
        return Err(Error::new(
            ErrorKind::Unsupported,
            "the server is older than PostgreSQL 14; use a newer one",
        ));
    }
    if server.encoding != "UTF8" {
        return Err(Error::new(
            ErrorKind::Unsupported,
            "the encoding of the database is not UTF-8; create one with `ENCODING 'UTF8'`",
        ));
    }
    if limits.durability == Durability::Server {
        return Ok(());
    }
    for (name, value) in [
        ("fsync", &server.fsync),
        ("full_page_writes", &server.full_page_writes),
    ] {
        if value != "on" {
            return Err(unsafe_server(name, "on"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server() -> Server {
        Server {
            version: 150_000,
            encoding: "UTF8".into(),
            fsync: "on".into(),
            full_page_writes: "on".into(),
            synchronous_commit: "on".into(),
            reads_only: false,
            is_marked: true,
        }
    }

    #[test]
    fn a_server_that_would_lose_rows_is_refused_by_the_name_of_the_setting() {
        let limits = Limits::default();
        assert!(check(&server(), &limits).is_ok());
        type Spoil = fn(&mut Server);
        let bad: [(Spoil, &str); 4] = [
            (|server| server.version = 130_011, "PostgreSQL 14"),
            (|server| server.encoding = "LATIN1".into(), "UTF-8"),
            (|server| server.fsync = "off".into(), "`fsync`"),
            (
                |server| server.full_page_writes = "off".into(),
                "`full_page_writes`",
            ),
        ];
        for (spoil, says) in bad {
            let mut server = server();
            spoil(&mut server);
            let error = check(&server, &limits).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported);
            assert!(error.to_string().contains(says), "{error}");
        }
        // Only what is about durability can be waived.
        let waived = Limits {
            durability: Durability::Server,
            ..Limits::default()
        };
        let lax = Server {
            fsync: "off".into(),
            full_page_writes: "off".into(),
            ..server()
        };
        assert!(check(&lax, &waived).is_ok());
    }

    #[test]
    fn a_session_that_cannot_be_relied_upon_gets_its_limits_in_each_transaction() {
        let texts = begin_sql(&Limits::default(), false);
        assert_eq!(&*texts.transaction, "BEGIN ISOLATION LEVEL SERIALIZABLE");
        assert_eq!(&*texts.implicit, "BEGIN");
        let no_session = begin_sql(&Limits::default(), true);
        assert!(no_session.transaction.starts_with("BEGIN ISOLATION LEVEL SERIALIZABLE; SET LOCAL jit = off; SET LOCAL statement_timeout = 30000; SET LOCAL lock_timeout = 5000; "));
        assert!(
            no_session
                .implicit
                .contains("set_config('synchronous_commit'")
        );
        let normal = Limits {
            durability: Durability::Normal,
            ..Limits::default()
        };
        assert!(
            begin_sql(&normal, true)
                .implicit
                .contains("SET LOCAL synchronous_commit = off")
        );
    }
}
