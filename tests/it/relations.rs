//! Relations: which rows point to which, and what becomes of them when a row goes.

use fivefold::prelude::*;

use crate::models::{
    Chicken, ChickenCreate, ChickenUpdate, City, CityCreate, Country, CountryCreate, Egg,
    EggCreate, EggUpdate, Folder, FolderCreate, FolderUpdate, Item, ItemCreate, ItemServer, Ledger,
    LedgerCreate, Line, LineCreate, Order, OrderCreate, Profile, ProfileCreate, ProfileServer,
    Project, ProjectCreate, Task, TaskCreate, User, UserCreate,
};
use crate::support::{TestEnv, failed};

/// A row that others point to under names of every form.
#[model(table = "relations_writer", has_many(essays: Essay::AUTHOR))]
#[derive(Debug, Clone, PartialEq)]
pub struct Writer {
    pub id: Id<Writer>,
}

/// A row whose key is no `Id`.
#[model(table = "relations_reader")]
#[derive(Debug, Clone, PartialEq)]
pub struct Reader {
    #[field(id)]
    pub number: Uuid,
}

/// Its foreign keys have the names of their relations, of keywords and of operations.
#[model(table = "relations_essay")]
#[derive(Debug, Clone, PartialEq)]
pub struct Essay {
    pub id: Id<Essay>,
    pub author: Id<Writer>,
    pub crate_id: Option<Id<Writer>>,
    pub count_id: Id<Writer>,
    #[field(references = Reader)]
    pub user_uuid: Uuid,
    #[field(references = Reader, relation = critic)]
    pub by: Option<Uuid>,
}

/// Four tables in which a delete goes through one to be stopped at another.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Top {
    pub id: Id<Top>,
}

/// Goes with its top.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Middle {
    pub id: Id<Middle>,
    #[field(on_delete = cascade)]
    pub top_id: Id<Top>,
}

/// Keeps its middle.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    pub id: Id<Leaf>,
    pub middle_id: Id<Middle>,
}

/// References its top, and has no rows.
#[model]
#[derive(Debug, Clone, PartialEq)]
pub struct Guard {
    pub id: Id<Guard>,
    pub top_id: Id<Top>,
}

async fn user(db: &Db, name: &str) -> User {
    User::create(db, UserCreate::new(format!("{name}@example.com")))
        .await
        .unwrap()
}

