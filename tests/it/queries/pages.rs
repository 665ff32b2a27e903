//! A page holds the rows of its window and the number of all rows, from one statement.

use fivefold::prelude::*;

use super::Shop;
use crate::models::{Owner, Thing};
use crate::support::failed;

for_each_engine! {
    async fn a_page_knows_its_rows_and_all_others(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let query = || Thing::query().filter(Thing::VIEWS.ge(0)).order_by(Thing::NICK.desc());
        let all = query().all(db).await.unwrap();
        let total = all.len() as u64;
        assert!(total > 20 && total < shop.things.len() as u64);
        for (window, expected) in [(0..10, 0..10), (10..25, 10..25), (total - 3..total + 5, total - 3..total), (total..total + 5, total..total), (5_000..5_010, total..total), (4..4, 4..4)] {
            let before = db.metrics().statements;
            let page = query().page(db, window.clone()).await.unwrap();
            assert_eq!(db.metrics().statements - before, 1);
            assert_eq!(page.rows, all[expected.start as usize..expected.end as usize], "{window:?}");
            assert_eq!(page.total, total, "{window:?}");
        }
        let none = Thing::query().filter(Thing::NAME.eq("not there")).page(db, ..).await.unwrap();
        assert_eq!((none.rows, none.total), (vec![], 0));
        assert_eq!(Thing::query().page(db, ..).await.unwrap().rows.len(), 100);
    }

    async fn a_page_has_the_limits_of_a_list(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let before = db.metrics().statements;
        failed(ErrorKind::InvalidInput, Thing::query().page(db, ..1_001).await);
        failed(ErrorKind::InvalidInput, Thing::query().page(db, 0..u64::MAX).await);
        failed(ErrorKind::InvalidInput, Thing::query().page(db, u64::MAX..).await);
        failed(ErrorKind::Misuse, Thing::query().limit(3).page(db, ..).await);
        assert_eq!(db.metrics().statements, before);
        assert_eq!(Thing::query().page(db, ..1_000).await.unwrap().rows.len(), shop.things.len());
        assert_eq!(Thing::query().page(db, ..0).await.unwrap().total, shop.things.len() as u64);
    }

    async fn a_page_loads_the_relations_of_its_rows(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let before = db.metrics().statements;
        let page = Owner::query().with(Owner::THINGS).page(db, 1..3).await.unwrap();
        assert_eq!(db.metrics().statements - before, 2);
        assert_eq!(page.total, shop.owners.len() as u64);
        for ((owner, things), expected) in page.rows.iter().zip(&shop.owners[1..3]) {
            assert_eq!(owner, expected);
            assert!(things.iter().all(|thing| thing.owner_id == Some(owner.id)));
            assert_eq!(things.len(), shop.things.iter().filter(|thing| thing.owner_id == Some(owner.id)).count());
        }
    }
}
