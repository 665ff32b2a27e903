//! [`Replica`]: a handle whose reads may be answered by a replica of the database.

pub(crate) mod pool;
pub(crate) mod relay;

use std::fmt;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use crate::crypto::cursor::key::CursorKey;
use crate::db::Db;
use crate::db::executor::{Backend, Connection, Executor, TxScope};
use crate::db::replica::pool::Node;
use crate::db::replica::relay::Relay;
use crate::driver::seam::{Arguments, BoxFuture, Call, ExecResult, FkHint, Sink};
use crate::driver::sinks::Integers;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::password::hashing::Hashing;
use crate::sql::dialect::Dialect;
use crate::stmt::workload::Workload;
use crate::value::Value;
use crate::value::row::{Row, Unreadable};

/// A handle whose reads may be answered by a replica; made by [`Db::replica`].
///
/// Every operation accepts it instead of `&db`. Operations that only read go to one replica, the
/// same for all reads of this handle, so that no read sees an older state than the one before; if
/// it cannot be reached, to the next one, and finally to the primary. Everything else goes to the
/// primary: writes and their reads, transactions, `for_update`. Sign-in, tokens and sessions take a
/// [`Db`].
///
/// A replica lags behind the primary. A write may not be visible yet, even to its caller: read from
/// `&db` then, or use [`Replica::at_least`].
///
/// ```
/// # use fivefold::prelude::*;
/// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub title: String }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let url = "sqlite::memory:";
/// let db = Db::builder(url);                       // .replica("postgres://app@replica/shop")
/// let db = db.connect().await?;
/// # db.create_all(&schema![Item]).await?;
/// Item::create(&db, ItemCreate::new("lamp")).await?;
/// let items = Item::list(&db.replica(), ..).await?;
/// # assert_eq!(items.len(), 1);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Replica {
    db: Db,
    /// The index of the replica that is tried first.
    first: usize,
    min: Option<Arc<MinPosition>>,
}

/// A position in the replication log of the primary; returned by [`Db::position`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    text: String,
}

/// The position that a replica must have replayed, and the indexes of those that have.
struct MinPosition {
    position: Position,
    reached: Mutex<Vec<usize>>,
}

impl Db {
    /// Returns a handle whose reads go to a replica, if the database was opened with replicas;
    /// successive handles use them in turn.
    ///
    /// Without [`Builder::replica`](crate::db::Builder::replica) the primary answers, so that an
    /// application runs without replicas too.
    #[must_use]
    pub fn replica(&self) -> Replica {
        let replicas = self.replicas();
        Replica {
            first: replicas.next.fetch_add(1, Ordering::Relaxed) % replicas.nodes.len().max(1),
            db: self.clone(),
            min: None,
        }
    }

    /// Returns the current position of the primary, as a minimum for reads; see
    /// [`Replica::at_least`].
    ///
    /// # Errors
    ///
    /// `Unsupported` on SQLite, MariaDB and MySQL; otherwise the errors of the connection.
    pub async fn position(&self) -> Result<Position> {
        let Some(replication) = self.dialect().capabilities.replication else {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "this database does not report the position of a replica; read recent writes from the primary",
            ));
        };
        let sink = Box::new(FirstColumn { found: Vec::new() });
        let call = call(replication.position, Vec::new(), sink);
        let text = self.run(call).await?.into::<FirstColumn>()?.found.pop();
        let text = text.ok_or_else(crate::error::protocol_error)?;
        Ok(Position { text })
    }
}

impl Replica {
    /// Returns a handle that reads from a replica only if it has replayed this position, and
    /// otherwise from the primary: to see everything that was written before the call of
    /// [`Db::position`].
    ///
    /// It does not wait for a replica. The check takes one short statement for each handle and
    /// replica.
    #[must_use]
    pub fn at_least(mut self, position: &Position) -> Self {
        self.min = Some(Arc::new(MinPosition {
            position: position.clone(),
            reached: Mutex::default(),
        }));
        self
    }

    async fn route(&self, mut call: Call) -> Result<ExecResult> {
        let replicas = self.db.replicas();
        let count = replicas.nodes.len();
        for step in 0..count {
            let index = (self.first + step) % count;
            let Some(node) = replicas.nodes.get(index).filter(|node| !node.is_skipped()) else {
                continue;
            };
            if !self.has_reached(index, node).await {
                continue;
            }
            let (sent, back) = Relay::over(call);
            match node.driver.run(sent).await {
                Ok(done) => return back.done(done),
                Err(error) => {
                    node.note(&error);
                    match back.again(&error) {
                        Some(again) => call = again,
                        None => return Err(error),
                    }
                }
            }
        }
        if count > 0 {
            replicas.missed.fetch_add(1, Ordering::Relaxed);
        }
        self.db.run(call).await
    }

    /// Returns true if the replica has replayed the position. Once it has, it is not checked again.
    async fn has_reached(&self, index: usize, node: &Node) -> bool {
        let Some(min) = &self.min else {
            return true;
        };
        if min.reached().contains(&index) {
            return true;
        }
        let Some(replication) = self.db.dialect().capabilities.replication else {
            return false;
        };
        let position = Value::Text(min.position.text.clone());
        let call = call(replication.reached, vec![position], Integers::boxed());
        let has = match node.driver.run(call).await {
            Ok(done) => done.into::<Integers>().is_ok_and(|sink| sink.found == [1]),
            Err(error) => {
                node.note(&error);
                false
            }
        };
        if has {
            min.reached().push(index);
        }
        has
    }
}

impl MinPosition {
    fn reached(&self) -> std::sync::MutexGuard<'_, Vec<usize>> {
        self.reached.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn call(sql: &str, values: Vec<Value>, sink: Box<dyn Sink>) -> Call {
    Call {
        sql: sql.into(),
        arguments: Arguments::Once(values),
        sink,
        work: Workload::ShortRead,
        table: None,
        writes: FkHint::Nothing,
    }
}

/// Collects the text of the first column.
struct FirstColumn {
    found: Vec<String>,
}

impl Sink for FirstColumn {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        let text = row
            .text(0)
            .and_then(|text| text.ok_or(Unreadable::expected("text, found null")));
        let text = text.map_err(|reason| {
            Error::new(
                ErrorKind::Internal,
                format!("the position of the primary could not be read: {reason}"),
            )
        })?;
        self.found.push(text.to_owned());
        Ok(())
    }
}

impl Executor for Replica {
    fn connection(&self) -> Connection<'_> {
        Connection(self)
    }
}

impl Backend for Replica {
    fn run(&self, call: Call) -> BoxFuture<'_, ExecResult> {
        self.db.run(call)
    }

    fn read(&self, call: Call) -> BoxFuture<'_, ExecResult> {
        Box::pin(self.route(call))
    }

    fn dialect(&self) -> &'static Dialect {
        self.db.dialect()
    }

    fn passwords(&self) -> &Hashing {
        self.db.passwords()
    }

    fn cursors(&self) -> &CursorKey {
        self.db.cursors()
    }

    fn primary(&self) -> &dyn Backend {
        &self.db
    }

    fn tx_scope(&self) -> TxScope<'_> {
        TxScope::Db(&self.db)
    }
}

/// Does not print the URLs.
impl fmt::Debug for Replica {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replica")
            .field("first", &self.first)
            .finish_non_exhaustive()
    }
}
