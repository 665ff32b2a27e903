//! One row on one engine, and the run of all of them.

use std::future::Future;
use std::panic;
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::arguments::Arguments;
use super::engine::{ALL, Engine};
use super::findings::{Findings, Planned};
use super::report::{self, Line};
use super::run_row::{run_row, runtime};
use super::test_database::{TestDatabase, TestServer};

/// The time limit of the full form, with the start of the servers.
const FULL: Duration = Duration::from_secs(10 * 60 - 20);

/// The time by which a row may exceed its share before it counts as hanging.
const LATER: Duration = Duration::from_secs(60);

/// The function of a row.
pub type Run = for<'c> fn(&'c mut FaultCase) -> Pin<Box<dyn Future<Output = Findings> + 'c>>;

/// A fault.
pub struct Row {
    pub name: &'static str,
    pub engines: &'static [Engine],
    /// Its part of the time of the full form, for each engine.
    pub share: u32,
    pub about: &'static str,
    pub run: Run,
}

/// A row in one line.
macro_rules! row {
    ($name:literal, $engines:ident, $share:literal, $about:literal, $run:path) => {
        Row {
            name: $name,
            engines: $engines,
            share: $share,
            about: $about,
            run: |case| Box::pin($run(case)),
        }
    };
}

pub(crate) use row;

/// A row on one engine: its database, and the number of its repetitions.
pub struct FaultCase {
    pub engine: Engine,
    pub database: TestDatabase,
    full: bool,
    until: Instant,
}

impl FaultCase {
    pub const fn is_full(&self) -> bool {
        self.full
    }

    /// Returns the number of repetitions.
    pub const fn count(&self, full: u64, short: u64) -> u64 {
        if self.full { full } else { short }
    }

    /// Returns the moment at which the time of the row is up.
    pub const fn deadline(&self) -> Instant {
        self.until
    }

    /// True when the time of the row is up. The short form is short by its numbers.
    pub fn is_over(&self) -> bool {
        self.full && Instant::now() >= self.until
    }

    /// Starts another server of the same kind, with a database of the same name.
    pub async fn spare(&self) -> Arc<TestServer> {
        let server = TestServer::start(self.engine).await.unwrap();
        self.database.make_in(&server).await;
        server
    }
}

pub fn run_all(rows: &[Row], arguments: &Arguments) -> ExitCode {
    let shown = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !info.payload().is::<Planned>() {
            shown(info);
        }
    }));
    let start = Instant::now();
    let rows: Vec<&Row> = rows
        .iter()
        .filter(|row| arguments.wants_row(row.name))
        .collect();
    // In parallel: most of a start is waiting.
    let servers: Vec<(Engine, Found)> = thread::scope(|scope| {
        let rows = &rows;
        let started: Vec<_> = ALL
            .iter()
            .map(|engine| (*engine, scope.spawn(|| server(*engine, rows, arguments))))
            .collect();
        let ended = started.into_iter();
        ended
            .map(|(engine, server)| (engine, server.join().unwrap()))
            .collect()
    });
    let mut lines = Vec::new();
    let mut left: u32 = rows
        .iter()
        .map(|row| row.share * wanted(row, arguments))
        .sum();
    for row in rows {
        for engine in arguments
            .engines()
            .filter(|engine| row.engines.contains(engine))
        {
            let server = &servers
                .iter()
                .find(|(known, _)| *known == engine)
                .unwrap()
                .1;
            let begun = Instant::now();
            let rest = FULL.saturating_sub(start.elapsed());
            let share = rest * row.share / left.max(1);
            left -= row.share;
            let outcome = match server {
                Ok(server) => {
                    let until = if arguments.full { begun + share } else { begun };
                    Ok(run(row, engine, server.clone(), arguments.full, until))
                }
                Err(why) if !engine.is_installed() => Err(why.clone()),
                Err(why) => {
                    let mut findings = Findings::default();
                    findings.violation(format!("the server does not start: {why}"));
                    Ok(findings)
                }
            };
            let line = Line {
                row: row.name,
                about: row.about,
                engine,
                outcome,
                took: begun.elapsed(),
            };
            report::said(&line);
            lines.push(line);
        }
    }
    let versions: Vec<String> = servers
        .iter()
        .filter_map(|(_, server)| server.as_ref().ok()?.as_ref())
        .map(|server| format!("{} {}", server.engine.name(), server.version))
        .collect();
    report::finish(&lines, &versions, arguments, start.elapsed())
}

/// The server of an engine, `None` for SQLite; or the reason why it is missing.
type Found = Result<Option<Arc<TestServer>>, String>;

fn wanted(row: &Row, arguments: &Arguments) -> u32 {
    let wanted = arguments
        .engines()
        .filter(|engine| row.engines.contains(engine));
    wanted.count() as u32
}

/// Starts the server of an engine; `None` for SQLite, or when no row uses it.
fn server(engine: Engine, rows: &[&Row], arguments: &Arguments) -> Found {
    let is_wanted =
        arguments.wants_engine(engine) && rows.iter().any(|row| row.engines.contains(&engine));
    if engine == Engine::Sqlite || !is_wanted {
        return Ok(None);
    }
    if !engine.is_installed() {
        return Err("not installed".to_owned());
    }
    runtime().block_on(TestServer::start(engine)).map(Some)
}

fn run(
    row: &Row,
    engine: Engine,
    server: Option<Arc<TestServer>>,
    full: bool,
    until: Instant,
) -> Findings {
    let limit = until.saturating_duration_since(Instant::now()) + LATER;
    let case = async {
        let database = TestDatabase::new(engine, server.clone()).await;
        let mut case = FaultCase {
            engine,
            database,
            full,
            until,
        };
        let findings = (row.run)(&mut case).await;
        case.database.remove().await;
        findings
    };
    run_row(limit, case, async {
        if let Some(server) = &server {
            server.revive();
        }
    })
}
