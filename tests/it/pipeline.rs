//! The stages of a write, on every path that writes: each test fails when its stage is skipped on
//! any of them.

use fivefold::auth::PasswordPolicy;
use fivefold::crud::New;
use fivefold::db::Operation;
use fivefold::prelude::*;

use crate::support::{Engine, TestEnv, failed};

#[model(table = "stage_owner", has_many(notes: Note::OWNER_ID, folders: Folder::OWNER_ID))]
#[derive(Debug)]
pub struct Owner {
    pub id: Id<Owner>,
}

#[model(table = "stage_folder")]
#[derive(Debug)]
pub struct Folder {
    pub id: Id<Folder>,
    #[field(server)]
    pub owner_id: Id<Owner>,
}

/// One call of a hook of notes.
#[model(table = "stage_seen")]
#[derive(Debug)]
pub struct Seen {
    pub id: Id<Seen, i64>,
    pub hook: String,
}

/// A row in which every stage leaves a trace.
#[model(table = "stage_note", hooks)]
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    pub id: Id<Note>,
    #[field(unique, login, len(1..=20))]
    pub title: String,
    #[field(input(lock, len(8..=40)))]
    pub lock_hash: PasswordHash,
    #[field(auto(update))]
    pub updated_at: DateTime<Utc>,
    #[field(version)]
    pub version: i64,
    #[field(deleted)]
    pub deleted_at: Option<DateTime<Utc>>,
    pub folder_id: Option<Id<Folder>>,
    #[field(server)]
    pub owner_id: Id<Owner>,
}

async fn note(tx: &Tx, hook: &str) -> Result<(), Error> {
    Seen::create(tx, SeenCreate::new(hook)).await.map(drop)
}

impl Hooks for Note {
    async fn before_create(tx: &Tx, _: &[Self]) -> Result<(), Error> {
        note(tx, "before create").await
    }

    async fn after_create(tx: &Tx, _: &[Self]) -> Result<(), Error> {
        note(tx, "after create").await
    }

    async fn before_update(tx: &Tx, _: &[Self]) -> Result<(), Error> {
        note(tx, "before update").await
    }

    async fn after_update(tx: &Tx, _: &[Change<Self>]) -> Result<(), Error> {
        note(tx, "after update").await
    }

    async fn before_delete(tx: &Tx, _: &[Self]) -> Result<(), Error> {
        note(tx, "before delete").await
    }

    async fn after_delete(tx: &Tx, _: &[Self]) -> Result<(), Error> {
        note(tx, "after delete").await
    }
}

const OLD: &str = "correct horse battery";
const NEW: &str = "staple staple staple";

/// Two owners, a note of Ann's, and a folder of Ben's.
struct World {
    env: TestEnv,
    ann: Owner,
    note: Note,
    foreign: Folder,
}

impl World {
    async fn new(engine: &'static Engine) -> Self {
        let cheap = PasswordPolicy::insecure_for_tests();
        let env = TestEnv::bare(engine, |builder| builder.passwords(cheap)).await;
        let db = &env.db;
        let schema = schema![Owner, Folder, Note, Seen];
        db.create_all(&schema).await.unwrap();
        let ann = Owner::create(db, OwnerCreate::new()).await.unwrap();
        let ben = Owner::create(db, OwnerCreate::new()).await.unwrap();
        let note = Note::create(db, body("old", OLD).with(owner(&ann)));
        let note = note.await.unwrap();
        let foreign = ben.folders().create(db, FolderCreate::new());
        let foreign = foreign.await.unwrap();
        let world = Self {
            ann,
            note,
            foreign,
            env,
        };
        world.seen().await;
        world
    }

    /// Returns the hooks that ran since the last call.
    async fn seen(&self) -> Vec<String> {
        let db = &self.env.db;
        let hooks = Seen::query().order_by(Seen::ID.asc()).select(Seen::HOOK);
        let hooks = hooks.all(db).await.unwrap();
        Seen::query().all_rows().delete(db).await.unwrap();
        hooks
    }

    fn new_row(&self, title: &str, lock: &str) -> New<Note> {
        body(title, lock).with(owner(&self.ann))
    }
}

fn owner(owner: &Owner) -> NoteServer {
    NoteServer { owner_id: owner.id }
}

