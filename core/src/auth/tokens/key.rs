//! The keys that are derived from the secrets, one for each kind and model.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::auth::account::Account;
use crate::auth::token_binding::TokenBinding;
use crate::auth::tokens::kind::TokenKind;
use crate::auth::tokens::secret::TokenSecret;
use crate::crypto::hmac::{is_mac, mac};

/// The current secret, and those that were used before.
pub(crate) struct Keys {
    pub(crate) current: NamedSecret,
    pub(crate) old: Vec<NamedSecret>,
}

/// A secret with the name that stands in headers.
pub(crate) struct NamedSecret {
    pub(crate) id: Option<String>,
    pub(crate) secret: TokenSecret,
}

impl Keys {
    /// Returns the secrets that a token may be signed with: the one that its header names, or all
    /// of them if it names none, for tokens from before the secret had a name. The header cannot
    /// choose any other.
    pub(crate) fn of<'k>(&'k self, id: Option<&'k str>) -> impl Iterator<Item = &'k NamedSecret> {
        let keys = std::iter::once(&self.current).chain(&self.old);
        keys.filter(move |key| id.is_none() || key.id.as_deref() == id)
    }
}

/// A key of one kind and one model.
pub(crate) struct Key(Zeroizing<[u8; 32]>);

impl Key {
    /// Derives the key: HMAC of the purpose under the secret, which is the first step of
    /// HKDF-Expand (RFC 5869) for a random secret.
    pub(crate) fn derive<M: Account>(secret: &TokenSecret, kind: TokenKind) -> Self {
        // Two models may have one name, and in two databases one table.
        let (table, path) = (M::table().name(), M::PATH);
        let purpose = format!("fivefold token 2\0{}\0{table}\0{path}", kind.typ());
        Self(Zeroizing::new(mac(secret.bytes(), &[purpose.as_bytes()])))
    }

    pub(crate) fn sign(&self, signed: &str) -> [u8; 32] {
        mac(&*self.0, &[signed.as_bytes()])
    }

    /// Returns true for the signature of this text, in constant time.
    pub(crate) fn is_signature(&self, signed: &str, signature: &[u8]) -> bool {
        signature.len() == 32 && is_mac(&*self.0, &[signed.as_bytes()], signature)
    }

    /// Returns the fingerprint of an account. It depends on the key, so that a token reveals
    /// nothing of the password hash.
    pub(crate) fn fingerprint(&self, binding: &TokenBinding) -> String {
        let mac = mac(&*self.0, &[b"fivefold stamp 1\0", binding.bytes()]);
        URL_SAFE_NO_PAD.encode(mac.get(..16).unwrap_or_default())
    }
}
