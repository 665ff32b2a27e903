//! Tables as they are made: in an order that works, with names that are known, all or none, and as
//! often as one likes.

mod collisions;
mod existing;
mod given_names;
mod names;

use fivefold::prelude::*;

use crate::models::{
    Chicken, ChickenCreate, City, Country, Egg, Folder, Item, Order, OrderCreate, Profile, Project,
    ProjectCreate, Seat, Task, User, UserCreate,
};
use crate::support::{Sql, TestEnv, failed};

/// The table of `User`, under another name.
#[model(table = "user")]
#[derive(Debug, Clone)]
pub struct Twin {
    pub id: Id<Twin>,
}

/// The same again, told apart by case only.
#[model(table = "User")]
#[derive(Debug, Clone)]
pub struct BigTwin {
    pub id: Id<BigTwin>,
}

/// The last table to be made; its index has a name that something else has.
#[model]
#[derive(Debug, Clone)]
pub struct Blocked {
    pub id: Id<Blocked>,
    #[field(index)]
    pub name: String,
}

for_each_engine! {
    async fn tables_can_be_made_as_often_as_one_likes(engine) {
        let env = TestEnv::new(engine).await;
        let project = Project::create(&env.db, ProjectCreate::new("p")).await.unwrap();
        let before = env.raw_connection().map(|raw| raw.schema());
        for _ in 0..3 {
            env.db.create_all(&crate::models::schema()).await.unwrap();
        }
        assert_eq!(env.raw_connection().map(|raw| raw.schema()), before);
        assert_eq!(Project::list(&env.db, ..).await.unwrap(), [project]);
    }

    async fn a_schema_can_grow(engine) {
        let env = TestEnv::with(engine, &schema![User]).await;
        User::create(&env.db, UserCreate::new("ann@example.com")).await.unwrap();
        failed(ErrorKind::Internal, Project::count(&env.db).await);
        env.db.create_all(&schema![User, Item, Project]).await.unwrap();
        assert_eq!((User::count(&env.db).await.unwrap(), Project::count(&env.db).await.unwrap()), (1, 0));
        env.db.create_all(&schema![]).await.unwrap();
    }

    async fn the_order_of_the_models_does_not_matter(engine) {
        for schema in [schema![User, Item, Profile, Project, Task], schema![Task, Project, Profile, Item, User], schema![Item, Task, User, Profile, Project]] {
            let env = TestEnv::with(engine, &schema).await;
            User::create(&env.db, UserCreate::new("ann@example.com")).await.unwrap();
            if let Some(raw) = env.raw_connection() {
                let made = raw.tables();
                let index = |name: &str| made.iter().position(|found| found == name).unwrap();
                assert!(index("user") < index("item") && index("user") < index("profile") && index("project") < index("task") && index("user") < index("task"), "{made:?}");
            }
        }
    }

    async fn tables_that_point_to_themselves_or_to_each_other_are_made(engine) {
        for schema in [schema![Chicken, Egg], schema![Egg, Chicken]] {
            let env = TestEnv::with(engine, &schema).await;
            Chicken::create(&env.db, ChickenCreate::new()).await.unwrap();
        }
        let env = TestEnv::with(engine, &schema![Folder]).await;
        assert_eq!(Folder::count(&env.db).await.unwrap(), 0);
        let env = TestEnv::with(engine, &schema![Order]).await;
        Order::create(&env.db, OrderCreate::new("first")).await.unwrap();
    }

    async fn a_schema_that_cannot_be_is_refused_before_anything_is_made(engine) {
        let env = TestEnv::empty(engine).await;
        let cases = [
            (schema![Item], vec!["Item.owner_id", "`User`"]),
            (schema![User, Task], vec!["Task.project_id", "`Project`"]),
            (schema![City], vec!["City.country_code", "`Country`"]),
            (schema![Chicken], vec!["Chicken.egg_id", "`Egg`"]),
            (schema![User, Twin], vec!["`User`", "`Twin`", "`user`", "table ="]),
            (schema![BigTwin, User], vec!["`User`", "`BigTwin`"]),
            (schema![User, User], vec!["`User`"]),
        ];
        for (schema, words) in cases {
            let before = env.db.metrics().statements;
            let error = failed(ErrorKind::Misuse, env.db.create_all(&schema).await);
            assert!(words.iter().all(|word| error.to_string().contains(word)), "{error}");
            assert_eq!(env.db.metrics().statements, before);
        }
        if let Some(raw) = env.raw_connection() {
            assert_eq!(raw.schema(), Vec::<Vec<String>>::new());
        }
    }

    async fn operations_without_their_table_report_the_missing_table(engine) {
        let env = TestEnv::empty(engine).await;
        let error = failed(ErrorKind::Internal, Project::create(&env.db, ProjectCreate::new("p")).await);
        assert_eq!(error.model(), Some("Project"));
        assert!(error.raw().is_some());
    }

    async fn two_processes_can_create_the_tables_at_once(engine) {
        let env = TestEnv::empty(engine).await;
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let db = env.again(|builder| builder).await.unwrap_or_else(|| env.db.clone());
            tasks.spawn(async move { db.create_all(&crate::models::schema()).await });
        }
        for result in tasks.join_all().await {
            result.unwrap();
        }
        assert_eq!(User::count(&env.db).await.unwrap(), 0);
    }
}

for_each_kept! {
    async fn all_tables_are_made_or_none(engine) {
        let env = TestEnv::empty(engine).await;
        let raw = env.raw_connection().unwrap();
        let (obstacle, name) = match engine.sql {
            // An index cannot have the name of a table.
            Sql::Sqlite => ("CREATE TABLE blocked_name_idx (a)", "blocked_name_idx"),
            // A foreign key cannot be of another type than what it points to.
            Sql::Postgres => ("CREATE TABLE \"user\" (id INTEGER PRIMARY KEY, email TEXT, is_active BOOLEAN, created_at TIMESTAMPTZ)", "user"),
            Sql::MariaDb => ("CREATE TABLE \"user\" (id INTEGER PRIMARY KEY)", "user"),
        };
        raw.execute(obstacle);
        let before = raw.schema();
        let error = env.db.create_all(&schema![User, Item, Blocked]).await.unwrap_err();
        assert!(error.raw().is_some(), "{error:?}");
        if engine.transactional_ddl {
            assert_eq!(raw.schema(), before);
        }
        // Where some were made nevertheless, the next time makes the others.
        raw.execute(&format!("DROP TABLE \"{name}\""));
        env.db.create_all(&schema![User, Item, Blocked]).await.unwrap();
        let mut tables = raw.tables();
        tables.sort_unstable();
        assert_eq!(tables, ["blocked", "item", "user"]);
        let _: (Option<Country>, Option<Seat>) = (None, None);
    }
}
