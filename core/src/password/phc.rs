//! The text of a hash: `$argon2id$v=19$m=65536,t=3,p=4$salt$tag` (the PHC string format), as
//! argon2-cffi writes it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::password::cost::Cost;

/// The parts of a hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phc {
    pub(super) cost: Cost,
    /// The name of the pepper.
    pub(super) key_id: Option<String>,
    pub(super) salt: Vec<u8>,
    pub(super) tag: Vec<u8>,
}

/// The maximum length of a hash, in bytes: a tag and a salt of 64 bytes each and every parameter
/// fit.
const MAX_LENGTH: usize = 512;

/// The only version of Argon2 for new and stored hashes: 1.3.
const VERSION: &str = "v=19";

impl Phc {
    /// Returns the parts; `None` for a text that is not a hash of Argon2id 1.3. It allocates no
    /// more than the length of the text.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text.len() > MAX_LENGTH {
            return None;
        }
        let mut parts = text.strip_prefix("$argon2id$")?.split('$');
        if parts.next()? != VERSION {
            return None;
        }
        let mut parameters = parts.next()?.split(',');
        let memory = number(parameters.next()?, "m=")?;
        let passes = number(parameters.next()?, "t=")?;
        let lanes = number(parameters.next()?, "p=")?;
        let key_id = match parameters.next() {
            Some(parameter) => Some(key_id(parameter)?),
            None => None,
        };
        let (salt, tag) = (bytes(parts.next()?, 8)?, bytes(parts.next()?, 16)?);
        if parameters.next().is_some() || parts.next().is_some() {
            return None;
        }
        let cost = Cost {
            memory,
            passes,
            lanes,
        };
        Some(Self {
            cost,
            key_id,
            salt,
            tag,
        })
    }

    /// Returns the text.
    pub(super) fn text(&self) -> String {
        let Cost {
            memory,
            passes,
            lanes,
        } = self.cost;
        let key_id = self.key_id.as_ref().map_or_else(String::new, |id| {
            format!(",keyid={}", STANDARD_NO_PAD.encode(id))
        });
        let (salt, tag) = (
            STANDARD_NO_PAD.encode(&self.salt),
            STANDARD_NO_PAD.encode(&self.tag),
        );
        format!("$argon2id${VERSION}$m={memory},t={passes},p={lanes}{key_id}${salt}${tag}")
    }
}

/// Returns the value of a parameter: a decimal number without sign and leading zeros.
fn number(parameter: &str, name: &str) -> Option<u32> {
    let digits = parameter.strip_prefix(name)?;
    let is_plain = digits.bytes().all(|digit| digit.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'));
    is_plain.then(|| digits.parse().ok()).flatten()
}

fn key_id(parameter: &str) -> Option<String> {
    let id = STANDARD_NO_PAD
        .decode(parameter.strip_prefix("keyid=")?)
        .ok()?;
    String::from_utf8(id).ok()
}

fn bytes(text: &str, least: usize) -> Option<Vec<u8>> {
    let bytes = STANDARD_NO_PAD.decode(text).ok()?;
    (least..=64).contains(&bytes.len()).then_some(bytes)
}
