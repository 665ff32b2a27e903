//! [`Step`]: one operation of a sequence, as data; and the strategy that makes random sequences.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::Union;

use crate::cell::Cell;
use crate::field::Row;
use crate::question::{Ask, Assign, Question};
use crate::random_condition::Conditions;
use crate::random_question::{about, assigns};
use crate::random_world::row;
use crate::table::{How, Table};
use crate::values::Kind;
use crate::world::World;

#[derive(Debug, Clone)]
pub enum Step {
    Run(Operation),
    /// A transaction, or inside of one a savepoint.
    Block(Vec<Step>, End),
}

/// The way in which a block ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It is kept, unless a step failed.
    Kept,
    /// It fails after its last step.
    Fails,
    /// It goes on after a step that failed, and ends as if nothing was.
    Ignores,
}

#[derive(Debug, Clone)]
pub enum Operation {
    Find(Table, Pick),
    Create(Table, Row),
    CreateMany(Table, Vec<Row>),
    Update(Table, Pick, Vec<Assign>),
    Delete(Table, Pick),
    Restore(Table, Pick),
    Purge(Table, Pick),
    /// By the unique column of the model.
    Upsert(Table, How, Row, Vec<Assign>),
    /// Changes a tag through a row that was read; true if another change came in between.
    Reread(Pick, Vec<Assign>, bool),
    /// By a query.
    Rows(Box<Question>),
}

/// A row by its number, counted modulo one more than there are: the last one does not exist.
#[derive(Debug, Clone, Copy)]
pub struct Pick(pub u8);

impl Pick {
    /// Returns the key of the row.
    pub fn key(self, world: &World, table: Table) -> Cell {
        let rows = world.rows(table);
        let row = rows.get(usize::from(self.0) % (rows.len() + 1));
        row.map_or_else(|| missing(table), |row| row[0].clone())
    }
}

/// Returns a key that no row has.
fn missing(table: Table) -> Cell {
    match table.info().columns[0].kind {
        Kind::Number | Kind::Counted => Cell::Int(-7),
        _ => Cell::Uuid(fivefold::types::Uuid::from_u128(77)),
    }
}

/// Returns random sequences.
pub fn program() -> BoxedStrategy<Vec<Step>> {
    let operation = operations();
    let block = |inner: BoxedStrategy<Step>| {
        let end = prop_oneof![4 => Just(End::Kept), 2 => Just(End::Fails), 1 => Just(End::Ignores)];
        (vec(inner, 0..6), end).prop_map(|(steps, end)| Step::Block(steps, end))
    };
    let step = operation
        .prop_map(Step::Run)
        .prop_recursive(3, 12, 5, block);
    vec(step, 1..9).boxed()
}

fn operations() -> BoxedStrategy<Operation> {
    let conditions = Conditions::new();
    let weighted = [
        (3, Table::Shelf),
        (2, Table::Card),
        (3, Table::Good),
        (2, Table::Note),
        (2, Table::Tag),
        (2, Table::Label),
    ];
    let mut writes: Vec<_> = weighted
        .map(|(weight, table)| (weight, of_table(table, &conditions)))
        .to_vec();
    let reread = (pick(), assigns(Table::Tag), any::<bool>());
    writes.push((
        1,
        reread
            .prop_map(|(pick, changes, stale)| Operation::Reread(pick, changes, stale))
            .boxed(),
    ));
    Union::new_weighted(writes).boxed()
}

fn pick() -> impl Strategy<Value = Pick> {
    any::<u8>().prop_map(Pick)
}

fn of_table(table: Table, conditions: &Conditions) -> BoxedStrategy<Operation> {
    let is_write = |question: &Question| {
        matches!(
            question.ask,
            Ask::Update(_) | Ask::Delete | Ask::Restore | Ask::Purge
        )
    };
    let by_query = about(table, conditions).prop_filter("a write", is_write);
    let mut operations = vec![
        (
            1,
            pick()
                .prop_map(move |pick| Operation::Find(table, pick))
                .boxed(),
        ),
        (
            3,
            new_row(table)
                .prop_map(move |row| Operation::Create(table, row))
                .boxed(),
        ),
        (
            1,
            vec(new_row(table), 0..4)
                .prop_map(move |rows| Operation::CreateMany(table, rows))
                .boxed(),
        ),
        (
            3,
            (pick(), assigns(table))
                .prop_map(move |(pick, changes)| Operation::Update(table, pick, changes))
                .boxed(),
        ),
        (
            2,
            pick()
                .prop_map(move |pick| Operation::Delete(table, pick))
                .boxed(),
        ),
        (
            2,
            by_query
                .prop_map(|question| Operation::Rows(Box::new(question)))
                .boxed(),
        ),
    ];
    if table.info().deleted.is_some() {
        operations.push((
            1,
            pick()
                .prop_map(move |pick| Operation::Restore(table, pick))
                .boxed(),
        ));
        operations.push((
            1,
            pick()
                .prop_map(move |pick| Operation::Purge(table, pick))
                .boxed(),
        ));
    }
    if table.info().upsert.is_some() {
        let how = prop_oneof![Just(How::Takes), Just(How::Changes), Just(How::Stays)];
        let upsert = (how, new_row(table), assigns(table));
        let upsert =
            upsert.prop_map(move |(how, row, changes)| Operation::Upsert(table, how, row, changes));
        operations.push((2, upsert.boxed()));
    }
    Union::new_weighted(operations).boxed()
}

/// Returns a row that is not deleted.
fn new_row(table: Table) -> impl Strategy<Value = Row> {
    row(table).prop_map(move |mut row| {
        if let Some(at) = table.info().deleted {
            row[at] = Cell::Null;
        }
        row
    })
}

/// Returns the number of operations.
pub fn operations_of(steps: &[Step]) -> usize {
    let writes = steps.iter().map(|step| match step {
        Step::Run(_) => 1,
        Step::Block(steps, _) => operations_of(steps),
    });
    writes.sum()
}
