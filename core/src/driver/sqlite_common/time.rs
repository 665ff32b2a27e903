//! Timestamps, dates and times as text of fixed width: it sorts by time, and every tool can read
//! it.

use std::ops::Range;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Timelike, Utc};

/// `2026-11-23T17:05:00.123456Z`
const TIMESTAMP: usize = 27;

/// `2026-11-23`
const DATE: usize = 10;

/// `17:05:00.123456`
const TIME: usize = 15;

/// Writes a timestamp; None outside the years 1 to 9999.
pub(super) fn write_timestamp(instant: &DateTime<Utc>) -> Option<[u8; TIMESTAMP]> {
    let instant = instant.naive_utc();
    let mut text = *b"0000-00-00T00:00:00.000000Z";
    put_date(&mut text, 0, instant.date())?;
    put_time(&mut text, DATE + 1, instant.time())?;
    Some(text)
}

/// Writes a date; None outside the years 1 to 9999.
pub(super) fn write_date(date: NaiveDate) -> Option<[u8; DATE]> {
    let mut text = *b"0000-00-00";
    put_date(&mut text, 0, date)?;
    Some(text)
}

/// Writes a time of day; None for a leap second.
pub(super) fn write_time(time: NaiveTime) -> Option<[u8; TIME]> {
    let mut text = *b"00:00:00.000000";
    put_time(&mut text, 0, time)?;
    Some(text)
}

pub(super) fn read_timestamp(text: &[u8]) -> Option<DateTime<Utc>> {
    let text: &[u8; TIMESTAMP] = text.try_into().ok()?;
    let (date, rest) = text.split_first_chunk::<DATE>()?;
    match rest {
        [b'T', time @ .., b'Z'] => Some(read_date(date)?.and_time(read_time(time)?).and_utc()),
        _ => None,
    }
}

pub(super) fn read_date(text: &[u8]) -> Option<NaiveDate> {
    let &[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = text else {
        return None;
    };
    let year = number([y0, y1, y2, y3])?;
    if year == 0 {
        return None;
    }
    NaiveDate::from_ymd_opt(year.cast_signed(), number([m0, m1])?, number([d0, d1])?)
}

pub(super) fn read_time(text: &[u8]) -> Option<NaiveTime> {
    let &[
        h0,
        h1,
        b':',
        m0,
        m1,
        b':',
        s0,
        s1,
        b'.',
        f0,
        f1,
        f2,
        f3,
        f4,
        f5,
    ] = text
    else {
        return None;
    };
    NaiveTime::from_hms_micro_opt(
        number([h0, h1])?,
        number([m0, m1])?,
        number([s0, s1])?,
        number([f0, f1, f2, f3, f4, f5])?,
    )
}

fn number<const N: usize>(digits: [u8; N]) -> Option<u32> {
    let mut number = 0;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = number * 10 + u32::from(digit);
    }
    Some(number)
}

fn put_date(text: &mut [u8], offset: usize, date: NaiveDate) -> Option<()> {
    put(
        text,
        offset..offset + 4,
        u32::try_from(date.year()).ok().filter(|year| *year > 0)?,
    )?;
    put(text, offset + 5..offset + 7, date.month())?;
    put(text, offset + 8..offset + 10, date.day())
}

fn put_time(text: &mut [u8], offset: usize, time: NaiveTime) -> Option<()> {
    put(text, offset..offset + 2, time.hour())?;
    put(text, offset + 3..offset + 5, time.minute())?;
    put(text, offset + 6..offset + 8, time.second())?;
    put(text, offset + 9..offset + 15, time.nanosecond() / 1_000)
}

