//! [`Session`]: makes a refresh token usable once.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use crate::auth::account::Account;
use crate::auth::tokens::claims::{Claims, Seconds};
use crate::auth::tokens::issuer::{Inner, Tokens};
use crate::auth::tokens::kind::TokenKind;
use crate::auth::tokens::refused::refused;
use crate::auth::tokens::schema::TokenPair;
use crate::auth::tokens::verify::Checked;
use crate::crud::Crud;
use crate::db::Db;
use crate::db::executor::Executor;
use crate::db::operation::Operation;
use crate::driver::seam::{Call, FkHint};
use crate::error::kind::ErrorKind;
use crate::error::{Result, protocol_error};
use crate::exec::call;
use crate::exec::rows::Rows;
use crate::model::Model;
use crate::sql::render;
use crate::stmt::condition::Condition;
use crate::stmt::select::Deleted;
use crate::stmt::target::Target;
use crate::stmt::update::{Assignment, Update};
use crate::stmt::workload::Workload;
use crate::value::Value;
use crate::value::id::Id;

/// A session of an account; started by [`Tokens::sign_in`](crate::tokens::Tokens::sign_in). An
/// application that refreshes tokens has this model in its schema: `schema![User, Session]`.
///
/// The row holds no token, only the hash of the id of its current refresh token. Expired sessions
/// can be deleted.
#[fivefold_macros::model(crate = crate, table = "fivefold_session")]
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// The key of the session, which its refresh tokens name.
    pub id: Id<Session>,
    /// The table of the account.
    #[field(server)]
    pub account_table: String,
    /// The key of the account, as text.
    #[field(server, index)]
    pub subject: String,
    /// The hash of the id of the current refresh token.
    #[field(server, hidden)]
    pub digest: Vec<u8>,
    /// The expiry of the current refresh token.
    #[field(server, index)]
    pub expires_at: DateTime<Utc>,
}

impl Tokens {
    /// Starts a session, and returns an access token and the first refresh token. The schema needs
    /// [`Session`].
    ///
    /// # Errors
    ///
    /// As for [`Crud::create`](crate::Crud::create).
    pub fn sign_in<'a, M: Account>(&self, db: &'a Db, row: &M) -> Operation<'a, TokenPair> {
        start(&self.inner, db, row)
    }

    /// Returns new tokens for a refresh token, which is used up.
    ///
    /// When a token is used a second time, it may have been stolen: the session ends, and no
    /// further refresh succeeds. Of several concurrent calls with the same token one succeeds, and
    /// the session ends as well.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unauthenticated`](crate::ErrorKind::Unauthenticated), without a reason;
    /// otherwise the errors of the connection.
    ///
    /// # Cancel safety
    ///
    /// After the future is dropped, the token may be used up.
    pub fn refresh<'a, M: Account>(&self, db: &'a Db, text: &str) -> Operation<'a, TokenPair> {
        refresh::<M>(&self.inner, db, text)
    }

    /// Ends the session of a refresh token. A token that is not valid any more is not an error.
    ///
    /// # Errors
    ///
    /// The errors of the connection: `Busy`, `Timeout`, `Unavailable`.
    pub fn sign_out<'a, M: Account>(&self, db: &'a Db, text: &str) -> Operation<'a, ()> {
        end::<M>(&self.inner, db, text)
    }
}

fn start<'a, M: Account>(inner: &Arc<Inner>, db: &'a Db, row: &M) -> Operation<'a, TokenPair> {
    let inner = Arc::clone(inner);
    let access = inner.claims(TokenKind::Access, row, None);
    let refresh = inner.claims(TokenKind::Refresh, row, None);
    Box::pin(async move {
        let (access, mut refresh) = (access?, refresh?);
        let server = SessionServer {
            account_table: M::table().name().to_owned(),
            subject: refresh.sub.clone(),
            digest: digest(&refresh),
            expires_at: expires_at(&refresh)?,
        };
        let session = Session::create(db, SessionCreate::new().with(server)).await?;
        refresh.sid = Some(session.id.to_string());
        pair::<M>(&inner, &access, &refresh)
    })
}

