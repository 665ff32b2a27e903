//! The same models on database servers, for differences from SQLite.

use std::sync::Arc;

use crate::prelude::*;
use crate::schema::tests::{Account, Egg, Entry, Hen, update};
use crate::schema::{Schema, parent};
use crate::sql::ddl::existing::Existing;
use crate::sql::dialect::Dialect;
use crate::sql::dialect::capabilities::Bulk;
use crate::sql::dialect::mysql::MYSQL;
use crate::sql::dialect::postgres::POSTGRES;
use crate::sql::dialect::sqlite::SQLITE;
use crate::sql::render::insert::insert_tuples;

const DIALECTS: [(&str, &Dialect); 3] = [
    ("sqlite", &SQLITE),
    ("postgres", &POSTGRES),
    ("mysql", &MYSQL),
];

#[derive(Debug, Clone, Copy, PartialEq, DbEnum, serde::Serialize, serde::Deserialize)]
#[db(crate = crate)]
enum Slash {
    #[serde(rename = "back\\slash")]
    Back,
    #[serde(rename = "it's")]
    Quote,
}

/// A column of every type that `Account` does not have.
#[model(crate = crate)]
#[derive(Debug)]
struct Mixed {
    id: Id<Mixed, i32>,
    #[field(range(0.1..=1e20))]
    narrow: f32,
    wide: i64,
    #[field(range(-1e-7..))]
    small: Option<f64>,
    at: NaiveTime,
    slash: Slash,
    #[field(len(2..=10))]
    blob: Vec<u8>,
    tree: Option<Json<Vec<i64>>>,
    other: Uuid,
}

/// A text key, and foreign keys to it on the servers.
#[model(crate = crate)]
#[derive(Debug)]
struct Country {
    #[field(id, len(2..=2))]
    code: String,
}

#[model(crate = crate, index(region, name))]
#[derive(Debug)]
struct City {
    id: Id<City, i64>,
    #[field(references = Country, len(2..=2), on_delete = restrict)]
    country: String,
    #[field(references = Country, len(2..=2), on_delete = set_null)]
    twin: Option<String>,
    #[field(len(..=300))]
    region: String,
    name: String,
}

#[model(crate = crate)]
#[derive(Debug)]
struct Bare {
    id: Id<Bare, i64>,
}

/// Renders for each of the dialects, one after the other.
fn on_each(render: impl Fn(&'static Dialect) -> String) -> String {
    let rendered = DIALECTS.map(|(name, dialect)| format!("-- {name}\n{}", render(dialect)));
    rendered.join("\n")
}

#[test]
fn tables_are_rendered_in_full_on_servers() {
    for (name, dialect) in &DIALECTS[1..] {
        let schema = Schema::of([parent::<Entry>(), parent::<Account>()]);
        insta::assert_snapshot!(
            format!("tables_{name}"),
            schema
                .script(dialect, &Existing::default())
                .unwrap()
                .unwrap()
        );
    }
}

#[test]
fn every_type_is_spelled_as_the_database_spells_it() {
    let schema = Schema::of([parent::<Mixed>(), parent::<City>(), parent::<Country>()]);
    let scripts = on_each(|dialect| {
        schema
            .script(dialect, &Existing::default())
            .unwrap()
            .unwrap()
    });
    insta::assert_snapshot!(scripts);
}

#[test]
fn keys_that_point_to_each_other_are_added_when_both_tables_are_there() {
    let schema = Schema::of([parent::<Hen>(), parent::<Egg>()]);
    let scripts = on_each(|dialect| {
        schema
            .script(dialect, &Existing::default())
            .unwrap()
            .unwrap()
    });
    insta::assert_snapshot!(scripts);
}

#[model(crate = crate, unique(name, size))]
#[derive(Debug)]
struct Marked {
    id: Id<Marked>,
    #[field(unique, len(..=768))]
    code: String,
    #[field(index)]
    name: String,
    size: i16,
    #[field(deleted)]
    deleted_at: Option<DateTime<Utc>>,
}

#[model(crate = crate)]
#[derive(Debug)]
struct Fitting {
    id: Id<Fitting>,
    #[field(unique, len(..=767))]
    code: String,
    #[field(unique)]
    open: String,
    #[field(deleted)]
    deleted_at: Option<DateTime<Utc>>,
}

#[test]
fn a_unique_value_of_a_deleted_row_is_free_again() {
    let schema = Schema::of([parent::<Fitting>()]);
    let scripts = on_each(|dialect| {
        schema
            .script(dialect, &Existing::default())
            .unwrap()
            .unwrap()
    });
    insta::assert_snapshot!(scripts);
    // The flag of rows that are not soft-deleted takes space in the index.
    let error = Schema::of([parent::<Marked>()])
        .script(&MYSQL, &Existing::default())
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "MariaDB and MySQL cannot index more than 3068 bytes together, 4 for each character; give `Marked.code` a smaller `len(..)`"
    );
}

#[test]
fn statements_are_rendered_in_full_side_by_side() {
    let statements = on_each(|dialect| {
        let entry = parent::<Entry>();
        let texts = dialect.prepared(entry);
        let all = [
            Arc::clone(&texts.get),
            Arc::clone(&texts.exists),
            Arc::clone(&texts.delete),
            Arc::clone(&texts.list),
            Arc::clone(&texts.count),
            Arc::clone(&texts.find_by[2]),
            update(entry, dialect),
        ];
        all.join("\n") + "\n"
    });
    insta::assert_snapshot!(statements);
}

#[test]
fn new_rows_are_sent_as_the_database_takes_them() {
    let tables = [
        parent::<Entry>(),
        parent::<Account>(),
        parent::<Mixed>(),
        parent::<Country>(),
        parent::<Bare>(),
    ];
    let inserts = on_each(|dialect| {
        let mut all = String::new();
        for table in tables {
            let texts = dialect.prepared(table);
            let many = match dialect.capabilities.bulk {
                Bulk::Tuples => Some(insert_tuples(table, dialect, 3)),
                Bulk::Each | Bulk::Arrays => texts.insert_many.clone(),
            };
            let many = many.unwrap_or_else(|| Arc::from("-- one after the other"));
            all += &format!("{}\n{many}\n", texts.insert);
        }
        all
    });
    insta::assert_snapshot!(inserts);
}

#[test]
fn every_statement_of_a_script_ends_with_its_line_and_only_there() {
    let schema = Schema::of([parent::<Hen>(), parent::<Egg>(), parent::<Mixed>()]);
    for (name, dialect) in DIALECTS {
        let script = schema
            .script(dialect, &Existing::default())
            .unwrap()
            .unwrap();
        let rest = script.strip_suffix(";\n").unwrap();
        for statement in rest.split(";\n") {
            let start = statement.split(' ').next().unwrap();
            let known = [
                "CREATE",
                "SELECT",
                "DO",
                "SET",
                "PREPARE",
                "EXECUTE",
                "DEALLOCATE",
            ];
            assert!(known.contains(&start), "{name}: {statement}");
        }
    }
}
