//! [`ListRequest`]: the filters, the order, the limit and the cursor of one request.

use std::fmt;
use std::marker::PhantomData;

use crate::crypto::cursor::Cursor;
use crate::model::Model;
use crate::stmt::condition::Condition;
use crate::stmt::sort::Sort;

/// A parsed query string for the model `M`; returned by
/// [`Params::parse`](crate::params::Params::parse), taken by [`Query::apply`](crate::Query::apply).
pub struct ListRequest<M> {
    pub(crate) filters: Vec<Condition>,
    pub(crate) order: Vec<Sort>,
    pub(crate) limit: u64,
    pub(crate) after: Option<Cursor>,
    pub(crate) model: PhantomData<fn() -> M>,
}

impl<M: Model> ListRequest<M> {
    /// Returns the number of rows of a page.
    #[must_use]
    pub const fn limit(&self) -> u64 {
        self.limit
    }

    /// Returns the cursor of the page before, if there is one.
    #[must_use]
    pub fn after(&self) -> Option<Cursor> {
        self.after.clone()
    }

    /// Returns the conditions and the order.
    pub(crate) fn parts(&self) -> (&[Condition], &[Sort]) {
        (&self.filters, &self.order)
    }
}

impl<M> Clone for ListRequest<M> {
    fn clone(&self) -> Self {
        Self {
            filters: self.filters.clone(),
            order: self.order.clone(),
            limit: self.limit,
            after: self.after.clone(),
            model: PhantomData,
        }
    }
}

/// Prints the request and no value.
impl<M: Model> fmt::Debug for ListRequest<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListRequest")
            .field("filters", &self.filters)
            .field("order", &self.order)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
