//! The arithmetic of decimal numbers, which SQLite stores as text: exact, and without a limit on
//! their digits.

use std::cmp::Ordering;

/// The name of the collation that sorts the texts of decimal numbers by value.
pub(super) const COLLATION: &str = "fivefold_decimal";

/// The digits after the point of a column.
const SCALE: usize = 28;

/// `10^SCALE`.
const UNIT: i128 = 10_000_000_000_000_000_000_000_000_000;

/// The largest integer of a decimal number without its point: 96 bits.
const MAX_UNSCALED: i128 = 79_228_162_514_264_337_593_543_950_335;

/// Compares the texts of two numbers by value. Other texts come after all numbers, by their bytes.
pub(super) fn compare(one: &str, two: &str) -> Ordering {
    match (parts(one), parts(two)) {
        (Some(one), Some(two)) => {
            let sign = |parts: &Parts<'_>| match (parts.is_zero(), parts.negative) {
                (true, _) => 0,
                (false, true) => -1,
                (false, false) => 1,
            };
            sign(&one).cmp(&sign(&two)).then_with(|| {
                let by_size = (one.whole.len(), one.whole, one.fraction).cmp(&(
                    two.whole.len(),
                    two.whole,
                    two.fraction,
                ));
                if one.negative {
                    by_size.reverse()
                } else {
                    by_size
                }
            })
        }
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => one.cmp(two),
    }
}

/// Returns the sum of two numbers; none where no column holds it.
pub(super) fn add(one: &str, two: &str) -> Option<String> {
    let mut sum = Sum::default();
    sum.push(one)?;
    sum.push(two)?;
    let text = sum.total()?;
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (digits.parse::<i128>().ok()? <= MAX_UNSCALED).then_some(text)
}

/// The sum of any number of decimal numbers.
#[derive(Debug, Default)]
pub(super) struct Sum {
    whole: i128,
    /// In units of `10^-SCALE`.
    fraction: i128,
    count: i128,
}

impl Sum {
    /// Adds a number; none for a text that is none, and for a sum out of range.
    pub(super) fn push(&mut self, text: &str) -> Option<()> {
        let parts = parts(text)?;
        if parts.fraction.len() > SCALE {
            return None;
        }
        let number = |digits: &str| match digits {
            "" => Some(0),
            digits => digits.parse::<i128>().ok(),
        };
        let missing = u32::try_from(SCALE - parts.fraction.len()).ok()?;
        let whole = number(parts.whole)?;
        let fraction = number(parts.fraction)?.checked_mul(10_i128.pow(missing))?;
        let sign = if parts.negative { -1 } else { 1 };
        self.whole = self.whole.checked_add(whole * sign)?;
        self.fraction = self.fraction.checked_add(fraction * sign)?;
        self.count += 1;
        Some(())
    }

    /// Returns the sum, without zeros at its end.
    pub(super) fn total(&self) -> Option<String> {
        let whole = self.whole.checked_add(self.fraction.div_euclid(UNIT))?;
        Some(text(whole, self.fraction.rem_euclid(UNIT)))
    }

    /// Returns true without numbers.
    pub(super) const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns the mean, rounded half away from zero to 28 digits after the point; none without
    /// numbers, and for a sum out of range.
    pub(super) fn mean(&self) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        let whole = self.whole.checked_add(self.fraction.div_euclid(UNIT))?;
        let fraction = self.fraction.rem_euclid(UNIT);
        let rest = whole
            .rem_euclid(self.count)
            .checked_mul(UNIT)?
            .checked_add(fraction)?;
        let (mean, remainder) = (rest.div_euclid(self.count), rest.rem_euclid(self.count));
        // The remainder is counted from below, so half of it is away from zero for a number that is
        // not negative.
        let is_up = match (remainder.checked_mul(2)?).cmp(&self.count) {
            Ordering::Less => false,
            Ordering::Equal => whole >= 0,
            Ordering::Greater => true,
        };
        let mean = mean + i128::from(is_up);
        let whole = whole.div_euclid(self.count) + mean.div_euclid(UNIT);
        Some(text(whole, mean.rem_euclid(UNIT)))
    }
}

/// The digits of a number: those before the point without zeros at their start, those after it
/// without zeros at their end.
struct Parts<'t> {
    negative: bool,
    whole: &'t str,
    fraction: &'t str,
}

impl Parts<'_> {
    fn is_zero(&self) -> bool {
        self.whole.is_empty() && self.fraction.is_empty()
    }
}

