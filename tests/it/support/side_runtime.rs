//! A runtime beside those of the tests, for raw connections: they outlive the runtime of a test
//! that stops.

use std::future::Future;
use std::sync::{LazyLock, mpsc};

use tokio::runtime::{Builder, Runtime};

static SIDE_RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("raw connections")
        .enable_all()
        .build()
        .unwrap()
});

/// Runs the future to completion on the side runtime and blocks until it is done; callable from
/// sync and async code.
pub fn run_aside<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    let (answer, answered) = mpsc::channel();
    SIDE_RUNTIME.spawn(async move {
        let _ = answer.send(future.await);
    });
    answered.recv().expect("the future panicked")
}
