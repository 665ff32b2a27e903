//! Random sequences of operations, in nested transactions of which some fail, leave the rows that the
//! same sequence leaves in memory.

use std::cell::Cell as Counter;
use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard};

use fivefold::ErrorKind;
use fivefold::prelude::*;

use crate::models::Shelf;
use crate::operation::{Returned, plain, run as ask};
use crate::program::{End, Operation, Step, operations_of, program};
use crate::queries::fill;
use crate::random_world::world;
use crate::runner::{Outcome, Target, stop};
use crate::settings::seeds;
use crate::support::{Engine, said};
use crate::world::World;

/// The number of sequences on each engine.
const CASES: u64 = 110;

/// The rows in memory, beside those in the database.
struct Model {
    state: Mutex<(World, Option<String>)>,
}

/// What a block ends with: an error that is expected there, or that of a difference.
type Ran<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

impl Model {
    fn lock(&self) -> MutexGuard<'_, (World, Option<String>)> {
        self.state.lock().unwrap()
    }

    fn world(&self) -> World {
        self.lock().0.clone()
    }

    fn set(&self, world: World) {
        self.lock().0 = world;
    }

    fn differs(&self, difference: String) {
        self.lock().1.get_or_insert(difference);
    }

    fn has_difference(&self) -> bool {
        self.lock().1.is_some()
    }

    /// Compares the rows.
    async fn check(&self, db: &dyn Executor, after: &str) -> Result<(), Error> {
        let stored = World::read(db).await?;
        let expected = self.world().by_key();
        if let Some(table) = expected.difference(&stored.by_key()) {
            self.differs(format!("the rows of {table:?} after {after}"));
        }
        Ok(())
    }

    /// Runs one operation on both, and compares what it returns.
    async fn run(&self, db: &dyn Executor, step: &Operation) -> Result<(), Error> {
        let before = self.world();
        let mut after = before.clone();
        let expected = plain(&mut after, step);
        let found = ask(&before, db, step).await;
        match (expected, found) {
            (Ok(mut expected), Ok(found)) => {
                take_keys(&mut after, step, &mut expected, &found);
                if expected != found {
                    self.differs(format!(
                        "{step:?}\nexpected {expected:?}\nfound    {found:?}"
                    ));
                }
                self.set(after);
                Ok(())
            }
            (Err(kinds), Err(error)) if kinds.contains(&error.kind()) => {
                // The change that comes between a read and a stale write is one of its own.
                self.set(after);
                Err(error)
            }
            (expected, found) => {
                let raw = found.as_ref().err().and_then(Error::raw);
                self.differs(format!(
                    "{step:?}\nexpected {expected:?}\nfound    {found:?} {raw:?}"
                ));
                found.map(drop)
            }
        }
    }

    /// Makes the steps of a block.
    fn steps<'a>(&'a self, tx: &'a Tx, steps: &'a [Step], end: End) -> Ran<'a> {
        Box::pin(async move {
            let mut aborted = false;
            for step in steps {
                let ran = match step {
                    Step::Run(step) if aborted => {
                        let ran = ask(&self.world(), tx, step).await;
                        self.is_aborted(ran, step);
                        Ok(())
                    }
                    Step::Run(step) => self.run(tx, step).await,
                    Step::Block(steps, _) if aborted => {
                        let ran = tx.savepoint(async |_| Ok(Returned::Nothing)).await;
                        self.is_aborted(ran, steps);
                        Ok(())
                    }
                    Step::Block(steps, end) => self.savepoint(tx, steps, *end).await,
                };
                if self.has_difference() {
                    return ran;
                }
                match ran {
                    // What the SDK answers itself does not end the transaction.
                    Err(error) if end == End::Ignores => {
                        aborted = aborted
                            || !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Stale);
                    }
                    ran => ran?,
                }
            }
            if !aborted {
                self.check(tx, "the steps of a block").await?;
            }
            if end == End::Fails {
                // An error that the database knows nothing of.
                Shelf::get(tx, -1).await?;
            }
            Ok(())
        })
    }

    /// Takes no statement after an error. No rows to create, and a list of no values, send none.
    fn is_aborted(&self, found: Result<Returned, Error>, step: &(impl Debug + ?Sized)) {
        let agrees = match &found {
            Ok(Returned::Rows(rows)) => rows.is_empty(),
            Ok(Returned::Number(rows)) => *rows == 0,
            Ok(_) => false,
            Err(error) => error.kind() == ErrorKind::Aborted,
        };
        if !agrees {
            self.differs(format!(
                "{step:?} after an error in its transaction: {found:?}"
            ));
        }
    }

    /// Makes the steps in a savepoint, which is undone if they fail.
    async fn savepoint(&self, tx: &Tx, steps: &[Step], end: End) -> Result<(), Error> {
        let before = self.world();
        let ran = tx
            .savepoint(async |tx| self.steps(tx, steps, end).await)
            .await;
        if ran.is_err() {
            self.set(before);
        }
        self.check(tx, "a savepoint").await
    }

    /// Makes the steps in a transaction, which is undone if they fail.
    async fn transaction(&self, db: &Db, steps: &[Step], end: End) {
        let before = self.world();
        let ran = db
            .transaction(async |tx| self.steps(tx, steps, end).await)
            .await;
        if ran.is_err() {
            self.set(before);
        }
    }
}

/// Takes the keys that the database made.
fn take_keys(world: &mut World, step: &Operation, expected: &mut Returned, found: &Returned) {
    let (expected, found, table) = match (expected, found, step) {
        (
            Returned::Rows(expected),
            Returned::Rows(found),
            Operation::Create(table, _) | Operation::CreateMany(table, _),
        ) => (&mut expected[..], &found[..], *table),
        (
            Returned::Upserted(expected, true),
            Returned::Upserted(found, true),
            Operation::Upsert(table, ..),
        ) => (
            std::slice::from_mut(expected),
            std::slice::from_ref(found),
            *table,
        ),
        _ => return,
    };
    for (expected, found) in expected.iter_mut().zip(found) {
        if expected[0].is_null() {
            expected[0] = found[0].clone();
            world.name_row(table, &found[0]);
        }
    }
}

async fn run_steps(db: &Db, world: World, steps: &[Step]) -> Outcome {
    let world = fill(db, world)
        .await
        .map_err(|error| format!("{error:?}"))?;
    let model = Model {
        state: Mutex::new((world, None)),
    };
    for step in steps {
        match step {
            // An error of an operation that is expected changes nothing.
            Step::Run(step) => drop(model.run(db, step).await),
            Step::Block(steps, end) => model.transaction(db, steps, *end).await,
        }
        let checked = model.check(db, &format!("{step:?}")).await;
        if let Some(difference) = model.lock().1.take() {
            return Err(difference);
        }
        checked.map_err(|error| format!("{error:?}"))?;
    }
    Ok(())
}

fn run(engine: &'static Engine, name: &str) {
    let (target, strategy) = (Target::new(engine), (world(), program()));
    let count = Counter::new(0);
    for seed in seeds(CASES) {
        let ran = target.run(&strategy, seed, |(world, steps)| {
            count.set(count.get() + operations_of(&steps));
            target.wait(run_steps(target.db(), world, &steps))
        });
        if let Err((difference, (world, steps))) = ran {
            stop(
                name,
                engine,
                seed,
                &difference,
                &format!("{world:?}{steps:?}"),
            );
        }
    }
    said(&format!(
        "{}: {} operations left what they leave in memory",
        engine.name,
        count.get()
    ));
}

on_engines!(run, "steps");