fn parts(text: &str) -> Option<Parts<'_>> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = !(whole.is_empty() && fraction.is_empty());
    (is_number && are_digits(whole) && are_digits(fraction)).then(|| Parts {
        negative,
        whole: whole.trim_start_matches('0'),
        fraction: fraction.trim_end_matches('0'),
    })
}

/// Returns the text of a whole number and a fraction from 0 up to 1, in units of `10^-SCALE`, that
/// are added.
fn text(whole: i128, fraction: i128) -> String {
    let (negative, whole, fraction) = match (whole < 0, fraction) {
        (true, 0) => (true, whole.unsigned_abs(), 0),
        (true, _) => (true, (whole + 1).unsigned_abs(), UNIT - fraction),
        (false, _) => (false, whole.unsigned_abs(), fraction),
    };
    let sign = if negative { "-" } else { "" };
    let text = format!("{sign}{whole}.{fraction:0SCALE$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Sum, add, compare};

    #[test]
    fn numbers_are_sorted_by_value() {
        let sorted = [
            "-79228162514264337593543950335",
            "-10",
            "-9.5",
            "-9.25",
            "-1",
            "-0.5",
            "-0.0000000000000000000000000001",
            "0",
            "0.0000000000000000000000000001",
            "0.5",
            "0.50001",
            "1",
            "9.25",
            "10",
            "100",
            "79228162514264337593543950335",
            "",
            "NaN",
        ];
        for (one, at) in sorted.iter().zip(0..) {
            for (two, to) in sorted.iter().zip(0..) {
                assert_eq!(compare(one, two), i32::cmp(&at, &to), "{one} {two}");
            }
        }
        for (one, two) in [("1.50", "1.5"), ("-0", "0.0"), ("007", "7"), ("1.", "1")] {
            assert!(compare(one, two).is_eq(), "{one} {two}");
        }
    }

    #[test]
    fn sums_are_exact() {
        for (one, two, sum) in [
            ("0.1", "0.2", Some("0.3")),
            ("-0.1", "0.1", Some("0")),
            ("-1", "0.25", Some("-0.75")),
            ("0.75", "-2", Some("-1.25")),
            ("9.9", "0.1", Some("10")),
            (
                "79228162514264337593543950334",
                "1",
                Some("79228162514264337593543950335"),
            ),
            ("79228162514264337593543950335", "1", None),
            ("79228162514264337593543950335", "0.1", None),
            (
                "1",
                "0.0000000000000000000000000001",
                Some("1.0000000000000000000000000001"),
            ),
            ("10", "0.0000000000000000000000000001", None),
            ("x", "1", None),
        ] {
            assert_eq!(add(one, two).as_deref(), sum, "{one} + {two}");
            assert_eq!(add(two, one).as_deref(), sum, "{two} + {one}");
        }
        let mut sum = Sum::default();
        for _ in 0..1_000 {
            sum.push("79228162514264337593543950335").unwrap();
            sum.push("-79228162514264337593543950334.9").unwrap();
            sum.push("0.0000000000000000000000000001").unwrap();
        }
        let total = sum.total();
        assert_eq!(total.as_deref(), Some("100.0000000000000000000000001"));
    }

    #[test]
    fn a_mean_is_rounded_half_away_from_zero() {
        let mean = |numbers: &[&str]| {
            let mut sum = Sum::default();
            numbers
                .iter()
                .for_each(|number| sum.push(number).unwrap_or_default());
            sum.mean()
        };
        assert_eq!(mean(&[]), None);
        assert_eq!(mean(&["1", "2"]).as_deref(), Some("1.5"));
        assert_eq!(mean(&["-1", "-2"]).as_deref(), Some("-1.5"));
        let third = "1.6666666666666666666666666667";
        assert_eq!(mean(&["1", "2", "2"]).as_deref(), Some(third));
        let third = "-1.6666666666666666666666666667";
        assert_eq!(mean(&["-1", "-2", "-2"]).as_deref(), Some(third));
        let tiny = "0.0000000000000000000000000001";
        assert_eq!(mean(&["0", tiny]).as_deref(), Some(tiny));
        let below = "-0.0000000000000000000000000001";
        assert_eq!(mean(&["0", below]).as_deref(), Some(below));
        let max = "79228162514264337593543950335";
        assert_eq!(mean(&[max, max, max]).as_deref(), Some(max));
    }
}
