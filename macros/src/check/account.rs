//! Accounts: a unique login, one password, and the fields that decide whether a sign-in is allowed.

use crate::errors::Errors;
use crate::model::Model;
use crate::model::field::{Field, Flow};
use crate::parse::field_values::Writer;
use crate::types;

/// Types that cannot be a login, because they are not text.
const NOT_TEXT: &[&str] = &[
    "Id",
    "Uuid",
    "DateTime",
    "NaiveDate",
    "NaiveTime",
    "Json",
    "Vec",
    "Decimal",
    "Secret",
    "PasswordHash",
];

pub(super) fn check(model: &Model, errors: &Errors) {
    let row = model.row();
    let mut first: Option<&Field> = None;
    for field in model
        .fields
        .iter()
        .filter(|field| field.flow != Flow::Broken)
    {
        if let Some(given) = &field.options.login {
            let ty = types::inner(&field.ty);
            if let Some(first) = first {
                let message = format!("`{row}` already has the login `{}`; keep one", first.name);
                errors.at(&given.key, message);
            } else if types::is_primitive(ty) || types::is_one_of(ty, NOT_TEXT) {
                errors.at(&given.key, "a login is text; put `login` on a `String`");
            } else if !field.key && field.options.unique.is_none() {
                let message = "two accounts could have the same login; write `unique, login`";
                errors.at(&given.key, message);
            } else {
                password(model, field, errors);
            }
            first.get_or_insert(field);
        }
    }
    for field in &model.fields {
        let options = &field.options;
        let needs_login = options.enabled.as_ref().or(options.role.as_ref());
        if let (Some(given), None) = (needs_login, first) {
            let message = format!(
                "`{}` needs a login, but `{row}` has none; put `login` on the unique text that identifies the account",
                given.key
            );
            errors.at(&given.key, message);
        } else if let (Some(given), true) = (needs_login, writer_is_implied(field)) {
            let message = format!(
                "`{}` decides about access, so the field says who sets it: `server`, and no client does; `client`, and all do who may send a `{row}Create` or a `{row}Update`, so give other clients a view without it: `#[model(create(SignUp: ..), update(Profile: ..))]`",
                given.key
            );
            errors.at(&given.key, message);
        }
    }
}

/// True if clients set the field, and no option says that they all may.
fn writer_is_implied(field: &Field) -> bool {
    let writers = &field.options.writers;
    match writers.as_slice() {
        [] => true,
        [given] => given.value == Writer::CreateOnly,
        _ => false,
    }
}

/// Checks that there is exactly one password for the login.
fn password(model: &Model, login: &Field, errors: &Errors) {
    let Some(given) = &login.options.login else {
        return;
    };
    let mut passwords = model.passwords();
    if passwords.next().is_none() {
        let remedy =
            "add `#[field(input(password, len(8..=128)))] pub hashed_password: PasswordHash`";
        errors.at(
            &given.key,
            format_args!("there is no password to check; {remedy}"),
        );
    } else if let Some(second) = passwords.next() {
        errors.at(
            &second.written,
            "an account has one password; keep one `PasswordHash`, or move this one to another model",
        );
    }
}
