//! Related rows come with the rows that lead to them, one statement for each relation.

use std::future::Future;

use fivefold::prelude::*;

use super::Shop;
use crate::models::{Club, Owner, Part, PartCreate, Status, Thing, ThingCreate, shop};
use crate::support::TestEnv;

async fn in_statements<T>(
    count: u64,
    db: &Db,
    operation: impl Future<Output = Result<T, Error>>,
) -> T {
    let before = db.metrics().statements;
    let output = operation.await.unwrap();
    assert_eq!(db.metrics().statements - before, count);
    output
}

for_each_engine! {
    async fn each_relation_is_one_statement_and_loads_the_same_rows_as_rust(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let rows = in_statements(2, db, Thing::query().with(Thing::PARTS).all(db)).await;
        assert_eq!(rows.len(), shop.things.len());
        for ((thing, parts), expected) in rows.iter().zip(&shop.things) {
            assert_eq!(thing, expected);
            assert_eq!(parts.iter().collect::<Vec<_>>(), shop.parts_of(thing).collect::<Vec<_>>());
        }
        // A parent that many share comes with each of them.
        let rows = in_statements(2, db, Thing::query().with(Thing::OWNER).all(db)).await;
        for (thing, owner) in &rows {
            assert_eq!(owner.as_ref(), shop.owner_of(thing));
        }
        assert!(rows.iter().any(|(_, owner)| owner.is_none()));
        let rows: Vec<(Part, Thing)> = in_statements(2, db, Part::query().with(Part::THING).all(db)).await;
        for (part, thing) in &rows {
            assert_eq!(part.thing_id, thing.id);
        }
        let rows = in_statements(2, db, Owner::query().with(Owner::BADGE).all(db)).await;
        for (owner, badge) in &rows {
            assert_eq!(badge.as_ref(), shop.passes.iter().find(|pass| pass.owner_id == owner.id));
        }
        let rows = in_statements(2, db, Owner::query().with(Owner::CLUBS).all(db)).await;
        for (owner, clubs) in &rows {
            let mut expected: Vec<&Club> = shop.clubs_of(owner).collect();
            expected.sort_by_key(|club| &club.code);
            assert_eq!(clubs.iter().collect::<Vec<_>>(), expected);
        }
        let rows = in_statements(2, db, Club::query().with(Club::MEMBERS).all(db)).await;
        let counts: Vec<usize> = rows.iter().map(|(_, members)| members.len()).collect();
        assert_eq!(counts, [3, 0, 2]);
    }

    async fn relations_stand_side_by_side_and_inside_each_other(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let rows = in_statements(4, db, Owner::query().with(Owner::THINGS).with(Owner::BOSS).with(Owner::CLUBS).all(db)).await;
        for (owner, things, boss, clubs) in &rows {
            assert!(things.iter().all(|thing| thing.owner_id == Some(owner.id)));
            assert_eq!(boss.as_ref().map(|boss| boss.id), owner.boss_id);
            assert_eq!(clubs.len(), shop.clubs_of(owner).count());
        }
        let load = Owner::THINGS.with(Thing::PARTS).with(Thing::OWNER.with(Owner::BOSS));
        let rows = in_statements(5, db, Owner::query().with(load).all(db)).await;
        let mut parts_found = 0;
        for (owner, things) in &rows {
            for (thing, parts, back) in things {
                assert_eq!(parts.iter().collect::<Vec<_>>(), shop.parts_of(thing).collect::<Vec<_>>());
                let (back, boss) = back.as_ref().unwrap();
                assert_eq!((back, boss.as_ref().map(|boss| boss.id)), (owner, owner.boss_id));
                parts_found += parts.len();
            }
        }
        assert!(parts_found > 50, "{parts_found}");
        // Up to six, each of its own type.
        let (_, a, b, c, d, e, f) = Owner::query()
            .filter(Owner::NAME.eq("Ann"))
            .with(Owner::THINGS).with(Owner::REPORTS).with(Owner::BADGE).with(Owner::CLUBS).with(Owner::BOSS).with(Owner::THINGS.limit(1))
            .one(db).await.unwrap();
        assert_eq!((a.is_empty(), b.len(), c.is_some(), d.len(), e, f.len()), (false, 1, true, 2, None, 1));
    }

    async fn a_load_takes_conditions_an_order_and_a_limit_for_each_row(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let dear = Thing::PARTS.filter(Part::GRAMS.gt(9)).order_by(Part::GRAMS.desc()).limit(2);
        let rows = in_statements(2, db, Thing::query().with(dear).all(db)).await;
        let mut cut = 0;
        for (thing, parts) in &rows {
            let mut expected: Vec<&Part> = shop.parts_of(thing).filter(|part| part.grams > 9).collect();
            expected.sort_by_key(|part| (-part.grams, part.id));
            cut += usize::from(expected.len() > 2);
            expected.truncate(2);
            assert_eq!(parts.iter().collect::<Vec<_>>(), expected);
        }
        assert!(cut > 10, "{cut}");
        let related = Thing::PARTS.filter(Part::THING.is(Thing::NICK.is_null()));
        for (thing, parts) in Thing::query().with(related).all(db).await.unwrap() {
            assert_eq!(parts.len(), if thing.nick.is_none() { shop.parts_of(&thing).count() } else { 0 });
        }
        let rows = Owner::query().with(Owner::CLUBS.order_by(Club::FOUNDED.asc()).limit(1)).all(db).await.unwrap();
        for (owner, clubs) in &rows {
            let expected = shop.clubs_of(owner).min_by_key(|club| club.founded);
            assert_eq!(clubs.first(), expected);
        }
        // Of several values for one key, nothing is lost when nothing is asked for.
        let rows = Thing::query().with(Thing::PARTS.limit(0)).all(db).await.unwrap();
        assert!(rows.iter().all(|(_, parts)| parts.is_empty()));
    }

    async fn no_row_leads_to_no_statement(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let none_found = Thing::query().filter(Thing::NAME.eq("not there"));
        assert!(in_statements(1, db, none_found.clone().with(Thing::PARTS).with(Thing::OWNER).all(db)).await.is_empty());
        assert!(in_statements(1, db, none_found.with(Thing::PARTS).first(db)).await.is_none());
        let orphans = Thing::query().filter(Thing::OWNER_ID.is_null()).with(Thing::OWNER.with(Owner::BOSS));
        let rows = in_statements(1, db, orphans.all(db)).await;
        assert!(!rows.is_empty() && rows.iter().all(|(_, owner)| owner.is_none()));
    }

    async fn the_accessors_of_a_row_are_queries(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let ann = &shop.owners[0];
        let mut clubs: Vec<&Club> = shop.clubs_of(ann).collect();
        clubs.sort_by_key(|club| &club.code);
        assert_eq!(ann.clubs().all(db).await.unwrap().iter().collect::<Vec<_>>(), clubs);
        assert_eq!(ann.clubs().filter(Club::FOUNDED.gt(1850)).count(db).await.unwrap(), 1);
        assert_eq!(shop.clubs[1].members().order_by(Owner::NAME.desc()).first(db).await.unwrap().unwrap(), shop.owners[2]);
        let open = ann.things().filter(Thing::IS_OPEN.eq(true)).order_by(Thing::VIEWS.desc()).with(Thing::PARTS).page(db, ..3).await.unwrap();
        assert!(open.rows.iter().all(|(thing, _)| thing.is_open && thing.owner_id == Some(ann.id)));
        assert_eq!(ann.badge().one(db).await.unwrap(), shop.passes[0]);
        assert_eq!(shop.owners[1].badge().first(db).await.unwrap(), None);
        assert_eq!(ann.boss().first(db).await.unwrap(), None);
        let boss = shop.owners[2].boss().with(Owner::REPORTS).one(db).await.unwrap();
        assert_eq!((boss.0.id, boss.1.len()), (shop.owners[1].id, 2));
    }

    async fn more_rows_than_a_statement_takes_values_are_loaded_too(engine) {
        let env = TestEnv::with(engine, &shop()).await;
        let db = &env.db;
        let count = 20_000;
        let thing = |at: i64| ThingCreate { views: at, ..ThingCreate::new("t", 0.5, crate::queries::instant(0), Status::Open) };
        let things = Thing::create_many(db, (0..count).map(thing)).await.unwrap();
        let last = things.last().unwrap();
        Part::create(db, PartCreate::new("p", 1, last.id)).await.unwrap();
        let rows = in_statements(3, db, Thing::query().with(Thing::PARTS).all(db)).await;
        assert_eq!(rows.len() as i64, count);
        assert_eq!(rows.iter().filter(|(_, parts)| !parts.is_empty()).count(), 1);
    }
}
