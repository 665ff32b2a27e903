//! The types of columns, and the prefixes of them in indexes.

use crate::error::kind::ErrorKind;
use crate::model::points_to::points_to;
use crate::prelude::*;
use crate::sql::dialect::mysql::layout::layout;
use crate::table::Table;
use crate::table::column::{ColumnDef, OnDelete, Rule};

const fn text(name: &'static str) -> ColumnDef {
    ColumnDef::of::<String>(name)
}

const fn bytes(name: &'static str) -> ColumnDef {
    ColumnDef::of::<Vec<u8>>(name)
}

const fn number(name: &'static str) -> ColumnDef {
    ColumnDef::of::<i32>(name)
}

/// `len(..=MOST)`.
const fn len<const MOST: u64>() -> &'static [Rule] {
    const {
        &[Rule::Len {
            min: None,
            max: Some(MOST),
        }]
    }
}

/// A table of these columns after a key, which is a number.
fn table(columns: Vec<ColumnDef>) -> Table {
    let key = ColumnDef::of::<i64>("id").key();
    let columns: Vec<_> = std::iter::once(key).chain(columns).collect();
    Table::new("Row", "rows", columns.leak())
}

/// The types of the columns after the key, and the indexes as MySQL spells them.
fn laid_out(table: Table) -> (Vec<String>, Vec<String>) {
    let laid = layout(Box::leak(Box::new(table))).unwrap();
    let spelled = laid.indexes.iter().map(|index| {
        let parts = index.parts.iter().map(|part| match part.prefix {
            Some(prefix) => format!("{}({prefix})", part.column.name),
            None => part.column.name.to_owned(),
        });
        let unique = if index.unique { "unique " } else { "" };
        format!("{unique}{}", parts.collect::<Vec<_>>().join(", "))
    });
    (laid.types.into_iter().skip(1).collect(), spelled.collect())
}

fn types(columns: Vec<ColumnDef>) -> Vec<String> {
    laid_out(table(columns)).0
}

fn refused(table: Table) -> String {
    let error = layout(Box::leak(Box::new(table))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.model().is_some());
    error.to_string()
}

#[test]
fn text_without_an_index_is_long_unless_it_is_known_to_be_short() {
    let columns = vec![
        text("a"),
        text("b").rules(len::<255>()),
        text("c").rules(len::<256>()),
        bytes("d").rules(len::<9>()),
    ];
    assert_eq!(
        types(columns),
        ["longtext", "varchar(255)", "longtext", "longblob"]
    );
}

#[test]
fn what_is_unique_is_as_long_as_an_index_can_be() {
    let columns = vec![
        text("a").unique(),
        text("b").unique().rules(len::<768>()),
        bytes("c").unique(),
        bytes("d").unique().rules(len::<3072>()),
    ];
    let expected = [
        "varchar(768)",
        "varchar(768)",
        "varbinary(3072)",
        "varbinary(3072)",
    ];
    assert_eq!(types(columns), expected);
    let message = refused(table(vec![text("email").unique().rules(len::<769>())]));
    assert_eq!(
        message,
        "MariaDB and MySQL cannot index more than 768 characters; give `Row.email` a `len(..=768)` or less"
    );
    let message = refused(table(vec![bytes("digest").unique().rules(len::<3073>())]));
    assert_eq!(
        message,
        "MariaDB and MySQL cannot index more than 3072 bytes; give `Row.digest` a `len(..=3072)` or less"
    );
}

#[test]
fn an_index_that_is_not_unique_takes_the_beginning_and_no_text_is_refused_for_it() {
    let columns = vec![
        text("a").index(),
        text("b").index().rules(len::<768>()),
        text("c").index().rules(len::<769>()),
        bytes("d").index(),
    ];
    let (types, indexes) = laid_out(table(columns));
    assert_eq!(types, ["longtext", "varchar(768)", "longtext", "longblob"]);
    assert_eq!(indexes, ["a(768)", "b", "c(768)", "d(3072)"]);
}

#[test]
fn the_columns_of_a_unique_group_share_its_room() {
    let group = |columns: Vec<ColumnDef>| laid_out(table(columns).unique(&["a", "b"])).0;
    assert_eq!(
        group(vec![text("a"), text("b")]),
        ["varchar(384)", "varchar(384)"]
    );
    assert_eq!(group(vec![text("a"), number("b")]), ["varchar(767)", "int"]);
    assert_eq!(
        group(vec![text("a").rules(len::<700>()), text("b")]),
        ["varchar(700)", "varchar(68)"]
    );
    assert_eq!(
        group(vec![text("a"), bytes("b")]),
        ["varchar(384)", "varbinary(1536)"]
    );
    let columns = vec![text("a").rules(len::<400>()), text("b").rules(len::<369>())];
    let message = "MariaDB and MySQL cannot index more than 3072 bytes together, 4 for each character; give `Row.a` and `Row.b` a smaller `len(..)`";
    assert_eq!(refused(table(columns).unique(&["a", "b"])), message);
    let columns = vec![text("a").rules(len::<768>()), text("b")];
    assert_eq!(refused(table(columns).unique(&["a", "b"])), message);
}

