//! Writing by a query: the rows that it means, and no others.

use fivefold::prelude::*;
use fivefold::query::{Filter, IntoFilter};

use super::Shop;
use crate::models::{
    Folder, FolderCreate, Owner, OwnerUpdate, Part, PartUpdate, Thing, ThingUpdate,
};
use crate::support::{TestEnv, failed};

for_each_engine! {
    async fn a_delete_does_not_find_rows_whose_parents_it_deleted(engine) {
        let env = TestEnv::with(engine, &schema![Folder]).await;
        let db = &env.db;
        let conditions: [fn() -> Filter<Folder>; 4] = [
            || Folder::PARENT_ID.is_null(),
            || Folder::PARENT_ID.is_not_null().not(),
            || Folder::PARENT_ID.is_null().or(Folder::NAME.eq("none")),
            || Filter::raw_sql("parent_id IS NULL").into_filter().unwrap(),
        ];
        for condition in conditions {
            // A chain, each folder inside the one before; also the other way round.
            for is_reversed in [false, true] {
                let mut folders = Vec::new();
                for number in 0..4 {
                    let name = FolderCreate { parent_id: None, ..FolderCreate::new(number.to_string()) };
                    folders.push(Folder::create(db, name).await.unwrap());
                }
                for at in 1..4 {
                    let (inner, outer) = if is_reversed { (at - 1, at) } else { (at, at - 1) };
                    let parent = Folder::PARENT_ID.set(Some(folders[outer].id));
                    Folder::update_by_id(db, folders[inner].id, parent).await.unwrap();
                }
                assert_eq!(Folder::query().filter(condition()).delete(db).await.unwrap(), 1, "{is_reversed}");
                assert_eq!(Folder::count(db).await.unwrap(), 3);
                assert_eq!(Folder::query().filter(Folder::PARENT_ID.is_null()).count(db).await.unwrap(), 1);
                Folder::query().all_rows().delete(db).await.unwrap();
            }
        }
    }

    async fn an_update_changes_the_rows_that_meet_the_conditions(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let meets = |thing: &Thing| thing.views > 0 && !thing.is_open;
        let patch = ThingUpdate { nick: Set(Some("found".into())), stars: Set(None), ..Default::default() };
        let before = db.metrics().statements;
        let changed = Thing::query().filter(Thing::VIEWS.gt(0)).filter(Thing::IS_OPEN.eq(false)).update(db, patch).await.unwrap();
        assert_eq!(db.metrics().statements - before, 1);
        assert_eq!(changed as usize, shop.things.iter().filter(|thing| meets(thing)).count());
        assert!(changed > 10);
        for (row, was) in Thing::query().all(db).await.unwrap().iter().zip(&shop.things) {
            if meets(was) {
                assert_eq!((row.nick.as_deref(), row.stars, &row.name), (Some("found"), None, &was.name));
                // A column that changes with every other one does so here as well.
                assert!(row.changed_at > was.changed_at);
            } else {
                assert_eq!(row, was);
            }
        }
    }

    async fn rows_are_found_through_relations_also_in_the_table_that_is_changed(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let of_bob = shop.things.iter().filter(|thing| thing.owner_id == Some(shop.owners[1].id)).count() as u64;
        let bob = || Thing::OWNER.is(Owner::NAME.eq("Bob"));
        assert_eq!(Thing::query().filter(bob()).update(db, Thing::VIEWS.add(1_000)).await.unwrap(), of_bob);
        assert_eq!(Thing::query().filter(Thing::VIEWS.gt(900)).count(db).await.unwrap(), of_bob);
        // The table that is written is also the one in the condition.
        let below_ann = Owner::query().filter(Owner::BOSS.is(Owner::NAME.eq("Ann")));
        assert_eq!(below_ann.update(db, OwnerUpdate { name: Set("Bobby".into()), ..Default::default() }).await.unwrap(), 1);
        assert_eq!(Owner::get(db, shop.owners[1].id).await.unwrap().name, "Bobby");
        let leaves = Owner::query().filter(!Owner::REPORTS.exists());
        let count = leaves.clone().count(db).await.unwrap();
        assert_eq!(leaves.delete(db).await.unwrap(), count);
        assert_eq!(Owner::count(db).await.unwrap(), shop.owners.len() as u64 - count);
    }

    async fn a_query_without_a_condition_writes_nothing_without_all_rows(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let patch = || ThingUpdate { is_open: Set(false), ..Default::default() };
        let nothing: Option<Filter<Thing>> = None;
        let before = db.metrics().statements;
        for error in [
            failed(ErrorKind::Misuse, Thing::query().delete(db).await),
            failed(ErrorKind::Misuse, Thing::query().update(db, patch()).await),
            failed(ErrorKind::Misuse, Thing::query().filter(nothing).delete(db).await),
        ] {
            assert!(error.to_string().contains("all_rows()"), "{error}");
        }
        let odd = || Thing::query().filter(Thing::IS_OPEN.eq(true));
        failed(ErrorKind::Misuse, odd().limit(1).delete(db).await);
        failed(ErrorKind::Misuse, odd().offset(1).update(db, patch()).await);
        failed(ErrorKind::Misuse, odd().order_by(Thing::ID.asc()).delete(db).await);
        failed(ErrorKind::Misuse, odd().for_update().delete(db).await);
        // All kept is nothing to write.
        assert_eq!(odd().update(db, ThingUpdate::default()).await.unwrap(), 0);
        assert_eq!(db.metrics().statements, before);
        assert_eq!(Thing::query().all_rows().update(db, patch()).await.unwrap(), shop.things.len() as u64);
        assert_eq!(Thing::query().filter(Thing::IS_OPEN.eq(true)).count(db).await.unwrap(), 0);
        assert_eq!(Thing::query().all_rows().delete(db).await.unwrap(), shop.things.len() as u64);
        assert_eq!(Thing::count(db).await.unwrap(), 0);
    }

    async fn no_condition_in_other_words_writes_nothing_either(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let all = shop.things.len() as u64;
        let every = || Filter::<Thing>::all_of([]);
        let none = || Filter::<Thing>::any_of([]);
        let no_names = || Vec::<&str>::new();
        let patch = || ThingUpdate { stars: Set(Some(1)), ..Default::default() };
        for (words, filter) in [
            ("all of none", every()),
            ("not any of none", none().not()),
            ("not not all of none", every().not().not()),
            ("all of all of none", Filter::all_of([every(), every()])),
            ("all of none, and nothing", every().and(None).and(every())),
            ("all of none, or one", Thing::VIEWS.eq(1).or(every())),
            ("any of all of none and one", Filter::any_of([Thing::VIEWS.eq(1), every()])),
            ("none of no values", Thing::NAME.not_in(no_names())),
            ("not one of no values", Thing::NAME.in_list(no_names()).not()),
            ("a part of every text", Thing::NAME.contains("")),
            ("the start of every text", Thing::NAME.starts_with("")),
        ] {
            assert_eq!(Thing::query().filter(filter.clone()).count(db).await.unwrap(), all, "{words}");
            failed(ErrorKind::Misuse, Thing::query().filter(filter.clone()).delete(db).await);
            failed(ErrorKind::Misuse, Thing::query().filter(filter.clone()).filter(every()).update(db, patch()).await);
            // Beside a condition it is none; with `all_rows` it is meant.
            let one = shop.things[0].id;
            let kept = Thing::query().filter(Thing::ID.eq(one)).filter(filter.clone());
            assert_eq!(kept.update(db, patch()).await.unwrap(), 1, "{words}");
            assert_eq!(Thing::query().filter(filter).all_rows().update(db, patch()).await.unwrap(), all, "{words}");
        }
        // No row meets these, and none is written.
        for filter in [none(), every().not(), Thing::NAME.in_list(no_names()), none().and(every()), none().or(none()), Thing::NAME.contains("").not()] {
            assert_eq!(Thing::query().filter(filter.clone()).count(db).await.unwrap(), 0);
            assert_eq!(Thing::query().filter(filter).delete(db).await.unwrap(), 0);
        }
        // A text that may be NULL contains the empty one if it is not NULL, which is a condition.
        let named = shop.things.iter().filter(|thing| thing.nick.is_some()).count() as u64;
        assert!((1..all).contains(&named));
        assert_eq!(Thing::query().filter(Thing::NICK.contains("")).update(db, patch()).await.unwrap(), named);
        assert_eq!(Thing::query().count(db).await.unwrap(), all);
    }

    async fn a_delete_stops_at_rows_that_are_pointed_to_and_deletes_nothing(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let error = failed(ErrorKind::ForeignKey, Owner::query().filter(Owner::NAME.lt("D")).delete(db).await);
        assert_eq!(error.model(), Some("Owner"));
        assert!(error.to_string().contains("still pointed to"), "{error}");
        assert_eq!(Owner::count(db).await.unwrap(), 6);
        // Rows that go with theirs do.
        let ids: Vec<_> = shop.things.iter().take(60).map(|thing| thing.id).collect();
        assert_eq!(Thing::query().filter(Thing::ID.in_list(ids)).delete(db).await.unwrap(), 60);
        assert_eq!(Part::count(db).await.unwrap(), 0);
    }

    async fn a_refused_value_changes_no_row(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let long = ThingUpdate { name: Set("x".repeat(81)), ..Default::default() };
        let error = failed(ErrorKind::Validation, Thing::query().all_rows().update(db, long).await);
        assert_eq!(error.field(), Some("name"));
        let same = OwnerUpdate { name: Set("Same".into()), ..Default::default() };
        let error = failed(ErrorKind::Conflict, Owner::query().all_rows().update(db, same).await);
        assert_eq!((error.model(), error.field()), (Some("Owner"), Some("name")));
        let nowhere = ThingUpdate { owner_id: Set(Some(Id::now_v7())), ..Default::default() };
        let error = failed(ErrorKind::ForeignKey, Thing::query().filter(Thing::IS_OPEN.eq(true)).update(db, nowhere).await);
        assert_eq!((error.model(), error.field()), (Some("Thing"), Some("owner_id")), "{error:?}");
        // The rule of a field holds for computed values as well: some parts are 90 already.
        let error = failed(ErrorKind::Check, Part::query().all_rows().update(db, Part::GRAMS.add(11)).await);
        assert_eq!((error.model(), error.field()), (Some("Part"), Some("grams")), "{error:?}");
        assert_eq!(Part::query().all(db).await.unwrap(), shop.parts);
        assert_eq!(Thing::query().all(db).await.unwrap(), shop.things);
    }

    async fn steps_of_many_writers_are_all_counted(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let thing = shop.things[0].clone();
        let writers = (0..8).map(|_| {
            let (db, id) = (db.clone(), thing.id);
            tokio::spawn(async move {
                for _ in 0..25 {
                    loop {
                        match Thing::update_by_id(&db, id, Thing::VIEWS.add(1)).await {
                            Ok(_) => break,
                            Err(error) => assert!(error.is_retryable(), "{error:?}"),
                        }
                    }
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
        let counted = Thing::get(db, thing.id).await.unwrap();
        assert_eq!(counted.views, thing.views + 200);
        // The control: what is read, added to and written back is lost when two do it.
        let (one, two) = (Thing::get(db, thing.id).await.unwrap(), Thing::get(db, thing.id).await.unwrap());
        for row in [one, two] {
            let views = row.views + 1;
            row.update(db, ThingUpdate { views: Set(views), ..Default::default() }).await.unwrap();
        }
        assert_eq!(Thing::get(db, thing.id).await.unwrap().views, counted.views + 1);
    }

    async fn a_step_and_other_changes_are_one_update(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let thing = shop.things[0].clone();
        let open = ThingUpdate { nick: Set(Some("both".into())), ..Default::default() };
        let both = thing.clone().update(db, (Thing::VIEWS.add(5), open)).await.unwrap();
        assert_eq!((both.views, both.nick.as_deref()), (thing.views + 5, Some("both")));
        assert!(both.changed_at > thing.changed_at);
        let steps = (Thing::VIEWS.add(-5), Thing::RATIO.add(0.5));
        let back = both.update(db, steps).await.unwrap();
        assert_eq!((back.views, back.ratio), (thing.views, thing.ratio + 0.5));
        // To nothing, nothing is added.
        let unrated = shop.things.iter().find(|thing| thing.stars.is_none()).unwrap();
        assert_eq!(unrated.clone().update(db, Thing::STARS.add(1)).await.unwrap().stars, None);
        let twice = ThingUpdate { views: Set(1), ..Default::default() };
        let error = failed(ErrorKind::Misuse, back.clone().update(db, (Thing::VIEWS.add(1), twice)).await);
        assert!(error.to_string().contains("`Thing.views` is changed twice"), "{error}");
        failed(ErrorKind::Misuse, back.update(db, (Thing::VIEWS.add(1), Thing::VIEWS.add(1))).await);
        let parts = Part::query().filter(Part::GRAMS.le(50));
        let named = PartUpdate { name: Set("light".into()), ..Default::default() };
        assert!(parts.update(db, (Part::GRAMS.add(1), named)).await.unwrap() > 0);
    }
}
