//! From what clients send to what a column stores, for `input(name: Type)`.

/// A column type that is made from what clients send. Implement `From<I>` for it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be made from the `{I}` that clients send",
    label = "no conversion from `{I}`",
    note = "implement `From<{I}>` for `{Self}`"
)]
pub trait StoredFrom<I> {
    /// Returns what is stored.
    fn stored_from(input: I) -> Self;
}

impl<T: From<I>, I> StoredFrom<I> for T {
    fn stored_from(input: I) -> Self {
        Self::from(input)
    }
}
