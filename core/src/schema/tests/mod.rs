//! Rendering as text, without a database.

pub(crate) mod servers;

use std::sync::Arc;

use crate::error::kind::ErrorKind;
use crate::prelude::*;
use crate::schema::{Schema, order, parent};
use crate::sql::ddl::existing::Existing;
use crate::sql::dialect::Dialect;
use crate::sql::dialect::sqlite::SQLITE;
use crate::sql::render;
use crate::stmt::condition::Condition;
use crate::stmt::select::Deleted;
use crate::stmt::target::Target;
use crate::stmt::update::{Assignment, Update};
use crate::table::Table;
use crate::value::Value;

#[derive(Debug, Clone, Copy, PartialEq, DbEnum, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[db(crate = crate)]
enum State {
    Open,
    #[serde(rename = "it's shut")]
    Shut,
}

/// Changes two columns of the row with a key, one by an increment, if its first column still holds a
/// value.
fn update(table: &'static Table, dialect: &'static Dialect) -> Arc<str> {
    let column = |at: usize| &table.columns()[at];
    let null = |at: usize| Value::Null(column(at).kind);
    let key = table.key_position();
    let mut target = Target::row(column(key), null(key), Deleted::Without);
    target.restrict([Condition::equal(column(0), null(0))]);
    let update = Update {
        set: vec![
            Assignment::set(1, null(1)),
            Assignment::increment(2, null(2)),
        ],
        target,
        returning: true,
    };
    render::update::update(table, dialect, update).unwrap().0
}

#[model(crate = crate, table = "accounts", unique(name, state), index(state, seen_at desc))]
#[derive(Debug)]
struct Account {
    id: Id<Account>,
    #[field(unique, email, len(..=255))]
    email: String,
    #[field(len(1..=40), column = "select")]
    name: String,
    state: State,
    #[field(range(-1.5..=1.5))]
    balance: f64,
    #[field(range(1..))]
    age: Option<u32>,
    small: i16,
    active: bool,
    #[field(len(..=9))]
    tags: Json<Vec<String>>,
    picture: Option<Vec<u8>>,
    #[field(auto)]
    seen_at: DateTime<Utc>,
    day: NaiveDate,
    #[field(on_delete = set_null)]
    friend_id: Option<Id<Account>>,
}

#[model(crate = crate)]
#[derive(Debug)]
struct Entry {
    id: Id<Entry, i64>,
    #[field(server, on_delete = cascade)]
    account_id: Id<Account>,
    #[field(server, unique)]
    other_id: Id<Account>,
}

#[model(crate = crate)]
#[derive(Debug)]
struct Hen {
    id: Id<Hen>,
    egg_id: Id<Egg>,
}

#[model(crate = crate)]
#[derive(Debug)]
struct Egg {
    id: Id<Egg>,
    hen_id: Id<Hen>,
}

#[model(crate = crate, table = "ENTRY")]
#[derive(Debug)]
struct Twin {
    id: Id<Twin>,
}

fn models(tables: &[&'static Table]) -> Vec<&'static str> {
    tables.iter().map(|table| table.model()).collect()
}

#[test]
fn tables_are_rendered_in_full() {
    let schema = Schema::of([parent::<Entry>(), parent::<Account>()]);
    insta::assert_snapshot!(
        schema
            .script(&SQLITE, &Existing::default())
            .unwrap()
            .unwrap()
    );
}

#[test]
fn statements_are_rendered_in_full() {
    let texts = SQLITE.prepared(parent::<Entry>());
    let all = [
        texts.insert.as_ref(),
        texts.get.as_ref(),
        texts.exists.as_ref(),
        texts.delete.as_ref(),
        texts.list.as_ref(),
        texts.count.as_ref(),
        texts.find_by[2].as_ref(),
        &update(parent::<Entry>(), &SQLITE),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn parents_come_before_children_whatever_the_order_given() {
    let ordered = order::parents_first(&[parent::<Entry>(), parent::<Account>()]).unwrap();
    assert_eq!(models(&ordered), ["Account", "Entry"]);
}

#[test]
fn tables_that_point_to_each_other_are_all_created() {
    let ordered = order::parents_first(&[
        parent::<Entry>(),
        parent::<Hen>(),
        parent::<Egg>(),
        parent::<Account>(),
    ])
    .unwrap();
    assert_eq!(models(&ordered), ["Account", "Entry", "Hen", "Egg"]);
}

#[test]
fn a_parent_that_is_not_in_the_schema_is_named() {
    let error = Schema::of([parent::<Entry>()])
        .script(&SQLITE, &Existing::default())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    assert_eq!(
        error.to_string(),
        "`Entry.account_id` points to `Account`, which is not in the schema; add it"
    );
}

#[test]
fn two_models_with_one_table_are_refused_also_when_only_the_case_differs() {
    let error = Schema::of([parent::<Account>(), parent::<Entry>(), parent::<Twin>()])
        .script(&SQLITE, &Existing::default())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    assert_eq!(
        error.to_string(),
        "`Entry` and `Twin` both have the table `ENTRY`; give one of them `#[model(table = \"..\")]`"
    );
}

#[model(crate = crate)]
#[derive(Debug)]
struct Shelf {
    id: Id<Shelf>,
    #[field(unique)]
    book_title: String,
}

#[model(crate = crate)]
#[derive(Debug)]
struct ShelfBook {
    id: Id<ShelfBook>,
    #[field(unique)]
    title: String,
}

#[test]
fn two_indexes_of_one_name_are_refused_since_the_second_would_be_left_out() {
    let error = Schema::of([parent::<Shelf>(), parent::<ShelfBook>()])
        .script(&SQLITE, &Existing::default())
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misuse);
    assert_eq!(
        error.to_string(),
        "`Shelf` and `ShelfBook` both have an index `shelf_book_title_key`; name one of them with `unique = \"..\"` or `index = \"..\"`"
    );
}
