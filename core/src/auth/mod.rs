//! Signing in: a look-up, a password, and nothing that tells one failure from another.

mod account;
mod email;
#[cfg(any(test, feature = "testing"))]
mod planted;
mod sign_in;
mod stamp;
mod throttle;

pub use account::{Account, login, password_hash};
pub use email::canonical_email;
pub use sign_in::SignIn;
pub use stamp::Stamp;
pub(crate) use throttle::Throttle;
