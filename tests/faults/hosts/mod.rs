//! A URL with two servers: the one that reads only is passed over, one that stops is left, and one
//! that turns read-only under load costs each connection one error at most.

mod pair;
mod standby;
mod writers;

use std::sync::Arc;
use std::time::{Duration, Instant};

use fivefold::prelude::*;
use fivefold_tests::servers::Stop;
use sqlx::AssertSqlSafe;

use super::engine::Engine;
use super::fault_case::FaultCase;
use super::findings::{Control, Findings};
use super::models::{self, Entry, EntryCreate};
use super::raw_connection::APP;
use super::wait::until;
use pair::Pair;
use writers::{Writers, compare};

const CONNECTIONS: usize = 4;
const RECOVERY: Duration = Duration::from_secs(10);

pub async fn run(case: &mut FaultCase) -> Findings {
    let flips = case.count(50, 4);
    // The flips, and one each of: passed over, crowded, stopped, turned and back, and, where there
    // can be one, a standby that is promoted.
    let others = 4 + u64::from(case.engine == Engine::Postgres);
    let mut findings = Findings::planned(flips + others);
    let servers = [
        Arc::clone(case.database.server.as_ref().unwrap()),
        case.spare().await,
    ];
    let mut pair = Pair {
        name: case.database.name.clone(),
        raw: [
            servers[0].admin(&case.database.name).await,
            servers[1].admin(&case.database.name).await,
        ],
        servers,
    };
    for server in &pair.servers {
        let one = Db::connect(&pair.url_of(server)).await.unwrap();
        models::prepare(&one).await.unwrap();
        one.close().await.unwrap();
    }
    pair.passed_over(&mut findings).await;
    pair.crowded(&mut findings).await;
    pair.stopped(&mut findings).await;
    pair.turned_and_back(&mut findings).await;
    pair.flipped(case, flips, &mut findings).await;
    if case.engine == Engine::Postgres {
        pair.promoted(&mut findings).await;
    }
    findings.control = pair.control(case.engine).await;
    findings
}

impl Pair {
    /// The first of the URL reads only: everything goes to the second.
    async fn passed_over(&mut self, findings: &mut Findings) {
        self.reads_only(0, true).await;
        let db = self.open().await;
        for number in -20..-10 {
            let made = Entry::create(&db, EntryCreate::new(number, 0)).await;
            let is_there = self.has(1, number).await;
            findings.demand(made.is_ok() && is_there, || {
                format!("the first host reads only, and a write gave {made:?}")
            });
            findings.committed += 1;
        }
        db.close().await.unwrap();
        self.reads_only(0, false).await;
        findings.done += 1;
    }

    /// The one in use takes no more connections. It works all the same, so nothing may be written
    /// to the other: there would be two truths.
    async fn crowded(&mut self, findings: &mut Findings) {
        let [few, many] = match self.servers[0].engine {
            Engine::Postgres => {
                [2, -1].map(|most| format!("ALTER ROLE {APP} CONNECTION LIMIT {most}"))
            }
            _ => [2, 0].map(|most| {
                format!(
                    "ALTER USER {APP}@localhost, {APP}@'127.0.0.1' WITH MAX_USER_CONNECTIONS {most}"
                )
            }),
        };
        let db = self.open().await;
        self.raw[0].execute(&few).await;
        let mut open = Vec::new();
        for number in -60..-50 {
            if let Ok(tx) = db.begin().await {
                // One that is refused is an answer, too.
                if Entry::create(&tx, EntryCreate::new(number, 0))
                    .await
                    .is_ok()
                {
                    open.push(tx);
                }
            }
            if open.len() == CONNECTIONS {
                break;
            }
        }
        for tx in open {
            findings.committed += u64::from(tx.commit().await.is_ok());
        }
        let sql = "SELECT count(*) FROM entry WHERE number BETWEEN -60 AND -50";
        let [here, there] = [self.raw[0].number(sql).await, self.raw[1].number(sql).await];
        findings.demand(here > 0 && there == 0, || {
            format!("the first host takes no more connections: {here} rows went to it, and {there} to the second")
        });
        self.raw[0].execute(&many).await;
        db.close().await.unwrap();
        findings.done += 1;
    }

    /// The one in use stops: the next call that needs a connection goes to the other.
    async fn stopped(&mut self, findings: &mut Findings) {
        let db = self.open().await;
        let before = Entry::create(&db, EntryCreate::new(-30, 0)).await;
        let was_first = self.has(0, -30).await;
        findings.demand(before.is_ok() && was_first, || {
            format!("both hosts write, and the first was not taken: {before:?}")
        });
        self.servers[0].stop(Stop::Immediate);
        let start = Instant::now();
        let mut errors = 0;
        let mut number = -40;
        let limit = RECOVERY;
        while Entry::create(&db, EntryCreate::new(number, 0))
            .await
            .is_err()
        {
            errors += 1;
            number -= 1;
            if start.elapsed() > limit {
                findings.violation("the first host stopped, and nothing went to the second");
                break;
            }
        }
        findings.recovered(start.elapsed());
        findings.absent += errors;
        findings.demand(errors <= CONNECTIONS as u64, || {
            format!("{errors} errors until the second host was taken")
        });
        findings.note(format!(
            "the host in use stopped: {errors} errors, then the other one"
        ));
        let is_there = self.has(1, number).await;
        findings.demand(is_there, || {
            "what was answered is not on the second host".to_owned()
        });
        db.close().await.unwrap();
        self.servers[0].restart();
        self.raw[0] = self.servers[0].admin(&self.name).await;
        findings.done += 1;
    }

