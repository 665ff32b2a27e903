//! Sign-in: accounts, passwords and tokens. Failures cannot be told apart.

pub(crate) mod account;
#[cfg(any(test, fivefold_faults))]
pub(crate) mod fault_injection;
pub(crate) mod sign_in;
pub(crate) mod token_binding;
#[cfg(feature = "tokens")]
pub mod tokens;

pub use crate::auth::account::Account;
pub use crate::auth::sign_in::SignIn;
pub use crate::password::policy::PasswordPolicy;
pub use crate::password::{plain::Password, stored::PasswordHash};
