//! [`SqlWriter`]: a statement while it is rendered, with its values in the order of their
//! placeholders.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::sql::dialect::Dialect;
use crate::sql::dialect::syntax::Placeholder;
#[cfg(all(fivefold_faults, feature = "testing"))]
use crate::sql::render::planted;
use crate::sql::render::raw;
use crate::stmt::aggregate::Function;
use crate::stmt::condition::{Condition, Link, Related};
use crate::stmt::limits::{MAX_BIND_VALUES, MAX_CONDITIONS, MAX_DEPTH};
use crate::stmt::operator::Operand;
use crate::stmt::select::Deleted;
use crate::stmt::sort::Sort;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::value::{Kind, Value};

/// The most conditions of a list that is written flat where the database counts its elements as
/// levels.
const FLAT_CONDITIONS: usize = 8;

/// The qualifier of the columns that are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// None: there is one table.
    Plain,
    /// The alias with this number.
    Alias(usize),
}

/// A statement while it is rendered.
pub(crate) struct SqlWriter {
    dialect: &'static Dialect,
    sql: String,
    values: Vec<Value>,
    scope: Scope,
    aliases: usize,
    /// The number of conditions that were written.
    conditions: usize,
    /// The number of values that do not count as bind values of the application.
    uncounted: usize,
}

impl SqlWriter {
    pub(crate) fn new(dialect: &'static Dialect, start: &str) -> Self {
        let mut sql = String::with_capacity(256);
        sql.push_str(start);
        Self {
            dialect,
            sql,
            values: Vec::new(),
            scope: Scope::Plain,
            aliases: 0,
            conditions: 0,
            uncounted: 0,
        }
    }

    pub(crate) fn finish(self) -> Result<(Arc<str>, Vec<Value>)> {
        if self.values.len() - self.uncounted > MAX_BIND_VALUES {
            return Err(limit(format!(
                "a statement takes at most {MAX_BIND_VALUES} bind values; compare with one list of values"
            )));
        }
        #[cfg(all(fivefold_faults, feature = "testing"))]
        let sql = planted::changed(self.sql);
        #[cfg(not(all(fivefold_faults, feature = "testing")))]
        let sql = self.sql;
        Ok((Arc::from(sql), self.values))
    }

    /// Counts this number of values, which are written next, as one bind value.
    pub(crate) const fn count_as_one(&mut self, values: usize) {
        self.uncounted += values - 1;
    }

    /// Returns the number of values that do not count as bind values.
    pub(crate) const fn uncounted(&self) -> usize {
        self.uncounted
    }