for_each_db! {
    async fn each_side_finds_the_other(env) {
        let db = &env.db;
        let (ann, bob) = (user(db, "ann").await, user(db, "bob").await);
        let owned = |owner: &User, title: &str| ItemCreate::new(title).with(ItemServer { owner_id: owner.id });
        let items = Item::create_many(db, [owned(&ann, "a"), owned(&bob, "b"), owned(&ann, "c")]).await.unwrap();
        assert_eq!(ann.items().list(db, ..).await.unwrap(), [items[0].clone(), items[2].clone()]);
        assert_eq!(bob.items().list(db, ..).await.unwrap(), [items[1].clone()]);
        assert_eq!(ann.items().list(db, 1..2).await.unwrap(), [items[2].clone()]);
        assert_eq!(items[1].owner().get(db).await.unwrap(), bob);
        let profile = Profile::create(db, ProfileCreate::new().with(ProfileServer { user_id: ann.id })).await.unwrap();
        assert_eq!(ann.profile().get(db).await.unwrap(), profile);
        assert_eq!(bob.profile().first(db).await.unwrap(), None);
        assert_eq!(Profile::find_by(db, Profile::USER_ID, ann.id).await.unwrap(), Some(profile.clone()));
        assert_eq!(profile.user().get(db).await.unwrap(), ann);
    }

    async fn keys_of_every_kind_can_be_pointed_to(env) {
        let db = &env.db;
        let country = Country::create(db, CountryCreate::new("fr", "France")).await.unwrap();
        let city = City::create(db, CityCreate::new("fr", "Paris")).await.unwrap();
        assert_eq!(country.cities().list(db, ..).await.unwrap(), [city.clone()]);
        assert_eq!(city.country_code().get(db).await.unwrap(), country);
        let ledger = Ledger::create(db, LedgerCreate::new(1)).await.unwrap();
        let line = Line::create(db, LineCreate::new(ledger.id, "l")).await.unwrap();
        assert_eq!(ledger.lines().get(db).await.unwrap(), line);
        assert_eq!(line.ledger().get(db).await.unwrap(), ledger);
        let order = Order::create(db, OrderCreate::new("first")).await.unwrap();
        let next = Order::create(db, OrderCreate { select_id: Some(order.id), ..OrderCreate::new("next") }).await.unwrap();
        assert_eq!(next.select().get(db).await.unwrap(), order);
    }

    async fn a_relation_through_a_null_leads_nowhere(env) {
        let db = &env.db;
        let root = Folder::create(db, FolderCreate::new("root")).await.unwrap();
        let other = Folder::create(db, FolderCreate::new("other")).await.unwrap();
        assert_eq!(root.parent().first(db).await.unwrap(), None);
        assert_eq!(root.parent().count(db).await.unwrap(), 0);
        assert_eq!(root.parent().list(db, ..).await.unwrap(), []);
        let error = failed(ErrorKind::NotFound, root.parent().get(db).await);
        assert_eq!(error.model(), Some("Folder"));
        assert_eq!(root.folders().list(db, ..).await.unwrap(), [], "a null points to nothing, not to {other:?}");
    }

    async fn children_go_with_their_parent(env) {
        let db = &env.db;
        let (ann, bob) = (user(db, "ann").await, user(db, "bob").await);
        for owner in [&ann, &ann, &bob] {
            Item::create(db, ItemCreate::new("i").with(ItemServer { owner_id: owner.id })).await.unwrap();
        }
        Profile::create(db, ProfileCreate::new().with(ProfileServer { user_id: ann.id })).await.unwrap();
        ann.delete(db).await.unwrap();
        assert_eq!((Item::count(db).await.unwrap(), Profile::count(db).await.unwrap()), (1, 0));
        assert_eq!(bob.items().count(db).await.unwrap(), 1);
    }

    async fn children_stay_without_their_parent(env) {
        let db = &env.db;
        let (ann, project) = (user(db, "ann").await, Project::create(db, ProjectCreate::new("p")).await.unwrap());
        let task = Task::create(db, TaskCreate { assignee_id: Some(ann.id), ..TaskCreate::new("t", project.id) }).await.unwrap();
        assert_eq!(task.assignee().get(db).await.unwrap(), ann);
        ann.delete(db).await.unwrap();
        let orphan = Task::get(db, task.id).await.unwrap();
        assert_eq!(orphan, Task { assignee_id: None, ..task });
        let error = failed(ErrorKind::ForeignKey, project.clone().delete(db).await);
        assert_eq!(error.constraint(), Some("task_project_id_fkey"));
        orphan.delete(db).await.unwrap();
        project.delete(db).await.unwrap();
    }

    async fn rows_that_point_to_themselves_or_in_circles_can_go(env) {
        let db = &env.db;
        let own = Folder::create(db, FolderCreate::new("own")).await.unwrap();
        let own = own.clone().update(db, FolderUpdate { parent_id: Set(Some(own.id)), ..Default::default() }).await.unwrap();
        assert_eq!(own.parent().get(db).await.unwrap(), own);
        own.delete(db).await.unwrap();
        let chicken = Chicken::create(db, ChickenCreate::new()).await.unwrap();
        let egg = Egg::create(db, EggCreate { chicken_id: Some(chicken.id) }).await.unwrap();
        let chicken = chicken.update(db, ChickenUpdate { egg_id: Set(Some(egg.id)) }).await.unwrap();
        assert_eq!((chicken.egg().get(db).await.unwrap(), egg.chicken().get(db).await.unwrap()), (egg.clone(), chicken.clone()));
        chicken.delete(db).await.unwrap();
        assert_eq!(Egg::get(db, egg.id).await.unwrap().chicken_id, None);
        Egg::update_by_id(db, egg.id, EggUpdate { chicken_id: Set(None) }).await.unwrap();
    }

    async fn a_delete_refused_by_an_indirect_reference_names_no_other_model(env) {
        let db = &env.db;
        db.create_all(&schema![Leaf, Guard, Middle, Top]).await.unwrap();
        let top = Top::create(db, TopCreate::new()).await.unwrap();
        let middle = Middle::create(db, MiddleCreate::new(top.id)).await.unwrap();
        Leaf::create(db, LeafCreate::new(middle.id)).await.unwrap();
        let error = failed(ErrorKind::ForeignKey, top.delete(db).await);
        assert_eq!(error.model(), Some("Top"));
        assert!([None, Some("leaf_middle_id_fkey")].contains(&error.constraint()), "no row of `guard` points here: {error}");
        assert_eq!((Top::count(db).await.unwrap(), Middle::count(db).await.unwrap(), Leaf::count(db).await.unwrap()), (1, 1, 1));
    }
}

for_each_engine! {
    async fn a_foreign_key_has_its_relation_whatever_its_name(engine) {
        let env = TestEnv::with(engine, &schema![Writer, Reader, Essay]).await;
        let db = &env.db;
        let writers = Writer::create_many(db, (0..3).map(|_| WriterCreate::new()).collect::<Vec<_>>()).await.unwrap();
        let readers = Reader::create_many(db, [ReaderCreate::new(Uuid::from_u128(1)), ReaderCreate::new(Uuid::from_u128(2))]).await.unwrap();
        let essay = EssayCreate {
            crate_id: Some(writers[1].id),
            by: Some(readers[1].number),
            ..EssayCreate::new(writers[0].id, writers[2].id, readers[0].number)
        };
        let essay = Essay::create(db, essay).await.unwrap();

        let loaded = Essay::query()
            .with(Essay::AUTHOR_ROW)
            .with(Essay::CRATE)
            .with(Essay::COUNT)
            .with(Essay::USER)
            .with(Essay::CRITIC)
            .one(db)
            .await
            .unwrap();
        let expected = (essay.clone(), writers[0].clone(), Some(writers[1].clone()), writers[2].clone(), readers[0].clone(), Some(readers[1].clone()));
        assert_eq!(loaded, expected);
        assert_eq!(essay.author().one(db).await.unwrap(), writers[0]);
        assert_eq!(essay.crate_row().one(db).await.unwrap(), writers[1]);
        assert_eq!(essay.count_row().one(db).await.unwrap(), writers[2]);
        assert_eq!(essay.user().one(db).await.unwrap(), readers[0]);
        assert_eq!(essay.critic().one(db).await.unwrap(), readers[1]);
        let by_reader = Essay::query().filter(Essay::USER.is(Reader::NUMBER.eq(readers[0].number)));
        assert_eq!(by_reader.count(db).await.unwrap(), 1);
        assert_eq!(writers[0].essays().count(db).await.unwrap(), 1);
    }
}
