//! URLs, right and wrong; what is wrong is told in a sentence that helps, without the URL.

use fivefold::prelude::*;

use crate::models::{Project, ProjectCreate};
use crate::support::failed;

#[tokio::test]
async fn every_form_of_a_path_opens_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().display();
    let cases = [
        (format!("sqlite:{root}/plain.db"), "plain.db"),
        (format!("sqlite://{root}/slashes.db"), "slashes.db"),
        (
            format!("sqlite:{root}/with%20blank%3F.db"),
            "with blank?.db",
        ),
        (format!("sqlite:{root}/with blank.db"), "with blank.db"),
        (format!("sqlite:{root}/%C3%A9\u{e9}.db"), "\u{e9}\u{e9}.db"),
        (format!("sqlite:{root}/created.db?mode=rwc"), "created.db"),
        (format!("sqlite:{root}/quote'\".db"), "quote'\".db"),
        (format!("sqlite:{root}/:memory:"), ":memory:"),
        (format!("sqlite:{root}/file:x"), "file:x"),
        (format!("sqlite:{root}/hash%23.db"), "hash#.db"),
    ];
    for (url, name) in cases {
        let db = Db::connect(&url)
            .await
            .unwrap_or_else(|error| panic!("{url}: {error}"));
        db.create_all(&schema![Project]).await.unwrap();
        Project::create(&db, ProjectCreate::new("p")).await.unwrap();
        assert!(dir.path().join(name).exists(), "{url}");
        // An existing file opens in the mode that creates none.
        let again = Db::connect(&format!("{}?mode=rw", url.split('?').next().unwrap()))
            .await
            .unwrap();
        assert_eq!(Project::count(&again).await.unwrap(), 1, "{url}");
    }
}

#[tokio::test]
async fn meaningless_urls_are_refused_without_being_shown() {
    let cases = [
        ("", "start it with"),
        ("canary", "start it with"),
        ("canary.db", "start it with"),
        ("/canary/app.db", "start it with"),
        ("oracle://canary:canary@host/db", "start it with"),
        ("SQLITE:canary", "start it with"),
        ("sqlite", "start it with"),
        (":memory:", "start it with"),
        ("http://canary", "start it with"),
        ("canary:secret", "start it with"),
        ("sqlite:", "names no file"),
        ("sqlite://", "names no file"),
        ("sqlite:?mode=ro", "names no file"),
        ("sqlite:canary?mode=canary", "`mode`"),
        ("sqlite:canary?cache=shared", "`cache`"),
        ("sqlite:canary?mode=ro&mode=rw", "more than once"),
        ("sqlite:canary?mode", "`mode`"),
        ("sqlite:canary?canary canary=1", "unknown setting"),
        ("sqlite:canary%zz", "`%`"),
        ("sqlite:canary%", "`%`"),
        ("sqlite:canary%00", "NUL byte"),
        ("sqlite:canary%ff", "UTF-8"),
        ("sqlite::memory:?mode=ro", "memory"),
    ];
    for (url, says) in cases {
        let error = failed(ErrorKind::Misuse, Db::connect(url).await);
        let text = format!("{error} {error:?}");
        assert!(error.to_string().contains(says), "{url}: {error}");
        assert!(!text.contains("canary"), "{url}: {text}");
    }
}

#[tokio::test]
async fn a_database_that_cannot_be_opened_reports_the_reason() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().display();
    std::fs::write(dir.path().join("text.db"), "this is no database, but a text of some length that goes on and on and on and on, 100 bytes at least").unwrap();
    let cases = [
        (format!("sqlite:{root}/missing/app.db"), "directory"),
        (
            format!("sqlite:{root}/missing.db?mode=rw"),
            "cannot be opened",
        ),
        (
            format!("sqlite:{root}/missing.db?mode=ro"),
            "cannot be opened",
        ),
        (format!("sqlite:{root}"), ""),
        (format!("sqlite:{root}/text.db"), "not a SQLite database"),
        (format!("sqlite:{root}/text.db/app.db"), ""),
    ];
    for (url, says) in cases {
        let error = failed(ErrorKind::Unavailable, Db::connect(&url).await);
        assert!(error.to_string().contains(says), "{url}: {error}");
        assert!(
            !format!("{error} {error:?}").contains(&dir.path().display().to_string()),
            "{error:?}"
        );
    }
    assert!(!dir.path().join("missing.db").exists());
}

#[tokio::test]
async fn a_relative_path_is_that_of_the_moment_of_opening() {
    // Not changed here, since all tests share it: a name without a directory is relative to the
    // working directory.
    let name = format!("fivefold-test-{}.db", std::process::id());
    let db = Db::connect(&format!("sqlite:{name}")).await.unwrap();
    db.create_all(&schema![Project]).await.unwrap();
    db.close().await.unwrap();
    assert!(std::path::Path::new(&name).exists());
    std::fs::remove_file(&name).unwrap();
}

#[test]
fn connecting_without_a_runtime_reports_the_missing_runtime() {
    let mut connect = std::pin::pin!(Db::connect("sqlite::memory:"));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(result) = connect.as_mut().poll(&mut context) else {
        panic!("it waits")
    };
    let error = failed(ErrorKind::Unavailable, result);
    assert!(error.to_string().contains("tokio runtime"), "{error}");
}
