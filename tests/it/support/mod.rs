//! One throw-away database per test, on each engine, and how to look at it.

mod apart;
mod base;
mod bed;
mod engine;
mod expect;
mod home;
mod outside;
mod poll;
mod random;
mod space;

pub use base::{admin_of, base_of};
pub use bed::{Bed, occupied, settled};
pub use engine::{ENGINES, Engine, MARIADB, POSTGRES, SQLITE_FILE, SQLITE_MEMORY, Sql};
pub use expect::{Shape, failed, shape, validation_codes};
pub use home::{is_asked_for, required, said};
pub use outside::Outside;
pub use poll::{catch_panic, poll_at_most};
pub use random::Random;

/// Makes a test of each name on its engine; the function takes the engine.
macro_rules! tests {
    (blocking $run:ident on $($name:ident: $engine:ident),+ $(,)?) => {$(
        #[test]
        fn $name() {
            if $crate::support::$engine.is_there() {
                $run(&$crate::support::$engine);
            }
        }
    )+};
    ($run:ident on $($name:ident: $engine:ident),+ $(,)?) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            if $crate::support::$engine.is_there() {
                // Not on the stack: some are large.
                Box::pin($run(&$crate::support::$engine)).await;
            }
        }
    )+};
}

/// Makes one test of each function on each engine.
macro_rules! for_each_db {
    ($($(#[$attribute:meta])* async fn $name:ident($bed:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every test needs all that its file names")]
            use super::*;

            $(#[$attribute])*
            async fn run($bed: &$crate::support::Bed) $body

            async fn on(engine: &'static $crate::support::Engine) {
                Box::pin(run(&$crate::support::Bed::new(engine).await)).await;
            }

            tests!(on on sqlite_memory: SQLITE_MEMORY, sqlite_file: SQLITE_FILE, postgres: POSTGRES, mariadb: MARIADB);
        }
    )*};
}

/// Makes one test of each function on each engine, which opens its databases itself.
macro_rules! for_each_engine {
    ($($(#[$attribute:meta])* async fn $name:ident($engine:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every test needs all that its file names")]
            use super::*;

            $(#[$attribute])*
            async fn run($engine: &'static $crate::support::Engine) $body

            tests!(run on sqlite_memory: SQLITE_MEMORY, sqlite_file: SQLITE_FILE, postgres: POSTGRES, mariadb: MARIADB);
        }
    )*};
}

/// The same for functions that make runtimes of their own.
macro_rules! for_each_runtime {
    ($($(#[$attribute:meta])* fn $name:ident($engine:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every test needs all that its file names")]
            use super::*;

            $(#[$attribute])*
            fn run($engine: &'static $crate::support::Engine) $body

            tests!(blocking run on sqlite_memory: SQLITE_MEMORY, sqlite_file: SQLITE_FILE, postgres: POSTGRES, mariadb: MARIADB);
        }
    )*};
}

/// The same for the engines whose rows outlive the handle, so that there is somebody else to look at them.
macro_rules! for_each_kept {
    ($($(#[$attribute:meta])* async fn $name:ident($engine:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every test needs all that its file names")]
            use super::*;

            $(#[$attribute])*
            async fn run($engine: &'static $crate::support::Engine) $body

            tests!(run on sqlite_file: SQLITE_FILE, postgres: POSTGRES, mariadb: MARIADB);
        }
    )*};
}
