//! Options of the model.

use super::{check_options, messages_of};

#[test]
fn model_options() {
    check_options(&[
        (
            "tabel = \"users\"",
            &["unknown model option `tabel`; did you mean `table`?"],
        ),
        (
            "table_name = \"users\"",
            &["unknown model option `table_name`; write `table = \"name\"`"],
        ),
        (
            "soft_delete",
            &[
                "unknown model option `soft_delete`; add a field `#[field(deleted)] pub deleted_at: Option<DateTime<Utc>>`",
            ],
        ),
        (
            "comment = \"people\"",
            &["unknown model option `comment`; write a doc comment above the struct: `/// ...`"],
        ),
        (
            "public(UserCard { id, email })",
            &["write a colon before the fields: `public(UserCard: id, email)`"],
        ),
        (
            "rename_all = \"camelCase\"",
            &[
                "unknown model option `rename_all`; write `#[serde(rename_all = \"...\")]` on the struct",
            ],
        ),
        (
            "unique_together(a, b)",
            &["unknown model option `unique_together`; write `unique(a, b)`"],
        ),
        (
            "indexes(a, b)",
            &["unknown model option `indexes`; write `index(a, b)`"],
        ),
        (
            "relations(a)",
            &["unknown model option `relations`; write `has_many(items: Item::OWNER_ID)`"],
        ),
        (
            "belongs_to(a)",
            &["unknown model option `belongs_to`; write the field's type as `Id<Parent>`"],
        ),
        (
            "primary_key(a)",
            &["unknown model option `primary_key`; write `#[field(id)]` on the field"],
        ),
        (
            "attrs(a)",
            &["unknown model option `attrs`; write `on(public, ...)`"],
        ),
        (
            "derives(Eq)",
            &["unknown model option `derives`; write `derive(...)`"],
        ),
        (
            "deny_unknown_fields",
            &[
                "unknown model option `deny_unknown_fields`; remove it: unknown keys are refused unless you write `unknown = ignore`",
            ],
        ),
        (
            "renamed_from = \"a\"",
            &["unknown model option `renamed_from`; write `was = \"old name\"`"],
        ),
        (
            "server",
            &["unknown model option `server`; it goes on a field: `#[field(server)]`"],
        ),
        (
            "base(Short: email)",
            &[
                "unknown model option `base`; a view is a part of `create`, `update` or `public`; attributes go into `on(base, ...)`",
            ],
        ),
        (
            "views(Short)",
            &["unknown model option `views`; write `public(UserCard: id, full_name)`"],
        ),
        (
            "table = \"a\", table = \"b\"",
            &["`table` is given twice; keep one"],
        ),
        (
            "unknown",
            &["unknown keys are refused; to drop them instead, write `unknown = ignore`"],
        ),
        (
            "unknown = refuse",
            &["unknown keys are refused; to drop them instead, write `unknown = ignore`"],
        ),
        (
            "crate",
            &["expected the path of the crate, such as `crate = ::fivefold`"],
        ),
        (
            "crate = \"fivefold\"",
            &["expected the path of the crate, such as `crate = ::fivefold`"],
        ),
        (
            "derive",
            &["expected a list in parentheses, such as `derive(Eq, Hash)`"],
        ),
        (
            "derive(Eq, Clone)",
            &["`Clone` is already derived for all of them; remove it"],
        ),
        (
            "derive(Default)",
            &[
                "`UserUpdate` has `Default` already; for another struct write `on(create, derive(Default))`",
            ],
        ),
        (
            "derive(serde::Serialize)",
            &[
                "`Serialize` is already derived for the structs that clients see; for another struct write `on(create, derive(Serialize))`",
            ],
        ),
        (
            "derive(Deserialize)",
            &[
                "`Deserialize` is already derived for the structs that clients send; for another struct write `on(base, derive(Deserialize))`",
            ],
        ),
        ("derive(Hash, Hash)", &["`Hash` is listed twice; keep one"]),
        (
            "on(publc, derive(Hash))",
            &["there is no struct `publc`; did you mean `public`?"],
        ),
        (
            "on(row, derive(Hash))",
            &[
                "there is no struct `row`; expected `base`, `create`, `update`, `public` or `server`",
            ],
        ),
        (
            "on(\"public\")",
            &["name a struct first: `base`, `create`, `update`, `public` or `server`"],
        ),
        (
            "on(public)",
            &["`on(public)` adds nothing; list attributes: `on(public, derive(Hash))`"],
        ),
        (
            "on(update, derive(Default))",
            &["`UserUpdate` has `Default` already, since every field can be left out; remove it"],
        ),
        (
            "on(update, derive(Eq, core::default::Default))",
            &["`UserUpdate` has `Default` already, since every field can be left out; remove it"],
        ),
        (
            "derive(Eq Hash)",
            &["expected names with commas between them, such as `derive(Eq, Hash)`"],
        ),
        (
            "on(public, derive(Eq) derive(Hash))",
            &[
                "expected attributes with commas between them, such as `on(public, derive(Eq), derive(Hash))`",
            ],
        ),
        (
            "on(server, derive(Hash))",
            &["there is no `UserServer`: no field of `User` is `server`; remove `on(server, ...)`"],
        ),
    ]);
}