fn body(title: &str, lock: &str) -> NoteCreate {
    NoteCreate::new(title, lock)
}

fn patch(title: &str, lock: &str) -> NoteUpdate {
    NoteUpdate {
        title: Set(title.into()),
        lock: Set(lock.into()),
        ..Default::default()
    }
}

/// A path that writes one title and one lock, and the rows that it returns.
type Path = for<'a> fn(&'a Db, &'a World, &'static str, &'static str) -> Operation<'a, Vec<Note>>;

macro_rules! paths {
    ($($name:literal: |$db:ident, $w:ident, $title:ident, $lock:ident| $write:expr;)+) => {
        &[$(($name, |$db, $w, $title, $lock| Box::pin(async move { $write }))),+]
    };
}

/// Every path that creates a row.
const CREATES: &[(&str, Path)] = paths! {
    "create": |db, w, title, lock| Ok(vec![Note::create(db, w.new_row(title, lock)).await?]);
    "create_many": |db, w, title, lock| Note::create_many(db, [w.new_row(title, lock)]).await;
    "upsert": |db, w, title, lock| Ok(vec![Note::upsert(db, Note::TITLE, w.new_row(title, lock)).await?.into_row()]);
    "find_or_create": |db, w, title, lock| Ok(vec![Note::find_or_create(db, Note::TITLE, w.new_row(title, lock)).await?.into_row()]);
    "unscoped create": |db, w, title, lock| Ok(vec![Note::unscoped().create(db, w.new_row(title, lock)).await?]);
    "scope create": |db, w, title, lock| Ok(vec![w.ann.notes().create(db, body(title, lock)).await?]);
    "scope create_many": |db, w, title, lock| w.ann.notes().create_many(db, [body(title, lock)]).await;
    "create in a transaction": |db, w, title, lock| db.transaction(async |tx: &Tx| Ok(vec![Note::create(tx, w.new_row(title, lock)).await?])).await;
    "fixtures": |db, w, title, lock| fivefold::testing::fixtures(db, 1, |_| w.new_row(title, lock)).await;
};

/// Every path that changes a row. Those that return a number return no row.
const UPDATES: &[(&str, Path)] = paths! {
    "update": |db, w, title, lock| Ok(vec![w.note.clone().update(db, patch(title, lock)).await?]);
    "update_by_id": |db, w, title, lock| Ok(vec![Note::update_by_id(db, w.note.id, patch(title, lock)).await?]);
    "update_many": |db, w, title, lock| Note::update_many(db, [w.note.id], patch(title, lock)).await.map(|_| Vec::new());
    "query update": |db, w, title, lock| Note::query().filter(Note::ID.eq(w.note.id)).update(db, patch(title, lock)).await.map(|_| Vec::new());
    "query update_by_id": |db, w, title, lock| Ok(vec![Note::query().update_by_id(db, w.note.id, patch(title, lock)).await?]);
    "scope update": |db, w, title, lock| w.ann.notes().all_rows().update(db, patch(title, lock)).await.map(|_| Vec::new());
    "scope update_by_id": |db, w, title, lock| Ok(vec![w.ann.notes().update_by_id(db, w.note.id, patch(title, lock)).await?]);
    "update in a transaction": |db, w, title, lock| db.transaction(async |tx: &Tx| Ok(vec![w.note.clone().update(tx, patch(title, lock)).await?])).await;
    "update in a savepoint": |db, w, title, lock| db.transaction(async |tx: &Tx| tx.savepoint(async |tx: &Tx| Ok(vec![w.note.clone().update(tx, patch(title, lock)).await?])).await).await;
};

/// Upserts find the row by the title, so they change its lock alone.
const UPSERTS: &[(&str, Path)] = paths! {
    "upsert of a row that exists": |db, w, _title, lock| Ok(vec![Note::upsert(db, Note::TITLE, w.new_row("old", lock)).await?.into_row()]);
};

