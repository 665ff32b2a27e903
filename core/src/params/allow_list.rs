//! [`Params`]: the filters and orders that a query string may use.

use std::fmt;
use std::marker::PhantomData;

use crate::model::Model;
use crate::model::column::{Column, Visible};
use crate::stmt::invalid::BuildResult;
use crate::stmt::window::Window;
use crate::table::column::ColumnDef;
use crate::value::Value;
use crate::value::class::{QueryStringFilter, QueryStringSort};
use crate::value::column_type::{ColumnType, Unstorable};

/// An allow-list for query strings of the model `M`: the columns that may be filtered, those that
/// may be sorted by, and the number of rows.
///
/// Anything else is rejected, with a message that lists what is allowed. Build it once:
///
/// ```
/// use fivefold::prelude::*;
/// use fivefold::params::Params;
///
/// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub title: String, pub price: i64, pub is_open: bool, pub cost: i64 }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # db.create_all(&schema![Item]).await?;
/// # for (title, price) in [("lamp", 5), ("lampshade", 7), ("chair", 9)] { Item::create(&db, ItemCreate::new(title, price, true, 1)).await?; }
/// let allowed = Params::new().filter(Item::TITLE).filter(Item::PRICE).filter(Item::IS_OPEN).sort(Item::PRICE).limits(20, 100);
///
/// let request = allowed.parse("?is_open=true&title[contains]=lamp&price[ge]=5&sort=-price&limit=10")?;
/// let page = Item::query().apply(&request).page_after(&db, request.after(), request.limit()).await?;
/// assert_eq!(page.rows[0].title, "lampshade");
///
/// let error = allowed.parse("cost=1").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::InvalidInput);
/// assert_eq!(
///     error.to_string(),
///     "the query string has an unknown name; expected one of: `title`, `price`, `is_open`, `sort`, `limit`, `after`"
/// );
/// # Ok(()) }
/// ```
///
/// | in the query string | means |
/// | --- | --- |
/// | `title=lamp`, `title[eq]=lamp` | equal to this value |
/// | `title[ne]=lamp` | another value, or NULL |
/// | `price[lt]`, `[le]`, `[gt]`, `[ge]` | less, at most, more, at least; not for a `bool` |
/// | `price[in]=5,7`, `[not_in]` | one of these, up to 100; none of them |
/// | `title[in]=a,b&title[in]=c` | the same, where a value has commas: a repeated list has one value each time |
/// | `title[contains]`, `[starts_with]`, `[ends_with]` | for text; with `_ignore_ascii_case` behind it, `A` is `a` |
/// | `title[eq_ignore_ascii_case]` | for text |
/// | `note[is_null]=true` | NULL; with `false`, not NULL; for a nullable column |
/// | `sort=-price,title` | by price in descending order, and equal prices by title |
/// | `limit=20` | at most 20 rows |
/// | `after=..` | a cursor: `next` or `previous` of a [`CursorPage`](crate::query::CursorPage) |
///
/// Conditions are combined with AND, and each is given once. A column has the name of its field in
/// bodies: that of the struct, or of `#[serde(rename)]` and `#[serde(rename_all)]`. Instants are
/// written as in RFC 3339, `2024-05-01T10:00:00Z`, dates as `2024-05-01`, times as `10:00:00`. A `+`
/// in a query string is a blank: that of an offset is written `%2B`.
pub struct Params<M> {
    pub(super) filters: Vec<Allowed>,
    pub(super) sorts: Vec<BuildResult<&'static ColumnDef>>,
    pub(super) limit: u64,
    pub(super) most: u64,
    model: PhantomData<fn() -> M>,
}

/// A column that may be filtered.
pub(super) struct Allowed {
    pub(super) column: BuildResult<&'static ColumnDef>,
    /// Returns the value in the form that the column holds, or the reason why it cannot.
    pub(super) checked: fn(Value) -> Result<Value, Unstorable>,
}

impl<M: Model> Params<M> {
    /// Returns an allow-list with a limit, 100 by default ([`Window::DEFAULT`]), and a cursor only.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            filters: Vec::new(),
            sorts: Vec::new(),
            limit: Window::DEFAULT,
            most: Window::MAX,
            model: PhantomData,
        }
    }

    /// Allows filters on the column, under the name of its field.
    ///
    /// A secret cannot be filtered, and a `hidden` column with [`Column::revealed`] only:
    ///
    /// ```compile_fail,E0277
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Key { pub id: Id<Key>, pub token: Secret<String> }
    /// let allowed = fivefold::params::Params::new().filter(Key::TOKEN);
    /// ```
    #[must_use]
    pub fn filter<T: ColumnType, R: Visible>(mut self, column: Column<M, T, R>) -> Self
    where
        T::Class: QueryStringFilter,
    {
        self.filters.push(Allowed {
            column: column.def(),
            checked: crate::params::value::checked::<T>,
        });
        self
    }

    /// Allows sorting by the column, under the name of its field.
    #[must_use]
    pub fn sort<T: ColumnType, R: Visible>(mut self, column: Column<M, T, R>) -> Self
    where
        T::Class: QueryStringSort,
    {
        self.sorts.push(column.def());
        self
    }

    /// Sets the default limit and the maximum limit of a query string: 1,000 at most
    /// ([`Window::MAX`]).
    #[must_use]
    pub fn limits(mut self, default: u64, most: u64) -> Self {
        self.most = most.clamp(1, Window::MAX);
        self.limit = default.clamp(1, self.most);
        self
    }
}

impl<M: Model> Default for Params<M> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M: Model> fmt::Debug for Params<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Params")
            .field("model", &M::table().model())
            .field("limit", &self.limit)
            .field("most", &self.most)
            .finish_non_exhaustive()
    }
}
