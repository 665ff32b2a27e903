use super::*;
use crate::table::column::{ColumnDef, Rule};
use crate::value::Kind;

const fn len<const MAX: u64>() -> &'static [Rule] {
    &[Rule::Len {
        min: None,
        max: Some(MAX),
    }]
}

fn text(field: &'static str) -> ColumnDef {
    ColumnDef::of::<String>(field)
}

fn bytes(field: &'static str) -> ColumnDef {
    ColumnDef::of::<Vec<u8>>(field)
}

/// Returns the limits of the fields, in characters and bytes.
fn limits(
    columns: Vec<ColumnDef>,
    group: &'static [&'static str],
) -> Vec<(&'static str, Option<usize>, usize)> {
    let columns: Vec<_> = [ColumnDef::of::<i64>("id").key()]
        .into_iter()
        .chain(columns)
        .collect();
    let table: &'static Table = Box::leak(Box::new(
        Table::new("Row", "row", Box::leak(columns.into_boxed_slice())).unique(group),
    ));
    let limits = index_limits(table).into_iter();
    let limit = |limit: IndexLimit| (table.field(limit.position), limit.characters, limit.bytes);
    limits.map(limit).collect()
}

#[test]
fn a_column_has_the_length_that_every_database_can_index() {
    let columns = vec![
        text("plain"),
        text("unique").unique(),
        text("indexed").index(),
        text("short").unique().rules(len::<80>()),
        text("long").unique().rules(len::<768>()),
        text("endless").index().rules(len::<9000>()),
        bytes("digest").unique(),
        ColumnDef::of::<i64>("number").unique(),
    ];
    assert_eq!(
        limits(columns, &[]),
        [
            ("unique", Some(768), 2_600),
            ("indexed", None, 2_600),
            ("long", None, 2_600),
            ("endless", None, 2_600),
            ("digest", None, 2_600),
        ]
    );
}

#[test]
fn columns_that_are_unique_together_share_an_entry() {
    let columns = vec![
        text("a"),
        ColumnDef::of::<i64>("b"),
        text("c").rules(len::<40>()),
    ];
    let room = usize::try_from(ENTRY).unwrap() - 16;
    assert_eq!(
        limits(columns, &["a", "b", "c"]),
        [("a", Some((3072 - 8 - 160) / 4), room - 160)]
    );
    let columns = vec![text("a"), bytes("b")];
    assert_eq!(
        limits(columns, &["a", "b"]),
        [("a", Some(384), 1_300), ("b", None, 1_300)]
    );
    assert_eq!(Kind::Text, text("a").kind);
}