#[test]
fn groups() {
    check_options(&[
        (
            "unique(email, nam)",
            &["`User` has no field `nam`; did you mean `name`?"],
        ),
        ("unique(email, colour)", &["`User` has no field `colour`"]),
        (
            "unique(email, email)",
            &["`email` is listed twice; keep one"],
        ),
        (
            "unique(email)",
            &["one field needs no list: write `#[field(unique)]` on `email`"],
        ),
        (
            "index(email)",
            &["one field needs no list: write `#[field(index)]` on `email`"],
        ),
        (
            "unique(email, name), unique(email, name)",
            &["these fields are indexed together already; remove one of the lists"],
        ),
        (
            "unique(email, name), index(email, name)",
            &["these fields are indexed together already; remove one of the lists"],
        ),
        (
            "unique(email, pin)",
            &["a secret is never looked up; remove it from `unique`"],
        ),
        (
            "unique",
            &["expected a list in parentheses, such as `unique(a, b)`"],
        ),
        (
            "unique(email desc, name)",
            &["`unique` has no order; remove `desc`"],
        ),
        (
            "unique(\"email\", name)",
            &["expected the name of a field, such as in `unique(a, b)`"],
        ),
        ("index(email, name up)", &["expected `desc` or a comma"]),
        (
            "index(email, name asc)",
            &["an index is ascending unless you write `desc`; remove `asc`"],
        ),
        (
            "index(name desc), index(email, name desc), index(email, name), unique(name, email)",
            &[],
        ),
    ]);
    let table = "a_name_that_fits_but_leaves_too_little_room";
    let long = format!(
        "#[model(table = \"{table}\", unique(one_field, another_field))] pub struct A {{ pub id: Id<A>, pub one_field: i32, pub another_field: i32 }}"
    );
    assert_eq!(messages_of(&long), [""; 0], "a composed name is shortened");
    check_options(&[
        (
            "unique(email, name, name = \"both\"), index(name, email desc, name = \"other\")",
            &[],
        ),
        (
            "unique(email, name, name = \"9\")",
            &["`9` is not a plain name; use letters, digits and `_`, such as `\"name_2\"`"],
        ),
        (
            "index(email, name, name = other)",
            &["expected a name in quotes, such as `name = \"name\"`"],
        ),
    ]);
    let fields: String = (0..18)
        .map(|number| format!("pub f{number}: i32,"))
        .collect();
    let lists: String = (1..18)
        .map(|number| format!("index(f0, f{number}),"))
        .collect();
    let many = format!("#[model({lists})] pub struct A {{ pub id: Id<A>, {fields} }}");
    assert_eq!(
        messages_of(&many),
        ["a model can have at most 16 `index(...)`; remove some"]
    );
}

#[test]
fn relations() {
    check_options(&[
        (
            "has_many(items)",
            &["name the foreign key: `items: Child::PARENT_ID`"],
        ),
        (
            "has_many(items: Item)",
            &["name the foreign key: `items: Child::PARENT_ID`"],
        ),
        (
            "has_many(items = Item::OWNER_ID)",
            &["name the foreign key: `items: Child::PARENT_ID`"],
        ),
        (
            "has_many",
            &["expected a list in parentheses, such as `has_many(items: Item::OWNER_ID)`"],
        ),
        (
            "has_one()",
            &["expected a list in parentheses, such as `has_one(profile: Profile::USER_ID)`"],
        ),
        (
            "has_many(items: Item::OWNER_ID), has_one(items: Item::OTHER_ID)",
            &["`items` is already a relation of `User`; give this one another name"],
        ),
        (
            "has_many(update: Update::USER_ID)",
            &["`update` is an operation of every model; give the relation another name"],
        ),
        (
            "has_many(upsert: Upsert::USER_ID)",
            &["`upsert` is an operation of every model; give the relation another name"],
        ),
        (
            "has_one(restore: Restore::USER_ID)",
            &["`restore` is an operation of every model; give the relation another name"],
        ),
        (
            "has_many(team: Team::USER_ID)",
            &["`team` is already the accessor of `team_id`; give the relation another name"],
        ),
        (
            "has_many(type: Type::USER_ID)",
            &["`type` is a keyword; write `r#type`, or give the relation another name"],
        ),
        (
            "has_many(items: crate::Item::OWNER_ID, r#type: Type::USER_ID), has_one(profile: Profile::USER_ID)",
            &[],
        ),
    ]);
}