fn refresh<'a, M: Account>(inner: &Arc<Inner>, db: &'a Db, text: &str) -> Operation<'a, TokenPair> {
    let (inner, checked) = (
        Arc::clone(inner),
        inner.check::<M>(TokenKind::Refresh, text),
    );
    Box::pin(async move {
        let checked = checked?;
        let id = id_of(&checked)?;
        let row: M = match inner.row(db, &checked).await {
            Ok(row) => row,
            Err(error) => {
                if error.kind() == ErrorKind::Unauthenticated {
                    remove(db, id).await?;
                }
                return Err(error);
            }
        };
        let access = inner.claims(TokenKind::Access, &row, None)?;
        let refresh = inner.claims(TokenKind::Refresh, &row, Some(id.to_string()))?;
        if replace(db, id, &checked.claims, &refresh).await? {
            return pair::<M>(&inner, &access, &refresh);
        }
        // The token was used before: another client has its successor.
        remove(db, id).await?;
        Err(refused())
    })
}

fn end<'a, M: Account>(inner: &Arc<Inner>, db: &'a Db, text: &str) -> Operation<'a, ()> {
    let checked = inner.check::<M>(TokenKind::Refresh, text);
    Box::pin(async move {
        match checked.and_then(|checked| id_of(&checked)) {
            Ok(id) => remove(db, id).await,
            Err(_) => Ok(()),
        }
    })
}

fn pair<M: Account>(inner: &Inner, access: &Claims, refresh: &Claims) -> Result<TokenPair> {
    Ok(TokenPair {
        access_token: inner.sign::<M>(TokenKind::Access, access)?,
        refresh_token: inner.sign::<M>(TokenKind::Refresh, refresh)?,
        token_type: "bearer".to_owned(),
    })
}

/// Replaces the current refresh token, and returns true for one of several callers with the same
/// token.
async fn replace(db: &Db, id: Id<Session>, used: &Claims, new: &Claims) -> Result<bool> {
    let table = Session::table();
    let (digest_at, expires_at_at) = (Session::DIGEST.position(), Session::EXPIRES_AT.position());
    let column = |at: usize| table.columns().get(at).ok_or_else(protocol_error);
    let mut target = Target::row(
        column(table.key_position())?,
        Value::Uuid(id.get()),
        Deleted::Without,
    );
    target.restrict([Condition::equal(
        column(digest_at)?,
        Value::Bytes(digest(used)),
    )]);
    let update = Update {
        set: vec![
            Assignment::set(digest_at, Value::Bytes(digest(new))),
            Assignment::set(expires_at_at, Value::Timestamp(expires_at(new)?)),
        ],
        target,
        returning: true,
    };
    let (sql, values) = render::update::update(table, db.connection().dialect(), update)?;
    let call = Call {
        writes: FkHint::Columns(vec![digest_at, expires_at_at]),
        ..Call::new(
            table,
            sql,
            values,
            Rows::<Session>::boxed(),
            Workload::ShortWrite,
        )
    };
    let row: Option<Session> = call::one_or_none(db.connection().run(call).await?)?;
    Ok(row.is_some())
}

async fn remove(db: &Db, id: Id<Session>) -> Result<()> {
    match Session::delete_by_id(db, id).await {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn id_of(checked: &Checked) -> Result<Id<Session>> {
    let id = checked.claims.sid.as_deref().unwrap_or_default();
    id.parse().map_err(|_| refused())
}

fn digest(claims: &Claims) -> Vec<u8> {
    Sha256::digest(URL_SAFE_NO_PAD.decode(&claims.jti).unwrap_or_default()).to_vec()
}

fn expires_at(claims: &Claims) -> Result<DateTime<Utc>> {
    let Seconds::Whole(seconds) = claims.exp else {
        return Err(refused());
    };
    DateTime::from_timestamp(seconds, 0).ok_or_else(refused)
}
