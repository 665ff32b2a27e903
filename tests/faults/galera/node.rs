//! One of three nodes is lost under load. What was acknowledged is on both others, and on the lost
//! one when it is back; the handle goes on by itself; and a node that is alone refuses to read and
//! to write.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::time::{Duration, Instant};

use fivefold::db::{Builder, Durability};
use fivefold::prelude::*;

use super::Round;
use super::cluster::{Cluster, NODES};
use super::findings::{Control, Findings};
use super::ledger::{Ledger, Line, Lines, Outcome, Work};
use super::load::{Ended, Load, NUMBERS, Told};
use super::models::{Note, NoteCreate};
use super::probe::{Errors, Probe};
use super::random::Random;
use super::wait::until;

const TASKS: usize = 8;

/// The longest time in which no call succeeds.
const FAILOVER: Duration = Duration::from_secs(15);

/// The longest time until the others go on without a node.
const PATIENCE: Duration = Duration::from_secs(60);

/// The fault of the node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Kill,
    Cut,
    /// Its process stops: connections stay open, and no answer comes.
    Freeze,
}

/// Which node it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    /// The one that the handle uses.
    Writer,
    Other,
}

pub async fn kill_writer(round: &mut Round) -> Findings {
    run(round, Fault::Kill, Which::Writer, round.count(25, 2)).await
}

pub async fn kill_other(round: &mut Round) -> Findings {
    run(round, Fault::Kill, Which::Other, round.count(25, 2)).await
}

pub async fn cut_writer(round: &mut Round) -> Findings {
    run(round, Fault::Cut, Which::Writer, round.count(30, 2)).await
}

pub async fn cut_other(round: &mut Round) -> Findings {
    run(round, Fault::Cut, Which::Other, round.count(30, 2)).await
}

pub async fn freeze_writer(round: &mut Round) -> Findings {
    run(round, Fault::Freeze, Which::Writer, round.count(10, 1)).await
}

async fn run(round: &mut Round, fault: Fault, which: Which, planned: u64) -> Findings {
    let mut findings = Findings::planned(planned);
    let cluster = round.cluster.clone();
    let tune = |builder: Builder| match fault {
        // Only its limits of time tell a handle that no answer will come.
        Fault::Freeze => builder
            .statement_timeout(Duration::from_secs(5))
            .connect_timeout(Duration::from_secs(2)),
        Fault::Kill | Fault::Cut => builder,
    };
    // One handle for all of it: nothing is opened by hand.
    let db = cluster.prepared(tune).await;
    let mut row = Node {
        fault,
        which,
        cluster,
        db,
        random: Random::new(11),
        errors: BTreeMap::new(),
        said: Errors::new(),
        pauses: Vec::new(),
        behind: 0,
    };
    while findings.done == 0 || findings.done < planned && !round.is_over() {
        let first = findings.done as i64 * NUMBERS;
        row.once(first, &mut findings).await;
        findings.done += 1;
    }
    row.say(&mut findings);
    findings.control = match which {
        Which::Writer => row.told_too_early().await,
        Which::Other => row.not_replicated().await,
    };
    row.db.close().await.unwrap();
    findings
}

struct Node {
    fault: Fault,
    which: Which,
    cluster: Cluster,
    db: Db,
    random: Random,
    errors: BTreeMap<&'static str, u64>,
    /// The outcomes that the probe received.
    said: Errors,
    pauses: Vec<Duration>,
    /// Acknowledged rows that a node did not have while it was cut off.
    behind: u64,
}

impl Node {
    async fn once(&mut self, first: i64, findings: &mut Findings) {
        let (struck, ended) = self.struck(first, Told::After, findings).await;
        for (name, count) in &ended.errors {
            *self.errors.entry(name).or_default() += count;
        }
        let mut is_counted = false;
        for at in NODES.into_iter().filter(|at| *at != struck) {
            let verdict = self.cluster.check(at, &ended.lines, first).await;
            if is_counted {
                findings.violations.extend(verdict.violations);
            } else {
                findings.take(verdict);
                is_counted = true;
            }
        }
        if self.fault == Fault::Cut {
            self.alone(struck, &ended.lines, first, findings).await;
        }
        self.mend(struck).await;
        let verdict = self.cluster.check(struck, &ended.lines, first).await;
        findings.violations.extend(verdict.violations);
        findings
            .violations
            .extend(self.cluster.same_everywhere().await.err());
    }

