//! Every message that the macro itself gives: one mistake, one message.

use super::{messages_of, run};

/// A struct or derive with a mistake, and what is said about it.
type Case = (&'static str, &'static [&'static str]);

fn check(cases: &[Case]) {
    for (source, expected) in cases {
        assert_eq!(messages_of(source), *expected, "\n{source}");
    }
}

/// Checks mistakes in `#[field(…)]`, or in a field's type, of a model that is fine otherwise.
fn check_fields(cases: &[Case]) {
    for (field, expected) in cases {
        let source = format!("#[model] pub struct User {{ pub id: Id<User>, {field} }}");
        assert_eq!(messages_of(&source), *expected, "\n{source}");
    }
}

/// Checks mistakes in `#[model(…)]`.
fn check_options(cases: &[Case]) {
    for (options, expected) in cases {
        let fields = "pub id: Id<User>, pub email: String, pub name: String, pub is_open: bool, pub team_id: Id<Team>, pub pin: Secret<String>";
        let source = format!("#[model({options})] pub struct User {{ {fields} }}");
        assert_eq!(messages_of(&source), *expected, "\n{source}");
    }
}

#[test]
fn what_is_not_a_model() {
    check(&[
        ("#[model] pub enum Status { Open }", &["#[model] is for structs; an enum that is stored in one column takes #[derive(DbEnum)]"]),
        ("#[model] pub union Either { a: u32, b: f32 }", &["#[model] is for structs"]),
        ("#[model] pub struct User(Id<User>, String);", &["#[model] needs named fields: each one names a column"]),
        ("#[model] pub struct User;", &["#[model] needs named fields: a table has columns"]),
        ("#[model] pub struct Page<T> { pub id: Id<T> }", &["a model cannot be generic: it stands for one table"]),
        ("#[model] pub struct Page<'a> { pub name: &'a str }", &["a model cannot be generic: it stands for one table"]),
    ]);
}

#[test]
fn attributes_in_the_wrong_place() {
    check(&[
        (
            "#[model] #[field(unique)] pub struct User { pub id: Id<User> }",
            &["`#[field(...)]` goes on a field; options of the whole struct go into `#[model(...)]`"],
        ),
        (
            "#[model] #[validate(schema(function = \"f\"))] pub struct User { pub id: Id<User> }",
            &["rules go into `#[field(...)]`: `email`, `url`, `len(1..=255)`, `range(0..)`, `pattern = \"...\"`, `check = path`"],
        ),
    ]);
    check_fields(&[
        (
            "#[validate(email)] pub email: String",
            &["rules go into `#[field(...)]`: `email`, `url`, `len(1..=255)`, `range(0..)`, `pattern = \"...\"`, `check = path`"],
        ),
        (
            "#[serde(flatten)] pub rest: Json<Map>",
            &["a flattened field is not one column; store its parts as fields, or all of it as `Json<...>`"],
        ),
        (
            "#[serde(skip_serializing)] pub email: String",
            &["say who reads and who writes a field with `#[field(hidden)]`, `#[field(server)]` or `#[field(auto)]`"],
        ),
        ("#[field()] pub email: String", &["`#[field()]` says nothing; remove it"]),
        ("#[field] pub email: String", &["expected options in parentheses, such as `#[field(unique)]`"]),
        ("#[field = \"unique\"] pub email: String", &["expected options in parentheses, such as `#[field(unique)]`"]),
    ]);
}

#[test]
fn a_second_model_attribute() {
    let twice = "#[__model()] #[fivefold::model] pub struct User { pub id: Id<User> }";
    assert_eq!(messages_of(twice), ["`#[model]` is given twice; put all options into one"]);
    let again = "#[__model()] #[__model()] pub struct User { pub id: Id<User> }";
    assert_eq!(run(again, crate::expand_model), (String::new(), Vec::new()));
}

#[test]
fn keys() {
    check(&[
        ("#[model] pub struct User { pub email: String }", &["`User` has no primary key; add `pub id: Id<User>`"]),
        (
            "#[model] pub struct User { pub key: Id<User>, pub email: String }",
            &["`User` has no primary key; add `#[field(id)]` to `key`, or add `pub id: Id<User>`"],
        ),
        (
            "#[model] pub struct User { pub id: Id<User>, #[field(id)] pub email: String }",
            &["`User` already has the primary key `id`"],
        ),
        (
            "#[model] pub struct User { #[field(id)] pub email: String, pub id: Id<Self> }",
            &["`User` already has the primary key `email`"],
        ),
        (
            "#[model] pub struct User { pub id: String }",
            &["say how `id` gets its value: make it `Id<User>` (generated), or add `#[field(id)]` if clients send it"],
        ),
        (
            "#[model] pub struct User { #[field(auto)] pub id: i64 }",
            &["say that `id` is the primary key: write `#[field(id, auto)]`"],
        ),
        ("#[model] pub struct User { #[field(id)] pub code: Option<String> }", &["a primary key cannot be null; remove `Option`"]),
        ("#[model] pub struct User { pub id: Option<Id<User>> }", &["a primary key cannot be null; remove `Option`"]),
        (
            "#[model] pub struct User { #[field(id)] pub token: Secret<String> }",
            &["a secret cannot be a primary key: keys are shown, compared and logged"],
        ),
        ("#[model] pub struct User { #[field(auto(update))] pub id: Id<User> }", &["a primary key never changes; write `auto`"]),
        (
            "#[model] pub struct User { #[field(unique)] pub id: Id<User> }",
            &["a primary key is unique and indexed already; remove `unique`"],
        ),
        (
            "#[model] pub struct User { #[field(id, index)] pub code: String }",
            &["a primary key is unique and indexed already; remove `index`"],
        ),
        ("#[model] pub struct User { #[field(default = Id::new())] pub id: Id<User> }", &["`id` is generated; remove `default`"]),
        (
            "#[model] pub struct User { #[field(id, default)] pub code: String }",
            &["each row needs its own key; write an expression, such as `default = Uuid::now_v7()`, or `auto`"],
        ),
    ]);
}

#[test]
fn unknown_field_options() {
    check_fields(&[
        ("#[field(uniqe)] pub email: String", &["unknown field option `uniqe`; did you mean `unique`?"]),
        ("#[field(length(min = 1, max = 255))] pub email: String", &["unknown field option `length`; write `len(1..=255)`"]),
        ("#[field(length(max = 9))] pub email: String", &["unknown field option `length`; write `len(..=9)`"]),
        ("#[field(length(equal = 2))] pub email: String", &["unknown field option `length`; write `len(2..=2)`"]),
        ("#[field(size(min = 2))] pub email: String", &["unknown field option `size`; write `len(2..)`"]),
        ("#[field(max_length = 255)] pub email: String", &["unknown field option `max_length`; write `len(..=255)`"]),
        ("#[field(min_length = 3)] pub email: String", &["unknown field option `min_length`; write `len(3..)`"]),
        ("#[field(ge = -5)] pub age: i32", &["unknown field option `ge`; write `range(-5..)`"]),
        ("#[field(le = 0.5)] pub age: f64", &["unknown field option `le`; write `range(..=0.5)`"]),
        ("#[field(gt = 0)] pub age: i32", &["unknown field option `gt`; bounds are included here: write `range(0..=100)`"]),
        ("#[field(primary_key)] pub email: String", &["unknown field option `primary_key`; write `id`"]),
        ("#[field(nullable)] pub email: String", &["unknown field option `nullable`; write the type as `Option<…>`"]),
        (
            "#[field(required)] pub email: String",
            &["unknown field option `required`; remove it: only an `Option` can be left out or be null"],
        ),
        ("#[field(foreign_key = \"user.id\")] pub user: Uuid", &["unknown field option `foreign_key`; write the type as `Id<Parent>`"]),
        ("#[field(default_factory = now)] pub at: DateTime<Utc>", &["unknown field option `default_factory`; write `default = ...`"]),
        ("#[field(on_update = now)] pub at: DateTime<Utc>", &["unknown field option `on_update`; write `auto(update)`"]),
        ("#[field(auto_increment)] pub number: i64", &["unknown field option `auto_increment`; write `auto`"]),
        ("#[field(uuid)] pub token: Uuid", &["unknown field option `uuid`; write `auto(v7)`"]),
        ("#[field(rename = \"mail\")] pub email: String", &["unknown field option `rename`; write `column = \"name\"`"]),
        ("#[field(skip)] pub email: String", &["unknown field option `skip`; write `hidden` for a field that clients never see"]),
        ("#[field(read_only)] pub email: String", &["unknown field option `read_only`; write `server` for a field that only server code sets"]),
        ("#[field(immutable)] pub email: String", &["unknown field option `immutable`; write `create_only`"]),
        ("#[field(unique_index)] pub email: String", &["unknown field option `unique_index`; write `unique`"]),
        ("#[field(db_index)] pub email: String", &["unknown field option `db_index`; write `index`"]),
        ("#[field(regex = \"^a\")] pub email: String", &["unknown field option `regex`; write `pattern = \"...\"`"]),
        ("#[field(custom(function = \"f\"))] pub email: String", &["unknown field option `custom`; write `check = path`"]),
        ("#[field(cascade)] pub team_id: Id<Team>", &["unknown field option `cascade`; write `on_delete = cascade`"]),
        (
            "#[field(relationship)] pub team: Uuid",
            &["unknown field option `relationship`; write the type as `Id<Parent>`; the other side is `#[model(has_many(...))]`"],
        ),
        (
            "#[field(sql_type = \"text\")] pub email: String",
            &["unknown field option `sql_type`; remove it: the field's type says how it is stored"],
        ),
        ("#[field(renamed_from = \"mail\")] pub email: String", &["unknown field option `renamed_from`; write `was = \"old name\"`"]),
        ("#[field(has_many(a: B::C))] pub email: String", &["unknown field option `has_many`; it goes on the struct: `#[model(has_many ...)]`"]),
        ("#[field(colour)] pub email: String", &[EXPECTED_COLOUR]),
        ("#[field(input(mail: Mail, colour))] pub email: String", &["unknown rule `colour`; expected one of: `email`, `url`, `len`, `range`, `pattern`, `check`"]),
        ("#[field(input(mail: Mail, emial))] pub email: String", &["unknown rule `emial`; did you mean `email`?"]),
    ]);
    for later in ["login", "enabled", "version", "deleted"] {
        let source = format!("#[model] pub struct User {{ pub id: Id<User>, #[field({later})] pub email: String }}");
        assert_eq!(messages_of(&source), [EXPECTED_COLOUR.replace("colour", later)]);
    }
}

const EXPECTED_COLOUR: &str = "unknown field option `colour`; expected one of: `id`, `unique`, `index`, `default`, `auto`, `server`, `create_only`, `hidden`, `input`, `on_delete`, `references`, `column`, `was`, `email`, `url`, `len`, `range`, `pattern`, `check`";

#[test]
fn the_shape_of_field_options() {
    check_fields(&[
        ("#[field(unique, unique)] pub email: String", &["`unique` is given twice"]),
        ("#[field(unique)] #[field(unique)] pub email: String", &["`unique` is given twice"]),
        ("#[field(len(1..), len(..=3))] pub email: String", &["`len` is given twice"]),
        ("#[field(server, server)] pub email: String", &["`server` is given twice"]),
        ("#[field(unique index)] pub email: String", &["unexpected token after `unique`; options are separated by commas"]),
        ("#[field(unique = true)] pub email: String", &["`unique` takes no value; write only `unique`"]),
        ("#[field(email(true))] pub email: String", &["`email` takes no value; write only `email`"]),
        ("#[field(\"unique\")] pub email: String", &["expected the name of an option"]),
        ("#[field(column = name)] pub email: String", &["expected a name in quotes, such as `column = \"name\"`"]),
        ("#[field(column)] pub email: String", &["expected a name in quotes, such as `column = \"name\"`"]),
        ("#[field(was = 3)] pub email: String", &["expected a name in quotes, such as `was = \"name\"`"]),
        ("#[field(default = )] pub age: i32", &["`default` is incomplete: expected an expression"]),
        ("#[field(default = , unique)] pub age: i32", &["`default` is incomplete: expected an expression"]),
        ("#[field(default = =)] pub age: i32", &["expected an expression, such as `default = true`"]),
        ("#[field(default(3))] pub age: i32", &["write the value behind `=`, such as `default = true`"]),
        ("#[field(auto(now))] pub at: DateTime<Utc>", &["`auto` takes one of `update`, `v4`, `v7`, such as `auto(update)`"]),
        ("#[field(auto = update)] pub at: DateTime<Utc>", &["expected a list in parentheses, such as `auto(update)`"]),
        ("#[field(input)] pub email: String", &["expected a list in parentheses, such as `input(password)`"]),
        ("#[field(input(3))] pub email: String", &["name what clients send, such as `input(password, len(8..=128))`"]),
        ("#[field(input(mail:))] pub email: String", &["expected a type, such as `input(mail: Type)`"]),
        (
            "#[field(input(mail: Mail len(1..)))] pub email: String",
            &["unexpected token; rules are separated by commas: `input(name: Type, len(1..=255))`"],
        ),
        ("#[field(check)] pub email: String", &["expected the path of a function, such as `check = is_slug`"]),
        ("#[field(check = \"f\")] pub email: String", &["expected the path of a function, such as `check = is_slug`"]),
        ("#[field(pattern)] pub email: String", &["expected a regex in quotes, such as `pattern = \"^[a-z]+$\"`"]),
        ("#[field(pattern = \"a(\")] pub email: String", &["this pattern is not a regex: unclosed group"]),
        (
            "#[field(pattern = \"(?=a)\")] pub email: String",
            &["this pattern is not a regex: look-around, including look-ahead and look-behind, is not supported"],
        ),
        ("#[field(references)] pub code: String", &["expected the model that the key belongs to, such as `references = Country`"]),
        ("#[field(on_delete)] pub team_id: Id<Team>", &["expected an action, such as `on_delete = cascade`"]),
        ("#[field(on_delete = \"cascade\")] pub team_id: Id<Team>", &["expected an action, such as `on_delete = cascade`"]),
        ("#[field(on_delete = cascde)] pub team_id: Id<Team>", &["unknown action `cascde`; did you mean `cascade`?"]),
        ("#[field(on_delete = SetNull)] pub team_id: Option<Id<Team>>", &["unknown action `SetNull`; did you mean `set_null`?"]),
        ("#[field(on_delete = no_action)] pub team_id: Id<Team>", &["unknown action `no_action`; write `restrict`"]),
        ("#[field(on_delete = nothing)] pub team_id: Id<Team>", &["unknown action `nothing`; expected `cascade`, `restrict` or `set_null`"]),
    ]);
}

#[test]
fn ranges() {
    check_fields(&[
        ("#[field(len(1..255))] pub email: String", &["write `..=255`: the upper bound is included"]),
        ("#[field(len(..255))] pub email: String", &["write `..=255`: the upper bound is included"]),
        ("#[field(len(9..=3))] pub email: String", &["this range is empty: 9 is more than 3"]),
        ("#[field(range(1..=-2))] pub age: i32", &["this range is empty: 1 is more than -2"]),
        ("#[field(range(1..=0.5))] pub age: f64", &["this range is empty: 1 is more than 0.5"]),
        (
            "#[field(len(255))] pub email: String",
            &["expected a range, such as `len(1..=255)`; for exactly this value write `len(255..=255)`"],
        ),
        ("#[field(len)] pub email: String", &["expected a range, such as `len(1..=255)`"]),
        ("#[field(len())] pub email: String", &["expected a range, such as `len(1..=255)`"]),
        ("#[field(range = 3)] pub age: i32", &["expected a range, such as `range(0..=100)`"]),
        ("#[field(range(..))] pub age: i32", &["`range(..)` allows everything; give a bound, such as `range(0..=100)`"]),
        ("#[field(range(3..=))] pub age: i32", &["`..=` needs an upper bound; without one write `..`"]),
        ("#[field(range(MIN..))] pub age: i32", &["expected a range of numbers, such as `range(0..=100)`"]),
        ("#[field(range(min = 3))] pub age: i32", &["expected a range of numbers, such as `range(0..=100)`"]),
        ("#[field(range(1..=3 4))] pub age: i32", &["expected a range of numbers, such as `range(0..=100)`"]),
        ("#[field(len(-1..))] pub email: String", &["a length is a whole number from 0; write `len(1..=255)`"]),
        ("#[field(len(..=2.5))] pub email: String", &["a length is a whole number from 0; write `len(1..=255)`"]),
        ("#[field(range(-5..=5))] pub age: i32, #[field(range(0.5..))] pub ratio: f64", &[]),
    ]);
}

#[test]
fn who_writes_a_field() {
    check_fields(&[
        (
            "#[field(server, auto)] pub seen_at: Timestamp",
            &["`auto` contradicts `server`: a field is written by clients, by server code, or generated"],
        ),
        (
            "#[field(create_only, server)] pub email: String",
            &["`server` contradicts `create_only`: a field is written by clients, by server code, or generated"],
        ),
        (
            "#[field(auto(update), create_only, default)] pub at: DateTime<Utc>",
            &["`create_only` contradicts `auto`: a field is written by clients, by server code, or generated"],
        ),
        ("#[field(auto, default = 0)] pub seen_at: Timestamp", &["`auto` and `default` both give a value; keep one"]),
        ("#[field(server, email)] pub email: String", &["rules check what clients send, but clients cannot write `email`"]),
        ("#[field(auto, range(1..), check = f)] pub number: i64", &["rules check what clients send, but clients cannot write `number`"]),
        ("#[field(server, input(mail: Mail))] pub email: String", &["`input` is what clients send, but clients cannot write `email`"]),
    ]);
}

#[test]
fn inputs() {
    check_fields(&[
        (
            "pub hashed_password: PasswordHash",
            &["say under which name clients send the plain password: add `#[field(input(password, len(8..=128)))]`"],
        ),
        ("pub password: String, #[field(input(password))] pub hashed_password: PasswordHash", &["`password` is already a field of `User`"]),
        (
            "#[field(input(password))] pub a: PasswordHash, #[field(input(password))] pub b: PasswordHash",
            &["`password` is already the input for `a`"],
        ),
        (
            "#[field(input(mail))] pub email: String",
            &["say what clients send: `input(mail: Type)`, where the column's type implements `From<Type>`"],
        ),
        ("#[field(len(1..), input(mail: Mail))] pub email: String", &["rules check what clients send; move `len` into `input(mail, ...)`"]),
        ("#[field(server)] pub hashed_password: PasswordHash", &[]),
        ("#[field(input(password, len(8..=128)))] pub hashed_password: Option<PasswordHash>", &[]),
    ]);
}

#[test]
fn types() {
    check_fields(&[
        (
            "pub items: HasMany<Item>",
            &["a relation is not a column; declare it on the struct: `#[model(has_many(items: Child::USER_ID))]`"],
        ),
        (
            "pub profile: HasOne<Profile>",
            &["a relation is not a column; declare it on the struct: `#[model(has_one(profile: Child::USER_ID))]`"],
        ),
        (
            "pub owner: BelongsTo<Team>",
            &["store the key: `pub owner_id: Id<Parent>` is a foreign key and gives `user::owner()`"],
        ),
        ("pub name: &'static str", &["a model owns its values: use `String` instead of `&str`, `Vec<u8>` instead of `&[u8]`"]),
        ("pub name: Option<&'static [u8]>", &["a model owns its values: use `String` instead of `&str`, `Vec<u8>` instead of `&[u8]`"]),
        ("pub name: Option<Option<String>>", &["a column is null or it is not: write one `Option`"]),
    ]);
}

#[test]
fn indexes_and_foreign_keys() {
    check_fields(&[
        ("#[field(unique)] pub ok: bool", &["a unique `bool` column allows two rows at most"]),
        ("#[field(unique)] pub token: Secret<String>", &["a secret is never looked up; remove `unique`"]),
        ("#[field(index, input(password))] pub hash: PasswordHash", &["a secret is never looked up; remove `index`"]),
        ("#[field(unique, index)] pub email: String", &["`unique` already makes an index; remove `index`"]),
        ("#[field(index)] pub team_id: Id<Team>", &["a foreign key is indexed already; remove `index`"]),
        ("#[field(on_delete = cascade)] pub email: String", &["`on_delete` needs a foreign key, but `email` is not an `Id<Parent>`"]),
        (
            "#[field(server, on_delete = set_null)] pub owner_id: Id<Team>",
            &["`on_delete = set_null` needs a field that can be null: `Option<Id<Team>>`"],
        ),
        (
            "#[field(references = Team)] pub team_id: Option<Id<Team, i64>>",
            &["`Id<Team, i64>` says already what it points to; remove `references`"],
        ),
        ("#[field(on_delete = set_null)] pub manager_id: Option<Id<Self>>", &[]),
        ("pub manager_id: Id<User>, #[field(references = Country, unique)] pub country: String", &[]),
    ]);
}

#[test]
fn names() {
    let long = "a_table_name_that_is_much_longer_than_what_postgresql_can_possibly_keep";
    let table = format!("#[model(table = \"{long}\")] pub struct User {{ pub id: Id<User> }}");
    assert_eq!(messages_of(&table), ["longer than 63 bytes: PostgreSQL would cut this name short"]);
    let column = format!("#[model] pub struct User {{ pub id: Id<User>, pub {long}: String }}");
    assert_eq!(messages_of(&column), ["longer than 63 bytes: PostgreSQL would cut this name short"]);
    check_options(&[
        ("table = \"\"", &["the table's name is empty"]),
        ("table = \"my users\"", &["`my users` is not a plain name; use letters, digits and `_`, such as `table = \"name_2\"`"]),
        ("table = users", &["expected a name in quotes, such as `table = \"name\"`"]),
        ("was = \"user\"", &["this is the table's name now; `was` takes the one that it had before"]),
        ("was = \"\"", &["the old table's name is empty"]),
    ]);
    check_fields(&[
        ("#[field(column = \"\")] pub email: String", &["the column's name is empty"]),
        (
            "#[field(column = \"2nd\")] pub email: String",
            &["`2nd` is not a plain name; use letters, digits and `_`, such as `column = \"name_2\"`"],
        ),
        ("pub größe: i32", &["`größe` is not a plain name; use letters, digits and `_`, such as `column = \"name_2\"`"]),
        ("pub name: String, #[field(column = \"name\")] pub full_name: String", &["column `name` is already taken by field `name`"]),
        ("pub name: String, #[field(column = \"NAME\")] pub full_name: String", &["column `NAME` is already taken by field `name`"]),
        (
            "pub name: String, #[field(column = \"other\")] pub Name: String",
            &["the constant `NAME` is already taken by field `name`"],
        ),
        ("#[field(was = \"\")] pub email: String", &["the old column's name is empty"]),
        ("#[field(was = \"email\")] pub email: String", &["this is the column's name now; `was` takes the one that it had before"]),
        (
            "pub mail: String, #[field(was = \"mail\")] pub email: String",
            &["`mail` is still the column of field `mail`; a column has one successor"],
        ),
        (
            "#[field(was = \"mail\")] pub email: String, #[field(was = \"mail\")] pub other: String",
            &["`mail` is already what field `email` was; a column has one successor"],
        ),
        (
            "#[field(range(0..))] pub a_name_that_fits_but_leaves_no_room_for_what_is_added: i32",
            &["its constraint `user_a_name_that_fits_but_leaves_no_room_for_what_is_added_range` is longer than 63 bytes: PostgreSQL would cut this name short"],
        ),
        ("#[field(was = \"mail\")] pub r#type: String", &[]),
    ]);
}

#[test]
fn groups() {
    check_options(&[
        ("unique(email, nam)", &["`User` has no field `nam`; did you mean `name`?"]),
        ("unique(email, colour)", &["`User` has no field `colour`"]),
        ("unique(email, email)", &["`email` is listed twice"]),
        ("unique(email)", &["one field needs no list: write `#[field(unique)]` on `email`"]),
        ("index(email)", &["one field needs no list: write `#[field(index)]` on `email`"]),
        ("unique(email, name), unique(email, name)", &["these fields are indexed together already; remove one of the lists"]),
        ("unique(email, name), index(email, name)", &["these fields are indexed together already; remove one of the lists"]),
        ("unique(email, pin)", &["a secret is never looked up; remove it from `unique`"]),
        ("unique", &["expected a list in parentheses, such as `unique(a, b)`"]),
        ("unique(email desc, name)", &["unexpected token after `email`; options are separated by commas"]),
        ("index(email, name up)", &["expected `desc` or a comma"]),
        ("index(email, name asc)", &["an index is ascending unless you write `desc`; remove `asc`"]),
        ("index(name desc), index(email, name desc), index(email, name), unique(name, email)", &[]),
    ]);
    let table = "a_name_that_fits_but_leaves_too_little_room";
    let long = format!("#[model(table = \"{table}\", unique(one_field, another_field))] pub struct A {{ pub id: Id<A>, pub one_field: i32, pub another_field: i32 }}");
    let name = format!("its constraint `{table}_one_field_another_field_key` is longer than 63 bytes: PostgreSQL would cut this name short");
    assert_eq!(messages_of(&long), [name]);
    let fields: String = (0..18).map(|number| format!("pub f{number}: i32,")).collect();
    let lists: String = (1..18).map(|number| format!("index(f0, f{number}),")).collect();
    let many = format!("#[model({lists})] pub struct A {{ pub id: Id<A>, {fields} }}");
    assert_eq!(messages_of(&many), ["a model can have at most 16 `index(...)`"]);
}

#[test]
fn relations() {
    check_options(&[
        ("has_many(items)", &["name the foreign key: `items: Child::PARENT_ID`"]),
        ("has_many(items: Item)", &["name the foreign key: `items: Child::PARENT_ID`"]),
        ("has_many(items = Item::OWNER_ID)", &["name the foreign key: `items: Child::PARENT_ID`"]),
        ("has_many", &["expected a list in parentheses, such as `has_many(items: Item::OWNER_ID)`"]),
        ("has_one()", &["expected a list in parentheses, such as `has_one(profile: Profile::USER_ID)`"]),
        ("has_many(items: Item::OWNER_ID), has_one(items: Item::OTHER_ID)", &["`items` is already a relation of `User`"]),
        ("has_many(update: Update::USER_ID)", &["`update` is an operation of every model; give the relation another name"]),
        ("has_many(team: Team::USER_ID)", &["`team` is already the accessor of `team_id`"]),
        ("has_many(type: Type::USER_ID)", &["`type` is a keyword; write `r#type`, or give the relation another name"]),
        ("has_many(items: crate::Item::OWNER_ID, r#type: Type::USER_ID), has_one(profile: Profile::USER_ID)", &[]),
    ]);
}

#[test]
fn model_options() {
    check_options(&[
        ("tabel = \"users\"", &["unknown model option `tabel`; did you mean `table`?"]),
        ("table_name = \"users\"", &["unknown model option `table_name`; write `table = \"name\"`"]),
        ("rename_all = \"camelCase\"", &["unknown model option `rename_all`; write `#[serde(rename_all = \"...\")]` on the struct"]),
        ("unique_together(a, b)", &["unknown model option `unique_together`; write `unique(a, b)`"]),
        ("indexes(a, b)", &["unknown model option `indexes`; write `index(a, b)`"]),
        ("relation(a)", &["unknown model option `relation`; write `has_many(items: Item::OWNER_ID)`"]),
        ("belongs_to(a)", &["unknown model option `belongs_to`; write the field's type as `Id<Parent>`"]),
        ("primary_key(a)", &["unknown model option `primary_key`; write `#[field(id)]` on the field"]),
        ("attrs(a)", &["unknown model option `attrs`; write `on(public, ...)`"]),
        ("derives(Eq)", &["unknown model option `derives`; write `derive(...)`"]),
        (
            "deny_unknown_fields",
            &["unknown model option `deny_unknown_fields`; remove it: unknown keys are refused unless you write `unknown = ignore`"],
        ),
        ("renamed_from = \"a\"", &["unknown model option `renamed_from`; write `was = \"old name\"`"]),
        ("server", &["unknown model option `server`; it goes on a field: `#[field(server)]`"]),
        ("create(Register: email)", &[EXPECTED_CREATE]),
        ("table = \"a\", table = \"b\"", &["`table` is given twice"]),
        ("unknown", &["unknown keys are refused; to drop them instead, write `unknown = ignore`"]),
        ("unknown = refuse", &["unknown keys are refused; to drop them instead, write `unknown = ignore`"]),
        ("crate", &["expected the path of the crate, such as `crate = ::fivefold`"]),
        ("crate = \"fivefold\"", &["expected the path of the crate, such as `crate = ::fivefold`"]),
        ("derive", &["expected a list in parentheses, such as `derive(Eq, Hash)`"]),
        ("derive(Eq, Clone)", &["`Clone` is derived for all of them already; remove it"]),
        ("derive(Default)", &["`UserUpdate` has `Default` already; for another struct write `on(create, derive(Default))`"]),
        ("derive(serde::Serialize)", &["`Serialize` is derived for what goes out already; for another struct write `on(create, derive(Serialize))`"]),
        ("derive(Deserialize)", &["`Deserialize` is derived for what comes in already; for another struct write `on(base, derive(Deserialize))`"]),
        ("derive(Hash, Hash)", &["`Hash` is listed twice"]),
        ("on(publc, derive(Hash))", &["there is no struct `publc`; did you mean `public`?"]),
        ("on(row, derive(Hash))", &["there is no struct `row`; expected `base`, `create`, `update`, `public` or `server`"]),
        ("on(\"public\")", &["name a struct first: `base`, `create`, `update`, `public` or `server`"]),
        ("on(public)", &["`on(public)` adds nothing; list attributes: `on(public, derive(Hash))`"]),
        ("on(update, derive(Default))", &["it has `Default` already, since every field can be kept; remove it"]),
        ("on(server, derive(Hash))", &["there is no `UserServer`: no field of `User` is `server`"]),
    ]);
}

const EXPECTED_CREATE: &str =
    "unknown model option `create`; expected one of: `table`, `was`, `has_many`, `has_one`, `unique`, `index`, `derive`, `on`, `unknown`, `crate`";

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
            "`default` is incomplete: expected an expression",
        ]
    );
    assert!(expansion.contains("pub struct UserCreate"), "the companions are made all the same");
}

