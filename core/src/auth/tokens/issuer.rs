//! Tokens: what somebody who signed in shows instead of a password, until it expires or the account changes.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::auth::account::Account;
use crate::auth::token_binding::TokenBinding;
use crate::auth::tokens::key::Keys;
use crate::auth::tokens::kind::{Kinds, TokenKind};
use crate::auth::tokens::payload::TokenPayload;
use crate::auth::tokens::schema::Token;
use crate::db::Db;
use crate::db::operation::Operation;
use crate::error::Result;
use crate::value::secret::Secret;

/// Issues and checks tokens: JSON Web Tokens signed with HS256.
///
/// A token is of one [`TokenKind`] and one model, each with a key of its own that is derived from the secret, so none is taken
/// for another. It names the account, when it ends, and a fingerprint of what the account's standing hangs on: the hash of its
/// password, every `bool` field, and every field that is a `role`. When one of these changes, or the row is deleted, every token
/// that was issued before is void for [`Tokens::user`], and so is one of an account that is not `enabled`.
///
/// Cheap to clone.
///
/// ```
/// use fivefold::prelude::*;
/// use fivefold::tokens::{TokenPayload, TokenSecret, Tokens};
///
/// #[model]
/// #[derive(Debug)]
/// pub struct User {
///     pub id: Id<User>,
///     #[field(unique, login, email, len(..=255))]
///     pub email: String,
///     #[field(default = true, enabled)]
///     pub is_active: bool,
///     #[field(input(password, len(8..=128)))]
///     pub hashed_password: PasswordHash,
/// }
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// let db = Db::connect("sqlite::memory:").await?;
/// db.create_all(&schema![User]).await?;
/// let user = User::create(&db, UserCreate::new("ann@example.com", "a horse, correct")).await?;
///
/// // 32 bytes at least, from the program's configuration.
/// let secret = TokenSecret::from_base64("TIaI5UYGh6Q6aiFlmNavXyTkRePzXLGjfxBGCCjVZiQ=")?;
/// let tokens = Tokens::builder("https://api.example.com", secret).build()?;
///
/// let token = tokens.access(&user)?;
/// let claims: TokenPayload<User> = tokens.verify_access(&token.access_token)?;
/// assert_eq!(claims.sub, user.id);
///
/// // What a request does: one statement.
/// let user = tokens.user::<User>(&db, &token.access_token).await?;
/// user.update(&db, UserUpdate { is_active: Set(false), ..Default::default() }).await?;
/// let refused = tokens.user::<User>(&db, &token.access_token).await.unwrap_err();
/// assert_eq!(refused.kind(), ErrorKind::Unauthenticated);
/// # Ok::<(), Error>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Tokens {
    pub(super) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(super) issuer: String,
    pub(super) audience: String,
    pub(super) keys: Keys,
    pub(super) kinds: Kinds,
    pub(super) leeway: i64,
    pub(super) takes_floats: bool,
    pub(super) clock: Clock,
}

/// What time it is.
pub(crate) type Clock = Box<dyn Fn() -> DateTime<Utc> + Send + Sync>;

impl Tokens {
    /// Returns an access token for the account, as an API answers it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable) when the operating system gives no random bytes.
    pub fn access<M: Account>(&self, row: &M) -> Result<Token> {
        let text = self.issue(TokenKind::Access, row)?;
        Ok(Token::bearer(text.expose().clone()))
    }

    /// Returns a token of this kind for the account, such as one that is mailed to somebody who forgot the password.
    ///
    /// # Errors
    ///
    /// As for [`Tokens::access`].
    pub fn issue<M: Account>(&self, kind: TokenKind, row: &M) -> Result<Secret<String>> {
        let claims = self.inner.claims(kind, row, None)?;
        self.inner.sign::<M>(kind, &claims).map(Secret::new)
    }

    /// Returns what an access token says, without a look at the database: it may be that of an account that has changed since.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unauthenticated`](crate::ErrorKind::Unauthenticated), without a reason, for everything that is not an
    /// access token of this issuer for this model that is good now.
    pub fn verify_access<M: Account>(&self, text: &str) -> Result<TokenPayload<M>> {
        self.verify(TokenKind::Access, text)
    }

    /// Returns what a token of this kind says, without a look at the database.
    ///
    /// # Errors
    ///
    /// As for [`Tokens::verify_access`].
    pub fn verify<M: Account>(&self, kind: TokenKind, text: &str) -> Result<TokenPayload<M>> {
        let checked = self.inner.check::<M>(kind, text)?;
        TokenPayload::of(&checked.claims)
    }

    /// Returns the account that an access token is for, as its row is now.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unauthenticated`](crate::ErrorKind::Unauthenticated), without a reason, as for [`Tokens::verify_access`],
    /// and when the account was deleted, is not enabled, or has another password or role than when the token was issued.
    /// Otherwise those of the connection: `Timeout`, `Unavailable`.
    pub fn user<'a, M: Account>(&self, db: &'a Db, text: &str) -> Operation<'a, M> {
        self.account(TokenKind::Access, db, text)
    }

    /// Returns the account that a token of this kind is for, as its row is now. A token that is mailed is good once when what it
    /// allows changes the account: a new password voids it.
    ///
    /// # Errors
    ///
    /// As for [`Tokens::user`].
    pub fn account<'a, M: Account>(
        &self,
        kind: TokenKind,
        db: &'a Db,
        text: &str,
    ) -> Operation<'a, M> {
        let (inner, checked) = (Arc::clone(&self.inner), self.inner.check::<M>(kind, text));
        Box::pin(async move { inner.row(db, &checked?).await })
    }
}

/// Prints the issuer only.
impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens")
            .field("issuer", &self.inner.issuer)
            .finish_non_exhaustive()
    }
}

/// What an account's standing hangs on.
pub(super) fn stamp_of<M: Account>(row: &M) -> TokenBinding {
    let mut stamp = TokenBinding::default();
    row.stamp(&mut stamp);
    stamp
}