    pub(crate) fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    pub(crate) fn dialect(&self) -> &'static Dialect {
        self.dialect
    }

    /// Writes an identifier. Names come from the macro, which rejects quotes in them.
    pub(crate) fn name(&mut self, name: &str) {
        self.sql.push(self.dialect.syntax.quote);
        self.sql.push_str(name);
        self.sql.push(self.dialect.syntax.quote);
    }

    pub(crate) fn value(&mut self, value: Value) {
        self.values.push(value);
        match self.dialect.syntax.placeholder {
            Placeholder::Numbered(mark) => {
                let _ = write!(self.sql, "{mark}{}", self.values.len());
            }
            Placeholder::Bare(mark) => self.sql.push(mark),
        }
    }

    /// Writes a column of the table in scope.
    pub(crate) fn column(&mut self, column: &ColumnDef) {
        if let Scope::Alias(alias) = self.scope {
            let _ = write!(self.sql, "fivefold_{alias}.");
        }
        self.name(column.name);
    }

    /// Reserves capacity for more text, in bytes.
    pub(crate) fn reserve(&mut self, bytes: usize) {
        self.sql.reserve(bytes);
    }

    /// Writes an expression of the left-hand side of an operator.
    pub(crate) fn changed_operand(&mut self, operand: Operand, change: fn(&str) -> String) {
        let before = self.sql.len();
        self.operand(operand);
        let operand = self.sql.split_off(before);
        self.sql.push_str(&change(&operand));
    }

    /// Writes all columns of the table in scope.
    pub(crate) fn columns(&mut self, table: &Table) {
        self.comma_separated(table.columns(), Self::column);
    }

    /// Writes an alias for the table that was just written, and puts it in scope; returns the scope
    /// before.
    pub(crate) fn alias(&mut self) -> Scope {
        self.aliases += 1;
        let _ = write!(self.sql, " AS fivefold_{}", self.aliases);
        std::mem::replace(&mut self.scope, Scope::Alias(self.aliases))
    }

    pub(crate) fn set_scope(&mut self, scope: Scope) {
        self.scope = scope;
    }

    /// Writes WHERE and the conditions on rows of the table in scope, joined with AND; nothing
    /// where there are none.
    pub(crate) fn filter(
        &mut self,
        table: &Table,
        conditions: &[Condition],
        deleted: Deleted,
    ) -> Result<()> {
        if !conditions.is_empty() {
            self.push(" WHERE ");
            self.conditions(conditions, " AND ")?;
        }
        let word = if conditions.is_empty() {
            " WHERE "
        } else {
            " AND "
        };
        self.deleted(word, table, deleted);
        Ok(())
    }

    /// Writes the word and the condition that excludes soft-deleted rows of the table in scope, or
    /// the others; nothing where all rows are included.
    pub(crate) fn deleted(&mut self, word: &str, table: &Table, deleted: Deleted) {
        if let Some((column, sign)) = deleted.condition(table) {
            self.push(word);
            self.column(column);
            self.push(sign);
        }
    }

    /// Writes a condition that needs no parentheses around it.
    pub(crate) fn condition(&mut self, condition: &Condition) -> Result<()> {
        if !matches!(
            condition,
            Condition::All(_) | Condition::Any(_) | Condition::Not(_)
        ) {
            self.conditions += 1;
        }
        if self.conditions > MAX_CONDITIONS {
            return Err(limit(format!(
                "a statement has at most {MAX_CONDITIONS} conditions; compare with one list of values, or send several statements"
            )));
        }
        match condition {
            Condition::TooDeep => Err(limit(format!(
                "conditions are nested at most {MAX_DEPTH} levels deep; join them with `all_of` and `any_of`"
            ))),
            Condition::All(conditions) => self.joined(conditions, " AND ", "1 = 1"),
            Condition::Any(conditions) => self.joined(conditions, " OR ", "1 = 0"),
            Condition::Not(condition) => {
                self.push("(");
                self.condition(condition)?;
                self.push(") IS NOT TRUE");
                Ok(())
            }
            Condition::Test(operand, operator) => {
                self.test(*operand, operator);
                Ok(())
            }
            Condition::Related(related) => self.related(related),
            Condition::Json(json) => self.json(json),
            Condition::Raw { text, values } => self.raw(text, values),
            Condition::Row { table, filters } => {
                self.push(self.dialect.syntax.exists);
                self.push(" (SELECT 1 FROM ");
                self.name(table.name());
                let outer = self.alias();
                self.filter(table, filters, Deleted::Without)?;
                self.set_scope(outer);
                self.push(")");
                Ok(())
            }
        }
    }

    /// Writes raw SQL as a condition that is true or false, never unknown.
    fn raw(&mut self, text: &str, values: &Result<Vec<Value>, String>) -> Result<()> {
        let values = values
            .as_ref()
            .map_err(|reason| Error::new(ErrorKind::InvalidInput, reason.clone()))?;
        let (sql, count) = raw::with_placeholders(text, self.dialect, self.values.len() + 1)?;
        raw::check(count, values.len())?;
        self.values.extend(values.iter().cloned());
        let _ = write!(self.sql, "(({sql}) IS TRUE)");
        Ok(())
    }

    fn joined(&mut self, conditions: &[Condition], sign: &str, empty: &str) -> Result<()> {
        if let [condition] = conditions {
            return self.condition(condition);
        }
        self.push("(");
        self.conditions(conditions, sign)?;
        self.push(if conditions.is_empty() { empty } else { "" });
        self.push(")");
        Ok(())
    }

    /// Writes the conditions with a sign between them.
    pub(crate) fn conditions(&mut self, conditions: &[Condition], sign: &str) -> Result<()> {
        if !self.dialect.capabilities.counts_long_lists_as_levels
            || conditions.len() <= FLAT_CONDITIONS
        {
            return self.try_delimited(sign, conditions, Self::condition);
        }
        let (first, second) = conditions.split_at(conditions.len() / 2);
        self.push("(");
        self.conditions(first, sign)?;
        self.push(")");
        self.push(sign);
        self.push("(");
        self.conditions(second, sign)?;
        self.push(")");
        Ok(())
    }

    /// Writes the collation of an operand that is compared or sorted by, after it.
    pub(crate) fn collation(&mut self, operand: Operand) {
        let (Operand::Column(column) | Operand::Aggregate(_, column)) = operand;
        let is_count = matches!(operand, Operand::Aggregate(Function::Count, _));
        if column.kind == Kind::Decimal && !is_count {
            self.push(self.dialect.syntax.decimal_order);
        }
    }

    fn related(&mut self, related: &Related) -> Result<()> {
        let Related { link, filter, is } = related;
        let outer = self.scope;
        self.push(if *is {
            self.dialect.syntax.exists
        } else {
            "NOT EXISTS"
        });
        self.push(" (SELECT 1 FROM ");
        self.joined_tables(link, None);
        self.push(" WHERE ");
        let inner = self.scope;
        self.link_column(link);
        self.push(" = ");
        self.set_scope(outer);
        match outer {
            // The table of the statement itself has no alias.
            Scope::Plain => {
                self.name(link.own_table.name());
                self.push(".");
                self.name(link.own.name);
            }
            Scope::Alias(_) => self.column(link.own),
        }
        self.set_scope(inner);
        if !matches!(filter, Condition::All(conditions) if conditions.is_empty()) {
            self.push(" AND ");
            self.condition(filter)?;
        }
        self.deleted(" AND ", link.table, Deleted::Without);
        self.set_scope(outer);
        self.push(")");
        Ok(())
    }

    /// Writes the other table of a link, joined with the pairs of the join table if there is one, and
    /// puts it in scope. With values of the own column, only their pairs are joined, each once.
    ///
    /// The columns of the pairs have names of their own, so that a name in raw SQL means a column of
    /// the other table.
    pub(crate) fn joined_tables(&mut self, link: &Link, values: Option<&[Value]>) {
        self.name(link.table.name());
        self.alias();
        let other = self.scope;
        let Some(through) = link.through else {
            return;
        };
        self.set_scope(Scope::Plain);
        let repeats = values.is_some() && !through.is_unique();
        self.push(if repeats {
            " JOIN (SELECT DISTINCT "
        } else {
            " JOIN (SELECT "
        });
        self.name(through.own.name);
        self.push(" AS fivefold_own, ");
        self.name(through.other.name);
        self.push(" AS fivefold_other FROM ");
        self.name(through.table.name());
        if let Some(values) = values {
            self.push(" WHERE ");
            self.list(Operand::Column(through.own), values, true);
        }
        let word = if values.is_some() { " AND " } else { " WHERE " };
        self.deleted(word, through.table, Deleted::Without);
        self.push(")");
        self.alias();
        self.push(" ON ");
        self.pair_column("fivefold_other");
        self.push(" = ");
        self.set_scope(other);
        self.column(link.other);
    }

    /// Writes a column of the pairs in scope.
    fn pair_column(&mut self, name: &str) {
        if let Scope::Alias(alias) = self.scope {
            let _ = write!(self.sql, "fivefold_{alias}.{name}");
        }
    }

    /// Writes the column that is equal to the own column of the link, after
    /// [`SqlWriter::joined_tables`].
    pub(crate) fn link_column(&mut self, link: &Link) {
        match (link.through, self.scope) {
            (Some(_), Scope::Alias(other)) => {
                let scope = std::mem::replace(&mut self.scope, Scope::Alias(other + 1));
                self.pair_column("fivefold_own");
                self.scope = scope;
            }
            _ => self.column(link.other),
        }
    }

    /// Writes the columns to sort by, without ORDER BY before them.
    pub(crate) fn order(&mut self, order: &[Sort]) {
        for (index, sort) in order.iter().enumerate() {
            self.push(if index == 0 { "" } else { ", " });
            let nulls_first = sort.starts_with_nulls();
            let as_it_is = !sort.column.nullable
                || nulls_first == (sort.descending != self.dialect.capabilities.nulls_are_least);
            if !as_it_is && !self.dialect.capabilities.nulls_first_last {
                self.column(sort.column);
                self.push(if nulls_first {
                    " IS NULL DESC, "
                } else {
                    " IS NULL, "
                });
            }
            self.column(sort.column);
            self.collation(Operand::Column(sort.column));
            self.push(if sort.descending { " DESC" } else { "" });
            if !as_it_is && self.dialect.capabilities.nulls_first_last {
                self.push(if nulls_first {
                    " NULLS FIRST"
                } else {
                    " NULLS LAST"
                });
            }
        }
    }
}

impl Deleted {
    /// Returns the column to test and the test that follows it; none where every row is included.
    pub(crate) fn condition(self, table: &Table) -> Option<(&'static ColumnDef, &'static str)> {
        let (_, column) = table.deleted()?;
        match self {
            Self::Without => Some((column, " IS NULL")),
            Self::With => None,
            Self::Only => Some((column, " IS NOT NULL")),
        }
    }
}

/// Returns the error for a statement that exceeds a limit.
#[cold]
fn limit(message: String) -> Error {
    Error::new(ErrorKind::InvalidInput, message)
}
