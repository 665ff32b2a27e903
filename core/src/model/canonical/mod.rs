//! The canonical forms of texts that identify an account or an address.

mod email;
#[cfg(feature = "auth")]
mod login;

use crate::table::canonical::Canonical;

/// The form of e-mail addresses that are unique.
pub const EMAIL: Canonical = Canonical {
    of: email::canonical_email,
    code: "email",
    message: "must be an e-mail address",
    is_lower: true,
};

/// The form of logins that are not e-mail addresses.
#[cfg(feature = "auth")]
pub const LOGIN: Canonical = Canonical {
    of: login::canonical_login,
    code: "login",
    message: "must have a visible character, and neither control characters nor invisible ones",
    is_lower: false,
};
