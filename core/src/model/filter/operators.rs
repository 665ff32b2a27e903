//! The operators of columns and aggregates as methods, each defined once.

/// Defines the operators of a type as methods that return a condition.
///
/// Takes the bound of the other side; the condition that is returned; and the name of the left-hand
/// side, for the documentation. The type has `compare`, `null` and `list`, which make a condition of
/// an operator.
macro_rules! operators {
    (
        $bound:path => $condition:ty,
        $operand:literal
    ) => {
        #[doc = concat!("Returns the condition that ", $operand, " is this value.")]
        pub fn eq<V: $bound>(self, value: V) -> $condition {
            self.compare(Comparison::Equal, value)
        }

        #[doc = concat!("Returns the condition that ", $operand, " is another value, or null.")]
        pub fn ne<V: $bound>(self, value: V) -> $condition {
            self.compare(Comparison::NotEqual, value)
        }

        #[doc = concat!("Returns the condition that ", $operand, " is less than this value.")]
        pub fn lt<V: $bound>(self, value: V) -> $condition {
            self.compare(Comparison::Less, value)
        }

        #[doc = concat!("Returns the condition that ", $operand, " is this value or less.")]
        pub fn le<V: $bound>(self, value: V) -> $condition {
            self.compare(Comparison::AtMost, value)
        }

        #[doc = concat!("Returns the condition that ", $operand, " is greater than this value.")]
        pub fn gt<V: $bound>(self, value: V) -> $condition {
            self.compare(Comparison::Greater, value)
        }

        #[doc = concat!("Returns the condition that ", $operand, " is this value or greater.")]
        pub fn ge<V: $bound>(self, value: V) -> $condition {
            self.compare(Comparison::AtLeast, value)
        }

        #[doc = concat!("Returns the condition that ", $operand, " is one of these values; of none, it is false.")]
        ///
        /// A list of more than 8 values is one bind value, so its length is not limited; on MariaDB
        /// and MySQL all values of a statement fit into 16 MiB. SQLite takes at most 32,766 floats.
        pub fn in_list<V: $bound>(
            self,
            values: impl IntoIterator<Item = V>,
        ) -> $condition {
            self.list(values, true)
        }

        #[doc = concat!("Returns the condition that ", $operand, " is none of these values, or null; of none, it is true.")]
        pub fn not_in<V: $bound>(
            self,
            values: impl IntoIterator<Item = V>,
        ) -> $condition {
            self.list(values, false)
        }

        #[doc = concat!("Returns the condition that ", $operand, " is null.")]
        pub fn is_null(self) -> $condition
        where
            T: Nullable,
        {
            self.null(true)
        }

        #[doc = concat!("Returns the condition that ", $operand, " is not null.")]
        pub fn is_not_null(self) -> $condition
        where
            T: Nullable,
        {
            self.null(false)
        }
    };
}

pub(crate) use operators;
