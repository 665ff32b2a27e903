//! A row written through one node is read through another at once, while that one is busy with
//! large transactions.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use fivefold::prelude::*;
use sqlx::{AssertSqlSafe, Connection, MySqlConnection};
use tokio::task::JoinHandle;

use super::Round;
use super::cluster::{Cluster, NODES};
use super::findings::{Control, Findings};
use super::models::{Entry, EntryCreate};

/// The number of rows of a large transaction.
const LARGE: u32 = 3_000;

/// The number of calls that may fail after the server has closed every connection: the size of the
/// pool.
const CONNECTIONS: u64 = 4;

/// The longest time until a node notices that a connection was closed.
const CLOSED: Duration = Duration::from_secs(1);

pub async fn run(round: &mut Round) -> Findings {
    let cluster = round.cluster.clone();
    let (pairs, turns) = (round.count(2_000, 100), round.count(100, 6));
    let mut findings = Findings::planned(pairs + turns);
    let db = cluster
        .prepared(|builder| builder.connections(CONNECTIONS as usize))
        .await;
    let flow = Flow::start(&cluster).await;
    let stale = written_here_read_there(round, pairs, &mut findings).await;
    let (stale_after, errors) = read_after_failover(round, &db, turns, &mut findings).await;
    findings.note(format!(
        "{stale} of {pairs} planned reads through a handle on another node were stale, and {stale_after} of {turns} planned \
         reads after the handle had gone to another node by itself, with {errors} errors on the way"
    ));
    findings.control = control(&cluster, 200).await;
    flow.stop().await;
    db.close().await.unwrap();
    findings
        .violations
        .extend(cluster.same_everywhere().await.err());
    findings
}

/// Two handles of the SDK, each on a node of its own. Every other read is in a transaction.
async fn written_here_read_there(round: &Round, times: u64, findings: &mut Findings) -> u64 {
    let writer = round.cluster.open(0, |builder| builder).await;
    let reader = round.cluster.open(1, |builder| builder).await;
    let mut stale = 0;
    for number in 0..times as i64 {
        if number > 0 && round.is_over() {
            break;
        }
        match Entry::create(&writer, EntryCreate::new(number, 0)).await {
            Ok(_) => findings.committed += 1,
            Err(error) => {
                findings.violation(format!("a write failed: {error:?}"));
                continue;
            }
        }
        let read = async |db: &_| Entry::find_by(db, Entry::NUMBER, number).await;
        let found = match number % 2 {
            0 => read(&reader).await,
            _ => {
                reader
                    .transaction(async |tx| Entry::find_by(tx, Entry::NUMBER, number).await)
                    .await
            }
        };
        match found {
            Ok(Some(_)) => {}
            Ok(None) => {
                stale += 1;
                findings.violation(format!("row {number} was written and is not read"));
            }
            Err(error) => findings.violation(format!("a read failed: {error:?}")),
        }
        findings.done += 1;
    }
    writer.close().await.unwrap();
    reader.close().await.unwrap();
    stale
}

/// One handle: the node that it uses takes no writes any more and ends its connections, right after
/// a write was acknowledged.
async fn read_after_failover(
    round: &Round,
    db: &Db,
    times: u64,
    findings: &mut Findings,
) -> (u64, u64) {
    let cluster = &round.cluster;
    let (mut stale, mut errors) = (0, 0);
    let first = 1_000_000;
    for number in first..first + times as i64 {
        if number > first && round.is_over() {
            break;
        }
        let at = cluster.writer().await;
        let mut node = cluster.node(at).await;
        match Entry::create(db, EntryCreate::new(number, 0)).await {
            Ok(_) => findings.committed += 1,
            Err(error) => findings.violation(format!("a write failed: {error:?}")),
        }
        node.execute("SET GLOBAL read_only = 1").await;
        for connection in node.connections().await {
            node.end(connection).await;
        }
        let mut failed = 0;
        let found = loop {
            match Entry::find_by(db, Entry::NUMBER, number).await {
                Ok(found) => break found.is_some(),
                Err(error) if failed >= CONNECTIONS => {
                    findings.violation(format!("a read failed {failed} times: {error:?}"));
                    break true;
                }
                Err(_) => failed += 1,
            }
        };
        errors += failed;
        if !found {
            stale += 1;
            findings.violation(format!("row {number} was written and is not read"));
        }
        // One that was opened to look at the node is closed again, and is listed until the node has
        // noticed.
        let until = Instant::now() + CLOSED;
        let mut left = node.connections().await.len();
        while left > 0 && Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(2)).await;
            left = node.connections().await.len();
        }
        findings.demand(left == 0, || {
            format!("{left} connections to a node that only reads")
        });
        node.execute("SET GLOBAL read_only = 0").await;
        findings.done += 1;
    }
    (stale, errors)
}

/// The planted fault: plain sqlx, and a session as the server makes it.
async fn control(cluster: &Cluster, times: u64) -> Control {
    let connect = async |at| MySqlConnection::connect(&cluster.url_of(at)).await.unwrap();
    let (mut writer, mut reader) = (connect(0).await, connect(1).await);
    let mut stale = 0;
    let first = 2_000_000;
    for number in first..first + times as i64 {
        let insert = format!("INSERT INTO entry (number, value) VALUES ({number}, 0)");
        sqlx::raw_sql(AssertSqlSafe(insert))
            .execute(&mut writer)
            .await
            .unwrap();
        let select = format!("SELECT id FROM entry WHERE number = {number}");
        let found = sqlx::raw_sql(AssertSqlSafe(select))
            .fetch_optional(&mut reader)
            .await
            .unwrap();
        stale += u64::from(found.is_none());
    }
    Control::found(
        stale,
        format!("of {times} reads of plain sqlx on another node were stale"),
    )
}

/// Large transactions on the first node, which keep those busy that have to apply them.
struct Flow {
    is_stopped: Arc<AtomicBool>,
    task: JoinHandle<()>,
}

impl Flow {
    async fn start(cluster: &Cluster) -> Self {
        let is_stopped = Arc::new(AtomicBool::new(false));
        let same = Arc::clone(&is_stopped);
        let mut node = MySqlConnection::connect(&cluster.url_of(NODES[0]))
            .await
            .unwrap();
        let task = tokio::spawn(async move {
            while !same.load(Ordering::Relaxed) {
                for sql in [
                    format!(
                        "INSERT INTO note (text) SELECT REPEAT('x', 400) FROM seq_1_to_{LARGE}"
                    ),
                    "DELETE FROM note".to_owned(),
                ] {
                    // It blocks no other statement, and may fail.
                    let _ = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut node).await;
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            }
        });
        Self { is_stopped, task }
    }

    async fn stop(self) {
        self.is_stopped.store(true, Ordering::Relaxed);
        self.task.await.unwrap();
    }
}
