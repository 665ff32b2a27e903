//! Lengths at the edges: of the rule, of 16 bits, and of the 16 MiB that one value may have.

use std::sync::LazyLock;

use fivefold::prelude::*;

use crate::models::{Doc, DocCreate, DocUpdate, Slug};
use crate::support::{Random, Sql, TestEnv, failed};

const MIB_16: usize = 1 << 24;

/// The longest text that a unique column without a rule takes, in characters.
const LONGEST_UNIQUE: usize = 768;

/// The longest text that is tried in a column with an index, in bytes.
const LONGEST_KEY: usize = 1 << 17;

/// Lengths that are interesting for a field that takes 2 to 10.
const SHORT: [usize; 12] = [
    0,
    1,
    2,
    3,
    9,
    10,
    11,
    255,
    (1 << 16) - 1,
    1 << 16,
    (1 << 16) + 1,
    MIB_16 + 1,
];

/// Lengths that are interesting for a field without a rule.
const LONG: [usize; 12] = [
    0,
    1,
    2,
    255,
    256,
    (1 << 16) - 1,
    1 << 16,
    (1 << 16) + 1,
    (1 << 20) + 1,
    MIB_16 - 1,
    MIB_16,
    MIB_16 + 1,
];

/// A new row, the change that does the same, and the error; none where it is kept.
type Pair = (DocCreate, DocUpdate, Option<ErrorKind>);

const fn refused_unless(fits: bool) -> Option<ErrorKind> {
    if fits {
        None
    } else {
        Some(ErrorKind::Validation)
    }
}

/// Letters that cannot be told in fewer: an index may be kept compressed.
fn letters(length: usize) -> String {
    static LETTERS: LazyLock<String> = LazyLock::new(|| {
        let mut random = Random::new(8);
        let letter = |_| char::from(b'0' + random.below(75) as u8);
        (0..=LONGEST_KEY).map(letter).collect()
    });
    let mut letters = LETTERS.repeat(length / LETTERS.len() + 1);
    letters.truncate(length);
    letters
}

fn limited(field: &'static str, length: usize, character: char) -> Pair {
    let (create, change) = (DocCreate::new("new"), DocUpdate::default());
    let text = || Some(String::from(character).repeat(length));
    let (blob, list) = (|| Some(vec![7; length]), || Some(Json(vec![1; length])));
    let fits = refused_unless((2..=10).contains(&length));
    match field {
        "short" => (
            DocCreate {
                short: text(),
                ..create
            },
            DocUpdate {
                short: Set(text()),
                ..change
            },
            fits,
        ),
        "blob" => (
            DocCreate {
                blob: blob(),
                ..create
            },
            DocUpdate {
                blob: Set(blob()),
                ..change
            },
            fits,
        ),
        _ => (
            DocCreate {
                list: list(),
                ..create
            },
            DocUpdate {
                list: Set(list()),
                ..change
            },
            fits,
        ),
    }
}

/// The capacity of the engine, in bytes.
#[derive(Clone, Copy)]
struct Room {
    statement: usize,
}

impl Room {
    fn of(env: &TestEnv) -> Self {
        let raw = env.raw_connection().filter(|raw| raw.sql == Sql::MariaDb);
        // The configured limit is little more than the largest value, unless it was raised.
        let statement = raw.map(|raw| raw.integer("SELECT @@max_allowed_packet"));
        Self {
            statement: statement.map_or(usize::MAX, |bytes| bytes as usize),
        }
    }
}

