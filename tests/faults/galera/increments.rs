//! Writers on all three nodes count up the same few rows. Of two that meet, the cluster lets one
//! commit and refuses the other, which is run again. The stored rows are those acknowledged: each
//! transaction writes a row of its own as well, so that one which is lost as a whole is told from
//! one whose count was written over by another.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use fivefold::prelude::*;
use sqlx::{AssertSqlSafe, Connection, MySqlConnection, Row};
use tokio::task::JoinSet;

use super::Round;
use super::cluster::{Cluster, NODES};
use super::findings::{Control, Findings};
use super::ledger::{Outcome, kind_name};
use super::models::{Counter, CounterCreate, CounterUpdate, Entry, EntryCreate};
use super::raw_connection::RawConnection;

const WRITERS: usize = 16;

/// The number of rows that are incremented.
const COUNTERS: i64 = 4;

/// The row that the planted fault counts up.
const PLAIN: i64 = 100;

pub async fn run(round: &mut Round) -> Findings {
    let cluster = round.cluster.clone();
    let each = round.count(1_000, 25);
    let mut findings = Findings::planned(each * WRITERS as u64);
    let mut handles = Vec::new();
    handles.push(cluster.prepared(|builder| builder).await);
    for first in [1, 2] {
        handles.push(cluster.open(first, |builder| builder).await);
    }
    for number in (0..COUNTERS).chain([PLAIN]) {
        let counter = CounterCreate::new(number, 0);
        Counter::create(&handles[0], counter).await.unwrap();
    }
    let before = met(&cluster).await;
    let start = Instant::now();
    let until = round.full.then_some(round.until);
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let db = handles[writer % handles.len()].clone();
        writers.spawn(count_up(db, writer as i64, each, until));
    }
    let mut counted = Counted::default();
    for one in writers.join_all().await {
        counted.add(&one);
    }
    let took = start.elapsed();
    let after = met(&cluster).await;
    counted.judge(&cluster, &mut findings).await;
    let (refused, pushed) = (after.0 - before.0, after.1 - before.1);
    findings.demand(refused > 0, || {
        "no two writers met at their commit".to_owned()
    });
    findings.note(format!(
        "{refused} commits were refused by certification, {pushed} transactions were pushed aside by one of another node; \
         {:.0} transactions a second; errors: {}",
        findings.committed as f64 / took.as_secs_f64(),
        counted.said()
    ));
    findings.control = control(&cluster).await;
    for db in handles {
        db.close().await.unwrap();
    }
    findings
        .violations
        .extend(cluster.same_everywhere().await.err());
    findings
}

/// The number of refused commits, and of transactions that were aborted for another.
async fn met(cluster: &Cluster) -> (i64, i64) {
    (
        cluster.counted("wsrep_local_cert_failures").await,
        cluster.counted("wsrep_local_bf_aborts").await,
    )
}

/// The outcomes that writers received.
#[derive(Debug, Default)]
struct Counted {
    acknowledged: [i64; COUNTERS as usize],
    unknown: [i64; COUNTERS as usize],
    /// The rows of acknowledged transactions, and of those that may be there.
    rows: Vec<i64>,
    perhaps: Vec<i64>,
    absent: u64,
    kinds: std::collections::BTreeMap<&'static str, u64>,
}

impl Counted {
    fn add(&mut self, other: &Self) {
        for at in 0..COUNTERS as usize {
            self.acknowledged[at] += other.acknowledged[at];
            self.unknown[at] += other.unknown[at];
        }
        self.rows.extend(&other.rows);
        self.perhaps.extend(&other.perhaps);
        self.absent += other.absent;
        for (kind, count) in &other.kinds {
            *self.kinds.entry(kind).or_default() += count;
        }
    }

    fn said(&self) -> String {
        let kinds = self.kinds.iter();
        let kinds: Vec<String> = kinds
            .map(|(kind, count)| format!("{kind} {count}"))
            .collect();
        if kinds.is_empty() {
            "none".to_owned()
        } else {
            kinds.join(", ")
        }
    }

