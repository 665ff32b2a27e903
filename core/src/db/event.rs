//! [`Event`]: a committed write, of which listeners are notified.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// A committed write of one row of the model `M`; the argument of listeners, see
/// [`Builder::on_commit`](crate::db::Builder::on_commit).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event<M> {
    /// The row was created.
    Created(M),
    /// The row was changed, or restored.
    Updated(Change<M>),
    /// The row was soft-deleted or deleted permanently; as it was before.
    Deleted(M),
}

/// The listeners of a handle and its clones.
#[derive(Clone, Default)]
pub(crate) struct Listeners {
    listeners: Vec<Arc<dyn Any + Send + Sync>>,
}

/// A listener of one model.
type Listener<M> = Box<dyn Fn(&Event<M>) + Send + Sync>;

/// A notification that is sent when its transaction has committed.
pub(crate) type Pending = Box<dyn FnOnce() + Send>;

impl Listeners {
    pub(crate) fn add<M: 'static>(&mut self, listen: impl Fn(&Event<M>) + Send + Sync + 'static) {
        let listener: Listener<M> = Box::new(listen);
        self.listeners.push(Arc::new(listener));
    }

    /// Returns true if there is a listener of this model.
    pub(crate) fn hear<M: 'static>(&self) -> bool {
        let mut listeners = self.listeners.iter();
        listeners.any(|listener| listener.is::<Listener<M>>())
    }

    /// Returns a function that calls all listeners of the model, in the order in which they were
    /// added. After a panic of one, the others are called.
    pub(crate) fn notification<M: Send + Sync + 'static>(&self, event: Event<M>) -> Pending {
        let listeners = self.listeners.iter().cloned();
        let listeners = listeners.filter_map(|listener| listener.downcast::<Listener<M>>().ok());
        let listeners: Vec<Arc<Listener<M>>> = listeners.collect();
        Box::new(move || {
            for listen in listeners {
                // The panic hook has printed the panic.
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

/// A row of the model `M` before and after a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change<M> {
    /// The row before the write.
    pub before: M,
    /// The row as it is stored now.
    pub after: M,
}
