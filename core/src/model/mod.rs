//! The traits that `#[model]` implements, and the two values that hold a write.
//!
//! Circle: `cardinality.rs`, `hooks.rs`, `mod.rs`, `write.rs`. A model has hooks and columns to
//! write, which are those of a model.

pub(crate) mod argument;
pub(crate) mod canonical;
pub(crate) mod cardinality;
pub(crate) mod checks;
pub(crate) mod column;
pub(crate) mod field_traits;
pub(crate) mod filter;
pub(crate) mod hooks;
pub(crate) mod not_scoped;
pub(crate) mod on_commit;
pub(crate) mod one_owner;
pub(crate) mod order;
pub(crate) mod owners;
pub(crate) mod points_to;
pub(crate) mod reader;
pub(crate) mod relation;
pub(crate) mod soft_delete;
pub(crate) mod step;
pub(crate) mod summable;
pub(crate) mod unique_by;
pub(crate) mod write;

use std::any::Any;
use std::fmt;

use validator::Validate;

use crate::error::Result;
use crate::model::cardinality::Optionality;
use crate::model::checks::Checks;
use crate::model::hooks::HookTable;
use crate::model::owners::Owners;
use crate::model::reader::Reader;
use crate::model::write::{Assignments, NewRow};
use crate::stmt::update::Assignment;
use crate::table::Table;
use crate::table::foreign_keys::{ForeignKeys, ParentKeys};
use crate::value::class::{Comparable, NotNull};
use crate::value::column_type::ColumnType;

/// A struct with `#[model]`: a row of a table.
///
/// The operations are those of [`Crud`](crate::Crud). Implemented by the macro only; it may gain
/// items at any time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "not a model",
    note = "put `#[model]` on `{Self}`"
)]
pub trait Model: Sized + Send + Sync + 'static {
    /// The type of the primary key.
    type Key: ColumnType<Class: NotNull + Comparable> + Clone;
    /// The fields that `Create` and `Public` share.
    type Base;
    /// The input of a client for a new row.
    type Create: Input<Self>;
    /// The patch of a client for a row.
    type Update: Patches<Self>;
    /// The fields of a row that clients see.
    type Public: From<Self>;
    /// The fields that only server code sets; `()` for a model without such fields.
    type Server: Send + 'static;
    /// The patch of server code for the same fields; `()` for a model without such fields.
    type ServerUpdate: Default + Send + 'static;
    /// The target of a foreign key that is not NULL: [`One`](crate::relation::One) row, or
    /// [`MaybeOne`](crate::relation::MaybeOne) if rows can be soft-deleted.
    type Optionality: Optionality;

    /// The name of the table.
    #[doc(hidden)]
    const TABLE_NAME: &'static str = "";

    /// The foreign keys, and what they say about the owner of a row.
    #[doc(hidden)]
    const FOREIGN_KEYS: ForeignKeys = ForeignKeys::new("", &[]);

    /// The foreign keys of the models that the foreign keys reference, with the positions of those.
    #[doc(hidden)]
    const PARENTS: &'static [ParentKeys] = &[];

    /// The hooks of the model, if it has hooks.
    #[doc(hidden)]
    const HOOKS: Option<HookTable<Self>> = None;

    /// Returns the description of the table.
    #[doc(hidden)]
    fn table() -> &'static Table;

    /// Returns the primary key of this row.
    fn key(&self) -> Self::Key;

    /// Returns the version of the row when it was read; `None` for a model without a version field.
    #[doc(hidden)]
    fn version(&self) -> Option<i64> {
        None
    }

    /// Adds the owners of this row, which it keeps; none for a model that is not scoped.
    #[doc(hidden)]
    fn owners(&self, _: &mut Owners) {}

    /// Checks the rules of the column at this position on a value that a step sets.
    #[doc(hidden)]
    fn check_step(_at: usize, _value: &dyn Any, _check: &mut Checks) {}

    /// Reads a row, with all columns in order.
    #[doc(hidden)]
    fn read(row: &mut Reader<'_>) -> Result<Self>;
}

/// The input of a client for a new row: the `…Create` struct of the model `M`.
pub trait Input<M: Model>: Validate + Send + 'static {
    /// Writes every column, in order.
    #[doc(hidden)]
    fn put(self, server: M::Server, row: &mut NewRow);
}

/// The patch of a client for a row: the `…Update` struct of the model `M`.
pub trait Patches<M: Model>: Validate + Default + Send + 'static {
    /// Writes the columns that change.
    #[doc(hidden)]
    fn put(self, server: M::ServerUpdate, row: &mut Assignments);
}

