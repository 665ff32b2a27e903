//! The other side: a connection that is in the way of a unit of work.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::task::JoinHandle;

use crate::raw_connection::{LOOK, RawConnection};
use crate::test_database::TestDatabase;

/// Accounts that the two sides meet at.
pub const OURS: i64 = 1;
pub const THEIRS: i64 = 2;

/// A connection that may wait for a lock, and another one that never does.
pub struct Other {
    locks: Arc<Mutex<RawConnection>>,
    looks: Mutex<RawConnection>,
}

impl Other {
    pub async fn new(database: &TestDatabase) -> Self {
        Self {
            locks: Arc::new(Mutex::new(database.raw_connection().await)),
            looks: Mutex::new(database.raw_connection().await),
        }
    }

    /// Takes its row, until [`Other::let_go`].
    pub async fn take(&self) {
        let mut link = self.locks.lock().await;
        link.execute("BEGIN").await;
        link.execute(&touch(THEIRS)).await;
    }

    /// Takes its row, and makes itself the heavier one, so that it is not the one that a deadlock
    /// ends.
    pub async fn take_heavily(&self) {
        let mut link = self.locks.lock().await;
        if let RawConnection::Postgres(_) = &*link {
            link.execute("SET deadlock_timeout = '10s'").await;
        }
        link.execute("BEGIN").await;
        if let RawConnection::MariaDb(_) = &*link {
            let rows: Vec<String> = (0..50).map(|at| format!("({at}, 0)")).collect();
            let rows = rows.join(", ");
            link.execute(&format!(
                "INSERT INTO counter (number, count) VALUES {rows}"
            ))
            .await;
        }
        link.execute(&touch(THEIRS)).await;
    }

    /// Asks for the row of ours, and is waiting for it when this returns.
    pub async fn ask(&self) -> JoinHandle<()> {
        let locks = Arc::clone(&self.locks);
        let waiting = tokio::spawn(async move {
            // Fails where this side is the one that is given up.
            let _ = locks.lock().await.try_execute(&touch(OURS)).await;
        });
        tokio::time::sleep(Duration::from_millis(50)).await;
        waiting
    }

    pub async fn let_go(&self) {
        self.locks.lock().await.execute("ROLLBACK").await;
    }

    /// Writes its row, at once and for good.
    pub async fn write(&self) {
        self.looks.lock().await.execute(&touch(THEIRS)).await;
    }

    /// Ends the connection of the SDK that is in a transaction.
    pub async fn end_open(&self) {
        let mut link = self.looks.lock().await;
        let open = loop {
            let open = link.in_transaction().await;
            if !open.is_empty() {
                break open;
            }
            tokio::time::sleep(LOOK).await;
        };
        for connection in &open {
            link.end(*connection).await;
        }
        while link
            .connections()
            .await
            .iter()
            .any(|left| open.contains(left))
        {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

/// A statement that locks the row of an account.
pub fn touch(account: i64) -> String {
    format!("UPDATE account SET cents = cents + 0 WHERE number = {account}")
}
