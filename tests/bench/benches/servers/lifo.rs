//! The least that hands out connections: a semaphore, and the one used last is used next. No statement is sent on them.

use std::hint::black_box;
use std::sync::{Arc, Mutex};

use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::side::{Rows, Tasks, Turn, in_tasks};

pub(crate) struct Lifo<C> {
    turns: Semaphore,
    idle: Mutex<Vec<C>>,
}

impl<C: Rows + 'static> Lifo<C> {
    pub(crate) fn new(connections: Vec<C>) -> Arc<Self> {
        Arc::new(Self {
            turns: Semaphore::new(connections.len()),
            idle: Mutex::new(connections),
        })
    }

    async fn get(&self, id: Uuid) -> C::Row {
        let _turn = self.turns.acquire().await.unwrap();
        let taken = self.idle.lock().unwrap().pop();
        let mut connection = taken.unwrap();
        let row = connection.get(id).await;
        self.idle.lock().unwrap().push(connection);
        row
    }
}

impl<C: Rows + 'static> Tasks for Arc<Lifo<C>> {
    fn get(&mut self, picked: Arc<[Arc<[Uuid]>]>) -> Turn<'_> {
        Box::pin(async move {
            in_tasks(&picked, |_, ids| {
                let pool = Self::clone(self);
                async move {
                    for id in ids.iter() {
                        black_box(Lifo::get(&pool, *id).await);
                    }
                }
            })
            .await;
        })
    }
}
