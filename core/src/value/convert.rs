//! [`StoredFrom`]: the conversion of a client's input to a column's type, for `input(name: Type)`.

/// A column type that is converted from a type that clients send. Implement `From<I>` for it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be made from the `{I}` that clients send",
    label = "no conversion from `{I}`",
    note = "implement `From<{I}>` for `{Self}`"
)]
pub trait StoredFrom<I> {
    /// Converts the input to the value to store.
    fn stored_from(input: I) -> Self;
}

impl<T: From<I>, I> StoredFrom<I> for T {
    fn stored_from(input: I) -> Self {
        Self::from(input)
    }
}
