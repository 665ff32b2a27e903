//! UUIDs as clients write them.

use fivefold::prelude::*;

use crate::models::{Badge, BadgeCreate, Maybe, MaybeCreate, MaybeUpdate};

const SAMPLE: u128 = 0x0198_a8a2_6d9c_7b3a_9f49_5d2f_0f1e_2d3c;

/// A text, and the UUID that it is; none where it must be refused.
#[rustfmt::skip]
const UUIDS: &[(&str, Option<u128>)] = &[
    ("0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c", Some(SAMPLE)), ("0198A8A2-6D9C-7B3A-9F49-5D2F0F1E2D3C", Some(SAMPLE)), ("0198a8A2-6d9C-7B3a-9F49-5d2f0F1e2D3c", Some(SAMPLE)),
    ("0198a8a26d9c7b3a9f495d2f0f1e2d3c", Some(SAMPLE)), ("{0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c}", Some(SAMPLE)), ("urn:uuid:0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c", Some(SAMPLE)),
    ("00000000-0000-0000-0000-000000000000", Some(0)), ("ffffffff-ffff-ffff-ffff-ffffffffffff", Some(u128::MAX)), ("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", Some(u128::MAX)),
    ("00000000-0000-0000-0000-000000000001", Some(1)), ("80000000-0000-0000-0000-000000000000", Some(1 << 127)), ("7fffffff-ffff-ffff-ffff-ffffffffffff", Some(u128::MAX >> 1)),
    ("00000000-0000-0000-8000-000000000000", Some(1 << 63)), ("550e8400-e29b-11d4-a716-446655440000", Some(0x550e_8400_e29b_11d4_a716_4466_5544_0000)),
    ("00112233-4455-f677-c899-aabbccddeeff", Some(0x0011_2233_4455_f677_c899_aabb_ccdd_eeff)),
    ("", None), ("0", None), ("0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3", None), ("0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c0", None), ("0198a8a26d9c7b3a9f495d2f0f1e2d3", None),
    ("0198a8a26d9c7b3a9f495d2f0f1e2d3c0", None), ("g198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c", None), ("0198a8a2-6d9c-7b3a-9f495d2f0f1e2d3c", None), ("0198a8a2-6d9c7b3a-9f49-5d2f0f1e2d3c", None),
    ("-0198a8a26d9c7b3a9f495d2f0f1e2d3c---", None), (" 0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c", None), ("0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c ", None), ("0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c\n", None),
    ("{0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c", None), ("0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c}", None), ("(0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c)", None), ("{{0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c}}", None),
    ("urn:0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c", None), ("uuid:0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c", None), ("0x0198a8a26d9c7b3a9f495d2f0f1e2d3c", None), ("0198a8a2_6d9c_7b3a_9f49_5d2f0f1e2d3c", None),
    ("0198a8a2 6d9c 7b3a 9f49 5d2f0f1e2d3c", None), ("0198a8a2\u{2010}6d9c-7b3a-9f49-5d2f0f1e2d3c", None), ("\u{ff10}198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c", None), ("null", None), ("AZiooG2cezqfSV0vDx4tPA==", None),
    ("0198a8a2-6d9c-7b3a-9f49-5d2f0f1e2d3c' OR 1=1", None), ("00000000-0000-0000-0000", None),
];

for_each_db! {
    async fn forty_uuids(env) {
        assert!(UUIDS.len() >= 40, "{}", UUIDS.len());
        let db = &env.db;
        for (text, meant) in UUIDS {
            let body = serde_json::json!({ "uuid": text });
            let create = serde_json::from_value::<MaybeCreate>(body.clone());
            let change = serde_json::from_value::<MaybeUpdate>(body);
            let key = serde_json::from_value::<BadgeCreate>(serde_json::json!({ "number": text }));
            let Some(meant) = meant.map(Uuid::from_u128) else {
                assert!(create.is_err() && change.is_err() && key.is_err(), "{text}");
                continue;
            };
            let key = key.unwrap();
            let created = Maybe::create(db, create.unwrap()).await.unwrap();
            let changed = Maybe::create(db, MaybeCreate::new()).await.unwrap().update(db, change.unwrap()).await.unwrap();
            for id in [created.id, changed.id] {
                assert_eq!(Maybe::get(db, id).await.unwrap().uuid, Some(meant));
            }
            // Two spellings are one key.
            if !Badge::exists(db, meant).await.unwrap() {
                Badge::create(db, key.clone()).await.unwrap();
            }
            let clash = Badge::create(db, key).await.unwrap_err();
            assert_eq!((clash.kind(), clash.constraint()), (ErrorKind::Conflict, Some("badge_pkey")));
            if let Some(raw) = env.raw_connection() {
                let stored = raw.texts(&format!("SELECT {} FROM maybe WHERE id = {}", raw.digits("uuid"), created.id));
                assert_eq!(stored, [meant.simple().to_string()], "16 bytes, in the order of the text");
            }
        }
    }
}
