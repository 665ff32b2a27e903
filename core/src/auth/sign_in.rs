//! [`SignIn`]: the operations of an account.

use crate::auth::account::Account;
use crate::db::Db;
use crate::db::executor::{Connection, Executor};
use crate::db::operation::{self, Operation};
use crate::driver::seam::{Call, FkHint, Sink};
use crate::error::kind::ErrorKind;
use crate::error::{Error, Result, protocol_error};
use crate::exec::pipeline;
use crate::exec::rows::Rows;
use crate::exec::write::{Extent, OnMissing, OneRow};
use crate::exec::{call, update};
use crate::model::checks::Checks;
use crate::model::reader::Reader;
use crate::model::write::Assignments;
use crate::password::hasher::{Hasher, Renewal};
use crate::password::hashing::Hashing;
use crate::password::plain::Password;
use crate::password::stored::PasswordHash;
use crate::password::throttle::{LoginId, Throttle};
use crate::sql::render;
use crate::sql::render::prepared;
use crate::stmt::condition::Condition;
use crate::stmt::select::Deleted;
use crate::stmt::target::Target;
use crate::stmt::update::{Assignment, Update};
use crate::stmt::workload::Workload;
use crate::value::Value;
use crate::value::column_type::ColumnType;
use crate::value::row::Row;

/// The number of attempts of a password change, before a row whose hash is replaced concurrently is
/// stale.
const ATTEMPTS: usize = 3;

/// The maximum length of a login, in bytes: more than an index of PostgreSQL or MariaDB can hold.
const MAX_LOGIN: usize = 4_096;

