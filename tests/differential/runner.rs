//! Runs random cases against an engine, and makes smaller one that fails.

use std::cell::Cell;
use std::future::Future;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use fivefold::prelude::*;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{
    Config, RngAlgorithm, RngSeed, TestCaseError, TestError, TestRng, TestRunner,
};
use tokio::runtime::Runtime;

use crate::settings::command;
use crate::support::{Engine, TestEnv};

/// An engine with the tables of all models.
pub struct Target {
    pub runtime: Runtime,
    pub env: Option<TestEnv>,
}

/// The result of a case: the difference, if there is one.
pub type Outcome = Result<(), String>;

impl Target {
    pub fn new(engine: &'static Engine) -> Self {
        // One thread, so that a planted fault is switched on for it alone.
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let env = runtime.block_on(TestEnv::new(engine));
        Self {
            runtime,
            env: Some(env),
        }
    }

    pub fn db(&self) -> &Db {
        &self.env.as_ref().expect("open").db
    }

    pub fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Runs the case of a seed; returns the difference in the smallest case that was found.
    pub fn run<S: Strategy<Value: Clone>>(
        &self,
        strategy: &S,
        seed: u64,
        case: impl Fn(S::Value) -> Outcome,
    ) -> Result<(), (String, S::Value)> {
        let mut runner = runner(seed);
        let case = |value| quietly(|| case(value)).map_err(TestCaseError::fail);
        match runner.run(strategy, case) {
            Ok(()) => Ok(()),
            Err(TestError::Fail(reason, value)) => Err((reason.message().to_owned(), value)),
            Err(TestError::Abort(reason)) => {
                panic!("the case of seed {seed} was not run: {reason}")
            }
        }
    }

    /// Runs the case of a seed, and no smaller one if it fails.
    pub fn sample<S: Strategy>(
        &self,
        strategy: &S,
        seed: u64,
        case: impl Fn(S::Value) -> Outcome,
    ) -> Outcome {
        let tree = strategy.new_tree(&mut runner(seed));
        let value = tree.expect("a strategy without a filter").current();
        quietly(|| case(value))
    }
}

fn runner(seed: u64) -> TestRunner {
    let config = Config {
        cases: 1,
        failure_persistence: None,
        max_shrink_iters: 3_000,
        max_shrink_time: 60_000,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    };
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

/// The environment is dropped inside its runtime.
impl Drop for Target {
    fn drop(&mut self) {
        let env = self.env.take();
        self.runtime.block_on(async move { drop(env) });
    }
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs a case without a message of its panics: each of the smaller cases would print one.
fn quietly(case: impl FnOnce() -> Outcome) -> Outcome {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                loud(info);
            }
        }));
    });
    QUIET.set(true);
    let ran = panic::catch_unwind(AssertUnwindSafe(case));
    QUIET.set(false);
    ran.unwrap_or_else(|reason| {
        let text = reason.downcast_ref::<String>().cloned();
        let text = text.or_else(|| reason.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("a panic: {}", text.unwrap_or_default()))
    })
}

/// Stops the test with a case that fails.
pub fn stop(test: &str, engine: &Engine, seed: u64, difference: &str, case: &str) -> ! {
    panic!(
        "{} differs, seed {seed}: {difference}\n\nof the case:\n{case}\n\nto repeat it: {}",
        engine.name,
        command(test, seed)
    )
}

/// Makes a test of the function on each engine; it takes the engine and the name of the test.
macro_rules! on_engines {
    ($run:ident, $subject:literal) => {
        on_engines!($run, $subject; sqlite_memory: SQLITE_MEMORY, sqlite_file: SQLITE_FILE, postgres: POSTGRES, mariadb: MARIADB);
    };
    ($run:ident, $subject:literal; $($name:ident: $engine:ident),+) => {$(
        #[test]
        fn $name() {
            if $crate::support::$engine.is_available() {
                $run(&$crate::support::$engine, concat!($subject, "::", stringify!($name)));
            }
        }
    )+};
}
