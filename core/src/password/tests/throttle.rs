//! The limit on failures of a login.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::error::kind::ErrorKind;
use crate::error::{Error, Result};
use crate::password::throttle::{FailureLimits, MAX_LOGINS, Throttle};

fn throttle(failures: u32) -> Throttle {
    Throttle::new(FailureLimits {
        failures,
        window: Duration::from_secs(900),
        queue: 256,
        timeout: Duration::from_secs(60),
    })
}

/// Fails once; returns false if the attempt was refused.
async fn fails(throttle: &Throttle, login: &str) -> Result<bool> {
    let attempt = throttle.attempt(throttle.id(login)).await?;
    let is_allowed = attempt.is_allowed();
    attempt.failed();
    Ok(is_allowed)
}

#[tokio::test]
async fn as_many_fail_as_may_and_then_none_is_allowed() -> Result<()> {
    let throttle = throttle(100);
    for login in ["ann", "nobody"] {
        for _ in 0..100 {
            assert!(fails(&throttle, login).await?);
        }
        assert!(!fails(&throttle, login).await?);
    }
    assert_eq!(throttle.refused(), 2);
    assert!(fails(&throttle, "ann ").await?);
    for failures in [0, u32::MAX] {
        let throttle = self::throttle(failures);
        for _ in 0..3 {
            assert_eq!(fails(&throttle, "ann").await?, failures > 0);
        }
        assert_eq!(throttle.logins(), 0);
    }
    Ok(())
}

#[tokio::test]
async fn success_and_time_forget() -> Result<()> {
    let throttle = Throttle::new(FailureLimits {
        failures: 2,
        window: Duration::from_millis(200),
        queue: 0,
        timeout: Duration::ZERO,
    });
    assert!(fails(&throttle, "ann").await?);
    throttle.attempt(throttle.id("ann")).await?.succeeded();
    assert_eq!(throttle.logins(), 0);
    while fails(&throttle, "ann").await? {}
    assert_eq!(throttle.refused(), 1);
    tokio::time::sleep(Duration::from_millis(250)).await;
    assert!(fails(&throttle, "ann").await?);
    Ok(())
}

#[tokio::test]
async fn attempts_that_ended_in_an_error_were_failures() -> Result<()> {
    let throttle = throttle(3);
    for _ in 0..100 {
        drop(throttle.attempt(throttle.id("ann")).await?);
    }
    assert_eq!(throttle.logins(), 0);
    assert!(throttle.attempt(throttle.id("ann")).await?.is_allowed());
    Ok(())
}

#[tokio::test]
async fn guesses_at_once_are_no_more_than_failures_are_left() -> Result<()> {
    let throttle = throttle(3);
    let mut context = Context::from_waker(Waker::noop());
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(throttle.attempt(throttle.id("ann")).await?);
    }
    let mut fourth = pin!(throttle.attempt(throttle.id("ann")));
    let mut fifth = pin!(throttle.attempt(throttle.id("ann")));
    assert!(fourth.as_mut().poll(&mut context).is_pending());
    assert!(fifth.as_mut().poll(&mut context).is_pending());
    // Another login does not wait.
    assert!(throttle.attempt(throttle.id("bob")).await?.is_allowed());
    // A failure leaves none, and an attempt that ends without a result leaves one.
    held.remove(0).failed();
    assert!(fourth.as_mut().poll(&mut context).is_pending());
    drop(held.remove(0));
    let Poll::Ready(fourth) = fourth.as_mut().poll(&mut context) else {
        unreachable!("one is left");
    };
    let fourth = fourth?;
    assert!(fourth.is_allowed());
    assert!(fifth.as_mut().poll(&mut context).is_pending());
    // The last failures end the wait.
    held.remove(0).failed();
    fourth.failed();
    assert!(!fifth.await?.is_allowed());
    assert_eq!(throttle.refused(), 1);
    Ok(())
}

#[tokio::test]
async fn a_success_lets_those_that_wait_go_on() -> Result<()> {
    let throttle = throttle(2);
    assert!(fails(&throttle, "ann").await?);
    let first = throttle.attempt(throttle.id("ann")).await?;
    let waiting = async {
        let one = throttle.attempt(throttle.id("ann")).await?;
        let other = throttle.attempt(throttle.id("ann")).await?;
        Ok::<_, Error>((one.is_allowed(), other.is_allowed()))
    };
    // The first is polled first, and waits.
    let (allowed, ()) = tokio::join!(biased; waiting, async { first.succeeded() });
    assert_eq!(allowed?, (true, true));
    assert_eq!(throttle.logins(), 0);
    Ok(())
}

#[tokio::test]
async fn waiting_for_a_login_has_an_end() -> Result<()> {
    let limits = FailureLimits {
        failures: 1,
        window: Duration::from_secs(900),
        queue: 1,
        timeout: Duration::from_millis(20),
    };
    let throttle = Throttle::new(limits);
    let held = throttle.attempt(throttle.id("ann")).await?;
    let is_busy =
        |attempt: Result<_>| attempt.err().map(|error| error.kind()) == Some(ErrorKind::Busy);
    // One waits until the time is over; the next is told at once.
    let (waits, next) = tokio::join!(
        async { is_busy(throttle.attempt(throttle.id("ann")).await.map(drop)) },
        async { is_busy(throttle.attempt(throttle.id("ann")).await.map(drop)) },
    );
    assert!(waits && next);
    drop(held);
    assert!(throttle.attempt(throttle.id("ann")).await?.is_allowed());
    assert_eq!(throttle.logins(), 0);
    Ok(())
}

#[tokio::test]
async fn a_spray_does_not_push_out_who_failed_often() -> Result<()> {
    let throttle = throttle(3);
    while fails(&throttle, "ann").await? {}
    let held = throttle.attempt(throttle.id("bob")).await?;
    for number in 0..MAX_LOGINS + 10 {
        fails(&throttle, &number.to_string()).await?;
    }
    assert!(throttle.logins() < MAX_LOGINS);
    assert!(!fails(&throttle, "ann").await?);
    // An attempt in flight is not forgotten either.
    held.failed();
    let (mut allowed, mut tried) = (0, 0);
    while tried < 3 {
        allowed += usize::from(fails(&throttle, "bob").await?);
        tried += 1;
    }
    assert_eq!(allowed, 2);
    Ok(())
}
