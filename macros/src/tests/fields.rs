//! Options of a field that conflict.

use super::{check_fields, check_options, messages_of};

#[test]
fn a_field_has_one_writer() {
    check_fields(&[
        (
            "#[field(server, auto)] pub seen_at: Timestamp",
            &[
                "`auto` contradicts `server`: a field is written by clients, by server code, or generated; keep one",
            ],
        ),
        (
            "#[field(create_only, server)] pub email: String",
            &[
                "`server` contradicts `create_only`: a field is written by clients, by server code, or generated; keep one",
            ],
        ),
        (
            "#[field(auto(update), create_only, default)] pub at: DateTime<Utc>",
            &[
                "`create_only` contradicts `auto`: a field is written by clients, by server code, or generated; keep one",
            ],
        ),
        (
            "#[field(auto, default = 0)] pub seen_at: Timestamp",
            &["`auto` and `default` both give a value; keep one"],
        ),
        (
            "#[field(server, email)] pub email: String",
            &["rules check what clients send, but clients cannot write `email`; remove the rule"],
        ),
        (
            "#[field(auto, range(1..), check = f)] pub at: DateTime<Utc>",
            &["rules check what clients send, but clients cannot write `at`; remove the rule"],
        ),
        (
            "#[field(auto, server)] pub number: i64",
            &[
                "`server` contradicts `auto`: a field is written by clients, by server code, or generated; keep one",
            ],
        ),
        (
            "#[field(auto, range(1..))] pub number: i64",
            &[
                "only a primary key can be an integer that the database generates; remove `auto` or use `server`",
            ],
        ),
        (
            "#[field(server, input(mail: Mail))] pub email: String",
            &["`input` is what clients send, but clients cannot write `email`; remove `input`"],
        ),
    ]);
}

#[test]
fn inputs() {
    check_fields(&[
        (
            "pub hashed_password: PasswordHash",
            &[
                "say under which name clients send the plain password: add `#[field(input(password, len(8..=128)))]`",
            ],
        ),
        (
            "pub password: String, #[field(input(password))] pub hashed_password: PasswordHash",
            &["`password` is already a field of `User`; give the input another name"],
        ),
        (
            "#[field(input(password))] pub a: PasswordHash, #[field(input(password))] pub b: PasswordHash",
            &["`password` is already the input for `a`; give this one another name"],
        ),
        (
            "#[field(input(mail))] pub email: String",
            &[
                "say what clients send: `input(mail: Type)`, where the column's type implements `From<Type>`",
            ],
        ),
        (
            "#[field(len(1..), input(mail: Mail))] pub email: String",
            &["rules check what clients send; move `len` into `input(mail, ...)`"],
        ),
        ("#[field(server)] pub hashed_password: PasswordHash", &[]),
        (
            "#[field(input(password, len(8..=128)))] pub hashed_password: Option<PasswordHash>",
            &[],
        ),
    ]);
}

#[test]
fn names_of_relations() {
    check_fields(&[
        (
            "pub author: Id<Team>, pub crate_id: Id<Team>, pub count_id: Id<Team>",
            &[],
        ),
        ("#[field(relation = writer)] pub author: Id<Team>", &[]),
        (
            "#[field(relation = writer)] pub title: String",
            &["`relation` names the relation of a foreign key, but `title` is not an `Id<Parent>`"],
        ),
        (
            "#[field(relation = author)] pub author: Id<Team>",
            &["`AUTHOR` is already the column `author`; give the relation another name"],
        ),
        (
            "#[field(relation = count)] pub author: Id<Team>",
            &["`count` is an operation of every model; give the relation another name"],
        ),
        (
            "#[field(relation = writer)] pub a: Id<Team>, #[field(relation = writer)] pub b: Id<Team>",
            &["`writer` is already the relation of `a`; give the relation another name"],
        ),
        (
            "#[field(relation = crate)] pub a: Id<Team>",
            &["expected the name of the method to the row, such as `relation = author`"],
        ),
        (
            "pub author: Id<Team>, pub author_row: String",
            &["the names of the relation of `author` are taken; name it with `relation = name`"],
        ),
    ]);
}

