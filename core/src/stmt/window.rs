//! [`Window`]: which rows of a list.

use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::value::Value;

/// Which rows of a list: an offset and a limit, both in rows, written as a range.
///
/// `..` is the first 100 rows, `..20` the first 20, `40..60` the 20 rows after the first 40, `40..` the 100 rows after the
/// first 40. One window holds at most 1,000 rows; a larger one is refused, not cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    offset: u64,
    limit: u64,
}

impl Window {
    /// How many rows a window holds whose end is open.
    pub const DEFAULT: u64 = 100;

    /// How many rows a window holds at most.
    pub const MAX: u64 = 1_000;

    /// Limit and offset as values.
    pub(crate) fn bounds(self) -> Result<(Value, Value)> {
        let (limit, offset) = self.limit_and_offset()?;
        Ok((Value::I64(limit), Value::I64(offset)))
    }

    /// Limit and offset, both in range.
    pub(crate) fn limit_and_offset(self) -> Result<(i64, i64)> {
        if self.limit > Self::MAX {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                format!(
                    "a list holds at most {} rows; ask for them in several windows",
                    Self::MAX
                ),
            ));
        }
        let offset = i64::try_from(self.offset).map_err(|_| {
            Error::new(
                ErrorKind::InvalidInput,
                "the offset of a list is out of range; ask for rows that can exist",
            )
        })?;
        Ok((i64::try_from(self.limit).unwrap_or(i64::MAX), offset))
    }

    /// True when the rows can be read through the primary key in little time.
    pub(crate) fn is_short(self) -> bool {
        self.offset.saturating_add(self.limit) <= Self::DEFAULT
    }
}

/// What a list takes to say which rows: a [`Window`], or a range of `u64`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which rows to list",
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