/// Every path that deletes a row, softly or for good.
const REMOVALS: &[(&str, Path)] = paths! {
    "delete": |db, w, _title, _lock| w.note.clone().delete(db).await.map(|()| Vec::new());
    "delete_by_id": |db, w, _title, _lock| Note::delete_by_id(db, w.note.id).await.map(|()| Vec::new());
    "delete_many": |db, w, _title, _lock| Note::delete_many(db, [w.note.id]).await.map(|_| Vec::new());
    "query delete": |db, w, _title, _lock| Note::query().filter(Note::ID.eq(w.note.id)).delete(db).await.map(|_| Vec::new());
    "query delete_by_id": |db, w, _title, _lock| Note::query().delete_by_id(db, w.note.id).await.map(|()| Vec::new());
    "scope delete": |db, w, _title, _lock| w.ann.notes().all_rows().delete(db).await.map(|_| Vec::new());
    "scope delete_by_id": |db, w, _title, _lock| w.ann.notes().delete_by_id(db, w.note.id).await.map(|()| Vec::new());
    "purge": |db, w, _title, _lock| w.note.clone().purge(db).await.map(|()| Vec::new());
    "purge_by_id": |db, w, _title, _lock| Note::purge_by_id(db, w.note.id).await.map(|()| Vec::new());
    "query purge": |db, w, _title, _lock| Note::query().filter(Note::ID.eq(w.note.id)).purge(db).await.map(|_| Vec::new());
};

/// Paths that restore a soft-deleted row.
const RESTORES: &[(&str, Path)] = paths! {
    "restore of a row": |db, w, _title, _lock| Ok(vec![Note::query().only_deleted().get_by_id(db, w.note.id).await?.restore(db).await?]);
    "restore_by_id": |db, w, _title, _lock| Ok(vec![Note::restore_by_id(db, w.note.id).await?]);
    "query restore": |db, w, _title, _lock| Note::query().filter(Note::ID.eq(w.note.id)).restore(db).await.map(|_| Vec::new());
};

/// The calls with a row of another owner: each path of a scope that writes a foreign key.
const FOREIGN: &[(&str, Path)] = paths! {
    "scope create": |db, w, title, lock| Ok(vec![w.ann.notes().create(db, NoteCreate { folder_id: Some(w.foreign.id), ..body(title, lock) }).await?]);
    "scope create_many of one": |db, w, title, lock| w.ann.notes().create_many(db, [NoteCreate { folder_id: Some(w.foreign.id), ..body(title, lock) }]).await;
    "scope create_many": |db, w, title, lock| w.ann.notes().create_many(db, [body("other", lock), NoteCreate { folder_id: Some(w.foreign.id), ..body(title, lock) }]).await;
    "scope update": |db, w, title, lock| w.ann.notes().all_rows().update(db, NoteUpdate { folder_id: Set(Some(w.foreign.id)), ..patch(title, lock) }).await.map(|_| Vec::new());
    "scope update_by_id": |db, w, title, lock| Ok(vec![w.ann.notes().update_by_id(db, w.note.id, NoteUpdate { folder_id: Set(Some(w.foreign.id)), ..patch(title, lock) }).await?]);
};

async fn stored(db: &Db, title: &str) -> Note {
    let note = Note::find_by(db, Note::TITLE, title).await.unwrap();
    note.unwrap_or_else(|| panic!("no note `{title}`"))
}

