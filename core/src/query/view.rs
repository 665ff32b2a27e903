//! [`View`]: structs that are read from some columns of a model.

use std::fmt;
use std::marker::PhantomData;

use crate::model::Model;
use crate::model::column::Column;
use crate::model::reader::Reader;
use crate::query::Query;
use crate::query::load::{Loads, LoadsNothing};
use crate::query::scope::Scope;
use crate::query::select::{Select, Selection, value};
use crate::value::column_type::ColumnType;
use crate::value::row::{Row, Unreadable};

/// A struct that holds some columns of a model: a view of its definition, `#[model(public(UserCard:
/// id, full_name))]`, or a struct of the application with `#[derive(View)]`.
///
/// [`Query::view`] selects only its columns.
///
/// ```
/// use fivefold::prelude::*;
///
/// #[model]
/// #[derive(Debug)]
/// pub struct User {
///     pub id: Id<User>,
///     pub email: String,
///     #[field(server, default = 0)]
///     pub logins: i64,
/// }
///
/// /// A line of a report.
/// #[derive(Debug, View)]
/// #[view(User)]
/// struct Line {
///     email: String,
///     #[view(column = LOGINS)]
///     times: i64,
/// }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # db.create_all(&schema![User]).await?;
/// # User::create(&db, UserCreate::new("ann@example.com")).await?;
///
/// let lines: Vec<Line> = User::query().order_by(User::EMAIL.asc()).view().all(&db).await?;
/// assert_eq!((lines[0].email.as_str(), lines[0].times), ("ann@example.com", 0));
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a view",
    label = "not read from columns of a model",
    note = "list it in the definition, `#[model(public({Self}: id, name))]`, or put `#[derive(View)] #[view(Model)]` on it"
)]
pub trait View: Sized + Send + 'static {
    /// The model that it is read from.
    type Model: Model;

    /// Returns the positions of the columns.
    #[doc(hidden)]
    fn columns() -> Vec<usize>;

    /// Reads a row of these columns and no other.
    #[doc(hidden)]
    fn read(row: &mut ViewReader<'_>) -> Viewed<Self>;

    /// Reads a row of these columns and no other, from its first column.
    #[doc(hidden)]
    fn read_from(row: &dyn Row) -> Viewed<Self> {
        Self::read(&mut ViewReader { row, index: 0 })
    }
}

/// Returns the positions of all columns of a model.
#[must_use]
pub fn every_column<M: Model>() -> Vec<usize> {
    (0..M::table().columns().len()).collect()
}

/// Reads a whole row.
///
/// # Errors
///
/// As for any view.
pub fn whole<M: Model>(row: &mut ViewReader<'_>) -> Viewed<M> {
    let mut reader = Reader::new(row.row, M::table());
    let failed = (0, Unreadable::expected("another value"));
    M::read(&mut reader).map_err(|_| reader.failed().unwrap_or(failed))
}

/// A view that was read, or the index of the column that cannot be read and the reason.
pub type Viewed<V> = Result<V, (usize, Unreadable)>;

/// Reads the columns of a view, one after the other.
pub struct ViewReader<'r> {
    row: &'r dyn Row,
    index: usize,
}

impl ViewReader<'_> {
    /// Reads the next value, which is that of this column.
    ///
    /// # Errors
    ///
    /// The index in the view, and the expected value.
    pub fn next<M, T: ColumnType, R>(&mut self, _: Column<M, T, R>) -> Viewed<T> {
        let index = self.index;
        self.index += 1;
        value(self.row, index)
    }
}

impl fmt::Debug for ViewReader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ViewReader")
            .field("index", &self.index)
            .finish_non_exhaustive()
    }
}

/// Returns the position of a column.
#[must_use]
pub const fn position<M, T, R>(column: Column<M, T, R>) -> usize {
    column.position()
}

/// The columns of a view, as a selection; made by [`Query::view`].
pub struct Columns<V>(PhantomData<fn() -> V>);

impl<V> fmt::Debug for Columns<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Columns").finish_non_exhaustive()
    }
}

impl<V: View> Selection<V::Model> for Columns<V> {
    type Values = V;

    fn columns(&self) -> Vec<usize> {
        V::columns()
    }

    fn read(row: &dyn Row) -> Viewed<V> {
        V::read_from(row)
    }
}

impl<M: Model, L: Loads<M>, S: Scope> Query<M, L, S> {
    /// Selects the columns of a [`View`]: the result is one view for each row.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// #[model(public(ItemCard: id, title))]
    /// #[derive(Debug)]
    /// pub struct Item {
    ///     pub id: Id<Item>,
    ///     pub title: String,
    ///     pub text: String,
    /// }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Item]).await?;
    /// # Item::create(&db, ItemCreate::new("lamp", "a long text")).await?;
    ///
    /// let cards = Item::query().view::<ItemCard>().list(&db, ..20).await?;
    /// assert_eq!(cards[0].title, "lamp");
    /// # Ok(()) }
    /// ```
    pub fn view<V: View<Model = M>>(self) -> Select<M, Columns<V>>
    where
        L: LoadsNothing,
    {
        self.select(Columns(PhantomData))
    }
}
