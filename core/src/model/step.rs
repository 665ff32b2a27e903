//! [`Step`]: one change of a column, such as `Item::VIEWS.add(1)` or `Item::STATE.set(State::Done)`.

use std::fmt;
use std::marker::PhantomData;

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::model::argument::Argument;
use crate::model::checks::Checks;
use crate::model::column::Column;
use crate::model::reader::check_readable;
use crate::model::summable::Summable;
use crate::model::write::canonical;
use crate::model::{Changes, IntoChanges, Model};
use crate::stmt::invalid::InvalidArgument;
use crate::stmt::update::Assignment;
use crate::table::access;
use crate::table::column::ColumnDef;
use crate::value::class::NotSecret;
use crate::value::column_type::{ColumnType, Unstorable};

/// A change of one column of `M`: a new value, or a number that the database adds to the stored
/// one, so that no concurrent change is lost.
///
/// Accepted by every update: `item.update(&db, Item::VIEWS.add(1))`, or in a tuple with other
/// changes, `(Item::VIEWS.add(1), Item::STATE.set(State::Done), ItemUpdate { .. })`.
#[must_use = "a step does nothing until it is passed to an update"]
pub struct Step<M> {
    assignment: Result<Assignment>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model, T: ColumnType, R> Column<M, T, R> {
    /// Adds a number to the stored value. A negative number is subtracted.
    ///
    /// The rules of the field are checked by the database: a result that breaks one is
    /// [`ErrorKind::Check`]. NULL stays NULL.
    #[allow(clippy::should_implement_trait, reason = "a step is not a column")]
    pub fn add<V: Argument<T>>(self, number: V) -> Step<M>
    where
        T: Summable,
    {
        self.step(|_| {
            let number = number
                .into_argument()
                .map_err(|reason| self.unstorable(reason))?;
            Ok(Assignment::increment(self.position(), number))
        })
    }

    /// Sets the column, of a `server` field too. The rules of the field are checked, as they are of
    /// an `…Update` struct.
    ///
    /// A secret is set by the `…Update` struct. The key, the version and the time of a soft delete
    /// cannot be set: the update is `Misuse`.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct Job { pub id: Id<Job>, #[field(server, default = false)] pub is_done: bool, #[field(server, default = 0)] pub attempts: i64 }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![Job]).await?;
    /// let job = Job::create(&db, JobCreate::new()).await?;
    /// let job = job.update(&db, (Job::IS_DONE.set(true), Job::ATTEMPTS.add(1))).await?;
    /// assert_eq!((job.is_done, job.attempts), (true, 1));
    /// # Ok(()) }
    /// ```
    pub fn set(self, value: T) -> Step<M>
    where
        T::Class: NotSecret,
    {
        self.step(|column| {
            let mut checks = Checks::new();
            M::check_step(self.position(), &value, &mut checks);
            checks
                .finish()
                .map_err(|fields| Error::validation(M::table(), fields))?;
            let access = access::of::<T>(*column);
            let value = (access.store)(value)
                .and_then(|value| canonical(&access, value))
                .and_then(|value| check_readable(&access, &value).map(|()| value))
                .map_err(|reason| self.unstorable(reason))?;
            Ok(Assignment::set(self.position(), value))
        })
    }

    fn step(self, assignment: impl FnOnce(&'static ColumnDef) -> Result<Assignment>) -> Step<M> {
        let column = self.def().map_err(InvalidArgument::into_error);
        Step {
            assignment: column.and_then(|column| {
                refuse_fixed::<M>(column)?;
                assignment(column)
            }),
            model: PhantomData,
        }
    }

    fn unstorable(self, reason: Unstorable) -> Error {
        self.invalid(reason).into_error()
    }
}

/// Refuses the columns whose values say which row it is, and in which state.
fn refuse_fixed<M: Model>(column: &ColumnDef) -> Result<()> {
    let reason = if column.key {
        "is the key, which never changes; create another row"
    } else if column.version {
        "counts the updates, this one too; remove the change"
    } else if column.deleted {
        "is set by `delete` and cleared by `restore`; call these"
    } else {
        return Ok(());
    };
    let (model, field) = (M::table().model(), column.field);
    let message = format!("`{model}.{field}` {reason}");
    Err(Error::new(ErrorKind::Misuse, message).with_model(M::table()))
}

impl<M: Model> IntoChanges<M> for Step<M> {
    fn into_changes(self) -> Changes<M> {
        Changes::of(M::Update::default()).with_step(self.assignment)
    }
}

macro_rules! steps {
    ($($name:ident $step:ident),+) => {
        #[diagnostic::do_not_recommend]
        impl<M: Model, C: IntoChanges<M>> IntoChanges<M> for ($($step<M>,)+ C) {
            fn into_changes(self) -> Changes<M> {
                let ($($name,)+ changes) = self;
                changes.into_changes()$(.with_step($name.assignment))+
            }
        }
    };
}

steps!(a Step);

steps!(a Step, b Step);

steps!(a Step, b Step, c Step);

steps!(a Step, b Step, c Step, d Step);

steps!(a Step, b Step, c Step, d Step, e Step);

steps!(a Step, b Step, c Step, d Step, e Step, f Step);

steps!(a Step, b Step, c Step, d Step, e Step, f Step, g Step);

/// Prints the column and no value.
impl<M> fmt::Debug for Step<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Step").field(&self.assignment).finish()
    }
}
