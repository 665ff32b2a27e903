//! The file.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use fivefold::db::Durability;
use fivefold::prelude::*;

use crate::models::{
    Counter, CounterCreate, Item, ItemCreate, ItemServer, Project, ProjectCreate, User, UserCreate,
};
use crate::support::{RawConnection, SQLITE_FILE, SQLITE_MEMORY, TestEnv, failed, poll_at_most};

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn a_new_database_file_and_its_companions_are_private_to_the_owner() {
    let env = TestEnv::new(&SQLITE_FILE).await;
    Project::create(&env.db, ProjectCreate::new("p"))
        .await
        .unwrap();
    let mut found = Vec::new();
    for entry in std::fs::read_dir(env.dir.path()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        found.push(path.file_name().unwrap().to_string_lossy().into_owned());
    }
    found.sort_unstable();
    assert_eq!(found, ["test.db", "test.db-shm", "test.db-wal"]);
}

#[tokio::test]
async fn the_permissions_of_an_existing_file_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("there.db");
    RawConnection::sqlite(&path).execute("CREATE TABLE a (b)");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    let db = Db::connect(&format!("sqlite:{}", path.display()))
        .await
        .unwrap();
    db.create_all(&schema![Project]).await.unwrap();
    assert_eq!(mode(&path), 0o640);
}

