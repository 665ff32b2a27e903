//! Opens databases, and checks the settings of their connections.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use crate::driver::sqlite::connection::{ConnectConfig, Role};
use crate::driver::sqlite::tests::*;
use crate::driver::sqlite::url::{Location, Mode};
use crate::driver::sqlite_common::version::check_version;

fn mode_of(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// The settings of every connection.
fn settings(connection: &rusqlite::Connection) -> Vec<String> {
    [
        "foreign_keys",
        "trusted_schema",
        "cell_size_check",
        "journal_mode",
        "synchronous",
        "query_only",
        "recursive_triggers",
    ]
    .map(|pragma| {
        connection
            .pragma_query_value(None, pragma, |row| row.get::<_, rusqlite::types::Value>(0))
            .map(|value| format!("{value:?}"))
            .unwrap()
    })
    .to_vec()
}

#[tokio::test]
async fn every_connection_has_the_settings() {
    let (dir, driver) = fresh(&Limits::default()).await;
    let location = Location::File {
        path: dir.path().join("app.db"),
        mode: Mode::Create,
    };
    let expected = |synchronous: i64, query_only: i64| {
        ["1", "0", "1"]
            .map(|value| format!("Integer({value})"))
            .into_iter()
            .chain([
                r#"Text("wal")"#.to_owned(),
                format!("Integer({synchronous})"),
                format!("Integer({query_only})"),
                "Integer(0)".to_owned(),
            ])
            .collect::<Vec<_>>()
    };
    for (durability, synchronous) in [(Durability::Full, 2), (Durability::Normal, 1)] {
        for (role, query_only) in [(Role::Reader, 1), (Role::Writer, 0)] {
            let connection = ConnectConfig::new(location.clone(), role, &limits(durability))
                .open()
                .unwrap();
            let raw = connection.untimed();
            assert_eq!(settings(raw), expected(synchronous, query_only));
            // No text in double quotes, no extensions, no writes to the schema by hand.
            assert!(
                raw.query_row(r#"SELECT "nothing""#, [], |_| Ok(()))
                    .is_err()
            );
            assert!(
                raw.query_row("SELECT load_extension('x')", [], |_| Ok(()))
                    .unwrap_err()
                    .to_string()
                    .contains("not authorized")
            );
            let _ = raw.pragma_update(None, "writable_schema", true);
            assert!(
                raw.execute("UPDATE sqlite_schema SET sql = ''", [])
                    .is_err()
            );
            assert_eq!(raw.execute(INSERT_NOTE, [7]).is_err(), role == Role::Reader);
            let _ = raw.execute("DELETE FROM note", []);
        }
    }
    // The control: a connection as the library opens it.
    let bare = rusqlite::Connection::open(dir.path().join("app.db")).unwrap();
    assert_ne!(settings(&bare), expected(2, 0));
    drop(driver);
}

#[tokio::test]
async fn the_connections_of_a_driver_are_such_connections() {
    let (_dir, driver) = fresh(&Limits {
        readers: 3,
        ..Limits::default()
    })
    .await;
    let slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT max(i) FROM n";
    let (a, b, c) = tokio::join!(
        driver.run(call(slow, vec![], Workload::LongRead)),
        driver.run(call("PRAGMA foreign_keys", vec![], Workload::LongRead)),
        driver.run(call("PRAGMA query_only", vec![], Workload::LongRead)),
    );
    assert_eq!(
        (
            integers(a.unwrap()),
            integers(b.unwrap()),
            integers(c.unwrap())
        ),
        (vec![200_000], vec![1], vec![1])
    );
    assert_eq!(
        integers(
            driver
                .run(call("PRAGMA query_only", vec![], Workload::LongWrite))
                .await
                .unwrap()
        ),
        [0]
    );
}

#[tokio::test]
async fn files_are_for_their_owner_only() {
    let (dir, driver) = fresh(&Limits::default()).await;
    for name in ["app.db", "app.db-wal", "app.db-shm"] {
        assert_eq!(mode_of(&dir.path().join(name)), 0o600, "{name}");
    }
    drop(driver);

    // The control: what the library itself makes can be read by others, unless the user's mask
    // forbids it.
    let bare = dir.path().join("bare.db");
    rusqlite::Connection::open(&bare)
        .unwrap()
        .execute_batch("CREATE TABLE t (a)")
        .unwrap();
    fs::write(dir.path().join("plain"), "").unwrap();
    assert_eq!(mode_of(&bare), mode_of(&dir.path().join("plain")));

    // A file that is there keeps its rights; nothing is made at the end of a link.
    let given = dir.path().join("given.db");
    fs::write(&given, "").unwrap();
    fs::set_permissions(&given, fs::Permissions::from_mode(0o640)).unwrap();
    crate::driver::sqlite::open(&format!("sqlite:{}", given.display()), &Limits::default())
        .await
        .unwrap();
    assert_eq!(mode_of(&given), 0o640);
    symlink(dir.path().join("target.db"), dir.path().join("link.db")).unwrap();
    let linked = crate::driver::sqlite::open(
        &format!("sqlite:{}", dir.path().join("link.db").display()),
        &Limits::default(),
    )
    .await;
    assert_eq!(kind(linked), ErrorKind::Unavailable);
    assert!(!dir.path().join("target.db").exists());
}

#[tokio::test]
async fn what_cannot_be_opened_is_said_without_the_path() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(
        dir.path().join("text.db"),
        "this is not a database at all, and long enough to be looked at: ".repeat(64),
    )
    .unwrap();
    fs::create_dir(dir.path().join("secret.db")).unwrap();
    let open = async |rest: &str| {
        crate::driver::sqlite::open(
            &format!("sqlite:{}/{rest}", dir.path().display()),
            &Limits::default(),
        )
        .await
        .map(drop)
        .unwrap_err()
    };
    #[rustfmt::skip]
    let cases = [
        ("secret/app.db", "the directory"), ("secret.db?mode=ro", ""), ("none.db?mode=rw", "cannot be opened"), ("none.db?mode=ro", "cannot be opened"),
        ("text.db", "not a SQLite database"),
    ];
    for (rest, says) in cases {
        let error = open(rest).await;
        assert_eq!(error.kind(), ErrorKind::Unavailable, "{rest}");
        assert!(error.to_string().contains(says), "{rest}: {error}");
        assert!(!format!("{error} {error:?}").contains("secret"), "{rest}");
    }
    assert!(!dir.path().join("none.db").exists());
}

#[tokio::test]
async fn a_database_opened_for_reading_refuses_writes() {
    let (dir, driver) = fresh(&Limits::default()).await;
    driver.run(note(1)).await.unwrap();
    let url = format!("{}?mode=ro", file_url(dir.path()));
    let reader = crate::driver::sqlite::open(&url, &Limits::default())
        .await
        .unwrap();
    assert_eq!(count(&*reader).await, 1);
    for work in [Workload::ShortWrite, Workload::LongWrite] {
        assert_eq!(
            kind(reader.run(Call { work, ..note(2) }).await),
            ErrorKind::Unsupported
        );
    }
    // A transaction may read here.
    let (session, done) = reader.begin().await.unwrap().run(note(2)).await.unwrap();
    assert_eq!(kind(done), ErrorKind::Unsupported);
    session.commit().await.unwrap();
    assert_eq!(count(&*reader).await, 1);
}

#[test]
fn the_release_that_is_built_in_is_sound() {
    check_version(rusqlite::version_number()).unwrap();
}

#[tokio::test]
async fn databases_in_memory_are_apart_and_have_one_connection() {
    let (a, b) = (
        in_memory(&Limits::default()).await,
        in_memory(&Limits::default()).await,
    );
    a.run(note(1)).await.unwrap();
    assert_eq!((count(&*a).await, count(&*b).await), (1, 0));
    let (x, y) = tokio::join!(
        a.run(call(COUNT_NOTES, vec![], Workload::LongRead)),
        a.run(notes([2, 3]))
    );
    assert_eq!((integers(x.unwrap()), y.unwrap().affected), (vec![1], 2));
    assert_eq!(a.metrics().connections, 1);
}

#[tokio::test]
async fn what_is_printed_does_not_hold_the_path() {
    let (dir, driver) = fresh(&Limits::default()).await;
    let printed = format!("{driver:?}");
    assert!(
        printed.contains("durability: Full")
            && !printed.contains(dir.path().file_name().unwrap().to_str().unwrap()),
        "{printed}"
    );
}

#[tokio::test]
async fn several_open_the_same_new_file_at_once() {
    for _ in 0..20 {
        let dir = tempfile::tempdir().unwrap();
        let opening: Vec<_> = (0..8)
            .map(|_| {
                tokio::spawn(crate::driver::sqlite::open(
                    &file_url(dir.path()),
                    &Limits::default(),
                ))
            })
            .collect();
        for opened in opening {
            opened.await.unwrap().unwrap();
        }
    }
}

#[test]
fn without_a_runtime_everything_runs_where_it_is_asked() {
    let dir = tempfile::tempdir().unwrap();
    let driver = poll(crate::driver::sqlite::open(
        &file_url(dir.path()),
        &Limits::default(),
    ))
    .unwrap();
    poll(driver.run(script(SCHEMA))).unwrap();
    poll(driver.run(note(1))).unwrap();
    poll(driver.run(notes(2..=100))).unwrap();
    let session = poll(driver.begin()).unwrap();
    let (session, done) = poll(session.run(note(101))).unwrap();
    done.unwrap();
    poll(session.commit()).unwrap();
    assert_eq!(poll(count(&*driver)), 101);
    poll(driver.close()).unwrap();
}

fn poll<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    loop {
        let polled = future
            .as_mut()
            .poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
        if let std::task::Poll::Ready(done) = polled {
            return done;
        }
    }
}
