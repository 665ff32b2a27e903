//! Signing in replaces old hashes while their owners change their passwords.

use fivefold::prelude::*;
use tokio::task::JoinSet;

use super::{RIGHT, member, new_policy, old_policy, signs_in, with};
use crate::models::{Member, MemberUpdate};

/// Races on each engine: more than 1,000 on the three that other handles can open.
const RACES: usize = 350;

/// Stores as many accounts with old hashes, and opens the database with the new policy.
macro_rules! old_accounts {
    ($engine:ident, $old:ident, $db:ident, $rows:ident) => {
        let $old = with($engine, old_policy()).await;
        // A database of the handle's own has one policy: there the hash is the live one, and no
        // race can be.
        let Some($db) = $old.again(|builder| builder.passwords(new_policy())).await else {
            return;
        };

        let inputs = (0..RACES).map(|at| member(&format!("{at}@example.com")));
        let $rows = Member::create_many(&$old.db, inputs).await.unwrap();
    };
}

for_each_engine! {
    async fn a_new_password_survives_every_sign_in(engine) {
        old_accounts!(engine, old, db, rows);
        let mut upgraded = 0;
        for row in rows {
            let login = db.clone();
            let email = row.email.clone();
            let signing_in = tokio::spawn(async move { signs_in(&login, &email, RIGHT).await });
            let changing = db.clone();
            let changed = tokio::spawn(async move { row.change_password(&changing, &RIGHT.into(), &"another horse".into()).await });
            let row = changed.await.unwrap().unwrap();
            upgraded += usize::from(signing_in.await.unwrap());
            assert!(signs_in(&db, &row.email, "another horse").await);
            assert!(!signs_in(&db, &row.email, RIGHT).await);
        }
        assert!(upgraded > 0, "no sign-in came first, so there was no race");
    }

    async fn a_blind_save_loses_new_passwords(engine) {
        old_accounts!(engine, old, db, rows);
        let mut lost = 0;
        for row in rows.into_iter().take(50) {
            // The fault that the test above must detect: the old password, checked before the
            // change, is hashed and saved after it.
            let checked = Member::find_by(&db, Member::EMAIL, &row.email).await.unwrap().unwrap();
            row.change_password(&db, &RIGHT.into(), &"another horse".into()).await.unwrap();
            let blind = MemberUpdate { password: Set(Some(RIGHT.into())), ..Default::default() };
            let row = checked.update(&db, blind).await.unwrap();
            lost += usize::from(!signs_in(&db, &row.email, "another horse").await);
        }
        assert_eq!(lost, 50);
    }

    async fn eight_sign_ins_at_once_replace_a_hash_once(engine) {
        old_accounts!(engine, old, db, rows);
        for row in rows.into_iter().take(20) {
            let mut tasks = JoinSet::new();
            for _ in 0..8 {
                let (db, email) = (db.clone(), row.email.clone());
                tasks.spawn(async move { Member::authenticate(&db, email, &RIGHT.into()).await });
            }
            let stored = |found: Vec<_>| -> Vec<Option<PasswordHash>> {
                let rows = found.into_iter().map(|found: Result<Option<Member>, Error>| found.unwrap().unwrap());
                rows.map(|row| row.hashed_password).collect()
            };
            let seen = stored(tasks.join_all().await);
            let last = Member::get(&db, row.id).await.unwrap();
            assert_ne!(last.hashed_password, row.hashed_password);
            // Each has the hash that is stored, so that a token of any of them is good: there was
            // one winner, and no third hash.
            assert!(seen.iter().all(|hash| *hash == last.hashed_password));
        }
    }

    async fn a_dropped_sign_in_leaves_the_account_as_it_was(engine) {
        old_accounts!(engine, old, db, rows);
        for (polls, row) in rows.into_iter().take(40).enumerate() {
            let typed = RIGHT.into();
            crate::support::poll_at_most(polls, Member::authenticate(&db, &row.email, &typed)).await;
            assert!(signs_in(&db, &row.email, RIGHT).await, "{polls}");
            let next = "another horse".into();
            crate::support::poll_at_most(polls, row.change_password(&db, &typed, &next)).await;
            // A write that was begun goes on to its end.
            crate::support::settled(&db).await;
            let (before, after) = (signs_in(&db, &row.email, RIGHT).await, signs_in(&db, &row.email, "another horse").await);
            assert!(before != after, "{polls}: both or neither");
        }
        crate::support::settled(&db).await;
    }
}
