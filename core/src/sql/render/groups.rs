//! Groups of rows, and the aggregates of each.

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::sql::dialect::Dialect;
use crate::sql::render::select::{Ready, from, refuse_json, window};
use crate::sql::render::writer::SqlWriter;
use crate::stmt::aggregate::Function;
use crate::stmt::group::{GroupSort, Grouping, Measure};
use crate::stmt::operator::Operand;
use crate::stmt::select::Select;
use crate::stmt::sort::{Nulls, Sort};
use crate::table::Table;
use crate::table::column::ColumnDef;

/// Renders the SELECT of the columns of each group, followed by its aggregates.
pub(crate) fn groups(
    table: &'static Table,
    dialect: &'static Dialect,
    select: &Select,
    grouping: Grouping<'_>,
) -> Result<Ready> {
    let keys = grouping.keys.iter();
    let keys: Vec<_> = keys
        .filter_map(|position| table.columns().get(*position))
        .collect();
    refuse_json(keys.iter().copied())?;
    let mut text = SqlWriter::new(dialect, "SELECT ");
    text.listed(&keys);
    for measure in grouping.aggregates {
        text.push(", ");
        text.selected_aggregate(measure.function, measured(table, *measure)?);
    }
    from(&mut text, table, select)?;
    text.push(" GROUP BY ");
    text.listed(&keys);
    if let Some(having) = &grouping.having {
        text.push(" HAVING ");
        text.condition(having)?;
    }
    text.push(" ORDER BY ");
    text.group_order(table, &keys, grouping.order)?;
    let limit = grouping.limit;
    window(
        &mut text,
        limit.map(|limit| i64::try_from(limit).unwrap_or(i64::MAX)),
        0,
    );
    text.finish()
}

impl SqlWriter {
    fn listed(&mut self, columns: &[&ColumnDef]) {
        self.comma_separated(columns.iter().copied(), Self::column);
    }

    /// Writes an aggregate in the form that is read.
    pub(crate) fn selected_aggregate(&mut self, function: Function, column: &ColumnDef) {
        let syntax = &self.dialect().syntax;
        let aggregate =
            (syntax.aggregate)(function, column.kind, &self.dialect().quoted(column.name));
        self.push(&(syntax.read_aggregate)(function, column.kind, aggregate));
    }

    /// Writes an aggregate in the form that is compared and sorted by: a sum is 0 where all values
    /// are null.
    pub(crate) fn compared_aggregate(&mut self, function: Function, column: &ColumnDef) {
        let dialect = self.dialect();
        let quoted = dialect.quoted(column.name);
        let aggregate = (dialect.syntax.aggregate)(function, column.kind, &quoted);
        if function == Function::Sum {
            self.push("coalesce(");
            self.push(&aggregate);
            self.push(", 0)");
        } else {
            self.push(&aggregate);
        }
    }

    /// Writes the order, made total by the columns of the groups.
    fn group_order(
        &mut self,
        table: &'static Table,
        keys: &[&'static ColumnDef],
        order: Vec<GroupSort>,
    ) -> Result<()> {
        let mut sorted: Vec<&ColumnDef> = Vec::new();
        let mut order = order;
        for sort in &order {
            if let GroupSort::Key(sort) = sort {
                if !keys.iter().any(|key| std::ptr::eq(*key, sort.column)) {
                    return Err(Error::new(
                        ErrorKind::Misuse,
                        format!(
                            "cannot sort groups by `{}`; add it to `group_by`, or sort by an aggregate of it",
                            sort.column.field
                        ),
                    ));
                }
                sorted.push(sort.column);
            }
        }
        let rest = keys
            .iter()
            .filter(|key| !sorted.iter().any(|column| std::ptr::eq(*column, **key)));
        order.extend(rest.map(|column| {
            GroupSort::Key(Sort {
                column,
                descending: false,
                nulls: Nulls::Least,
            })
        }));
        for (number, sort) in order.into_iter().enumerate() {
            self.push(if number == 0 { "" } else { ", " });
            match sort {
                GroupSort::Key(sort) => self.order(&[sort]),
                GroupSort::Measured(measure, descending) => {
                    let column = measured(table, measure)?;
                    self.compared_aggregate(measure.function, column);
                    self.collation(Operand::Aggregate(measure.function, column));
                    let descends = if descending { " DESC" } else { "" };
                    self.push(descends);
                    let quoted = self.dialect().quoted(column.name);
                    let rest = self.dialect().syntax.aggregate_rest;
                    if let Some(rest) = rest(measure.function, column.kind, &quoted) {
                        self.push(", ");
                        self.push(&rest);
                        self.push(descends);
                    }
                    if !self.dialect().capabilities.nulls_are_least {
                        self.push(if descending {
                            " NULLS LAST"
                        } else {
                            " NULLS FIRST"
                        });
                    }
                }
            }
        }
        Ok(())
    }
}

fn measured(table: &'static Table, measure: Measure) -> Result<&'static ColumnDef> {
    let column = table.columns().get(measure.position);
    column.ok_or_else(|| Error::new(ErrorKind::Internal, "the model has no such column"))
}
