//! Work that runs to its end after its caller has dropped it.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::Handle;

type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A future that cannot be dropped half-way.
///
/// It runs where its caller polls it, so it costs no thread switch. Dropped before its end, it is
/// spawned on the runtime. Dropped before its first poll, it never runs. When the runtime has shut
/// down, the work is dropped as it is, which closes the connection in it.
pub(super) struct Shield<T: Send + 'static> {
    work: Option<Work<T>>,
    is_started: bool,
    runtime: Option<Handle>,
}

impl<T: Send + 'static> Shield<T> {
    pub(super) fn new(
        runtime: Option<Handle>,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Self {
        Self {
            work: Some(Box::pin(work)),
            is_started: false,
            runtime,
        }
    }
}

impl<T: Send + 'static> Future for Shield<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        self.is_started = true;
        // Taken out during the poll, so that work that panics is not polled again.
        let Some(mut work) = self.work.take() else {
            return Poll::Pending;
        };
        let polled = work.as_mut().poll(context);
        if polled.is_pending() {
            self.work = Some(work);
        }
        polled
    }
}

impl<T: Send + 'static> Drop for Shield<T> {
    fn drop(&mut self) {
        if let (Some(work), true, Some(runtime)) =
            (self.work.take(), self.is_started, &self.runtime)
        {
            drop(runtime.spawn(async move { drop(work.await) }));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use tokio::time::{sleep, timeout};

    use super::*;

    fn three_steps(done: &Arc<AtomicU32>) -> impl Future<Output = u32> + Send + 'static {
        let done = Arc::clone(done);
        async move {
            for _ in 0..3 {
                tokio::task::yield_now().await;
                done.fetch_add(1, Ordering::SeqCst);
            }
            done.load(Ordering::SeqCst)
        }
    }

    async fn polled_once(work: impl Future) {
        let mut work = Box::pin(work);
        std::future::poll_fn(|context| {
            let _ = work.as_mut().poll(context);
            Poll::Ready(())
        })
        .await;
    }

    #[tokio::test]
    async fn work_that_was_dropped_half_way_goes_on_to_its_end() {
        let done = Arc::new(AtomicU32::new(0));
        polled_once(Shield::new(Some(Handle::current()), three_steps(&done))).await;
        timeout(Duration::from_secs(5), async {
            while done.load(Ordering::SeqCst) < 3 {
                sleep(Duration::from_millis(1)).await;
            }
        })
        .await
        .unwrap();
        // The control: without the shield it stops where it was dropped.
        let done = Arc::new(AtomicU32::new(0));
        polled_once(three_steps(&done)).await;
        sleep(Duration::from_millis(20)).await;
        assert!(done.load(Ordering::SeqCst) < 3);
    }

    #[tokio::test]
    async fn work_that_was_never_polled_never_happens() {
        let done = Arc::new(AtomicU32::new(0));
        drop(Shield::new(Some(Handle::current()), three_steps(&done)));
        sleep(Duration::from_millis(20)).await;
        assert_eq!(done.load(Ordering::SeqCst), 0);
    }

    #[tokio::test]
    async fn work_that_panics_is_not_polled_again() {
        let work = Shield::new(Some(Handle::current()), async { panic!("once") });
        let caught = tokio::spawn(work).await;
        assert!(caught.unwrap_err().is_panic());
    }
}
