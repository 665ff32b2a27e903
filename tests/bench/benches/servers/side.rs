//! The sides of a comparison, as the cases see them: each side does the same work in its own way.

use std::future::Future;
use std::hint::black_box;
use std::pin::Pin;
use std::sync::Arc;

use uuid::Uuid;

/// The work of one side in one round.
pub(crate) type Turn<'a, T = ()> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Work on one row after the other, over one connection or handle.
pub(crate) trait Rows: Send {
    type Row: Send;

    fn get(&mut self, id: Uuid) -> impl Future<Output = Self::Row> + Send;
    fn by_email(&mut self, email: &str) -> impl Future<Output = Self::Row> + Send;
    fn list(&mut self, limit: i64) -> impl Future<Output = Vec<Self::Row>> + Send;
    fn insert(&mut self, name: &str, at: usize) -> impl Future<Output = ()> + Send;
    /// Changes one column, and reads the row back.
    fn update(&mut self, id: Uuid, full_name: &str) -> impl Future<Output = Self::Row> + Send;
    fn delete(&mut self, id: Uuid) -> impl Future<Output = ()> + Send;
}

/// The same, for the cases: a whole turn behind one call.
pub(crate) trait Turns: Send {
    fn get(&mut self, ids: Arc<[Uuid]>) -> Turn<'_>;
    fn by_email(&mut self, emails: Arc<[String]>) -> Turn<'_>;
    fn list(&mut self, limit: i64, times: usize) -> Turn<'_>;
    fn insert(&mut self, name: String, times: usize) -> Turn<'_>;
    fn update(&mut self, ids: Arc<[Uuid]>, full_name: String) -> Turn<'_>;
    fn delete(&mut self, ids: Arc<[Uuid]>) -> Turn<'_>;
}

impl<S: Rows> Turns for S {
    fn get(&mut self, ids: Arc<[Uuid]>) -> Turn<'_> {
        Box::pin(async move {
            for id in ids.iter() {
                black_box(Rows::get(self, *id).await);
            }
        })
    }

    fn by_email(&mut self, emails: Arc<[String]>) -> Turn<'_> {
        Box::pin(async move {
            for email in emails.iter() {
                black_box(Rows::by_email(self, email).await);
            }
        })
    }

    fn list(&mut self, limit: i64, times: usize) -> Turn<'_> {
        Box::pin(async move {
            for _ in 0..times {
                let rows = black_box(Rows::list(self, limit).await);
                assert_eq!(i64::try_from(rows.len()), Ok(limit));
            }
        })
    }

    fn insert(&mut self, name: String, times: usize) -> Turn<'_> {
        Box::pin(async move {
            for at in 0..times {
                Rows::insert(self, &name, at).await;
            }
        })
    }

    fn update(&mut self, ids: Arc<[Uuid]>, full_name: String) -> Turn<'_> {
        Box::pin(async move {
            for id in ids.iter() {
                black_box(Rows::update(self, *id, &full_name).await);
            }
        })
    }

    fn delete(&mut self, ids: Arc<[Uuid]>) -> Turn<'_> {
        Box::pin(async move {
            for id in ids.iter() {
                Rows::delete(self, *id).await;
            }
        })
    }
}

/// Many new rows at once.
pub(crate) trait Bulk: Send {
    fn insert_many(&mut self, name: String, rows: usize) -> Turn<'_>;
}

/// Several tasks, each of which gets its rows by their keys.
pub(crate) trait Tasks: Send {
    fn get(&mut self, picked: Arc<[Arc<[Uuid]>]>) -> Turn<'_>;
}

/// Starts a task for each of the lists, and waits for all of them.
pub(crate) async fn in_tasks<F: Future<Output = ()> + Send + 'static>(
    picked: &[Arc<[Uuid]>],
    task: impl Fn(usize, Arc<[Uuid]>) -> F,
) {
    let tasks: Vec<_> = picked
        .iter()
        .enumerate()
        .map(|(at, ids)| tokio::spawn(task(at, Arc::clone(ids))))
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}
