//! The value of an option, which remembers where it was written, and where it is stored.

use syn::Ident;

/// The value of an option with the key that it was given under.
#[derive(Clone)]
pub(crate) struct Given<T> {
    pub(crate) key: Ident,
    pub(crate) value: T,
}

/// The storage of an option.
pub(crate) trait Slot<T> {
    /// True if the option of this key is stored already.
    fn holds(&self, key: &Ident) -> bool;
    fn put(&mut self, given: Given<T>);
}

/// Stores one option.
impl<T> Slot<T> for Option<Given<T>> {
    fn holds(&self, _: &Ident) -> bool {
        self.is_some()
    }

    fn put(&mut self, given: Given<T>) {
        *self = Some(given);
    }
}

/// Stores options of several keys, in the order in which they were written.
impl<T> Slot<T> for Vec<Given<T>> {
    fn holds(&self, key: &Ident) -> bool {
        self.iter().any(|given| given.key == *key)
    }

    fn put(&mut self, given: Given<T>) {
        self.push(given);
    }
}
