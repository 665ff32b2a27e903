//! Replicas: reads go where the call says, writes and all that follows from them to the primary,
//! whatever the handle.

use std::time::{Duration, Instant};

use fivefold::db::Replica;
use fivefold::prelude::*;
use fivefold_tests::servers::{Kind, Stop};

use crate::support::{TestEnv, is_selected, required, said};

#[model(table = "replica_user", has_many(items: Thing::OWNER_ID))]
#[derive(Debug, Clone)]
pub struct Person {
    pub id: Id<Person>,
    #[field(unique, login, len(..=80))]
    pub name: String,
    #[field(input(password, len(8..=64)))]
    pub password_hash: PasswordHash,
}

#[model(table = "replica_thing")]
#[derive(Debug, Clone)]
pub struct Thing {
    pub id: Id<Thing>,
    #[field(unique, len(..=40))]
    pub title: String,
    #[field(default = 0)]
    pub count: i64,
    #[field(server, on_delete = cascade)]
    pub owner_id: Id<Person>,
}

fn tables() -> fivefold::Schema {
    schema![Person, Thing]
}

async fn person(db: &Db, name: &str) -> Person {
    Person::create(db, PersonCreate::new(name, "long enough"))
        .await
        .unwrap()
}

/// Every read that a replica may answer sees no row; every other operation sees the rows of the
/// primary.
async fn only_reads_are_behind(db: &Db, replica: &Replica, ann: &Person, lamp: &Thing) {
    // Reads.
    assert!(Thing::find(replica, lamp.id).await.unwrap().is_none());
    assert_eq!(
        Thing::get(replica, lamp.id).await.unwrap_err().kind(),
        ErrorKind::NotFound
    );
    assert!(
        Thing::find_by(replica, Thing::TITLE, "lamp")
            .await
            .unwrap()
            .is_none()
    );
    assert!(!Thing::exists(replica, lamp.id).await.unwrap());
    assert_eq!(Thing::count(replica).await.unwrap(), 0);
    assert_eq!(Thing::list(replica, ..).await.unwrap().len(), 0);
    assert_eq!(ann.items().all(replica).await.unwrap().len(), 0);
    assert!(
        ann.items()
            .find_by_id(replica, lamp.id)
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(Thing::query().page(replica, ..5).await.unwrap().total, 0);
    assert_eq!(
        Thing::query()
            .page_after(replica, None, 5)
            .await
            .unwrap()
            .rows
            .len(),
        0
    );
    assert_eq!(Thing::query().sum(replica, Thing::COUNT).await.unwrap(), 0);
    assert_eq!(
        Thing::query()
            .select(Thing::TITLE)
            .all(replica)
            .await
            .unwrap(),
        [""; 0]
    );
    assert_eq!(
        Thing::query()
            .group_by(Thing::TITLE)
            .select(Thing::ID.count())
            .all(replica)
            .await
            .unwrap(),
        []
    );
    assert_eq!(
        Person::query()
            .with(Person::ITEMS)
            .all(replica)
            .await
            .unwrap()
            .len(),
        0
    );
    assert_eq!(
        replica
            .sql("SELECT count(*) FROM replica_thing")
            .one::<(i64,)>()
            .await
            .unwrap(),
        (0,)
    );

    // Statements that are not read-only.
    let lamp = lamp
        .clone()
        .update(
            replica,
            ThingUpdate {
                count: Set(1),
                ..Default::default()
            },
        )
        .await
        .unwrap();
    let lamp = Thing::update_by_id(replica, lamp.id, Thing::COUNT.add(1))
        .await
        .unwrap();
    assert_eq!(
        Thing::update_by_id(replica, lamp.id, ThingUpdate::default())
            .await
            .unwrap()
            .count,
        2
    );
    let lamp = ann
        .items()
        .update_by_id(replica, lamp.id, Thing::COUNT.add(1))
        .await
        .unwrap();
    assert_eq!(
        ann.items()
            .update_by_id(replica, lamp.id, ThingUpdate::default())
            .await
            .unwrap()
            .count,
        3
    );
    let input = |title: &str| ThingCreate::new(title).with(ThingServer { owner_id: ann.id });
    assert!(
        !Thing::find_or_create(replica, Thing::TITLE, input("lamp"))
            .await
            .unwrap()
            .is_created()
    );
    assert!(
        !Thing::upsert(replica, Thing::TITLE, input("lamp"))
            .await
            .unwrap()
            .is_created()
    );
    assert_eq!(
        Thing::create(replica, input("lamp"))
            .await
            .unwrap_err()
            .kind(),
        ErrorKind::Conflict
    );
    let chair = ann
        .items()
        .create(replica, ThingCreate::new("chair"))
        .await
        .unwrap();
    assert_eq!(
        Thing::query()
            .filter(Thing::TITLE.eq("chair"))
            .update(replica, Thing::COUNT.add(1))
            .await
            .unwrap(),
        1
    );
    assert_eq!(
        replica
            .sql("UPDATE replica_thing SET count = 9 WHERE title = ?")
            .bind("chair")
            .execute()
            .await
            .unwrap(),
        1
    );
    assert_eq!(Thing::get(db, chair.id).await.unwrap().count, 9);
    ann.items().delete_by_id(replica, chair.id).await.unwrap();
    assert_eq!(Thing::count(db).await.unwrap(), 1);
}

for_each_kept! {
    /// The "replica" is another database with the same tables, which never hears of anything: as
    /// far behind as one can be.
    async fn only_reads_go_to_a_replica(engine) {
        let (primary, behind) = (TestEnv::with(engine, &tables()).await, TestEnv::with(engine, &tables()).await);
        let db = primary.again(|builder| builder.replica(&behind.url)).await.unwrap();
        let ann = person(&db, "ann").await;
        let lamp = ann.items().create(&db, ThingCreate::new("lamp")).await.unwrap();
        only_reads_are_behind(&db, &db.replica(), &ann, &lamp).await;
        let metrics = db.metrics();
        assert!(metrics.replica_reads >= 15, "{metrics:?}");
        assert_eq!(metrics.replica_misses, 0);
        // Rows that are locked are those of the primary.
        if engine.reads_beside_writer && !engine.one_writer {
            let replica = db.replica();
            let locked = || Thing::query().for_update();
            assert_eq!(locked().all(&replica).await.unwrap().len(), 1);
            assert_eq!(locked().filter(Thing::ID.eq(lamp.id)).one(&replica).await.unwrap().id, lamp.id);
            assert_eq!(locked().list(&replica, ..5).await.unwrap().len(), 1);
            assert_eq!(locked().page_after(&replica, None, 5).await.unwrap().rows.len(), 1);
            assert_eq!(locked().select(Thing::ID).all(&replica).await.unwrap().len(), 1);
            let mut stream = locked().stream(&replica);
            assert!(stream.next().await.unwrap().is_some());
        }
        // Of two, they take turns; a handle stays with its own.
        let third = TestEnv::with(engine, &tables()).await;
        Person::create(&third.db, PersonCreate::new("ben", "long enough")).await.unwrap();
        let db = primary.again(|builder| builder.replica(&behind.url).replica(&third.url)).await.unwrap();
        let mut counts = Vec::new();
        for _ in 0..4 {
            let replica = db.replica();
            let (one, two) = (Person::count(&replica).await.unwrap(), Person::count(&replica).await.unwrap());
            assert_eq!(one, two);
            counts.push(one);
        }
        counts.sort_unstable();
        assert_eq!(counts, [0, 0, 1, 1]);
    }

    async fn without_a_replica_the_primary_answers(engine) {
        let env = TestEnv::with(engine, &tables()).await;
        let ann = person(&env.db, "ann").await;
        assert_eq!(Person::get(&env.db.replica(), ann.id).await.unwrap().name, "ann");
        let metrics = env.db.metrics();
        assert_eq!((metrics.replica_reads, metrics.replica_misses), (0, 0));
    }

    async fn a_replica_of_another_kind_is_refused(engine) {
        let env = TestEnv::with(engine, &tables()).await;
        let folder = tempfile::tempdir().unwrap();
        let sqlite = format!("sqlite:{}/other.db", folder.path().display());
        let result = Db::builder(&env.url).replica(&sqlite).connect().await;
        if engine.server.is_none() {
            result.unwrap();
        } else {
            assert_eq!(result.unwrap_err().kind(), ErrorKind::Misuse);
        }
        let nowhere = match engine.name {
            "postgres" => "postgres://postgres@127.0.0.1:1/x?sslmode=disable",
            "mysql" => "mysql://root@127.0.0.1:1/x?ssl-mode=DISABLED",
            _ => return,
        };
        let error = Db::builder(&env.url).replica(nowhere).connect_timeout(Duration::from_secs(1)).connect().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unavailable);
    }
}

