//! [`Subject`]: a model described by cells; [`Table`]: its name, for data about any model.

use std::sync::LazyLock;

use fivefold::Query;
use fivefold::column::Step;
use fivefold::prelude::*;
use fivefold::query::{GroupFilter, GroupOrder};
use fivefold::types::ColumnType;
use fivefold::types::class::Sortable;

use crate::cell::Cell;
use crate::condition::Condition;
use crate::field::{Field, Function, Row, Running};
use crate::models::{Card, Good, Label, Note, Shelf, Tag};
use crate::select::{Deleted, Select};
use crate::values::Kind;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    Shelf,
    Card,
    Good,
    Note,
    Tag,
    Label,
}

impl Table {
    /// Parents before their children.
    pub const ALL: [Self; 6] = [
        Self::Shelf,
        Self::Card,
        Self::Good,
        Self::Note,
        Self::Tag,
        Self::Label,
    ];

    pub fn info(self) -> &'static TableInfo {
        &INFO[self as usize]
    }
}

/// A model, for code that does not know its type.
#[derive(Debug)]
pub struct TableInfo {
    pub columns: Vec<ColumnInfo>,
    pub relations: Vec<RelationInfo>,
    /// The numbers of relations, and of relations of their rows, that are loaded together.
    pub nested: Vec<(usize, usize)>,
    pub shapes: Vec<ShapeInfo>,
    /// The unique column of an upsert.
    pub upsert: Option<usize>,
    /// The column with the time of a soft delete.
    pub deleted: Option<usize>,
    pub version: Option<usize>,
}

impl TableInfo {
    pub fn column(&self, name: &str) -> usize {
        let mut names = self.columns.iter();
        names
            .position(|column| column.name == name)
            .unwrap_or_else(|| panic!("no column {name}"))
    }

    /// The columns of which something is allowed.
    pub fn columns_that(&self, can: impl Fn(&ColumnInfo) -> bool) -> Vec<usize> {
        (0..self.columns.len())
            .filter(|at| can(&self.columns[*at]))
            .collect()
    }
}

#[derive(Debug)]
pub struct ColumnInfo {
    pub name: &'static str,
    pub kind: Kind,
    pub nullable: bool,
    pub sorted: bool,
    pub text: bool,
    pub json: bool,
    pub settable: bool,
    pub summable: bool,
}

#[derive(Debug, Clone)]
pub struct RelationInfo {
    pub name: &'static str,
    pub owner: Table,
    pub target: Table,
    pub many: bool,
    pub via: Via,
}

/// The columns that a relation goes by.
#[derive(Debug, Clone, Copy)]
pub enum Via {
    /// The foreign key of the related rows.
    Children(&'static str),
    /// The foreign key of the row itself.
    Parent(&'static str),
    /// The foreign keys of the rows in between to the row and to the related rows.
    Through(Table, &'static str, &'static str),
}

/// The columns and the aggregates of groups.
#[derive(Debug, Clone)]
pub struct ShapeInfo {
    pub keys: Vec<usize>,
    pub aggregates: Vec<(Function, usize)>,
}

/// A relation of `M`.
pub struct Relation<M> {
    pub info: RelationInfo,
    pub condition: fn(Quantifier, Option<&Condition>) -> Filter<M>,
    pub load: for<'d> fn(Query<M>, &Select, &'d dyn Executor) -> Running<'d, Vec<(Row, Vec<Row>)>>,
}

/// A relation of `M`, and a relation of its rows.
pub struct Nested<M> {
    pub outer: &'static str,
    pub inner: &'static str,
    pub load: for<'d> fn(
        Query<M>,
        &Select,
        &Select,
        &'d dyn Executor,
    ) -> Running<'d, Vec<(Row, Vec<(Row, Vec<Row>)>)>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// `any` of many, `is` of one.
    Any,
    /// `none` of many, and the opposite of `is`.
    None,
    Exists,
}

/// Groups of `M`.
pub struct Shape<M> {
    pub keys: &'static [&'static str],
    pub aggregates: &'static [(Function, &'static str)],
    pub run: for<'d> fn(Query<M>, GroupQuery<M>, &'d dyn Executor) -> Running<'d, Vec<(Row, Row)>>,
}

/// What is asked of groups.
pub struct GroupQuery<M> {
    pub having: Vec<GroupFilter<M>>,
    pub order: Vec<GroupOrder<M>>,
    pub limit: Option<u64>,
}

/// What is done with rows of `M`, by cells.
pub struct Description<M: Model> {
    pub fields: Vec<Field<M>>,
    pub relations: Vec<Relation<M>>,
    pub nested: Vec<Nested<M>>,
    pub shapes: Vec<Shape<M>>,
    pub query: fn() -> Query<M>,
    pub find: for<'d> fn(&Cell, &'d dyn Executor) -> Running<'d, Option<Row>>,
    pub create: for<'d> fn(&Row, &'d dyn Executor) -> Running<'d, Row>,
    pub create_many: for<'d> fn(&[Row], &'d dyn Executor) -> Running<'d, Vec<Row>>,
    pub update: for<'d> fn(&Cell, Vec<Step<M>>, &'d dyn Executor) -> Running<'d, Row>,
    pub delete: for<'d> fn(&Cell, &'d dyn Executor) -> Running<'d, ()>,
    /// Updates and deletes the rows of a query.
    pub update_rows: for<'d> fn(Query<M>, Vec<Step<M>>, &'d dyn Executor) -> Running<'d, u64>,
    pub delete_rows: for<'d> fn(Query<M>, &'d dyn Executor) -> Running<'d, u64>,
    pub upsert: Option<UpsertBy<M>>,
    pub soft: Option<Soft<M>>,
}

