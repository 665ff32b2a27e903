//! [`Relation`]: how the rows of one model lead to those of another, such as `User::ITEMS`.

use std::fmt;
use std::marker::PhantomData;

use crate::model::Model;
use crate::model::cardinality::IsMany;
use crate::model::column::{Column, IsUnique, PointsTo};
use crate::model::filter::{Filter, IntoFilter};
use crate::stmt::condition::{Condition, Link, Related, Through};
use crate::stmt::invalid::{BuildResult, InvalidArgument};
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::value::column_type::Unstorable;

/// The way from a row of `M` to rows of `N`: as [`Many`], as [`MaybeOne`] or as [`One`].
///
/// A relation is a constant of the model: `User::ITEMS` where the model says `has_many(items: Item::OWNER_ID)`, and `Item::OWNER`
/// for its field `owner_id: Id<User>`. It makes conditions on related rows, and loads them:
///
/// ```
/// # use fivefold::prelude::*;
/// # #[model(has_many(items: Item::OWNER_ID))] #[derive(Debug)] pub struct User { pub id: Id<User>, pub name: String }
/// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub title: String, #[field(server)] pub owner_id: Id<User> }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # db.create_all(&schema![User, Item]).await?;
/// # let user = User::create(&db, UserCreate::new("Ann")).await?;
/// # Item::create(&db, ItemCreate::new("lamp").with(ItemServer { owner_id: user.id })).await?;
/// let of_ann = Item::query().filter(Item::OWNER.is(User::NAME.eq("Ann"))).all(&db).await?;
/// let with_lamps = User::query().filter(User::ITEMS.any(Item::TITLE.contains("lamp"))).all(&db).await?;
/// let (user, items) = User::query().with(User::ITEMS).one(&db).await?;
/// # assert_eq!((of_ann.len(), with_lamps.len(), user.name.as_str(), items.len()), (1, 1, "Ann", 1));
/// # Ok::<(), Error>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Relation<M, N, K> {
    own: Place,
    other: Place,
    between: Option<Between>,
    types: Types<M, N, K>,
}

/// `fn() -> ..`: a relation is `Send`, `Sync` and `Copy` whatever the types are.
type Types<M, N, K> = PhantomData<fn() -> (M, N, K)>;

/// Which column of a table.
#[derive(Debug, Clone, Copy)]
enum Place {
    Key,
    Column(usize),
}

/// The model whose rows join two others, and the columns that point to either.
#[derive(Clone, Copy)]
struct Between {
    table: fn() -> &'static Table,
    own: usize,
    other: usize,
}

/// Any number of rows.
#[derive(Debug, Clone, Copy)]
pub enum Many {}

/// One row or none.
#[derive(Debug, Clone, Copy)]
pub enum MaybeOne {}

/// One row, always; where rows can be marked as deleted, one or none.
#[derive(Debug, Clone, Copy)]
pub enum One {}

impl<M, N> Relation<M, N, Many> {
    /// The rows whose foreign key points here.
    #[doc(hidden)]
    #[must_use]
    pub const fn children<T, R: PointsTo<M>>(key: Column<N, T, R>) -> Self {
        Self::of(Place::Key, Place::Column(key.position()))
    }

    /// The rows that those of a third model join with this one.
    #[doc(hidden)]
    #[must_use]
    pub const fn through<J: Model, T, R: PointsTo<M>, U, S: PointsTo<N>>(
        own: Column<J, T, R>,
        other: Column<J, U, S>,
    ) -> Self {
        Self {
            own: Place::Key,
            other: Place::Key,
            between: Some(Between {
                table: J::table,
                own: own.position(),
                other: other.position(),
            }),
            types: PhantomData,
        }
    }
}

impl<M, N> Relation<M, N, MaybeOne> {
    /// The row whose unique foreign key points here.
    #[doc(hidden)]
    #[must_use]
    pub const fn child<T, R: PointsTo<M> + IsUnique>(key: Column<N, T, R>) -> Self {
        Self::of(Place::Key, Place::Column(key.position()))
    }

