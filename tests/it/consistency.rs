//! Every operation on a row that is live, soft-deleted, of another owner, stale, or missing.

use fivefold::Query;
use fivefold::db::Operation;
use fivefold::prelude::*;
use fivefold::query::OwnedBy;

use crate::support::{TestEnv, failed};

/// The owner of sheets and folders.
#[model(has_many(sheets: Sheet::OWNER_ID, folders: Folder::OWNER_ID, leaves: Leaf::KEEPER_ID))]
#[derive(Debug, Clone, PartialEq)]
pub struct Keeper {
    pub id: Id<Keeper>,
    #[field(len(..=40))]
    pub name: String,
}

/// A folder of sheets.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Folder {
    pub id: Id<Folder, i64>,
    #[field(server)]
    pub owner_id: Id<Keeper>,
    #[field(deleted)]
    pub deleted_at: Option<DateTime<Utc>>,
}

/// A row of a keeper, with a version and soft deletion.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    pub id: Id<Sheet>,
    #[field(unique, len(..=40))]
    pub title: String,
    #[field(default = 0)]
    pub views: i64,
    pub folder_id: Option<Id<Folder, i64>>,
    #[field(server)]
    pub owner_id: Id<Keeper>,
    #[field(version)]
    pub version: i64,
    #[field(deleted)]
    pub deleted_at: Option<DateTime<Utc>>,
}

/// A row that is reached through its keeper only; clients send its key.
#[model(scoped)]
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    pub id: Id<Leaf, i64>,
    #[field(owner)]
    pub keeper_id: Id<Keeper>,
    pub folder_id: Id<Folder, i64>,
    pub size: i32,
}

fn tables() -> fivefold::Schema {
    schema![Keeper, Folder, Sheet, Leaf]
}

/// The state of the row of a case.
#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Live,
    Deleted,
    Foreign,
    Stale,
    Missing,
}

use State::{Deleted, Foreign, Live, Missing, Stale};

const STATES: [State; 5] = [Live, Deleted, Foreign, Stale, Missing];

/// A row of Ann's in some state, the loaded row, and another row of each keeper that must not
/// change.
struct World {
    db: Db,
    ann: Keeper,
    row: Sheet,
}

impl World {
    async fn new(db: &Db, state: State) -> Self {
        Sheet::query()
            .all_rows()
            .with_deleted()
            .purge(db)
            .await
            .unwrap();
        Keeper::query().all_rows().delete(db).await.unwrap();
        let ann = Keeper::create(db, KeeperCreate::new("Ann")).await.unwrap();
        let ben = Keeper::create(db, KeeperCreate::new("Ben")).await.unwrap();
        ann.sheets()
            .create(db, SheetCreate::new("of Ann"))
            .await
            .unwrap();
        ben.sheets()
            .create(db, SheetCreate::new("of Ben"))
            .await
            .unwrap();
        let owner = if state == Foreign { &ben } else { &ann };
        let mut row = owner
            .sheets()
            .create(db, SheetCreate::new("row"))
            .await
            .unwrap();
        match state {
            Live | Foreign => {}
            Deleted => {
                row.clone().delete(db).await.unwrap();
                row = Sheet::query().only_deleted().one(db).await.unwrap();
            }
            Stale => drop(
                Sheet::update_by_id(db, row.id, Sheet::VIEWS.add(1))
                    .await
                    .unwrap(),
            ),
            Missing => Sheet::purge_by_id(db, row.id).await.unwrap(),
        }
        let db = db.clone();
        Self { db, ann, row }
    }

    fn scope(&self) -> Query<Sheet, (), OwnedBy<Keeper>> {
        self.ann.sheets()
    }

    /// The rows that must not change.
    async fn others(&self) -> Vec<Sheet> {
        let others = Sheet::query()
            .with_deleted()
            .filter(Sheet::ID.ne(self.row.id));
        others.all(&self.db).await.unwrap()
    }
}

fn title(title: &str) -> SheetUpdate {
    SheetUpdate {
        title: Set(title.into()),
        ..Default::default()
    }
}

/// The outcome of an operation in a word, and the error if there is one.
type Said = Result<String, Error>;
type Run = fn(&World) -> Operation<'_, String>;

fn word<'a, T>(
    answer: Operation<'a, T>,
    word: impl FnOnce(T) -> String + Send + 'a,
) -> Operation<'a, String>
where
    T: Send + 'a,
{
    Box::pin(async move { answer.await.map(word) })
}

