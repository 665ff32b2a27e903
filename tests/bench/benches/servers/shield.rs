//! What it costs that a call which was dropped half-way goes on to its end: the same statement over the same connection, polled
//! in place, behind a copy of the driver's shield, and in a task of its own.

use std::future::Future;
use std::hint::black_box;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::runtime::Handle;
use uuid::Uuid;

use crate::report::{Case, Report, Side};
use crate::side::{Rows, Turn};

/// The way in which a statement is run. All ways take turns on one connection, so that none is luckier than the others.
type Way<C> = for<'a> fn(&'a mut Option<C>, Arc<[Uuid]>) -> Turn<'a>;

pub(crate) async fn run<C: Rows<Row: 'static> + 'static>(
    report: &mut Report,
    connection: C,
    ids: &Arc<[Uuid]>,
) {
    const TIMES: usize = 20;
    let picked: Arc<[Uuid]> = (0..TIMES).map(|at| ids[at * 97 % ids.len()]).collect();
    let connection = Arc::new(tokio::sync::Mutex::new(Some(connection)));
    let side = |name: &str, is_reference: bool, way: Way<C>| {
        let work = Box::new((Arc::clone(&connection), way));
        if is_reference {
            Side::reference(name, work)
        } else {
            Side::beside(name, work)
        }
    };
    let mut sides = [
        side("polled in place", true, |connection, ids| {
            Box::pin(async move {
                for id in ids.iter() {
                    work(connection.take().unwrap(), *id).await.back(connection);
                }
            })
        }),
        side("behind the shield", false, |connection, ids| {
            Box::pin(async move {
                for id in ids.iter() {
                    let work = work(connection.take().unwrap(), *id);
                    let shield = Shield::new(Handle::try_current().ok(), work);
                    shield.await.back(connection);
                }
            })
        }),
        side("in a task of its own", false, |connection, ids| {
            Box::pin(async move {
                for id in ids.iter() {
                    let work = work(connection.take().unwrap(), *id);
                    tokio::spawn(work).await.unwrap().back(connection);
                }
            })
        }),
    ];
    let case = Case {
        name: "shield: get by key, bare sqlx",
        limit: None,
        operations: TIMES,
        rounds: 500,
    };
    report
        .compare(
            &case,
            &mut sides,
            || {
                let ids = Arc::clone(&picked);
                Box::pin(async move { ids })
            },
            |(connection, way), ids| {
                Box::pin(async move { way(&mut *connection.lock().await, ids).await })
            },
        )
        .await;
}

struct Done<C: Rows> {
    connection: C,
    row: C::Row,
}

impl<C: Rows> Done<C> {
    fn back(self, connection: &mut Option<C>) {
        black_box(self.row);
        *connection = Some(self.connection);
    }
}

async fn work<C: Rows>(mut connection: C, id: Uuid) -> Done<C> {
    let row = connection.get(id).await;
    Done { connection, row }
}

type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// As `core/src/driver/sqlx/shield.rs` has it.
struct Shield<T: Send + 'static> {
    work: Option<Work<T>>,
    is_started: bool,
    runtime: Option<Handle>,
}

impl<T: Send + 'static> Shield<T> {
    fn new(runtime: Option<Handle>, work: impl Future<Output = T> + Send + 'static) -> Self {
        Self {
            work: Some(Box::pin(work)),
            is_started: false,
            runtime,
        }
    }
}

impl<T: Send + 'static> Future for Shield<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        self.is_started = true;
        let Some(mut work) = self.work.take() else {
            return Poll::Pending;
        };
        let polled = work.as_mut().poll(context);
        if polled.is_pending() {
            self.work = Some(work);
        }
        polled
    }
}

impl<T: Send + 'static> Drop for Shield<T> {
    fn drop(&mut self) {
        if let (Some(work), true, Some(runtime)) =
            (self.work.take(), self.is_started, &self.runtime)
        {
            drop(runtime.spawn(async move { drop(work.await) }));
        }
    }
}