    async fn judge(&self, cluster: &Cluster, findings: &mut Findings) {
        findings.committed = self.acknowledged.iter().sum::<i64>() as u64;
        findings.unknown = self.unknown.iter().sum::<i64>() as u64;
        findings.absent = self.absent;
        findings.done = findings.committed + findings.unknown + findings.absent;
        for at in NODES {
            let mut node = cluster.node_in_step(at).await;
            self.judge_rows(&mut node, at, findings).await;
            for (number, acknowledged) in self.acknowledged.iter().enumerate() {
                let most = acknowledged + self.unknown[number];
                let sql = format!("SELECT count FROM counter WHERE number = {number}");
                let found = node.number(&sql).await;
                findings.demand((*acknowledged..=most).contains(&found), || {
                    format!(
                        "on node {} row {number} is {found}, and {acknowledged} were acknowledged",
                        at + 1
                    )
                });
            }
        }
    }
}

impl Counted {
    async fn judge_rows(&self, node: &mut RawConnection, at: usize, findings: &mut Findings) {
        let rows = node.numbers("SELECT number, value FROM entry").await;
        let there: HashSet<i64> = rows.iter().map(|row| row[0]).collect();
        let lost = self.rows.iter().filter(|row| !there.contains(row));
        let lost = lost.count();
        let known: HashSet<&i64> = self.rows.iter().chain(&self.perhaps).collect();
        let ghosts = there.iter().filter(|row| !known.contains(row)).count();
        let written: HashSet<i64> = rows.iter().map(|row| row[1]).collect();
        let twice = rows.len() - written.len();
        for (count, words) in [
            (lost, "acknowledged transactions are not there"),
            (ghosts, "refused transactions are there"),
            (twice, "counts were written by two transactions"),
        ] {
            findings.demand(count == 0, || format!("on node {} {count} {words}", at + 1));
        }
    }
}

async fn count_up(db: Db, writer: i64, times: u64, until: Option<Instant>) -> Counted {
    let mut counted = Counted::default();
    for time in 0..times as i64 {
        if until.is_some_and(|until| Instant::now() >= until) {
            break;
        }
        let number = (writer + time) % COUNTERS;
        let row = writer * 1_000_000 + time;
        let result = db
            .transaction(async |tx| {
                let counter = Counter::get(tx, number).await?;
                let next = counter.count + 1;
                let update = CounterUpdate { count: Set(next) };
                counter.update(tx, update).await?;
                let own = EntryCreate::new(row, next * COUNTERS + number);
                Entry::create(tx, own).await.map(drop)
            })
            .await;
        match Outcome::of(&result) {
            Outcome::Committed => {
                counted.acknowledged[number as usize] += 1;
                counted.rows.push(row);
            }
            Outcome::Absent => counted.absent += 1,
            Outcome::Unknown => {
                counted.unknown[number as usize] += 1;
                counted.perhaps.push(row);
            }
        }
        if let Err(error) = result {
            *counted.kinds.entry(kind_name(error.kind())).or_default() += 1;
        }
    }
    counted
}

/// The planted fault: plain sqlx reads a number and writes it with one more, as the server has it.
async fn control(cluster: &Cluster) -> Control {
    let each = 40;
    let mut writers = JoinSet::new();
    for at in NODES {
        let url = cluster.url_of(at);
        writers.spawn(async move {
            let mut node = MySqlConnection::connect(&url).await.unwrap();
            let mut acknowledged = 0;
            for _ in 0..each {
                let sql = format!("SELECT count FROM counter WHERE number = {PLAIN}");
                let rows = sqlx::query(AssertSqlSafe(sql));
                let count: i64 = rows.fetch_one(&mut node).await.unwrap().get(0);
                let sql = format!("UPDATE counter SET count = {count} + 1 WHERE number = {PLAIN}");
                let done = sqlx::query(AssertSqlSafe(sql)).execute(&mut node).await;
                acknowledged += i64::from(done.is_ok());
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            acknowledged
        });
    }
    let acknowledged: i64 = writers.join_all().await.into_iter().sum();
    let sql = format!("SELECT count FROM counter WHERE number = {PLAIN}");
    let found = cluster.node_in_step(0).await.number(&sql).await;
    Control::found(
        (acknowledged - found).max(0) as u64,
        format!("of {acknowledged} acknowledged increments of plain sqlx were lost"),
    )
}
