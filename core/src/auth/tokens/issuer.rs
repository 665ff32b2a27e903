//! [`Tokens`]: issues and verifies tokens.

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

/// Issues and verifies tokens: JSON Web Tokens signed with HS256.
///
/// A token is for one [`TokenKind`] and one model, each with its own key derived from the secret,
/// so that one is never accepted for another. A model is identified by its table and the path of
/// its type: applications that accept each other's tokens take the model from one crate.
///
/// A token holds the key of the account, an expiry, and a fingerprint of the password hash, of
/// every `bool` field, of every field with the option `role`, and of what is generated when the row
/// is created (`auto`). When one of these changes, or the row is deleted, [`Tokens::user`] rejects
/// every token that was issued before, also where a new row has the same key. It rejects the tokens
/// of an account that is not `enabled` too. Tokens that are mailed, and those of an account without
/// a password, are bound to the login as well.
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
///     #[field(server, default = true, enabled)]
///     pub is_active: bool,
///     #[field(input(password, len(8..=128)))]
///     pub hashed_password: PasswordHash,
/// }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Error> {
/// let db = Db::connect("sqlite::memory:").await?;
/// db.create_all(&schema![User]).await?;
/// let user = User::create(&db, UserCreate::new("ann@example.com", "a horse, correct")).await?;
///
/// // 32 bytes at least, from the configuration of the application.
/// let secret = TokenSecret::from_base64("TIaI5UYGh6Q6aiFlmNavXyTkRePzXLGjfxBGCCjVZiQ=")?;
/// let tokens = Tokens::builder("https://api.example.com", secret).build()?;
///
/// let token = tokens.access(&user)?;
/// let claims: TokenPayload<User> = tokens.verify_access(&token.access_token)?;
/// assert_eq!(claims.sub, user.id);
///
/// // A request takes one statement.
/// let user = tokens.user::<User>(&db, &token.access_token).await?;
/// user.update(&db, User::IS_ACTIVE.set(false)).await?;
/// let refused = tokens.user::<User>(&db, &token.access_token).await.unwrap_err();
/// assert_eq!(refused.kind(), ErrorKind::Unauthenticated);
/// # Ok(()) }
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

/// Returns the current time.
pub(crate) type Clock = Box<dyn Fn() -> DateTime<Utc> + Send + Sync>;

impl Tokens {
    /// Returns an access token for the account, in the form of an API response.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unavailable`](crate::ErrorKind::Unavailable) when the operating system provides
    /// no random bytes.
    pub fn access<M: Account>(&self, row: &M) -> Result<Token> {
        let text = self.issue(TokenKind::Access, row)?;
        Ok(Token::bearer(text.expose().clone()))
    }

    /// Returns a token of this kind for the account, such as one for a forgotten password.
    ///
    /// # Errors
    ///
    /// As for [`Tokens::access`].
    pub fn issue<M: Account>(&self, kind: TokenKind, row: &M) -> Result<Secret<String>> {
        let claims = self.inner.claims(kind, row, None)?;
        self.inner.sign::<M>(kind, &claims).map(Secret::new)
    }

    /// Returns the payload of an access token without a statement: the account may have changed
    /// since the token was issued.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unauthenticated`](crate::ErrorKind::Unauthenticated), without a reason, for
    /// anything but a valid access token of this issuer for this model.
    pub fn verify_access<M: Account>(&self, text: &str) -> Result<TokenPayload<M>> {
        self.verify(TokenKind::Access, text)
    }

    /// Returns the payload of a token of this kind without a statement.
    ///
    /// # Errors
    ///
    /// As for [`Tokens::verify_access`].
    pub fn verify<M: Account>(&self, kind: TokenKind, text: &str) -> Result<TokenPayload<M>> {
        let checked = self.inner.check::<M>(kind, text)?;
        TokenPayload::of(&checked.claims)
    }

    /// Returns the account that an access token was issued for, with its current row.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unauthenticated`](crate::ErrorKind::Unauthenticated), without a reason, as for
    /// [`Tokens::verify_access`], and when the account was deleted, is not enabled, or its password
    /// or a role has changed since the token was issued. `Timeout` and `Unavailable` of the
    /// connection.
    pub fn user<'a, M: Account>(&self, db: &'a Db, text: &str) -> Operation<'a, M> {
        self.account(TokenKind::Access, db, text)
    }

    /// Returns the account that a token of this kind was issued for, with its current row. A mailed
    /// token can be used once if its use changes the account: a new password voids it.
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

/// Returns the token binding of an account.
///
/// A salted hash tells two rows with the same key apart, of which one was deleted. Without a hash
/// the login does.
pub(super) fn binding_of<M: Account>(kind: TokenKind, row: &M) -> TokenBinding {
    let mut binding = TokenBinding::default();
    row.stamp(&mut binding);
    if kind.is_mailed() || row.password_hash().is_none() {
        binding.add_login(row.login());
    }
    binding
}
