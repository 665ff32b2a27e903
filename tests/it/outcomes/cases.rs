//! The table.

use std::future::Future;
use std::pin::Pin;

use fivefold::crud::New;
use fivefold::prelude::*;
use fivefold::query::{Cursor, Filter};

use super::world::World;
use crate::models::{
    City, CityCreate, CityUpdate, Country, CountryCreate, Folder, FolderCreate, FolderUpdate, Item,
    ItemCreate, ItemServer, ItemServerUpdate, ItemUpdate, Ledger, LedgerCreate, LedgerUpdate, Line,
    LineCreate, LineUpdate, Profile, ProfileCreate, ProfileServer, Project, ProjectUpdate,
    RatedLoose, RatedLooseCreate, RatedLooseUpdate, Seat, SeatCreate, SeatUpdate, Task, TaskCreate,
    TaskUpdate, User, UserCreate, UserUpdate,
};
use crate::support::Shape;

type Answer<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

/// One operation, what it meets, and how it ends.
pub struct Case {
    pub name: &'static str,
    pub what: &'static str,
    /// None where it succeeds.
    pub expected: Option<Shape>,
    pub run: for<'a> fn(&'a dyn Executor, &'a World) -> Answer<'a>,
}

impl Case {
    /// True if the database itself refused, which ends a transaction.
    pub fn aborts(&self) -> bool {
        let after = |shape: &Shape| {
            !matches!(
                shape.kind,
                ErrorKind::NotFound
                    | ErrorKind::MultipleRows
                    | ErrorKind::Validation
                    | ErrorKind::InvalidInput
                    | ErrorKind::Misuse
            )
        };
        self.expected.as_ref().is_some_and(after)
    }
}

macro_rules! table {
    ($($what:literal => $expected:expr; { $($name:literal: |$db:ident, $world:pat_param| $body:expr;)+ })+) => {
        pub fn cases() -> Vec<Case> {
            vec![$($(
                Case {
                    name: concat!($what, ": ", $name),
                    what: $what,
                    expected: $expected,
                    run: |$db, $world| Box::pin(async move { let _ = $body; Ok(()) }),
                },
            )+)+]
        }
    };
}

/// A struct that is no part of the definition.
#[derive(Debug, View)]
#[view(User)]
#[allow(dead_code, reason = "only read")]
struct Address {
    email: String,
    #[view(column = IS_ACTIVE)]
    active: bool,
}

fn inactive() -> UserUpdate {
    UserUpdate {
        is_active: Set(false),
        ..Default::default()
    }
}

const fn ok() -> Option<Shape> {
    None
}

fn fails(
    kind: ErrorKind,
    model: &'static str,
    field: &'static str,
    constraint: &str,
) -> Option<Shape> {
    Some(Shape::new(kind, model, Some(field), Some(constraint)))
}

fn fails_as_a_whole(
    kind: ErrorKind,
    model: &'static str,
    constraint: Option<&str>,
) -> Option<Shape> {
    Some(Shape::new(kind, model, None, constraint))
}

fn item(title: &str, owner: Id<User>) -> New<Item> {
    ItemCreate::new(title).with(ItemServer { owner_id: owner })
}

fn loose(title: Option<&str>, stars: Option<i32>, votes: i64) -> RatedLooseCreate {
    RatedLooseCreate {
        title: title.map(str::to_owned),
        stars,
        votes,
    }
}

