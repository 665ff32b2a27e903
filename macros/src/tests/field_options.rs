//! The table of field options, and options that are written wrongly.

use std::collections::BTreeSet;

use super::{check_fields, check_options};
use crate::parse::conflict::Usage;
use crate::parse::field_options::{FIELD_OPTIONS, FieldOption};
use crate::parse::model_options::MODEL_OPTIONS;
use crate::parse::rules::{RULE_CONFLICTS, RULES};

#[test]
fn each_option_is_one_row() {
    let names = || {
        let options = FIELD_OPTIONS.iter().map(|option| option.name);
        options.chain(RULES.iter().map(|(name, _)| *name))
    };
    let field: BTreeSet<_> = names().collect();
    assert_eq!(field.len(), names().count());
    let model: BTreeSet<_> = MODEL_OPTIONS.iter().map(|option| option.name).collect();
    assert_eq!(model.len(), MODEL_OPTIONS.len());
    let conflicts = FIELD_OPTIONS.iter().flat_map(|option| option.conflicts);
    for (usage, message) in conflicts.chain(RULE_CONFLICTS) {
        if let Usage::With(other) = usage {
            assert!(field.contains(other), "no option `{other}`: {message}");
        }
    }
}

#[test]
fn an_option_on_the_wrong_side_gets_the_right_side_as_remedy() {
    for option in MODEL_OPTIONS {
        if !FIELD_OPTIONS.iter().any(|other| other.name == option.name) {
            let (name, form) = (option.name, option.form);
            let field = format!("#[field({form})] pub email: String");
            let message =
                format!("unknown field option `{name}`; it goes on the struct: `#[model({form})]`");
            check_fields(&[(&field, &[&message])]);
        }
    }
    // A foreign key of the model is not the option of a field, which names a constraint.
    let is_sent_back = |option: &&FieldOption| option.name != "foreign_key";
    for option in FIELD_OPTIONS.iter().filter(is_sent_back) {
        if !MODEL_OPTIONS.iter().any(|other| other.name == option.name) {
            let name = option.name;
            let message =
                format!("unknown model option `{name}`; it goes on a field: `#[field({name})]`");
            check_options(&[(name, &[&message])]);
        }
    }
}

#[test]
fn each_conflict_of_a_field_is_reported() {
    check_fields(&[
        (
            "#[field(unique, index)] pub token: Secret<String>",
            &[
                "a secret is never looked up; remove `unique`",
                "`unique` already makes an index; remove `index`",
            ],
        ),
        (
            "#[field(server, len(1..), input(mail: Mail))] pub email: String",
            &[
                "`input` is what clients send, but clients cannot write `email`; remove `input`",
                "rules check what clients send, but clients cannot write `email`; remove the rule",
            ],
        ),
    ]);
}

