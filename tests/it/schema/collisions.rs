//! Names of constraints are put together from table and columns, so two of them can come out the
//! same.

use fivefold::prelude::*;

use crate::support::TestEnv;

#[model(table = "shelf")]
#[derive(Debug, Clone, PartialEq)]
pub struct Shelf {
    pub id: Id<Shelf>,
    #[field(unique)]
    pub book_code: String,
    #[field(index)]
    pub book_place: String,
}

#[model(table = "shelf_book")]
#[derive(Debug, Clone, PartialEq)]
pub struct ShelfBook {
    pub id: Id<ShelfBook>,
    #[field(unique)]
    pub code: String,
    #[field(index)]
    pub place: String,
}

#[model(unique(first, second))]
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    pub id: Id<Pair>,
    pub first: String,
    pub second: String,
    #[field(unique)]
    pub first_second: String,
}

for_each_engine! {
    /// Either the schema is refused, or both rules hold: never one of them in silence.
    async fn indexes_of_two_tables_whose_names_meet_both_hold(engine) {
        for schema in [schema![Shelf, ShelfBook], schema![ShelfBook, Shelf]] {
            let env = TestEnv::empty(engine).await;
            if let Err(error) = env.db.create_all(&schema).await {
                assert_eq!(error.kind(), ErrorKind::Misuse, "{error:?}");
                continue;
            }
            Shelf::create(&env.db, ShelfCreate::new("a", "x")).await.unwrap();
            ShelfBook::create(&env.db, ShelfBookCreate::new("a", "x")).await.unwrap();
            let twice = [
                Shelf::create(&env.db, ShelfCreate::new("a", "y")).await.map(drop),
                ShelfBook::create(&env.db, ShelfBookCreate::new("a", "y")).await.map(drop),
            ];
            let kinds = twice.map(|result| result.err().map(|error| error.kind()));
            assert_eq!(kinds, [Some(ErrorKind::Conflict); 2], "a unique column takes a value twice");
            if let Some(raw) = env.raw_connection() {
                assert_eq!(raw.indexes().len(), 4, "{:?}", raw.indexes());
            }
        }
    }

    async fn indexes_of_one_table_whose_names_meet_both_hold(engine) {
        let env = TestEnv::empty(engine).await;
        if let Err(error) = env.db.create_all(&schema![Pair]).await {
            assert_eq!(error.kind(), ErrorKind::Misuse, "{error:?}");
            return;
        }
        Pair::create(&env.db, PairCreate::new("a", "b", "ab")).await.unwrap();
        let twice = [Pair::create(&env.db, PairCreate::new("a", "b", "other")).await.map(drop), Pair::create(&env.db, PairCreate::new("x", "y", "ab")).await.map(drop)];
        let kinds = twice.map(|result| result.err().map(|error| error.kind()));
        assert_eq!(kinds, [Some(ErrorKind::Conflict); 2], "a unique constraint is missing");
    }
}
