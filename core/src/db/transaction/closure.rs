//! [`AsyncFunc`]: a closure `async |tx| ..` that borrows, can run more than once, and whose future
//! is `Send`.

use std::future::Future;

/// An async closure with a named future type, so that it can have bounds such as `Send`. `T` is the
/// argument, `R` the result.
///
/// Implemented for every async closure and function of one argument. It stands in for
/// `AsyncFn(T): Send`, which cannot be written until return type notation is stable:
/// <https://github.com/rust-lang/rust/issues/109417>.
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
