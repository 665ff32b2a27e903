//! A number that is added to a unique column of many rows: the rows would meet on the way, in an
//! order that each database chooses.

use fivefold::prelude::*;

use crate::support::{TestEnv, failed};

/// An entry of an ordered list.
#[model(unique(list, position))]
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub id: Id<Entry>,
    pub list: i32,
    pub position: i32,
    #[field(unique)]
    pub number: i32,
    #[field(default = 0)]
    pub views: i32,
}

for_each_engine! {
    async fn a_step_of_a_unique_column_did_not_depend_on_the_order_of_rows(engine) {
        let env = TestEnv::with(engine, &schema![Entry]).await;
        let db = &env.db;
        // In the order of the keys for one list, and against it for the other one.
        let rows = [(1, 1), (1, 2), (1, 3), (2, 3), (2, 2), (2, 1)];
        let rows = rows.into_iter().zip(1..).map(|((list, position), number)| EntryCreate::new(list, position, number));
        Entry::create_many(db, rows).await.unwrap();
        let before = db.metrics().statements;
        let of = |list: i32| Entry::query().filter(Entry::LIST.eq(list));
        for (field, result) in [
            ("position", of(1).update(db, Entry::POSITION.add(1)).await),
            ("position", of(2).update(db, (Entry::POSITION.add(-1), Entry::VIEWS.add(1))).await),
            ("number", of(2).update(db, Entry::NUMBER.add(1)).await),
        ] {
            let error = failed(ErrorKind::Misuse, result);
            assert_eq!((error.model(), error.field()), (Some("Entry"), Some(field)));
            assert!(error.to_string().contains("one by one"), "{error}");
        }
        assert_eq!(db.metrics().statements, before);
        // The control: a column that is not unique, and the way that the message names.
        assert_eq!(of(1).update(db, Entry::VIEWS.add(1)).await.unwrap(), 3);
        for list in [1, 2] {
            db.transaction(async |tx| {
                for entry in of(list).order_by(Entry::POSITION.desc()).all(tx).await? {
                    entry.update(tx, Entry::POSITION.add(1)).await?;
                }
                Ok(())
            }).await.unwrap();
            let entries = of(list).order_by(Entry::POSITION.asc()).all(db).await.unwrap();
            assert_eq!(entries.iter().map(|entry| entry.position).collect::<Vec<_>>(), [2, 3, 4]);
        }
    }
}
