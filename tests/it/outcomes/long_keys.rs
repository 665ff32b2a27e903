//! Text and bytes that are too long for their index.

use fivefold::prelude::*;

use crate::support::{Random, TestEnv, failed, validation_codes};

#[model(unique(left, right))]
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub id: Id<Entry>,
    #[field(unique)]
    pub unique: Option<String>,
    #[field(index)]
    pub indexed: Option<String>,
    #[field(unique, len(..=768))]
    pub long: Option<String>,
    #[field(unique)]
    pub digest: Option<Vec<u8>>,
    pub left: Option<String>,
    pub right: Option<String>,
}

/// Characters of this many bytes each, which cannot be told in fewer.
fn text(bytes: usize, characters: usize) -> Option<String> {
    let first = ['0', 'À', '一', '𠀀'][bytes - 1] as u32;
    let width = [75, 200, 20_000, 40_000][bytes - 1];
    let mut random = Random::new(5);
    Some(
        (0..characters)
            .map(|_| char::from_u32(first + random.below(width) as u32).unwrap())
            .collect(),
    )
}

for_each_engine! {
    async fn a_value_too_long_for_its_index_was_another_mistake_on_each_database(engine) {
        let env = TestEnv::with(engine, &schema![Entry]).await;
        let db = &env.db;
        let new = EntryCreate::new;
        let random = |length: usize| { let mut random = Random::new(6); Some((0..length).map(|_| random.below(256) as u8).collect::<Vec<_>>()) };
        let entry = Entry::create(db, new()).await.unwrap();
        for (field, create, update, fits) in [
            ("unique", EntryCreate { unique: text(1, 768), ..new() }, EntryUpdate { unique: Set(text(1, 768)), ..Default::default() }, true),
            ("unique", EntryCreate { unique: text(1, 769), ..new() }, EntryUpdate { unique: Set(text(1, 769)), ..Default::default() }, false),
            ("unique", EntryCreate { unique: text(3, 768), ..new() }, EntryUpdate { unique: Set(text(3, 768)), ..Default::default() }, true),
            ("unique", EntryCreate { unique: text(4, 650), ..new() }, EntryUpdate { unique: Set(text(4, 650)), ..Default::default() }, true),
            ("unique", EntryCreate { unique: text(4, 651), ..new() }, EntryUpdate { unique: Set(text(4, 651)), ..Default::default() }, false),
            ("indexed", EntryCreate { indexed: text(1, 2_600), ..new() }, EntryUpdate { indexed: Set(text(1, 2_600)), ..Default::default() }, true),
            ("indexed", EntryCreate { indexed: text(1, 2_601), ..new() }, EntryUpdate { indexed: Set(text(1, 2_601)), ..Default::default() }, false),
            ("indexed", EntryCreate { indexed: text(3, 20_000), ..new() }, EntryUpdate { indexed: Set(text(3, 20_000)), ..Default::default() }, false),
            ("long", EntryCreate { long: text(3, 768), ..new() }, EntryUpdate { long: Set(text(3, 768)), ..Default::default() }, true),
            ("long", EntryCreate { long: text(4, 768), ..new() }, EntryUpdate { long: Set(text(4, 768)), ..Default::default() }, false),
            ("digest", EntryCreate { digest: random(2_600), ..new() }, EntryUpdate { digest: Set(random(2_600)), ..Default::default() }, true),
            ("digest", EntryCreate { digest: random(2_601), ..new() }, EntryUpdate { digest: Set(random(2_601)), ..Default::default() }, false),
            ("left", EntryCreate { left: text(3, 384), right: text(3, 384), ..new() }, EntryUpdate { left: Set(text(3, 384)), right: Set(text(3, 384)), ..Default::default() }, true),
            ("left", EntryCreate { left: text(1, 385), ..new() }, EntryUpdate { left: Set(text(1, 385)), ..Default::default() }, false),
        ] {
            let before = db.metrics().statements;
            let (created, many) = (Entry::create(db, create.clone()).await, Entry::create_many(db, [create.clone(), new()]).await);
            let results = [created.map(|row| vec![row]), if fits { Ok(Vec::new()) } else { many }, entry.clone().update(db, update.clone()).await.map(|row| vec![row])];
            if fits {
                // The row has the value, so another one with it would be a conflict.
                let created = results[0].as_ref().unwrap_or_else(|error| panic!("{field}: {error:?}"))[0].id;
                Entry::delete_by_id(db, created).await.unwrap();
                entry.clone().update(db, update).await.unwrap();
                entry.clone().update(db, EntryUpdate { unique: Set(None), indexed: Set(None), long: Set(None), digest: Set(None), left: Set(None), right: Set(None) }).await.unwrap();
                Entry::query().filter(Entry::ID.ne(entry.id)).delete(db).await.unwrap();
                continue;
            }
            for result in results {
                let error = failed(ErrorKind::Validation, result);
                assert_eq!((error.model(), error.field()), (Some("Entry"), Some(field)));
                assert_eq!(validation_codes(&error)[field], ["len"]);
            }
            let query = Entry::query().all_rows().update(db, update).await;
            assert_eq!(failed(ErrorKind::Validation, query).field(), Some(field));
            assert_eq!(db.metrics().statements, before);
        }
        // What is too long is in no row, and a search for it finds none.
        let long = text(3, 5_000).unwrap();
        assert_eq!(Entry::find_by(db, Entry::UNIQUE, &long).await.unwrap(), None);
    }
}
