//! The answer to a question, from the database.

use fivefold::Query;
use fivefold::column::Step;
use fivefold::prelude::*;

use crate::answer::Answer;
use crate::field::Row;
use crate::field::Running;
use crate::question::{Ask, Assign, GroupSort, Grouping, Having, Question};
use crate::table::{GroupQuery, Subject};
use crate::world::World;
use fivefold::query::GroupFilter;

/// Asks the database. What is written is undone.
pub async fn ask(db: &Db, question: &Question) -> Result<Answer, Error> {
    let answer = match &question.ask {
        Ask::Update(_) | Ask::Delete | Ask::Restore | Ask::Purge => {
            let tx = db.begin().await?;
            let rows = for_table!(question.table, write(&tx, question)).await;
            let answer = match rows {
                Ok(rows) => Ok(Answer::Written(
                    rows,
                    Box::new(World::read(&tx).await?.by_key()),
                )),
                Err(error) => Err(error),
            };
            tx.rollback().await?;
            answer
        }
        _ => for_table!(question.table, read(db, question)).await,
    };
    Ok(answer.unwrap_or_else(|error| Answer::Failed(vec![error.kind()])))
}

fn read<'d, M: Subject>(db: &'d Db, question: &'d Question) -> Running<'d, Answer> {
    Box::pin(read_rows::<M>(db, question))
}

async fn read_rows<M: Subject>(db: &Db, question: &Question) -> Result<Answer, Error> {
    let described = M::description();
    let query: Query<M> = question.select.query();
    let rows = |rows: Vec<M>| Answer::Rows(rows.iter().map(Subject::row).collect());
    Ok(match &question.ask {
        Ask::All => rows(query.all(db).await?),
        Ask::First => rows(query.first(db).await?.into_iter().collect()),
        Ask::One => rows(vec![query.one(db).await?]),
        Ask::Count => Answer::Number(query.count(db).await?),
        Ask::Exists => Answer::Truth(query.exists(db).await?),
        Ask::Page(from, number) => {
            let page = query.page(db, *from..*from + *number).await?;
            Answer::Page(page.rows.iter().map(Subject::row).collect(), page.total)
        }
        Ask::Window(from, number) => rows(query.list(db, *from..*from + *number).await?),
        Ask::Stream => {
            let (mut stream, mut found) = (query.stream(db), Vec::new());
            while let Some(row) = stream.next().await? {
                found.push(row);
            }
            rows(found)
        }
        Ask::Walk(number) => walk(db, &query, *number).await?,
        Ask::Values(column, is_distinct) => {
            let values = described.fields[*column].select.unwrap()(query, *is_distinct, db).await?;
            Answer::Cells(values.into_iter().map(Into::into).collect())
        }
        Ask::Compute(function, column) => {
            let value = described.fields[*column].compute.unwrap()(query, *function, db).await?;
            Answer::Cells(vec![value.into()])
        }
        Ask::Groups(grouping) => {
            let asked = group_query(grouping);
            let groups = (described.shapes[grouping.shape].run)(query, asked, db).await?;
            let near = |values: Row| values.into_iter().map(Into::into).collect();
            Answer::Groups(
                groups
                    .into_iter()
                    .map(|(key, values)| (key, near(values)))
                    .collect(),
            )
        }
        Ask::Load(at, within) => {
            Answer::Loaded((described.relations[*at].load)(query, within, db).await?)
        }
        Ask::Nested(at, outer, inner) => {
            Answer::Nested((described.nested[*at].load)(query, outer, inner, db).await?)
        }
        Ask::Update(_) | Ask::Delete | Ask::Restore | Ask::Purge => panic!("a write"),
    })
}

/// The most pages of a walk: more rows than a table has.
const PAGES: usize = 200;

async fn walk<M: Subject>(db: &Db, query: &Query<M>, number: u64) -> Result<Answer, Error> {
    let (mut pages, mut back) = (Vec::new(), Vec::new());
    let (mut next, mut previous) = (None, None);
    while pages.len() < PAGES {
        let page = query.clone().page_after(db, next, number).await?;
        pages.push(page.rows.iter().map(Subject::row).collect::<Vec<_>>());
        (next, previous) = (page.next, page.previous);
        if next.is_none() {
            break;
        }
    }
    while let Some(cursor) = previous.filter(|_| back.len() < PAGES) {
        let page = query.clone().page_after(db, cursor, number).await?;
        back.push(page.rows.iter().map(Subject::row).collect::<Vec<_>>());
        previous = page.previous;
    }
    Ok(Answer::Walk(pages, back))
}

fn group_query<M: Subject>(grouping: &Grouping) -> GroupQuery<M> {
    let fields = &M::description().fields;
    let order = grouping.order.iter().map(|sort| match sort {
        GroupSort::Key(sort) => {
            fivefold::query::IntoGroupOrder::into_group_order(sort.order::<M>())
        }
        GroupSort::Measured(function, column, descending) => {
            fields[*column].group_order.unwrap()(*function, *descending)
        }
    });
    GroupQuery {
        having: grouping.having.iter().map(having::<M>).collect(),
        order: order.collect(),
        limit: grouping.limit,
    }
}

fn having<M: Subject>(having: &Having) -> GroupFilter<M> {
    match having {
        Having::Test(function, column, comparison, cell) => {
            M::description().fields[*column].having.unwrap()(*function, *comparison, cell)
        }
        Having::And(one, two) => self::having::<M>(one).and(self::having(two)),
        Having::Or(one, two) => self::having::<M>(one).or(self::having(two)),
        Having::Not(inner) => self::having::<M>(inner).not(),
    }
}

/// Returns the steps of an update.
pub fn steps<M: Subject>(changes: &[Assign]) -> Vec<Step<M>> {
    let fields = &M::description().fields;
    let steps = changes.iter().map(|change| match change {
        Assign::Set(at, cell) => fields[*at].set.unwrap()(cell),
        Assign::Add(at, number) => fields[*at].add.unwrap()(number),
    });
    steps.collect()
}

/// Writes the rows of a query.
pub fn write<'d, M: Subject>(tx: &'d dyn Executor, question: &'d Question) -> Running<'d, u64> {
    // A condition that every row meets is none.
    let query: Query<M> = question.select.query::<M>().all_rows();
    let described = M::description();
    let soft = || described.soft.as_ref().expect("soft deletion");
    match &question.ask {
        Ask::Update(changes) => (described.update_rows)(query, steps(changes), tx),
        Ask::Delete => (described.delete_rows)(query, tx),
        Ask::Restore => (soft().restore)(query, tx),
        Ask::Purge => (soft().purge)(query, tx),
        _ => panic!("no write"),
    }
}
