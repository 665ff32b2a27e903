//! Searched text has no wildcards, and matches the same on every database.

use fivefold::prelude::*;
use fivefold::query::Filter;

use super::{NAMES, Shop};
use crate::models::{Doc, DocCreate, Thing};

fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}

type Search = (
    &'static str,
    fn(&str) -> Filter<Thing>,
    fn(&str, &str) -> bool,
);

#[rustfmt::skip]
const SEARCHES: &[Search] = &[
    ("contains", |text| Thing::NAME.contains(text), |name, text| name.contains(text)),
    ("starts_with", |text| Thing::NAME.starts_with(text), |name, text| name.starts_with(text)),
    ("ends_with", |text| Thing::NAME.ends_with(text), |name, text| name.ends_with(text)),
    ("eq_ignore_ascii_case", |text| Thing::NAME.eq_ignore_ascii_case(text), |name, text| name.eq_ignore_ascii_case(text)),
    ("contains_ignore_ascii_case", |text| Thing::NAME.contains_ignore_ascii_case(text), |name, text| lower(name).contains(&lower(text))),
    ("starts_with_ignore_ascii_case", |text| Thing::NAME.starts_with_ignore_ascii_case(text), |name, text| lower(name).starts_with(&lower(text))),
    ("ends_with_ignore_ascii_case", |text| Thing::NAME.ends_with_ignore_ascii_case(text), |name, text| lower(name).ends_with(&lower(text))),
];

for_each_engine! {
    async fn every_text_search_finds_the_same_rows_as_rust(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        for (name, filter, matches) in SEARCHES {
            for text in NAMES.iter().copied().chain(["%", "_", "!", "\\", "B", "é日", "0%", "longer than any name here"]) {
                let expected: Vec<&Thing> = shop.things.iter().filter(|thing| matches(&thing.name, text)).collect();
                let rows = Thing::query().filter(filter(text)).all(db).await.unwrap();
                assert_eq!(rows.iter().collect::<Vec<_>>(), expected, "{name}({text:?})");
                let rest = Thing::query().filter(!filter(text)).count(db).await.unwrap();
                assert_eq!(rest as usize, shop.things.len() - expected.len(), "not {name}({text:?})");
            }
        }
    }

    async fn a_null_contains_nothing_and_not_even_the_empty_text(engine) {
        let shop = Shop::new(engine).await;
        let db = &shop.env.db;
        let nulls = shop.things.iter().filter(|thing| thing.nick.is_none()).count() as u64;
        assert!(nulls > 0);
        for filter in [Thing::NICK.contains(""), Thing::NICK.starts_with(""), Thing::NICK.ends_with(""), Thing::NICK.contains_ignore_ascii_case("")] {
            assert_eq!(Thing::query().filter(filter.clone()).count(db).await.unwrap(), shop.things.len() as u64 - nulls);
            assert_eq!(Thing::query().filter(!filter).count(db).await.unwrap(), nulls);
        }
    }
}

for_each_db! {
    async fn thirty_patterns_match_themselves_only_in_every_search(env) {
        let db = &env.db;
        for (_, matched) in crate::corpus::PATTERNS {
            Doc::create(db, DocCreate::new(*matched)).await.unwrap();
        }
        let mut searches = 0;
        for (pattern, matched) in crate::corpus::PATTERNS {
            for filter in [Doc::SLUG.contains(*pattern), Doc::SLUG.starts_with(*pattern), Doc::SLUG.ends_with(*pattern), Doc::SLUG.eq_ignore_ascii_case(*pattern)] {
                let rows = Doc::query().filter(filter).all(db).await.unwrap();
                assert!(rows.iter().all(|row| row.slug.to_ascii_lowercase().contains(&pattern.to_ascii_lowercase())), "{pattern} is not {matched}");
                searches += 1;
            }
        }
        assert!(searches >= 90, "{searches}");
    }
}