    /// The row that a foreign key points to, which can be null.
    #[doc(hidden)]
    #[must_use]
    pub const fn maybe_parent<T, R: PointsTo<N>>(key: Column<M, Option<T>, R>) -> Self {
        Self::of(Place::Column(key.position()), Place::Key)
    }
}

impl<M, N> Relation<M, N, One> {
    /// The row that a foreign key points to.
    #[doc(hidden)]
    #[must_use]
    pub const fn parent<T, R: PointsTo<N>>(key: Column<M, T, R>) -> Self {
        Self::of(Place::Column(key.position()), Place::Key)
    }
}

impl<M, N, K> Relation<M, N, K> {
    const fn of(own: Place, other: Place) -> Self {
        Self {
            own,
            other,
            between: None,
            types: PhantomData,
        }
    }
}

impl<M: Model, N: Model, K> Relation<M, N, K> {
    /// Returns the rows of `M` of which at least one related row meets the condition.
    pub fn any(self, filter: impl IntoFilter<N>) -> Filter<M>
    where
        K: IsMany,
    {
        self.related(filter, true)
    }

    /// Returns the rows of `M` of which no related row meets the condition.
    pub fn none(self, filter: impl IntoFilter<N>) -> Filter<M>
    where
        K: IsMany,
    {
        self.related(filter, false)
    }

    /// Returns the rows of `M` whose related row is there and meets the condition.
    pub fn is(self, filter: impl IntoFilter<N>) -> Filter<M>
    where
        K: ToOne,
    {
        self.related(filter, true)
    }

    /// Returns the rows of `M` that have a related row.
    pub fn exists(self) -> Filter<M> {
        self.related(None, true)
    }

    fn related(self, filter: impl IntoFilter<N>, is: bool) -> Filter<M> {
        let filter = filter.into_filter().map(Filter::into_node);
        Filter::of(self.link().and_then(|link| {
            let filter = filter.unwrap_or_else(|| Ok(Condition::All(Vec::new())))?;
            Ok(Condition::Related(Box::new(Related { link, filter, is })))
        }))
    }

    /// The relation as data.
    pub(crate) fn link(self) -> BuildResult<Link> {
        let through = |between: Between| {
            let table = (between.table)();
            Ok(Through {
                table,
                own: column(table, Place::Column(between.own))?,
                other: column(table, Place::Column(between.other))?,
            })
        };
        Ok(Link {
            own_table: M::table(),
            own: column(M::table(), self.own)?,
            other: column(N::table(), self.other)?,
            table: N::table(),
            through: self.between.map(through).transpose()?,
        })
    }

    /// The position of the column of the other rows that leads back.
    pub(crate) fn other_position(self) -> usize {
        position(N::table(), self.other)
    }

    /// The position of the column whose value leads to the other rows.
    pub(crate) fn own_position(self) -> usize {
        position(M::table(), self.own)
    }
}

/// A relation that leads to one row at most.
#[diagnostic::on_unimplemented(
    message = "this relation leads to many rows, so say how many of them: `any(..)` or `none(..)`",
    label = "leads to many rows"
)]
pub trait ToOne {}

impl ToOne for One {}

impl ToOne for MaybeOne {}

fn position(table: &'static Table, place: Place) -> usize {
    match place {
        Place::Key => table.key_position(),
        Place::Column(at) => at,
    }
}

fn column(table: &'static Table, place: Place) -> BuildResult<&'static ColumnDef> {
    let at = position(table, place);
    table.columns().get(at).ok_or_else(|| InvalidArgument {
        table,
        at,
        reason: Unstorable::new("column", "is no column of the model"),
    })
}

impl<M, N, K> Clone for Relation<M, N, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, N, K> Copy for Relation<M, N, K> {}

impl<M, N, K> fmt::Debug for Relation<M, N, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relation")
            .field("own", &self.own)
            .field("other", &self.other)
            .finish_non_exhaustive()
    }
}
