//! The three nodes, and what is done to them. The processes are in the hands of `tests/galera/run`.

use std::process::{Command, Stdio};

use fivefold::db::Builder;
use fivefold::prelude::*;
use tokio::task::block_in_place;

use super::check::{Verdict, check};
use super::engine::Engine;
use super::ledger::Lines;
use super::load::NUMBERS;
use super::models;
use super::raw_connection::{APP, RawConnection};

/// The script that starts, stops and kills nodes.
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/galera/run");

/// Where the cluster is; set by the script.
const VARIABLE: &str = "FIVEFOLD_TEST_GALERA";

/// The numbers of the nodes.
pub const NODES: [usize; 3] = [0, 1, 2];

/// The tables, which are the same on every node once it is in sync.
const TABLES: [&str; 6] = ["entry", "account", "transfer", "parent", "child", "counter"];

/// A cluster, and a database of a row's own in it.
#[derive(Debug, Clone)]
pub struct Cluster {
    ports: [u16; 3],
    name: String,
}

impl Cluster {
    /// The cluster that the script has started, with a name for a database.
    pub fn found(row: &str) -> Result<Self, String> {
        if std::env::var_os(VARIABLE).is_none() {
            return Err("no cluster; `tests/galera/run faults` brings one".to_owned());
        }
        let url = run_script(&["url"])?;
        let ports = url.split(':').filter_map(|part| {
            let number = part.split([',', '/']).next()?;
            number.parse().ok()
        });
        let ports: Vec<u16> = ports.collect();
        Ok(Self {
            ports: ports
                .try_into()
                .map_err(|ports| format!("{url} has the ports {ports:?}"))?,
            name: format!("f_{}", row.replace('-', "_")),
        })
    }

    pub async fn make_database(&self) {
        let mut node = self.node_in(0, "mysql").await;
        let name = &self.name;
        node.execute(&format!("DROP DATABASE IF EXISTS {name}"))
            .await;
        node.execute(&format!("CREATE DATABASE {name}")).await;
    }

    /// A URL with all three hosts, the nodes in order from this one on.
    pub fn url(&self, first: usize) -> String {
        let hosts = NODES.map(|step| format!("127.0.0.1:{}", self.ports[(first + step) % 3]));
        format!("mysql://{APP}@{}/{}", hosts.join(","), self.name)
    }

    /// A URL for plain sqlx, under an account that may do everything.
    pub fn url_of(&self, at: usize) -> String {
        self.url_in(at, &self.name)
    }

    fn url_in(&self, at: usize, database: &str) -> String {
        format!("mysql://root@127.0.0.1:{}/{database}", self.ports[at])
    }

    pub async fn open(&self, first: usize, tune: impl FnOnce(Builder) -> Builder) -> Db {
        tune(Db::builder(&self.url(first))).connect().await.unwrap()
    }

    /// Opens the database, with its tables.
    pub async fn prepared(&self, tune: impl FnOnce(Builder) -> Builder) -> Db {
        let db = self.open(0, tune).await;
        models::prepare(&db).await.unwrap();
        db
    }

    /// Opens a raw connection, which reads the present state of this node.
    pub async fn node(&self, at: usize) -> RawConnection {
        self.node_in(at, &self.name).await
    }

    async fn node_in(&self, at: usize, database: &str) -> RawConnection {
        let url = self.url_in(at, database);
        RawConnection::connect(Engine::MariaDb, &url).await.unwrap()
    }

    /// Opens a raw connection that waits for all acknowledged writes of the cluster before it
    /// reads.
    pub async fn node_in_step(&self, at: usize) -> RawConnection {
        let mut node = self.node(at).await;
        node.execute("SET SESSION wsrep_sync_wait = 15").await;
        node
    }

    /// The node that has the connections of the SDK.
    pub async fn writer(&self) -> usize {
        let mut most = (0, 0);
        for at in NODES {
            let count = self.node(at).await.connections().await.len();
            most = most.max((count, at));
        }
        most.1
    }

