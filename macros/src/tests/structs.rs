//! Items that are no model, and attributes on the wrong item.

use super::{check, check_fields, messages_of, run};

#[test]
fn what_is_not_a_model() {
    check(&[
        (
            "#[model] pub enum Status { Open }",
            &[
                "`#[model]` is for structs; an enum that is stored in one column takes `#[derive(DbEnum)]`",
            ],
        ),
        (
            "#[model] pub union Either { a: u32, b: f32 }",
            &[crate::parse::item::NOT_A_STRUCT],
        ),
        (
            "#[model] pub struct User(Id<User>, String);",
            &["`#[model]` needs named fields: each one is a column"],
        ),
        (
            "#[model] pub struct User;",
            &["`#[model]` needs named fields: each one is a column"],
        ),
        (
            "#[model] pub struct Page<T> { pub id: Id<T> }",
            &["a model cannot be generic: it stands for one table; remove the parameters"],
        ),
        (
            "#[model] pub struct Page<'a> { pub name: &'a str }",
            &["a model cannot be generic: it stands for one table; remove the parameters"],
        ),
    ]);
}

#[test]
fn attributes_in_the_wrong_place() {
    check(&[
        (
            "#[model] #[field(unique)] pub struct User { pub id: Id<User> }",
            &[
                "`#[field(...)]` goes on a field; options of the whole struct go into `#[model(...)]`",
            ],
        ),
        (
            "#[model] #[validate(schema(function = \"f\"))] pub struct User { pub id: Id<User> }",
            &[
                "rules go into `#[field(...)]`: `email`, `url`, `len(1..=255)`, `range(0..)`, `pattern = \"...\"`, `check = path`",
            ],
        ),
    ]);
    check_fields(&[
        (
            "#[validate(email)] pub email: String",
            &[
                "rules go into `#[field(...)]`: `email`, `url`, `len(1..=255)`, `range(0..)`, `pattern = \"...\"`, `check = path`",
            ],
        ),
        (
            "#[serde(flatten)] pub rest: Json<Map>",
            &[
                "a flattened field is not one column; store its parts as fields, or all of it as `Json<...>`",
            ],
        ),
        (
            "#[serde(rename = )] pub email: String",
            &["`rename` is incomplete: expected a value in quotes"],
        ),
        (
            "#[serde(skip_serializing)] pub email: String",
            &[
                "say who reads and who writes a field with `#[field(hidden)]`, `#[field(server)]` or `#[field(auto)]`",
            ],
        ),
        (
            "#[field()] pub email: String",
            &["`#[field()]` is empty; remove it"],
        ),
        (
            "#[field] pub email: String",
            &["expected options in parentheses, such as `#[field(unique)]`"],
        ),
        (
            "#[field = \"unique\"] pub email: String",
            &["expected options in parentheses, such as `#[field(unique)]`"],
        ),
    ]);
}

#[test]
fn a_second_model_attribute() {
    let twice = "#[__model()] #[fivefold::model] pub struct User { pub id: Id<User> }";
    assert_eq!(
        messages_of(twice),
        ["`#[model]` is given twice; put all options into one"]
    );
    let again = "#[__model()] #[__model()] pub struct User { pub id: Id<User> }";
    assert_eq!(run(again, crate::expand_model), (String::new(), Vec::new()));
}

#[test]
fn keys() {
    check(&[
        (
            "#[model] pub struct User { pub email: String }",
            &["`User` has no primary key; add `pub id: Id<User>`"],
        ),
        (
            "#[model] pub struct User { pub key: Id<User>, pub email: String }",
            &["`User` has no primary key; add `#[field(id)]` to `key`, or add `pub id: Id<User>`"],
        ),
        (
            "#[model] pub struct User { pub id: Id<User>, #[field(id)] pub email: String }",
            &["`User` already has the primary key `id`; remove the option `id` here"],
        ),
        (
            "#[model] pub struct User { #[field(id)] pub email: String, pub id: Id<Self> }",
            &[
                "`User` already has the primary key `email`; remove `#[field(id)]` there, or this field",
            ],
        ),
        (
            "#[model] pub struct User { pub id: String }",
            &[
                "say how `id` gets its value: make it `Id<User>` (generated), or add `#[field(id)]` if clients send it",
            ],
        ),
        (
            "#[model] pub struct User { #[field(auto)] pub id: i64 }",
            &["say that `id` is the primary key: write `#[field(id, auto)]`"],
        ),
        (
            "#[model] pub struct User { #[field(id)] pub code: Option<String> }",
            &["a primary key cannot be null; remove `Option`"],
        ),
        (
            "#[model] pub struct User { pub id: Option<Id<User>> }",
            &["a primary key cannot be null; remove `Option`"],
        ),
        (
            "#[model] pub struct User { #[field(id)] pub token: Secret<String> }",
            &[
                "a secret cannot be a primary key: keys are shown, compared and logged; let `pub id: Id<User>` be the key",
            ],
        ),
        (
            "#[model] pub struct User { #[field(auto(update))] pub id: Id<User> }",
            &["a primary key never changes; write `auto`"],
        ),
        (
            "#[model] pub struct User { #[field(unique)] pub id: Id<User> }",
            &["a primary key is unique and indexed already; remove `unique`"],
        ),
        (
            "#[model] pub struct User { #[field(id, index)] pub code: String }",
            &["a primary key is unique and indexed already; remove `index`"],
        ),
        (
            "#[model] pub struct User { #[field(default = Id::new())] pub id: Id<User> }",
            &["`id` is generated; remove `default`"],
        ),
        (
            "#[model] pub struct User { #[field(id, default)] pub code: String }",
            &[
                "each row needs its own key; write an expression, such as `default = Uuid::now_v7()`, or `auto`",
            ],
        ),
    ]);
}

