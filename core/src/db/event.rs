//! [`Event`]: what was committed, told to those who listen.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// A write of one row that was committed; what [`Builder::on_commit`](crate::db::Builder::on_commit) is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<M> {
    /// The row was created.
    Created(M),
    /// The row was changed, or restored.
    Updated(Change<M>),
    /// The row was deleted, by a mark or for good; as it was before.
    Deleted(M),
}

/// Those who listen to the commits of a handle and its clones.
#[derive(Clone, Default)]
pub(crate) struct Listeners {
    listeners: Vec<Arc<dyn Any + Send + Sync>>,
}

/// One of them, for one model.
type Listener<M> = Box<dyn Fn(&Event<M>) + Send + Sync>;

/// An event that is told when its transaction has committed.
pub(crate) type Pending = Box<dyn FnOnce() + Send>;

impl Listeners {
    pub(crate) fn add<M: 'static>(&mut self, listen: impl Fn(&Event<M>) + Send + Sync + 'static) {
        let listener: Listener<M> = Box::new(listen);
        self.listeners.push(Arc::new(listener));
    }

    /// True if somebody listens to this model.
    pub(crate) fn hear<M: 'static>(&self) -> bool {
        let mut listeners = self.listeners.iter();
        listeners.any(|listener| listener.is::<Listener<M>>())
    }

    /// Returns what tells an event to all who listen to its model, in the order in which they began to. A panic of one keeps it from
    /// none of the others.
    pub(crate) fn telling<M: Send + Sync + 'static>(&self, event: Event<M>) -> Pending {
        let listeners = self.listeners.iter().cloned();
        let listeners = listeners.filter_map(|listener| listener.downcast::<Listener<M>>().ok());
        let listeners: Vec<Arc<Listener<M>>> = listeners.collect();
        Box::new(move || {
            for listen in listeners {
                // It has been printed by the panic hook.
                let _ = catch_unwind(AssertUnwindSafe(|| listen(&event)));
            }
        })
    }
}

impl fmt::Debug for Listeners {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listeners")
            .field("count", &self.listeners.len())
            .finish()
    }
}

/// A row as it was, and as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change<M> {
    /// As it was before the write.
    pub before: M,
    /// As it is stored now.
    pub after: M,
}