fn free(room: Room, field: &'static str, length: usize) -> Pair {
    let (create, change) = (DocCreate::new("new"), DocUpdate::default());
    let text = || Some("x".repeat(length));
    let fits = |bytes: usize| match refused_unless(bytes <= MIB_16) {
        None if bytes + 64 > room.statement => Some(ErrorKind::InvalidInput),
        refused => refused,
    };
    let (fits, json_fits) = (fits(length), fits(length + 2));
    match field {
        "slug" => {
            let slug = letters(length);
            let fits = match length {
                0..=MIB_16 if length > LONGEST_UNIQUE => Some(ErrorKind::Validation),
                _ => fits,
            };
            (
                DocCreate::new(slug.clone()),
                DocUpdate {
                    slug: Set(slug),
                    ..change
                },
                fits,
            )
        }
        "body" => (
            DocCreate {
                body: text(),
                ..create
            },
            DocUpdate {
                body: Set(text()),
                ..change
            },
            fits,
        ),
        "label" => (
            DocCreate {
                label: text().map(Slug),
                ..create
            },
            DocUpdate {
                label: Set(text().map(Slug)),
                ..change
            },
            fits,
        ),
        "token" => (
            DocCreate {
                token: text().map(Secret::new),
                ..create
            },
            DocUpdate {
                token: Set(text().map(Secret::new)),
                ..change
            },
            fits,
        ),
        // The quotes count as well.
        _ => (
            DocCreate {
                tree: text().map(|text| Json(text.into())),
                ..create
            },
            DocUpdate {
                tree: Set(text().map(|text| Json(text.into()))),
                ..change
            },
            json_fits,
        ),
    }
}

async fn check(db: &Db, field: &'static str, length: usize, (create, change, refused): Pair) {
    let other = Doc::create(db, DocCreate::new("other")).await.unwrap();
    let Some(kind) = refused else {
        let row = Doc::create(db, create)
            .await
            .unwrap_or_else(|error| panic!("{field} {length}: {error:?}"));
        assert!(
            Doc::get(db, row.id).await.unwrap() == row,
            "{field} {length}"
        );
        let found = Doc::find_by(db, Doc::SLUG, &row.slug).await.unwrap();
        assert!(found.as_ref() == Some(&row), "{field} {length}");
        row.clone().delete(db).await.unwrap();
        let changed = other.update(db, change).await.unwrap();
        let same = Doc {
            id: row.id,
            slug: row.slug.clone(),
            ..changed.clone()
        };
        assert!(same == row, "{field} {length}");
        assert!(
            Doc::get(db, changed.id).await.unwrap() == changed,
            "{field} {length}"
        );
        changed.delete(db).await.unwrap();
        return;
    };
    // A statement that is too large for the server names no field.
    let field = (kind != ErrorKind::InvalidInput).then_some(field);
    let results = [
        Doc::create(db, create.clone()).await.map(drop),
        Doc::create_many(db, [create]).await.map(drop),
        other.clone().update(db, change).await.map(drop),
    ];
    for result in results {
        let error = failed(kind, result);
        assert_eq!(
            (error.model(), error.field()),
            (Some("Doc"), field),
            "{length}"
        );
    }
    assert!(Doc::list(db, ..).await.unwrap() == [other.clone()]);
    other.delete(db).await.unwrap();
}

for_each_db! {
    async fn twelve_lengths_of_each_field_with_a_rule(env) {
        for field in ["short", "blob", "list"] {
            for length in SHORT.into_iter().filter(|length| field == "short" || *length <= 1 << 17) {
                check(&env.db, field, length, limited(field, length, 'x')).await;
            }
        }
        // Characters are counted, not bytes.
        for (length, character) in SHORT.into_iter().take(9).flat_map(|length| ['\u{e9}', '\u{4e00}', '\u{1f600}'].map(|character| (length, character))) {
            check(&env.db, "short", length, limited("short", length, character)).await;
        }
    }

    async fn twelve_lengths_of_each_field_without_a_rule(env) {
        let room = Room::of(env);
        // The large ones once for each way in which text is stored; a change and a lookup see them
        // as well.
        for field in ["slug", "body", "label", "token", "tree"] {
            for length in LONG.into_iter().filter(|length| *length <= LONGEST_KEY || ["body", "tree"].contains(&field)) {
                check(&env.db, field, length, free(room, field, length)).await;
            }
        }
    }

    async fn too_much_for_one_value_is_refused_in_every_kind_of_column(env) {
        for field in ["slug", "label", "token"] {
            check(&env.db, field, MIB_16 + 1, free(Room::of(env), field, MIB_16 + 1)).await;
        }
        let error = Doc::find_by(&env.db, Doc::SLUG, "x".repeat(MIB_16 + 1)).await.unwrap_err();
        assert_eq!((error.kind(), error.field()), (ErrorKind::Validation, Some("slug")));
    }
}