#[tokio::test]
async fn the_file_is_in_wal_mode_and_sound() {
    for durability in [Durability::Full, Durability::Normal] {
        let env = TestEnv::tuned(&SQLITE_FILE, |builder| builder.durability(durability)).await;
        Counter::create_many(&env.db, (0..100).map(CounterCreate::new))
            .await
            .unwrap();
        let raw = env.raw_connection().unwrap();
        assert_eq!(raw.texts("PRAGMA journal_mode"), ["wal"]);
        raw.assert_sound();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn foreign_keys_are_on_in_every_connection() {
    for env in [
        TestEnv::new(&SQLITE_FILE).await,
        TestEnv::new(&SQLITE_MEMORY).await,
    ] {
        let orphan = || {
            ItemCreate::new("i").with(ItemServer {
                owner_id: Id::now_v7(),
            })
        };
        // One connection after the other, as many as there are.
        for _ in 0..5 {
            failed(ErrorKind::ForeignKey, Item::create(&env.db, orphan()).await);
            failed(
                ErrorKind::ForeignKey,
                Item::create_many(&env.db, [orphan()]).await,
            );
            failed(
                ErrorKind::ForeignKey,
                env.db
                    .transaction(async |tx| Item::create(tx, orphan()).await)
                    .await,
            );
        }
        // A connection that was thrown away is replaced by one like it.
        let tx = env.db.begin().await.unwrap();
        failed(ErrorKind::ForeignKey, Item::create(&tx, orphan()).await);
        drop(tx);
        failed(ErrorKind::ForeignKey, Item::create(&env.db, orphan()).await);
    }
}

/// The control: foreign keys are off in a connection that does not ask for them, and there the
/// parent goes alone.
#[tokio::test]
async fn without_foreign_keys_children_stay_behind() {
    let env = TestEnv::new(&SQLITE_FILE).await;
    let ann = User::create(&env.db, UserCreate::new("ann@example.com"))
        .await
        .unwrap();
    Item::create(
        &env.db,
        ItemCreate::new("i").with(ItemServer { owner_id: ann.id }),
    )
    .await
    .unwrap();
    let raw = env.raw_connection().unwrap();
    raw.execute("PRAGMA foreign_keys = OFF; DELETE FROM user");
    assert_eq!(raw.integer("SELECT count(*) FROM item"), 1);
    assert_eq!(raw.rows("PRAGMA foreign_key_check").len(), 1);
}

#[tokio::test]
async fn closing_leaves_one_file() {
    let env = TestEnv::new(&SQLITE_FILE).await;
    let wal = env.dir.path().join("test.db-wal");
    assert!(wal.exists());
    env.db.close().await.unwrap();
    assert!(!wal.exists());
}

#[tokio::test]
async fn each_database_in_memory_is_one_of_its_own() {
    let (one, other) = (
        TestEnv::new(&SQLITE_MEMORY).await,
        TestEnv::new(&SQLITE_MEMORY).await,
    );
    Project::create(&one.db, ProjectCreate::new("p"))
        .await
        .unwrap();
    let clone = one.db.clone();
    assert_eq!(Project::count(&clone).await.unwrap(), 1);
    assert_eq!(
        clone
            .transaction(async |tx| Project::count(tx).await)
            .await
            .unwrap(),
        1
    );
    assert_eq!(Project::count(&other.db).await.unwrap(), 0);
    let tasks = (0..8)
        .map(|_| {
            let db = one.db.clone();
            tokio::spawn(async move { Project::count(&db).await.unwrap() })
        })
        .collect::<Vec<_>>();
    for task in tasks {
        assert_eq!(task.await.unwrap(), 1, "all tasks see the same one");
    }
}

/// A path is taken as it is.
#[tokio::test]
async fn a_file_is_opened_by_its_path() {
    use std::os::unix::ffi::OsStrExt;

    let dir = tempfile::tempdir().unwrap();
    for name in [
        &b"naive%203.db"[..],
        b"what?.db",
        b":memory:",
        b"file:x?mode=ro",
        b"\xff.db",
    ] {
        let path = dir.path().join(std::ffi::OsStr::from_bytes(name));
        let db = Db::open(&path).await.unwrap();
        db.create_all(&schema![Project]).await.unwrap();
        Project::create(&db, ProjectCreate::new("p")).await.unwrap();
        assert!(path.exists());
        let again = Db::builder_for_file(&path)
            .readers(1)
            .connect()
            .await
            .unwrap();
        assert_eq!(Project::count(&again).await.unwrap(), 1);
    }
    let error = failed(ErrorKind::Misuse, Db::open("").await);
    assert!(error.to_string().contains("empty"), "{error}");
    // The control: in a URL the same name means another file.
    let url = format!("sqlite:{}/naive%203.db", dir.path().display());
    let db = Db::connect(&url).await.unwrap();
    db.create_all(&schema![Project]).await.unwrap();
    assert_eq!(Project::count(&db).await.unwrap(), 0);
    assert!(dir.path().join("naive 3.db").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_was_removed_or_replaced_takes_no_more_writes() {
    for durability in [Durability::Full, Durability::Normal] {
        for is_replaced in [false, true] {
            let env = TestEnv::tuned(&SQLITE_FILE, |builder| builder.durability(durability)).await;
            let db = &env.db;
            let row = Project::create(db, ProjectCreate::new("p")).await.unwrap();
            let path = env.dir.path().join("test.db");
            if is_replaced {
                let other = env.dir.path().join("other.db");
                RawConnection::sqlite(&other).execute("CREATE TABLE a (b)");
                std::fs::rename(&other, &path).unwrap();
            } else {
                std::fs::remove_file(&path).unwrap();
            }
            // A check of the file holds for a millisecond.
            tokio::time::sleep(Duration::from_millis(2)).await;
            let results = [
                Project::create(db, ProjectCreate::new("q")).await.map(drop),
                Project::create_many(db, [ProjectCreate::new("q"), ProjectCreate::new("r")])
                    .await
                    .map(drop),
                row.clone().delete(db).await,
                Project::query()
                    .filter(Project::NAME.eq("p"))
                    .delete(db)
                    .await
                    .map(drop),
                db.begin().await.map(drop),
                db.transaction(async |tx| Project::create(tx, ProjectCreate::new("q")).await)
                    .await
                    .map(drop),
                db.sql("DELETE FROM project").execute().await.map(drop),
            ];
            for result in results {
                let error = failed(ErrorKind::Unavailable, result);
                assert!(error.to_string().contains("removed or replaced"), "{error}");
            }
            env.settled().await;
            // Opened again, the path is what it is now.
            let again = Db::open(&path).await.unwrap();
            again.create_all(&schema![Project]).await.unwrap();
            Project::create(&again, ProjectCreate::new("q"))
                .await
                .unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_wal_file_does_not_stay_at_its_largest_size() {
    for durability in [Durability::Full, Durability::Normal] {
        let env = TestEnv::tuned(&SQLITE_FILE, |builder| builder.durability(durability)).await;
        let wal = env.dir.path().join("test.db-wal");
        let size = || std::fs::metadata(&wal).unwrap().len();
        // A reader of an older state keeps the WAL file from being used again.
        let raw = env.raw_connection().unwrap();
        raw.execute("CREATE TABLE blob (content BLOB); BEGIN; SELECT count(*) FROM blob");
        for _ in 0..3 {
            env.db
                .sql("INSERT INTO blob VALUES (randomblob(12000000))")
                .execute()
                .await
                .unwrap();
        }
        assert!(size() > 30_000_000, "{}", size());
        let blocked = Db::builder(&env.url)
            .lock_timeout(Duration::from_millis(50))
            .connect()
            .await
            .unwrap();
        failed(ErrorKind::Busy, blocked.checkpoint().await);
        raw.execute("ROLLBACK");
        // A checkpoint, and the next use of the file from its start.
        env.db
            .sql("INSERT INTO blob VALUES (randomblob(6000000))")
            .execute()
            .await
            .unwrap();
        for at in 0..50 {
            Counter::create(&env.db, CounterCreate::new(at))
                .await
                .unwrap();
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        assert!(size() <= 17 << 20, "{}", size());
        env.db.checkpoint().await.unwrap();
        assert_eq!(size(), 0);
        assert_eq!(Counter::count(&env.db).await.unwrap(), 50);
    }
    // In memory there is no such file.
    TestEnv::new(&SQLITE_MEMORY)
        .await
        .db
        .checkpoint()
        .await
        .unwrap();
}

/// A row that is large.
#[model]
#[derive(Debug)]
pub struct Wide {
    pub id: Id<Wide>,
    pub text: String,
}

/// Rows that are large take long to pass over, and must not stop the other tasks of the thread.
#[tokio::test(flavor = "current_thread")]
async fn a_scan_does_not_block_the_thread_of_its_caller() {
    let env = TestEnv::with(&SQLITE_FILE, &schema![Wide]).await;
    for _ in 0..8 {
        let text = "x".repeat(4 << 20);
        Wide::create(&env.db, WideCreate::new(text)).await.unwrap();
    }
    let scan = Wide::query().filter(Wide::TEXT.contains("y"));
    // It goes to another thread, and does not end at the first poll.
    let first = poll_at_most(1, scan.clone().exists(&env.db)).await;
    assert_eq!(first.map(Result::unwrap), None);
    assert!(!scan.exists(&env.db).await.unwrap());
    // The control: a row by its key is read at once.
    let first = poll_at_most(1, Wide::find(&env.db, Id::now_v7())).await;
    assert!(first.unwrap().unwrap().is_none());
}

#[tokio::test]
async fn a_file_for_reading_only_takes_no_write() {
    let env = TestEnv::new(&SQLITE_FILE).await;
    Project::create(&env.db, ProjectCreate::new("p"))
        .await
        .unwrap();
    let db = Db::connect(&format!("{}?mode=ro", env.url)).await.unwrap();
    assert_eq!(Project::count(&db).await.unwrap(), 1);
    let refused = [
        Project::create(&db, ProjectCreate::new("q"))
            .await
            .map(drop),
        Project::create_many(&db, [ProjectCreate::new("q")])
            .await
            .map(drop),
        db.create_all(&schema![crate::words::Meanings]).await,
        db.transaction(async |tx| Project::create(tx, ProjectCreate::new("q")).await)
            .await
            .map(drop),
    ];
    for result in refused {
        let error = failed(ErrorKind::Unsupported, result);
        assert!(error.to_string().contains("read"), "{error}");
    }
    assert_eq!(Project::count(&env.db).await.unwrap(), 1);
}

#[tokio::test]
async fn a_file_that_is_damaged_is_not_read_as_if_it_were_not() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("damaged.db");
    let url = format!("sqlite:{}", path.display());
    let db = Db::connect(&url).await.unwrap();
    db.create_all(&schema![Project]).await.unwrap();
    for at in 0..500 {
        Project::create(&db, ProjectCreate::new(format!("name {at}")))
            .await
            .unwrap();
    }
    db.close().await.unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let end = bytes.len();
    bytes[4_096..end].fill(0xff);
    std::fs::write(&path, bytes).unwrap();
    let db = Db::connect(&url).await.unwrap();
    let error = failed(ErrorKind::Internal, Project::list(&db, ..).await);
    assert!(error.to_string().contains("damaged"), "{error}");
}
