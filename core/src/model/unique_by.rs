//! [`UniqueBy`]: the columns that identify one row.

use crate::model::Model;
use crate::model::column::{Column, IsUnique};

/// The columns that identify one row of `M`: a unique column, or a tuple of the columns of a
/// `#[model(unique(a, b))]`, in any order.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not name one row of `{M}`",
    label = "not a unique column of `{M}`",
    note = "put `#[field(unique)]` on the field, or pass a tuple of up to four columns that are `#[model(unique(a, b))]`"
)]
pub trait UniqueBy<M: Model> {
    /// Returns the positions of the columns.
    #[doc(hidden)]
    fn positions(&self) -> Vec<usize>;
}

impl<M: Model, T, R: IsUnique> UniqueBy<M> for Column<M, T, R> {
    fn positions(&self) -> Vec<usize> {
        vec![self.position()]
    }
}

macro_rules! unique_by {
    ($($type:ident $role:ident $at:tt),+) => {
        impl<M: Model, $($type, $role),+> UniqueBy<M> for ($(Column<M, $type, $role>,)+) {
            fn positions(&self) -> Vec<usize> {
                vec![$(self.$at.position()),+]
            }
        }
    };
}

unique_by!(A Q 0, B R 1);

unique_by!(A Q 0, B R 1, C S 2);

unique_by!(A Q 0, B R 1, C S 2, D T 3);
