//! One row on one engine, and the run of all of them.

use std::future::Future;
use std::panic;
use std::pin::Pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

use super::arguments::Arguments;
use super::engine::{ALL, Engine};
use super::place::{Home, Place};
use super::poll::catch_panic;
use super::report::{self, Line};
use super::tally::{Planned, Tally};

/// How long the full form may take, with what it takes to start the servers.
const FULL: Duration = Duration::from_secs(10 * 60 - 20);

/// How much longer a row may take than its time, before it counts as one that hangs.
const LATER: Duration = Duration::from_secs(60);

/// What happens in a row.
pub type Run = for<'c> fn(&'c mut Cell) -> Pin<Box<dyn Future<Output = Tally> + 'c>>;

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
            run: |cell| Box::pin($run(cell)),
        }
    };
}

pub(crate) use row;

/// A row on an engine: where it happens, and how often.
pub struct Cell {
    pub engine: Engine,
    pub place: Place,
    full: bool,
    until: Instant,
}

impl Cell {
    pub const fn is_full(&self) -> bool {
        self.full
    }

    /// How often something is to be done.
    pub const fn count(&self, full: u64, short: u64) -> u64 {
        if self.full { full } else { short }
    }

    /// When the time of the row is up.
    pub const fn deadline(&self) -> Instant {
        self.until
    }

    /// True when the time of the row is up. The short form is short by its numbers.
    pub fn is_over(&self) -> bool {
        self.full && Instant::now() >= self.until
    }

    /// Another server of the same kind, with a database of the same name.
    pub async fn spare(&self) -> Arc<Home> {
        let home = Home::start(self.engine).await.unwrap();
        self.place.make_in(&home).await;
        home
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
    // Side by side: most of a start is waiting.
    let homes: Vec<(Engine, Found)> = thread::scope(|scope| {
        let rows = &rows;
        let started: Vec<_> = ALL
            .iter()
            .map(|engine| (*engine, scope.spawn(|| home(*engine, rows, arguments))))
            .collect();
        let ended = started.into_iter();
        ended
            .map(|(engine, home)| (engine, home.join().unwrap()))
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
            let home = &homes.iter().find(|(known, _)| *known == engine).unwrap().1;
            let begun = Instant::now();
            let rest = FULL.saturating_sub(start.elapsed());
            let share = rest * row.share / left.max(1);
            left -= row.share;
            let outcome = match home {
                Ok(home) => {
                    let until = if arguments.full { begun + share } else { begun };
                    Ok(run(row, engine, home.clone(), arguments.full, until))
                }
                Err(why) if !engine.is_installed() => Err(why.clone()),
                Err(why) => {
                    let mut tally = Tally::default();
                    tally.violation(format!("the server does not start: {why}"));
                    Ok(tally)
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
    let versions: Vec<String> = homes
        .iter()
        .filter_map(|(_, home)| home.as_ref().ok()?.as_ref())
        .map(|home| format!("{} {}", home.engine.name(), home.version))
        .collect();
    report::finish(&lines, &versions, arguments, start.elapsed())
}

/// The server of an engine, none for the one without; or why there is none.
type Found = Result<Option<Arc<Home>>, String>;

fn wanted(row: &Row, arguments: &Arguments) -> u32 {
    let wanted = arguments
        .engines()
        .filter(|engine| row.engines.contains(engine));
    wanted.count() as u32
}

/// The server of an engine; none for the one without, or when no row wants it.
fn home(engine: Engine, rows: &[&Row], arguments: &Arguments) -> Found {
    let is_wanted =
        arguments.wants_engine(engine) && rows.iter().any(|row| row.engines.contains(&engine));
    if engine == Engine::Sqlite || !is_wanted {
        return Ok(None);
    }
    if !engine.is_installed() {
        return Err("not installed".to_owned());
    }
    runtime().block_on(Home::start(engine)).map(Some)
}

fn run(row: &Row, engine: Engine, home: Option<Arc<Home>>, full: bool, until: Instant) -> Tally {
    let runtime = runtime();
    let limit = until.saturating_duration_since(Instant::now()) + LATER;
    let ended = runtime.block_on(async {
        let row = catch_panic(async {
            let place = Place::new(engine, home.clone()).await;
            let mut cell = Cell {
                engine,
                place,
                full,
                until,
            };
            let tally = (row.run)(&mut cell).await;
            cell.place.remove().await;
            tally
        });
        match timeout(limit, row).await {
            Ok(Some(tally)) => Ok(tally),
            Ok(None) => Err("the row itself stopped with a panic".to_owned()),
            Err(_) => Err(format!("the row did not end within {limit:?}")),
        }
    });
    let tally = ended.unwrap_or_else(|words| {
        // Nobody knows how it has left the server.
        if let Some(home) = &home {
            runtime.block_on(async { home.revive() });
        }
        let mut tally = Tally::default();
        tally.violation(words);
        tally
    });
    // What a row has left behind must not go on beside the next one.
    runtime.shutdown_timeout(Duration::from_secs(5));
    tally
}

fn runtime() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .unwrap()
}