    /// Takes a node away from under the load, and goes on until the handle works without it.
    async fn struck(&mut self, first: i64, told: Told, findings: &mut Findings) -> (usize, Ended) {
        let load = Load::start(&self.db, TASKS, first, Ledger::default(), told);
        let probe = Probe::start(&self.db);
        tokio::time::sleep(Duration::from_millis(300 + self.random.below(400))).await;
        let writer = self.cluster.writer().await;
        let struck = match self.which {
            Which::Writer => writer,
            Which::Other => (writer + 1 + self.random.below(2) as usize) % 3,
        };
        self.strike(struck).await;
        let noticed = self.others_go_on(struck).await;
        findings.demand(noticed, || {
            format!("the others did not go on without it within {PATIENCE:?}")
        });
        let moment = Instant::now();
        let succeeded = load.succeeded_since(moment, PATIENCE).await;
        findings.demand(succeeded.is_some(), || {
            format!("nothing succeeded within {PATIENCE:?}")
        });
        tokio::time::sleep(Duration::from_millis(200)).await;
        let ended = load.stop().await;
        let (pause, errors) = probe.stop().await;
        for (words, count) in errors {
            *self.said.entry(words).or_default() += count;
        }
        findings.demand(pause <= FAILOVER, || {
            format!("nothing succeeded for {pause:?}")
        });
        findings.recovered(pause);
        self.pauses.push(pause);
        if self.which == Which::Writer {
            let is_elsewhere = self.has_connections_beside(struck).await;
            findings.demand(is_elsewhere, || "the handle stayed with it".to_owned());
        }
        (struck, ended)
    }

    async fn strike(&self, at: usize) {
        match self.fault {
            Fault::Kill => self.cluster.kill(&[at]),
            Fault::Cut => self.cluster.cut(at, true).await,
            Fault::Freeze => self.cluster.freeze(at),
        }
    }

    async fn mend(&self, at: usize) {
        match self.fault {
            Fault::Kill => self.cluster.up(at),
            Fault::Cut => self.cluster.cut(at, false).await,
            Fault::Freeze => self.cluster.thaw(at),
        }
        self.cluster.whole();
    }

    /// True once both others know that they are two.
    async fn others_go_on(&self, struck: usize) -> bool {
        for at in NODES.into_iter().filter(|at| *at != struck) {
            let node = tokio::sync::Mutex::new(self.cluster.node(at).await);
            let are_two = || async {
                let said = node
                    .lock()
                    .await
                    .rows(
                        "SELECT GROUP_CONCAT(variable_value ORDER BY variable_name) FROM information_schema.global_status \
                         WHERE variable_name IN ('wsrep_cluster_size', 'wsrep_cluster_status')",
                    )
                    .await;
                said[0][0] == "2,Primary"
            };
            if until(PATIENCE, are_two).await.is_none() {
                return false;
            }
        }
        true
    }

    async fn has_connections_beside(&self, struck: usize) -> bool {
        let mut count = 0;
        for at in NODES.into_iter().filter(|at| *at != struck) {
            count += self.cluster.node(at).await.connections().await.len();
        }
        count > 0
    }

