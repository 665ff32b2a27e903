//! [`Account`]: the columns of a model that sign-in uses.

use crate::auth::token_binding::TokenBinding;
use crate::model::Model;
use crate::model::checks::Checks;
use crate::model::checks::applies::IsLogin;
use crate::model::write::Assignments;
use crate::password::plain::Password;
use crate::password::stored::PasswordHash;
use crate::value::column_type::ColumnType;

/// A model with accounts: one with `#[field(login)]`.
///
/// The operations are those of [`SignIn`](crate::SignIn). Implemented by the macro only; it may
/// gain items at any time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model with accounts",
    label = "no field of `{Self}` is the login",
    note = "put `login` on the unique text that names the account, such as `#[field(unique, login, email)]`, beside a `PasswordHash`"
)]
pub trait Account: Model {
    /// The path of the row's type. Two models of one name differ in it.
    #[doc(hidden)]
    const PATH: &'static str;
    /// The position of the login column.
    #[doc(hidden)]
    const LOGIN: usize;
    /// The position of the column with the password hash.
    #[doc(hidden)]
    const PASSWORD: usize;
    /// The name under which clients send the password.
    #[doc(hidden)]
    const SENT: &'static str;

    /// Returns the login.
    #[doc(hidden)]
    fn login(&self) -> Option<&str>;

    /// Returns the stored password hash.
    #[doc(hidden)]
    fn password_hash(&self) -> Option<&PasswordHash>;

    /// Returns true unless a field with the option `enabled` is false.
    #[doc(hidden)]
    fn is_enabled(&self) -> bool;

    /// Adds the columns that tokens of the account are bound to.
    #[doc(hidden)]
    fn stamp(&self, binding: &mut TokenBinding);

    /// Checks a new password against the rules of its field.
    #[doc(hidden)]
    fn check_password(password: &Password, check: &mut Checks);

    /// Writes a new hash, and the columns that every update sets.
    #[doc(hidden)]
    fn put_password(hash: PasswordHash, row: &mut Assignments);
}

/// Returns the login as text.
pub fn login<T: ColumnType<Repr: IsLogin>>(value: &T) -> Option<&str> {
    value.repr().map(IsLogin::as_text)
}

/// Returns the hash of a column, which may be null.
pub fn password_hash<'h>(value: impl Into<Option<&'h PasswordHash>>) -> Option<&'h PasswordHash> {
    value.into()
}
