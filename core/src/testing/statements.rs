//! [`assert_statements!`](crate::assert_statements): asserts the number of statements that an
//! expression sends.

use crate::db::Db;

/// Counts the statements that a handle sends; used by
/// [`assert_statements!`](crate::assert_statements).
#[derive(Debug)]
#[must_use = "nothing is asserted until `finish` is called"]
pub struct StatementCounter {
    db: Db,
    statements: u64,
    texts: usize,
}

impl StatementCounter {
    /// Returns a counter that starts now.
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

    /// Asserts the number of statements since the start.
    ///
    /// # Panics
    ///
    /// When another number of statements was sent. The message has both numbers and, for a
    /// [`TestDb`](super::TestDb), the SQL of the statements, without their values.
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

/// Returns the value of an expression, and panics unless the handle sent this number of statements
/// during its evaluation.
///
/// It counts the statements of [`Db::metrics`](crate::Db::metrics), including those of other tasks
/// on the same handle, so use a [`TestDb`](crate::testing::TestDb) for each test. Then the message
/// lists the statements, without their values.
///
/// ```
/// # use fivefold::prelude::*;
/// # use fivefold::testing::TestDb;
/// # use fivefold::assert_statements;
/// # #[model] #[derive(Debug)] pub struct Tag { pub id: Id<Tag>, pub name: String }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// let db = TestDb::new(&schema![Tag]).await?;
/// let tag = assert_statements!(1, &db, Tag::create(&db, TagCreate::new("rust")).await)?;
/// assert_statements!(0, &db, tag.update(&db, TagUpdate::default()).await)?;
/// # db.close().await }
/// ```
#[macro_export]
macro_rules! assert_statements {
    ($expected:expr, $db:expr, $work:expr $(,)?) => {{
        let counter = $crate::testing::StatementCounter::start($db);
        let value = $work;
        counter.finish($expected);
        value
    }};
}
