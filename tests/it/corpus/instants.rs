//! Instants as clients write them.

use fivefold::prelude::*;

use crate::models::{Maybe, MaybeCreate, MaybeUpdate};

/// The expected result for an instant in JSON.
enum Outcome {
    /// Stored as this.
    Is(String),
    /// No instant: serde refuses it.
    NotOne,
    /// An instant, but none that can be stored.
    Refused,
}

/// The day of each case, with what it comes to.
fn corpus() -> Vec<(String, Outcome)> {
    use Outcome::{Is, NotOne, Refused};
    let is = |text: &str| Is(text.to_owned());
    #[rustfmt::skip]
    let mut corpus: Vec<(String, Outcome)> = [
        // Around the epoch, and where 32 bits end.
        ("1970-01-01T00:00:00Z", is("1970-01-01T00:00:00Z")), ("1969-12-31T23:59:59.5Z", is("1969-12-31T23:59:59.500Z")), ("1969-12-31T23:59:59.9999999Z", is("1969-12-31T23:59:59.999999Z")),
        ("1969-12-31T00:00:00Z", is("1969-12-31T00:00:00Z")), ("1901-12-13T20:45:51Z", is("1901-12-13T20:45:51Z")), ("2038-01-19T03:14:06Z", is("2038-01-19T03:14:06Z")),
        ("2038-01-19T03:14:07Z", is("2038-01-19T03:14:07Z")), ("2038-01-19T03:14:08Z", is("2038-01-19T03:14:08Z")), ("2106-02-07T06:28:15Z", is("2106-02-07T06:28:15Z")),
        ("2106-02-07T06:28:16Z", is("2106-02-07T06:28:16Z")), ("2042-06-01T12:00:00Z", is("2042-06-01T12:00:00Z")), ("1000-01-01T00:00:00Z", is("1000-01-01T00:00:00Z")),
        ("0999-12-31T23:59:59Z", is("0999-12-31T23:59:59Z")), ("1582-10-10T00:00:00Z", is("1582-10-10T00:00:00Z")), ("1753-01-01T00:00:00Z", is("1753-01-01T00:00:00Z")),
        ("4713-11-24T00:00:00Z", is("4713-11-24T00:00:00Z")), ("1858-11-17T00:00:00Z", is("1858-11-17T00:00:00Z")), ("2000-01-01T00:00:00Z", is("2000-01-01T00:00:00Z")),
        // The first and the last that there are.
        ("0001-01-01T00:00:00Z", is("0001-01-01T00:00:00Z")), ("0000-12-31T23:59:59.999999Z", Refused), ("0000-01-01T00:00:00Z", Refused), ("-0001-01-01T00:00:00Z", Refused),
        ("9999-12-31T23:59:59.999999Z", is("9999-12-31T23:59:59.999999Z")), ("9999-12-31T23:59:59.999999999Z", is("9999-12-31T23:59:59.999999Z")), ("+10000-01-01T00:00:00Z", Refused),
        ("10000-01-01T00:00:00Z", NotOne), ("+262142-12-31T23:59:59Z", Refused), ("+999999-01-01T00:00:00Z", NotOne), ("99999999999-01-01T00:00:00Z", NotOne),
        // Offsets carry over days, years, and over the ends.
        ("2026-01-01T00:00:00+00:00", is("2026-01-01T00:00:00Z")), ("2026-01-01T00:00:00-00:00", is("2026-01-01T00:00:00Z")), ("2026-01-01T00:00:00+14:00", is("2025-12-31T10:00:00Z")),
        ("2026-01-01T00:00:00-14:00", is("2026-01-01T14:00:00Z")), ("2026-01-01T00:00:00+05:45", is("2025-12-31T18:15:00Z")), ("2026-01-01T00:00:00-03:30", is("2026-01-01T03:30:00Z")),
        ("2026-01-01T00:00:00+23:59", is("2025-12-31T00:01:00Z")), ("2026-01-01T00:00:00-23:59", is("2026-01-01T23:59:00Z")), ("2026-01-01T00:00:00+24:00", NotOne),
        ("2026-01-01T00:00:00-24:00", NotOne), ("2026-01-01T00:00:00+99:00", NotOne), ("2026-01-01T00:00:00+01:60", NotOne), ("0001-01-01T00:00:00+14:00", Refused),
        ("0001-01-01T00:00:00-14:00", is("0001-01-01T14:00:00Z")), ("9999-12-31T23:59:59-14:00", Refused), ("9999-12-31T23:59:59+14:00", is("9999-12-31T09:59:59Z")),
        ("2026-01-01T00:00:00+0100", is("2025-12-31T23:00:00Z")), ("2026-01-01T00:00:00+1", NotOne), ("2026-01-01T00:00:00+01", NotOne), ("2026-01-01T00:00:00 +01:00", is("2025-12-31T23:00:00Z")),
        // Summer time: gaps and doubles are nothing special in UTC.
        ("2026-03-29T02:30:00+01:00", is("2026-03-29T01:30:00Z")), ("2026-03-29T02:30:00Z", is("2026-03-29T02:30:00Z")), ("2026-10-25T02:30:00+02:00", is("2026-10-25T00:30:00Z")),
        ("2026-10-25T02:30:00+01:00", is("2026-10-25T01:30:00Z")), ("2026-03-08T02:30:00-05:00", is("2026-03-08T07:30:00Z")), ("2011-12-30T12:00:00-10:00", is("2011-12-30T22:00:00Z")),
        // Leap seconds and days.
        ("2016-12-31T23:59:60Z", Refused), ("2016-12-31T23:59:60.5Z", Refused), ("2016-12-31T23:59:60.999999999Z", Refused), ("2016-12-31T15:59:60-08:00", Refused), ("2016-12-31T23:59:61Z", NotOne),
        ("2026-01-01T00:00:60Z", Refused), ("2024-02-29T00:00:00Z", is("2024-02-29T00:00:00Z")), ("2023-02-29T00:00:00Z", NotOne), ("1900-02-29T00:00:00Z", NotOne), ("2000-02-29T00:00:00Z", is("2000-02-29T00:00:00Z")),
        ("2026-02-30T00:00:00Z", NotOne), ("2026-04-31T00:00:00Z", NotOne), ("2026-13-01T00:00:00Z", NotOne), ("2026-00-01T00:00:00Z", NotOne), ("2026-01-00T00:00:00Z", NotOne), ("2026-01-32T00:00:00Z", NotOne),
        ("2026-01-01T24:00:00Z", NotOne), ("2026-01-01T25:00:00Z", NotOne), ("2026-01-01T00:60:00Z", NotOne), ("2026-01-01T23:59:59Z", is("2026-01-01T23:59:59Z")),
        // Forms. What chrono takes beyond RFC 3339 (a year of two digits, blanks, `UTC`) is taken
        // as it reads it.
        ("2026-01-01t00:00:00z", is("2026-01-01T00:00:00Z")), ("2026-01-01 00:00:00Z", is("2026-01-01T00:00:00Z")), ("2026-01-01T00:00:00", NotOne), ("2026-01-01", NotOne), ("2026-01-01T00:00Z", NotOne),
        ("20260101T000000Z", NotOne), ("2026-W01-1T00:00:00Z", NotOne), ("2026-001T00:00:00Z", NotOne), ("26-01-01T00:00:00Z", is("0026-01-01T00:00:00Z")), ("01/01/2026", NotOne), ("Thu, 01 Jan 2026 00:00:00 GMT", NotOne),
        ("now", NotOne), ("infinity", NotOne), ("-infinity", NotOne), ("epoch", NotOne), ("today", NotOne), ("", NotOne), (" ", NotOne), ("0", NotOne), ("1767225600", NotOne), ("null", NotOne), ("NaN", NotOne),
        ("2026-01-01T00:00:00Z ", is("2026-01-01T00:00:00Z")), ("2026-01-01T00:00:00Z; DROP TABLE maybe", NotOne), ("2026-01-01T00:00:00ZZ", NotOne), ("2026-01-01T00:00:00.Z", NotOne), ("2026-01-01T00:00:00,5Z", NotOne),
        ("2026-01-01T00:00:00.5.5Z", NotOne), ("2026-01-01T-1:00:00Z", NotOne), ("２０２６-01-01T00:00:00Z", NotOne), ("2026\u{2010}01-01T00:00:00Z", NotOne), ("2026-01-01T00:00:00UTC", is("2026-01-01T00:00:00Z")),
        ("2026-01-01T00:00:00[UTC]", NotOne), ("2026-01-01T00:00:00Z[Europe/Berlin]", NotOne), ("0000-00-00T00:00:00Z", NotOne), ("0000-00-00 00:00:00", NotOne), ("2026-01-01T00:00:00\u{2212}01:00", is("2026-01-01T01:00:00Z")),
    ]
    .map(|(text, outcome)| (text.to_owned(), outcome))
    .into();
    // One to nine digits of a second: six are kept, the rest is cut.
    for digits in 1..=9 {
        let fraction = &"987654321"[..digits];
        corpus.push((
            format!("2026-11-23T17:05:00.{fraction}Z"),
            Is(format!(
                "2026-11-23T17:05:00.{:0<6}Z",
                &fraction[..digits.min(6)]
            )),
        ));
        corpus.push((
            format!("1969-11-23T17:05:00.{fraction}Z"),
            Is(format!(
                "1969-11-23T17:05:00.{:0<6}Z",
                &fraction[..digits.min(6)]
            )),
        ));
    }
    corpus
}

