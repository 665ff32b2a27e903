//! The file.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use fivefold::db::Durability;
use fivefold::prelude::*;

use crate::models::{
    Counter, CounterCreate, Item, ItemCreate, ItemServer, Project, ProjectCreate, User, UserCreate,
};
use crate::support::{RawConnection, SQLITE_FILE, SQLITE_MEMORY, TestEnv, failed};

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