    pub fn kill(&self, at: &[usize]) {
        let numbers: Vec<String> = at.iter().map(|at| (at + 1).to_string()).collect();
        let words: Vec<&str> = numbers.iter().map(String::as_str).collect();
        self.order(&[&["kill"], &words[..]].concat());
    }

    pub fn freeze(&self, at: usize) {
        self.order(&["freeze", &(at + 1).to_string()]);
    }

    pub fn thaw(&self, at: usize) {
        self.order(&["thaw", &(at + 1).to_string()]);
    }

    /// Starts a node that was killed; it is in step when this returns.
    pub fn up(&self, at: usize) {
        self.order(&["up", &(at + 1).to_string()]);
    }

    /// Starts all nodes after all were killed.
    pub fn revive(&self) {
        self.order(&["revive"]);
    }

    /// Waits until the three are in step.
    pub fn whole(&self) {
        self.order(&["whole"]);
    }

    /// Cuts a node off from both others, or ends that. Those who are connected to it go on to be.
    pub async fn cut(&self, at: usize, is_so: bool) {
        let sql = format!(
            "SET GLOBAL wsrep_provider_options = 'gmcast.isolate={}'",
            u8::from(is_so)
        );
        self.node_in(at, "mysql").await.execute(&sql).await;
    }

    /// Brings every node back, whatever was done to it.
    pub async fn mend_all(&self) {
        let mut down = Vec::new();
        for at in NODES {
            self.thaw(at);
            let url = self.url_in(at, "mysql");
            match RawConnection::connect(Engine::MariaDb, &url).await {
                Ok(mut node) => {
                    node.execute("SET GLOBAL wsrep_provider_options = 'gmcast.isolate=0'")
                        .await;
                    node.execute("SET GLOBAL read_only = 0").await;
                }
                Err(_) => down.push(at),
            }
        }
        match down.len() {
            3 => self.revive(),
            _ => down.into_iter().for_each(|at| self.up(at)),
        }
        self.whole();
    }

    /// Compares the ledger with what a node has, and says which node that is.
    pub async fn check(&self, at: usize, lines: &Lines, first: i64) -> Verdict {
        let mut node = self.node_in_step(at).await;
        let mut verdict = check(&mut node, lines, first..first + NUMBERS).await;
        for words in &mut verdict.violations {
            *words = format!("on node {}: {words}", at + 1);
        }
        verdict
    }

    /// Says so when the nodes do not have the same rows.
    pub async fn same_everywhere(&self) -> Result<(), String> {
        let mut sums = Vec::new();
        for at in NODES {
            let mut node = self.node_in_step(at).await;
            // The wait above is for reads, and this is not one.
            node.number("SELECT count(*) FROM entry").await;
            sums.push(
                node.rows(&format!("CHECKSUM TABLE {}", TABLES.join(", ")))
                    .await,
            );
        }
        if sums.iter().all(|sum| *sum == sums[0]) {
            Ok(())
        } else {
            Err(format!("the nodes have different rows: {sums:?}"))
        }
    }

    /// A number that each node counts, as the sum of all.
    pub async fn counted(&self, variable: &str) -> i64 {
        let mut sum = 0;
        for at in NODES {
            let rows = self
                .node(at)
                .await
                .rows(&format!("SHOW GLOBAL STATUS LIKE '{variable}'"))
                .await;
            sum += rows[0][1].parse::<i64>().unwrap();
        }
        sum
    }

    fn order(&self, words: &[&str]) {
        block_in_place(|| run_script(words)).unwrap_or_else(|says| panic!("{words:?}: {says}"));
    }
}

/// The version of the server.
pub fn version() -> Option<String> {
    std::env::var_os(VARIABLE)?;
    run_script(&["version"]).ok()
}

/// Runs an order of the script to its end, and returns what it said.
fn run_script(words: &[&str]) -> Result<String, String> {
    let output = Command::new(SCRIPT)
        .args(words)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
