//! Two transactions read the same two rows, and each changes one of them, if the other one allows
//! it. One after the other, the second would find that it may not. On one node it does; between two
//! nodes that is not promised, because the cluster compares what transactions wrote and not what
//! they read: there it is counted.

use fivefold::prelude::*;
use sqlx::{AssertSqlSafe, Connection, MySqlConnection};

use super::Round;
use super::cluster::Cluster;
use super::findings::{Control, Findings};
use super::models::{Counter, CounterCreate, CounterUpdate};

/// The first pair of rows of the two nodes, and of the planted fault.
const APART: i64 = 1_000_000;
const PLAIN: i64 = 2_000_000;

pub async fn run(round: &mut Round) -> Findings {
    let cluster = round.cluster.clone();
    let times = round.count(1_000, 60);
    let mut findings = Findings::planned(2 * times);
    let one = cluster.prepared(|builder| builder).await;
    let other = cluster.open(1, |builder| builder).await;
    let mut skews = [0, 0];
    for time in 0..times as i64 {
        if time > 0 && round.is_over() {
            break;
        }
        for (at, (second, first)) in [(&one, 2 * time), (&other, APART + 2 * time)]
            .into_iter()
            .enumerate()
        {
            if both_went(&one, second, first, &mut findings).await {
                skews[at] += 1;
            }
            findings.done += 1;
        }
    }
    let [together, apart] = skews;
    findings.demand(together == 0, || {
        format!("{together} times both transactions went, on one node")
    });
    findings.note(format!(
        "of {times} planned pairs on one node {together} went both; of {times} on two nodes {apart}, which is not promised"
    ));
    findings.control = control(&cluster, &one, 10).await;
    one.close().await.unwrap();
    other.close().await.unwrap();
    findings
        .violations
        .extend(cluster.same_everywhere().await.err());
    findings
}

/// True when neither of two transactions that ran at the same time saw the other.
async fn both_went(one: &Db, second: &Db, first: i64, findings: &mut Findings) -> bool {
    let counters = [first, first + 1].map(|number| CounterCreate::new(number, 1));
    Counter::create_many(one, counters).await.unwrap();
    let (here, there) = tokio::join!(go(one, first, first), go(second, first, first + 1));
    for result in [here, there] {
        match result {
            Ok(()) => findings.committed += 1,
            Err(error) if error.kind() == ErrorKind::Busy => findings.absent += 1,
            Err(error) => findings.violation(format!("a transaction failed: {error:?}")),
        }
    }
    left(one, first).await == 0
}

/// Leaves, if both are present.
async fn go(db: &Db, first: i64, own: i64) -> Result<(), Error> {
    db.transaction(async |tx| {
        let here = Counter::get(tx, first).await?.count;
        let there = Counter::get(tx, first + 1).await?.count;
        if here + there == 2 {
            let left = CounterUpdate { count: Set(0) };
            Counter::update_by_id(tx, own, left).await?;
        }
        Ok(())
    })
    .await
}

async fn left(db: &Db, first: i64) -> i64 {
    let mut sum = 0;
    for number in [first, first + 1] {
        sum += Counter::get(db, number).await.unwrap().count;
    }
    sum
}

/// The planted fault: the same by plain sqlx on one node, isolated as the server has it.
async fn control(cluster: &Cluster, db: &Db, times: i64) -> Control {
    let connect = async || MySqlConnection::connect(&cluster.url_of(0)).await.unwrap();
    let mut nodes = [connect().await, connect().await];
    let mut skews = 0;
    for time in 0..times {
        let first = PLAIN + 2 * time;
        let counters = [first, first + 1].map(|number| CounterCreate::new(number, 1));
        Counter::create_many(db, counters).await.unwrap();
        for node in &mut nodes {
            say(node, "START TRANSACTION").await;
            let both = format!("SELECT SUM(count) FROM counter WHERE number >= {first}");
            say(node, &both).await;
        }
        for (own, node) in (first..).zip(&mut nodes) {
            let leave = format!("UPDATE counter SET count = 0 WHERE number = {own}");
            say(node, &leave).await;
            say(node, "COMMIT").await;
        }
        skews += u64::from(left(db, first).await == 0);
    }
    Control::found(
        skews,
        format!("of {times} pairs of plain sqlx on one node went both"),
    )
}

async fn say(node: &mut MySqlConnection, sql: &str) {
    let sql = AssertSqlSafe(sql.to_owned());
    sqlx::raw_sql(sql).execute(node).await.unwrap();
}
