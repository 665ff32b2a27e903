//! Random queries of random rows find what Rust finds in them.

use std::cell::Cell;

use fivefold::prelude::*;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::answer::Answer;
use crate::ask::ask;
use crate::plain;
use crate::question::Question;
use crate::random_question::question;
use crate::random_world::world;
use crate::runner::{Outcome, Target, stop};
use crate::settings::seeds;
use crate::support::{Engine, said};
use crate::world::World;

/// The number of cases on each engine, and the most questions in each, of which half are asked on
/// average.
const CASES: u64 = 110;
const QUESTIONS: usize = 39;

pub fn cases() -> impl Strategy<Value = (World, Vec<Question>)> {
    (world(), vec(question(), 1..=QUESTIONS))
}

/// Fills the tables with the rows, and returns the rows as they are stored.
pub async fn fill(db: &Db, mut world: World) -> Result<World, Error> {
    let tx = db.begin().await?;
    World::clear(&tx).await?;
    world.store(&tx).await?;
    tx.commit().await?;
    Ok(world)
}

/// Asks the questions of the rows, once these are stored and `stored` was called.
pub fn compare(
    target: &Target,
    world: &World,
    questions: &[Question],
    stored: impl FnOnce(),
) -> Outcome {
    target.wait(async {
        let db = target.db();
        let world = fill(db, world.clone())
            .await
            .map_err(|error| format!("{error:?}"))?;
        stored();
        for question in questions {
            let expected = plain::answer(&world, question);
            let found = ask(db, question)
                .await
                .map_err(|error| format!("{error:?} of {question:?}"))?;
            if !expected.agrees(&found) {
                return Err(difference(question, &expected, &found));
            }
        }
        Ok(())
    })
}

fn difference(question: &Question, expected: &Answer, found: &Answer) -> String {
    let tables = match (expected, found) {
        (Answer::Written(_, one), Answer::Written(_, two)) => one.difference(two),
        _ => None,
    };
    format!(
        "{question:?}\nexpected {expected:?}\nfound    {found:?}\n{}",
        tables.map_or(String::new(), |table| format!("in {table:?}"))
    )
}

fn run(engine: &'static Engine, name: &str) {
    let (target, strategy) = (Target::new(engine), cases());
    let count = Cell::new(0);
    for seed in seeds(CASES) {
        let ran = target.run(&strategy, seed, |(world, questions)| {
            count.set(count.get() + questions.len());
            compare(&target, &world, &questions, || ())
        });
        if let Err((difference, (world, questions))) = ran {
            stop(
                name,
                engine,
                seed,
                &difference,
                &format!("{world:?}\n{} questions", questions.len()),
            );
        }
    }
    said(&format!(
        "{}: {} queries found what Rust finds",
        engine.name,
        count.get()
    ));
}

on_engines!(run, "queries");
