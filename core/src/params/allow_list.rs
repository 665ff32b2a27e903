//! [`Params`]: which conditions and orders a query string may ask for, and what it asks.

use std::fmt;
use std::marker::PhantomData;

use crate::error::Result;
use crate::model::Model;
use crate::model::column::Column;
use crate::stmt::invalid::{BuildResult, InvalidArgument};
use crate::stmt::window::Window;
use crate::table::column::ColumnDef;
use crate::value::column_type::{ColumnType, Unstorable};
use crate::value::{Kind, Value};

/// What the query string of a request may ask of the rows of `M`: conditions on these columns, orders by those, and how many rows.
///
/// What is not allowed is refused, with a message that names what is. Make it once:
///
/// ```
/// use fivefold::prelude::*;
/// use fivefold::params::Params;
///
/// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub title: String, pub price: i64, pub is_open: bool, pub cost: i64 }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # db.create_all(&schema![Item]).await?;
/// # for (title, price) in [("lamp", 5), ("lampshade", 7), ("chair", 9)] { Item::create(&db, ItemCreate::new(title, price, true, 1)).await?; }
/// let allowed = Params::new().filter(Item::TITLE).filter(Item::PRICE).filter(Item::IS_OPEN).sort(Item::PRICE).limits(20, 100);
///
/// let asked = allowed.parse("?is_open=true&title[contains]=lamp&price[ge]=5&sort=-price&limit=10")?;
/// let page = Item::query().apply(&asked).page_after(&db, asked.after(), asked.limit()).await?;
/// assert_eq!(page.rows[0].title, "lampshade");
///
/// let error = allowed.parse("cost=1").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::InvalidInput);
/// assert_eq!(
///     error.to_string(),
///     "the query string has a name that is not known; expected one of: `title`, `price`, `is_open`, `sort`, `limit`, `after`"
/// );
/// # Ok::<(), Error>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// | in the query string | means |
/// | --- | --- |
/// | `title=lamp`, `title[eq]=lamp` | the column holds this value |
/// | `title[ne]=lamp` | another value, or null |
/// | `price[lt]`, `[le]`, `[gt]`, `[ge]` | less, at most, more, at least; not for a `bool` |
/// | `price[in]=5,7`, `[not_in]` | one of these, up to 100; none of them |
/// | `title[contains]`, `[starts_with]`, `[ends_with]` | for text; with `_ignore_ascii_case` behind it, `A` is `a` |
/// | `title[eq_ignore_ascii_case]` | for text |
/// | `note[is_null]=true` | null; with `false`, not null; for a column that can be null |
/// | `sort=-price,title` | the greatest price first, and equal prices by title |
/// | `limit=20` | so many rows |
/// | `after=..` | what [`CursorPage`](crate::query::CursorPage) gave as `next` or `previous` |
///
/// Conditions are all to be met. Instants are written as in RFC 3339, `2024-05-01T10:00:00Z`, dates as `2024-05-01`, times as
/// `10:00:00`.
pub struct Params<M> {
    pub(super) filters: Vec<Allowed>,
    pub(super) sorts: Vec<BuildResult<&'static ColumnDef>>,
    pub(super) limit: u64,
    pub(super) most: u64,
    model: PhantomData<fn() -> M>,
}

/// A column that may be asked for.
pub(super) struct Allowed {
    pub(super) column: BuildResult<&'static ColumnDef>,
    /// Returns a value as the column holds it, or why it cannot.
    pub(super) checked: fn(Value) -> Result<Value, Unstorable>,
}

impl<M: Model> Params<M> {
    /// Allows nothing but a number of rows, 100 where none is asked for ([`Window::DEFAULT`]), and a cursor.
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

    /// Allows conditions on the column, under the name of its field.
    ///
    /// A secret is asked for by nobody:
    ///
    /// ```compile_fail,E0080
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Key { pub id: Id<Key>, pub token: Secret<String> }
    /// let allowed = fivefold::params::Params::new().filter(Key::TOKEN);
    /// ```
    #[must_use]
    pub fn filter<T: ColumnType, R>(mut self, column: Column<M, T, R>) -> Self {
        const {
            assert!(
                !T::IS_SECRET,
                "a secret cannot be asked for in a query string"
            );
            assert!(
                !matches!(T::KIND, Kind::Json | Kind::Bytes),
                "JSON and bytes cannot be asked for in a query string"
            );
        }
        self.filters.push(Allowed {
            column: column.def(),
            checked: crate::params::value::checked::<T>,
        });
        self
    }

    /// Allows to sort by the column, under the name of its field.
    #[must_use]
    pub fn sort<T: ColumnType, R>(mut self, column: Column<M, T, R>) -> Self {
        const {
            assert!(
                !T::IS_SECRET,
                "rows cannot be sorted by a secret in a query string"
            );
            assert!(
                !matches!(T::KIND, Kind::Json),
                "JSON documents have no order that databases agree on; sort by another column"
            );
        }
        self.sorts.push(column.def());
        self
    }

    /// Sets how many rows are meant where the query string does not say, and how many it may ask for: 1,000 at most
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

/// A column that a model does not have: its description contradicts itself.
pub(super) fn absent(wrong: &InvalidArgument) -> crate::error::Error {
    wrong.clone().into_error()
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
