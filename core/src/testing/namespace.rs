//! The namespace of a test database: a schema, a database, or a file.

use std::path::PathBuf;
use std::sync::mpsc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::db::Db;
use crate::db::executor::Backend as _;
use crate::driver::limits::Durability;
use crate::driver::seam::{Arguments, Call, FkHint};
use crate::driver::sinks::Nothing;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::raw_sql::RawSql;
use crate::stmt::workload::Workload;
use crate::testing::provision::{Server, TestNamespace};

/// The prefix of names; the second of its creation, the process id and a random number follow.
const PREFIX: &str = "fivefold_test_";

/// The age after which a namespace is a leftover of a killed run.
const LEFT_OVER: Duration = Duration::from_secs(60 * 60);

/// The time for which a drop waits until its namespace is removed.
const DROP_TIMEOUT: Duration = Duration::from_secs(5);

/// A namespace that was created.
#[derive(Debug)]
pub(super) enum Namespace {
    File(PathBuf),
    Server {
        base: String,
        name: String,
        server: &'static Server,
    },
}

impl Namespace {
    /// Creates a namespace at the URL, and returns its own URL.
    pub(super) async fn make(base: &str) -> Result<(Option<Self>, String)> {
        let Some(kind) = TestNamespace::of(base).filter(|_| base != "sqlite::memory:") else {
            return Ok((None, base.to_owned()));
        };
        let name = name();
        let url = (kind.url)(base, &name);
        let Some(server) = &kind.server else {
            let folder = base.split_once(':').map_or("", |(_, folder)| folder);
            let folder = PathBuf::from(folder.trim_start_matches("//"));
            std::fs::create_dir_all(&folder).map_err(|error| {
                Error::new(
                    ErrorKind::Unavailable,
                    "the folder for test databases cannot be created; name one that can be written to",
                )
                .with_raw(error)
            })?;
            return Ok((Some(Self::File(folder.join(format!("{name}.db")))), url));
        };
        let admin = admin(base).await?;
        remove_leftovers(&admin, server).await;
        run(&admin, (server.create)(&name)).await?;
        admin.close().await?;
        let base = base.to_owned();
        Ok((Some(Self::Server { base, name, server }), url))
    }

    /// Removes the namespace, and closes the connections that are still open to it.
    pub(super) async fn remove(self) -> Result<()> {
        match self {
            Self::File(path) => {
                for end in ["", "-wal", "-shm", "-journal"] {
                    let mut file = path.clone().into_os_string();
                    file.push(end);
                    // Some of the files may not exist.
                    let _ = std::fs::remove_file(file);
                }
                Ok(())
            }
            Self::Server { base, name, server } => {
                let admin = admin(&base).await?;
                let removed = remove(&admin, server, &name).await;
                admin.close().await?;
                removed
            }
        }
    }

    /// Removes the namespace on a separate thread, since the runtime may have ended, and waits for
    /// it.
    pub(super) fn remove_now(self) {
        let (done, removed) = mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            if let Ok(runtime) = runtime {
                // A drop cannot return an error.
                let _ = runtime.block_on(self.remove());
            }
            let _ = done.send(());
        });
        let _ = removed.recv_timeout(DROP_TIMEOUT);
    }
}

/// Returns a handle that creates and removes namespaces.
async fn admin(base: &str) -> Result<Db> {
    let builder = Db::builder(base).durability(Durability::Server);
    builder.connections(1).connect().await
}

async fn run(admin: &Db, sql: String) -> Result<()> {
    let call = Call {
        sql: sql.into(),
        arguments: Arguments::Script,
        sink: Box::new(Nothing),
        work: Workload::LongWrite,
        table: None,
        writes: FkHint::Nothing,
    };
    admin.run(call).await.map(drop)
}

async fn remove(admin: &Db, server: &Server, name: &str) -> Result<()> {
    let open = admin.sql_unchecked((server.disconnect)(name));
    for (disconnect,) in open.all::<(String,)>().await? {
        // The connection may have ended by itself.
        let _ = run(admin, disconnect + ";\n").await;
    }
    run(admin, (server.remove)(name)).await
}

/// Removes the leftovers of killed runs. Other processes may do so at the same time.
async fn remove_leftovers(admin: &Db, server: &Server) {
    let names = admin.sql_unchecked(server.names.to_owned());
    let Ok(names) = names.all::<(String,)>().await else {
        return;
    };
    for (name,) in names {
        let made = name.strip_prefix(PREFIX);
        let made = made.and_then(|rest| rest.split('_').next()?.parse().ok());
        if made.is_some_and(|made| now().saturating_sub(Duration::from_secs(made)) > LEFT_OVER) {
            let _ = remove(admin, server, &name).await;
        }
    }
}

fn name() -> String {
    let random = uuid::Uuid::new_v4().simple().to_string();
    let random = random.get(..12).unwrap_or_default();
    format!(
        "{PREFIX}{}_{}_{random}",
        now().as_secs(),
        std::process::id()
    )
}

fn now() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}
