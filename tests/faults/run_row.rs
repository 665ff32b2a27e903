//! The run of one row, on a runtime of its own.

use std::future::Future;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

use super::findings::Findings;
use super::poll::catch_panic;

/// Returns the findings of the row. A panic and a row that exceeds the limit are violations; after
/// either, `repair` is run, because the state of the servers is unknown.
pub fn run_row(
    limit: Duration,
    row: impl Future<Output = Findings>,
    repair: impl Future<Output = ()>,
) -> Findings {
    let runtime = runtime();
    let ended = runtime.block_on(async {
        match timeout(limit, catch_panic(row)).await {
            Ok(Some(findings)) => Ok(findings),
            Ok(None) => Err("the row itself stopped with a panic".to_owned()),
            Err(_) => Err(format!("the row did not end within {limit:?}")),
        }
    });
    let findings = ended.unwrap_or_else(|words| {
        runtime.block_on(repair);
        let mut findings = Findings::default();
        findings.violation(words);
        findings
    });
    // Tasks that a row has left behind must not run beside the next one.
    runtime.shutdown_timeout(Duration::from_secs(5));
    findings
}

pub fn runtime() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .unwrap()
}
