//! The types that each rule applies to, so that the compiler rejects the others with a message
//! about the rule.

use std::cmp::Ordering;

use crate::table::column::Number;
use crate::value::json::Json;

/// A type that `len(..)` measures.
#[diagnostic::on_unimplemented(
    message = "`len(...)` does not apply to `{Self}`",
    label = "`len` measures text, bytes or lists; numbers are limited with `range(...)`"
)]
pub trait HasLen {
    /// Returns the length in characters, bytes or elements.
    fn length(&self) -> u64;
}

impl HasLen for String {
    fn length(&self) -> u64 {
        self.chars().count() as u64
    }
}

impl HasLen for Vec<u8> {
    fn length(&self) -> u64 {
        self.len() as u64
    }
}

impl<T> HasLen for Json<Vec<T>> {
    fn length(&self) -> u64 {
        self.0.len() as u64
    }
}

/// A type that `range(..)` limits.
#[diagnostic::on_unimplemented(
    message = "`range(...)` does not apply to `{Self}`",
    label = "`range` limits numbers; text is limited with `len(...)`"
)]
pub trait Ranged {
    /// The least and the greatest value, of an integer.
    const BOUNDS: Option<(i128, i128)> = None;

    /// Compares with a bound; `None` for a value without an order, such as NaN.
    fn compare(&self, bound: Number) -> Option<Ordering>;
}

macro_rules! ranged_integer {
    ($($type:ident)+) => {$(
        impl Ranged for $type {
            const BOUNDS: Option<(i128, i128)> = Some(($type::MIN as i128, $type::MAX as i128));

            fn compare(&self, bound: Number) -> Option<Ordering> {
                match bound {
                    Number::Int(bound) => Some(i128::from(*self).cmp(&bound)),
                    // The macro gives integers integer bounds; a float bound is compared as one.
                    #[allow(clippy::cast_precision_loss, clippy::cast_lossless)]
                    Number::Float(bound) => (*self as f64).partial_cmp(&bound),
                }
            }
        }
    )+};
}

ranged_integer!(i16 i32 i64 u8 u32);

macro_rules! ranged_float {
    ($($type:ident)+) => {$(
        impl Ranged for $type {
            fn compare(&self, bound: Number) -> Option<Ordering> {
                // A bound is rounded to the type: an `f32` of 0.1 is within the bound `0.1`.
                #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::unnecessary_cast)]
                let bound = match bound {
                    Number::Int(bound) => bound as $type,
                    Number::Float(bound) => bound as $type,
                };
                self.partial_cmp(&bound)
            }
        }
    )+};
}

ranged_float!(f32 f64);

#[cfg(feature = "decimal")]
impl Ranged for rust_decimal::Decimal {
    fn compare(&self, bound: Number) -> Option<Ordering> {
        let bound = match bound {
            Number::Int(bound) => Self::try_from_i128_with_scale(bound, 0).ok()?,
            Number::Float(bound) => Self::try_from(bound).ok()?,
        };
        Some(self.cmp(&bound))
    }
}

macro_rules! text_rule {
    ($name:ident, $message:literal, $label:literal) => {
        /// A type that the rule applies to.
        #[diagnostic::on_unimplemented(message = $message, label = $label)]
        pub trait $name {
            /// Returns the text.
            fn as_text(&self) -> &str;
        }

        impl $name for String {
            fn as_text(&self) -> &str {
                self
            }
        }
    };
}

text_rule!(
    IsEmail,
    "`email` does not apply to `{Self}`",
    "an e-mail address is a `String`"
);

text_rule!(
    IsUrl,
    "`url` does not apply to `{Self}`",
    "a URL is a `String`"
);

text_rule!(
    IsText,
    "`pattern` does not apply to `{Self}`",
    "a pattern matches a `String`"
);

#[cfg(feature = "auth")]
text_rule!(
    IsLogin,
    "`login` does not apply to `{Self}`",
    "people sign in with a `String`"
);