/// A row to create: the input of a client, and the fields that only server code sets.
///
/// Made by `input.with(XServer { .. })`, or from the input alone if the model has no such fields.
pub struct New<M: Model> {
    input: M::Create,
    server: M::Server,
    given: Given,
}

/// The columns that an input has: those of its own fields, not those that are filled by defaults.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Given {
    All,
    /// The columns at these positions.
    Only(&'static [usize]),
}

impl Given {
    /// Returns true if the input has the column at this position.
    pub(crate) fn has(self, position: usize) -> bool {
        match self {
            Self::All => true,
            Self::Only(positions) => positions.contains(&position),
        }
    }
}

impl<M: Model> Clone for New<M>
where
    M::Create: Clone,
    M::Server: Clone,
{
    fn clone(&self) -> Self {
        Self {
            input: self.input.clone(),
            server: self.server.clone(),
            given: self.given,
        }
    }
}

impl<M: Model> New<M> {
    /// Combines the two parts.
    #[must_use]
    // `new` is the name of a constructor, and happens to be the name of the type.
    #[allow(clippy::self_named_constructors)]
    pub const fn new(input: M::Create, server: M::Server) -> Self {
        let given = Given::All;
        Self {
            input,
            server,
            given,
        }
    }

    /// Names the columns that the input has, by position; the others were filled by defaults.
    #[doc(hidden)]
    #[must_use]
    pub const fn given(mut self, columns: &'static [usize]) -> Self {
        self.given = Given::Only(columns);
        self
    }

    pub(crate) const fn columns(&self) -> Given {
        self.given
    }

    pub(crate) fn into_parts(self) -> (M::Create, M::Server) {
        (self.input, self.server)
    }
}

/// Prints the model's name only: the input may hold secrets.
impl<M: Model> fmt::Debug for New<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("New")
            .field("model", &M::table().model())
            .finish_non_exhaustive()
    }
}

/// Changes to a row: the patch of a client, the patch of server code, and steps.
pub struct Changes<M: Model> {
    patch: M::Update,
    server: M::ServerUpdate,
    steps: Vec<Result<Assignment>>,
}

impl<M: Model> Changes<M> {
    /// Combines the two parts.
    #[must_use]
    pub const fn new(patch: M::Update, server: M::ServerUpdate) -> Self {
        Self {
            patch,
            server,
            steps: Vec::new(),
        }
    }

    /// Returns the patch of a client alone.
    #[must_use]
    pub fn of(patch: M::Update) -> Self {
        Self::new(patch, M::ServerUpdate::default())
    }

    /// Adds a step.
    pub(crate) fn with_step(mut self, step: Result<Assignment>) -> Self {
        self.steps.push(step);
        self
    }

    pub(crate) fn into_parts(self) -> (M::Update, M::ServerUpdate, Vec<Result<Assignment>>) {
        (self.patch, self.server, self.steps)
    }
}

/// Prints the model's name only: the patch may hold secrets.
impl<M: Model> fmt::Debug for Changes<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changes")
            .field("model", &M::table().model())
            .finish_non_exhaustive()
    }
}

/// The argument of [`Crud::create`](crate::Crud::create) for the model `M`: the `…Create` struct,
/// or, if the model has fields that only server code sets, that struct `.with(XServer { .. })`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a new `{M}`",
    label = "not a complete `{M}`",
    note = "pass a `{M}Create`, by value; where `{M}` has `#[field(server)]` fields, `input.with({M}Server {{ .. }})`"
)]
pub trait IntoNew<M: Model>: Send + 'static {
    /// Returns the row to create.
    #[doc(hidden)]
    fn into_new(self) -> New<M>;
}

impl<M: Model> IntoNew<M> for New<M> {
    fn into_new(self) -> Self {
        self
    }
}

/// The argument of [`Crud::update`](crate::Crud::update) for the model `M`: the `…Update` struct,
/// alone or `.with(XServerUpdate { .. })`, a [`Step`](crate::column::Step), or a tuple of up to
/// seven steps and any of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not change a `{M}`",
    label = "expected `{M}Update`"
)]
pub trait IntoChanges<M: Model>: Send + 'static {
    /// Returns the changes.
    #[doc(hidden)]
    fn into_changes(self) -> Changes<M>;
}

impl<M: Model> IntoChanges<M> for Changes<M> {
    fn into_changes(self) -> Self {
        self
    }
}
