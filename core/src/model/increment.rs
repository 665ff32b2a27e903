//! [`Increment`]: a change that a column's value has a part in, such as `Item::VIEWS.add(1)`.

use std::fmt;
use std::marker::PhantomData;

use crate::model::argument::Argument;
use crate::model::column::Column;
use crate::model::summable::Summable;
use crate::model::{Changes, IntoChanges, Model};
use crate::stmt::invalid::{BuildResult, InvalidArgument};
use crate::value::Value;
use crate::value::column_type::ColumnType;

/// A change that the database works out from what a column holds, so that no change of others in between is lost.
///
/// Taken wherever an update is: `item.update(&db, Item::VIEWS.add(1))`, or with other changes as a tuple,
/// `(Item::VIEWS.add(1), ItemUpdate { .. })`. The rules of the field are checked by the database: a result that breaks one is
/// [`ErrorKind::Check`](crate::ErrorKind::Check). To a null nothing is added.
#[must_use = "a step does nothing until an update has it"]
pub struct Increment<M> {
    increment: BuildResult<(usize, Value)>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model, T: ColumnType, R> Column<M, T, R> {
    /// Adds a number to what the column holds. A negative one is taken away.
    #[allow(clippy::should_implement_trait, reason = "a step is not a column")]
    pub fn add<V: Argument<T>>(self, number: V) -> Increment<M>
    where
        T: Summable,
    {
        const {
            assert!(
                !V::NULLABLE,
                "a null cannot be added; pass the number itself"
            )
        };
        let value = number.into_argument().map_err(|reason| InvalidArgument {
            table: M::table(),
            at: self.position(),
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
