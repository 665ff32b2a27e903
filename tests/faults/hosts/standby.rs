//! A standby of PostgreSQL that is promoted.

use std::time::{Duration, Instant};

use fivefold::prelude::*;
use fivefold_tests::servers::Stop;

use super::pair::Pair;
use super::writers::{Writers, compare};
use super::{CONNECTIONS, RECOVERY};
use crate::findings::Findings;
use crate::raw_connection::APP;
use crate::wait::until;

impl Pair {
    /// A standby follows the first server, which stops for good; the standby is promoted and takes
    /// over, with every row that was answered.
    pub async fn promoted(&mut self, findings: &mut Findings) {
        let standby = match self.servers[0].standby() {
            Ok(standby) => standby,
            Err(why) => {
                findings.note(format!("no standby was promoted: {why}"));
                return;
            }
        };
        let primary = &mut self.raw[0];
        let follows = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'";
        while primary.number(follows).await == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // A commit is answered once the standby has it.
        primary
            .execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            .await;
        primary.execute("SELECT pg_reload_conf()").await;
        while primary.text("SHOW synchronous_standby_names").await != "*" {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let [scheme, name] = [self.servers[0].scheme(), &self.name];
        let hosts = format!("{},{}", standby.host(), self.servers[0].host());
        let url = format!("{scheme}://{APP}@{hosts}/{name}");
        let db = Db::builder(&url)
            .connections(CONNECTIONS)
            .connect()
            .await
            .unwrap();
        let first = 10_000_000;
        let writers = Writers::start(&db, first);
        tokio::time::sleep(Duration::from_millis(300)).await;
        findings.demand(writers.errors() == 0, || {
            "the standby comes first in the URL, and writes failed".to_owned()
        });
        self.servers[0].stop(Stop::Immediate);
        let mut raw = standby.admin(&self.name).await;
        raw.execute("SELECT pg_promote()").await;
        let moment = Instant::now();
        let is_back = || async { writers.succeeded_since(moment) };
        match until(RECOVERY, is_back).await {
            Some(_) => findings.recovered(moment.elapsed()),
            None => findings.violation("the standby was promoted, and nothing went to it"),
        }
        let told = writers.stop().await;
        db.close().await.unwrap();
        let rows = raw
            .numbers(&format!("SELECT number FROM entry WHERE number >= {first}"))
            .await;
        let there: Vec<i64> = rows.into_iter().map(|row| row[0]).collect();
        let answered = told.iter().filter(|(_, result)| result.is_ok()).count();
        let wrong = findings.violations.len();
        compare(&told, &there, findings);
        let wrong = findings.violations.len() - wrong;
        findings.note(format!(
            "a synchronous standby was promoted: of {answered} rows answered, before and after, {wrong} are wrong"
        ));
        self.servers[0].restart();
        let mut primary = self.servers[0].admin(&self.name).await;
        primary
            .execute("ALTER SYSTEM RESET synchronous_standby_names")
            .await;
        primary.execute("SELECT pg_reload_conf()").await;
        self.raw[0] = primary;
        findings.done += 1;
    }
}
