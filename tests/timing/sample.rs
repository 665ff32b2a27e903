//! Pairs of times, taken one after the other in an order that a coin decides.

use std::time::Instant;

use fivefold::prelude::*;

use super::accounts::{Class, Person};

/// Throws coins and chooses logins. Its seed is printed, so that a run can be done again.
pub struct Random(u64);

impl Random {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// splitmix64 (Steele, Lea and Flood, 2014).
    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.number() % end as u64) as usize
    }
}

/// One arm: a class, tried over one handle.
#[derive(Clone, Copy)]
pub struct Arm<'a> {
    pub db: &'a Db,
    pub class: &'a Class,
}

impl Arm<'_> {
    /// Tries to sign in once, and returns how long that took, in nanoseconds.
    async fn time(self, random: &mut Random) -> f64 {
        let nth = random.below(100_000_000);
        let login = &self.class.logins[random.below(self.class.logins.len())];
        let password = self.class.password(nth);
        let start = Instant::now();
        let found = Person::authenticate(self.db, login, &password).await;
        let time = start.elapsed();
        assert!(found.unwrap().is_none(), "{} got in", self.class.name);
        time.as_nanos() as f64
    }

    /// Tries a few times without looking at the clock.
    pub async fn warm(self, random: &mut Random, times: usize) -> f64 {
        let mut total = 0.0;
        for _ in 0..times {
            total += self.time(random).await;
        }
        total / times as f64
    }
}

/// Takes `count` more pairs of the two arms.
pub async fn pairs(
    one: Arm<'_>,
    other: Arm<'_>,
    random: &mut Random,
    count: usize,
    taken: &mut Vec<(f64, f64)>,
) {
    for _ in 0..count {
        taken.push(if random.below(2) == 0 {
            let first = one.time(random).await;
            (first, other.time(random).await)
        } else {
            let first = other.time(random).await;
            (one.time(random).await, first)
        });
    }
}
