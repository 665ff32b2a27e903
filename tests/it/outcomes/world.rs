//! The rows that the operations of the table meet.

use fivefold::prelude::*;
use fivefold::query::Filter;

use crate::crud::account;
use crate::models::{
    Account, City, CityCreate, Country, CountryCreate, Folder, FolderCreate, Item, ItemCreate,
    ItemServer, Ledger, LedgerCreate, Line, LineCreate, Profile, ProfileCreate, ProfileServer,
    Project, ProjectCreate, Rated, RatedCreate, RatedLoose, Seat, SeatCreate, Task, TaskCreate,
    User, UserCreate,
};

pub struct World {
    pub ann: User,
    pub bob: User,
    /// Was there once.
    pub gone: User,
    pub item: Item,
    pub busy: Project,
    pub task: Task,
    pub country: Country,
    pub city: City,
    pub ledger: Ledger,
    pub line: Line,
    pub folder: Folder,
    pub seat: Seat,
    pub other_seat: Seat,
    pub loose: RatedLoose,
}

impl World {
    /// Makes the rows, and deletes all others before; in one transaction, since every commit waits
    /// for the disk.
    pub async fn fresh(db: &Db) -> Self {
        db.transaction(async |tx| {
            Self::clear(tx).await?;
            Ok(Self::new(tx).await)
        })
        .await
        .unwrap()
    }

    async fn new(db: &Tx) -> Self {
        let [ann, bob, gone] =
            ["ann", "bob", "gone"].map(|name| UserCreate::new(format!("{name}@example.com")));
        let (ann, bob, gone) = (
            User::create(db, ann).await.unwrap(),
            User::create(db, bob).await.unwrap(),
            User::create(db, gone).await.unwrap(),
        );
        gone.clone().delete(db).await.unwrap();
        let owner = || ItemServer { owner_id: ann.id };
        let item = Item::create(db, ItemCreate::new("item").with(owner()))
            .await
            .unwrap();
        Profile::create(
            db,
            ProfileCreate::new().with(ProfileServer { user_id: ann.id }),
        )
        .await
        .unwrap();
        let busy = Project::create(db, ProjectCreate::new("busy"))
            .await
            .unwrap();
        Project::create(db, ProjectCreate::new("free"))
            .await
            .unwrap();
        let task = TaskCreate {
            assignee_id: Some(bob.id),
            ..TaskCreate::new("task", busy.id)
        };
        let task = Task::create(db, task).await.unwrap();
        let country = Country::create(db, CountryCreate::new("fr", "France"))
            .await
            .unwrap();
        Country::create(db, CountryCreate::new("de", "Germany"))
            .await
            .unwrap();
        let city = City::create(db, CityCreate::new("fr", "Paris"))
            .await
            .unwrap();
        let ledger = Ledger::create(db, LedgerCreate::new(1)).await.unwrap();
        let line = Line::create(db, LineCreate::new(ledger.id, "line"))
            .await
            .unwrap();
        let folder = Folder::create(db, FolderCreate::new("folder"))
            .await
            .unwrap();
        let place = |place| SeatCreate {
            place: Some(place),
            ..SeatCreate::new("hall", 1)
        };
        let seat = Seat::create(db, place(1)).await.unwrap();
        let other_seat = Seat::create(db, place(2)).await.unwrap();
        let rated = Rated::create(db, RatedCreate::new("rated", 3))
            .await
            .unwrap();
        Rated::create(db, RatedCreate::new("second", 3))
            .await
            .unwrap();
        let loose = RatedLoose::get(db, Id::new(rated.id.get())).await.unwrap();
        Account::create(db, account("ann@example.com"))
            .await
            .unwrap();
        Self {
            ann,
            bob,
            gone,
            item,
            busy,
            task,
            country,
            city,
            ledger,
            line,
            folder,
            seat,
            other_seat,
            loose,
        }
    }

    /// Every row of every table that the operations write to.
    pub async fn rows(db: &Db) -> String {
        let mut text = String::new();
        macro_rules! add {
            ($($model:ty)+) => {$(
                text.push_str(&format!("{:?}\n", <$model as Crud>::list(db, ..1_000).await.unwrap()));
            )+};
        }
        add!(User Item Profile Project Task Country City Ledger Line Folder Seat Rated Account);
        text
    }

    /// Deletes every row, the children before their parents: as a new database, but for the keys
    /// that are counted.
    async fn clear(tx: &Tx) -> Result<(), Error> {
        macro_rules! delete {
            ($($model:ident)+) => {$(
                $model::query().filter(Filter::raw_sql("1 = 1")).delete(tx).await?;
            )+};
        }
        delete!(Item Profile Task User Project City Country Line Ledger Folder Seat Rated Account);
        Ok(())
    }
}
