//! `deleted`.

use super::messages_of;

#[test]
fn deleted_is_one_instant_that_can_be_null() {
    let says = |fields: &str| {
        messages_of(&format!(
            "#[model] pub struct User {{ pub id: Id<User>, {fields} }}"
        ))
    };
    assert_eq!(
        says("#[field(deleted)] pub deleted_at: Option<DateTime<Utc>>,"),
        [""; 0]
    );
    let instant =
        "it says when the row was deleted, if it was; put `deleted` on an `Option<DateTime<Utc>>`";
    let cases = [
        ("#[field(deleted)] pub gone: bool,", instant),
        ("#[field(deleted)] pub gone: DateTime<Utc>,", instant),
        ("#[field(deleted)] pub gone: Option<i64>,", instant),
        (
            "#[field(deleted)] pub a: Option<DateTime<Utc>>, #[field(deleted)] pub b: Option<DateTime<Utc>>,",
            "`User` already says in `a` when it was deleted; keep one",
        ),
        (
            "#[field(deleted, unique)] pub a: Option<DateTime<Utc>>,",
            "rows can be deleted at the same time; remove `unique`",
        ),
        (
            "#[field(deleted, auto)] pub a: Option<DateTime<Utc>>,",
            "`auto` contradicts `deleted`: a field is written by clients, by server code, or generated",
        ),
        (
            "#[field(deleted, default)] pub a: Option<DateTime<Utc>>,",
            "`deleted` and `default` both give a value; keep one",
        ),
        (
            "#[field(deleted, deleted)] pub a: Option<DateTime<Utc>>,",
            "`deleted` is given twice",
        ),
    ];
    for (fields, message) in cases {
        assert_eq!(says(fields), [message], "{fields}");
    }
}
