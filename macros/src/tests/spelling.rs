//! Options of a field that do not exist.

use super::check_fields;
use crate::parse::field_options::FIELD_OPTIONS;
use crate::parse::rules::RULES;

#[test]
fn unknown_field_options() {
    check_fields(&[
        (
            "#[field(uniqe)] pub email: String",
            &["unknown field option `uniqe`; did you mean `unique`?"],
        ),
        (
            "#[field(length(min = 1, max = 255))] pub email: String",
            &["unknown field option `length`; write `len(1..=255)`"],
        ),
        (
            "#[field(length(max = 9))] pub email: String",
            &["unknown field option `length`; write `len(..=9)`"],
        ),
        (
            "#[field(length(equal = 2))] pub email: String",
            &["unknown field option `length`; write `len(2..=2)`"],
        ),
        (
            "#[field(size(min = 2))] pub email: String",
            &["unknown field option `size`; write `len(2..)`"],
        ),
        (
            "#[field(max_length = 255)] pub email: String",
            &["unknown field option `max_length`; write `len(..=255)`"],
        ),
        (
            "#[field(min_length = 3)] pub email: String",
            &["unknown field option `min_length`; write `len(3..)`"],
        ),
        (
            "#[field(ge = -5)] pub age: i32",
            &["unknown field option `ge`; write `range(-5..)`"],
        ),
        (
            "#[field(le = 0.5)] pub age: f64",
            &["unknown field option `le`; write `range(..=0.5)`"],
        ),
        (
            "#[field(gt = 0)] pub age: i32",
            &["unknown field option `gt`; bounds are included here: write `range(0..=100)`"],
        ),
        (
            "#[field(primary_key)] pub email: String",
            &["unknown field option `primary_key`; write `id`"],
        ),
        (
            "#[field(nullable)] pub email: String",
            &["unknown field option `nullable`; write the type as `Option<...>`"],
        ),
        (
            "#[field(required)] pub email: String",
            &[
                "unknown field option `required`; remove it: only an `Option` can be left out or be null",
            ],
        ),
        (
            "#[field(foreign_key = \"user.id\")] pub user: Uuid",
            &[
                "`foreign_key` names the constraint of a foreign key, but `user` is not an `Id<Parent>`; write the type as `Id<Parent>`",
            ],
        ),
        (
            "#[field(default_factory = now)] pub at: DateTime<Utc>",
            &["unknown field option `default_factory`; write `default = ...`"],
        ),
        (
            "#[field(soft_delete)] pub at: Option<DateTime<Utc>>",
            &["unknown field option `soft_delete`; write `deleted` on an `Option<DateTime<Utc>>`"],
        ),
        (
            "#[field(lock_version)] pub edition: i64",
            &["unknown field option `lock_version`; write `version` on an `i64`"],
        ),
        (
            "#[field(back_populates = \"items\")] pub team_id: Id<Team>",
            &[
                "unknown field option `back_populates`; the other side is declared on the struct of the parent: `#[model(has_many(items: Item::OWNER_ID))]`",
            ],
        ),
        (
            "#[field(comment = \"the address\")] pub email: String",
            &["unknown field option `comment`; write a doc comment above the field: `/// ...`"],
        ),
        (
            "#[field(on_update = cascade)] pub team_id: Id<Team>",
            &[
                "unknown field option `on_update`; remove it: a key never changes; what happens when its row is deleted is `on_delete`",
            ],
        ),
        (
            "#[field(onupdate = \"SET NULL\")] pub team_id: Option<Id<Team>>",
            &[
                "unknown field option `onupdate`; remove it: a key never changes; what happens when its row is deleted is `on_delete`",
            ],
        ),
        (
            "#[field(generated = \"price * 2\")] pub twice: i64",
            &[
                "unknown field option `generated`; no column is computed by the database; set it where the row is written, or compute it from the row",
            ],
        ),
        (
            "#[field(generated)] pub number: Uuid",
            &["unknown field option `generated`; write `auto`"],
        ),
        (
            "#[field(default = now())] pub at: DateTime<Utc>",
            &[
                "write `auto` instead of `default` for the time at which a row is created, `auto(update)` for that of its last change",
            ],
        ),
        (
            "#[field(default = \"CURRENT_TIMESTAMP\")] pub at: DateTime<Utc>",
            &[
                "write `auto` instead of `default` for the time at which a row is created, `auto(update)` for that of its last change",
            ],
        ),
        (
            "#[field(on_update = now)] pub at: DateTime<Utc>",
            &["unknown field option `on_update`; write `auto(update)`"],
        ),
        (
            "#[field(auto_increment)] pub number: i64",
            &["unknown field option `auto_increment`; write `auto`"],
        ),
        (
            "#[field(uuid)] pub token: Uuid",
            &["unknown field option `uuid`; write `auto(v7)`"],
        ),
        (
            "#[field(rename = \"mail\")] pub email: String",
            &["unknown field option `rename`; write `column = \"name\"`"],
        ),
        (
            "#[field(skip)] pub email: String",
            &["unknown field option `skip`; write `hidden` for a field that clients never see"],
        ),
        (
            "#[field(read_only)] pub email: String",
            &[
                "unknown field option `read_only`; write `server` for a field that only server code sets",
            ],
        ),
        (
            "#[field(immutable)] pub email: String",
            &["unknown field option `immutable`; write `create_only`"],
        ),
        (
            "#[field(unique_index)] pub email: String",
            &["unknown field option `unique_index`; write `unique`"],
        ),
        (
            "#[field(db_index)] pub email: String",
            &["unknown field option `db_index`; write `index`"],
        ),
        (
            "#[field(regex = \"^a\")] pub email: String",
            &["unknown field option `regex`; write `pattern = \"...\"`"],
        ),
        (
            "#[field(custom(function = \"f\"))] pub email: String",
            &["unknown field option `custom`; write `check = path`"],
        ),
        (
            "#[field(cascade)] pub team_id: Id<Team>",
            &["unknown field option `cascade`; write `on_delete = cascade`"],
        ),
        (
            "#[field(relationship)] pub team: Uuid",
            &[
                "unknown field option `relationship`; write the type as `Id<Parent>`; the other side is `#[model(has_many(...))]`",
            ],
        ),
        (
            "#[field(sql_type = \"text\")] pub email: String",
            &["unknown field option `sql_type`; remove it: the field's type says how it is stored"],
        ),
        (
            "#[field(renamed_from = \"mail\")] pub email: String",
            &["unknown field option `renamed_from`; write `was = \"old name\"`"],
        ),
        (
            "#[field(has_many(a: B::C))] pub email: String",
            &["unknown field option `has_many`; it goes on the struct: `#[model(has_many(...))]`"],
        ),
        (
            "#[field(input(mail: Mail, colour))] pub email: String",
            &[
                "unknown rule `colour`; expected one of: `email`, `url`, `len`, `range`, `pattern`, `check`",
            ],
        ),
        (
            "#[field(input(mail: Mail, emial))] pub email: String",
            &["unknown rule `emial`; did you mean `email`?"],
        ),
    ]);
}