/// The operations of a model with accounts.
///
/// Implemented for every [`Account`]. They take a `&Db` and not a transaction, so that no
/// connection is held while a password is hashed.
///
/// # Examples
///
/// ```
/// use fivefold::prelude::*;
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
/// User::create(&db, UserCreate::new("ann@example.com", "a horse, correct")).await?;
///
/// let typed = Password::from("a horse, correct");
/// let user = User::authenticate(&db, "Ann@Example.com", &typed).await?;
/// assert!(user.is_some_and(|user| user.email == "ann@example.com"));
/// assert!(User::authenticate(&db, "bob@example.com", &typed).await?.is_none());
/// # Ok(()) }
/// ```
pub trait SignIn: Account {
    /// Returns the row of the account if the login exists, the password is correct and the account
    /// is enabled. A login is found in any spelling of its canonical form, and as it is stored.
    ///
    /// A failed sign-in returns `None` whatever the reason, in constant time: the statement, the
    /// number of rows and the hashing work are the same for an account that does not exist, one
    /// without a password, a disabled one, and a wrong password. A password of more than 1,024
    /// bytes and a login of more than 4,096 are rejected at once, before anything is looked up.
    ///
    /// After 100 failures within 15 minutes a login is rejected for the rest of that time, whether
    /// the account exists or not, at the same cost;
    /// [`PasswordPolicy::failures`](crate::auth::PasswordPolicy::failures) sets other limits, and
    /// says what a failure is. Failures are counted in memory, by this handle and its clones:
    /// several processes count each for itself.
    ///
    /// A correct password whose hash was made by an older policy is rehashed. This takes one more
    /// statement, which writes only if the stored hash is still the one that was checked; its
    /// failure is not reported.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Busy`] when too many passwords wait to be hashed, or too many sign-ins of one
    /// login run at once. `Timeout` and `Unavailable` of the connection. After an error no failure
    /// is counted.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing, except that a correct password may have been rehashed.
    /// A hash that has started runs to its end, and keeps its permit until then.
    fn authenticate<'a>(
        db: &'a Db,
        login: impl AsRef<str>,
        password: &Password,
    ) -> Operation<'a, Option<Self>> {
        let login = login.as_ref();
        if login.len() > MAX_LOGIN || Hasher::is_too_long(password) {
            return operation::ready(Ok(None));
        }
        Box::pin(authenticate(db, login.to_owned(), password.clone()))
    }

    /// Checks the current password, stores the hash of the new one, and returns the stored row.
    ///
    /// The current password is that of the stored row, also where this row was read before it was
    /// changed. Tokens that were issued before become void.
    ///
    /// # Errors
    ///
    /// `Validation` for a new password that breaks a rule of its field or is too common;
    /// [`ErrorKind::Unauthenticated`] when the current one is wrong; [`ErrorKind::Busy`] when the
    /// login has failed too often, whether the current password is correct or not, and as for
    /// [`SignIn::authenticate`]; `NotFound` when the row does not exist any more;
    /// [`ErrorKind::Stale`] when the password was changed concurrently. Nothing was written.
    ///
    /// # Cancel safety
    ///
    /// After the future is dropped, either the old or the new password is stored.
    fn change_password<'a>(
        &self,
        db: &'a Db,
        current: &Password,
        new: &Password,
    ) -> Operation<'a, Self> {
        let (key, current, new) = (key_of(self), current.clone(), new.clone());
        Box::pin(async move { change_password(db, key?, current, new).await })
    }

    /// Stores a hash that another application made, and returns the stored row.
    ///
    /// The hash is not checked here: with one that the policy does not accept, no sign-in succeeds.
    ///
    /// ```
    /// # use fivefold::prelude::*;
    /// # #[model] #[derive(Debug)] pub struct User {
    /// #     pub id: Id<User>,
    /// #     #[field(unique, login, email)] pub email: String,
    /// #     #[field(input(password))] pub hashed_password: Option<PasswordHash>,
    /// # }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Error> {
    /// # let db = Db::connect("sqlite::memory:").await?;
    /// # db.create_all(&schema![User]).await?;
    /// // Made by argon2-cffi.
    /// let hash = "$argon2id$v=19$m=65536,t=3,p=4$+NEoBK2xJs67hmHpAXLASg$NJXzbxZCC8JCcFDi0WbO9uPW3y2T3G7HVO7wE/1JV60";
    /// let user = User::create(&db, UserCreate::new("ann@example.com")).await?;
    /// user.import_password(&db, PasswordHash::from_phc(hash)).await?;
    ///
    /// let typed = Password::from("correct horse battery staple");
    /// assert!(User::authenticate(&db, "ann@example.com", &typed).await?.is_some());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// `NotFound` when the row does not exist any more; otherwise as for
    /// [`Crud::update`](crate::Crud::update).
    fn import_password<'a>(&self, db: &'a Db, hash: PasswordHash) -> Operation<'a, Self> {
        let row = OneRow::read(self).map(OneRow::whatever_version);
        let set = Assignments::fill_with::<Self>(|set| Self::put_password(hash, set));
        update::update_row(db.connection(), row, set)
    }
}

impl<M: Account> SignIn for M {}

fn key_of<M: Account>(row: &M) -> Result<Value> {
    let key = row.key().into_value();
    key.map_err(|reason| Error::unstorable(M::table(), M::SENT, &reason))
}

async fn authenticate<M: Account>(db: &Db, login: String, password: Password) -> Result<Option<M>> {
    let Hashing { hasher, throttle } = db.connection().passwords();
    let login_key = LoginKey::of::<M>(login);
    let found: Option<M> = look_up(db.connection(), &login_key).await?;
    #[cfg(any(test, fivefold_faults))]
    if crate::auth::fault_injection::refuses(db, found.as_ref(), &password).await? {
        return Ok(None);
    }
    let stored = found.as_ref().and_then(M::password_hash);
    let attempt = throttle
        .attempt(login_key.counted::<M>(throttle, stored))
        .await?;
    let verdict = hasher.verify(stored, &password).await?;
    // The other columns of the row matter only after the password was correct.
    let is_in = |row: &M| verdict.is_right && row.is_enabled() && attempt.is_allowed();
    let Some(row) = found.filter(is_in) else {
        // Whatever the reason: a limit that not every `None` counts towards would tell them apart.
        attempt.failed();
        return Ok(None);
    };
    attempt.succeeded();
    Ok(Some(match verdict.renew {
        Some(at) => upgraded(db, row, &password, at).await,
        None => row,
    }))
}