#[test]
fn the_shape_of_field_options() {
    check_fields(&[
        (
            "#[field(unique, unique)] pub email: String",
            &["`unique` is given twice; keep one"],
        ),
        (
            "#[field(unique)] #[field(unique)] pub email: String",
            &["`unique` is given twice; keep one"],
        ),
        (
            "#[field(len(1..), len(..=3))] pub email: String",
            &["`len` is given twice; keep one"],
        ),
        (
            "#[field(server, server)] pub email: String",
            &["`server` is given twice; keep one"],
        ),
        (
            "#[field(unique index)] pub email: String",
            &["unexpected token after `unique`; options are separated by commas"],
        ),
        (
            "#[field(unique = true)] pub email: String",
            &["write only `unique`, or name its index: `unique = \"name\"`"],
        ),
        (
            "#[field(email(true))] pub email: String",
            &["`email` takes no value; write only `email`"],
        ),
        (
            "#[field(\"unique\")] pub email: String",
            &["expected the name of an option, such as `unique`"],
        ),
        (
            "#[field(column = name)] pub email: String",
            &["expected a name in quotes, such as `column = \"name\"`"],
        ),
        (
            "#[field(column)] pub email: String",
            &["expected a name in quotes, such as `column = \"name\"`"],
        ),
        (
            "#[field(was = 3)] pub email: String",
            &["expected a name in quotes, such as `was = \"name\"`"],
        ),
        (
            "#[field(default = )] pub age: i32",
            &["`default` is incomplete: expected an expression, such as `default = true`"],
        ),
        (
            "#[field(default = , unique)] pub age: i32",
            &["`default` is incomplete: expected an expression, such as `default = true`"],
        ),
        (
            "#[field(default = =)] pub age: i32",
            &["expected an expression, such as `default = true`"],
        ),
        (
            "#[field(default(3))] pub age: i32",
            &["write the value after `=`, such as `default = true`"],
        ),
        (
            "#[field(auto(now))] pub at: DateTime<Utc>",
            &["`auto` takes one of `update`, `v4`, `v7`, such as `auto(update)`"],
        ),
        (
            "#[field(auto = update)] pub at: DateTime<Utc>",
            &["expected a list in parentheses, such as `auto(update)`"],
        ),
        (
            "#[field(auto = Utc::now())] pub at: DateTime<Utc>",
            &["`auto` generates the value; for one of your own write `default = ...`"],
        ),
        (
            "#[field(input(mail: String, \"email\"))] pub email: String",
            &["expected a rule, such as `len(1..=255)`"],
        ),
        (
            "#[field(input)] pub email: String",
            &["expected a list in parentheses, such as `input(password)`"],
        ),
        (
            "#[field(input(3))] pub email: String",
            &["name what clients send, such as `input(password, len(8..=128))`"],
        ),
        (
            "#[field(input(mail:))] pub email: String",
            &["expected a type, such as `input(mail: Type)`"],
        ),
        (
            "#[field(input(mail: Mail len(1..)))] pub email: String",
            &["unexpected token; rules are separated by commas: `input(name: Type, len(1..=255))`"],
        ),
        (
            "#[field(check)] pub email: String",
            &["expected the path of a function, such as `check = is_slug`"],
        ),
        (
            "#[field(check = \"f\")] pub email: String",
            &["expected the path of a function, such as `check = is_slug`"],
        ),
        (
            "#[field(pattern)] pub email: String",
            &["expected a regex in quotes, such as `pattern = \"^[a-z]+$\"`"],
        ),
        (
            "#[field(pattern = \"a(\")] pub email: String",
            &["this pattern is not a regex: unclosed group"],
        ),
        (
            "#[field(pattern = \"(?=a)\")] pub email: String",
            &[
                "this pattern is not a regex: look-around, including look-ahead and look-behind, is not supported",
            ],
        ),
        (
            "#[field(pattern = \"(?:(?:(?:a{1000}){1000}){1000}){1000}\")] pub email: String",
            &["this pattern is too large to compile; lower the counts in `{...}`"],
        ),
        (
            "#[field(references)] pub code: String",
            &["expected the model that the key belongs to, such as `references = Country`"],
        ),
        (
            "#[field(on_delete)] pub team_id: Id<Team>",
            &["expected an action, such as `on_delete = cascade`"],
        ),
        (
            "#[field(on_delete = \"cascade\")] pub team_id: Id<Team>",
            &["expected an action, such as `on_delete = cascade`"],
        ),
        (
            "#[field(on_delete = cascde)] pub team_id: Id<Team>",
            &["unknown action `cascde`; did you mean `cascade`?"],
        ),
        (
            "#[field(on_delete = SetNull)] pub team_id: Option<Id<Team>>",
            &["unknown action `SetNull`; did you mean `set_null`?"],
        ),
        (
            "#[field(on_delete = no_action)] pub team_id: Id<Team>",
            &["unknown action `no_action`; write `restrict`"],
        ),
        (
            "#[field(on_delete = nothing)] pub team_id: Id<Team>",
            &["unknown action `nothing`; expected `cascade`, `restrict` or `set_null`"],
        ),
    ]);
}

#[test]
fn ranges() {
    check_fields(&[
        (
            "#[field(len(1..255))] pub email: String",
            &["write `..=255`: the upper bound is included"],
        ),
        (
            "#[field(len(..255))] pub email: String",
            &["write `..=255`: the upper bound is included"],
        ),
        (
            "#[field(len(9..=3))] pub email: String",
            &["this range is empty: 9 is more than 3; swap the bounds"],
        ),
        (
            "#[field(range(1..=-2))] pub age: i32",
            &["this range is empty: 1 is more than -2; swap the bounds"],
        ),
        (
            "#[field(range(1..=0.5))] pub age: f64",
            &["this range is empty: 1 is more than 0.5; swap the bounds"],
        ),
        (
            "#[field(len(255))] pub email: String",
            &[
                "expected a range, such as `len(1..=255)`; for exactly this value write `len(255..=255)`",
            ],
        ),
        (
            "#[field(len)] pub email: String",
            &["expected a range, such as `len(1..=255)`"],
        ),
        (
            "#[field(len())] pub email: String",
            &["expected a range, such as `len(1..=255)`"],
        ),
        (
            "#[field(range = 3)] pub age: i32",
            &["expected a range, such as `range(0..=100)`"],
        ),
        (
            "#[field(range(..))] pub age: i32",
            &["`range(..)` allows everything; give a bound, such as `range(0..=100)`"],
        ),
        (
            "#[field(range(3..=))] pub age: i32",
            &["`..=` needs an upper bound; without one write `..`"],
        ),
        (
            "#[field(range(MIN..))] pub age: i32",
            &[
                "expected a range of numbers, such as `range(0..=100)`; a constant is not known when the macro runs",
            ],
        ),
        (
            "#[field(range(..=i32::MAX))] pub age: i32",
            &[
                "expected a range of numbers, such as `range(0..=100)`; a constant is not known when the macro runs",
            ],
        ),
        (
            "#[field(range(min = 3))] pub age: i32",
            &["expected a range of numbers, such as `range(0..=100)`"],
        ),
        (
            "#[field(range(1..=3 4))] pub age: i32",
            &["expected a range of numbers, such as `range(0..=100)`"],
        ),
        (
            "#[field(len(-1..))] pub email: String",
            &["a length is a whole number from 0; write `len(1..=255)`"],
        ),
        (
            "#[field(len(..=2.5))] pub email: String",
            &["a length is a whole number from 0; write `len(1..=255)`"],
        ),
        (
            "#[field(range(-5..=5))] pub age: i32, #[field(range(0.5..))] pub ratio: f64",
            &[],
        ),
    ]);
}
