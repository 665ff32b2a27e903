//! A runtime beside those of the tests, for what happens past the SDK: a test may stop, and its runtime with it.

use std::future::Future;
use std::sync::{LazyLock, mpsc};

use tokio::runtime::{Builder, Runtime};

static APART: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_multi_thread()
        .worker_threads(2)
        .thread_name("past the SDK")
        .enable_all()
        .build()
        .unwrap()
});

/// Runs the future to its end on that runtime, and waits for it; from anywhere.
pub fn apart<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    let (answer, answered) = mpsc::channel();
    APART.spawn(async move {
        let _ = answer.send(future.await);
    });
    answered.recv().expect("the future panicked")
}