/// A login, and its canonical form. Another application may have stored an account as it was typed.
struct LoginKey {
    /// `None` for a text that no column can hold.
    given: Option<String>,
    /// `None` for a text without a canonical form.
    form: Option<String>,
    /// The text by which failures are counted.
    counted: String,
}

impl LoginKey {
    fn of<M: Account>(login: String) -> Self {
        let canonical = M::table()
            .columns()
            .get(M::LOGIN)
            .and_then(|column| column.canonical);
        let form = canonical.and_then(|canonical| {
            let form = (canonical.of)(&login);
            if form.is_none() {
                // A text that is not an address takes as long as an address.
                std::hint::black_box((canonical.of)("nobody@example.com"));
            }
            form
        });
        Self {
            counted: form.clone().unwrap_or_else(|| login.clone()),
            given: Some(login).filter(|login| login.clone().into_value().is_ok()),
            form,
        }
    }

    /// Returns the account among the rows that the database found: that with the login as it was
    /// given, before that with its canonical form. The database compares by the collation of the
    /// table; this comparison is exact.
    fn choose<M: Account>(&self, mut rows: Vec<M>) -> Option<M> {
        let exact = |login: &Option<String>| {
            let is_it = |row: &M| login.is_some() && row.login() == login.as_deref();
            rows.iter().position(is_it)
        };
        let chosen = exact(&self.given).or_else(|| exact(&self.form))?;
        Some(rows.swap_remove(chosen))
    }

    /// Returns what failures are counted by: the login, and the stored hash. So every write of a
    /// password ends the count of the one before, in whatever process it happens.
    fn counted<M: Account>(&self, throttle: &Throttle, stored: Option<&PasswordHash>) -> LoginId {
        let stored = stored.map(PasswordHash::expose);
        throttle.id((M::table().name(), M::PATH, &self.counted, stored))
    }
}

/// Reads the account with this login. It is one statement, and one row whether the account exists or
/// not, and whether it could exist or not; two where another application stored both forms.
async fn look_up<M: Account>(db: Connection<'_>, login_key: &LoginKey) -> Result<Option<M>> {
    let table = M::table();
    let given = login_key.given.as_deref().unwrap_or_default();
    let form = login_key.form.as_deref().unwrap_or(given);
    let values = [given, form].map(|login| Value::Text(login.to_owned()));
    let sql = prepared::sign_in(table, db.dialect(), M::LOGIN);
    let sink = Box::new(RowsOrNulls::<M> { rows: Vec::new() });
    let call = Call::new(table, sql, values.to_vec(), sink, Workload::ShortRead);
    let rows = db.run(call).await?.into::<RowsOrNulls<M>>()?.rows;
    Ok(login_key.choose(rows))
}

/// Collects the rows of a lookup. Where the account does not exist, there is one that is all NULL.
struct RowsOrNulls<M> {
    rows: Vec<M>,
}

impl<M: Account> Sink for RowsOrNulls<M> {
    fn row(&mut self, row: &dyn Row) -> Result<()> {
        if !row.is_null(M::table().key_position()) {
            self.rows.push(M::read(&mut Reader::new(row, M::table()))?);
        }
        Ok(())
    }
}

/// Stores the hash of a correct password under the current policy, unless it was changed
/// concurrently, and returns the stored row. The sign-in succeeds either way.
async fn upgraded<M: Account>(db: &Db, row: M, password: &Password, at: Renewal) -> M {
    match upgrade(db, &row, password, at).await {
        Ok(Some(upgraded)) => upgraded,
        Ok(None) | Err(_) => row,
    }
}

