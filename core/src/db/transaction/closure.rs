//! A closure `async |tx| ..` whose future can be sent to another thread, that borrows, and that can run more than once.

use std::future::Future;

/// An async closure with a name for its future, so that bounds such as `Send` can be put on it.
///
/// Implemented for every async closure and function of one argument. It stands in for `AsyncFn(T): Send`, which cannot be
/// written until return type notation is stable: <https://github.com/rust-lang/rust/issues/109417>.
pub trait AsyncFunc<T, R>: AsyncFn(T) -> R + Fn(T) -> <Self as AsyncFunc<T, R>>::Fut {
    /// The future of a call.
    type Fut: Future<Output = R>;
}

impl<T, R, F, Fut> AsyncFunc<T, R> for F
where
    F: AsyncFn(T) -> R + Fn(T) -> Fut,
    Fut: Future<Output = R>,
{
    type Fut = Fut;
}
