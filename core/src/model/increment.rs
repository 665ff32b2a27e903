//! [`Increment`]: a change relative to the stored value, such as `Item::VIEWS.add(1)`.

use std::fmt;
use std::marker::PhantomData;

use crate::model::argument::Argument;
use crate::model::column::Column;
use crate::model::summable::Summable;
use crate::model::{Changes, IntoChanges, Model};
use crate::stmt::invalid::{BuildResult, InvalidArgument};
use crate::value::Value;
use crate::value::column_type::ColumnType;

/// An increment of a column of `M`, which the database computes from the stored value, so that no
/// concurrent change is lost.
///
/// Accepted by every update: `item.update(&db, Item::VIEWS.add(1))`, or in a tuple with other
/// changes, `(Item::VIEWS.add(1), ItemUpdate { .. })`. The rules of the field are checked by the
/// database: a result that breaks one is [`ErrorKind::Check`](crate::ErrorKind::Check). NULL stays
/// NULL.
#[must_use = "an increment does nothing until it is passed to an update"]
pub struct Increment<M> {
    increment: BuildResult<(usize, Value)>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model, T: ColumnType, R> Column<M, T, R> {
    /// Adds a number to the stored value. A negative number is subtracted.
    #[allow(
        clippy::should_implement_trait,
        reason = "an increment is not a column"
    )]
    pub fn add<V: Argument<T>>(self, number: V) -> Increment<M>
    where
        T: Summable,
    {
        let value = number.into_argument().map_err(|reason| InvalidArgument {
            table: M::table(),
            position: self.position(),
            reason,
        });
        Increment {
            increment: value.map(|value| (self.position(), value)),
            model: PhantomData,
        }
    }
}

impl<M: Model> IntoChanges<M> for Increment<M> {
    fn into_changes(self) -> Changes<M> {
        Changes::new(M::Update::default(), None).with_increment(self.increment)
    }
}

impl<M: Model, C: IntoChanges<M>> IntoChanges<M> for (Increment<M>, C) {
    fn into_changes(self) -> Changes<M> {
        self.1.into_changes().with_increment(self.0.increment)
    }
}

impl<M> fmt::Debug for Increment<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Increment").field(&self.increment).finish()
    }
}
