//! A connection that the server closed while it was at rest: the next call does not notice, whatever it is.

use std::time::Duration;

use fivefold::db::Builder;
use fivefold::prelude::*;

use crate::models::{Project, ProjectCreate, ProjectUpdate};
use crate::support::{Engine, RawConnection, Sql, TestEnv};

/// Longer than the rest after which a connection is examined before it writes.
const REST: Duration = Duration::from_millis(50);

fn named(name: &str) -> ProjectCreate {
    ProjectCreate::new(name)
}

/// A handle with one connection.
async fn env(engine: &'static Engine, tune: fn(Builder) -> Builder) -> (TestEnv, RawConnection) {
    let env = TestEnv::tuned(engine, |builder| tune(builder.connections(1))).await;
    let raw = env.raw_connection().unwrap();
    (env, raw)
}

/// Ends the connection of the handle on the server, and waits until it is gone.
async fn end(env: &TestEnv, raw: &RawConnection) {
    let (number, count) = match env.engine.sql {
        Sql::Postgres => (
            "SELECT pg_backend_pid()",
            "SELECT count(*) FROM pg_stat_activity WHERE pid",
        ),
        _ => (
            "SELECT CAST(connection_id() AS signed)",
            "SELECT count(*) FROM information_schema.processlist WHERE id",
        ),
    };
    let (id,) = env.db.sql(number).one::<(i64,)>().await.unwrap();
    raw.execute(&match env.engine.sql {
        Sql::Postgres => format!("SELECT pg_terminate_backend({id})"),
        _ => format!("KILL CONNECTION {id}"),
    });
    while raw.integer(&format!("{count} = {id}")) > 0 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    tokio::time::sleep(REST).await;
}

async fn written(engine: &'static Engine) {
    let (env, raw) = env(engine, |builder| builder).await;
    let db = &env.db;
    end(&env, &raw).await;
    let row = Project::create(db, named("a")).await.unwrap();
    end(&env, &raw).await;
    Project::create_many(db, ["b", "c", "d"].map(named))
        .await
        .unwrap();
    end(&env, &raw).await;
    let change = |name: &str| ProjectUpdate {
        name: Set(name.into()),
    };
    let row = row.update(db, change("e")).await.unwrap();
    end(&env, &raw).await;
    Project::update_by_id(db, row.id, change("f"))
        .await
        .unwrap();
    end(&env, &raw).await;
    let changed = Project::query()
        .filter(Project::NAME.eq("b"))
        .update(db, change("g"));
    assert_eq!(changed.await.unwrap(), 1);
    end(&env, &raw).await;
    let raised = db
        .sql("UPDATE project SET name = 'h' WHERE name = ?")
        .bind("c");
    assert_eq!(raised.execute().await.unwrap(), 1);
    end(&env, &raw).await;
    assert_eq!(
        Project::query()
            .filter(Project::NAME.eq("h"))
            .delete(db)
            .await
            .unwrap(),
        1
    );
    end(&env, &raw).await;
    Project::delete_by_id(db, row.id).await.unwrap();
    end(&env, &raw).await;
    db.transaction(async |tx| Project::create(tx, named("i")).await)
        .await
        .unwrap();
    end(&env, &raw).await;
    let names = Project::query()
        .order_by(Project::NAME.asc())
        .select(Project::NAME)
        .all(db)
        .await
        .unwrap();
    assert_eq!(names, ["d", "g", "i"]);
}

mod no_write_is_lost_or_unknown {
    use super::written;

    tests!(written on postgres: POSTGRES, mariadb: MARIADB);
}

/// The control: without an examination the outcome of a write is not known.
async fn unexamined(engine: &'static Engine) {
    let (env, raw) = env(engine, |builder| {
        builder.ping_before_write_after(Duration::MAX)
    })
    .await;
    end(&env, &raw).await;
    let error = Project::create(&env.db, named("a")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert_eq!(Project::count(&env.db).await.unwrap(), 0);
}

mod without_a_ping_the_outcome_is_unknown {
    use super::unexamined;

    tests!(unexamined on postgres: POSTGRES, mariadb: MARIADB);
}
