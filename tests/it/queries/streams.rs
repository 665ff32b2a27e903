//! A stream gives the rows of `all`, in the same order, without holding them.

use std::collections::HashSet;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use fivefold::Query;
use fivefold::prelude::*;
use futures_core::Stream as _;

use super::{Shop, instant, thing};
use crate::models::{Owner, Part, Status, Thing, ThingCreate};
use crate::support::{Random, failed};

async fn streamed(db: &Db, query: Query<Thing>) -> Vec<Thing> {
    let mut stream = query.stream(db);
    let mut rows = Vec::new();
    while let Some(row) = stream.next().await.unwrap() {
        rows.push(row);
    }
    assert!(
        stream.next().await.unwrap().is_none(),
        "it goes on after its end"
    );
    rows
}

/// Enough rows for several batches, many of them equal in what they are sorted by.
async fn crowd(shop: &Shop) {
    let mut random = Random::new(5);
    let things = (0..2_400)
        .map(|at| thing(&mut random, &shop.owners, at))
        .collect::<Vec<_>>();
    Thing::create_many(&shop.env.db, things).await.unwrap();
}

for_each_engine! {
    async fn a_stream_gives_the_rows_of_all_in_any_order(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        crowd(&shop).await;
        let query = Thing::query;
        let odd = || query().filter(Thing::VIEWS.ne(0));
        for query in [
            query(),
            query().order_by(Thing::ID.desc()),
            query().order_by(Thing::NAME.asc()),
            query().order_by(Thing::NICK.asc()),
            query().order_by(Thing::NICK.desc()),
            query().order_by(Thing::NICK.asc().nulls_last()),
            query().order_by(Thing::NICK.desc().nulls_first()),
            query().order_by(Thing::IS_OPEN.desc()).order_by(Thing::STARS.asc().nulls_last()).order_by(Thing::DAY.desc()),
            query().order_by(Thing::RATIO.desc()).order_by(Thing::AT.asc()),
            query().order_by(Thing::STATUS.asc()).order_by(Thing::OWNER_ID.desc()),
            odd().order_by(Thing::VIEWS.desc()),
            odd().limit(1_500).offset(7),
            odd().limit(1_000),
            odd().limit(1_001),
            odd().limit(0),
            odd().offset(2_900),
        ] {
            let expected = query.clone().all(db).await.unwrap();
            assert_eq!(streamed(db, query.clone()).await, expected, "{query:?}");
        }
    }

    async fn a_stream_reads_a_thousand_rows_at_a_time_with_their_relations(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        crowd(&shop).await;
        let before = db.metrics().statements;
        let mut stream = Thing::query().with(Thing::PARTS).with(Thing::OWNER).stream(db);
        assert_eq!(db.metrics().statements, before, "no row has been requested yet");
        let mut count = 0;
        while let Some((thing, parts, owner)) = stream.next().await.unwrap() {
            assert_eq!(parts.iter().collect::<Vec<_>>(), shop.parts_of(&thing).collect::<Vec<_>>());
            assert_eq!(owner.as_ref(), shop.owner_of(&thing));
            count += 1;
            let batches = (count - 1) / 1_000 + 1;
            assert_eq!(db.metrics().statements - before, 3 * batches);
        }
        assert_eq!(count, 2_550);
        assert_eq!(db.metrics().in_use, 0);
        let mut empty = Part::query().filter(Part::GRAMS.gt(1_000)).stream(db);
        assert!(empty.next().await.unwrap().is_none());
    }

    async fn concurrent_writes_neither_repeat_nor_hide_a_row(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        crowd(&shop).await;
        let stood: HashSet<_> = Thing::query().all(db).await.unwrap().iter().map(|thing| thing.id).collect();
        let mut seen = HashSet::new();
        let mut random = Random::new(3);
        let mut stream = Thing::query().order_by(Thing::VIEWS.desc()).stream(db);
        // The control: windows of an offset, over the same rows.
        let (mut windows, mut repeated) = (HashSet::new(), 0);
        let mut written = 0;
        while let Some(row) = stream.next().await.unwrap() {
            assert!(seen.insert(row.id), "a row came twice");
            if seen.len() % 250 == 0 {
                let views = random.below(20) as i64 - 10;
                let new = (0..20).map(|_| ThingCreate { views, ..ThingCreate::new("new", 0.0, instant(0), Status::Open) });
                Thing::create_many(db, new).await.unwrap();
                let window = Thing::query().order_by(Thing::VIEWS.desc()).list(db, written * 250..(written + 1) * 250).await.unwrap();
                repeated += window.iter().filter(|row| !windows.insert(row.id)).count();
                written += 1;
            }
        }
        assert!(stood.is_subset(&seen), "{} rows that stood throughout are missing", stood.difference(&seen).count());
        assert!(written > 8 && repeated > 0, "the control repeated {repeated} rows");
    }

    async fn a_stream_in_a_transaction_is_of_one_moment(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        crowd(&shop).await;
        let tx = db.begin().await.unwrap();
        let new = || ThingCreate::new("new", 0.0, instant(0), Status::Open);
        Thing::create(&tx, new()).await.unwrap();
        let mut stream = Thing::query().stream(&tx);
        let mut count = 0;
        while stream.next().await.unwrap().is_some() {
            count += 1;
        }
        assert_eq!(count, 2_551);
        drop(stream);
        tx.rollback().await.unwrap();
        assert_eq!(streamed(db, Thing::query()).await.len(), 2_550);
    }

    async fn a_stream_ends_with_its_first_error(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let mut stream = Thing::query().filter(Thing::NAME.eq("\0")).stream(db);
        failed(ErrorKind::Validation, stream.next().await);
        assert!(stream.next().await.unwrap().is_none());
        let mut stream = Owner::query().limit(u64::MAX).stream(db);
        failed(ErrorKind::InvalidInput, stream.next().await);
        assert!(stream.next().await.unwrap().is_none());
    }

    async fn a_stream_that_is_dropped_or_polled_by_hand_loses_nothing(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let mut stream = Thing::query().stream(db);
        let mut ids = Vec::new();
        for _ in 0..1_000 {
            // Dropped while it waits, and polled again.
            let mut next = Box::pin(stream.next());
            match next.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(Ok(Some(row))) => ids.push(row.id),
                Poll::Ready(Ok(None)) => break,
                Poll::Ready(Err(error)) => panic!("{error:?}"),
                Poll::Pending => tokio::time::sleep(std::time::Duration::from_millis(1)).await,
            }
        }
        assert_eq!(ids, shop.things.iter().map(|thing| thing.id).collect::<Vec<_>>());
        let mut other = Thing::query().stream(db);
        let first = std::future::poll_fn(|context| Pin::new(&mut other).poll_next(context)).await;
        assert_eq!(first.unwrap().unwrap(), shop.things[0]);
        drop(other);
        shop.env.settled().await;
    }
}
