//! [`Relation`]: the rows of one model that belong to a row of another, such as `User::ITEMS`.

use std::fmt;
use std::marker::PhantomData;

use crate::model::Model;
use crate::model::cardinality::IsMany;
use crate::model::column::{Column, IsUnique, PointsTo};
use crate::model::filter::{Filter, IntoFilter};
use crate::stmt::condition::{Condition, Link, Related, Through};
use crate::stmt::invalid::{BuildResult, InvalidArgument};
use crate::stmt::tree::Tree;
use crate::table::Table;
use crate::table::column::ColumnDef;
use crate::value::column_type::Unstorable;

/// A relation from a row of the model `M` to rows of the model `N`. `K` is its cardinality:
/// [`Many`], [`MaybeOne`] or [`One`].
///
/// A relation is a constant of the model: `User::ITEMS` for `has_many(items: Item::OWNER_ID)`, and
/// `Item::OWNER` for the field `owner_id: Id<User>`. It is used for conditions on related rows, and
/// for loading them:
///
/// ```
/// # use fivefold::prelude::*;
/// # #[model(has_many(items: Item::OWNER_ID))] #[derive(Debug)] pub struct User { pub id: Id<User>, pub name: String }
/// # #[model] #[derive(Debug)] pub struct Item { pub id: Id<Item>, pub title: String, #[field(server)] pub owner_id: Id<User> }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// # let db = Db::connect("sqlite::memory:").await?;
/// # db.create_all(&schema![User, Item]).await?;
/// # let user = User::create(&db, UserCreate::new("Ann")).await?;
/// # Item::create(&db, ItemCreate::new("lamp").with(ItemServer { owner_id: user.id })).await?;
/// let of_ann = Item::query().filter(Item::OWNER.is(User::NAME.eq("Ann"))).all(&db).await?;
/// let with_lamps = User::query().filter(User::ITEMS.any(Item::TITLE.contains("lamp"))).all(&db).await?;
/// let (user, items) = User::query().with(User::ITEMS).one(&db).await?;
/// # assert_eq!((of_ann.len(), with_lamps.len(), user.name.as_str(), items.len()), (1, 1, "Ann", 1));
/// # Ok(()) }
/// ```
pub struct Relation<M, N, K> {
    own: ColumnRef,
    other: ColumnRef,
    join: Option<JoinModel>,
    types: Types<M, N, K>,
}

/// `fn() -> ..`: a relation is `Send`, `Sync` and `Copy` whatever the types are.
type Types<M, N, K> = PhantomData<fn() -> (M, N, K)>;

/// A column of a table.
#[derive(Debug, Clone, Copy)]
enum ColumnRef {
    Key,
    Column(usize),
}

/// The model whose rows join two others, and its foreign keys to both.
#[derive(Clone, Copy)]
struct JoinModel {
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

/// Exactly one row; at most one if rows can be soft-deleted.
#[derive(Debug, Clone, Copy)]
pub enum One {}

impl<M, N> Relation<M, N, Many> {
    /// Returns the relation to the rows whose foreign key points to this row.
    #[doc(hidden)]
    #[must_use]
    pub const fn children<T, R: PointsTo<M>>(key: Column<N, T, R>) -> Self {
        Self::of(ColumnRef::Key, ColumnRef::Column(key.position()))
    }

    /// Returns the relation to the rows that are joined with this row by rows of a third model.
    #[doc(hidden)]
    #[must_use]
    pub const fn through<J: Model, T, R: PointsTo<M>, U, S: PointsTo<N>>(
        own: Column<J, T, R>,
        other: Column<J, U, S>,
    ) -> Self {
        Self {
            own: ColumnRef::Key,
            other: ColumnRef::Key,
            join: Some(JoinModel {
                table: J::table,
                own: own.position(),
                other: other.position(),
            }),
            types: PhantomData,
        }
    }
}

impl<M, N> Relation<M, N, MaybeOne> {
    /// Returns the relation to the row whose unique foreign key points to this row.
    #[doc(hidden)]
    #[must_use]
    pub const fn child<T, R: PointsTo<M> + IsUnique>(key: Column<N, T, R>) -> Self {
        Self::of(ColumnRef::Key, ColumnRef::Column(key.position()))
    }