async fn eventually(what: &str, mut is: impl AsyncFnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(30);
    while !is().await {
        assert!(Instant::now() < until, "{what} does not happen");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A primary and a standby of their own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_standby_that_streams_is_read_from() {
    if !is_selected("postgres") {
        return;
    }
    if !Kind::Postgres.is_installed() {
        said("a_standby_that_streams_is_read_from is left out: PostgreSQL is not installed");
        assert!(!required().contains("postgres"));
        return;
    }
    let servers = tokio::task::spawn_blocking(|| {
        let primary = Kind::Postgres
            .start(&["wal_level=replica", "max_wal_senders=4"])
            .unwrap();
        let standby = primary.standby(&["hot_standby=on"]).unwrap();
        (primary, standby)
    });
    let (primary, mut standby) = servers.await.unwrap();
    let (primary_url, standby_url) = (
        primary.url() + "?sslmode=disable",
        standby.url() + "?sslmode=disable",
    );
    let db = Db::builder(&primary_url)
        .replica(&standby_url)
        .connect_timeout(Duration::from_secs(2))
        .connect()
        .await
        .unwrap();
    let on_standby = Db::connect(&standby_url).await.unwrap();
    db.create_all(&tables()).await.unwrap();
    eventually("the standby has the tables", async || {
        Thing::count(&on_standby).await.is_ok()
    })
    .await;

    // Nothing is replayed from here on: the standby is behind, and stays so.
    on_standby
        .sql("SELECT pg_wal_replay_pause()::text")
        .all::<(String,)>()
        .await
        .unwrap();
    eventually("the replay stops", async || {
        on_standby
            .sql("SELECT pg_get_wal_replay_pause_state()")
            .one::<(String,)>()
            .await
            .unwrap()
            .0
            == "paused"
    })
    .await;
    let ann = person(&db, "ann").await;
    let lamp = ann
        .items()
        .create(&db, ThingCreate::new("lamp"))
        .await
        .unwrap();
    only_reads_are_behind(&db, &db.replica(), &ann, &lamp).await;

    // A row that was just written is read by the position of the primary.
    let position = db.position().await.unwrap();
    let misses = db.metrics().replica_misses;
    assert!(
        Thing::find(&db.replica().at_least(&position), lamp.id)
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(db.metrics().replica_misses, misses + 1);
    assert!(
        Thing::find(&db.replica(), lamp.id).await.unwrap().is_none(),
        "the control is behind"
    );

    on_standby
        .sql("SELECT pg_wal_replay_resume()::text")
        .all::<(String,)>()
        .await
        .unwrap();
    eventually("the standby catches up", async || {
        Thing::find(&db.replica(), lamp.id).await.unwrap().is_some()
    })
    .await;
    let least = db.replica().at_least(&position);
    let misses = db.metrics().replica_misses;
    for _ in 0..3 {
        assert!(Thing::find(&least, lamp.id).await.unwrap().is_some());
    }
    assert_eq!(db.metrics().replica_misses, misses, "it has come that far");

    // A standby that is gone: the primary answers, quickly after the first time.
    let stopped = tokio::task::spawn_blocking(move || {
        standby.stop(Stop::Immediate).unwrap();
        standby
    });
    let _standby = stopped.await.unwrap();
    let replica = db.replica();
    assert!(Thing::find(&replica, lamp.id).await.unwrap().is_some());
    let start = Instant::now();
    for _ in 0..20 {
        assert!(Thing::find(&replica, lamp.id).await.unwrap().is_some());
    }
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "its position is not queried each time: {:?}",
        start.elapsed()
    );
    assert!(db.metrics().replica_misses >= misses + 21);
}
