//! The only caller of Argon2id.

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::password::cost::Cost;
use crate::password::memory::Memory;
use crate::password::pepper::Pepper;

/// Returns the tag of a password, of `length` bytes.
pub(super) fn tag(
    memory: &Memory,
    cost: Cost,
    pepper: Option<&Pepper>,
    password: &[u8],
    salt: &[u8],
    length: usize,
) -> Result<Zeroizing<Vec<u8>>> {
    let failed = |_| {
        Error::new(
            ErrorKind::Internal,
            "Argon2id refused parameters that the policy had accepted; report it to the developers of `fivefold`",
        )
    };
    let params = Params::new(cost.memory, cost.passes, cost.lanes, Some(length)).map_err(failed)?;
    let argon = match pepper {
        Some(pepper) => {
            Argon2::new_with_secret(pepper.key(), Algorithm::Argon2id, Version::V0x13, params)
                .map_err(failed)?
        }
        None => Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
    };
    let mut tag = Zeroizing::new(vec![0; length]);
    memory.with(cost.blocks(), |blocks| {
        argon
            .hash_password_into_with_memory(password, salt, &mut tag, blocks)
            .map_err(failed)
    })?;
    Ok(tag)
}