    /// Returns the relation to the target of a nullable foreign key.
    #[doc(hidden)]
    #[must_use]
    pub const fn maybe_parent<T, R: PointsTo<N>>(key: Column<M, Option<T>, R>) -> Self {
        Self::of(ColumnRef::Column(key.position()), ColumnRef::Key)
    }
}

impl<M, N> Relation<M, N, One> {
    /// Returns the relation to the target of a foreign key.
    #[doc(hidden)]
    #[must_use]
    pub const fn parent<T, R: PointsTo<N>>(key: Column<M, T, R>) -> Self {
        Self::of(ColumnRef::Column(key.position()), ColumnRef::Key)
    }
}

impl<M, N, K> Relation<M, N, K> {
    const fn of(own: ColumnRef, other: ColumnRef) -> Self {
        Self {
            own,
            other,
            join: None,
            types: PhantomData,
        }
    }
}

impl<M: Model, N: Model, K> Relation<M, N, K> {
    /// Returns a condition: at least one related row meets this condition.
    pub fn any(self, filter: impl IntoFilter<N>) -> Filter<M>
    where
        K: IsMany,
    {
        self.related(filter, true)
    }

    /// Returns a condition: no related row meets this condition.
    pub fn none(self, filter: impl IntoFilter<N>) -> Filter<M>
    where
        K: IsMany,
    {
        self.related(filter, false)
    }

    /// Returns a condition: the related row exists and meets this condition.
    pub fn is(self, filter: impl IntoFilter<N>) -> Filter<M>
    where
        K: ToOne,
    {
        self.related(filter, true)
    }

    /// Returns a condition: at least one related row exists.
    pub fn exists(self) -> Filter<M> {
        self.related(None, true)
    }

    fn related(self, filter: impl IntoFilter<N>, is: bool) -> Filter<M> {
        let filter = filter.into_filter().map(Filter::into_tree);
        Filter::of_tree(self.link().and_then(|link| {
            let every = || Ok(Tree::leaf(Condition::All(Vec::new())));
            let related = |filter| Condition::Related(Box::new(Related { link, filter, is }));
            Ok(filter.unwrap_or_else(every)?.related(related))
        }))
    }

    /// Returns the relation as data.
    pub(crate) fn link(self) -> BuildResult<Link> {
        let through = |join: JoinModel| {
            let table = (join.table)();
            Ok(Through {
                table,
                own: column(table, ColumnRef::Column(join.own))?,
                other: column(table, ColumnRef::Column(join.other))?,
            })
        };
        Ok(Link {
            own_table: M::table(),
            own: column(M::table(), self.own)?,
            other: column(N::table(), self.other)?,
            table: N::table(),
            through: self.join.map(through).transpose()?,
        })
    }

    /// Returns the position of the foreign key of the related rows, if they have it.
    pub(crate) const fn child_key(&self) -> Option<usize> {
        match self.other {
            ColumnRef::Column(position) => Some(position),
            ColumnRef::Key => None,
        }
    }

    /// Returns the position of the column of the related rows.
    pub(crate) fn other_position(self) -> usize {
        position(N::table(), self.other)
    }

    /// Returns the position of the column of this model.
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

fn position(table: &'static Table, column_ref: ColumnRef) -> usize {
    match column_ref {
        ColumnRef::Key => table.key_position(),
        ColumnRef::Column(at) => at,
    }
}

fn column(table: &'static Table, column_ref: ColumnRef) -> BuildResult<&'static ColumnDef> {
    let at = position(table, column_ref);
    table.columns().get(at).ok_or_else(|| InvalidArgument {
        table,
        position: at,
        reason: Unstorable::new("column", "is not a column of the model"),
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
