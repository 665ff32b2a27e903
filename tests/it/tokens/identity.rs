//! Tokens are for one row of one model: not for a model of the same name, for a row that has the key of a deleted one, or for
//! a mail address that the account does not have any more.

use fivefold::auth::PasswordPolicy;
use fivefold::prelude::*;
use fivefold::tokens::{Session, TokenKind};

use super::{env, member, tokens};
use crate::models::{Member, MemberUpdate};
use crate::support::{Engine, TestEnv, failed};

mod app {
    use fivefold::prelude::*;

    #[model(table = "app_user")]
    #[derive(Debug, Clone, PartialEq)]
    pub struct Account {
        #[field(id)]
        pub number: i64,
        #[field(unique, login, len(1..=40))]
        pub name: String,
        #[field(input(password, len(8..=128)))]
        pub hashed_password: Option<PasswordHash>,
    }
}

mod admin {
    use fivefold::prelude::*;

    #[model(table = "admin_user")]
    #[derive(Debug, Clone, PartialEq)]
    pub struct Account {
        #[field(id)]
        pub number: i64,
        #[field(unique, login, len(1..=40))]
        pub name: String,
        #[field(input(password, len(8..=128)))]
        pub hashed_password: Option<PasswordHash>,
    }
}

/// An account whose row says when it was created.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Dated {
    #[field(id)]
    pub number: i64,
    #[field(unique, login, len(1..=40))]
    pub name: String,
    #[field(input(password, len(8..=128)))]
    pub hashed_password: Option<PasswordHash>,
    #[field(auto)]
    pub created_at: DateTime<Utc>,
}

async fn accounts(engine: &'static Engine) -> TestEnv {
    let policy =
        PasswordPolicy::insecure_for_tests().failures(3, std::time::Duration::from_secs(600));
    let env = TestEnv::bare(engine, |builder| builder.passwords(policy)).await;
    let schema = schema![app::Account, admin::Account, Dated, Session];
    env.db.create_all(&schema).await.unwrap();
    env
}

for_each_engine! {
    async fn a_token_of_one_model_worked_for_another_of_the_same_name(engine) {
        let env = accounts(engine).await;
        let (db, tokens) = (&env.db, tokens());
        let ann = app::Account::create(db, app::AccountCreate::new(1, "ann")).await.unwrap();
        admin::Account::create(db, admin::AccountCreate::new(1, "root")).await.unwrap();
        let pair = tokens.sign_in(db, &ann).await.unwrap();
        assert!(tokens.verify_access::<admin::Account>(&pair.access_token).is_err());
        failed(ErrorKind::Unauthenticated, tokens.user::<admin::Account>(db, &pair.access_token).await);
        failed(ErrorKind::Unauthenticated, tokens.refresh::<admin::Account>(db, &pair.refresh_token).await);
        let mailed = tokens.issue(TokenKind::Reset, &ann).unwrap();
        failed(ErrorKind::Unauthenticated, tokens.account::<admin::Account>(TokenKind::Reset, db, mailed.expose()).await);
        // The control: each is accepted for its own model, and the session goes on.
        assert_eq!(tokens.user::<app::Account>(db, &pair.access_token).await.unwrap(), ann);
        tokens.account::<app::Account>(TokenKind::Reset, db, mailed.expose()).await.unwrap();
        tokens.refresh::<app::Account>(db, &pair.refresh_token).await.unwrap();
        let session = Session::list(db, ..).await.unwrap().remove(0);
        assert_eq!(session.account_table, "app_user");
    }

    async fn wrong_passwords_of_one_model_locked_a_login_of_another_of_the_same_name(engine) {
        let env = accounts(engine).await;
        let password = || Some(Password::from("a horse, correct"));
        app::Account::create(&env.db, app::AccountCreate { password: password(), ..app::AccountCreate::new(1, "ann") }).await.unwrap();
        admin::Account::create(&env.db, admin::AccountCreate { password: password(), ..admin::AccountCreate::new(1, "ann") }).await.unwrap();
        let (right, wrong) = ("a horse, correct".into(), "a wrong horse".into());
        for _ in 0..3 {
            assert_eq!(app::Account::authenticate(&env.db, "ann", &wrong).await.unwrap(), None);
        }
        assert_eq!(app::Account::authenticate(&env.db, "ann", &right).await.unwrap(), None);
        assert!(admin::Account::authenticate(&env.db, "ann", &right).await.unwrap().is_some());
    }

    async fn a_key_that_was_used_again_revived_an_old_token(engine) {
        let env = accounts(engine).await;
        let (db, tokens) = (&env.db, tokens());
        let ann = app::Account::create(db, app::AccountCreate::new(7, "ann")).await.unwrap();
        let pair = tokens.sign_in(db, &ann).await.unwrap();
        assert_eq!(tokens.user::<app::Account>(db, &pair.access_token).await.unwrap(), ann);
        ann.delete(db).await.unwrap();
        app::Account::create(db, app::AccountCreate::new(7, "root")).await.unwrap();
        failed(ErrorKind::Unauthenticated, tokens.user::<app::Account>(db, &pair.access_token).await);
        failed(ErrorKind::Unauthenticated, tokens.refresh::<app::Account>(db, &pair.refresh_token).await);

        // With the same login too, where something of the row says that it is another one.
        let ann = Dated::create(db, DatedCreate::new(7, "ann")).await.unwrap();
        let pair = tokens.sign_in(db, &ann).await.unwrap();
        // What does not identify the row voids nothing.
        let bob = ann.update(db, DatedUpdate { name: Set("ann".into()), ..Default::default() }).await.unwrap();
        assert_eq!(tokens.user::<Dated>(db, &pair.access_token).await.unwrap(), bob);
        bob.delete(db).await.unwrap();
        Dated::create(db, DatedCreate::new(7, "ann")).await.unwrap();
        failed(ErrorKind::Unauthenticated, tokens.user::<Dated>(db, &pair.access_token).await);
        failed(ErrorKind::Unauthenticated, tokens.refresh::<Dated>(db, &pair.refresh_token).await);
    }

    async fn mailed_tokens_outlived_a_change_of_the_address(engine) {
        let env = env(engine).await;
        let (db, tokens) = (&env.db, tokens());
        for kind in [TokenKind::Reset, TokenKind::Verify] {
            let ann = member(db, "ann@example.com").await;
            let mailed = tokens.issue(kind, &ann).unwrap();
            let access = tokens.access(&ann).unwrap().access_token;
            assert_eq!(tokens.account::<Member>(kind, db, mailed.expose()).await.unwrap(), ann);
            let patch = MemberUpdate { email: Set("bob@example.com".into()), ..Default::default() };
            let bob = ann.update(db, patch).await.unwrap();
            failed(ErrorKind::Unauthenticated, tokens.account::<Member>(kind, db, mailed.expose()).await);
            // Who has signed in stays signed in, and a token that was mailed to the new address is good.
            assert_eq!(tokens.user::<Member>(db, &access).await.unwrap(), bob);
            let mailed = tokens.issue(kind, &bob).unwrap();
            tokens.account::<Member>(kind, db, mailed.expose()).await.unwrap();
            bob.delete(db).await.unwrap();
        }
    }
}