    /// A node that is cut off refuses to write and to read; what it has is what was there before.
    async fn alone(&mut self, at: usize, lines: &Lines, first: i64, findings: &mut Findings) {
        let mut node = self.cluster.node(at).await;
        let mut status = String::new();
        let start = Instant::now();
        while status != "non-Primary" && start.elapsed() < PATIENCE {
            let rows = node.rows("SHOW STATUS LIKE 'wsrep_cluster_status'").await;
            status.clone_from(&rows[0][1]);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        for sql in [
            "INSERT INTO entry (number, value) VALUES (-1, 0)",
            "SELECT count(*) FROM entry",
        ] {
            let said = node.try_execute(sql).await;
            let is_refused = said.as_ref().is_err_and(|words| words.contains("1047"));
            findings.demand(is_refused, || {
                format!("a node that is cut off answered {sql} with {said:?}")
            });
        }
        node.execute("SET SESSION wsrep_dirty_reads = ON").await;
        let end = first + NUMBERS;
        let sql = format!("SELECT number FROM entry WHERE number >= {first} AND number < {end}");
        let rows = node.numbers(&sql).await;
        let there: Vec<i64> = rows.into_iter().map(|row| row[0]).collect();
        let acknowledged = lines.iter().filter(|(_, line)| {
            line.work == Work::Entry && line.outcome == Some(Outcome::Committed)
        });
        let behind = acknowledged.filter(|(number, _)| !there.contains(number));
        self.behind += behind.count() as u64;
        self.passed_over(at, findings).await;
    }

    /// A new handle writes, also one that takes any server, although its URL names the node that is
    /// cut off first.
    async fn passed_over(&self, at: usize, findings: &mut Findings) {
        for durability in [Durability::Full, Durability::Server] {
            let builder = Db::builder(&self.cluster.url(at)).durability(durability);
            let written = match builder.connect().await {
                Ok(db) => {
                    let written = Note::create(&db, NoteCreate::new("passed over")).await;
                    db.close().await.unwrap();
                    written.map(drop)
                }
                Err(error) => Err(error),
            };
            findings.demand(written.is_ok(), || {
                format!("under {durability:?}, the first of three hosts is cut off: {written:?}")
            });
        }
    }

    fn say(&self, findings: &mut Findings) {
        let mut pauses = self.pauses.clone();
        pauses.sort_unstable();
        let millis = |at: usize| pauses[at].as_millis();
        findings.note(format!(
            "failover, from the last success to the next: median {} ms, longest {} ms",
            millis(pauses.len() / 2),
            millis(pauses.len() - 1)
        ));
        findings.note(format!(
            "errors of {TASKS} tasks in all runs: {}; of one more: {}",
            listed(&self.errors),
            listed(&self.said)
        ));
        if self.fault == Fault::Cut {
            let behind = self.behind;
            findings.note(format!(
                "the node that was cut off lacked {behind} acknowledged rows in all; it said 1047 to every read and write"
            ));
        }
    }

    /// The planted fault: the ledger is told before the SDK has answered.
    async fn told_too_early(&mut self) -> Control {
        let first = 1_000_000 * NUMBERS;
        let (struck, ended) = self
            .struck(first, Told::Before, &mut Findings::default())
            .await;
        self.mend(struck).await;
        let verdict = self.cluster.check(struck, &ended.lines, first).await;
        Control::found(verdict.violations.len() as u64, "lies told too early")
    }

    /// The planted fault: rows that one node acknowledged and kept for itself.
    async fn not_replicated(&mut self) -> Control {
        let first = 2_000_000 * NUMBERS;
        let mut node = self.cluster.node(0).await;
        // A node with rows of its own falls out of step sooner or later: they go again.
        node.execute("SET SESSION wsrep_on = OFF").await;
        let mut lines = Lines::new();
        for number in first..first + 10 {
            let value = number * 7;
            node.execute(&format!(
                "INSERT INTO entry (id, number, value) VALUES ({number}, {number}, {value})"
            ))
            .await;
            let line = Line {
                work: Work::Entry,
                value,
                outcome: Some(Outcome::Committed),
                looked_up: None,
            };
            lines.insert(number, line);
        }
        let verdict = self.cluster.check(1, &lines, first).await;
        node.execute(&format!("DELETE FROM entry WHERE number >= {first}"))
            .await;
        let words = "rows found missing, of 10 that one node kept for itself";
        Control::found(verdict.violations.len() as u64, words)
    }
}

fn listed<K: Display>(counts: &BTreeMap<K, u64>) -> String {
    let counts = counts.iter();
    let counts: Vec<String> = counts
        .map(|(what, count)| format!("{what} {count}"))
        .collect();
    if counts.is_empty() {
        "none".to_owned()
    } else {
        counts.join(", ")
    }
}
