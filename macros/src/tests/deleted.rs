//! `deleted`.

use super::messages_of;

#[test]
fn deleted_is_one_nullable_instant() {
    let messages = |fields: &str| {
        messages_of(&format!(
            "#[model] pub struct User {{ pub id: Id<User>, {fields} }}"
        ))
    };
    assert_eq!(
        messages("#[field(deleted)] pub deleted_at: Option<DateTime<Utc>>,"),
        [""; 0]
    );
    let instant = "`deleted` holds the time of a soft delete; put it on an `Option<DateTime<Utc>>`";
    let cases = [
        ("#[field(deleted)] pub gone: bool,", instant),
        ("#[field(deleted)] pub gone: DateTime<Utc>,", instant),
        ("#[field(deleted)] pub gone: Option<i64>,", instant),
        (
            "#[field(deleted)] pub a: Option<DateTime<Utc>>, #[field(deleted)] pub b: Option<DateTime<Utc>>,",
            "`User` already has the `deleted` field `a`; keep one",
        ),
        (
            "#[field(deleted, unique)] pub a: Option<DateTime<Utc>>,",
            "two rows can be deleted at the same time; remove `unique`",
        ),
        (
            "#[field(deleted, auto)] pub a: Option<DateTime<Utc>>,",
            "`auto` contradicts `deleted`: a field is written by clients, by server code, or generated; keep one",
        ),
        (
            "#[field(deleted, default)] pub a: Option<DateTime<Utc>>,",
            "`deleted` and `default` both give a value; keep one",
        ),
        (
            "#[field(deleted, deleted)] pub a: Option<DateTime<Utc>>,",
            "`deleted` is given twice; keep one",
        ),
    ];
    for (fields, message) in cases {
        assert_eq!(messages(fields), [message], "{fields}");
    }
}