    /// A single server turns read-only, and back: it says so, and then everything works by itself.
    async fn turned_and_back(&mut self, findings: &mut Findings) {
        let url = self.url_of(&self.servers[0]);
        let db = Db::builder(&url)
            .connections(CONNECTIONS)
            .connect()
            .await
            .unwrap();
        Entry::create(&db, EntryCreate::new(-100, 0)).await.unwrap();
        self.reads_only(0, true).await;
        let opened = db.metrics().opened;
        for number in -110..-100 {
            let made = Entry::create(&db, EntryCreate::new(number, 0)).await;
            let kind = made.as_ref().err().map(Error::kind);
            findings.demand(kind == Some(ErrorKind::Unavailable), || {
                format!("a server that reads only, and a write gave {made:?}")
            });
            findings.absent += 1;
        }
        let thrown_away = db.metrics().opened - opened;
        findings.demand(thrown_away >= 9, || {
            format!("only {thrown_away} connections to a server that reads only were thrown away")
        });
        let reads = Entry::count(&db).await;
        findings.demand(reads.is_ok(), || format!("reads fail as well: {reads:?}"));
        self.reads_only(0, false).await;
        let made = Entry::create(&db, EntryCreate::new(-111, 0)).await;
        findings.demand(made.is_ok(), || {
            format!("it writes again, and a write gave {made:?}")
        });
        findings.committed += 1;
        db.close().await.unwrap();
        findings.done += 1;
    }

    /// One after the other turns read-only under load.
    async fn flipped(&mut self, case: &FaultCase, flips: u64, findings: &mut Findings) {
        let db = self.open().await;
        self.reads_only(1, true).await;
        let writers = Writers::start(&db, 0);
        let mut most = 0;
        for flip in 0..flips {
            if flip > 0 && case.is_over() {
                break;
            }
            let from = (flip % 2) as usize;
            tokio::time::sleep(Duration::from_millis(30)).await;
            let errors = writers.errors();
            self.reads_only(1 - from, false).await;
            self.reads_only(from, true).await;
            let moment = Instant::now();
            let is_back = || async { writers.succeeded_since(moment) };
            match until(RECOVERY, is_back).await {
                Some(_) => findings.recovered(moment.elapsed()),
                None => {
                    findings.violation("a server turned read-only, and nothing went to the other")
                }
            }
            let left = self.raw[from]
                .has_connections(0, Duration::from_secs(5))
                .await;
            findings.demand(left, || {
                "connections to the fenced server are kept".to_owned()
            });
            let cost = writers.errors() - errors;
            findings.demand(cost <= CONNECTIONS as i64, || {
                format!("a flip cost {cost} errors, with {CONNECTIONS} connections")
            });
            most = most.max(cost);
            findings.done += 1;
        }
        findings.note(format!(
            "a flip under load cost {most} errors at most, with {CONNECTIONS} connections"
        ));
        let told = writers.stop().await;
        db.close().await.unwrap();
        let mut there: Vec<i64> = Vec::new();
        for raw in &mut self.raw {
            let rows = raw
                .numbers("SELECT number FROM entry WHERE number >= 0")
                .await;
            there.extend(rows.into_iter().map(|row| row[0]));
        }
        compare(&told, &there, findings);
        for at in 0..2 {
            self.reads_only(at, false).await;
        }
    }

    /// The planted fault: a pool of plain sqlx, which keeps its connection to a server that reads
    /// only.
    async fn control(&mut self, engine: Engine) -> Control {
        let url = self.url_of(&self.servers[0]);
        let sql = |number: i64| {
            AssertSqlSafe(format!(
                "INSERT INTO entry (number, value) VALUES ({number}, 0)"
            ))
        };
        let mut errors = 0_u64;
        self.reads_only(0, false).await;
        if engine == Engine::Postgres {
            let options = sqlx::postgres::PgPoolOptions::new().max_connections(1);
            let pool = options.connect(&url).await.unwrap();
            self.reads_only(0, true).await;
            for number in -220..-200 {
                errors += u64::from(sqlx::raw_sql(sql(number)).execute(&pool).await.is_err());
            }
            pool.close().await;
        } else {
            let options = sqlx::mysql::MySqlPoolOptions::new().max_connections(1);
            let pool = options.connect(&url).await.unwrap();
            self.reads_only(0, true).await;
            for number in -220..-200 {
                errors += u64::from(sqlx::raw_sql(sql(number)).execute(&pool).await.is_err());
            }
            pool.close().await;
        }
        self.reads_only(0, false).await;
        Control::found(
            errors.saturating_sub(1),
            "errors more than one, of a pool of plain sqlx with one connection",
        )
    }
}
