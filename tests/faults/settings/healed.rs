//! A look at what a setting could spoil.

use std::time::Duration;

use fivefold::prelude::*;

use crate::engine::Engine;
use crate::fault_case::FaultCase;
use crate::models::{self, Counter, CounterCreate, Note, NoteCreate};
use crate::raw_connection::RawConnection;

/// Text that a connection or a table in another character set changes, or cannot hold.
const TEXT: &str = "naïve \\' \"quoted\" Ⅷ 𝄞 😀";

/// Does what such a setting could spoil; returns what is wrong.
pub async fn healed(case: &FaultCase, db: &Db, name: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Err(error) = models::prepare(db).await {
        return vec![format!("the tables cannot be made: {error}")];
    }
    let mut raw = case.database.raw_connection().await;
    match Note::create(db, NoteCreate::new(TEXT)).await {
        Err(error) => wrong.push(format!("text cannot be written: {error}")),
        Ok(note) if note.text != TEXT => wrong.push(format!("text came back as {:?}", note.text)),
        Ok(_) => {}
    }
    let hex: String = TEXT.bytes().map(|byte| format!("{byte:02x}")).collect();
    let (stored, durable) = match case.engine {
        Engine::Postgres => (
            "SELECT encode(convert_to(text, 'UTF8'), 'hex') FROM note",
            postgres_commits_durably(db, &mut raw).await,
        ),
        _ => (
            "SELECT LOWER(HEX(text)) FROM note",
            mariadb_keeps_to_its_types(db, &mut raw).await,
        ),
    };
    let stored = raw.rows(stored).await;
    if stored != [[hex]] {
        wrong.push(format!("from outside the text is {stored:?}"));
    }
    wrong.extend(durable.err());
    if name.contains("isolation") {
        wrong.extend(reads_what_is_committed(db, &mut raw).await.err());
    }
    wrong
}

/// A trigger writes down how the session commits.
async fn postgres_commits_durably(db: &Db, raw: &mut RawConnection) -> Result<(), String> {
    raw
        .execute(
            "CREATE FUNCTION said() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN \
             NEW.count := CASE WHEN current_setting('synchronous_commit') = 'on' THEN 1 ELSE 0 END; RETURN NEW; END $$",
        )
        .await;
    raw.execute(
        "CREATE TRIGGER said BEFORE INSERT ON counter FOR EACH ROW EXECUTE FUNCTION said()",
    )
    .await;
    let alone = Counter::create(db, CounterCreate::new(1, 5)).await;
    let together = db
        .transaction(async |tx| Counter::create(tx, CounterCreate::new(2, 5)).await)
        .await;
    for made in [alone, together] {
        made.map_err(|error| format!("a row cannot be written: {error}"))?;
    }
    let said = raw
        .rows("SELECT number, count FROM counter ORDER BY number")
        .await;
    if said != [["1", "1"], ["2", "1"]] {
        return Err(format!(
            "the session does not commit synchronously: {said:?}"
        ));
    }
    Ok(())
}

/// A value that does not fit its column is refused, and not cut.
async fn mariadb_keeps_to_its_types(db: &Db, raw: &mut RawConnection) -> Result<(), String> {
    raw.execute("ALTER TABLE counter MODIFY count TINYINT NOT NULL")
        .await;
    let made = Counter::create(db, CounterCreate::new(1, 1_000)).await;
    let found = raw.rows("SELECT number, count FROM counter").await;
    if made.is_ok() || !found.is_empty() {
        return Err(format!("1000 in a TINYINT gave {made:?} and {found:?}"));
    }
    let tables = "SELECT count(*) FROM information_schema.tables WHERE table_schema = DATABASE() \
                  AND (engine <> 'InnoDB' OR table_collation NOT LIKE 'utf8mb4%')";
    match raw.number(tables).await {
        0 => Ok(()),
        other => Err(format!(
            "{other} tables are of another engine or character set"
        )),
    }
}

/// A unit of work does not see uncommitted rows of others.
async fn reads_what_is_committed(db: &Db, raw: &mut RawConnection) -> Result<(), String> {
    raw.execute("BEGIN").await;
    raw.execute("UPDATE account SET cents = 0 WHERE number = 0")
        .await;
    let read = tokio::time::timeout(
        Duration::from_millis(300),
        db.transaction(async |tx| Ok(models::Account::get(tx, 0).await?.cents)),
    )
    .await;
    raw.execute("ROLLBACK").await;
    match read {
        Ok(Ok(0)) => Err("a unit of work saw what was not committed".to_owned()),
        // It waited for the other, or saw what was there before.
        _ => Ok(()),
    }
}
