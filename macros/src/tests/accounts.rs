//! `login`, `enabled` and `role`.

use super::messages_of;

const PASSWORD: &str = "#[field(input(password))] pub hashed_password: PasswordHash,";

fn says(fields: &str) -> Vec<String> {
    messages_of(&format!(
        "#[model] pub struct User {{ pub id: Id<User>, {fields} }}"
    ))
}

#[test]
fn an_account_has_one_login_and_one_password() {
    assert_eq!(
        says(&format!(
            "#[field(unique, login)] pub email: String, {PASSWORD}"
        )),
        [""; 0]
    );
    let cases = [
        (
            "#[field(login)] pub email: String,",
            "two accounts could have the same login; write `unique, login`",
        ),
        (
            "#[field(unique, login)] pub email: String, #[field(unique, login)] pub nick: String,",
            "`User` already has the login `email`; keep one",
        ),
        (
            "#[field(unique, login)] pub number: i64,",
            "people sign in with a text; put `login` on a `String`",
        ),
        (
            "#[field(unique, login)] pub token: Uuid,",
            "people sign in with a text; put `login` on a `String`",
        ),
        (
            "#[field(unique, login)] pub email: String, #[field(input(pin))] pub hashed_pin: PasswordHash,",
            "people sign in with one password; keep one `PasswordHash`, or move this one to a model of its own",
        ),
    ];
    for (fields, expected) in cases {
        assert_eq!(
            says(&format!("{PASSWORD} {fields}")),
            [expected],
            "{fields}"
        );
    }
    assert_eq!(
        says("#[field(unique, login)] pub email: String"),
        [
            "there is no password to check; add `#[field(input(password, len(8..=128)))] pub hashed_password: PasswordHash`"
        ]
    );
}

#[test]
fn who_may_sign_in_is_said_of_an_account() {
    let login = format!("#[field(unique, login)] pub email: String, {PASSWORD}");
    assert_eq!(
        says(&format!(
            "{login} #[field(enabled)] pub is_active: bool, #[field(role)] pub role: Role"
        )),
        [""; 0]
    );
    assert_eq!(
        says(&format!("{login} #[field(enabled)] pub is_active: String")),
        ["`enabled` says yes or no; put it on a `bool`"]
    );
    for option in ["enabled", "role"] {
        assert_eq!(
            says(&format!("#[field({option})] pub is_active: bool")),
            [format!(
                "`{option}` is about signing in, but nobody signs in to `User`; put `login` on the unique text that names the account"
            )]
        );
    }
    assert_eq!(
        says(&format!(
            "{PASSWORD} #[field(unique, login = true)] pub email: String"
        )),
        ["`login` takes no value; write only `login`"]
    );
}