#[test]
fn enums() {
    let cases: &[Case] = &[
        ("pub enum E {}", &["a `DbEnum` needs at least one variant: without one no value could be stored"]),
        ("pub struct E(String);", &["#[derive(DbEnum)] is for enums; a struct around one value takes #[derive(DbNewtype)]"]),
        ("pub enum E<T> { A(T) }", &["a `DbEnum` cannot be generic: its values are names"]),
        ("pub enum E { A, B(u8) }", &["`B` holds data, but only its name can be stored; remove the data, or store the enum as `Json<E>`"]),
        ("pub enum E { A, #[serde(rename = \"A\")] B }", &["`A` is stored as \"A\" already"]),
        ("pub enum E { #[serde(rename = \"\")] A }", &["the variant's name is empty"]),
        ("#[serde(rename_all = \"kebabcase\")] pub enum E { A }", &["unknown case `kebabcase`; did you mean `kebab-case`?"]),
        (
            "#[serde(rename_all = \"wild\")] pub enum E { A }",
            &["unknown case `wild`; expected one of: lowercase, UPPERCASE, PascalCase, camelCase, snake_case, SCREAMING_SNAKE_CASE, kebab-case, SCREAMING-KEBAB-CASE"],
        ),
        (
            "pub enum E { #[serde(rename(serialize = \"a\", deserialize = \"b\"))] A }",
            &["a column has one name for reading and writing; use `rename = \"...\"`"],
        ),
        ("#[db(crate)] pub enum E { A }", &["expected `#[db(crate = path)]`"]),
    ];
    for (source, expected) in cases {
        assert_eq!(run(source, |input, errors| crate::db_enum::expand(&input, errors)).1, *expected, "\n{source}");
    }
}