table! {
    "live" => ok(); {
        "query view": |db, _| User::query().filter(User::EMAIL.eq("ann@example.com")).view::<Address>().all(db).await?;
        "query groups": |db, _| Item::query().group_by(Item::OWNER_ID).having(Item::ID.count().ge(1)).select((Item::ID.count(), Item::TITLE.max())).all(db).await?;
        "query with a fragment": |db, _| User::query().filter(Filter::raw_sql("email = ?").bind("ann@example.com")).one(db).await?;
        "sql into models": |db, _| db.sql("SELECT * FROM seat WHERE line > ?").bind(0).all::<Seat>().await?;
        "sql into tuples": |db, _| db.sql("SELECT count(*) FROM seat").one::<(i64,)>().await?;
        "sql execute": |db, _| db.sql("UPDATE seat SET line = line + ? WHERE line < ?").bind(0).bind(-5).execute().await?;
        "create": |db, _| User::create(db, UserCreate::new("new@example.com")).await?;
        "create_many": |db, w| Item::create_many(db, [item("a", w.ann.id), item("b", w.bob.id)]).await?;
        "get": |db, w| assert_eq!(User::get(db, w.ann.id).await?, w.ann);
        "find": |db, w| assert_eq!(User::find(db, w.ann.id).await?.as_ref(), Some(&w.ann));
        "find_by": |db, w| assert_eq!(User::find_by(db, User::EMAIL, &w.ann.email).await?.as_ref(), Some(&w.ann));
        "exists": |db, w| assert!(User::exists(db, w.ann.id).await?);
        "update": |db, w| w.item.clone().update(db, ItemUpdate { title: Set("new".into()), ..Default::default() }).await?;
        "update_by_id": |db, w| User::update_by_id(db, w.ann.id, UserUpdate { is_active: Set(false), ..Default::default() }).await?;
        "update to the same unique value": |db, w| User::update_by_id(db, w.ann.id, UserUpdate { email: Set(w.ann.email.clone()), ..Default::default() }).await?;
        "delete": |db, w| w.item.clone().delete(db).await?;
        "delete_by_id": |db, w| Item::delete_by_id(db, w.item.id).await?;
        "delete of a parent whose children go with it": |db, w| w.ann.clone().delete(db).await?;
        "delete of a parent whose children stay without it": |db, w| w.bob.clone().delete(db).await?;
        "list": |db, w| assert_eq!(User::list(db, ..).await?, [w.ann.clone(), w.bob.clone()]);
        "count": |db, _| assert_eq!(User::count(db).await?, 2);
        "relation list": |db, w| assert_eq!(w.ann.items().list(db, ..).await?, [w.item.clone()]);
        "relation count": |db, w| assert_eq!(w.ann.items().count(db).await?, 1);
        "relation exists": |db, w| assert!(w.ann.items().exists(db).await?);
        "relation first": |db, w| assert_eq!(w.ann.items().first(db).await?.as_ref(), Some(&w.item));
        "relation get": |db, w| assert_eq!(w.item.owner().get(db).await?, w.ann);
        "query all": |db, w| assert_eq!(User::query().filter(User::EMAIL.eq(&w.bob.email)).all(db).await?, [w.bob.clone()]);
        "query one": |db, w| assert_eq!(Item::query().filter(Item::OWNER.is(User::EMAIL.eq(&w.ann.email))).one(db).await?, w.item);
        "query page": |db, w| assert_eq!(User::query().order_by(User::EMAIL.desc()).page(db, ..1).await?.rows, [w.bob.clone()]);
        "query count": |db, _| assert_eq!(User::query().filter(User::FULL_NAME.is_null()).count(db).await?, 2);
        "query with": |db, w| assert_eq!(Item::query().with(Item::OWNER).one(db).await?, (w.item.clone(), w.ann.clone()));
        "query max": |db, w| assert_eq!(User::query().max(db, User::EMAIL).await?.as_ref(), Some(&w.bob.email));
        "query stream": |db, w| assert_eq!(User::query().stream(db).next().await?.as_ref(), Some(&w.ann));
        "query update": |db, _| assert_eq!(User::query().all_rows().update(db, UserUpdate { is_active: Set(false), ..Default::default() }).await?, 2);
        "query delete": |db, w| assert_eq!(Item::query().filter(Item::ID.eq(w.item.id)).delete(db).await?, 1);
        "query find_by_id": |db, w| assert_eq!(User::query().find_by_id(db, w.ann.id).await?.as_ref(), Some(&w.ann));
        "query update_by_id": |db, w| assert_eq!(User::query().update_by_id(db, w.ann.id, inactive()).await?.email, w.ann.email);
        "page_after": |db, w| assert_eq!(User::query().page_after(db, None, 1).await?.rows, [w.ann.clone()]);
        "upsert of what is new": |db, _| assert!(User::upsert(db, User::EMAIL, UserCreate::new("new@example.com")).await?.is_created());
        "upsert of what is there": |db, w| assert_eq!(User::upsert(db, User::EMAIL, UserCreate::new(w.ann.email.clone())).await?.into_row().id, w.ann.id);
        "find_or_create of what is new": |db, _| assert!(User::find_or_create(db, User::EMAIL, UserCreate::new("new@example.com")).await?.is_created());
        "find_or_create of what is there": |db, w| assert_eq!(User::find_or_create(db, User::EMAIL, UserCreate::new(w.ann.email.clone())).await?.into_row(), w.ann);
        "update_many": |db, w| assert_eq!(User::update_many(db, [w.ann.id, w.gone.id, w.bob.id], inactive()).await?, 2);
        "delete_many": |db, w| assert_eq!(Item::delete_many(db, [w.item.id, Id::now_v7()]).await?, 1);
        "scope create": |db, w| assert_eq!(w.bob.items().create(db, ItemCreate::new("new")).await?.owner_id, w.bob.id);
        "scope create_many": |db, w| assert_eq!(w.bob.items().create_many(db, ["a", "b"].map(ItemCreate::new)).await?.len(), 2);
        "scope get_by_id": |db, w| assert_eq!(w.ann.items().get_by_id(db, w.item.id).await?, w.item);
        "scope update_by_id": |db, w| w.ann.items().update_by_id(db, w.item.id, ItemUpdate { title: Set("new".into()), ..Default::default() }).await?;
        "scope delete_by_id": |db, w| w.ann.items().delete_by_id(db, w.item.id).await?;
    }
    "missing, answered with none" => ok(); {
        "find": |db, w| assert_eq!(User::find(db, w.gone.id).await?, None);
        "find_by": |db, w| assert_eq!(User::find_by(db, User::EMAIL, &w.gone.email).await?, None);
        "exists": |db, w| assert!(!User::exists(db, w.gone.id).await?);
        "relation first": |db, w| assert_eq!(w.bob.items().first(db).await?, None);
        "relation list": |db, w| assert_eq!(w.gone.items().list(db, ..).await?, []);
        "query first": |db, w| assert_eq!(User::query().filter(User::ID.eq(w.gone.id)).first(db).await?, None);
        "query page": |db, w| assert_eq!(User::query().filter(User::ID.eq(w.gone.id)).page(db, ..).await?.total, 0);
        "query sum": |db, w| assert_eq!(Task::query().filter(Task::ASSIGNEE_ID.eq(w.gone.id)).sum(db, Task::PRIORITY).await?, 0);
        "query update": |db, w| assert_eq!(User::query().filter(User::ID.eq(w.gone.id)).update(db, UserUpdate { is_active: Set(false), ..Default::default() }).await?, 0);
        "query delete": |db, w| assert_eq!(User::query().filter(User::ID.eq(w.gone.id)).delete(db).await?, 0);
        "query find_by_id": |db, w| assert_eq!(User::query().find_by_id(db, w.gone.id).await?, None);
        "scope find_by_id of another owner's row": |db, w| assert_eq!(w.bob.items().find_by_id(db, w.item.id).await?, None);
        "update_many": |db, w| assert_eq!(User::update_many(db, [w.gone.id], inactive()).await?, 0);
        "delete_many": |db, w| assert_eq!(User::delete_many(db, [w.gone.id]).await?, 0);
        "relation count": |db, w| assert_eq!(w.gone.items().count(db).await?, 0);
        "relation exists": |db, w| assert!(!w.gone.items().exists(db).await?);
        "relation of a null": |db, w| assert_eq!(w.folder.parent().first(db).await?, None);
        "relation exists of a null": |db, w| assert!(!w.folder.parent().exists(db).await?);
        "update that changes nothing": |db, w| assert_eq!(w.gone.clone().update(db, UserUpdate::default()).await?, w.gone);
    }
    "missing" => fails_as_a_whole(ErrorKind::NotFound, "User", None); {
        "query get": |db, w| User::query().filter(User::ID.eq(w.gone.id)).get(db).await?;
        "query one": |db, w| User::query().filter(User::EMAIL.starts_with("gone?")).one(db).await.map(|_| w)?;
        "get": |db, w| User::get(db, w.gone.id).await?;
        "update": |db, w| w.gone.clone().update(db, UserUpdate { is_active: Set(false), ..Default::default() }).await?;
        "update_by_id": |db, w| User::update_by_id(db, w.gone.id, UserUpdate { is_active: Set(false), ..Default::default() }).await?;
        "update_by_id that changes nothing": |db, w| User::update_by_id(db, w.gone.id, UserUpdate::default()).await?;
        "update_by_id to a taken value": |db, w| User::update_by_id(db, w.gone.id, UserUpdate { email: Set(w.ann.email.clone()), ..Default::default() }).await?;
        "delete": |db, w| w.gone.clone().delete(db).await?;
        "delete_by_id": |db, w| User::delete_by_id(db, w.gone.id).await?;
        "query get_by_id": |db, w| User::query().get_by_id(db, w.gone.id).await?;
        "query get_by_id of a row that is not of it": |db, w| User::query().filter(User::EMAIL.eq(&w.bob.email)).get_by_id(db, w.ann.id).await?;
        "query update_by_id": |db, w| User::query().update_by_id(db, w.gone.id, inactive()).await?;
        "query update_by_id of a row that is not of it": |db, w| User::query().filter(User::EMAIL.eq(&w.bob.email)).update_by_id(db, w.ann.id, inactive()).await?;
        "query delete_by_id": |db, w| User::query().delete_by_id(db, w.gone.id).await?;
        "query delete_by_id of a row that is not of it": |db, w| User::query().filter(User::EMAIL.eq(&w.bob.email)).delete_by_id(db, w.ann.id).await?;
    }
    "missing relation" => fails_as_a_whole(ErrorKind::NotFound, "Item", None); {
        "get": |db, w| w.bob.items().get(db).await?;
        "get_by_id of another owner's row": |db, w| w.bob.items().get_by_id(db, w.item.id).await?;
        "update_by_id of another owner's row": |db, w| w.bob.items().update_by_id(db, w.item.id, ItemUpdate { title: Set("new".into()), ..Default::default() }).await?;
        "update_by_id of a missing row": |db, w| w.bob.items().update_by_id(db, Id::now_v7(), ItemUpdate { title: Set("new".into()), ..Default::default() }).await?;
        "delete_by_id of another owner's row": |db, w| w.bob.items().delete_by_id(db, w.item.id).await?;
    }
    "several" => fails_as_a_whole(ErrorKind::MultipleRows, "User", None); {
        "query one": |db, _| User::query().one(db).await?;
        "query one, with relations": |db, _| User::query().with(User::ITEMS).one(db).await?;
    }
    "no condition" => Some(Shape { kind: ErrorKind::Misuse, model: None, field: None, constraint: None }); {
        "query update": |db, _| User::query().update(db, UserUpdate { is_active: Set(false), ..Default::default() }).await?;
        "query delete": |db, _| User::query().delete(db).await?;
    }
    "what makes no sense" => Some(Shape { kind: ErrorKind::Misuse, model: None, field: None, constraint: None }); {
        "groups in the order of what they do not have": |db, _| Item::query().group_by(Item::OWNER_ID).order_by(Item::TITLE.asc()).select(Item::ID.count()).all(db).await?;
        "groups of a part": |db, _| Item::query().limit(5).group_by(Item::OWNER_ID).select(Item::ID.count()).all(db).await?;
        "sql without a value": |db, _| db.sql("SELECT * FROM seat WHERE line > ?").all::<Seat>().await?;
        "a fragment with a value too many": |db, _| User::query().filter(Filter::raw_sql("1 = 1").bind(1)).count(db).await?;
        "create in a part of a scope": |db, w| w.ann.items().limit(1).create(db, ItemCreate::new("new")).await?;
        "delete_by_id of a query with a limit": |db, w| User::query().limit(1).delete_by_id(db, w.ann.id).await?;
    }
    "what a caller of an API may not send" => Some(Shape { kind: ErrorKind::InvalidInput, model: None, field: None, constraint: None }); {
        "a cursor that was made up": |db, _| User::query().page_after(db, "AAAA".parse::<Cursor>()?, 5).await?;
        "a page of no row": |db, _| User::query().page_after(db, None, 0).await?;
    }
    "another owner" => Some(Shape::new(ErrorKind::Validation, "Item", Some("owner_id"), None)); {
        "scope create": |db, w| w.ann.items().create(db, item("a", w.bob.id)).await?;
        "scope create_many": |db, w| w.ann.items().create_many(db, [item("a", w.ann.id), item("b", w.bob.id)]).await?;
        "scope update": |db, w| w.ann.items().update(db, ItemUpdate::default().with(ItemServerUpdate { owner_id: Set(w.bob.id) })).await?;
        "scope update_by_id": |db, w| w.ann.items().update_by_id(db, w.item.id, ItemUpdate::default().with(ItemServerUpdate { owner_id: Set(w.bob.id) })).await?;
    }
    "duplicate" => fails(ErrorKind::Conflict, "User", "email", "user_email_key"); {
        "create": |db, w| User::create(db, UserCreate::new(w.ann.email.clone())).await?;
        "create_many": |db, w| User::create_many(db, [UserCreate::new("x@example.com"), UserCreate::new(w.ann.email.clone())]).await?;
        "create_many, within the batch": |db, _| User::create_many(db, ["y@example.com", "x@example.com", "y@example.com"].map(UserCreate::new)).await?;
        "update": |db, w| w.bob.clone().update(db, UserUpdate { email: Set(w.ann.email.clone()), ..Default::default() }).await?;
        "update_by_id": |db, w| User::update_by_id(db, w.bob.id, UserUpdate { email: Set(w.ann.email.clone()), ..Default::default() }).await?;
        "query update": |db, w| User::query().filter(User::ID.eq(w.bob.id)).update(db, UserUpdate { email: Set(w.ann.email.clone()), ..Default::default() }).await?;
        "upsert by another column": |db, w| User::upsert(db, User::ID, UserCreate::new(w.ann.email.clone())).await?;
        "find_or_create by another column": |db, w| User::find_or_create(db, User::ID, UserCreate::new(w.ann.email.clone())).await?;
        "update_many": |db, w| User::update_many(db, [w.bob.id], UserUpdate { email: Set(w.ann.email.clone()), ..Default::default() }).await?;
        "query update_by_id": |db, w| User::query().update_by_id(db, w.bob.id, UserUpdate { email: Set(w.ann.email.clone()), ..Default::default() }).await?;
        "query update, among themselves": |db, _| User::query().all_rows().update(db, UserUpdate { email: Set("one@example.com".into()), ..Default::default() }).await?;
    }
    "duplicate key" => fails(ErrorKind::Conflict, "Country", "code", "country_pkey"); {
        "create": |db, _| Country::create(db, CountryCreate::new("fr", "other")).await?;
        "create_many": |db, _| Country::create_many(db, [CountryCreate::new("xx", "x"), CountryCreate::new("de", "y")]).await?;
    }
    "duplicate number" => fails(ErrorKind::Conflict, "Ledger", "number", "ledger_number_key"); {
        "create": |db, _| Ledger::create(db, LedgerCreate::new(1)).await?;
        "create_many": |db, _| Ledger::create_many(db, [2, 3, 4, 3].map(LedgerCreate::new)).await?;
    }
    "duplicate foreign key" => fails(ErrorKind::Conflict, "Profile", "user_id", "profile_user_id_key"); {
        "create": |db, w| Profile::create(db, ProfileCreate::new().with(ProfileServer { user_id: w.ann.id })).await?;
        "scope create": |db, w| w.ann.profile().create(db, ProfileCreate::new()).await?;
    }
    "duplicate of several fields" => fails_as_a_whole(ErrorKind::Conflict, "Seat", Some("seat_hall_line_chair_key")); {
        "create": |db, _| Seat::create(db, SeatCreate { place: Some(1), ..SeatCreate::new("hall", 1) }).await?;
        "update": |db, w| w.other_seat.clone().update(db, SeatUpdate { place: Set(Some(1)), ..Default::default() }).await?;
        "update_by_id": |db, w| Seat::update_by_id(db, w.seat.id, SeatUpdate { place: Set(Some(2)), ..Default::default() }).await?;
    }
    "nulls are no duplicates" => ok(); {
        "create": |db, _| { Seat::create(db, SeatCreate::new("hall", 9)).await?; Seat::create(db, SeatCreate::new("hall", 9)).await? };
        "update": |db, w| { Seat::update_by_id(db, w.seat.id, SeatUpdate { place: Set(None), ..Default::default() }).await?;
            Seat::update_by_id(db, w.other_seat.id, SeatUpdate { place: Set(None), ..Default::default() }).await? };
    }
    "duplicate through another model of the table" => fails(ErrorKind::Conflict, "RatedLoose", "title", "rated_title_key"); {
        "create": |db, _| RatedLoose::create(db, loose(Some("second"), Some(1), 0)).await?;
        "update": |db, w| w.loose.clone().update(db, RatedLooseUpdate { title: Set(Some("second".into())), ..Default::default() }).await?;
    }
    "missing parent" => fails(ErrorKind::ForeignKey, "Item", "owner_id", "item_owner_id_fkey"); {
        "create": |db, w| Item::create(db, item("a", w.gone.id)).await?;
        "create_many": |db, w| Item::create_many(db, [item("a", w.ann.id), item("b", w.gone.id)]).await?;
        "scope create": |db, w| w.gone.items().create(db, ItemCreate::new("a")).await?;
        "scope create_many": |db, w| w.gone.items().create_many(db, ["a", "b"].map(ItemCreate::new)).await?;
        "upsert": |db, w| Item::upsert(db, Item::ID, item("a", w.gone.id)).await?;
        "update": |db, w| w.item.clone().update(db, ItemUpdate::default().with(ItemServerUpdate { owner_id: Set(w.gone.id) })).await?;
        "update_by_id": |db, w| Item::update_by_id(db, w.item.id, ItemUpdate { title: Set("new".into()), ..Default::default() }.with(ItemServerUpdate { owner_id: Set(w.gone.id) })).await?;
        "query update": |db, w| Item::query().filter(Item::TITLE.eq(&w.item.title)).update(db, ItemUpdate::default().with(ItemServerUpdate { owner_id: Set(w.gone.id) })).await?;
    }
    "missing parent, the second of two" => fails(ErrorKind::ForeignKey, "Task", "assignee_id", "task_assignee_id_fkey"); {
        "create": |db, w| Task::create(db, TaskCreate { assignee_id: Some(w.gone.id), ..TaskCreate::new("t", w.busy.id) }).await?;
        "create_many": |db, w| Task::create_many(db, [None, Some(w.gone.id)].map(|id| TaskCreate { assignee_id: id, ..TaskCreate::new("t", w.busy.id) })).await?;
        "update": |db, w| w.task.clone().update(db, TaskUpdate { priority: Set(1), assignee_id: Set(Some(w.gone.id)), ..Default::default() }).await?;
    }
    "missing parent, the first of two" => fails(ErrorKind::ForeignKey, "Task", "project_id", "task_project_id_fkey"); {
        "create": |db, w| Task::create(db, TaskCreate { assignee_id: Some(w.ann.id), ..TaskCreate::new("t", Id::now_v7()) }).await?;
        "update_by_id": |db, w| Task::update_by_id(db, w.task.id, TaskUpdate { project_id: Set(Id::new_v4()), assignee_id: Set(None), ..Default::default() }).await?;
    }
    "missing parent with a key of text" => fails(ErrorKind::ForeignKey, "City", "country_code", "city_country_code_fkey"); {
        "create": |db, _| City::create(db, CityCreate::new("xx", "X")).await?;
        "create, longer than any": |db, _| City::create(db, CityCreate::new("x".repeat(300), "X")).await?;
        "create, in another case": |db, _| City::create(db, CityCreate::new("FR", "X")).await?;
        "update": |db, w| w.city.clone().update(db, CityUpdate { country_code: Set("xx".into()), ..Default::default() }).await?;
    }
    "missing parent with a key that is counted" => fails(ErrorKind::ForeignKey, "Line", "ledger_id", "line_ledger_id_fkey"); {
        "create": |db, _| Line::create(db, LineCreate::new(Id::new(-1), "x")).await?;
        "update": |db, w| w.line.clone().update(db, LineUpdate { ledger_id: Set(Id::new(i64::MAX)), ..Default::default() }).await?;
    }
    "missing parent of its own kind" => fails(ErrorKind::ForeignKey, "Folder", "parent_id", "folder_parent_id_fkey"); {
        "create": |db, _| Folder::create(db, FolderCreate { parent_id: Some(Id::now_v7()), ..FolderCreate::new("f") }).await?;
        "update": |db, w| w.folder.clone().update(db, FolderUpdate { parent_id: Set(Some(Id::now_v7())), ..Default::default() }).await?;
    }
    "its own parent" => ok(); {
        "update": |db, w| { let own = w.folder.clone().update(db, FolderUpdate { parent_id: Set(Some(w.folder.id)), ..Default::default() }).await?; own.delete(db).await? };
    }
    "referenced parent" => fails_as_a_whole(ErrorKind::ForeignKey, "Project", Some("task_project_id_fkey")); {
        "delete": |db, w| w.busy.clone().delete(db).await?;
        "delete_by_id": |db, w| Project::delete_by_id(db, w.busy.id).await?;
        "query delete": |db, w| Project::query().filter(Project::NAME.eq(&w.busy.name)).delete(db).await?;
        "query delete_by_id": |db, w| Project::query().delete_by_id(db, w.busy.id).await?;
        "delete_many": |db, w| Project::delete_many(db, [w.busy.id]).await?;
        "query delete of all": |db, _| Project::query().all_rows().delete(db).await?;
        "query delete through a relation": |db, w| Project::query().filter(Project::TASKS.any(Task::TITLE.eq(&w.task.title))).delete(db).await?;
    }
    "referenced parent with a key of text" => fails_as_a_whole(ErrorKind::ForeignKey, "Country", Some("city_country_code_fkey")); {
        "delete": |db, w| w.country.clone().delete(db).await?;
        "delete_by_id": |db, _| Country::delete_by_id(db, "fr").await?;
    }
    "referenced parent with a key that is counted" => fails_as_a_whole(ErrorKind::ForeignKey, "Ledger", Some("line_ledger_id_fkey")); {
        "delete": |db, w| w.ledger.clone().delete(db).await?;
    }
    "a referenced parent can change" => ok(); {
        "update": |db, w| { Project::update_by_id(db, w.busy.id, ProjectUpdate { name: Set("new".into()) }).await?; w.ledger.clone().update(db, LedgerUpdate { number: Set(5), ..Default::default() }).await? };
    }
    "failed check" => fails(ErrorKind::Check, "RatedLoose", "stars", "rated_stars_range"); {
        "create": |db, _| RatedLoose::create(db, loose(Some("new"), Some(6), 0)).await?;
        "create, below": |db, _| RatedLoose::create(db, loose(Some("new"), Some(0), 0)).await?;
        "create_many": |db, _| RatedLoose::create_many(db, [loose(Some("new"), Some(5), 0), loose(Some("old"), Some(9), 0)]).await?;
        "update": |db, w| w.loose.clone().update(db, RatedLooseUpdate { stars: Set(Some(-1)), ..Default::default() }).await?;
        "update_by_id": |db, w| RatedLoose::update_by_id(db, w.loose.id, RatedLooseUpdate { stars: Set(Some(i32::MAX)), ..Default::default() }).await?;
    }
    "failed check of the type" => fails(ErrorKind::Check, "RatedLoose", "votes", "rated_votes_range"); {
        "create": |db, _| RatedLoose::create(db, loose(Some("new"), Some(1), -1)).await?;
        "update": |db, w| w.loose.clone().update(db, RatedLooseUpdate { votes: Set(4_294_967_296), ..Default::default() }).await?;
    }
    "too long" => fails(ErrorKind::Check, "RatedLoose", "title", "rated_title_len"); {
        "create": |db, _| RatedLoose::create(db, loose(Some("eleven char"), Some(1), 0)).await?;
        "create, too short": |db, _| RatedLoose::create(db, loose(Some("1"), Some(1), 0)).await?;
        "create_many": |db, _| RatedLoose::create_many(db, [loose(Some("ten chars!"), Some(1), 0), loose(Some("eleven char"), Some(1), 0)]).await?;
        "update": |db, w| w.loose.clone().update(db, RatedLooseUpdate { title: Set(Some("eleven char".into())), ..Default::default() }).await?;
        "update_by_id": |db, w| RatedLoose::update_by_id(db, w.loose.id, RatedLooseUpdate { title: Set(Some("1".into())), ..Default::default() }).await?;
    }
    "null" => Some(Shape::new(ErrorKind::Check, "RatedLoose", Some("stars"), None)); {
        "create": |db, _| RatedLoose::create(db, loose(Some("new"), None, 0)).await?;
        "create_many": |db, _| RatedLoose::create_many(db, [loose(Some("new"), Some(1), 0), loose(Some("old"), None, 0)]).await?;
        "update": |db, w| w.loose.clone().update(db, RatedLooseUpdate { stars: Set(None), ..Default::default() }).await?;
        "update_by_id": |db, w| RatedLoose::update_by_id(db, w.loose.id, RatedLooseUpdate { stars: Set(None), ..Default::default() }).await?;
    }
    "broken rule" => Some(Shape::new(ErrorKind::Validation, "User", Some("email"), None)); {
        "create": |db, _| User::create(db, UserCreate::new("nobody")).await?;
        "create_many": |db, _| User::create_many(db, ["x@example.com", "nobody"].map(UserCreate::new)).await?;
        "update": |db, w| w.ann.clone().update(db, UserUpdate { email: Set("nobody".into()), ..Default::default() }).await?;
        "update_by_id": |db, w| User::update_by_id(db, w.ann.id, UserUpdate { email: Set("nobody".into()), ..Default::default() }).await?;
        "upsert": |db, _| User::upsert(db, User::EMAIL, UserCreate::new("nobody")).await?;
        "find_or_create": |db, _| User::find_or_create(db, User::EMAIL, UserCreate::new("nobody")).await?;
        "update_many": |db, w| User::update_many(db, [w.ann.id], UserUpdate { email: Set("nobody".into()), ..Default::default() }).await?;
        "query update_by_id": |db, w| User::query().update_by_id(db, w.ann.id, UserUpdate { email: Set("nobody".into()), ..Default::default() }).await?;
        "update_by_id of a missing row": |db, w| User::update_by_id(db, w.gone.id, UserUpdate { email: Set("nobody".into()), ..Default::default() }).await?;
    }
    "what no database can hold" => Some(Shape::new(ErrorKind::Validation, "Task", Some("title"), None)); {
        "create": |db, w| Task::create(db, TaskCreate::new("\0", w.busy.id)).await?;
        "create_many": |db, w| Task::create_many(db, ["a", "b\0"].map(|title| TaskCreate::new(title, w.busy.id))).await?;
        "update": |db, w| w.task.clone().update(db, TaskUpdate { title: Set("\0".into()), ..Default::default() }).await?;
        "query": |db, _| Task::query().filter(Task::TITLE.eq("\0")).all(db).await?;
        "query page": |db, _| Task::query().filter(!Task::TITLE.contains("\0")).page(db, ..).await?;
        "query stream": |db, _| Task::query().filter(Task::TITLE.ne("\0")).stream(db).next().await?;
        "query delete through a relation": |db, _| Project::query().filter(Project::TASKS.any(Task::TITLE.eq("\0"))).delete(db).await?;
    }
}
