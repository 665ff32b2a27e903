//! [`TokensBuilder`]: the issuer, the secrets, the lifetimes and the clock of tokens.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::auth::tokens::issuer::{Clock, Inner, Tokens};
use crate::auth::tokens::key::{Keys, NamedSecret};
use crate::auth::tokens::kind::{Kinds, TokenKind};
use crate::auth::tokens::secret::TokenSecret;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};

/// The default leeway: more than the clocks of machines with NTP differ by.
const LEEWAY: Duration = Duration::from_secs(5);

/// The maximum leeway, in seconds.
const MAX_LEEWAY: u64 = 30;

/// Sets up [`Tokens`].
///
/// ```
/// use std::time::Duration;
///
/// use fivefold::tokens::{TokenKind, TokenSecret, Tokens};
///
/// # fn load(_: &str) -> Result<TokenSecret, fivefold::Error> { TokenSecret::generate() }
/// // The secret was replaced in November: tokens of the old one stay valid until they expire.
/// let tokens = Tokens::builder("https://api.example.com", load("2026-11")?)
///     .key_id("2026-11")
///     .old_secret("2026-05", load("2026-05")?)
///     .lifetime(TokenKind::Access, Duration::from_secs(5 * 60))
///     .build()?;
/// # Ok::<(), fivefold::Error>(())
/// ```
#[must_use = "a builder issues nothing until `build` is called"]
pub struct TokensBuilder {
    issuer: String,
    audience: Option<String>,
    keys: Keys,
    kinds: Kinds,
    leeway: Duration,
    takes_floats: bool,
    clock: Clock,
}

impl Tokens {
    /// Returns a builder. The issuer is the name of the application that issues and accepts the
    /// tokens, such as its URL.
    pub fn builder(issuer: impl Into<String>, secret: TokenSecret) -> TokensBuilder {
        TokensBuilder::new(issuer.into(), secret)
    }
}

impl TokensBuilder {
    fn new(issuer: String, secret: TokenSecret) -> Self {
        Self {
            issuer,
            audience: None,
            keys: Keys {
                current: NamedSecret { id: None, secret },
                old: Vec::new(),
            },
            kinds: Kinds::default(),
            leeway: LEEWAY,
            takes_floats: false,
            clock: Box::new(Utc::now),
        }
    }

    /// Sets the audience of the tokens. The default is the issuer.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// Sets the lifetime of tokens of a kind. [`TokenKind`] documents the defaults and maximums.
    pub fn lifetime(mut self, kind: TokenKind, lifetime: Duration) -> Self {
        self.kinds.set(kind, lifetime);
        self
    }

    /// Sets the name of the secret, so that it can be replaced later.
    pub fn key_id(mut self, id: impl Into<String>) -> Self {
        self.keys.current.id = Some(id.into());
        self
    }

    /// Accepts tokens that were signed with this secret, under this name or before it had one. New
    /// tokens are not signed with it.
    pub fn old_secret(mut self, id: impl Into<String>, secret: TokenSecret) -> Self {
        let id = Some(id.into());
        self.keys.old.push(NamedSecret { id, secret });
        self
    }

    /// Sets the leeway for clocks that differ, 30 seconds at most. The default is 5 seconds.
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Accepts instants with fractions of a second, which some Python libraries write, and
    /// truncates them.
    pub fn float_instants(mut self) -> Self {
        self.takes_floats = true;
        self
    }

    /// Sets the clock. The default is the clock of the system.
    pub fn clock(mut self, clock: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Returns the issuer of tokens.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Misuse`] for an empty issuer or audience, a lifetime below one second or above
    /// the maximum of its kind, a leeway of more than 30 seconds, and two secrets with the same
    /// name.
    pub fn build(self) -> Result<Tokens> {
        let invalid = |message: &'static str| Err(Error::new(ErrorKind::Misuse, message));
        let audience = self.audience.unwrap_or_else(|| self.issuer.clone());
        if self.issuer.is_empty() || audience.is_empty() {
            return invalid(
                "issuer and audience of tokens cannot be empty; name the application, such as by its URL",
            );
        }
        for kind in TokenKind::ALL {
            let lifetime = self.kinds.get(kind);
            if lifetime.as_secs() == 0 || lifetime > kind.longest() {
                return invalid(
                    "the lifetime of a token is from one second to `TokenKind::longest`; set another one",
                );
            }
        }
        if self.leeway.as_secs() > MAX_LEEWAY {
            return invalid("the leeway for clocks is 30 seconds at most; synchronise the clocks");
        }
        let keys = &self.keys;
        let mut names: Vec<_> = keys.old.iter().map(|key| &key.id).collect();
        names.push(&keys.current.id);
        names.sort_unstable();
        if names
            .windows(2)
            .any(|pair| matches!(pair, [one, other] if one == other))
        {
            return invalid("two secrets of tokens have the same name; give each its own");
        }
        Ok(Tokens {
            inner: Arc::new(Inner {
                issuer: self.issuer,
                audience,
                keys: self.keys,
                kinds: self.kinds,
                leeway: i64::try_from(self.leeway.as_secs()).unwrap_or(0),
                takes_floats: self.takes_floats,
                clock: self.clock,
            }),
        })
    }
}

/// Prints the issuer only.
impl fmt::Debug for TokensBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokensBuilder")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}