#[test]
fn an_unknown_option_without_a_similar_one_lists_all() {
    let options = FIELD_OPTIONS.iter().map(|option| option.name);
    let names = options.chain(RULES.iter().map(|(name, _)| *name));
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    let message = format!(
        "unknown field option `colour`; expected one of: {}",
        names.join(", ")
    );
    check_fields(&[("#[field(colour)] pub email: String", &[&message])]);
}

#[test]
fn a_key_in_the_words_of_another_library_is_one_mistake() {
    super::check(&[(
        "#[model] pub struct User { #[field(primary_key)] pub id: i64, pub email: String }",
        &["unknown field option `primary_key`; write `id`"],
    )]);
}

#[test]
fn attributes_of_other_libraries() {
    let column = |name: &str| {
        format!(
            "the options of a column go into `#[field(...)]`, such as `unique`, `default = ...`, `column = \"name\"`; put a derive that `#[{name}]` belongs to below `#[model]`"
        )
    };
    for name in ["sea_orm", "column", "sqlx", "diesel"] {
        check_fields(&[(
            &format!("#[{name}(unique)] pub email: String"),
            &[&column(name)],
        )]);
    }
    let rules = "rules go into `#[field(...)]`: `email`, `url`, `len(1..=255)`, `range(0..)`, `pattern = \"...\"`, `check = path`";
    check_fields(&[("#[garde(length(min = 1))] pub email: String", &[rules])]);
    super::check(&[
        (
            "#[model] #[derive(Debug)] #[diesel(table_name = users)] pub struct User { pub id: Id<User> }",
            &[
                "the options of a table go into `#[model(...)]`, such as `table = \"name\"`, `unique(a, b)`; put a derive that `#[diesel]` belongs to below `#[model]`",
            ],
        ),
        (
            "#[model] #[derive(Debug, sqlx::FromRow)] pub struct User { #[sqlx(rename = \"key\")] pub id: Id<User> }",
            &[],
        ),
    ]);
}