/// Writes a number into a range, right to left; None if it has more digits than the range.
fn put(text: &mut [u8], range: Range<usize>, mut number: u32) -> Option<()> {
    for digit in text.get_mut(range)?.iter_mut().rev() {
        *digit = b'0' + u8::try_from(number % 10).ok()?;
        number /= 10;
    }
    (number == 0).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sequence that is the same on every run.
    fn random(state: &mut u64) -> u64 {
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        *state >> 11
    }

    fn edges() -> [i64; 2] {
        ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"]
            .map(|text| text.parse::<DateTime<Utc>>().unwrap().timestamp_micros())
    }

    #[test]
    fn instants_come_back_and_sort_as_text() {
        let [first, last] = edges();
        let span = u64::try_from(last - first).unwrap() + 1;
        let mut state = 7;
        let mut before: Option<(DateTime<Utc>, [u8; TIMESTAMP])> = None;
        for at in 0..100_000 {
            let micros = match at {
                0 => first,
                1 => last,
                _ => {
                    first
                        + i64::try_from((random(&mut state) << 20 ^ random(&mut state)) % span)
                            .unwrap()
                }
            };
            let instant = DateTime::from_timestamp_micros(micros).unwrap();
            let text = write_timestamp(&instant).unwrap();
            assert_eq!(
                std::str::from_utf8(&text).unwrap(),
                instant.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
            );
            assert_eq!(read_timestamp(&text), Some(instant));
            assert_eq!(
                read_date(&write_date(instant.date_naive()).unwrap()),
                Some(instant.date_naive())
            );
            assert_eq!(
                read_time(&write_time(instant.time()).unwrap()),
                Some(instant.time())
            );
            if let Some((instant_before, text_before)) = before {
                assert_eq!(instant.cmp(&instant_before), text.cmp(&text_before));
            }
            before = Some((instant, text));
        }
    }

    #[test]
    fn every_day_comes_back() {
        let mut date = NaiveDate::from_ymd_opt(1, 1, 1).unwrap();
        while date.year() < 10_000 {
            assert_eq!(read_date(&write_date(date).unwrap()), Some(date));
            date = date.succ_opt().unwrap();
        }
        assert_eq!(write_date(date), None);
        assert_eq!(
            write_date(NaiveDate::from_ymd_opt(0, 12, 31).unwrap()),
            None
        );
        assert_eq!(
            write_date(NaiveDate::from_ymd_opt(-1, 12, 31).unwrap()),
            None
        );
    }

    #[test]
    fn leap_seconds_are_not_written() {
        assert_eq!(
            write_time(NaiveTime::from_hms_micro_opt(23, 59, 59, 1_500_000).unwrap()),
            None
        );
    }

    #[test]
    fn malformed_text_is_none() {
        let good = b"2026-11-23T17:05:00.123456Z";
        assert!(read_timestamp(good).is_some());
        for at in 0..good.len() {
            for byte in 0..=255 {
                let mut text = *good;
                text[at] = byte;
                let digit_stays = good[at].is_ascii_digit() && byte.is_ascii_digit();
                if byte != good[at] && !digit_stays {
                    assert_eq!(read_timestamp(&text), None, "byte {byte} at {at}");
                }
            }
            assert_eq!(read_timestamp(&good[..at]), None);
        }
        #[rustfmt::skip]
        let wrong = [
            "", "2026-11-23", "2026-11-23 17:05:00.123456Z", "2026-11-23T17:05:00.12345Z", "2026-11-23T17:05:00.1234567Z",
            "2026-11-23T17:05:00.123456+", "2026-13-23T17:05:00.123456Z", "2026-02-29T17:05:00.123456Z", "0000-11-23T17:05:00.123456Z",
            "2026-11-23T24:05:00.123456Z", "2026-11-23T17:60:00.123456Z", "2026-11-23T17:05:60.123456Z", "2026-00-23T17:05:00.123456Z",
            "2026-11-00T17:05:00.123456Z", "-026-11-23T17:05:00.123456Z", "+026-11-23T17:05:00.123456Z",
        ];
        for text in wrong {
            assert_eq!(read_timestamp(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn random_bytes_never_panic() {
        let mut state = 11;
        for _ in 0..100_000 {
            let length = usize::try_from(random(&mut state) % 40).unwrap();
            let bytes: Vec<u8> = (0..length)
                .map(|_| u8::try_from(random(&mut state) % 256).unwrap())
                .collect();
            let _ = (read_timestamp(&bytes), read_date(&bytes), read_time(&bytes));
        }
    }
}
