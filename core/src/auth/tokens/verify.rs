//! The claims of a new token, and the verification of a received one.

use crate::auth::account::Account;
use crate::auth::tokens::claims::{Claims, Header, Seconds};
use crate::auth::tokens::issuer::{Inner, binding_of};
use crate::auth::tokens::jws::{ALGORITHM, Parts};
use crate::auth::tokens::key::Key;
use crate::auth::tokens::kind::TokenKind;
use crate::auth::tokens::refused::refused;
use crate::auth::tokens::{jws, subject};
use crate::db::Db;
use crate::db::executor::Executor as _;
use crate::db::operation;
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::exec::call::{by_key, one_or_none};

/// A token with a valid signature and valid claims. The account is not checked yet.
pub(crate) struct Checked {
    pub(crate) claims: Claims,
    kind: TokenKind,
    key: Key,
}

impl Inner {
    pub(crate) fn now(&self) -> i64 {
        (self.clock)().timestamp()
    }

    fn audience(&self, kind: TokenKind) -> String {
        format!("{}#{}", self.audience, kind.typ())
    }

    fn key<M: Account>(&self, kind: TokenKind) -> Key {
        Key::derive::<M>(&self.keys.current.secret, kind)
    }

    /// Returns the claims of a new token.
    pub(crate) fn claims<M: Account>(
        &self,
        kind: TokenKind,
        row: &M,
        session: Option<String>,
    ) -> Result<Claims> {
        let subject = subject::text::<M>(row.key()).ok_or_else(|| {
            Error::new(
                ErrorKind::Unsupported,
                "tokens support keys that are a UUID, an integer or text; give the account such a key",
            )
            .with_model(M::table())
        })?;
        let now = self.now();
        Ok(Claims {
            iss: self.issuer.clone(),
            aud: self.audience(kind),
            sub: subject,
            iat: Seconds::Whole(now),
            exp: Seconds::Whole(now.saturating_add(self.kinds.seconds(kind))),
            nbf: None,
            jti: jws::unique()?,
            ver: self.key::<M>(kind).fingerprint(&binding_of(kind, row)),
            sid: session,
        })
    }

    pub(crate) fn sign<M: Account>(&self, kind: TokenKind, claims: &Claims) -> Result<String> {
        let header = Header {
            alg: ALGORITHM.to_owned(),
            typ: kind.typ().to_owned(),
            kid: self.keys.current.id.clone(),
        };
        let unsigned = jws::unsigned(&header, claims)?;
        let signature = self.key::<M>(kind).sign(&unsigned);
        Ok(jws::signed(&unsigned, &signature))
    }

    /// Verifies everything that needs no account.
    pub(crate) fn check<M: Account>(&self, kind: TokenKind, text: &str) -> Result<Checked> {
        self.checked::<M>(kind, text).ok_or_else(refused)
    }

    fn checked<M: Account>(&self, kind: TokenKind, text: &str) -> Option<Checked> {
        let parts = Parts::split(text)?;
        let header = &parts.header;
        if header.alg != ALGORITHM || header.typ != kind.typ() {
            return None;
        }
        let mut keys = self
            .keys
            .of(header.kid.as_deref())
            .map(|named| Key::derive::<M>(&named.secret, kind));
        let key = keys.find(|key| key.is_signature(parts.signed, &parts.signature))?;
        let claims: Claims = parts.claims()?;
        self.is_good(kind, &claims)
            .then_some(Checked { claims, kind, key })
    }

    fn is_good(&self, kind: TokenKind, claims: &Claims) -> bool {
        let whole = |seconds: Seconds| seconds.whole(self.takes_floats);
        let (Some(issued), Some(expires)) = (whole(claims.iat), whole(claims.exp)) else {
            return false;
        };
        let begins = match claims.nbf {
            Some(begins) => whole(begins),
            None => Some(issued),
        };
        let now = self.now();
        let longest = i64::try_from(kind.longest().as_secs()).unwrap_or(i64::MAX);
        claims.iss == self.issuer
            && claims.aud == self.audience(kind)
            && !claims.jti.is_empty()
            && claims.sid.is_some() == (kind == TokenKind::Refresh)
            && expires.saturating_add(self.leeway) > now
            && issued <= now.saturating_add(self.leeway)
            && begins.is_some_and(|begins| begins <= now.saturating_add(self.leeway))
            && expires > issued
            && expires.saturating_sub(issued) <= longest
    }

    /// Reads the account of a token, and rejects one that has changed since.
    pub(crate) async fn row<M: Account>(&self, db: &Db, checked: &Checked) -> Result<M> {
        let key = subject::key::<M>(&checked.claims.sub).ok_or_else(refused)?;
        let db = db.connection();
        let row = operation::read(db, by_key::<M>(db, key), one_or_none).await?;
        let row: M = row.ok_or_else(refused)?;
        let fingerprint = checked.key.fingerprint(&binding_of(checked.kind, &row));
        if fingerprint == checked.claims.ver && row.is_enabled() {
            Ok(row)
        } else {
            Err(refused())
        }
    }
}