#[test]
fn a_column_of_several_unique_indexes_fits_into_each() {
    let columns = vec![text("a").unique(), text("b"), text("c")];
    let (types, _) = laid_out(table(columns).unique(&["a", "b"]).unique(&["c", "a", "b"]));
    assert_eq!(types, ["varchar(256)", "varchar(256)", "varchar(256)"]);
}

#[test]
fn the_columns_of_another_group_share_its_room_by_their_beginnings() {
    let columns = vec![text("a"), text("b").rules(len::<100>()), number("c")];
    let (types, indexes) =
        laid_out(table(columns).index(&[("a", false), ("b", true), ("c", false)]));
    assert_eq!(types, ["longtext", "varchar(100)", "int"]);
    assert_eq!(indexes, ["a(667), b, c"]);
    let columns = vec![text("a").rules(len::<400>()), text("b").rules(len::<400>())];
    let (types, indexes) = laid_out(table(columns).index(&[("a", false), ("b", false)]));
    assert_eq!(types, ["varchar(400)", "varchar(400)"]);
    assert_eq!(indexes, ["a(384), b(384)"]);
}

#[model(crate = crate)]
#[derive(Debug)]
struct Country {
    #[field(id, len(2..=2))]
    code: String,
}

#[model(crate = crate)]
#[derive(Debug)]
struct Capital {
    /// A key that points to a key.
    #[field(id, references = Country)]
    country: String,
}

#[model(crate = crate)]
#[derive(Debug)]
struct Shop {
    #[field(id)]
    name: String,
}

#[test]
fn a_key_that_is_text_and_what_points_to_it_have_one_type() {
    let columns = vec![
        text("country").references(&points_to::<Country>(), OnDelete::Restrict),
        text("capital")
            .references(&points_to::<Capital>(), OnDelete::Restrict)
            .rules(len::<9>()),
        text("shop").references(&points_to::<Shop>(), OnDelete::Restrict),
    ];
    assert_eq!(types(columns), ["varchar(2)", "varchar(2)", "varchar(768)"]);
    let shop = text("shop").references(&points_to::<Shop>(), OnDelete::Restrict);
    let message = refused(table(vec![shop, number("place")]).unique(&["shop", "place"]));
    assert_eq!(
        message,
        "MariaDB and MySQL cannot index more than 3072 bytes together, 4 for each character; give `Row.shop` a smaller `len(..)`"
    );
}

#[model(crate = crate)]
#[derive(Debug)]
struct Page {
    #[field(id, len(..=2000))]
    url: String,
}

#[test]
fn a_key_that_is_too_long_is_named_also_where_another_model_points_to_it() {
    let message = "MariaDB and MySQL cannot index more than 768 characters; give `Page.url` a `len(..=768)` or less";
    let error = layout(Page::table()).unwrap_err();
    assert_eq!(error.to_string(), message);
    let url = text("url").references(&points_to::<Page>(), OnDelete::Restrict);
    assert_eq!(refused(table(vec![url])), message);
}

/// As many texts as a table may have to hold.
fn texts(count: usize) -> impl Iterator<Item = ColumnDef> {
    (0..count).map(|at| text(format!("c{at}").leak()))
}

#[test]
fn texts_that_are_too_many_for_a_row_move_out_of_it() {
    let columns = texts(80).map(|column| column.rules(len::<255>()));
    let found = types(columns.collect());
    let short = found
        .iter()
        .filter(|found| *found == "varchar(255)")
        .count();
    // 8 bytes of the key, 1,022 of each text inside of the row.
    assert_eq!(short, 58);
    assert!(
        found[58..].iter().all(|found| found == "longtext"),
        "{found:?}"
    );
}

#[test]
fn what_stands_behind_a_text_has_its_room_in_the_row_too() {
    let texts = texts(58).map(|column| column.rules(len::<255>()));
    let found = types(texts.chain((0..600).map(|_| number("n"))).collect());
    let short = found.iter().filter(|found| *found == "varchar(255)");
    assert_eq!(short.count(), 56);
}

#[test]
fn unique_texts_that_are_too_many_for_a_row_are_refused() {
    let columns = texts(20).map(ColumnDef::unique);
    let message = "MariaDB and MySQL cannot hold all that is unique in one row of `Row`; give its texts a smaller `len(..)`";
    assert_eq!(refused(table(columns.collect())), message);
}
