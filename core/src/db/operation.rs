//! [`Operation`]: the future of an operation, and functions that make one from a call.

use std::future::Future;
use std::pin::Pin;

use crate::db::executor::Connection;
use crate::driver::seam::{Call, ExecResult};
use crate::error::{Error, Result};

/// The future of an operation, with the result `T` and the error `E`. It does nothing until it is
/// awaited.
///
/// A named type, so that a wrong argument causes one compile error and not one for each use of an
/// opaque type, and so that the future is `Send` also where the compiler cannot prove it through
/// several layers of closures.
pub type Operation<'a, T, E = Error> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// Runs the call, unless building it failed, and converts its result.
pub(crate) fn run<'a, T: 'a>(
    handle: Connection<'a>,
    call: Result<Call>,
    finish: impl FnOnce(ExecResult) -> Result<T> + Send + 'a,
) -> Operation<'a, T> {
    Box::pin(async move { finish(handle.run(call?).await?) })
}

/// Does what [`run`] does for a call that only reads: a replica may answer.
pub(crate) fn read<'a, T: 'a>(
    handle: Connection<'a>,
    call: Result<Call>,
    finish: impl FnOnce(ExecResult) -> Result<T> + Send + 'a,
) -> Operation<'a, T> {
    Box::pin(async move { finish(handle.read(call?).await?) })
}

/// Returns the result without a statement.
pub(crate) fn ready<'a, T: Send + 'a>(result: Result<T>) -> Operation<'a, T> {
    Box::pin(std::future::ready(result))
}
