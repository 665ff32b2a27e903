//! Handles over the pool that a program has already.

use sqlx::Pool;

use super::{Engine, over};
use crate::db::{Builder, Db, Origin};
use crate::limits::Limits;

/// A handle over the program's own pool, with the default limits.
pub(in crate::driver) fn handle<E: Engine>(pool: Pool<E>) -> Db {
    let limits = Limits::default();
    Db::over(over(pool, &limits), limits)
}

/// A builder over the program's own pool.
pub(in crate::driver) fn builder<E: Engine>(pool: Pool<E>) -> Builder {
    Builder::of(Origin::Pool(Box::new(|limits| over(pool, limits))))
}

/// Makes handles and builders from a pool. A macro, because nobody may implement `From<Pool<E>>` for every engine at once.
macro_rules! from_pool {
    ($pool:ty, $(#[$doc:meta])+) => {
        $(#[$doc])+
        impl From<$pool> for $crate::Db {
            fn from(pool: $pool) -> Self {
                $crate::driver::sqlx::app::handle(pool)
            }
        }

        /// Returns a builder over the program's own pool, to set limits; see `Db::from` for what such a handle can promise.
        /// The number of connections and how long they live stay the pool's own.
        impl From<$pool> for $crate::Builder {
            fn from(pool: $pool) -> Self {
                $crate::driver::sqlx::app::builder(pool)
            }
        }
    };
}

pub(in crate::driver) use from_pool;
