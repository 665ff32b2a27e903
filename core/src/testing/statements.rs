//! [`assert_statements!`](crate::assert_statements): how many statements an expression sends.

use crate::db::Db;

/// Counts the statements that a handle sends while it is there. What [`assert_statements!`](crate::assert_statements) is made of.
#[derive(Debug)]
#[must_use = "it says nothing until it is asked with `finish`"]
pub struct Counting {
    db: Db,
    statements: u64,
    texts: usize,
}

impl Counting {
    /// Starts to count.
    pub fn start(db: &Db) -> Self {
        Self {
            db: db.clone(),
            statements: db.metrics().statements,
            texts: db
                .driver()
                .log()
                .map_or(0, crate::driver::statement_log::StatementLog::count),
        }
    }

    /// Ends the counting.
    ///
    /// # Panics
    ///
    /// When another number of statements was sent since it started. The message says both numbers and, for a
    /// [`TestDb`](super::TestDb), the texts of the statements, without their values.
    #[track_caller]
    #[allow(clippy::panic, reason = "an assertion, for tests")]
    pub fn finish(self, expected: u64) {
        let sent = self.db.metrics().statements - self.statements;
        if sent != expected {
            panic!("{}", self.message(expected, sent));
        }
    }

    fn message(&self, expected: u64, sent: u64) -> String {
        let plural = if expected == 1 { "" } else { "s" };
        let were = if sent == 1 { "was" } else { "were" };
        let mut message = format!("expected {expected} statement{plural}, but {sent} {were} sent");
        let Some(texts) = self.db.driver().log() else {
            message.push_str("; use a `TestDb` to see which");
            return message;
        };
        let (texts, lost) = texts.since(self.texts);
        message.push(':');
        if lost > 0 {
            message.push_str(&format!("\n  (the first {lost} are not kept)"));
        }
        for (at, text) in texts.iter().enumerate() {
            message.push_str(&format!("\n  {}. {}", lost + at + 1, text.trim_end()));
        }
        message
    }
}

/// Returns the value of an expression, and panics unless the handle sent so many statements while it was worked out.
///
/// The statements that [`Db::metrics`](crate::Db::metrics) counts; those that other tasks send through the same handle count as
/// well, so give each test a [`TestDb`](crate::testing::TestDb) of its own. The message then lists the statements, without their values.
///
/// ```
/// # use fivefold::prelude::*;
/// # use fivefold::testing::TestDb;
/// # use fivefold::assert_statements;
/// # #[model] #[derive(Debug)] pub struct Tag { pub id: Id<Tag>, pub name: String }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let db = TestDb::new(&schema![Tag]).await?;
/// let tag = assert_statements!(1, &db, Tag::create(&db, TagCreate::new("rust")).await)?;
/// assert_statements!(0, &db, tag.update(&db, TagUpdate::default()).await)?;
/// # db.close().await })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[macro_export]
macro_rules! assert_statements {
    ($expected:expr, $db:expr, $work:expr $(,)?) => {{
        let counting = $crate::testing::Counting::start($db);
        let value = $work;
        counting.finish($expected);
        value
    }};
}
