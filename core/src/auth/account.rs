//! [`Account`]: what signing in needs to know of a row.

use crate::auth::token_binding::TokenBinding;
use crate::model::Model;
use crate::model::checks::Checks;
use crate::model::checks::applies::IsLogin;
use crate::model::write::Assignments;
use crate::password::plain::Password;
use crate::password::stored::PasswordHash;
use crate::value::column_type::ColumnType;

/// A model that people sign in to: one with `#[field(login)]`.
///
/// The operations are those of [`SignIn`](crate::SignIn). Implemented by the macro only; it may gain items at any time.
#[diagnostic::on_unimplemented(
    message = "nobody signs in to `{Self}`",
    label = "no field of `{Self}` is the login",
    note = "put `login` on the unique text that names the account, such as `#[field(unique, login, email)]`, beside a `PasswordHash`"
)]
pub trait Account: Model {
    /// The position of the login.
    #[doc(hidden)]
    const LOGIN: usize;
    /// The position of the password's hash.
    #[doc(hidden)]
    const PASSWORD: usize;
    /// What clients send the password as.
    #[doc(hidden)]
    const SENT: &'static str;

    /// Returns the text that names the account.
    #[doc(hidden)]
    fn login(&self) -> Option<&str>;

    /// Returns the stored hash.
    #[doc(hidden)]
    fn password_hash(&self) -> Option<&PasswordHash>;

    /// Returns false when any field that is `enabled` says so.
    #[doc(hidden)]
    fn is_enabled(&self) -> bool;

    /// Adds what the account's standing hangs on.
    #[doc(hidden)]
    fn stamp(&self, stamp: &mut TokenBinding);

    /// Checks a new password by the rules of its field.
    #[doc(hidden)]
    fn check_password(password: &Password, check: &mut Checks);

    /// Writes a new hash, and what changes with every change.
    #[doc(hidden)]
    fn put_password(hash: PasswordHash, row: &mut Assignments);
}

/// Returns the text of a login.
pub fn login<T: ColumnType<Repr: IsLogin>>(value: &T) -> Option<&str> {
    value.repr().map(IsLogin::as_text)
}

/// Returns the hash, of a column that may be null as well.
pub fn password_hash<'h>(value: impl Into<Option<&'h PasswordHash>>) -> Option<&'h PasswordHash> {
    value.into()
}
