//! Pages that go on where another one ended.

use fivefold::Query;
use fivefold::prelude::*;
use fivefold::query::{Cursor, Order};

use super::Shop;
use crate::models::{Owner, OwnerUpdate, Part, PartCreate, Thing};
use crate::support::{Random, TestEnv, failed};

/// Its key is hidden, and every order ends with the key.
#[model(table = "cursors_cost")]
#[derive(Debug)]
pub struct Cost {
    #[field(id, hidden, len(..=40))]
    pub code: String,
    pub cents: i64,
}

type Orders = fn() -> Vec<Order<Thing>>;

/// Orders with nulls at either end, in both directions, and of columns that leave many rows equal.
const ORDERS: &[Orders] = &[
    Vec::new,
    || vec![Thing::ID.desc()],
    || vec![Thing::NAME.asc()],
    || vec![Thing::NICK.asc()],
    || vec![Thing::NICK.desc()],
    || vec![Thing::NICK.asc().nulls_last(), Thing::VIEWS.desc()],
    || vec![Thing::NICK.desc().nulls_first(), Thing::AT.asc()],
    || vec![Thing::IS_OPEN.desc(), Thing::STARS.asc().nulls_last()],
    || vec![Thing::DAY.desc(), Thing::RATIO.asc()],
    || {
        vec![
            Thing::STATUS.asc(),
            Thing::OWNER_ID.desc(),
            Thing::ID.desc(),
        ]
    },
];

fn query(orders: Orders) -> Query<Thing> {
    let query = Thing::query().filter(Thing::VIEWS.gt(-3));
    orders().into_iter().fold(query, Query::order_by)
}

