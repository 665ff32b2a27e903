//! [`Window`]: an offset and a limit of rows.

use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::value::Value;

/// An offset and a limit, both in rows, written as a range.
///
/// `..` is the first 100 rows, `..20` the first 20, `40..60` the 20 rows after the first 40, `40..`
/// the 100 rows after the first 40. A window holds at most 1,000 rows; a larger one is rejected
/// with [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    offset: u64,
    limit: u64,
}

impl Window {
    /// The number of rows of a window without an end.
    pub const DEFAULT: u64 = 100;

    /// The maximum number of rows of a window.
    pub const MAX: u64 = 1_000;

    /// Returns limit and offset as values.
    pub(crate) fn bounds(self) -> Result<(Value, Value)> {
        let (limit, offset) = self.limit_and_offset()?;
        Ok((Value::I64(limit), Value::I64(offset)))
    }

    /// Returns limit and offset, both in range.
    pub(crate) fn limit_and_offset(self) -> Result<(i64, i64)> {
        if self.limit > Self::MAX {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                format!(
                    "a window holds at most {} rows; read more rows in several windows",
                    Self::MAX
                ),
            ));
        }
        let offset = i64::try_from(self.offset).map_err(|_| {
            Error::new(
                ErrorKind::InvalidInput,
                "the offset of the window is out of range; the maximum is 9223372036854775807",
            )
        })?;
        Ok((i64::try_from(self.limit).unwrap_or(i64::MAX), offset))
    }

    /// Returns true if the rows are a short read through the primary key.
    pub(crate) fn is_short(self) -> bool {
        self.offset.saturating_add(self.limit) <= Self::DEFAULT
    }
}

/// An argument that is a window of rows: a [`Window`], or a range of `u64`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a window of rows",
    label = "expected a range of `u64`",
    note = "write `..`, `..20`, `40..60` or `40..`: an offset and an end, both in rows"
)]
pub trait IntoWindow {
    /// Returns the window.
    #[doc(hidden)]
    fn into_window(self) -> Window;
}

impl IntoWindow for Window {
    fn into_window(self) -> Window {
        self
    }
}

impl IntoWindow for RangeFull {
    fn into_window(self) -> Window {
        Window {
            offset: 0,
            limit: Window::DEFAULT,
        }
    }
}

impl IntoWindow for RangeTo<u64> {
    fn into_window(self) -> Window {
        Window {
            offset: 0,
            limit: self.end,
        }
    }
}

impl IntoWindow for RangeToInclusive<u64> {
    fn into_window(self) -> Window {
        Window {
            offset: 0,
            limit: self.end.saturating_add(1),
        }
    }
}

impl IntoWindow for Range<u64> {
    fn into_window(self) -> Window {
        Window {
            offset: self.start,
            limit: self.end.saturating_sub(self.start),
        }
    }
}

impl IntoWindow for RangeInclusive<u64> {
    fn into_window(self) -> Window {
        let (start, end) = self.into_inner();
        Window {
            offset: start,
            limit: end.saturating_add(1).saturating_sub(start),
        }
    }
}

impl IntoWindow for RangeFrom<u64> {
    fn into_window(self) -> Window {
        Window {
            offset: self.start,
            limit: Window::DEFAULT,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{IntoWindow, Window};
    use crate::error::kind::ErrorKind;
    use crate::value::Value;

    #[test]
    fn a_window_is_an_offset_and_a_limit() {
        fn bounds(window: impl IntoWindow) -> Result<(Value, Value), ErrorKind> {
            window.into_window().bounds().map_err(|error| error.kind())
        }
        let rows = |limit, offset| Ok((Value::I64(limit), Value::I64(offset)));
        assert_eq!(bounds(..), rows(100, 0));
        assert_eq!(bounds(..20), rows(20, 0));
        assert_eq!(bounds(40..60), rows(20, 40));
        assert_eq!(bounds(40..), rows(100, 40));
        assert_eq!(bounds(..0), rows(0, 0));
        assert_eq!(bounds(..=0), rows(1, 0));
        assert_eq!(bounds(5..=9), rows(5, 5));
        assert_eq!(bounds(0..=u64::MAX), Err(ErrorKind::InvalidInput));
        assert_eq!(
            bounds(Window {
                offset: 1,
                limit: 2
            }),
            rows(2, 1)
        );
        #[allow(clippy::reversed_empty_ranges, reason = "a caller can compute one")]
        let reversed = 9..3;
        assert_eq!(bounds(reversed), rows(0, 9));
        assert_eq!(bounds(..1_000), rows(1_000, 0));
        assert_eq!(bounds(..1_001), Err(ErrorKind::InvalidInput));
        assert_eq!(bounds(0..u64::MAX), Err(ErrorKind::InvalidInput));
        assert_eq!(bounds(u64::MAX..), Err(ErrorKind::InvalidInput));
    }
}
