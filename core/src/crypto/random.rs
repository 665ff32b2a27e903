//! Random bytes from the operating system.

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// Returns bytes from the operating system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| {
        Error::new(
            ErrorKind::Unavailable,
            "the operating system provided no random bytes; try again",
        )
        .with_raw(error)
    })?;
    Ok(bytes)
}