for_each_engine! {
    async fn input_that_breaks_a_rule_is_refused_and_nothing_is_sent(engine) {
        let world = World::new(engine).await;
        let db = &world.env.db;
        for (name, path) in CREATES.iter().chain(UPDATES) {
            for (title, lock) in [("", NEW), ("new", "short")] {
                let error = failed(ErrorKind::Validation, path(db, &world, title, lock).await);
                assert_eq!(error.model(), Some("Note"), "{name}");
            }
        }
        for (_, path) in UPSERTS {
            failed(ErrorKind::Validation, path(db, &world, "old", "short").await);
        }
        assert_eq!(world.seen().await, Vec::<String>::new());
        assert_eq!(stored(db, "old").await, world.note);
    }

    async fn generated_columns_are_filled(engine) {
        for (name, path) in CREATES {
            let world = World::new(engine).await;
            path(&world.env.db, &world, "new", NEW).await.unwrap();
            let new = stored(&world.env.db, "new").await;
            assert_eq!(new.version, world.note.version, "{name}");
            assert!(new.updated_at >= world.note.updated_at, "{name}");
        }
        for (name, path) in UPDATES.iter().chain(UPSERTS) {
            let world = World::new(engine).await;
            path(&world.env.db, &world, "old", NEW).await.unwrap();
            let changed = stored(&world.env.db, "old").await;
            assert_eq!(changed.version, world.note.version + 1, "{name}");
            assert!(changed.updated_at > world.note.updated_at, "{name}");
        }
    }

    async fn passwords_are_hashed(engine) {
        for (name, path) in CREATES.iter().chain(UPDATES) {
            let world = World::new(engine).await;
            path(&world.env.db, &world, "new", NEW).await.unwrap();
            let note = stored(&world.env.db, "new").await;
            assert!(note.lock_hash.expose().starts_with("$argon2id$"), "{name}");
            let who = Note::authenticate(&world.env.db, "new", &NEW.into()).await.unwrap();
            assert_eq!(who.map(|who| who.id), Some(note.id), "{name}");
        }
        for (name, path) in UPSERTS {
            let world = World::new(engine).await;
            path(&world.env.db, &world, "old", NEW).await.unwrap();
            let who = Note::authenticate(&world.env.db, "old", &NEW.into()).await.unwrap();
            assert_eq!(who.map(|who| who.id), Some(world.note.id), "{name}");
        }
    }

    async fn hooks_run_once_before_and_after(engine) {
        let ways = [
            (CREATES, "create"),
            (UPDATES, "update"),
            (UPSERTS, "update"),
            (REMOVALS, "delete"),
            (RESTORES, "update"),
        ];
        for (paths, hook) in ways {
            for (name, path) in paths {
                let world = World::new(engine).await;
                let db = &world.env.db;
                if hook == "update" && name.contains("restore") {
                    world.note.clone().delete(db).await.unwrap();
                    world.seen().await;
                }
                path(db, &world, "new", NEW).await.unwrap();
                assert_eq!(world.seen().await, [format!("before {hook}"), format!("after {hook}")], "{name}");
            }
        }
        let world = World::new(engine).await;
        let changed = world.note.change_password(&world.env.db, &OLD.into(), &NEW.into()).await;
        assert_eq!(changed.unwrap().version, world.note.version + 1);
        assert_eq!(world.seen().await, ["before update", "after update"]);
    }

    async fn a_row_of_another_owner_is_refused_and_what_hooks_wrote_is_undone(engine) {
        for (name, path) in FOREIGN {
            let world = World::new(engine).await;
            let db = &world.env.db;
            let error = failed(ErrorKind::ForeignKey, path(db, &world, "new", NEW).await);
            assert_eq!(error.field(), Some("folder_id"), "{name}");
            assert_eq!(world.seen().await, Vec::<String>::new(), "{name}");
            assert_eq!(Note::query().all(db).await.unwrap(), [world.note.clone()], "{name}");
        }
        // The same calls with a folder of the owner's own are taken.
        let world = World::new(engine).await;
        let own = world.ann.folders().create(&world.env.db, FolderCreate::new()).await.unwrap();
        let own = World { foreign: own, ..world };
        for (name, path) in FOREIGN {
            let title = if name.contains("update") { "old" } else { "new" };
            if let Err(error) = path(&own.env.db, &own, title, NEW).await {
                panic!("{name}: {error}");
            }
            Note::query().filter(Note::ID.ne(own.note.id)).purge(&own.env.db).await.unwrap();
        }
    }

    async fn rows_come_back_as_they_are_stored(engine) {
        for (name, path) in CREATES.iter().chain(UPDATES).chain(UPSERTS) {
            let world = World::new(engine).await;
            let rows = path(&world.env.db, &world, "new", NEW).await.unwrap();
            for row in rows {
                assert_eq!(row, Note::get(&world.env.db, row.id).await.unwrap(), "{name}");
            }
        }
        let world = World::new(engine).await;
        let db = &world.env.db;
        world.note.clone().delete(db).await.unwrap();
        for (name, path) in RESTORES {
            for row in path(db, &world, "", "").await.unwrap() {
                assert_eq!(row, Note::get(db, row.id).await.unwrap(), "{name}");
            }
            Note::delete_by_id(db, world.note.id).await.unwrap();
        }
    }
}
