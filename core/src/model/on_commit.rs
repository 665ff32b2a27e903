//! [`Builder::on_commit`]: listeners that are called after a commit.

use crate::db::builder::Builder;
use crate::db::event::Event;
use crate::model::hooks::Hooks;

impl Builder {
    /// Tells the function of each row of `M` that was created, changed or deleted, once its transaction has committed; see
    /// [`Event`]. Called several times, it adds.
    ///
    /// It is told once for each row, whatever the path of the write, in the order of the writes of a transaction, and never of a write
    /// that was rolled back or whose commit has no known outcome; see [`Hooks`] for the paths that are not seen. It is called after the
    /// commit and before the call that wrote is answered, also where that was dropped, so it should hand on what takes long. Other
    /// processes and other handles that were opened by themselves are not heard, and a process that dies right after the commit tells
    /// nobody: what must not be missed belongs into a table, by a hook.
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
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
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
    /// # Ok::<(), Error>(()) })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn on_commit<M: Hooks>(
        mut self,
        listen: impl Fn(&Event<M>) + Send + Sync + 'static,
    ) -> Self {
        self.listeners.add(listen);
        self
    }
}