#[test]
fn a_second_field_of_one_name_is_left_to_the_compiler() {
    check(&[(
        "#[model] pub struct User { pub id: Id<User>, pub name: String, pub r#name: i32 }",
        &[],
    )]);
}

#[test]
fn types() {
    check_fields(&[
        (
            "pub items: HasMany<Item>",
            &[
                "a relation is not a column; declare it on the struct: `#[model(has_many(items: Child::USER_ID))]`",
            ],
        ),
        (
            "pub profile: HasOne<Profile>",
            &[
                "a relation is not a column; declare it on the struct: `#[model(has_one(profile: Child::USER_ID))]`",
            ],
        ),
        (
            "pub owner: BelongsTo<Team>",
            &[
                "store the key: `pub owner_id: Id<Parent>` is a foreign key and gives `user::owner()`",
            ],
        ),
        (
            "pub name: &'static str",
            &[
                "a model owns its values: use `String` instead of `&str`, `Vec<u8>` instead of `&[u8]`",
            ],
        ),
        (
            "pub name: Option<&'static [u8]>",
            &[
                "a model owns its values: use `String` instead of `&str`, `Vec<u8>` instead of `&[u8]`",
            ],
        ),
        (
            "pub name: Option<Option<String>>",
            &["a column is null or it is not: write one `Option`"],
        ),
    ]);
}

#[test]
fn several_mistakes_are_reported_together() {
    let source = "#[model(tabel = \"u\")] pub struct User {
        pub id: Id<User>,
        #[field(uniqe, lenn(..=3))] pub email: String,
        #[field(default = )] pub age: i32,
    }";
    let (expansion, messages) = run(source, crate::expand_model);
    assert_eq!(
        messages,
        [
            "unknown model option `tabel`; did you mean `table`?",
            "unknown field option `uniqe`; did you mean `unique`?",
            "unknown field option `lenn`; did you mean `len`?",
            "`default` is incomplete: expected an expression, such as `default = true`",
        ]
    );
    assert!(
        expansion.contains("pub struct UserCreate"),
        "the companions are made all the same"
    );
}

#[test]
fn the_attribute_refuses_what_is_not_a_type() {
    let over = |item: &str| {
        crate::attribute::expand(
            &proc_macro2::TokenStream::new(),
            item.parse().unwrap_or_default(),
        )
        .to_string()
    };
    assert!(over("#[doc = \"a\"] pub(crate) fn f() {}").contains("`#[model]` is for structs"));
    assert!(
        !over("#[doc = \"a\"] pub(crate) struct S { half").contains("`#[model]` is for structs")
    );
}

#[test]
fn the_crate_can_be_renamed() {
    let over = |options: &str| {
        crate::attribute::expand(
            &options.parse().unwrap_or_default(),
            proc_macro2::TokenStream::new(),
        )
        .to_string()
    };
    assert!(
        over("table = \"a\", crate = my::db, was = \"b\"")
            .contains("my :: db :: __private :: __Model")
    );
    assert!(over("crate = , table").contains(":: fivefold :: __private :: __Model"));
}

#[test]
fn tables_are_named_in_snake_case() {
    for (name, table) in [
        ("User", "user"),
        ("HTTPServer", "http_server"),
        ("HttpServer", "http_server"),
        ("UserV2", "user_v2"),
        ("Item2Tag", "item2_tag"),
    ] {
        assert_eq!(crate::model::names::snake_case(name), table);
    }
}