fn done<'a, T: Send + 'a>(answer: Operation<'a, T>) -> Operation<'a, String> {
    word(answer, |_| "done".into())
}

fn found<'a, T: Send + 'a>(answer: Operation<'a, Option<T>>) -> Operation<'a, String> {
    word(answer, |row| {
        if row.is_some() { "found" } else { "none" }.into()
    })
}

fn number<'a, T: ToString + Send + 'a>(answer: Operation<'a, T>) -> Operation<'a, String> {
    word(answer, |number| number.to_string())
}

/// Each operation, and its outcome on a row that is live, soft-deleted, of another owner, stale,
/// and missing.
const TABLE: &[(&str, Run, [&str; 5])] = &[
    // By key, without an owner.
    (
        "get",
        |w| done(Sheet::get(&w.db, w.row.id)),
        ["done", "NotFound", "done", "done", "NotFound"],
    ),
    (
        "find",
        |w| found(Sheet::find(&w.db, w.row.id)),
        ["found", "none", "found", "found", "none"],
    ),
    (
        "find_by",
        |w| found(Sheet::find_by(&w.db, Sheet::TITLE, "row")),
        ["found", "none", "found", "found", "none"],
    ),
    (
        "exists",
        |w| number(Sheet::exists(&w.db, w.row.id)),
        ["true", "false", "true", "true", "false"],
    ),
    (
        "count",
        |w| number(Sheet::count(&w.db)),
        ["3", "2", "3", "3", "2"],
    ),
    (
        "list",
        |w| word(Sheet::list(&w.db, ..), |rows| rows.len().to_string()),
        ["3", "2", "3", "3", "2"],
    ),
    (
        "update_by_id",
        |w| done(Sheet::update_by_id(&w.db, w.row.id, title("new"))),
        ["done", "NotFound", "done", "done", "NotFound"],
    ),
    (
        "update_by_id of nothing",
        |w| done(Sheet::update_by_id(&w.db, w.row.id, SheetUpdate::default())),
        ["done", "NotFound", "done", "done", "NotFound"],
    ),
    (
        "delete_by_id",
        |w| done(Sheet::delete_by_id(&w.db, w.row.id)),
        ["done", "NotFound", "done", "done", "NotFound"],
    ),
    (
        "restore_by_id",
        |w| done(Sheet::restore_by_id(&w.db, w.row.id)),
        ["NotFound", "done", "NotFound", "NotFound", "NotFound"],
    ),
    (
        "purge_by_id",
        |w| done(Sheet::purge_by_id(&w.db, w.row.id)),
        ["done", "done", "done", "done", "NotFound"],
    ),
    // With the row in hand.
    (
        "update",
        |w| done(w.row.clone().update(&w.db, title("new"))),
        ["done", "NotFound", "done", "Stale", "NotFound"],
    ),
    (
        "step",
        |w| done(w.row.clone().update(&w.db, Sheet::VIEWS.add(1))),
        ["done", "NotFound", "done", "Stale", "NotFound"],
    ),
    (
        "delete",
        |w| done(w.row.clone().delete(&w.db)),
        ["done", "NotFound", "done", "Stale", "NotFound"],
    ),
    (
        "restore",
        |w| done(w.row.clone().restore(&w.db)),
        ["NotFound", "done", "NotFound", "NotFound", "NotFound"],
    ),
    (
        "purge",
        |w| done(w.row.clone().purge(&w.db)),
        ["done", "done", "done", "Stale", "NotFound"],
    ),
    // By a query.
    (
        "query first",
        |w| found(Sheet::query().filter(Sheet::TITLE.eq("row")).first(&w.db)),
        ["found", "none", "found", "found", "none"],
    ),
    (
        "query with_deleted",
        |w| found(Sheet::query().with_deleted().find_by_id(&w.db, w.row.id)),
        ["found", "found", "found", "found", "none"],
    ),
    (
        "query update",
        |w| {
            number(
                Sheet::query()
                    .filter(Sheet::TITLE.eq("row"))
                    .update(&w.db, title("new")),
            )
        },
        ["1", "0", "1", "1", "0"],
    ),
    (
        "query delete",
        |w| number(Sheet::query().filter(Sheet::TITLE.eq("row")).delete(&w.db)),
        ["1", "0", "1", "1", "0"],
    ),
    (
        "query restore",
        |w| number(Sheet::query().filter(Sheet::TITLE.eq("row")).restore(&w.db)),
        ["0", "1", "0", "0", "0"],
    ),
    (
        "query purge",
        |w| {
            number(
                Sheet::query()
                    .filter(Sheet::TITLE.eq("row"))
                    .with_deleted()
                    .purge(&w.db),
            )
        },
        ["1", "1", "1", "1", "0"],
    ),
    // In the scope of Ann.
    (
        "scope get",
        |w| done(w.scope().get_by_id(&w.db, w.row.id)),
        ["done", "NotFound", "NotFound", "done", "NotFound"],
    ),
    (
        "scope find",
        |w| found(w.scope().find_by_id(&w.db, w.row.id)),
        ["found", "none", "none", "found", "none"],
    ),
    (
        "scope get with",
        |w| done(w.scope().with(Sheet::FOLDER).get_by_id(&w.db, w.row.id)),
        ["done", "NotFound", "NotFound", "done", "NotFound"],
    ),
    (
        "scope list",
        |w| word(w.scope().list(&w.db, ..), |rows| rows.len().to_string()),
        ["2", "1", "1", "2", "1"],
    ),
    (
        "scope page",
        |w| word(w.scope().page(&w.db, ..1), |page| page.total.to_string()),
        ["2", "1", "1", "2", "1"],
    ),
    (
        "scope count",
        |w| number(w.scope().count(&w.db)),
        ["2", "1", "1", "2", "1"],
    ),
    (
        "scope exists",
        |w| number(w.scope().filter(Sheet::TITLE.eq("row")).exists(&w.db)),
        ["true", "false", "false", "true", "false"],
    ),
    (
        "scope sum",
        |w| number(w.scope().sum(&w.db, Sheet::VERSION)),
        ["2", "1", "1", "3", "1"],
    ),
    (
        "scope select",
        |w| {
            word(w.scope().select(Sheet::TITLE).all(&w.db), |rows| {
                rows.len().to_string()
            })
        },
        ["2", "1", "1", "2", "1"],
    ),
    (
        "scope update_by_id",
        |w| done(w.scope().update_by_id(&w.db, w.row.id, title("new"))),
        ["done", "NotFound", "NotFound", "done", "NotFound"],
    ),
    (
        "scope step",
        |w| done(w.scope().update_by_id(&w.db, w.row.id, Sheet::VIEWS.add(1))),
        ["done", "NotFound", "NotFound", "done", "NotFound"],
    ),
    (
        "scope update_by_id of nothing",
        |w| {
            done(
                w.scope()
                    .update_by_id(&w.db, w.row.id, SheetUpdate::default()),
            )
        },
        ["done", "NotFound", "NotFound", "done", "NotFound"],
    ),
    (
        "scope delete_by_id",
        |w| done(w.scope().delete_by_id(&w.db, w.row.id)),
        ["done", "NotFound", "NotFound", "done", "NotFound"],
    ),
    (
        "scope update",
        |w| {
            number(
                w.scope()
                    .filter(Sheet::TITLE.eq("row"))
                    .update(&w.db, title("new")),
            )
        },
        ["1", "0", "0", "1", "0"],
    ),
    (
        "scope delete",
        |w| number(w.scope().filter(Sheet::TITLE.eq("row")).delete(&w.db)),
        ["1", "0", "0", "1", "0"],
    ),
    (
        "scope restore",
        |w| number(w.scope().filter(Sheet::TITLE.eq("row")).restore(&w.db)),
        ["0", "1", "0", "0", "0"],
    ),
    (
        "scope purge",
        |w| {
            number(
                w.scope()
                    .filter(Sheet::TITLE.eq("row"))
                    .with_deleted()
                    .purge(&w.db),
            )
        },
        ["1", "1", "0", "1", "0"],
    ),
];

fn said(answer: &Said) -> String {
    match answer {
        Ok(word) => word.clone(),
        Err(error) => format!("{:?}", error.kind()),
    }
}

for_each_engine! {
    async fn every_operation_has_the_outcome_of_the_table(engine) {
        let env = TestEnv::with(engine, &tables()).await;
        let mut complaints = Vec::new();
        for (name, run, expected) in TABLE {
            let mut misses: Vec<(u64, String)> = Vec::new();
            for (state, expected) in STATES.iter().zip(expected) {
                let world = World::new(&env.db, *state).await;
                let others = world.others().await;
                let before = env.db.metrics().statements;
                let answer = run(&world).await;
                let statements = env.db.metrics().statements - before;
                if said(&answer) != *expected {
                    complaints.push(format!("{name}, {state:?}: {} instead of {expected}: {answer:?}", said(&answer)));
                }
                if world.others().await != others {
                    complaints.push(format!("{name}, {state:?}: another row was changed"));
                }
                // A word that says nothing of the row was to leave it as it was.
                if let Err(error) = &answer && *expected == "NotFound" {
                    misses.push((statements, format!("{error} {error:?} {:?}", error.field())));
                }
            }
            // Whose it was, and whether it had been there, is not told: by the words, nor by what
            // is sent.
            misses.dedup();
            if misses.len() > 1 && name.starts_with("scope") {
                complaints.push(format!("{name}: {misses:?}"));
            }
        }
        assert!(complaints.is_empty(), "{complaints:#?}");
    }

    async fn a_scope_creates_for_its_owner_alone(engine) {
        let env = TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        let ann = Keeper::create(db, KeeperCreate::new("Ann")).await.unwrap();
        let ben = Keeper::create(db, KeeperCreate::new("Ben")).await.unwrap();
        let of_ben = ben.folders().create(db, FolderCreate::new()).await.unwrap();
        let of_ann = ann.folders().create(db, FolderCreate::new()).await.unwrap();
        let gone = ann.folders().create(db, FolderCreate::new()).await.unwrap();
        gone.clone().delete(db).await.unwrap();
        let in_folder = |folder: Option<&Folder>| SheetCreate {
            folder_id: folder.map(|folder| folder.id),
            ..SheetCreate::new("sheet")
        };
        let sheet = ann.sheets().create(db, in_folder(Some(&of_ann))).await.unwrap();
        assert_eq!((sheet.owner_id, sheet.folder_id), (ann.id, Some(of_ann.id)));
        assert_eq!(Sheet::get(db, sheet.id).await.unwrap(), sheet);
        sheet.clone().purge(db).await.unwrap();
        let sheet = ann.sheets().create(db, in_folder(None)).await.unwrap();

        // Rows of another owner are not found, and neither are soft-deleted rows.
        let nowhere = Folder { id: Id::new(999_999), ..of_ann.clone() };
        let errors = [&of_ben, &gone, &nowhere].map(|folder| {
            let (ann, input) = (ann.clone(), SheetCreate { title: "other".into(), ..in_folder(Some(folder)) });
            async move { failed(ErrorKind::ForeignKey, ann.sheets().create(db, input).await) }
        });
        let [foreign, deleted, missing] = errors;
        let missing = missing.await;
        assert_eq!((missing.model(), missing.field(), missing.constraint()), (Some("Sheet"), Some("folder_id"), Some("sheet_folder_id_fkey")));
        for error in [foreign.await, deleted.await] {
            assert_eq!(format!("{error} {error:?}"), format!("{missing} {missing:?}"));
        }
        assert_eq!(Sheet::count(db).await.unwrap(), 1);

        // The same where it is changed: by key and by a query. A folder of one's own is taken.
        let move_to = |folder: &Folder| SheetUpdate { folder_id: Set(Some(folder.id)), ..Default::default() };
        for folder in [&of_ben, &gone, &nowhere] {
            let error = failed(ErrorKind::ForeignKey, ann.sheets().update_by_id(db, sheet.id, move_to(folder)).await);
            assert_eq!(format!("{error}"), format!("{missing}"));
            let error = failed(ErrorKind::ForeignKey, ann.sheets().update(db, move_to(folder)).await);
            assert_eq!(format!("{error}"), format!("{missing}"));
            failed(ErrorKind::NotFound, ben.sheets().update_by_id(db, sheet.id, move_to(folder)).await);
        }
        let moved = ann.sheets().update_by_id(db, sheet.id, move_to(&of_ann)).await.unwrap();
        assert_eq!((moved.folder_id, moved.version), (Some(of_ann.id), sheet.version + 1));
        assert_eq!(ann.sheets().update(db, move_to(&of_ann)).await.unwrap(), 1);

        // Another owner is refused, in what server code sets and in what clients send.
        let input = SheetCreate::new("mine").with(SheetServer { owner_id: ben.id });
        let error = failed(ErrorKind::Validation, ann.sheets().create(db, input).await);
        assert_eq!(error.field(), Some("owner_id"));
        let given = SheetUpdate::default().with(SheetServerUpdate { owner_id: Set(ben.id) });
        let error = failed(ErrorKind::Validation, ann.sheets().update_by_id(db, sheet.id, given).await);
        assert_eq!(error.field(), Some("owner_id"));
        let given = SheetUpdate::default().with(SheetServerUpdate { owner_id: Set(ben.id) });
        failed(ErrorKind::Validation, ann.sheets().update(db, given).await);
        let own = SheetCreate::new("mine").with(SheetServer { owner_id: ann.id });
        ann.sheets().create(db, own).await.unwrap();
        let leaf = |keeper: &Keeper, folder: &Folder| LeafCreate::new(keeper.id, folder.id, 1);
        let error = failed(ErrorKind::Validation, ann.leaves().create(db, leaf(&ben, &of_ann)).await);
        assert_eq!(error.field(), Some("keeper_id"));
        // The names differ, and a folder has one owner: that one counts.
        failed(ErrorKind::ForeignKey, ann.leaves().create(db, leaf(&ann, &of_ben)).await);
        let made = ann.leaves().create(db, leaf(&ann, &of_ann)).await.unwrap();
        assert_eq!(ann.leaves().get_by_id(db, made.id).await.unwrap(), made);
        let given = LeafUpdate { keeper_id: Set(ben.id), ..Default::default() };
        failed(ErrorKind::Validation, ann.leaves().update_by_id(db, made.id, given).await);

        // A scope that was narrowed creates nothing.
        failed(ErrorKind::Misuse, ann.sheets().filter(Sheet::VIEWS.eq(0)).create(db, in_folder(None)).await);
        failed(ErrorKind::Misuse, ann.sheets().limit(1).create(db, in_folder(None)).await);
        failed(ErrorKind::Misuse, ann.sheets().limit(1).delete_by_id(db, sheet.id).await);
        failed(ErrorKind::Misuse, ann.sheets().with_deleted().update_by_id(db, sheet.id, title("x")).await);
        failed(ErrorKind::NotFound, ann.sheets().filter(Sheet::VIEWS.eq(9)).get_by_id(db, sheet.id).await);
        // The word that passes over scopes.
        let made = Leaf::unscoped().create(db, leaf(&ben, &of_ann)).await.unwrap();
        assert_eq!(Leaf::unscoped().count(db).await.unwrap(), 2);
        assert_eq!(ben.leaves().one(db).await.unwrap(), made);
        made.update(db, LeafUpdate { size: Set(7), ..Default::default() }).await.unwrap();
    }

    async fn a_scope_creates_many_for_its_owner_alone(engine) {
        let env = TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        let ann = Keeper::create(db, KeeperCreate::new("Ann")).await.unwrap();
        let ben = Keeper::create(db, KeeperCreate::new("Ben")).await.unwrap();
        let folders = ann.folders().create_many(db, (0..3).map(|_| FolderCreate::new())).await.unwrap();
        assert!(folders.iter().all(|folder| folder.owner_id == ann.id));
        let of_ben = ben.folders().create(db, FolderCreate::new()).await.unwrap();
        let sheet = |at: usize, folder: Option<&Folder>| SheetCreate {
            folder_id: folder.map(|folder| folder.id),
            ..SheetCreate::new(format!("sheet {at}"))
        };
        let before = db.metrics().statements;
        let inputs = (0..30).map(|at| sheet(at, folders.get(at % 4)));
        let sheets = ann.sheets().create_many(db, inputs).await.unwrap();
        assert_eq!(db.metrics().statements - before, 2, "one to look for the folders");
        assert_eq!(sheets.iter().filter(|sheet| sheet.folder_id.is_none()).count(), 7);
        let mut stored = ann.sheets().all(db).await.unwrap();
        stored.sort_by_key(|sheet| sheet.title.trim_start_matches("sheet ").parse::<usize>().unwrap());
        assert_eq!(stored, sheets);

        folders[2].clone().delete(db).await.unwrap();
        for wrong in [&of_ben, &folders[2]] {
            let inputs = [sheet(40, None), sheet(41, Some(&folders[0])), sheet(42, Some(wrong))];
            let error = failed(ErrorKind::ForeignKey, ann.sheets().create_many(db, inputs).await);
            assert_eq!((error.field(), error.constraint()), (Some("folder_id"), Some("sheet_folder_id_fkey")));
        }
        let given = [sheet(50, None).with(SheetServer { owner_id: ben.id })];
        failed(ErrorKind::Validation, ann.sheets().create_many(db, given).await);
        let conflict = [sheet(60, None), sheet(1, None)];
        failed(ErrorKind::Conflict, ann.sheets().create_many(db, conflict).await);
        failed(ErrorKind::Misuse, ann.sheets().limit(1).create_many(db, [sheet(70, None)]).await);
        assert_eq!(ann.sheets().create_many(db, Vec::<SheetCreate>::new()).await.unwrap(), []);
        assert_eq!((ann.sheets().count(db).await.unwrap(), ben.sheets().count(db).await.unwrap()), (30, 0));

        // A parent with its children.
        let nested = db.transaction(async |tx| {
            let cid = Keeper::create(tx, KeeperCreate::new("Cid")).await?;
            let sheets = cid.sheets().create_many(tx, [SheetCreate::new("first"), SheetCreate::new("sheet 1")]).await?;
            Ok((cid, sheets))
        });
        failed(ErrorKind::Conflict, nested.await);
        assert_eq!(Keeper::count(db).await.unwrap(), 2, "both or none");
    }

    async fn of_a_thousand_rows_each_none_is_reached_by_the_other(engine) {
        const ROWS: usize = 1_000;
        let env = TestEnv::with(engine, &tables()).await;
        let db = &env.db;
        let keepers = [
            Keeper::create(db, KeeperCreate::new("Ann")).await.unwrap(),
            Keeper::create(db, KeeperCreate::new("Ben")).await.unwrap(),
        ];
        let mut rows = Vec::new();
        for keeper in &keepers {
            let inputs = (0..ROWS).map(|at| {
                SheetCreate::new(format!("{} {at}", keeper.name)).with(SheetServer { owner_id: keeper.id })
            });
            rows.push(Sheet::create_many(db, inputs).await.unwrap());
        }
        let mut folders = Vec::new();
        for keeper in &keepers {
            let inputs = (0..ROWS).map(|_| FolderCreate::new());
            folders.push(keeper.folders().create_many(db, inputs).await.unwrap());
        }
        let mut reached = 0;
        for ((keeper, others), folders) in keepers.iter().zip(rows.iter().rev()).zip(folders.iter().rev()) {
            let listed = keeper.sheets().list(db, ..ROWS as u64).await.unwrap();
            reached += listed.iter().filter(|row| row.owner_id != keeper.id).count();
            for folder in folders {
                let into = SheetCreate { folder_id: Some(folder.id), ..SheetCreate::new("into") };
                let created = keeper.sheets().create(db, into).await;
                reached += usize::from(created.map(drop).map_err(|error| error.kind()) != Err(ErrorKind::ForeignKey));
            }
            for other in others {
                let given = SheetCreate::new("given").with(SheetServer { owner_id: other.owner_id });
                let created = keeper.sheets().create(db, given).await;
                reached += usize::from(created.map(drop).map_err(|error| error.kind()) != Err(ErrorKind::Validation));
                let results = [
                    keeper.sheets().get_by_id(db, other.id).await.map(drop),
                    keeper.sheets().update_by_id(db, other.id, Sheet::VIEWS.add(1)).await.map(drop),
                    keeper.sheets().delete_by_id(db, other.id).await,
                ];
                reached += results.iter().filter(|result| result.as_ref().map_err(Error::kind) != Err(ErrorKind::NotFound)).count();
            }
            assert_eq!(keeper.sheets().count(db).await.unwrap(), ROWS as u64);
        }
        assert_eq!(reached, 0);
        let mut stored = Sheet::query().all(db).await.unwrap();
        let mut rows = rows.concat();
        stored.sort_by_key(|row| row.id.get());
        rows.sort_by_key(|row| row.id.get());
        assert!(stored == rows, "a row was changed");
        // The control: without the scope every one is reached.
        assert!(Sheet::update_by_id(db, rows[0].id, Sheet::VIEWS.add(1)).await.is_ok());
    }
}