#[test]
fn indexes_and_foreign_keys() {
    check_fields(&[
        (
            "#[field(unique)] pub ok: bool",
            &["a unique `bool` column allows two rows at most; remove `unique`"],
        ),
        (
            "#[field(unique)] pub token: Secret<String>",
            &["a secret is never looked up; remove `unique`"],
        ),
        (
            "#[field(index, input(password))] pub hash: PasswordHash",
            &["a secret is never looked up; remove `index`"],
        ),
        (
            "#[field(unique, index)] pub email: String",
            &["`unique` already makes an index; remove `index`"],
        ),
        (
            "#[field(index)] pub team_id: Id<Team>",
            &["a foreign key is indexed already; remove `index`"],
        ),
        (
            "#[field(on_delete = cascade)] pub email: String",
            &["`on_delete` needs a foreign key, but `email` is not an `Id<Parent>`"],
        ),
        (
            "#[field(server, on_delete = set_null)] pub owner_id: Id<Team>",
            &["`on_delete = set_null` needs a field that can be null: `Option<Id<Team>>`"],
        ),
        (
            "#[field(references = Team)] pub team_id: Option<Id<Team, i64>>",
            &["the type `Id<Team, i64>` names the model already; remove `references`"],
        ),
        (
            "#[field(on_delete = set_null)] pub manager_id: Option<Id<Self>>",
            &[],
        ),
        (
            "pub manager_id: Id<User>, #[field(references = Country, unique)] pub country: String",
            &[],
        ),
    ]);
}

#[test]
fn names() {
    let long = "a_table_name_that_is_much_longer_than_what_postgresql_can_possibly_keep";
    let table = format!("#[model(table = \"{long}\")] pub struct User {{ pub id: Id<User> }}");
    assert_eq!(
        messages_of(&table),
        ["longer than 63 bytes: PostgreSQL would cut this name short; write `table = \"shorter\"`",]
    );
    let column = format!("#[model] pub struct User {{ pub id: Id<User>, pub {long}: String }}");
    assert_eq!(
        messages_of(&column),
        [
            "longer than 63 bytes: PostgreSQL would cut this name short; write `column = \"shorter\"`",
        ]
    );
    check_options(&[
        (
            "table = \"\"",
            &["the table's name is empty; write `table = \"name\"`, or remove `table`"],
        ),
        (
            "table = \"my users\"",
            &[
                "`my users` is not a plain name; use letters, digits and `_`, such as `table = \"name_2\"`",
            ],
        ),
        (
            "table = users",
            &["expected a name in quotes, such as `table = \"name\"`"],
        ),
        (
            "was = \"user\"",
            &["this is the current name of the table; `was` takes the previous one"],
        ),
        (
            "was = \"\"",
            &["the old table's name is empty; remove `was`"],
        ),
    ]);
    check_fields(&[
        (
            "#[field(column = \"\")] pub email: String",
            &["the column's name is empty; write `column = \"name\"`, or remove `column`"],
        ),
        (
            "#[field(column = \"2nd\")] pub email: String",
            &[
                "`2nd` is not a plain name; use letters, digits and `_`, such as `column = \"name_2\"`",
            ],
        ),
        (
            "pub größe: i32",
            &[
                "`größe` is not a plain name; use letters, digits and `_`, such as `column = \"name_2\"`",
            ],
        ),
        (
            "pub name: String, #[field(column = \"name\")] pub full_name: String",
            &[
                "column `name` is already taken by field `name`; give this one another with `column = \"...\"`",
            ],
        ),
        (
            "pub name: String, #[field(column = \"NAME\")] pub full_name: String",
            &[
                "column `NAME` is already taken by field `name`; give this one another with `column = \"...\"`",
            ],
        ),
        (
            "pub name: String, #[field(column = \"other\")] pub Name: String",
            &["the constant `NAME` is already taken by field `name`; rename the field"],
        ),
        (
            "#[field(was = \"\")] pub email: String",
            &["the old column's name is empty; remove `was`"],
        ),
        (
            "#[field(was = \"email\")] pub email: String",
            &["this is the current name of the column; `was` takes the previous one"],
        ),
        (
            "pub mail: String, #[field(was = \"mail\")] pub email: String",
            &["`mail` is still the column of field `mail`, so it is not renamed; remove `was`"],
        ),
        (
            "#[field(was = \"mail\")] pub email: String, #[field(was = \"mail\")] pub other: String",
            &["`mail` is the previous name of field `email` already; remove one of the two `was`"],
        ),
        (
            "#[field(range(0..))] pub a_name_that_fits_but_leaves_no_room_for_what_is_added: i32",
            &[],
        ),
        (
            "#[field(unique = \"a name\")] pub email: String",
            &["`a name` is not a plain name; use letters, digits and `_`, such as `\"name_2\"`"],
        ),
        (
            "#[field(index = \"\")] pub email: String",
            &["the constraint's name is empty; write a name, or remove it"],
        ),
        (
            "#[field(foreign_key = \"a_name_of_a_constraint_that_is_longer_than_sixty_three_bytes_in_all\")] pub team_id: Id<Team>",
            &["longer than 63 bytes: PostgreSQL would cut this name short; write a shorter one"],
        ),
        (
            "#[field(index = \"team_index\", foreign_key = \"team_fk\")] pub team_id: Id<Team>",
            &[],
        ),
        ("#[field(was = \"mail\")] pub r#type: String", &[]),
    ]);
}
