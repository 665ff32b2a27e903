//! `create(View: …)`, `update(View: …)` and `public(View: …)`.

use super::{Case, check, check_options, run};

#[test]
fn views() {
    check_options(&[
        (
            "create(Register)",
            &[
                "`Register` has no fields; list them, such as in `create(UserRegister: email, password)`",
            ],
        ),
        (
            "create(Register:)",
            &[
                "`Register` has no fields; list them, such as in `create(UserRegister: email, password)`",
            ],
        ),
        (
            "create(\"Register\": email)",
            &[
                "expected the name of a struct and its fields, such as `create(UserRegister: email, password)`",
            ],
        ),
        (
            "update",
            &["expected a list in parentheses, such as `update(UserUpdateMe: email, full_name)`"],
        ),
        (
            "public(Card: email name)",
            &[
                "expected names of fields with commas between them, such as in `public(UserCard: id, full_name)`",
            ],
        ),
        (
            "create(Register: email, name)",
            &[
                "`Register` leaves out `is_open`, which has no default; list it, or give it a default",
                "`Register` leaves out `team_id`, which has no default; list it, or give it a default",
                "`Register` leaves out `pin`, which has no default; list it, or give it a default",
            ],
        ),
        (
            "update(Me: emial)",
            &["`User` has no field `emial`; did you mean `email`?"],
        ),
        (
            "update(Me: email, email)",
            &["`email` is listed twice; keep one"],
        ),
        (
            "update(Me: id)",
            &["clients do not send `id`, so it is not in `UserUpdate`; leave it out"],
        ),
        (
            "public(Card: pin)",
            &["`pin` is hidden from clients; leave it out"],
        ),
        (
            "public(UserPublic: id)",
            &["there is a struct `UserPublic` already; give this one another name"],
        ),
        (
            "public(Card: id), update(Card: email)",
            &["there is a struct `Card` already; give this one another name"],
        ),
        ("public(Card: id, email,), public(Line: email)", &[]),
    ]);
    check(&[(
        "#[model(create(Register: password_hash))] pub struct User { pub id: Id<User>, #[field(input(password))] pub password_hash: PasswordHash }",
        &[
            "clients send `password` for `password_hash`; write `password`",
            "`Register` leaves out `password`, which has no default; list it, or give it a default",
        ],
    )]);
}

#[test]
fn structs_with_derive_view() {
    let cases: &[Case<'_>] = &[
        (
            "struct Card { id: Id<User> }",
            &["name the model that the view is read from: `#[view(User)]`"],
        ),
        (
            "#[view(\"User\")] struct Card { id: Id<User> }",
            &["expected one model, such as `#[view(User)]`"],
        ),
        (
            "#[view(User)] struct Card(Id<User>);",
            &["a view needs named fields: each one names a column"],
        ),
        (
            "#[view(User)] enum Card { Id }",
            &["`#[derive(View)]` is for structs; write it on one with named fields"],
        ),
        (
            "#[view(User)] struct Card<T> { id: T }",
            &["a view cannot be generic: each of its fields is one column; remove the parameters"],
        ),
        (
            "#[view(User)] struct Card { #[view(EMAIL)] id: String }",
            &["expected the constant of the column, such as `#[view(column = EMAIL)]`"],
        ),
        (
            "#[view(User)] struct Card { #[view(column = \"EMAIL\")] id: String }",
            &["expected the constant of the column, such as `#[view(column = EMAIL)]`"],
        ),
    ];
    for (source, expected) in cases {
        let (_, messages) = run(source, |input, errors| {
            crate::derives::view::expand(&input, errors)
        });
        assert_eq!(messages, *expected, "\n{source}");
    }
}
