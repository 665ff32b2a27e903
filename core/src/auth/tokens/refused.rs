//! The error for a token that is not accepted.

use crate::error::Error;
use crate::error::kind::ErrorKind;

/// Returns the same error whatever the reason, so that a caller cannot learn it.
pub(crate) fn refused() -> Error {
    Error::new(
        ErrorKind::Unauthenticated,
        "the token is not accepted; sign in again",
    )
}
