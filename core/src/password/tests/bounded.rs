//! The limits on concurrent hashes and on waiting callers.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use crate::error::Result;
use crate::error::kind::ErrorKind;
use crate::password::gate::Gate;
use crate::password::hasher::Hasher;
use crate::password::memory::Memory;
use crate::password::plain::Password;
use crate::password::policy::PasswordPolicy;
use crate::password::tests::cheap;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_is_answered_at_once() -> Result<()> {
    let hasher = Hasher::new(
        PasswordPolicy::owasp()
            .permits(1)
            .queue(1, Duration::from_secs(10)),
    );
    let password = Password::from("typed");
    let mut running = pin!(hasher.hash(&password));
    let mut waiting = pin!(hasher.hash(&password));
    let mut context = Context::from_waker(Waker::noop());
    assert!(running.as_mut().poll(&mut context).is_pending());
    assert!(waiting.as_mut().poll(&mut context).is_pending());
    let start = Instant::now();
    let error = hasher.hash(&password).await.err();
    assert!(start.elapsed() < Duration::from_millis(5));
    assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::Busy));
    running.await?;
    waiting.await?;
    hasher.hash(&password).await?;
    Ok(())
}

#[tokio::test]
async fn waiting_has_an_end() -> Result<()> {
    let hasher = Hasher::new(
        PasswordPolicy::rfc9106()
            .permits(1)
            .queue(9, Duration::from_millis(1)),
    );
    let password = Password::from("typed");
    let (first, second) = tokio::join!(hasher.hash(&password), hasher.hash(&password));
    assert!(first.is_ok());
    assert_eq!(
        second.err().map(|error| error.kind()),
        Some(ErrorKind::Busy)
    );
    Ok(())
}

#[tokio::test]
async fn the_queue_holds_no_more_than_can_be_served_in_time() -> Result<()> {
    // 256 callers at 60 ms for a hash would be a queue of 15 seconds.
    let gate = Gate::new(1, 256, Duration::from_millis(600));
    let mut context = Context::from_waker(Waker::noop());
    let held = gate.enter().await?;
    // Nothing is known yet.
    let mut waiting: Vec<_> = (0..20).map(|_| Box::pin(gate.enter())).collect();
    for caller in &mut waiting {
        assert!(caller.as_mut().poll(&mut context).is_pending());
    }
    drop(waiting);
    gate.measured(Duration::from_millis(60));
    let mut waiting: Vec<_> = (0..11).map(|_| Box::pin(gate.enter())).collect();
    let last = waiting.pop();
    for caller in &mut waiting {
        assert!(caller.as_mut().poll(&mut context).is_pending());
    }
    let error = last.map(|mut last| last.as_mut().poll(&mut context));
    let Some(Poll::Ready(Err(error))) = error else {
        unreachable!("ten callers fill 600 ms");
    };
    assert_eq!(error.kind(), ErrorKind::Busy);
    drop(held);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_future_keeps_its_place_until_the_hash_is_done() -> Result<()> {
    let hasher = Hasher::new(PasswordPolicy::owasp().permits(1).queue(0, Duration::ZERO));
    let password = Password::from("typed");
    {
        let mut dropped = pin!(hasher.hash(&password));
        let mut context = Context::from_waker(Waker::noop());
        assert!(dropped.as_mut().poll(&mut context).is_pending());
    }
    // The hash continues, and no other caller can start one.
    let error = hasher.hash(&password).await.err();
    assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::Busy));
    let until = Instant::now() + Duration::from_secs(10);
    while hasher.hash(&password).await.is_err() {
        assert!(Instant::now() < until, "the permit never became free");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(hasher.calls().len(), 2);
    Ok(())
}

#[test]
fn no_memory_is_busy_and_no_wrong_password() {
    let error = Memory::default().with(usize::MAX / 2_048, |_| Ok(())).err();
    assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::Busy));
}

#[test]
fn memory_is_kept_and_wiped() -> Result<()> {
    let memory = Memory::default();
    let block = |value: u64| {
        let mut block = argon2::Block::new();
        block.as_mut().fill(value);
        block
    };
    let written = memory.with(4, |blocks| {
        blocks.fill(block(7));
        Ok(blocks.as_ptr() as usize)
    })?;
    let found = memory.with(4, |blocks| {
        assert!(
            blocks
                .iter()
                .all(|block| block.as_ref().iter().all(|word| *word == 0))
        );
        Ok(blocks.as_ptr() as usize)
    })?;
    assert_eq!(written, found);
    Ok(())
}

#[tokio::test]
async fn a_password_of_a_mebibyte_is_refused_before_anything_is_hashed() {
    let hasher = Hasher::new(cheap());
    let long = Password::from("a".repeat(1 << 20));
    let start = Instant::now();
    assert!(Hasher::is_too_long(&long) && hasher.refuses(&long).is_some());
    assert!(start.elapsed() < Duration::from_millis(1));
    assert_eq!(hasher.calls(), []);
}
