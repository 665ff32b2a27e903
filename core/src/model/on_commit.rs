//! [`Builder::on_commit`]: listeners that are called after a commit.

use crate::db::builder::Builder;
use crate::db::event::Event;
use crate::model::hooks::Hooks;

impl Builder {
    /// Adds a listener, which is called for each row of the model `M` that was created, changed or
    /// deleted, after its transaction has committed; see [`Event`].
    ///
    /// It is called once for each row, in the order of the writes of the transaction, and never for
    /// a write that was rolled back or whose commit has an unknown outcome; [`Hooks`] lists the
    /// writes that are not reported. It is called after the commit and before the call that wrote
    /// returns, also if that call was dropped, so it should move long work to a task. Writes of
    /// other processes, and of handles that were opened separately, are not reported. If the
    /// process crashes right after the commit, listeners are not called: events that must not be
    /// lost belong in a table, written by a hook.
    ///
    /// ```
    /// use std::sync::mpsc;
    ///
    /// use fivefold::prelude::*;
    ///
    /// #[model(hooks)]
    /// #[derive(Debug)]
    /// pub struct User {
    ///     pub id: Id<User>,
    ///     pub email: String,
    /// }
    ///
    /// impl Hooks for User {}
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// let (mails, outbox) = mpsc::channel();
    /// let db = Db::builder("sqlite::memory:").on_commit(move |event: &Event<User>| {
    ///     if let Event::Created(user) = event {
    ///         let _ = mails.send(user.email.clone());
    ///     }
    /// });
    /// let db = db.connect().await?;
    /// # db.create_all(&schema![User]).await?;
    /// let tx = db.begin().await?;
    /// User::create(&tx, UserCreate::new("ann@example.com")).await?;
    /// assert!(outbox.try_recv().is_err());
    /// tx.commit().await?;
    /// assert_eq!(outbox.try_recv().as_deref(), Ok("ann@example.com"));
    /// # Ok(()) }
    /// ```
    pub fn on_commit<M: Hooks>(
        mut self,
        listen: impl Fn(&Event<M>) + Send + Sync + 'static,
    ) -> Self {
        self.listeners.add(listen);
        self
    }
}
