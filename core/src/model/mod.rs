//! The traits that `#[model]` implements, and the two values that carry a write.
//!
//! Circle: `cardinality.rs`, `hooks.rs`, `mod.rs`.

pub(crate) mod argument;
pub(crate) mod cardinality;
pub(crate) mod checks;
pub(crate) mod column;
pub(crate) mod filter;
pub(crate) mod hooks;
pub(crate) mod increment;
pub(crate) mod on_commit;
pub(crate) mod order;
pub(crate) mod points_to;
pub(crate) mod reader;
pub(crate) mod relation;
pub(crate) mod soft_delete;
pub(crate) mod summable;
pub(crate) mod write;

use std::fmt;

use validator::Validate;

use crate::error::Result;
use crate::model::cardinality::Optionality;
use crate::model::hooks::HookTable;
use crate::model::reader::Reader;
use crate::model::write::{Assignments, NewRow};
use crate::stmt::invalid::BuildResult;
use crate::table::Table;
use crate::value::Value;
use crate::value::column_type::ColumnType;

/// A table struct: what `#[model]` was put on.
///
/// The operations are those of [`Crud`](crate::Crud). Implemented by the macro only; it may gain items at any time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "not a model",
    note = "put `#[model]` on `{Self}`"
)]
pub trait Model: Sized + Send + Sync + 'static {
    /// The type of the primary key.
    type Key: ColumnType + Clone;
    /// The fields that `Create` and `Public` share.
    type Base;
    /// What a client sends to create a row.
    type Create: Input<Self>;
    /// What a client sends to change a row.
    type Update: Patches<Self>;
    /// What a client sees of a row.
    type Public: From<Self>;
    /// The fields that only server code sets; `()` for a model that has none.
    type Server: Send + 'static;
    /// What a foreign key that is not null leads to: [`One`](crate::relation::One) row, or [`MaybeOne`](crate::relation::MaybeOne) where rows can be
    /// marked as deleted.
    type Optionality: Optionality;

    /// True for a model that is only reached through the rows that it belongs to.
    #[doc(hidden)]
    const SCOPED: bool = false;

    /// What the program does along with the writes, where it does something.
    #[doc(hidden)]
    const HOOKS: Option<HookTable<Self>> = None;

    /// Returns the description of the table.
    #[doc(hidden)]
    fn table() -> &'static Table;

    /// Returns the primary key of this row.
    fn key(&self) -> Self::Key;

    /// Returns how often the row had been changed when it was read; none where nobody counts.
    #[doc(hidden)]
    fn version(&self) -> Option<i64> {
        None
    }

    /// Reads a row, all columns in their order.
    #[doc(hidden)]
    fn read(row: &mut Reader<'_>) -> Result<Self>;
}

/// What a client sends to create a row: the `…Create` struct of the model `M`.
pub trait Input<M: Model>: Validate + Send + 'static {
    /// Writes every column, in order.
    #[doc(hidden)]
    fn put(self, server: M::Server, row: &mut NewRow);
}

/// What a client sends to change a row: the `…Update` struct of the model `M`.
pub trait Patches<M: Model>: Validate + Default + Send + 'static {
    /// Writes the columns that change.
    #[doc(hidden)]
    fn put(self, server: Option<M::Server>, row: &mut Assignments);
}

/// A row to create: the client's input, and what only server code sets.
///
/// Made by `input.with(XServer { .. })`, or from the input alone where the model has no such fields.
pub struct New<M: Model> {
    input: M::Create,
    server: M::Server,
}

impl<M: Model> New<M> {
    /// Joins the two parts.
    #[must_use]
    // The type is called so, and it is new.
    #[allow(clippy::self_named_constructors)]
    pub const fn new(input: M::Create, server: M::Server) -> Self {
        Self { input, server }
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

/// Changes to a row: the client's patch, what only server code sets, and what the database works out.
pub struct Changes<M: Model> {
    patch: M::Update,
    server: Option<M::Server>,
    steps: Steps,
}

/// The columns to which a number is added.
type Steps = Vec<BuildResult<(usize, Value)>>;

impl<M: Model> Changes<M> {
    /// Joins the two parts.
    #[must_use]
    pub const fn new(patch: M::Update, server: Option<M::Server>) -> Self {
        Self {
            patch,
            server,
            steps: Vec::new(),
        }
    }

    /// Adds a change that the database works out.
    pub(crate) fn with_step(mut self, step: BuildResult<(usize, Value)>) -> Self {
        self.steps.push(step);
        self
    }

    pub(crate) fn into_parts(self) -> (M::Update, Option<M::Server>, Steps) {
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

/// What [`Crud::create`](crate::Crud::create) takes: the `…Create` struct, or, where the model has fields that only server code
/// sets, that struct `.with(XServer { .. })`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not make a new `{M}`",
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

/// What [`Crud::update`](crate::Crud::update) takes: the `…Update` struct, alone or `.with(XServer { .. })`, a
/// [`Step`](crate::column::Increment), or a tuple of a step and any of these.
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
