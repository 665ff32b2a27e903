//! `version`.

use super::messages_of;

#[test]
fn a_version_is_one_integer_without_a_writer() {
    let messages = |fields: &str| {
        messages_of(&format!(
            "#[model] pub struct User {{ pub id: Id<User>, {fields} }}"
        ))
    };
    assert_eq!(messages("#[field(version)] pub version: i64,"), [""; 0]);
    let integer = "a version counts changes; put it on an `i64` or an `i32`";
    let cases = [
        ("#[field(version)] pub version: String,", integer),
        ("#[field(version)] pub version: u32,", integer),
        ("#[field(version)] pub version: Option<i64>,", integer),
        (
            "#[field(version)] pub a: i64, #[field(version)] pub b: i64,",
            "`User` already has the version `a`; keep one",
        ),
        (
            "#[field(version, unique)] pub version: i64,",
            "two rows can have the same version; remove `unique`",
        ),
        (
            "#[field(version, auto)] pub version: i64,",
            "`auto` contradicts `version`: a field is written by clients, by server code, or generated; keep one",
        ),
        (
            "#[field(version, server)] pub version: i64,",
            "`server` contradicts `version`: a field is written by clients, by server code, or generated; keep one",
        ),
        (
            "#[field(version, default = 1)] pub version: i64,",
            "`version` and `default` both give a value; keep one",
        ),
        (
            "#[field(version, range(0..))] pub version: i64,",
            "rules check what clients send, but clients cannot write `version`; remove the rule",
        ),
        (
            "#[field(version, version)] pub version: i64,",
            "`version` is given twice; keep one",
        ),
    ];
    for (fields, message) in cases {
        assert_eq!(messages(fields), [message], "{fields}");
    }
    assert_eq!(
        messages_of("#[model] pub struct User { #[field(id, version)] pub version: i64 }"),
        ["a key never changes; put `version` on a field of its own"]
    );
}
