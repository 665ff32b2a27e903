//! One throw-away database per test, on each engine, and raw connections to inspect it.

mod engine;
mod expect;
mod interrupt;
mod poll;
mod random;
mod raw_connection;
mod side_runtime;
mod test_databases;
mod test_env;
mod test_schema;
mod test_server;

pub use engine::{ENGINES, Engine, MARIADB, POSTGRES, SQLITE_FILE, SQLITE_MEMORY, Sql};
pub use expect::{Shape, failed, shape, validation_codes};
pub use interrupt::{Cut, interrupt};
pub use poll::{catch_panic, poll_at_most};
pub use random::Random;
pub use raw_connection::RawConnection;
pub use test_databases::{admin_of, base_url};
pub use test_env::{TestEnv, occupied, settled};
pub use test_server::{is_selected, required, said};

/// Makes a test of each name on its engine; the function takes the engine.
macro_rules! tests {
    (blocking $run:ident on $($name:ident: $engine:ident),+ $(,)?) => {$(
        #[test]
        fn $name() {
            if $crate::support::$engine.is_available() {
                $run(&$crate::support::$engine);
            }
        }
    )+};
    ($run:ident on $($name:ident: $engine:ident),+ $(,)?) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            if $crate::support::$engine.is_available() {
                // Not on the stack: some are large.
                Box::pin($run(&$crate::support::$engine)).await;
            }
        }
    )+};
}

/// Makes one test of each function on each engine.
macro_rules! for_each_db {
    ($($(#[$attribute:meta])* async fn $name:ident($env:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "not every test needs all that its file names")]
            use super::*;

            $(#[$attribute])*
            async fn run($env: &$crate::support::TestEnv) $body

            async fn on(engine: &'static $crate::support::Engine) {
                Box::pin(run(&$crate::support::TestEnv::new(engine).await)).await;
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

/// Makes the same tests of functions that create their own runtimes.
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

/// Makes the same tests for the engines whose rows outlive the handle, so that a second connection
/// can read them.
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
