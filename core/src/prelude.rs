//! The names that most code needs: `use fivefold::prelude::*;`.

pub use crate::Patch::{self, Keep, Set};
pub use crate::{
    Change, Crud, DateTime, Db, DbEnum, DbNewtype, Error, ErrorKind, Event, Executor, Hooks, Id,
    Json, Model, NaiveDate, NaiveTime, RawSql, Secret, SoftDelete, Tx, Utc, Uuid, View, model,
    schema,
};
#[cfg(feature = "auth")]
pub use crate::{Password, PasswordHash, SignIn};
