//! The file.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use fivefold::Durability;
use fivefold::prelude::*;

use crate::models::{
    Counter, CounterCreate, Item, ItemCreate, ItemServer, Project, ProjectCreate, User, UserCreate,
};
use crate::support::{Bed, Outside, SQLITE_FILE, SQLITE_MEMORY, failed};

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn a_new_file_and_what_belongs_to_it_is_for_its_owner_only() {
    let bed = Bed::new(&SQLITE_FILE).await;
    Project::create(&bed.db, ProjectCreate::new("p"))
        .await
        .unwrap();
    let mut found = Vec::new();
    for entry in std::fs::read_dir(bed.dir.path()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        found.push(path.file_name().unwrap().to_string_lossy().into_owned());
    }
    found.sort_unstable();
    assert_eq!(found, ["test.db", "test.db-shm", "test.db-wal"]);
}

#[tokio::test]
async fn the_rights_of_a_file_that_is_there_are_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("there.db");
    Outside::open(&path).execute("CREATE TABLE a (b)");
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
        let bed = Bed::tuned(&SQLITE_FILE, |builder| builder.durability(durability)).await;
        Counter::create_many(&bed.db, (0..100).map(CounterCreate::new))
            .await
            .unwrap();
        let outside = bed.outside().unwrap();
        assert_eq!(outside.texts("PRAGMA journal_mode"), ["wal"]);
        outside.assert_sound();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn foreign_keys_are_on_in_every_connection() {
    for bed in [Bed::new(&SQLITE_FILE).await, Bed::new(&SQLITE_MEMORY).await] {
        let orphan = || {
            ItemCreate::new("i").with(ItemServer {
                owner_id: Id::now_v7(),
            })
        };
        // One connection after the other, as many as there are.
        for _ in 0..5 {
            failed(ErrorKind::ForeignKey, Item::create(&bed.db, orphan()).await);
            failed(
                ErrorKind::ForeignKey,
                Item::create_many(&bed.db, [orphan()]).await,
            );
            failed(
                ErrorKind::ForeignKey,
                bed.db
                    .transaction(async |tx| Item::create(tx, orphan()).await)
                    .await,
            );
        }
        // A connection that was thrown away is replaced by one like it.
        let tx = bed.db.begin().await.unwrap();
        failed(ErrorKind::ForeignKey, Item::create(&tx, orphan()).await);
        drop(tx);
        failed(ErrorKind::ForeignKey, Item::create(&bed.db, orphan()).await);
    }
}

#[tokio::test]
async fn what_was_written_is_there_when_the_file_is_opened_again() {
    for durability in [Durability::Full, Durability::Normal] {
        let bed = Bed::tuned(&SQLITE_FILE, |builder| builder.durability(durability)).await;
        let user = User::create(&bed.db, UserCreate::new("ann@example.com"))
            .await
            .unwrap();
        bed.db.close().await.unwrap();
        let db = bed.again(|builder| builder).await.unwrap();
        assert_eq!(User::list(&db, ..).await.unwrap(), [user]);
    }
}

#[tokio::test]
async fn a_closed_database_says_so() {
    for engine in [&SQLITE_FILE, &SQLITE_MEMORY] {
        let bed = Bed::new(engine).await;
        let clone = bed.db.clone();
        bed.db.close().await.unwrap();
        for error in [
            failed(
                ErrorKind::Unavailable,
                Project::create(&clone, ProjectCreate::new("p")).await,
            ),
            failed(
                ErrorKind::Unavailable,
                Project::create_many(&clone, [ProjectCreate::new("p")]).await,
            ),
            failed(ErrorKind::Unavailable, Project::count(&clone).await),
            failed(ErrorKind::Unavailable, clone.begin().await),
            failed(
                ErrorKind::Unavailable,
                clone.transaction(async |_| Ok(())).await,
            ),
            failed(
                ErrorKind::Unavailable,
                clone.create_all(&schema![Project]).await,
            ),
        ] {
            assert!(error.to_string().contains("closed"), "{error}");
        }
        let metrics = clone.metrics();
        assert_eq!((metrics.connections, metrics.in_use), (0, 0));
        clone.close().await.unwrap();
    }
}

#[tokio::test]
async fn closing_waits_for_what_runs_and_tidies_up() {
    let bed = Bed::new(&SQLITE_FILE).await;
    let writes = (0..20)
        .map(|at| {
            let db = bed.db.clone();
            tokio::spawn(async move { Counter::create(&db, CounterCreate::new(at)).await })
        })
        .collect::<Vec<_>>();
    tokio::task::yield_now().await;
    bed.db.close().await.unwrap();
    let mut written = 0;
    for task in writes {
        match task.await.unwrap() {
            Ok(_) => written += 1,
            Err(error) => assert_eq!(error.kind(), ErrorKind::Unavailable),
        }
    }
    let outside = bed.outside().unwrap();
    assert_eq!(outside.integer("SELECT count(*) FROM counter"), written);
    drop(outside);
    assert!(
        !bed.dir.path().join("test.db-wal").exists(),
        "the last connection leaves one file"
    );
}

#[tokio::test]
async fn each_database_in_memory_is_one_of_its_own() {
    let (one, other) = (
        Bed::new(&SQLITE_MEMORY).await,
        Bed::new(&SQLITE_MEMORY).await,
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
    let bed = Bed::new(&SQLITE_FILE).await;
    Project::create(&bed.db, ProjectCreate::new("p"))
        .await
        .unwrap();
    let db = Db::connect(&format!("{}?mode=ro", bed.url)).await.unwrap();
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
    assert_eq!(Project::count(&bed.db).await.unwrap(), 1);
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_gives_up_on_a_transaction_that_does_not_end() {
    let limit = std::time::Duration::from_millis(50);
    let bed = Bed::tuned(&SQLITE_FILE, |builder| {
        builder.acquire_timeout(limit).statement_timeout(limit)
    })
    .await;
    let tx = bed.db.begin().await.unwrap();
    Project::create(&tx, ProjectCreate::new("p")).await.unwrap();
    let error = failed(ErrorKind::Timeout, bed.db.close().await);
    assert!(error.to_string().contains("close"), "{error}");
    failed(ErrorKind::Unavailable, bed.db.begin().await);
    // What is open can still end well.
    tx.commit().await.unwrap();
    bed.db.close().await.unwrap();
    assert_eq!(
        bed.outside()
            .unwrap()
            .integer("SELECT count(*) FROM project"),
        1
    );
}
