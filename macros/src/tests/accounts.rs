//! `login`, `enabled` and `role`.

use super::messages_of;

const PASSWORD: &str = "#[field(input(password))] pub hashed_password: PasswordHash,";

fn messages(fields: &str) -> Vec<String> {
    messages_of(&format!(
        "#[model] pub struct User {{ pub id: Id<User>, {fields} }}"
    ))
}

#[test]
fn an_account_has_one_login_and_one_password() {
    assert_eq!(
        messages(&format!(
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
            "a login is text; put `login` on a `String`",
        ),
        (
            "#[field(unique, login)] pub token: Uuid,",
            "a login is text; put `login` on a `String`",
        ),
        (
            "#[field(unique, login)] pub email: String, #[field(input(pin))] pub hashed_pin: PasswordHash,",
            "an account has one password; keep one `PasswordHash`, or move this one to another model",
        ),
    ];
    for (fields, expected) in cases {
        assert_eq!(
            messages(&format!("{PASSWORD} {fields}")),
            [expected],
            "{fields}"
        );
    }
    assert_eq!(
        messages("#[field(unique, login)] pub email: String"),
        [
            "there is no password to check; add `#[field(input(password, len(8..=128)))] pub hashed_password: PasswordHash`"
        ]
    );
}

#[test]
fn enabled_and_role_need_a_login() {
    let login = format!("#[field(unique, login)] pub email: String, {PASSWORD}");
    assert_eq!(
        messages(&format!(
            "{login} #[field(server, enabled)] pub is_active: bool, #[field(client, role)] pub role: Role"
        )),
        [""; 0]
    );
    assert_eq!(
        messages(&format!(
            "{login} #[field(client, enabled)] pub is_active: String"
        )),
        ["`enabled` is true or false; put it on a `bool`"]
    );
    for option in ["enabled", "role"] {
        let implied = format!(
            "`{option}` decides about access, so the field says who sets it: `server`, and no client does; `client`, and all do who may send a `UserCreate` or a `UserUpdate`, so give other clients a view without it: `#[model(create(SignUp: ..), update(Profile: ..))]`"
        );
        for field in [option.to_owned(), format!("create_only, {option}")] {
            assert_eq!(
                messages(&format!("{login} #[field({field})] pub may: bool")),
                std::slice::from_ref(&implied)
            );
        }
        assert_eq!(
            messages(&format!("#[field({option})] pub is_active: bool")),
            [format!(
                "`{option}` needs a login, but `User` has none; put `login` on the unique text that identifies the account"
            )]
        );
    }
    assert_eq!(
        messages(&format!(
            "{PASSWORD} #[field(unique, login = true)] pub email: String"
        )),
        ["`login` takes no value; write only `login`"]
    );
}
