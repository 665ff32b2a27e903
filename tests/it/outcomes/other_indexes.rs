//! Conflicts in unique indexes that another program named: field and constraint are found.

use fivefold::prelude::*;

use crate::support::{Sql, TestEnv, failed, shape};

#[model(unique(first, last))]
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub id: Id<Member>,
    #[field(unique, len(..=80))]
    pub email: String,
    #[field(len(..=80))]
    pub first: String,
    #[field(len(..=80))]
    pub last: String,
    #[field(default = 0)]
    pub visits: i64,
}

fn member(email: &str, first: &str) -> MemberCreate {
    MemberCreate::new(email, first, "Lee")
}

/// Gives the indexes other names.
async fn renamed(engine: &'static crate::support::Engine) -> Option<TestEnv> {
    let env = TestEnv::with(engine, &schema![Member]).await;
    let raw = env.raw_connection()?;
    let names = [
        ("member_email_key", "mail_is_unique"),
        ("member_first_last_key", "Whole \"Name\""),
    ];
    for (before, after) in names {
        let columns = if before.contains("email") {
            "email"
        } else {
            "first, last"
        };
        raw.execute(&match raw.sql {
            Sql::Sqlite => format!(
                "DROP INDEX {before}; CREATE UNIQUE INDEX \"{}\" ON member ({columns})",
                after.replace('"', "\"\"")
            ),
            Sql::Postgres => format!(
                "ALTER INDEX {before} RENAME TO \"{}\"",
                after.replace('"', "\"\"")
            ),
            Sql::MariaDb => format!("ALTER TABLE member RENAME INDEX {before} TO `{after}`"),
        });
    }
    Some(env)
}

for_each_engine! {
    async fn a_conflict_in_an_index_of_another_name_has_its_field(engine) {
        let Some(env) = renamed(engine).await else { return };
        let db = &env.db;
        Member::create(db, member("ann@example.com", "Ann")).await.unwrap();
        // Twice: the indexes are read once.
        for _ in 0..2 {
            let error = failed(ErrorKind::Conflict, Member::create(db, member("ann@example.com", "Bob")).await);
            let (field, constraint) = (Some("email"), Some("mail_is_unique"));
            assert_eq!(shape(&error), crate::support::Shape::new(ErrorKind::Conflict, "Member", field, constraint), "{error:?}");
            assert!(error.raw().is_some());
            let error = failed(ErrorKind::Conflict, Member::create(db, member("bob@example.com", "Ann")).await);
            assert_eq!((error.field(), error.constraint()), (None, Some("Whole \"Name\"")), "{error:?}");
            let fields = error.fields().unwrap().field_errors();
            assert_eq!((fields.len(), &*fields["first"][0].code, &*fields["last"][0].code), (2, "unique", "unique"));
        }
        // In a savepoint of a transaction, which goes on.
        db.transaction(async |tx| {
            let result = tx.savepoint(async |tx| Member::create(tx, member("ann@example.com", "Bob")).await).await;
            assert_eq!(failed(ErrorKind::Conflict, result).field(), Some("email"));
            Member::create(tx, member("cid@example.com", "Cid")).await.map(drop)
        }).await.unwrap();
        // The primary key keeps its name.
        let raw = env.raw_connection().unwrap();
        let ann = Member::find_by(db, Member::EMAIL, "ann@example.com").await.unwrap().unwrap();
        raw.execute("DELETE FROM member WHERE first = 'Cid'");
        let many = [member("dan@example.com", "Dan"), member("ann@example.com", "Eve")];
        let error = failed(ErrorKind::Conflict, Member::create_many(db, many).await);
        assert_eq!((error.field(), error.constraint()), (Some("email"), Some("mail_is_unique")));
        assert_eq!(Member::list(db, ..).await.unwrap(), [ann]);
    }

    /// An upsert recognizes the conflict of its columns by these, not by the name of an index.
    async fn an_upsert_in_an_index_of_another_name_finds_the_row(engine) {
        let Some(env) = renamed(engine).await else { return };
        let db = &env.db;
        let writers = (0..8).map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                Member::upsert_with(&db, Member::EMAIL, member("ann@example.com", "Ann"), Member::VISITS.add(1)).await
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap().unwrap();
        }
        assert_eq!(Member::get_visits(db).await, 7);
    }
}

impl Member {
    async fn get_visits(db: &Db) -> i64 {
        Self::query().one(db).await.unwrap().visits
    }
}
