//! [`TokenKind`]: the purpose of a token.

use std::time::Duration;

/// The purpose of a token. A token of one kind is never accepted as one of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenKind {
    /// Sent with each request. Lives for 15 minutes by default, 30 days at most.
    Access,
    /// Exchanged once for a new access token. Lives for 30 days by default, 90 days at most.
    Refresh,
    /// Mailed for a forgotten password. Lives for 1 hour by default, 48 hours at most, and no longer
    /// than the account has the login that it was mailed to.
    Reset,
    /// Mailed to verify an address. Lives for 24 hours by default, 7 days at most, and no longer
    /// than the account has the login that it was mailed to.
    Verify,
}

const HOUR: u64 = 3_600;

const DAY: u64 = 24 * HOUR;

impl TokenKind {
    pub(crate) const ALL: [Self; 4] = [Self::Access, Self::Refresh, Self::Reset, Self::Verify];

    /// Returns the `typ` of the header (RFC 8725, 3.11), which is also part of the audience and of
    /// the key.
    pub(crate) const fn typ(self) -> &'static str {
        match self {
            Self::Access => "at+jwt",
            Self::Refresh => "refresh+jwt",
            Self::Reset => "reset+jwt",
            Self::Verify => "verify+jwt",
        }
    }

    /// Returns the default and the maximum lifetime, in seconds.
    const fn seconds(self) -> (u64, u64) {
        match self {
            Self::Access => (15 * 60, 30 * DAY),
            Self::Refresh => (30 * DAY, 90 * DAY),
            Self::Reset => (HOUR, 48 * HOUR),
            Self::Verify => (DAY, 7 * DAY),
        }
    }

    /// Returns the maximum lifetime of a token of this kind.
    #[must_use]
    pub const fn longest(self) -> Duration {
        Duration::from_secs(self.seconds().1)
    }

    /// Returns true for a token that proves that its owner reads the mail of the login.
    pub(crate) const fn is_mailed(self) -> bool {
        matches!(self, Self::Reset | Self::Verify)
    }

    const fn index(self) -> usize {
        self as usize
    }
}

/// The lifetimes of tokens, by kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kinds([Duration; 4]);

impl Default for Kinds {
    fn default() -> Self {
        Self(TokenKind::ALL.map(|kind| Duration::from_secs(kind.seconds().0)))
    }
}

impl Kinds {
    pub(crate) fn set(&mut self, kind: TokenKind, lifetime: Duration) {
        if let Some(slot) = self.0.get_mut(kind.index()) {
            *slot = lifetime;
        }
    }

    pub(crate) fn get(&self, kind: TokenKind) -> Duration {
        self.0.get(kind.index()).copied().unwrap_or_default()
    }

    /// Returns the lifetime in whole seconds.
    pub(crate) fn seconds(&self, kind: TokenKind) -> i64 {
        i64::try_from(self.get(kind).as_secs()).unwrap_or(i64::MAX)
    }
}