for_each_engine! {
    async fn pages_walk_through_all_rows_and_back(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        for (at, orders) in ORDERS.iter().enumerate() {
            let all = query(*orders).all(db).await.unwrap();
            assert!(all.len() > 100);
            for size in [1, 7, 40, 1_000] {
                // One at a time takes long, and differs from seven in nothing but that.
                if size == 1 && at % 3 != 0 {
                    continue;
                }
                let (mut walked, mut cursor, mut pages) = (Vec::new(), None, 0);
                let last = loop {
                    let before = db.metrics().statements;
                    let page = query(*orders).page_after(db, cursor, size).await.unwrap();
                    assert_eq!(db.metrics().statements - before, 1);
                    assert_eq!(page.previous.is_none(), pages == 0);
                    pages += 1;
                    walked.extend(page.rows.clone());
                    if page.next.is_none() {
                        break page;
                    }
                    assert_eq!(page.rows.len() as u64, size);
                    cursor = page.next;
                };
                assert_eq!(pages, (all.len() as u64).div_ceil(size), "order {at}");
                assert_eq!(walked, all, "order {at}, pages of {size}");
                let (mut back, mut cursor) = (last.rows, last.previous);
                while let Some(at) = cursor {
                    let page = query(*orders).page_after(db, at, size).await.unwrap();
                    assert!(page.next.is_some());
                    back.splice(..0, page.rows);
                    cursor = page.previous;
                }
                assert_eq!(back, all, "order {at}, back by {size}");
            }
        }
        let (_, things) = &Owner::query().with(Owner::THINGS).page_after(db, None, 1).await.unwrap().rows[0];
        assert!(things.iter().all(|thing| thing.owner_id == Some(shop.owners[0].id)));
    }

    async fn where_all_rows_are_gone_the_way_leads_back(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let parts = || Part::query().order_by(Part::GRAMS.asc());
        let first = parts().page_after(db, None, 50).await.unwrap();
        let second = parts().page_after(db, first.next.clone(), 50).await.unwrap();
        let kept = Part::ID.in_list(first.rows.iter().map(|part| part.id));
        Part::query().filter(kept.clone().not()).delete(db).await.unwrap();
        let end = parts().page_after(db, second.next, 50).await.unwrap();
        assert_eq!((end.rows.len(), &end.next), (0, &None));
        let back = parts().page_after(db, end.previous, 30).await.unwrap();
        assert_eq!((&back.rows[..], &back.next), (&first.rows[20..], &None));
        let before = parts().page_after(db, back.previous, 30).await.unwrap();
        assert_eq!((&before.rows[..], &before.previous), (&first.rows[..20], &None));

        let kept = Part::ID.in_list(back.rows.iter().map(|part| part.id));
        Part::query().filter(kept.not()).delete(db).await.unwrap();
        let second = parts().page_after(db, before.next, 10).await.unwrap();
        let start = parts().page_after(db, second.previous, 10).await.unwrap();
        assert_eq!((start.rows.len(), &start.previous), (0, &None));
        let again = parts().page_after(db, start.next, 50).await.unwrap();
        assert_eq!((again.rows, &again.previous), (back.rows, &None));
    }

    async fn a_cursor_is_taken_for_its_own_query_alone(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let (ann, bob) = (&shop.owners[0], &shop.owners[1]);
        let things = |owner: &Owner| owner.things().order_by(Thing::VIEWS.asc());
        let page = things(ann).page_after(db, None, 5).await.unwrap();
        let cursor = page.next.clone().unwrap();
        assert!(things(ann).page_after(db, cursor.clone(), 9).await.is_ok(), "with another number of rows");
        let tx = db.begin().await.unwrap();
        assert!(things(ann).page_after(&tx, cursor.clone(), 5).await.is_ok(), "in a transaction");
        tx.commit().await.unwrap();
        assert!(things(ann).page_after(&db.clone(), cursor.clone(), 5).await.is_ok(), "by a clone of the handle");

        let before = db.metrics().statements;
        let of_another = [
            failed(ErrorKind::InvalidInput, things(bob).page_after(db, cursor.clone(), 5).await),
            failed(ErrorKind::InvalidInput, Thing::query().order_by(Thing::VIEWS.asc()).page_after(db, cursor.clone(), 5).await),
            failed(ErrorKind::InvalidInput, ann.things().page_after(db, cursor.clone(), 5).await),
            failed(ErrorKind::InvalidInput, ann.things().order_by(Thing::VIEWS.desc()).page_after(db, cursor.clone(), 5).await),
            failed(ErrorKind::InvalidInput, things(ann).order_by(Thing::NAME.asc()).page_after(db, cursor.clone(), 5).await),
            failed(ErrorKind::InvalidInput, things(ann).filter(Thing::VIEWS.gt(1)).page_after(db, cursor.clone(), 5).await),
            failed(ErrorKind::InvalidInput, Part::query().page_after(db, cursor.clone(), 5).await),
        ];
        // Every character in turn, cut off, made longer, and made up.
        let text = cursor.as_str();
        let flipped = (0..text.len()).map(|at| {
            let mut bytes = text.as_bytes().to_vec();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            String::from_utf8(bytes).unwrap()
        });
        let mut random = Random::new(3);
        let made_up = (0..200).map(|_| (0..random.below(90)).map(|_| char::from(b'A' + random.below(26) as u8)).collect());
        let others = ["", "AAAA", "=", "ä", "not base64!"].map(str::to_owned);
        let cut = (0..text.len()).map(|length| text[..length].to_owned());
        let longer = [format!("{text}A"), format!("{text}AAAA"), format!("{text}="), format!(" {text}")];
        let mut tried = 0;
        for forged in flipped.chain(made_up).chain(others).chain(cut).chain(longer) {
            // The last character has bits that say nothing; another spelling of the same bytes is
            // refused as well.
            let cursor: Cursor = forged.parse().unwrap();
            let error = failed(ErrorKind::InvalidInput, things(ann).page_after(db, cursor, 5).await);
            assert_eq!(error.to_string(), of_another[0].to_string(), "{forged}");
            tried += 1;
        }
        assert!(tried > 300, "{tried}");
        assert!(of_another.iter().all(|error| error.to_string() == of_another[0].to_string()));
        assert_eq!(db.metrics().statements, before, "no statement is sent");
        failed(ErrorKind::InvalidInput, "A".repeat(9_000).parse::<Cursor>());
        assert_eq!(format!("{cursor:?}"), "Cursor(..)");
        assert_eq!(serde_json::from_str::<Cursor>(&serde_json::to_string(&cursor).unwrap()).unwrap(), cursor);

        // Handles have keys of their own, or one that was given to them.
        let secret = [7; 32];
        if let (Some(one), Some(other), Some(third)) = (
            shop.env.again(|builder| builder.cursor_secret(secret)).await,
            shop.env.again(|builder| builder.cursor_secret(secret)).await,
            shop.env.again(|builder| builder).await,
        ) {
            failed(ErrorKind::InvalidInput, things(ann).page_after(&one, cursor.clone(), 5).await);
            failed(ErrorKind::InvalidInput, things(ann).page_after(&third, cursor.clone(), 5).await);
            let cursor = things(ann).page_after(&one, None, 5).await.unwrap().next;
            assert_eq!(things(ann).page_after(&other, cursor.clone(), 5).await.unwrap().rows.len(), 5);
            failed(ErrorKind::InvalidInput, things(ann).page_after(db, cursor, 5).await);
        }
        failed(ErrorKind::Misuse, Db::builder("sqlite::memory:").cursor_secret([7; 31]).connect().await);
    }

    async fn a_page_holds_one_to_a_thousand_rows(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        for rows in [0, 1_001, u64::MAX, i64::MAX as u64] {
            failed(ErrorKind::InvalidInput, Thing::query().page_after(db, None, rows).await);
        }
        failed(ErrorKind::Misuse, Thing::query().limit(3).page_after(db, None, 5).await);
        failed(ErrorKind::Misuse, Thing::query().offset(3).page_after(db, None, 5).await);
        for rows in [1, 1_000] {
            let page = Thing::query().page_after(db, None, rows).await.unwrap();
            assert_eq!(page.rows.len(), shop.things.len().min(rows as usize));
        }
        let none = Thing::query().filter(Thing::NAME.eq("not there")).page_after(db, None, 5).await.unwrap();
        assert_eq!((none.rows.len(), none.next, none.previous), (0, None, None));
        // The cursor holds the values of the row in the columns of the order.
        let long = OwnerUpdate { name: Set("x".repeat(40)), ..Default::default() };
        shop.owners[0].clone().update(db, long).await.unwrap();
        assert!(Owner::query().order_by(Owner::NAME.asc()).page_after(db, None, 5).await.is_ok());
        let part = PartCreate::new("y".repeat(7_000), 1, shop.things[0].id);
        Part::create(db, part).await.unwrap();
        let longest = Part::query().order_by(Part::NAME.desc());
        failed(ErrorKind::Unsupported, longest.page_after(db, None, 1).await);
    }

    async fn no_row_comes_twice_and_none_is_missed_while_others_write(engine) {
        const STANDING: i32 = 2_000;
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        Part::query().all_rows().delete(db).await.unwrap();
        let thing = shop.things[0].id;
        let part = |name: &str, at: i32| PartCreate::new(name, at % 100, thing);
        Part::create_many(db, (0..STANDING).map(|at| part("standing", at))).await.unwrap();
        Part::create_many(db, (0..400).map(|at| part("passing", at * 7))).await.unwrap();
        let writer = {
            let db = db.clone();
            tokio::spawn(async move {
                for round in 0.. {
                    let passing = Part::query().filter(Part::NAME.eq("passing")).filter(Part::GRAMS.eq(round % 100));
                    passing.delete(&db).await.unwrap();
                    let new = (0..5).map(|at| PartCreate::new("passing", (round * 13 + at * 17) % 100, thing));
                    Part::create_many(&db, new).await.unwrap();
                }
            })
        };
        let (mut seen, mut cursor, mut passing) = (std::collections::HashSet::new(), None, 0);
        loop {
            let page = Part::query().order_by(Part::GRAMS.asc()).page_after(db, cursor, 50).await.unwrap();
            for part in page.rows {
                assert!(seen.insert(part.id), "a row came twice");
                passing += i32::from(part.name == "passing");
            }
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        assert!(!writer.is_finished(), "the rows were to change all the time");
        writer.abort();
        let standing = Part::query().filter(Part::NAME.eq("standing")).all(db).await.unwrap();
        assert_eq!(standing.len(), STANDING as usize);
        assert!(standing.iter().all(|part| seen.contains(&part.id)), "a row that stood throughout was missed");
        assert_eq!(seen.len() as i32, STANDING + passing);

        // The control: offsets drift.
        let drifted = async {
            let (mut seen, mut twice) = (std::collections::HashSet::new(), 0);
            for start in (0..1_000).step_by(50) {
                let rows = Part::query().order_by(Part::GRAMS.asc()).list(db, start..start + 50).await.unwrap();
                twice += rows.iter().filter(|part| !seen.insert(part.id)).count();
                Part::create(db, part("passing", 0)).await.unwrap();
            }
            twice
        };
        assert!(drifted.await > 0);
    }

    async fn a_hidden_value_is_in_a_cursor_only_if_it_is_revealed(engine) {
        let env = TestEnv::with(engine, &schema![Cost]).await;
        let db = &env.db;
        let costs = (0..3).map(|cents| CostCreate::new(format!("CANARY-{cents}"), cents));
        Cost::create_many(db, costs.collect::<Vec<_>>()).await.unwrap();

        let error = Cost::query().order_by(Cost::CENTS.asc()).page_after(db, None, 1).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Misuse);
        let revealed = Cost::query().order_by(Cost::CODE.revealed().asc()).page_after(db, None, 1).await.unwrap();
        assert_eq!(revealed.rows[0].cents, 0);
        let rest = Cost::query().order_by(Cost::CODE.revealed().asc()).page_after(db, revealed.next, 5).await.unwrap();
        assert_eq!(rest.rows.len(), 2);
    }
}