/// Returns the row with the new hash, or as a concurrent sign-in with this password has stored it.
async fn upgrade<M: Account>(
    db: &Db,
    row: &M,
    password: &Password,
    at: Renewal,
) -> Result<Option<M>> {
    let hasher = &db.connection().passwords().hasher;
    let Some(old) = row.password_hash() else {
        return Ok(None);
    };
    let hash = hasher.renew(password, at).await?;
    let key = key_of(row)?;
    let new = hash.into_value();
    let new = new.map_err(|reason| Error::unstorable(M::table(), M::SENT, &reason))?;
    // No change of the account, so no hooks: a better hash of the same password.
    let update = Update {
        set: vec![Assignment::set(M::PASSWORD, new)],
        target: unchanged_password::<M>(key.clone(), old)?,
        returning: true,
    };
    let connection = db.connection();
    let (sql, values) = render::update::update(M::table(), connection.dialect(), update)?;
    let call = Call {
        writes: FkHint::Columns(vec![M::PASSWORD]),
        ..Call::new(
            M::table(),
            sql,
            values,
            Rows::<M>::boxed(),
            Workload::ShortWrite,
        )
    };
    if let Some(row) = call::one_or_none(connection.run(call).await?)? {
        return Ok(Some(row));
    }
    let row: M = call::get(db.connection(), key).await?;
    let verdict = hasher.verify(row.password_hash(), password).await?;
    Ok(Some(row).filter(|row| verdict.is_right && row.is_enabled()))
}

async fn change_password<M: Account>(
    db: &Db,
    key: Value,
    current: Password,
    new: Password,
) -> Result<M> {
    let Hashing { hasher, throttle } = db.connection().passwords();
    check_new::<M>(hasher, &new)?;
    if Hasher::is_too_long(&current) {
        return Err(wrong::<M>());
    }
    let mut made: Option<PasswordHash> = None;
    for _ in 0..ATTEMPTS {
        // A sign-in may replace the hash at any time by a better one of the same password.
        let row: M = call::get(db.connection(), key.clone()).await?;
        let stored = row.password_hash();
        let login_key = LoginKey::of::<M>(row.login().unwrap_or_default().to_owned());
        let attempt = throttle
            .attempt(login_key.counted::<M>(throttle, stored))
            .await?;
        if !attempt.is_allowed() {
            return Err(throttled::<M>());
        }
        let is_right = hasher.verify(stored, &current).await?.is_right;
        let Some(old) = stored.filter(|_| is_right) else {
            attempt.failed();
            return Err(wrong::<M>());
        };
        attempt.succeeded();
        let hash = match made.take() {
            Some(hash) => hash,
            None => hasher.hash(&new).await?,
        };
        let set = Assignments::fill_with::<M>(|set| M::put_password(hash.clone(), set))?;
        let written = pipeline::update::<M>(
            db.connection(),
            set,
            unchanged_password::<M>(key.clone(), old)?,
            Extent::One(OnMissing::Nothing),
            Vec::new(),
        );
        let written = written.await?;
        if let Some(row) = written.rows.into_iter().next() {
            return Ok(row);
        }
        made = Some(hash);
    }
    Err(Error::new(
        ErrorKind::Stale,
        "the password was changed concurrently; reload the row and retry",
    )
    .with_model(M::table()))
}

/// Returns the target of the row with this key, if its password still has this hash.
fn unchanged_password<M: Account>(key: Value, hash: &PasswordHash) -> Result<Target> {
    let table = M::table();
    let column = table.key().ok_or_else(protocol_error)?;
    let mut target = Target::row(column, key, Deleted::Without);
    let hash = hash.clone().into_value();
    let hash = hash.map_err(|reason| Error::unstorable(table, M::SENT, &reason))?;
    let column = table.columns().get(M::PASSWORD);
    target.restrict(column.map(|column| Condition::equal(column, hash)));
    Ok(target)
}

fn check_new<M: Account>(hasher: &Hasher, new: &Password) -> Result<()> {
    let mut check = Checks::new();
    M::check_password(new, &mut check);
    let mut failed = check.finish().err().unwrap_or_default();
    if let Some(error) = hasher.refuses(new) {
        failed.add(M::SENT, error);
    }
    if failed.is_empty() {
        Ok(())
    } else {
        Err(Error::validation(M::table(), failed))
    }
}

fn wrong<M: Account>() -> Error {
    Error::new(
        ErrorKind::Unauthenticated,
        "the current password is wrong; ask for it again",
    )
    .with_model(M::table())
}

fn throttled<M: Account>() -> Error {
    Error::new(
        ErrorKind::Busy,
        "too many wrong passwords were tried for this account; try again later, or reset the password",
    )
    .with_model(M::table())
}
