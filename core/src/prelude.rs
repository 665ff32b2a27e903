//! The names that most code needs: `use fivefold::prelude::*;`.

pub use crate::Patch::{self, Keep, Set};
pub use crate::query::Filter;
pub use crate::types::{DateTime, NaiveDate, NaiveTime, Utc, Uuid};
pub use crate::{
    Change, Crud, Db, DbEnum, DbNewtype, Error, ErrorKind, Event, Executor, Hooks, Id, Json, Model,
    RawSql, Secret, SoftDelete, Tx, View, model, schema,
};
#[cfg(feature = "auth")]
pub use crate::{Password, PasswordHash, SignIn};