/// An upsert by a unique column.
pub struct UpsertBy<M> {
    pub column: &'static str,
    /// Returns the row, and true if it was created.
    pub run: for<'d> fn(How, &Row, Vec<Step<M>>, &'d dyn Executor) -> Running<'d, (Row, bool)>,
}

/// What becomes of a row that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It takes the values of the input.
    Takes,
    /// It takes these changes.
    Changes,
    Stays,
}

/// What is done with rows that can be soft-deleted.
pub struct Soft<M> {
    pub within: fn(Query<M>, Deleted) -> Query<M>,
    pub restore: for<'d> fn(Query<M>, &'d dyn Executor) -> Running<'d, u64>,
    pub purge: for<'d> fn(Query<M>, &'d dyn Executor) -> Running<'d, u64>,
    pub restore_one: for<'d> fn(&Cell, &'d dyn Executor) -> Running<'d, Row>,
    pub purge_one: for<'d> fn(&Cell, &'d dyn Executor) -> Running<'d, ()>,
}

/// A model of this target.
pub trait Subject: Model<Key: ColumnType<Class: Sortable>> + Clone {
    const TABLE: Table;

    fn description() -> &'static Description<Self>;

    fn row(&self) -> Row {
        let fields = Self::description().fields.iter();
        fields.map(|field| (field.cell)(self)).collect()
    }
}

/// Calls a function that is generic in the model.
macro_rules! for_table {
    ($table:expr, $function:ident($($argument:expr),*)) => {
        match $table {
            $crate::table::Table::Shelf => $function::<$crate::models::Shelf>($($argument),*),
            $crate::table::Table::Card => $function::<$crate::models::Card>($($argument),*),
            $crate::table::Table::Good => $function::<$crate::models::Good>($($argument),*),
            $crate::table::Table::Note => $function::<$crate::models::Note>($($argument),*),
            $crate::table::Table::Tag => $function::<$crate::models::Tag>($($argument),*),
            $crate::table::Table::Label => $function::<$crate::models::Label>($($argument),*),
        }
    };
}

static INFO: LazyLock<[TableInfo; 6]> = LazyLock::new(|| {
    let mut tables = [
        info_of::<Shelf>(),
        info_of::<Card>(),
        info_of::<Good>(),
        info_of::<Note>(),
        info_of::<Tag>(),
        info_of::<Label>(),
    ];
    let nested = Table::ALL.map(|table| for_table!(table, nested_of(&tables)));
    for (info, nested) in tables.iter_mut().zip(nested) {
        info.nested = nested;
    }
    tables
});

fn nested_of<M: Subject>(tables: &[TableInfo; 6]) -> Vec<(usize, usize)> {
    let own = &tables[M::TABLE as usize].relations;
    let nested = M::description().nested.iter().map(|nested| {
        let outer = relation_named(own, nested.outer);
        let target = &tables[own[outer].target as usize];
        (outer, relation_named(&target.relations, nested.inner))
    });
    nested.collect()
}

/// Returns the number of the relation with this name.
fn relation_named(relations: &[RelationInfo], name: &str) -> usize {
    let mut relations = relations.iter();
    relations
        .position(|relation| relation.name == name)
        .expect("a relation")
}

fn info_of<M: Subject>() -> TableInfo {
    let described = M::description();
    let columns = described.fields.iter().map(|field| ColumnInfo {
        name: field.name,
        kind: field.kind,
        nullable: field.null.is_some(),
        sorted: field.order.is_some(),
        text: field.text.is_some(),
        json: field.path.is_some(),
        settable: field.set.is_some(),
        summable: field.is_summable,
    });
    let mut info = TableInfo {
        columns: columns.collect(),
        relations: described
            .relations
            .iter()
            .map(|relation| relation.info.clone())
            .collect(),
        nested: Vec::new(),
        shapes: Vec::new(),
        upsert: None,
        deleted: None,
        version: None,
    };
    let of_kind = |kind| info.columns.iter().position(|column| column.kind == kind);
    (info.deleted, info.version) = (of_kind(Kind::Deleted), of_kind(Kind::Version));
    let shapes = described.shapes.iter().map(|shape| ShapeInfo {
        keys: shape.keys.iter().map(|name| info.column(name)).collect(),
        aggregates: shape
            .aggregates
            .iter()
            .map(|(function, name)| (*function, info.column(name)))
            .collect(),
    });
    info.shapes = shapes.collect();
    info.upsert = described
        .upsert
        .as_ref()
        .map(|upsert| info.column(upsert.column));
    info
}
