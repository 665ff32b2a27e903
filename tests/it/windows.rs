//! Which rows a list holds.

use fivefold::prelude::*;

use crate::models::{Counter, CounterCreate, Item, ItemCreate, ItemServer, User, UserCreate};
use crate::support::failed;

for_each_db! {
    async fn a_window_holds_the_rows_that_it_names(env) {
        let db = &env.db;
        Counter::create_many(db, (0..1_200).map(CounterCreate::new)).await.unwrap();
        let found = async |rows: Result<Vec<Counter>, Error>| rows.unwrap().into_iter().map(|row| row.value).collect::<Vec<_>>();
        let range = |range: std::ops::Range<i64>| range.collect::<Vec<_>>();
        assert_eq!(found(Counter::list(db, ..).await).await, range(0..100));
        assert_eq!(found(Counter::list(db, ..0).await).await, range(0..0));
        assert_eq!(found(Counter::list(db, ..1).await).await, range(0..1));
        assert_eq!(found(Counter::list(db, 40..60).await).await, range(40..60));
        assert_eq!(found(Counter::list(db, 40..).await).await, range(40..140));
        assert_eq!(found(Counter::list(db, ..1_000).await).await, range(0..1_000));
        assert_eq!(found(Counter::list(db, 1_000..2_000).await).await, range(1_000..1_200));
        assert_eq!(found(Counter::list(db, 1_200..).await).await, range(0..0));
        assert_eq!(found(Counter::list(db, 7..7).await).await, range(0..0));
        assert_eq!(found(Counter::list(db, 9_223_372_036_854_775_807..).await).await, range(0..0));
        #[allow(clippy::reversed_empty_ranges, reason = "a caller may compute the bounds")]
        let reversed = Counter::list(db, 9..3).await;
        assert_eq!(found(reversed).await, range(0..0));
    }

    async fn a_window_that_is_too_large_is_refused(env) {
        let db = &env.db;
        let user = User::create(db, UserCreate::new("ann@example.com")).await.unwrap();
        for window in [0..1_001, 5..1_006, 0..u64::MAX, 1..9_223_372_036_854_775_808] {
            failed(ErrorKind::InvalidInput, Counter::list(db, window.clone()).await);
            failed(ErrorKind::InvalidInput, user.items().list(db, window).await);
        }
        failed(ErrorKind::InvalidInput, Counter::list(db, 9_223_372_036_854_775_808..).await);
        failed(ErrorKind::InvalidInput, Counter::list(db, u64::MAX..).await);
    }

    async fn pages_of_a_relation_join_up(env) {
        let db = &env.db;
        let user = User::create(db, UserCreate::new("ann@example.com")).await.unwrap();
        let other = User::create(db, UserCreate::new("bob@example.com")).await.unwrap();
        let owned = |at: u32| ItemCreate::new(format!("i{at}")).with(ItemServer { owner_id: if at.is_multiple_of(2) { user.id } else { other.id } });
        let items = Item::create_many(db, (0..300).map(owned)).await.unwrap();
        let mine: Vec<Item> = items.into_iter().filter(|item| item.owner_id == user.id).collect();
        let mut pages = Vec::new();
        for page in 0..5 {
            pages.extend(user.items().list(db, page * 40..page * 40 + 40).await.unwrap());
        }
        assert_eq!(pages, mine);
        assert_eq!(user.items().list(db, ..).await.unwrap(), mine[..100]);
        assert_eq!(user.items().count(db).await.unwrap(), 150);
    }

    async fn a_list_is_in_the_order_of_its_keys_and_not_of_writing(env) {
        let db = &env.db;
        for code in ["zz", "aa", "mm", "ZZ", "éé", "\u{10000}\u{10000}", "~~", "\u{ffff}\u{ffff}"] {
            crate::models::Country::create(db, crate::models::CountryCreate::new(code, code)).await.unwrap();
        }
        let codes: Vec<String> = crate::models::Country::list(db, ..).await.unwrap().into_iter().map(|row| row.code).collect();
        let mut sorted = codes.clone();
        sorted.sort_unstable();
        assert_eq!(codes, sorted, "text sorts by its code points");
    }
}
