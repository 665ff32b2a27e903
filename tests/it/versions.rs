//! A row that another caller has changed is not overwritten.

use fivefold::prelude::*;

use crate::support::failed;

/// A text that many edit.
#[model(has_many(notes: Note::PAGE_ID))]
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub id: Id<Page>,
    #[field(len(..=40))]
    pub text: String,
    #[field(default = 0)]
    pub count: i64,
    #[field(version)]
    pub version: i64,
}

/// The same model without a version.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Bare {
    pub id: Id<Bare>,
    pub count: i64,
}

/// A note that references its page, with a narrow version column.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    pub id: Id<Note, i64>,
    pub page_id: Id<Page>,
    #[field(version)]
    pub changes: i32,
}

fn tables() -> fivefold::Schema {
    schema![Note, Page, Bare]
}

fn text(text: &str) -> PageUpdate {
    PageUpdate {
        text: Set(text.into()),
        ..Default::default()
    }
}

for_each_engine! {
    async fn every_change_increments_the_version_and_only_changes_do(engine) {
        let env = crate::support::TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        let page = Page::create(db, PageCreate::new("one")).await.unwrap();
        assert_eq!(page.version, 1);
        assert_eq!(Page::get(db, page.id).await.unwrap(), page);
        let page = page.update(db, text("two")).await.unwrap();
        assert_eq!(page.version, 2);
        // An update without a set field is no change.
        let page = page.update(db, PageUpdate::default()).await.unwrap();
        assert_eq!(page.version, 2);
        let page = Page::update_by_id(db, page.id, text("three")).await.unwrap();
        assert_eq!(page.version, 3);
        let page = page.update(db, (Page::COUNT.add(5), text("four"))).await.unwrap();
        assert_eq!((page.version, page.count), (4, 5));
        Page::query().filter(Page::COUNT.eq(5)).update(db, Page::COUNT.add(1)).await.unwrap();
        assert_eq!(Page::get(db, page.id).await.unwrap().version, 5);
        let note = Note::create_many(db, [NoteCreate::new(page.id)]).await.unwrap().remove(0);
        assert_eq!(note.changes, 1);
        assert_eq!(note.update(db, NoteUpdate { page_id: Set(page.id) }).await.unwrap().changes, 2);
        assert!(serde_json::from_str::<PageUpdate>(r#"{"version": 9}"#).is_err());
        assert!(serde_json::from_str::<PageCreate>(r#"{"text": "a", "version": 9}"#).is_err());
        assert!(serde_json::to_string(&PagePublic::from(page)).unwrap().contains(r#""version":4"#));
    }

    async fn a_stale_row_writes_nothing_and_reports_a_conflict(engine) {
        let env = crate::support::TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        let old = Page::create(db, PageCreate::new("one")).await.unwrap();
        let new = old.clone().update(db, text("two")).await.unwrap();
        let before = db.metrics().statements;
        for error in [
            failed(ErrorKind::Stale, old.clone().update(db, text("three")).await),
            failed(ErrorKind::Stale, old.clone().update(db, Page::COUNT.add(1)).await),
            failed(ErrorKind::Stale, old.clone().delete(db).await),
        ] {
            assert_eq!((error.model(), error.field()), (Some("Page"), None));
            assert!(!error.is_retryable(), "the same call cannot succeed");
        }
        assert_eq!(db.metrics().statements - before, 6, "one to write, one to say why not");
        assert_eq!(Page::get(db, old.id).await.unwrap(), new);
        // The same in a transaction, which goes on.
        let tx = db.begin().await.unwrap();
        failed(ErrorKind::Stale, old.clone().update(&tx, text("three")).await);
        new.clone().update(&tx, text("three")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(Page::get(db, old.id).await.unwrap().text, "three");
        // A row that does not exist any more is not stale.
        Page::delete_by_id(db, old.id).await.unwrap();
        failed(ErrorKind::NotFound, old.clone().update(db, text("four")).await);
        failed(ErrorKind::NotFound, old.delete(db).await);
    }

    async fn a_row_that_is_pointed_to_is_named_also_where_its_version_is_compared(engine) {
        let env = crate::support::TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        let page = Page::create(db, PageCreate::new("one")).await.unwrap();
        let note = Note::create(db, NoteCreate::new(page.id)).await.unwrap();
        let error = failed(ErrorKind::ForeignKey, page.clone().delete(db).await);
        assert_eq!((error.model(), error.constraint()), (Some("Page"), Some("note_page_id_fkey")), "{error:?}");
        let nowhere = NoteUpdate { page_id: Set(Id::now_v7()) };
        let error = failed(ErrorKind::ForeignKey, note.clone().update(db, nowhere).await);
        assert_eq!((error.model(), error.field()), (Some("Note"), Some("page_id")), "{error:?}");
        note.delete(db).await.unwrap();
        page.delete(db).await.unwrap();
        assert_eq!(Page::count(db).await.unwrap(), 0);
    }

    async fn of_many_writers_none_is_lost(engine) {
        const WRITERS: i64 = 32;
        const TIMES: i64 = 12;
        let env = crate::support::TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        let page = Page::create(db, PageCreate::new("one")).await.unwrap().id;
        let bare = Bare::create(db, BareCreate::new(0)).await.unwrap().id;
        let writers = (0..WRITERS).map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut stale = 0_u64;
                for _ in 0..TIMES {
                    // The control reads, adds and writes, without a comparison.
                    let row = Bare::get(&db, bare).await.unwrap();
                    tokio::task::yield_now().await;
                    let count = row.count + 1;
                    while let Err(error) = Bare::update_by_id(&db, bare, BareUpdate { count: Set(count) }).await {
                        assert!(error.is_retryable(), "{error:?}");
                    }
                    loop {
                        let row = Page::get(&db, page).await.unwrap();
                        tokio::task::yield_now().await;
                        let count = row.count + 1;
                        match row.update(&db, PageUpdate { count: Set(count), ..Default::default() }).await {
                            Ok(_) => break,
                            Err(error) if error.kind() == ErrorKind::Stale => stale += 1,
                            Err(error) => assert!(error.is_retryable(), "{error:?}"),
                        }
                    }
                }
                stale
            })
        });
        let mut stale = 0;
        for writer in writers.collect::<Vec<_>>() {
            stale += writer.await.unwrap();
        }
        let row = Page::get(db, page).await.unwrap();
        assert_eq!((row.count, row.version), (WRITERS * TIMES, WRITERS * TIMES + 1));
        assert!(stale > 0, "no writer met another");
        let lost = WRITERS * TIMES - Bare::get(db, bare).await.unwrap().count;
        assert!(lost > 0, "the control lost nothing");
    }
}
