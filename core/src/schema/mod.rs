//! [`Schema`]: the models of an application, and the creation of their tables.

mod catalog;
pub(crate) mod order;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::db::Db;
use crate::db::executor::Backend;
use crate::driver::seam::{Arguments, Call, FkHint};
use crate::driver::sinks::Nothing;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::sql::ddl::create;
use crate::sql::ddl::existing::Existing;
use crate::sql::dialect::Dialect;
use crate::stmt::workload::Workload;
use crate::table::Table;
use crate::table::index::Index;

/// The models of an application, in any order. Made by [`schema!`](crate::schema).
#[derive(Debug, Clone)]
pub struct Schema {
    tables: Vec<&'static Table>,
}

impl Schema {
    /// Returns the schema of these tables. For [`schema!`](crate::schema).
    #[doc(hidden)]
    #[must_use]
    pub fn of<const N: usize>(tables: [&'static Table; N]) -> Self {
        Self {
            tables: tables.to_vec(),
        }
    }

    /// Returns the statements that create every table and index that does not exist yet; none when
    /// all of them do.
    fn script(&self, dialect: &Dialect, existing: &Existing) -> Result<Option<String>> {
        for (at, table) in self.tables.iter().enumerate() {
            if let Some(twin) = self
                .tables
                .iter()
                .take(at)
                .find(|other| other.name().eq_ignore_ascii_case(table.name()))
            {
                return Err(Error::new(
                    ErrorKind::Misuse,
                    format!(
                        "`{}` and `{}` both have the table `{}`; give one of them `#[model(table = \"..\")]`",
                        twin.model(),
                        table.model(),
                        table.name()
                    ),
                ));
            }
        }
        self.refuse_equal_indexes()?;
        create::script(&order::parents_first(&self.tables)?, dialect, existing)
    }

    /// Returns the error for a unique index that rows of an existing table violate.
    fn conflict(&self, error: Error) -> Error {
        if error.kind() != ErrorKind::Conflict {
            return error;
        }
        let said = error.raw().map(ToString::to_string).unwrap_or_default();
        let is_named = |table: &&Table| {
            let mut indexes = table.indexes().into_iter();
            indexes.any(|index| index.unique && said.contains(&index.name))
        };
        let table = self.tables.iter().copied().find(is_named);
        let rows = table.map_or_else(
            || "rows of an existing table".to_owned(),
            |table| format!("rows of `{}`", table.model()),
        );
        let error = error.with_message(format!(
            "{rows} have the same values in the columns of a unique index, or addresses that differ only in case; change them by a migration, and call `create_all` again"
        ));
        match table {
            Some(table) => error.with_model(table),
            None => error,
        }
    }

    /// Rejects equal index names: the table `a_b` with the column `c`, and `a` with the columns `b`
    /// and `c`, give the same name, and the second index would not be created.
    fn refuse_equal_indexes(&self) -> Result<()> {
        let mut taken: HashMap<String, &Table> = HashMap::new();
        for table in &self.tables {
            for Index { name, .. } in table.indexes() {
                if let Some(twin) = taken.insert(name.to_ascii_lowercase(), table) {
                    return Err(Error::new(
                        ErrorKind::Misuse,
                        format!(
                            "`{}` and `{}` both have an index `{name}`; name one of them with `unique = \"..\"` or `index = \"..\"`",
                            twin.model(),
                            table.model()
                        ),
                    ));
                }
            }
        }
        Ok(())
    }
}

/// Returns the [`Schema`] of these models, in any order.
///
/// ```
/// # use fivefold::prelude::*;
/// # #[model] #[derive(Debug)] pub struct User { pub id: Id<User> }
/// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, #[field(server)] pub owner_id: Id<User> }
/// let schema = schema![User, Item];
/// # let _ = schema;
/// ```
#[macro_export]
macro_rules! schema {
    ($($model:ty),* $(,)?) => { $crate::__private::Schema::of([$($crate::__private::parent::<$model>()),*]) };
}

/// Returns the description of a model. For [`schema!`](crate::schema).
#[doc(hidden)]
#[must_use]
pub fn parent<M: Model>() -> &'static Table {
    M::table()
}

impl Db {
    /// Creates the tables and indexes of these models that do not exist yet, all of them or none.
    ///
    /// The catalog is read first, so that nothing is locked when nothing is missing. An existing table
    /// is not changed, even if it differs from the model, but for missing indexes on SQLite and
    /// PostgreSQL: this is for tests and first runs. MariaDB and MySQL create one table after the
    /// other, not in a transaction: after an error, the next call continues.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Misuse`] when two models have the same table, or a foreign key points to a
    /// model that is not in the schema. [`ErrorKind::Unsupported`] for a unique text that is longer
    /// than the database can index: on MariaDB and MySQL 768 characters, over all columns of the
    /// index. `Internal` when an existing table lacks a column that is to be indexed; `Conflict` when
    /// its rows have equal values in a unique index that it lacks, or addresses that differ only in
    /// case. `Busy`, `Timeout` and `Unavailable` as for any write.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct User { pub id: Id<User> }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// let db = Db::connect("sqlite::memory:").await?;
    /// db.create_all(&schema![User]).await?;
    /// # Ok(()) }
    /// ```
    pub async fn create_all(&self, schema: &Schema) -> Result<()> {
        if schema.tables.is_empty() {
            return Ok(());
        }
        // What is wrong with the models is said before anything is sent.
        schema.script(self.dialect(), &Existing::default())?;
        let existing = catalog::read(self).await?;
        let Some(sql) = schema.script(self.dialect(), &existing)? else {
            return Ok(());
        };
        self.run(Call {
            sql: sql.into(),
            arguments: Arguments::Script,
            sink: Box::new(Nothing),
            work: Workload::LongWrite,
            table: None,
            writes: FkHint::Nothing,
        })
        .await
        .map_err(|error| schema.conflict(error))?;
        Ok(())
    }
}
