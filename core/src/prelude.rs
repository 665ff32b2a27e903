//! What a program that defines and uses models needs: `use fivefold::prelude::*;`.

pub use crate::Patch::{self, Keep, Set};
pub use crate::{
    Crud, DateTime, Db, DbEnum, DbNewtype, Error, ErrorKind, Id, Json, Model, NaiveDate, NaiveTime,
    Secret, SoftDelete, Tx, Utc, Uuid, model, schema,
};
#[cfg(feature = "auth")]
pub use crate::{Password, PasswordHash, SignIn};
