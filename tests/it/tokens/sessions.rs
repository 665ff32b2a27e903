//! Refresh tokens: good once, and the end of the session when they come twice.

use fivefold::prelude::*;
use fivefold::tokens::Session;
use tokio::task::JoinSet;

use super::{Event, env, happen, member, tokens};
use crate::models::Member;
use crate::support::failed;

const ROUNDS: usize = 20;
const AT_ONCE: usize = 50;

for_each_engine! {
    async fn a_refresh_token_is_good_once(engine) {
        let env = env(engine).await;
        let (db, tokens) = (&env.db, tokens());
        let ann = member(db, "ann@example.com").await;
        let mut pair = tokens.sign_in(db, &ann).await.unwrap();
        let other = tokens.sign_in(db, &ann).await.unwrap();
        let first = pair.clone();
        for _ in 0..5 {
            assert_eq!(tokens.user::<Member>(db, &pair.access_token).await.unwrap(), ann);
            let next = tokens.refresh::<Member>(db, &pair.refresh_token).await.unwrap();
            assert_ne!(next, pair);
            pair = next;
        }
        assert_eq!(Session::count(db).await.unwrap(), 2);
        // The first one again: it was stolen. The session ends, also for the one who has the good
        // token.
        failed(ErrorKind::Unauthenticated, tokens.refresh::<Member>(db, &first.refresh_token).await);
        failed(ErrorKind::Unauthenticated, tokens.refresh::<Member>(db, &pair.refresh_token).await);
        assert_eq!(Session::count(db).await.unwrap(), 1);
        // The other session goes on.
        let other = tokens.refresh::<Member>(db, &other.refresh_token).await.unwrap();
        tokens.sign_out::<Member>(db, &other.refresh_token).await.unwrap();
        tokens.sign_out::<Member>(db, &other.refresh_token).await.unwrap();
        tokens.sign_out::<Member>(db, "no token").await.unwrap();
        assert_eq!(Session::count(db).await.unwrap(), 0);
        failed(ErrorKind::Unauthenticated, tokens.refresh::<Member>(db, &other.refresh_token).await);
    }

    async fn of_fifty_at_once_one_succeeds_and_the_session_ends(engine) {
        let env = env(engine).await;
        let (db, tokens) = (&env.db, tokens());
        let ann = member(db, "ann@example.com").await;
        for round in 0..ROUNDS {
            let pair = tokens.sign_in(db, &ann).await.unwrap();
            let mut tasks = JoinSet::new();
            for _ in 0..AT_ONCE {
                let (db, tokens, text) = (db.clone(), tokens.clone(), pair.refresh_token.clone());
                tasks.spawn(async move { tokens.refresh::<Member>(&db, &text).await });
            }
            let mut winners = Vec::new();
            for answer in tasks.join_all().await {
                match answer {
                    Ok(pair) => winners.push(pair),
                    Err(error) => assert_eq!(error.kind(), ErrorKind::Unauthenticated, "{error:?}"),
                }
            }
            assert_eq!(winners.len(), 1, "round {round}");
            failed(ErrorKind::Unauthenticated, tokens.refresh::<Member>(db, &winners[0].refresh_token).await);
            assert_eq!(Session::count(db).await.unwrap(), 0);
        }
    }

    async fn account_changes_end_its_sessions(engine) {
        let env = env(engine).await;
        let (db, tokens) = (&env.db, tokens());
        for (at, event) in [Event::Password, Event::Disabled, Event::Role, Event::Admin, Event::Deleted].into_iter().enumerate() {
            let ann = member(db, &format!("{at}@example.com")).await;
            let pair = tokens.sign_in(db, &ann).await.unwrap();
            happen(db, ann, event).await;
            failed(ErrorKind::Unauthenticated, tokens.refresh::<Member>(db, &pair.refresh_token).await);
            assert_eq!(Session::count(db).await.unwrap(), 0, "{event:?}");
        }
    }

    async fn a_session_holds_no_token(engine) {
        let env = env(engine).await;
        let ann = member(&env.db, "ann@example.com").await;
        let pair = tokens().sign_in(&env.db, &ann).await.unwrap();
        let session = Session::list(&env.db, ..).await.unwrap().remove(0);
        assert_eq!((session.account_table.as_str(), session.subject), ("member", ann.id.to_string()));
        assert_eq!(session.digest.len(), 32);
        assert!(!format!("{pair:?}").contains("ey"));
    }
}
