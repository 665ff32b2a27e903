//! Errors about a URL, or about the server that it names, do not show the URL.

use std::time::{Duration, Instant};

use fivefold::prelude::*;

use crate::support::{Engine, TestEnv, failed};

async fn told(engine: &'static Engine) {
    let env = TestEnv::empty(engine).await;
    let (server, _) = env.url.split_once('?').unwrap_or((&env.url, ""));
    let (server, name) = server.rsplit_once('/').unwrap();
    let (scheme, _) = server.split_once(':').unwrap();
    let (_, address) = server.rsplit_once('@').unwrap();
    let cases = [
        // A closed port.
        (
            ErrorKind::Unavailable,
            format!("{scheme}://canary:canary@127.0.0.1:1/canary"),
        ),
        // The name never resolves; it is reserved for that.
        (
            ErrorKind::Unavailable,
            format!("{scheme}://canary:canary@canary.invalid/canary"),
        ),
        (ErrorKind::Unavailable, format!("{server}/canary")),
        (
            ErrorKind::Unavailable,
            format!("{scheme}://canary:canary@{address}/{name}"),
        ),
        (
            ErrorKind::Misuse,
            format!("{scheme}://canary:canary@127.0.0.1:canary/canary"),
        ),
        (
            ErrorKind::Misuse,
            format!("{scheme}://canary:canary@127.0.0.1:99999/canary"),
        ),
    ];
    for (kind, url) in cases {
        let started = Instant::now();
        let error = failed(kind, Db::connect(&url).await);
        assert!(started.elapsed() < Duration::from_secs(15), "{url}");
        assert!(
            !format!("{error} {error:?}").contains("canary"),
            "{url}: {error:?}"
        );
    }
}

mod what_cannot_be_reached_is_told_without_the_url {
    use super::told;

    tests!(told on postgres: POSTGRES, mariadb: MARIADB);
}