for_each_db! {
    async fn a_hundred_and_twenty_instants(env) {
        let corpus = corpus();
        assert!(corpus.len() >= 120, "{}", corpus.len());
        let db = &env.db;
        let mut complaints = Vec::new();
        let target = Maybe::create(db, MaybeCreate::new()).await.unwrap();
        let mut stored = 1;
        for (text, outcome) in corpus {
            let body = serde_json::json!({ "instant": text });
            let create = serde_json::from_value::<MaybeCreate>(body.clone());
            let change = serde_json::from_value::<MaybeUpdate>(body);
            match (outcome, create, change) {
                (Outcome::NotOne, Err(_), Err(_)) => {}
                (Outcome::Refused, Ok(create), Ok(change)) => {
                    for result in [Maybe::create(db, create).await, target.clone().update(db, change).await] {
                        let right = result.as_ref().is_err_and(|error| error.kind() == ErrorKind::Validation && error.field() == Some("instant"));
                        if !right {
                            complaints.push(format!("{text} should be refused: {result:?}"));
                        }
                    }
                }
                (Outcome::Is(meant), Ok(create), Ok(change)) => {
                    let meant: DateTime<Utc> = meant.parse().unwrap();
                    let created = Maybe::create(db, create).await.unwrap();
                    stored += 1;
                    let changed = target.clone().update(db, change).await.unwrap();
                    for row in [&created, &changed, &Maybe::get(db, created.id).await.unwrap(), &Maybe::get(db, changed.id).await.unwrap()] {
                        if row.instant != Some(meant) {
                            complaints.push(format!("{text} is {:?}", row.instant));
                        }
                    }
                }
                (_, create, _) => complaints.push(format!("{text}: {create:?}")),
            }
        }
        assert!(complaints.is_empty(), "{complaints:#?}");
        assert_eq!(Maybe::count(db).await.unwrap(), stored);
    }
}