#[test]
fn newtypes() {
    let cases: &[Case] = &[
        ("pub enum E { A }", &["#[derive(DbNewtype)] is for structs; an enum takes #[derive(DbEnum)]"]),
        ("pub struct N<T>(T);", &["a `DbNewtype` cannot be generic: it stands for one column type"]),
        ("pub struct N;", &["a `DbNewtype` needs one field: the value that is stored"]),
        ("pub struct N(u8, u8);", &["a `DbNewtype` has one field; to store several values in one column, write `Json<...>`"]),
        ("pub struct N(Option<String>);", &["a `DbNewtype` is never null; write `Option<N>` where it is used"]),
    ];
    for (source, expected) in cases {
        assert_eq!(run(source, |input, errors| crate::db_newtype::expand(&input, errors)).1, *expected, "\n{source}");
    }
}

#[test]
fn every_case_style_is_that_of_serde() {
    let expected = ["inreview", "INREVIEW", "InReview", "inReview", "in_review", "IN_REVIEW", "in-review", "IN-REVIEW"];
    for (style, expected) in crate::case::Case::NAMES.into_iter().zip(expected) {
        assert_eq!(crate::case::Case::parse(style).map(|case| case.apply("InReview")).as_deref(), Some(expected), "{style}");
    }
}

#[test]
fn tables_are_named_in_snake_case() {
    for (name, table) in [("User", "user"), ("HTTPServer", "http_server"), ("HttpServer", "http_server"), ("UserV2", "user_v2"), ("Item2Tag", "item2_tag")] {
        assert_eq!(crate::names::snake_case(name), table);
    }
}

#[test]
fn the_attribute_refuses_what_is_not_a_type() {
    let over = |item: &str| crate::attribute::hand_over(&proc_macro2::TokenStream::new(), item.parse().unwrap_or_default()).to_string();
    assert!(over("#[doc = \"a\"] pub(crate) fn f() {}").contains("#[model] is for structs"));
    assert!(!over("#[doc = \"a\"] pub(crate) struct S { half").contains("#[model] is for structs"));
}

#[test]
fn the_crate_can_be_renamed() {
    let over = |options: &str| crate::attribute::hand_over(&options.parse().unwrap_or_default(), proc_macro2::TokenStream::new()).to_string();
    assert!(over("table = \"a\", crate = my::db, was = \"b\"").contains("my :: db :: __private :: __Model"));
    assert!(over("crate = , table").contains(":: fivefold :: __private :: __Model"));
}
