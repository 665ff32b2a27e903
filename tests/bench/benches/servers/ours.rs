//! The side that is judged.

use std::hint::black_box;
use std::sync::Arc;

use fivefold::prelude::*;
use uuid::Uuid;

use crate::entity::{User, UserCreate, UserUpdate};
use crate::row::{FULL_NAME, HASH, email};
use crate::side::{Bulk, Rows, Tasks, Turn, in_tasks};

#[derive(Clone)]
pub(crate) struct Ours(pub(crate) Db);

pub(crate) fn input(name: &str, at: usize) -> UserCreate {
    UserCreate {
        full_name: Some(FULL_NAME.into()),
        ..UserCreate::new(email(name, at), HASH)
    }
}

impl Rows for Ours {
    type Row = User;

    async fn get(&mut self, id: Uuid) -> User {
        User::get(&self.0, Id::new(id)).await.unwrap()
    }

    async fn by_email(&mut self, email: &str) -> User {
        let found = User::find_by(&self.0, User::EMAIL, email).await;
        found.unwrap().unwrap()
    }

    async fn list(&mut self, limit: i64) -> Vec<User> {
        let end = u64::try_from(limit).unwrap();
        User::list(&self.0, ..end).await.unwrap()
    }

    async fn insert(&mut self, name: &str, at: usize) {
        black_box(User::create(&self.0, input(name, at)).await.unwrap());
    }

    async fn update(&mut self, id: Uuid, full_name: &str) -> User {
        let changes = UserUpdate {
            full_name: Set(Some(full_name.into())),
            ..Default::default()
        };
        User::update_by_id(&self.0, Id::new(id), changes)
            .await
            .unwrap()
    }

    async fn delete(&mut self, id: Uuid) {
        User::delete_by_id(&self.0, Id::new(id)).await.unwrap();
    }
}

impl Bulk for Ours {
    fn insert_many(&mut self, name: String, rows: usize) -> Turn<'_> {
        Box::pin(async move {
            let inputs: Vec<UserCreate> = (0..rows).map(|at| input(&name, at)).collect();
            let users = User::create_many(&self.0, inputs).await.unwrap();
            assert_eq!(black_box(users).len(), rows);
        })
    }
}

impl Tasks for Ours {
    fn get(&mut self, picked: Arc<[Arc<[Uuid]>]>) -> Turn<'_> {
        Box::pin(async move {
            in_tasks(&picked, |_, ids| {
                let mut ours = self.clone();
                async move {
                    for id in ids.iter() {
                        black_box(Rows::get(&mut ours, *id).await);
                    }
                }
            })
            .await;
        })
    }
}
